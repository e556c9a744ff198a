/** The session as a test in Rust, for `cargo test` and the crate. */
import { type Kind, LISTS, PARAMETERS, RECORDS, isList } from "../live/shapes";
import { PART, changes, wellFormed } from "./code";
import type { Recorded, Tale } from "./retell";

const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** All but plain signs are written by their numbers: no direction of writing, no control sign gets into the source. */
const text = (value: string): string =>
  `"${Array.from(wellFormed(value), (sign) =>
    sign === '"' || sign === "\\" ? `\\${sign}` : /^[ -~]$/.test(sign) ? sign : `\\u{${(sign.codePointAt(0) as number).toString(16)}}`,
  ).join("")}"`;

const owned = (value: string): string => `${text(value)}.to_owned()`;
const list = (all: readonly string[]): string => `vec![${all.join(", ")}]`;
const pair = ([name, value]: readonly [string, string]): string => `(${owned(name)}, ${owned(value)})`;
const number = (value: unknown): string => String(value);

const names = (value: unknown): string[] =>
  typeof value === "string"
    ? value
        .split(",")
        .map((name) => name.trim())
        .filter((name) => name !== "")
    : (value as string[]);

const pairs = (value: unknown): (readonly [string, string])[] =>
  Array.isArray(value)
    ? value.map((it: { name?: string; value?: string }) => [it.name ?? "", it.value ?? ""] as const)
    : Object.entries(value as Record<string, string>);

/** Which names of the crate the test uses. */
class Uses {
  readonly names = new Set(["Cluster", "ClusterOptions"]);
  of(name: string): string {
    this.names.add(name);
    return name;
  }
}

/** A property of a job or task. */
function field(of: "job" | "task", key: string, value: unknown, uses: Uses): string {
  if (key === "priority") return `${uses.of("JobPriority")}::${value as string}`;
  if (key === "runtime") return of === "job" ? `Some(${text(value as string)}.parse().unwrap())` : `${text(value as string)}.parse().unwrap()`;
  const kind = RECORDS[of][key] as Kind;
  switch (kind) {
    case "text":
      return owned(value as string);
    case "number":
    case "flag":
      return number(value);
    case "names":
      return list(names(value).map(owned));
    case "terms":
    case "variables":
      return list(pairs(value).map(pair));
    case "tasks":
      return list((value as object[]).map((task) => spec("task", task, uses)));
    default:
      return simulation(value as { duration: number; exitCode?: number } | null, uses);
  }
}

function simulation(value: { duration: number; exitCode?: number } | null, uses: Uses): string {
  if (value === null) return "None";
  const duration = value.duration === Number.POSITIVE_INFINITY ? "None" : `Some(${value.duration})`;
  return `Some(${uses.of("Simulation")} { duration: ${duration}, exit_code: ${value.exitCode ?? 0} })`;
}

function spec(of: "job" | "task", value: object, uses: Uses): string {
  const type = uses.of(of === "job" ? "JobSpec" : "TaskSpec");
  const fields = Object.entries(value).map(([key, it]) => `${snake(key)}: ${field(of, key, it, uses)}`);
  const all = Object.keys(RECORDS[of]).length === fields.length;
  return fields.length === 0 ? `${type}::default()` : `${type} { ${[...fields, ...(all ? [] : [`..${type}::default()`])].join(", ")} }`;
}

/** An item that is no id ends a batch, or is left out where the call carries on. */
function ids(value: readonly (number | null)[], carryOn: boolean): string {
  const bad = value.indexOf(null);
  const good = bad < 0 ? value : carryOn ? value.filter((id) => id !== null) : value.slice(0, bad);
  return `&[${good.join(", ")}]`;
}

function argument(kind: Kind, value: unknown, call: Recorded, uses: Uses): string {
  const named = call.name === "setClusterParameter" || call.name === "setEnvironmentVariable";
  if (kind === "ids") return ids(value as (number | null)[], call.name === "tryCancelJobs");
  if (isList(kind)) return `&[${(value as object[]).map((it) => spec(LISTS[kind] as "job" | "task", it, uses)).join(", ")}]`;
  if (kind === "job" || kind === "task") return `&${spec(kind, value as object, uses)}`;
  if (kind === "maybeText" && named) return typeof value === "string" ? `Some(${text(value)})` : "None";
  if (kind === "maybeText" || kind === "text") return text(typeof value === "string" ? value : "");
  return number(value);
}

/** A batch that ended at what is no id has nothing to be refused for here. */
const endsAtNoId = ({ args, code }: Recorded): boolean => code === "TypeMismatch" && args.some((value) => Array.isArray(value) && value.includes(null));

function statement(call: Recorded, uses: Uses): string {
  const args = PARAMETERS[call.name].map((kind, at) => argument(kind, call.args[at], call, uses));
  const made = `cluster.${snake(call.name)}(${args.join(", ")})`;
  if (call.code === null || endsAtNoId(call)) return `${made}.unwrap();`;
  return `assert_eq!(${made}.unwrap_err().code.name(), ${text(call.code)});`;
}

function options({ options: { name, nodes = [], now, parameters, user, isAdmin } }: Tale, uses: Uses): string {
  const node = (it: (typeof nodes)[number]): string => {
    const made = `${uses.of("NodeSpec")}::new(${text(it.name)}, ${it.numberOfProcessors})`;
    const more = [
      ...(it.memory === undefined ? [] : [`memory: ${it.memory}`]),
      ...(it.status === undefined ? [] : [`status: ${uses.of("NodeStatus")}::${it.status}`]),
    ];
    return more.length === 0 ? made : `NodeSpec { ${more.join(", ")}, ..${made} }`;
  };
  const fields = [
    ...(name === undefined ? [] : [`name: ${owned(name)}`]),
    `nodes: ${list(nodes.map(node))}`,
    ...(now === undefined ? [] : [`now: ${now}`]),
    ...(user === undefined ? [] : [`user: ${owned(user)}`]),
    ...(isAdmin === undefined ? [] : [`is_admin: ${isAdmin}`]),
    ...(parameters === undefined ? [] : [`parameters: ${list(Object.entries(parameters).map(pair))}`]),
  ];
  return `ClusterOptions { ${fields.join(", ")}, ..ClusterOptions::default() }`;
}

export function rustTest(tale: Tale): string {
  const uses = new Uses();
  const bodies: string[][] = [];
  let at = 0;
  for (const { call, advance, actAs } of changes(tale)) {
    if (at % PART === 0) bodies.push([]);
    at += 1;
    const part = bodies[bodies.length - 1] as string[];
    if (advance) part.push(`    cluster.advance_to(${call.at}).unwrap();`);
    if (actAs) part.push(`    cluster.act_as(${text(call.user)}, ${call.isAdmin});`);
    part.push(`    ${statement(call, uses)}`);
  }
  const functions = bodies.map((part, n) => `#[rustfmt::skip]\nfn part_${n + 1}(cluster: &mut Cluster) {\n${part.join("\n")}\n}\n`);
  const made = options(tale, uses);
  return `//! A session of the cluster simulator, call by call. The same calls at the same instants end in the same state.
//! It belongs into \`tests/\` of a package that depends on \`ccp-scheduler\`.

#[rustfmt::skip]
use ccp_scheduler::{${[...uses.names].sort().join(", ")}};

${functions.join("\n")}
#[test]
#[rustfmt::skip]
fn the_session_ends_in_the_same_state() {
    let mut cluster = Cluster::new(${made}).unwrap();
${bodies.map((_, n) => `    part_${n + 1}(&mut cluster);\n`).join("")}    cluster.advance_to(${tale.end}).unwrap();
    assert_eq!(cluster.state_digest(), ${text(tale.digest)});
}
`;
}

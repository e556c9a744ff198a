/** A call as it stands in JavaScript, for the browser's console or Node. */
import { PARAMETERS } from "../live/shapes";
import type { Saying } from "./saying";
import { js } from "./quote";

/** More ids are written as a run, where they are one. */
const LISTED = 24;
/** A longer line is broken. */
const LINE = 72;

function numbers(ids: readonly unknown[]): string {
  const [first] = ids;
  const isRun = ids.length > LISTED && typeof first === "number" && ids.every((id, at) => id === first + at);
  return isRun ? `Array.from({ length: ${ids.length} }, (_, k) => k + ${first})` : `[${ids.join(", ")}]`;
}

/** In a literal this one name would not be a property like others. */
const key = (name: string): string => (name === "__proto__" ? '["__proto__"]' : /^[A-Za-z_$][\w$]*$/.test(name) ? name : js(name));

function literal(value: unknown, indent = ""): string {
  if (typeof value === "string") return js(value);
  if (typeof value !== "object" || value === null) return String(value);
  const inner = `${indent}  `;
  const parts = Array.isArray(value)
    ? value.map((item) => literal(item, inner))
    : Object.entries(value).flatMap(([name, item]) =>
        item === undefined ? [] : [`${key(name)}: ${literal(item, inner)}`],
      );
  const [open, close] = Array.isArray(value) ? ["[", "]"] : ["{ ", " }"];
  const line = open + parts.join(", ") + close;
  if (line.length + indent.length <= LINE || parts.length === 0) return line;
  return `${open.trim()}\n${parts.map((part) => `${inner}${part},\n`).join("")}${indent}${close.trim()}`;
}

/** A line of the console. */
function typed([line, files]: Saying["args"], by: Saying["by"]): string {
  const named = Object.keys(files as object).length > 0 ? `, ${literal(files)}` : "";
  const call = `new Console().run(cluster, ${js(line as string)}${named});`;
  return by ? `cluster.actAs(${js(by.user)}, ${by.isAdmin});\n${call}` : call;
}

export function javascript({ name, args, by }: Saying): string | null {
  if (name === "users") return null;
  if (name === "console") return typed(args, by);
  const kinds = PARAMETERS[name];
  const given = args.filter((value, at) => !(kinds[at] === "maybeText" && at === args.length - 1 && (value === "" || value == null)));
  const written = given.map((value, at) => (kinds[at] === "ids" && Array.isArray(value) ? numbers(value) : literal(value)));
  const call = `cluster.${name}(${written.join(", ")});`;
  return by ? `cluster.actAs(${js(by.user)}, ${by.isAdmin});\n${call}` : call;
}

/** The session as a test in JavaScript, for `node --test` and the npm package. */
import { PART, changes } from "./code";
import type { Recorded, Tale } from "./retell";

/** What it needs, and where that is from. */
const IMPORTS = [
  ["assert", "node:assert/strict"],
  ["{ test }", "node:test"],
  ["{ Cluster }", "ccp-scheduler"],
];

const NAME = /^[A-Za-z_$][\w$]*$/;

function literal(value: unknown): string {
  if (value === undefined) return "undefined";
  if (value === Number.POSITIVE_INFINITY) return "Infinity";
  if (Array.isArray(value)) return `[${value.map(literal).join(", ")}]`;
  if (typeof value === "object" && value !== null) {
    // In a literal this one name would not be a property like others.
    const key = (name: string): string => (name === "__proto__" ? '["__proto__"]' : NAME.test(name) ? name : JSON.stringify(name));
    const pairs = Object.entries(value).map(([name, it]) => `${key(name)}: ${literal(it)}`);
    return pairs.length === 0 ? "{}" : `{ ${pairs.join(", ")} }`;
  }
  return JSON.stringify(value);
}

function statement({ name, args, code }: Recorded): string {
  const call = `cluster.${name}(${args.map(literal).join(", ")})`;
  return code === null ? `${call};` : `assert.throws(() => ${call}, { code: ${literal(code)} });`;
}

export function javascriptTest(tale: Tale): string {
  const lines: string[][] = [];
  let at = 0;
  for (const { call, advance, actAs } of changes(tale)) {
    if (at % PART === 0) lines.push([]);
    at += 1;
    const part = lines[lines.length - 1] as string[];
    if (advance) part.push(`  cluster.advanceTo(${call.at});`);
    if (actAs) part.push(`  cluster.actAs(${literal(call.user)}, ${call.isAdmin});`);
    part.push(`  ${statement(call)}`);
  }
  const functions = lines.map((part, n) => `function part${n + 1}(cluster) {\n${part.join("\n")}\n}\n`);
  return `// A session of the cluster simulator, call by call. The same calls at the same instants end in the same state.
// npm install ccp-scheduler; node --test
${IMPORTS.map(([what, where]) => `import ${what} from ${JSON.stringify(where)};\n`).join("")}
${functions.join("\n")}
test("the session ends in the same state", () => {
  const cluster = new Cluster(${literal(tale.options)});
${lines.map((_, n) => `  part${n + 1}(cluster);\n`).join("")}  cluster.advanceTo(${tale.end});
  assert.equal(cluster.stateDigest(), ${literal(tale.digest)});
});
`;
}

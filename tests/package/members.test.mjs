// types/index.d.ts is written by hand: its members are those of what was built, no more and no less.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import * as built from "ccp-scheduler";

const own = (object, hidden) => Object.getOwnPropertyNames(object).filter((name) => !name.startsWith("__") && !hidden.includes(name));
const instance = (Class) => own(Class.prototype, ["constructor"]);
const statics = (Class) => own(Class, ["name", "length"]);

/** An object literal of a Record type: TypeScript names the key that is missing and the one that is too much. */
const record = (name, keysOf, members) =>
  `export const ${name}: Record<Exclude<${keysOf}, symbol>, true> = {\n${members.map((member) => `  ${member}: true,\n`).join("")}};\n`;

test("the members of the types are those of the built classes", () => {
  const source = [
    `import type * as typed from "ccp-scheduler";\n`,
    record("exports", "keyof typeof typed", Object.keys(built)),
    record("cluster", "keyof typed.Cluster", instance(built.Cluster)),
    record("clusterStatics", "keyof typeof typed.Cluster", statics(built.Cluster)),
    record("enumerable", "keyof typed.ClusterEnumerable", instance(built.ClusterEnumerable)),
    record("nameValues", "keyof typed.NameValueCollection", instance(built.NameValueCollection)),
    record("replay", "keyof typed.Replay", instance(built.Replay)),
    record("console", "keyof typed.Console", instance(built.Console)),
  ].join("");

  // Inside the checkout, so that the package is found by its own name.
  const folder = join("target", "members");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "members.mts"), source);
  const tsconfig = { extends: "../../tests/types/tsconfig.json", include: ["members.mts"] };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(tsconfig));

  const tsc = join("node_modules", "typescript", "bin", "tsc");
  try {
    execFileSync(process.execPath, [tsc, "--project", folder], { encoding: "utf8", stdio: "pipe" });
  } catch (error) {
    assert.fail(error.stdout);
  }
});

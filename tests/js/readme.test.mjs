// The JavaScript example of the README: it runs, and prints what its comments say.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { test } from "node:test";

test("the example of the README prints what its comments say", () => {
  const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8").replaceAll("\r\n", "\n");
  const [, example] = readme.match(/^```js\n([^]*?)^```/m);
  const promised = [...example.matchAll(/^ *console\.log\(.*\); \/\/ (.*)$/gm)].map(([, text]) => text);
  assert.equal(promised.length, example.split("console.log").length - 1, "each line that prints says what");

  const program = example.replace('"ccp-scheduler"', JSON.stringify(new URL("../../dist/node.mjs", import.meta.url).href));
  const printed = execFileSync(process.execPath, ["--input-type=module"], { input: program, encoding: "utf8" });
  assert.deepEqual(printed.trimEnd().split("\n"), promised);
});

// `npm test`: every test there is, stage by stage. `npm test -- rust js` runs only these parts.
import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { buildPackage, buildPage } from "./build.mjs";
import { findChromium } from "./chromium.mjs";
import { findFirefox } from "./firefox.mjs";
import { filesBelow, giveUp, install, run, runBin } from "./tools.mjs";

const cargo = (...args) => run("cargo", args);
const tsc = (project) => runBin("typescript/bin/tsc", ["--noEmit", "--project", project]);
const denyWarnings = ["--", "--deny", "warnings"];

/** Tests of the page mostly wait for a browser: more files at once than processors. */
const AT_ONCE = availableParallelism() + 1;

/** All *.test.mjs of folders. Node 20 does not know patterns, and tells a terminal and a pipe different things. */
async function nodeTests(folders, env) {
  const files = folders.flatMap((folder) => filesBelow(folder)).filter((file) => file.endsWith(".test.mjs"));
  if (files.length === 0) throw new Error(`There is no test in ${folders}.`);
  return run(process.execPath, ["--test", "--test-reporter=spec", `--test-concurrency=${AT_ONCE}`, ...files], { env });
}

const stages = [
  ["rust", "rustfmt", () => cargo("fmt", "--all", "--check")],
  ["rust", "clippy", () => cargo("clippy", "--workspace", "--all-targets", "--all-features", ...denyWarnings)],
  [
    "rust",
    "clippy for wasm",
    () => cargo("clippy", "--lib", "--package=ccp-scheduler", "--features=js", "--target=wasm32-unknown-unknown", ...denyWarnings),
  ],
  ["rust", "cargo test", () => cargo("test", "--no-fail-fast", "--workspace", "--exclude=xtask")],
  ["js types page", "build the package", buildPackage],
  ["js types page", "build the page", buildPage],
  ["js", "the package in Node", () => nodeTests(["tests/js"])],
  ["js", "the package as npm packs it", () => nodeTests(["tests/package"])],
  ["types", "types of the package", () => tsc("tests/types")],
  ["types", "types of the page", () => tsc("www")],
  [
    "page",
    "the page in Chromium and Firefox",
    async () => nodeTests(["tests/page", "tests/measure"], { CHROMIUM: await findChromium(), FIREFOX: await findFirefox() }),
  ],
];

/** How many tests a stage's output speaks of: those of cargo and of node; anything else is one by itself. */
function count(output, failed) {
  const sum = (pattern) => [...output.matchAll(pattern)].reduce((total, [, number]) => total + Number(number), 0);
  const counted = {
    passed: sum(/^test result: .*?(\d+) passed/gm) + sum(/^ℹ pass (\d+)/gm),
    failed: sum(/^test result: .*?(\d+) failed/gm) + sum(/^ℹ (?:fail|cancelled) (\d+)/gm),
    skipped: sum(/^test result: .*?(\d+) ignored/gm) + sum(/^ℹ (?:skipped|todo) (\d+)/gm),
  };
  // A stage without tests of its own, or one that failed before or between them.
  if (failed) counted.failed ||= 1;
  else if (counted.passed + counted.skipped === 0) counted.passed = 1;
  return counted;
}

const parts = process.argv.slice(2);
const known = new Set(stages.flatMap(([part]) => part.split(" ")));
for (const part of parts) if (!known.has(part)) giveUp(`There is no part "${part}", only ${[...known].join(", ")}.`);

// Cargo runs each package's tests in its own folder.
if (process.env.SWF_TRACES) process.env.SWF_TRACES = resolve(process.env.SWF_TRACES);

await install();
const total = { passed: 0, failed: 0, skipped: 0 };
for (const [part, name, work] of stages) {
  if (parts.length && !part.split(" ").some((one) => parts.includes(one))) continue;
  process.stdout.write(`${name} … `);
  const start = performance.now();
  let error;
  const output = await work().catch((reason) => ((error = reason), reason.output ?? reason.stack));
  const counted = count(output ?? "", error);
  for (const key in total) total[key] += counted[key];
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(error ? `FAILED, ${seconds} s` : `${counted.passed} passed, ${seconds} s`);
  if (error) console.log(`${output}\n${error.message}\n`);
}
console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = total.failed ? 1 : 0;

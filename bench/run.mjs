// `npm run bench`: measures, prints tables of ratios and writes bench/results.json. What is compared with what, and why
// that is fair, stands in bench/README.md. `-- --check` counts instructions instead and fails if they grew;
// `-- --quick` takes smaller worlds and fewer rounds, to see that everything runs.
import { existsSync, writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { readFileSync } from "node:fs";
import { buildPackage } from "../scripts/build.mjs";
import { install, report, run, step } from "../scripts/tools.mjs";
import { checkInstructions } from "./check.mjs";

const options = new Set(process.argv.slice(2));
const quick = options.has("--quick");
const ROUNDS = quick ? 2 : 7;
const MILLION = quick ? 100_000 : 1_000_000;

const program = join("target", "release", process.platform === "win32" ? "bench.exe" : "bench");
const native = async (what, jobs) => JSON.parse(await run(program, [what, String(jobs)]));
const node = async (what, jobs) => JSON.parse(await run(process.execPath, ["--max-old-space-size=6144", join("bench", "node.mjs"), what, String(jobs)]));

function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1];
}

const short = (value) => (value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2));

/** Several rounds, each of them all measurements one after the other, so that what disturbs one disturbs its neighbours. */
async function rounds(measurements) {
  const all = [];
  for (let round = 0; round < ROUNDS; round++) {
    const found = {};
    for (const [name, measure] of Object.entries(measurements)) found[name] = await measure();
    all.push(found);
  }
  return all;
}

const results = { tables: [] };

/** Rows: what, the value's name, against which, and the ratio that must be reached: "<= 1.6" or ">= 12". */
function table(title, found, rows) {
  const lines = [];
  for (const [what, value, against, must] of rows) {
    if (found.some((round) => round[value] === null || round[against] === null)) {
      lines.push({ what, leftOut: true });
      continue;
    }
    const ratios = found.map((round) => (must.startsWith(">=") ? round[against] / round[value] : round[value] / round[against]));
    const limit = Number(must.slice(3));
    const ratio = median(ratios);
    lines.push({
      what,
      value: median(found.map((round) => round[value])),
      against: median(found.map((round) => round[against])),
      ratio,
      from: Math.min(...ratios),
      to: Math.max(...ratios),
      must,
      reached: must.startsWith(">=") ? ratio >= limit : ratio <= limit,
    });
  }
  results.tables.push({ title, lines });
  console.log(`\n${title}\n`);
  for (const { what, leftOut, value, against, ratio, from, to, must, reached } of lines) {
    if (leftOut) console.log(`  ${what.padEnd(58)} left out: it cannot be installed here`);
    else console.log(`  ${what.padEnd(58)} ${short(value).padStart(8)} ns ${short(against).padStart(8)} ns ${short(ratio).padStart(8)} x  (${short(from)} to ${short(to)})  ${must} ${reached ? "reached" : "NOT reached"}`);
  }
}

async function bench() {
  const cancelling = await rounds({
    limit: () => native("limit", MILLION),
    queued: () => native("cancel-queued", MILLION),
    heard: () => native("cancel-queued-heard", MILLION),
    oneNode: () => native("cancel-running-one-node", MILLION),
    manyNodes: () => native("cancel-running-many-nodes", MILLION),
  });
  table(`Cancelling ${MILLION.toLocaleString("en")} shuffled jobs natively, against one random line of memory for each`, cancelling, [
    ["queued, nobody listens", "queued", "limit", "<= 1.6"],
    ["queued, with a listener", "heard", "limit", "<= 1.8"],
    ["running on one node", "oneNode", "limit", "<= 2.5"],
    ["running on 100,000 nodes", "manyNodes", "limit", "<= 4"],
  ]);

  for (const [count, toNative, toPlain, arrayToPlain] of [
    [10_000, "<= 2.2", ">= 12", ">= 10"],
    [100_000, "<= 1.6", ">= 20", ">= 18"],
    ...(quick ? [] : [[1_000_000, "<= 1.6", ">= 30", ">= 25"]]),
  ]) {
    const found = await rounds({
      native: () => native("cancel-queued", count),
      int32: () => node("cancel-int32", count),
      array: () => node("cancel-array", count),
      plain: () => node("plain", count),
    });
    table(`Cancelling ${count.toLocaleString("en")} shuffled jobs in Node`, found, [
      ["Int32Array, against the same natively", "int32", "native", toNative],
      ["Int32Array, against plain JavaScript objects", "int32", "plain", toPlain],
      ["number[], against plain JavaScript objects", "array", "plain", arrayToPlain],
    ]);
  }

  const loop = await rounds({
    batch: () => node("cancel-int32", 100_000),
    loop: () => node("cancel-loop", 100_000),
    few: () => node("cancel-int32", 10_000),
    queue: () => node("p-queue", 10_000),
  });
  table("One batch in Node", loop, [
    ["against a loop of cancelJob, 100,000 jobs", "batch", "loop", ">= 5"],
    ["against p-queue aborting what waits, 10,000 jobs", "few", "queue", ">= 2000"],
  ]);

  const sizes = [1_000, MILLION];
  const grown = await rounds(Object.fromEntries(sizes.map((count) => [count, () => native("growth", count)])));
  const growth = Object.keys(grown[0][MILLION]).filter((name) => name !== "limit");
  const by = grown.map((round) =>
    Object.fromEntries([...growth, "limit"].map((name) => [name, round[MILLION][name] / round[1_000][name]])),
  );
  results.growth = { from: sizes[0], to: sizes[1], factors: Object.fromEntries([...growth, "limit"].map((name) => [name, median(by.map((round) => round[name]))])) };
  console.log(`\nGrowth of the time for each job from 1,000 to ${MILLION.toLocaleString("en")} jobs (must be at most 1.3 of the limit's)\n`);
  for (const name of growth) {
    const share = results.growth.factors[name] / results.growth.factors.limit;
    console.log(`  ${name.padEnd(12)} ${short(results.growth.factors[name]).padStart(8)} x, ${short(share)} of the limit's ${share <= 1.3 ? "reached" : "NOT reached"}`);
  }

  const others = await rounds({
    snapshot: () => native("snapshot", MILLION),
    pass: () => native("pass", 100_000),
    full: () => native("nothing-due", MILLION),
    empty: () => native("nothing-due", 1),
    cold: () => node("cold", 1),
  });
  const of = (name) => median(others.map((round) => name(round)));
  const wasm = gzipSync(readFileSync(join("dist", "ccp_scheduler_bg.wasm")), { level: 9 }).length;
  results.others = {
    "snapshot, written, against memcpy (<= 5)": of(({ snapshot }) => snapshot.write / snapshot.copy),
    "snapshot, read, against memcpy (<= 8)": of(({ snapshot }) => snapshot.read / snapshot.copy),
    "snapshot, bytes a job (<= 90)": of(({ snapshot }) => snapshot.bytesAJob),
    "a pass at one end, 100,000 waiting, ms (<= 0.02)": of(({ pass }) => pass.oneEnd / 1e6),
    "all of them run, a pass at every end, s (<= 0.5)": of(({ pass }) => pass.drain / 1e9),
    "advance with a million stored jobs, against none (1)": of(({ full, empty }) => full / empty),
    "import to first cancelJobs in Node, ms": of(({ cold }) => cold),
    "wasm file, KiB gzip (<= 100)": wasm / 1024,
  };
  console.log("\nOther targets\n");
  for (const [name, value] of Object.entries(results.others)) console.log(`  ${name.padEnd(58)} ${value.toFixed(3)}`);

  results.machine = { cpu: cpus()[0]?.model, cores: cpus().length, load: loadavg()[0], node: process.version, rounds: ROUNDS, quick };
  writeFileSync(join("bench", "results.json"), `${JSON.stringify(results, null, 1)}\n`);
  if (results.machine.load > 1) console.log(`\nThe load of this machine is ${results.machine.load.toFixed(1)}: take the figures again when it is quiet.`);
}

try {
  await install();
  await step("bench, natively", () => run("cargo", ["build", "--release", "--package", "bench"]));
  if (options.has("--check")) await checkInstructions({ program, update: options.has("--update") });
  else {
    await step("package", buildPackage);
    if (!existsSync(join("bench", "node_modules"))) {
      await step("peers", () => run("npm", ["ci", "--prefix", "bench", "--no-audit", "--no-fund"])).catch(() => console.log("They are left out."));
    }
    await bench();
  }
} catch (error) {
  report(error);
}

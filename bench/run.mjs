// `npm run bench`: measures, prints tables of ratios and writes bench/results.json. What is compared with what, and why
// that is fair, stands in bench/README.md. `-- --check` counts instructions instead and fails if they grew;
// `-- --quick` takes smaller worlds and fewer rounds, to see that everything runs; `-- --rounds=N` as many as that. The
// logs of the folder that SWF_TRACES names are replayed too.
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { cpus, freemem, loadavg } from "node:os";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { buildPackage, buildPage } from "../scripts/build.mjs";
import { install, report, run, step } from "../scripts/tools.mjs";
import { checkInstructions } from "./check.mjs";
import { drawGrowth } from "./draw.mjs";

const options = new Set(process.argv.slice(2));
const quick = options.has("--quick");
const ROUNDS = Number([...options].find((option) => option.startsWith("--rounds="))?.slice(9) ?? (quick ? 2 : 7));
const MILLION = quick ? 100_000 : 1_000_000;

const program = join("target", "release", process.platform === "win32" ? "bench.exe" : "bench");
const native = async (what, jobs) => JSON.parse(await run(program, [what, String(jobs)]));
const peer = async (what, given) => JSON.parse(await run(process.execPath, [join("bench", "peers.mjs"), what, String(given)]));
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

function bestOf(found, value, against, must) {
  const least = (name) => Math.min(...found.map((round) => round[name]));
  return must.startsWith(">=") ? least(against) / least(value) : least(value) / least(against);
}

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
      // Of the least disturbed round of each: what a machine that does other things still tells.
      best: bestOf(found, value, against, must),
      from: Math.min(...ratios),
      to: Math.max(...ratios),
      must,
      reached: must.startsWith(">=") ? ratio >= limit : ratio <= limit,
    });
  }
  results.tables.push({ title, lines });
  console.log(`\n${title}\n`);
  for (const { what, leftOut, value, against, ratio, best, from, to, must, reached } of lines) {
    if (leftOut) console.log(`  ${what.padEnd(58)} left out: it cannot be installed here`);
    else console.log(`  ${what.padEnd(58)} ${short(value).padStart(8)} ns ${short(against).padStart(8)} ns ${short(ratio).padStart(8)} x  (${short(from)} to ${short(to)}, best ${short(best)})  ${must} ${reached ? "reached" : "NOT reached"}`);
  }
}

/** Median, least and greatest; `null` where something could not be run. */
const spread = (values) => (values.includes(null) ? null : [median(values), Math.min(...values), Math.max(...values)]);

function say(title, figures) {
  console.log(`\n${title}\n`);
  for (const [name, values] of Object.entries(figures)) {
    const text = values === null ? "left out: it cannot be run here" : `${short(values[0])} (${short(values[1])} to ${short(values[2])})`;
    console.log(`  ${name.padEnd(58)} ${text}`);
  }
}

/** Each step of a job's life at each size, nanoseconds a job; what it grows by is compared with what the limit grows by. */
async function growth(where, measure, sizes) {
  const found = {};
  for (const size of sizes) {
    const times = [];
    for (let round = 0; round < (size > 1_000_000 ? 1 : ROUNDS); round++) {
      times.push({ ...(await measure("growth", size)), ...(where === "in Node" ? { limit: await native("limit", size) } : {}) });
    }
    // The least disturbed: a curve of medians would draw what else the machine did.
    found[size] = Object.fromEntries(Object.keys(times[0]).map((name) => [name, Math.min(...times.map((time) => time[name]))]));
  }
  (results.growth ??= {})[where] = found;
  const [first, last] = [found[sizes[0]], found[sizes.at(-1)]];
  console.log(`\nGrowth of the time for each job ${where} from ${sizes[0].toLocaleString("en")} to ${sizes.at(-1).toLocaleString("en")} jobs (at most 1.3 of the limit's)\n`);
  for (const name of Object.keys(first)) {
    const factor = last[name] / first[name];
    const share = factor / (last.limit / first.limit);
    console.log(`  ${name.padEnd(12)} ${sizes.map((size) => short(found[size][name]).padStart(8)).join(" ")} ns  ${short(factor).padStart(6)} x, ${short(share)} of the limit's${share <= 1.3 ? "" : " NOT reached"}`);
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
    fewer: () => node("cancel-int32", 2_000),
    queue: () => node("p-queue", 10_000),
  });
  // Starting a server and filling it takes long, and the ratios are far from their targets: once is enough.
  const servers = quick ? { bullmq: null, slurm: null } : { bullmq: await peer("bullmq", 10_000), slurm: await peer("slurm", 2_000) };
  for (const round of loop) Object.assign(round, servers);
  table("One batch in Node", loop, [
    ["against a loop of cancelJob, 100,000 jobs", "batch", "loop", ">= 5"],
    ["against p-queue aborting what waits, 10,000 jobs", "few", "queue", ">= 2000"],
    ["against BullMQ removing jobs in one pipeline, 10,000 jobs", "few", "bullmq", ">= 2500"],
    ["against one scancel of Slurm, 2,000 jobs", "fewer", "slurm", ">= 20000"],
  ]);

  await growth("natively", native, [1_000, 10_000, 100_000, ...(quick ? [] : [1_000_000, ...(freemem() > 12e9 ? [10_000_000] : [])])]);
  await growth("in Node", node, [1_000, 10_000, 100_000, ...(quick ? [] : [1_000_000])]);

  const others = await rounds({
    snapshot: () => native("snapshot", MILLION),
    pass: () => native("pass", 100_000),
    hopeless: () => native("pass-hopeless", 100_000),
    choosy: () => native("pass-choosy", 100_000),
    drain: () => native("drain", 100_000),
    preview: () => native("preview", 100_000),
    full: () => native("nothing-due", MILLION),
    empty: () => native("nothing-due", 1),
    cold: () => node("cold", 1),
    treeSitter: () => node("cold-web-tree-sitter", 1),
    rapier: () => node("cold-rapier2d", 1),
    chromium: async () => JSON.parse(await run(process.execPath, [join("bench", "browser.mjs")])),
    page: async () => JSON.parse(await run(process.execPath, [join("bench", "page.mjs")])),
  });
  const memory = { native: await native("memory", MILLION), node: await node("memory", MILLION) };
  const wasm = gzipSync(readFileSync(join("dist", "ccp_scheduler_bg.wasm")), { level: 9 }).length;
  const of = (read) => spread(others.map(read));
  results.others = {
    "snapshot, written, against memcpy of its bytes (<= 5)": of(({ snapshot }) => snapshot.write / snapshot.copy),
    "snapshot, read, against memcpy of its bytes (<= 8)": of(({ snapshot }) => snapshot.read / snapshot.copy),
    "snapshot, written, ns a job": of(({ snapshot }) => snapshot.write / MILLION),
    "snapshot, read, ns a job": of(({ snapshot }) => snapshot.read / MILLION),
    "snapshot, bytes a job (<= 90)": of(({ snapshot }) => snapshot.bytesAJob),
    "the first pass, which lists 80,000 ends, ms": of(({ pass }) => pass.first / 1e6),
    "a pass, 100,000 waiting, ms (<= 0.02)": of(({ pass }) => pass.next / 1e6),
    "the same where nothing may start, ms (<= 0.2)": of(({ hopeless }) => hopeless.next / 1e6),
    "the same, half with AskedNodes or exclusive, ms (<= 2)": of(({ choosy }) => choosy.next / 1e6),
    "all of them run, a pass at every end, s (<= 0.5)": of(({ drain }) => drain / 1e9),
    "previewCancelJobs of 100,000 jobs, natively, ms": of(({ preview }) => preview / 10),
    "advance with a million stored jobs, against none (1)": of(({ full, empty }) => full / empty),
    "import to first cancelJobs in Node, ms": of(({ cold }) => cold),
    "web-tree-sitter, to its first call, ms": of(({ treeSitter }) => treeSitter),
    "@dimforge/rapier2d-compat, to its first call, ms": of(({ rapier }) => rapier),
    "import to first cancelJobs in Chromium, ms": of(({ chromium }) => chromium.own),
    "web-tree-sitter in Chromium, ms": of(({ chromium }) => chromium.treeSitter),
    "@dimforge/rapier2d-compat in Chromium, ms": of(({ chromium }) => chromium.rapier),
    "the page, 100,000 jobs at full speed: late frames, % (< 5)": of(({ page }) => 100 * page.running),
    "the same, scrolled: late frames, % (< 5)": of(({ page }) => 100 * page.scrolling),
    "all selected, to the picture, ms": of(({ page }) => page.selectAll),
    "the panel with what a cancel of all would do, ms": of(({ page }) => page.panel),
    "all 100,000 cancelled, to the picture, ms (<= 100 for half of them)": of(({ page }) => page.cancel),
    "resident memory, natively, bytes a queued job (<= 160)": spread([memory.native]),
    "wasm memory, bytes a queued job, with what growing took": spread([memory.node]),
    "wasm file, KiB gzip (<= 100)": spread([wasm / 1024]),
  };
  say("Other targets: median (from, to)", results.others);

  const folder = process.env.SWF_TRACES;
  const logs = folder ? readdirSync(folder).filter((name) => name.endsWith(".swf")) : [];
  for (const name of logs) {
    const log = resolve(folder, name);
    const found = await rounds({
      pool: () => native("replay", log),
      nodes: async () => JSON.parse(await run(program, ["replay", log, "nodes"])),
      node: () => node("replay", log),
      objects: () => node("replay-objects", log),
    });
    const jobs = found[0].pool.jobs;
    const peers = quick || jobs > 100_000 ? null : await peer("accasim", log);
    const speed = (what) => spread(found.map((round) => round[what].jobsASecond / 1e6));
    const figures = {
      "natively, as a pool, million jobs a second (>= 2)": speed("pool"),
      "natively, with nodes (>= 1.5)": speed("nodes"),
      "in Node, as a pool, one call (>= 1)": speed("node"),
      "in Node, as a pool, by spec objects (>= 0.3)": speed("objects"),
    };
    if (peers) figures["AccaSim as a pool, against us (>= 1000)"] = spread(found.map(({ pool }) => pool.jobsASecond / (peers.jobs / peers.seconds)));
    (results.replay ??= {})[name] = { jobs, ...figures };
    say(`EASY replay of ${name}, ${jobs.toLocaleString("en")} jobs`, figures);
  }

  results.machine = { cpu: cpus()[0]?.model, cores: cpus().length, load: loadavg()[0], node: process.version, rounds: ROUNDS, quick };
  writeFileSync(join("bench", "results.json"), `${JSON.stringify(results, null, 1)}\n`);
  writeFileSync(join("docs", "growth.svg"), drawGrowth(results.growth));
  if (results.machine.load > 1) console.log(`\nThe load of this machine is ${results.machine.load.toFixed(1)}: take the figures again when it is quiet.`);
}

try {
  await install();
  await step("bench, natively", () => run("cargo", ["build", "--release", "--package", "bench"]));
  if (options.has("--check")) await checkInstructions({ program, update: options.has("--update") });
  else {
    await step("package", buildPackage);
    await step("page", buildPage);
    if (!existsSync(join("bench", "node_modules"))) {
      await step("peers", () => run("npm", ["ci", "--prefix", "bench", "--no-audit", "--no-fund"])).catch(() => console.log("They are left out."));
    }
    await bench();
  }
} catch (error) {
  report(error);
}

// `node bench/node.mjs WHAT [N]`: measures one thing in Node, in a process of its own, and prints it as JSON.
// Times are nanoseconds for each job; each measurement is warmed up on a smaller one of its kind.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { wasmMemory } from "./memory.mjs";
import { Cluster, Replay } from "../dist/node.mjs";
import { PlainCluster } from "./plain.mjs";

const [what, number = "1000000"] = process.argv.slice(2);
const jobs = what.startsWith("replay") ? number : Number(number);

/** Ids 1 to n in an order without pattern, the same every time. */
function shuffled(count) {
  const ids = Int32Array.from({ length: count }, (_, at) => at + 1);
  let state = 7;
  for (let at = count - 1; at > 0; at--) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const other = state % (at + 1);
    [ids[at], ids[other]] = [ids[other], ids[at]];
  }
  return ids;
}

const spec = { name: "sweep", isExclusive: false, tasks: [{ commandLine: "work", simulation: { duration: Infinity } }] };

/** So many jobs that wait: their node is paused. */
function queued(count) {
  const cluster = new Cluster({ nodes: [{ name: "N", numberOfProcessors: 1 }] });
  cluster.pauseNode("N");
  for (let done = 0; done < count; done += 10_000) cluster.queueJobs(Array(Math.min(10_000, count - done)).fill(spec));
  return cluster;
}

function plain(count) {
  const cluster = new PlainCluster(0);
  cluster.queueJobs(Array(count).fill(spec));
  return cluster;
}

/** Waiting for a processor does not count, nor do threads beside this one: the less of wall time and processor time. */
function clock() {
  const [wall, { user, system }] = [performance.now(), process.cpuUsage()];
  return () => {
    const spent = process.cpuUsage();
    return Math.min(performance.now() - wall, (spent.user + spent.system - user - system) / 1000);
  };
}

const timed = (count, work) => {
  const milliseconds = clock();
  work();
  return (milliseconds() * 1e6) / count;
};

const check = (cancelled, count) => {
  if (cancelled !== count) throw new Error(`${cancelled} of ${count} jobs are cancelled.`);
};

/** One batch, given as what `give` makes of the ids. */
function batch(count, give) {
  const cluster = queued(count);
  const ids = give(shuffled(count));
  const time = timed(count, () => cluster.cancelJobs(ids, "wrong input file"));
  check(cluster.clusterCounter.numberOfCancelledJobs, count);
  cluster.free();
  return time;
}

const MEASURED = {
  "cancel-int32": (count) => batch(count, (ids) => ids),
  "cancel-array": (count) => batch(count, (ids) => Array.from(ids)),
  "cancel-loop"(count) {
    const cluster = queued(count);
    const ids = shuffled(count);
    const time = timed(count, () => ids.forEach((id) => cluster.cancelJob(id, "wrong input file")));
    check(cluster.clusterCounter.numberOfCancelledJobs, count);
    cluster.free();
    return time;
  },
  plain(count) {
    const cluster = plain(count);
    const ids = shuffled(count);
    const time = timed(count, () => cluster.cancelJobs(ids, "wrong input file"));
    check(cluster.counts.Cancelled, count);
    return time;
  },
  async "p-queue"(count) {
    const { default: PQueue } = await import("p-queue").catch(() => ({}));
    if (!PQueue) return null;
    const queue = new PQueue({ concurrency: 1, autoStart: false });
    const controllers = Array.from({ length: count }, () => new AbortController());
    const done = controllers.map(({ signal }) => queue.add(() => 1, { signal }).catch((error) => error));
    const order = shuffled(count);
    const milliseconds = clock();
    for (const id of order) controllers[id - 1].abort();
    queue.start();
    const errors = await Promise.all(done);
    const time = (milliseconds() * 1e6) / count;
    check(errors.filter((error) => error instanceof Error || error?.name === "AbortError").length, count);
    return time;
  },
  /** Each step of a job's life, for all jobs at once. */
  growth(count) {
    const lasting = { ...spec, runtime: "00:01:00", tasks: [{ ...spec.tasks[0], simulation: { duration: 60_000, exitCode: 0 } }] };
    const found = {};
    const step = (name, work) => (found[name] = timed(count, work));
    const inParts = (call) => {
      for (let done = 0; done < count; done += 10_000) call(Array(Math.min(10_000, count - done)).fill(lasting));
    };
    const cluster = new Cluster({ nodes: [{ name: "N", numberOfProcessors: count }] });
    step("add", () => inParts((specs) => cluster.addJobs(specs)));
    const ids = Int32Array.from({ length: count }, (_, at) => at + 1);
    step("start", () => cluster.submitJobs(ids));
    step("finish", () => cluster.advance(60_000));
    check(cluster.clusterCounter.numberOfFinishedJobs, count);
    step("expire", () => cluster.advance(40 * 86_400_000));
    check(cluster.clusterCounter.numberOfFinishedJobs, 0);
    cluster.free();
    const waiting = new Cluster({ nodes: [{ name: "N", numberOfProcessors: 1 }] });
    waiting.pauseNode("N");
    step("queue", () => inParts((specs) => waiting.queueJobs(specs)));
    const order = shuffled(count);
    step("cancel", () => waiting.cancelJobs(order, ""));
    step("requeue", () => waiting.requeueJobs(order));
    check(waiting.clusterCounter.numberOfQueuedJobs, count);
    waiting.free();
    return found;
  },
  /** A whole log, without reading it, on one node that has all processors: jobs a second, the second time. */
  replay: (path) => {
    const bytes = readFileSync(path);
    const { processors, jobs } = new Replay(bytes).report;
    let time;
    for (let round = 0; round < 2; round++) {
      const pool = new Replay(bytes, { processorsPerNode: processors });
      const cluster = pool.createCluster();
      const milliseconds = clock();
      pool.advanceTo(cluster, Number.MAX_SAFE_INTEGER);
      time = milliseconds();
      check(Number(pool.isDone), 1);
      cluster.free();
      pool.free();
    }
    return { jobs, jobsASecond: (jobs / time) * 1000 };
  },
  /** The same jobs as objects, those of an instant in one call, made before the time counts; the second time. */
  "replay-objects": (path) => {
    const bytes = readFileSync(path);
    const { processors } = new Replay(bytes).report;
    const all = jobsOf(bytes.toString("latin1"), processors);
    const instants = new Map();
    for (const { submit, spec } of all) instants.set(submit, [...(instants.get(submit) ?? []), spec]);
    const calls = [...instants].sort(([a], [b]) => a - b);
    let time;
    for (let round = 0; round < 2; round++) {
      const parameters = { BackfillLookahead: "-1" };
      const cluster = new Cluster({ now: 0, parameters, nodes: [{ name: "N", numberOfProcessors: processors }] });
      const milliseconds = clock();
      for (const [instant, specs] of calls) {
        cluster.advanceTo(instant * 1_000);
        cluster.queueJobs(specs);
      }
      // The last may run for long, and nobody is left for others to pass.
      while (cluster.clusterCounter.numberOfQueuedJobs + cluster.clusterCounter.numberOfRunningJobs > 0) cluster.advance(86_400_000);
      time = milliseconds();
      cluster.free();
    }
    return { jobs: all.length, jobsASecond: (all.length / time) * 1000 };
  },
  /** Bytes that the wasm memory grows by for each queued one-task job. */
  memory(count) {
    const before = wasmMemory().byteLength;
    queued(count);
    return (wasmMemory().byteLength - before) / count;
  },
  /** Milliseconds of a process of its own from the import to the end of the first call; other imports are not in it. */
  cold: () => cold(COLD.own),
  "cold-web-tree-sitter": () => cold(COLD.treeSitter),
  "cold-rapier2d": () => cold(COLD.rapier),
};

/** The jobs of a log in the Standard Workload Format that ran, as `Replay` makes them. */
function jobsOf(text, processors) {
  const two = (number) => String(number).padStart(2, "0");
  const runtime = (s) => [s / 86_400, (s / 3_600) % 24, (s / 60) % 60, s % 60].map((part) => two(Math.trunc(part))).join(":");
  return text.split("\n").flatMap((line) => {
    if (line.startsWith(";") || line.trim() === "") return [];
    const [number, submit, , run, used, , , asked, estimate, , status, user, , executable] = line.trim().split(/\s+/).map(Number);
    const width = asked > 0 ? asked : used;
    if (run < 0 || (status === 5 && run <= 0) || width <= 0 || width > processors) return [];
    const size = { minimumNumberOfProcessors: width, maximumNumberOfProcessors: width };
    const task = { commandLine: "work", ...size, simulation: { duration: run * 1_000, exitCode: status === 0 ? 1 : 0 } };
    const spec = { name: String(number), project: `executable ${executable} of user ${user}`, isExclusive: false, runtime: runtime(Math.max(run, estimate)), ...size, tasks: [task] };
    return [{ submit, spec }];
  });
}

/** The way to the first call of each. */
const COLD = {
  own: `const { Cluster } = await import(${JSON.stringify(new URL("../dist/node.mjs", import.meta.url).href)});
    const cluster = new Cluster({ nodes: [{ name: "N", numberOfProcessors: 4 }] });
    cluster.cancelJobs([cluster.queueJob({ tasks: [{ commandLine: "sleep 60" }] })]);`,
  treeSitter: `const { Parser } = await import("web-tree-sitter");
    await Parser.init();
    new Parser().reset();`,
  rapier: `const { default: rapier } = await import("@dimforge/rapier2d-compat");
    await rapier.init();
    new rapier.World({ x: 0, y: -9.81 }).step();`,
};

function cold(program) {
  const timedProgram = `const start = performance.now(); ${program} console.log(performance.now() - start);`;
  try {
    const options = { encoding: "utf8", cwd: import.meta.dirname, stdio: ["ignore", "pipe", "ignore"] };
    return Number(execFileSync(process.execPath, ["--input-type=module", "--eval", timedProgram], options).trim().split("\n").at(-1));
  } catch {
    return null;
  }
}

const measure = MEASURED[what];
if (!measure) throw new Error(`There is nothing called "${what}", only ${Object.keys(MEASURED).join(", ")}.`);
const once = ["memory", "replay", "replay-objects"];
if (!what.startsWith("cold") && !once.includes(what)) {
  for (let round = 0; round < 20; round++) await measure(Math.min(jobs, 10_000));
}
console.log(JSON.stringify(await measure(jobs)));

// `node bench/node.mjs WHAT [N]`: measures one thing in Node, in a process of its own, and prints it as JSON.
// Times are nanoseconds for each job; each measurement is warmed up on a smaller one of its kind.
import { Cluster } from "../dist/node.mjs";
import { PlainCluster } from "./plain.mjs";

const [what, number = "1000000"] = process.argv.slice(2);
const jobs = Number(number);

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

const timed = (count, work) => {
  const start = performance.now();
  work();
  return ((performance.now() - start) * 1e6) / count;
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
    const start = performance.now();
    for (const id of order) controllers[id - 1].abort();
    queue.start();
    const errors = await Promise.all(done);
    const time = ((performance.now() - start) * 1e6) / count;
    check(errors.filter((error) => error instanceof Error || error?.name === "AbortError").length, count);
    return time;
  },
  /** Milliseconds from the import to the end of the first cancelJobs: this file's own imports are not in it. */
  async cold() {
    const { execFileSync } = await import("node:child_process");
    const program = `const start = performance.now();
      const { Cluster } = await import(${JSON.stringify(new URL("../dist/node.mjs", import.meta.url).href)});
      const cluster = new Cluster({ nodes: [{ name: "N", numberOfProcessors: 4 }] });
      cluster.cancelJobs([cluster.queueJob({ tasks: [{ commandLine: "sleep 60" }] })]);
      console.log(performance.now() - start);`;
    return Number(execFileSync(process.execPath, ["--input-type=module", "--eval", program], { encoding: "utf8" }));
  },
};

const measure = MEASURED[what];
if (!measure) throw new Error(`There is nothing called "${what}", only ${Object.keys(MEASURED).join(", ")}.`);
if (what !== "cold") for (let round = 0; round < 5; round++) await measure(Math.min(jobs, 5_000));
console.log(JSON.stringify(await measure(jobs)));

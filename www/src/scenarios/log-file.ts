/** A log of the Standard Workload Format, plain or gzipped, as a world. What its lines mean is the core's (`Replay`). */
import { type Cluster, Replay, type ReplayReport } from "ccp-scheduler";
import { SECOND, count, fullTime, number } from "../format";
import type { Feed, FeedState, Opening } from "../live/world";
import { listen } from "./building";

/** A machine of more nodes than this is drawn with more processors in each: jobs of a log share their nodes anyway. */
const NODES_MOST = 512;

async function bytes(file: File): Promise<Uint8Array> {
  const head = new Uint8Array(await file.slice(0, 2).arrayBuffer());
  const zipped = head[0] === 0x1f && head[1] === 0x8b;
  const stream = zipped ? file.stream().pipeThrough(new DecompressionStream("gzip")) : file.stream();
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

function open(log: Uint8Array): Replay {
  const options = { cancellations: true };
  const replay = new Replay(log, options);
  let processorsPerNode = 1;
  while (replay.report.processors > NODES_MOST * processorsPerNode) processorsPerNode *= 2;
  if (processorsPerNode === 1) return replay;
  replay.free();
  return new Replay(log, { ...options, processorsPerNode });
}

/** What was read, and what was left out and why. */
function summary({ jobs, processors, broken, firstBroken, ...left }: ReplayReport): string {
  const skipped = [
    [left.tooWide, "wider than the machine"],
    [left.neverRan, "cancelled before they ran"],
    [left.noRunTime, "without a run time"],
    [left.noProcessors, "without processors"],
  ] as const;
  const named = skipped.filter(([n]) => n > 0).map(([n, why]) => `${number(n)} ${why}`);
  const [first] = firstBroken;
  return [
    `${count(jobs, "job")} on ${count(processors, "processor")}.`,
    named.length > 0 ? `Skipped: ${named.join(", ")}.` : "",
    first ? `${count(broken, "line")} could not be read; line ${first.line}: ${first.problem}` : "",
  ]
    .filter((part) => part !== "")
    .join(" ");
}

/** A log whose place can be saved and found again. */
class LogFeed implements Feed {
  readonly #replay: Replay;
  constructor(replay: Replay) {
    this.#replay = replay;
  }
  nextTime(cluster: Cluster): number | null {
    return this.#replay.nextTime(cluster);
  }
  advanceTo(cluster: Cluster, time: number): void {
    this.#replay.advanceTo(cluster, time);
  }
  save(): FeedState {
    return this.#replay.position;
  }
  load(state: FeedState): void {
    this.#replay.seek(state as number[]);
  }
  free(): void {
    this.#replay.free();
  }
}

export async function replayed(file: File): Promise<{ world: Opening; tone: "done" | "partial"; said: string }> {
  const log = await bytes(file);
  const replay = open(log);
  const { report } = replay;
  const cluster = replay.createCluster();
  const heard = listen(cluster);
  const feed = new LogFeed(replay);
  // The first job: before it nothing is to be seen.
  const first = feed.nextTime(cluster);
  if (first !== null) feed.advanceTo(cluster, first);
  const of = report.computer ? `, ${report.computer}` : "";
  const began = report.unixStartTime === null ? "" : ` It began on ${fullTime(report.unixStartTime * SECOND)}.`;
  return {
    world: {
      cluster,
      feed,
      users: null,
      past: heard(),
      about: `${file.name}${of}: its jobs come, run and are cancelled as they were.${began}`,
    },
    tone: report.broken > 0 ? "partial" : "done",
    said: `${file.name}: ${summary(report)}`,
  };
}

/** A log, of the Standard Workload Format or what sacct prints, plain or gzipped, as a world. What its lines mean is the core's (`Replay`). */
import { type Cluster, Replay, type ReplayReport } from "ccp-scheduler";
import { count, number } from "../format";
import type { Feed, FeedState, Opening } from "../live/world";
import { drawn } from "../parts/drawn";
import { Stopped } from "../share/progress";
import { listen } from "./building";

/** A machine of more nodes than this is drawn with more processors in each: jobs of a log share their nodes anyway. */
const NODES_MOST = 512;

/** More than the core could hold. */
const BYTES_MOST = 1 << 30;

/** While a log is read: how far it is, and whether it was stopped. */
export interface Reading {
  signal: AbortSignal;
  onProgress(part: number): void;
}

/** Counts what passes. */
function counted(size: number, { signal, onProgress }: Reading): TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>> {
  let read = 0;
  return new TransformStream({
    transform(piece, out) {
      if (signal.aborted) throw new Stopped();
      read += piece.length;
      onProgress(read / size);
      out.enqueue(piece);
    },
  });
}

async function bytes(file: File, reading: Reading): Promise<Uint8Array> {
  const head = new Uint8Array(await file.slice(0, 2).arrayBuffer());
  const zipped = head[0] === 0x1f && head[1] === 0x8b;
  const plain = file.stream().pipeThrough(counted(file.size, reading));
  const reader = (zipped ? plain.pipeThrough(new DecompressionStream("gzip")) : plain).getReader();
  const pieces: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > BYTES_MOST) {
      void reader.cancel();
      throw new Error("it is larger than a gigabyte");
    }
    pieces.push(value);
  }
  const all = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
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

/** Jobs that are not in the world, and why not. */
export const leftOut = (report: ReplayReport): readonly (readonly [number, string])[] =>
  (
    [
      [report.tooWide, "wider than the machine"],
      [report.neverRan, "cancelled before they ran"],
      [report.noRunTime, "without a run time"],
      [report.noProcessors, "without processors"],
      [report.unfinished, "not ended yet"],
    ] as const
  ).filter(([n]) => n > 0);

/** What was read, and what was left out and why. */
function summary(report: ReplayReport): string {
  const named = leftOut(report).map(([n, why]) => `${number(n)} ${why}`);
  const [first] = report.firstBroken;
  return [
    `${count(report.jobs, "job")} on ${count(report.processors, "processor")}.`,
    named.length > 0 ? `Skipped: ${named.join(", ")}.` : "",
    first ? `${count(report.broken, "line")} could not be read; line ${first.line}: ${first.problem}` : "",
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

const UNSEEN: Reading = { signal: new AbortController().signal, onProgress() {} };

export async function replayed(file: File, reading = UNSEEN): Promise<{ world: Opening; tone: "done" | "partial"; said: string }> {
  const log = await bytes(file, reading);
  // What comes now is one piece of work for the core.
  reading.onProgress(1);
  await drawn();
  if (reading.signal.aborted) throw new Stopped();
  const replay = open(log);
  const { report } = replay;
  const cluster = replay.createCluster();
  const heard = listen(cluster);
  const feed = new LogFeed(replay);
  // The first job: before it nothing is to be seen.
  const first = feed.nextTime(cluster);
  if (first !== null) feed.advanceTo(cluster, first);
  const of = report.computer ? `, ${report.computer}` : "";
  return {
    world: {
      cluster,
      feed,
      users: null,
      past: heard(),
      log: report,
      about: `${file.name}${of}: its jobs come, run and are cancelled as the log says.`,
    },
    tone: report.broken > 0 ? "partial" : "done",
    said: `${file.name}: ${summary(report)}`,
  };
}

/**
 * The visitor's calls. Each one goes to the core as it is; the core decides. What became of it is put together from
 * the events that the call caused and the error that it threw, and stands in `outcome` until the next call.
 */
import type { ClusterError, ClusterEvent, JobSpec } from "ccp-scheduler";
import { batch, signal } from "@preact/signals";
import * as say from "../words";
import { onRefused, refresh } from "./clock";
import { select, selected } from "./selection";
import { live, onEvents, onNewWorld } from "./world";

export interface Outcome {
  tone: "done" | "partial" | "refused";
  text: string;
}

export const outcome = signal<Outcome | null>(null);
/** Why a job of the last batch was left out: refused, or not reached. */
export interface LeftOut {
  refused: boolean;
  text: string;
}
export type LeftOuts = ReadonlyMap<number, LeftOut>;
export const leftOut = signal<LeftOuts>(new Map());

/** What a call did, in the order in which it did it. */
export interface Effects {
  events: ClusterEvent[];
  error: ClusterError | null;
}

/** Makes a call and listens to it. Only what the core refuses comes back as an error; a bug of ours is thrown. */
export function record(call: () => void): Effects {
  const events: ClusterEvent[] = [];
  const stop = onEvents((batchOfEvents) => {
    for (const event of batchOfEvents) events.push(event);
  });
  let error: ClusterError | null = null;
  try {
    call();
  } catch (thrown) {
    if (!(thrown instanceof Error) || thrown.name !== "ClusterError") throw thrown;
    error = thrown as ClusterError;
  } finally {
    stop();
  }
  return { events, error };
}

function tell(tone: Outcome["tone"], text: string, jobs: LeftOuts = new Map()): void {
  batch(() => {
    outcome.value = { tone, text };
    leftOut.value = jobs;
    refresh();
  });
}

/** For what no call of the core stands behind, like a file that cannot be read. */
export const report = tell;

/** Ids whose job changed to this status in the call; and ended so, if that is asked. */
function became(effects: Effects, status: string, endedBy?: string): number[] {
  return effects.events
    .filter((e) => e.type === "JobStatus" && e.to === status && (endedBy === undefined || e.endedBy === endedBy))
    .map((e) => e.jobId as number);
}

/** The one whose turn it was and those behind it, each with its reason. */
function untouched(ids: readonly number[], error: ClusterError): LeftOuts {
  const at = error.index ?? 0;
  return new Map(
    ids
      .slice(at)
      .map((id, n) => [
        id,
        n === 0 ? { refused: true, text: error.message } : { refused: false, text: say.notTouched(ids[at] as number) },
      ]),
  );
}

/** All of them: one was refused, and so nothing was done. */
function refusedWhole(ids: readonly number[], { index, message }: ClusterError): LeftOuts {
  if (index === undefined) return new Map();
  const culprit = ids[index] as number;
  return new Map(
    ids.map((id, at) => [
      id,
      at === index ? { refused: true, text: message } : { refused: false, text: say.notAlone(culprit) },
    ]),
  );
}

/** Returns the error's text where the whole call was refused before anything happened, so that it can stand beside the field. */
export function cancel(ids: readonly number[], message: string, carryOn: boolean): string | null {
  const failed = new Map<number, LeftOut>();
  const effects = record(() => {
    if (!carryOn) return live().cancelJobs(Int32Array.from(ids), message);
    for (const row of live().tryCancelJobs(Int32Array.from(ids), message).failed)
      failed.set(row.jobId, { refused: true, text: row.message });
  });
  const cancelled = became(effects, "Cancelled", "call");
  const started = became(effects, "Running");
  const tasks = effects.events.filter((e) => e.type === "TaskStatus" && e.to === "Failed").length;
  const { error } = effects;
  if (error && error.index === undefined) return error.message;
  const text = say.cancelled({ ids, cancelled, started, failedTasks: tasks, message, error, left: [...failed.keys()] });
  const left = error ? untouched(ids, error) : failed;
  batch(() => {
    if (left.size > 0) select(ids.filter((id) => left.has(id)));
    tell(left.size === 0 ? "done" : cancelled.length > 0 ? "partial" : "refused", text, left);
  });
  return null;
}

/** Requeue and submit: a batch that stops at the first that fails, or is refused whole. */
function batchCall(ids: readonly number[], call: (ids: Int32Array) => void, words: say.BatchWords): void {
  const effects = record(() => call(Int32Array.from(ids)));
  const { error } = effects;
  const started = became(effects, "Running");
  const queued = new Set(became(effects, "Queued"));
  const done = ids.filter((id) => queued.has(id));
  const left = !error ? new Map() : done.length > 0 ? untouched(ids, error) : refusedWhole(ids, error);
  batch(() => {
    if (done.length > 0 && left.size > 0) select(ids.filter((id) => left.has(id)));
    tell(
      error ? (done.length > 0 ? "partial" : "refused") : "done",
      say.batch(words, { ids, done, started, error }),
      left,
    );
  });
}

export const requeue = (ids: readonly number[]): void => batchCall(ids, (all) => live().requeueJobs(all), say.REQUEUE);
export const submit = (ids: readonly number[]): void => batchCall(ids, (all) => live().submitJobs(all), say.SUBMIT);

/** Null, or why the value was refused. */
export function setTtl(days: string): string | null {
  const effects = record(() => live().setClusterParameter("TTLCompletedJobs", days));
  if (effects.error) {
    tell("refused", say.refused(effects.error.message));
    return effects.error.message;
  }
  const gone = effects.events.filter((e) => e.type === "JobRemoved").map((e) => e.jobId as number);
  tell("done", say.ttlSet(days, gone));
  return null;
}

export function add(spec: JobSpec, queueIt: boolean): string | null {
  let id = 0;
  const effects = record(() => {
    id = queueIt ? live().queueJob(spec) : live().addJob(spec);
  });
  if (effects.error) return effects.error.message;
  tell("done", say.added(id, spec.name ?? "", queueIt, became(effects, "Running").includes(id)));
  return null;
}

export type NodeAction = "pauseNode" | "resumeNode" | "approveNode" | "failNode" | "restoreNode";

export function node(action: NodeAction, name: string): void {
  const effects = record(() => live()[action](name));
  if (effects.error) tell("refused", say.refused(effects.error.message));
  else tell("done", say.nodeDone(action, name, became(effects, "Running")));
}

/** The selected jobs in the order in which a batch goes through them: by number. */
export const selectedIds = (): number[] => [...selected.value].sort((a, b) => a - b);

onRefused.add((message) => tell("refused", say.clockStopped(message)));

onNewWorld(() => {
  outcome.value = null;
  leftOut.value = new Map();
});

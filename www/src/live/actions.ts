/**
 * The visitor's calls. Each one goes to the core as it is; the core decides. What became of it stands in `outcome`
 * until the next call.
 */
import type { JobSpec, TaskSpec } from "ccp-scheduler";
import { batch, effect, signal, untracked } from "@preact/signals";
import { nearTime } from "../format";
import * as say from "../words";
import { type LeftOuts, type Outcome, answer } from "./answer";
import { idle, onRefused, onSkipEnd, pause, refresh } from "./clock";
import { type Last, actor, calledAgain, lastCall, perform, redo, redoable, undo, undoable } from "./history";
import { select, selected } from "./selection";
import { rowOf } from "./store";
import { live, onMoved, onNewWorld } from "./world";

export type { LeftOuts, Outcome } from "./answer";

/** `at`: when it was said, by the cluster's clock: time goes on, and the sentence stays. */
export const outcome = signal<(Outcome & { at: number }) | null>(null);
export const leftOut = signal<LeftOuts>(new Map());

function tell(tone: Outcome["tone"], text: string, jobs: LeftOuts = new Map()): void {
  batch(() => {
    idle.value = false;
    outcome.value = { tone, text, at: live().now };
    leftOut.value = jobs;
    refresh();
  });
}

/** For what no call of the core stands behind, like a file that cannot be read. */
export const report = tell;

/** A form says itself, beside its field, why its call was refused as a whole. */
let besideField = false;

// Every call is answered, also one that was typed into the browser's console.
effect(() => {
  const last = lastCall.value;
  if (last) untracked(() => answerTo(last));
});
// So is a known one that is made again.
effect(() => {
  const last = calledAgain.value;
  if (last) untracked(() => answerTo(last, false));
});

function answerTo({ call, effects }: Last, isNew = true): void {
  // A line is answered below it; one that is made again was typed long ago.
  const quiet = call.name === "users" || (isNew && call.name === "console") || (besideField && effects.error !== null && effects.error.index === undefined);
  if (quiet) return refresh();
  const { tone, text, left } = answer(call, effects);
  batch(() => {
    // What can be tried again stays selected.
    if (isNew && left.size > 0 && effects.events.length > 0) select([...left.keys()].filter((id) => rowOf(id) >= 0));
    tell(tone, text, left);
  });
}

/** Makes a call for a form: why it was refused as a whole, or null. */
function forForm(call: () => { error: Error | null }): string | null {
  besideField = true;
  try {
    const { error } = call();
    return error && !("index" in error && error.index !== undefined) ? error.message : null;
  } finally {
    besideField = false;
  }
}

export const cancel = (ids: readonly number[], message: string, carryOn: boolean): string | null =>
  forForm(() => perform(carryOn ? "tryCancelJobs" : "cancelJobs", ids, message));
export const requeue = (ids: readonly number[]): void => void perform("requeueJobs", ids);
export const submit = (ids: readonly number[]): void => void perform("submitJobs", ids);
/** Null, or why the value was refused. */
export const setTtl = (days: string): string | null =>
  perform("setClusterParameter", "TTLCompletedJobs", days).error?.message ?? null;
export const add = (spec: JobSpec, queueIt: boolean): string | null =>
  forForm(() => perform(queueIt ? "queueJob" : "addJob", spec));

export const addTask = (id: number, spec: TaskSpec): string | null => forForm(() => perform("addTask", id, spec));
export const changeTerm = (id: number, term: string, value: string): string | null =>
  forForm(() => perform("modifyJobTerm", id, term, value));
export const cancelTasks = (id: number, tasks: readonly number[], message: string): string | null =>
  forForm(() => perform("cancelTasks", id, tasks, message));
export const requeueTasks = (id: number, tasks: readonly number[]): void => void perform("requeueTasks", id, tasks);
export const setParameter = (name: string, value: string): string | null =>
  forForm(() => perform("setClusterParameter", name, value));

/** Who acts if nobody else was chosen. */
export const administrator = signal("");

/** From now on the calls are this user's. Null, or why there can be no such user. */
export function actAs(user: string, isAdmin: boolean): string | null {
  try {
    live().actAs(user, isAdmin);
  } catch (thrown) {
    if (!(thrown instanceof Error) || thrown.name !== "ClusterError") throw thrown;
    return thrown.message;
  }
  actor.value = { user: live().user, isAdmin };
  report("done", say.actsAs(live().user, isAdmin));
  return null;
}

export type NodeAction = "pauseNode" | "resumeNode" | "approveNode" | "failNode" | "restoreNode";
export const node = (action: NodeAction, name: string): void => void perform(action, name);
export const switchUsers = (on: boolean): void => void perform("users", on);

/** To just before the last call, and says so. */
export function takeBack(): void {
  const last = undoable.peek()?.call;
  if (!last) return tell("refused", say.NOTHING_TO_UNDO);
  pause();
  undo();
  tell("done", say.takenBack(last, nearTime(last.at, last.at)));
}

/** Makes again what was taken back, or what comes next. */
export function makeAgain(): void {
  if (!redoable.peek()) return tell("refused", say.NOTHING_TO_REDO);
  pause();
  redo();
}

/** The selected jobs in the order in which a batch goes through them: by number. */
export const selectedIds = (): number[] => Array.from(Int32Array.from(selected.value).sort());

onRefused.add((message) => tell("refused", say.clockStopped(message)));
onSkipEnd.add((sentence) => tell("done", sentence));

function forget(): void {
  outcome.value = null;
  leftOut.value = new Map();
}
onNewWorld(() => {
  forget();
  administrator.value = live().user;
});
onMoved(forget);

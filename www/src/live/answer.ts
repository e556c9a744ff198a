/** What became of a call, put together from the events that it caused and the error that it ended with. */
import type { CancelReport, ClusterError, ConsoleAnswer, JobSpec, JobStatus } from "ccp-scheduler";
import * as say from "../words";
import type { Call, Effects } from "./calls";

export interface Outcome {
  tone: "done" | "partial" | "refused";
  text: string;
}

/** Why a job of the last batch was left out: refused, or not reached. */
export interface LeftOut {
  refused: boolean;
  text: string;
}
export type LeftOuts = ReadonlyMap<number, LeftOut>;

export interface Answer extends Outcome {
  /** What can be tried again, with its reason. */
  left: LeftOuts;
}

const NONE: LeftOuts = new Map();
const ENDED: ReadonlySet<string> = new Set(["Finished", "Failed", "Cancelled"]);

/** Ids whose job changed to this status in the call; and ended so, if that is asked. */
export function became({ events }: Effects, status: string, endedBy?: string): number[] {
  return events
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
  if (index === undefined) return NONE;
  const culprit = ids[index] as number;
  return new Map(
    ids.map((id, at) => [
      id,
      at === index ? { refused: true, text: message } : { refused: false, text: say.notAlone(culprit) },
    ]),
  );
}

function ofCancel(ids: readonly number[], message: string, effects: Effects): Answer {
  const { error } = effects;
  const failed: LeftOuts = error
    ? NONE
    : new Map(
        ((effects.value as CancelReport | undefined)?.failed ?? []).map((row) => [
          row.jobId,
          { refused: true, text: row.message },
        ]),
      );
  if (error && error.index === undefined && ids.length !== 1)
    return { tone: "refused", text: `${say.refused(error.message)} ${say.NOTHING_CANCELLED}`, left: NONE };
  const cancelled = became(effects, "Cancelled", "call");
  const text = say.cancelled({
    ids,
    cancelled,
    started: became(effects, "Running"),
    failedTasks: effects.events.filter((e) => e.type === "TaskStatus" && e.to === "Failed").length,
    message,
    error,
    left: [...failed.keys()],
  });
  const left = error ? untouched(ids, error) : failed;
  return { tone: left.size === 0 ? "done" : cancelled.length > 0 ? "partial" : "refused", text, left };
}

/** Requeue and submit: a batch that stops at the first that fails, or is refused whole. */
function ofBatch(ids: readonly number[], effects: Effects, words: say.BatchWords): Answer {
  const { error } = effects;
  const queued = new Set(became(effects, "Queued"));
  const done = ids.filter((id) => queued.has(id));
  const left = !error ? NONE : done.length > 0 ? untouched(ids, error) : refusedWhole(ids, error);
  const text = say.batch(words, { ids, done, started: became(effects, "Running"), error });
  return { tone: error ? (done.length > 0 ? "partial" : "refused") : "done", text, left };
}

/** Cancelled by hand or queued again: tasks of one job, down the list to the first that fails. */
function ofTasks(job: number, tasks: readonly number[], effects: Effects, cancelled: boolean): Answer {
  const { error, events } = effects;
  const to = cancelled ? "Cancelled" : "Queued";
  const changed = new Set(events.filter((e) => e.type === "TaskStatus" && e.jobId === job && e.to === to).map((e) => e.taskId));
  const done = tasks.filter((id) => changed.has(id));
  const end = events.find((e) => e.type === "JobStatus" && e.jobId === job && ENDED.has(e.to ?? ""));
  const text = say.tasksDone({
    cancelled,
    job,
    tasks,
    done,
    end: (end?.to as JobStatus | undefined) ?? null,
    started: became(effects, "Running"),
    error,
  });
  return { tone: error ? (done.length > 0 ? "partial" : "refused") : "done", text, left: NONE };
}

function ofNew(ids: readonly number[], specs: readonly (JobSpec | undefined)[], queued: boolean, effects: Effects): string {
  const started = became(effects, "Running");
  const [only, ...others] = ids;
  return others.length === 0 && only !== undefined
    ? say.added(only, specs[0]?.name ?? "", queued, started.includes(only))
    : say.addedMany(ids, queued, started);
}

const ids = (value: unknown): number[] => (Array.isArray(value) ? (value as number[]) : []);
const text = (value: unknown): string => (typeof value === "string" ? value : "");

export function answer({ name, args }: Call, effects: Effects): Answer {
  const [first, second, third] = args;
  const { error, value } = effects;
  switch (name) {
    case "cancelJob":
      return ofCancel([first as number], text(second), effects);
    case "cancelJobs":
    case "tryCancelJobs":
      return ofCancel(ids(first), text(second), effects);
    case "requeueJob":
      return ofBatch([first as number], effects, say.REQUEUE);
    case "requeueJobs":
      return ofBatch(ids(first), effects, say.REQUEUE);
    case "submitJob":
      return ofBatch([first as number], effects, say.SUBMIT);
    case "submitJobs":
      return ofBatch(ids(first), effects, say.SUBMIT);
    case "cancelTask":
    case "requeueTask":
      return ofTasks(first as number, [second as number], effects, name === "cancelTask");
    case "cancelTasks":
    case "requeueTasks":
      return ofTasks(first as number, ids(second), effects, name === "cancelTasks");
  }
  if (error) {
    const partial = effects.events.length > 0;
    return { tone: partial ? "partial" : "refused", text: say.refused(error.message), left: NONE };
  }
  const done = (said: string): Answer => ({ tone: "done", text: said, left: NONE });
  switch (name) {
    case "addJob":
    case "queueJob":
      return done(ofNew([value as number], [first as JobSpec], name === "queueJob", effects));
    case "addJobs":
    case "queueJobs":
      return done(ofNew(value as number[], first as JobSpec[], name === "queueJobs", effects));
    case "addTask":
      return done(say.tasksAdded(first as number, 1));
    case "addTasks":
      return done(say.tasksAdded(first as number, (second as unknown[]).length));
    case "modifyJob":
      return done(say.modified(first as number, became(effects, "Running")));
    case "modifyJobTerm":
      return done(
        say.termSet(
          first as number,
          text(second),
          text(third),
          became(effects, "Cancelled").includes(first as number),
          became(effects, "Running"),
        ),
      );
    case "setClusterParameter": {
      const gone = effects.events.filter((e) => e.type === "JobRemoved").map((e) => e.jobId as number);
      return done(
        text(first).toLowerCase() === "ttlcompletedjobs" ? say.ttlSet(text(second), gone) : say.settingSet(text(first), text(second)),
      );
    }
    case "setEnvironmentVariable":
      return done(say.settingSet(text(first), text(second)));
    case "completeTask":
      return done(say.taskReported(first as number, second as number));
    case "pauseNode":
    case "resumeNode":
    case "approveNode":
    case "failNode":
    case "restoreNode":
      return done(say.nodeDone(name, text(first), became(effects, "Running")));
    case "getNewCommandId":
      return done(say.commandId(value as number));
    case "console":
      return { tone: (value as ConsoleAnswer).status === 0 ? "done" : "partial", text: say.lineAgain(text(first)), left: NONE };
    case "users":
      return done(first === true ? say.USERS_ON : say.USERS_OFF);
  }
}

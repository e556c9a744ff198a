/** Calls of the package as calls of a lesson file: the way back of `lessons/calls.ts`. */
import type { JobSpec, TaskSpec } from "ccp-scheduler";
import { MINUTE, person, runtimeLength } from "../format";
import { ADMINISTRATOR } from "../lessons/calls";
import type { Call, Caller, FileJob, FileTask, Instant, Step } from "../lessons/format";
import type { Call as Made } from "../live/calls";
import { account } from "../scenarios/users";
import { Invalid } from "../share/check";
import * as say from "./words";

export interface Recorded extends Made {
  /** Of one that stopped half-way: how many of its items took effect. */
  completed?: number | null;
}

/** "2026-03-02T09:10", with seconds where there are some. */
export const instantText = (time: number): Instant => new Date(time).toISOString().replace(/(:00)?\.000Z$|Z$/, "");

function callerOf({ user, isAdmin }: Made): Caller {
  if (user === ADMINISTRATOR.user && isAdmin) return {};
  const by = person(user);
  if (account(by) !== user) throw new Invalid(say.otherDomain(user));
  return { by, ...(isAdmin ? { admin: true } : {}) };
}

const names = (it: string | string[]): string[] => (typeof it === "string" ? it.split(",") : it);

/** Minimum and maximum; nothing where both are what they are anyway. */
function sized(min: number | undefined, max: number | undefined, usual: number): { processors?: number | [number, number] } {
  const least = min ?? 1;
  const most = max ?? 1;
  if (least === usual && most === usual) return {};
  return { processors: least === most ? least : [least, most] };
}

const rest = <T extends object>(more: T): { more?: T } => (Object.keys(more).length > 0 ? { more } : {});

function taskOf(spec: TaskSpec, least: number): FileTask {
  const { commandLine, name, depend, minimumNumberOfProcessors: min, maximumNumberOfProcessors: max, simulation, ...others } = spec;
  const called = name || commandLine;
  const minutes = simulation ? simulation.duration / MINUTE : 0;
  // What no number of minutes says exactly stays in milliseconds.
  const exact = simulation !== undefined && minutes * MINUTE === simulation.duration;
  return {
    name: called,
    ...sized(min, max, least),
    ...(exact ? { minutes, ...(simulation.exitCode ? { exitCode: simulation.exitCode } : {}) } : {}),
    ...(depend && depend.length > 0 ? { after: names(depend) } : {}),
    ...rest({
      ...(commandLine === called ? {} : { commandLine }),
      ...(name ? {} : { name: "" }),
      ...(simulation && !exact ? { simulation } : {}),
      ...others,
    }),
  };
}

/** One task that is all of the job needs no list of its own. */
const isWhole = (task: FileTask | undefined, name: string): task is FileTask =>
  task?.name === name && task.minutes !== undefined && Object.keys(task).every((key) => ["name", "minutes", "exitCode"].includes(key));

function jobOf(spec: JobSpec): FileJob {
  const { name = say.NO_NAME, priority, minimumNumberOfProcessors: min, maximumNumberOfProcessors: max, runtime, runUntilCanceled, isExclusive, askedNodes, tasks = [], ...others } = spec;
  const written = tasks.map((task) => taskOf(task, min ?? 1));
  const [only] = written;
  const limit = runtime === undefined ? null : runtimeLength(runtime);
  return {
    name,
    ...sized(min, max, 1),
    ...(written.length === 1 && isWhole(only, name) && min === max
      ? { minutes: only.minutes as number, ...(only.exitCode ? { exitCode: only.exitCode } : {}) }
      : written.length > 0
        ? { tasks: written }
        : {}),
    ...(limit === null ? {} : { limit: limit / MINUTE }),
    ...(isExclusive === false ? { shared: true } : {}),
    ...(priority && priority !== "Normal" ? { priority } : {}),
    ...(askedNodes && askedNodes.length > 0 ? { nodes: names(askedNodes) } : {}),
    ...(runUntilCanceled ? { untilCancelled: true } : {}),
    ...rest(others),
  };
}

const list = <T>(it: unknown): T[] => (Array.isArray(it) ? it : [it]) as T[];
const noted = (message: unknown): { message?: string } => (typeof message === "string" && message !== "" ? { message } : {});

function callOf({ name, args, completed }: Recorded): Call {
  const [first, second, third] = args;
  /** What came behind the item that stopped it was not done. */
  const items = <T>(it: unknown): T[] => list<T>(it).slice(0, completed ?? undefined);
  switch (name) {
    case "queueJob":
    case "queueJobs":
      return { call: "queueJobs", jobs: items<JobSpec>(first).map(jobOf) };
    case "addJob":
    case "addJobs":
      return { call: "addJobs", jobs: items<JobSpec>(first).map(jobOf) };
    case "addTask":
    case "addTasks":
      // Of the job nothing is known here: the sizes are all written.
      return { call: "addTasks", job: first as number, newTasks: items<TaskSpec>(second).map((task) => taskOf(task, 0)) };
    case "submitJob":
    case "submitJobs":
      return { call: "submitJobs", ids: items(first) };
    case "requeueJob":
    case "requeueJobs":
      return { call: "requeueJobs", ids: items(first) };
    case "cancelJob":
    case "cancelJobs":
      return { call: "cancelJobs", ids: items(first), ...noted(second) };
    case "tryCancelJobs":
      return { call: "tryCancelJobs", ids: list(first), ...noted(second) };
    case "requeueTask":
    case "requeueTasks":
      return { call: "requeueTasks", job: first as number, tasks: items(second) };
    case "cancelTask":
    case "cancelTasks":
      return { call: "cancelTasks", job: first as number, tasks: items(second), ...noted(third) };
    case "modifyJobTerm":
      return { call: name, job: first as number, term: String(second), value: String(third) };
    case "setClusterParameter":
      if (typeof second !== "string") break;
      return { call: name, name: String(first), value: second };
    case "pauseNode":
    case "resumeNode":
    case "approveNode":
    case "failNode":
    case "restoreNode":
      return { call: name, node: String(first) };
  }
  throw new Invalid(say.noSuchCall(name));
}

/** Throws a sentence where the format has no words for it. */
export const stepOf = (made: Recorded): Step & { at: Instant } => ({ at: instantText(made.at), ...callerOf(made), ...callOf(made) });

/** The calls of a lesson file as calls of the package. */
import type { Cluster, Job, JobSpec, TaskSpec } from "ccp-scheduler";
import { MINUTE, runtimeText } from "../format";
import { account } from "../scenarios/users";
import type { Mutating } from "../live/calls";
import type { Call, Caller, FileJob, FileTask, Instant, Message } from "./format";

export const ADMINISTRATOR = { user: "CLUSTER\\Administrator", isAdmin: true };

/** The cluster's calendar has no time zones. */
export const instant = (text: Instant): number => Date.parse(`${text.length <= 16 ? `${text}:00` : text}Z`);

export const caller = ({ by, admin }: Caller): { user: string; isAdmin: boolean } =>
  by === undefined ? ADMINISTRATOR : { user: account(by), isAdmin: admin ?? false };

export const message = (it: Message | undefined, notes: Record<string, string>): string => {
  if (it === undefined) return "";
  if (typeof it === "string") return it;
  const note = Object.hasOwn(notes, it.note) ? (notes[it.note] as string) : "";
  return it.units === undefined ? note : note.slice(0, it.units);
};

const pair = (processors: number | [number, number] | undefined, none: number): [number, number] =>
  processors === undefined ? [none, none] : typeof processors === "number" ? [processors, processors] : processors;

const size = ([min, max]: [number, number]): { minimumNumberOfProcessors: number; maximumNumberOfProcessors: number } => ({
  minimumNumberOfProcessors: min,
  maximumNumberOfProcessors: max,
});

const work = (minutes: number, exitCode = 0): { simulation: { duration: number; exitCode: number } } => ({
  simulation: { duration: minutes * MINUTE, exitCode },
});

function taskSpec(it: FileTask, least: number): TaskSpec {
  return {
    commandLine: it.name,
    name: it.name,
    ...(it.after ? { depend: it.after } : {}),
    ...size(pair(it.processors, least)),
    ...(it.minutes === undefined ? {} : work(it.minutes, it.exitCode)),
    ...it.more,
  };
}

function jobSpec(it: FileJob): JobSpec {
  const [min, max] = pair(it.processors, 1);
  const own: TaskSpec[] =
    it.minutes === undefined
      ? []
      : [{ commandLine: it.name, name: it.name, ...size([min, min]), ...work(it.minutes, it.exitCode) }];
  return {
    name: it.name,
    ...size([min, max]),
    ...(it.limit === undefined ? {} : { runtime: runtimeText(it.limit * MINUTE) }),
    isExclusive: !(it.shared ?? false),
    ...(it.priority ? { priority: it.priority } : {}),
    ...(it.nodes ? { askedNodes: it.nodes } : {}),
    ...(it.untilCancelled ? { runUntilCanceled: true } : {}),
    tasks: it.tasks ? it.tasks.map((task) => taskSpec(task, min)) : own,
    ...it.more,
  };
}

/** A new job with the terms of one that is there; an added task keeps what it does. */
function copyOf(job: Job, changes: Partial<FileJob> = {}): JobSpec {
  return {
    name: changes.name ?? job.name,
    priority: changes.priority ?? job.priority,
    ...size([job.minimumNumberOfProcessors, job.maximumNumberOfProcessors]),
    ...(changes.limit !== undefined
      ? { runtime: runtimeText(changes.limit * MINUTE) }
      : job.runtime === "Infinite"
        ? {}
        : { runtime: job.runtime }),
    runUntilCanceled: job.runUntilCanceled,
    isExclusive: changes.shared === undefined ? job.isExclusive : !changes.shared,
    askedNodes: job.askedNodes,
    project: job.project,
    tasks: job.tasks.map((task) => ({
      commandLine: task.commandLine,
      name: task.name,
      depend: task.depend,
      ...size([task.minimumNumberOfProcessors, task.maximumNumberOfProcessors]),
      runtime: task.runtime,
      isExclusive: task.isExclusive,
      isRerunnable: task.isRerunnable,
      requiredNodes: task.requiredNodes,
      ...(task.simulation ? { simulation: task.simulation } : {}),
    })),
  };
}

/** What is called, and with what, on this cluster. */
export function asCall(it: Call, cluster: Cluster, notes: Record<string, string>): [name: Mutating, ...args: unknown[]] {
  switch (it.call) {
    case "queueJobs":
    case "addJobs":
      return [it.call, it.jobs.map(jobSpec)];
    case "copyJob":
      return ["queueJobs", [copyOf(cluster.getJob(it.job), it.changes)]];
    case "addTasks": {
      const least = cluster.getJob(it.job).minimumNumberOfProcessors;
      return ["addTasks", it.job, it.newTasks.map((task) => taskSpec(task, least))];
    }
    case "submitJobs":
    case "requeueJobs":
      return [it.call, it.ids];
    case "cancelJobs":
    case "tryCancelJobs":
      return [it.call, it.ids, message(it.message, notes)];
    case "requeueTasks":
      return [it.call, it.job, it.tasks];
    case "cancelTasks":
      return [it.call, it.job, it.tasks, message(it.message, notes)];
    case "modifyJobTerm":
      return [it.call, it.job, it.term, it.value];
    case "setClusterParameter":
      return [it.call, it.name, it.value];
    case "pauseNode":
    case "resumeNode":
    case "approveNode":
    case "failNode":
    case "restoreNode":
      return [it.call, it.node];
  }
}

/** What is typed into the forms for jobs and tasks, and the specifications that it stands for. What is wrong with them, the cluster says. */
import type { Job, JobSpec, Task, TaskSpec } from "ccp-scheduler";
import { MINUTE, runtimeLength, runtimeText } from "../format";

export interface TaskDraft {
  key: number;
  /** The task that it is a copy of: what the form does not show is copied with it. */
  base: Task | null;
  commandLine: string;
  name: string;
  /** Empty: the command line decides how long it works. */
  minutes: string;
  exitCode: string;
  /** Empty: all that the job has for certain. */
  processors: string;
  most: string;
  after: string;
  limit: string;
}

export interface JobDraft {
  base: Job | null;
  name: string;
  least: string;
  most: string;
  exclusive: boolean;
  untilCancelled: boolean;
  limit: string;
  priority: NonNullable<JobSpec["priority"]>;
  project: string;
  nodes: string;
  tasks: readonly TaskDraft[];
}

let keys = 0;
const minutesOf = (runtime: string): string => {
  const length = runtimeLength(runtime);
  return length === null ? "" : String(length / MINUTE);
};
export const limitOf = (minutes: string): string =>
  minutes.trim() === "" ? "Infinite" : runtimeText(Number(minutes) * MINUTE);

export const newTask = (): TaskDraft => ({
  key: (keys += 1),
  base: null,
  commandLine: "work",
  name: "",
  minutes: "20",
  exitCode: "0",
  processors: "",
  most: "",
  after: "",
  limit: "",
});

export const newJob = (): JobDraft => ({
  base: null,
  name: "",
  least: "4",
  most: "4",
  exclusive: true,
  untilCancelled: false,
  limit: "",
  priority: "Normal",
  project: "",
  nodes: "",
  tasks: [newTask()],
});

const copyOfTask = (task: Task): TaskDraft => ({
  key: (keys += 1),
  base: task,
  commandLine: task.commandLine,
  name: task.name,
  minutes: task.simulation && Number.isFinite(task.simulation.duration) ? String(task.simulation.duration / MINUTE) : "",
  exitCode: String(task.simulation?.exitCode ?? 0),
  processors: String(task.minimumNumberOfProcessors),
  most: String(task.maximumNumberOfProcessors),
  after: task.depend.join(", "),
  limit: minutesOf(task.runtime),
});

/** With the terms and tasks of a job: a fetched job is a template, as CCP has it. */
export const copyOf = (job: Job): JobDraft => ({
  base: job,
  name: job.name,
  least: String(job.minimumNumberOfProcessors),
  most: String(job.maximumNumberOfProcessors),
  exclusive: job.isExclusive,
  untilCancelled: job.runUntilCanceled,
  limit: minutesOf(job.runtime),
  priority: job.priority,
  project: job.project,
  nodes: job.askedNodes.join(", "),
  tasks: job.tasks.map(copyOfTask),
});

/** `least`: what the job has for certain. */
export function taskSpec(draft: TaskDraft, least: number): TaskSpec {
  const { base } = draft;
  const processors = draft.processors === "" ? least : Number(draft.processors);
  const endless = base?.simulation?.duration === Number.POSITIVE_INFINITY;
  const { simulation: _, ...rest } = base ?? {};
  return {
    ...rest,
    commandLine: draft.commandLine,
    ...(draft.name || base ? { name: draft.name } : {}),
    minimumNumberOfProcessors: processors,
    maximumNumberOfProcessors: draft.most === "" ? processors : Number(draft.most),
    ...(draft.after || base ? { depend: draft.after === base?.depend.join(", ") ? base.depend : draft.after } : {}),
    ...(draft.limit || base ? { runtime: limitOf(draft.limit) } : {}),
    ...(draft.minutes !== ""
      ? { simulation: { duration: Math.round(Number(draft.minutes) * MINUTE), exitCode: Number(draft.exitCode) } }
      : endless && base?.simulation
        ? { simulation: base.simulation }
        : {}),
  };
}

export function jobSpec(draft: JobDraft): JobSpec {
  const { base } = draft;
  const least = Number(draft.least);
  return {
    ...(base ?? {}),
    ...(draft.name || base ? { name: draft.name } : {}),
    minimumNumberOfProcessors: least,
    maximumNumberOfProcessors: draft.most === "" ? least : Number(draft.most),
    isExclusive: draft.exclusive,
    ...(draft.untilCancelled || base ? { runUntilCanceled: draft.untilCancelled } : {}),
    ...(draft.limit || base ? { runtime: limitOf(draft.limit) } : {}),
    ...(draft.priority !== "Normal" || base ? { priority: draft.priority } : {}),
    ...(draft.project || base ? { project: draft.project } : {}),
    ...(draft.nodes || base
      ? { askedNodes: draft.nodes === base?.askedNodes.join(", ") ? base.askedNodes : draft.nodes }
      : {}),
    tasks: draft.tasks.map((task) => taskSpec(task, least)),
  };
}

/**
 * What a lesson must know of a cluster besides its state: how each job ended, who left when, what the last call was, and
 * which jobs the numbers of the file mean. Events tell it, those of a copy as well as those of the shown branch.
 */
import type { CancelReport, ClusterEvent, Job, JobSpec } from "ccp-scheduler";
import type { Cluster, EndedBy } from "ccp-scheduler";
import { type Call as MadeCall, type Effects, madeBy } from "../live/calls";

const COMPLETED: ReadonlySet<unknown> = new Set(["Finished", "Failed", "Cancelled"]);
export const isCompleted = (status: unknown): boolean => COMPLETED.has(status);

/** A call and what became of it, in the words of a lesson file. */
export interface Told {
  /** The name of its batch. */
  name: string;
  ids: readonly number[];
  job: number | null;
  tasks: readonly number[];
  message: string;
  /** A term's or a parameter's name. */
  term: string | null;
  value: string | null;
  added: readonly JobSpec[];
  node: string | null;
  /** Null: an administrator. */
  by: string | null;
  result: "done" | "stopped" | "refused";
  failedAt: number | null;
  index: number | null;
  code: string | null;
  started: readonly number[];
}

const BATCH: Record<string, string> = {
  cancelJob: "cancelJobs",
  requeueJob: "requeueJobs",
  submitJob: "submitJobs",
  queueJob: "queueJobs",
  addJob: "addJobs",
  cancelTask: "cancelTasks",
  requeueTask: "requeueTasks",
  addTask: "addTasks",
};

const list = <T>(it: unknown): T[] => (Array.isArray(it) ? (it as T[]) : it === undefined ? [] : [it as T]);
const text = (it: unknown): string => (typeof it === "string" ? it : "");
/** From the console anything can be called with. */
const isSpec = (it: unknown): it is JobSpec => typeof it === "object" && it !== null;

export function told({ name, args, user, isAdmin }: MadeCall, { events, error, value }: Effects): Told {
  const batch = BATCH[name] ?? name;
  const [first, second, third] = args;
  const ofTasks = batch === "cancelTasks" || batch === "requeueTasks";
  const ofJobs = ["cancelJobs", "tryCancelJobs", "requeueJobs", "submitJobs"].includes(batch);
  // What tryCancelJobs passes over counts as its error: it is what the page tells.
  const [passed] = batch === "tryCancelJobs" ? ((value as CancelReport | undefined)?.failed ?? []) : [];
  const failed = passed ?? error;
  const changed = events.length > 0;
  return {
    name: batch,
    ids: ofJobs ? list<number>(first) : [],
    job: ofTasks || batch === "modifyJobTerm" || batch === "addTasks" ? Number(first) : null,
    tasks: ofTasks ? list<number>(second) : [],
    message: batch === "cancelTasks" ? text(third) : batch === "cancelJobs" || batch === "tryCancelJobs" ? text(second) : "",
    term: batch === "modifyJobTerm" ? text(second) : batch === "setClusterParameter" ? text(first) : null,
    value: batch === "modifyJobTerm" ? text(third) : batch === "setClusterParameter" ? text(second) : null,
    added: batch === "queueJobs" || batch === "addJobs" ? list<unknown>(first).filter(isSpec) : [],
    node: batch.endsWith("Node") ? text(first) : null,
    by: isAdmin ? null : user.slice(user.lastIndexOf("\\") + 1),
    result: failed ? (changed ? "stopped" : "refused") : "done",
    failedAt: failed?.jobId ?? null,
    index: failed?.index ?? null,
    code: failed?.code ?? null,
    started: events.filter((e) => e.type === "JobStatus" && e.to === "Running").map((e) => e.jobId as number),
  };
}

/** The last call of CCP that it came to: a line of the console may make several, or none. */
export function toldLast(call: MadeCall, effects: Effects): Told | null {
  if (call.name !== "console") return told(call, effects);
  const last = madeBy(call, effects, 0).at(-1);
  return last ? told(last, { events: effects.events.filter(({ seq }) => seq > last.since), error: last.error, value: undefined }) : null;
}

/** The jobs that were there when the lesson opened: when each was added, and its attempt then. */
export type Opening = ReadonlyMap<number, { created: number | null; attempt: number }>;

export const openingOf = (cluster: Cluster): Opening =>
  new Map(cluster.listAllJobs().map((job) => [job.id, { created: job.createTime, attempt: job.attempt }]));

/** A cluster as a lesson sees it. */
export interface Seen {
  cluster: Cluster;
  ended: Map<number, EndedBy>;
  removed: Map<number, number>;
  last: Told | null;
  opening: Opening;
  notes: Record<string, string>;
}

export function hear(it: Pick<Seen, "ended" | "removed">, events: readonly ClusterEvent[]): void {
  for (const { type, jobId, to, endedBy, time } of events) {
    if (jobId === undefined) continue;
    if (type === "JobStatus") {
      if (isCompleted(to) && endedBy) it.ended.set(jobId, endedBy);
      else it.ended.delete(jobId);
    } else if (type === "JobRemoved") {
      it.ended.delete(jobId);
      it.removed.set(jobId, time);
    }
  }
}

/** The job that a number of the file means: the one that had it when the lesson opened, if one did. */
export function jobOf({ cluster, opening }: Seen, id: number): Job | null {
  let job: Job;
  try {
    job = cluster.getJob(id);
  } catch {
    return null; // It has left.
  }
  const then = opening.get(id);
  return then === undefined || then.created === job.createTime ? job : null;
}

/** In a later attempt than when the lesson opened, or ended before its time. */
export function interrupted({ opening }: Seen, job: Job): boolean {
  const then = opening.get(job.id);
  const attempt = then && then.created === job.createTime ? then.attempt : 1;
  return job.attempt > attempt || job.status === "Cancelled" || job.status === "Failed";
}

/** As it is when it is opened. */
export function seenAt(cluster: Cluster, past: readonly ClusterEvent[] = [], notes: Record<string, string> = {}): Seen {
  const seen: Seen = { cluster, ended: new Map(), removed: new Map(), last: null, opening: openingOf(cluster), notes };
  hear(seen, past);
  return seen;
}

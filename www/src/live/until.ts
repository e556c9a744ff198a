/** What "Skip to" can look for, and when it can be found no more. */
import type { ClusterEvent, JobStatus } from "ccp-scheduler";
import * as say from "../words";
import { calledAhead } from "./history";
import { live } from "./world";

export type Until =
  | { kind: "event" }
  | { kind: "time"; time: number }
  /** Of this job, or of any if it is null. */
  | { kind: "start" | "end" | "removal"; job: number | null }
  /** More jobs wait. */
  | { kind: "queue"; above: number };

const ENDED: ReadonlySet<unknown> = new Set<JobStatus>(["Finished", "Failed", "Cancelled"]);

export const hasEnded = ({ type, to }: ClusterEvent): boolean => type === "JobStatus" && ENDED.has(to);
export const hasStarted = ({ type, to }: ClusterEvent): boolean => type === "JobStatus" && to === "Running";

const isOf = (event: ClusterEvent, job: number | null): boolean => job === null || event.jobId === job;

/** How many more wait after this event. */
export const moreWait = ({ type, from, to }: ClusterEvent): number =>
  type === "JobStatus" ? Number(to === "Queued") - Number(from === "Queued") : 0;

/** Whether this event is what was looked for; so many jobs wait after it. */
export function isFound(until: Until, event: ClusterEvent, waiting: number): boolean {
  switch (until.kind) {
    case "event":
      return true;
    case "start":
      return hasStarted(event) && isOf(event, until.job);
    case "end":
      return hasEnded(event) && isOf(event, until.job);
    case "removal":
      return event.type === "JobRemoved" && isOf(event, until.job);
    case "queue":
      return waiting > until.above;
    case "time":
      return false;
  }
}

export const queued = (): number => live().clusterCounter.numberOfQueuedJobs ?? 0;

function statusOf(id: number): JobStatus | null {
  try {
    return live().getJob(id).status;
  } catch {
    return null;
  }
}

/** Why it cannot come true any more, as far as the job itself tells; null while it can. */
export function isHopeless(until: Until): string | null {
  if (until.kind === "queue") {
    return queued() > until.above ? say.queueIsLonger(queued()) : null;
  }
  if (!("job" in until) || until.job === null) return null;
  const status = statusOf(until.job);
  if (status === null) return say.jobIsGone(until.job);
  // A call that stands ahead may change it.
  if (calledAhead.peek().length > 0 || until.kind === "removal") return null;
  if (status === "NotSubmitted") return say.jobIsNotSubmitted(until.job);
  if (ENDED.has(status)) return until.kind === "start" ? say.jobStartsNoMore(until.job) : say.jobHasEnded(until.job);
  return until.kind === "start" && status === "Running" ? say.jobRunsAlready(until.job) : null;
}

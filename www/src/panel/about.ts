/** What there is to say of a job, in a few sentences. What looks like a fault and is the documented behaviour says so here. */
import type { Explanation, Job } from "ccp-scheduler";
import { lastThat } from "../live/past";
import { actor } from "../live/history";
import { count, duration, list, nearTime, number, person, runtimeLength } from "../format";
import { statusWord } from "../words";
import { inSentence, quoted } from "./words";

export interface Place {
  node: string;
  processors: number;
  /** Of its own, without a task in them. */
  held: number;
  /** Of this node, kept from others by an exclusive job. */
  closed: number;
}

const join = (...parts: string[]): string => parts.filter((part) => part !== "").join(" ");

function running(job: Job, places: readonly Place[], now: number): string {
  const processors = places.reduce((sum, place) => sum + place.processors, 0);
  const held = places.reduce((sum, place) => sum + place.held, 0);
  const closed = places.reduce((sum, place) => sum + place.closed, 0);
  const limit = runtimeLength(job.runtime);
  const where = places.length > 4 ? `${places.length} nodes` : list(places.map((place) => place.node));
  const one = places.length === 1;
  return join(
    places.length === 0 ? "Runs." : `Runs on ${where} with ${count(processors, "processor")}.`,
    limit === null || job.startTime === null
      ? "It has no limit."
      : `It may run for ${duration(limit)} at most, until ${nearTime(job.startTime + limit, now)}.`,
    job.runUntilCanceled ? "It stays until it is cancelled." : "",
    job.isBackfill ? "It went ahead of the queue by backfill: its limit promises that it delays nobody." : "",
    turns(job, processors),
    held > 0 ? `${held === processors ? "No task runs in them: they are" : `${number(processors - held)} of them work, ${number(held)} ${held === 1 ? "is" : "are"}`} held for it.` : "",
    job.isExclusive
      ? closed > 0
        ? `It wants ${one ? "this node" : "these nodes"} alone, the documented default: ${closed === 1 ? "the other processor is" : `the other ${number(closed)} processors are`} closed meanwhile.`
        : `Nothing else can use ${one ? "this node" : "these nodes"} meanwhile.`
      : "",
  );
}

/** More tasks than processors: they take turns, and one may wonder why. */
function turns(job: Job, processors: number): string {
  const open = job.tasks.filter((task) => task.status === "Queued" || task.status === "Running").length;
  return processors > 0 && open > processors && job.tasks.length > 1
    ? `It reserves ${count(processors, "processor")}, so its ${number(job.tasks.length)} tasks take turns.`
    : "";
}

function cancelled(job: Job): string {
  const end = lastThat((it) => it.type === "JobStatus" && it.jobId === job.id && it.to === "Cancelled");
  const stopped = job.tasks.some((task) => task.status === "Failed" && task.endedBy === "job");
  const byLimit = end?.endedBy === "limit";
  const mine = end?.endedBy === "call" && end.user === actor.value.user;
  const who = mine ? " by you" : end?.user ? ` by ${person(end.user)}` : "";
  return join(
    byLimit
      ? inSentence(job.errorMessage)
      : job.errorMessage
        ? `Cancelled${who}: ${quoted(job.errorMessage)}.`
        : `Cancelled${who}, without a message.`,
    !stopped
      ? ""
      : byLimit
        ? `What ran was stopped with it: that is why it is ${statusWord("Failed")}.`
        : `${mine ? "You stopped it; nothing is broken" : "Nothing is broken"}: what ran was stopped with its job, and that is called ${statusWord("Failed")}.`,
  );
}

function failed(job: Job): string {
  const byHand = job.tasks.filter((task) => task.status === "Cancelled" && task.endedBy === "call").map((task) => task.id);
  return join(
    inSentence(job.errorMessage || "It ended, but not all of it went well"),
    byHand.length > 0
      ? `${byHand.length === 1 ? `Task ${byHand[0]} was` : `Tasks ${list(byHand.map(String))} were`} cancelled by hand, and requeueing the job does not overrule that.`
      : "",
  );
}

export function about(job: Job, places: readonly Place[], why: Explanation | null, now: number): string {
  switch (job.status) {
    case "NotSubmitted":
      return "It is in the cluster, but not in the queue: it waits to be submitted.";
    case "Queued":
      return join(
        why ? inSentence(why.sentence) : "It waits for its turn.",
        why?.startsBy == null ? "" : `Starts by ${nearTime(why.startsBy, now)} at the latest, if no further job comes.`,
        turns(job, job.maximumNumberOfProcessors),
      );
    case "Running":
      return running(job, places, now);
    case "Finished":
      return `It ran for ${duration((job.endTime ?? now) - (job.startTime ?? now))} and all went well.`;
    case "Failed":
      return failed(job);
    case "Cancelled":
      return cancelled(job);
  }
}

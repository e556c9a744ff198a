/** The values that the texts of a lesson name, read from the cluster as it was, is, will be, or would be. */
import type { Job } from "ccp-scheduler";
import { DAY, HOUR, MINUTE, SECOND, dayTime, hourMinute, ids as idList, person, runtimeLength } from "../format";
import { statusWord } from "../words";
import { instant } from "./calls";
import type { JobValue, LastValue, Lesson, Reading, Value } from "./format";
import { jobsLike, processors, ran } from "./judge";
import { type Seen, jobOf } from "./memory";
import { Played } from "./played";

export type Shown =
  | { kind: "instant" | "length" | "number"; is: number }
  | { kind: "text"; is: string }
  | { kind: "ids"; is: readonly number[] }
  /** There is none, like the end of a job that runs. */
  | null;

/** Where values are read: as the lesson opened, and now. Both give a snapshot for copies. */
export interface States {
  lesson: Lesson;
  start: Seen;
  startSnapshot: Uint8Array;
  now: Seen;
}

const at = (time: number | null): Shown => (time === null ? null : { kind: "instant", is: time });
const length = (time: number | null): Shown => (time === null ? null : { kind: "length", is: time });
const number = (is: number): Shown => ({ kind: "number", is });
const text = (is: string): Shown => ({ kind: "text", is });

function ofJob(job: Job | null | undefined, of: JobValue): Shown {
  if (!job) return null;
  switch (of) {
    case "id":
      return number(job.id);
    case "name":
      return text(job.name);
    case "owner":
      return text(person(job.submittedBy));
    case "status":
      return text(statusWord(job.status));
    case "message":
      return text(job.errorMessage);
    case "processors":
      return number(job.minimumNumberOfProcessors);
    case "attempt":
      return number(job.attempt);
    case "createTime":
    case "submitTime":
    case "startTime":
    case "endTime":
    case "expiryTime":
      return at(job[of]);
    case "limit":
      return length(runtimeLength(job.runtime));
    case "ran":
      return length(ran(job));
  }
}

function ofLast(of: LastValue, seen: Seen): Shown {
  const { last, cluster } = seen;
  if (!last) return null;
  const { index, failedAt, ids } = last;
  const failed = failedAt === null ? null : jobOrNull(cluster, failedAt);
  switch (of) {
    case "failedAt":
      return failedAt === null ? null : number(failedAt);
    case "name":
      return ofJob(failed, "name");
    case "status":
      return ofJob(failed, "status");
    case "place":
      return index === null ? null : number(index + 1);
    case "size":
      return number(ids.length);
    case "done":
      return { kind: "ids", is: last.result === "stopped" ? ids.slice(0, index ?? 0) : [] };
    case "left":
      return { kind: "ids", is: index === null ? [] : ids.slice(index + 1) };
    case "started":
      return { kind: "ids", is: last.started };
    case "units":
      return number(last.message.length);
  }
}

function jobOrNull(cluster: Seen["cluster"], id: number): Job | null {
  try {
    return cluster.getJob(id);
  } catch {
    return null;
  }
}

function read(it: Reading, seen: Seen): Shown {
  if ("find" in it) return ofJob(jobsLike(it.find, seen).at(-1), it.of);
  if ("count" in it) return number(jobsLike(it.count, seen).length);
  if ("ids" in it) return { kind: "ids", is: jobsLike(it.ids, seen).map((job) => job.id) };
  if ("processors" in it) return number(processors(seen, it.processors));
  if ("now" in it) return at(seen.cluster.now);
  if ("removed" in it) return at(seen.removed.get(it.removed) ?? null);
  if ("last" in it) return ofLast(it.last, seen);
  if ("parameter" in it) {
    const value = seen.cluster.parameters[it.parameter] ?? "";
    return /^-?\d+$/.test(value) ? number(Number(value)) : text(value);
  }
  if ("node" in it) {
    if (it.of !== "missed") return number(processors(seen, it.of, it.node));
    return number(seen.cluster.computeNodes.find((node) => node.name === it.node)?.missedHeartbeats ?? 0);
  }
  const job = jobOf(seen, it.job);
  if (!("task" in it)) return ofJob(job, it.of);
  const task = job?.tasks.find((one) => one.id === it.task);
  if (!task) return null;
  switch (it.of) {
    case "startTime":
    case "endTime":
      return at(task[it.of]);
    case "length":
      return length(task.simulation?.duration ?? null);
    case "runs":
      return number(task.runs);
    case "status":
      return text(statusWord(task.status));
    case "name":
      return text(task.name);
  }
}

function sum(a: Shown, b: Shown, sign: 1 | -1): Shown {
  if (a === null || b === null || typeof a.is !== "number" || typeof b.is !== "number") return null;
  const is = a.is + sign * b.is;
  if (a.kind === "instant") return b.kind === "instant" && sign < 0 ? { kind: "length", is } : { kind: "instant", is };
  return { kind: a.kind, is } as Shown;
}

/** Works on copies, which it frees. */
function onCopy<T>(lesson: Lesson, from: Seen, snapshot: Uint8Array, work: (copy: Played) => T): T {
  const copy = new Played(lesson, from, snapshot);
  try {
    return work(copy);
  } finally {
    copy.cluster.free();
  }
}

export function valueOf(value: Value, states: States): Shown {
  const { lesson, start, startSnapshot, now } = states;
  if ("minus" in value) return sum(valueOf(value.minus[0], states), valueOf(value.minus[1], states), -1);
  if ("plus" in value) return sum(valueOf(value.plus[0], states), valueOf(value.plus[1], states), 1);
  if ("units" in value) return number((start.notes[value.units] ?? "").length);
  if ("characters" in value) return number([...(start.notes[value.characters] ?? "")].length);
  if ("instant" in value) return at(instant(value.instant));
  if ("given" in value) return number(value.given);
  switch (value.in) {
    case "now":
      return read(value, now);
    case "solution":
      return onCopy(lesson, start, startSnapshot, (copy) => {
        copy.solve(lesson);
        return read(value, copy);
      });
    case "ahead": {
      const here = value.from === "start";
      return onCopy(lesson, here ? start : now, here ? startSnapshot : now.cluster.toSnapshot(), (copy) =>
        copy.until(value.until) ? read(value, copy) : null,
      );
    }
    default:
      return onCopy(lesson, start, startSnapshot, (copy) => read(value, copy));
  }
}

/** Whether it stays the same for as long as the lesson is open. */
export function isFixed(value: Value): boolean {
  if ("minus" in value) return value.minus.every(isFixed);
  if ("plus" in value) return value.plus.every(isFixed);
  if (!("in" in value)) return true;
  return value.in === "solution" || value.in === "start" || value.in === undefined || (value.in === "ahead" && value.from === "start");
}

/** As it is said, seen from the day on which the lesson opens. `tests/lessons/values.rs` says the same. */
export function said(shown: Shown, opens: number): string {
  if (shown === null) return "–";
  switch (shown.kind) {
    case "instant":
      return Math.floor(shown.is / DAY) === Math.floor(opens / DAY) ? hourMinute(shown.is) : dayTime(shown.is);
    case "length":
      if (shown.is < MINUTE) return `${Math.floor(shown.is / SECOND)} s`;
      if (shown.is <= 2 * HOUR) return `${Math.floor(shown.is / MINUTE)} min`;
      if (shown.is >= 3 * DAY) return `${Math.floor(shown.is / DAY)} days`;
      return `${Math.floor(shown.is / HOUR)} h${shown.is % HOUR >= MINUTE ? ` ${Math.floor((shown.is % HOUR) / MINUTE)} min` : ""}`;
    case "number":
      return String(shown.is);
    case "text":
      return shown.is;
    case "ids":
      return shown.is.length === 0 ? "none" : idList(shown.is, Number.POSITIVE_INFINITY);
  }
}

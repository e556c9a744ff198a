/** What a condition of a lesson file says about a cluster. `tests/lessons/judge.rs` says the same by itself. */
import type { EndedBy, Job, JobStatus } from "ccp-scheduler";
import { MINUTE, person, runtimeLength } from "../format";
import { instant } from "./calls";
import type { CallPattern, Condition, JobTest, JobsTest, Lesson, NumberTest, TextTest, TimeTest } from "./format";
import { type Seen, type Told, interrupted, isCompleted, jobOf } from "./memory";

export const numberIs = (test: NumberTest, value: number): boolean =>
  typeof test === "number"
    ? value === test
    : value >= (test.min ?? Number.NEGATIVE_INFINITY) && value <= (test.max ?? Number.POSITIVE_INFINITY);

/** A length of time in minutes; none counts as longer than any. */
const minutesAre = (test: NumberTest, milliseconds: number | null): boolean =>
  numberIs(test, milliseconds === null ? Number.POSITIVE_INFINITY : milliseconds / MINUTE);

const timeIs = ({ at, by, after }: TimeTest, time: number): boolean =>
  (at === undefined || time === instant(at)) &&
  (by === undefined || time <= instant(by)) &&
  (after === undefined || time > instant(after));

const textIs = ({ min, max, contains }: TextTest, text: string): boolean =>
  text.length >= (min ?? 0) && text.length <= (max ?? Number.POSITIVE_INFINITY) && text.includes(contains ?? "");

const statusIs = (test: JobStatus | readonly JobStatus[], status: JobStatus): boolean =>
  typeof test === "string" ? test === status : test.includes(status);

/** Whether a test that may be left out holds. */
const all = (...tests: boolean[]): boolean => tests.every(Boolean);
function given<T>(test: T | undefined, holds: (test: T) => boolean): boolean {
  return test === undefined || holds(test);
}

export const ran = (job: Job): number | null =>
  job.startTime === null || job.endTime === null ? null : job.endTime - job.startTime;

const everStarted = (job: Job): boolean => job.startTime !== null || job.attempts.some((it) => it.startTime !== null);

const endedBy = (job: Job, seen: Seen): EndedBy | null =>
  isCompleted(job.status) ? (seen.ended.get(job.id) ?? null) : null;

function nodesOf(id: number, { cluster }: Seen): string[] {
  const holds = ({ state, jobId }: { state: string; jobId: number | null }): boolean =>
    jobId === id && (state === "working" || state === "held");
  return cluster.computeNodes.filter((node) => node.processors.some(holds)).map((node) => node.name);
}

const same = <T>(a: readonly T[], b: readonly T[]): boolean =>
  a.length === b.length && new Set([...a, ...b]).size === new Set(a).size;

function waits(word: string, job: Job, { cluster }: Seen): boolean {
  try {
    return cluster.explainJob(job.id).reason === word;
  } catch {
    return false; // It does not wait.
  }
}

function runWas(
  test: NonNullable<JobTest["run"]>,
  status: JobStatus,
  by: EndedBy | null,
  message: string,
): boolean {
  return all(
    given(test.status, (wanted) => status === wanted),
    given(test.endedBy, (wanted) => by === wanted),
    given(test.message, (wanted) => textIs(wanted, message)),
  );
}

function jobIs(test: JobTest, job: Job, seen: Seen): boolean {
  return all(
    given(test.name, (name) => job.name === name),
    given(test.owner, (name) => person(job.submittedBy) === name),
    given(test.status, (status) => statusIs(status, job.status)),
    given(test.endedBy, (by) => endedBy(job, seen) === by),
    given(test.message, (message) => textIs(message, job.errorMessage)),
    given(test.attempt, (attempt) => numberIs(attempt, job.attempt)),
    given(test.interrupted, (is) => interrupted(seen, job) === is),
    given(test.started, (started) =>
      typeof started === "boolean"
        ? everStarted(job) === started
        : job.startTime !== null && timeIs(started, job.startTime),
    ),
    given(test.ended, (time) => job.endTime !== null && timeIs(time, job.endTime)),
    given(test.ran, (minutes) => ran(job) !== null && minutesAre(minutes, ran(job))),
    given(test.limit, (minutes) => minutesAre(minutes, runtimeLength(job.runtime))),
    given(test.exclusive, (is) => job.isExclusive === is),
    given(test.on, (nodes) => same(nodesOf(job.id, seen), nodes)),
    given(test.waits, (word) => waits(word, job, seen)),
    given(
      test.run,
      (run) =>
        job.attempts.some((it) => runWas(run, it.status, it.endedBy, it.message)) ||
        (isCompleted(job.status) && runWas(run, job.status, endedBy(job, seen), job.errorMessage)),
    ),
  );
}

/** Jobs like this, by number; where numbers are named, those that they mean. */
export function jobsLike(test: JobsTest, seen: Seen): Job[] {
  const jobs = test.among
    ? test.among.flatMap((id) => jobOf(seen, id) ?? [])
    : seen.cluster.listAllJobs();
  return jobs.filter((job) => jobIs(test, job, seen));
}

function callIs(pattern: CallPattern, last: Told): boolean {
  const added = (is: (spec: Told["added"][number]) => boolean): boolean => last.added.some(is);
  const length = (runtime: string | undefined): number | null => (typeof runtime === "string" ? runtimeLength(runtime) : null);
  const calls: readonly string[] = typeof pattern.call === "string" ? [pattern.call] : pattern.call;
  return all(
    calls.includes(last.name),
    given(pattern.ids, (ids) => same(ids, last.ids)),
    given(pattern.order, (ids) => ids.join() === last.ids.join()),
    given(pattern.includes, (ids) => ids.every((id) => last.ids.includes(id))),
    given(pattern.excludes, (ids) => !ids.some((id) => last.ids.includes(id))),
    given(pattern.job, (job) => last.job === job),
    given(pattern.tasks, (tasks) => same(tasks, last.tasks)),
    given(pattern.message, (message) => textIs(message, last.message)),
    given(pattern.term, (term) => last.term === term),
    given(pattern.limit, (minutes) =>
      last.term === null
        ? added((spec) => minutesAre(minutes, length(spec.runtime)))
        : last.term === "Runtime" && minutesAre(minutes, length(last.value ?? undefined)),
    ),
    given(pattern.name, (name) => (last.term === null ? added((spec) => spec.name === name) : last.term === name)),
    given(pattern.exclusive, (is) => added((spec) => (spec.isExclusive ?? true) === is)),
    given(pattern.priority, (is) => added((spec) => (spec.priority ?? "Normal") === is)),
    given(pattern.by, (user) => last.by === user),
    given(
      pattern.value,
      (value) =>
        last.value !== null &&
        (typeof value === "string" ? value === last.value : last.value !== "" && numberIs(value, Number(last.value))),
    ),
    given(pattern.node, (node) => last.node === node),
    given(pattern.result, (result) => last.result === result),
    given(pattern.failedAt, (id) => last.failedAt === id),
    given(pattern.code, (code) => last.code === code),
  );
}

export const processors = (
  seen: Seen,
  state: "all" | "processors" | "free" | "busy" | "closed",
  name: string | null = null,
): number => {
  let n = 0;
  for (const node of seen.cluster.computeNodes) {
    if (name !== null && node.name !== name) continue;
    for (const it of node.processors) {
      const is = it.state === "working" || it.state === "held" ? "busy" : it.state;
      if (state === "all" || state === "processors" || state === is) n += 1;
    }
  }
  return n;
};

export function holds(condition: Condition, seen: Seen): boolean {
  if ("all" in condition) return condition.all.every((one) => holds(one, seen));
  if ("any" in condition) return condition.any.some((one) => holds(one, seen));
  if ("not" in condition) return !holds(condition.not, seen);
  if ("absent" in condition) return jobOf(seen, condition.absent) === null;
  if ("count" in condition) return numberIs(condition.is, jobsLike(condition.count, seen).length);
  if ("now" in condition) return timeIs(condition.now, seen.cluster.now);
  if ("last" in condition) return seen.last !== null && callIs(condition.last, seen.last);
  if ("node" in condition) {
    const node = seen.cluster.computeNodes.find((it) => it.name === condition.node);
    return (
      node !== undefined &&
      all(
        given(condition.status, (status) => node.status === status),
        given(condition.free, (test) => numberIs(test, processors(seen, "free", node.name))),
        given(condition.busy, (test) => numberIs(test, processors(seen, "busy", node.name))),
        given(condition.closed, (test) => numberIs(test, processors(seen, "closed", node.name))),
        given(condition.missed, (test) => numberIs(test, node.missedHeartbeats)),
      )
    );
  }
  if ("tasks" in condition) {
    const job = jobOf(seen, condition.job);
    return (
      job !== null &&
      condition.tasks.every((id) => {
        const task = job.tasks.find((it) => it.id === id);
        return (
          task !== undefined &&
          all(
            given(condition.status, (status) => statusIs(status, task.status)),
            given(condition.endedBy, (by) => task.endedBy === by),
            given(condition.runs, (runs) => numberIs(runs, task.runs)),
          )
        );
      })
    );
  }
  const ids = "jobs" in condition ? condition.jobs : [condition.job];
  return ids.every((id) => {
    const job = jobOf(seen, id);
    return job !== null && jobIs(condition, job, seen);
  });
}

/** All conditions of the goal at once. */
export const isReached = (lesson: Lesson, seen: Seen): boolean => lesson.goal.every((goal) => holds(goal.is, seen));

/** The instants that the conditions of a lesson name, and the millisecond after each: they change there without an event. */
export function moments(lesson: Lesson): number[] {
  const found = new Set<number>();
  const look = (it: unknown): void => {
    if (typeof it !== "object" || it === null) return;
    for (const [key, value] of Object.entries(it)) {
      if ((key === "at" || key === "by" || key === "after") && typeof value === "string" && /^\d{4}-/.test(value)) {
        found.add(instant(value));
        found.add(instant(value) + 1);
      } else look(value);
    }
  };
  look([lesson.goal, lesson.lost, lesson.mistakes, lesson.predict?.until, lesson.predict?.answers]);
  if (lesson.ends !== undefined) found.add(instant(lesson.ends));
  return [...found].sort((a, b) => a - b);
}

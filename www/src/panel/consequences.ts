/** The consequences of a call in at most five lines. What they say comes from the core; here it is only put into words. */
import type { CancelPreview, JobStatus, Placement } from "ccp-scheduler";
import { live } from "../live/world";
import { columns, now, queue, rowOf } from "../live/store";
import { type Mark, STATUSES } from "../parts/status";
import type { Line } from "./Lines";
import type { BatchForecast, Tried } from "./forecast";
import * as say from "./words";

/** More running jobs than this are not asked for their tasks. */
const ASKED = 2_000;

const statusOf = (id: number): Mark => {
  const table = columns.value;
  return STATUSES[table.status[rowOf(id, table)] ?? 0] ?? "NotSubmitted";
};

/** Of very many jobs: which run, and how many wait, in one walk. A batch names them by rising numbers, as the table does. */
function standing(ids: readonly number[]): { running: number[]; queued: number } {
  const { ids: all, status } = columns.value;
  const running: number[] = [];
  let queued = 0;
  let at = 0;
  for (const id of ids) {
    while ((all[at] ?? id) < id) at += 1;
    if (status[at] === 2) running.push(id);
    else if (status[at] === 1) queued += 1;
  }
  return { running, queued };
}

/** What happens to the tasks of running jobs: those that run are stopped, those that wait go with their job. */
function tasksOf(running: readonly number[]): { stopped: number; waiting: number } | null {
  if (running.length === 0 || running.length > ASKED) return null;
  const sum = { stopped: 0, waiting: 0 };
  for (const id of running) {
    const tasks = live().getJobCounter(id);
    sum.stopped += tasks.numberOfRunningTasks ?? 0;
    sum.waiting += tasks.numberOfQueuedTasks ?? 0;
  }
  return sum;
}

function startLine(starts: readonly Placement[], others: number): Line[] {
  if (starts.length > 0)
    return [
      {
        mark: "Running",
        about: say.jobsTitle(starts.map((start) => start.jobId)),
        text: say.startAtOnce(starts),
      },
    ];
  return others > 0 ? [{ mark: "Queued", text: say.nobodyStarts(others) }] : [];
}

interface Refused {
  index: number;
  jobId: number;
  message: string;
}

/** `stops`: the call stops there, and those behind it stay as they are. */
function refusedLine(refused: readonly Refused[], ids: readonly number[], stops: boolean): Line[] {
  const [first, ...more] = refused;
  if (!first) return [];
  const mark = statusOf(first.jobId);
  if (ids.length === 1) return [{ mark, about: say.REFUSED, text: say.inSentence(first.message) }];
  if (!stops)
    return [{ mark, about: say.leftOut(refused.map((row) => row.jobId)), text: say.refusal(first.message, more.length) }];
  return [{ mark, about: say.stopsThere(first.jobId), text: say.stopped(first.message, ids.slice(first.index + 1)) }];
}

const lostLine = (time: number, processors: number): Line[] =>
  processors > 0 ? [{ mark: "Queued", plain: true, text: say.lost(time, processors) }] : [];

export function cancelLines(forecast: CancelPreview, ids: readonly number[], onward: boolean): Line[] {
  const { cancelled, refused, placements } = forecast;
  if (cancelled.length === 0)
    return [
      { mark: "Cancelled", text: say.nobodyCancelled(onward || ids.length === 1) },
      ...refusedLine(refused, ids, !onward),
    ];
  const { running, queued } = standing(cancelled);
  const tasks = tasksOf(running);
  const others = queue.value.length - queued;
  const stopped = tasks && tasks.stopped + tasks.waiting > 0 ? say.tasksStopped(tasks, running.length) : "";
  const become = say.becomeCancelled(cancelled.length, running.length);
  // Of one job all is said in one line: on the phone the keyboard leaves no room for more.
  const together = cancelled.length === 1 && stopped !== "";
  return [
    { mark: "Cancelled", about: say.someOf(cancelled, ids.length), text: together ? `${become} ${stopped}` : become },
    ...(stopped !== "" && !together ? [{ mark: "StoppedWithJob" as const, text: stopped }] : []),
    ...refusedLine(refused, ids, !onward),
    ...startLine(placements, others),
    ...lostLine(forecast.processorTimeLost, forecast.processorsFreed),
  ];
}

/** Requeue and submit: one click, so this is said beside the button before it. */
export function batchLines(it: BatchForecast): Line[] {
  const done = new Set(it.call === "requeue" ? it.requeued : it.submitted);
  const own = it.placements.filter((start) => done.has(start.jobId));
  const others = it.placements.filter((start) => !done.has(start.jobId));
  const atOnce = new Set(own.map((start) => start.jobId));
  const waiting = [...done].filter((id) => !atOnce.has(id));
  const again = it.call === "requeue";
  return [
    ...(waiting.length > 0
      ? [{ mark: "Queued" as const, about: say.jobsTitle(waiting), text: say.waits(waiting.length, again) }]
      : []),
    ...(own.length > 0
      ? [
          {
            mark: "Running" as const,
            about: say.jobsTitle([...atOnce]),
            text: again ? say.startAgain(own) : say.startAtOnce(own),
          },
        ]
      : []),
    ...refusedLine(it.refused, it.ids, again),
    ...startLine(others, 0),
    ...(it.call === "requeue" && it.processorTimeLost > 0
      ? [{ mark: "Queued" as const, plain: true, text: say.lostByRequeue(it.processorTimeLost) }]
      : []),
  ];
}

/** A form's: it would be refused, or start, or wait and why. `id` is the job, 0 while it has none. */
function outcomeLines(id: number, { error, starts, why }: Tried): Line[] {
  if (error !== null) return [{ mark: "NotSubmitted", plain: true, about: say.REFUSED, text: say.inSentence(error) }];
  const own = starts.filter((start) => start.jobId === id);
  const others = starts.filter((start) => start.jobId !== id);
  return [
    ...(own.length > 0 ? [{ mark: "Running" as const, about: say.IT, text: say.startAtOnce(own) }] : []),
    ...(why ? [{ mark: "Queued" as const, about: say.IT_WAITS, text: say.whyText(why, now.value) }] : []),
    ...startLine(others, 0),
  ];
}

export function newJobLines(tried: Tried, queued: boolean): Line[] {
  const added = tried.events.find((event) => event.type === "JobAdded")?.jobId ?? 0;
  if (!queued && tried.error === null) return [{ mark: "NotSubmitted", about: say.IT, text: say.NOT_IN_QUEUE }];
  return outcomeLines(added, tried);
}

export function termLines(id: number, tried: Tried): Line[] {
  const over = tried.events.some((event) => event.type === "JobStatus" && event.jobId === id && event.to === "Cancelled");
  return [...(over ? [{ mark: "Cancelled" as const, about: say.IT, text: say.overAtOnce() }] : []), ...outcomeLines(id, tried)];
}

export function taskLines(id: number, tasks: readonly number[], tried: Tried): Line[] {
  if (tried.error !== null && tried.events.length === 0)
    return [{ mark: "NotSubmitted", plain: true, about: say.REFUSED, text: say.inSentence(tried.error) }];
  const done = new Set<number>();
  let stopped = 0;
  let ends: JobStatus | null = null;
  for (const event of tried.events) {
    if (event.jobId !== id) continue;
    if (event.type === "TaskStatus" && event.to === "Cancelled" && tasks.includes(event.taskId as number)) {
      done.add(event.taskId as number);
      if (event.from === "Running") stopped += 1;
    }
    if (event.type === "JobStatus" && event.to !== "Running" && event.to !== "Queued") ends = event.to as JobStatus;
  }
  return [
    { mark: "CancelledByHand", about: say.tasksTitle([...done]), text: say.byHand(done.size, stopped) },
    ...(ends ? [{ mark: ends, about: `Job ${id}`, text: say.jobEnds(ends) }] : []),
    ...(tried.error !== null
      ? [{ mark: "NotSubmitted" as const, plain: true, about: say.REFUSED, text: say.inSentence(tried.error) }]
      : []),
    ...startLine(tried.starts, 0),
  ];
}

/**
 * How many there were of something at each instant, told by the events: processors that are reserved, at work or
 * closed, jobs that wait or run. Beside each number stands the area under it so far, so that the mean over any span is
 * two look-ups, however much happened in it.
 */
import type { ClusterEvent } from "ccp-scheduler";
import { type Column, floats } from "../timeline/column";

export const FLOWS = ["reserved", "working", "closed", "waiting", "running"] as const;
export type Flow = (typeof FLOWS)[number];
type Columns = Record<Flow, Column<Float64Array>>;
const columns = (): Columns => Object.fromEntries(FLOWS.map((flow) => [flow, floats()])) as Columns;

export class Flows {
  readonly time = floats();
  readonly #level = columns();
  readonly #area = columns();
  /** What there was before the first event that is known. */
  readonly #base: Record<Flow, number> = { reserved: 0, working: 0, closed: 0, waiting: 0, running: 0 };
  /** Processors of each running task, by job and task. */
  readonly #tasks = new Map<number, Map<number, number>>();

  constructor(from: number) {
    this.time.push(from);
    for (const flow of FLOWS) {
      this.#level[flow].push(0);
      this.#area[flow].push(0);
    }
  }

  add(flow: Flow, time: number, change: number): void {
    if (change === 0) return;
    const last = this.time.length - 1;
    const before = this.time.at(last);
    if (time > before) {
      this.time.push(time);
      for (const each of FLOWS) {
        const level = this.#level[each].at(last);
        this.#level[each].push(level);
        this.#area[each].push(this.#area[each].at(last) + level * (time - before));
      }
    }
    const { data, length } = this.#level[flow];
    data[length - 1] = (data[length - 1] as number) + change;
  }

  take({ type, time, from, to, jobId, taskId, nodes }: ClusterEvent): void {
    if (type === "JobStatus") {
      if (from === "Queued") this.add("waiting", time, -1);
      else if (from === "Running") this.add("running", time, -1);
      if (to === "Queued") this.add("waiting", time, 1);
      else if (to === "Running") this.add("running", time, 1);
    } else if (type === "TaskStatus") {
      if (from === "Running") this.#taskStops(jobId as number, taskId as number, time);
      else if (to === "Running") {
        const processors = (nodes ?? []).reduce((sum, node) => sum + node.processors, 0);
        this.taskStarts(jobId as number, taskId as number, time, processors);
      }
    }
  }

  taskStarts(job: number, task: number, time: number, processors: number): void {
    let tasks = this.#tasks.get(job);
    if (!tasks) this.#tasks.set(job, (tasks = new Map()));
    tasks.set(task, processors);
    this.add("working", time, processors);
  }

  #taskStops(job: number, task: number, time: number): void {
    const tasks = this.#tasks.get(job);
    this.add("working", time, -(tasks?.get(task) ?? 0));
    tasks?.delete(task);
    if (tasks?.size === 0) this.#tasks.delete(job);
  }

  /** There are so many now: what the events do not explain was there before them. */
  settle(flow: Flow, now: number): void {
    const { length } = this.#level[flow];
    this.#base[flow] = now - this.#level[flow].at(length - 1);
  }

  get start(): number {
    return this.time.at(0);
  }

  #place = (time: number): number => Math.max(0, this.time.after(time) - 1);

  /** How many there were at an instant. */
  at(flow: Flow, time: number): number {
    return this.#base[flow] + this.#level[flow].at(this.#place(time));
  }

  #areaUpTo(flow: Flow, time: number): number {
    const at = this.#place(time);
    return this.#area[flow].at(at) + this.#level[flow].at(at) * Math.max(0, time - this.time.at(at));
  }

  /** What to draw for a span: its mean, each number counting as long as it stood; the last one where there are no more than two. */
  over(flow: Flow, from: number, to: number): number {
    if (this.#place(to) - this.#place(from) <= 1) return this.at(flow, to);
    return this.#base[flow] + (this.#areaUpTo(flow, to) - this.#areaUpTo(flow, from)) / (to - from);
  }

  /** The most at any instant from `from` on. */
  most(flow: Flow, from: number): number {
    let most = 0;
    const { data, length } = this.#level[flow];
    for (let at = this.#place(from); at < length; at += 1) most = Math.max(most, data[at] as number);
    return this.#base[flow] + most;
  }
}

/** A copy on which a lesson is played ahead: its calls made, its clock moved on from event to event, nothing shown. */
import { Cluster } from "ccp-scheduler";
import { type Call as MadeCall, isRefusal } from "../live/calls";
import { asCall, caller, instant } from "./calls";
import type { Condition, Lesson, Step } from "./format";
import { holds, isReached, moments } from "./judge";
import { type Seen, hear, told } from "./memory";

/** More events than any lesson has. */
const MOST = 2_000;

export class Played implements Seen {
  readonly cluster: Cluster;
  readonly ended;
  readonly removed;
  last;
  readonly opening;
  readonly notes;
  /** What the last call was refused for, if it was. */
  refusal: string | null = null;
  readonly #moments: readonly number[];

  constructor(lesson: Lesson, from: Seen, snapshot: Uint8Array) {
    this.cluster = Cluster.fromSnapshot(snapshot);
    this.ended = new Map(from.ended);
    this.removed = new Map(from.removed);
    this.last = from.last;
    this.opening = from.opening;
    this.notes = from.notes;
    this.#moments = moments(lesson);
    this.cluster.subscribe((events) => hear(this, events));
  }

  perform(step: Step): void {
    if (step.at !== undefined) this.cluster.advanceTo(Math.max(this.cluster.now, instant(step.at)));
    const { user, isAdmin } = caller(step);
    let call: MadeCall = { at: this.cluster.now, user, isAdmin, name: step.call === "copyJob" ? "queueJobs" : step.call, args: [] };
    this.refusal = null;
    const events: Parameters<typeof hear>[1][number][] = [];
    const stop = this.cluster.subscribe((more) => events.push(...more));
    try {
      this.cluster.actAs(user, isAdmin);
      const [name, ...args] = asCall(step, this.cluster, this.notes);
      call = { ...call, args };
      const value = (this.cluster[name] as (...given: unknown[]) => unknown).apply(this.cluster, args);
      this.last = told(call, { events, error: null, value });
    } catch (thrown) {
      if (!isRefusal(thrown)) throw thrown;
      this.refusal = thrown.message;
      this.last = told(call, { events, error: thrown, value: undefined });
    } finally {
      stop();
    }
  }

  /** On to the next instant at which anything may change; false if there is none. */
  next(): boolean {
    const { now, nextEventTime } = this.cluster;
    const moment = this.#moments.find((time) => time > now) ?? null;
    if (nextEventTime === null && moment === null) return false;
    this.cluster.advanceTo(Math.min(nextEventTime ?? Number.POSITIVE_INFINITY, moment ?? Number.POSITIVE_INFINITY));
    return true;
  }

  /** On until it holds; false if it does not come. */
  until(condition: Condition | undefined): boolean {
    if (condition === undefined) return true;
    for (let n = 0; n < MOST; n += 1) {
      if (holds(condition, this)) return true;
      if (!this.next()) return false;
    }
    return false;
  }

  /** The first solution, and on to the goal. */
  solve(lesson: Lesson): void {
    for (const step of lesson.solutions[0] ?? []) this.perform(step);
    this.on(lesson);
  }

  /** On to the goal, as far as it comes by itself. */
  on(lesson: Lesson): void {
    for (let n = 0; n < MOST && !isReached(lesson, this); n += 1) if (!this.next()) return;
  }
}

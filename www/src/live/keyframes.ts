/**
 * Keyframes: snapshots on the way, from which a jump begins. So close that what lies between is made again at once, so
 * few that they stay within a budget of memory.
 */
import type { Moment } from "./moments";
import type { FeedState, Playing } from "./world";

export interface Keyframe {
  time: number;
  events: number;
  snapshot: Uint8Array;
  feed: FeedState;
}

/** Events between two of them: a tenth of what a jump within a second could make. */
const EVERY = 1_500;
/** A snapshot of so many bytes takes some milliseconds: a moving clock would stutter. */
const LARGE = 1 << 20;
const EVERY_LARGE = 12_000;
/** And so many milliseconds of work: what lies between is made again in no more. */
const WORK_LARGE = 500;
/** So that undoing the last call is at once, where that costs nothing. */
const BEFORE_CALL = 200;
const SMALL = 1 << 16;
const BUDGET = 96 << 20;

interface Kept {
  moment: Moment;
  frame: Keyframe;
}

const before = ({ moment, frame }: Kept): Keyframe | undefined => {
  const place = moment.keyframes.indexOf(frame);
  if (place > 0) return moment.keyframes[place - 1];
  return (moment.parent && moment.call && frameBefore(moment.parent, moment.call.at, moment.since)?.frame) ?? undefined;
};

/** Those of one history. */
export class Keyframes {
  /** In the order in which they were kept; the first is the start. */
  readonly #all: Kept[] = [];
  #bytes = 0;
  /** Before so many events there is nothing to do. */
  #due = 0;
  /** Milliseconds of work since the last one. */
  #work = 0;

  keep(it: Playing, at: Moment): void {
    const frame: Keyframe = {
      time: it.cluster.now,
      events: it.cluster.eventCount,
      snapshot: it.cluster.toSnapshot(),
      feed: it.feed?.save() ?? [],
    };
    const behind = at.keyframes.findIndex((other) => other.events > frame.events || (other.events === frame.events && other.time > frame.time));
    at.keyframes.splice(behind < 0 ? at.keyframes.length : behind, 0, frame);
    this.#all.push({ moment: at, frame });
    this.#bytes += frame.snapshot.length;
    while (this.#bytes > BUDGET && this.#all.length > 2) this.#thin();
    this.#work = 0;
  }

  /** To come on took so many milliseconds of work. */
  worked(milliseconds: number): void {
    this.#work += milliseconds;
  }

  /** The one goes without which the gap is smallest, of like ones the oldest, but never the start. */
  #thin(): void {
    const all = this.#all;
    const behind = new Map<Keyframe, number>();
    const ahead = all.map(before);
    ahead.forEach((frame, at) => {
      const { events } = (all[at] as Kept).frame;
      if (frame && events < (behind.get(frame) ?? Number.POSITIVE_INFINITY)) behind.set(frame, events);
    });
    let least = Number.POSITIVE_INFINITY;
    let victim = 1;
    all.forEach(({ frame }, at) => {
      const from = ahead[at]?.events;
      if (at === 0 || from === undefined) return;
      const gap = (behind.get(frame) ?? frame.events + EVERY_LARGE) - from;
      if (gap < least) {
        least = gap;
        victim = at;
      }
    });
    const { moment, frame } = all[victim] as Kept;
    all.splice(victim, 1);
    moment.keyframes.splice(moment.keyframes.indexOf(frame), 1);
    this.#bytes -= frame.snapshot.length;
  }

  /** Keeps one here if the last one is far enough behind. `soon`: a call is about to be made. */
  keepIfDue(it: Playing, at: Moment, soon = false): void {
    const events = it.cluster.eventCount;
    if (events < this.#due && !soon) return;
    const last = frameBefore(at, it.cluster.now, events)?.frame;
    const size = last?.snapshot.length ?? 0;
    if (soon && size >= SMALL) return;
    const every = soon ? BEFORE_CALL : size > LARGE ? EVERY_LARGE : EVERY;
    const passed = events - (last?.events ?? 0);
    if (passed < every) this.#due = events - passed + every;
    else if (size <= LARGE || this.#work >= WORK_LARGE) {
      this.keep(it, at);
      this.#due = events + EVERY;
    }
  }

  /** The playhead stands elsewhere. */
  lookAgain(): void {
    this.#due = 0;
  }
}

/** Where a jump can begin: the last keyframe on the path to `to` that is not behind `time`. */
export function frameBefore(to: Moment, time: number, events = Number.POSITIVE_INFINITY): { from: Moment; frame: Keyframe } | null {
  let limit = time;
  let most = events;
  for (let it: Moment | null = to; it; it = it.parent) {
    for (let at = it.keyframes.length - 1; at >= 0; at -= 1) {
      const frame = it.keyframes[at] as Keyframe;
      if (frame.time <= limit && frame.events <= most) return { from: it, frame };
    }
    limit = it.call?.at ?? limit;
    most = it.since;
  }
  return null;
}

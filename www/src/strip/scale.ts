/**
 * The scale of the time strip. Each gap between two instants at which something happens gets room by the logarithm of
 * its length: five quiet days take about twice the room of ten minutes, and a busy hour stays legible beside them.
 *
 * What is drawn stands still. Only when the strip is full is everything drawn anew with room to spare, and not while
 * the pointer is there.
 */
import { batch, effect, signal, untracked } from "@preact/signals";
import type { ClusterEvent } from "ccp-scheduler";
import { branchEvents } from "../live/past";
import { calledAhead, done, startTime, tip } from "../live/history";
import { moving } from "../live/clock";
import { version } from "../live/store";
import { SECOND } from "../format";
import { countWhile } from "../parts/search";

/** Gaps below are drawn in proportion, longer ones more and more drawn together. */
const SHORT = 20 * SECOND;
/** Room for the first minutes of a new world. */
const LEAST = 40;
const SPARE = 1.6;
/** While the clock goes fast the strip would flicker; what is later stands at its end meanwhile. In milliseconds. */
const SCALED_EVERY = 700;
/** When so little of the strip is used, it is drawn larger again. */
const LITTLE = 0.25;

/** Of the track, in pixels. */
export const width = signal(0);
/** The pointer, or the focus, is at what must not move. */
export const attended = signal(false);
/** Moves on when what was drawn is to be drawn elsewhere. */
export const drawnAnew = signal(0);

const weight = (gap: number): number => Math.log1p(Math.max(0, gap) / SHORT);
const gapOf = (units: number): number => Math.expm1(units) * SHORT;

/** Instants at which something is known to happen, ascending, and how much room lies before each. */
let times: number[] = [0];
let rooms: number[] = [0];
let capacity = LEAST;
let scaledAt = 0;
// What `times` was made of, so that only what is new is added.
let source: readonly ClusterEvent[] = [];
let used = 0;
let lastUsed: ClusterEvent | undefined;

export const instants = (): readonly number[] => times;

/** How many of the instants are not later than `time`. */
export const instantsUpTo = (time: number): number => countWhile(times.length, (at) => (times[at] as number) <= time);

function room(time: number): number {
  const at = Math.max(0, instantsUpTo(time) - 1);
  return (rooms[at] as number) + weight(time - (times[at] as number));
}

/** Where an instant is drawn, in pixels from the left end of the track. */
export const place = (time: number): number => (Math.min(room(time), capacity) / capacity) * width.peek();

/** Which instant is drawn there; one at which something happens, if it is drawn within `near` pixels. */
export function timeAt(x: number, near: number): number {
  const units = (Math.max(0, Math.min(x, width.peek())) / Math.max(1, width.peek())) * capacity;
  const low = Math.max(0, countWhile(rooms.length, (at) => (rooms[at] as number) <= units) - 1);
  const slack = (near / Math.max(1, width.peek())) * capacity;
  const before = units - (rooms[low] as number);
  const after = (rooms[low + 1] ?? Number.POSITIVE_INFINITY) - units;
  if (before <= slack && before <= after) return times[low] as number;
  if (after <= slack) return times[low + 1] as number;
  return (times[low] as number) + Math.round(gapOf(before) / SECOND) * SECOND;
}

function add(time: number): void {
  const last = times.length - 1;
  const before = times[last] as number;
  if (time <= before) return;
  times.push(time);
  rooms.push((rooms[last] as number) + weight(time - before));
}

/** Takes in what has happened since. True if it had to begin again. */
function takeIn(): boolean {
  const events = branchEvents();
  const start = startTime.peek();
  const goesOn = source === events && used <= events.length && events[used - 1] === lastUsed && times[0] === start;
  if (!goesOn) {
    times = [start];
    rooms = [0];
    used = 0;
  }
  for (; used < events.length; used += 1) add((events[used] as ClusterEvent).time);
  source = events;
  lastUsed = events[used - 1];
  return !goesOn;
}

function update(): void {
  const anew = takeIn();
  const needed = room(tip.peek());
  const fits = needed <= capacity && (capacity === LEAST || needed > LITTLE * capacity);
  const at = performance.now();
  const calmEnough = !moving.peek() || at - scaledAt >= SCALED_EVERY;
  if (!fits && !attended.peek() && calmEnough) {
    capacity = Math.max(LEAST, SPARE * needed);
    scaledAt = at;
  } else if (!anew) return;
  drawnAnew.value += 1;
}

effect(() => {
  version.value;
  moving.value;
  width.value;
  attended.value;
  startTime.value;
  tip.value;
  done.value;
  calledAhead.value;
  untracked(() => batch(update));
});

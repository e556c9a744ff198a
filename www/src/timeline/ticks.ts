/** Where the time axis has its marks and what they say: whole minutes, hours and days of the cluster's own calendar. */
import { DAY, HOUR, MINUTE, SECOND, day, hourMinute, hourMinuteSecond, midnight, roundUp } from "../format";
import type { Span } from "./view";

/** Round lengths of time, ascending. */
export const steps: readonly number[] = [
  ...[1, 2, 5, 10, 15, 30].map((n) => n * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * MINUTE),
  ...[1, 2, 3, 6, 12].map((n) => n * HOUR),
  ...[1, 2, 7, 14, 28, 91, 182, 364, 728, 1820].map((n) => n * DAY),
];
/** Day 0 of the calendar is a Thursday; weeks begin on Monday. */
const MONDAY = 4 * DAY;
/** The least room for a label, in pixels. */
const ROOM = 84;

export interface Tick {
  time: number;
  label: string;
  /** A day begins here. */
  strong: boolean;
}

export function ticks({ from, to }: Span, width: number): Tick[] {
  const least = ((to - from) * ROOM) / Math.max(1, width);
  const step = steps.find((it) => it >= least) ?? (steps[steps.length - 1] as number);
  const offset = step >= 7 * DAY ? MONDAY : 0;
  const found: Tick[] = [];
  for (let time = roundUp(from, step, offset); time <= to; time += step) {
    const strong = midnight(time) === time;
    const label = strong ? day(time) : step < MINUTE ? hourMinuteSecond(time) : hourMinute(time);
    found.push({ time, label, strong: strong && step < DAY });
  }
  return found;
}

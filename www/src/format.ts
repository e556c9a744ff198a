/** Times, durations and lists as the page shows them. Always the cluster's own calendar (UTC), never the visitor's zone. */

const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"] as const;
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"] as const;

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** What instant 0 of the cluster is in the calendar. A log counts from its first second. */
let zero = 0;
export function countFrom(time: number): void {
  zero = time;
}

/** Milliseconds since the Unix epoch. */
export const inCalendar = (time: number): number => time + zero;
/** The first instant from `time` on that is a whole multiple of `step` in the calendar, `past` its day 0. */
export const roundUp = (time: number, step: number, past = 0): number => Math.ceil((time + zero - past) / step) * step + past - zero;
/** The midnight before, or now. */
export const midnight = (time: number): number => Math.floor((time + zero) / DAY) * DAY - zero;

const two = (n: number): string => String(n).padStart(2, "0");

/** Outside what a Date can hold the bare number has to do. */
function date(time: number): Date | null {
  const d = new Date(inCalendar(time));
  return Number.isNaN(d.getTime()) ? null : d;
}

/** 09:10 */
export function hourMinute(time: number): string {
  const d = date(time);
  return d ? `${two(d.getUTCHours())}:${two(d.getUTCMinutes())}` : String(time);
}

/** 09:10:23 */
export function hourMinuteSecond(time: number): string {
  const d = date(time);
  return d ? `${hourMinute(time)}:${two(d.getUTCSeconds())}` : String(time);
}

/** Mon 09:10 */
export function dayTime(time: number): string {
  const d = date(time);
  return d ? `${DAYS[d.getUTCDay()]} ${hourMinute(time)}` : String(time);
}

/** Mon 09:10, or Mon 09:10:23 where a minute cannot say it. */
export const exactTime = (time: number): string => (roundUp(time, MINUTE) === time ? dayTime(time) : `${dayTime(time).slice(0, 4)}${hourMinuteSecond(time)}`);

/** Mon 2 Mar */
export function day(time: number): string {
  const d = date(time);
  return d ? `${DAYS[d.getUTCDay()]} ${d.getUTCDate()} ${MONTHS[d.getUTCMonth()]}` : String(time);
}

/** Monday's date for those who ask: Mon 2 Mar 2026, 09:10:23 */
export function fullTime(time: number): string {
  const d = date(time);
  return d
    ? `${DAYS[d.getUTCDay()]} ${d.getUTCDate()} ${MONTHS[d.getUTCMonth()]} ${d.getUTCFullYear()}, ${hourMinuteSecond(time)}`
    : String(time);
}

/** As short as it can be and still be clear, seen from `now`: 09:10 today, Tue 09:10 this week, 14 Mar before and after. */
export function nearTime(time: number, now: number): string {
  const d = date(time);
  if (!d) return String(time);
  if (midnight(time) === midnight(now)) return hourMinute(time);
  if (Math.abs(time - now) < 6 * DAY) return dayTime(time);
  return `${d.getUTCDate()} ${MONTHS[d.getUTCMonth()]}`;
}

/** The two largest units: 4 d 23 h, 1 h 20 min, 12 min, 40 s. */
export function duration(milliseconds: number): string {
  if (!Number.isFinite(milliseconds)) return "for ever";
  const ms = Math.max(0, milliseconds);
  const pair = (big: number, bigName: string, small: number, smallName: string): string => {
    const b = Math.floor(ms / big);
    const s = Math.floor((ms - b * big) / small);
    return s > 0 ? `${b} ${bigName} ${s} ${smallName}` : `${b} ${bigName}`;
  };
  if (ms >= DAY) return pair(DAY, "d", HOUR, "h");
  if (ms >= HOUR) return pair(HOUR, "h", MINUTE, "min");
  if (ms >= 10 * MINUTE) return `${Math.floor(ms / MINUTE)} min`;
  if (ms >= MINUTE) return pair(MINUTE, "min", SECOND, "s");
  if (ms >= SECOND || ms === 0) return `${Math.floor(ms / SECOND)} s`;
  return `${ms} ms`;
}

/** "dd:hh:mm" or "dd:hh:mm:ss" in milliseconds, null for "Infinite". */
export function runtimeLength(text: string): number | null {
  const parts = text.split(":").map(Number);
  if (parts.length < 3 || parts.some(Number.isNaN)) return null;
  const [d = 0, h = 0, m = 0, s = 0] = parts;
  return d * DAY + h * HOUR + m * MINUTE + s * SECOND;
}

/** Milliseconds as "dd:hh:mm", or with seconds where minutes cannot say it. */
export function runtimeText(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / SECOND);
  const text = [Math.floor(seconds / 86_400), Math.floor(seconds / 3_600) % 24, Math.floor(seconds / 60) % 60]
    .map(two)
    .join(":");
  return seconds % 60 ? `${text}:${two(seconds % 60)}` : text;
}

const grouped = new Intl.NumberFormat("en");
/** 12,345 */
export const number = (n: number): string => grouped.format(n);

/** 1 job, 3 jobs */
export const count = (n: number, one: string, many = `${one}s`): string => `${number(n)} ${n === 1 ? one : many}`;

/** a, b and c */
export function list(parts: readonly string[]): string {
  return parts.length < 2 ? (parts[0] ?? "") : `${parts.slice(0, -1).join(", ")} and ${parts[parts.length - 1]}`;
}

/** Ids with runs drawn together, in their order: 1, 2 and 4–6. Behind `most` pieces it only counts. */
export function ids(all: Iterable<number>, most = 6): string {
  const runs: [number, number][] = [];
  for (const id of all) {
    const last = runs[runs.length - 1];
    if (last && id === last[1] + 1) last[1] = id;
    else runs.push([id, id]);
  }
  const piece = ([a, b]: [number, number]): string[] =>
    a === b ? [`${a}`] : b === a + 1 ? [`${a}`, `${b}`] : [`${a}–${b}`];
  const size = (pieces: [number, number][]): number => pieces.reduce((sum, [a, b]) => sum + b - a + 1, 0);
  if (runs.length <= most) return list(runs.flatMap(piece));
  return `${runs.slice(0, most).flatMap(piece).join(", ")} and ${number(size(runs.slice(most)))} more`;
}

/** "CLUSTER\ana" is shown as ana. */
export const person = (user: string): string => user.slice(user.lastIndexOf("\\") + 1);

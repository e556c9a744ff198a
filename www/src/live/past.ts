/**
 * The events of the shown branch, in order and without gaps. Those up to the playhead are the past; behind a playhead
 * that went back stand the ones that are known to come again, if nobody acts.
 *
 * They are kept by stretches: what happened from one call to the next, as far as it is known. Branches share the
 * stretches that they have in common, so that none loses its events while another one is shown.
 */
import type { ClusterEvent } from "ccp-scheduler";
import { countWhile } from "../parts/search";

/** More are not kept: the oldest go, those of branches that are not shown before all others. */
export const MOST = 200_000;

export interface Stretch {
  events: ClusterEvent[];
}
/** A stretch of the shown branch, and the number of its last event there: another call may have cut it short. */
export interface Part {
  stretch: Stretch;
  upTo: number;
}

let all: ClusterEvent[] = [];
/** So many of `all` have happened. */
let happened = 0;
let parts: Part[] = [];
/** In which new events are kept. */
let present: Stretch = { events: [] };
let isNew = false;
let stretches = new Set<Stretch>();
/** Events in all stretches. */
let total = 0;

// Copies are made once for each state.
let revision = 0;
let copied = -1;
let before: readonly ClusterEvent[] = [];
let behind: readonly ClusterEvent[] = [];

function copy(): void {
  if (copied === revision) return;
  copied = revision;
  before = happened === all.length ? all : all.slice(0, happened);
  behind = happened === all.length ? [] : all.slice(happened);
}

/** Moves on with every change, so that others need not look through what they know. */
export const pastRevision = (): number => revision;

/** All that is known of the shown branch: the past, and behind it what will happen again. To be read, not kept. */
export const branchEvents = (): readonly ClusterEvent[] => all;
/** How many of `branchEvents` have happened. */
export const happenedCount = (): number => happened;

/** The number of the first event that is still kept: earlier ones were not heard, or were dropped. */
export const firstKept = (): number => all[0]?.seq ?? 1;

/** What has happened up to the playhead, ascending. */
export function pastEvents(): readonly ClusterEvent[] {
  copy();
  return before;
}

/** What will happen again if nobody acts: behind a playhead that went back. */
export function knownEvents(): readonly ClusterEvent[] {
  copy();
  return behind;
}

/** How many events stand behind the playhead. */
export const knownCount = (): number => all.length - happened;

/** How many of the first events lie before an instant, by binary search. */
export const countBefore = (time: number): number => countWhile(all.length, (at) => (all[at] as ClusterEvent).time < time);

/** The last removal that has happened, null if none has. */
export function lastRemoval(): ClusterEvent | null {
  for (let at = happened - 1; at >= 0; at -= 1) if (all[at]?.type === "JobRemoved") return all[at] as ClusterEvent;
  return null;
}

/** The last one up to the playhead that is asked for, looked for backwards. */
export function lastThat(is: (event: ClusterEvent) => boolean): ClusterEvent | undefined {
  for (let at = happened - 1; at >= 0; at -= 1) {
    const event = all[at] as ClusterEvent;
    if (is(event)) return event;
  }
  return undefined;
}

/** The last event before an instant. */
export const lastBefore = (time: number): ClusterEvent | undefined => all[Math.min(happened, countBefore(time)) - 1];
/** The first event after an instant, as far as it is known. */
export const firstAfter = (time: number): ClusterEvent | undefined => all[countBefore(time + 1)];

/** What comes now happens under this call, which was made before. */
export function enter(stretch: Stretch): void {
  present = stretch;
  isNew = false;
}

/** What comes now happens under a call that is made for the first time: if anything comes, what was known will not. */
export function act(stretch: Stretch): void {
  present = stretch;
  isNew = true;
}

/** The branch goes on with that call, made when there had been so many events. */
export function extend(from: Stretch, stretch: Stretch, count: number): void {
  revision += 1;
  all.length = happened;
  while (parts.length > 1 && parts[parts.length - 1]?.stretch !== from) parts.pop();
  (parts[parts.length - 1] as Part).upTo = count;
  parts.push({ stretch, upTo: Number.POSITIVE_INFINITY });
  stretches.add(stretch);
  enter(stretch);
}

/** New ones, or known ones that happen again. */
export function hear(events: readonly ClusterEvent[]): void {
  revision += 1;
  if (isNew) all.length = happened;
  for (const event of events) {
    const last = all[happened - 1];
    if (last && event.seq <= last.seq) continue;
    if (all[happened]?.seq === event.seq) {
      happened += 1;
      continue;
    }
    // A gap: what lies before was never heard.
    if (last && event.seq !== last.seq + 1) all = [];
    else all.length = happened;
    all.push(event);
    happened = all.length;
    present.events.push(event);
    total += 1;
  }
  if (total > 1.25 * MOST) drop();
}

function drop(): void {
  const gone = Math.min(Math.max(0, all.length - MOST), happened);
  const first = all[gone]?.seq ?? 0;
  all = all.slice(gone);
  happened -= gone;
  const kept = new Set([...parts.map((part) => part.stretch), present]);
  total = 0;
  for (const it of stretches) {
    it.events = kept.has(it) ? from(it.events, first) : [];
    total += it.events.length;
  }
}

/** Those from this number on, by binary search: while a clock runs fast there is no time to look at each. */
const from = (events: readonly ClusterEvent[], seq: number): ClusterEvent[] =>
  events.slice(countWhile(events.length, (at) => (events[at] as ClusterEvent).seq < seq));

/** The shown branch, and how many events there had been when its playhead stood where it is now. */
export function follow(next: Part[], count: number): void {
  revision += 1;
  const same = parts.length === next.length && next.every((part, at) => isPart(part, parts[at]));
  parts = next;
  if (!same) all = joined(next);
  if (stand(count)) return;
  // What lies between is not kept any more: it is heard once more.
  for (const { stretch } of next) {
    total -= stretch.events.length;
    stretch.events = stretch.events.filter((event) => event.seq <= count);
    total += stretch.events.length;
  }
  all = joined(next);
  if (stand(count)) return;
  all = [];
  happened = 0;
}

const isPart = (a: Part, b: Part | undefined): boolean => a.stretch === b?.stretch && a.upTo === b.upTo;

/** Behind the event of this number, if it is known. */
function stand(count: number): boolean {
  const first = all[0]?.seq ?? count + 1;
  if (count < first - 1 || count >= first + all.length) return false;
  happened = count - first + 1;
  return true;
}

function joined(of: readonly Part[]): ClusterEvent[] {
  const rows: ClusterEvent[][] = [];
  let next: number | null = null;
  for (let at = of.length - 1; at >= 0; at -= 1) {
    const { stretch, upTo } = of[at] as Part;
    const row = stretch.events.filter((event) => event.seq <= upTo);
    const last = row[row.length - 1];
    if (!last) continue;
    if (next !== null && last.seq !== next - 1) break;
    rows.push(row);
    next = (row[0] as ClusterEvent).seq;
  }
  return rows.reverse().flat();
}

/** Another world, with what happened while it was built: its first stretch. */
export function begin(events: readonly ClusterEvent[]): Stretch {
  revision += 1;
  all = [...events];
  happened = all.length;
  const stretch = { events: [...events] };
  parts = [{ stretch, upTo: Number.POSITIVE_INFINITY }];
  stretches = new Set([stretch]);
  total = all.length;
  enter(stretch);
  return stretch;
}

/** The stretches of a history that was made before it is shown, its branch, and how many events there have been. */
export function adopt(every: readonly Stretch[], branch: Part[], count: number): void {
  stretches = new Set(every);
  total = every.reduce((sum, { events }) => sum + events.length, 0);
  parts = [];
  follow(branch, count);
  enter((branch[branch.length - 1] as Part).stretch);
  if (total > 1.25 * MOST) drop();
}

/** The stretch in which new events are kept. */
export const presentStretch = (): Stretch => present;

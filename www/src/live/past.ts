/**
 * The events of the shown branch, in order and without gaps. Those up to the playhead are the past; behind a playhead
 * that went back stand the ones that are known to come again, until somebody acts and they will not.
 */
import type { ClusterEvent } from "ccp-scheduler";

/** More are not kept: the oldest go. */
const MOST = 200_000;

let all: ClusterEvent[] = [];
/** So many of them have happened. */
let happened = 0;

/** The number of the first event that is still kept: earlier ones were not heard, or were dropped. */
export const firstKept = (): number => all[0]?.seq ?? 1;

/** What has happened up to the playhead, ascending. */
export const pastEvents = (): readonly ClusterEvent[] => (happened === all.length ? all : all.slice(0, happened));

/** What will happen again if nobody acts: behind a playhead that went back. */
export const knownEvents = (): readonly ClusterEvent[] => all.slice(happened);

/** How many events stand behind the playhead. */
export const knownCount = (): number => all.length - happened;

/** The last event before an instant, by binary search. */
export function lastBefore(time: number): ClusterEvent | undefined {
  let low = 0;
  let high = happened;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((all[middle] as ClusterEvent).time < time) low = middle + 1;
    else high = middle;
  }
  return all[low - 1];
}

/** The last removal that has happened, null if none has. */
export function lastRemoval(): ClusterEvent | null {
  for (let at = happened - 1; at >= 0; at -= 1) if (all[at]?.type === "JobRemoved") return all[at] as ClusterEvent;
  return null;
}

/** While somebody acts, what happens is new: what was known to come will not come. */
let isNew = false;
export function acting(yes: boolean): void {
  isNew = yes;
}

/** New ones, or known ones that happen again. */
export function hear(events: readonly ClusterEvent[]): void {
  if (isNew) all.length = happened;
  for (const event of events) {
    const last = all[happened - 1];
    // A gap: what lies before was dropped, or never heard.
    if (last && event.seq !== last.seq + 1) {
      if (event.seq <= last.seq) continue;
      all = [];
      happened = 0;
    }
    if (happened < all.length) {
      if ((all[happened] as ClusterEvent).seq === event.seq) {
        happened += 1;
        continue;
      }
      all.length = happened;
    }
    all.push(event);
    happened += 1;
  }
  if (all.length > 1.25 * MOST) {
    const gone = Math.min(all.length - MOST, happened);
    all = all.slice(gone);
    happened -= gone;
  }
}

/** The playhead stands behind the event of this number. */
export function rewind(count: number): void {
  happened = Math.max(0, Math.min(all.length, count - firstKept() + 1));
}

/** What was known to come will not come. */
export function forgetKnown(): void {
  all.length = happened;
}

/** Another world, with what happened while it was built. */
export function begin(events: readonly ClusterEvent[]): void {
  all = [...events];
  happened = all.length;
}

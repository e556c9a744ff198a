/**
 * Where a goal that was lost can be reached again: just before the call that lost it, or, where time did it, at the last
 * call. Which calls lose it is remembered when they are made.
 */
import { effect } from "@preact/signals";
import { pause } from "../live/clock";
import { type Moment, done, lastCall, scrub, startTime, undo } from "../live/history";
import { now } from "../live/store";
import { onNewWorld } from "../live/world";
import { lost } from "../lessons/run";
import { nearTime } from "../format";
import { backTo, undoLabel } from "../words";

const losing = new Set<Moment>();
onNewWorld(() => losing.clear());

/** Watches which calls lose the goal. */
export function watchLosses(): void {
  effect(() => {
    const moment = lastCall.value?.moment;
    if (!moment) return;
    if (lost.value) losing.add(moment);
    else losing.delete(moment);
  });
}

export function wayBack(): { label: string; go(): void } | null {
  const path = done.value;
  let from = path.length;
  while (from > 0 && losing.has(path[from - 1] as Moment)) from -= 1;
  const last = path[path.length - 1]?.call;
  // Nothing is remembered of a session that was brought back: then it was the last call if no time has passed since.
  if (from === path.length && last && last.at === now.value) from -= 1;
  const first = path[from]?.call;
  if (first) {
    return {
      label: undoLabel(first, nearTime(first.at, now.value)),
      go() {
        pause();
        for (let n = path.length; n > from; n -= 1) undo();
      },
    };
  }
  const to = last?.at ?? startTime.value;
  if (to >= now.value) return null;
  return {
    label: backTo(nearTime(to, now.value)),
    go() {
      pause();
      scrub(to);
    },
  };
}

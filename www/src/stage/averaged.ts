/**
 * When single cells would flicker. They are drawn only while the usual run lasts a second of real time or more; above
 * that speed each node is one averaged bar, drawn anew twice a second at most. By events nothing is faster than that.
 */
import type { ComputeNode } from "ccp-scheduler";
import { computed, effect, signal } from "@preact/signals";
import { pace, ratio, reached, running } from "../live/clock";
import { calm, nodes, version } from "../live/store";
import { told } from "../timeline/story";

const SHORTEST = 1_000;
const EVERY = 500;

/** So much real time the usual run takes, in milliseconds; as long as one likes while nothing moves by the clock. */
const lasts = computed(() => {
  if (!running.value || pace.value === "events") return Number.POSITIVE_INFINITY;
  version.value;
  return (told().runs.typicalLength() ?? Number.POSITIVE_INFINITY) / (reached.value ?? ratio.value);
});

export const averaged = computed(() => calm.value || lasts.value < SHORTEST);

/** The nodes as they are to be drawn. */
export const shownNodes = signal<readonly ComputeNode[]>([]);
let drawn = 0;
let later = 0;

effect(() => {
  const next = nodes.value;
  clearTimeout(later);
  const wait = averaged.value ? drawn + EVERY - performance.now() : 0;
  const show = (): void => {
    drawn = performance.now();
    shownNodes.value = next;
  };
  if (wait > 0) later = window.setTimeout(show, wait);
  else show();
});

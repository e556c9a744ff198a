/** The figures that the charts and their tables show, out of what is told by events. */
import { computed, signal } from "@preact/signals";
import { counter, now, version } from "../live/store";
import { DAY, HOUR, MINUTE, SECOND, roundUp } from "../format";
import { CHARTS } from "../words";
import { told } from "../timeline/story";
import { steps } from "../timeline/ticks";
import type { Flow } from "./flows";

/** How far back, null for all. */
export const back = signal<number | null>(null);
export const BACKS: readonly [number | null, string][] = [
  [null, "All"],
  [DAY, "24 h"],
  [4 * HOUR, "4 h"],
  [HOUR, "1 h"],
];

/** The span of time that is shown; it ends now. */
export const range = computed(() => {
  version.value;
  const to = now.value;
  const { start } = told().flows;
  return { from: back.value === null ? start : Math.max(start, to - back.value), to };
});

export const total = computed(() => counter.value.totalNumberOfProcessors ?? 0);

export interface Levels {
  working: number;
  held: number;
  closed: number;
  waiting: number;
  running: number;
}

/** What there was at an instant, or, for a pixel, over a span. */
export function levels(from: number, to = from): Levels {
  const { flows } = told();
  const of = (flow: Flow): number => Math.max(0, flows.over(flow, from, to));
  const working = of("working");
  return {
    working,
    held: Math.max(0, of("reserved") - working),
    closed: of("closed"),
    waiting: of("waiting"),
    running: of("running"),
  };
}

const ROWS_MOST = 24;

/** Instants for the table, and now. */
export const instants = computed<number[]>(() => {
  const { from, to } = range.value;
  const step = steps.find((it) => (to - from) / it <= ROWS_MOST) ?? DAY;
  const found: number[] = [];
  for (let time = roundUp(from, step); time < to; time += step) found.push(time);
  return [...found, to];
});

// ── how long jobs waited ──
const EDGES = [SECOND, MINUTE, 10 * MINUTE, HOUR, 4 * HOUR, 12 * HOUR, DAY, Number.POSITIVE_INFINITY];

export interface Bin {
  label: string;
  /** They have started. */
  started: number;
  /** They have waited so long, and still do. */
  waiting: number;
}

export interface Waits {
  bins: Bin[];
  started: number;
  waiting: number;
  /** Half of those that started waited less. */
  median: number | null;
  longest: number | null;
}

export const waits = computed<Waits>(() => {
  const { from, to } = range.value;
  const { runs } = told();
  const bins = CHARTS.bins.map((label) => ({ label, started: 0, waiting: 0 }));
  const binOf = (length: number): Bin => bins[EDGES.findIndex((edge) => length < edge)] as Bin;
  const lengths: number[] = [];
  let waiting = 0;
  for (let run = 0; run < runs.run.start.length; run += 1) {
    const waited = runs.run.waited.at(run);
    if (Number.isNaN(waited) || runs.run.start.at(run) < from) continue;
    lengths.push(waited);
    binOf(waited).started += 1;
  }
  for (let life = 0; life < runs.life.waits.length; life += 1) {
    if (runs.life.waits.at(life) === 0 || runs.life.gone.at(life) === 1) continue;
    waiting += 1;
    binOf(Math.max(0, to - runs.life.queued.at(life))).waiting += 1;
  }
  const sorted = Float64Array.from(lengths).sort();
  return {
    bins,
    started: sorted.length,
    waiting,
    median: sorted[sorted.length >> 1] ?? null,
    longest: sorted[sorted.length - 1] ?? null,
  };
});

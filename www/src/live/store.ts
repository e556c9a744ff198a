/**
 * What the page shows, derived from the live cluster. Nothing is stored twice: every value is read from the core
 * again when `version` moves on, and that happens at most once per animation frame (see clock.ts).
 */
import type { Cluster, ComputeNode, Explanation, Job, JobColumns } from "ccp-scheduler";
import { computed, signal } from "@preact/signals";
import { live, world } from "./world";
import { countWhile } from "../parts/search";

/** Moves on when something happened in the cluster. */
export const version = signal(0);
/** The cluster's clock. */
export const clock = signal(0);
/** The same for whatever counts minutes beside what was read from the core: a few times a second, and never newer than that. */
export const now = signal(0);
/** Many changes a second: nothing travels, the stage shows averages. */
export const calm = signal(false);
/** More than three changes a second: nothing travels or glides either, and what is drawn changes at most five times a second. */
export const brisk = signal(false);

/** The clock as it is drawn: in calm mode no newer than what stands beside it. */
export const drawnClock = computed(() => (calm.value ? now.value : clock.value));

const EMPTY: JobColumns = {
  ids: new Int32Array(),
  status: new Uint8Array(),
  priority: new Uint8Array(),
  processors: new Int32Array(),
  name: new Uint32Array(),
  owner: new Uint32Array(),
  project: new Uint32Array(),
  message: new Uint32Array(),
  attempt: new Uint32Array(),
  isBackfill: new Uint8Array(),
  createTime: new Float64Array(),
  submitTime: new Float64Array(),
  startTime: new Float64Array(),
  endTime: new Float64Array(),
  strings: [],
};

function read<T>(get: () => T, none: T): () => T {
  return () => {
    version.value;
    return world.value ? get() : none;
  };
}

let ahead: { of: Cluster; events: number; columns: JobColumns } | null = null;

/** Asks for all jobs before anything is drawn: of many jobs that is half of what a frame has. */
export function readAhead(): void {
  const of = live();
  ahead = { of, events: of.eventCount, columns: of.jobColumns() };
}

function jobColumns(): JobColumns {
  const known = ahead;
  ahead = null;
  // Nothing changes a job without an event.
  return known && known.of === live() && known.events === known.of.eventCount ? known.columns : live().jobColumns();
}

/** All jobs, ascending by id. */
export const columns = computed(read(jobColumns, EMPTY));
export const counter = computed(read<Record<string, number>>(() => live().clusterCounter, {}));
export const nodes = computed(read<ComputeNode[]>(() => live().computeNodes, []));
/** Ids of the waiting jobs in queue order. */
export const queue = computed(read(() => live().queuedJobs(), new Int32Array()));
export const parameters = computed(read<Record<string, string>>(() => live().parameters, {}));
/** When the next thing happens by itself. */
export const nextEvent = computed(read<number | null>(() => live().nextEventTime, null));

/** How many jobs there are of each status, by its number. */
export const counts = computed(() => {
  const sums = [0, 0, 0, 0, 0, 0];
  for (const status of columns.value.status) sums[status] = (sums[status] ?? 0) + 1;
  return sums;
});

/** Where a job stands in `columns`, −1 if it has left the cluster. */
export function rowOf(id: number, table: JobColumns = columns.value): number {
  const at = countWhile(table.ids.length, (place) => (table.ids[place] as number) < id);
  return table.ids[at] === id ? at : -1;
}

// Jobs in full and explanations are asked for only where they are in sight, once per version.
let heldAt = -1;
const heldJobs = new Map<number, Job | null>();
const heldReasons = new Map<number, Explanation | null>();

function hold<T>(held: Map<number, T | null>, id: number, get: (id: number) => T): T | null {
  const at = version.value;
  if (at !== heldAt) {
    heldAt = at;
    heldJobs.clear();
    heldReasons.clear();
  }
  let value = held.get(id);
  if (value === undefined) {
    try {
      value = get(id);
    } catch {
      value = null; // It has left the cluster, or does not wait any more.
    }
    held.set(id, value);
  }
  return value;
}

/** The job, null if it has left. */
export const job = (id: number): Job | null => hold(heldJobs, id, (it) => live().getJob(it));
/** Why it waits, null if it does not. */
export const reason = (id: number): Explanation | null => hold(heldReasons, id, (it) => live().explainJob(it));

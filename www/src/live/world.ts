/**
 * The world that is shown: one cluster, whoever calls it as time goes by, and where it came from.
 *
 * When the playhead jumps, another cluster takes the place of the one before: ask `live()` each time, keep nothing.
 */
import type { Cluster, ClusterEvent, ReplayReport } from "ccp-scheduler";
import { batch, signal } from "@preact/signals";
import { SECOND, countFrom } from "../format";
import * as past from "./past";

/** All that decides what a feed does next. */
export type FeedState = readonly (number | boolean | null)[];

/** Users or a log: calls that come by themselves at their instants. */
export interface Feed {
  /** When it will call next, null if it is done. */
  nextTime(cluster: Cluster): number | null;
  /** Takes the clock to `time` and makes the calls that fall due on the way. */
  advanceTo(cluster: Cluster, time: number): void;
  save(): FeedState;
  /** Goes on from there, with the cluster as it was then. */
  load(state: FeedState): void;
  /** Gives back what it holds, when another world takes over. */
  free?(): void;
}

/** A cluster, and whoever calls it as time goes by. */
export interface Playing {
  cluster: Cluster;
  feed: Feed | null;
  /** Where the generated users are switched on and off; null if there are none. */
  users: { on: boolean; from: number } | null;
}

/** Takes its clock to an instant, with all that falls due on the way. */
export function flowTo({ cluster, feed }: Playing, time: number): void {
  if (feed) feed.advanceTo(cluster, time);
  else cluster.advanceTo(time);
}

/** When the next thing happens by itself or through the feed. */
export function nextIn({ cluster, feed }: Playing): number | null {
  const own = cluster.nextEventTime;
  const called = feed?.nextTime(cluster) ?? null;
  const next = own === null || called === null ? (own ?? called) : Math.min(own, called);
  return next === null ? null : Math.max(next, cluster.now);
}

/** A world as it is opened. */
export interface Opening extends Playing {
  /** What the visitor should know about this world, one sentence. */
  about: string;
  /** What happened before it was shown, for the log. */
  past?: readonly ClusterEvent[];
  /** Of a log: what was read, and what was not understood. */
  log?: ReplayReport;
}

/** From what it can be opened again: the same origin and the same calls are the same world. */
export type Origin =
  | { kind: "scenario"; id: string }
  | { kind: "lesson"; id: string }
  /** A lesson of the visitor's, as the text of its file. */
  | { kind: "lessonFile"; text: string }
  /** A log of the visitor's: the file stays on this computer. */
  | { kind: "log"; file: File };

export const isLesson = (origin: Origin | undefined): boolean => origin?.kind === "lesson" || origin?.kind === "lessonFile";

export interface World extends Opening {
  origin: Origin;
}

type Listener = (events: readonly ClusterEvent[]) => void;

const shown = signal<World | null>(null);
const listeners = new Set<Listener>();
const leaving = new Set<() => void>();
const moved = new Set<() => void>();
/** The playhead is on its way to another instant: what happens there is no news. */
let jumping = false;
/** What is told when all of it has happened. */
let held: ClusterEvent[] | null = null;

/** The world, or null before the first one and in the error state. */
export const world = shown;

/** The live cluster; only call it where there is one. */
export function live(): Cluster {
  const it = shown.peek();
  if (!it) throw new Error("There is no cluster yet.");
  return it.cluster;
}

/** Hears every change, whoever caused it, before the call that caused it returns. Not what a jump passes: see `onMoved`. */
export function onEvents(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Is told when another world takes over: what was remembered of the old one is void. */
export function onNewWorld(forget: () => void): void {
  leaving.add(forget);
}

/** Is told when the playhead has jumped within this world: what was derived from events is to be read anew (`past.ts`). */
export function onMoved(listener: () => void): void {
  moved.add(listener);
}

function listen(cluster: Cluster): void {
  cluster.subscribe((events) => {
    past.hear(events);
    if (jumping) return;
    if (!held) return tell(events);
    for (const event of events) held.push(event);
  });
}

function tell(events: readonly ClusterEvent[]): void {
  for (const listener of listeners) listener(events);
}

/**
 * What goes on here goes on as one: listeners hear of it when all of it has been done, the calls of a feed too, and
 * after `before`. Who acts then acts behind it, as when it is played again.
 */
export function whole(goOn: () => void, before?: (events: readonly ClusterEvent[]) => void): void {
  const outer = held;
  held = [];
  try {
    goOn();
  } finally {
    const events = held;
    held = outer;
    before?.(events);
    if (events.length > 0) tell(events);
  }
}

export function show(next: World): void {
  const old = shown.peek();
  countFrom((next.log?.unixStartTime ?? 0) * SECOND);
  batch(() => {
    listen(next.cluster);
    past.begin(next.past ?? []);
    shown.value = next;
    for (const forget of leaving) forget();
  });
  old?.feed?.free?.();
  old?.cluster.free();
}

/** Puts another cluster in the place of the one that is shown, and goes on with it quietly to where `go` leads. */
export function jump(replacement: Cluster | null, go: () => void): void {
  const it = shown.peek();
  if (!it) return;
  jumping = true;
  try {
    if (replacement) {
      listen(replacement);
      shown.value = { ...it, cluster: replacement };
      it.cluster.free();
    }
    go();
  } finally {
    jumping = false;
  }
  batch(() => {
    for (const listener of moved) listener();
  });
}

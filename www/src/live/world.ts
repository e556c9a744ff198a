/**
 * The world that is shown: one live cluster, and whoever calls it as time goes by.
 *
 * `globalThis.cluster` is this cluster. Whatever changes it, a click, the clock or a line typed into DevTools,
 * comes back here as events, and from here to all who listen.
 */
import type { Cluster, ClusterEvent } from "ccp-scheduler";
import { batch, signal } from "@preact/signals";

/** Users or a log: calls that come by themselves at their instants. `Replay` of the package has the same shape. */
export interface Feed {
  /** When it will call next, null if it is done. */
  nextTime(cluster: Cluster): number | null;
  /** Takes the clock to `time` and makes the calls that fall due on the way. */
  advanceTo(cluster: Cluster, time: number): void;
  /** Gives back what it holds, when another world takes over. */
  free?(): void;
}

export interface World {
  cluster: Cluster;
  feed: Feed | null;
  /** Where the generated users are switched on and off; null if there are none. */
  users: { on: boolean; from: number } | null;
  /** What the visitor should know about this world, one sentence. */
  about: string;
  /** What happened before it was shown, for the log. */
  past?: readonly ClusterEvent[];
}

type Listener = (events: readonly ClusterEvent[]) => void;

const shown = signal<World | null>(null);
const listeners = new Set<Listener>();
const leaving = new Set<() => void>();

/** The world, or null before the first one and in the error state. */
export const world = shown;

/** The live cluster; only call it where there is one. */
export function live(): Cluster {
  const it = shown.peek();
  if (!it) throw new Error("There is no cluster yet.");
  return it.cluster;
}

/** Hears every change, whoever caused it, before the call that caused it returns. */
export function onEvents(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Is told when another world takes over: what was remembered of the old one is void. */
export function onNewWorld(forget: () => void): void {
  leaving.add(forget);
}

export function show(next: World): void {
  const old = shown.peek();
  batch(() => {
    next.cluster.subscribe((events) => {
      for (const listener of listeners) listener(events);
    });
    (globalThis as { cluster?: Cluster }).cluster = next.cluster;
    shown.value = next;
    for (const forget of leaving) forget();
  });
  old?.feed?.free?.();
  old?.cluster.free();
}

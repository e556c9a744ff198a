/**
 * What a call would do now: made on a copy of the cluster, so that the core answers and nothing changes. For forms and
 * menus, which say before the click what comes of it, and why a control cannot act.
 */
import { Cluster, type ClusterEvent } from "ccp-scheduler";
import { type Call, type Effects, type Mutating, plainArguments } from "./calls";
import { actor } from "./history";
import { live, world } from "./world";

/** With more jobs a copy takes longer than a frame. */
const MOST = 3_000;

export interface Trial<T> extends Effects {
  /** What was asked of the copy afterwards. */
  seen: T | null;
}

let taken: { of: Cluster; events: number; time: number; bytes: Uint8Array } | null = null;

/** The present state as bytes, made once for as long as nothing changes. */
function present(): Uint8Array {
  const of = live();
  const { eventCount: events, now: time } = of;
  if (taken?.of !== of || taken.events !== events || taken.time !== time)
    taken = { of, events, time, bytes: of.toSnapshot() };
  return taken.bytes;
}

/** The shown cluster, to ask it what it would let the one who acts do. */
export function asActor(): Cluster {
  const { user, isAdmin } = actor.value;
  const it = live();
  it.actAs(user, isAdmin);
  return it;
}

/** Whether a copy of the shown cluster is quickly made. */
export const triable = (): boolean =>
  world.peek() !== null && (live().clusterCounter.totalNumberOfJobs ?? 0) <= MOST;

/** Does something with a copy of the shown cluster, as the one who acts; null where that would take too long. */
export function onCopy<T>(work: (copy: Cluster, events: readonly ClusterEvent[]) => T): T | null {
  if (!triable()) return null;
  const copy = Cluster.fromSnapshot(present());
  const events: ClusterEvent[] = [];
  try {
    const { user, isAdmin } = actor.peek();
    copy.actAs(user, isAdmin);
    copy.subscribe((more) => events.push(...more));
    return work(copy, events);
  } finally {
    copy.free();
  }
}

/** What the call would do; `look` may ask the copy what is so then. */
export function trial<T = null>(
  name: Mutating,
  args: Call["args"],
  look?: (copy: Cluster, effects: Effects) => T,
): Trial<T> | null {
  return onCopy((copy, events) => {
    const method = copy[name] as (...args: unknown[]) => unknown;
    let effects: Effects;
    try {
      effects = { events, error: null, value: method.apply(copy, plainArguments(name, args)) };
    } catch (thrown) {
      if (!(thrown instanceof Error) || thrown.name !== "ClusterError") throw thrown;
      effects = { events, error: thrown as Effects["error"], value: undefined };
    }
    return { ...effects, seen: look ? look(copy, effects) : null };
  });
}

/**
 * The calls that change a cluster, as data: what was called, by whom, when. They are what a history is made of, and
 * the same calls at the same instants are the same cluster again.
 */
import type { Cluster, ClusterError, ClusterEvent } from "ccp-scheduler";
import { type Feed, type World, onEvents } from "./world";

/** Those whose first or second argument is a list of ids, and which one. */
const ID_LISTS = {
  submitJobs: 0,
  cancelJobs: 0,
  tryCancelJobs: 0,
  cancelTasks: 1,
  requeueJobs: 0,
  requeueTasks: 1,
} as const;

export const MUTATING = [
  "addJob",
  "addJobs",
  "addTask",
  "addTasks",
  "submitJob",
  "submitJobs",
  "queueJob",
  "queueJobs",
  "modifyJob",
  "modifyJobTerm",
  "cancelJob",
  "cancelJobs",
  "tryCancelJobs",
  "cancelTask",
  "cancelTasks",
  "requeueJob",
  "requeueJobs",
  "requeueTask",
  "requeueTasks",
  "setClusterParameter",
  "setEnvironmentVariable",
  "completeTask",
  "pauseNode",
  "resumeNode",
  "approveNode",
  "failNode",
  "restoreNode",
] as const satisfies readonly (keyof Cluster)[];

export type Mutating = (typeof MUTATING)[number];
/** "users" switches the generated users on and off: no call of CCP, but a link must know it. */
export type CallName = Mutating | "users";

export interface Call {
  /** The cluster's clock when it was made. */
  at: number;
  /** Who made it. */
  user: string;
  isAdmin: boolean;
  name: CallName;
  args: readonly unknown[];
}

/** What a call did, in the order in which it did it. */
export interface Effects {
  events: readonly ClusterEvent[];
  /** Only what the core refuses; a bug of ours is thrown. */
  error: ClusterError | null;
  value: unknown;
}

/** Ids may come as any iterable, and some can be read only once: they are read here, and are plain numbers from then on. */
export function plainArguments(name: CallName, args: readonly unknown[]): unknown[] {
  const at: number | undefined = ID_LISTS[name as keyof typeof ID_LISTS];
  return args.map((value, place) =>
    place === at && typeof value === "object" && value !== null && Symbol.iterator in value
      ? Array.from(value as Iterable<unknown>)
      : value,
  );
}

/** Makes the call. Throws what the cluster throws. */
export function apply(it: World, call: Call): unknown {
  if (call.name === "users") {
    if (it.users) it.users.on = call.args[0] === true;
    // The first of them is drawn now: it depends on the clock.
    it.feed?.nextTime(it.cluster);
    return undefined;
  }
  it.cluster.actAs(call.user, call.isAdmin);
  const method = it.cluster[call.name] as (...args: unknown[]) => unknown;
  return method.apply(it.cluster, call.args as unknown[]);
}

export const isRefusal = (thrown: unknown): thrown is ClusterError => thrown instanceof Error && thrown.name === "ClusterError";

/**
 * A feed goes where it was before. What it was refused for then it is refused for now, and that stops nobody. False if
 * it cannot go on.
 */
export function advanceAgain(feed: Feed, cluster: Cluster, time: number): boolean {
  const place = (): string => `${cluster.now} ${cluster.eventCount} ${feed.nextTime(cluster)}`;
  for (;;) {
    const before = place();
    try {
      feed.advanceTo(cluster, time);
      return true;
    } catch (thrown) {
      if (!isRefusal(thrown)) throw thrown;
      if (place() === before) return false;
    }
  }
}

/** Makes it and listens to it. */
export function applyAndListen(it: World, call: Call): Effects {
  const events: ClusterEvent[] = [];
  const stop = onEvents((more) => {
    for (const event of more) events.push(event);
  });
  try {
    return { events, error: null, value: apply(it, call) };
  } catch (thrown) {
    if (!isRefusal(thrown)) throw thrown;
    return { events, error: thrown, value: undefined };
  } finally {
    stop();
  }
}

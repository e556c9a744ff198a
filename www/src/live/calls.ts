/**
 * The calls that change a cluster, as data: what was called, by whom, when. They are what a history is made of, and
 * the same calls at the same instants are the same cluster again.
 */
import { type Cluster, type ClusterError, type ClusterEvent, Console, type ConsoleAnswer } from "ccp-scheduler";
import { withoutDefaults } from "./bare";
import { type Kind, PARAMETERS, kept, plain } from "./shapes";
import type { Feed, Playing } from "./world";

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
  "getNewCommandId",
] as const satisfies readonly (keyof Cluster)[];

export type Mutating = (typeof MUTATING)[number];
/** A command past the queue leaves nothing behind but its id, and no password is ever given here. */
const isMutating = (name: string): name is Mutating => (MUTATING as readonly string[]).includes(name);

/**
 * "console" is a line that was typed there, with the files that it names. "users" switches the generated users on and
 * off: no call of CCP, but a link must know it.
 */
export type CallName = Mutating | "console" | "users";

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
  /** What the core refuses. */
  error: ClusterError | null;
  value: unknown;
}

/** Reads what the caller hands in, once: from then on it is plain data. Throws what the caller's own code throws. */
export const plainArguments = (name: CallName, args: readonly unknown[]): unknown[] =>
  args.slice(0, PARAMETERS[name].length).map((value, place) => plain(PARAMETERS[name][place], value));

/** The same for the history: only what the core has taken. */
export const keptArguments = (name: CallName, args: readonly unknown[]): unknown[] =>
  args.map((value, place) => kept(PARAMETERS[name][place] as Kind, value));

/** A call of CCP as it was made: by itself, or by a line of the console, which may make several, or none. */
export interface Made extends Call {
  name: Mutating;
  /** How many events there had been before it. */
  since: number;
  error: ClusterError | null;
}

/** The calls of CCP that a call came to, in order. */
export function madeBy(call: Call, { value, error }: Pick<Effects, "value" | "error">, since: number): Made[] {
  const { name } = call;
  if (name === "users") return [];
  if (name !== "console") return [{ ...call, name, since, error }];
  return (value as ConsoleAnswer).calls.flatMap(({ name, args, time, user, isAdmin, eventCount, error }) =>
    isMutating(name) ? [{ at: time, user, isAdmin, name, args: args.map(withoutDefaults), since: eventCount, error }] : [],
  );
}

/** What changes the cluster, though no event tells. */
export const isSilent = (name: CallName): boolean => name === "getNewCommandId";

export const changesSilently = (made: readonly Made[]): boolean => made.some(({ name, error }) => isSilent(name) && !error);

/** Those of them that changed something; `events`: how many there are after the last one. */
export const changing = (made: readonly Made[], events: number): Made[] =>
  made.filter(({ name, since, error }, at) => (made[at + 1]?.since ?? events) > since || (isSilent(name) && !error));

let interpreter: Console | null = null;
/** CCP's command line. The page moves the clock itself, since others call its cluster as time goes by. */
export const prompt = (): Console => (interpreter ??= new Console({ keepsTime: true }));

/** A cluster that writes down what is typed to it. */
export interface Secretary {
  hearLine(line: string, files: Record<string, string>, run: () => ConsoleAnswer): ConsoleAnswer;
}

function runLine(cluster: Cluster & Partial<Secretary>, line: string, files: Record<string, string>): ConsoleAnswer {
  const run = (): ConsoleAnswer => prompt().run(cluster, line, files);
  return cluster.hearLine ? cluster.hearLine(line, files, run) : run();
}

/** Makes the call. Throws what the cluster throws. */
export function apply(it: Playing, call: Call): unknown {
  if (call.name === "users") {
    if (it.users) it.users.on = call.args[0] === true;
    // The first of them is drawn now: it depends on the clock.
    it.feed?.nextTime(it.cluster);
    return undefined;
  }
  it.cluster.actAs(call.user, call.isAdmin);
  if (call.name === "console") return runLine(it.cluster, call.args[0] as string, call.args[1] as Record<string, string>);
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

/** Makes it: what it gave, or what it was refused for. A bug of ours is thrown. */
export function attempt(it: Playing, call: Call): Pick<Effects, "value" | "error"> {
  try {
    return { error: null, value: apply(it, call) };
  } catch (thrown) {
    if (!isRefusal(thrown)) throw thrown;
    return { error: thrown, value: undefined };
  }
}

/** Whether it would switch the generated users: no event tells. */
export const switches = ({ users }: Playing, { name, args }: Call): boolean =>
  name === "users" && users !== null && users.on !== (args[0] === true);

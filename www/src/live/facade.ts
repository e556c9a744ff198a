/**
 * `globalThis.cluster`: one object for as long as the page is open. It follows the shown branch, and a call on it is an
 * action like any other: it stands in the history, can be undone, and is answered on the page.
 */
import { Cluster, type ClusterEvent } from "ccp-scheduler";
import { MUTATING, type Mutating } from "./calls";
import { actor, advanceTo, perform } from "./history";
import { notInHistory } from "../words";
import { live, onEvents } from "./world";

type Method = (...args: unknown[]) => unknown;

/** It is told after the page's own listeners, and reported, if it throws, like the cluster's own. */
function subscribe(listener: (events: ClusterEvent[]) => void): () => void {
  return onEvents((events) => {
    try {
      listener([...events]);
    } catch (thrown) {
      reportError(thrown);
    }
  });
}

/** What a history of calls cannot hold: passwords, functions, and what must not be lost when one goes back. */
const UNHELD = [
  "setCachedCredentials",
  "deleteCachedCredentials",
  "setJobCredentials",
  "setJobCredentialsFromCache",
  "getNewCommandId",
  "executeCommand",
  "executeCommandWithPaging",
  "waitForCommand",
  "waitForCommandWithPaging",
  "readExecutionResult",
  "endCommand",
  "setSubmissionFilter",
  "setActivationFilter",
  "answerActivation",
] as const satisfies readonly (keyof Cluster)[];

function refuse(name: string): Method {
  return () => {
    throw new Error(notInHistory(name));
  };
}

function onBehalf(name: Mutating): Method {
  return (...args) => {
    const { error, value } = perform(name, ...args);
    if (error) throw error;
    return value;
  };
}

/** What is done otherwise than by asking the cluster that is shown. */
const OWN: Record<string, Method> = {
  ...Object.fromEntries(MUTATING.map((name) => [name, onBehalf(name)])),
  ...Object.fromEntries(UNHELD.map((name) => [name, refuse(name)])),
  subscribe: subscribe as Method,
  actAs(user, isAdmin) {
    live().actAs(user as string, isAdmin as boolean);
    actor.value = { user: live().user, isAdmin: live().isAdmin };
  },
  advance(milliseconds) {
    // Refused by the cluster, if it is no good, before the history hears of it.
    const goal = typeof milliseconds === "number" ? live().now + milliseconds : Number.NaN;
    if (!Number.isSafeInteger(milliseconds) || (milliseconds as number) < 0) live().advance(milliseconds as number);
    else advanceTo(goal);
  },
  advanceTo: (time) => advanceTo(time as number),
  // The page needs it: it stays.
  free() {},
  [Symbol.dispose]() {},
};

export function facade(): Cluster {
  const prototype: object = Cluster.prototype;
  const shape: PropertyDescriptorMap = {};
  for (const name of Reflect.ownKeys(prototype)) {
    const { get, set, value } = Object.getOwnPropertyDescriptor(prototype, name) as PropertyDescriptor;
    if (name === "constructor" || (typeof name === "string" && name.startsWith("__"))) continue;
    if (name === "user" || name === "isAdmin") shape[name] = { get: () => actor.peek()[name], enumerable: true };
    else if (get)
      shape[name] = {
        get: () => Reflect.get(live(), name),
        ...(set ? { set: (to: unknown) => void Reflect.set(live(), name, to) } : {}),
        enumerable: true,
      };
    else
      shape[name] = {
        value: OWN[name as string] ?? ((...args: unknown[]) => (value as Method).apply(live(), args)),
      };
  }
  return Object.create(prototype, shape) as Cluster;
}

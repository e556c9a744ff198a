/** Small words to write scenarios with. */
import { Cluster, type ClusterEvent, type ClusterOptions, type JobSpec, type NodeSpec, type TaskSpec } from "ccp-scheduler";
import { HOUR, MINUTE, runtimeText } from "../format";
import { as } from "./users";

/** How the cluster of a world is made: an export listens to it from its first call on. */
export type Create = (options: ClusterOptions) => Cluster;
export const created: Create = (options) => new Cluster(options);

/** Monday 2 March 2026, as all scenarios count. */
const MONDAY = Date.UTC(2026, 2, 2);

/** at("Sat", 8, 58) */
export function at(day: "Mon" | "Tue" | "Wed" | "Thu" | "Fri" | "Sat" | "Sun", hour: number, minute = 0): number {
  const days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"].indexOf(day);
  return MONDAY + (days * 24 + hour) * HOUR + minute * MINUTE;
}

/** N1 … Nn */
export const nodes = (n: number, processors: number): NodeSpec[] =>
  Array.from({ length: n }, (_, k) => ({ name: `N${k + 1}`, numberOfProcessors: processors }));

export interface Simple {
  name: string;
  user: string;
  processors: number;
  minutes: number;
  limit?: number;
  shared?: boolean;
  priority?: JobSpec["priority"];
  exitCode?: number;
  tasks?: TaskSpec[];
}

export function spec(it: Simple): JobSpec {
  const size = { minimumNumberOfProcessors: it.processors, maximumNumberOfProcessors: it.processors };
  return {
    name: it.name,
    ...size,
    ...(it.limit === undefined ? {} : { runtime: runtimeText(it.limit * MINUTE) }),
    ...(it.shared ? { isExclusive: false } : {}),
    ...(it.priority ? { priority: it.priority } : {}),
    tasks: it.tasks ?? [work(it.name, it.minutes, it.processors, it.exitCode)],
  };
}

export const work = (commandLine: string, minutes: number, processors: number, exitCode = 0): TaskSpec => ({
  commandLine,
  name: commandLine,
  minimumNumberOfProcessors: processors,
  maximumNumberOfProcessors: processors,
  simulation: { duration: minutes * MINUTE, exitCode },
});

export function queue(cluster: Cluster, time: number, it: Simple): number {
  cluster.advanceTo(time);
  return as(cluster, it.user, () => cluster.queueJob(spec(it)));
}

/** Listens while a scenario is built; the answer stops listening and gives what was heard, for the log. */
export function listen(cluster: Cluster): () => ClusterEvent[] {
  const events: ClusterEvent[] = [];
  const stop = cluster.subscribe((more) => events.push(...more));
  return () => {
    stop();
    return events;
  };
}

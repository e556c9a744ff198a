/**
 * What must hold, looked at from outside: only by what the package tells. The core's own tests look from inside, and
 * at more. A session that is played again from its very origin must end in the same digest.
 */
import { Cluster } from "ccp-scheduler";
import { live } from "../live/world";
import { STATUSES } from "../parts/status";
import { retellEvents } from "./retell";
import * as say from "./words";

export interface Check {
  text: string;
  /** What stands against it; null: it holds. */
  against: string | null;
}

function next(cluster: Cluster): string | null {
  const time = cluster.nextEventTime;
  return time === null || time > cluster.now ? null : String(time);
}

function counted(cluster: Cluster): string | null {
  const sums = new Map<string, number>();
  for (const status of cluster.jobColumns().status) {
    const name = STATUSES[status] as string;
    sums.set(name, (sums.get(name) ?? 0) + 1);
  }
  const wrong = STATUSES.filter((name) => (sums.get(name) ?? 0) !== cluster.clusterCounter[`numberOf${name}Jobs`]);
  return wrong.length === 0 ? null : wrong.join(", ");
}

function queue(cluster: Cluster): string | null {
  const table = cluster.jobColumns();
  const rowOf = new Map(Array.from(table.ids, (id, row) => [id, row]));
  let last = Number.POSITIVE_INFINITY;
  let n = 0;
  for (const id of cluster.queuedJobs()) {
    const row = rowOf.get(id);
    if (row === undefined || STATUSES[table.status[row] as number] !== "Queued") return `job ${id}`;
    const priority = table.priority[row] as number;
    if (priority > last) return `job ${id}`;
    last = priority;
    n += 1;
  }
  return n === (cluster.clusterCounter.numberOfQueuedJobs ?? 0) ? null : String(n);
}

/** Each running job holds as many processors as it says, and each ended one none. */
function held(cluster: Cluster): string | null {
  const sums = new Map<number, number>();
  for (const node of cluster.computeNodes)
    for (const { state, jobId } of node.processors)
      if (jobId !== null && (state === "working" || state === "held")) sums.set(jobId, (sums.get(jobId) ?? 0) + 1);
  const table = cluster.jobColumns();
  for (let row = 0; row < table.ids.length; row += 1) {
    const id = table.ids[row] as number;
    const runs = STATUSES[table.status[row] as number] === "Running";
    const has = sums.get(id) ?? 0;
    // What lay on a lost node is given back when that is noticed.
    if (runs ? has > (table.processors[row] as number) : has > 0) return `job ${id}`;
    sums.delete(id);
  }
  return sums.size === 0 ? null : `job ${[...sums.keys()][0]}`;
}

function ascending(cluster: Cluster): string | null {
  const { ids } = cluster.jobColumns();
  const wrong = ids.findIndex((id, at) => at > 0 && id <= (ids[at - 1] as number));
  return wrong < 0 ? null : `job ${ids[wrong]}`;
}

function snapshot(cluster: Cluster): string | null {
  const copy = Cluster.fromSnapshot(cluster.toSnapshot());
  const digest = copy.stateDigest();
  copy.free();
  return digest === cluster.stateDigest() ? null : digest;
}

/** Looks now. */
export function lookNow(): Check[] {
  const cluster = live();
  return [
    { text: say.CHECK_NEXT, against: next(cluster) },
    { text: say.CHECK_COUNTS, against: counted(cluster) },
    { text: say.CHECK_QUEUE, against: queue(cluster) },
    { text: say.CHECK_HELD, against: held(cluster) },
    { text: say.CHECK_IDS, against: ascending(cluster) },
    { text: say.CHECK_SNAPSHOT, against: snapshot(cluster) },
  ];
}

/** Plays all of it again; numbers of events must rise by one, their instants never go back. */
export async function playAgain(): Promise<Check[]> {
  let seq: number | null = null;
  let time = Number.NEGATIVE_INFINITY;
  let gap: string | null = null;
  let same: string | null = null;
  try {
    await retellEvents((events) => {
      for (const event of events) {
        if (seq !== null && event.seq !== seq + 1) gap ??= String(event.seq);
        if (event.time < time) gap ??= String(event.seq);
        ({ seq, time } = event);
      }
    });
  } catch (problem) {
    same = problem instanceof Error ? problem.message : String(problem);
  }
  return [
    { text: say.CHECK_AGAIN, against: same },
    { text: say.CHECK_EVENTS, against: gap },
  ];
}

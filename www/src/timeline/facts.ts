/** What the timeline shows besides the past: who is next, who waits below, which colour a user has. */
import { computed } from "@preact/signals";
import { job, nodes, parameters, queue, reason, version } from "../live/store";
import { runtimeLength } from "../format";
import { nodeState } from "../words";
import type { Reservation } from "./draw";
import { OTHERS } from "./palette";
import type { Runs } from "./runs";
import { told } from "./story";

/** More rows of jobs that wait are not drawn: the grid has them. */
const WAITING_MOST = 200;

/** What the core promises to the first in the queue. */
export const reservation = computed<Reservation | null>(() => {
  const head = queue.value[0];
  const it = head === undefined ? null : job(head);
  if (!it) return null;
  return { job: it.id, name: it.name, by: reason(it.id)?.startsBy ?? null, length: runtimeLength(it.runtime) };
});

/** Waiting jobs that never ran: who did has a row already. */
export const waitingRows = computed<readonly number[]>(() => {
  version.value;
  const { runs } = told();
  const found: number[] = [];
  for (const id of queue.value) {
    if (found.length === WAITING_MOST) break;
    if (runs.lastRun(id) < 0) found.push(id);
  }
  return found;
});

/** "paused" and the like, by name; nothing for nodes that take work. */
export const nodeWords = computed<ReadonlyMap<string, string>>(() => {
  const limit = Number(parameters.value.InactivityCount ?? 3);
  return new Map(nodes.value.map((node) => [node.name, nodeState(node, limit)]));
});

export const userColour = (runs: Runs, run: number): number => {
  const at = runs.owners.indexOf(runs.life.owner.at(runs.run.life.at(run)));
  return at < 0 ? OTHERS : at;
};

/** Numbers are given out again when their job has left: who had a number before, as far as the events tell. */
import { branchEvents, happenedCount } from "./past";
import { onMoved, onNewWorld } from "./world";

export interface Namesake {
  name: string;
  owner: string;
}
interface Added extends Namesake {
  seq: number;
  reused: boolean;
}

/** Who was added under each number, in order. Made when first asked for, and carried on from there. */
let added: Map<number, Added[]> | null = null;
let upTo = 0;

function known(): Map<number, Added[]> {
  added ??= new Map();
  const events = branchEvents();
  let at = happenedCount();
  while (at > 0 && (events[at - 1]?.seq ?? 0) > upTo) at -= 1;
  for (; at < happenedCount(); at += 1) {
    const event = events[at];
    if (!event) break;
    upTo = event.seq;
    if (event.type !== "JobAdded" || event.jobId === undefined) continue;
    const one = { seq: event.seq, reused: event.idReused === true, name: event.name ?? "", owner: event.owner ?? "" };
    const all = added.get(event.jobId);
    if (all) all.push(one);
    else added.set(event.jobId, [one]);
  }
  return added;
}

function forget(): void {
  added = null;
  upTo = 0;
}
onNewWorld(forget);
onMoved(forget);

/**
 * Who had the number before the job that was added with event `seq`, or that has it now. Null: nobody. Without a name:
 * somebody had it, but that was not heard.
 */
export function usedBefore(id: number, seq = Number.POSITIVE_INFINITY): Namesake | null {
  const all = known().get(id) ?? [];
  let at = all.length - 1;
  while (at >= 0 && (all[at] as Added).seq > seq) at -= 1;
  const own = all[at];
  if (!own?.reused) return null;
  return all[at - 1] ?? { name: "", owner: "" };
}

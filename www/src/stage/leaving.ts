/** Jobs that TTLCompletedJobs has just removed: their number stays for two seconds, and says that it is free. */
import { signal } from "@preact/signals";
import { calm } from "../live/store";
import { onEvents, onMoved, onNewWorld } from "../live/world";

const STAYS = 2_400;
/** At most so many at once: the lane's count tells of the others. */
const MOST = 12;

/** By job: when it had ended, which is its place in the lane. */
export const leaving = signal<ReadonlyMap<number, number>>(new Map());

let shown: ReadonlyMap<number, number> = new Map();
/** What the lane shows now, with the end of each: whoever was not seen does not leave visibly. */
export function seen(jobs: ReadonlyMap<number, number>): void {
  shown = jobs;
}

function forget(ids: readonly number[]): void {
  const next = new Map(leaving.peek());
  for (const id of ids) next.delete(id);
  leaving.value = next;
}

onEvents((events) => {
  if (calm.peek()) return;
  const gone: number[] = [];
  for (const { type, jobId } of events) {
    if (type === "JobRemoved" && jobId !== undefined && shown.has(jobId) && gone.length < MOST) gone.push(jobId);
  }
  if (gone.length === 0) return;
  const next = new Map(leaving.peek());
  for (const id of gone) next.set(id, shown.get(id) as number);
  leaving.value = next;
  setTimeout(() => forget(gone), STAYS);
});

const none = (): void => {
  shown = new Map();
  if (leaving.peek().size > 0) leaving.value = new Map();
};
onNewWorld(none);
onMoved(none);

/** Which jobs are selected. A number names a job only while that job is there: one that leaves is dropped. */
import { signal } from "@preact/signals";
import { rowOf } from "./store";
import { onEvents, onMoved, onNewWorld } from "./world";

export const selected = signal<ReadonlySet<number>>(new Set());
/** Where a range begins: the row that was last chosen by itself. */
export const anchor = signal<number | null>(null);

export function selectOnly(id: number): void {
  anchor.value = id;
  if (selected.peek().size !== 1 || !selected.peek().has(id)) selected.value = new Set([id]);
}

export function toggle(id: number): void {
  anchor.value = id;
  const next = new Set(selected.peek());
  if (!next.delete(id)) next.add(id);
  selected.value = next;
}

/** From the anchor to `id` in the order shown; what was selected stays. */
export function extendTo(id: number, order: readonly number[] | Int32Array): void {
  const to = order.indexOf(id);
  const from = anchor.peek() === null ? to : order.indexOf(anchor.peek() as number);
  if (to < 0) return;
  const next = new Set(selected.peek());
  const start = from < 0 ? to : from;
  for (let at = Math.min(start, to); at <= Math.max(start, to); at += 1) next.add(order[at] as number);
  selected.value = next;
}

export function select(ids: Iterable<number>): void {
  selected.value = new Set(ids);
}

export function clearSelection(): void {
  anchor.value = null;
  if (selected.peek().size > 0) selected.value = new Set();
}

/** A click or a key on a job, wherever it is drawn. */
export function choose(
  id: number,
  keys: { shiftKey: boolean; ctrlKey: boolean; metaKey: boolean },
  order: readonly number[] | Int32Array,
): void {
  if (keys.shiftKey) extendTo(id, order);
  else if (keys.ctrlKey || keys.metaKey) toggle(id);
  else selectOnly(id);
}

onEvents((events) => {
  let next: Set<number> | null = null;
  for (const event of events) {
    if (event.type !== "JobRemoved" || event.jobId === undefined || !selected.peek().has(event.jobId)) continue;
    next ??= new Set(selected.peek());
    next.delete(event.jobId);
  }
  if (next) selected.value = next;
});

onNewWorld(clearSelection);
onMoved(() => {
  const still = [...selected.peek()].filter((id) => rowOf(id) >= 0);
  if (still.length < selected.peek().size) selected.value = new Set(still);
});

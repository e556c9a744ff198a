/**
 * Which rows the grid shows and in which order. While somebody points at it, has the focus in it or has selected
 * something, no row changes its place: newcomers are appended, and what would move is only counted.
 */
import type { JobColumns } from "ccp-scheduler";
import { computed, effect, signal } from "@preact/signals";
import { columns, queue } from "../live/store";
import { selected } from "../live/selection";
import { type Origin, isLesson, onNewWorld, world } from "../live/world";

export type Chip = "all" | "NotSubmitted" | "Queued" | "Running" | "done";
export type SortKey = "job" | "name" | "owner" | "status" | "processors" | "since" | "note";

interface Wish {
  chip: Chip;
  text: string;
  owner: string;
  project: string;
  sort: { key: SortKey; down: boolean };
}
const NO_WISH: Wish = { chip: "all", text: "", owner: "", project: "", sort: { key: "job", down: false } };

export const chip = signal(NO_WISH.chip);
export const text = signal(NO_WISH.text);
export const owner = signal(NO_WISH.owner);
export const project = signal(NO_WISH.project);
export const sort = signal(NO_WISH.sort);
/** Something is left out. */
export const filtered = computed(
  () => chip.value !== "all" || text.value !== "" || owner.value !== "" || project.value !== "",
);
/** The pointer or the focus is in the grid. */
export const attended = signal(false);

/** Few rows are seen at a glance: sorting, the filter by owner and "select all" come once there are more. They stay then. */
const FEW = 5;
const grown = signal(false);
export const many = computed(() => grown.value || columns.value.ids.length > FEW);
effect(() => {
  if (columns.value.ids.length > FEW) grown.value = true;
});
/** The rows of a lesson are few and in the order of its story. */
export const sortable = computed(() => many.value && !isLesson(world.value?.origin));

const CHIP_STATUS: Record<Chip, (status: number) => boolean> = {
  all: () => true,
  NotSubmitted: (s) => s === 0,
  Queued: (s) => s === 1,
  Running: (s) => s === 2,
  done: (s) => s >= 3,
};

type Value = (at: number) => number;

/** Texts are stored once: they are put in order once, and rows are compared by number. */
function ranks({ strings }: JobColumns): Uint32Array {
  const inOrder = strings.map((_, at) => at).sort((a, b) => compare(strings[a] ?? "", strings[b] ?? ""));
  const rank = new Uint32Array(strings.length);
  inOrder.forEach((text, at) => (rank[text] = at));
  return rank;
}
const compare = (a: number | string, b: number | string): number => (a < b ? -1 : a > b ? 1 : 0);

const byText =
  (column: "name" | "owner") =>
  (table: JobColumns): Value => {
    const rank = ranks(table);
    return (at) => rank[table[column][at] as number] as number;
  };

/** What a row is sorted by, from its place in the table. */
const SORT_VALUE: Record<SortKey, (table: JobColumns) => Value> = {
  job: (table) => (at) => table.ids[at] as number,
  name: byText("name"),
  owner: byText("owner"),
  status: (table) => (at) => table.status[at] as number,
  processors: (table) => (at) => table.processors[at] as number,
  since: (table) => (at) => since(table, at),
  note: byNote,
};

/** What Note says, as far as rows can be put in its order: who waits as in the queue, who has ended by the message. */
function byNote(table: JobColumns): Value {
  const place = new Map<number, number>();
  queue.value.forEach((id, at) => place.set(id, at));
  const rank = ranks(table);
  const group = 2 ** 32;
  return (at) => {
    const status = table.status[at] as number;
    if (status === 1) return place.get(table.ids[at] as number) ?? 0;
    if (status < 3) return status === 2 ? group : 2 * group;
    return 3 * group + (rank[table.message[at] as number] as number);
  };
}

/** What "Since" shows: when the present status began. */
export function since(table: JobColumns, at: number): number {
  const status = table.status[at] as number;
  const column =
    status >= 3 ? table.endTime : status === 2 ? table.startTime : status === 1 ? table.submitTime : table.createTime;
  return column[at] as number;
}

/** The rows of the table that the filter lets through. */
const matching = computed<Int32Array>(() => {
  const table = columns.value;
  const wanted = CHIP_STATUS[chip.value];
  const words = text.value.trim().toLowerCase();
  const bare = words.replace(/^#/, "");
  // Texts are stored once: ask each text, not each row.
  const hit = words === "" ? null : table.strings.map((it) => it.toLowerCase().includes(words));
  const who = owner.value;
  const which = project.value;
  const found = new Int32Array(table.ids.length);
  let n = 0;
  for (let at = 0; at < table.ids.length; at += 1) {
    if (!wanted(table.status[at] as number)) continue;
    if (who !== "" && table.strings[table.owner[at] as number] !== who) continue;
    if (which !== "" && table.strings[table.project[at] as number] !== which) continue;
    if (
      hit &&
      !hit[table.name[at] as number] &&
      !hit[table.owner[at] as number] &&
      !hit[table.message[at] as number] &&
      !hit[table.project[at] as number] &&
      String(table.ids[at]) !== bare
    )
      continue;
    found[n++] = at;
  }
  return found.subarray(0, n);
});

/** Ids as they would stand now. */
const fresh = computed(() => {
  const table = columns.value;
  const { key, down } = sort.value;
  // As they are: at full speed all of many jobs are looked at several times a second.
  if (key === "job" && !down && !filtered.value) return table.ids;
  const rows = matching.value;
  const ids = rows.map((at) => table.ids[at] as number);
  if (key === "job") return down ? ids.reverse() : ids;
  const value = SORT_VALUE[key](table);
  const keyed = Array.from(rows, (at) => ({ id: table.ids[at] as number, by: value(at) }));
  const sign = down ? -1 : 1;
  keyed.sort((a, b) => sign * compare(a.by, b.by) || a.id - b.id);
  return Int32Array.from(keyed, (it) => it.id);
});

interface Shown {
  ids: Int32Array;
  /** How many would stand elsewhere, or not at all, if sorted again. */
  moved: number;
}
export const shown = signal<Shown>({ ids: new Int32Array(), moved: 0 });
const still = computed(() => attended.value || selected.value.size > 0);
const again = signal(0);
/** Filter or order were changed, or "sort again": take the fresh order although it stands still. */
const asked = computed(() => ({
  chip: chip.value,
  text: text.value,
  owner: owner.value,
  project: project.value,
  sort: sort.value,
  again: again.value,
}));
export const sortAgain = (): void => void (again.value += 1);

let answered: unknown = null;
effect(() => {
  const next = fresh.value;
  const wish = asked.value;
  if (!still.value || wish !== answered) {
    answered = wish;
    shown.value = { ids: next, moved: 0 };
    return;
  }
  shown.value = frozen(shown.peek().ids, next);
});

function frozen(old: Int32Array, next: Int32Array): Shown {
  if (old.length === next.length && old.every((id, at) => id === next[at])) return { ids: old, moved: 0 };
  const inNext = new Set(next);
  const inOld = new Set(old);
  const added: number[] = [];
  for (const id of next) if (!inOld.has(id)) added.push(id);
  const ids = new Int32Array(old.length + added.length);
  ids.set(old);
  ids.set(added, old.length);
  // Dropped rows and those that stand elsewhere among the rest.
  let moved = old.length - (next.length - added.length);
  let at = 0;
  for (const id of ids) {
    if (!inNext.has(id)) continue;
    if (next[at] !== id) moved += 1;
    at += 1;
  }
  return { ids, moved };
}

/** All that match, for "select all": rows that only stand there still are left out. */
export const allMatching = (): Int32Array => fresh.peek();

function distinct(of: "owner" | "project", least = 1): string[] {
  const table = columns.value;
  const times = new Uint32Array(table.strings.length);
  for (const it of table[of]) times[it] = (times[it] as number) + 1;
  return table.strings.filter((it, at) => (times[at] as number) >= least && it !== "").sort();
}
export const owners = computed(() => distinct("owner"));
/** Somebody has three jobs or more: to look at one person's jobs is worth while. */
export const byOwner = computed(() => owner.value !== "" || (many.value && distinct("owner", 3).length > 0));
export const projects = computed(() => distinct("project"));

/** Selected jobs that the filter hides. */
export const hiddenSelected = computed(() => {
  if (selected.value.size === 0 || !filtered.value) return 0;
  const visible = new Set(shown.value.ids);
  let hidden = 0;
  for (const id of selected.value) if (!visible.has(id)) hidden += 1;
  return hidden;
});

const wish = (): Wish => ({
  chip: chip.peek(),
  text: text.peek(),
  owner: owner.peek(),
  project: project.peek(),
  sort: sort.peek(),
});
function take(it: Wish): void {
  chip.value = it.chip;
  text.value = it.text;
  owner.value = it.owner;
  project.value = it.project;
  sort.value = it.sort;
}
export const clearFilters = (): void => take({ ...NO_WISH, sort: sort.peek() });

// Each scenario, lesson or log is found again as it was left, for as long as the page is open.
const left = new Map<string, Wish>();
let shownOrigin = "";
const nameOf = (origin: Origin): string => `${origin.kind} ${"id" in origin ? origin.id : "file" in origin ? origin.file.name : ""}`;

onNewWorld(() => {
  const origin = world.peek()?.origin;
  left.set(shownOrigin, wish());
  shownOrigin = origin ? nameOf(origin) : "";
  take(left.get(shownOrigin) ?? NO_WISH);
  attended.value = false;
  grown.value = columns.value.ids.length > FEW;
  sortAgain();
});

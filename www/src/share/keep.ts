/**
 * Keeps what the visitor does: after each call, each stop of the clock, and when the page is left. Each world is a
 * session of its own; none overwrites another.
 */
import { effect, signal } from "@preact/signals";
import { running, skipping } from "../live/clock";
import { type Course, actor, course, startTime } from "../live/history";
import { below, pathTo } from "../live/moments";
import { clock } from "../live/store";
import { type Origin, live, onNewWorld, world } from "../live/world";
import { FIRST } from "../scenarios";
import { titleOf } from "../scenarios/origin";
import { asCalls, numbers } from "./present";
import type { Session } from "./session";
import { type KeptOrigin, LOG_MOST, save, take } from "./store";

/** A call at once; where the clock stands, soon; while it runs every other second. */
const SOON = 150;
const RUNNING = 2_000;
/** The digest of more jobs takes as long as a frame. */
const DIGEST_MOST = 5_000;

/** Why nothing is kept, null while all is well. */
export const trouble = signal<"none" | "full" | "large" | null>(null);
/** Of the session that is shown. */
export const current = signal("");

const fresh = (): string => `${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 10)}`;
const writer = fresh();
/** What of a session is written already. */
interface Written {
  /** Calls by their numbers, with the reach that was written. */
  reaches: Map<number, number>;
  stands: string;
}
const nothing = (): Written => ({ reaches: new Map(), stands: "" });
let written = nothing();
let due: ReturnType<typeof setTimeout> | null = null;
let dueAt = 0;
let saving: Promise<void> = Promise.resolve();

// ── where this tab was ──

const HERE = "ccp-here";
export interface Here {
  id: string;
  origin: KeptOrigin;
}

/** What this tab showed before it was loaded anew. */
export function whereIWas(): Here | null {
  try {
    const here = JSON.parse(sessionStorage.getItem(HERE) ?? "null") as Here | null;
    return typeof here?.id === "string" && typeof here.origin?.kind === "string" ? here : null;
  } catch {
    return null;
  }
}

function remember(origin: Origin): void {
  const kept: KeptOrigin = origin.kind === "log" ? { kind: "log" } : origin;
  try {
    sessionStorage.setItem(HERE, JSON.stringify({ id: current.peek(), origin: kept } satisfies Here));
  } catch {
    // Without it this tab takes up the session that was kept last.
  }
}

// ── saving ──

/** What is to be written: taken when it changes, since another world may take over before it is written. */
interface Place extends Course {
  id: string;
  written: Written;
  origin: Origin;
  start: number;
  now: number;
  actor: Session["actor"];
}
let place: Place | null = null;

function look(): Place | null {
  const it = world.value;
  if (!it) return null;
  // A clock that stands still tells nobody; what moves with it is read from the cluster.
  clock.value;
  return { ...course(), id: current.peek(), written, origin: it.origin, start: startTime.value, now: it.cluster.now, actor: actor.value };
}

/** Nobody misses a world in which nothing was done, nor the first one before anybody touched it. */
function worthKeeping({ root, now, start, origin }: Place): boolean {
  if (root.children.length > 0) return true;
  return now !== start && !(origin.kind === "scenario" && origin.id === FIRST);
}

/** Where that is still what is shown, and costs nothing. */
function digestOf(it: Place): string {
  if (it !== place || it.now !== live().now) return "";
  return (live().clusterCounter.totalNumberOfJobs ?? 0) > DIGEST_MOST ? "" : live().stateDigest();
}

async function write(it: Place | null): Promise<void> {
  if (!it || !worthKeeping(it)) return;
  const { id, written: known, origin, root, here, ahead, undone, now } = it;
  if (origin.kind === "log" && origin.file.size > LOG_MOST) {
    trouble.value = "large";
    return;
  }
  const stands = `${id} ${here.number} ${now} ${numbers(undone)} ${it.actor.user} ${it.actor.isAdmin}`;
  const calls = below(root)
    .flatMap(asCalls)
    .filter((call) => known.reaches.get(call.number) !== call.reach)
    .sort((a, b) => a.number - b.number);
  if (stands === known.stands && calls.length === 0) return;
  const done = await save(
    {
      id,
      writer,
      savedAt: Date.now(),
      origin: origin.kind === "log" ? { kind: "log" } : origin,
      title: titleOf(origin),
      actor: it.actor,
      calls: pathTo(here).length - 1 + ahead.length,
      reach: root.reach,
      here: here.number,
      now,
      ahead: numbers(ahead),
      undone: numbers(undone),
      digest: digestOf(it),
      page: PAGE_VERSION,
    },
    calls,
    origin.kind === "log" ? origin.file : null,
  );
  trouble.value = null;
  if (done) {
    for (const { number, reach } of calls) known.reaches.set(number, reach);
    known.stands = stands;
  } else if (known === written) {
    // Another tab has gone on with it: this one goes on beside it.
    begin();
    remember(origin);
    place = look();
    return write(place);
  }
}

/** Everything that is not written yet, now. */
export function flush(): Promise<void> {
  if (due) clearTimeout(due);
  due = null;
  const it = place;
  saving = saving
    .then(() => write(it))
    .catch((problem: unknown) => {
      trouble.value = problem instanceof Error && problem.name === "QuotaExceededError" ? "full" : "none";
    });
  return saving;
}

function soon(wait: number): void {
  if (trouble.peek() === "none") return;
  const at = performance.now() + wait;
  if (due && dueAt <= at) return;
  if (due) clearTimeout(due);
  dueAt = at;
  due = setTimeout(() => void flush(), wait);
}

/** A session of its own, of which nothing is written yet. */
function begin(): void {
  current.value = fresh();
  written = nothing();
}

/** What was just opened is this one: it goes on there. */
export async function goOnWith(id: string, session: Session): Promise<void> {
  current.value = id;
  written = { reaches: new Map(session.calls.map(({ number, reach }) => [number, reach])), stands: "" };
  place = look();
  const it = world.peek();
  if (it) remember(it.origin);
  await take(id, writer);
}

export function startKeeping(): void {
  effect(() => {
    const before = place?.here;
    place = look();
    soon(place?.here !== before ? 0 : running.value || skipping.value ? RUNNING : SOON);
  });
  addEventListener("pagehide", () => void flush());
  document.addEventListener("visibilitychange", () => document.hidden && void flush());
}

onNewWorld(() => {
  // Of the one before.
  void flush();
  begin();
  const it = world.peek();
  if (it) remember(it.origin);
});

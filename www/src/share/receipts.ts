/**
 * Receipts: a finished lesson as a link that holds what was done. Whoever has it can play it again and see for himself;
 * nobody needs an account, and no server knows. They are kept until somebody sends them.
 */
import { effect, signal } from "@preact/signals";
import { type Seen, hear, seenAt, told } from "../lessons/memory";
import { lessonOf } from "../lessons";
import { readLesson } from "../lessons/check";
import type { Lesson } from "../lessons/format";
import { holds, isReached, moments } from "../lessons/judge";
import { instant } from "../lessons/calls";
import { textsOf } from "../lessons/messages";
import { demonstration, reached, score } from "../lessons/run";
import { world, type Origin } from "../live/world";
import { recall, remember } from "../parts/memory";
import { openOrigin } from "../scenarios/origin";
import { Invalid } from "./check";
import { OPEN, address, readLink } from "./link";
import { pack, unpack } from "./pack";
import { play, discard } from "./play";
import { present } from "./present";
import { type Session, read, upToHere, write } from "./session";
import * as say from "./words";

const KEY = "ccp-receipts";

interface Kept {
  /** A link's letters. */
  packed: string;
  actions: number;
  /** Of a shift that was over before all of it was reached: how much of it held, and of how much. */
  part?: { met: number; of: number };
}

function recalled(): Record<string, Kept> {
  try {
    const found = Object.entries(JSON.parse(recall(KEY) ?? "{}") as Record<string, Kept>);
    return Object.fromEntries(found.filter(([id, it]) => lessonOf(id) && typeof it.packed === "string" && typeof it.actions === "number" && (it.part === undefined || typeof it.part.met === "number")));
  } catch {
    return {};
  }
}

/** By lesson: the one that reached most, and of these the one with the fewest actions. */
export const receipts = signal<Readonly<Record<string, Kept>>>(recalled());

const actionsOf = ({ calls, here }: Session): number => calls.slice(0, here).filter(({ call }) => call.name !== "users").length;

const share = ({ part }: Kept): number => (part ? part.met / part.of : 1);

async function keep(id: string, session: Session, part: Kept["part"]): Promise<void> {
  const it: Kept = { packed: await pack(write(session)), actions: actionsOf(session), ...(part ? { part } : {}) };
  const before = receipts.peek()[id];
  if (before && (share(before) > share(it) || (share(before) === share(it) && before.actions <= it.actions))) return;
  receipts.value = { ...receipts.peek(), [id]: it };
  remember(KEY, JSON.stringify(receipts.peek()));
}

// Who watched has not done it yet.
effect(() => {
  const met = score.value;
  if ((!reached.value && met === null) || demonstration.peek() !== null) return;
  const it = world.peek();
  const session = present();
  if (it?.origin.kind !== "lesson" || !session) return;
  const of = lessonOf(it.origin.id)?.goal.length ?? 0;
  void keep(it.origin.id, upToHere(session), reached.value ? undefined : { met: met ?? 0, of });
});

/** The link of one, with a name on it if there is one. */
export async function linkOf({ packed }: Kept, name: string): Promise<string> {
  if (name === "") return address() + OPEN + packed;
  return address() + OPEN + (await pack(write({ ...read(await unpack(packed)), name })));
}

// ── checked ──

export interface Checked {
  name: string;
  lesson: string;
  /** "reached": played again, it reaches the goal. "open": it plays again, but does not. "refused": it does not. */
  result: "reached" | "open" | "refused";
  /** Of the calls up to the goal. */
  actions: number | null;
  par: number | null;
  /** When the goal was reached, by the cluster's clock. */
  time: number | null;
  why: string;
}

const refused = (name: string, lesson: string, why: string): Checked => ({
  name,
  lesson,
  result: "refused",
  actions: null,
  par: null,
  time: null,
  why,
});

function lessonIn(origin: Origin): Lesson {
  const lesson = origin.kind === "lesson" ? lessonOf(origin.id) : origin.kind === "lessonFile" ? readLesson(origin.text) : undefined;
  if (!lesson) throw new Invalid(say.NO_RECEIPT);
  return lesson;
}

/** Plays it again, on a cluster that nobody sees. */
async function judge(session: Session, lesson: Lesson, stop: AbortSignal): Promise<Checked> {
  const texts = textsOf(lesson);
  let seen: Seen | null = null;
  let at: { time: number; actions: number } | null = null;
  let actions = 0;
  let events: Parameters<typeof hear>[1][number][] = [];
  let met = 0;
  let over = false;
  const look = (): void => {
    if (!seen || over) return;
    met = lesson.goal.filter(({ is }) => holds(is, seen as Seen)).length;
    if (!at && isReached(lesson, seen)) at = { time: seen.cluster.now, actions };
    over = lesson.ends !== undefined && seen.cluster.now >= instant(lesson.ends);
  };
  const played = await play(upToHere(session), {
    stop,
    stops: moments(lesson),
    async open(origin) {
      const it = await openOrigin(origin);
      seen = seenAt(it.cluster, it.past, texts?.notes);
      it.cluster.subscribe((more) => {
        hear(seen as Seen, more);
        events = events.concat(more);
      });
      return it;
    },
    onStep(made) {
      if (made && seen) {
        if (made.call.name !== "users") actions += 1;
        seen.last = told(made.call, { events, error: made.error, value: made.value });
      }
      events = [];
      look();
    },
  });
  discard(played.opening);
  if (played.digest !== session.digest) throw new Invalid(say.OTHER_STATE);
  const reachedAt = at as { time: number; actions: number } | null;
  return {
    name: session.name ?? "",
    lesson: texts?.title ?? lesson.id,
    result: reachedAt ? "reached" : "open",
    actions: reachedAt?.actions ?? actions,
    par: lesson.par,
    time: reachedAt?.time ?? null,
    why: reachedAt ? "" : say.goalOpen(met, lesson.goal.length),
  };
}

/** What a line is worth. It never throws but when it is stopped. */
export async function checkReceipt(from: () => Promise<Session>, stop: AbortSignal): Promise<Checked> {
  let session: Session;
  try {
    session = await from();
  } catch (problem) {
    return refused("", "", problem instanceof Error ? problem.message : String(problem));
  }
  try {
    return await judge(session, lessonIn(session.origin), stop);
  } catch (problem) {
    if (stop.aborted) throw problem;
    return refused(session.name ?? "", "", problem instanceof Error ? problem.message : String(problem));
  }
}

/** Every link in a text, line by line; a line without one is refused. */
export function linesOf(text: string): (() => Promise<Session>)[] {
  return text
    .split(/\r?\n/)
    .filter((line) => line.trim() !== "")
    .flatMap((line) => {
      const links = line.match(/#open=[\w-]*/g) ?? [];
      return links.length === 0 ? [() => Promise.reject(new Invalid(say.NO_LINK))] : links.map((link) => () => readLink(link));
    });
}

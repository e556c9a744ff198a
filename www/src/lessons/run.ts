/**
 * The lesson that is open: what its goal is and how it stands, what went wrong, what is said. All of it is read from the
 * cluster, the history and the file; nothing is stored but which goals were broken, what was predicted, and what was
 * reached, once and for all.
 */
import { batch, computed, effect, signal, untracked } from "@preact/signals";
import type { Cluster } from "ccp-scheduler";
import { pause, playTo, playing, run, running as clockRuns } from "../live/clock";
import { report } from "../live/actions";
import { type Call, isRefusal } from "../live/calls";
import { type Moment, actor, calledAgain, closes, done, lastCall, perform } from "../live/history";
import { pastEvents, pastRevision } from "../live/past";
import { select } from "../live/selection";
import { now, version } from "../live/store";
import { live, onMoved, onNewWorld, world } from "../live/world";
import { recall, remember } from "../parts/memory";
import { openLesson, restart } from "../scenarios/open";
import { callTitle } from "../words";
import { asCall, caller, instant } from "./calls";
import { parseLesson } from "./check";
import type { Lesson, LessonTexts, Step } from "./format";
import { course, ordered } from "./course";
import { LESSONS, lessonOf } from "./index";
import { holds, isReached } from "./judge";
import { type Opening, type Seen, hear, seenAt, toldLast } from "./memory";
import { filler, textsOf } from "./messages";
import { shiftId, shiftNumber } from "./shift";
import { startOf } from "./start";

const KEY = "ccp-lessons";

interface Running {
  lesson: Lesson;
  texts: LessonTexts;
  start: Seen;
  startSnapshot: Uint8Array;
  opening: Opening;
}

/** The start is built once more, apart: what is shown may have gone on when the page was left and came back. */
export function begin(lesson: Lesson, texts: LessonTexts): Running {
  const { cluster, past } = startOf(lesson);
  const start = seenAt(cluster, past, texts.notes);
  return { lesson, texts, start, startSnapshot: cluster.toSnapshot(), opening: start.opening };
}

const origin = computed(() => world.value?.origin ?? null);
let built: Cluster | null = null;

const running = computed<Running | null>(() => {
  built?.free();
  built = null;
  const from = origin.value;
  const lesson = from?.kind === "lesson" ? lessonOf(from.id) : from?.kind === "lessonFile" ? parseLesson(from.text) : null;
  const texts = lesson && textsOf(lesson);
  if (!lesson || !texts) return null;
  const it = begin(lesson, texts);
  built = it.start.cluster;
  return it;
});

let heard: { revision: number; ended: Seen["ended"]; removed: Seen["removed"] } | null = null;

/** The shown branch as the lesson sees it. */
const seen = computed<Seen | null>(() => {
  version.value;
  now.value;
  const it = running.value;
  const last = lastCall.value ?? calledAgain.value;
  if (!it) return null;
  if (heard?.revision !== pastRevision()) {
    heard = { revision: pastRevision(), ended: new Map(), removed: new Map() };
    hear(heard, pastEvents());
  }
  return {
    cluster: live(),
    ended: heard.ended,
    removed: heard.removed,
    last: last ? toldLast(last.call, last.effects) : null,
    opening: it.opening,
    notes: it.start.notes,
  };
});
onNewWorld(() => (heard = null));

const fill = computed(() => {
  const it = running.value;
  if (!it) return (text: string) => text;
  return filler(() => ({ ...it, now: seen.peek() ?? it.start }));
});

// ── what the page shows ──

export interface Shown {
  id: string;
  number: number;
  of: number;
  minutes: number;
  par: number;
  texts: Pick<LessonTexts, "title" | "idea" | "story" | "hints" | "reward" | "onYourCluster" | "silent" | "notes">;
  lesson: Lesson;
  next: string | null;
  /** The number of a final shift. */
  shift: number | null;
}

export const reached = signal(false);
/** How many of the goals held when the lesson ended, null before; only a lesson with an end has one. */
export const score = signal<number | null>(null);

export const lesson = computed<Shown | null>(() => {
  const it = running.value;
  if (!it) return null;
  seen.value;
  const { texts } = it;
  // One that is not of the class counts among all.
  const inClass = ordered.value.some(({ id }) => id === it.lesson.id);
  const all = inClass ? ordered.value : LESSONS;
  const place = all.findIndex(({ id }) => id === it.lesson.id);
  const say = (text: string): string => fill.value(text);
  return {
    id: it.lesson.id,
    number: place + 1,
    of: all.length,
    minutes: it.lesson.minutes,
    par: it.lesson.par,
    lesson: it.lesson,
    texts: {
      title: say(texts.title),
      idea: say(texts.idea),
      story: say(texts.story),
      hints: texts.hints.map(say),
      reward: reached.value ? say(texts.reward) : "",
      ...(texts.onYourCluster ? { onYourCluster: say(texts.onYourCluster) } : {}),
      ...(texts.silent ? { silent: say(texts.silent) } : {}),
      ...(texts.notes ? { notes: texts.notes } : {}),
    },
    next: place >= 0 ? (all[place + 1]?.id ?? (course.value ? null : nextShift.value)) : null,
    shift: shiftNumber(it.lesson.id),
  };
});

/** Calls on the shown branch that changed something, a loop's each. Going back is free, and so is what was refused whole. */
export const actions = computed(() => (running.value ? done.value.reduce((sum, { made }) => sum + made.length, 0) : 0));

/** What was met and is no more: by which call, null where time did it. */
const broken = signal<ReadonlyMap<string, Moment | null>>(new Map());
let before: { held: ReadonlyMap<string, boolean>; calls: number } | null = null;

export interface GoalState {
  id: string;
  text: string;
  state: "open" | "met" | "broken";
  /** The call that broke it, in a few words. */
  by: string | null;
}

export const goals = computed<readonly GoalState[]>(() => {
  const it = running.value;
  const at = seen.value;
  if (!it || !at) return [];
  const path = new Set(done.value);
  return it.lesson.goal
    .filter(({ from }) => from === undefined || at.cluster.now >= instant(from))
    .map(({ id, is }) => {
      const met = holds(is, at);
      const by = broken.value.get(id);
      const isBroken = !met && by !== undefined && (by === null || path.has(by));
      return {
        id,
        text: fill.value(it.texts.goals[id] ?? ""),
        state: met ? ("met" as const) : isBroken ? ("broken" as const) : ("open" as const),
        by: isBroken && by?.call ? callTitle(by.call) : null,
      };
    });
});

/** The goal is out of reach from here. */
export const lost = computed<{ text: string } | null>(() => {
  const it = running.value;
  const at = seen.value;
  if (!it || !at || reached.value) return null;
  const rule = it.lesson.lost.find(({ when }) => holds(when, at));
  return rule ? { text: fill.value(it.texts.lost[rule.id] ?? "") } : null;
});

export const mistake = computed<{ text: string } | null>(() => {
  const it = running.value;
  const at = seen.value;
  if (!it || !at || reached.value) return null;
  const rule = it.lesson.mistakes.find(({ when }) => holds(when, at));
  return rule ? { text: fill.value(it.texts.mistakes[rule.id] ?? "") } : null;
});

const predicted = signal<string | null>(null);
export const predict = (answer: string | null): void => void (predicted.value = answer);
export const prediction = computed(() => {
  const it = running.value;
  const asked = it?.texts.predict;
  if (!it?.lesson.predict || !asked) return null;
  return {
    ask: fill.value(asked.ask),
    chosen: predicted.value,
    truth: it.lesson.predict.truth,
    answers: it.lesson.predict.answers.map(({ id }) => ({
      id,
      text: fill.value(asked.answers[id]?.text ?? ""),
      said: fill.value(asked.answers[id]?.said ?? ""),
    })),
  };
});

/** Show me is on: which call comes next, null where time runs or all has been shown. It is over: `over`. */
export const demonstration = signal<{ call: Call | null; over: boolean } | null>(null);

/** What was finished, with the fewest actions that it took. */
export type Progress = Readonly<Record<string, { actions: number }>>;

function recalled(): Progress {
  try {
    const found: unknown = JSON.parse(recall(KEY) ?? "{}");
    return typeof found === "object" && found !== null ? (found as Progress) : {};
  } catch {
    return {};
  }
}
export const progress = signal<Progress>(recalled());

/** The first shift that was not finished yet. */
export const nextShift = computed(() => {
  let n = 1;
  while (progress.value[shiftId(n)]) n += 1;
  return shiftId(n);
});

function finish(id: string): void {
  // Who watched has not done it yet.
  if (demonstration.peek() !== null) return;
  const took = actions.peek();
  const best = Math.min(took, progress.peek()[id]?.actions ?? took);
  progress.value = { ...progress.peek(), [id]: { actions: best } };
  remember(KEY, JSON.stringify(progress.peek()));
}

effect(() => {
  const at = seen.value;
  const it = running.value;
  if (at && it) untracked(() => judge(it, at));
});

effect(() => {
  const ends = running.value?.lesson.ends;
  closes.value = ends === undefined ? null : instant(ends);
});

function judge(it: Running, at: Seen): void {
  const held = new Map(it.lesson.goal.map(({ id, is }) => [id, holds(is, at)]));
  const path = done.peek();
  const acted = path.length !== before?.calls;
  batch(() => {
    if (before)
      for (const [id, is] of held)
        if (!is && before.held.get(id) === true)
          broken.value = new Map(broken.peek()).set(id, acted ? (path.at(-1) ?? null) : null);
    before = { held, calls: path.length };
    const { ends } = it.lesson;
    const over = ends !== undefined && at.cluster.now >= instant(ends);
    // What is done when it is over does not count any more.
    if (over && score.peek() !== null) return;
    score.value = over ? [...held.values()].filter(Boolean).length : null;
    if (reached.peek() || !isReached(it.lesson, at)) return;
    reached.value = true;
    finish(it.lesson.id);
  });
}

// A jump breaks nothing, and what time broke may be whole again.
onMoved(() => {
  before = null;
  broken.value = new Map([...broken.peek()].filter(([, by]) => by !== null));
});

onNewWorld(() => {
  before = null;
  batch(() => {
    broken.value = new Map();
    predicted.value = null;
    reached.value = false;
    score.value = null;
    demonstration.value = null;
  });
});

// ── ways on ──

export const open = openLesson;
export { restart };

/** Counts what is shown: a new world or another Show me ends the one before. */
let showing = 0;
onNewWorld(() => (showing += 1));
/** Between two steps, so that one sees what is selected and what comes of it; in milliseconds. */
const LOOK = 1_400;

const wait = (milliseconds: number): Promise<void> => new Promise((go) => setTimeout(go, milliseconds));

/** The call of a step; null, and said, where a file names a job that is not there. */
function callOr(step: Step, { start }: Running): ReturnType<typeof asCall> | null {
  try {
    return asCall(step, live(), start.notes);
  } catch (thrown) {
    if (!isRefusal(thrown)) throw thrown;
    report("refused", thrown.message);
    return null;
  }
}

/** The solution, from the start, by the page's own calls, slowly. */
export async function showMe(): Promise<void> {
  const it = running.peek();
  if (!it) return;
  restart();
  const mine = showing;
  demonstration.value = { call: null, over: false };
  const steps: readonly Step[] = it.lesson.showMe ?? it.lesson.solutions[0] ?? [];
  for (const step of steps) {
    if (step.at !== undefined && live().now < instant(step.at)) {
      playTo(instant(step.at), { slowly: true });
      while (playing.peek() && mine === showing) await wait(100);
      if (mine !== showing) return;
    }
    if ("ids" in step) select(step.ids);
    else if ("job" in step) select([step.job]);
    const made = callOr(step, it);
    if (!made) break;
    const [name, ...args] = made;
    const who = actor.peek();
    const { user, isAdmin } = caller(step);
    demonstration.value = { call: { at: live().now, user, isAdmin, name, args }, over: false };
    await wait(LOOK);
    if (mine !== showing) return;
    actor.value = { user, isAdmin };
    try {
      perform(name, ...args);
    } finally {
      actor.value = who;
    }
    demonstration.value = { call: null, over: false };
    await wait(LOOK);
    if (mine !== showing) return;
  }
  if (!reached.peek()) {
    run();
    while (mine === showing && clockRuns.peek() && !reached.peek()) await wait(100);
    if (mine !== showing) return;
    pause();
  }
  demonstration.value = { call: null, over: true };
}

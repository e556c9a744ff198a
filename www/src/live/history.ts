/**
 * One history: the calls with their instants, as a tree whose branches are never lost, and a playhead in it.
 *
 * - `undo` goes to just before the last call, at its instant; `redo` makes it again. Neither changes what is stored.
 * - `stepBack` and `scrub` move the playhead without touching calls: those that were passed stand `ahead`, and come
 *   again when the clock passes their instants.
 * - Who acts while calls stand ahead, or undone, starts a branch. The other one stays in the tree.
 *
 * A jump restores the last keyframe before its goal, a snapshot with the state of the feed, and makes from there what
 * was made: the core is deterministic, so that is the same cluster again.
 */
import { Cluster } from "ccp-scheduler";
import { batch, computed, signal } from "@preact/signals";
import { type Call, type CallName, type Effects, advanceAgain, attempt, changesSilently, changing, keptArguments, madeBy, plainArguments, switches } from "./calls";
import { Keyframes, frameBefore } from "./keyframes";
import { type Moment, below, firstMoment, forksOf, momentAfter, partsOf, pathTo } from "./moments";
import * as past from "./past";
import { type World, flowTo, jump, live, nextIn, onNewWorld, show, whole, world } from "./world";

export { type Fork, type Moment, pathTo } from "./moments";

/** The call that was made last, refused ones too. `moment` is null where nothing changed. */
export interface Last {
  call: Call;
  effects: Effects;
  moment: Moment | null;
}

let count = 0;
let keyframes = new Keyframes();
/** Moves on when a call is made, or the playhead passes one. */
const revision = signal(0);
/** How far the shown branch is known. */
const reached = signal(0);
const here = signal<Moment>(firstMoment(0, { events: [] }));
const ahead = signal<readonly Moment[]>([]);
const undone = signal<readonly Moment[]>([]);
/** Who acts: the calls of the page are his. */
export const actor = signal({ user: "", isAdmin: true });
export const lastCall = signal<Last | null>(null);
/** A known call that was made again while everybody looked: by `redo`, or because the clock passed it. */
export const calledAgain = signal<Last | null>(null);
/** Before it nothing can be seen. */
export const startTime = signal(0);

/** The calls that were made up to the playhead, in order. */
export const done = computed<readonly Moment[]>(() => {
  revision.value;
  return pathTo(here.value).slice(1);
});
/** Those that will be made again as the clock goes on. */
export const calledAhead = computed(() => ahead.value);
/** Those that only `redo` makes again. */
export const calledUndone = computed(() => undone.value);
export const undoable = computed<Moment | null>(() => (here.value.parent ? here.value : null));
export const redoable = computed<Moment | null>(() => ahead.value[0] ?? undone.value[0] ?? null);
/** How far this branch is known, never before the playhead. */
export const tip = computed(() => {
  revision.value;
  reached.value;
  return (ahead.value[ahead.value.length - 1] ?? here.value).reach;
});
/** Where other branches leave the one that is shown. */
export const forks = computed(() => {
  revision.value;
  return forksOf(branch(), new Set(undone.value));
});

/** From the start to the last call that is known to come. */
const branch = (): Moment[] => [...pathTo(here.peek()), ...ahead.peek()];

const touch = (): void => {
  revision.value += 1;
};

// ── time ──

/** An instant at which nothing happens, but the clock stands: the end of a shift. */
export const closes = signal<number | null>(null);

/** The next instant at which anything happens, whoever makes it happen. */
export function nextInstant(): number | null {
  const it = world.peek();
  if (!it) return null;
  const closing = closes.peek();
  const known = [nextIn(it), ahead.peek()[0]?.call?.at, closing !== null && closing > it.cluster.now ? closing : null];
  const times = known.filter((time) => typeof time === "number");
  return times.length === 0 ? null : Math.min(...times);
}

/** To an instant, with whoever calls by himself. What he is refused for is thrown, if it is new. False if he cannot go on. */
function go(it: World, time: number, isNew: boolean): boolean {
  if (it.feed && !isNew) return advanceAgain(it.feed, it.cluster, time);
  flowTo(it, time);
  return true;
}

/** Takes the clock on, instant by instant, so that keyframes come to stand on the way. */
function flow(it: World, time: number, isNew = true): void {
  try {
    for (;;) {
      const next = nextIn(it);
      const stop = next === null || next > time ? time : next;
      let went = true;
      const start = performance.now();
      whole(
        () => (went = go(it, stop, isNew)),
        () => {
          keyframes.worked(performance.now() - start);
          keyframes.keepIfDue(it, here.peek());
        },
      );
      // A listener of the visitor's may have gone further by itself, or elsewhere.
      if (stop === time || !went || world.peek() !== it || it.cluster.now >= time) return;
    }
  } finally {
    const at = here.peek();
    if (world.peek() === it && it.cluster.now > at.reach) reached.value = at.reach = it.cluster.now;
  }
}

/** Makes a call again. It was made once, at this instant, in this state: what it did then it does now. */
function again(it: World, to: Moment): void {
  past.enter(to.stretch);
  noteMade(to, it, attempt(it, to.call as Call));
  here.value = to;
}

/** What it came to: one that came with a link, on a branch that was not shown, is made here for the first time. */
function noteMade(moment: Moment, { cluster }: World, effects: Pick<Effects, "value" | "error">): void {
  moment.made = changing(madeBy(moment.call as Call, effects, moment.since), cluster.eventCount);
}

/** The same, and everybody hears it. */
function againAloud(it: World, to: Moment): void {
  const call = to.call as Call;
  past.enter(to.stretch);
  aloud(it, call, (effects) => {
    noteMade(to, it, effects);
    here.value = to;
    calledAgain.value = { call, effects, moment: to };
    touch();
  });
}

/** Makes a call. It stands in the history before anybody hears of it: who listens may act at once, and then acts behind it. */
function aloud(it: World, call: Call, enter: (effects: Effects) => void): void {
  let effects: Effects = { events: [], error: null, value: undefined };
  whole(
    () => {
      effects = { ...effects, ...attempt(it, call) };
    },
    (events) => batch(() => enter({ ...effects, events })),
  );
}

/** Takes the clock to an instant; the calls that stand ahead are made on the way. An earlier instant is refused by the core. */
export function advanceTo(time: number): void {
  for (let first = true; ; first = false) {
    const it = world.peek();
    if (!it) return;
    const [next, ...rest] = ahead.peek();
    const due = next?.call && next.call.at <= time ? next : null;
    const goal = due?.call?.at ?? time;
    if (first || it.cluster.now < goal) flow(it, goal);
    if (!due) return;
    // A listener of the visitor's has acted meanwhile: it will not come.
    if (ahead.peek()[0] !== due || live().now !== goal) continue;
    ahead.value = rest;
    againAloud(world.peek() as World, due);
  }
}

// ── calls ──

/** Makes a call on the shown branch. Who acts in the past, or after undoing, starts another. */
export function perform(name: CallName, ...args: unknown[]): Effects {
  // The caller's own code may run here, and act itself.
  const plain = plainArguments(name, args);
  const it = world.peek();
  if (!it) throw new Error("There is no cluster yet.");
  const { user, isAdmin } = actor.peek();
  const call: Call = { at: it.cluster.now, user, isAdmin, name, args: plain };
  const at = here.peek();
  keyframes.keepIfDue(it, at, true);
  const since = it.cluster.eventCount;
  const switched = switches(it, call);
  const stretch: past.Stretch = { events: [] };
  let made: Effects = { events: [], error: null, value: undefined };
  past.act(stretch);
  aloud(it, call, (effects) => {
    made = effects;
    let moment: Moment | null = null;
    const calls = madeBy(call, effects, since);
    if (switched || it.cluster.eventCount !== since || changesSilently(calls)) {
      past.extend(at.stretch, stretch, since);
      count += 1;
      const kept: Call = { ...call, args: keptArguments(name, plain) };
      moment = momentAfter(at, count, kept, { partial: calls.some(({ error }) => error), made: changing(calls, it.cluster.eventCount), since, stretch });
      ahead.value = [];
      undone.value = [];
      here.value = moment;
      touch();
    } else past.enter(at.stretch);
    calledAgain.value = null;
    // A line that only asked is no act.
    if (name !== "console" || calls.length > 0) lastCall.value = { call, effects, moment };
  });
  return made;
}

// ── the playhead ──

interface Goal {
  /** The last call that has been made there. */
  to: Moment;
  time: number;
  ahead?: readonly Moment[];
  undone?: readonly Moment[];
}

function travel({ to, time, ahead: next = [], undone: back = [] }: Goal): void {
  const it = world.peek();
  const found = frameBefore(to, time);
  if (!it || !found) return;
  const path = pathTo(to);
  // Without a jump back if what is shown lies on the way, and no keyframe lies further on.
  const at = path.indexOf(here.peek());
  const onTheWay = at >= 0 && it.cluster.now <= (path[at + 1]?.call?.at ?? time) && it.cluster.eventCount >= found.frame.events;
  batch(() => {
    let replacement: Cluster | null = null;
    if (!onTheWay) {
      replacement = Cluster.fromSnapshot(found.frame.snapshot);
      it.feed?.load(found.frame.feed);
      here.value = found.from;
      keyframes.lookAgain();
    }
    past.follow(partsOf([...path, ...next]), (replacement ?? it.cluster).eventCount);
    past.enter(here.peek().stretch);
    jump(replacement, () => {
      const now = world.peek() as World;
      for (const step of path.slice(path.indexOf(here.peek()) + 1)) {
        flow(now, (step.call as Call).at, false);
        again(now, step);
      }
      flow(now, time, false);
      ahead.value = next;
      undone.value = back;
      lastCall.value = null;
      calledAgain.value = null;
      touch();
    });
  });
}

/** To just before the last call, at its instant. Nothing that is stored changes. */
export function undo(): void {
  const last = here.peek();
  if (!last.parent || !last.call) return;
  travel({ to: last.parent, time: last.call.at, undone: [last, ...ahead.peek(), ...undone.peek()] });
}

/** Makes the next known call again, at its instant, and everybody hears it. */
export function redo(): void {
  const it = world.peek();
  const next = redoable.peek();
  if (!it || !next?.parent || !next.call) return;
  const isAhead = ahead.peek()[0] === next;
  const [, ...rest] = isAhead ? ahead.peek() : undone.peek();
  if (here.peek() !== next.parent || it.cluster.now !== next.call.at)
    travel({ to: next.parent, time: next.call.at, ahead: ahead.peek(), undone: undone.peek() });
  const now = world.peek() as World;
  if (isAhead) ahead.value = rest;
  else {
    past.follow(partsOf(pathTo(next)), now.cluster.eventCount);
    undone.value = rest;
  }
  againAloud(now, next);
}

/** To an instant of the shown branch, with the calls that were made up to then. */
export function scrub(time: number): void {
  const goal = Math.max(startTime.peek(), Math.min(time, tip.peek()));
  // At the very instant of the last calls, those that wait ahead have not been made yet: going there makes none.
  if (goal === world.peek()?.cluster.now) return;
  const all = branch();
  let last = all.length - 1;
  while (last > 0 && ((all[last] as Moment).call as Call).at > goal) last -= 1;
  stand(all, last, goal);
}

const stand = (all: readonly Moment[], at: number, time: number): void =>
  travel({ to: all[at] as Moment, time, ahead: all.slice(at + 1), undone: undone.peek() });

/** To just before a call of the shown branch, or right after it. */
export function goBefore(call: Moment): void {
  const all = branch();
  const at = all.indexOf(call);
  if (at > 0 && call.call) stand(all, at - 1, call.call.at);
}
export function goAfter(call: Moment): void {
  const all = branch();
  const at = all.indexOf(call);
  if (at >= 0 && call.call) stand(all, at, call.call.at);
}

/** As far as the shown branch is known. */
export function goToTip(): void {
  const all = branch();
  stand(all, all.length - 1, tip.peek());
}

/** To the instant before at which something happened. */
export function stepBack(): void {
  const it = world.peek();
  if (it) scrub(past.lastBefore(it.cluster.now)?.time ?? startTime.peek());
}

/** To the next instant at which something is known to happen. */
export function stepOn(): void {
  const it = world.peek();
  if (!it) return;
  const waiting = ahead.peek().filter((call) => call.call?.at === it.cluster.now);
  const last = waiting[waiting.length - 1];
  if (last) goAfter(last);
  else scrub(Math.min(past.firstAfter(it.cluster.now)?.time ?? tip.peek(), ahead.peek()[0]?.call?.at ?? tip.peek()));
}

/** To a moment of any branch, as it was at an instant after its call. */
export function goTo(to: Moment, time: number): void {
  travel({ to, time });
}

// ── kept and shared ──

/** The tree, and the playhead in it. */
export interface Course {
  root: Moment;
  here: Moment;
  ahead: readonly Moment[];
  undone: readonly Moment[];
}

/** Whoever reads it is told when a call is made or passed. */
export function course(): Course {
  revision.value;
  return { root: pathTo(here.value)[0] as Moment, here: here.value, ahead: ahead.value, undone: undone.value };
}

export interface Resumed extends Course {
  keyframes: Keyframes;
  /** Where its cluster stands. */
  end: Moment;
  time: number;
  actor: { user: string; isAdmin: boolean };
}

/** Shows a world with its history, and goes to where the playhead stood. */
export function resume(next: World, to: Resumed): void {
  batch(() => {
    show(next);
    const tree = below(to.root);
    keyframes = to.keyframes;
    count = tree.reduce((most, it) => Math.max(most, it.number), 0);
    here.value = to.end;
    reached.value = to.end.reach;
    startTime.value = to.root.keyframes[0]?.time ?? startTime.peek();
    past.adopt(tree.map((it) => it.stretch), partsOf(pathTo(to.end)), live().eventCount);
    past.enter(to.end.stretch);
    actor.value = to.actor;
    live().actAs(to.actor.user, to.actor.isAdmin);
    travel({ to: to.here, time: to.time, ahead: to.ahead, undone: to.undone });
  });
}

onNewWorld(() => {
  const it = world.peek() as World;
  batch(() => {
    count = 0;
    const stretch = past.presentStretch();
    const root = firstMoment(it.cluster.now, stretch);
    here.value = root;
    ahead.value = [];
    undone.value = [];
    startTime.value = reached.value = it.cluster.now;
    actor.value = { user: it.cluster.user, isAdmin: it.cluster.isAdmin };
    lastCall.value = null;
    calledAgain.value = null;
    keyframes = new Keyframes();
    keyframes.keep(it, root);
    touch();
  });
});

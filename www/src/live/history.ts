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
import { type Call, type CallName, type Effects, advanceAgain, apply, applyAndListen, isRefusal, plainArguments } from "./calls";
import { beginKeyframes, frameBefore, keepIfDue, lookAgain } from "./keyframes";
import { type Moment, forksOf, partsOf, pathTo } from "./moments";
import * as past from "./past";
import { type World, jump, onNewWorld, world } from "./world";

export { type Fork, type Moment, pathTo } from "./moments";

/** The call that was made last, refused ones too. `moment` is null where nothing changed. */
export interface Last {
  call: Call;
  effects: Effects;
  moment: Moment | null;
}

let count = 0;
/** Moves on when a call is made, or the playhead passes one. */
const revision = signal(0);
/** How far the shown branch is known. */
const reached = signal(0);
const here = signal<Moment>(moment(null, null, false, { at: 0, since: 0, stretch: { events: [] } }));
const ahead = signal<readonly Moment[]>([]);
const undone = signal<readonly Moment[]>([]);
/** Who acts: the calls of the page are his. */
export const actor = signal({ user: "", isAdmin: true });
export const lastCall = signal<Last | null>(null);
/** A known call that was made again while everybody looked: by `redo`, or because the clock passed it. */
export const calledAgain = signal<Last | null>(null);
/** Before it nothing can be seen. */
export const startTime = signal(0);

function moment(
  parent: Moment | null,
  call: Call | null,
  partial: boolean,
  { at, since, stretch }: { at: number; since: number; stretch: past.Stretch },
): Moment {
  const number = parent ? ++count : 0;
  return { number, parent, call, partial, since, children: [], reach: at, stretch, keyframes: [] };
}

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

function earliest(...times: (number | null | undefined)[]): number | null {
  let first: number | null = null;
  for (const time of times) if (typeof time === "number" && (first === null || time < first)) first = time;
  return first;
}

/** The next instant at which anything happens, whoever makes it happen. */
export function nextInstant(): number | null {
  const it = world.peek();
  if (!it) return null;
  const next = earliest(it.cluster.nextEventTime, it.feed?.nextTime(it.cluster), ahead.peek()[0]?.call?.at);
  return next === null ? null : Math.max(next, it.cluster.now);
}

/** To an instant, with whoever calls by himself. What he is refused for is thrown, if it is new. False if he cannot go on. */
function go({ cluster, feed }: World, time: number, isNew: boolean): boolean {
  if (feed && !isNew) return advanceAgain(feed, cluster, time);
  if (feed) feed.advanceTo(cluster, time);
  else cluster.advanceTo(time);
  return true;
}

/** Takes the clock on, instant by instant, so that keyframes come to stand on the way. */
function flow(it: World, time: number, isNew = true): void {
  const at = here.peek();
  try {
    for (;;) {
      const next = earliest(it.cluster.nextEventTime, it.feed?.nextTime(it.cluster));
      const stop = next === null || next > time ? time : Math.max(next, it.cluster.now);
      const went = go(it, stop, isNew);
      keepIfDue(it, at);
      if (stop === time || !went) return;
    }
  } finally {
    if (it.cluster.now > at.reach) reached.value = at.reach = it.cluster.now;
  }
}

/** Makes a call again. It was made once, at this instant, in this state: what it did then it does now. */
function again(it: World, to: Moment): void {
  past.enter(to.stretch);
  try {
    apply(it, to.call as Call);
  } catch (thrown) {
    if (!isRefusal(thrown)) throw thrown;
  }
  here.value = to;
}

/** The same, and everybody hears it. */
function againAloud(it: World, to: Moment): void {
  const call = to.call as Call;
  past.enter(to.stretch);
  const effects = applyAndListen(it, call);
  batch(() => {
    here.value = to;
    calledAgain.value = { call, effects, moment: to };
    touch();
  });
}

/** Takes the clock to an instant; the calls that stand ahead are made on the way. An earlier instant is refused by the core. */
export function advanceTo(time: number): void {
  const it = world.peek();
  if (!it) return;
  for (;;) {
    const [next, ...rest] = ahead.peek();
    if (!next?.call || next.call.at > time) break;
    flow(it, next.call.at);
    ahead.value = rest;
    againAloud(it, next);
  }
  flow(it, time);
}

// ── calls ──

/** Makes a call on the shown branch. Who acts in the past, or after undoing, starts another. */
export function perform(name: CallName, ...args: unknown[]): Effects {
  const it = world.peek();
  if (!it) throw new Error("There is no cluster yet.");
  const { user, isAdmin } = actor.peek();
  const call: Call = { at: it.cluster.now, user, isAdmin, name, args: plainArguments(name, args) };
  const at = here.peek();
  keepIfDue(it, at, true);
  const since = it.cluster.eventCount;
  const switched = name === "users" && it.users !== null && it.users.on !== (args[0] === true);
  const stretch: past.Stretch = { events: [] };
  let effects: Effects | null = null;
  past.act(stretch);
  try {
    effects = applyAndListen(it, call);
  } finally {
    if (!effects) past.enter(at.stretch);
  }
  const changed = switched || it.cluster.eventCount !== since;
  batch(() => {
    let made: Moment | null = null;
    if (changed) {
      past.extend(at.stretch, stretch, since);
      // What was handed in may be changed by its owner later.
      made = moment(at, { ...call, args: structuredClone(call.args) }, effects.error !== null, { at: call.at, since, stretch });
      at.children.push(made);
      ahead.value = [];
      undone.value = [];
      here.value = made;
      touch();
    } else past.enter(at.stretch);
    calledAgain.value = null;
    lastCall.value = { call, effects, moment: made };
  });
  return effects;
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
      lookAgain();
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

onNewWorld(() => {
  const it = world.peek() as World;
  batch(() => {
    count = 0;
    const stretch = past.presentStretch();
    const root = moment(null, null, false, { at: it.cluster.now, since: 0, stretch });
    here.value = root;
    ahead.value = [];
    undone.value = [];
    startTime.value = reached.value = it.cluster.now;
    actor.value = { user: it.cluster.user, isAdmin: it.cluster.isAdmin };
    lastCall.value = null;
    calledAgain.value = null;
    beginKeyframes(it, root);
    touch();
  });
});

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
import { type Call, type CallName, type Effects, apply, applyAndListen, plainArguments } from "./calls";
import * as past from "./past";
import { type FeedState, type World, jump, onNewWorld, world } from "./world";

interface Keyframe {
  time: number;
  events: number;
  snapshot: Uint8Array;
  feed: FeedState;
}

/** The moment right after a call; the first one has none: it is the start. */
export interface Moment {
  readonly number: number;
  readonly parent: Moment | null;
  readonly call: Call | null;
  /** It stopped half-way: it did something, and was refused then. */
  readonly partial: boolean;
  readonly children: Moment[];
  /** How far the clock ever came from here without another call. */
  reach: number;
  keyframes: Keyframe[];
}

/** The call that was made last, refused ones too. `moment` is null where nothing changed. */
export interface Last {
  call: Call;
  effects: Effects;
  moment: Moment | null;
}

/** Events between two keyframes: a tenth of what a jump within a second could make. */
const EVERY = 1_500;
/** A snapshot of so many bytes takes some milliseconds: a moving clock would stutter. */
const LARGE = 1 << 20;
const EVERY_LARGE = 12_000;
/** So that undoing the last call is at once, where that costs nothing. */
const BEFORE_CALL = 200;
const SMALL = 1 << 16;
const BUDGET = 96 << 20;

let root: Moment = moment(null, null, false, 0);
let count = 0;
let kept = 0;
let lastKeyframe = { events: 0, size: 0 };

/** Moves on when anything in the history does. */
const revision = signal(0);
const here = signal<Moment>(root);
const ahead = signal<readonly Moment[]>([]);
const undone = signal<readonly Moment[]>([]);
/** Who acts: the calls of the page are his. */
export const actor = signal({ user: "", isAdmin: true });
export const lastCall = signal<Last | null>(null);

function moment(parent: Moment | null, call: Call | null, partial: boolean, at: number): Moment {
  return { number: parent ? ++count : 0, parent, call, partial, children: [], reach: at, keyframes: [] };
}

/** From the start to this moment. */
export function pathTo(to: Moment): Moment[] {
  const path: Moment[] = [];
  for (let it: Moment | null = to; it; it = it.parent) path.push(it);
  return path.reverse();
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
export const startTime = computed(() => {
  revision.value;
  return root.keyframes[0]?.time ?? 0;
});
/** How far this branch is known, never before the playhead. */
export const tip = computed(() => {
  revision.value;
  const last = ahead.value[ahead.value.length - 1] ?? here.value;
  return last.reach;
});

export interface Fork {
  time: number;
  /** The last moment of another branch: `goTo(end, end.reach)` goes back to it. */
  end: Moment;
}
/** Where other branches leave the one that is shown. */
export const forks = computed<readonly Fork[]>(() => {
  revision.value;
  const path = [...pathTo(here.value), ...ahead.value];
  const shown = new Set<Moment>([...path, ...undone.value]);
  const found: Fork[] = [];
  for (const it of path)
    for (const child of it.children) {
      if (shown.has(child) || !child.call) continue;
      let end = child;
      for (;;) {
        const next = end.children[end.children.length - 1];
        if (!next) break;
        end = next;
      }
      found.push({ time: child.call.at, end });
    }
  return found;
});

const touch = (): void => {
  revision.value += 1;
};

// ── keyframes ──

function keep(it: World): void {
  const at = here.peek();
  const frame: Keyframe = {
    time: it.cluster.now,
    events: it.cluster.eventCount,
    snapshot: it.cluster.toSnapshot(),
    feed: it.feed?.save() ?? [],
  };
  at.keyframes.push(frame);
  kept += frame.snapshot.length;
  lastKeyframe = { events: frame.events, size: frame.snapshot.length };
  if (kept > BUDGET) thin();
}

/** Every other one goes, but never the start. */
function thin(): void {
  let odd = false;
  const all: Moment[] = [root];
  for (const it of all) {
    it.keyframes = it.keyframes.filter((frame) => {
      odd = !odd;
      if (odd || frame === root.keyframes[0]) return true;
      kept -= frame.snapshot.length;
      return false;
    });
    all.push(...it.children);
  }
}

function keepIfDue(it: World, every: number): void {
  const passed = it.cluster.eventCount - lastKeyframe.events;
  if (passed >= (lastKeyframe.size > LARGE ? Math.max(every, EVERY_LARGE) : every)) keep(it);
}

// ── time ──

/** The next instant at which anything happens, whoever makes it happen. */
export function nextInstant(): number | null {
  const it = world.peek();
  if (!it) return null;
  let next: number | null = null;
  for (const time of [it.cluster.nextEventTime, it.feed?.nextTime(it.cluster) ?? null, ahead.peek()[0]?.call?.at ?? null])
    if (time !== null && (next === null || time < next)) next = time;
  return next === null ? null : Math.max(next, it.cluster.now);
}

function flow(it: World, time: number): void {
  if (it.feed) it.feed.advanceTo(it.cluster, time);
  else it.cluster.advanceTo(time);
  const at = here.peek();
  if (it.cluster.now > at.reach) at.reach = it.cluster.now;
  keepIfDue(it, EVERY);
}

/** Makes a call again. It was made once, at this instant, in this state: what it did then it does now. */
function again(it: World, to: Moment): void {
  try {
    apply(it, to.call as Call);
  } catch (thrown) {
    if (!(thrown instanceof Error) || thrown.name !== "ClusterError") throw thrown;
  }
  here.value = to;
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
    again(it, next);
  }
  flow(it, time);
  touch();
}

// ── calls ──

/** Makes a call on the shown branch. Who acts in the past, or after undoing, starts another. */
export function perform(name: CallName, ...args: unknown[]): Effects {
  const it = world.peek();
  if (!it) throw new Error("There is no cluster yet.");
  const { user, isAdmin } = actor.peek();
  const call: Call = { at: it.cluster.now, user, isAdmin, name, args: plainArguments(name, args) };
  if (lastKeyframe.size < SMALL) keepIfDue(it, BEFORE_CALL);
  const before = it.cluster.eventCount;
  const switched = name === "users" && it.users !== null && it.users.on !== (args[0] === true);
  past.acting(true);
  let effects: Effects;
  try {
    effects = applyAndListen(it, call);
  } finally {
    past.acting(false);
  }
  const changed = switched || it.cluster.eventCount !== before;
  batch(() => {
    let made: Moment | null = null;
    if (changed) {
      const at = here.peek();
      // What was handed in may be changed by its owner later.
      made = moment(at, { ...call, args: structuredClone(call.args) }, effects.error !== null, call.at);
      at.children.push(made);
      ahead.value = [];
      undone.value = [];
      here.value = made;
      touch();
    }
    lastCall.value = { call, effects, moment: made };
  });
  return effects;
}

// ── the playhead ──

/** Where a jump can begin: the last keyframe on the path to `to` that is not behind `time`. */
function start(to: Moment, time: number): { from: Moment; frame: Keyframe } | null {
  let limit = time;
  for (let it: Moment | null = to; it; it = it.parent) {
    for (let at = it.keyframes.length - 1; at >= 0; at -= 1) {
      const frame = it.keyframes[at] as Keyframe;
      if (frame.time <= limit) return { from: it, frame };
    }
    limit = it.call?.at ?? limit;
  }
  return null;
}

interface Goal {
  /** The last call that has been made there. */
  to: Moment;
  time: number;
  ahead?: readonly Moment[];
  undone?: readonly Moment[];
  /** What is known to come stays known. */
  onBranch?: boolean;
}

function travel({ to, time, ahead: next = [], undone: back = [], onBranch = false }: Goal): void {
  const it = world.peek();
  const found = start(to, time);
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
      lastKeyframe = { events: found.frame.events, size: found.frame.snapshot.length };
    }
    jump(replacement, () => {
      if (!onBranch) past.forgetKnown();
      const now = world.peek() as World;
      for (const step of path.slice(path.indexOf(here.peek()) + 1)) {
        flow(now, (step.call as Call).at);
        again(now, step);
      }
      flow(now, time);
      ahead.value = next;
      undone.value = back;
      lastCall.value = null;
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

/** Makes the next known call again, at its instant. */
export function redo(): void {
  const [next, ...rest] = ahead.peek();
  if (next?.call) return travel({ to: next, time: next.call.at, ahead: rest, undone: undone.peek(), onBranch: true });
  const [again, ...others] = undone.peek();
  if (again?.call) travel({ to: again, time: again.call.at, undone: others });
}

/** To an instant of the shown branch, with the calls that were made up to then. */
export function scrub(time: number): void {
  const goal = Math.max(startTime.peek(), Math.min(time, tip.peek()));
  const path = [...pathTo(here.peek()), ...ahead.peek()];
  let last = path.length - 1;
  while (last > 0 && ((path[last] as Moment).call as Call).at > goal) last -= 1;
  const now = world.peek()?.cluster.now ?? 0;
  // At the very instant of the last calls, those that wait ahead have not been made yet: going there makes none.
  if (goal === now) return;
  travel({ to: path[last] as Moment, time: goal, ahead: path.slice(last + 1), undone: undone.peek(), onBranch: true });
}

/** To the instant before at which something happened. */
export function stepBack(): void {
  const it = world.peek();
  if (!it) return;
  scrub(past.lastBefore(it.cluster.now)?.time ?? startTime.peek());
}

/** To a moment of any branch, as it was at an instant after its call. */
export function goTo(to: Moment, time: number): void {
  travel({ to, time });
}

onNewWorld(() => {
  const it = world.peek() as World;
  batch(() => {
    count = 0;
    kept = 0;
    root = moment(null, null, false, it.cluster.now);
    here.value = root;
    ahead.value = [];
    undone.value = [];
    actor.value = { user: it.cluster.user, isAdmin: it.cluster.isAdmin };
    lastCall.value = null;
    keep(it);
    touch();
  });
});

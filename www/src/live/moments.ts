/** The tree of calls: each moment is the one right after a call, its children are what was called then. */
import type { Call, Made } from "./calls";
import type { Keyframe } from "./keyframes";
import type { Part, Stretch } from "./past";

/** The moment right after a call; the first one has none: it is the start. */
export interface Moment {
  readonly number: number;
  readonly parent: Moment | null;
  readonly call: Call | null;
  /** It stopped half-way: it did something, and was refused then. */
  readonly partial: boolean;
  /** The calls of CCP that it came to and that changed something: a line of the console may make several. Empty until it was made here. */
  made: readonly Made[];
  /** How many events there had been before the call. */
  readonly since: number;
  readonly children: Moment[];
  /** How far the clock ever came from here without another call. */
  reach: number;
  /** What happened from here without another call. */
  readonly stretch: Stretch;
  /** Ascending by the number of events. */
  readonly keyframes: Keyframe[];
}

export const firstMoment = (reach: number, stretch: Stretch): Moment => ({
  number: 0,
  parent: null,
  call: null,
  partial: false,
  made: [],
  since: 0,
  children: [],
  reach,
  stretch,
  keyframes: [],
});

export function momentAfter(
  parent: Moment,
  number: number,
  call: Call,
  how: Pick<Moment, "partial" | "made" | "since" | "stretch">,
): Moment {
  const moment: Moment = { number, parent, call, ...how, children: [], reach: call.at, keyframes: [] };
  parent.children.push(moment);
  if (call.at > parent.reach) parent.reach = call.at;
  return moment;
}

/** All of a tree, parents before their children. */
export function below(root: Moment): Moment[] {
  const all = [root];
  for (const it of all) all.push(...it.children);
  return all;
}

/** From the start to this moment. */
export function pathTo(to: Moment): Moment[] {
  const path: Moment[] = [];
  for (let it: Moment | null = to; it; it = it.parent) path.push(it);
  return path.reverse();
}

/** Where the events of a branch are kept. */
export const partsOf = (branch: readonly Moment[]): Part[] =>
  branch.map(({ stretch }, at) => ({ stretch, upTo: branch[at + 1]?.since ?? Number.POSITIVE_INFINITY }));

export interface Fork {
  /** Where the other branch leaves the one that is shown. */
  time: number;
  /** The call with which it does; null if there was none, and the clock went on. */
  first: Moment | null;
  /** Its last moment: `goTo(end, end.reach)` goes back to it. */
  end: Moment;
}

/** The branch that was shown last among those that begin here. */
function lastOf(moment: Moment): Moment {
  let end = moment;
  for (;;) {
    const next = end.children[end.children.length - 1];
    if (!next) return end;
    end = next;
  }
}

/** Where other branches leave this one. Those of `hidden` are not others. */
export function forksOf(branch: readonly Moment[], hidden: ReadonlySet<Moment>): Fork[] {
  const found: Fork[] = [];
  branch.forEach((it, at) => {
    const next = branch[at + 1];
    for (const child of it.children)
      if (child !== next && !hidden.has(child)) found.push({ time: (child.call as Call).at, first: child, end: lastOf(child) });
    // The clock once went on without the next call, and further than to any other.
    const last = it.children.reduce((most, { call }) => Math.max(most, (call as Call).at), it.reach - 1);
    if (next && last < it.reach) found.push({ time: (next.call as Call).at, first: null, end: it });
  });
  return found;
}

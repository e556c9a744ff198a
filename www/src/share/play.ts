/**
 * Plays a session again, on a cluster of its own that nobody sees: for one that is opened, for a receipt that is
 * checked, for exports. In short pieces, so that the page stays alive, and so that it can be stopped.
 */
import type { Cluster } from "ccp-scheduler";
import { type Call, type Effects, advanceAgain, attempt, changesSilently, changing, madeBy, switches } from "../live/calls";
import { Keyframes } from "../live/keyframes";
import { type Moment, firstMoment, momentAfter } from "../live/moments";
import { MOST, type Stretch } from "../live/past";
import { type Opening, type Origin, nextIn } from "../live/world";
import { callTitle } from "../words";
import { Invalid } from "./check";
import { Stopped } from "./progress";
import type { Session, SessionCall } from "./session";

/** A session that was played: the cluster stands at the end of its branch, behind the last call that is known. */
export interface Played {
  opening: Opening;
  root: Moment;
  keyframes: Keyframes;
  moments: ReadonlyMap<number, Moment>;
  /** The last moment that was played. */
  end: Moment;
  /** Of the cluster where the playhead stands. */
  digest: string;
}

/** A call that was made again, and what became of it. */
export interface Made extends Pick<Effects, "value" | "error"> {
  call: Call;
}

export interface HowToPlay {
  open(origin: Origin): Promise<Opening>;
  /** Ends it, in the middle. */
  stop?: AbortSignal;
  /** How far it is, 0 to 1, now and then. */
  onProgress?(part: number): void;
  /** Where the playhead stands, once the cluster is there. */
  onPlayhead?(cluster: Cluster): void;
  /** To be shown: with keyframes and events. */
  toShow?: boolean;
  /** Ascending: instants at which the clock stops too. */
  stops?: readonly number[];
  /** After each stop of the clock, and after each call. */
  onStep?(made: Made | null): void;
}

/** So long in one piece, in milliseconds: a frame or two. */
const PIECE = 24;
/** More than an evening at full speed. */
const EVENTS_MOST = 10_000_000;

/** Lets the page draw and listen. */
export const breathe = (): Promise<void> =>
  new Promise((go) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      go();
    };
    port2.postMessage(null);
  });

/** Cuts long work into pieces: between them the page lives, and the visitor may stop it. */
export class Pieces {
  #until = performance.now() + PIECE;
  readonly #how: { stop?: AbortSignal; onProgress?(part: number): void };
  constructor(how: { stop?: AbortSignal; onProgress?(part: number): void }) {
    this.#how = how;
  }

  /** `part`: how far it is. */
  async rest(part: () => number): Promise<void> {
    if (performance.now() < this.#until) return;
    this.#how.onProgress?.(part());
    await breathe();
    if (this.#how.stop?.aborted) throw new Stopped();
    this.#until = performance.now() + PIECE;
  }
}

/** Takes the clock on, in pieces. */
class Pace {
  readonly #pieces: Pieces;
  readonly #it: Opening;
  readonly #from: number;
  readonly #to: number;
  readonly #stops: readonly number[];

  constructor(it: Opening, to: number, how: HowToPlay) {
    this.#it = it;
    this.#stops = how.stops ?? [];
    this.#pieces = new Pieces(how);
    this.#from = it.cluster.now;
    this.#to = Math.max(to, this.#from + 1);
  }

  async rest(): Promise<void> {
    const { cluster } = this.#it;
    await this.#pieces.rest(() => (cluster.now - this.#from) / (this.#to - this.#from));
    if (cluster.eventCount > EVENTS_MOST) throw new Invalid("More happens in it than this page plays again.");
  }

  async to(time: number, passed: () => void): Promise<void> {
    const { cluster, feed } = this.#it;
    for (;;) {
      const next = Math.min(nextIn(this.#it) ?? time, this.#stops.find((it) => it > cluster.now) ?? time);
      const stop = Math.min(next, time);
      // What the feed was refused for then it is refused for now.
      const went = !feed || advanceAgain(feed, cluster, stop);
      if (!feed) cluster.advanceTo(stop);
      passed();
      if (stop === time || !went) break;
      await this.rest();
    }
    if (cluster.now !== time) throw new Invalid("Its clock comes no further here.");
  }
}

/** Hears what happens, by the calls that it followed. The oldest goes when it is too much. */
class Ear {
  readonly stop: () => void;
  readonly #stretches: Stretch[];
  #total: number;
  #oldest = 0;

  constructor(cluster: Cluster, first: Stretch) {
    this.#stretches = [first];
    this.#total = first.events.length;
    this.stop = cluster.subscribe((more) => {
      const { events } = this.#stretches[this.#stretches.length - 1] as Stretch;
      for (const event of more) events.push(event);
      this.#total += more.length;
      while (this.#total > 2 * MOST) this.#drop();
    });
  }

  enter(stretch: Stretch): void {
    this.#stretches.push(stretch);
  }

  #drop(): void {
    const it = this.#stretches[this.#oldest] as Stretch;
    const gone = Math.min(it.events.length, this.#total - MOST);
    it.events = it.events.slice(gone);
    this.#total -= gone;
    if (it.events.length === 0) this.#oldest += 1;
  }
}

function makeAgain(it: Opening, { call, number }: SessionCall): Made {
  const before = it.cluster.eventCount;
  const switched = switches(it, call);
  const { error, value } = attempt(it, call);
  if (!switched && it.cluster.eventCount === before && !changesSilently(madeBy(call, { error, value }, before)))
    throw new Invalid(`Call ${number}, “${callTitle(call)}”, does nothing here${error ? `: ${error.message}` : "."}`);
  return { call, error, value };
}

/** A moment of a branch that is not played now. */
function other(parent: Moment, { number, call, partial, since }: SessionCall, least: number): Moment {
  return momentAfter(parent, number, call, { partial, made: [], since: Math.max(since, parent.since, least), stretch: { events: [] } });
}

/** From the start to the call, in order. */
function chainTo(calls: ReadonlyMap<number, SessionCall>, number: number): SessionCall[] {
  const chain: SessionCall[] = [];
  for (let it = calls.get(number); it; it = calls.get(it.after)) chain.push(it);
  return chain.reverse();
}

/** Plays it to the end of its branch. Throws `Invalid`, `Stopped`, or what the origin cannot be opened for; then nothing is left of it. */
export async function play(session: Session, how: HowToPlay): Promise<Played> {
  const opening = await how.open(session.origin);
  const { cluster } = opening;
  const root = firstMoment(cluster.now, { events: [...(opening.past ?? [])] });
  const ear = how.toShow ? new Ear(cluster, root.stretch) : null;
  try {
    const byNumber = new Map(session.calls.map((it) => [it.number, it]));
    const made = chainTo(byNumber, session.here);
    const ahead = session.ahead.flatMap((number) => byNumber.get(number) ?? []);
    const last = ahead[ahead.length - 1] ?? made[made.length - 1];
    const goal = Math.max(session.now, last?.reach ?? session.reach);
    if ((made[0]?.call.at ?? session.now) < cluster.now) throw new Invalid("It begins before the start of what it was played on.");

    const start = cluster.eventCount;
    const keyframes = new Keyframes();
    const moments = new Map<number, Moment>([[0, root]]);
    let here = root;
    keyframes.keep(opening, here);
    const pace = new Pace(opening, goal, how);
    let before = performance.now();
    const passed = (): void => {
      here.reach = Math.max(here.reach, cluster.now);
      const time = performance.now();
      keyframes.worked(time - before);
      before = time;
      if (how.toShow) keyframes.keepIfDue(opening, here);
      how.onStep?.(null);
    };
    const playOn = async (chain: readonly SessionCall[]): Promise<void> => {
      for (const it of chain) {
        await pace.to(it.call.at, passed);
        const since = cluster.eventCount;
        const stretch: Stretch = { events: [] };
        ear?.enter(stretch);
        const made = makeAgain(opening, it);
        const calls = madeBy(it.call, made, since);
        here = momentAfter(here, it.number, it.call, { partial: calls.some(({ error }) => error), made: changing(calls, cluster.eventCount), since, stretch });
        moments.set(it.number, here);
        how.onStep?.(made);
        await pace.rest();
      }
    };

    await playOn(made);
    await pace.to(session.now, passed);
    const digest = cluster.stateDigest();
    how.onPlayhead?.(cluster);
    await playOn(ahead);
    await pace.to(goal, passed);
    // Other branches are there, and are played when somebody goes to them.
    for (const it of session.calls) {
      const known = moments.get(it.number) ?? other(moments.get(it.after) ?? root, it, start);
      known.reach = Math.max(known.reach, it.reach);
      moments.set(it.number, known);
    }
    root.reach = Math.max(root.reach, session.reach);
    ear?.stop();
    return { opening, root, keyframes, moments, end: here, digest };
  } catch (problem) {
    ear?.stop();
    discard(opening);
    throw problem;
  }
}

/** Gives back what a world holds that is not shown. */
export function discard({ cluster, feed }: Opening): void {
  feed?.free?.();
  cluster.free();
}

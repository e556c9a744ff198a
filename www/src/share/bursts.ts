/**
 * Cancels of a log that came in bursts: one user, several calls within a minute. What if they had been one call? Within
 * a batch no job further down the list can start in between, to be killed as running.
 *
 * The log is played through once, unseen; the answer is then tried in the world that is shown, as a call a millisecond
 * before the first of them. What has been cancelled by then the log leaves alone.
 */
import type { ClusterEvent } from "ccp-scheduler";
import { refresh, pause } from "../live/clock";
import { actor, advanceTo, nextInstant, perform, scrub, tip } from "../live/history";
import { select } from "../live/selection";
import { type Origin, flowTo, live, nextIn, world } from "../live/world";
import { openOrigin } from "../scenarios/origin";
import { Pieces, discard } from "./play";
import { Stopped, begin } from "./progress";
import * as say from "./words";

const WITHIN = 60_000;
const SHOWN_MOST = 12;

export interface Burst {
  user: string;
  isAdmin: boolean;
  from: number;
  to: number;
  calls: number;
  /** Those that were there when it began. */
  ids: number[];
  /** How many of them had started since, and the processor-milliseconds that were lost with them. */
  started: number;
  lost: number;
}

interface Life {
  owner: string;
  added: number;
  start: number | null;
  processors: number;
}

/** Listens to a log, and gathers. */
class Cancels {
  readonly bursts: Burst[] = [];
  ended = 0;
  readonly #lives = new Map<number, Life>();
  readonly #open = new Map<string, Burst & { last: number }>();

  hear(event: ClusterEvent): void {
    const { type, jobId: id, time, to } = event;
    if (id === undefined) return;
    if (type === "JobRemoved") this.#lives.delete(id);
    if (type === "JobAdded") this.#lives.set(id, { owner: event.owner ?? "", added: time, start: null, processors: 0 });
    const life = this.#lives.get(id);
    if (type !== "JobStatus" || !life) return;
    if (to === "Running") {
      life.start = time;
      life.processors = event.nodes?.reduce((sum, node) => sum + node.processors, 0) ?? 0;
    } else if (to !== "Queued") {
      this.ended += 1;
      if (to === "Cancelled" && event.endedBy === "call" && event.user) this.#cancelled(id, life, event.user, time);
    }
  }

  #cancelled(id: number, life: Life, user: string, time: number): void {
    let burst = this.#open.get(user);
    if (!burst || time - burst.from > WITHIN) {
      burst = { user, isAdmin: life.owner !== user, from: time, to: time, calls: 0, ids: [], started: 0, lost: 0, last: -1 };
      this.#open.set(user, burst);
      this.bursts.push(burst);
    }
    if (time !== burst.last) burst.calls += 1;
    burst.last = burst.to = time;
    // One that came later could not have been in a call before.
    if (life.added >= burst.from) return;
    burst.ids.push(id);
    if (life.start === null || life.start < burst.from) return;
    burst.started += 1;
    burst.lost += life.processors * (time - life.start);
  }
}

/** Those that matter most: what was lost, then how many. */
export async function findBursts(origin: Origin): Promise<Burst[]> {
  const work = begin(say.PLAYING_LOG);
  try {
    const it = await openOrigin(origin);
    try {
      const cancels = new Cancels();
      for (const event of it.past ?? []) cancels.hear(event);
      it.cluster.subscribe((events) => events.forEach((event) => cancels.hear(event)));
      const pieces = new Pieces({ stop: work.signal, onProgress: work.onProgress });
      const jobs = Math.max(1, it.log?.jobs ?? 1);
      for (let next = nextIn(it); next !== null && cancels.ended < jobs; next = nextIn(it)) {
        flowTo(it, next);
        await pieces.rest(() => Math.min(1, cancels.ended / jobs));
      }
      return cancels.bursts
        .filter(({ calls, ids }) => calls > 1 && ids.length > 1)
        .sort((a, b) => b.lost - a.lost || b.ids.length - a.ids.length)
        .slice(0, SHOWN_MOST);
    } finally {
      discard(it);
    }
  } finally {
    work.end();
  }
}

/** To a millisecond before the first of its calls, wherever the playhead stands. */
async function goBefore({ from }: Burst): Promise<void> {
  pause();
  const goal = from - 1;
  if (goal <= tip.peek()) scrub(goal);
  else {
    const work = begin(say.PLAYING_LOG);
    try {
      const start = live().now;
      const log = world.peek()?.origin;
      const pieces = new Pieces({ stop: work.signal, onProgress: work.onProgress });
      for (let next = nextInstant(); next !== null && next < goal; next = nextInstant()) {
        advanceTo(next);
        await pieces.rest(() => (live().now - start) / (goal - start));
        // Another cluster was opened meanwhile.
        if (world.peek()?.origin !== log) throw new Stopped();
      }
      advanceTo(goal);
    } finally {
      work.end();
    }
  }
  refresh();
}

export async function look(burst: Burst): Promise<void> {
  await goBefore(burst);
  select(burst.ids);
}

/** The same cancels as one call: a branch of its own, beside the log's. */
export async function asOneCall(burst: Burst): Promise<void> {
  await goBefore(burst);
  const { user, isAdmin } = burst;
  const before = actor.peek();
  actor.value = { user, isAdmin };
  try {
    perform("cancelJobs", burst.ids, say.ONE_CALL_MESSAGE);
  } finally {
    actor.value = before;
  }
}

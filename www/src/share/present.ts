/** The session that is shown, as data. */
import { Cluster } from "ccp-scheduler";
import { actor, course } from "../live/history";
import { type Moment, below } from "../live/moments";
import { live, world } from "../live/world";
import type { Session, SessionCall } from "./session";

export const asCalls = (it: Moment): SessionCall[] =>
  it.call && it.parent
    ? [{ number: it.number, after: it.parent.number, call: it.call, partial: it.partial, reach: it.reach, since: it.since }]
    : [];

export const numbers = (moments: readonly Moment[]): number[] => moments.map((it) => it.number);

/** The same origin, before anybody called. */
export function presentStart(): Session | null {
  const it = world.peek();
  const frame = course().root.keyframes[0];
  if (!it || !frame) return null;
  const start = Cluster.fromSnapshot(frame.snapshot);
  const digest = start.stateDigest();
  const actor = { user: start.user, isAdmin: start.isAdmin };
  start.free();
  return { origin: it.origin, actor, calls: [], reach: frame.time, here: 0, now: frame.time, ahead: [], undone: [], digest };
}

/** Null in the error state. */
export function present(): Session | null {
  const it = world.peek();
  if (!it) return null;
  const { root, here, ahead, undone } = course();
  return {
    origin: it.origin,
    actor: actor.peek(),
    calls: below(root)
      .flatMap(asCalls)
      .sort((a, b) => a.number - b.number),
    reach: root.reach,
    here: here.number,
    now: live().now,
    ahead: numbers(ahead),
    undone: numbers(undone),
    digest: live().stateDigest(),
  };
}

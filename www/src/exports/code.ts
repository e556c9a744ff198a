/** Code of other languages from plain data: what both generators share. */
import type { Recorded, Tale } from "./retell";

/** So many calls stand in one function. */
export const PART = 100;

export function parts(calls: readonly Recorded[]): Recorded[][] {
  const all: Recorded[][] = [];
  for (let at = 0; at < calls.length; at += PART) all.push(calls.slice(at, at + PART));
  return all;
}

/** Texts as the cluster takes them: a lone surrogate is U+FFFD to it. */
export const wellFormed = (text: string): string => text.replace(/\p{Surrogate}/gu, "\uFFFD");

/** Which of its clock and its caller must change before a call: [advance to, act as]. */
export function* changes({ options, calls }: Tale): Generator<{ call: Recorded; advance: boolean; actAs: boolean }> {
  let now = options.now ?? 0;
  let user = options.user ?? "CLUSTER\\Administrator";
  let isAdmin = options.isAdmin ?? true;
  for (const call of calls) {
    yield { call, advance: call.at !== now, actAs: call.user !== user || call.isAdmin !== isAdmin };
    ({ at: now, user, isAdmin } = call);
  }
}

/** Opens a session that was shared or kept: plays it unseen, compares the digest, then shows it. Else nothing changes. */
import { pause } from "../live/clock";
import { resume } from "../live/history";
import type { Moment } from "../live/moments";
import { world } from "../live/world";
import { openOrigin, titleOf } from "../scenarios/origin";
import { chosen } from "../scenarios/open";
import { chooseDialect } from "../words/dialect";
import { Invalid } from "./check";
import { type Played, discard, play } from "./play";
import { Stopped, begin } from "./progress";
import type { Session } from "./session";
import * as say from "./words";

function show(session: Session, played: Played): void {
  const at = (number: number): Moment => played.moments.get(number) as Moment;
  pause();
  resume(
    { ...played.opening, origin: session.origin },
    {
      root: played.root,
      keyframes: played.keyframes,
      end: played.end,
      here: at(session.here),
      time: session.now,
      ahead: session.ahead.map(at),
      undone: session.undone.map(at),
      actor: session.actor,
    },
  );
  chosen.value = session.origin.kind === "scenario" ? session.origin.id : session.origin.kind;
}

export const whyNot = (problem: unknown): string =>
  problem instanceof Error ? problem.message : String(problem);

/** What became of it: whether it is shown, and the sentence about it. */
export interface Opened {
  shown: boolean;
  tone: "done" | "partial" | "refused";
  said: string;
}

/**
 * Opens it in the place of what is shown. `page` is the version that wrote it, where that is known. It is left where
 * `unwanted` says so once it is played.
 */
export async function openSession(session: Session & { page?: string }, what: string, unwanted = () => false): Promise<Opened> {
  const { signal: stopped, onProgress, stop, end } = begin(say.playing(what));
  const before = world.peek()?.origin;
  const unwatch = world.subscribe((it) => before && it?.origin !== before && stop());
  try {
    const played = await play(session, { open: openOrigin, stop: stopped, onProgress, toShow: true });
    // Something else was opened meanwhile.
    if (stopped.aborted || unwanted()) {
      discard(played.opening);
      throw new Stopped();
    }
    show(session, played);
    if (session.words) chooseDialect(session.words, false);
    // What was kept while the clock ran has none.
    const same = session.digest === "" || played.digest === session.digest;
    return {
      shown: true,
      tone: same ? "done" : "partial",
      said: same ? say.opened(what, titleOf(session.origin), session) : say.differs(what, session.page),
    };
  } catch (problem) {
    if (problem instanceof Stopped) return { shown: false, tone: "refused", said: say.stopped(what) };
    return { shown: false, tone: "refused", said: say.cannotOpen(what, whyNot(problem)) };
  } finally {
    unwatch();
    end();
  }
}

/** What could not even be read. */
export const unreadable = (what: string, problem: unknown): Opened => ({
  shown: false,
  tone: "refused",
  said: problem instanceof Invalid ? say.damaged(what, problem.message) : say.cannotOpen(what, whyNot(problem)),
});

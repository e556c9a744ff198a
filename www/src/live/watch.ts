/**
 * "Watch that again": back to just before the last call, the call itself, and slowly on to where the playhead was. It
 * only moves the playhead; any control takes over, and the playhead stays where it is then.
 */
import * as say from "../words";
import { report } from "./actions";
import { pause, playTo, playing, showing } from "./clock";
import { goBefore, redo, redoable, scrub, undoable } from "./history";
import { live } from "./world";

/** How long one may look at it before the call, and right after it, in milliseconds. */
const BEFORE = 1_500;
const AFTER = 2_000;
/** What came later is shown for so long at most. */
const LATER = 5_000;

let turn = 0;

/** Goes on after a while, unless somebody took over. */
function then(wait: number, still: () => boolean, go: () => void): void {
  const mine = turn;
  setTimeout(() => {
    if (mine === turn && showing.peek() && still()) go();
    else if (mine === turn) showing.value = false;
  }, wait);
}

export function watchAgain(): void {
  const last = undoable.peek();
  const call = last?.call;
  if (!last || !call) return report("refused", say.NOTHING_TO_WATCH);
  pause();
  const end = live().now;
  turn += 1;
  goBefore(last);
  report("done", say.watchBefore(call));
  showing.value = true;
  const stands = (): boolean => live().now === call.at;
  const finish = (): void => {
    scrub(end);
    showing.value = false;
    report("done", say.watched(call));
  };
  then(BEFORE, () => stands() && redoable.peek() === last, () => {
    redo();
    then(AFTER, () => stands() && undoable.peek() === last, () => {
      if (end === call.at) return void (showing.value = false);
      playTo(end, { slowly: true });
      if (!playing.peek()) return finish();
      showing.value = true;
      then(LATER, () => undoable.peek() === last, finish);
    });
  });
}

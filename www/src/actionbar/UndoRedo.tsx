/** Back to just before the last call, and forth again. The label says which call, and to when it leads. */
import { report } from "../live/actions";
import { pause } from "../live/clock";
import { redo, redoable, undo, undoable } from "../live/history";
import { now } from "../live/store";
import { nearTime } from "../format";
import * as say from "../words";

export function UndoRedo() {
  const last = undoable.value?.call ?? null;
  const next = redoable.value?.call ?? null;
  const backwards = last ? say.undoLabel(last, nearTime(last.at, now.value)) : say.NOTHING_TO_UNDO;
  const forwards = next ? say.redoLabel(next) : say.NOTHING_TO_REDO;
  const go = (able: boolean, move: () => void, why: string) => () => {
    if (!able) return report("refused", why);
    pause();
    move();
  };
  return (
    <div class="undo-redo">
      <button
        type="button"
        class="ghost"
        aria-label={last ? backwards : "Undo"}
        title={backwards}
        aria-disabled={last === null || undefined}
        onClick={go(last !== null, undo, say.NOTHING_TO_UNDO)}
      >
        ⟲ Undo
      </button>
      <button
        type="button"
        class={`ghost${next ? "" : " none"}`}
        aria-label={next ? forwards : "Redo"}
        title={forwards}
        aria-disabled={next === null || undefined}
        onClick={go(next !== null, redo, say.NOTHING_TO_REDO)}
      >
        ⟳
      </button>
    </div>
  );
}

/** Back to just before the last call, and forth again. The label says which call, and to when it leads. */
import { makeAgain, takeBack } from "../live/actions";
import { redoable, undoable } from "../live/history";
import { now } from "../live/store";
import { nearTime } from "../format";
import type { MenuItem } from "../parts/menu";
import * as say from "../words";

export function UndoRedo({ short }: { short: boolean }) {
  const last = undoable.value?.call ?? null;
  const next = redoable.value?.call ?? null;
  const backwards = last ? say.undoLabel(last, nearTime(last.at, now.value)) : say.NOTHING_TO_UNDO;
  const forwards = next ? say.redoLabel(next) : say.NOTHING_TO_REDO;
  return (
    <div class="undo-redo">
      <button
        type="button"
        class="ghost"
        aria-label={last ? backwards : "Undo"}
        title={backwards}
        aria-disabled={last === null || undefined}
        onClick={takeBack}
      >
        ⟲{!short && " Undo"}
      </button>
      <button
        type="button"
        class={`ghost${next ? "" : " none"}`}
        aria-label={next ? forwards : "Redo"}
        title={forwards}
        aria-disabled={next === null || undefined}
        onClick={makeAgain}
      >
        ⟳
      </button>
    </div>
  );
}

/** The same where there is no room for buttons. */
export function undoRedoItems(): MenuItem[] {
  const last = undoable.value?.call;
  const next = redoable.value?.call;
  return [
    ...(last ? [{ label: say.undoLabel(last, nearTime(last.at, now.value)), run: takeBack }] : []),
    ...(next ? [{ label: say.redoLabel(next), run: makeAgain }] : []),
  ];
}

/** The coach line: one sentence, at most two bold names, a way out. It points, and never blocks, dims or clicks. */
import { useEffect, useLayoutEffect } from "preact/hooks";
import { useSignal } from "@preact/signals";
import { selected } from "../live/selection";
import { version } from "../live/store";
import { Bold, boldWords } from "../parts/Bold";
import { phone } from "../parts/media";
import { follow, named, place } from "../parts/point";
import { allMinutes, offered } from "../lesson/offered";
import { FOR_TEACHERS } from "../teachers/words";
import * as say from "../words";
import { STOPS, leave, playOn, sentence, step, stop, toLessons, toTeachers, touring } from "./tour";

/** Nothing done for so long: it says where to look. */
const PATIENCE = 15_000;

/** What has a use of its own for Escape. */
const CLOSES = "input:not([type=checkbox], [type=range]), textarea, select, dialog, [role=menu], [role=log]";

/** The named control that is to be used next: the first one, or what a menu that was opened shows. */
function next(text: string): HTMLElement | null {
  const found = boldWords(text).map(named);
  return found.findLast((it) => it?.closest("[role=menu]")) ?? found.find((it) => it !== null) ?? null;
}

/** Where it is, once nothing has been done for a while. */
function useWhere(text: string): string {
  const where = useSignal("");
  useEffect(() => {
    let timer = 0;
    const wait = (): void => {
      clearTimeout(timer);
      timer = window.setTimeout(() => {
        const it = next(text);
        where.value = it ? say.whereItIs(place(it)) : "";
      }, PATIENCE);
    };
    where.value = "";
    wait();
    addEventListener("pointerdown", wait);
    addEventListener("keydown", wait);
    return () => {
      clearTimeout(timer);
      removeEventListener("pointerdown", wait);
      removeEventListener("keydown", wait);
    };
  }, [text]);
  return where.value;
}

/** Escape leaves the tour, unless it closes something that is open. */
function useEscape(): void {
  useLayoutEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const taken = (event.target as HTMLElement).closest?.(CLOSES);
      if (event.key === "Escape" && !event.defaultPrevented && !taken) leave();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
}

function Line() {
  version.value;
  selected.value;
  const text = sentence.value;
  const at = step.value;
  useEffect(() => follow(() => next(text)), [text]);
  useEscape();
  const where = useWhere(text);
  return (
    <section class="coach" aria-label="Tour">
      <p aria-live="polite">
        {at !== null && <span class="quiet">{say.tourStep(at, STOPS, phone.value)} </span>}
        <Bold text={text} />
        {where && ` ${where}`}
      </p>
      {stop.value === "end" ? (
        <span class="coach-ways">
          <button type="button" onClick={toLessons}>
            {say.lessonsOffered(offered.value.length, allMinutes())}
          </button>
          <button type="button" onClick={playOn}>
            {say.PLAY_ON}
          </button>
          <button type="button" onClick={toTeachers}>
            {FOR_TEACHERS}
          </button>
        </span>
      ) : (
        <button type="button" class="ghost" onClick={leave}>
          {stop.value === "left" ? "Close" : "Skip"}
        </button>
      )}
    </section>
  );
}

export function Coach() {
  return touring.value ? <Line /> : null;
}

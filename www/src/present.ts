/**
 * Presenter mode (P, `?present`): the projector theme, and what remotes send drives the clock. Space, arrows and the
 * Page keys do so only while nothing has the focus: in a control they keep their meaning.
 */
import { effect, signal } from "@preact/signals";
import { keysOn } from "./keys";
import { report } from "./live/actions";
import { back, pause, step } from "./live/clock";
import { redo, redoable, tip } from "./live/history";
import { live, onNewWorld } from "./live/world";
import { lessonOf } from "./lessons";
import { textsOf } from "./lessons/messages";
import { lesson, reached } from "./lessons/run";
import { parameter } from "./parts/address";
import { openLesson } from "./scenarios/open";
import { remembered, theme, wear } from "./theme";
import * as say from "./words";

export const presenting = signal(parameter("present") !== null);

export function switchPresenting(): void {
  presenting.value = !presenting.peek();
}

// The choice of before comes back afterwards; what a presenter chooses meanwhile is kept.
let before = remembered();
effect(() => {
  if (presenting.value) {
    if (theme.peek() !== "projector" || remembered() === "projector") before = theme.peek();
    wear("projector");
  } else if (theme.peek() === "projector") wear(before);
});

/** The lesson whose next one was named: pressed once more, that is opened. */
let named: string | null = null;
onNewWorld(() => (named = null));

/**
 * The next thing: a call that was undone or stands ahead, else the next event. Where a lesson is reached and nothing
 * stands ahead, the next lesson; it is named first, since who pressed twice wants to show what has come.
 */
function onward(): void {
  if (redoable.peek()) {
    pause();
    redo();
    return;
  }
  const it = lesson.peek();
  const next = it && reached.peek() && live().now === tip.peek() ? lessonOf(it.next ?? "") : null;
  if (!it || !next) return step();
  pause();
  if (named === it.id) return openLesson(next.id);
  named = it.id;
  report("done", say.onceMore(it.number < it.of ? it.number + 1 : null, textsOf(next)?.title ?? next.id));
}

const REMOTE: Record<string, () => void> = {
  " ": onward,
  ArrowRight: onward,
  ArrowDown: onward,
  PageDown: onward,
  ArrowLeft: back,
  ArrowUp: back,
  PageUp: back,
};

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  const target = event.target as HTMLElement;
  if (event.key === "p" && keysOn.peek() && !target.closest("input, textarea, select, dialog, [role=menu]")) {
    switchPresenting();
    event.preventDefault();
    return;
  }
  const act = REMOTE[event.key];
  if (!presenting.peek() || !act || target !== document.body || document.querySelector(".app[inert]")) return;
  act();
  event.preventDefault();
});

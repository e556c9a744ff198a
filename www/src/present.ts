/**
 * Presenter mode (P, `?present`): the projector theme, and what remotes send drives the clock. Space, arrows and the
 * Page keys do so only while nothing has the focus: in a control they keep their meaning.
 */
import { effect, signal } from "@preact/signals";
import { keysOn } from "./keys";
import { back, pause, step } from "./live/clock";
import { redo, redoable } from "./live/history";
import { parameter } from "./parts/address";
import { remembered, theme, wear } from "./theme";

export const presenting = signal(parameter("present") !== null);

export function switchPresenting(): void {
  presenting.value = !presenting.peek();
}

// The choice of before comes back afterwards; what a presenter chooses meanwhile is kept.
let before = remembered();
effect(() => {
  if (presenting.value) {
    if (theme.peek() !== "projector") before = theme.peek();
    wear("projector");
  } else if (theme.peek() === "projector") wear(before);
});

/** The next thing: a call that was undone or stands ahead, else the next event. */
function onward(): void {
  if (!redoable.peek()) return step();
  pause();
  redo();
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

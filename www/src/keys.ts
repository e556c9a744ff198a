/**
 * The keys of the whole page. Those without Ctrl can be switched off, since who speaks to his computer, or brushes a key,
 * would set them off by accident.
 */
import { signal } from "@preact/signals";
import { makeAgain, takeBack } from "./live/actions";
import { back, moving, pause, run, step } from "./live/clock";
import { recall, remember } from "./parts/memory";
import * as say from "./words";

const STORED = "ccp-keys";
export const keysOn = signal(recall(STORED) !== "off");

export function switchKeys(): void {
  keysOn.value = !keysOn.value;
  remember(STORED, keysOn.value ? null : "off");
}

/** The dialog with all keys. */
export const keysShown = signal(false);

export interface Key {
  /** As it is written in the help. */
  shown: string;
  does: string;
  /** Without Ctrl or Command: one that can be switched off. */
  single: boolean;
  fits(event: KeyboardEvent): boolean;
  run(): void;
}

const letter =
  (key: string) =>
  (event: KeyboardEvent): boolean =>
    !event.shiftKey && event.key.toLowerCase() === key;
const sign =
  (key: string) =>
  (event: KeyboardEvent): boolean =>
    event.key === key;
const undoing =
  (again: boolean) =>
  (event: KeyboardEvent): boolean =>
    (event.key.toLowerCase() === "z" && event.shiftKey === again) || (again && event.key.toLowerCase() === "y");

function runOrPause(): void {
  if (moving.peek()) pause();
  else run();
}

export const KEYS: readonly Key[] = [
  { shown: "K", does: say.KEY_RUN, single: true, fits: letter("k"), run: runOrPause },
  { shown: "L", does: say.KEY_STEP, single: true, fits: letter("l"), run: step },
  { shown: "J", does: say.KEY_BACK, single: true, fits: letter("j"), run: back },
  {
    shown: "/",
    does: say.KEY_FILTER,
    single: true,
    fits: sign("/"),
    run: () => document.querySelector<HTMLElement>(".words")?.focus(),
  },
  { shown: "?", does: say.KEY_HELP, single: true, fits: sign("?"), run: () => (keysShown.value = true) },
  { shown: "Ctrl+Z", does: say.KEY_UNDO, single: false, fits: undoing(false), run: takeBack },
  { shown: "Ctrl+Shift+Z", does: say.KEY_REDO, single: false, fits: undoing(true), run: makeAgain },
];

const NOT_TYPED = ["checkbox", "radio", "range", "button", "submit"];

function isTyping(target: HTMLElement): boolean {
  if (target instanceof HTMLInputElement) return !NOT_TYPED.includes(target.type);
  return target instanceof HTMLTextAreaElement || target.isContentEditable;
}

/** Not while somebody types or something lies over the page; single keys neither in dialogs nor where a letter chooses something. */
export function onKey(event: KeyboardEvent): void {
  const target = event.target as HTMLElement;
  if (event.altKey || event.defaultPrevented || isTyping(target) || document.querySelector("dialog:modal, .app[inert]")) return;
  const single = !event.ctrlKey && !event.metaKey;
  if (single && (!keysOn.value || target.closest("select, dialog, [role=menu]"))) return;
  const key = KEYS.find((it) => it.single === single && it.fits(event));
  if (!key) return;
  key.run();
  event.preventDefault();
}

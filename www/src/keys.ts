/** Single keys for those who want them: K runs and pauses, J and L step back and forward, / goes to the filter. They can be switched off. */
import { signal } from "@preact/signals";
import { back, pause, run, running, skipping, step } from "./live/clock";
import { recall, remember } from "./parts/memory";

const KEY = "ccp-keys";
export const keysOn = signal(recall(KEY) !== "off");

export function switchKeys(): void {
  keysOn.value = !keysOn.value;
  remember(KEY, keysOn.value ? null : "off");
}

/** Not while somebody types or is in a menu. */
export function onKey(event: KeyboardEvent): void {
  const target = event.target as HTMLElement;
  if (!keysOn.value || event.ctrlKey || event.metaKey || event.altKey) return;
  if (target.closest("input, textarea, select, dialog, [role=menu]")) return;
  if (event.key === "k") {
    if (running.peek() || skipping.peek()) pause();
    else run();
  } else if (event.key === "j") back();
  else if (event.key === "l") step();
  else if (event.key === "/") document.querySelector<HTMLElement>(".words")?.focus();
  else return;
  event.preventDefault();
}

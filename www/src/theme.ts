/** Light, dark, or for a projector: the system's choice, or the visitor's, remembered. public/theme.js reads it back before the first paint. */
import { signal } from "@preact/signals";
import { recall, remember } from "./parts/memory";

const KEY = "ccp-theme";
export type Theme = "system" | "light" | "dark" | "projector";
const CHOICES: readonly (string | undefined)[] = ["light", "dark", "projector"];

const { dataset } = document.documentElement;
export const theme = signal<Theme>(CHOICES.includes(dataset.theme) ? (dataset.theme as Theme) : "system");

export function remembered(): Theme {
  const choice = recall(KEY);
  return choice !== null && CHOICES.includes(choice) ? (choice as Theme) : "system";
}

/** For now: it is not remembered. */
export function wear(choice: Theme): void {
  theme.value = choice;
  if (choice === "system") delete dataset.theme;
  else dataset.theme = choice;
}

export function chooseTheme(choice: Theme): void {
  wear(choice);
  remember(KEY, choice === "system" ? null : choice);
}

/** Light, dark, or for a projector: the system's choice, or the visitor's, remembered. public/theme.js reads it back before the first paint. */
import { signal } from "@preact/signals";
import { remember } from "./parts/memory";

export type Theme = "system" | "light" | "dark" | "projector";
const CHOICES: readonly (string | undefined)[] = ["light", "dark", "projector"];

const { dataset } = document.documentElement;
export const theme = signal<Theme>(CHOICES.includes(dataset.theme) ? (dataset.theme as Theme) : "system");

export function chooseTheme(choice: Theme): void {
  theme.value = choice;
  if (choice === "system") delete dataset.theme;
  else dataset.theme = choice;
  remember("ccp-theme", choice === "system" ? null : choice);
}

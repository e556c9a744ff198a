/** Light or dark: the system's choice, or the visitor's, remembered. public/theme.js reads it back before the first paint. */
import { signal } from "@preact/signals";
import { remember } from "./parts/memory";

export type Theme = "system" | "light" | "dark";

const { dataset } = document.documentElement;
export const theme = signal<Theme>(dataset.theme === "light" || dataset.theme === "dark" ? dataset.theme : "system");

export function chooseTheme(choice: Theme): void {
  theme.value = choice;
  if (choice === "system") delete dataset.theme;
  else dataset.theme = choice;
  remember("ccp-theme", choice === "system" ? null : choice);
}

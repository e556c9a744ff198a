/** Light or dark: the system's choice, or the visitor's, remembered. public/theme.js reads it back before the first paint. */
import { signal } from "@preact/signals";

export type Theme = "system" | "light" | "dark";
const KEY = "ccp-theme";

const set = document.documentElement.dataset.theme;
export const theme = signal<Theme>(set === "light" || set === "dark" ? set : "system");

export function chooseTheme(choice: Theme): void {
  theme.value = choice;
  if (choice === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = choice;
  try {
    if (choice === "system") localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, choice);
  } catch {
    // No storage: the choice lasts as long as the tab.
  }
}

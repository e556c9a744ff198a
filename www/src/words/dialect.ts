/** In whose words the page speaks: chosen in the bar, remembered, and carried by links. */
import { computed, signal } from "@preact/signals";
import { recall, remember } from "../parts/memory";
import { DIALECTS, type Dialect, WORDS } from "./dialects";

const STORED = "ccp-words";

export const isDialect = (text: unknown): text is Dialect => DIALECTS.includes(text as Dialect);

const stored = recall(STORED);
export const dialect = signal<Dialect>(isDialect(stored) ? stored : "ccp");
export const wordsNow = computed(() => WORDS[dialect.value]);

/** `keep`: also next time. A link changes the words for now only. */
export function chooseDialect(choice: Dialect, keep = true): void {
  dialect.value = choice;
  if (keep) remember(STORED, choice === "ccp" ? null : choice);
}

/**
 * Which sheet a teacher looks at, if any (`?teachers`, `?teachers=an-honest-limit`). It lies over the page, whose clock
 * stands meanwhile.
 */
import { batch, signal } from "@preact/signals";
import { pause } from "../live/clock";
import { world } from "../live/world";
import { LESSONS } from "../lessons";
import { parameter } from "../parts/address";
import { drawn } from "../parts/drawn";
import { PLANS } from "./plans";

/** In the order in which they are printed. */
export const SHEETS: readonly string[] = [...PLANS.map(({ id }) => id), ...LESSONS.map(({ id }) => id)];

const known = (id: string): string | null => (SHEETS.includes(id) ? id : (SHEETS[0] ?? null));
const asked = parameter("teachers");

/** The sheet that is shown; null: the page is. */
export const sheet = signal<string | null>(asked === null ? null : known(asked));
/** All of them, for the printer. */
export const printing = signal(false);

/** What had the focus when it was opened. */
let before: Element | null = null;
export function focusWhereItWas(): void {
  if (before instanceof HTMLElement) before.focus();
  before = null;
}

/** At the lesson that is open; else at the first plan. */
export function openTeachers(): void {
  pause();
  before = document.activeElement;
  const origin = world.peek()?.origin;
  choose(origin?.kind === "lesson" ? origin.id : "");
}

export function choose(id: string): void {
  batch(() => {
    printing.value = false;
    sheet.value = known(id);
  });
}

export function closeTeachers(): void {
  printing.value = false;
  sheet.value = null;
}

addEventListener("afterprint", () => (printing.value = false));

export async function print(all: boolean): Promise<void> {
  printing.value = all;
  await drawn();
  window.print();
}

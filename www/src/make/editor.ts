/** The lesson that is being written: its text, what is not right in it, and what becomes of it. */
import { signal } from "@preact/signals";
import { report } from "../live/actions";
import { pause } from "../live/clock";
import { findings } from "../lessons/proof";
import { readLesson } from "../lessons/check";
import type { Lesson } from "../lessons/format";
import { drawn } from "../parts/drawn";
import { openLessonFile } from "../scenarios/open";
import { download } from "../share/download";
import { whyNot } from "../share/open";
import { Stopped } from "../share/progress";
import { asText, lessonOfThis, textOfOpen } from "./make";
import * as say from "./words";

export interface Writing {
  text: string;
  /** So many of the last calls are its solution; null: it was there before. */
  last: number | null;
}

export const writing = signal<Writing | null>(null);
/** What was written and neither tried nor saved when the text was closed. */
export const draft = signal<string | null>(null);

/** Whether it opens, and what is to be mended. */
export type State = { lesson: Lesson; problems: readonly string[] } | { lesson: null; problems: readonly [string] };

export function stateOf(text: string): State {
  try {
    const lesson = readLesson(text);
    return { lesson, problems: findings(lesson) };
  } catch (problem) {
    return { lesson: null, problems: [whyNot(problem)] };
  }
}

export async function makeLesson(last = 1): Promise<void> {
  pause();
  report("done", say.MAKING_IT);
  await drawn();
  try {
    writing.value = { text: asText(await lessonOfThis(last)), last };
    report("done", say.MADE_IT);
  } catch (problem) {
    report("refused", problem instanceof Stopped ? say.notMade("it was stopped.") : say.notMade(whyNot(problem)));
  }
}

export function editLesson(): void {
  const text = textOfOpen();
  if (text === null) return;
  pause();
  writing.value = { text, last: null };
}

export function goOnWriting(): void {
  if (draft.peek() === null) return;
  pause();
  writing.value = { text: draft.peek() ?? "", last: null };
}

/** What is written is kept, if it is not what was there. */
export function stopWriting(text: string): void {
  const it = writing.peek();
  if (!it) return;
  if (text !== it.text) draft.value = text;
  writing.value = null;
}

const nameOf = (text: string): string => `${/"id"\s*:\s*"([a-z0-9-]{1,80})"/.exec(text)?.[1] ?? "lesson"}.json`;

export function tryIt(text: string): void {
  writing.value = null;
  draft.value = null;
  openLessonFile(nameOf(text), text);
}

/** Also one that is not right yet: work goes on tomorrow. */
export function saveIt(text: string): void {
  const name = nameOf(text);
  download(name, text, "application/json");
  draft.value = null;
  report("done", say.saved(name));
}

/** The lessons that can be opened, in their order: those that have texts in the language of the page. */
import { LESSONS } from "../lessons";
import { textsOf } from "../lessons/messages";

export interface Offered {
  id: string;
  number: number;
  title: string;
  minutes: number;
}

export const OFFERED: readonly Offered[] = LESSONS.flatMap((lesson, at) => {
  const title = textsOf(lesson)?.title;
  return title ? [{ id: lesson.id, number: at + 1, title, minutes: lesson.minutes }] : [];
});

export const allMinutes = (): number => OFFERED.reduce((sum, { minutes }) => sum + minutes, 0);

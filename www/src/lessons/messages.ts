/** The texts of the lessons in the language of the page, and what stands in their placeholders. */
import english from "../messages/en.json";
import type { Lesson, LessonTexts } from "./format";
import { jobOf } from "./memory";
import { type States, isFixed, said, valueOf } from "./values";
import { instant } from "./calls";

const LESSONS = english.lessons as unknown as Record<string, LessonTexts>;

export const textsOf = (lesson: Lesson): LessonTexts | undefined => lesson.texts ?? LESSONS[lesson.id];

/** `{name}` is a value, `{2}` the number of a job, `{2.name}` its name. */
const PLACE = /\{(\w+)(\.name)?\}/g;

/** Fills texts of one lesson; what stays the same is computed once. */
export function filler(states: () => States): (text: string) => string {
  const fixed = new Map<string, string>();
  return (text) =>
    text.replaceAll(PLACE, (place, key: string, name: string | undefined) => {
      const it = states();
      if (/^\d+$/.test(key)) {
        if (!name) return key;
        const known = fixed.get(place);
        if (known !== undefined) return known;
        const found = jobOf(it.now, Number(key))?.name ?? "";
        if (found) fixed.set(place, found);
        return found || key;
      }
      const value = it.lesson.values[key];
      if (!value) return place;
      const known = fixed.get(key);
      if (known !== undefined) return known;
      const words = said(valueOf(value, it), instant(it.lesson.opens));
      if (isFixed(value)) fixed.set(key, words);
      return words;
    });
}

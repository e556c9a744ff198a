/** The class that the visitor is in, if any: which lessons in which order, and whether there are hints. It came with a link, and lasts until it is left. */
import { computed, signal } from "@preact/signals";
import { recall, remember } from "../parts/memory";
import type { Lesson } from "./format";
import { LESSONS, lessonOf } from "./index";
import { textsOf } from "./messages";

export interface Course {
  /** Their ids, in order. */
  lessons: readonly string[];
  /** Hint and Show me. */
  hints: boolean;
}

const KEY = "ccp-class";

function recalled(): Course | null {
  try {
    const { lessons, hints } = JSON.parse(recall(KEY) ?? "") as Course;
    const known = lessons.filter((id) => typeof id === "string" && lessonOf(id));
    return known.length > 0 ? { lessons: known, hints: hints !== false } : null;
  } catch {
    return null;
  }
}

export const course = signal<Course | null>(recalled());

export function enter(next: Course | null): void {
  course.value = next;
  remember(KEY, next && JSON.stringify(next));
}

/** Those that have texts in the language of the page, in the order of the class. */
export const ordered = computed<readonly Lesson[]>(() => {
  const all = course.value?.lessons.flatMap((id) => lessonOf(id) ?? []) ?? LESSONS;
  return all.filter((it) => textsOf(it));
});

export const hintsOffered = computed(() => course.value?.hints ?? true);

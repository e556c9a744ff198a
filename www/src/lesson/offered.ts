/** The lessons that can be opened, in their order, or in that of the class. */
import { computed } from "@preact/signals";
import { ordered } from "../lessons/course";
import { textsOf } from "../lessons/messages";

export interface Offered {
  id: string;
  number: number;
  title: string;
  minutes: number;
}

export const offered = computed<readonly Offered[]>(() =>
  ordered.value.map((lesson, at) => ({
    id: lesson.id,
    number: at + 1,
    title: textsOf(lesson)?.title ?? lesson.id,
    minutes: lesson.minutes,
  })),
);

export const allMinutes = (): number => offered.value.reduce((sum, { minutes }) => sum + minutes, 0);

/** Lessons: first in the bar, in their order, each with its minutes and, once it is finished, a tick. */
import { LESSONS } from "../lessons";
import { course, enter } from "../lessons/course";
import { nextShift, open, progress } from "../lessons/run";
import { shiftNumber } from "../lessons/shift";
import { Menu, type MenuItem } from "../parts/menu";
import { openTeachers } from "../teachers/state";
import { FOR_TEACHERS } from "../teachers/words";
import { again } from "../tour/tour";
import { TOUR, TOUR_MINUTES } from "../words";
import { openReference } from "./learned";
import { offered } from "./offered";
import * as say from "./words";

export function lessonSections(): MenuItem[][] {
  const done = progress.value;
  const all = offered.value;
  const finished = LESSONS.filter(({ id }) => done[id]).length;
  const shift = nextShift.value;
  return [
    all.map(({ id, number, title, minutes }) => ({
      label: say.listed(number, title),
      hint: done[id] ? say.DONE : say.minutes(minutes),
      run: () => open(id),
    })),
    [
      // A class has the shift that its teacher chose, or none.
      ...(course.value ? [] : [{ label: say.shift(shiftNumber(shift) ?? 0), hint: say.EXAM, run: () => open(shift) }]),
      { label: TOUR, hint: TOUR_MINUTES, run: () => void again() },
      {
        label: say.REFERENCE,
        hint: say.finishedOf(finished, LESSONS.length),
        ...(finished === 0 ? { blocked: say.NOTHING_FINISHED } : {}),
        run: openReference,
      },
    ],
    [
      ...(course.value ? [{ label: say.LEAVE_CLASS, hint: say.ofClass(all.length), run: () => enter(null) }] : []),
      { label: FOR_TEACHERS, run: openTeachers },
    ],
  ];
}

export function LessonsMenu() {
  return <Menu label="Lessons" class="ghost" sections={lessonSections} />;
}

/** Lessons: first in the bar, in their order, each with its minutes and, once it is finished, a tick. */
import { LESSONS } from "../lessons";
import { course, enter } from "../lessons/course";
import { open, progress } from "../lessons/run";
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
  const finished = Object.keys(done).length;
  return [
    all.map(({ id, number, title, minutes }) => ({
      label: say.listed(number, title),
      hint: done[id] ? say.DONE : say.minutes(minutes),
      run: () => open(id),
    })),
    [
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

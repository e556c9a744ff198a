/** Lessons: first in the bar. */
import { Menu, type MenuItem } from "../parts/menu";
import { openTeachers } from "../teachers/state";
import { FOR_TEACHERS } from "../teachers/words";
import { again } from "../tour/tour";
import { TOUR, TOUR_MINUTES } from "../words";

export function lessonSections(): MenuItem[][] {
  return [[{ label: TOUR, hint: TOUR_MINUTES, run: () => void again() }], [{ label: FOR_TEACHERS, run: openTeachers }]];
}

export function LessonsMenu() {
  return <Menu label="Lessons" class="ghost" sections={lessonSections()} />;
}

/** The lessons in their order. To add one: a file here, a line below, its texts in the message file. */
import type { Lesson } from "./format";
import stopItSayWhy from "./stop-it-say-why.json";
import threeTasks from "./three-tasks-three-endings.json";
import theOneYouStopped from "./the-one-you-stopped.json";
import itStoppedAtTheThird from "./it-stopped-at-the-third.json";
import nothingHappened from "./nothing-happened-on-purpose.json";
import oneCallOrFive from "./one-call-or-five.json";
import oneProcessor from "./one-processor-a-whole-node.json";
import sixteenProcessors from "./sixteen-processors-two-jobs.json";
import anHonestLimit from "./an-honest-limit.json";
import beforeItIsGone from "./before-it-is-gone.json";
import theId from "./the-id-on-the-sticky-note.json";
import aNodeDies from "./a-node-dies.json";
import { shiftOf } from "./shift";

export const LESSONS = [
  stopItSayWhy,
  threeTasks,
  theOneYouStopped,
  itStoppedAtTheThird,
  nothingHappened,
  oneCallOrFive,
  oneProcessor,
  sixteenProcessors,
  anHonestLimit,
  beforeItIsGone,
  theId,
  aNodeDies,
] as unknown as readonly Lesson[];

/** One of them, or a final shift. */
export const lessonOf = (id: string): Lesson | undefined => LESSONS.find((it) => it.id === id) ?? shiftOf(id);

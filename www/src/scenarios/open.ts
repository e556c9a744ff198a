/** Opens a scenario or a log of the visitor's and shows it. What cannot be opened is said; the present world stays. */
import { signal } from "@preact/signals";
import { report } from "../live/actions";
import { pause, run } from "../live/clock";
import { show, world } from "../live/world";
import { created } from "./building";
import { FIRST, scenario } from "./index";
import { lessonOf } from "../lessons";
import { readLesson } from "../lessons/check";
import { startOf } from "../lessons/start";
import { openLogPanel } from "../panel/panels";
import { drawn } from "../parts/drawn";
import { Stopped, begin } from "../share/progress";
import * as say from "../share/words";
import { leftOut, replayed } from "./log-file";

/** What the combobox shows. */
export const chosen = signal(FIRST);

export async function openScenario(id: string): Promise<void> {
  const it = scenario(id);
  if (!it) return;
  chosen.value = id;
  pause();
  if (it.slow && world.peek()) {
    report("done", it.slow);
    await drawn();
  }
  show({ ...it.open(created), origin: { kind: "scenario", id } });
  if (it.runs) run();
}

export function openLesson(id: string): void {
  const it = lessonOf(id);
  if (!it) return;
  pause();
  show({ ...startOf(it), origin: { kind: "lesson", id } });
  chosen.value = "lesson";
}

/** A lesson of the visitor's. Why it cannot be opened is said. */
export function openLessonFile(name: string, text: string): void {
  try {
    const lesson = readLesson(text);
    if (!lesson.texts) throw new Error(say.NO_TEXTS);
    pause();
    show({ ...startOf(lesson), origin: { kind: "lessonFile", text } });
    chosen.value = "lesson";
    report("done", say.lessonOpened(name, lesson.texts.title));
  } catch (problem) {
    report("refused", say.cannotOpen(name, problem instanceof Error ? problem.message : String(problem)));
  }
}

export async function openLog(file: File): Promise<void> {
  pause();
  report("done", say.readingLog(file.name));
  const work = begin(say.readingLog(file.name));
  await drawn();
  try {
    const next = await replayed(file, work);
    if (work.signal.aborted) throw new Stopped();
    show({ ...next.world, origin: { kind: "log", file } });
    chosen.value = "log";
    report(next.tone, next.said);
    // What was left out stays in sight until somebody has read it.
    const { log } = next.world;
    if (log && (log.broken > 0 || leftOut(log).length > 0)) openLogPanel();
  } catch (problem) {
    const why = problem instanceof Error ? problem.message : String(problem);
    report("refused", problem instanceof Stopped ? say.logStopped(file.name) : say.notReplayed(file.name, why));
  } finally {
    work.end();
  }
}

export function restart(): void {
  const origin = world.peek()?.origin;
  if (origin?.kind === "log") void openLog(origin.file);
  else if (origin?.kind === "scenario") void openScenario(origin.id);
  else if (origin?.kind === "lesson") openLesson(origin.id);
  else if (origin?.kind === "lessonFile") openLessonFile(say.THE_LESSON, origin.text);
}

/** Opens a scenario or a log of the visitor's and shows it. What cannot be opened is said; the present world stays. */
import { signal } from "@preact/signals";
import { report } from "../live/actions";
import { pause, run } from "../live/clock";
import { show, world } from "../live/world";
import { created } from "./building";
import { FIRST, scenario } from "./index";
import { lessonOf } from "../lessons";
import { startOf } from "../lessons/start";
import { drawn } from "../parts/drawn";
import { replayed } from "./log-file";

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

export async function openLog(file: File): Promise<void> {
  pause();
  report("done", `Reading ${file.name} …`);
  await drawn();
  try {
    const next = await replayed(file);
    show({ ...next.world, origin: { kind: "log", file } });
    chosen.value = "log";
    report(next.tone, next.said);
  } catch (problem) {
    report(
      "refused",
      `${file.name} cannot be replayed: ${problem instanceof Error ? problem.message : String(problem)}`,
    );
  }
}

export function restart(): void {
  const origin = world.peek()?.origin;
  if (origin?.kind === "log") void openLog(origin.file);
  else if (origin?.kind === "scenario") void openScenario(origin.id);
  else if (origin?.kind === "lesson") openLesson(origin.id);
}

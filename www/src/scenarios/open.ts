/** Opens a scenario or a log of the visitor's and shows it. What cannot be opened is said; the present world stays. */
import { signal } from "@preact/signals";
import { report } from "../live/actions";
import { pause, run } from "../live/clock";
import { show, world } from "../live/world";
import { FIRST, scenario } from "./index";
import { drawn } from "../parts/drawn";
import { replayed } from "./log-file";

/** What the combobox shows. */
export const chosen = signal(FIRST);
let lastLog: File | null = null;

export async function openScenario(id: string): Promise<void> {
  const it = scenario(id);
  if (!it) return;
  chosen.value = id;
  pause();
  if (it.slow && world.peek()) {
    report("done", it.slow);
    await drawn();
  }
  show({ ...it.open(), origin: { kind: "scenario", id } });
  if (it.runs) run();
}

export async function openFile(file: File): Promise<void> {
  pause();
  report("done", `Reading ${file.name} …`);
  await drawn();
  try {
    const next = await replayed(file);
    lastLog = file;
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
  if (chosen.peek() === "log" && lastLog) void openFile(lastLog);
  else void openScenario(chosen.peek());
}

export function chooseLog(): void {
  const input = document.createElement("input");
  input.type = "file";
  input.accept = ".swf,.gz,.txt";
  input.addEventListener("change", () => {
    const file = input.files?.[0];
    if (file) void openFile(file);
  });
  input.click();
}

/** While a solution is shown, the control that makes the next call has a plain outline; so has what the last hint names. */
import { effect } from "@preact/signals";
import type { CallName } from "../live/calls";
import { demonstration, lesson, reached } from "../lessons/run";
import { boldWords } from "../parts/Bold";
import { follow, named } from "../parts/point";
import { hintsShown } from "./hints";

const CONTROLS: Partial<Record<CallName, string>> = {
  cancelJobs: "Cancel selected jobs",
  tryCancelJobs: "Cancel selected jobs",
  requeueJobs: "Requeue selected jobs",
  submitJobs: "Submit selected jobs",
  queueJobs: "Copy as new job",
  modifyJobTerm: "Change run-time limit",
};

export function pointInLessons(): void {
  effect(() => {
    const it = lesson.value;
    const { call } = demonstration.value ?? { call: null };
    const hint = demonstration.value || reached.value ? undefined : it?.texts.hints[hintsShown.value - 1];
    const words = call ? [CONTROLS[call.name] ?? ""] : boldWords(hint ?? "");
    return it && words.length > 0 ? follow(() => words.map(named).find((found) => found !== null) ?? null) : undefined;
  });
}

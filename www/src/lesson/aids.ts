/** What the page shows of itself because of the lesson that is open: buttons of its own, a message to take, a picture. */
import { effect, untracked } from "@preact/signals";
import { type ActionName, ownButtons } from "../actionbar/more";
import type { Offer } from "../lessons/format";
import { lesson } from "../lessons/run";
import { world } from "../live/world";
import { suggestedMessage } from "../panel/panels";
import { picture } from "../stage/picture";
import { stop } from "../tour/tour";
import { TOUR_MESSAGE } from "../words";

const BUTTONS: Partial<Record<Offer, ActionName>> = { submitJobs: "submit", copyJob: "copy", modifyJobTerm: "limit" };
/** Its idea is seen there: a promise, and what stands behind it. */
const ON_THE_TIMELINE = "an-honest-limit";

/** Keeps them as the open lesson wants them. */
export function aid(): void {
  effect(() => {
    const controls = lesson.value?.lesson.controls ?? [];
    ownButtons.value = new Set(controls.flatMap((call) => BUTTONS[call] ?? []));
  });
  effect(() => {
    const [note] = Object.values(lesson.value?.texts.notes ?? {});
    suggestedMessage.value = stop.value === "confirm" ? TOUR_MESSAGE : (note ?? null);
  });
  effect(() => {
    const origin = world.value?.origin;
    if (origin?.kind === "lesson") untracked(() => (picture.value = origin.id === ON_THE_TIMELINE ? "timeline" : "cluster"));
  });
}

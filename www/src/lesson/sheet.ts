/** Whether all of the lesson is open where it has no column of its own. */
import { signal } from "@preact/signals";
import { onNewWorld, world } from "../live/world";
import { phone } from "../parts/media";

export const sheetOpen = signal(false);

let last: string | null = null;
// Who goes from lesson to lesson on the phone has to read the next story; who starts again has read it.
onNewWorld(() => {
  const origin = world.peek()?.origin;
  const id = origin?.kind === "lesson" ? origin.id : null;
  sheetOpen.value = phone.peek() && sheetOpen.peek() && id !== null && id !== last;
  last = id;
});

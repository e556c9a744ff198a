/** Whether all of the lesson is open where it has no column of its own. */
import { signal } from "@preact/signals";
import { onNewWorld } from "../live/world";

export const sheetOpen = signal(false);
onNewWorld(() => (sheetOpen.value = false));

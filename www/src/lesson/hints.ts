/** How many hints of the open lesson are shown. Asking for them costs nothing. */
import { signal } from "@preact/signals";
import { onNewWorld } from "../live/world";

export const hintsShown = signal(0);
export const hint = (): void => void (hintsShown.value += 1);
onNewWorld(() => (hintsShown.value = 0));

/** What is only for the ear: what happened while the clock ran, and what a lesson says. */
import { signal } from "@preact/signals";
import { onStop } from "../live/clock";
import { soFar } from "../words";

const spoken = signal("");
export const speak = (text: string): void => void (spoken.value = text);
onStop.add((sum) => {
  if (sum.events > 0) spoken.value = soFar(sum);
});

export function Spoken() {
  return (
    <p class="unseen" aria-live="polite">
      {spoken.value}
    </p>
  );
}

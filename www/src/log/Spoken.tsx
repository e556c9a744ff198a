/** One sentence for screen readers when the clock stops: what happened meanwhile. */
import { signal } from "@preact/signals";
import { onStop } from "../live/clock";
import { soFar } from "../words";

const spoken = signal("");
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

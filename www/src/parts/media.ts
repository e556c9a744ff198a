/** Questions to the device, as signals. */
import { type ReadonlySignal, signal } from "@preact/signals";

function media(query: string): ReadonlySignal<boolean> {
  const list = matchMedia(query);
  const answer = signal(list.matches);
  list.addEventListener("change", () => (answer.value = list.matches));
  return answer;
}

export const phone = media("(max-width: 640px)");
/** The details have a column of their own. */
export const roomy = media("(min-width: 1360px)");
export const lessMotion = media("(prefers-reduced-motion: reduce)");

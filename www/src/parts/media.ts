/** Questions to the device, as signals. */
import { type ReadonlySignal, computed, signal } from "@preact/signals";
import { theme } from "../theme";

function media(query: string): ReadonlySignal<boolean> {
  const list = matchMedia(query);
  const answer = signal(list.matches);
  list.addEventListener("change", () => (answer.value = list.matches));
  return answer;
}

export const phone = media("(max-width: 640px)");
/** The bar has room for what is not needed every minute; else that is under More. */
export const wideBar = media("(min-width: 1180px)");
/** The projector theme makes everything larger, and so the window smaller. */
function room(width: number): ReadonlySignal<boolean> {
  const here = media(`(min-width: ${width}px)`);
  const onAWall = media(`(min-width: ${Math.ceil(1.4 * width)}px)`);
  return computed(() => (theme.value === "projector" ? onAWall.value : here.value));
}
/** A lesson has a column of its own. */
export const wide = room(1024);
/** The details have a column of their own. */
export const roomy = room(1360);
export const lessMotion = media("(prefers-reduced-motion: reduce)");

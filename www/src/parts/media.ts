/** Questions to the device, as signals. */
import { type ReadonlySignal, computed, signal } from "@preact/signals";
import { theme } from "../theme";

function media(query: string): ReadonlySignal<boolean> {
  const list = matchMedia(query);
  const answer = signal(list.matches);
  list.addEventListener("change", () => (answer.value = list.matches));
  return answer;
}

/** The projector theme makes everything larger, and so the window smaller. */
function room(width: number, onWall = Math.ceil(1.4 * width)): ReadonlySignal<boolean> {
  const here = media(`(min-width: ${width}px)`);
  const there = media(`(min-width: ${onWall}px)`);
  return computed(() => (theme.value === "projector" ? there.value : here.value));
}

export const phone = media("(max-width: 640px)");
/** The bar has room for what is not needed every minute; else that is under More. On a wall it has less of other things. */
export const wideBar = room(1180, 1400);
/** A lesson has a column of its own. */
export const wide = room(1024);
/** The details have a column of their own. */
export const roomy = room(1360);
export const lessMotion = media("(prefers-reduced-motion: reduce)");

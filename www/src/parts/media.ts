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
/** The details have a column of their own. */
const roomForThree = media("(min-width: 1360px)");
/** The projector theme makes everything larger, and so the window smaller. */
const roomForThreeOnAWall = media("(min-width: 1904px)");
export const roomy = computed(() => (theme.value === "projector" ? roomForThreeOnAWall.value : roomForThree.value));
export const lessMotion = media("(prefers-reduced-motion: reduce)");

/**
 * The projector theme enlarges the whole page (CSS `zoom` on the body). The browser speaks of the window's pixels, a
 * style of the page's own: whoever takes a place from the one to the other asks here.
 */
import { computed } from "@preact/signals";
import { theme } from "../theme";

/** As in tokens.css. */
export const zoom = computed(() => (theme.value === "projector" ? 1.4 : 1));

export function boxOf(element: Element): DOMRect {
  const { x, y, width, height } = element.getBoundingClientRect();
  const k = zoom.peek();
  return new DOMRect(x / k, y / k, width / k, height / k);
}

export const pointerOf = (event: MouseEvent): { x: number; y: number } => ({
  x: event.clientX / zoom.peek(),
  y: event.clientY / zoom.peek(),
});

export const windowSize = (): { width: number; height: number } => ({
  width: innerWidth / zoom.peek(),
  height: innerHeight / zoom.peek(),
});

/**
 * A job that changes lane travels there, so that one sees where it went: a ghost flies from its old place to its new
 * one while the real one fades in. Further ones only fade in, and in calm mode nothing does. With reduced motion what
 * changed its lane keeps an outline for a while instead.
 */
import { type RefObject } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { brisk, calm, version } from "../live/store";
import { onNewWorld } from "../live/world";
import { lessMotion } from "../parts/media";
import { boxOf } from "../parts/zoom";

/** With the job that fades in, the fades and the gliding cards: a dozen. */
const MOST = 2;
const LENGTH = 300;
const FADE = 150;
const MARKED = 1_500;

interface Place {
  lane: string;
  box: DOMRect;
  text: string;
}

let before = new Map<string, Place>();
onNewWorld(() => before.clear());

/** Where each job is drawn now: the first place of it in sight. */
function places(stage: HTMLElement): Map<string, [HTMLElement, Place]> {
  const found = new Map<string, [HTMLElement, Place]>();
  for (const element of stage.querySelectorAll<HTMLElement>("[data-job]")) {
    const id = element.dataset.job as string;
    const lane = element.closest("section")?.className ?? "";
    if (found.has(id)) continue;
    const text = element.querySelector(".cut")?.textContent ?? id;
    found.set(id, [element, { lane, box: boxOf(element), text }]);
  }
  return found;
}

function fly(element: HTMLElement, from: Place, to: Place): void {
  const ghost = document.createElement("div");
  ghost.className = "ghost-job";
  ghost.setAttribute("aria-hidden", "true");
  ghost.textContent = from.text;
  ghost.style.width = `${Math.min(from.box.width, 220)}px`;
  document.body.append(ghost);
  const at = ({ box }: Place): string => `translate(${box.left}px, ${box.top}px)`;
  const timing = { duration: LENGTH, easing: "ease" };
  ghost.animate([{ transform: at(from) }, { transform: at(to) }], timing).onfinish = () => ghost.remove();
  element.animate([{ opacity: 0 }, { opacity: 0, offset: 0.7 }, { opacity: 1 }], timing);
}

function mark(element: HTMLElement): void {
  element.dataset.changed = "";
  setTimeout(() => delete element.dataset.changed, MARKED);
}

export function useTravel(stage: RefObject<HTMLElement | null>): void {
  const drawn = useRef(-1);
  const at = version.value;
  useLayoutEffect(() => {
    if (drawn.current === at || !stage.current) return;
    drawn.current = at;
    if (calm.peek() || brisk.peek() || document.hidden) {
      before.clear();
      return;
    }
    const now = places(stage.current);
    const moved = [...now].filter(([id, [, place]]) => {
      const old = before.get(id);
      return old !== undefined && old.lane !== place.lane;
    });
    if (lessMotion.peek()) for (const [, [element]] of moved.slice(0, MOST)) mark(element);
    else {
      for (const [id, [element, place]] of moved.slice(0, MOST)) fly(element, before.get(id) as Place, place);
      for (const [, [element]] of moved.slice(MOST, 2 * MOST)) element.animate([{ opacity: 0 }, { opacity: 1 }], FADE);
    }
    before = new Map([...now].map(([id, [, place]]) => [id, place]));
  });
}

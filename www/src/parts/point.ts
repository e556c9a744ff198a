/**
 * Finds the control that a bold word names, and puts a plain outline around it.
 *
 * A bold word is the accessible name of one visible control, in any case: "Cancel selected jobs", "Select job 2". A job
 * in the picture is named "job 2" and goes on with its name, so a control also counts whose name begins with the word.
 */

const CONTROLS =
  "button, input, select, textarea, [role=option], [role=menuitem], [role=menuitemcheckbox], [role=tab], [role=radio]";

function nameOf(element: HTMLElement): string {
  const label = element.getAttribute("aria-label") ?? (element as HTMLInputElement).labels?.[0]?.textContent;
  return (label ?? element.textContent ?? "").replace(/\s+/g, " ").trim().toLowerCase();
}

/** The control, null if none of this name is in sight. What lies in an open menu or dialog goes first. */
export function named(word: string): HTMLElement | null {
  const wanted = word.toLowerCase();
  const found = [...document.querySelectorAll<HTMLElement>(CONTROLS)].filter((it) => {
    const name = nameOf(it);
    return (name === wanted || name.startsWith(`${wanted} `)) && it.checkVisibility({ visibilityProperty: true });
  });
  return found.find((it) => it.closest("[role=menu], dialog")) ?? found[0] ?? null;
}

let pointed: HTMLElement | null = null;

/** Only one thing is pointed at, at a time. */
export function point(element: HTMLElement | null): void {
  if (pointed === element && element?.hasAttribute("data-pointed") !== false) return;
  pointed?.removeAttribute("data-pointed");
  element?.setAttribute("data-pointed", "");
  pointed = element;
}

const LOOK_EVERY = 100;

/** Keeps the outline on what `find` finds, as the page changes, which it may do with every frame: looking costs some. The answer ends it. */
export function follow(find: () => HTMLElement | null): () => void {
  let later = 0;
  let looked = 0;
  const look = (): void => {
    looked = performance.now();
    later = 0;
    point(find());
  };
  const lookSoon = (): void => {
    later ||= window.setTimeout(look, Math.max(0, looked + LOOK_EVERY - performance.now()));
  };
  lookSoon();
  const observer = new MutationObserver(lookSoon);
  observer.observe(document.getElementById("app") as HTMLElement, { childList: true, subtree: true });
  return () => {
    observer.disconnect();
    clearTimeout(later);
    point(null);
  };
}

export type Third = 0 | 1 | 2;

/** In which third of the window it lies: down and across. */
export function place(element: HTMLElement): { down: Third; across: Third } {
  const box = element.getBoundingClientRect();
  const third = (at: number, size: number): Third => Math.max(0, Math.min(2, Math.floor((3 * at) / size))) as Third;
  return { down: third(box.top + box.height / 2, innerHeight), across: third(box.left + box.width / 2, innerWidth) };
}

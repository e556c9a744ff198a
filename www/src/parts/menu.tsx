/** A button that opens a menu: arrows move, Escape and a click elsewhere close, focus comes back to the button. */
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { boxOf, windowSize } from "./zoom";

const GAP = 4;
const EDGE = 8;

export interface MenuItem {
  label: string;
  hint?: string;
  /** Given: a switch, shown with a tick. */
  checked?: boolean;
  /** What it does, in a second line. */
  about?: string | undefined;
  /** Why it does nothing now, in the second line's place. It can be chosen all the same, and then says so. */
  blocked?: string | undefined;
  run(): void;
}

export interface MenuProps {
  label: ComponentChildren;
  name?: string;
  class?: string;
  /** Of the button, where something else moves the focus. */
  tabIndex?: number | undefined;
  /** Sections are divided by a line. As a function they are asked for when the menu is open, and only then. */
  sections: readonly (readonly MenuItem[])[] | (() => readonly (readonly MenuItem[])[]);
}

export function Menu({ label, name, class: className, tabIndex, sections }: MenuProps) {
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const sheet = useRef<HTMLDivElement>(null);
  const items = (): HTMLElement[] => [...(root.current?.querySelectorAll<HTMLElement>("[role^=menuitem]") ?? [])];

  // Below the button or above it, where there is room; fixed, so that no scrolling box clips it.
  useLayoutEffect(() => {
    if (!open || !sheet.current || !button.current) return;
    const at = boxOf(button.current);
    const { width, height } = boxOf(sheet.current);
    const room = windowSize();
    const below = at.bottom + GAP + height + EDGE <= room.height;
    sheet.current.style.top = `${Math.max(EDGE, below ? at.bottom + GAP : at.top - GAP - height)}px`;
    sheet.current.style.left = `${Math.max(EDGE, Math.min(at.left, room.width - width - EDGE))}px`;
  }, [open]);

  // At once: whoever is quick presses the next key before anything is painted.
  useLayoutEffect(() => {
    if (!open) return;
    items()[0]?.focus();
    const elsewhere = (event: Event): void => {
      if (!root.current?.contains(event.target as Node)) setOpen(false);
    };
    document.addEventListener("pointerdown", elsewhere);
    return () => document.removeEventListener("pointerdown", elsewhere);
  }, [open]);

  const close = (): void => {
    setOpen(false);
    button.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (!open) return;
    const all = items();
    const at = all.indexOf(document.activeElement as HTMLElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (to !== undefined) all[(to + all.length) % all.length]?.focus();
    else if (event.key === "Escape") close();
    else if (event.key === "Tab") return setOpen(false);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const choose = (item: MenuItem): void => {
    close();
    item.run();
  };

  return (
    <div class="menu" ref={root} onKeyDown={onKeyDown}>
      <button
        ref={button}
        type="button"
        class={className}
        tabIndex={tabIndex}
        aria-label={name}
        aria-haspopup="menu"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        {label}
      </button>
      {open && (
        <div
          ref={sheet}
          class="menu-list"
          role="menu"
          aria-label={name ?? (typeof label === "string" ? label : undefined)}
        >
          {(typeof sections === "function" ? sections() : sections)
            .filter((section) => section.length > 0)
            .map((section, at) => (
              <div role="group" key={at}>
                {at > 0 && <hr />}
                {section.map((item) => (
                  <div
                    key={item.label}
                    role={item.checked === undefined ? "menuitem" : "menuitemcheckbox"}
                    aria-checked={item.checked}
                    aria-disabled={item.blocked !== undefined || undefined}
                    tabIndex={-1}
                    onClick={() => choose(item)}
                    onKeyDown={(event) => {
                      if (event.key !== "Enter" && event.key !== " ") return;
                      event.preventDefault();
                      choose(item);
                    }}
                  >
                    {item.checked !== undefined && (
                      <span class="tick" aria-hidden="true">
                        {item.checked ? "✓" : ""}
                      </span>
                    )}
                    <span class="item">
                      {item.label}
                      {(item.blocked ?? item.about) !== undefined && <small>{item.blocked ?? item.about}</small>}
                    </span>
                    {item.hint !== undefined && <span class="hint">{item.hint}</span>}
                  </div>
                ))}
              </div>
            ))}
        </div>
      )}
    </div>
  );
}

/** A panel in the place of the details that is no form: Escape and Close lead back. */
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { closePanel } from "../panel/panels";
import * as say from "./words";

export interface PaneProps {
  title: string;
  /** Further ways out, behind Close. */
  buttons?: ComponentChildren;
  children: ComponentChildren;
}

export function Pane({ title, buttons, children }: PaneProps) {
  const box = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    // Unless something in it has taken the focus already.
    if (!box.current?.contains(document.activeElement)) box.current?.focus();
  }, []);
  return (
    <dialog
      open
      ref={box}
      class="pane"
      tabIndex={-1}
      aria-labelledby="pane-title"
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.preventDefault();
        event.stopPropagation();
        closePanel();
      }}
    >
      <h2 id="pane-title">{title}</h2>
      {children}
      <div class="buttons">
        <button type="button" onClick={closePanel}>
          {say.CLOSE}
        </button>
        {buttons}
      </div>
    </dialog>
  );
}

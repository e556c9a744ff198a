/** What all forms on the right share: a title, the clock that stands, the refusal beside the fields, two ways out. */
import type { ComponentChildren } from "preact";
import { StatusIcon } from "../parts/status";
import { closePanel, heldClock } from "./panels";
import * as say from "./words";

export function Refusal({ children }: { children: ComponentChildren }) {
  return (
    <p class="refusal" role="alert">
      <StatusIcon mark="Failed" />
      <span>{children}</span>
    </p>
  );
}

export interface FrameProps {
  title: string;
  /** The way out without doing anything. */
  keep: string;
  /** What the form does, and in the colour of what it leads to. */
  act: string;
  tone: "to-cancelled" | "to-queued" | "primary";
  /** Why the cluster refused it. */
  refusal?: string | null;
  onSubmit(form: HTMLFormElement): void;
  children: ComponentChildren;
}

export function Frame({ title, keep, act, tone, refusal, onSubmit, children }: FrameProps) {
  return (
    <dialog
      open
      class="pane"
      aria-labelledby="panel-title"
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.preventDefault();
        event.stopPropagation();
        closePanel();
      }}
    >
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          onSubmit(event.currentTarget as HTMLFormElement);
        }}
      >
        <div class="panel-head">
          <h2 id="panel-title">{title}</h2>
          {heldClock.value && <p class="held-clock">{say.PAUSED}</p>}
        </div>
        {children}
        {refusal && <Refusal>{refusal}</Refusal>}
        <div class="buttons">
          <button type="button" onClick={closePanel}>
            {keep}
          </button>
          <button type="submit" class={tone}>
            {act}
          </button>
        </div>
      </form>
    </dialog>
  );
}

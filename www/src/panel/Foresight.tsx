/** At the foot of the details while the pointer or the focus is at Requeue or Submit: what the click would do. */
import { Lines } from "./Lines";
import { batchLines } from "./consequences";
import { considered } from "./forecast";
import * as say from "./words";

/** Described by it, the button says the same to those who do not see the pane. */
export const FORESIGHT = "foresight";

export function Foresight() {
  const it = considered.value;
  if (!it) return null;
  return (
    <section class="foresight" id={FORESIGHT} aria-label={say.WOULD_HAPPEN}>
      <h3>{it.call === "requeue" ? say.requeueTitle(it.ids.length) : say.submitTitle(it.ids.length)}</h3>
      <Lines lines={batchLines(it)} />
    </section>
  );
}

/** Always there, so that nothing shifts when somebody selects: count, the two great verbs, and what the last call did. */
import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { useSignal } from "@preact/signals";
import { outcome, report, requeue, selectedIds, takeBack } from "../live/actions";
import { idle } from "../live/clock";
import { lastCall } from "../live/history";
import { selected } from "../live/selection";
import { now } from "../live/store";
import { nearTime, number } from "../format";
import { hiddenSelected } from "../grid/rows";
import { ActingAs } from "../bar/ActingAs";
import { sheetOpen } from "../lesson/sheet";
import { FORESIGHT } from "../panel/Foresight";
import { considered, considers } from "../panel/forecast";
import { detailsOpen, openCancel, panel } from "../panel/panels";
import { phone, roomy } from "../parts/media";
import { Menu } from "../parts/menu";
import { actions, moreActions, ownButtons } from "./more";
import { UndoRedo, undoRedoItems } from "./UndoRedo";
import { NOTHING_DUE, nothingSelected } from "../words";

/** Narrower than this the buttons come closer: beside a lesson. */
const CLOSE = 900;
/** How long a message lies over the phone's page. */
const TOAST = 7_000;

function HowMany() {
  const n = selected.value.size;
  const [only] = selected.value;
  const hidden = hiddenSelected.value;
  if (n === 0) return <b class="how-many quiet">{phone.value ? "Tap a job" : "0 selected"}</b>;
  return (
    <b class="how-many">
      {phone.value && n === 1 ? `Job ${only}` : `${number(n)} selected`}
      {hidden > 0 && <small>{number(hidden)} hidden by the filter</small>}
    </b>
  );
}

/** On the phone there is no room for the line: it lies over the page for a while. */
function Toast({ text, tone, undo }: { text: string; tone: string; undo: boolean }) {
  const gone = useSignal(false);
  useEffect(() => {
    gone.value = false;
    const timer = setTimeout(() => (gone.value = true), TOAST);
    return () => clearTimeout(timer);
  }, [text, outcome.value]);
  // Not over a form, nor over the lesson that opens: there it would cover what is written.
  const said = text !== "" && !gone.value && panel.value === "details" && !sheetOpen.value;
  return (
    <div class={`toast${said ? " said" : ""} ${tone}`}>
      <span aria-hidden="true">{text}</span>
      {undo && (
        <button type="button" onClick={takeBack}>
          Undo
        </button>
      )}
    </div>
  );
}

function OwnButtons() {
  const own = ownButtons.value;
  if (own.size === 0) return null;
  return (
    <>
      {actions()
        .filter((action) => own.has(action.name))
        .map((action) => (
          <button
            key={action.name}
            type="button"
            class={action.name === "submit" ? "to-queued" : undefined}
            aria-disabled={action.blocked !== undefined || undefined}
            {...(action.name === "submit" ? considers("submit", action.run) : { onClick: action.run })}
          >
            {action.label}
          </button>
        ))}
    </>
  );
}

function useClose(box: RefObject<HTMLElement | null>): boolean {
  const close = useSignal(false);
  useEffect(() => {
    const element = box.current as HTMLElement;
    const observer = new ResizeObserver(() => (close.value = element.clientWidth < CLOSE));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return close.value;
}

export function ActionBar() {
  const box = useRef<HTMLElement>(null);
  const close = useClose(box);
  const short = phone.value || (close && ownButtons.value.size > 1);
  const n = selected.value.size;
  const said = idle.value ? { tone: "done", text: NOTHING_DUE } : outcome.value;
  const needs = (verb: string, act: () => void) => () => (n === 0 ? report("refused", nothingSelected(verb)) : act());
  return (
    <section class={`action-bar${close ? " close" : ""}`} ref={box} aria-label="Actions">
      {phone.value && ownButtons.value.size > 0 && (
        <div class="own-buttons">
          <OwnButtons />
        </div>
      )}
      <div class="action-buttons">
        <HowMany />
        <button
          type="button"
          class="to-cancelled"
          aria-label="Cancel selected jobs"
          aria-disabled={n === 0 || undefined}
          onClick={needs("Cancel", openCancel)}
        >
          {short ? "Cancel" : "Cancel selected jobs"}
        </button>
        <button
          type="button"
          class="to-queued"
          aria-label="Requeue selected jobs"
          aria-disabled={n === 0 || undefined}
          aria-describedby={considered.value?.call === "requeue" ? FORESIGHT : undefined}
          {...considers(
            "requeue",
            needs("Requeue", () => requeue(selectedIds())),
          )}
        >
          {short ? "Requeue" : "Requeue selected jobs"}
        </button>
        {phone.value ? (
          <Menu
            label="⋯"
            name="More actions"
            sections={() => [[{ label: "Details", run: () => (detailsOpen.value = true) }], undoRedoItems(), ...moreActions()]}
          />
        ) : (
          <>
            <OwnButtons />
            <Menu label="More ▾" name="More actions" sections={moreActions} />
          </>
        )}
        {!roomy.value && !phone.value && (
          <button
            type="button"
            aria-expanded={detailsOpen.value || panel.value !== "details"}
            onClick={() => (detailsOpen.value = !detailsOpen.value)}
          >
            Details
          </button>
        )}
        {!phone.value && <UndoRedo short={close} />}
        {phone.value && <ActingAs />}
      </div>
      <div class="action-said">
        {!phone.value && said && "at" in said && <span class="said-at">{nearTime(said.at, now.value)}</span>}
        <p class={`outcome ${said?.tone ?? ""}`} role="status">
          {said?.text}
        </p>
        {!phone.value && <ActingAs />}
      </div>
      {phone.value && <Toast text={said?.text ?? ""} tone={said?.tone ?? ""} undo={Boolean(lastCall.value?.moment)} />}
    </section>
  );
}

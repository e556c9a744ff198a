/** Always there, so that nothing shifts when somebody selects: count, the two great verbs, and what the last call did. */
import { useEffect } from "preact/hooks";
import { useSignal } from "@preact/signals";
import { outcome, report, requeue, selectedIds, submit } from "../live/actions";
import { idle } from "../live/clock";
import { clearSelection, select, selected } from "../live/selection";
import { columns, rowOf } from "../live/store";
import { count, number } from "../format";
import { allMatching, hiddenSelected } from "../grid/rows";
import { detailsOpen, openCancel, panel } from "../panel/panels";
import { phone, roomy } from "../parts/media";
import { Menu } from "../parts/menu";
import { UndoRedo } from "./UndoRedo";
import { NOTHING_DUE, nothingSelected } from "../words";

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

function submittable(): number {
  const table = columns.peek();
  let n = 0;
  for (const id of selected.value) if (table.status[rowOf(id, table)] === 0) n += 1;
  return n;
}

/** On the phone there is no room for the line: it lies over the page for a while. */
function Toast({ text, tone }: { text: string; tone: string }) {
  const gone = useSignal(false);
  useEffect(() => {
    gone.value = false;
    const timer = setTimeout(() => (gone.value = true), TOAST);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <div class={`toast${text && !gone.value ? " said" : ""} ${tone}`} aria-hidden="true">
      {text}
    </div>
  );
}

export function ActionBar() {
  const n = selected.value.size;
  const said = idle.value ? { tone: "done", text: NOTHING_DUE } : outcome.value;
  const needs = (verb: string, act: () => void) => () => (n === 0 ? report("refused", nothingSelected(verb)) : act());
  const drafts = submittable();
  const more = [
    [
      {
        label: "Submit selected jobs",
        hint: n === 0 ? "none selected" : `${number(drafts)} not submitted`,
        run: needs("Submit", () => submit(selectedIds())),
      },
    ],
    [
      { label: "Select all that match", hint: count(allMatching().length, "job"), run: () => select(allMatching()) },
      { label: "Clear selection", run: clearSelection },
    ],
  ];
  return (
    <section class="action-bar" aria-label="Actions">
      <HowMany />
      <button
        type="button"
        class="to-cancelled"
        aria-label="Cancel selected jobs"
        aria-disabled={n === 0 || undefined}
        onClick={needs("Cancel", openCancel)}
      >
        {phone.value ? "Cancel" : "Cancel selected jobs"}
      </button>
      <button
        type="button"
        class="to-queued"
        aria-label="Requeue selected jobs"
        aria-disabled={n === 0 || undefined}
        onClick={needs("Requeue", () => requeue(selectedIds()))}
      >
        {phone.value ? "Requeue" : "Requeue selected jobs"}
      </button>
      {phone.value ? (
        <Menu
          label="⋯"
          name="More actions"
          sections={[[{ label: "Details", run: () => (detailsOpen.value = true) }], ...more]}
        />
      ) : (
        <Menu label="More ▾" name="More actions" sections={more} />
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
      {!phone.value && <UndoRedo />}
      <p class={`outcome ${said?.tone ?? ""}`} role="status" title={said?.text}>
        {said?.text}
      </p>
      {phone.value && <Toast text={said?.text ?? ""} tone={said?.tone ?? ""} />}
    </section>
  );
}

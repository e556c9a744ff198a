/** The right column: what is going on, one job, several jobs; the dialogs stand in its place. */
import { selected } from "../live/selection";
import { roomy } from "../parts/media";
import { CancelPanel } from "./CancelPanel";
import { Idle } from "./Idle";
import { JobDetails } from "./JobDetails";
import { NewJob } from "./NewJob";
import { Several } from "./Several";
import { detailsOpen, panel } from "./panels";

export function Details() {
  const which = panel.value;
  const open = roomy.value || detailsOpen.value || which !== "details";
  const [only] = selected.value;
  return (
    <aside
      class={`details${open ? " open" : ""}${which === "details" ? " docked" : ""}`}
      aria-label="Details"
      tabIndex={0}
    >
      {which === "cancel" && <CancelPanel />}
      {which === "newJob" && <NewJob />}
      {which === "details" && (
        <>
          {!roomy.value && (
            <button
              type="button"
              class="ghost pane-close"
              aria-label="Close details"
              onClick={() => (detailsOpen.value = false)}
            >
              ✕
            </button>
          )}
          {selected.value.size === 0 || only === undefined ? (
            <Idle />
          ) : selected.value.size === 1 ? (
            <JobDetails id={only} />
          ) : (
            <Several />
          )}
        </>
      )}
    </aside>
  );
}

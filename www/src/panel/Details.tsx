/** The right column: what is going on, one job, several jobs; forms stand in its place. */
import type { ComponentType } from "preact";
import { CodeTwin } from "../code/CodeTwin";
import { lastCalls, selectedCalls } from "../code/calls";
import { selected } from "../live/selection";
import "../parts/keyboard";
import { Curious } from "../exports/Curious";
import { roomy } from "../parts/media";
import { ClassLinkPanel } from "../share/ClassLinkPanel";
import { LinkPanel } from "../share/LinkPanel";
import { LogPanel } from "../share/LogPanel";
import { ReceiptPanel } from "../share/ReceiptPanel";
import { Recent } from "../share/Recent";
import { ActAs } from "./ActAs";
import { CancelPanel } from "./CancelPanel";
import { CancelTasks } from "./CancelTasks";
import { ChangeTerm } from "./ChangeTerm";
import { Foresight } from "./Foresight";
import { Idle } from "./Idle";
import { JobDetails } from "./JobDetails";
import { NewJob } from "./NewJob";
import { NewTask } from "./NewTask";
import { Parameters } from "./Parameters";
import { Several } from "./Several";
import { SkipWhen } from "./SkipWhen";
import { type Panel, detailsOpen, panel } from "./panels";

const FORMS: Record<Exclude<Panel, "details">, ComponentType> = {
  cancel: CancelPanel,
  cancelTasks: CancelTasks,
  newJob: NewJob,
  newTask: NewTask,
  term: ChangeTerm,
  actAs: ActAs,
  parameters: Parameters,
  skipWhen: SkipWhen,
  link: LinkPanel,
  recent: Recent,
  curious: Curious,
  log: LogPanel,
  receipts: ReceiptPanel,
  classLink: ClassLinkPanel,
};

function Selected() {
  const [only] = selected.value;
  if (only === undefined) return <Idle />;
  return selected.value.size === 1 ? <JobDetails id={only} /> : <Several />;
}

/** Below all the rest: what the buttons call, and what was called last. */
function Code() {
  const calls = [...selectedCalls(), ...lastCalls()];
  if (calls.length === 0) return null;
  return (
    <div class="pane pane-code">
      <CodeTwin calls={calls} />
    </div>
  );
}

export function Details() {
  const which = panel.value;
  const open = roomy.value || detailsOpen.value || which !== "details";
  const Form = which === "details" ? null : FORMS[which];
  return (
    <aside
      class={`details${open ? " open" : ""}${which === "details" ? " docked" : ""}`}
      aria-label="Details"
      tabIndex={0}
    >
      {Form ? (
        <Form />
      ) : (
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
          <Selected />
          <Code />
          <Foresight />
        </>
      )}
    </aside>
  );
}

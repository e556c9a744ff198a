/** What went wrong, when it goes wrong: beside the story, never over it, and with the way back. */
import { lost, mistake } from "../lessons/run";
import { Bold } from "../parts/Bold";
import { StatusIcon } from "../parts/status";
import { wayBack } from "./back";
import * as say from "./words";

export function Says() {
  const wrong = mistake.value;
  const gone = lost.value;
  if (!wrong && !gone) return null;
  const back = gone ? wayBack() : null;
  return (
    <div class="says">
      <StatusIcon mark={gone ? "Failed" : "Queued"} />
      <div>
        {wrong && (
          <p>
            <Bold text={wrong.text} />
          </p>
        )}
        {gone && (
          <p>
            <b>{say.LOST}</b> {!wrong && <Bold text={gone.text} />}
          </p>
        )}
        {back && (
          <button type="button" onClick={back.go}>
            {back.label}
          </button>
        )}
      </div>
    </div>
  );
}

/** The dialog "Cancel jobs": what would happen, why, and two ways out. Nothing typed is lost when the cluster refuses. */
import type { CancelPreview } from "ccp-scheduler";
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { useSignal } from "@preact/signals";
import { cancel } from "../live/actions";
import { columns, job, rowOf } from "../live/store";
import { count, ids as idList, number } from "../format";
import { drawn } from "../parts/drawn";
import { STATUSES, type Mark, StatusIcon } from "../parts/status";
import * as say from "../words";
import { cancelIds, carryOn, chosenPreview, closePanel, fullPreview, heldClock, strictPreview, suggestedMessage } from "./panels";

const LIMIT = 320;
const CCP_LINE = 128;
/** More running jobs than this are not asked for their tasks. */
const ASKED = 200;
const REFUSALS = 3;
/** A call on more jobs takes a moment: it is said before. */
const LONG_CALL = 10_000;

function Line({ mark, plain, children }: { mark: Mark; plain?: boolean; children: ComponentChildren }) {
  return (
    <li class={plain ? "plain" : undefined}>
      <StatusIcon mark={mark} />
      <span>{children}</span>
    </li>
  );
}

function Consequences({ preview, ids, onward }: { preview: CancelPreview; ids: readonly number[]; onward: boolean }) {
  const table = columns.value;
  const running = preview.cancelled.filter((id) => STATUSES[table.status[rowOf(id, table)] ?? 0] === "Running");
  const tasks =
    running.length > ASKED
      ? running.length
      : running.reduce((sum, id) => sum + (job(id)?.tasks.filter((task) => task.status === "Running").length ?? 0), 0);
  const stoppedAt = onward ? undefined : preview.refused[0]?.index;
  const untouched = stoppedAt === undefined ? [] : ids.slice(stoppedAt + 1);
  return (
    <ul class="preview">
      {preview.cancelled.length === 0 ? (
        <Line mark="Cancelled">{onward ? say.PREVIEW_EMPTY : "No job becomes Cancelled: the call stops at the first."}</Line>
      ) : (
        <Line mark="Cancelled">
          <b>{say.jobsTitle(preview.cancelled)}</b> {say.becomeCancelled(preview.cancelled, running.length, tasks)}
        </Line>
      )}
      {preview.refused.slice(0, REFUSALS).map((row) => (
        <Line key={row.index} mark="Failed">
          <b>Refused:</b> {row.message}
        </Line>
      ))}
      {preview.refused.length > REFUSALS && (
        <Line mark="Failed">And {number(preview.refused.length - REFUSALS)} more will be refused.</Line>
      )}
      {untouched.length > 0 && (
        <Line mark="NotSubmitted">
          <b>{say.jobsTitle(untouched)}</b> {untouched.length === 1 ? "stays as it is" : "stay as they are"}: the call
          stops before.
        </Line>
      )}
      {preview.starts.length > 0 && (
        <Line mark="Running">
          <b>{say.jobsTitle(preview.starts)}</b> {say.startAtOnce(preview.starts)}
        </Line>
      )}
      {preview.processorsFreed > 0 && (
        <Line mark="Queued" plain>
          {preview.processorTimeLost > 0
            ? say.lost(preview.processorTimeLost, preview.processorsFreed)
            : say.freed(preview.processorsFreed)}
        </Line>
      )}
    </ul>
  );
}

function Modes({ ids }: { ids: readonly number[] }) {
  const full = fullPreview.value;
  const strict = strictPreview.value;
  if (!full || !strict) return null;
  const first = strict.refused[0]?.jobId ?? ids[0];
  return (
    <fieldset class="modes">
      <legend>When a job is refused</legend>
      <label>
        <input type="radio" name="mode" checked={!carryOn.value} onChange={() => (carryOn.value = false)} />
        <span>
          {say.stopThere}
          <small>
            at job {first}: {count(strict.cancelled.length, "job")} cancelled
          </small>
        </span>
      </label>
      <label>
        <input type="radio" name="mode" checked={carryOn.value} onChange={() => (carryOn.value = true)} />
        <span>
          {say.carryOn}
          <small>
            {idList(full.refused.map((row) => row.jobId))} left out: {count(full.cancelled.length, "job")} cancelled
          </small>
        </span>
      </label>
    </fieldset>
  );
}

export function CancelPanel() {
  const ids = cancelIds.value;
  const preview = chosenPreview.value;
  const message = useSignal("");
  const refusal = useSignal<string | null>(null);
  const busy = useSignal(false);
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => field.current?.focus(), []);
  if (!preview) return null;

  const used = message.value.length;
  const over = used > LIMIT;
  const jobs = count(ids.length, "job");
  const confirm = async (): Promise<void> => {
    if (busy.peek()) return;
    if (ids.length > LONG_CALL) {
      busy.value = true;
      await drawn();
    }
    busy.value = false;
    const problem = cancel(ids, message.value, carryOn.peek());
    refusal.value = problem;
    if (problem === null) closePanel();
    else field.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === "Escape") closePanel();
    else if (event.key === "Enter" && event.target === field.current && !event.shiftKey && !event.isComposing)
      void confirm();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <dialog open class="pane" aria-labelledby="cancel-title" onKeyDown={onKeyDown}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void confirm();
        }}
      >
        <div>
          <h2 id="cancel-title">Cancel jobs</h2>
          {heldClock.value && <p class="held-clock">Paused while you decide.</p>}
        </div>
        <Consequences preview={preview} ids={ids} onward={carryOn.value} />
        {(fullPreview.value?.refused.length ?? 0) > 0 && ids.length > 1 && <Modes ids={ids} />}
        <div class="field">
          <label for="cancel-message">Message</label>
          <span class="quiet small" id="cancel-help">
            {say.MESSAGE_HELP}
          </span>
          <textarea
            id="cancel-message"
            ref={field}
            rows={3}
            value={message.value}
            aria-describedby="cancel-help cancel-counter"
            aria-invalid={over || refusal.value !== null || undefined}
            onInput={(event) => {
              message.value = event.currentTarget.value;
              refusal.value = null;
            }}
          />
          {suggestedMessage.value !== null && (
            <button
              type="button"
              class={`suggested cut${message.value === "" ? "" : " taken"}`}
              onClick={() => {
                message.value = suggestedMessage.value ?? "";
                refusal.value = null;
                field.current?.focus();
              }}
            >
              {suggestedMessage.value}
            </button>
          )}
          <p class={`counter${over ? " over" : ""}`} id="cancel-counter">
            <span>
              {over
                ? say.OVER_LIMIT(used - LIMIT)
                : used > CCP_LINE
                  ? say.AT_128
                  : [...message.value].length < used
                    ? say.COUNTS_TWO
                    : ""}
            </span>
            <b>{say.units(used, LIMIT)}</b>
          </p>
          {refusal.value !== null && (
            <p class="refusal" role="alert">
              <StatusIcon mark="Failed" />
              <span>Refused, and nothing was cancelled: {refusal.value}</span>
            </p>
          )}
        </div>
        <div class="buttons">
          <button type="button" onClick={closePanel}>
            Keep {jobs}
          </button>
          <button type="submit" class="to-cancelled">
            {busy.value ? "Cancelling" : "Cancel"} {jobs}
          </button>
        </div>
      </form>
    </dialog>
  );
}

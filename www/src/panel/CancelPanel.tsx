/** The dialog "Cancel jobs": what would happen, why, and two ways out. Nothing typed is lost when the cluster refuses. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { cancel } from "../live/actions";
import { count } from "../format";
import { drawn } from "../parts/drawn";
import { Frame } from "./Frame";
import { Lines } from "./Lines";
import { Message } from "./Message";
import { cancelLines } from "./consequences";
import { cancelIds, carryOn, chosenForecast, fullForecast, strictForecast } from "./forecast";
import { closePanel } from "./panels";
import * as say from "./words";

/** A call on more jobs takes a moment: it is said before. */
const LONG_CALL = 10_000;

function Modes() {
  const full = fullForecast.value;
  const strict = strictForecast.value;
  if (!full || !strict) return null;
  const choice = (on: boolean, title: string, comes: string) => (
    <label>
      <input type="radio" name="mode" checked={carryOn.value === on} onChange={() => (carryOn.value = on)} />
      <span>
        {title}
        <small>{comes}</small>
      </span>
    </label>
  );
  return (
    <fieldset class="modes">
      <legend>{say.WHEN_REFUSED}</legend>
      {choice(false, say.STOP_THERE, say.stopsAt(strict.refused[0]?.jobId ?? 0, strict.cancelled.length))}
      {choice(true, say.CARRY_ON, say.leavesOut(full.refused.map((row) => row.jobId), full.cancelled.length))}
    </fieldset>
  );
}

export function CancelPanel() {
  const ids = cancelIds.value;
  const forecast = chosenForecast.value;
  const message = useSignal("");
  const refusal = useSignal<string | null>(null);
  const busy = useSignal(false);
  useEffect(() => () => void (carryOn.value = false), []);
  if (!forecast) return null;

  const jobs = count(ids.length, "job");
  const confirm = async (): Promise<void> => {
    if (busy.peek()) return;
    if (ids.length > LONG_CALL) {
      busy.value = true;
      await drawn();
    }
    busy.value = false;
    refusal.value = cancel(ids, message.peek(), carryOn.peek());
    if (refusal.peek() === null) closePanel();
  };
  return (
    <Frame
      title="Cancel jobs"
      keep={`Keep ${jobs}`}
      act={`${busy.value ? "Cancelling" : "Cancel"} ${jobs}`}
      tone="to-cancelled"
      onSubmit={() => void confirm()}
    >
      <Lines lines={cancelLines(forecast, ids, carryOn.value)} />
      {(fullForecast.value?.refused.length ?? 0) > 0 && ids.length > 1 && <Modes />}
      <Message text={message} refusal={refusal} help={say.MESSAGE_HELP} />
    </Frame>
  );
}

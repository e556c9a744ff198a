/** After the goal: one sentence why, the calls, what is different elsewhere, and on. */
import { CodeTwin, type Named } from "../code/CodeTwin";
import { ofCall } from "../code/calls";
import { done } from "../live/history";
import { course } from "../lessons/course";
import { actions, demonstration, lesson, nextShift, open, score } from "../lessons/run";
import { shiftNumber } from "../lessons/shift";
import { openReceipts } from "../panel/panels";
import { Bold } from "../parts/Bold";
import { StatusIcon } from "../parts/status";
import { callTitle } from "../words";
import * as say from "./words";

/** As they were made; numbered where there are several. */
function calls(): Named[] {
  const made = done.value.flatMap(({ call }) => (call ? [call] : []));
  return made.map((call, at) => ofCall(call, made.length > 1 ? `${at + 1}. ${callTitle(call)}` : callTitle(call)));
}

export function Reward() {
  const it = lesson.value;
  if (!it) return null;
  const { reward, onYourCluster, silent } = it.texts;
  return (
    <div class="reward">
      <p class="reward-line">
        <StatusIcon mark="Finished" />
        <b>{say.reachedIn(actions.value)}</b>
      </p>
      <p>
        <Bold text={reward} />
      </p>
      <CodeTwin calls={calls()} always />
      {onYourCluster && (
        <p>
          <b>{say.ON_YOUR_CLUSTER}</b> <Bold text={onYourCluster} />
        </p>
      )}
      {silent && (
        <p class="quiet">
          <b>{say.SILENT}</b> <Bold text={silent} />
        </p>
      )}
      <Ways />
    </div>
  );
}

function Ways() {
  const it = lesson.value;
  if (!it) return null;
  const next = it.next ?? (it.shift === null || course.value ? null : nextShift.value);
  return (
    <div class="lesson-ways">
      {next && (
        <button type="button" class={demonstration.value ? undefined : "primary"} onClick={() => open(next)}>
          {shiftNumber(next) === null ? say.NEXT : it.shift === null ? say.shift(shiftNumber(next) ?? 0) : say.ANOTHER}
        </button>
      )}
      {(it.number > 0 || it.shift !== null) && (
        <button type="button" onClick={openReceipts}>
          {say.RECEIPT}
        </button>
      )}
    </div>
  );
}

/** A lesson with an end that came before all of its goal: how much of it held. */
export function Over() {
  const it = lesson.value;
  const met = score.value;
  if (!it || met === null) return null;
  return (
    <div class="reward">
      <p class="reward-line">
        <StatusIcon mark="Queued" />
        <b>{say.over(met, it.lesson.goal.length, actions.value)}</b>
      </p>
      <p>{say.OVER_ABOUT}</p>
      <Ways />
    </div>
  );
}

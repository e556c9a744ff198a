/** After the goal: one sentence why, the calls, what is different elsewhere, and on. */
import { CodeTwin, type Named } from "../code/CodeTwin";
import { ofCall } from "../code/calls";
import { done } from "../live/history";
import { actions, lesson, open } from "../lessons/run";
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
  const { next } = it;
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
      <div class="lesson-ways">
        {next && (
          <button type="button" class="primary" onClick={() => open(next)}>
            {say.NEXT}
          </button>
        )}
        {it.number > 0 && (
          <button type="button" onClick={openReceipts}>
            {say.RECEIPT}
          </button>
        )}
      </div>
    </div>
  );
}

/** After the goal: one sentence why, the calls, what is different elsewhere, and on. */
import { done } from "../live/history";
import { actions, lesson, open } from "../lessons/run";
import { Bold } from "../parts/Bold";
import { StatusIcon } from "../parts/status";
import { codeOf } from "./code";
import * as say from "./words";

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
      {actions.value > 0 && <pre class="lesson-code" tabIndex={0}>{codeOf(done.value)}</pre>}
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
      {next && (
        <button type="button" class="primary" onClick={() => open(next)}>
          {say.NEXT}
        </button>
      )}
    </div>
  );
}

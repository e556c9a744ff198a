/** One question before the first action: never scored. Afterwards the answer stands next to what happened. */
import { useSignal } from "@preact/signals";
import { actions, lesson, predict, prediction, reached } from "../lessons/run";
import { Bold } from "../parts/Bold";
import * as say from "./words";

export function Predict() {
  const skipped = useSignal("");
  const it = prediction.value;
  const id = lesson.value?.id ?? "";
  if (!it) return null;
  const chosen = it.answers.find((answer) => answer.id === it.chosen);
  if (actions.value > 0 || reached.value)
    return chosen ? (
      <p class="small">
        {say.youSaid(chosen.text)} <Bold text={chosen.said} />
      </p>
    ) : null;
  if (skipped.value === id) return null;
  return (
    <fieldset class="predict">
      <legend>{say.BEFORE}</legend>
      <p>
        <Bold text={it.ask} />
      </p>
      <div class="predict-answers">
        {it.answers.map((answer) => (
          <button key={answer.id} type="button" aria-pressed={answer.id === it.chosen} onClick={() => predict(answer.id)}>
            {answer.text}
          </button>
        ))}
        {!chosen && (
          <button type="button" class="ghost" onClick={() => (skipped.value = id)}>
            {say.SKIP}
          </button>
        )}
      </div>
    </fieldset>
  );
}

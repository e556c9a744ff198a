/** What the lesson says is spoken once, when it is said. */
import { effect, untracked } from "@preact/signals";
import { actions, lesson, lost, mistake, reached, score } from "../lessons/run";
import { speak } from "../log/Spoken";
import * as say from "./words";

export function speakLessons(): void {
  let before = "";
  effect(() => {
    const it = lesson.value;
    const wrong = mistake.value?.text ?? lost.value?.text;
    const over = score.value === null || reached.value ? null : score.value;
    const text = !it ? "" : over !== null ? say.over(over, it.lesson.goal.length, untracked(() => actions.value)) : reached.value ? `${say.REACHED}. ${it.texts.reward}` : wrong ? `${wrong} ${lost.value ? say.LOST : ""}` : "";
    if (text !== "" && text !== before) untracked(() => speak(text));
    before = text;
  });
}

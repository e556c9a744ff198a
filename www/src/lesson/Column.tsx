/** The lesson that is open: its story, the question, the goal, what went wrong, what it was good for. */
import { lesson, reached } from "../lessons/run";
import { Bold } from "../parts/Bold";
import { Foot } from "./Foot";
import { Goals } from "./Goals";
import { Predict } from "./Predict";
import { Over, Reward } from "./Reward";
import * as say from "./words";

export function Column({ sheet, onClose }: { sheet?: boolean; onClose?(): void }) {
  const it = lesson.value;
  if (!it) return null;
  return (
    <aside class={`lesson${sheet ? " opened" : ""}`} aria-label="Lesson">
      <div class="lesson-body" tabIndex={0}>
        <div class="lesson-head">
          <p>{say.place(it.number, it.of, it.minutes, it.shift)}</p>
          {onClose && (
            <button type="button" class="ghost" onClick={onClose}>
              {say.CLOSE}
            </button>
          )}
          <h2>{it.texts.title}</h2>
        </div>
        {reached.value ? <Reward /> : <Over />}
        <p class="story">
          <Bold text={it.texts.story} />
        </p>
        <Predict />
        <Goals />
      </div>
      <Foot />
    </aside>
  );
}

/** Always at the bottom: what went wrong, hints, how many actions, and the three ways on. */
import { hintsOffered } from "../lessons/course";
import { actions, demonstration, lesson, reached, restart, showMe } from "../lessons/run";
import { Bold } from "../parts/Bold";
import { callTitle } from "../words";
import { Says } from "./Says";
import { hint, hintsShown } from "./hints";
import * as say from "./words";

function Hints({ hints }: { hints: readonly string[] }) {
  const n = hintsShown.value;
  if (n === 0) return null;
  return (
    <ol class="hints" aria-label={say.HINTS}>
      {hints.slice(0, n).map((text) => (
        <li key={text}>
          <Bold text={text} />
        </li>
      ))}
    </ol>
  );
}

/** What is being shown, while one watches. */
function Watching() {
  const it = demonstration.value;
  if (!it) return null;
  return <p class="watching">{it.over ? say.SHOWN : it.call ? say.watch(callTitle(it.call)) : say.WATCHING}</p>;
}

export function Foot() {
  const it = lesson.value;
  if (!it) return null;
  const { hints } = it.texts;
  const more = hintsShown.value < hints.length;
  const shown = demonstration.value !== null;
  const done = reached.value || shown;
  const exam = it.lesson.ends !== undefined;
  return (
    <div class="lesson-foot">
      <Says />
      {!done && <Hints hints={hints} />}
      <Watching />
      <p class="quiet">{say.par(it.par, actions.value)}</p>
      <div class="lesson-ways">
        {!done && hintsOffered.value && hints.length > 0 && (
          <button type="button" aria-disabled={!more || undefined} onClick={() => more && hint()}>
            {say.HINT}
          </button>
        )}
        {!done && hintsOffered.value && !exam && (
          <button type="button" onClick={() => void showMe()}>
            {say.SHOW_ME}
          </button>
        )}
        <button type="button" class={demonstration.value?.over ? "primary" : undefined} onClick={restart}>
          {say.RESTART}
        </button>
      </div>
    </div>
  );
}

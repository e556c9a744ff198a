/** Where the column has no room: two lines of the lesson, and a button that opens all of it. */
import { useLayoutEffect } from "preact/hooks";
import { type Shown, actions, goals, lesson, lost, mistake, reached, score } from "../lessons/run";
import { Bold } from "../parts/Bold";
import { Column } from "./Column";
import { sheetOpen } from "./sheet";
import * as say from "./words";

export function Strip() {
  const it = lesson.value;
  return it ? <Short it={it} /> : null;
}

function Short({ it }: { it: Shown }) {
  const all = goals.value;
  const met = all.filter((goal) => goal.state === "met").length;
  const over = score.value === null || reached.value ? null : say.over(score.value, it.lesson.goal.length, actions.value);
  const text = over ?? mistake.value?.text ?? lost.value?.text ?? (reached.value ? it.texts.reward : it.texts.story);
  const open = sheetOpen.value;
  const news = reached.value ? it.id : text === it.texts.story ? "" : text;
  // What went wrong has to be read, and what was reached too.
  useLayoutEffect(() => {
    if (news) sheetOpen.value = true;
  }, [news]);
  return (
    <>
      <section class="lesson-strip" aria-label="Lesson in short">
        <p>
          {reached.value && <b>{say.REACHED}.</b>} <Bold text={text} />
        </p>
        <button type="button" class="ghost" aria-expanded={open} aria-label={say.openLesson(met, all.length)} onClick={() => (sheetOpen.value = !open)}>
          {met}/{all.length} <span aria-hidden="true">{open ? "▾" : "▴"}</span>
        </button>
      </section>
      {open && <Column sheet onClose={() => (sheetOpen.value = false)} />}
    </>
  );
}

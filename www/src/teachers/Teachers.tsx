/** For teachers: a page over the page. What is behind it keeps its state, and cannot be reached meanwhile. */
import { useLayoutEffect, useRef } from "preact/hooks";
import { LESSONS } from "../lessons";
import { textsOf } from "../lessons/messages";
import { openClassLink } from "../panel/panels";
import { phone } from "../parts/media";
import { openLesson } from "../scenarios/open";
import { openClassPage } from "../share/ClassPage";
import { CHECK_RECEIPTS_MENU, CLASS_LINK_MENU } from "../share/words";
import { PLANS } from "./plans";
import { Sheet } from "./Sheet";
import { SHEETS, choose, closeTeachers, focusWhereItWas, print, printing, sheet } from "./state";
import * as say from "./words";

const nameOf = (id: string): string => {
  const plan = PLANS.find((it) => it.id === id);
  const at = LESSONS.findIndex((it) => it.id === id);
  const lesson = LESSONS[at];
  return plan?.name ?? say.lessonName(at + 1, (lesson && textsOf(lesson)?.title) ?? id);
};
const isLesson = (id: string): boolean => LESSONS.some((it) => it.id === id);

function Choice({ shown }: { shown: string }) {
  const group = (title: string, ids: readonly string[]) =>
    phone.value ? (
      <optgroup key={title} label={title}>
        {ids.map((id) => (
          <option key={id} value={id}>
            {nameOf(id)}
          </option>
        ))}
      </optgroup>
    ) : (
      <section key={title}>
        <h2>{title}</h2>
        <ul>
          {ids.map((id) => (
            <li key={id}>
              <button type="button" class="ghost" aria-current={id === shown ? "page" : undefined} onClick={() => choose(id)}>
                {nameOf(id)}
              </button>
            </li>
          ))}
        </ul>
      </section>
    );
  const groups = [
    group(say.PLANS, SHEETS.filter((id) => !isLesson(id))),
    group(say.LESSONS, SHEETS.filter(isLesson)),
  ];
  return (
    <nav class="teachers-choice" aria-label={say.SHEETS}>
      {phone.value ? (
        <select aria-label={say.SHEETS} value={shown} onChange={(event) => choose(event.currentTarget.value)}>
          {groups}
        </select>
      ) : (
        groups
      )}
    </nav>
  );
}

function OverThePage({ shown }: { shown: string }) {
  const top = useRef<HTMLHeadingElement>(null);
  const sheets = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    top.current?.focus();
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== "Escape" || event.defaultPrevented || document.querySelector("dialog:modal")) return;
      event.preventDefault();
      closeTeachers();
    };
    document.addEventListener("keydown", onKey);
    return () => {
      document.removeEventListener("keydown", onKey);
      // The page takes the focus once it is drawn as one that can be reached.
      queueMicrotask(focusWhereItWas);
    };
  }, []);
  useLayoutEffect(() => sheets.current?.scrollTo(0, 0), [shown]);
  return (
    <div class="teachers">
      <header class="teachers-head">
        <h1 ref={top} tabIndex={-1}>
          {say.FOR_TEACHERS}
        </h1>
        <button type="button" class="primary" onClick={closeTeachers}>
          {say.BACK}
        </button>
        <div class="teachers-buttons">
          {isLesson(shown) && (
            <button
              type="button"
              onClick={() => {
                closeTeachers();
                openLesson(shown);
              }}
            >
              {say.OPEN_LESSON}
            </button>
          )}
          <button
            type="button"
            onClick={() => {
              closeTeachers();
              openClassLink();
            }}
          >
            {CLASS_LINK_MENU}
          </button>
          <button type="button" onClick={openClassPage}>
            {CHECK_RECEIPTS_MENU}
          </button>
          <button type="button" onClick={() => void print(false)}>
            {say.PRINT_ONE}
          </button>
          <button type="button" onClick={() => void print(true)}>
            {say.PRINT_ALL}
          </button>
        </div>
      </header>
      <Choice shown={shown} />
      <main class="sheets" ref={sheets} tabIndex={0} aria-label={say.SHEET}>
        {printing.value ? SHEETS.map((id) => <Sheet key={id} id={id} />) : <Sheet key={shown} id={shown} />}
      </main>
    </div>
  );
}

export function Teachers() {
  return sheet.value === null ? null : <OverThePage shown={sheet.value} />;
}

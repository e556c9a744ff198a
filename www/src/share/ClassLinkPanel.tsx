/** The teacher puts a class together: lessons, their order, words, hints; and gets its link. */
import { useSignal } from "@preact/signals";
import { report } from "../live/actions";
import { LESSONS } from "../lessons";
import { textsOf } from "../lessons/messages";
import { SHIFT_MOST, shiftId } from "../lessons/shift";
import { dialect } from "../words/dialect";
import { DIALECTS, type Dialect, WORDS } from "../words/dialects";
import { Pane } from "./Pane";
import { classLink } from "./class";
import { give } from "./share";
import * as say from "./words";

/** The row of the final shift: which one, its number says. */
const EXAM = "shift";

interface Row {
  id: string;
  title: string;
  on: boolean;
}

export function ClassLinkPanel() {
  const rows = useSignal<readonly Row[]>([
    ...LESSONS.flatMap((it) => (textsOf(it) ? [{ id: it.id, title: textsOf(it)?.title ?? "", on: true }] : [])),
    { id: EXAM, title: say.CLASS_SHIFT, on: false },
  ]);
  /** The same for all of the class, and none that they have played before. */
  const shift = useSignal(2026);
  const hints = useSignal(true);
  const words = useSignal<Dialect>(dialect.peek());
  const move = (at: number, by: number): void => {
    const next = [...rows.value];
    const [row] = next.splice(at, 1);
    if (row) next.splice(at + by, 0, row);
    rows.value = next;
  };
  const copy = async (): Promise<void> => {
    const lessons = rows.value.filter(({ on }) => on).map(({ id }) => (id === EXAM ? shiftId(shift.value) : id));
    if (lessons.length === 0) return report("refused", say.CLASS_EMPTY);
    await give([await classLink({ lessons, hints: hints.value }, words.value)], say.classCopied(lessons.length));
  };
  return (
    <Pane
      title={say.CLASS_LINK}
      buttons={
        <button type="button" class="primary" onClick={() => void copy()}>
          {say.COPY_CLASS}
        </button>
      }
    >
      <p class="quiet">{say.CLASS_ABOUT}</p>
      <fieldset class="class-lessons">
        <legend>{say.CLASS_LESSONS}</legend>
        <ol>
          {rows.value.map((row, at) => (
            <li key={row.id}>
              <label class="check">
                <input
                  type="checkbox"
                  checked={row.on}
                  onChange={(event) => {
                    const on = event.currentTarget.checked;
                    rows.value = rows.value.map((it) => (it.id === row.id ? { ...it, on } : it));
                  }}
                />{" "}
                {row.title}
              </label>
              <button type="button" class="ghost" aria-label={say.up(row.title)} disabled={at === 0} onClick={() => move(at, -1)}>
                ▴
              </button>
              <button
                type="button"
                class="ghost"
                aria-label={say.down(row.title)}
                disabled={at === rows.value.length - 1}
                onClick={() => move(at, 1)}
              >
                ▾
              </button>
            </li>
          ))}
        </ol>
      </fieldset>
      {rows.value.some(({ id, on }) => id === EXAM && on) && (
        <div class="field">
          <label for="class-shift">{say.CLASS_SHIFT_NUMBER}</label>
          <input
            id="class-shift"
            type="number"
            min={0}
            max={SHIFT_MOST}
            value={shift.value}
            onInput={({ currentTarget: { valueAsNumber: n } }) => {
              if (Number.isInteger(n) && n >= 0 && n <= SHIFT_MOST) shift.value = n;
            }}
          />
        </div>
      )}
      <label class="check">
        <input type="checkbox" checked={hints.value} onChange={(event) => (hints.value = event.currentTarget.checked)} /> {say.CLASS_HINTS}
      </label>
      <div class="field">
        <label for="class-words">{say.CLASS_WORDS}</label>
        <select id="class-words" value={words.value} onChange={(event) => (words.value = event.currentTarget.value as Dialect)}>
          {DIALECTS.map((it) => (
            <option key={it} value={it}>
              {WORDS[it].title}
            </option>
          ))}
        </select>
      </div>
    </Pane>
  );
}

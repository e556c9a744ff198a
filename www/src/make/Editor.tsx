/** A lesson as text, with checks: below it stands at once what is not right, and where. */
import { useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { StatusIcon } from "../parts/status";
import { callTitle } from "../words";
import { type State, type Writing, makeLesson, saveIt, stateOf, stopWriting, tryIt, writing } from "./editor";
import { LAST_MOST, mine } from "./make";
import * as say from "./words";

/** So long after the last key it is played, in milliseconds. */
const PATIENCE = 300;

function Checks({ state }: { state: State }) {
  const { lesson, problems } = state;
  const mark = !lesson ? "Failed" : problems.length > 0 ? "Queued" : "Finished";
  return (
    <section class="make-checks" aria-label={say.CHECKS} tabIndex={0}>
      <p class="reward-line" aria-live="polite">
        <StatusIcon mark={mark} />
        <b>{!lesson ? say.BROKEN : problems.length > 0 ? say.USABLE : say.GOOD}</b>
      </p>
      {problems.length > 0 && (
        <ul>
          {problems.map((it) => (
            <li key={it}>{it}</li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** Where the solution begins. */
function Opens({ last }: { last: number }) {
  const calls = mine();
  const most = Math.min(LAST_MOST, calls.length);
  if (most < 2) return null;
  return (
    <div class="field">
      <label for="make-opens">{say.OPENS}</label>
      <select id="make-opens" value={String(last)} aria-describedby="make-anew" onChange={(event) => void makeLesson(Number(event.currentTarget.value))}>
        {Array.from({ length: most }, (_, at) => at + 1).map((n) => {
          const call = calls[calls.length - n];
          return call && <option key={n} value={String(n)}>{say.lastOf(n, callTitle(call.call))}</option>;
        })}
      </select>
      <small id="make-anew" class="quiet">
        {say.WRITES_ANEW}
      </small>
    </div>
  );
}

function Page({ it }: { it: Writing }) {
  const box = useRef<HTMLDialogElement>(null);
  const text = useSignal(it.text);
  const state = useSignal<State>(stateOf(it.text));
  useLayoutEffect(() => box.current?.showModal(), []);
  // Before anybody can write: what is typed is not taken back.
  useLayoutEffect(() => {
    text.value = it.text;
    state.value = stateOf(it.text);
  }, [it]);
  const wanted = text.value;
  useEffect(() => {
    const wait = setTimeout(() => (state.value = stateOf(wanted)), PATIENCE);
    return () => clearTimeout(wait);
  }, [wanted]);
  const opens = (): boolean => {
    state.value = stateOf(text.peek());
    return state.peek().lesson !== null;
  };
  return (
    <dialog ref={box} class="class-page make" aria-labelledby="make-title" onClose={() => stopWriting(text.peek())}>
      <h2 id="make-title">{say.TITLE}</h2>
      <p class="quiet">{say.ABOUT}</p>
      {it.last !== null && <Opens last={it.last} />}
      <div class="field make-file">
        <label for="make-text">{say.FIELD}</label>
        <textarea
          id="make-text"
          class="make-text"
          spellcheck={false}
          autocomplete="off"
          value={text.value}
          onInput={(event) => (text.value = event.currentTarget.value)}
        />
      </div>
      <Checks state={state.value} />
      <div class="buttons">
        <button type="button" onClick={() => box.current?.close()}>
          {say.CLOSE}
        </button>
        <button type="button" onClick={() => saveIt(text.peek())}>
          {say.SAVE}
        </button>
        <button type="button" class="primary" aria-disabled={state.value.lesson === null || undefined} onClick={() => opens() && tryIt(text.peek())}>
          {say.TRY}
        </button>
      </div>
    </dialog>
  );
}

export function Editor() {
  const it = writing.value;
  return it ? <Page it={it} /> : null;
}

/** The teacher checks what came back: each receipt is played again, unseen, and judged by its lesson. */
import { signal, useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { pause } from "../live/clock";
import { exactTime, number } from "../format";
import { csv, instant } from "../exports/csv";
import { StatusIcon } from "../parts/status";
import { type Checked, checkReceipt, linesOf } from "./receipts";
import { download } from "./download";
import { ENDING, readFile } from "./file";
import type { Session } from "./session";
import * as say from "./words";

export const classPage = signal(false);

export function openClassPage(): void {
  pause();
  classPage.value = true;
}

/** Results stay while the page is open, also while the class page is closed. */
const results = signal<readonly Checked[]>([]);
const waiting = signal("");
/** How many of how many, while they are checked. */
const checking = signal<{ done: number; of: number; stop: AbortController } | null>(null);
const note = signal("");

async function check(sources: readonly (() => Promise<Session>)[]): Promise<void> {
  if (checking.peek()) return;
  if (sources.length === 0) {
    note.value = say.NOTHING_TO_CHECK;
    return;
  }
  note.value = "";
  const stop = new AbortController();
  try {
    for (const [at, source] of sources.entries()) {
      checking.value = { done: at, of: sources.length, stop };
      // One appears after the other.
      results.value = [...results.peek(), await checkReceipt(source, stop.signal)];
      if (stop.signal.aborted) throw new Error();
    }
  } catch {
    note.value = say.NOT_ALL_CHECKED;
  } finally {
    checking.value = null;
  }
}

/** A session in a file, or a file with links in it. */
async function sourcesOf(files: readonly File[]): Promise<(() => Promise<Session>)[]> {
  const all = await Promise.all(
    files.map(async (file) => {
      if (file.name.endsWith(ENDING)) return [() => readFile(file)];
      const text = await file.text();
      return text.trimStart().startsWith("{") ? [() => readFile(file)] : linesOf(text);
    }),
  );
  return all.flat();
}

const checkFiles = (files: FileList | null): void => void sourcesOf([...(files ?? [])]).then(check);

function checkText(): void {
  const sources = linesOf(waiting.peek());
  waiting.value = "";
  void check(sources);
}

const HEAD = ["name", "lesson", "result", "actions", "par", "goal reached at", "why"] as const;
function save(): void {
  const rows = results.peek().map((it) => [it.name, it.lesson, say.RESULT_WORDS[it.result], it.actions, it.par, instant(it.time), it.why]);
  download("receipts.csv", csv(HEAD, rows), "text/csv");
}

const MARKS = { reached: "Finished", open: "NotSubmitted", refused: "Failed" } as const;

function Results({ all }: { all: readonly Checked[] }) {
  const count = (result: Checked["result"]): number => all.filter((it) => it.result === result).length;
  return (
    <section>
      <h3>{say.RESULTS}</h3>
      <p>{say.sum(count("reached"), count("open"), count("refused"))}</p>
      <div class="results-box" tabIndex={0} role="group" aria-label={say.RESULTS}>
        <table class="results">
          <thead>
            <tr>
              {say.COLUMNS.map((name) => (
                <th key={name} scope="col">
                  {name || <span class="unseen">{say.LINE}</span>}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {all.map((it, at) => (
              <tr key={at}>
                <td>{number(at + 1)}</td>
                <td>{it.name}</td>
                <td>{it.lesson}</td>
                <td>
                  <span class="status">
                    <StatusIcon mark={MARKS[it.result]} /> {say.RESULT_WORDS[it.result]}
                  </span>
                  {it.why && <small>{it.why}</small>}
                </td>
                <td>{it.actions ?? ""}</td>
                <td>{it.par ?? ""}</td>
                <td>{it.time === null ? "" : exactTime(it.time)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Page() {
  const box = useRef<HTMLDialogElement>(null);
  const dropping = useSignal(false);
  useLayoutEffect(() => box.current?.showModal(), []);
  const work = checking.value;
  const files = (): void => {
    const input = document.createElement("input");
    input.type = "file";
    input.multiple = true;
    input.addEventListener("change", () => checkFiles(input.files));
    input.click();
  };
  return (
    <dialog
      ref={box}
      class={`class-page${dropping.value ? " over" : ""}`}
      aria-labelledby="class-title"
      onClose={() => (classPage.value = false)}
      onDragOver={(event) => {
        event.preventDefault();
        event.stopPropagation();
        dropping.value = true;
      }}
      onDragLeave={() => (dropping.value = false)}
      onDrop={(event) => {
        event.preventDefault();
        event.stopPropagation();
        dropping.value = false;
        const text = event.dataTransfer?.getData("text") ?? "";
        if (event.dataTransfer?.files.length) checkFiles(event.dataTransfer.files);
        else void check(linesOf(text));
      }}
    >
      <h2 id="class-title">{say.CHECK_RECEIPTS}</h2>
      <p class="quiet">{say.CHECK_ABOUT}</p>
      <div class="field">
        <label for="class-field">{say.CHECK_FIELD}</label>
        <textarea id="class-field" class="link-field" rows={4} value={waiting.value} onInput={(event) => (waiting.value = event.currentTarget.value)} />
      </div>
      <div class="buttons class-buttons">
        <button type="button" class="primary" aria-disabled={work !== null || undefined} onClick={checkText}>
          {say.CHECK}
        </button>
        <button type="button" onClick={files}>
          {say.CHOOSE_FILES}
        </button>
        <span class="quiet">{say.DROP_HERE}</span>
      </div>
      <p aria-live="polite">{note.value}</p>
      {work && (
        <div class="class-work">
          <progress max={work.of} value={work.done} aria-label={say.CHECKING} />
          <button type="button" onClick={() => work.stop.abort()}>
            {say.STOP}
          </button>
        </div>
      )}
      {results.value.length > 0 && <Results all={results.value} />}
      <div class="buttons">
        {results.value.length > 0 && (
          <>
            <button type="button" onClick={() => (results.value = [])}>
              {say.CLEAR}
            </button>
            <button type="button" onClick={save}>
              {say.SAVE_CSV}
            </button>
          </>
        )}
        <button type="button" onClick={() => box.current?.close()}>
          {say.CLOSE}
        </button>
      </div>
    </dialog>
  );
}

export function ClassPage() {
  return classPage.value ? <Page /> : null;
}

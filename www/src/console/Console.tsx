/** The console: answers in a log, a line to type below it, and what may stand at the cursor above the line. */
import { useId, useLayoutEffect, useRef } from "preact/hooks";
import { useSignal } from "@preact/signals";
import { type Entry, type Offers, addFiles, closeConsole, enter, entries, input, offer, offersAt, open, recallLine, speak, spoken, waiting } from "./state";
import * as say from "./words";

const FRONT: Record<Entry["kind"], string> = {
  typed: "> ",
  elsewhere: say.DONE_HERE,
  command: say.IN_CCP,
  note: "",
  output: "",
  error: "",
};

function Answers() {
  const box = useRef<HTMLDivElement>(null);
  const all = entries.value;
  useLayoutEffect(() => {
    box.current?.scrollTo({ top: box.current.scrollHeight });
  }, [all]);
  return (
    <div ref={box} class="answers" role="log" aria-live="off" aria-label={say.ANSWERS} tabIndex={0}>
      {all.map(({ id, kind, text }) => (
        <p key={id} class={kind}>
          {FRONT[kind]}
          {text}
        </p>
      ))}
      {waiting.value && <p class="note">{say.WAITING}</p>}
    </div>
  );
}

/** What all of them begin with, whatever the case. */
function common(texts: readonly string[]): string {
  const [first = "", ...others] = texts;
  let length = first.length;
  for (const text of others) {
    let same = 0;
    while (same < length && text[same]?.toLowerCase() === first[same]?.toLowerCase()) same += 1;
    length = same;
  }
  return first.slice(0, length);
}

/** What is whole gets a blank behind it; behind a colon or an equals sign a value follows. */
const closed = (text: string): string => (/[:=]"?$/.test(text) ? text : `${text} `);

function CommandLine() {
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const caret = useRef<number | null>(null);
  const offers = useSignal<Offers | null>(null);
  const chosen = useSignal(-1);
  /** After Escape, Tab leaves the field. */
  const leaving = useRef(false);
  const shown = offers.value;

  useLayoutEffect(() => field.current?.focus(), []);
  useLayoutEffect(() => {
    if (caret.current === null) return;
    field.current?.setSelectionRange(caret.current, caret.current);
    caret.current = null;
  });
  useLayoutEffect(() => {
    document.getElementById(`${id}-${chosen.value}`)?.scrollIntoView({ block: "nearest" });
  }, [chosen.value]);

  const hide = (): void => {
    offers.value = null;
    chosen.value = -1;
  };
  const place = (): number => field.current?.selectionStart ?? input.peek().length;

  /** Puts a text from `start` to the cursor. */
  const put = (start: number, text: string): void => {
    const line = input.peek();
    const behind = line.slice(place());
    const fits = text.endsWith(" ") && behind.startsWith(" ") ? text.slice(0, -1) : text;
    caret.current = start + text.length;
    input.value = line.slice(0, start) + fits + behind;
  };
  const take = (at: number): void => {
    const it = shown?.list[at];
    if (!it || !shown) return;
    put(shown.start, closed(it.text));
    hide();
    field.current?.focus();
  };
  /** False where nothing may stand here: then Tab is Tab. */
  const complete = (): boolean => {
    const line = input.peek();
    if (line.slice(0, place()).trim() === "") return false;
    const found = offersAt(line, place());
    const [only, ...others] = found.list;
    if (!only) return false;
    if (others.length === 0) {
      put(found.start, closed(only.text));
      speak(only.text);
    }
    else {
      const start = common(found.list.map((it) => it.text));
      if (start.length > place() - found.start) put(found.start, start);
      offers.value = found;
      chosen.value = -1;
      speak(say.offered(found.list.length));
    }
    return true;
  };
  const move = (step: number): void => {
    const count = shown?.list.length ?? 0;
    chosen.value = chosen.peek() < 0 ? (step > 0 ? 0 : count - 1) : (chosen.peek() + step + count) % count;
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const done = ((): boolean => {
      switch (event.key) {
        case "Tab":
          if (event.shiftKey || leaving.current) return false;
          if (!shown) return complete();
          move(1);
          return true;
        case "ArrowUp":
        case "ArrowDown": {
          const step = event.key === "ArrowUp" ? -1 : 1;
          if (shown) move(step);
          else {
            recallLine(step);
            caret.current = input.peek().length;
          }
          return true;
        }
        case "Enter":
          if (shown && chosen.peek() >= 0) take(chosen.peek());
          else {
            hide();
            enter();
          }
          return true;
        case "Escape":
          leaving.current = true;
          if (!shown) return false;
          hide();
          return true;
        default:
          return false;
      }
    })();
    if (event.key !== "Escape") leaving.current = false;
    if (!done) return;
    event.preventDefault();
    event.stopPropagation();
  };
  const onInput = (event: Event): void => {
    leaving.current = false;
    input.value = (event.currentTarget as HTMLInputElement).value;
    if (!shown) return;
    const found = offersAt(input.peek(), place());
    if (found.list.length === 0) hide();
    else {
      offers.value = found;
      chosen.value = -1;
    }
  };
  /** Of a text with several lines the first comes into the input, and the others after it, one by one. */
  const onPaste = (event: ClipboardEvent): void => {
    const lines = (event.clipboardData?.getData("text") ?? "").split(/\r\n?|\n/).filter((line) => line.trim() !== "");
    if (lines.length < 2) return;
    event.preventDefault();
    offer(lines);
  };

  return (
    <form
      class="command-line"
      onSubmit={(event) => {
        event.preventDefault();
        hide();
        enter();
        field.current?.focus();
      }}
    >
      {shown && (
        <ul role="listbox" id={`${id}-list`} aria-label={say.COMPLETIONS} class="offers">
          {shown.list.map((it, at) => (
            <li
              key={it.text}
              id={`${id}-${at}`}
              role="option"
              aria-selected={at === chosen.value}
              onPointerDown={(event) => event.preventDefault()}
              onClick={() => take(at)}
            >
              <code>{it.text}</code> <small>{it.about}</small>
            </li>
          ))}
        </ul>
      )}
      <input
        ref={field}
        type="text"
        role="combobox"
        aria-label={say.COMMAND}
        aria-autocomplete="list"
        aria-expanded={shown !== null}
        aria-controls={shown ? `${id}-list` : undefined}
        aria-activedescendant={shown && chosen.value >= 0 ? `${id}-${chosen.value}` : undefined}
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        enterkeyhint="go"
        placeholder={say.PLACEHOLDER}
        value={input.value}
        onInput={onInput}
        onKeyDown={onKeyDown}
        onPaste={onPaste}
        onBlur={hide}
      />
      <button type="submit">{say.RUN_LINE}</button>
    </form>
  );
}

function Files() {
  const chooser = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={chooser}
        type="file"
        multiple
        hidden
        aria-label={say.ADD_FILES_NAME}
        onChange={(event) => {
          const field = event.currentTarget;
          void addFiles([...(field.files ?? [])]).then(() => (field.value = ""));
        }}
      />
      <button type="button" class="ghost" onClick={() => chooser.current?.click()}>
        {say.ADD_FILES}
      </button>
    </>
  );
}

export function Console() {
  if (!open.value) return null;
  return (
    <section class="console" aria-label={say.CONSOLE}>
      <header>
        <h2>{say.CONSOLE}</h2>
        <Files />
        <button type="button" class="ghost" aria-label={say.CLOSE} onClick={closeConsole}>
          ✕
        </button>
      </header>
      <Answers />
      {/* No status: that is what became of the last action. */}
      <p class="unseen" aria-live="polite" aria-atomic="true">
        {spoken.value}
      </p>
      <CommandLine />
    </section>
  );
}

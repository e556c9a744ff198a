/**
 * "Show as code": the same calls as JavaScript, as commands in the chosen words, and in C++. Closed at first; then it
 * stays as it was left. Code is text to look at and to copy: nothing of it is run.
 */
import { useId } from "preact/hooks";
import { signal, useSignal } from "@preact/signals";
import { dialect } from "../words/dialect";
import { recall, remember } from "../parts/memory";
import { typedLines } from "../console/command";
import { offer, openConsole } from "../console/state";
import { TO_CONSOLE, toConsoleName } from "../console/words";
import { com } from "./com";
import { commands } from "./commands";
import { javascript } from "./javascript";
import type { Said, Saying } from "./saying";
import * as say from "./words";

const TABS = ["javascript", "commands", "com"] as const;
type Tab = (typeof TABS)[number];

const OPEN = "ccp-code";
const stored = recall(OPEN);
const open = signal(stored !== null);
const tab = signal<Tab>(TABS.includes(stored as Tab) ? (stored as Tab) : "javascript");

function keep(): void {
  remember(OPEN, open.value ? tab.value : null);
}

/** More of it than this is not shown, but copied. */
const SHOWN = 2_000;

function said(saying: Saying): Said | null {
  if (tab.value === "commands") return commands(saying, dialect.value);
  if (tab.value === "com") return com(saying);
  const code = javascript(saying);
  return code === null ? null : { code };
}

function Copy({ code, what }: { code: string; what: string }) {
  const told = useSignal("");
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(code);
      told.value = say.COPIED;
    } catch {
      told.value = say.NOT_COPIED;
    }
  };
  return (
    <span class="copy">
      <span aria-live="polite">{told.value}</span>
      <button type="button" class="ghost" aria-label={say.copyName(what)} onClick={() => void copy()}>
        {say.COPY}
      </button>
    </span>
  );
}

/** What the commands do, as lines of the console: they stand there until one says so. */
function ToConsole({ title, saying }: Named) {
  const lines = typedLines(saying);
  if (!lines) return null;
  const send = (): void => {
    openConsole();
    offer(lines);
  };
  return (
    <button type="button" class="ghost" aria-label={toConsoleName(title)} onClick={send}>
      {TO_CONSOLE}
    </button>
  );
}

function Code({ title, saying }: { title: string; saying: Saying }) {
  const it = said(saying);
  return (
    <div class="code">
      <div class="code-head">
        <h3>{title}</h3>
        {tab.value === "commands" && <ToConsole title={title} saying={saying} />}
        {it && it.code !== "" && <Copy key={it.code} code={it.code} what={title} />}
      </div>
      {it && it.code !== "" && (
        <pre tabIndex={0} aria-label={title}>
          <code>{it.code.length > SHOWN ? `${it.code.slice(0, SHOWN)}…` : it.code}</code>
        </pre>
      )}
      {it?.note && <p class="quiet small">{it.note}</p>}
      {!it && <p class="quiet small">{say.NOTHING_KNOWN}</p>}
    </div>
  );
}

export interface Named {
  title: string;
  saying: Saying;
}

/** The calls, one below the other. `always`: it is what one came for, and open. */
export function CodeTwin({ calls, always = false }: { calls: readonly Named[]; always?: boolean }) {
  const id = useId();
  const choose = (to: Tab): void => {
    tab.value = to;
    keep();
  };
  const onKey = (event: KeyboardEvent): void => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const at = (TABS.indexOf(tab.value) + step + TABS.length) % TABS.length;
    choose(TABS[at] as Tab);
    (event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>("[role=tab]")[at]?.focus();
  };
  const label: Record<Tab, string> = {
    javascript: say.JAVASCRIPT,
    commands: say.COMMANDS,
    com: say.COM,
  };
  if (calls.length === 0) return null;
  return (
    <section class="code-twin">
      {!always && (
        <button
          type="button"
          class="ghost"
          aria-expanded={open.value}
          onClick={() => {
            open.value = !open.value;
            keep();
          }}
        >
          {say.SHOW_CODE} {open.value ? "▾" : "▸"}
        </button>
      )}
      {(always || open.value) && (
        <>
          <div class="tabs" role="tablist" aria-label={say.SHOW_CODE} onKeyDown={onKey}>
            {TABS.map((it) => (
              <button
                key={it}
                type="button"
                role="tab"
                id={`${id}-${it}`}
                aria-selected={tab.value === it}
                aria-controls={`${id}-panel`}
                tabIndex={tab.value === it ? 0 : -1}
                onClick={() => choose(it)}
              >
                {label[it]}
              </button>
            ))}
          </div>
          <div role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${tab.value}`}>
            {calls.map((call) => (
              <Code key={call.title} title={call.title} saying={call.saying} />
            ))}
          </div>
        </>
      )}
    </section>
  );
}


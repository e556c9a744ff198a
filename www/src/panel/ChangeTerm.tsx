/** Changes one term of a job: its run-time limit, its priority, or another. What would come of it is said while it is chosen. */
import type { Job } from "ccp-scheduler";
import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { changeTerm } from "../live/actions";
import { job } from "../live/store";
import { MINUTE, runtimeLength } from "../format";
import { ChoiceField, NumberField, TextField } from "./fields";
import { Frame } from "./Frame";
import { Lines } from "./Lines";
import { termLines } from "./consequences";
import { tryTerm, useForesight } from "./forecast";
import { limitOf } from "./drafts";
import { closePanel, subject } from "./panels";
import * as say from "./words";

const YES_NO = [
  ["True", say.YES],
  ["False", say.NO],
] as const;
const PRIORITIES = (["Highest", "AboveNormal", "Normal", "BelowNormal", "Lowest"] as const).map(
  (name) => [name, say.priority(name)] as const,
);

type Kind = "minutes" | "number" | "text" | readonly (readonly [string, string])[];

/** The documented terms: how each is entered, and what it is now. */
const TERMS: Record<string, { kind: Kind; now(it: Job): string }> = {
  Runtime: {
    kind: "minutes",
    now: (it) => {
      const length = runtimeLength(it.runtime);
      return length === null ? "" : String(length / MINUTE);
    },
  },
  Priority: { kind: PRIORITIES, now: (it) => it.priority },
  MinimumNumberOfProcessors: { kind: "number", now: (it) => String(it.minimumNumberOfProcessors) },
  MaximumNumberOfProcessors: { kind: "number", now: (it) => String(it.maximumNumberOfProcessors) },
  IsExclusive: { kind: YES_NO, now: (it) => (it.isExclusive ? "True" : "False") },
  RunUntilCanceled: { kind: YES_NO, now: (it) => (it.runUntilCanceled ? "True" : "False") },
  AskedNodes: { kind: "text", now: (it) => it.askedNodes.join(", ") },
  Name: { kind: "text", now: (it) => it.name },
  Project: { kind: "text", now: (it) => it.project },
  SoftwareLicense: { kind: "text", now: (it) => it.softwareLicense },
};

export function ChangeTerm() {
  const { job: id = 0, term: asked = "Runtime" } = subject.value;
  const it = job(id);
  const term = useSignal(asked);
  const typed = useSignal<string | null>(null);
  const refusal = useSignal<string | null>(null);
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => box.current?.querySelector<HTMLElement>("input, select")?.focus(), []);
  const { kind, now } = TERMS[term.value] as (typeof TERMS)[string];
  const entered = typed.value ?? (it ? now(it) : "");
  const value = kind === "minutes" ? limitOf(entered) : entered;
  const tried = tryTerm(id, term.value, value);
  useForesight(tried?.starts ?? []);
  if (!it) return null;

  const set = (next: string): void => {
    typed.value = next;
    refusal.value = null;
  };
  const field = { label: say.term(term.value), id: "term-value", value: entered, onValue: set };
  return (
    <Frame
      title={say.termTitle(asked)}
      keep={say.LEAVE_IT}
      act={say.termAct(id)}
      tone="primary"
      refusal={refusal.value && say.refusedForm(refusal.value)}
      onSubmit={() => {
        refusal.value = changeTerm(id, term.peek(), value);
        if (refusal.peek() === null) closePanel();
      }}
    >
      <p>{say.jobNamed(id, it.name)}</p>
      {!["Runtime", "Priority"].includes(asked) && (
        <ChoiceField
          label={say.TERM}
          id="term-name"
          value={term.value}
          options={Object.keys(TERMS).map((name) => [name, say.term(name)] as const)}
          onValue={(name) => {
            term.value = name;
            typed.value = null;
            refusal.value = null;
          }}
        />
      )}
      <div ref={box}>
        {kind === "minutes" ? (
          <NumberField {...field} step="any" placeholder={say.NONE} />
        ) : kind === "number" ? (
          <NumberField {...field} min="1" />
        ) : kind === "text" ? (
          <TextField {...field} />
        ) : (
          <ChoiceField {...field} options={kind} />
        )}
      </div>
      {term.value === "Runtime" && <p class="quiet small">{say.LIMIT_HELP}</p>}
      {tried && refusal.value === null && <Lines lines={termLines(id, tried)} label={say.WOULD_HAPPEN} />}
    </Frame>
  );
}

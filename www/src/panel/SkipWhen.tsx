/** Skip to when…: a job starts, ends or leaves, or the queue grows. What cannot come true any more is said here. */
import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { selectedIds } from "../live/actions";
import { skipTo } from "../live/clock";
import { type Until, isHopeless } from "../live/until";
import { ChoiceField, NumberField } from "./fields";
import { Frame } from "./Frame";
import { closePanel, keepStanding } from "./panels";
import * as say from "./words";

type Kind = "start" | "end" | "removal" | "queue";

/** A whole number of at least `least`, or nothing. */
function whole(text: string, least: number): number | null {
  const n = Number(text);
  return text.trim() !== "" && Number.isSafeInteger(n) && n >= least ? n : null;
}

function until(kind: Kind, job: string, above: string): Until | null {
  if (kind === "queue") {
    const most = whole(above, 0);
    return most === null ? null : { kind, above: most };
  }
  if (job.trim() === "") return { kind, job: null };
  const id = whole(job, 1);
  return id === null ? null : { kind, job: id };
}

export function SkipWhen() {
  const [only] = selectedIds();
  const kind = useSignal<Kind>("start");
  const job = useSignal(only === undefined ? "" : String(only));
  const above = useSignal("5");
  const refusal = useSignal<string | null>(null);
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => box.current?.querySelector("select")?.focus(), []);
  const change = (to: { value: string }) => (text: string) => {
    to.value = text;
    refusal.value = null;
  };
  const onSubmit = (): void => {
    const condition = until(kind.peek(), job.peek(), above.peek());
    refusal.value = condition ? isHopeless(condition) : say.WHOLE_NUMBER;
    if (!condition || refusal.peek() !== null) return;
    keepStanding();
    closePanel();
    skipTo(condition);
  };
  return (
    <Frame title={say.SKIP_WHEN} keep={say.BACK} act={say.SKIP} tone="primary" refusal={refusal.value} onSubmit={onSubmit}>
      <div class="field-set" ref={box}>
        <ChoiceField label={say.WHEN} id="when-kind" value={kind.value} onValue={change(kind)} options={say.WHEN_KINDS} />
        {kind.value === "queue" ? (
          <NumberField label={say.WHEN_ABOVE} id="when-above" value={above.value} onValue={change(above)} />
        ) : (
          <NumberField label={say.WHEN_JOB} id="when-job" min="1" value={job.value} onValue={change(job)} placeholder={say.ANY_JOB} />
        )}
      </div>
    </Frame>
  );
}

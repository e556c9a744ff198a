/** The message of a cancellation: kept for good with what is cancelled, at most 320 units long. */
import type { Signal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { count } from "../format";
import { Refusal } from "./Frame";
import { suggestedMessage } from "./panels";
import * as say from "./words";

const LIMIT = 320;
const CCP_LINE = 128;

function remark(text: string): string {
  const used = text.length;
  if (used > LIMIT) return say.overLimit(used - LIMIT);
  if (used > CCP_LINE) return say.AT_128;
  return [...text].length < used ? say.COUNTS_TWO : "";
}

export function Message({ text, refusal, help }: { text: Signal<string>; refusal: Signal<string | null>; help: string }) {
  const field = useRef<HTMLTextAreaElement>(null);
  const offered = suggestedMessage.value;
  useLayoutEffect(() => field.current?.focus(), [refusal.value]);
  const write = (value: string): void => {
    text.value = value;
    refusal.value = null;
  };
  const over = text.value.length > LIMIT;
  return (
    <div class="field">
      <label for="message">Message</label>
      <span class="quiet small" id="message-help">
        {help}
      </span>
      <textarea
        id="message"
        ref={field}
        rows={3}
        value={text.value}
        aria-describedby="message-help message-counter"
        aria-invalid={over || refusal.value !== null || undefined}
        onInput={(event) => write(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
          event.preventDefault();
          event.currentTarget.form?.requestSubmit();
        }}
      />
      <p class={`counter${over ? " over" : ""}`} id="message-counter">
        <span>{remark(text.value)}</span>
        <b aria-label={`${count(text.value.length, "unit")} of ${LIMIT}`}>{say.units(text.value.length, LIMIT)}</b>
      </p>
      {offered !== null && (
        <button
          type="button"
          class={`offer${text.value === offered ? " taken" : ""}`}
          onClick={() => {
            write(offered);
            field.current?.focus();
          }}
        >
          {offered}
        </button>
      )}
      {refusal.value !== null && <Refusal>{say.refusedWhole(refusal.value)}</Refusal>}
    </div>
  );
}

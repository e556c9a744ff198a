/** The cluster's parameters but one: TTLCompletedJobs stands in the lane Done, where its effect is seen. */
import { useSignal } from "@preact/signals";
import { useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { setParameter } from "../live/actions";
import { parameters } from "../live/store";
import { onCopy } from "../live/trial";
import { Frame } from "./Frame";
import { closePanel } from "./panels";
import * as say from "./words";

/** What no parameter with a range can be: the core's answer tells the range. */
const IMPOSSIBLE = "?";

function ranges(names: readonly string[]): Record<string, string> {
  const found = onCopy((copy) => {
    copy.actAs(copy.user, true);
    return names.map((name): [string, string] => {
      try {
        copy.setClusterParameter(name, IMPOSSIBLE);
        return [name, ""];
      } catch (thrown) {
        const text = thrown instanceof Error ? thrown.message : "";
        return [name, text.slice(text.indexOf("must be ") + "must be ".length)];
      }
    });
  });
  return Object.fromEntries(found ?? []);
}

export function Parameters() {
  const all = parameters.value;
  const names = Object.keys(all).filter((name) => name !== "TTLCompletedJobs");
  const typed = useSignal<Record<string, string>>({});
  const own = useSignal({ name: "", value: "" });
  const refused = useSignal<{ name: string; why: string } | null>(null);
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => box.current?.querySelector("input")?.focus(), []);
  const range = useMemo(() => ranges(names), []);
  const changed = names.filter((name) => (typed.value[name] ?? all[name]) !== all[name]);
  const more = own.value.name.trim() === "" ? 0 : 1;

  const set = (name: string, value: string): boolean => {
    const why = setParameter(name, value);
    refused.value = why === null ? null : { name, why };
    return why === null;
  };
  const onSubmit = (): void => {
    if (changed.length + more === 0) {
      refused.value = { name: "", why: say.NOTHING_TO_SET };
      return;
    }
    for (const name of changed) if (!set(name, typed.peek()[name] ?? "")) return;
    if (more > 0 && !set(own.peek().name.trim(), own.peek().value)) return;
    closePanel();
  };

  const row = (name: string) => (
    <div class="field parameter" key={name}>
      <label for={`parameter-${name}`}>{name}</label>
      <input
        id={`parameter-${name}`}
        type="text"
        autocomplete="off"
        value={typed.value[name] ?? all[name]}
        aria-describedby={`about-${name}`}
        aria-invalid={refused.value?.name === name || undefined}
        onInput={(event) => {
          typed.value = { ...typed.peek(), [name]: event.currentTarget.value };
          refused.value = null;
        }}
      />
      <small class="quiet" id={`about-${name}`}>
        {[say.PARAMETER_HELP[name], range[name]].filter(Boolean).join(": ")}
      </small>
    </div>
  );
  const used = names.filter((name) => name in say.PARAMETER_HELP);
  const stored = names.filter((name) => !(name in say.PARAMETER_HELP));
  return (
    <Frame
      title={say.PARAMETERS}
      keep={say.BACK}
      act={say.setSome(changed.length + more)}
      tone="primary"
      refusal={refused.value && (refused.value.name === "" ? refused.value.why : say.refusedForm(refused.value.why))}
      onSubmit={onSubmit}
    >
      <div ref={box} class="parameters">
        {used.map(row)}
      </div>
      <details>
        <summary>{say.PARAMETERS_STORED}</summary>
        {stored.map(row)}
        <div class="pair">
          <div class="field">
            <label for="own-name">{say.OWN_NAME}</label>
            <input
              id="own-name"
              type="text"
              autocomplete="off"
              value={own.value.name}
              onInput={(event) => (own.value = { ...own.peek(), name: event.currentTarget.value })}
            />
          </div>
          <div class="field">
            <label for="own-value">{say.OWN_VALUE}</label>
            <input
              id="own-value"
              type="text"
              autocomplete="off"
              value={own.value.value}
              onInput={(event) => (own.value = { ...own.peek(), value: event.currentTarget.value })}
            />
          </div>
        </div>
      </details>
    </Frame>
  );
}

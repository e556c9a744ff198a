/** A small form for one job with one task. What is wrong with it, the cluster says. */
import { useEffect, useRef } from "preact/hooks";
import { useSignal } from "@preact/signals";
import { add } from "../live/actions";
import { MINUTE, runtimeText } from "../format";
import { StatusIcon } from "../parts/status";
import { closePanel, heldClock } from "./panels";

export function NewJob() {
  const refusal = useSignal<string | null>(null);
  const first = useRef<HTMLInputElement>(null);
  useEffect(() => first.current?.focus(), []);

  const onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    const data = new FormData(event.currentTarget as HTMLFormElement);
    const figure = (name: string): number => Number(data.get(name));
    const processors = figure("processors");
    const limit = String(data.get("limit") ?? "");
    const name = String(data.get("name") ?? "");
    refusal.value = add(
      {
        ...(name ? { name } : {}),
        minimumNumberOfProcessors: processors,
        maximumNumberOfProcessors: processors,
        isExclusive: data.has("exclusive"),
        ...(limit ? { runtime: runtimeText(Number(limit) * MINUTE) } : {}),
        tasks: [
          {
            commandLine: "work",
            minimumNumberOfProcessors: processors,
            maximumNumberOfProcessors: processors,
            simulation: { duration: Math.round(figure("minutes") * MINUTE), exitCode: figure("exit") },
          },
        ],
      },
      data.has("submit"),
    );
    if (refusal.value === null) closePanel();
  };
  return (
    <dialog
      open
      class="pane"
      aria-labelledby="new-title"
      onKeyDown={(event) => event.key === "Escape" && (event.stopPropagation(), closePanel())}
    >
      <form onSubmit={onSubmit}>
        <div>
          <h2 id="new-title">New job</h2>
          {heldClock.value && <p class="held-clock">Paused while you decide.</p>}
        </div>
        <div class="field">
          <label for="new-name">Name</label>
          <input id="new-name" name="name" type="text" ref={first} placeholder="the cluster makes one up" />
        </div>
        <div class="pair">
          <div class="field">
            <label for="new-processors">Processors</label>
            <input id="new-processors" name="processors" type="number" min="1" step="1" value="4" required />
          </div>
          <div class="field">
            <label for="new-minutes">Works, minutes</label>
            <input id="new-minutes" name="minutes" type="number" min="0" step="any" value="20" required />
          </div>
          <div class="field">
            <label for="new-limit">Limit, minutes</label>
            <input id="new-limit" name="limit" type="number" min="1" step="1" placeholder="none" />
          </div>
          <div class="field">
            <label for="new-exit">Exit code</label>
            <input id="new-exit" name="exit" type="number" step="1" value="0" required />
          </div>
        </div>
        <label class="check">
          <input type="checkbox" name="exclusive" checked /> Wants its nodes alone (the documented default)
        </label>
        <label class="check">
          <input type="checkbox" name="submit" checked /> Submit it at once
        </label>
        {refusal.value !== null && (
          <p class="refusal" role="alert">
            <StatusIcon mark="Failed" />
            <span>Refused: {refusal.value}</span>
          </p>
        )}
        <div class="buttons">
          <button type="button" onClick={closePanel}>
            Back
          </button>
          <button type="submit" class="to-queued">
            Add job
          </button>
        </div>
      </form>
    </dialog>
  );
}

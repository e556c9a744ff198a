/** The form for a new job, empty or as a copy of another. Before it is added the core says what would become of it. */
import type { JobSpec } from "ccp-scheduler";
import { useSignal } from "@preact/signals";
import { useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { add } from "../live/actions";
import { job } from "../live/store";
import { type JobDraft, copyOf, jobSpec, newJob, newTask } from "./drafts";
import { Check, ChoiceField, NumberField, TextField } from "./fields";
import { Frame } from "./Frame";
import { Lines } from "./Lines";
import { newJobLines } from "./consequences";
import { tryJob, useForesight } from "./forecast";
import { closePanel, subject } from "./panels";
import { TaskFields } from "./TaskFields";
import * as say from "./words";

const PRIORITIES: readonly NonNullable<JobSpec["priority"]>[] = [
  "Highest",
  "AboveNormal",
  "Normal",
  "BelowNormal",
  "Lowest",
];

function begin(): JobDraft {
  const { job: id } = subject.peek();
  const original = id === undefined ? null : job(id);
  return original ? copyOf(original) : newJob();
}

export function NewJob() {
  const draft = useSignal<JobDraft>(useMemo(begin, []));
  const submitIt = useSignal(true);
  const refusal = useSignal<string | null>(null);
  const first = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => first.current?.querySelector("input")?.select(), []);

  const it = draft.value;
  const set = (part: Partial<JobDraft>): void => {
    draft.value = { ...draft.peek(), ...part };
    refusal.value = null;
  };
  const tried = tryJob(jobSpec(it), submitIt.value);
  useForesight(tried?.starts ?? []);

  const onSubmit = (): void => {
    refusal.value = add(jobSpec(draft.peek()), submitIt.peek());
    if (refusal.peek() === null) closePanel();
  };
  return (
    <Frame
      title={it.base ? say.copyTitle(it.base.id) : say.NEW_JOB}
      keep={say.BACK}
      act={say.ADD_JOB}
      tone="to-queued"
      refusal={refusal.value && say.refusedForm(refusal.value)}
      onSubmit={onSubmit}
    >
      <fieldset class="asked">
        <legend>{say.HOW_MANY}</legend>
        <div class="pair" ref={first}>
          <NumberField label={say.AT_LEAST} id="new-least" value={it.least} onValue={(least) => set({ least })} />
          <NumberField
            label={say.AT_MOST}
            id="new-most"
            value={it.most}
            placeholder={say.THE_SAME}
            onValue={(most) => set({ most })}
          />
        </div>
        <p class="quiet small">{say.RESERVES}</p>
        <Check label={say.EXCLUSIVE} checked={it.exclusive} onCheck={(exclusive) => set({ exclusive })} />
      </fieldset>
      <TextField
        label={say.NAME}
        id="new-name"
        value={it.name}
        placeholder={say.NAME_MADE_UP}
        onValue={(name) => set({ name })}
      />
      <div class="pair">
        <NumberField
          label={say.LIMIT_MINUTES}
          id="new-limit"
          value={it.limit}
          step="any"
          placeholder={say.NONE}
          onValue={(limit) => set({ limit })}
        />
        <ChoiceField
          label={say.PRIORITY}
          id="new-priority"
          value={it.priority}
          options={PRIORITIES.map((name) => [name, say.priority(name)] as const)}
          onValue={(priority) => set({ priority: priority as JobDraft["priority"] })}
        />
      </div>
      {it.tasks.map((task, at) => (
        <TaskFields
          key={task.key}
          draft={task}
          at={at + 1}
          least={it.least}
          onDraft={(next) => set({ tasks: it.tasks.map((old) => (old.key === next.key ? next : old)) })}
          onRemove={() => set({ tasks: it.tasks.filter((old) => old.key !== task.key) })}
        />
      ))}
      {it.tasks.length === 0 && <p class="quiet">{say.NO_TASKS}</p>}
      <button type="button" class="add-task" onClick={() => set({ tasks: [...it.tasks, newTask()] })}>
        {say.ADD_A_TASK}
      </button>
      <details open={it.untilCancelled || it.project !== "" || it.nodes !== ""}>
        <summary>{say.MORE_TERMS}</summary>
        <Check
          label={say.UNTIL_CANCELLED}
          checked={it.untilCancelled}
          onCheck={(untilCancelled) => set({ untilCancelled })}
        />
        <TextField
          label={say.ASKED_NODES}
          id="new-nodes"
          value={it.nodes}
          placeholder={say.ALL_NODES}
          onValue={(nodes) => set({ nodes })}
        />
        <TextField label={say.PROJECT} id="new-project" value={it.project} onValue={(project) => set({ project })} />
      </details>
      <Check label={say.SUBMIT_AT_ONCE} checked={submitIt.value} onCheck={(on) => (submitIt.value = on)} />
      {tried && refusal.value === null && <Lines lines={newJobLines(tried, submitIt.value)} label={say.WOULD_HAPPEN} />}
    </Frame>
  );
}

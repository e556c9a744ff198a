/** The form for a task more in a job that is there. */
import { useSignal } from "@preact/signals";
import { useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { addTask } from "../live/actions";
import { job } from "../live/store";
import { type TaskDraft, newTask, taskSpec } from "./drafts";
import { Frame } from "./Frame";
import { closePanel, subject } from "./panels";
import { TaskFields } from "./TaskFields";
import * as say from "./words";

export function NewTask() {
  const id = subject.value.job ?? 0;
  const draft = useSignal<TaskDraft>(useMemo(newTask, []));
  const refusal = useSignal<string | null>(null);
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => box.current?.querySelector("input")?.select(), []);
  const it = job(id);
  if (!it) return null;
  const onSubmit = (): void => {
    refusal.value = addTask(id, taskSpec(draft.peek(), it.minimumNumberOfProcessors));
    if (refusal.peek() === null) closePanel();
  };
  return (
    <Frame
      title={say.newTaskTitle(id)}
      keep={say.BACK}
      act={say.ADD_TASK}
      tone="to-queued"
      refusal={refusal.value && say.refusedForm(refusal.value)}
      onSubmit={onSubmit}
    >
      <div ref={box}>
        <TaskFields
          draft={draft.value}
          at={it.taskCount + 1}
          least={String(it.minimumNumberOfProcessors)}
          onDraft={(next) => {
            draft.value = next;
            refusal.value = null;
          }}
        />
      </div>
    </Frame>
  );
}

/** One task in a form: what it runs, for how long, on how many processors; the rest folded away. */
import type { TaskDraft } from "./drafts";
import { NumberField, TextField } from "./fields";
import * as say from "./words";

export interface TaskFieldsProps {
  draft: TaskDraft;
  /** Its number in the form. */
  at: number;
  /** What an empty number of processors means. */
  least: string;
  onDraft(next: TaskDraft): void;
  onRemove?: (() => void) | undefined;
}

export function TaskFields({ draft, at, least, onDraft, onRemove }: TaskFieldsProps) {
  const id = (field: string): string => `task-${draft.key}-${field}`;
  const set = (part: Partial<TaskDraft>): void => onDraft({ ...draft, ...part });
  return (
    <fieldset class="task-fields">
      <legend>{say.taskNumber(at)}</legend>
      {onRemove && (
        <button type="button" class="ghost task-remove" aria-label={say.removeTask(at)} onClick={onRemove}>
          ✕
        </button>
      )}
      <TextField
        label={say.COMMAND_LINE}
        id={id("command")}
        value={draft.commandLine}
        onValue={(commandLine) => set({ commandLine })}
      />
      <div class="pair">
        <NumberField
          label={say.WORKS_MINUTES}
          id={id("minutes")}
          value={draft.minutes}
          step="any"
          placeholder={say.AS_COMMAND}
          onValue={(minutes) => set({ minutes })}
        />
        <NumberField
          label={say.TASK_PROCESSORS}
          id={id("processors")}
          value={draft.processors}
          placeholder={least}
          onValue={(processors) => set({ processors })}
        />
      </div>
      <details>
        <summary>{say.MORE_TASK_TERMS}</summary>
        <div class="pair">
          <NumberField
            label={say.TASK_MOST}
            id={id("most")}
            value={draft.most}
            placeholder={say.THE_SAME}
            onValue={(most) => set({ most })}
          />
          <NumberField
            label={say.EXIT_CODE}
            id={id("exit")}
            value={draft.exitCode}
            min={undefined}
            onValue={(exitCode) => set({ exitCode })}
          />
          <NumberField
            label={say.LIMIT_MINUTES}
            id={id("limit")}
            value={draft.limit}
            step="any"
            placeholder={say.NONE}
            onValue={(limit) => set({ limit })}
          />
          <TextField label={say.TASK_NAME} id={id("name")} value={draft.name} onValue={(name) => set({ name })} />
        </div>
        <TextField
          label={say.STARTS_AFTER}
          id={id("after")}
          value={draft.after}
          placeholder={say.NAMES_OF_TASKS}
          onValue={(after) => set({ after })}
        />
      </details>
    </fieldset>
  );
}

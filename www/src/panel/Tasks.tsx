/** The tasks of a job: which run, how each ended; and what can be done with some of them. */
import type { Job, Task } from "ccp-scheduler";
import { effect, signal } from "@preact/signals";
import { report, requeueTasks } from "../live/actions";
import { selected } from "../live/selection";
import { count, duration, number } from "../format";
import { type Mark, StatusIcon } from "../parts/status";
import { taskWord } from "../words";
import { openCancelTasks, openNewTask } from "./panels";
import * as say from "./words";

const SHOWN = 100;

/** The chosen tasks of the one selected job. */
const chosen = signal<ReadonlySet<number>>(new Set());
effect(() => {
  selected.value;
  chosen.value = new Set();
});

export function markOf(task: Task): Mark {
  if (task.status === "Failed" && task.endedBy === "job") return "StoppedWithJob";
  if (task.status === "Cancelled" && task.endedBy === "call") return "CancelledByHand";
  return task.status;
}

function toggle(id: number): void {
  const next = new Set(chosen.peek());
  if (!next.delete(id)) next.add(id);
  chosen.value = next;
}

function TaskLine({ task, time, single }: { task: Task; time: number; single: boolean }) {
  const spent = task.startTime === null ? "" : duration((task.endTime ?? time) - task.startTime);
  const title = task.name || task.commandLine;
  return (
    <li class={chosen.value.has(task.id) ? "chosen" : undefined}>
      {single ? (
        <StatusIcon mark={markOf(task)} />
      ) : (
        <input
          type="checkbox"
          aria-label={`Select task ${task.id}`}
          checked={chosen.value.has(task.id)}
          onChange={() => toggle(task.id)}
        />
      )}
      <span>
        {!single && <StatusIcon mark={markOf(task)} />}
        {task.id} {title}
        <small>
          {taskWord(task)}
          {task.runs > 1 && ` · ${say.startedTimes(task.runs)}`}
          {task.status === "Queued" && task.depend.length > 0 && ` · ${say.after(task.depend)}`}
          {task.errorMessage && task.endedBy === "call" && `: ${task.errorMessage}`}
        </small>
      </span>
      <span class="quiet">{spent}</span>
    </li>
  );
}

export function Tasks({ it, time }: { it: Job; time: number }) {
  const single = it.tasks.length === 1;
  const ids = single ? it.tasks.map((task) => task.id) : [...chosen.value].sort((a, b) => a - b);
  const many = ids.length === 0 ? "tasks" : count(ids.length, "task");
  const needs = (act: () => void) => () => (ids.length === 0 ? report("refused", say.CHOOSE_TASKS) : act());
  return (
    <section aria-label="Tasks">
      <h3>
        Tasks {it.tasks.length > 1 && <span class="quiet">{say.taskSum(it.tasks)}</span>}
      </h3>
      {it.tasks.length === 0 ? (
        <p class="quiet">{say.NO_TASKS}</p>
      ) : (
        <ul class="lines tasks">
          {it.tasks.slice(0, SHOWN).map((task) => (
            <TaskLine key={task.id} task={task} time={time} single={single} />
          ))}
          {it.tasks.length > SHOWN && (
            <li>
              <span />
              <span class="quiet">and {number(it.tasks.length - SHOWN)} more</span>
            </li>
          )}
        </ul>
      )}
      <div class="task-buttons">
        {it.tasks.length > 0 && (
          <>
            <button
              type="button"
              aria-disabled={ids.length === 0 || undefined}
              onClick={needs(() => openCancelTasks(it.id, ids))}
            >
              Cancel {many}
            </button>
            <button
              type="button"
              aria-disabled={ids.length === 0 || undefined}
              onClick={needs(() => requeueTasks(it.id, ids))}
            >
              Requeue {many}
            </button>
          </>
        )}
        <button type="button" onClick={() => openNewTask(it.id)}>
          {say.ADD_TASK}
        </button>
      </div>
    </section>
  );
}

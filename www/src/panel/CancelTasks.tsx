/** The dialog "Cancel tasks": by hand, which requeueing the job does not overrule. */
import { useSignal } from "@preact/signals";
import { cancelTasks } from "../live/actions";
import { count, ids as idList } from "../format";
import { Frame } from "./Frame";
import { Lines } from "./Lines";
import { Message } from "./Message";
import { taskLines } from "./consequences";
import { tryTasks, useForesight } from "./forecast";
import { closePanel, subject } from "./panels";
import * as say from "./words";

export function CancelTasks() {
  const { job: id = 0, tasks = [] } = subject.value;
  const message = useSignal("");
  const refusal = useSignal<string | null>(null);
  const tried = tryTasks("cancelTasks", id, tasks);
  useForesight(tried?.starts ?? []);
  const many = count(tasks.length, "task");
  return (
    <Frame
      title="Cancel tasks"
      keep={`Keep ${many}`}
      act={`Cancel ${many}`}
      tone="to-cancelled"
      onSubmit={() => {
        refusal.value = cancelTasks(id, tasks, message.peek());
        if (refusal.peek() === null) closePanel();
      }}
    >
      {tried ? <Lines lines={taskLines(id, tasks, tried)} /> : <p>{say.tasksOf(id, idList(tasks))}</p>}
      <Message text={message} refusal={refusal} help={say.TASK_MESSAGE_HELP} />
    </Frame>
  );
}

/** One job: status, a sentence, its tasks, its attempts, its terms. */
import type { Attempt, Job, Task } from "ccp-scheduler";
import { leftOut } from "../live/actions";
import { job, nodes, now, reason, version } from "../live/store";
import { count, duration, nearTime, person, runtimeLength } from "../format";
import { type Mark, Status, StatusIcon } from "../parts/status";
import { type Place, about, leavesIn, quote, statusWord, taskWord } from "../words";

const TASKS = 100;

function places(id: number): Place[] {
  const found: Place[] = [];
  for (const node of nodes.value) {
    const n = node.processors.filter((p) => p.jobId === id && (p.state === "working" || p.state === "held")).length;
    if (n > 0) found.push({ node: node.name, processors: n });
  }
  return found;
}

function markOf(task: Task): Mark {
  if (task.status === "Failed" && task.endedBy === "job") return "StoppedWithJob";
  if (task.status === "Cancelled" && task.endedBy === "call") return "CancelledByHand";
  return task.status;
}

function TaskLine({ task, time }: { task: Task; time: number }) {
  const spent = task.startTime === null ? "" : duration((task.endTime ?? time) - task.startTime);
  return (
    <li>
      <StatusIcon mark={markOf(task)} />
      <span>
        {task.id} {task.name || task.commandLine}
        <small>
          {taskWord(task)}
          {task.runs > 1 && ` · started ${task.runs} times`}
          {task.status === "Queued" && task.depend.length > 0 && ` · after ${task.depend.join(", ")}`}
          {task.errorMessage && task.endedBy === "call" && `: ${task.errorMessage}`}
        </small>
      </span>
      <span class="quiet">{spent}</span>
    </li>
  );
}

function ended(attempt: Attempt): string {
  switch (attempt.endedBy) {
    case "requeue":
      return `stopped by requeueing${attempt.user ? `, ${person(attempt.user)}` : ""}`;
    case "call":
      return `Cancelled${attempt.user ? ` by ${person(attempt.user)}` : ""}`;
    case "limit":
      return "reached its limit";
    case "system":
      return "lost with its node";
    default:
      return statusWord(attempt.status);
  }
}

function Attempts({ it, time }: { it: Job; time: number }) {
  const present =
    it.startTime === null
      ? null
      : `${nearTime(it.startTime, time)}${it.endTime === null ? "" : `–${nearTime(it.endTime, time)}`}`;
  return (
    <section>
      <h3>Attempts</h3>
      <ol class="lines">
        {it.attempts.map((attempt) => (
          <li key={attempt.attempt}>
            <span>{attempt.attempt}</span>
            <span>
              {attempt.startTime === null
                ? "never started"
                : `${nearTime(attempt.startTime, time)}–${nearTime(attempt.endTime, time)}`}
              {attempt.message && <small>{quote(attempt.message)}</small>}
            </span>
            <span class="quiet">{ended(attempt)}</span>
          </li>
        ))}
        <li>
          <span>{it.attempt}</span>
          <span>{present ?? (it.endTime === null ? "has not started" : "never started")}</span>
          <span class="quiet">
            {it.status === "Running" ? "now" : it.status === "Queued" ? "waits" : statusWord(it.status)}
          </span>
        </li>
      </ol>
    </section>
  );
}

function Terms({ it }: { it: Job }) {
  const limit = runtimeLength(it.runtime);
  const { minimumNumberOfProcessors: least, maximumNumberOfProcessors: most } = it;
  return (
    <section>
      <h3>Terms</h3>
      <dl class="terms">
        <dt>Owner</dt>
        <dd>{person(it.submittedBy)}</dd>
        <dt>Asks for</dt>
        <dd>{least === most ? count(least, "processor") : `${least} to ${count(most, "processor")}`}</dd>
        <dt>Exclusive</dt>
        <dd>{it.isExclusive ? "yes, wants its nodes alone" : "no, shares its nodes"}</dd>
        <dt>Limit</dt>
        <dd>{limit === null ? "none" : duration(limit)}</dd>
        {it.priority !== "Normal" && (
          <>
            <dt>Priority</dt>
            <dd>{it.priority}</dd>
          </>
        )}
        {it.askedNodes.length > 0 && (
          <>
            <dt>Asked for</dt>
            <dd>{it.askedNodes.join(", ")}</dd>
          </>
        )}
      </dl>
    </section>
  );
}

export function JobDetails({ id }: { id: number }) {
  version.value;
  const it = job(id);
  const time = now.value;
  if (!it) return null;
  const why = reason(id);
  const began = it.endTime ?? it.startTime ?? it.submitTime ?? it.createTime;
  const refusal = leftOut.value.get(id);
  return (
    <div class="pane">
      <p>
        <Status status={it.status} strong />{" "}
        {began !== null && <span class="quiet">since {nearTime(began, time)}</span>}
      </p>
      <h2>
        Job {id} · {it.name}
      </h2>
      {refusal?.refused && (
        <p class="refusal">
          <StatusIcon mark="Failed" />
          <span>{refusal.text}</span>
        </p>
      )}
      <p>{about(it, places(id), why?.sentence ?? null, why?.startsBy ?? null, runtimeLength(it.runtime), time)}</p>
      {it.expiryTime !== null && (
        <p class="quiet">It {leavesIn(it.expiryTime, time)}: then its number can be given to another job.</p>
      )}
      <section>
        <h3>Tasks</h3>
        {it.tasks.length === 0 ? (
          <p class="quiet">None: it only reserves.</p>
        ) : (
          <ul class="lines">
            {it.tasks.slice(0, TASKS).map((task) => (
              <TaskLine key={task.id} task={task} time={time} />
            ))}
            {it.tasks.length > TASKS && (
              <li>
                <span />
                <span class="quiet">and {it.tasks.length - TASKS} more</span>
              </li>
            )}
          </ul>
        )}
      </section>
      <Attempts it={it} time={time} />
      <Terms it={it} />
    </div>
  );
}

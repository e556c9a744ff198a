/** Every run of a job: when, how it ended, by whom and why. */
import type { ClusterEvent, EndedBy, Job, JobStatus } from "ccp-scheduler";
import { lastThat } from "../live/past";
import { duration, nearTime } from "../format";
import * as say from "./words";

interface Run {
  attempt: number;
  startTime: number | null;
  endTime: number | null;
  how: string;
  message: string;
}

/** The event with which the present run ended: it knows by whom. */
const endOf = (it: Job): ClusterEvent | undefined =>
  lastThat((event) => event.type === "JobStatus" && event.jobId === it.id && event.to === it.status);

function present(it: Job): Run {
  const { attempt, startTime, endTime, status } = it;
  if (endTime === null) {
    const how = status === "Running" ? say.NOW : status === "Queued" ? say.WAITS : say.NOT_YET;
    return { attempt, startTime, endTime, how, message: "" };
  }
  const end = endOf(it);
  return { attempt, startTime, endTime, how: say.ended(status, end?.endedBy ?? null, end?.user ?? ""), message: it.errorMessage };
}

const earlier = (it: Job): Run[] =>
  it.attempts.map((run) => ({
    ...run,
    how: say.ended(run.status as JobStatus, run.endedBy as EndedBy, run.user),
  }));

function when({ startTime, endTime }: Run, time: number): string {
  if (startTime === null) return endTime === null ? say.NOT_STARTED : say.NEVER_STARTED;
  const length = duration((endTime ?? time) - startTime);
  return `${nearTime(startTime, time)}${endTime === null ? "" : `–${nearTime(endTime, time)}`} · ${length}`;
}

export function Attempts({ it, time }: { it: Job; time: number }) {
  const runs = [...earlier(it), present(it)];
  return (
    <section aria-label="Attempts">
      <h3>Attempts</h3>
      <ol class="lines attempts">
        {runs.map((run) => (
          <li key={run.attempt}>
            <span>{run.attempt}</span>
            <span>
              {when(run, time)}
              <small>
                {run.how}
                {run.message && `: ${say.quoted(run.message)}`}
              </small>
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}

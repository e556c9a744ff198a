/** What is going on: a few sentences, all from the core. */
import { nextInstant } from "../live/history";
import { counter, now, nodes, queue, reason, version } from "../live/store";
import { world } from "../live/world";
import { count, nearTime, number } from "../format";
import { NOTHING_DUE } from "../words";

function load(): string {
  const sum = counter.value;
  const jobs = sum.numberOfRunningJobs ?? 0;
  const busy = sum.numberOfBusyProcessors ?? 0;
  const all = sum.totalNumberOfProcessors ?? 0;
  if (jobs === 0) return `No job runs: ${all === 1 ? "the processor is" : `all ${number(all)} processors are`} idle.`;
  const use = busy === all ? `all ${number(all)} processors` : `${number(busy)} of ${number(all)} processors`;
  return `${count(jobs, "job")} ${jobs === 1 ? "runs and uses" : "run and use"} ${use}.`;
}

function waiting(): string {
  const n = queue.value.length;
  if (n === 0) return "Nobody waits.";
  return `${count(n, "job")} ${n === 1 ? "waits" : "wait"}.`;
}

function trouble(): string {
  const off = nodes.value.filter((node) => node.status !== "Ready" || node.missedHeartbeats > 0);
  if (off.length === 0) return "";
  return `${off.length > 3 ? `${number(off.length)} nodes take` : `${off.map((node) => node.name).join(", ")} ${off.length === 1 ? "takes" : "take"}`} no new work.`;
}

/** One of the jobs that run. */
function running(): number | undefined {
  for (const node of nodes.value) {
    const job = node.processors.find((processor) => processor.jobId !== null)?.jobId;
    if (job) return job;
  }
  return undefined;
}

export function Idle() {
  version.value;
  const it = world.value;
  const time = now.value;
  const next = it ? nextInstant() : null;
  const head = queue.value[0];
  const starts = head === undefined ? null : (reason(head)?.startsBy ?? null);
  const users = it?.users;
  // A job that the suggested call can cancel.
  const example = head ?? running();
  return (
    <div class="pane idle">
      <h2>What is going on</h2>
      {it && <p class="quiet">{it.about}</p>}
      <p class="idle-load">
        {load()} {waiting()} {trouble()}
      </p>
      <p>
        {next === null ? NOTHING_DUE : `Next event at ${nearTime(next, time)}.`}
        {starts !== null && ` Job ${head} starts by ${nearTime(starts, time)} at the latest.`}
      </p>
      {users && <p>{users.on ? "Generated users submit jobs as time goes by." : "More users come once you press Run."}</p>}
      <p class="quiet idle-hint">Select a job to see its tasks and attempts.</p>
      <section>
        <p class="quiet">Or in the browser’s console:</p>
        <p class="hint-code">
          {example === undefined
            ? 'cluster.queueJob({ tasks: [{ commandLine: "sleep 90" }] })'
            : `cluster.cancelJobs([${example}], "why")`}
        </p>
      </section>
    </div>
  );
}

/**
 * The runs that happened, in the Standard Workload Format, version 2.2: one line a run, as if each had been a job of
 * its own. Jobs that never ran have a line too if they have ended.
 */
import type { Cluster, ClusterEvent, Job } from "ccp-scheduler";
import { SECOND, inCalendar, runtimeLength } from "../format";
import { live } from "../live/world";
import { retellEvents } from "./retell";
import { TITLE } from "../words";

const COMPLETED = 1;
const FAILED = 0;
const CANCELLED = 5;

interface Terms {
  owner: string;
  name: string;
  project: string;
  processors: number;
  limit: number | null;
}

interface Line extends Terms {
  submit: number;
  start: number | null;
  end: number;
  held: number;
  status: number;
}

interface Life extends Terms {
  submit: number | null;
  start: number | null;
  held: number;
}

/** Follows each job through its runs. A number may name several jobs, one after the other. */
class Lives {
  readonly lines: Line[] = [];
  readonly #lives = new Map<number, Life>();

  hear(event: ClusterEvent, cluster: Cluster): void {
    const id = event.jobId;
    if (id === undefined) return;
    if (event.type === "JobRemoved") this.#lives.delete(id);
    if (event.type === "JobAdded") this.#lives.set(id, { ...begun(event), ...terms(cluster, id) });
    if (event.type !== "JobStatus") return;
    const life = this.#lives.get(id);
    if (!life) return;
    if (event.to === "Running") {
      // What a job asks for may have been changed while it waited.
      Object.assign(life, terms(cluster, id));
      life.start = event.time;
      life.held = event.nodes?.reduce((sum, node) => sum + node.processors, 0) ?? 0;
      return;
    }
    if (event.from === "Running" || event.to !== "Queued") this.#end(life, event);
    if (event.to === "Queued") {
      life.submit = event.time;
      life.start = null;
    }
  }

  #end(life: Life, { time, to }: ClusterEvent): void {
    if (life.submit === null) return;
    const status = to === "Finished" ? COMPLETED : to === "Failed" ? FAILED : CANCELLED;
    this.lines.push({ ...life, submit: life.submit, end: time, status });
  }
}

const begun = (event: ClusterEvent): Life => ({
  owner: event.owner ?? "",
  name: event.name ?? "",
  project: "",
  processors: event.processors?.[0] ?? 1,
  limit: null,
  submit: null,
  start: null,
  held: 0,
});

function terms(cluster: Cluster, id: number): Partial<Terms> {
  let job: Job;
  try {
    job = cluster.getJob(id);
  } catch {
    return {}; // Gone within the same call.
  }
  return { project: job.project, processors: job.minimumNumberOfProcessors, limit: runtimeLength(job.runtime) };
}

/** Names as numbers from 1, in the order in which they come. */
class Numbers {
  readonly names = new Map<string, number>();
  of(name: string): number {
    if (name === "") return -1;
    let number = this.names.get(name);
    if (number === undefined) this.names.set(name, (number = this.names.size + 1));
    return number;
  }
}

/** A comment has one line. */
const oneLine = (text: string): string => text.replace(/\s+/g, " ");

export async function workload(): Promise<string> {
  const lives = new Lives();
  // As it is now: the visitor may go on while the session is played again.
  const { name, now, computeNodes: nodes } = live();
  await retellEvents((events, cluster) => {
    for (const event of events) lives.hear(event, cluster);
  });
  const { lines } = lives;
  lines.sort((a, b) => a.submit - b.submit);
  const first = lines[0]?.submit ?? now;
  const zero = Math.floor(first / SECOND);
  const seconds = (time: number): number => Math.round(time / SECOND) - zero;
  const users = new Numbers();
  const programs = new Numbers();
  const projects = new Numbers();
  const rows = lines.map((it, at) => {
    const submit = seconds(it.submit);
    const start = it.start === null ? null : seconds(it.start);
    const processors = it.start === null ? -1 : it.held;
    return [
      at + 1,
      submit,
      (start ?? seconds(it.end)) - submit,
      start === null ? -1 : seconds(it.end) - start,
      processors,
      -1,
      -1,
      it.processors,
      it.limit === null ? -1 : Math.ceil(it.limit / SECOND),
      -1,
      it.status,
      users.of(it.owner),
      projects.of(it.project),
      programs.of(it.name),
      1,
      -1,
      -1,
      -1,
    ].join(" ");
  });
  const all = nodes.reduce((sum, node) => sum + node.numberOfProcessors, 0);
  const date = (time: number): string => new Date(inCalendar(time)).toUTCString();
  const named = (what: string, { names }: Numbers): string[] => [...names].map(([name, number]) => `; ${what} ${number}: ${oneLine(name)}`);
  const head = [
    "; Version: 2.2",
    `; Computer: ${oneLine(name)}, simulated`,
    `; Installation: ${TITLE}`,
    `; MaxJobs: ${rows.length}`,
    `; MaxRecords: ${rows.length}`,
    `; UnixStartTime: ${Math.floor(inCalendar(first) / SECOND)}`,
    "; TimeZoneString: Etc/UTC",
    `; StartTime: ${date(first)}`,
    `; EndTime: ${date(now)}`,
    `; MaxNodes: ${nodes.length}`,
    `; MaxProcs: ${all}`,
    "; MaxQueues: 1",
    "; Queue: 1 the only one",
    "; Note: One line a run: a job that was queued again has several lines, each from when it was queued.",
    "; Note: Runs that go on still are left out. Status 1 is Finished, 0 Failed, 5 Cancelled or stopped by a requeue.",
    ...named("User", users),
    ...named("Group", projects),
    ...named("Executable", programs),
  ];
  return `${[...head, ...rows].join("\n")}\n`;
}

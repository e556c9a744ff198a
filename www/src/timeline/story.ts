/**
 * What has happened, kept for the pictures that show time: who ran where (`runs`), how many of what (`flows`). It is fed
 * event by event; when the playhead jumps it is told anew, by the past, as soon as somebody looks.
 */
import type { Cluster, ClusterEvent, ComputeNode } from "ccp-scheduler";
import { Flows } from "../charts/flows";
import { firstKept, pastEvents } from "../live/past";
import { live, onEvents, onMoved, onNewWorld, world } from "../live/world";
import { STATUSES } from "../parts/status";
import { type Asked, RUNNING, Runs } from "./runs";

const asked: Asked = { isExclusive: (id) => job(id)?.isExclusive ?? false, nameOf: (id) => job(id)?.name ?? "" };

function job(id: number) {
  try {
    return live().getJob(id);
  } catch {
    return null; // It has left meanwhile: nobody can say any more.
  }
}

export interface Story {
  runs: Runs;
  flows: Flows;
  /** Earlier events were not kept: the first instant that is told, null if it is the beginning. */
  since: number | null;
}

let story: Story = { runs: new Runs([], asked), flows: new Flows(0), since: null };
let stale = true;

function take(to: Story, event: ClusterEvent): void {
  const { runs, flows } = to;
  const id = event.jobId ?? 0;
  if (event.type === "JobStatus" && event.from === "Running") release(to, id, event.time);
  runs.take(event);
  flows.take(event);
  if (event.type === "JobStatus" && event.to === "Running") {
    const run = runs.lastRun(id);
    if (run < 0) return;
    flows.add("reserved", event.time, runs.run.processors.at(run));
    flows.add("closed", event.time, runs.run.closed.at(run));
  }
}

function release({ runs, flows }: Story, id: number, time: number): void {
  const run = runs.lastRun(id);
  if (run < 0 || runs.run.how.at(run) !== RUNNING) return;
  flows.add("reserved", time, -runs.run.processors.at(run));
  flows.add("closed", time, -runs.run.closed.at(run));
}

function placesByJob(nodes: readonly ComputeNode[]): Map<number, { name: string; processors: number }[]> {
  const places = new Map<number, { name: string; processors: number }[]>();
  for (const { name, processors } of nodes) {
    for (const { state, jobId } of processors) {
      if (jobId === null || state === "closed" || state === "free") continue;
      let of = places.get(jobId);
      if (!of) places.set(jobId, (of = []));
      const last = of[of.length - 1];
      if (last?.name === name) last.processors += 1;
      else of.push({ name, processors: 1 });
    }
  }
  return places;
}

/** Jobs whose beginning no event tells any more: what the cluster still says of them. */
function before(to: Story, events: readonly ClusterEvent[], nodes: readonly ComputeNode[]): void {
  const added = new Set<number>();
  const startTold = new Set<number>();
  for (const event of events) {
    if (event.type === "JobAdded") added.add(event.jobId as number);
    else if (event.type === "JobStatus" && event.to === "Running") startTold.add(event.jobId as number);
  }
  const { runs, flows } = to;
  const table = live().jobColumns();
  const places = placesByJob(nodes);
  const begun: [start: number, life: number, row: number][] = [];
  for (let row = 0; row < table.ids.length; row += 1) {
    const id = table.ids[row] as number;
    if (added.has(id)) continue;
    const text = (column: Uint32Array): string => table.strings[column[row] as number] ?? "";
    const life = runs.begin(id, text(table.name), text(table.owner));
    runs.life.queued.data[life] = table.submitTime[row] as number;
    runs.life.waits.data[life] = STATUSES[table.status[row] as number] === "Queued" ? 1 : 0;
    const start = table.startTime[row] as number;
    if (!Number.isNaN(start) && !startTold.has(id)) begun.push([start, life, row]);
  }
  begun.sort((a, b) => a[0] - b[0]);
  for (const [start, life, row] of begun) {
    const id = table.ids[row] as number;
    const status = table.status[row] as number;
    const running = STATUSES[status] === "Running";
    const attempt = table.attempt[row] as number;
    const run = runs.start(life, start, running ? (places.get(id) ?? []) : [], attempt, table.isBackfill[row] === 1);
    runs.run.processors.data[run] = table.processors[row] as number;
    const end = table.endTime[row] as number;
    if (end < flows.start) runs.stop(run, end, status, null, "");
  }
  for (const { processors } of nodes) {
    const tasks = new Map<string, [job: number, task: number, processors: number]>();
    for (const { state, jobId, taskId } of processors) {
      if (state !== "working" || jobId === null || taskId === null || startTold.has(jobId)) continue;
      const key = `${jobId}.${taskId}`;
      tasks.set(key, [jobId, taskId, (tasks.get(key)?.[2] ?? 0) + 1]);
    }
    for (const [id, task, n] of tasks.values()) flows.taskStarts(id, task, flows.start, n);
  }
}

function tell(): void {
  stale = false;
  const cluster = live();
  const nodes = cluster.computeNodes;
  const events = pastEvents();
  const first = firstKept();
  const complete = first === 1 && (events.length > 0 || cluster.eventCount === 0);
  const start = events[0]?.time ?? cluster.now;
  story = { runs: new Runs(nodes, asked), flows: new Flows(start), since: complete ? null : start };
  if (!complete) before(story, events, nodes);
  for (const event of events) take(story, event);
  if (!complete) settle(story.flows, cluster, nodes);
}

/** What there was before the first event that is known follows from what there is now. */
function settle(flows: Flows, cluster: Cluster, nodes: readonly ComputeNode[]): void {
  const sum = cluster.clusterCounter;
  const now = { working: 0, held: 0, closed: 0, free: 0 };
  for (const { processors } of nodes) for (const { state } of processors) now[state] += 1;
  flows.settle("waiting", sum.numberOfQueuedJobs ?? 0);
  flows.settle("running", sum.numberOfRunningJobs ?? 0);
  flows.settle("reserved", now.working + now.held);
  flows.settle("working", now.working);
  flows.settle("closed", now.closed);
}

/** What has happened up to the playhead. Ask each time: another branch is another story. */
export function told(): Story {
  if (stale && world.peek()) tell();
  return story;
}

onEvents((events) => {
  if (stale) return;
  for (const event of events) take(story, event);
});
onNewWorld(() => {
  stale = true;
  // At once: more may happen before somebody looks than the past keeps.
  told();
});
onMoved(() => void (stale = true));

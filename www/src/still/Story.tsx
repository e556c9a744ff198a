/**
 * The first lesson in six pictures, for those who cannot play it. The scheduler itself plays it when the page is built,
 * so that the pictures show what would happen.
 */
import { type CancelPreview, Cluster, type ComputeNode, type Job, type Task } from "ccp-scheduler";
import type { ComponentChildren } from "preact";
import { dayTime, person } from "../format";
import lesson from "../lessons/stop-it-say-why.json";
import messages from "../messages/en.json";
import { type Line, Lines } from "../panel/Lines";
import * as words from "../panel/words";
import { StatusIcon } from "../parts/status";
import { queue } from "../scenarios/building";
import { as } from "../scenarios/users";
import * as say from "../words";

const ASKED_FOR = 2;
const REQUEUED = "2026-03-02T09:20";
const END = "2026-03-02T17:00";
const instant = (text: string): number => Date.parse(`${text}Z`);

/** The lesson's start. */
function opened(): Cluster {
  const nodes = lesson.nodes.map(({ name, processors }) => ({ name, numberOfProcessors: processors }));
  const [first] = lesson.before;
  const cluster = new Cluster({ nodes, now: instant(first?.at ?? lesson.opens) });
  for (const { at, by, jobs } of lesson.before)
    for (const job of jobs) queue(cluster, instant(at), { user: by, ...job });
  cluster.advanceTo(instant(lesson.opens));
  return cluster;
}

/** What stands at one instant. Asked for at once: the cluster goes on before anything is drawn. */
interface Moment {
  jobs: Job[];
  nodes: ComputeNode[];
}
const now = (cluster: Cluster): Moment => ({
  jobs: Array.from(cluster.jobColumns().ids, (id) => cluster.getJob(id)),
  nodes: cluster.computeNodes,
});

function Card({ job, marked }: { job: Job; marked: boolean }) {
  return (
    <div class={`tale-card card-${job.status}${marked ? " concerned" : ""}`}>
      <span class="card-title">
        <StatusIcon mark={job.status} /> {job.id} {job.name}
      </span>
      <small>
        {say.statusWord(job.status)}
        {job.errorMessage ? `: ${job.errorMessage}` : ` · ${person(job.submittedBy)}`}
      </small>
    </div>
  );
}

/** Waiting → Nodes → Done, as on the stage. `marked`: the job that is spoken of. */
function Lanes({ jobs, nodes, marked }: Moment & { marked: number | undefined }) {
  const cards = (wanted: readonly Job["status"][]) =>
    jobs
      .filter(({ status }) => wanted.includes(status))
      .map((job) => <Card key={job.id} job={job} marked={job.id === marked} />);
  const waiting = cards(["Queued"]);
  const done = cards(["Finished", "Failed", "Cancelled"]);
  return (
    <div class="tale">
      <div>
        <p>
          <b>Waiting</b> {waiting.length}
        </p>
        {waiting}
      </div>
      <div>
        <p>
          <b>Nodes</b>
        </p>
        {nodes.map(({ name, processors }) => {
          const job = jobs.find(({ id }) => id === processors[0]?.jobId);
          return (
            <div class="tale-node" key={name}>
              <b>{name}</b>
              {job ? (
                <span class={`tale-block${job.id === marked ? " concerned" : ""}`}>
                  {job.id} {job.name}
                  <small>{person(job.submittedBy)}</small>
                </span>
              ) : (
                processors.map((_, at) => <i class="tale-free" key={at} />)
              )}
            </div>
          );
        })}
      </div>
      <div>
        <p>
          <b>Done</b> {done.length}
        </p>
        {done}
      </div>
    </div>
  );
}

/** The same in words, for those who do not see it. */
function told({ jobs, nodes }: Moment): string {
  const on = ({ id }: Job): string[] =>
    nodes.filter(({ processors }) => processors.some(({ jobId }) => jobId === id)).map(({ name }) => name);
  return jobs.map((job) => say.storyJob(job, on(job))).join(" ");
}

/** The panel's lines, in its own words. */
function lines({ placements }: CancelPreview, { tasks }: Job): Line[] {
  const count = (wanted: Task["status"]): number => tasks.filter(({ status }) => status === wanted).length;
  return [
    { mark: "Cancelled", about: words.jobsTitle([ASKED_FOR]), text: words.becomeCancelled(1, 1) },
    { mark: "StoppedWithJob", text: words.tasksStopped({ stopped: count("Running"), waiting: count("Queued") }, 1) },
    { mark: "Running", about: words.jobsTitle(placements.map(({ jobId }) => jobId)), text: words.startAtOnce(placements) },
  ];
}

function Panel({ lines: all, message }: { lines: Line[]; message: string }) {
  return (
    <div class="tale-panel">
      <b>Cancel jobs</b>
      <Lines lines={all} />
      <b>Message</b>
      <span class="tale-message">{message}</span>
      <span class="tale-buttons">
        <span>Keep 1 job</span>
        <span class="to-cancelled">Cancel 1 job</span>
      </span>
    </div>
  );
}

function Scene({ alt, caption, children }: { alt: string; caption: string; children: ComponentChildren }) {
  return (
    <li>
      <figure>
        <div role="img" aria-label={alt}>
          {children}
        </div>
        <figcaption>{caption}</figcaption>
      </figure>
    </li>
  );
}

export function Story() {
  const cluster = opened();
  const [[call] = []] = lesson.solutions;
  const message = call?.message ?? "";
  const scene = (caption: string, marked?: number) => {
    const moment = now(cluster);
    return (
      <Scene alt={told(moment)} caption={caption}>
        <Lanes {...moment} marked={marked} />
      </Scene>
    );
  };
  const opens = scene(say.storyOpens(dayTime(cluster.now)));
  const request = scene(messages.lessons["stop-it-say-why"].story.replace("{2}", String(ASKED_FOR)), ASKED_FOR);
  const panel = (
    <Scene alt={say.storyPanelAlt(message)} caption={say.STORY_PANEL}>
      <Panel lines={lines(cluster.previewCancelJobs([ASKED_FOR]), cluster.getJob(ASKED_FOR))} message={message} />
    </Scene>
  );
  cluster.cancelJobs([ASKED_FOR], message);
  const cancelled = scene(say.STORY_CANCELLED, ASKED_FOR);
  cluster.advanceTo(instant(REQUEUED));
  as(cluster, "ben", () => cluster.requeueJob(ASKED_FOR));
  const requeued = scene(say.STORY_REQUEUED, ASKED_FOR);
  cluster.advanceTo(instant(END));
  return (
    <ol>
      {opens}
      {request}
      {panel}
      {cancelled}
      {requeued}
      {scene(say.storyEnds(dayTime(cluster.now)))}
    </ol>
  );
}

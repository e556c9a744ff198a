/** A lesson's cluster as it opens: what each processor does, and all jobs. */
import type { Cluster, Explanation, Job, JobStatus } from "ccp-scheduler";
import { duration, exactTime, person, runtimeLength } from "../format";
import { ending, nodeInWords, nodeState } from "../words";
import * as say from "./words";

export interface Cell {
  state: "free" | "working" | "held" | "closed";
  job: number | null;
}

export interface Start {
  time: string;
  nodes: readonly { name: string; state: string; words: string; cells: readonly Cell[] }[];
  jobs: readonly { id: number; name: string; owner: string; processors: string; status: JobStatus; note: string }[];
}

const processorsOf = ({ minimumNumberOfProcessors: least, maximumNumberOfProcessors: most }: Job): string =>
  least === most ? String(least) : `${least}–${most}`;

function noteOf(job: Job, why: Explanation | null): string {
  const limit = runtimeLength(job.runtime);
  return [
    ...(limit === null || job.endTime !== null ? [] : [say.limit(duration(limit))]),
    why?.sentence ?? ending(job),
  ].join(" ");
}

export function startPicture(cluster: Cluster): Start {
  const most = Number(cluster.parameters.InactivityCount ?? 3);
  return {
    time: exactTime(cluster.now),
    nodes: cluster.computeNodes.map((node) => {
      const cells = node.processors.map(({ state, jobId }) => ({ state, job: state === "working" || state === "held" ? jobId : null }));
      const sum = { working: 0, held: 0, closed: 0, free: 0 };
      for (const { state } of cells) sum[state] += 1;
      const jobs = [...new Set(cells.flatMap(({ job }) => (job === null ? [] : [job])))];
      return { name: node.name, state: nodeState(node, most), words: nodeInWords(node, sum, jobs), cells };
    }),
    jobs: cluster.listAllJobs().map((job) => ({
      id: job.id,
      name: job.name,
      owner: person(job.submittedBy),
      processors: processorsOf(job),
      status: job.status,
      note: noteOf(job, job.status === "Queued" ? cluster.explainJob(job.id) : null),
    })),
  };
}

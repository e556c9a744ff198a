/** Jobs with their attempts, and events, as tables. */
import type { Attempt, ClusterEvent, Job } from "ccp-scheduler";
import { live } from "../live/world";
import { type Cell, csv, instant } from "./csv";
import { retellEvents } from "./retell";

const JOBS = [
  "job", "name", "owner", "project", "priority", "status", "message", "minimum processors", "maximum processors", "exclusive", "limit",
  "created", "submitted", "leaves", "attempt", "attempt started", "attempt ended", "attempt status", "ended by", "ended by user", "attempt message",
] as const;

/** The run that is now or was last, as its attempt would say. */
const present = (job: Job): Omit<Attempt, "endTime" | "endedBy"> & { endTime: number | null; endedBy: null } => ({
  attempt: job.attempt,
  startTime: job.startTime,
  endTime: job.endTime,
  status: job.status,
  endedBy: null,
  user: "",
  message: job.errorMessage,
});

function* jobRows(): Generator<readonly Cell[]> {
  for (const id of live().jobColumns().ids) {
    const job = live().getJob(id);
    const terms: Cell[] = [
      id, job.name, job.submittedBy, job.project, job.priority, job.status, job.errorMessage, job.minimumNumberOfProcessors,
      job.maximumNumberOfProcessors, String(job.isExclusive), job.runtime, instant(job.createTime), instant(job.submitTime), instant(job.expiryTime),
    ];
    for (const it of [...job.attempts, present(job)])
      yield [...terms, it.attempt, instant(it.startTime), instant(it.endTime), it.status, it.endedBy, it.user, it.message];
  }
}

export const jobsTable = (): string => csv(JOBS, jobRows());

const EVENTS = [
  "number", "time", "event", "job", "task", "attempt", "from", "to", "ended by", "user", "message", "exit code", "name", "owner", "node", "nodes", "value",
] as const;

const eventRow = (e: ClusterEvent): readonly Cell[] => [
  e.seq, instant(e.time), e.type, e.jobId ?? null, e.taskId ?? null, e.attempt ?? null, e.from ?? null, e.to ?? e.status ?? null, e.endedBy ?? null,
  e.user ?? null, e.message ?? null, e.exitCode ?? null, e.name ?? null, e.owner ?? null, e.node ?? null,
  e.nodes?.map((node) => `${node.name} (${node.processors})`).join(" ") ?? null, e.value ?? null,
];

export async function eventsTable(): Promise<string> {
  const rows: (readonly Cell[])[] = [];
  await retellEvents((events) => {
    for (const event of events) rows.push(eventRow(event));
  });
  return csv(EVENTS, rows);
}

/** All that the page says, in one place. Sentence case, verb first, "Cancelled" with two l. */
import type { ClusterError, ClusterEvent, ComputeNode, EndedBy, Job, JobStatus, NodeStatus, Task } from "ccp-scheduler";
import type { Call } from "./live/calls";
import { wordsNow } from "./words/dialect";
import { WORDS } from "./words/dialects";
import { count, duration, ids as idList, list, nearTime, number, person, runtimeLength } from "./format";

export const TITLE = "Cluster simulator";

/** In the words that were chosen; where they have none, in our own. */
export const statusWord = (status: JobStatus): string => wordsNow.value.status[status] ?? (WORDS.ccp.status[status] as string);

/** What TTLCompletedJobs is called there. */
export const inTheirWords = (): string => `${wordsNow.value.title}: ${wordsNow.value.ttl}`;

/** The ids, or how many they are where they would fill lines. */
const named = (list: readonly number[], word: string): string => {
  const said = idList(list);
  return said.endsWith(" more") && list.length > 20 ? `${number(list.length)} jobs` : `${word}${said}`;
};
const jobs = (list: readonly number[]): string => named(list, list.length === 1 ? "Job " : "Jobs ");
const jobsOf = (list: readonly number[]): string => named(list, list.length === 1 ? "job " : "jobs ");
const sentence = (text: string): string => (/[.!?…]$/.test(text) ? text : `${text}.`);
export const quote = (text: string): string => `“${text}”`;

// ── outcome of calls ──
export const refused = (message: string): string => `Refused: ${sentence(message)}`;
/** To a program on the page. */
export const notInHistory = (name: string): string => `${name} is not for the page's cluster: its history cannot hold such a call. A cluster of your own, in Node or on a page of yours, can.`;
export const notTouched = (id: number): string => `Not touched: the call stopped at job ${id}.`;

export const notAlone = (id: number): string => `Not touched: job ${id} was refused.`;

const ordinal = (n: number): string => {
  const word = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"][n - 1];
  return word ?? `no. ${number(n)}`;
};
const stopped = (ids: readonly number[], error: ClusterError): string => {
  const at = error.index ?? 0;
  const rest = ids.slice(at + 1);
  const place = ids.length > 1 ? `, the ${ordinal(at + 1)} of ${number(ids.length)}` : "";
  // An item of a list that was typed by hand may be no id at all.
  const which = typeof ids[at] === "number" ? ` at ${ids[at]}` : " at what is no id";
  return `Stopped${which}${place}: ${sentence(error.message)}${rest.length > 0 ? ` Not touched: ${idList(rest)}.` : ""}`;
};
const startedThen = (list: readonly number[]): string => (list.length > 0 ? `Then ${jobsOf(list)} started.` : "");
const join = (...parts: string[]): string => parts.filter((part) => part !== "").join(" ");

/** As much of a message as has room in a line; all of it stands with the job. */
const SHORT = 72;
const short = (text: string): string => {
  const signs = [...text];
  return signs.length > SHORT ? `${signs.slice(0, SHORT - 1).join("")}…` : text;
};

export interface CancelSum {
  ids: readonly number[];
  cancelled: readonly number[];
  started: readonly number[];
  failedTasks: number;
  message: string;
  error: ClusterError | null;
  /** Those that were refused where the call carried on. */
  left: readonly number[];
}
export function cancelled(sum: CancelSum): string {
  const n = sum.cancelled.length;
  const tasks =
    sum.failedTasks === 0
      ? ""
      : n === 1 && sum.failedTasks === 1
        ? `Its task is ${statusWord("Failed")}: stopped with its job.`
        : `${count(sum.failedTasks, "running task")} stopped with ${n === 1 ? "it" : "them"}: ${statusWord("Failed")}.`;
  const what = n === 0 ? "" : `Cancelled ${jobsOf(sum.cancelled)}${sum.message ? `: ${sentence(short(sum.message))}` : "."}`;
  const left =
    sum.left.length === 0
      ? ""
      : `Not cancelled: ${named(sum.left, "")}; ${sum.left.length === 1 ? "it says" : "each says"} why.`;
  return join(what, sum.error ? "" : tasks, sum.error ? stopped(sum.ids, sum.error) : left, startedThen(sum.started));
}

export interface BatchWords {
  did: string;
  /** What becomes of them. */
  now: string;
}
export const REQUEUE: BatchWords = { did: "Requeued", now: "waits again" };
export const SUBMIT: BatchWords = { did: "Submitted", now: "waits" };
export function batch(
  words: BatchWords,
  sum: { ids: readonly number[]; done: readonly number[]; started: readonly number[]; error: ClusterError | null },
): string {
  const running = new Set(sum.started);
  const waiting = sum.done.filter((id) => !running.has(id)).length;
  const at = sum.done.length === 0 ? "" : `${words.did} ${jobsOf(sum.done)}.`;
  const then =
    sum.started.length > 0
      ? `${jobs(sum.started)} started at once.`
      : sum.done.length > 0 && waiting > 0
        ? waiting === 1
          ? `It ${words.now}.`
          : `They ${words.now.replace("waits", "wait")}.`
        : "";
  if (!sum.error) return join(at, then);
  if (sum.done.length === 0) return `${refused(sum.error.message)} Nothing changed.`;
  return join(at, stopped(sum.ids, sum.error), then);
}
export const ttlSet = (days: string, gone: readonly number[]): string =>
  `Ended jobs now stay for ${count(Number(days), "day")}.${gone.length > 0 ? ` ${jobs(gone)} left the cluster at once.` : ""}`;
export const added = (id: number, name: string, queued: boolean, started: boolean): string =>
  `Job ${id}${name ? ` ${name}` : ""} is in the cluster${started ? " and started at once." : queued ? " and waits." : ", not submitted yet."}`;
export const addedMany = (ids: readonly number[], queued: boolean, started: readonly number[]): string =>
  join(`${jobs(ids)} ${queued ? "were queued." : "are in the cluster, not submitted yet."}`, startedThen(started));
export const tasksAdded = (job: number, n: number): string => `Job ${job} has ${count(n, "new task")}.`;
export const modified = (job: number, started: readonly number[]): string =>
  join(`Job ${job} has new terms.`, startedThen(started));
/** A change of one term. `over`: its new limit had passed already. */
export function termSet(job: number, term: string, value: string, over: boolean, started: readonly number[]): string {
  const limit = runtimeLength(value);
  const what =
    term !== "Runtime"
      ? `${term} of job ${job} is now ${sentence(value)}`
      : limit === null
        ? `Job ${job} has no run-time limit now.`
        : `Job ${job} may run for ${duration(limit)} now.`;
  return join(what, over ? `It had run for longer: it is ${statusWord("Cancelled")}.` : "", startedThen(started));
}
export interface TaskSum {
  cancelled: boolean;
  job: number;
  tasks: readonly number[];
  done: readonly number[];
  /** How the job ended with that, where it did. */
  end: JobStatus | null;
  started: readonly number[];
  error: ClusterError | null;
}
export function tasksDone(sum: TaskSum): string {
  const { job, done, tasks, error } = sum;
  const which = `${done.length === 1 ? "Task" : "Tasks"} ${idList(done)} of job ${job}`;
  const what = done.length === 0 ? "" : sum.cancelled ? `${which} cancelled by hand.` : `${which} queued again.`;
  if (error && done.length === 0) return `${refused(error.message)} Nothing changed.`;
  return join(
    what,
    sum.end ? `Job ${job} ended with that: ${statusWord(sum.end)}.` : "",
    error ? stopped(tasks, error) : "",
    startedThen(sum.started),
  );
}
export const taskReported = (job: number, task: number): string => `Task ${task} of job ${job} was reported as ended.`;
export const settingSet = (name: string, value: string): string => (value ? `${name} is now ${sentence(value)}` : `${name} is unset.`);
export const NOTHING_CANCELLED = "Nothing was cancelled.";
export const actsAs = (user: string, isAdmin: boolean): string =>
  isAdmin ? `You act as ${person(user)}, an administrator.` : `You act as ${person(user)} now: on jobs of this user only.`;
export const USERS_ON = "Generated users submit jobs from now on.";
export const USERS_OFF = "Generated users submit nothing more.";
const NODE_DONE: Record<string, string> = {
  pauseNode: "is paused: what runs there goes on, nothing new starts",
  resumeNode: "takes work",
  approveNode: "is approved, and paused until you resume it",
  failNode: "has crashed; the head node notices when enough heartbeats are missed",
  restoreNode: "is back",
};
export const commandId = (id: number): string => `${id} is the id of a command that is to come.`;
export const nodeDone = (action: string, name: string, started: readonly number[]): string =>
  join(`${name} ${NODE_DONE[action] ?? ""}.`, started.length > 0 ? `${jobs(started)} started.` : "");
export const nothingSelected = (verb: string): string =>
  `${verb} needs a selected job. Click one, or press Space on a row.`;
export const clockStopped = (message: string): string => `The clock stopped: ${sentence(message)}`;
export const NOTHING_DUE = "Nothing will happen until you act.";
export const NEVER = "It has not come true, and nothing will happen until you act.";
export const notFoundSoFar = (passed: number): string =>
  `It has not come true within ${duration(passed)}: the clock stopped. Skip again to look further.`;
export const jobIsGone = (id: number): string => `There is no job ${id} in the cluster.`;
export const jobIsNotSubmitted = (id: number): string => `Job ${id} is not submitted: it will do nothing until somebody submits it.`;
export const jobStartsNoMore = (id: number): string => `Job ${id} has ended: it starts again only if somebody requeues it.`;
export const jobHasEnded = (id: number): string => `Job ${id} has ended already.`;
export const jobRunsAlready = (id: number): string => `Job ${id} runs already.`;
export const queueIsLonger = (n: number): string => `It is true already: ${count(n, "job")} ${n === 1 ? "waits" : "wait"}.`;
export const soFar = (sum: { events: number; ended: number; started: number }): string =>
  `${count(sum.events, "event")}: ${count(sum.started, "job")} started, ${sum.ended} ended.`;

// ── the history ──
/** A line of the console where there is little room. */
const shortLine = (line: string): string => (line.length > 60 ? `${line.slice(0, 59)}…` : line);
export const lineAgain = (line: string): string => `Again: ${shortLine(line)}`;
/** A call in a few words, as Undo names it: "cancel job 2". */
export function callTitle({ name, args: [first, second] }: Call): string {
  const some = (ids: unknown): string => (Array.isArray(ids) ? jobsOf(ids as number[]) : "jobs");
  const tasks = (ids: unknown): string =>
    Array.isArray(ids) ? `${ids.length === 1 ? "task" : "tasks"} ${idList(ids as number[])}` : `task ${String(ids)}`;
  switch (name) {
    case "addJob":
    case "addJobs":
      return "add jobs";
    case "queueJob":
    case "queueJobs":
      return "queue jobs";
    case "addTask":
    case "addTasks":
      return `add tasks to job ${String(first)}`;
    case "submitJob":
      return `submit job ${String(first)}`;
    case "submitJobs":
      return `submit ${some(first)}`;
    case "modifyJob":
    case "modifyJobTerm":
      return `change job ${String(first)}`;
    case "cancelJob":
      return `cancel job ${String(first)}`;
    case "cancelJobs":
    case "tryCancelJobs":
      return `cancel ${some(first)}`;
    case "cancelTask":
    case "cancelTasks":
      return `cancel ${tasks(second)} of job ${String(first)}`;
    case "requeueJob":
      return `requeue job ${String(first)}`;
    case "requeueJobs":
      return `requeue ${some(first)}`;
    case "requeueTask":
    case "requeueTasks":
      return `requeue ${tasks(second)} of job ${String(first)}`;
    case "setClusterParameter":
    case "setEnvironmentVariable":
      return `set ${String(first)}`;
    case "completeTask":
      return `report task ${String(second)} of job ${String(first)}`;
    case "pauseNode":
      return `pause ${String(first)}`;
    case "resumeNode":
      return `resume ${String(first)}`;
    case "approveNode":
      return `approve ${String(first)}`;
    case "failNode":
      return `crash ${String(first)}`;
    case "restoreNode":
      return `restore ${String(first)}`;
    case "getNewCommandId":
      return "get an id for a command";
    case "console":
      return shortLine(String(first));
    case "users":
      return first === true ? "let users in" : "keep users out";
  }
}

export const undoLabel = (call: Call, to: string): string => `Undo ${callTitle(call)} (back to ${to})`;
export const backTo = (to: string): string => `Back to ${to}`;
export const redoLabel = (call: Call): string => `Redo ${callTitle(call)}`;
export const takenBack = (call: Call, to: string): string => `Back to ${to}, just before: ${callTitle(call)}.`;
export const NOTHING_TO_UNDO = "There is no call of yours to undo.";
export const NOTHING_TO_REDO = "There is nothing to redo.";
/** A branch that is not shown, by the call with which it leaves; null: it goes on without a call. */
export const otherBranch = (first: Call | null): string =>
  `Back to the other branch: ${first ? callTitle(first) : "without this call"}`;
export const marksHere = (calls: number, branches: number, at: string): string =>
  `${[calls > 0 ? count(calls, "call") : "", branches > 0 ? count(branches, "other branch", "other branches") : ""].filter((part) => part !== "").join(" and ")}, ${at}`;
export const WATCH_AGAIN = "Watch the last call again";
export const NOTHING_TO_WATCH = "There is no call of yours to watch.";
export const watchBefore = (call: Call): string => `Watch: ${callTitle(call)}, in a moment.`;
export const watched = (call: Call): string => `That was: ${callTitle(call)}.`;
export const AT_THE_START = "This is the start: nothing happened before.";

// ── the list of events ──
export const EVENTS = "Events";
export const NO_EVENTS = "No events yet.";
export const NO_CALLS = "No calls of yours yet.";
export const YOUR_CALLS = "Your calls";
export const KNOWN_TO_COME = "Known to come, if nobody acts:";
export const earlier = (n: number, of: number): string => `${number(n)} earlier ones, of ${number(of)}`;
export const andMoreEvents = (n: number): string => `And ${count(n, "event")} more.`;
export const callLine = (call: Call, partial: boolean): string => {
  const title = callTitle(call);
  return `${title.slice(0, 1).toUpperCase()}${title.slice(1)}${partial ? ": it stopped half-way" : ""}`;
};

// ── the console ──
export const CONSOLE = "In the browser’s console";
export const CONSOLE_HELP = [
  "The same cluster is there under the name cluster: open the browser’s developer tools, and type.",
  "A call made there is an action like a click: it stands in the history, can be undone, and is answered here.",
];
export const EXAMPLE_NEW = "A new job";
export const EXAMPLE_CANCEL = "Cancel the first that waits";
export const EXAMPLE_MESSAGE = "why";
export const EXAMPLE_TTL = "Ended jobs stay for two days";

// ── keys ──
export const KEY_RUN = "Run, or pause";
export const KEY_STEP = "Step to the next event";
export const KEY_BACK = "Step back";
export const KEY_FILTER = "Filter the jobs";
export const KEY_HELP = "These keys";
export const KEY_UNDO = "Undo your last call";
export const KEY_REDO = "Redo it";
export const KEY_PRESENTER = ["P", "Presenter mode"] as const;
export const KEYS_SINGLE = "Keys without Ctrl are on";
export const KEYS_GRID: readonly (readonly [string, string])[] = [
  ["↑ ↓ Home End", "Go to another row"],
  ["Space", "Select the row, or take it out again"],
  ["Shift+↑ Shift+↓", "Select a range"],
  ["Enter", "Select this row alone"],
  ["Ctrl+A", "Select all that match"],
  ["Escape", "Clear the selection"],
];
export const KEYS_PRESENTER: readonly (readonly [string, string])[] = [
  ["Space → ↓ Page Down", "The next thing; where a lesson is reached, pressed twice, the next lesson"],
  ["← ↑ Page Up", "Back"],
];
export const onceMore = (number: number | null, title: string): string =>
  `That was this lesson. Once more opens ${number === null ? title : `lesson ${number}, ${title}`}.`;
export const KEYS_STRIP: readonly (readonly [string, string])[] = [
  ["← →", "Event by event"],
  ["Page Up, Page Down", "Ten events on, or back"],
  ["Home, End", "The start, or as far as it is known"],
];

// ── one job ──
export const leavesIn = (expiry: number, now: number): string => `leaves in ${duration(Math.max(0, expiry - now))}`;
export const GONE = "has left the cluster";

export function taskWord(task: Task): string {
  if (task.status === "Failed" && task.endedBy === "job") return `${statusWord("Failed")} – stopped with its job`;
  if (task.status === "Failed" && task.endedBy === "limit") return `${statusWord("Failed")} – over its limit`;
  if (task.status === "Failed" && task.endedBy === "system") return `${statusWord("Failed")} – its node was lost`;
  if (task.status === "Failed" && task.endedBy === "itself") return `${statusWord("Failed")} – exit code ${task.exitCode}`;
  if (task.status === "Cancelled" && task.endedBy === "call") return `${statusWord("Cancelled")} by hand`;
  if (task.status === "Cancelled" && task.endedBy === "job") return `${statusWord("Cancelled")} with its job`;
  return statusWord(task.status);
}

/** How a job ended, beside its status: its message, or the exit code of its one task. */
export function ending(job: Job): string {
  const [only, ...others] = job.tasks;
  const itself = only !== undefined && others.length === 0 && job.status === "Failed" && only.endedBy === "itself";
  return itself ? `exit code ${only.exitCode}` : job.errorMessage;
}

export const NOTE_ORDER = "Sort by note: who waits as in the queue, who has ended by the message";
/** The one column that says what matters for the status. */
export function note(job: Job, why: string | null, limit: number | null, now: number): string {
  switch (job.status) {
    case "NotSubmitted":
      return "waits to be submitted";
    case "Queued":
      return why ?? "";
    case "Running":
      return limit !== null && job.startTime !== null
        ? `ends by ${nearTime(job.startTime + limit, now)}${job.isBackfill ? " · went ahead by backfill" : ""}`
        : job.isBackfill
          ? "went ahead by backfill"
          : "no limit";
    default:
      return ending(job);
  }
}
/** When it leaves, behind its note. */
export const leaves = (job: Job, now: number): string => (job.expiryTime === null ? "" : leavesIn(job.expiryTime, now));

// ── nodes ──
const NODE_WORDS: Record<NodeStatus, string> = {
  Ready: "",
  Paused: "paused",
  Unreachable: "unreachable",
  Pending: "pending",
};
export const nodeWord = (status: NodeStatus): string => NODE_WORDS[status];
/** Nothing for a node that takes work. After `most` missed heartbeats it counts as unreachable. */
export function nodeState({ status, missedHeartbeats }: ComputeNode, most: number): string {
  if (missedHeartbeats > 0 && status !== "Unreachable") return `no heartbeat, ${missedHeartbeats} of ${most}`;
  return nodeWord(status);
}

export const NODES = {
  busy: (busy: number, all: number, closed: number): string =>
    `${number(busy)} of ${number(all)} processors busy${closed > 0 ? `, ${number(closed)} closed` : ""}`,
  ready: "ready",
  caption: (n: number): string => `${count(n, "node")}, what their processors do`,
  columns: [
    ["Node", ""],
    ["State", ""],
    ["Busy", "right"],
    ["Held idle", "right"],
    ["Closed", "right"],
    ["Jobs", ""],
  ] as const,
  selectAll: "Select all here:",
};
export function nodeInWords(
  node: ComputeNode,
  sum: { working: number; held: number; closed: number },
  list: readonly number[],
): string {
  const parts = [
    `${number(sum.working + sum.held)} of ${number(node.numberOfProcessors)} busy`,
    ...(sum.held > 0 ? [`${number(sum.held)} held idle`] : []),
    ...(sum.closed > 0 ? [`${number(sum.closed)} closed`] : []),
    ...(node.status === "Ready" ? [] : [nodeWord(node.status)]),
    ...(list.length > 0 ? [jobsOf(list)] : []),
  ];
  return `${node.name}: ${parts.join(", ")}`;
}
export const startsHere = (job: number): string => `Job ${job} would start here.`;

// ── the timeline ──
export interface Place {
  node: string;
  processors: number;
}
/** "4 on N1", "8 on 3 nodes" */
export function placesInWords(all: readonly Place[], processors?: number): string {
  const sum = processors ?? all.reduce((total, place) => total + place.processors, 0);
  if (all.length === 0) return number(sum);
  const where = all.length > 3 ? `${all.length} nodes` : list(all.map((place) => place.node));
  return `${number(sum)} on ${where}`;
}
export function endedHow(by: EndedBy | null, message: string): string {
  const how = { itself: "", call: "", job: "", limit: "over its limit", requeue: "requeued", system: "node lost" }[by ?? "itself"];
  const said = [how, message].filter((part) => part !== "").join(", ");
  return said === "" ? "" : ` · ${said}`;
}
export interface RunWords {
  job: number;
  name: string;
  owner: string;
  processors: number;
  places: readonly Place[];
  when: string;
  long: string;
  status: JobStatus;
  how: string;
  attempt: number;
  backfill: boolean;
  here: boolean;
}
export const TIMELINE = {
  columns: [
    ["Job", ""],
    ["Owner", ""],
    ["Processors", ""],
    ["Attempt", "right"],
    ["Waited", "right"],
    ["Start", "right"],
    ["End", "right"],
    ["Ran", "right"],
    ["How it went", ""],
  ] as const,
  caption: (n: number, from: string, to: string): string => `${count(n, "run")} between ${from} and ${to}`,
  job: "Job",
  next: "Next",
  nobodyWaits: "Nobody waits.",
  unknown: "nobody can say when",
  by: (time: string): string => `by ${time}`,
  closed: "closed",
  promised: "promised",
  backfilled: ", went ahead by backfill",
  promise: (by: string): string => `first in the queue: starts by ${by} at the latest, if no further job comes`,
  noPromise: "first in the queue: nobody can know when it starts",
  nothing: "No job ran in this time.",
  nothingYet: "No job has run yet. Each run becomes a bar as it starts.",
  tableHint: "Up and down go through the runs, left and right through time.",
  hint: "Drag to move, Ctrl and wheel to zoom, click to select a job.",
  dropped: (from: string): string => `Earlier events than ${from} are not kept.`,
  hasLeft: "This job has left the cluster.",
  run: (it: RunWords): string =>
    [
      `Job ${it.job} ${it.name}`,
      it.owner,
      it.places.length > 0 ? placesInWords(it.places, it.processors) : count(it.processors, "processor"),
      `${it.when}, ${it.long}`,
      `${statusWord(it.status)}${it.how}`,
      ...(it.attempt > 1 ? [`attempt ${it.attempt}`] : []),
      ...(it.backfill ? ["went ahead by backfill"] : []),
      ...(it.here ? [] : ["has left the cluster"]),
    ].join(" · "),
  phoneHint: "The picture is wider when the phone lies on its side.",
};

// ── the charts ──
const levelList = (parts: readonly [number, string][]): string =>
  parts.flatMap(([n, word]) => (n > 0 ? [`${number(n)} ${word}`] : [])).join(", ");
export const CHARTS = {
  processors: "Processors",
  jobs: "Jobs that wait and run",
  waits: "How long jobs waited",
  levels: (it: { working: number; held: number; closed: number }, all: number): string =>
    `${levelList([[it.working, "working"], [it.held, "held"], [it.closed, "closed"]]) || "none busy"} of ${number(all)}`,
  counts: (it: { waiting: number; running: number }): string => `${number(it.running)} running, ${number(it.waiting)} waiting`,
  waited: (n: number, half: number, longest: number): string =>
    `${number(n)} started: ${longest < 1_000 ? "all at once" : `half ${half < 1_000 ? "at once" : `within ${duration(half)}`}, all within ${duration(longest)}`}`,
  noStart: "No job has started.",
  nothing: "There is nothing to draw yet: no job has come.",
  since: (time: string): string => `Earlier events than ${time} are not kept: the charts begin there.`,
  /** The first bar, then the bound before each further one. */
  bins: ["at once", "", "1m", "10m", "1h", "4h", "12h", "1d"] as const,
  binWords: ["at once", "under 1 min", "1 to 10 min", "10 min to 1 h", "1 to 4 h", "4 to 12 h", "12 to 24 h", "a day or more"] as const,
  tables: "The charts as tables",
  overTime: "Processors and jobs over time",
  columns: ["Time", "Working", "Held", "Closed", "Free", "Running", "Waiting"] as const,
  waitColumns: ["Waited", "Then started", "Still waiting"] as const,
  now: (time: string): string => `${time} (now)`,
};

// ── events ──
/** `before`: who had the number of an added job before. */
export function event(e: ClusterEvent, before: { name: string; owner: string } | null = null): string {
  const job = `Job ${e.jobId}`;
  switch (e.type) {
    case "JobAdded":
      return `${job}${e.name ? ` ${e.name}` : ""} added by ${person(e.owner ?? "")}${before || e.idReused ? `; ${usedBefore(e.jobId ?? 0, before)}` : ""}`;
    case "JobModified":
      return `${job} has new terms`;
    case "JobStatus":
      return jobEvent(job, e);
    case "JobRemoved":
      return `${job} left the cluster: its number is free`;
    case "TaskAdded":
      return `${job}: task ${e.taskId} added`;
    case "TaskStatus": {
      const task = `${job}, task ${e.taskId}`;
      if (e.to === "Failed" && e.endedBy === "job") return `${task} ${statusWord("Failed")}: stopped with its job`;
      if (e.to === "Failed") return `${task} ${statusWord("Failed")}${e.message ? `: ${e.message}` : ""}`;
      return `${task} ${e.to === "Running" ? "started" : e.to === "Finished" ? "finished" : e.to === "Queued" ? "waits" : statusWord(e.to as JobStatus)}`;
    }
    case "NodeStatus":
      return `${e.node} is ${e.to === "Ready" ? "ready" : nodeWord(e.to as NodeStatus)}`;
    case "NodeFailed":
      return `${e.node} crashed; nobody has noticed yet`;
    case "SettingChanged":
      return `${e.name} is now ${e.value ?? "unset"}`;
  }
}
export const usedBefore = (id: number, before: { name: string; owner: string } | null): string =>
  before?.name
    ? `number ${id} was used before by ${person(before.owner)}’s ${before.name}`
    : `number ${id} was used before by a job that has left`;
function jobEvent(job: string, e: ClusterEvent): string {
  const by = e.user ? ` by ${person(e.user)}` : "";
  const why = e.message ? `: ${e.message}` : "";
  switch (e.to) {
    case "Queued":
      return e.from === "NotSubmitted"
        ? `${job} submitted`
        : `${job} queued again${e.endedBy === "system" ? ": its node was lost" : by}`;
    case "Running":
      return `${job} started on ${places(e.nodes ?? [])}${e.isBackfill ? ", ahead of the queue" : ""}`;
    case "Finished":
      return `${job} finished`;
    default:
      return `${job} ${statusWord(e.to as JobStatus)}${by}${why}`;
  }
}
const places = (nodes: readonly { name: string; processors: number }[]): string =>
  nodes.length > 3 ? `${nodes.length} nodes` : nodes.map((n) => `${n.name} (${n.processors})`).join(", ");

// ── the tour ──
/** Bold words are accessible names of visible controls: see `parts/point.ts`. */
export const TOUR = "Tour: the life of a job";
export const TOUR_MINUTES = "90 seconds";
export const TOUR_WATCH = "A cluster: jobs wait, run, and end.";
export const tourStep = (at: number, of: number, short: boolean): string => (short ? `${at}/${of}` : `${at} of ${of}.`);
export const tourSelect = (id: number): string =>
  `Ben: “Job ${id} reads the wrong file. Please stop it.” Select **job ${id}**.`;
export const TOUR_CANCEL = "Press **Cancel selected jobs**.";
export const TOUR_MESSAGE = "wrong input file";
export const TOUR_CONFIRM = `Say why: take **${TOUR_MESSAGE}**, then press **Cancel 1 job**.`;
/** `id`: it is not selected any more. */
export const tourRequeue = (id: number | null): string =>
  id === null
    ? "The file is mended. Press **Requeue selected jobs**."
    : `The file is mended. Select **job ${id}**, press **Requeue selected jobs**.`;
export const TOUR_START = "**Skip to** the **next start**.";
export const tourRemoval = (days: number): string =>
  `Ended jobs stay for ${count(days, "day")}. **Skip to** the **next removal**.`;
export const TOUR_END = "That was the life of a job.";
export const TOUR_LEFT = "Carry on; the tour is under **Lessons**.";
export const lessonsOffered = (n: number, minutes: number): string =>
  `${count(n, "lesson")}, ${count(minutes, "minute")}`;
export const PLAY_ON = "Play on";
const PLACES = [
  ["at the top left", "at the top, in the middle", "at the top right"],
  ["at the left", "in the middle", "at the right"],
  ["at the bottom left", "at the bottom, in the middle", "at the bottom right"],
] as const;
export const whereItIs = ({ down, across }: { down: 0 | 1 | 2; across: 0 | 1 | 2 }): string =>
  `It is ${PLACES[down][across]}.`;

// ── where the page cannot run ──
export const NO_SCRIPT =
  "The simulator has not started: JavaScript is switched off here, or something on the way to you keeps this page’s script back.";
export const NOT_ARRIVED =
  "A part of the page did not arrive: a lost connection, a firewall, or an incomplete copy on the server. Loading the page again may help.";
export const TOO_OLD = "This browser is too old for the simulator. A current Firefox, Chrome, Edge or Safari runs it.";
export const NO_WEBASSEMBLY =
  "The simulator needs WebAssembly, which this browser does not offer or has switched off. A current Firefox, Chrome, Edge or Safari has it.";
export const WEBASSEMBLY_FORBIDDEN =
  "The simulator needs WebAssembly, which the Content-Security-Policy of this server forbids. Its owner can allow it, and nothing else, with this header:";
export const HEADER = "Content-Security-Policy: script-src 'self' 'wasm-unsafe-eval'";
export const FROM_FILE = "Opened from a file, this page cannot load its parts. Beside it lies the same page in one piece:";
export const OPEN_ONE_FILE = "Open simulator.html";
export const STORY = "The first lesson in pictures: stop it, say why";
export const storyOpens = (time: string): string =>
  `${time}. Two nodes of four processors. Jobs 1 and 2 run and use all of them; job 3 waits for four.`;
export const STORY_PANEL =
  "You select job 2 and press “Cancel selected jobs”. Before anything happens you read what will, and say why.";
export const STORY_CANCELLED =
  "Job 2 is Cancelled and keeps the message. Its running task was stopped and is Failed: nothing is broken. In the same instant job 3 started, in the processors that came free.";
export const STORY_REQUEUED = "The input file is mended, and Ben requeues job 2. It waits again, until four processors are free.";
export const storyEnds = (time: string): string =>
  `${time}. Job 3 has finished, then job 2 ran once more, and finished too. Ended jobs stay for five days: then their numbers are free.`;
export const storyPanelAlt = (message: string): string =>
  `The panel “Cancel jobs” for job 2: what the call will do, the message ${quote(message)}, and the buttons “Keep 1 job” and “Cancel 1 job”.`;
export function storyJob(job: Job, on: readonly string[]): string {
  const where = on.length > 0 ? ` on ${on.join(", ")}` : "";
  const why = job.errorMessage ? `, with the message ${quote(job.errorMessage)}` : "";
  return `Job ${job.id} ${job.name}: ${statusWord(job.status)}${where}${why}.`;
}

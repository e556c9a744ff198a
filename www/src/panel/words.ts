/** What details, forms and forecasts say. */
import type { ClusterEvent, EndedBy, JobStatus, Placement, Task } from "ccp-scheduler";
import { count, duration, ids as idList, list, nearTime, number, person } from "../format";
import { statusWord } from "../words";

/** Jobs by number, or how many they are where their numbers would fill lines. */
const named = (all: readonly number[], word: string): string => {
  const said = idList(all);
  return said.endsWith(" more") && all.length > 20 ? `${number(all.length)} jobs` : `${word}${said}`;
};
export const jobsTitle = (all: readonly number[]): string => named(all, all.length === 1 ? "Job " : "Jobs ");
export const jobsOf = (all: readonly number[]): string => named(all, all.length === 1 ? "job " : "jobs ");
const sentence = (text: string): string => (/[.!?…]$/.test(text) ? text : `${text}.`);
const is = (n: number, one: string, many: string): string => (n === 1 ? one : many);

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

export const PAUSED = "Paused while you decide.";
export const REFUSED = "Refused:";
export const refusedWhole = (message: string): string => `Refused, and nothing was done: ${sentence(message)}`;
export const refusedForm = (message: string): string => `Refused: ${sentence(message)}`;

// ── the message ──
export const MESSAGE_HELP = "Why? It is kept with the job and cannot be added later.";
export const TASK_MESSAGE_HELP = "Why? It is kept with the task and cannot be added later.";
export const units = (used: number, limit: number): string => `${number(used)} of ${limit}`;
export const AT_128 = "Fine here. HPC Pack’s own command line stops at 128.";
export const overLimit = (over: number): string => `${count(over, "unit")} too many: the cluster will refuse it.`;
export const COUNTS_TWO = "Emoji and rare signs count as two.";

// ── what would come of it ──
export const someOf = (cancelled: readonly number[], selected: number): string =>
  cancelled.length === selected
    ? jobsTitle(cancelled)
    : `${number(cancelled.length)} of the ${number(selected)} jobs${cancelled.length > 20 ? "" : `, ${idList(cancelled)},`}`;
export function becomeCancelled(jobs: number, running: number): string {
  const waited = running > 0 ? "" : jobs === 1 ? " It was only waiting." : " None of them runs.";
  return `${is(jobs, "becomes", "become")} ${statusWord("Cancelled")}.${waited}`;
}
export function tasksStopped({ stopped, waiting }: { stopped: number; waiting: number }, jobs: number): string {
  const its = (n: number, what: string): string =>
    jobs === 1 ? `Its ${n === 1 ? what : `${number(n)} ${what}s`}` : count(n, what);
  const parts: string[] = [];
  if (stopped > 0)
    parts.push(
      `${its(stopped, "running task")} ${is(stopped, "is stopped and becomes", "are stopped and become")} ${statusWord("Failed")}.`,
    );
  if (waiting > 0)
    parts.push(`${its(waiting, "waiting task")} ${is(waiting, "becomes", "become")} ${statusWord("Cancelled")}.`);
  return parts.join(" ");
}
export const nobodyCancelled = (whole: boolean): string =>
  whole
    ? `No job becomes ${statusWord("Cancelled")}.`
    : `No job becomes ${statusWord("Cancelled")}: the call stops at the first.`;
export const stopsThere = (id: number): string => `Stops at job ${id}:`;
export const stopped = (message: string, untouched: readonly number[]): string =>
  `${sentence(message)}${untouched.length > 0 ? ` ${jobsTitle(untouched)} ${is(untouched.length, "stays as it is", "stay as they are")}.` : ""}`;
export const leftOut = (all: readonly number[]): string => `Left out: ${jobsOf(all)}.`;
export const refusal = (message: string, more: number): string =>
  more > 0 ? `The first of them: ${sentence(message)}` : sentence(message);

/** "N1", "N1 and N2", "7 nodes" */
export function places(starts: readonly Placement[]): string {
  const names = [...new Set(starts.flatMap((start) => start.nodes.map((node) => node.name)))];
  if (names.length === 0) return "";
  return names.length > 4 ? `on ${names.length} nodes` : `on ${list(names)}`;
}
const at = (starts: readonly Placement[]): string => (places(starts) ? ` ${places(starts)}` : "");
export const startAtOnce = (starts: readonly Placement[]): string =>
  `${is(starts.length, "starts", "start")} at once${at(starts)}.`;
export const startAgain = (starts: readonly Placement[]): string =>
  `${is(starts.length, "starts", "start")} again at once${at(starts)}.`;
export const waits = (jobs: number, again: boolean): string => `${is(jobs, "waits", "wait")}${again ? " again" : ""}.`;
export const nobodyStarts = (waiting: number): string =>
  `Nobody starts: the ${waiting === 1 ? "job" : `${number(waiting)} jobs`} in the queue ${is(waiting, "goes", "go")} on waiting.`;
export const lost = (milliseconds: number, processors: number): string =>
  milliseconds > 0
    ? `${duration(milliseconds)} of processor time is lost.`
    : `${count(processors, "processor")} ${is(processors, "is", "are")} set free.`;
export const lostByRequeue = (milliseconds: number): string =>
  `${duration(milliseconds)} of processor time is lost: what has not finished begins anew.`;

export const WHEN_REFUSED = "When a job is refused";
export const STOP_THERE = "Stop there, as CCP does";
export const CARRY_ON = "Carry on past them";
export const stopsAt = (id: number, cancelled: number): string => `at job ${id}: ${count(cancelled, "job")} cancelled`;
export const leavesOut = (all: readonly number[], cancelled: number): string =>
  `${named(all, "")} left out: ${count(cancelled, "job")} cancelled`;
export const requeueTitle = (n: number): string => `Requeue ${count(n, "job")}: what would happen`;
export const submitTitle = (n: number): string => `Submit ${count(n, "job")}: what would happen`;

// ── forms ──
export const BACK = "Back";
export const NEW_JOB = "New job";
export const copyTitle = (id: number): string => `New job like job ${id}`;
export const ADD_JOB = "Add job";
export const HOW_MANY = "How many processors at once?";
export const AT_LEAST = "At least";
export const AT_MOST = "At most";
export const THE_SAME = "the same";
export const RESERVES = "It reserves them as long as it runs; its tasks run inside, as many at a time as fit.";
export const EXCLUSIVE = "Wants its nodes alone, the documented default";
export const NAME = "Name";
export const NAME_MADE_UP = "the cluster makes one up";
export const LIMIT_MINUTES = "Limit, minutes";
export const NONE = "none";
export const PRIORITY = "Priority";
const PRIORITY_WORDS: Record<string, string> = {
  Highest: "Highest",
  AboveNormal: "Above normal",
  Normal: "Normal",
  BelowNormal: "Below normal",
  Lowest: "Lowest",
};
export const priority = (name: string): string => PRIORITY_WORDS[name] ?? name;
export const NO_TASKS = "No tasks: it only reserves.";
export const ADD_A_TASK = "Add a task";
export const MORE_TERMS = "More terms";
export const UNTIL_CANCELLED = "Keeps its processors until it is cancelled";
export const ASKED_NODES = "Nodes";
export const ALL_NODES = "any";
export const PROJECT = "Project";
export const SUBMIT_AT_ONCE = "Submit it at once";
export const WOULD_HAPPEN = "What would happen";
export const taskNumber = (at: number): string => `Task ${at}`;
export const removeTask = (at: number): string => `Remove task ${at}`;
export const COMMAND_LINE = "Command line";
export const WORKS_MINUTES = "Works, minutes";
export const AS_COMMAND = "by its command";
export const TASK_PROCESSORS = "On processors";
export const TASK_MOST = "On at most";
export const MORE_TASK_TERMS = "More of this task";
export const EXIT_CODE = "Exit code";
export const TASK_NAME = "Task name";
export const STARTS_AFTER = "Starts after";
export const NAMES_OF_TASKS = "names of tasks, with commas";
export const newTaskTitle = (id: number): string => `New task in job ${id}`;
export const ADD_TASK = "Add task";

export const IT = "It";
export const IT_WAITS = "It waits.";
export const NOT_IN_QUEUE = "waits to be submitted.";
export const inSentence = sentence;
export const whyText = (why: { sentence: string; startsBy: number | null }, now: number): string =>
  why.startsBy === null
    ? sentence(why.sentence)
    : `${sentence(why.sentence)} Starts by ${nearTime(why.startsBy, now)} at the latest, if no further job comes.`;
export const overAtOnce = (): string => `has run for longer already: it becomes ${statusWord("Cancelled")} at once.`;

// ── tasks ──
export const tasksTitle = (all: readonly number[]): string => `${is(all.length, "Task", "Tasks")} ${idList(all)}`;
export const tasksOf = (id: number, tasks: string): string => `Tasks ${tasks} of job ${id}.`;
export const byHand = (n: number, running: number): string =>
  `${is(n, "becomes", "become")} ${statusWord("Cancelled")} by hand${running > 0 ? `, ${n === 1 ? "stopped" : `${number(running)} of them stopped`} at once` : ""}. Requeueing the job leaves ${is(n, "it", "them")} so; requeueing the ${is(n, "task", "tasks")} does not.`;
export const jobEnds = (status: JobStatus): string =>
  `ends with that: ${statusWord(status)}.`;

export const CHOOSE_TASKS = "Choose a task first: tick it in the list.";
export const taskSum = (tasks: readonly Task[]): string => {
  const ended = tasks.filter((task) => task.status === "Finished").length;
  return `${number(ended)} of ${number(tasks.length)} ${statusWord("Finished")}`;
};
export const startedTimes = (runs: number): string => `started ${number(runs)} times`;
export const after = (names: readonly string[]): string => `after ${names.join(", ")}`;

// ── attempts ──
export const NOW = "runs now";
export const WAITS = "waits";
export const NOT_YET = "was not submitted yet";
export const NOT_STARTED = "has not started";
export const NEVER_STARTED = "never started";
export const quoted = (text: string): string => `“${text}”`;
export function ended(status: JobStatus, by: EndedBy | null, user: string): string {
  const who = user ? ` by ${person(user)}` : "";
  switch (by) {
    case "requeue":
      return `Stopped by requeueing${who}`;
    case "call":
      return `${statusWord(status)}${who}`;
    case "limit":
      return `${statusWord(status)} at its run-time limit`;
    case "system":
      return `${statusWord(status)}: its node was lost`;
    default:
      return statusWord(status);
  }
}

// ── one job ──
export const WANTS_ALONE = "yes, wants its nodes alone";
export const SHARES = "no, shares its nodes";
export const UNTIL_CANCELLED_SHORT = "until it is cancelled";

// ── terms ──
const TERM_WORDS: Record<string, string> = {
  Runtime: "Run-time limit, minutes",
  Priority: "Priority",
  MinimumNumberOfProcessors: "Processors, at least",
  MaximumNumberOfProcessors: "Processors, at most",
  IsExclusive: "Wants its nodes alone",
  RunUntilCanceled: "Keeps its processors until it is cancelled",
  AskedNodes: "Nodes",
  Name: "Name",
  Project: "Project",
  SoftwareLicense: "Software licence",
};
export const term = (name: string): string => TERM_WORDS[name] ?? name;
export const TERM = "Term";
export const YES = "yes";
export const NO = "no";
export const termTitle = (name: string): string =>
  name === "Runtime" ? "Change run-time limit" : name === "Priority" ? "Change priority" : "Change another term";
export const termAct = (id: number): string => `Change job ${id}`;
export const LEAVE_IT = "Leave it";
export const LIMIT_HELP = "A promise: what has not ended by then is cancelled. Empty: no limit.";
export const jobNamed = (id: number, name: string): string => `Job ${id} · ${name}`;

// ── who acts ──
export const ACT_AS = "Act as";
export const actingAs = (user: string): string => `As ${person(user)}`;
export const ADMINISTRATOR = "Administrator";
export const ADMIN_MAY = "may do everything";
export const ownsJobs = (jobs: number): string => (jobs === 0 ? "no jobs" : count(jobs, "job"));
export const ANOTHER_USER = "Another user";
export const MAY_WHAT = "A user may act on jobs of their own only; nodes, parameters and priorities above Normal are the administrator’s.";
export const actAct = (user: string): string => `Act as ${person(user)}`;

// ── parameters ──
export const PARAMETERS = "Cluster parameters";
export const PARAMETERS_STORED = "Kept, but nothing here depends on them";
export const OWN_NAME = "Name of your own";
export const OWN_VALUE = "Its value";
export const setSome = (n: number): string => (n === 0 ? "Set" : `Set ${count(n, "parameter")}`);
export const NOTHING_TO_SET = "Nothing is changed yet.";
export const PARAMETER_HELP: Record<string, string> = {
  HeartbeatInterval: "seconds between two heartbeats of a node",
  InactivityCount: "missed heartbeats until a node counts as lost",
  JobRetryCount: "retries of a job after system errors",
  TaskRetryCount: "retries of a task after system errors",
  BackfillLookahead: "how many jobs behind the first may pass it (−1: all)",
  JobRuntime: "limit of jobs that give none",
};

// ── what is going on ──
export function load(it: { jobs: number; busy: number; all: number; closed: number; off: readonly string[] }): string {
  const use =
    it.jobs === 0
      ? `No job runs: ${it.all === 1 ? "the processor is" : `all ${number(it.all)} processors are`} idle`
      : `${count(it.jobs, "job")} ${is(it.jobs, "runs and uses", "run and use")} ${it.busy === it.all ? "all " : `${number(it.busy)} of `}${count(it.all, "processor")}`;
  const closed = it.closed === 0 ? "" : `, ${number(it.closed)} more ${is(it.closed, "is", "are")} closed`;
  const off =
    it.off.length === 0
      ? ""
      : `; ${it.off.length > 3 ? `${number(it.off.length)} nodes take` : `${list(it.off)} ${is(it.off.length, "takes", "take")}`} no new work`;
  return `${use}${closed}${off}.`;
}
export function waiting(jobs: number, head: number | undefined, why: string | null): string {
  if (jobs === 0 || head === undefined) return "Nobody waits.";
  const first = jobs === 1 ? `Job ${head} waits` : `${count(jobs, "job")} wait, job ${head} first`;
  return why === null ? `${first}.` : `${first}: ${sentence(why.replace(/^First in the queue; needs/, "it needs"))}`;
}
export const next = (at: string, what: string): string =>
  what === "" ? `Next event at ${at}.` : `Next: at ${at} ${what}.`;
export const madeAgain = (title: string): string => `your call “${title}” is made again`;
export const A_CALL = "a user’s call comes in";

const COMES: Partial<Record<JobStatus, string>> = {
  Queued: "goes back to the queue",
  Running: "starts",
  Finished: "ends",
  Failed: "fails",
  Cancelled: "reaches its run-time limit",
};
/** The first two things of an instant that is to come. */
export function coming(events: readonly ClusterEvent[]): string {
  const said: string[] = [];
  for (const event of events) {
    if (event.type === "JobStatus") said.push(`job ${event.jobId} ${COMES[event.to as JobStatus] ?? "changes"}`);
    else if (event.type === "JobRemoved") said.push(`job ${event.jobId} leaves the cluster`);
    else if (event.type === "NodeStatus") said.push(`the head node finds ${event.node} lost`);
  }
  const task = events.find((event) => event.type === "TaskStatus");
  if (said.length === 0) return task ? `task ${task.taskId} of job ${task.jobId} ends` : "";
  return said.length > 2 ? `${said[0]}, and more` : list(said);
}
export const USERS_COME = "Generated users submit jobs as time goes by.";
export const USERS_WOULD_COME = "More users come once you press Run.";
export const SELECT_HINT = "Select a job to see its tasks and attempts.";

// ── nodes: the name of the action, what it does, and what to say where it would change nothing ──
export const NODE_ACTIONS = {
  pauseNode: ["Pause node", "What runs there goes on, nothing new starts", "It is paused already"],
  resumeNode: ["Resume node", "It takes work again", "It takes work already"],
  approveNode: ["Approve node", "It becomes part of the cluster, paused at first", "It is approved already"],
  failNode: ["Crash node", "Power lost; the head node notices after some heartbeats", "It is down already"],
  restoreNode: ["Restore node", "Power is back; what ran there is lost", "It is up"],
} as const;

// ── skip to when… ──
export const SKIP_WHEN = "Skip to when…";
export const SKIP = "Skip";
export const WHEN = "When";
export const WHEN_KINDS: readonly (readonly [string, string])[] = [
  ["start", "a job starts"],
  ["end", "a job ends"],
  ["removal", "TTLCompletedJobs removes a job"],
  ["queue", "the queue is longer than"],
];
export const WHEN_JOB = "Job";
export const ANY_JOB = "any";
export const WHEN_ABOVE = "Jobs in the queue";
export const WHOLE_NUMBER = "That is no whole number.";

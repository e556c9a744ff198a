/**
 * What a lesson file may say. It is data only: calls and conditions are from closed sets, so that a file from a
 * stranger can do nothing but be read. `docs/lessons.md` explains it with examples; `tests/lessons.rs` reads the same
 * files by itself and proves them.
 *
 * A number in a condition, a value or a text names the job that had it when the lesson opened: if the number is given
 * out again, the file does not mean the new one.
 */
import type { EndedBy, JobPriority, JobSpec, JobStatus, NodeStatus, TaskSpec } from "ccp-scheduler";

/** An instant of the cluster's calendar: "2026-03-02T09:10", and with seconds and milliseconds where they matter. */
export type Instant = string;

export interface Lesson {
  format: 1;
  /** Small letters, digits and hyphens; the texts stand under it in the message file. */
  id: string;
  /** How long it takes a newcomer. */
  minutes: number;
  nodes: { name: string; processors: number; status?: NodeStatus }[];
  parameters?: Record<string, string>;
  /** What happened before it opens, in order. The cluster's clock starts at the first. */
  before: (Call & { at: Instant })[];
  opens: Instant;
  /** Then it is over: what holds then is counted. Such a lesson has no Show me. */
  ends?: Instant;
  /** What holds when it opens. */
  start: Condition[];
  /** The calls that it offers. */
  allow: Offer[];
  /** Those of them that have a button of their own while it runs. */
  controls?: Offer[];
  predict?: Prediction;
  /** One line for each. It is reached when all hold at once; reached once is reached. */
  goal: Goal[];
  /** The fewest calls that reach it. */
  par: number;
  /** Ways to the goal in `par` calls. The first one is played by Show me, unless `showMe` has another. */
  solutions: Step[][];
  /** Longer ways that reach it too. */
  detours?: Step[][];
  showMe?: Step[];
  /** Every single call that reaches the goal; the native test finds those that are not listed. */
  known: CallPattern[];
  /** When the goal is out of reach. */
  lost: Rule[];
  mistakes: Mistake[];
  values: Record<string, Value>;
  facts: Fact[];
  /** Only in files of one's own: the texts of ours stand in the message file. */
  texts?: LessonTexts;
}

// ── calls ──

/** Shown and offered by name; "copyJob" is queueJobs with the terms of a job that is there. */
export type Offer = Call["call"] | "actAs";

/** A call, and when it is made: at once, or once the clock has come to `at`. */
export type Step = Call & { at?: Instant };

export type Call = Caller &
  (
    | { call: "queueJobs" | "addJobs"; jobs: FileJob[] }
    | { call: "copyJob"; job: number; changes?: Partial<Pick<FileJob, "name" | "limit" | "shared" | "priority">> }
    | { call: "addTasks"; job: number; newTasks: FileTask[] }
    | { call: "submitJobs" | "requeueJobs"; ids: number[] }
    | { call: "cancelJobs" | "tryCancelJobs"; ids: number[]; message?: Message }
    | { call: "requeueTasks"; job: number; tasks: number[] }
    | { call: "cancelTasks"; job: number; tasks: number[]; message?: Message }
    | { call: "modifyJobTerm"; job: number; term: string; value: string }
    | { call: "setClusterParameter"; name: string; value: string }
    | { call: "pauseNode" | "resumeNode" | "approveNode" | "failNode" | "restoreNode"; node: string }
  );

/** A text, or a note's: the whole of it or its first units. */
export type Message = string | { note: string; units?: number };

/** Left out: the administrator. A user named here is none, unless `admin` says so. */
export interface Caller {
  by?: string;
  admin?: boolean;
}

/** A job in short words; `more` has any other term by its name in the package. */
export interface FileJob {
  name: string;
  /** Minimum and maximum; one number is both. Default 1. */
  processors?: number | [number, number];
  /** One task that needs all of the minimum and runs so long. */
  minutes?: number;
  exitCode?: number;
  /** Run-time limit in minutes. Default none. */
  limit?: number;
  /** Other jobs may be on its nodes. Default false, as documented. */
  shared?: boolean;
  priority?: JobPriority;
  /** The nodes it may run on. Default all. */
  nodes?: string[];
  untilCancelled?: boolean;
  tasks?: FileTask[];
  more?: Omit<JobSpec, "tasks">;
}

export interface FileTask {
  name: string;
  minutes?: number;
  /** Default: the job's minimum. */
  processors?: number | [number, number];
  exitCode?: number;
  /** Names of tasks that must have ended before. */
  after?: string[];
  more?: Partial<TaskSpec>;
}

// ── conditions ──

/** All that is written in one condition must hold. */
export type Condition =
  | { all: Condition[] }
  | { any: Condition[] }
  | { not: Condition }
  /** The job is there and like this. */
  | ({ job: number } & JobTest)
  /** Each of them. */
  | ({ jobs: number[] } & JobTest)
  | { absent: number }
  | ({ job: number; tasks: number[] } & TaskTest)
  /** How many jobs are like this; among these, or of all. */
  | { count: JobsTest; is: NumberTest }
  /** Processors that are free, held by jobs, closed by an exclusive job; heartbeats missed. */
  | { node: string; status?: NodeStatus; free?: NumberTest; busy?: NumberTest; closed?: NumberTest; missed?: NumberTest }
  | { now: TimeTest }
  /** The last call was like this: true until the next one. */
  | { last: CallPattern };

export interface JobTest {
  name?: string;
  owner?: string;
  status?: JobStatus | JobStatus[];
  /** How it ended, if it has. */
  endedBy?: EndedBy;
  message?: TextTest;
  attempt?: NumberTest;
  /** Cancelled or Failed, or in a later attempt than when the lesson opened. */
  interrupted?: boolean;
  /** False: in none of its runs. An instant: in the present or last one. */
  started?: boolean | TimeTest;
  ended?: TimeTest;
  /** How many minutes the present or last run took, from start to end. */
  ran?: NumberTest;
  /** Run-time limit in minutes; none counts as longer than any. */
  limit?: NumberTest;
  exclusive?: boolean;
  /** It holds processors on these nodes and no others. */
  on?: string[];
  /** The stable word of explainJob. */
  waits?: string;
  /** One of its runs, earlier ones and a present one that has ended, ended like this. */
  run?: { status?: JobStatus; endedBy?: EndedBy; message?: TextTest };
}

/** Those like this, among these or of all. */
export type JobsTest = JobTest & { among?: number[] };

export interface TaskTest {
  status?: JobStatus | JobStatus[];
  endedBy?: EndedBy;
  runs?: NumberTest;
}

/** A number is exactly that. */
export type NumberTest = number | { min?: number; max?: number };
/** `by`: then or before. */
export interface TimeTest {
  at?: Instant;
  by?: Instant;
  after?: Instant;
}
/** Lengths are UTF-16 code units, as the cluster counts. */
export interface TextTest {
  min?: number;
  max?: number;
  contains?: string;
}

/** What a call was, and what became of it. All that is written must hold. */
export interface CallPattern {
  /** As the package names it; a single one counts as its batch (cancelJob as cancelJobs, queueJob as queueJobs). */
  call: Exclude<Call["call"], "copyJob"> | Exclude<Call["call"], "copyJob">[];
  /** Exactly these ids, in any order. */
  ids?: number[];
  /** Exactly these ids in this order. */
  order?: number[];
  /** These among others. */
  includes?: number[];
  /** None of these. */
  excludes?: number[];
  job?: number;
  /** Exactly these tasks, in any order. */
  tasks?: number[];
  message?: TextTest;
  term?: string;
  /** The new Runtime in minutes, or the limit of an added job; none counts as longer than any. */
  limit?: NumberTest;
  /** The added job's, or the parameter's. */
  name?: string;
  exclusive?: boolean;
  priority?: JobPriority;
  /** Who called, and was no administrator. */
  by?: string;
  /** A parameter's or a term's value. */
  value?: string | { min?: number; max?: number };
  node?: string;
  /** Refused: nothing changed. Stopped: what came before the item that failed is done. */
  result?: "done" | "stopped" | "refused";
  /** The id at which it was stopped or refused. */
  failedAt?: number;
  code?: string;
}

// ── what is judged and said ──

export interface Goal {
  id: string;
  is: Condition;
  /** Not shown before then. */
  from?: Instant;
}

/** `example` shows that it happens. */
export interface Rule {
  id: string;
  when: Condition;
  example: Path;
}

/** The first that applies is shown. `lost` says whether the goal is out of reach after the example. */
export interface Mistake extends Rule {
  lost: boolean;
}

/** Calls, and then on until something holds. */
export interface Path {
  steps: Step[];
  until?: Condition;
}

export interface Prediction extends Path {
  /** Exactly one of them holds at the end of the path: `truth`. */
  answers: { id: string; is: Condition }[];
  truth: string;
}

/**
 * A value for the texts, read in one of four states: when the lesson opened (the default), now, when the first solution
 * has reached the goal, or "ahead": if nobody does anything more, when `until` holds.
 */
export type Value =
  | (Reading & ({ in?: "start" | "now" | "solution" } | { in: "ahead"; from?: "start" | "now"; until: Condition }))
  /** Two instants give a length of time; an instant and a length give an instant. */
  | { minus: [Value, Value] }
  | { plus: [Value, Value] }
  /** A text of `notes`: UTF-16 code units, or characters as a person counts. */
  | { units: string }
  | { characters: string }
  | { instant: Instant }
  /** A number that no run gives: `source` says where it stands. */
  | { given: number; source: string };

export type Reading =
  | { job: number; of: JobValue }
  /** The job like this with the highest number. */
  | { find: JobsTest; of: JobValue }
  /** `length`: how long its work takes. */
  | { job: number; task: number; of: "startTime" | "endTime" | "length" | "runs" | "status" | "name" }
  | { count: JobsTest }
  /** Their numbers. */
  | { ids: JobsTest }
  | { node: string; of: "processors" | "free" | "busy" | "closed" | "missed" }
  /** Of all nodes together. */
  | { processors: "all" | "free" | "busy" | "closed" }
  | { parameter: string }
  | { now: true }
  /** When an earlier job with this number left the cluster. */
  | { removed: number }
  | { last: LastValue };

/**
 * Of the last call: the id that failed, its job's name and status now, the how manieth it was and of how many; the ids
 * before it that are done, and those behind it that were not touched; the jobs that started in the call; the units of
 * its message.
 */
export type LastValue = "failedAt" | "name" | "status" | "place" | "size" | "done" | "left" | "started" | "units";

export type JobValue =
  | "id"
  | "name"
  | "owner"
  | "status"
  | "message"
  | "processors"
  | "attempt"
  | "createTime"
  | "submitTime"
  | "startTime"
  | "endTime"
  | "expiryTime"
  /** Lengths of time: the run-time limit, and how long the present or last run took. */
  | "limit"
  | "ran";

/** Where a rule stands. "D": documented. "D!": two pages disagree, and docs/conformance.md says how we read them. "U": silent, our choice with its number there. */
export type Fact =
  | { id: string; mark: "D"; page: string }
  | { id: string; mark: "D!"; contradiction: number }
  | { id: string; mark: "U"; question: number }
  | { id: string; mark: "U"; choice: string };

// ── texts ──

/**
 * The texts of a lesson in one language. `{name}` stands for one of its values, `{2}` for the number of a job and
 * `{2.name}` for its name; no other digit is written. `**…**` names a control as it is labelled.
 */
export interface LessonTexts {
  title: string;
  idea: string;
  /** What it brings that is new. */
  brings: string;
  /** At most 60 words. */
  story: string;
  predict?: { ask: string; answers: Record<string, { text: string; said: string }> };
  goals: Record<string, string>;
  /** At most 45 words each. */
  mistakes: Record<string, string>;
  lost: Record<string, string>;
  hints: string[];
  reward: string;
  onYourCluster?: string;
  /** Where the documentation is silent and the lesson rests on our reading. */
  silent?: string;
  facts: Record<string, string>;
  /** Texts ready to paste. */
  notes?: Record<string, string>;
  /** Questions to ask the room. */
  teacher: { ask: string; answer: string }[];
}

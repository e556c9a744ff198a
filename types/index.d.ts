/**
 * The job scheduler of the Windows Compute Cluster Pack (CCP), as its COM interfaces say, in JavaScript.
 *
 * A cluster is a pure state machine: calls and time go in, events and the next instant come out. Nothing happens
 * between calls; the host says how far time has come (`advance`, `advanceTo`).
 *
 * How COM's members are called here
 *   member Name / get_Name      method or property `name` in lowerCamelCase
 *   BSTR                        string; a lone surrogate becomes U+FFFD
 *   long (an id, a count)       number, a 32-bit integer; 1.7, NaN, "3" and 2 ** 31 are refused, never coerced
 *   DATE                        number: milliseconds since the Unix epoch; null where CCP has no value yet
 *   VARIANT_BOOL                boolean
 *   IClusterEnumerable of ids   any iterable of numbers, at most 2^24: number[], Int32Array, Set, ClusterEnumerable
 *   IClusterEnumerable of jobs  an array; going in, any iterable, at most 2^22 items
 *   enumeration                 its documented name as a string ("Cancelled" with two l)
 *   HRESULT S_OK                the method returns
 *   any other HRESULT           the method throws ClusterError, and `cluster.errorMessage` says the same
 *
 * All arguments are read before anything is done. What an iterator or getter of yours throws goes through unchanged,
 * and nothing has happened; they may call the cluster themselves.
 *
 * Objects that you pass are read by their own enumerable properties, symbols aside; undefined counts as left out, and an
 * unknown name is refused ("UnknownProperty"). What only Job and Task have is ignored, so that `addJob(getJob(1))` makes a second
 * job like the first.
 */

/// <reference lib="esnext.disposable" />

/** Load the wasm file once before the first `new Cluster`. Calling it again, or twice at once, is harmless. In Node it does nothing: the import is ready (ESM and CommonJS). */
export function init(options?: { module_or_path?: WasmSource | Promise<WasmSource> }): Promise<void>;
/** The same from bytes or a compiled module already in hand, without a word on the console. */
export function initSync(module: WasmBytes): void;
/** Own aliases, so that the types stand without lib.dom: string, URL, Request, Response, bytes, or WebAssembly.Module. */
export type WasmSource = string | object;
export type WasmBytes = ArrayBuffer | ArrayBufferView | object;

export type JobStatus = "NotSubmitted" | "Queued" | "Running" | "Finished" | "Failed" | "Cancelled";
export type TaskStatus = JobStatus;
export type JobPriority = "Lowest" | "BelowNormal" | "Normal" | "AboveNormal" | "Highest";
export type NodeStatus = "Ready" | "Paused" | "Unreachable" | "Pending";

export interface NodeSpec {
  name: string;
  numberOfProcessors: number;
  /** Megabytes. */
  memory?: number;
  /** Default "Ready". A "Pending" node waits for approveNode. */
  status?: NodeStatus;
}

export interface ClusterOptions {
  /** The head node's name. */
  name?: string;
  nodes?: NodeSpec[];
  /** Where the cluster's clock starts, in milliseconds since the Unix epoch. Default 0: the same run twice is the same run. */
  now?: number;
  /** Who calls: `domain\user`. Default `CLUSTER\Administrator`. */
  user?: string;
  /** Default true. */
  isAdmin?: boolean;
  /** Default true: the lowest free id is given out again, as documented. */
  reuseJobIds?: boolean;
  /** Default "simulated": the cluster itself ends tasks. "host": they run until completeTask. */
  execution?: "simulated" | "host";
  /** Initial values for setClusterParameter. */
  parameters?: Record<string, string>;
  /** Default true. False: `name` is "" until `connect`. */
  connected?: boolean;
  /** Switches for open questions of the documentation, all off. */
  choices?: Partial<Choices>;
}

/**
 * Where the documentation leaves something open: the other choice, for teaching. All false by default. The numbers are
 * those of the open questions and contradictions in the project's docs/conformance.md.
 */
export interface Choices {
  /** 3: cancelJobs passes over ids that are not in the cluster. Off: it stops there. */
  skipUnknownIds: boolean;
  /** 4: cancelJobs passes over an id that it was given before. Off: it stops there, since that job is Cancelled by then. */
  skipRepeatedIds: boolean;
  /**
   * 8: what is no 32-bit integer among the ids to cancel is coerced as COM's VariantChangeType would: text of decimal
   * digits, numbers rounded to the even neighbour, true to -1 and false to 0. Off: "TypeMismatch".
   */
  coerceIds: boolean;
  /** 10: a message of more than 320 UTF-16 code units is cut. Off: the call is refused. */
  truncateMessages: boolean;
  /** 14: cancelling without a message leaves the last message that the job had, in an earlier run. Off: it becomes "". */
  keepMessages: boolean;
  /** 16: tasks that wait in a job that is cancelled are Failed, like those that run. Off: Cancelled. */
  failWaitingTasks: boolean;
  /** 22: anybody may cancel any job and task. Off: who submitted it, and administrators. */
  anyoneMayCancel: boolean;
  /**
   * Contradiction 7: a job that an administrator has submitted also starts if paused nodes alone can hold it, and its
   * tasks start on paused nodes. Off: nothing new starts there.
   */
  administratorsUsePausedNodes: boolean;
}

/** What a task does on a simulated node. Without it the command line decides: `sleep 90` runs 90 s, `exit 3` ends at once with code 3. */
export interface Simulation {
  /** Milliseconds, 0 or more; Infinity runs until cancelled. */
  duration: number;
  /** 0 finishes the task, anything else fails it. Default 0. */
  exitCode?: number;
}

/** INameValue. */
export interface NameValue {
  name: string;
  value: string;
}

/** The writable properties of ITask. */
export interface TaskSpec {
  /** Required, at most 480 UTF-16 code units. */
  commandLine: string;
  /** At most 80 UTF-16 code units; `depend` refers to it. */
  name?: string;
  /** Names of tasks of the same job that must have ended, well or not, before this one starts: an array, or a string with commas. */
  depend?: string | string[];
  /** 1 up to the job's minimum. Default 1. */
  minimumNumberOfProcessors?: number;
  /** From the own minimum up to the job's maximum. Default 1. */
  maximumNumberOfProcessors?: number;
  /** "Infinite", "dd:hh:mm", or (ours, for what minutes cannot say) "dd:hh:mm:ss". */
  runtime?: string;
  /** No other task of the job on its nodes meanwhile. Default false. */
  isExclusive?: boolean;
  /** Default true. False forbids requeueing it, and its job. */
  isRerunnable?: boolean;
  /** Nodes that it must run on, all of them: an array, or a string with commas. */
  requiredNodes?: string | string[];
  simulation?: Simulation;
  /** Absolute path, stored only. */
  workDirectory?: string;
  /** Path, stored only. */
  stdin?: string;
  /** Path, stored only. */
  stdout?: string;
  /** Path, stored only. */
  stderr?: string;
  /** At most 2,048 UTF-16 code units in all. A list may have duplicates; the last one counts. */
  environmentVariables?: Record<string, string> | NameValue[];
  /** Names at most 80, values at most 1,024 UTF-16 code units. */
  extendedTaskTerms?: Record<string, string>;
}

/** The writable properties of IJob. */
export interface JobSpec {
  /** At most 80 UTF-16 code units. Default: the user, a colon and the time. */
  name?: string;
  /** Default "Normal"; above it only administrators submit. */
  priority?: JobPriority;
  /** 1 or more. Default 1. */
  minimumNumberOfProcessors?: number;
  /** At least the minimum. Default 1. */
  maximumNumberOfProcessors?: number;
  /** "Infinite", "dd:hh:mm", or (ours, for what minutes cannot say) "dd:hh:mm:ss". */
  runtime?: string;
  /** Keeps its processors until it is cancelled, with or without tasks. Default false. */
  runUntilCanceled?: boolean;
  /** Default true, as documented. */
  isExclusive?: boolean;
  /** Nodes that it may run on: an array, or a string with commas. Default: all. */
  askedNodes?: string | string[];
  /** At most 80 UTF-16 code units. */
  project?: string;
  /** Names at most 80, values at most 1,024 UTF-16 code units. */
  extendedJobTerms?: Record<string, string>;
  /** `feature:count{,feature:count}`; data for filters. */
  softwareLicense?: string;
  /** RunAs user. Default: who adds the job. */
  user?: string;
  /** Added with the job, with the ids 1, 2, 3 … */
  tasks?: TaskSpec[];
}

/**
 * IJob before it is added: the data that addJob and queueJob take, with the methods that it has until then.
 * [sdk:icluster-createjob, ijob-addtask, ijob-clear, ijob-gettask, ijob-setextendedjobterm]
 */
export interface NewJob extends JobSpec {
  extendedJobTerms: Record<string, string>;
  tasks: TaskSpec[];
  /** Appends a task. */
  addTask(task: TaskSpec): void;
  /** Removes all tasks. */
  clear(): void;
  /** Until the job is added all ids are 0, and 0 gives the first task. Another one, or no task: "InvalidTaskId". */
  getTask(id: number): TaskSpec;
  /** Adds or replaces a term; names are compared without case, and limits checked when the job is added. */
  setExtendedJobTerm(name: string, value: string): void;
  /** IJob::GetEnumerator: the tasks. */
  [Symbol.iterator](): Iterator<TaskSpec>;
}

/** ITask before it is added. [sdk:icluster-createtask, itask-setenvironmentvariable, itask-setextendedtaskterm] */
export interface NewTask extends TaskSpec {
  environmentVariables: NameValue[];
  extendedTaskTerms: Record<string, string>;
  /** Adds or replaces a variable; all together at most 2,048 UTF-16 code units, checked when the task is added. */
  setEnvironmentVariable(name: string, value: string): void;
  /** Adds or replaces a term; names are compared without case, and limits checked when the task is added. */
  setExtendedTaskTerm(name: string, value: string): void;
}

/** How a run ended: by itself, by a call on it, with its job, at a run-time limit, by a requeue, by a system error. */
export type EndedBy = "itself" | "call" | "job" | "limit" | "requeue" | "system";

/** One earlier run of a job. */
export interface Attempt {
  attempt: number;
  startTime: number | null;
  endTime: number;
  status: JobStatus;
  endedBy: EndedBy;
  /** Who ended it, where someone did. */
  user: string;
  message: string;
}

/** A snapshot: it does not change when the cluster does. */
export interface Task extends Required<Omit<TaskSpec, "simulation" | "depend" | "requiredNodes" | "environmentVariables">> {
  /** Unique in its job. */
  id: number;
  depend: string[];
  requiredNodes: string[];
  /** Null prototype. */
  environmentVariables: Record<string, string>;
  /** Absent where the command line decides. */
  simulation?: Simulation;
  parentJobId: number;
  status: TaskStatus;
  /** Tells a task cancelled by hand ("call") from one that went with its job ("job"): only the latter runs again with requeueJob. */
  endedBy: EndedBy | null;
  /** How often it was started. */
  runs: number;
  /** 0 until it ended; -1073741510 when it was terminated. */
  exitCode: number;
  errorMessage: string;
  createTime: number | null;
  submitTime: number | null;
  startTime: number | null;
  endTime: number | null;
}

/** A snapshot: it does not change when the cluster does. */
export interface Job extends Required<Omit<JobSpec, "tasks" | "askedNodes">> {
  id: number;
  askedNodes: string[];
  status: JobStatus;
  /** The last message: why it was cancelled or failed. Requeueing clears it. */
  errorMessage: string;
  submittedBy: string;
  user: string;
  /** Started while an earlier one waited. */
  isBackfill: boolean;
  taskCount: number;
  /** The run that is now or comes next, from 1. */
  attempt: number;
  /** Earlier runs, oldest first, the last 16. */
  attempts: Attempt[];
  createTime: number | null;
  submitTime: number | null;
  startTime: number | null;
  endTime: number | null;
  /** When TTLCompletedJobs is exceeded; null while the job is not completed. The job is there at this instant and gone a millisecond later. */
  expiryTime: number | null;
  tasks: Task[];
}

/** Every code there is. */
export type ErrorCode =
  | "InvalidJobId"
  | "InvalidTaskId"
  | "InvalidCancelJobState"
  | "InvalidCancelTaskState"
  | "InvalidSubmitJobState"
  | "InvalidRequeueJobState"
  | "InvalidRequeueTaskState"
  | "InvalidModifyJobState"
  | "InvalidAddTaskState"
  | "InvalidExplainJobState"
  | "InvalidNodeState"
  | "PermissionDenied"
  | "CancelMessageTooLong"
  | "TextTooLong"
  | "TypeMismatch"
  | "NullPointer"
  | "UnknownProperty"
  | "ArgumentOutOfRange"
  | "MissingCommandLine"
  | "MinimumGreaterThanMaximum"
  | "ClusterSizeLessThanMinimum"
  | "TaskMinimumGreaterThanJobMinimum"
  | "TaskMaximumGreaterThanJobMaximum"
  | "RequiredNodeNotAsked"
  | "TaskRuntimeGreaterThanJob"
  | "UnknownNode"
  | "UnknownDependency"
  | "DependencyCycle"
  | "TaskNotRerunnable"
  | "BackfillRuntime"
  | "WrongLicenseFormat"
  | "DuplicateLicenseFeature"
  | "JobIdsExhausted"
  | "TooManyItems"
  | "HostExecutionOnly"
  | "InvalidSnapshot"
  | "InvalidLog"
  | "InvalidXml"
  | "UnknownCluster"
  | "TimedOut"
  | "CredentialsNeeded"
  | "InvalidCommandId"
  | "SubmissionFilterFailed"
  | "FilterPending";

export class ClusterError extends Error {
  readonly name: "ClusterError";
  /** Stable and documented: "InvalidJobId", "InvalidCancelJobState", "CancelMessageTooLong", "TypeMismatch", "NullPointer", … */
  readonly code: ErrorCode | (string & {});
  /** The HRESULT as COM has it, a negative 32-bit integer: 0x80040206 is -2147220986. */
  readonly hresult: number;
  /** The id that failed, where one did. */
  readonly jobId?: number;
  readonly taskId?: number;
  /** Position of the failing item in what was passed, where one failed. */
  readonly index?: number;
  /** How many items of the batch took effect before the failure. */
  readonly completed?: number;
}

/**
 * INameValueCollection: names and values in an order, duplicates allowed, names compared exactly. What a cluster gives
 * back is plain data, which no change of the cluster reaches; this is for collections of one's own:
 * `environmentVariables: [...collection]`. [sdk:inamevaluecollection]
 */
export class NameValueCollection implements Iterable<NameValue> {
  readonly count: number;
  /** Appends at the end. Name or value no string: ClusterError "TypeMismatch". */
  add(item: NameValue): void;
  addNameValue(name: string, value: string): void;
  clear(): void;
  /** A collection of its own with the same items. */
  clone(): NameValueCollection;
  /** Before what stands at that index, from 0; `count` appends. Another index: "ArgumentOutOfRange". */
  insert(index: number, item: NameValue): void;
  /** Removes the first of that name, if there is one. */
  remove(name: string): void;
  /** From 0. Nothing there: "ArgumentOutOfRange". */
  removeAt(index: number): void;
  /** Replaces the value of the first of that name, or appends. */
  set(name: string, value: string): void;
  [Symbol.iterator](): Iterator<NameValue>;
}

/** The opaque *Version* of lists in pages: a snapshot of a list. Pass it back unchanged. */
export type PageVersion = Int32Array;
/** The opaque *Timestamp* of lists in pages: a snapshot, and what of it was given. Pass it back unchanged. */
export interface PageTimestamp {
  readonly snapshot: PageVersion;
  readonly given: number;
}
export interface JobPage {
  /** Empty where nothing is left. */
  jobs: Job[];
  /** For the next call. */
  timestamp: PageTimestamp;
  /** For the next call. */
  version: PageVersion;
}
export interface TaskPage {
  /** Empty where nothing is left. */
  tasks: Task[];
  timestamp: PageTimestamp;
  version: PageVersion;
}

/** IResourceUsage, of simulated work. [sdk:iresourceusage] */
export interface ResourceUsage {
  /** Node and number of its processors. Of a job, as documented, its asked nodes or else all; of a task its required nodes or else those on which it runs. */
  allocatedNodes: NameValue[];
  /** Milliseconds: 0, simulated work is never in the kernel. */
  kernelProcessorTime: number;
  /**
   * Milliseconds of processor time of the present or last run: of a task its processors × the time since its start, of
   * a job the sum over its tasks. Of a task that has ended its minimum of processors counts.
   */
  userProcessorTime: number;
  /** Bytes: 0, no memory is simulated. */
  workingSet: number;
  /** How many `processes` there are. */
  numberOfProcesses: number;
  /** While it runs, for each node and task "N1, 8464 4288": the node, the process of cmd.exe, that of the task. Invented, and always the same. */
  processes: string[];
}

/** IExecutionResult: what a command did on one node. [sdk:iexecutionresult] */
export interface ExecutionResult {
  commandId: number;
  /** 0 where it went well; -1073741510 where endCommand ended it; 1722 where the node does not answer. */
  exitCode: number;
  nodeName: string;
  /** Standard output and error together; "" with paging, where readExecutionResult gives it. */
  output: string;
}

/**
 * What a filter says: an exit code, 0 for yes, or with it how many milliseconds it took. Longer than
 * SubmissionFilterTimeout or ActivationFilterTimeout (seconds) is a no. It takes no time of the cluster's clock.
 */
export type FilterAnswer = number | { exitCode: number; duration?: number };
/** The job's terms, with `id` (0 if it is not in the cluster yet), and its job file as CCP hands it to filters ("" where XML cannot hold it). */
export type SubmissionFilter = (job: JobSpec & { id: number }, xml: string) => FilterAnswer;
/** The job that could start, and its job file as CCP hands it to filters ("" where XML cannot hold it). */
export type ActivationFilter = (job: Job, xml: string) => FilterAnswer;

export class ClusterEnumerable implements Iterable<number> {
  /** Appends at the end; duplicates are kept. Not a 32-bit integer: ClusterError "TypeMismatch". */
  add(item: number): void;
  /** Removes the first occurrence, if there is one. */
  remove(item: number): void;
  /** Always false. */
  readonly isReadOnly: boolean;
  /** Goes through the items as they are when it starts. */
  [Symbol.iterator](): Iterator<number>;
}

export interface CancelReport {
  /** The ids that were cancelled, in the order given. */
  cancelled: Int32Array;
  /** One row for each item that was not. */
  failed: { index: number; jobId: number; code: string; message: string }[];
}

/** Why a queued job is not running. */
export interface Explanation {
  /** One sentence in English; the other fields are what it is made of. */
  sentence: string;
  /** A stable word: "Processors", "NodeClosed", "BehindJob", "Reservation", "AskedNodes", "NodesUnavailable", "ActivationFilter", … */
  reason: string;
  /** The jobs that would have to go or end first. */
  blockedBy: number[];
  /** Not later than this, if no further job comes; null if nobody can know. */
  startsBy: number | null;
}

/** All jobs as columns, ascending by id: for tables and charts of many. Row i is the job `ids[i]`. */
export interface JobColumns {
  ids: Int32Array;
  /** The documented numbers: 0 NotSubmitted, 1 Queued, 2 Running, 3 Finished, 4 Failed, 5 Cancelled. */
  status: Uint8Array;
  /** The documented numbers: 0 Lowest to 4 Highest. */
  priority: Uint8Array;
  /** Reserved processors if it is Running, else the minimum. */
  processors: Int32Array;
  /** These four point into `strings`; `message` is the errorMessage. */
  name: Uint32Array;
  owner: Uint32Array;
  project: Uint32Array;
  message: Uint32Array;
  attempt: Uint32Array;
  /** 1 if it was started by backfill. */
  isBackfill: Uint8Array;
  /** Milliseconds since the Unix epoch; NaN where there is none yet. */
  createTime: Float64Array;
  submitTime: Float64Array;
  startTime: Float64Array;
  endTime: Float64Array;
  /** The texts that they point into. */
  strings: string[];
}

/**
 * One change. Which fields there are depends on the type:
 *
 * - JobAdded: jobId, name, owner, priority, processors, tasks (how many; they have no event of their own), idReused
 * - JobModified: jobId, attempt
 * - JobStatus: jobId, attempt, from, to, endedBy, user, message, nodes, isBackfill
 * - JobRemoved: jobId, attempt (TTLCompletedJobs was exceeded)
 * - TaskAdded: jobId, attempt, taskId, status
 * - TaskStatus: jobId, attempt, taskId, from, to, endedBy, exitCode, message, nodes
 * - NodeStatus: node, from, to
 * - NodeFailed: node (it crashed; the head node has not noticed yet)
 * - SettingChanged: name, value (a cluster parameter or environment variable; null: deleted)
 */
export interface ClusterEvent {
  /** From 1, one more for each event, whether somebody listens or not. */
  seq: number;
  /** The cluster's clock when it happened. */
  time: number;
  type:
    | "JobAdded"
    | "JobModified"
    | "JobStatus"
    | "JobRemoved"
    | "TaskAdded"
    | "TaskStatus"
    | "NodeStatus"
    | "NodeFailed"
    | "SettingChanged";
  jobId?: number;
  taskId?: number;
  /** The job's attempt: the run that is now or comes next. */
  attempt?: number;
  /** The status before. */
  from?: JobStatus | NodeStatus;
  /** The status now. */
  to?: JobStatus | NodeStatus;
  /** The status of an added task. */
  status?: TaskStatus;
  /** Where something ended or was stopped. */
  endedBy?: EndedBy | null;
  /** Who did it; "" where nobody did. */
  user?: string;
  /** The errorMessage now. */
  message?: string;
  exitCode?: number;
  node?: string;
  /** Where `to` is "Running": the nodes, and how many processors on each. */
  nodes?: { name: string; processors: number }[];
  /** It started while an earlier job waited. */
  isBackfill?: boolean;
  /** The id belonged to an earlier job that has left. */
  idReused?: boolean;
  name?: string;
  /** Who added the job. */
  owner?: string;
  priority?: JobPriority;
  /** Minimum and maximum. */
  processors?: [minimum: number, maximum: number];
  /** How many tasks came with the job. */
  tasks?: number;
  value?: string | null;
}

/** What cancelJobs would do now. Nothing is changed by asking. */
export interface CancelPreview {
  /** What cancelJobs would cancel before it stops; with carryOn, all that can be. */
  cancelled: number[];
  refused: { index: number; jobId: number; code: string; message: string }[];
  /** Jobs that start in the pass at the end. */
  starts: number[];
  /** Where each of them starts. */
  placements: Placement[];
  processorsFreed: number;
  /** Processor-milliseconds of runs that are thrown away. */
  processorTimeLost: number;
}

/** What requeueJobs would do now. Nothing is changed by asking. */
export interface RequeuePreview {
  /** What would be queued again before the call stops. */
  requeued: number[];
  /** The first item that would be refused, where the call stops. */
  refused: { index: number; jobId: number; code: string; message: string }[];
  /** Jobs that start in the pass at the end; requeued ones may be among them. */
  starts: number[];
  placements: Placement[];
  /** By running jobs that are requeued. */
  processorsFreed: number;
  /** Processor-milliseconds of their runs, which are thrown away. */
  processorTimeLost: number;
}

/** What submitJobs would do now. Nothing is changed by asking. */
export interface SubmitPreview {
  /** All that were given, or none if one is refused. */
  submitted: number[];
  /** Every item that stands in the way. */
  refused: { index: number; jobId: number; code: string; message: string }[];
  /** Jobs that start in the pass at the end. */
  starts: number[];
  placements: Placement[];
}

/** Where a job would start. */
export interface Placement {
  jobId: number;
  /** By name. */
  nodes: { name: string; processors: number }[];
}

/** INode, and what each processor does. */
export interface ComputeNode {
  name: string;
  status: NodeStatus;
  numberOfProcessors: number;
  numberOfIdleProcessors: number;
  memory: number;
  processorSpeed: number;
  processorArchitecture: string;
  missedHeartbeats: number;
  /** For each processor: free, working for a task, held by a job without a task in it, or closed by an exclusive job. */
  processors: { state: "free" | "working" | "held" | "closed"; jobId: number | null; taskId: number | null }[];
}

export class Cluster {
  constructor(options?: ClusterOptions);
  /**
   * ICluster::Connect: the head node's name, its fully qualified name, or "localhost", in any case. Needed only with the
   * option `connected: false`, and only for the name: nothing else asks for it. Another name, or none:
   * "UnknownCluster". [sdk:icluster-connect]
   */
  connect(clusterName: string): void;
  /** The head node's name; "" before `connect`. [sdk:icluster-get-name] */
  readonly name: string;
  /** Who calls. */
  readonly user: string;
  /** ICluster::IsAdmin: whether that is an administrator. [sdk:icluster-isadmin] */
  readonly isAdmin: boolean;
  /**
   * Default false. Of the seven calls that it may make asynchronous (addJob, addTask, cancelJob, modifyJob, pauseNode,
   * requeueJob, resumeNode) each takes no time here: it is done when it returns, whichever is set. It decides whether
   * executeCommand waits. cancelJobs is not among them. [sdk:icluster-put-isasynchronous]
   */
  isAsynchronous: boolean;
  /**
   * Milliseconds that a call may wait at most; 0 (the default) and -1 are no limit, less is "ArgumentOutOfRange". Only
   * executeCommand, if it is not asynchronous, has something to wait for: it fails ("TimedOut") if its command takes
   * longer. [sdk:icluster-put-timeout]
   */
  timeout: number;
  /** Beyond CCP: the switches that this cluster was made with. Null prototype. */
  readonly choices: Choices;
  /** From now on the calls are this user's; a page with many users switches with it. */
  actAs(user: string, isAdmin: boolean): void;

  // ── the clock: nothing happens between calls; the host says how far time has come ──
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
  /** Moves the clock on by so many milliseconds and lets happen all that falls due, in order. */
  advance(milliseconds: number): void;
  /** The same, up to an instant. An earlier one is refused. */
  advanceTo(time: number): void;
  /** The instant of the next thing that will happen by itself, null if there is none. */
  readonly nextEventTime: number | null;

  // ── jobs ──
  /** ICluster::CreateJob: a job with the documented defaults, to be given to addJob or queueJob. [sdk:icluster-createjob] */
  createJob(): NewJob;
  /** ICluster::CreateTask: a task with the documented defaults, whose commandLine is still "". [sdk:icluster-createtask] */
  createTask(): NewTask;
  /** Gives the id. The job is NotSubmitted. */
  addJob(job: JobSpec): number;
  /** All or nothing. */
  addJobs(jobs: JobSpec[]): number[];
  addTask(jobId: number, task: TaskSpec): number;
  addTasks(jobId: number, tasks: TaskSpec[]): number[];
  /**
   * The job is Queued, and starts in this call if it can.
   *
   * Credentials, here and in the next three: all left out, it runs as its `user` says. Otherwise, as documented, its
   * `user` becomes the one given (`domain\user`, at most 80 UTF-16 code units) with the password (at most 127) given or
   * cached; without a user, or with one that is none, the only one that the caller has cached. Where somebody would have
   * to be asked, in the console or a dialog, the call is refused ("CredentialsNeeded"): ask, and call again. Of a
   * password only its length is looked at; it is kept nowhere. [sdk:icluster-submitjob, setting-user-credentials]
   */
  submitJob(jobId: number, user?: string | null, password?: string | null, isConsole?: boolean): void;
  /** All or nothing. */
  submitJobs(jobIds: Iterable<number>, user?: string | null, password?: string | null, isConsole?: boolean): void;
  /** addJob and submitJob in one. */
  queueJob(job: JobSpec, user?: string | null, password?: string | null, isConsole?: boolean): number;
  /** All or nothing. */
  queueJobs(jobs: JobSpec[], user?: string | null, password?: string | null, isConsole?: boolean): number[];
  /**
   * ICluster::CreateJobFromXml, CreateJobFromXmlFile: what a job file says, to be given to addJob or queueJob. The file
   * as a text, or its bytes: UTF-8, or UTF-16 with a byte order mark; at most 64 MiB. What only a job in a cluster has
   * (Id, Status …) is ignored. InvalidXml: it is no job file; the message begins with "Line L, column C: ". What the
   * values may be is checked when the job is added.
   */
  createJobFromXml(xml: string | Uint8Array): NewJob;
  /** The same for a task file, to be given to addTask. */
  createTaskFromXml(xml: string | Uint8Array): NewTask;
  /**
   * A job as a job file, with what only it has as CCP hands it to filters: id, status, allocated nodes, submitter,
   * messages. createJobFromXml makes a job like it again. A simulated duration stands in the extended term
   * `ccp-scheduler.Simulation`. InvalidXml: something in it cannot stand in XML, a control character say.
   */
  jobToXml(jobId: number): string;
  /** Overwrites every term of a job that is NotSubmitted or Queued; its tasks stay. */
  modifyJob(jobId: number, job: JobSpec): void;
  /**
   * One term by its documented name, case-sensitive: AskedNodes, IsExclusive, Name, SoftwareLicense,
   * MaximumNumberOfProcessors, MinimumNumberOfProcessors, Priority, Project, RunUntilCanceled, Runtime. Any other name
   * is an extended term. Of a Running job only Runtime, RunUntilCanceled and Project change, at once.
   */
  modifyJobTerm(jobId: number, term: string, value: string): void;
  getJob(jobId: number): Job;
  getTask(jobId: number, taskId: number): Task;
  listAllJobs(): Job[];
  listJobs(submittedBy: string | null, status: JobStatus): Job[];
  /** Those that run there. */
  listJobsOnNode(node: string): Job[];
  listTasks(jobId: number): Task[];
  /** Those that run there. */
  listTasksOnNode(node: string): Task[];
  /**
   * ICluster::ListAllJobsWithPaging: all jobs by id, so many in each page; `withTasks`: only those that have tasks.
   * `timestamp` and `version` null: takes a snapshot of the list and gives its first page. Both as the last call gave
   * them: the next page, empty at the end. `timestamp` null: the first page again. `version` null: what was added or has
   * changed its status since that snapshot, of which a new one is taken. The snapshot says which jobs there are; each is
   * shown as it is now, and one that has left is left out. A `pageSize` outside of 1 to 10,000 is 10,000.
   * Values that do not belong together: "ArgumentOutOfRange". [sdk:icluster-listalljobswithpaging]
   */
  listAllJobsWithPaging(withTasks: boolean, timestamp: PageTimestamp | null, version: PageVersion | null, pageSize: number): JobPage;
  /** The same of one status, and of one user (null or "": all). What changed is listed if it has that status now. [sdk:icluster-listjobswithpaging] */
  listJobsWithPaging(
    submittedBy: string | null,
    status: JobStatus,
    withTasks: boolean,
    timestamp: PageTimestamp | null,
    version: PageVersion | null,
    pageSize: number,
  ): JobPage;
  /** The same of a job's tasks. [sdk:icluster-listtaskswithpaging] */
  listTasksWithPaging(jobId: number, timestamp: PageTimestamp | null, version: PageVersion | null, pageSize: number): TaskPage;
  /**
   * ICluster::CheckAnyTask: a task of the job that has finished, failed or been cancelled since the last call, the one
   * that ended first; null if there is none. `timestamp` is opaque: null at first, then what the last call gave.
   * [sdk:icluster-checkanytask]
   */
  checkAnyTask(jobId: number, timestamp: number[] | null): { task: Task | null; timestamp: number[] };
  /** Before the job has started all is zero. [sdk:icluster-getjobresourceusage] */
  getJobResourceUsage(jobId: number): ResourceUsage;
  /** Before the task has started all is zero. [sdk:icluster-gettaskresourceusage] */
  getTaskResourceUsage(jobId: number, taskId: number): ResourceUsage;
  /** All jobs as typed arrays. */
  jobColumns(): JobColumns;
  /** The waiting jobs in the order of the queue. */
  queuedJobs(): Int32Array;

  // ── cancelling and requeueing ──
  cancelJob(jobId: number, message?: string | null): void;
  /**
   * ICluster::CancelJobs. Works through the ids in their order and stops at the first that cannot be cancelled: the
   * ones before it are cancelled, it and the ones behind it are untouched. A message of more than 320 UTF-16 code
   * units is refused before anything is cancelled.
   */
  cancelJobs(jobIds: Iterable<number>, message?: string | null): void;
  /** Beyond CCP: carries on past what cannot be cancelled, and says what became of each. */
  tryCancelJobs(jobIds: Iterable<number>, message?: string | null): CancelReport;
  /** The task is terminated and Cancelled; requeueJob leaves it so, requeueTask queues it again. */
  cancelTask(jobId: number, taskId: number, message?: string | null): void;
  /** As cancelJobs: stops at the first that fails. */
  cancelTasks(jobId: number, taskIds: Iterable<number>, message?: string | null): void;
  /** A job that is Running, Failed or Cancelled runs again: what has Finished stays, as does what was cancelled by hand. */
  requeueJob(jobId: number): void;
  /** As cancelJobs: stops at the first that fails. */
  requeueJobs(jobIds: Iterable<number>): void;
  requeueTask(jobId: number, taskId: number): void;
  /** As cancelJobs: stops at the first that fails. */
  requeueTasks(jobId: number, taskIds: Iterable<number>): void;
  createClusterEnumerable(): ClusterEnumerable;

  // ── credentials: who works as whom; no password is kept ──
  /**
   * From now on the caller's password for this RunAs user (null or "": himself) is known. Each caller has a cache of his
   * own. Without a password: "CredentialsNeeded". [sdk:icluster-setcachedcredentials]
   */
  setCachedCredentials(user: string | null, password: string, isConsole?: boolean): void;
  /** Forgets this user of the caller's cache, with null or "" all of it. [sdk:icluster-deletecachedcredentials] */
  deleteCachedCredentials(user: string | null): void;
  /** Beyond CCP: the users for whom the caller has cached a password. */
  readonly cachedCredentials: string[];
  /** Changes the RunAs user of a job that is Queued or Running. The password may be "". [sdk:icluster-setjobcredentials] */
  setJobCredentials(jobId: number, user: string, password: string | null): void;
  /** The same with what the caller has cached for that user, or the only one. [sdk:icluster-setjobcredentialsfromcache] */
  setJobCredentialsFromCache(jobId: number, user: string | null, isConsole?: boolean): void;
  /** Beyond CCP: whether credentials are kept with the job, as they are until it has ended. [sdk:credential-handling] */
  hasJobCredentials(jobId: number): boolean;

  // ── commands on nodes, past the queue ──
  /** From 1, each once. [sdk:icluster-getnewcommandid] */
  getNewCommandId(): number;
  /**
   * ICluster::ExecuteCommand: runs the task's commandLine on its requiredNodes, or on every node, at once and without
   * the queue. Administrators only. Of the task commandLine, requiredNodes, environmentVariables, workDirectory and
   * simulation count. Gives a result for each node; if `isAsynchronous` none, waitForCommand does later.
   *
   * Simulated nodes print for `echo` its text, for `hostname` the node's name, for `set` the environment variables, for
   * `cd` the work directory, and nothing for anything else; `%NAME%` is a variable's value.
   *
   * Errors: "PermissionDenied", "InvalidCommandId" (not given out, or in use), "CredentialsNeeded",
   * "MissingCommandLine", "TextTooLong", "UnknownNode", "TimedOut" (see `timeout`). [sdk:icluster-executecommand]
   */
  executeCommand(id: number, task: TaskSpec, user?: string | null, password?: string | null, isConsole?: boolean): ExecutionResult[];
  /** The same; the outputs are read in pages of 2,048 to 20,480 UTF-16 code units (a size out of range is 20,480). [sdk:icluster-executecommandwithpaging] */
  executeCommandWithPaging(
    id: number,
    task: TaskSpec,
    user: string | null | undefined,
    password: string | null | undefined,
    isConsole: boolean | undefined,
    pageSize: number,
  ): ExecutionResult[];
  /**
   * The results of an asynchronous command that have come since the last time. Nothing waits in a call, so there are
   * none before the next has ended and none after the last: commandIsRunning tells which, nextEventTime when to look
   * again. [sdk:icluster-waitforcommand]
   */
  waitForCommand(id: number): ExecutionResult[];
  /** The same, with the outputs in pages. [sdk:icluster-waitforcommandwithpaging] */
  waitForCommandWithPaging(id: number, pageSize: number): ExecutionResult[];
  /** Beyond CCP: whether an asynchronous command has results to come. */
  commandIsRunning(id: number): boolean;
  /** The next page of a result's output; "" behind its end. Without paging its output. [sdk:icluster-readexecutionresult] */
  readExecutionResult(result: ExecutionResult): string;
  /** Ends an asynchronous command where it still runs, exit code -1073741510. Administrators only. [sdk:icluster-endcommand] */
  endCommand(id: number): void;

  // ── filters: programs of the administrator in CCP, functions of yours here ──
  /**
   * Asked before a job enters the queue (submitJob(s), queueJob(s)) and before one in the queue is modified; null: nobody.
   * What it changes in the object changes the job (its tasks only in queueJob(s)). No: "SubmissionFilterFailed", and
   * nothing is done; a job that was added stays NotSubmitted. What it throws goes through unchanged, and nothing is done.
   * It may call the cluster, and is not asked about what it calls. It is no part of a snapshot.
   * [sdk:icluster-setclusterparameter, job-scheduler-architecture]
   */
  setSubmissionFilter(filter: SubmissionFilter | null): void;
  /**
   * Asked before a job starts; null: nobody. No: the job stays in its place in the queue, with all behind it, and is
   * asked about again after HeartbeatInterval, as often as it takes. One that throws is reported (`reportError`, or the
   * console) and has said no. It may call the cluster. "ask": `pendingActivation` asks, and answerActivation answers; so
   * it is too after fromSnapshot, until a filter is set. [sdk:icluster-setclusterparameter, job-scheduler-architecture]
   */
  setActivationFilter(filter: ActivationFilter | "ask" | null): void;
  /** The job that could start and waits for an answer, or null. While there is one the clock stands: advance is refused ("FilterPending") at the instant of the question. */
  readonly pendingActivation: number | null;
  /** Answers `pendingActivation`; about another job: "InvalidJobId". */
  answerActivation(jobId: number, answer: FilterAnswer): void;

  // ── the cluster ──
  /** The last error, as ICluster::get_ErrorMessage; a later success does not clear it. */
  readonly errorMessage: string;
  /** Names are case-insensitive. `TTLCompletedJobs` is in days. Null or "" deletes one of your own. Administrators only. */
  setClusterParameter(name: string, value: string | null): void;
  /** Own properties, null prototype. */
  readonly parameters: Record<string, string>;
  /** IClusterCounter: numberOfNotSubmittedJobs, numberOfQueuedJobs, numberOfRunningJobs, … totalNumberOfProcessors. Own properties, null prototype. */
  readonly clusterCounter: Record<string, number>;
  /** IJobCounter: numberOfNotSubmittedTasks … numberOfCancelledTasks. Own properties, null prototype. */
  getJobCounter(jobId: number): Record<string, number>;
  /** A list and no record, since CCP allows duplicates here. */
  readonly environmentVariables: { name: string; value: string }[];
  /** For all tasks on all nodes. Null or "" deletes it. Setting one of CCP's own appends a duplicate. Administrators only. */
  setEnvironmentVariable(name: string, value: string | null): void;
  /**
   * Only with execution "host": a running task has ended with this exit code. `attempt` is its job's. Ignored if it is
   * a stale one or the task does not run. Anybody may report. Once requeueTask has stopped a run within an attempt, a
   * late report of that run ends the new one: watch the TaskStatus events (endedBy "requeue", "system").
   */
  completeTask(jobId: number, taskId: number, attempt: number, exitCode: number): void;
  readonly computeNodes: ComputeNode[];
  pauseNode(name: string): void;
  resumeNode(name: string): void;
  approveNode(name: string): void;
  /** Beyond CCP: the node crashes; the head node notices after HeartbeatInterval × InactivityCount. */
  failNode(name: string): void;
  restoreNode(name: string): void;
  /** Beyond CCP: why a queued job waits. */
  explainJob(jobId: number): Explanation;
  /** Beyond CCP. */
  previewCancelJobs(jobIds: Iterable<number>, options?: { carryOn?: boolean }): CancelPreview;
  /** Beyond CCP. */
  previewRequeueJobs(jobIds: Iterable<number>): RequeuePreview;
  /** Beyond CCP. */
  previewSubmitJobs(jobIds: Iterable<number>): SubmitPreview;

  // ── events ──
  /**
   * The listener is called once for each call that changed something, before that call returns or throws, with its
   * events in order. It may call the cluster; those events come when all listeners have heard these. What it throws
   * is reported (`reportError`, or the console) and stops nobody. Gives the function that ends it.
   */
  subscribe(listener: (events: ClusterEvent[]) => void): () => void;
  /** How many events there have been: the last one's number. */
  readonly eventCount: number;

  // ── the state as a whole ──
  /** Everything but listeners, versioned and checksummed: fromSnapshot(c.toSnapshot()) behaves like c from then on. */
  toSnapshot(): Uint8Array;
  static fromSnapshot(bytes: Uint8Array): Cluster;
  /** Of all that decides the future (the project's ARCHITECTURE.md says what that is): equal natively, in Node and in a browser; reads and refused calls leave it alone. */
  stateDigest(): string;

  /** Gives the memory back. Harmless the second time; any other call afterwards throws. */
  free(): void;
  [Symbol.dispose](): void;
}

export interface ReplayOptions {
  /** "easy": EASY backfill, the default. "fcfs": first come, first served. */
  policy?: "easy" | "fcfs";
  /** Cancel the log's cancelled jobs when they were cancelled. Default false: those that ran run their logged time. */
  cancellations?: boolean;
  /** Default: the log's header MaxProcs; of sacct, which tells nothing of the machine, the most that its jobs had at any instant. */
  processors?: number;
  /** Default 1. */
  processorsPerNode?: number;
  /** Refuse broken lines and jobs wider than the cluster (InvalidLog) instead of skipping them. */
  strict?: boolean;
}

/** What was read of a log, and what was skipped. Own properties, null prototype. */
export interface ReplayReport {
  /** What the bytes are: the Standard Workload Format, or what `sacct --parsable2` prints. */
  format: "swf" | "sacct";
  computer: string;
  /** Seconds since the Unix epoch of the log's second 0, null if it does not say. */
  unixStartTime: number | null;
  processors: number;
  /** Where that number is from: the option, the log's header, or the most that the log's jobs had at any instant. */
  processorsFrom: "option" | "header" | "use";
  /** Jobs that will be submitted. */
  jobs: number;
  /** Lines that are not understood. */
  broken: number;
  /** The first ten of them; lines count from 1. */
  firstBroken: { line: number; problem: string }[];
  /** Jobs that are skipped: wider than the cluster; cancelled before they ran; without a run time; without processors. */
  tooWide: number;
  neverRan: number;
  noRunTime: number;
  noProcessors: number;
  /** They still waited or ran when sacct was called. */
  unfinished: number;
}

/**
 * A workload log, played into a cluster: jobs are submitted when they were, run as long as they did, and are cancelled
 * when they were. Millisecond 0 of the cluster is second 0 of the log. The bytes say which format it is:
 *
 * - the Standard Workload Format;
 * - what Slurm's `sacct --parsable2` prints, with the columns JobID, Submit, Start, End, State and AllocCPUS (or NCPUS,
 *   ReqCPUS); User, UID, JobName, Timelimit, Partition and Cluster are used if they are there. Steps are left out. Times
 *   are taken as UTC, and second 0 is the first submission.
 *
 *     const replay = new Replay(bytes);
 *     const cluster = replay.createCluster();
 *     while (!replay.isDone) replay.advanceTo(cluster, replay.nextTime(cluster));
 */
export class Replay {
  /** The bytes of the log, not compressed. InvalidLog: it is none. */
  constructor(bytes: Uint8Array, options?: ReplayOptions);
  readonly report: ReplayReport;
  /** A new cluster as the log wants it: its nodes, the clock at 0. */
  createCluster(): Cluster;
  /** When the log or the cluster will do something next, null if never. */
  nextTime(cluster: Cluster): number | null;
  /** Moves the cluster's clock on and makes the log's calls that fall due on the way. */
  advanceTo(cluster: Cluster, time: number): void;
  /** Everything was submitted, and has ended. */
  readonly isDone: boolean;
  /**
   * Where the replay stands, as whole numbers to keep beside `cluster.toSnapshot()`: three for each job of the log that
   * waits or runs, and a few more. They mean the same to every Replay of the same bytes and options.
   */
  readonly position: number[];
  /**
   * Goes to such a position, forward or back. With the cluster of that moment, out of its snapshot, the replay goes on
   * as it did then. What is no position of this log is refused (ArgumentOutOfRange), and nothing changes.
   */
  seek(position: Iterable<number>): void;
  /** Gives the memory back. Harmless the second time. */
  free(): void;
  [Symbol.dispose](): void;
}

export interface ConsoleOptions {
  /**
   * Whether you move the clock yourself, as a host must whose cluster others call as time goes by. Then `wait` moves
   * nothing: where it leads stands in `until`, and it is a line of its own. Default false.
   */
  keepsTime?: boolean;
}

/** A printed line. Without line breaks or other control characters, but with user text in it: data, never markup. */
export interface ConsoleLine {
  /** "output": what the command prints. "error": why it was not done, or not to its end. "command": the command of CCP that was run in place of another scheduler's. */
  kind: "output" | "error" | "command";
  text: string;
}

/** A call of `Cluster` that a line has made, a refused one too. */
export interface ConsoleCall {
  /**
   * The method, and what it was called with. Jobs and tasks are written with all their terms. In the place of a
   * password stands "…": it is forgotten, and to make the call again any will do.
   */
  name: "addJob" | "queueJob" | "addTask" | "submitJob" | "submitJobs" | "cancelJob" | "cancelJobs" | "requeueJob" | "requeueJobs" | "cancelTask" | "cancelTasks" | "requeueTask" | "requeueTasks" | "modifyJob" | "modifyJobTerm" | "setClusterParameter" | "setEnvironmentVariable" | "approveNode" | "pauseNode" | "resumeNode" | "failNode" | "restoreNode" | "setCachedCredentials" | "deleteCachedCredentials" | "getNewCommandId" | "executeCommand";
  args: unknown[];
  /** Whose call it was, and whether that is an administrator: `runas` makes calls of others. */
  user: string;
  isAdmin: boolean;
  /** The cluster's clock when it was made, in milliseconds since the Unix epoch. */
  time: number;
  /** How many events there had been before it. */
  eventCount: number;
  /** Why it was refused, or where it stopped; null if all was well. */
  error: ClusterError | null;
}

/** What a line has come to. */
export interface ConsoleAnswer {
  lines: ConsoleLine[];
  /** The calls that it has made, in order: a history or a test can tell `scancel 2` and your own call apart from nothing else. */
  calls: ConsoleCall[];
  /** 0: done. 1: the cluster has refused something, or a command has failed on a node. 2: the line was not understood, and nothing was done. */
  status: number;
  /** Whether the cluster's clock has moved. */
  moved: boolean;
  /** With `keepsTime`: to where a `wait` leads, in milliseconds since the Unix epoch. Otherwise null. */
  until: number | null;
}

/** One thing that may stand at the cursor. */
export interface ConsoleCompletion {
  /** Where in the line it begins, in UTF-16 units: it takes the place of all from there to the cursor. */
  start: number;
  /** What is put there. */
  text: string;
  /** What it is, in a few words; may be "". */
  about: string;
}

/**
 * Beyond CCP: its command line, `job`, `task`, `node`, `cluscfg` and `clusrun`, as an interpreter on a cluster (`docs/console.md`
 * of the project has the commands). It remembers nothing: what a line does depends on the cluster, the line and the
 * files.
 *
 *     const { lines, status } = new Console().run(cluster, 'job submit /numprocessors:4 sleep 90');
 *     lines[0].text; // "Job has been submitted. ID: 1."
 */
export class Console {
  constructor(options?: ConsoleOptions);
  /**
   * Carries out one line: what is wrong with it, or refused, stands in the answer. Only what is no string or record is
   * thrown (TypeMismatch). `files` are those that the line may name, content by path. A password in the line is
   * forgotten at once; do not keep the line. What it submits is not shown to `setSubmissionFilter`'s function.
   */
  run(cluster: Cluster, line: string, files?: Readonly<Record<string, string>>): ConsoleAnswer;
  /** What may stand at the cursor, a place in UTF-16 units: commands, flags, and values that the cluster has; at most 200. */
  complete(cluster: Cluster, line: string, cursor: number): ConsoleCompletion[];
  /** Harmless; there is nothing to give back. */
  free(): void;
  [Symbol.dispose](): void;
}

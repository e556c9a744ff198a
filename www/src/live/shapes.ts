/**
 * What the calls take, kind by kind: with it arguments become plain data, a link is checked, and code is written.
 *
 * Whether a value is a good one is the core's to say. Here is only how it is read, so that what the caller hands in
 * (iterators, getters, proxies) is read once, by us, as the core would read it.
 */
import type { JobSpec, TaskSpec } from "ccp-scheduler";
import type { CallName } from "./calls";

/** Single values. */
type Simple = "id" | "number" | "duration" | "flag" | "text" | "maybeText";
type Record = "job" | "task" | "simulation" | "variable";
type List = "ids" | "jobs" | "tasks" | "names" | "variables";
export type Kind = Simple | Record | List | "terms";

type Keys<T> = { readonly [name in keyof T]-?: Kind };

const JOB: Keys<JobSpec> = {
  name: "text",
  priority: "text",
  minimumNumberOfProcessors: "number",
  maximumNumberOfProcessors: "number",
  runtime: "text",
  runUntilCanceled: "flag",
  isExclusive: "flag",
  askedNodes: "names",
  project: "text",
  extendedJobTerms: "terms",
  softwareLicense: "text",
  user: "text",
  tasks: "tasks",
};

const TASK: Keys<TaskSpec> = {
  commandLine: "text",
  name: "text",
  depend: "names",
  minimumNumberOfProcessors: "number",
  maximumNumberOfProcessors: "number",
  runtime: "text",
  isExclusive: "flag",
  isRerunnable: "flag",
  requiredNodes: "names",
  simulation: "simulation",
  workDirectory: "text",
  stdin: "text",
  stdout: "text",
  stderr: "text",
  environmentVariables: "variables",
  extendedTaskTerms: "terms",
};

/** Objects by their known properties. */
export const RECORDS: { readonly [kind in Record]: { readonly [name: string]: Kind } } = {
  job: JOB,
  task: TASK,
  simulation: { duration: "duration", exitCode: "number" },
  variable: { name: "text", value: "text" },
};

/** Lists by their items. Names may also be one text with commas, variables also a record of texts. */
export const LISTS: { readonly [kind in List]: Kind } = {
  ids: "id",
  jobs: "job",
  tasks: "task",
  names: "text",
  variables: "variable",
};

const ON_TASKS = ["id", "ids"] as const;

/** The parameters of each call, in order. "maybeText" may be null, or left out at the end. */
export const PARAMETERS: { readonly [name in CallName]: readonly Kind[] } = {
  addJob: ["job"],
  addJobs: ["jobs"],
  addTask: ["id", "task"],
  addTasks: ["id", "tasks"],
  submitJob: ["id"],
  submitJobs: ["ids"],
  queueJob: ["job"],
  queueJobs: ["jobs"],
  modifyJob: ["id", "job"],
  modifyJobTerm: ["id", "text", "text"],
  cancelJob: ["id", "maybeText"],
  cancelJobs: ["ids", "maybeText"],
  tryCancelJobs: ["ids", "maybeText"],
  cancelTask: ["id", "id", "maybeText"],
  cancelTasks: [...ON_TASKS, "maybeText"],
  requeueJob: ["id"],
  requeueJobs: ["ids"],
  requeueTask: ["id", "id"],
  requeueTasks: ON_TASKS,
  setClusterParameter: ["text", "maybeText"],
  setEnvironmentVariable: ["text", "maybeText"],
  completeTask: ["id", "id", "number", "number"],
  pauseNode: ["text"],
  resumeNode: ["text"],
  approveNode: ["text"],
  failNode: ["text"],
  restoreNode: ["text"],
  getNewCommandId: [],
  console: ["text", "terms"],
  users: ["flag"],
};

export const isList = (kind: Kind): kind is List => kind in LISTS;
export const isRecord = (kind: Kind): kind is Record => kind in RECORDS;

/** One more than the core takes in a call: with them it refuses, and an endless iterator has an end. */
const MOST_IDS = 2 ** 24 + 1;
const MOST_ITEMS = 2 ** 22 + 1;

const isObject = (value: unknown): value is object =>
  (typeof value === "object" && value !== null) || typeof value === "function";

function items(iterable: Iterable<unknown>, most: number): unknown[] {
  const all: unknown[] = [];
  for (const item of iterable) if (all.push(item) >= most) break;
  return all;
}

/** Reads a value into fresh plain data. What is of another shape than its kind stays as it is, for the core to refuse. */
export function plain(kind: Kind | undefined, value: unknown): unknown {
  if (kind === undefined || !isObject(value)) return value;
  if (isList(kind) && (kind !== "variables" || Array.isArray(value))) {
    if (!(Symbol.iterator in value)) return value;
    const all = items(value as Iterable<unknown>, kind === "ids" ? MOST_IDS : MOST_ITEMS);
    // To the core one item that is no number is like another.
    if (kind === "ids") return all.map((item) => (typeof item === "number" ? item : null));
    return all.map((item) => plain(LISTS[kind], item));
  }
  if (Array.isArray(value)) return value;
  const known = isRecord(kind) ? RECORDS[kind] : {};
  if (kind === "terms" || kind === "variables" || isRecord(kind))
    return Object.fromEntries(
      Object.keys(value).map((key) => [key, plain(Object.hasOwn(known, key) ? known[key] : undefined, Reflect.get(value, key))]),
    );
  return value;
}

/** Of plain data what the core has taken: nothing is in it that could not be written down. */
export function kept(kind: Kind, value: unknown): unknown {
  if (kind === "id") return typeof value === "number" && (value | 0) === value ? value : null;
  if (!isObject(value)) return value;
  if (isList(kind) && Array.isArray(value)) return value.map((item) => kept(LISTS[kind], item));
  const known = isRecord(kind) ? RECORDS[kind] : null;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) => {
      if (item === undefined) return [];
      if (!known) return [[key, item]];
      const its = Object.hasOwn(known, key) ? known[key] : undefined;
      return its === undefined ? [] : [[key, kept(its, item)]];
    }),
  );
}

/**
 * Reads a lesson file, from wherever it came: what is in it must be of the format, nothing else, and its start must
 * open. Whether the lesson is a good one only its native test can say.
 */
import { type Check, Invalid, dictionary, flag, isRecord, list, optional, record, text, whole } from "../share/check";
import { RECORDS } from "../live/shapes";
import type { Call, FileJob, FileTask, Lesson, LessonTexts } from "./format";
import { startOf } from "./start";

const STATUSES = ["NotSubmitted", "Queued", "Running", "Finished", "Failed", "Cancelled"] as const;
const ENDINGS = ["itself", "call", "job", "limit", "requeue", "system"] as const;
const NODE_STATUSES = ["Ready", "Paused", "Unreachable", "Pending"] as const;
const PRIORITIES = ["Lowest", "BelowNormal", "Normal", "AboveNormal", "Highest"] as const;

/** So deep conditions and values may lie in each other. */
const DEPTH = 8;
const SIZE = 1 << 20;

const INT = whole(-(2 ** 31), 2 ** 31 - 1);
const ids = list(INT, 1_000);
const short = text(1_000);
const prose = text(10_000);
const figure: Check<number> = (value, where) => {
  if (typeof value === "number" && Number.isFinite(value)) return value;
  throw new Invalid(`${where} is not a number.`);
};
const instant: Check<string> = (value, where) => {
  const it = short(value, where);
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?$/.test(it) && !Number.isNaN(Date.parse(`${it}Z`))) return it;
  throw new Invalid(`${where} is no instant like 2026-03-02T09:10.`);
};

const oneOf =
  <T extends string>(all: readonly T[]): Check<T> =>
  (value, where) => {
    if (all.includes(value as T)) return value as T;
    throw new Invalid(`${where} is none of ${all.join(", ")}.`);
  };

type AnyCheck = Check<unknown>;
const leavable = new WeakSet<AnyCheck>();
/** May be left out. */
function maybe(check: AnyCheck): AnyCheck {
  const it = optional(check, undefined);
  leavable.add(it);
  return it;
}
/** A single value, or something with parts: what is wrong in the parts is said as such. */
const either =
  (single: AnyCheck, parts: AnyCheck): AnyCheck =>
  (value, where) =>
    (typeof value === "object" && value !== null ? parts : single)(value, where);
/** Known keys only, and all but those that may be left out. */
function shape(fields: Record<string, AnyCheck>): AnyCheck {
  const check = record(fields as never);
  return (value, where) => {
    if (isRecord(value)) {
      const unknown = Object.keys(value).find((key) => !Object.hasOwn(fields, key));
      if (unknown !== undefined) throw new Invalid(`${where}.${unknown.slice(0, 40)} is not known: there can be ${Object.keys(fields).join(", ")}.`);
      const missing = Object.keys(fields).find((key) => !Object.hasOwn(value, key) && !leavable.has(fields[key] as AnyCheck));
      if (missing !== undefined) throw new Invalid(`${where}.${missing} is missing.`);
    }
    return check(value, where);
  };
}
const all = (fields: Record<string, AnyCheck>): Record<string, AnyCheck> =>
  Object.fromEntries(Object.entries(fields).map(([key, check]) => [key, maybe(check)]));

/** By the key that tells which one it is. */
const byKey =
  (kinds: Record<string, AnyCheck>): AnyCheck =>
  (value, where) => {
    const found = Object.entries(kinds).find(([key]) => typeof value === "object" && value !== null && Object.hasOwn(value, key));
    if (!found) throw new Invalid(`${where} is none of ${Object.keys(kinds).join(", ")}.`);
    return found[1](value, where);
  };

/** Deeper ones are looked at by the same check, so many times. */
function nested(make: (deeper: AnyCheck) => AnyCheck): AnyCheck {
  const tooDeep: AnyCheck = (_, where) => {
    throw new Invalid(`${where} lies too deep.`);
  };
  let check = tooDeep;
  for (let at = 0; at < DEPTH; at += 1) check = make(check);
  return check;
}

// ── calls ──

const processors = either(INT, list(INT, 2));
const message = either(text(5_000), shape({ note: short, units: maybe(whole(0, 100_000)) }));
const terms = (of: "job" | "task"): AnyCheck =>
  shape(all(Object.fromEntries(Object.keys(RECORDS[of]).map((name) => [name, (value) => value]))));

const TASK: Record<keyof FileTask, AnyCheck> = {
  name: short,
  minutes: maybe(figure),
  processors: maybe(processors),
  exitCode: maybe(INT),
  after: maybe(list(short, 100)),
  more: maybe(terms("task")),
};
const JOB: Record<keyof FileJob, AnyCheck> = {
  name: short,
  processors: maybe(processors),
  minutes: maybe(figure),
  exitCode: maybe(INT),
  limit: maybe(figure),
  shared: maybe(flag),
  priority: maybe(oneOf(PRIORITIES)),
  nodes: maybe(list(short, 100)),
  untilCancelled: maybe(flag),
  tasks: maybe(list(shape(TASK), 100)),
  more: maybe(terms("job")),
};
const CALLS: Record<Call["call"], Record<string, AnyCheck>> = {
  queueJobs: { jobs: list(shape(JOB), 200) },
  addJobs: { jobs: list(shape(JOB), 200) },
  copyJob: { job: INT, changes: maybe(shape(all({ name: short, limit: figure, shared: flag, priority: oneOf(PRIORITIES) }))) },
  addTasks: { job: INT, newTasks: list(shape(TASK), 100) },
  submitJobs: { ids },
  requeueJobs: { ids },
  cancelJobs: { ids, message: maybe(message) },
  tryCancelJobs: { ids, message: maybe(message) },
  requeueTasks: { job: INT, tasks: ids },
  cancelTasks: { job: INT, tasks: ids, message: maybe(message) },
  modifyJobTerm: { job: INT, term: short, value: text(5_000) },
  setClusterParameter: { name: short, value: short },
  pauseNode: { node: short },
  resumeNode: { node: short },
  approveNode: { node: short },
  failNode: { node: short },
  restoreNode: { node: short },
};
const call = oneOf(Object.keys(CALLS) as Call["call"][]);
const offer = oneOf([...(Object.keys(CALLS) as Call["call"][]), "actAs"] as const);

const step =
  (at: AnyCheck): AnyCheck =>
  (value, where) => {
    const name = call((value as { call?: unknown } | null)?.call, `${where}.call`);
    return shape({ call, by: maybe(short), admin: maybe(flag), at, ...CALLS[name] })(value, where);
  };
const steps = list(step(maybe(instant)), 100);

// ── conditions ──

const numberTest = either(figure, shape(all({ min: figure, max: figure })));
const timeTest = shape(all({ at: instant, by: instant, after: instant }));
const textTest = shape(all({ min: figure, max: figure, contains: short }));
const status = either(oneOf(STATUSES), list(oneOf(STATUSES), 6));
const endedBy = oneOf(ENDINGS);

const JOB_TEST = all({
  name: short,
  owner: short,
  status,
  endedBy,
  message: textTest,
  attempt: numberTest,
  interrupted: flag,
  started: either(flag, timeTest),
  ended: timeTest,
  ran: numberTest,
  limit: numberTest,
  exclusive: flag,
  on: list(short, 100),
  waits: short,
  run: shape(all({ status: oneOf(STATUSES), endedBy, message: textTest })),
});
const jobsTest = shape({ ...JOB_TEST, among: maybe(ids) });
const pattern = shape({
  call: either(call, list(call, 20)),
  ...all({
    ids,
    order: ids,
    includes: ids,
    excludes: ids,
    job: INT,
    tasks: ids,
    message: textTest,
    term: short,
    limit: numberTest,
    name: short,
    exclusive: flag,
    priority: oneOf(PRIORITIES),
    by: short,
    value: either(text(5_000), shape(all({ min: figure, max: figure }))),
    node: short,
    result: oneOf(["done", "stopped", "refused"]),
    failedAt: INT,
    code: short,
  }),
});

const condition = nested((deeper) =>
  byKey({
    all: shape({ all: list(deeper, 100) }),
    any: shape({ any: list(deeper, 100) }),
    not: shape({ not: deeper }),
    absent: shape({ absent: INT }),
    jobs: shape({ jobs: ids, ...JOB_TEST }),
    tasks: shape({ job: INT, tasks: ids, ...all({ status, endedBy, runs: numberTest }) }),
    job: shape({ job: INT, ...JOB_TEST }),
    count: shape({ count: jobsTest, is: numberTest }),
    node: shape({ node: short, ...all({ status: oneOf(NODE_STATUSES), free: numberTest, busy: numberTest, closed: numberTest, missed: numberTest }) }),
    now: shape({ now: timeTest }),
    last: shape({ last: pattern }),
  }),
);

// ── values ──

const JOB_VALUES = ["id", "name", "owner", "status", "message", "processors", "attempt", "createTime", "submitTime", "startTime", "endTime", "expiryTime", "limit", "ran"] as const;
const TASK_VALUES = ["startTime", "endTime", "length", "runs", "status", "name"] as const;
const LAST_VALUES = ["failedAt", "name", "status", "place", "size", "done", "left", "started", "units"] as const;
const WHEN = all({ in: oneOf(["start", "now", "solution", "ahead"]), from: oneOf(["start", "now"]), until: condition });

const value = nested((deeper) => {
  const pair: AnyCheck = (it, where) => {
    if (list(deeper, 2)(it, where).length === 2) return it;
    throw new Invalid(`${where} is no pair.`);
  };
  const reading = (fields: Record<string, AnyCheck>): AnyCheck => shape({ ...fields, ...WHEN });
  return byKey({
    minus: shape({ minus: pair }),
    plus: shape({ plus: pair }),
    units: shape({ units: short }),
    characters: shape({ characters: short }),
    instant: shape({ instant }),
    given: shape({ given: figure, source: short }),
    find: reading({ find: jobsTest, of: oneOf(JOB_VALUES) }),
    task: reading({ job: INT, task: INT, of: oneOf(TASK_VALUES) }),
    job: reading({ job: INT, of: oneOf(JOB_VALUES) }),
    count: reading({ count: jobsTest }),
    ids: reading({ ids: jobsTest }),
    node: reading({ node: short, of: oneOf(["processors", "free", "busy", "closed", "missed"]) }),
    processors: reading({ processors: oneOf(["all", "free", "busy", "closed"]) }),
    parameter: reading({ parameter: short }),
    now: reading({ now: flag }),
    removed: reading({ removed: INT }),
    last: reading({ last: oneOf(LAST_VALUES) }),
  });
});

// ── the whole ──

const path = { steps, until: maybe(condition) };
const rule = { id: short, when: condition, example: shape(path) };
const answers = dictionary(shape({ text: prose, said: prose }), 10);

const TEXTS: Record<keyof LessonTexts, AnyCheck> = {
  title: short,
  idea: prose,
  brings: prose,
  story: prose,
  predict: maybe(shape({ ask: prose, answers })),
  goals: dictionary(prose, 20),
  mistakes: dictionary(prose, 50),
  lost: dictionary(prose, 50),
  hints: list(prose, 20),
  reward: prose,
  onYourCluster: maybe(prose),
  silent: maybe(prose),
  facts: dictionary(prose, 50),
  notes: maybe(dictionary(text(100_000), 20)),
  teacher: list(shape({ ask: prose, answer: prose }), 20),
};

const LESSON: Record<keyof Lesson, AnyCheck> = {
  format: whole(1, 1),
  id: (it, where) => {
    if (/^[a-z0-9-]{1,80}$/.test(short(it, where))) return it;
    throw new Invalid(`${where} has other signs than small letters, digits and hyphens.`);
  },
  minutes: figure,
  nodes: list(shape({ name: short, processors: whole(1, 1_024), status: maybe(oneOf(NODE_STATUSES)) }), 64),
  parameters: maybe(dictionary(short, 50)),
  before: list(step(instant), 500),
  opens: instant,
  ends: maybe(instant),
  start: list(condition, 100),
  allow: list(offer, 30),
  controls: maybe(list(offer, 30)),
  predict: maybe(shape({ ...path, answers: list(shape({ id: short, is: condition }), 10), truth: short })),
  goal: list(shape({ id: short, is: condition, from: maybe(instant) }), 20),
  par: whole(1, 100),
  solutions: list(steps, 20),
  detours: maybe(list(steps, 50)),
  showMe: maybe(steps),
  known: list(pattern, 100),
  lost: list(shape(rule), 50),
  mistakes: list(shape({ ...rule, lost: flag }), 50),
  values: dictionary(value, 200),
  facts: list((it) => it, 50),
  texts: maybe(shape(TEXTS)),
};
const lesson = shape(LESSON);

/** As data without a prototype: an id of a stranger may be "constructor". */
export const parseLesson = (json: string): Lesson =>
  JSON.parse(json, (_, value: unknown) => (isRecord(value) ? Object.assign(Object.create(null), value) : value)) as Lesson;

/** Throws `Invalid` with a sentence, or what its start is refused for. */
export function readLesson(json: string): Lesson {
  if (json.length > SIZE) throw new Invalid("It is larger than any lesson.");
  let it: unknown;
  try {
    it = parseLesson(json);
  } catch (problem) {
    throw new Invalid(`It is no JSON: ${problem instanceof Error ? problem.message : String(problem)}`);
  }
  lesson(it, "lesson");
  const read = it as Lesson;
  startOf(read).cluster.free();
  return read;
}

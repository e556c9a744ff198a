/** Jobs and tasks as one would write them: without what is as it would be anyway. */

/** Those whose default is not empty. Names that both have mean the same in both, but `isExclusive`. */
const JOB = { priority: "Normal", minimumNumberOfProcessors: 1, maximumNumberOfProcessors: 1, runUntilCanceled: false, isExclusive: true };
const TASK = { minimumNumberOfProcessors: 1, maximumNumberOfProcessors: 1, runtime: "Infinite", isExclusive: false, isRerunnable: true };

const isEmpty = (value: unknown): boolean => value === "" || (typeof value === "object" && value !== null && Object.keys(value).length === 0);

/** A complete job, or a complete task, without its defaults; anything else as it is. */
export function withoutDefaults(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const defaults: Record<string, unknown> = "commandLine" in value ? TASK : JOB;
  const tasks = "tasks" in value ? (value.tasks as unknown[]).map(withoutDefaults) : [];
  const kept = Object.entries({ ...value, ...(tasks.length > 0 ? { tasks } : {}) });
  return Object.fromEntries(kept.filter(([name, it]) => !isEmpty(it) && defaults[name] !== it));
}

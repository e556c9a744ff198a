/** A call as an application in C++ makes it, by the COM interface of the Compute Cluster Pack (ICluster). */
import type { JobSpec, TaskSpec } from "ccp-scheduler";
import * as say from "./words";
import { cpp } from "./quote";
import { type Said, type Saying, idsOf, textOf } from "./saying";

const text = (value: unknown): string => (textOf(value) === "" ? "NULL" : `CComBSTR(${cpp(textOf(value))})`);
/** User, password, not at a console, no window: the cached credentials. */
const CREDENTIALS = "NULL, NULL, VARIANT_FALSE, 0";

/** An IClusterEnumerable of ids; the items are VT_I4. */
function enumerable(ids: readonly number[], call: string): string {
  const isRun = ids.length > 3 && ids.every((id, at) => id === (ids[0] as number) + at);
  const array = isRun ? "" : `const long items[] = { ${ids.join(", ")} };\n`;
  const item = isRun ? "k" : "items[k]";
  const [from, end] = isRun ? [ids[0], (ids[0] as number) + ids.length] : [0, ids.length];
  return `${array}CComPtr<IClusterEnumerable> ids;
HRESULT hr = cluster->CreateClusterEnumerable(&ids);
for (long k = ${from}; SUCCEEDED(hr) && k < ${end}; ++k)
    hr = ids->Add(CComVariant(${item}));  // VT_I4
if (SUCCEEDED(hr))
    hr = cluster->${call};`;
}

const one = (call: string): string => `HRESULT hr = cluster->${call};`;

const PUT: Record<string, string> = {
  name: "Name",
  commandLine: "CommandLine",
  priority: "Priority",
  minimumNumberOfProcessors: "MinimumNumberOfProcessors",
  maximumNumberOfProcessors: "MaximumNumberOfProcessors",
  runtime: "Runtime",
  runUntilCanceled: "RunUntilCanceled",
  isExclusive: "IsExclusive",
  isRerunnable: "IsRerunnable",
  askedNodes: "AskedNodes",
  requiredNodes: "RequiredNodes",
  project: "Project",
  softwareLicense: "SoftwareLicense",
  user: "User",
  depend: "Depend",
  workDirectory: "WorkDirectory",
  stdin: "Stdin",
  stdout: "Stdout",
  stderr: "Stderr",
};

function puts(object: string, spec: JobSpec | TaskSpec): string[] {
  const names = Object.entries(spec).flatMap(([name, value]) => {
    const property = PUT[name];
    if (!property || value === undefined || (name === "priority" && !/^\w+$/.test(String(value)))) return [];
    const written =
      name === "priority"
        ? `JobPriority_${String(value)}`
        : typeof value === "boolean"
          ? value
            ? "VARIANT_TRUE"
            : "VARIANT_FALSE"
          : typeof value === "number"
            ? String(value)
            : text(Array.isArray(value) ? value.join(",") : value);
    return [`${object}->put_${property}(${written});`];
  });
  const pairs = (values: unknown, method: string): string[] =>
    (Array.isArray(values)
      ? values.map((it) => [it.name, it.value])
      : Object.entries((values as Record<string, string> | undefined) ?? {})
    ).map(([name, value]) => `${object}->${method}(${text(name)}, ${text(value)});`);
  return [
    ...names,
    ...("extendedJobTerms" in spec ? pairs(spec.extendedJobTerms, "SetExtendedJobTerm") : []),
    ...("extendedTaskTerms" in spec ? pairs(spec.extendedTaskTerms, "SetExtendedTaskTerm") : []),
    ...("environmentVariables" in spec ? pairs(spec.environmentVariables, "SetEnvironmentVariable") : []),
  ];
}

function task(spec: TaskSpec, add: string): string {
  return ["CComPtr<ITask> task;", "cluster->CreateTask(&task);", ...puts("task", spec), add].join("\n");
}

function newJob(spec: JobSpec, call: string): string {
  const tasks = (spec.tasks ?? []).map((it) => `{\n${task(it, "job->AddTask(task);").replace(/^/gm, "    ")}\n}`);
  return [
    "CComPtr<IJob> job;",
    "cluster->CreateJob(&job);",
    ...puts("job", spec),
    ...tasks,
    "long id = 0;",
    `HRESULT hr = cluster->${call};`,
  ].join("\n");
}

const said = (code: string): Said => ({ code: `// CComPtr<ICluster> cluster, connected\n${code}` });
const beyond = (name: string): Said => ({ code: "", note: say.beyondCcp(name) });

export function com({ name, args }: Saying): Said | null {
  const [first, second, third] = args;
  switch (name) {
    case "cancelJob":
      return said(one(`CancelJob(${Number(first)}, ${text(second)})`));
    case "cancelJobs":
      return said(enumerable(idsOf(first), `CancelJobs(ids, ${text(second)})`));
    case "submitJob":
      return said(one(`SubmitJob(${Number(first)}, ${CREDENTIALS})`));
    case "submitJobs":
      return said(enumerable(idsOf(first), `SubmitJobs(ids, ${CREDENTIALS})`));
    case "requeueJob":
      return said(one(`RequeueJob(${Number(first)})`));
    case "requeueJobs":
      return said(enumerable(idsOf(first), "RequeueJobs(ids)"));
    case "cancelTask":
      return said(one(`CancelTask(${Number(first)}, ${Number(second)}, ${text(third)})`));
    case "cancelTasks":
      return said(enumerable(idsOf(second), `CancelTasks(${Number(first)}, ids, ${text(third)})`));
    case "requeueTask":
      return said(one(`RequeueTask(${Number(first)}, ${Number(second)})`));
    case "requeueTasks":
      return said(enumerable(idsOf(second), `RequeueTasks(${Number(first)}, ids)`));
    case "addJob":
      return said(newJob(first as JobSpec, "AddJob(job, &id)"));
    case "queueJob":
      return said(newJob(first as JobSpec, `QueueJob(job, ${CREDENTIALS}, &id)`));
    case "addTask":
      return said(`${task(second as TaskSpec, "long id = 0;")}\nHRESULT hr = cluster->AddTask(${Number(first)}, task, &id);`);
    case "modifyJobTerm":
      return said(one(`ModifyJobTerm(${Number(first)}, ${text(second)}, ${text(third)})`));
    case "setClusterParameter":
      return said(one(`SetClusterParameter(${text(first)}, ${text(second)})`));
    case "setEnvironmentVariable":
      return said(one(`SetEnvironmentVariable(${text(first)}, ${text(second)})`));
    case "pauseNode":
      return said(one(`PauseNode(${text(first)})`));
    case "resumeNode":
      return said(one(`ResumeNode(${text(first)})`));
    case "approveNode":
      return said(one(`ApproveNode(${text(first)})`));
    case "getNewCommandId":
      return said("long id = 0;\nHRESULT hr = cluster->GetNewCommandId(&id);");
    case "tryCancelJobs":
    case "failNode":
    case "restoreNode":
    case "completeTask":
      return beyond(name);
    case "addJobs":
    case "queueJobs":
    case "addTasks":
    case "modifyJob":
    case "console":
    case "users":
      return null;
  }
}

/**
 * A call as it is typed at a prompt, in the words that were chosen. Where a scheduler has no such command, or none is
 * known here, nothing is said.
 *
 * CCP's syntax: third-party scripts of its time and the successor's reference; HPC Pack: cc972887 (job cancel), cc947686
 * (job requeue), ff950203 (Stop-HpcJob); Slurm: scancel(1), scontrol(1), sbatch(1), slurm.conf(5); OpenPBS: qdel, qrerun,
 * qsub, qalter, pbsnodes, qmgr; LSF 10.1: bkill (-C), brequeue, bsub, bmod, badmin, lsb.params.
 */
import type { JobSpec, TaskSpec } from "ccp-scheduler";
import { DAY, HOUR, MINUTE, SECOND, runtimeLength } from "../format";
import type { Dialect } from "../words/dialects";
import * as say from "./words";
import { cmd, cmdLine, isLine, powershell, sh } from "./quote";
import { type Said, type Saying, idsOf, textOf } from "./saying";

/** More commands are a loop. */
const LINES = 8;

const isRun = (ids: readonly number[]): boolean => ids.length > 2 && ids.every((id, at) => id === (ids[0] as number) + at);
const two = (n: number): string => String(n).padStart(2, "0");

// ── cmd.exe: CCP and HPC Pack ──

/** One command for each; many are a loop of the prompt. */
function each(ids: readonly number[], command: (id: string) => string): string {
  if (ids.length <= LINES) return ids.map((id) => command(String(id))).join("\n");
  const set = isRun(ids) ? `/l %i in (${ids[0]},1,${ids[ids.length - 1]})` : `%i in (${ids.join(" ")})`;
  return `for ${set} do ${command("%i")}`;
}

function typed(ids: readonly number[], texts: readonly string[], command: (id: string) => string, note?: string): Said {
  if (!texts.every(isLine)) return { code: "", note: say.NO_LINE_BREAK };
  return { code: each(ids, command), note: note ?? (ids.length > 1 ? say.ONE_BY_ONE : undefined) };
}

const message = (text: string): string => (text === "" ? "" : ` ${cmd("/message:", text)}`);

const JOB_FLAGS: Record<string, string> = {
  Name: "/jobname:",
  Project: "/projectname:",
  Priority: "/priority:",
  Runtime: "/runtime:",
  RunUntilCanceled: "/rununtilcanceled:",
  IsExclusive: "/exclusive:",
  AskedNodes: "/askednodes:",
  SoftwareLicense: "/license:",
};

const hasSeconds = (runtime: string | undefined): boolean => (runtime ?? "").split(":").length > 3;

/** The flags that jobs and tasks share. */
function size(spec: JobSpec | TaskSpec, processors: string): string[] {
  const { minimumNumberOfProcessors: least, maximumNumberOfProcessors: most, runtime, isExclusive } = spec;
  const from = Number(least ?? 1);
  const to = Number(most ?? Math.max(from, 1));
  return [
    from === to ? `${processors}${from}` : `${processors}${from}-${to}`,
    ...(isExclusive === undefined ? [] : [`/exclusive:${Boolean(isExclusive)}`]),
    ...(runtime === undefined || hasSeconds(runtime) ? [] : [cmd("/runtime:", runtime)]),
  ];
}

const names = (value: string | readonly string[] | undefined): string => (typeof value === "string" ? value : (value ?? []).join(","));
const flag = (name: string, value: string | undefined): string[] => (value ? [cmd(name, value)] : []);

function jobFlags(spec: JobSpec, processors: string): string[] {
  return [
    ...flag("/jobname:", spec.name),
    ...flag("/projectname:", spec.project),
    ...flag("/priority:", spec.priority),
    ...size(spec, processors),
    ...(spec.runUntilCanceled ? ["/rununtilcanceled:true"] : []),
    ...flag("/askednodes:", names(spec.askedNodes)),
  ];
}

function taskLine(id: string, spec: TaskSpec, processors: string): string {
  const flags = [
    ...flag("/name:", spec.name),
    ...flag("/depend:", names(spec.depend)),
    ...size(spec, processors),
    ...(spec.isRerunnable === undefined ? [] : [`/rerunnable:${Boolean(spec.isRerunnable)}`]),
    ...flag("/requirednodes:", names(spec.requiredNodes)),
    ...flag("/workdir:", spec.workDirectory),
    ...flag("/stdin:", spec.stdin),
    ...flag("/stdout:", spec.stdout),
    ...flag("/stderr:", spec.stderr),
  ];
  return `job add ${id} ${[...flags, cmdLine(spec.commandLine)].join(" ")}`;
}

function newJob(spec: JobSpec, queued: boolean, value: unknown, processors: string): Said {
  const id = typeof value === "number" ? String(value) : "ID";
  const tasks = spec.tasks ?? [];
  const texts = [spec.name, spec.project, ...tasks.flatMap((task) => [task.name, task.commandLine])];
  if (!texts.every((text) => isLine(text ?? ""))) return { code: "", note: say.NO_LINE_BREAK };
  const lines = [
    `job new ${jobFlags(spec, processors).join(" ")}`,
    ...tasks.map((task) => taskLine(id, task, processors)),
    ...(queued ? [`job submit /id:${id}`] : []),
  ];
  const note = [id === "ID" ? say.NEW_ID : "", [spec, ...tasks].some((it) => hasSeconds(it.runtime)) ? say.SECONDS : ""];
  return { code: lines.join("\n"), note: note.filter((it) => it !== "").join(" ") || undefined };
}

function ccp({ name, args, value }: Saying, hpc: boolean): Said | null {
  const [first, second, third] = args;
  const processors = hpc ? "/numcores:" : "/numprocessors:";
  switch (name) {
    case "cancelJob":
    case "cancelJobs":
    case "tryCancelJobs": {
      const ids = idsOf(first);
      const why = textOf(second);
      if (hpc && ids.length > 1)
        return { code: `Stop-HpcJob -Id ${runOr(ids, "..", ",")}${why ? ` -Message ${powershell(why)}` : ""}`, note: say.POWERSHELL };
      return typed(ids, [why], (id) => `job cancel ${id}${message(why)}`, hpc && why.length > 128 ? say.STOPS_AT_128 : undefined);
    }
    case "requeueJob":
    case "requeueJobs":
      return typed(idsOf(first), [], (id) => `job requeue ${id}`);
    case "submitJob":
    case "submitJobs":
      return typed(idsOf(first), [], (id) => `job submit /id:${id}`);
    case "cancelTask":
    case "cancelTasks":
      return typed(idsOf(second), [textOf(third)], (id) => `task cancel ${Number(first)}.${id}${message(textOf(third))}`);
    case "requeueTask":
    case "requeueTasks":
      return typed(idsOf(second), [], (id) => `task requeue ${Number(first)}.${id}`);
    case "addJob":
    case "queueJob":
      return newJob(first as JobSpec, name === "queueJob", value, processors);
    case "addTask":
      return typed([Number(first)], [(second as TaskSpec).commandLine], (id) => taskLine(id, second as TaskSpec, processors));
    case "modifyJobTerm": {
      const option = JOB_FLAGS[textOf(second)];
      if (!option || (textOf(second) === "Runtime" && hasSeconds(textOf(third)))) return null;
      return typed([Number(first)], [textOf(third)], (id) => `job modify ${id} ${cmd(option, textOf(third))}`);
    }
    case "setClusterParameter":
    case "setEnvironmentVariable": {
      const verb = name === "setClusterParameter" ? "setparams" : "setenvs";
      return typed([0], [textOf(first), textOf(second)], () => `cluscfg ${verb} ${cmd("", `${textOf(first)}=${textOf(second)}`)}`);
    }
    case "pauseNode":
      return typed([0], [textOf(first)], () => `node ${hpc ? "offline" : "pause"} ${cmd("", textOf(first))}`);
    case "resumeNode":
      return typed([0], [textOf(first)], () => `node ${hpc ? "online" : "resume"} ${cmd("", textOf(first))}`);
    case "approveNode":
      return hpc ? null : typed([0], [textOf(first)], () => `node approve ${cmd("", textOf(first))}`);
    default:
      return null;
  }
}

// ── shells: Slurm, OpenPBS, LSF ──

/** "4..9", or all of them. */
const runOr = (ids: readonly number[], range: string, between: string): string =>
  isRun(ids) ? `${ids[0]}${range}${ids[ids.length - 1]}` : ids.join(between);
/** As arguments of one command. */
const listed = (ids: readonly number[]): string => (isRun(ids) ? `{${runOr(ids, "..", "")}}` : ids.join(" "));

interface Shell {
  cancel(ids: readonly number[], message: string): Said;
  requeue(ids: readonly number[]): Said;
  /** One task, all of its processors alike. */
  queue(job: JobSpec, task: TaskSpec, processors: number, limit: number | null): string;
  limit(id: number, limit: number): string;
  pause(node: string): string;
  resume(node: string): string;
  ttl(days: number): Said;
}

const unsaid = (code: string, text: string): Said => ({ code, note: text === "" ? undefined : say.NO_MESSAGE });
const part = (on: unknown, text: string): string[] => (on ? [text] : []);

/** 2-01:30:00 */
const slurmTime = (ms: number): string =>
  `${Math.floor(ms / DAY)}-${two(Math.floor(ms / HOUR) % 24)}:${two(Math.floor(ms / MINUTE) % 60)}:${two(Math.floor(ms / SECOND) % 60)}`;
/** 49:30:00 */
const hours = (ms: number): string =>
  `${two(Math.floor(ms / HOUR))}:${two(Math.floor(ms / MINUTE) % 60)}:${two(Math.floor(ms / SECOND) % 60)}`;
/** 49:30, rounded up to minutes. */
const lsfTime = (ms: number): string => `${Math.floor(Math.ceil(ms / MINUTE) / 60)}:${two(Math.ceil(ms / MINUTE) % 60)}`;

const SHELLS: Record<"slurm" | "pbs" | "lsf", Shell> = {
  slurm: {
    cancel: (ids, text) => unsaid(`scancel ${listed(ids)}`, text),
    requeue: (ids) => ({ code: `scontrol requeue ${ids.join(",")}` }),
    queue: (job, task, processors, limit) =>
      [
        "sbatch",
        ...part(job.name, `--job-name=${sh(job.name ?? "")}`),
        `--ntasks=${processors}`,
        ...part(limit !== null, `--time=${slurmTime(limit ?? 0)}`),
        ...part(job.isExclusive !== false, "--exclusive"),
        `--wrap=${sh(task.commandLine)}`,
      ].join(" "),
    limit: (id, limit) => `scontrol update JobId=${id} TimeLimit=${slurmTime(limit)}`,
    pause: (node) => `scontrol update NodeName=${sh(node)} State=DRAIN Reason=paused`,
    resume: (node) => `scontrol update NodeName=${sh(node)} State=RESUME`,
    ttl: (days) => ({ code: `MinJobAge=${(days * DAY) / SECOND}`, note: say.inFile("slurm.conf") }),
  },
  pbs: {
    cancel: (ids, text) => unsaid(`qdel ${listed(ids)}`, text),
    requeue: (ids) => ({ code: `qrerun ${listed(ids)}` }),
    queue: (job, task, processors, limit) =>
      [
        `echo ${sh(task.commandLine)} | qsub`,
        ...part(job.name, `-N ${sh(job.name ?? "")}`),
        `-l select=${processors}:ncpus=1`,
        ...part(job.isExclusive !== false, "-l place=excl"),
        ...part(limit !== null, `-l walltime=${hours(limit ?? 0)}`),
      ].join(" "),
    limit: (id, limit) => `qalter -l walltime=${hours(limit)} ${id}`,
    pause: (node) => `pbsnodes -o ${sh(node)}`,
    resume: (node) => `pbsnodes -r ${sh(node)}`,
    ttl: (days) => ({ code: `qmgr -c "set server job_history_duration = ${hours(days * DAY)}"` }),
  },
  lsf: {
    cancel: (ids, text) => ({ code: `bkill ${text === "" ? "" : `-C ${sh(text)} `}${listed(ids)}` }),
    requeue: (ids) => ({ code: `brequeue ${listed(ids)}` }),
    queue: (job, task, processors, limit) =>
      [
        "bsub",
        ...part(job.name, `-J ${sh(job.name ?? "")}`),
        `-n ${processors}`,
        ...part(job.isExclusive !== false, "-x"),
        ...part(limit !== null, `-W ${lsfTime(limit ?? 0)}`),
        sh(task.commandLine),
      ].join(" "),
    limit: (id, limit) => `bmod -W ${lsfTime(limit)} ${id}`,
    pause: (node) => `badmin hclose ${sh(node)}`,
    resume: (node) => `badmin hopen ${sh(node)}`,
    ttl: (days) => ({ code: `CLEAN_PERIOD=${(days * DAY) / SECOND}`, note: say.inFile("lsb.params") }),
  },
};

function ofShell({ name, args }: Saying, shell: Shell): Said | null {
  const [first, second, third] = args;
  switch (name) {
    case "cancelJob":
    case "cancelJobs":
    case "tryCancelJobs":
      return shell.cancel(idsOf(first), textOf(second));
    case "requeueJob":
    case "requeueJobs":
      return shell.requeue(idsOf(first));
    case "queueJob": {
      const job = first as JobSpec;
      const [task, ...others] = job.tasks ?? [];
      // Several tasks in one allocation are a script of their own.
      if (!task || others.length > 0) return null;
      return { code: shell.queue(job, task, Number(job.minimumNumberOfProcessors ?? 1), runtimeLength(job.runtime ?? "")) };
    }
    case "modifyJobTerm": {
      const limit = textOf(second) === "Runtime" ? runtimeLength(textOf(third)) : null;
      return limit === null ? null : { code: shell.limit(Number(first), limit) };
    }
    case "setClusterParameter": {
      const days = Number(textOf(second));
      return textOf(first).toLowerCase() === "ttlcompletedjobs" && days > 0 ? shell.ttl(days) : null;
    }
    case "pauseNode":
      return { code: shell.pause(textOf(first)) };
    case "resumeNode":
      return { code: shell.resume(textOf(first)) };
    default:
      return null;
  }
}

export function commands(saying: Saying, dialect: Dialect): Said | null {
  if (saying.name === "console") return { code: textOf(saying.args[0]) };
  return dialect === "ccp" || dialect === "hpc" ? ccp(saying, dialect === "hpc") : ofShell(saying, SHELLS[dialect]);
}

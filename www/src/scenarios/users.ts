/**
 * Generated users: they submit jobs as time goes by, so many that the cluster is busy most of the time. They come back
 * later when the queue is long. All of it is drawn from a seed: same seed, same calls, same instants.
 */
import type { Cluster, JobSpec, TaskSpec } from "ccp-scheduler";
import type { Feed, FeedState } from "../live/world";
import { HOUR, MINUTE, SECOND, runtimeText } from "../format";
import { type Random, random } from "./random";

export const USERS = ["ana", "ben", "cho", "dee", "eva", "ivo", "kim", "lea", "max", "nia"] as const;
export const account = (user: string): string => `CLUSTER\\${user}`;

export interface UserOptions {
  seed: number;
  /** Processors of the whole cluster, and of its largest node. */
  processors: number;
  perNode: number;
  jobsPerMinute: number;
  /** Share of the processors that the jobs would keep busy if all fitted well. */
  load: number;
  /** With a longer queue nobody submits. */
  queueMost: number;
  /** Fewer jobs at night. */
  rhythm?: boolean;
}

/** Makes a call as a user and goes back to who was there before. */
export function as<T>(cluster: Cluster, user: string, call: () => T): T {
  const { user: before, isAdmin } = cluster;
  cluster.actAs(account(user), false);
  try {
    return call();
  } finally {
    cluster.actAs(before, isAdmin);
  }
}

const SMALL = ["fit", "check", "sample", "plot", "convert", "tally"] as const;
const MIDDLE = ["render", "train", "sweep", "mesh", "assemble", "fold"] as const;
const WIDE = ["climate", "wind-tunnel", "flood-map", "crash-box", "galaxy"] as const;
const FAILING_CODES = [1, 2, 3, 137] as const;

/** Processor-minutes that a job of mean size takes before it is scaled to the wished load. */
interface Draft {
  spec: JobSpec;
  work: number;
}

function task(commandLine: string, duration: number, processors: number, more: Partial<TaskSpec> = {}): TaskSpec {
  return {
    commandLine,
    minimumNumberOfProcessors: processors,
    maximumNumberOfProcessors: processors,
    simulation: { duration: Math.max(SECOND, Math.round(duration / SECOND) * SECOND), exitCode: 0 },
    ...more,
  };
}

/** Most people give a generous limit, some none, a few one that is too short. */
function limit(r: Random, length: number): { runtime?: string } {
  if (r.percent(12)) return {};
  const factor = r.percent(5) ? 0.7 : 1.15 + 1.6 * r.next();
  return { runtime: runtimeText(Math.max(MINUTE, Math.ceil((length * factor) / MINUTE) * MINUTE)) };
}

function draft(r: Random, options: UserOptions, scale: number): Draft {
  const n = r.whole(1, 99);
  const kind = r.whole(1, 100);
  const length = scale * r.spread();
  const size = (most: number): number =>
    Math.min(options.processors, options.perNode, 2 ** r.whole(0, Math.floor(Math.log2(Math.max(1, most)))));
  const job = (name: string, processors: number, span: number, tasks: TaskSpec[], isExclusive = false): Draft => ({
    spec: {
      name,
      minimumNumberOfProcessors: processors,
      maximumNumberOfProcessors: processors,
      isExclusive,
      ...limit(r, span),
      tasks,
    },
    work: ((isExclusive ? Math.max(processors, options.perNode) : processors) * span) / MINUTE,
  });
  const fate = (it: TaskSpec): TaskSpec =>
    r.percent(7)
      ? { ...it, simulation: { duration: it.simulation?.duration ?? 0, exitCode: r.pick(FAILING_CODES) } }
      : it;

  if (kind <= 45) {
    const processors = size(2);
    const name = r.pick(SMALL);
    return job(`${name}-${n}`, processors, 0.7 * length, [fate(task(name, 0.7 * length, processors))]);
  }
  if (kind <= 72) {
    const processors = size(options.perNode);
    const name = r.pick(MIDDLE);
    return job(`${name}-${n}`, processors, length, [fate(task(name, length, processors))]);
  }
  if (kind <= 84) {
    // Mesh, then some solvers side by side, then a plot.
    const solvers = r.whole(2, 4);
    const processors = Math.min(options.perNode, solvers);
    const part = 0.4 * length;
    const rounds = Math.ceil(solvers / processors);
    const tasks = [
      task("mesh", part, 1, { name: "mesh" }),
      ...Array.from({ length: solvers }, (_, at) =>
        fate(task(`solve ${at + 1}`, 1.5 * part, 1, { name: `solve-${at + 1}`, depend: ["mesh"] })),
      ),
      task("plot", 0.3 * part, 1, {
        name: "plot",
        depend: Array.from({ length: solvers }, (_, at) => `solve-${at + 1}`),
      }),
    ];
    return job(`pipeline-${n}`, processors, part * (1.3 + 1.5 * rounds), tasks);
  }
  if (kind <= 94) {
    // Many small tasks, fewer processors.
    const parts = r.whole(4, 12);
    const processors = Math.min(options.perNode, r.whole(2, 4));
    const each = 0.5 * length;
    return job(
      `series-${n}`,
      processors,
      each * Math.ceil(parts / processors),
      Array.from({ length: parts }, (_, at) => fate(task(`sample ${at + 1}`, each, 1))),
    );
  }
  if (kind <= 97) {
    // Somebody who did not know that a job wants its nodes alone unless it says otherwise.
    const name = r.pick(SMALL);
    return job(`${name}-${n}`, 1, 0.5 * length, [fate(task(name, 0.5 * length, 1))], true);
  }
  const name = r.pick(WIDE);
  const processors = options.perNode;
  return job(`${name}-${n}`, processors, 1.6 * length, [fate(task(name, 1.6 * length, processors))], true);
}

export class GeneratedUsers implements Feed {
  readonly #options: UserOptions;
  readonly #scale: number;
  readonly #random: Random;
  readonly #switch: { on: boolean; from: number };
  #next: number | null = null;

  constructor(options: UserOptions, power: { on: boolean; from: number }) {
    this.#options = options;
    this.#switch = power;
    this.#random = random(options.seed);
    // How large is a job on the average? Measured on a sample, then scaled.
    const sample = random(options.seed + 1);
    let work = 0;
    for (let n = 0; n < 600; n += 1) work += draft(sample, options, MINUTE).work;
    this.#scale = (MINUTE * options.load * options.processors) / options.jobsPerMinute / (work / 600);
  }

  nextTime(cluster: Cluster): number | null {
    if (!this.#switch.on) return null;
    this.#next ??= this.#after(Math.max(cluster.now, this.#switch.from));
    // Switched off for a while: nobody makes up for the time.
    if (this.#next < cluster.now) this.#next = this.#after(cluster.now);
    return this.#next;
  }

  save(): FeedState {
    return [this.#switch.on, this.#next, ...this.#random.save()];
  }

  load(state: FeedState): void {
    const [on, next, ...drawn] = state as [boolean, number | null, number, number, number, number];
    this.#switch.on = on;
    this.#next = next;
    this.#random.load(drawn);
  }

  advanceTo(cluster: Cluster, time: number): void {
    for (;;) {
      const next = this.nextTime(cluster);
      if (next === null || next > time) break;
      cluster.advanceTo(next);
      this.#next = this.#after(next);
      this.#submit(cluster);
    }
    if (cluster.now < time) cluster.advanceTo(time);
  }

  #after(time: number): number {
    const gap = -Math.log(1 - this.#random.next()) * (MINUTE / this.#options.jobsPerMinute / this.#rhythm(time));
    return time + Math.max(SECOND, Math.round(gap / SECOND) * SECOND);
  }

  /** 1 by day, 0.35 at night, less at the weekend. */
  #rhythm(time: number): number {
    if (!this.#options.rhythm) return 1;
    const hour = Math.floor(time / HOUR) % 24;
    const weekend = [0, 6].includes(new Date(time).getUTCDay()) ? 0.5 : 1;
    return weekend * (hour >= 8 && hour < 19 ? 1.15 : 0.5);
  }

  #submit(cluster: Cluster): void {
    const user = this.#random.pick(USERS);
    const { spec } = draft(this.#random, this.#options, this.#scale);
    if ((cluster.clusterCounter.numberOfQueuedJobs ?? 0) >= this.#options.queueMost) return;
    try {
      as(cluster, user, () => cluster.queueJob(spec));
    } catch (refusal) {
      // The visitor may have made the cluster such that it refuses: then this user goes away again.
      if (!(refusal instanceof Error) || refusal.name !== "ClusterError") throw refusal;
    }
  }
}

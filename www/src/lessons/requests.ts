/**
 * What people ask for in a final shift: five kinds, of each more than one. A request has nodes of its own, so that
 * whoever serves one spoils no other, and they can be served in any order. Which numbers its jobs get, the scheduler
 * says; here they are known by their places.
 */
import type { Random } from "../scenarios/random";
import type { Call, Condition, FileJob, Instant, Step } from "./format";

/** A minute of the morning on which the shift begins at 9:00; days before it are negative. */
export type Clock = (minute: number, days?: number) => Instant;

export interface Setting {
  r: Random;
  /** The end of the shift. */
  end: Instant;
  clock: Clock;
  /** Names of this request's nodes. */
  nodes: (processors: readonly number[]) => string[];
  /** Another person each time. */
  person: () => string;
  /** A name that no other job of the shift has. */
  name: (...of: string[]) => string;
}

/** Jobs that are queued together before the shift, or another call; `ids` are the numbers of this request's jobs. */
export type Earlier = { at: Instant; by: string; jobs: FileJob[] } | { at: Instant; call: (ids: readonly number[]) => Call };

export interface Request {
  /** The text in the message file. */
  id: string;
  before: Earlier[];
  /** What it comes to, once the numbers of its jobs are known. */
  ask: (ids: readonly number[]) => {
    is: Condition;
    steps: Step[];
    /** For the placeholders of its text. */
    words: Record<string, string | number>;
  };
}

type Kind = (it: Setting) => Request;

const NOTE = { min: 1 };
const capital = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

/** A list in which one job is done already. */
const list: Kind = ({ r, clock, nodes, person, name }) => {
  const by = person();
  const on = nodes([4, 4]);
  const size = r.whole(5, 7);
  const done = r.whole(1, size - 2);
  const base = name("param", "sample", "mesh");
  const jobs = Array.from({ length: size }, (_, at): FileJob => ({
    name: `${base}-${at + 1}`,
    processors: 4,
    minutes: at === done ? 5 : 90,
    nodes: on,
    ...(at === done ? { priority: "AboveNormal" } : {}),
  }));
  return {
    id: "list",
    before: [{ at: clock(-15), by, jobs }],
    ask: (ids) => {
      const others = ids.filter((_, at) => at !== done);
      return {
        is: {
          all: [
            { jobs: others, status: "Cancelled", endedBy: "call", message: NOTE },
            { job: ids[done] as number, status: "Finished" },
          ],
        },
        steps: [{ call: "cancelJobs", ids: others, message: "wrong parameters" }],
        words: { who: capital(by), first: ids[0] as number, last: ids[size - 1] as number },
      };
    },
  };
};

/** A sweep, and behind it somebody who waits: in one call none of it starts. */
const sweep: Kind = ({ r, end, clock, nodes, person, name }) => {
  const by = person();
  const next = person();
  const on = nodes([4]);
  const size = r.whole(3, 5);
  const base = name("sweep", "scan", "series");
  const jobs = Array.from({ length: size }, (_, at): FileJob => ({ name: `${base}-${at + 1}`, processors: 4, minutes: 120, nodes: on }));
  const behind = name("thesis-run", "paper-plots");
  return {
    id: "sweep",
    before: [
      { at: clock(-r.whole(21, 24)), by, jobs },
      { at: clock(-20), by: next, jobs: [{ name: behind, processors: 4, minutes: 60, nodes: on }] },
    ],
    ask: (ids) => {
      const all = ids.slice(0, size);
      const last = ids[size] as number;
      return {
        is: {
          all: [
            { jobs: all, status: "Cancelled", endedBy: "call", message: NOTE },
            { jobs: all.slice(1), started: false },
            { job: last, status: ["Running", "Finished"], started: { by: end }, interrupted: false },
          ],
        },
        steps: [{ call: "cancelJobs", ids: all, message: "the whole sweep is a mistake" }],
        words: { who: capital(by), first: all[0] as number, last: all[size - 1] as number, next: capital(next), behind: last },
      };
    },
  };
};

/** A job that runs is stopped with a reason and runs again, without its first task. */
const again: Kind = ({ r, clock, nodes, person, name }) => {
  const by = person();
  const on = nodes([4]);
  const job: FileJob = {
    name: name("bridge", "crash-box", "turbine"),
    processors: 4,
    nodes: on,
    tasks: [
      { name: "mesh", minutes: r.whole(4, 7) },
      { name: "solve", minutes: r.whole(50, 80) },
      { name: "plot", minutes: 5 },
    ],
  };
  return {
    id: "again",
    before: [{ at: clock(-r.whole(10, 14)), by, jobs: [job] }],
    ask: ([id = 0]) => ({
      is: {
        all: [
          { job: id, status: ["Queued", "Running", "Finished"], attempt: { min: 2 }, run: { status: "Cancelled", endedBy: "call", message: NOTE } },
          { job: id, tasks: [1], status: "Finished", runs: 1 },
        ],
      },
      steps: [
        { call: "cancelJobs", ids: [id], message: "the grid is too coarse" },
        { call: "requeueJobs", ids: [id] },
      ],
      words: { who: capital(by), job: id },
    }),
  };
};

/** A job that was stopped, and in it a task that somebody had stopped by hand. */
const byHand: Kind = ({ r, end, clock, nodes, person, name }) => {
  const by = person();
  const on = nodes([4]);
  const hand = r.whole(3, 4);
  const job: FileJob = {
    name: name("samples", "blood-tests", "soil-series"),
    processors: 4,
    nodes: on,
    tasks: ["A", "B", "C", "D"].map((task) => ({ name: task, minutes: 3 })),
  };
  return {
    id: "byHand",
    before: [
      { at: clock(-19), by, jobs: [job] },
      { at: clock(-15), call: ([id = 0]) => ({ by, call: "cancelTasks", job: id, tasks: [hand], message: "bad sample" }) },
      { at: clock(-14), call: ([id = 0]) => ({ by, call: "cancelJobs", ids: [id], message: "disk full" }) },
    ],
    ask: ([id = 0]) => ({
      is: {
        all: [
          { job: id, status: "Finished", ended: { by: end } },
          { job: id, tasks: [1, 2, 3, 4], status: "Finished" },
          { job: id, tasks: [1], status: "Finished", runs: 1 },
        ],
      },
      steps: [
        { call: "requeueTasks", job: id, tasks: [hand] },
        { call: "requeueJobs", ids: [id] },
      ],
      words: { who: capital(by), job: id, sample: hand === 3 ? "C" : "D" },
    }),
  };
};

/** A small job that has a node to itself, and two that would fit beside it. */
const beside: Kind = ({ r, clock, nodes, person, name }) => {
  const by = person();
  const on = nodes([8]);
  const watcher = name("watcher", "monitor", "licence-guard");
  const larger = r.whole(4, 5);
  const fit = (processors: number): FileJob => ({ name: name("fit", "tally", "convert"), processors, minutes: 120, shared: true, nodes: on });
  return {
    id: "beside",
    before: [
      { at: clock(-r.whole(26, 29)), by, jobs: [{ name: watcher, untilCancelled: true, nodes: on }] },
      { at: clock(-11), by: person(), jobs: [fit(larger)] },
      { at: clock(-9), by: person(), jobs: [fit(7 - larger)] },
    ],
    ask: ([id = 0, ...others]) => ({
      is: {
        all: [
          { jobs: others, status: "Running" },
          { count: { name: watcher, status: "Running" }, is: 1 },
        ],
      },
      steps: [
        { call: "cancelJobs", ids: [id], message: "not exclusive this time" },
        { call: "copyJob", job: id, changes: { shared: true } },
      ],
      words: { who: capital(by), job: id, one: others[0] as number, other: others[1] as number },
    }),
  };
};

/** An exclusive job that must start now: one of three nodes has a single job, though not the smallest. */
const urgent: Kind = ({ r, end, clock, nodes, person, name }) => {
  const by = person();
  const owner = person();
  const on = nodes([8, 8, 8]);
  const alone = r.whole(0, 2);
  const filled = [[[r.whole(5, 7)], [4, 3], [2, 2, 2]], [[r.whole(5, 7)], [3, 3], [5, 2]]][r.whole(0, 1)] as number[][];
  // The single one comes first, so that it is moved to its node by the order of the nodes alone.
  const places = [on[alone], ...on.filter((_, at) => at !== alone)];
  const running = filled.flatMap((sizes, at) =>
    sizes.map((processors): FileJob => ({
      name: name("post", "render", "train", "fold"),
      processors,
      minutes: 400,
      shared: true,
      nodes: [places[at] as string],
    })),
  );
  const flood = name("flood-warning", "storm-track", "quake-map");
  return {
    id: "urgent",
    before: [
      { at: clock(-r.whole(40, 45)), by: owner, jobs: running },
      { at: clock(-4), by, jobs: [{ name: flood, processors: 8, minutes: 60, priority: "Highest", nodes: on }] },
    ],
    ask: (ids) => {
      const others = ids.slice(0, running.length);
      const job = ids[running.length] as number;
      return {
        is: {
          all: [
            { job, status: ["Running", "Finished"], started: { by: end }, interrupted: false },
            { count: { among: others, interrupted: true }, is: { max: 1 } },
          ],
        },
        steps: [{ call: "cancelJobs", ids: [others[0] as number], message: "makes room for a warning" }],
        words: { who: capital(by), job },
      };
    },
  };
};

/** A short job that waits only because it promises no end. */
const limit: Kind = ({ r, end, clock, nodes, person, name }) => {
  const by = person();
  const wide = person();
  const on = nodes([4, 4]);
  const minutes = r.whole(6, 9);
  const check = name("quick-check", "smoke-test", "dry-run");
  return {
    id: "limit",
    before: [
      { at: clock(-r.whole(33, 38)), by: person(), jobs: [{ name: name("climate", "galaxy", "ocean"), processors: 4, minutes: 80, limit: 80, nodes: on }] },
      // Of all that wait it is the first: only the first has a reservation.
      { at: clock(-31), by: wide, jobs: [{ name: name("wide-mpi", "big-fft"), processors: 8, minutes: 60, limit: 60, priority: "Highest", nodes: on }] },
      { at: clock(-7), by, jobs: [{ name: check, processors: 4, minutes, nodes: on }] },
    ],
    ask: ([first = 0, second = 0, third = 0]) => ({
      is: {
        all: [
          { count: { name: check, status: "Finished", ended: { by: end } }, is: { min: 1 } },
          { jobs: [first, second], interrupted: false },
          { job: first, status: "Running" },
        ],
      },
      steps: [{ call: "modifyJobTerm", job: third, term: "Runtime", value: "00:00:12" }],
      words: { who: capital(by), job: third, minutes, other: capital(wide), wide: second },
    }),
  };
};

/** An ended job that leaves in some minutes. */
const gone: Kind = ({ r, clock, nodes, person, name }) => {
  const by = person();
  const on = nodes([4]);
  const minute = r.whole(11, 16);
  const job: FileJob = {
    name: name("genome", "protein", "census"),
    processors: 4,
    nodes: on,
    tasks: [
      { name: "align", minutes: 90 },
      { name: "merge", minutes: 60 },
    ],
  };
  return {
    id: "gone",
    before: [
      { at: clock(-120, -5), by, jobs: [job] },
      { at: clock(minute, -5), call: ([id = 0]) => ({ by, call: "cancelJobs", ids: [id], message: "licence server down" }) },
    ],
    ask: ([id = 0]) => ({
      is: {
        all: [
          { job: id, name: job.name, owner: by, status: ["Queued", "Running", "Finished"], attempt: { min: 2 } },
          { job: id, tasks: [1], status: "Finished", runs: 1 },
        ],
      },
      steps: [{ call: "requeueJobs", ids: [id] }],
      words: { who: capital(by), job: id },
    }),
  };
};

/** Three numbers on a note, and one of them is somebody else's. */
const note: Kind = ({ r, clock, nodes, person, name }) => {
  const by = person();
  const other = person();
  const on = nodes([4]);
  const place = r.whole(0, 2);
  const base = name("probe", "trial", "lab");
  return {
    id: "note",
    before: [0, 1, 2].map((at) => ({
      at: clock(-18 + at),
      by: at === place ? other : by,
      jobs: [{ name: at === place ? name("phd-final", "deadline-run") : `${base}-${at + 1}`, processors: 4, minutes: 150, nodes: on }],
    })),
    ask: (ids) => {
      const mine = ids.filter((_, at) => at !== place);
      return {
        is: {
          all: [
            { jobs: mine, status: "Cancelled", endedBy: "call" },
            { job: ids[place] as number, status: ["Queued", "Running"], interrupted: false },
          ],
        },
        steps: [{ call: "cancelJobs", ids: mine, message: "as its owner asked" }],
        words: { who: capital(by), first: ids[0] as number, second: ids[1] as number, third: ids[2] as number },
      };
    },
  };
};

/** A node that has lost power, which the head node has not noticed yet. */
const node: Kind = ({ r, end, clock, nodes, person, name }) => {
  const by = person();
  const demo = person();
  const on = nodes([4, 4]);
  const minutes = r.whole(9, 11);
  const died = -r.whole(1, 2);
  return {
    id: "node",
    before: [
      { at: clock(-8), by: demo, jobs: [{ name: name("demo-loop", "show-case"), processors: 4, minutes: 180, nodes: [on[0] as string] }] },
      { at: clock(-6), by, jobs: [{ name: name("flood-map", "fire-map"), processors: 4, minutes, nodes: on }] },
      { at: clock(died), call: () => ({ call: "failNode", node: on[1] as string }) },
    ],
    ask: ([first = 0, second = 0]) => ({
      is: {
        all: [
          { job: second, status: "Finished", ended: { by: end } },
          { job: first, status: ["Queued", "Running"] },
        ],
      },
      steps: [{ at: clock(died + 3), call: "requeueJobs", ids: [first] }],
      words: { who: capital(by), job: second, demo: first, other: capital(demo) },
    }),
  };
};

/** One of each is asked for. */
export const KINDS: readonly (readonly Kind[])[] = [
  [list, sweep],
  [again, byHand],
  [beside, urgent],
  [limit],
  [gone, note, node],
];

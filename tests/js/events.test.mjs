// The stream of events: what listeners hear, when, and in which order.
import assert from "node:assert/strict";
import { test } from "node:test";
import { DAY, clusterOf, endless, fails, lasting, statuses, withQueue } from "./helpers.mjs";

/** A listener that remembers: one entry for each time it was called. */
function recorder(cluster) {
  const heard = [];
  const stop = cluster.subscribe((events) => heard.push(events));
  return { heard, stop };
}

const short = ({ type, jobId, taskId, from, to }) => [type, jobId, taskId, from, to].filter((part) => part !== undefined).join(" ");

test("a listener is called once for each call that changed something, with its events in order", () => {
  const cluster = clusterOf();
  const { heard } = recorder(cluster);
  cluster.queueJob({ tasks: [endless] });
  cluster.advance(1_000);
  cluster.cancelJobs([1], "enough");
  assert.deepEqual(
    heard.map((events) => events.map(short)),
    [
      [
        "JobAdded 1",
        "JobStatus 1 NotSubmitted Queued",
        "TaskStatus 1 1 NotSubmitted Queued",
        "JobStatus 1 Queued Running",
        "TaskStatus 1 1 Queued Running",
      ],
      ["TaskStatus 1 1 Running Failed", "JobStatus 1 Running Cancelled"],
    ],
  );
});

test("events are flat objects with all that a listener needs", () => {
  const cluster = clusterOf([2, 4], { user: "HPC\\ada" });
  const { heard } = recorder(cluster);
  cluster.queueJob({ name: "wind", minimumNumberOfProcessors: 4, maximumNumberOfProcessors: 6, tasks: [endless] });
  cluster.advance(5);
  cluster.cancelJob(1, "enough");
  const [started, ended] = heard;
  assert.deepEqual(started[0], {
    seq: 1,
    time: 0,
    type: "JobAdded",
    jobId: 1,
    name: "wind",
    owner: "HPC\\ada",
    priority: "Normal",
    processors: [4, 6],
    tasks: 1,
    idReused: false,
  });
  const nodes = [{ name: "N1", processors: 2 }, { name: "N2", processors: 4 }];
  assert.deepEqual(started.find(({ type, to }) => type === "JobStatus" && to === "Running").nodes.toSorted((a, b) => (a.name < b.name ? -1 : 1)), nodes);
  assert.deepEqual(ended.at(-1), {
    seq: cluster.eventCount,
    time: 5,
    type: "JobStatus",
    jobId: 1,
    attempt: 1,
    from: "Running",
    to: "Cancelled",
    endedBy: "call",
    user: "HPC\\ada",
    message: "enough",
    nodes: [],
    isBackfill: false,
  });
  const task = ended[0];
  assert.deepEqual(
    [task.type, task.jobId, task.taskId, task.exitCode, task.endedBy, task.message],
    ["TaskStatus", 1, 1, -1073741510, "job", "The job was cancelled."],
  );
});

test("nodes, settings, new terms and new tasks have their events", () => {
  const cluster = clusterOf();
  withQueue(cluster, 1);
  const { heard } = recorder(cluster);
  cluster.pauseNode("N1");
  cluster.failNode("N1");
  cluster.setClusterParameter("Colour", "red");
  cluster.setClusterParameter("Colour", null);
  cluster.modifyJobTerm(2, "Project", "x");
  cluster.addTask(2, endless);
  const fields = heard.flat().map(({ seq, time, ...rest }) => rest);
  assert.deepEqual(fields, [
    { type: "NodeStatus", node: "N1", from: "Ready", to: "Paused" },
    { type: "NodeFailed", node: "N1" },
    { type: "SettingChanged", name: "Colour", value: "red" },
    { type: "SettingChanged", name: "Colour", value: null },
    { type: "JobModified", jobId: 2, attempt: 1 },
    { type: "TaskAdded", jobId: 2, attempt: 1, taskId: 2, status: "Queued" },
  ]);
});

test("the removal of a job comes before its id's next use, which says so", () => {
  const cluster = clusterOf();
  cluster.addJob({});
  cluster.cancelJob(1);
  const { heard } = recorder(cluster);
  cluster.advance(5 * DAY + 1);
  cluster.addJob({});
  assert.deepEqual(heard.flat().map(({ type, jobId, idReused }) => [type, jobId, idReused]), [
    ["JobRemoved", 1, undefined],
    ["JobAdded", 1, true],
  ]);
});

test("numbers rise by one, whether anybody listens or not", () => {
  const cluster = clusterOf();
  const first = recorder(cluster);
  cluster.queueJob({ tasks: [endless] });
  first.stop();
  cluster.queueJob({ tasks: [endless] });
  const unheard = cluster.eventCount;
  assert.ok(unheard > first.heard.flat().length);
  const second = recorder(cluster);
  cluster.cancelJobs([1, 2]);
  const seqs = second.heard.flat().map(({ seq }) => seq);
  assert.deepEqual(seqs, seqs.map((_, index) => unheard + 1 + index));
  assert.equal(cluster.eventCount, seqs.at(-1));
  assert.equal(first.heard.length, 1);
});

test("reads, refused calls and calls that change nothing are not heard", () => {
  const cluster = clusterOf();
  withQueue(cluster, 1);
  const { heard } = recorder(cluster);
  cluster.listAllJobs();
  cluster.previewCancelJobs([1, 2]);
  cluster.explainJob(2);
  cluster.cancelJobs([]);
  cluster.advance(0);
  fails(cluster, () => cluster.cancelJobs([99]), "InvalidJobId");
  fails(cluster, () => cluster.addJob({ nmae: "x" }), "UnknownProperty");
  assert.deepEqual(heard, []);
});

test("a call that fails part-way is heard before it throws", () => {
  const cluster = clusterOf();
  withQueue(cluster, 1);
  const { heard } = recorder(cluster);
  let heardBefore;
  try {
    cluster.cancelJobs([2, 99]);
  } catch {
    heardBefore = heard.length;
  }
  assert.equal(heardBefore, 1);
  assert.equal(heard[0].at(-1).to, "Cancelled");
});

test("in a listener the core is free: it sees the state after the call, and may change it", () => {
  const cluster = clusterOf();
  withQueue(cluster, 2);
  const seen = [];
  cluster.subscribe((events) => {
    for (const { jobId, to } of events) if (to === "Cancelled") seen.push([jobId, cluster.getJob(jobId).status]);
    if (cluster.getJob(3).status === "Running") cluster.cancelJob(3, "by the listener");
  });
  cluster.cancelJobs([1, 2]);
  assert.equal(cluster.getJob(3).errorMessage, "by the listener");
  assert.deepEqual(seen.filter(([, status]) => status !== "Cancelled"), []);
});

test("events of a nested call come after all listeners have heard those of the outer one", () => {
  const cluster = clusterOf();
  withQueue(cluster, 1);
  const order = [];
  cluster.subscribe((events) => {
    order.push(`first hears of ${events.at(-1).jobId}`);
    if (cluster.getJob(2).status === "Running") {
      cluster.cancelJob(2);
      order.push("nested call returns");
    }
  });
  cluster.subscribe((events) => order.push(`second hears of ${events.at(-1).jobId}`));
  cluster.addJob({});
  cluster.cancelJob(1);
  assert.deepEqual(order, [
    "first hears of 3",
    "second hears of 3",
    "first hears of 2",
    "nested call returns",
    "second hears of 2",
    "first hears of 2",
    "second hears of 2",
  ]);
});

test("a listener that throws is reported and stops neither the call nor the others", (t) => {
  const cluster = clusterOf();
  const report = t.mock.method(console, "error", () => {});
  const error = new Error("a bug in a listener");
  cluster.subscribe(() => {
    throw error;
  });
  const { heard } = recorder(cluster);
  assert.equal(cluster.addJob({}), 1);
  assert.equal(heard.length, 1);
  assert.deepEqual(report.mock.calls.map((call) => call.arguments), [[error]]);
});

test("with reportError, as browsers have it, that is where it goes", (t) => {
  const cluster = clusterOf();
  const reported = [];
  globalThis.reportError = (error) => reported.push(error);
  t.after(() => delete globalThis.reportError);
  cluster.subscribe(() => {
    throw "bad";
  });
  cluster.addJob({});
  assert.deepEqual(reported, ["bad"]);
});

test("the same listener twice is two listeners, each with its own end", () => {
  const cluster = clusterOf();
  let calls = 0;
  const listener = () => (calls += 1);
  const [stop] = [cluster.subscribe(listener), cluster.subscribe(listener)];
  cluster.addJob({});
  stop();
  stop();
  cluster.addJob({});
  assert.equal(calls, 3);
});

test("a listener that ends another one, or itself, in the middle is obeyed at once", () => {
  const cluster = clusterOf();
  const calls = [];
  const stops = [
    cluster.subscribe(() => {
      calls.push("a");
      stops[0]();
      stops[1]();
    }),
    cluster.subscribe(() => calls.push("b")),
    cluster.subscribe(() => calls.push("c")),
  ];
  cluster.addJob({});
  cluster.addJob({});
  assert.deepEqual(calls, ["a", "c", "c"]);
});

test("one that comes while others hear hears of later calls only", () => {
  const cluster = clusterOf();
  const heard = [];
  const stop = cluster.subscribe(() => {
    stop();
    cluster.subscribe((events) => heard.push(...events.map(short)));
    cluster.addJob({});
  });
  cluster.addJob({});
  assert.deepEqual(heard, ["JobAdded 2"]);
});

test("a listener may free the cluster: nothing more is heard", () => {
  const cluster = clusterOf();
  let calls = 0;
  cluster.subscribe(() => {
    calls += 1;
    cluster.free();
  });
  cluster.subscribe(() => (calls += 1));
  assert.equal(cluster.addJob({}), 1);
  assert.equal(calls, 1);
});

test("listeners belong to no snapshot and do not count in the digest", () => {
  const cluster = clusterOf();
  const { heard } = recorder(cluster);
  const twin = clusterOf();
  cluster.addJob({});
  twin.addJob({});
  assert.equal(cluster.stateDigest(), twin.stateDigest());
  const copy = cluster.constructor.fromSnapshot(cluster.toSnapshot());
  copy.addJob({});
  assert.equal(heard.length, 1);
});

test("from the events alone one can rebuild every status", () => {
  const cluster = clusterOf([2, 2]);
  const jobs = new Map();
  cluster.subscribe((events) => {
    for (const { type, jobId, to, from } of events) {
      if (type === "JobAdded") jobs.set(jobId, "NotSubmitted");
      if (type === "JobRemoved") jobs.delete(jobId);
      if (type === "JobStatus") {
        assert.equal(jobs.get(jobId), from);
        jobs.set(jobId, to);
      }
    }
  });
  for (let round = 0; round < 50; round++) {
    cluster.queueJobs([{ tasks: [lasting(round * 1_000, round % 3)] }, { isExclusive: false, tasks: [lasting(2_000), endless] }]);
    cluster.tryCancelJobs([round, 2 * round], "x");
    cluster.advance(round % 7 === 0 ? DAY : 500);
  }
  const expected = cluster.listAllJobs().map(({ id, status }) => [id, status]);
  assert.deepEqual([...jobs].sort(([a], [b]) => a - b), expected);
  assert.deepEqual(statuses(cluster, expected.map(([id]) => id)), expected.map(([, status]) => status));
});

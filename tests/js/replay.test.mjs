// A workload log, replayed through the package.
import assert from "node:assert/strict";
import test from "node:test";
import { ClusterError, Replay } from "../../dist/node.mjs";
import { thrownBy } from "./helpers.mjs";

/** job, submit, run time, processors, estimate, status, user */
const line = ([job, submit, run, processors, estimate, status = 1, user = 1]) =>
  `${job} ${submit} -1 ${run} ${processors} -1 -1 ${processors} ${estimate} -1 ${status} ${user} 1 1 1 1 -1 -1`;
const log = (rows) => new TextEncoder().encode(`; MaxProcs: 4\n; Computer: Toy\n${rows.map(line).join("\n")}\n`);

const ROWS = [
  [1, 0, 100, 3, 100],
  [2, 10, 50, 4, 60],
  [3, 20, 80, 1, 80],
  [4, 30, 500, 1, 500, 5, 2],
];

function run(replay) {
  const cluster = replay.createCluster();
  while (!replay.isDone) replay.advanceTo(cluster, replay.nextTime(cluster));
  return cluster;
}

test("a log becomes jobs that start as EASY has it: 3 fills the gap before 2, 4 may not", () => {
  const cluster = run(new Replay(log(ROWS)));
  const starts = cluster.listAllJobs().map((job) => job.startTime / 1000);
  assert.deepEqual(starts, [0, 100, 20, 150]);
  assert.equal(cluster.getJob(3).isBackfill, true);
});

test("first come, first served: nobody passes", () => {
  const cluster = run(new Replay(log(ROWS), { policy: "fcfs" }));
  assert.deepEqual(cluster.listAllJobs().map((job) => job.startTime / 1000), [0, 100, 150, 150]);
});

test("with cancellations the log's cancelled job ends as it did", () => {
  const cluster = run(new Replay(log(ROWS), { cancellations: true }));
  const job = cluster.getJob(4);
  assert.equal(job.status, "Cancelled");
  assert.equal(job.endTime - job.startTime, 500_000);
});

test("the report says what was read and what was not", () => {
  const text = `; MaxProcs: 2\n${line(ROWS[0])}\nnonsense\n${line(ROWS[2])}\n`;
  const { report } = new Replay(new TextEncoder().encode(text));
  assert.equal(report.jobs, 1);
  assert.equal(report.tooWide, 1);
  assert.equal(report.broken, 1);
  assert.equal(report.firstBroken[0].line, 3);
});

test("what is no log, and strictly what is broken, is InvalidLog", () => {
  for (const [bytes, options] of [[new Uint8Array(), {}], [new TextEncoder().encode("x\n"), {}], [log([["x"]]), { strict: true }]]) {
    const error = thrownBy(() => new Replay(bytes, options));
    assert.ok(error instanceof ClusterError);
    assert.equal(error.code, "InvalidLog");
  }
  assert.equal(thrownBy(() => new Replay(log(ROWS), { polcy: "easy" })).code, "UnknownProperty");
  assert.equal(thrownBy(() => new Replay("text")).code, "TypeMismatch");
});

test("a listener may call both while the log plays, and freeing twice is harmless", () => {
  const replay = new Replay(log(ROWS));
  const cluster = replay.createCluster();
  const seen = [];
  cluster.subscribe((events) => {
    seen.push(...events.map((event) => event.type));
    replay.nextTime(cluster);
    cluster.getJob(1);
  });
  replay.advanceTo(cluster, 25_000);
  assert.ok(seen.includes("JobStatus"));
  replay.free();
  replay.free();
  assert.match(thrownBy(() => replay.isDone).message, /freed/);
});

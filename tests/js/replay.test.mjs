// A workload log, replayed through the package.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { Cluster, ClusterError, Replay } from "../../dist/node.mjs";
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

const example = (name) => new Uint8Array(readFileSync(new URL(`../../docs/${name}`, import.meta.url)));

for (const name of ["example.swf", "example.sacct"]) {
  test(`${name}: a snapshot and a position go on as the original did, back and forth`, () => {
    const bytes = example(name);
    const original = new Replay(bytes, { cancellations: true });
    let cluster = original.createCluster();
    const moments = [];
    while (!original.isDone) {
      moments.push({ snapshot: cluster.toSnapshot(), position: original.position, digest: cluster.stateDigest() });
      original.advanceTo(cluster, original.nextTime(cluster));
    }
    const end = cluster.stateDigest();
    assert.ok(moments.length > 30 && moments.every(({ position }) => position.every(Number.isSafeInteger)));
    const fresh = new Replay(bytes, { cancellations: true });
    for (const at of [moments.length >> 1, 3, moments.length - 2]) {
      for (const replay of [original, fresh]) {
        replay.seek(JSON.parse(JSON.stringify(moments[at].position)));
        cluster = Cluster.fromSnapshot(moments[at].snapshot);
        replay.advanceTo(cluster, replay.nextTime(cluster));
        assert.equal(cluster.stateDigest(), moments[at + 1].digest);
        assert.deepEqual(replay.position, moments[at + 1].position);
        while (!replay.isDone) replay.advanceTo(cluster, replay.nextTime(cluster));
        assert.equal(cluster.stateDigest(), end);
      }
    }
  });
}

test("what is no position is refused, and the replay stays where it was", () => {
  const replay = new Replay(log(ROWS));
  const cluster = replay.createCluster();
  replay.advanceTo(cluster, 25_000);
  const { position } = replay;
  for (const [wrong, code] of [
    [[], "ArgumentOutOfRange"],
    [[999, 0, 0, 0, 0], "ArgumentOutOfRange"],
    [[...position, 1], "ArgumentOutOfRange"],
    [[0.5], "TypeMismatch"],
    ["12", "TypeMismatch"],
    [null, "NullPointer"],
  ]) {
    assert.equal(thrownBy(() => replay.seek(wrong)).code, code);
    assert.deepEqual(replay.position, position);
  }
});

test("what sacct prints is a log too", () => {
  const replay = new Replay(example("example.sacct"), { cancellations: true });
  const { report } = replay;
  assert.deepEqual(
    [report.format, report.jobs, report.processors, report.processorsFrom, report.broken, report.unfinished],
    ["sacct", 30, 32, "use", 0, 2],
  );
  assert.equal(new Date(report.unixStartTime * 1000).toISOString(), "2026-03-02T08:03:05.000Z");
  const jobs = run(replay).listAllJobs();
  const cancelled = jobs.filter(({ errorMessage }) => errorMessage === "Cancelled, as in the log.");
  assert.equal(cancelled.length, 6);
  assert.ok(jobs.some(({ name, submittedBy, project }) => /^\d+_3 sweep$/.test(name) && submittedBy === "carol" && project === "short"));

  const text = "JobID|Submit|Start|End|State|NCPUS\n7|never|||COMPLETED|1\n8|0|0|60|COMPLETED|1\n";
  const [{ line: number, problem }] = new Replay(new TextEncoder().encode(text), { processors: 2 }).report.firstBroken;
  assert.deepEqual([number, problem], [2, 'Submit is not understood: "never"']);
});

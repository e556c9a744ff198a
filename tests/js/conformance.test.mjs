// The checklist for CancelJobs: each of its 18 cases by its number, as far as JavaScript sees them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { DAY, clusterOf, endless, fails, lasting, refuses, statuses, withQueue } from "./helpers.mjs";

/** Job 1 NotSubmitted, 2 Queued, 3 Running. */
function threeStatuses() {
  const cluster = clusterOf();
  cluster.addJobs([{}, {}, {}].map(() => ({ tasks: [endless] })));
  cluster.submitJob(3);
  cluster.submitJob(2);
  assert.deepEqual(statuses(cluster, [1, 2, 3]), ["NotSubmitted", "Queued", "Running"]);
  return cluster;
}

test("case 1: jobs that are NotSubmitted, Queued and Running are cancelled, keep the message and stay listed", () => {
  const cluster = threeStatuses();
  cluster.advance(1_000);
  cluster.cancelJobs([1, 2, 3], "maintenance");
  for (const id of [1, 2, 3]) {
    const { status, errorMessage, endTime } = cluster.getJob(id);
    assert.deepEqual({ status, errorMessage, endTime }, { status: "Cancelled", errorMessage: "maintenance", endTime: 1_000 });
  }
  assert.equal(cluster.queuedJobs().length, 0);
  assert.deepEqual(cluster.listAllJobs().map(({ id }) => id), [1, 2, 3]);
});

/** A job whose tasks are Finished, Running, Queued. */
function mixedTasks() {
  const cluster = clusterOf([1]);
  const id = cluster.queueJob({ tasks: [lasting(1_000), endless, endless] });
  cluster.advance(1_000);
  const taskStatuses = () => cluster.listTasks(id).map(({ status }) => status);
  assert.deepEqual(taskStatuses(), ["Finished", "Running", "Queued"]);
  return { cluster, id, taskStatuses };
}

test("case 2: of a cancelled job's tasks the finished stays, the running is Failed, the waiting Cancelled", () => {
  const { cluster, id, taskStatuses } = mixedTasks();
  cluster.cancelJobs([id], "enough");
  assert.deepEqual(taskStatuses(), ["Finished", "Failed", "Cancelled"]);
  assert.deepEqual(cluster.listTasks(id).map(({ endedBy }) => endedBy), ["itself", "job", "job"]);
});

test("case 3: requeued, the finished task stays and the other two are queued; EndTime is reset", () => {
  const { cluster, id, taskStatuses } = mixedTasks();
  cluster.pauseNode("N1"); // So that it stays Queued.
  cluster.cancelJobs([id]);
  cluster.requeueJob(id);
  assert.deepEqual(taskStatuses(), ["Finished", "Queued", "Queued"]);
  assert.deepEqual([cluster.getJob(id).status, cluster.getJob(id).endTime], ["Queued", null]);
});

/** Job 1 Queued, 2 Finished, 3 Queued, behind a running job 4. */
function finishedInTheMiddle() {
  const cluster = clusterOf();
  cluster.addJobs([{ tasks: [endless] }, { tasks: [] }, { tasks: [endless] }, { tasks: [endless] }]);
  for (const id of [2, 4, 1, 3]) cluster.submitJob(id);
  assert.deepEqual(statuses(cluster, [1, 2, 3, 4]), ["Queued", "Finished", "Queued", "Running"]);
  return cluster;
}

test("case 4: it stops at a finished job: the one before it is cancelled, the one behind it is not", () => {
  const cluster = finishedInTheMiddle();
  fails(cluster, () => cluster.cancelJobs([1, 2, 3]), "InvalidCancelJobState", { jobId: 2, index: 1, completed: 1 });
  assert.deepEqual(statuses(cluster, [1, 2, 3]), ["Cancelled", "Finished", "Queued"]);
});

test("case 5: it stops at an unknown id in the same way", () => {
  const cluster = clusterOf();
  withQueue(cluster, 2);
  fails(cluster, () => cluster.cancelJobs([1, 99, 3]), "InvalidJobId", { jobId: 99, index: 1, completed: 1 });
  assert.deepEqual(statuses(cluster, [1, 3]), ["Cancelled", "Queued"]);
});

test("case 6: an id twice fails at the second, and the first has taken effect", () => {
  const cluster = clusterOf();
  withQueue(cluster, 1);
  fails(cluster, () => cluster.cancelJobs([2, 2]), "InvalidCancelJobState", { jobId: 2, index: 1, completed: 1 });
  assert.deepEqual(statuses(cluster, [2]), ["Cancelled"]);
});

test("case 7: no ids at all succeed and do nothing", () => {
  const cluster = threeStatuses();
  const [digest, events] = [cluster.stateDigest(), cluster.eventCount];
  for (const nothing of [[], new Int32Array(), new Set(), cluster.createClusterEnumerable()]) cluster.cancelJobs(nothing, "x");
  assert.deepEqual([cluster.stateDigest(), cluster.eventCount], [digest, events]);
});

test("case 8: null, undefined and nothing at all are the empty message, which overwrites an earlier one", () => {
  for (const call of [(c) => c.cancelJobs([1], null), (c) => c.cancelJobs([1], undefined), (c) => c.cancelJobs([1])]) {
    const cluster = threeStatuses();
    call(cluster);
    assert.deepEqual([cluster.getJob(1).status, cluster.getJob(1).errorMessage], ["Cancelled", ""]);
  }
  const cluster = clusterOf();
  const [id] = withQueue(cluster, 0);
  cluster.cancelJobs([id], "first");
  cluster.requeueJob(id);
  cluster.cancelJobs([id]);
  assert.equal(cluster.getJob(id).errorMessage, "");
});

test("case 9: a message of 320 UTF-16 code units is kept whole", () => {
  const cluster = threeStatuses();
  cluster.cancelJobs([2], "x".repeat(320));
  assert.equal(cluster.getJob(2).errorMessage, "x".repeat(320));
});

test("case 10: one of 321 is refused before anything is cancelled", () => {
  const cluster = threeStatuses();
  refuses(cluster, () => cluster.cancelJobs([2], "x".repeat(321)), "CancelMessageTooLong");
  assert.deepEqual(statuses(cluster, [2]), ["Queued"]);
});

test("case 11: a character outside the BMP counts two", () => {
  const cluster = threeStatuses();
  refuses(cluster, () => cluster.cancelJobs([2], "😀".repeat(161)), "CancelMessageTooLong");
  cluster.cancelJobs([2], "😀".repeat(160));
  assert.equal(cluster.getJob(2).errorMessage, "😀".repeat(160));
});

test("case 12: an item that is no 32-bit integer fails at its place, and is not coerced", () => {
  for (const item of ["2", 1.7, NaN, Infinity, 2 ** 31, -(2 ** 31) - 1, 2n, null, undefined, true, [2], { id: 2 }, Symbol("2")]) {
    const cluster = threeStatuses();
    refuses(cluster, () => cluster.cancelJobs([item]), "TypeMismatch", { index: 0, completed: 0 });
    fails(cluster, () => cluster.cancelJobs([2, item, 3]), "TypeMismatch", { index: 1, completed: 1 });
    assert.deepEqual(statuses(cluster, [2, 3]), ["Cancelled", "Running"]);
  }
});

test("case 13: what a cancelled job held is free at once, and the next job starts in the same call", () => {
  const cluster = clusterOf();
  withQueue(cluster, 1);
  cluster.cancelJobs([1]);
  assert.deepEqual(statuses(cluster, [1, 2]), ["Cancelled", "Running"]);
});

test("case 14: a reservation, RunUntilCanceled without tasks, is cancelled like any other", () => {
  const cluster = clusterOf();
  const id = cluster.queueJob({ runUntilCanceled: true });
  cluster.advance(DAY);
  assert.deepEqual(statuses(cluster, [id]), ["Running"]);
  cluster.cancelJobs([id]);
  assert.deepEqual(statuses(cluster, [id]), ["Cancelled"]);
});

test("case 15: it is there when TTLCompletedJobs has passed and gone a millisecond later, its id free", () => {
  const cluster = threeStatuses();
  cluster.cancelJobs([1, 2], "old");
  assert.equal(cluster.getJob(1).expiryTime, 5 * DAY);
  cluster.advance(5 * DAY);
  assert.equal(cluster.getJob(1).errorMessage, "old");
  cluster.advance(1);
  refuses(cluster, () => cluster.getJob(1), "InvalidJobId", { jobId: 1 });
  assert.deepEqual(cluster.addJobs([{}, {}, {}]), [1, 2, 4]);
});

test("case 16: with IsAsynchronous it is done when the call returns", () => {
  const cluster = threeStatuses();
  cluster.isAsynchronous = true;
  cluster.cancelJobs([2, 3]);
  assert.equal(cluster.isAsynchronous, true);
  assert.deepEqual(statuses(cluster, [2, 3]), ["Cancelled", "Cancelled"]);
});

test("case 17: errorMessage names the failure until the next one", () => {
  const cluster = finishedInTheMiddle();
  assert.equal(cluster.errorMessage, "");
  const { message } = fails(cluster, () => cluster.cancelJobs([1, 2, 3]), "InvalidCancelJobState");
  assert.match(message, /\b2\b/);
  cluster.cancelJobs([3]);
  assert.equal(cluster.errorMessage, message);
});

test("case 18: submitJobs is all or nothing, cancelJobs keeps what it did", () => {
  const cluster = clusterOf();
  cluster.addJobs([{ tasks: [endless] }, { tasks: [endless] }]);
  refuses(cluster, () => cluster.submitJobs([1, 99]), "InvalidJobId", { jobId: 99, index: 1, completed: 0 });
  assert.deepEqual(statuses(cluster, [1, 2]), ["NotSubmitted", "NotSubmitted"]);
  fails(cluster, () => cluster.cancelJobs([1, 99]), "InvalidJobId", { jobId: 99, index: 1, completed: 1 });
  assert.deepEqual(statuses(cluster, [1, 2]), ["Cancelled", "NotSubmitted"]);
});

// Filters that are functions of the caller's: when they are asked, what they may do, and that they can do no harm.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Cluster } from "../../dist/node.mjs";
import { MINUTE, clusterOf, fails, lasting, refuses, statuses, thrownBy } from "./helpers.mjs";

const four = { minimumNumberOfProcessors: 4, maximumNumberOfProcessors: 4, tasks: [lasting(MINUTE)] };

test("the activation filter is asked before a job starts, with the job and its file", () => {
  const cluster = clusterOf([4]);
  const asked = [];
  cluster.setActivationFilter((job, xml) => {
    asked.push([cluster.now, job.id, job.status, /SubmittedBy="CLUSTER\\Administrator"/.test(xml)]);
    return cluster.now < MINUTE ? 1 : 0;
  });
  const ids = cluster.queueJobs([four, four]);
  assert.deepEqual(asked, [[0, 1, "Queued", true]]);
  assert.deepEqual([statuses(cluster, ids), cluster.explainJob(1).reason, cluster.nextEventTime], [["Queued", "Queued"], "ActivationFilter", MINUTE]);
  cluster.advance(3 * MINUTE);
  assert.deepEqual(asked.slice(1), [[MINUTE, 1, "Queued", true], [2 * MINUTE, 2, "Queued", true]]);
  assert.deepEqual([statuses(cluster, ids), cluster.now], [["Finished", "Finished"], 3 * MINUTE]);
  cluster.setActivationFilter(null);
  cluster.queueJob(four);
  assert.equal(asked.length, 3);
});

test("listeners hear of what a filter let start before the call returns", () => {
  const cluster = clusterOf([4]);
  cluster.setActivationFilter(() => 0);
  const heard = [];
  cluster.subscribe((events) => heard.push(...events.map(({ type, to }) => to ?? type)));
  cluster.queueJob(four);
  assert.deepEqual(heard, ["JobAdded", "Queued", "Queued", "Running", "Running"]);
});

test("a filter may call the cluster, and is not asked about what it calls", () => {
  const cluster = clusterOf([4, 4]);
  let depth = 0;
  cluster.setActivationFilter((job) => {
    assert.equal((depth += 1), 1, "never within itself");
    if (job.id === 1) {
      assert.equal(thrownBy(() => cluster.advance(1)).code, "FilterPending");
      assert.equal(cluster.pendingActivation, 1);
      cluster.queueJob({ ...four, priority: "Highest" });
      cluster.cancelJob(1, "by the filter");
    }
    depth -= 1;
    return 0;
  });
  cluster.queueJob(four);
  assert.deepEqual(statuses(cluster, [1, 2]), ["Cancelled", "Running"]);
  cluster.setActivationFilter(() => {
    cluster.setActivationFilter(null);
    return 7;
  });
  assert.equal(cluster.getJob(cluster.queueJob(four)).status, "Running", "nobody is asked any more");
});

test("a filter that throws or says what is no answer is reported and has said no", (t) => {
  const reported = t.mock.method(console, "error", () => {});
  const wrong = [undefined, null, true, "0", 0.5, NaN, {}, { exitCode: 0, duration: -1 }, { exitCode: "0" }, { exit: 0 }, [0], Promise.resolve(0)];
  const filters = [...wrong.map((answer) => () => answer), () => { throw new Error("of the caller's"); }, () => { throw undefined; }, () => ({ get exitCode() { throw new Error("a getter's"); } })];
  for (const filter of filters) {
    const cluster = clusterOf([4]);
    cluster.setActivationFilter(filter);
    assert.equal(cluster.getJob(cluster.queueJob(four)).status, "Queued", String(filter));
    cluster.setActivationFilter(null);
    assert.deepEqual(statuses(cluster, [1]), ["Running"], "and the cluster goes on");
  }
  assert.equal(reported.mock.callCount(), filters.length);
});

test("a filter may free its cluster", () => {
  const cluster = clusterOf([4]);
  cluster.setActivationFilter(() => (cluster.free(), 0));
  cluster.queueJob(four);
  assert.match(thrownBy(() => cluster.now).message, /freed/);
});

test("longer than the timeout is a no", () => {
  const started = (duration) => {
    const cluster = clusterOf([4], { parameters: { ActivationFilterTimeout: "2" } });
    cluster.setActivationFilter(() => ({ exitCode: 0, duration }));
    return cluster.getJob(cluster.queueJob(four)).status;
  };
  assert.deepEqual([started(2_000), started(2_001), started(undefined)], ["Running", "Queued", "Running"]);
});

test("a snapshot keeps questions and refusals, and the answer is a call like any other", () => {
  const cluster = clusterOf([4]);
  cluster.setActivationFilter("ask");
  cluster.queueJob(four);
  assert.equal(cluster.pendingActivation, 1);
  const copy = Cluster.fromSnapshot(cluster.toSnapshot());
  assert.equal(copy.stateDigest(), cluster.stateDigest());
  for (const one of [cluster, copy]) {
    fails(one, () => one.advanceTo(5), "FilterPending", { jobId: 1 });
    refuses(one, () => one.answerActivation(2, 0), "InvalidJobId");
    refuses(one, () => one.answerActivation(1, { exitCode: 0, duration: -5 }), "ArgumentOutOfRange");
    one.answerActivation(1, 1);
    one.advance(59_999);
    assert.equal(one.pendingActivation, null);
    fails(one, () => one.advance(5), "FilterPending");
    assert.deepEqual([one.now, one.pendingActivation], [MINUTE, 1]);
    one.answerActivation(1, { exitCode: 0, duration: 15_000 });
    assert.equal(one.getJob(1).status, "Running");
  }
  assert.equal(copy.stateDigest(), cluster.stateDigest());
  // A filter that comes later is asked at once.
  const late = clusterOf([4]);
  late.setActivationFilter("ask");
  late.queueJob(four);
  late.setActivationFilter(() => 0);
  assert.equal(late.getJob(1).status, "Running");
});

test("the submission filter accepts, changes or refuses", () => {
  const cluster = clusterOf([4]);
  const asked = [];
  let answer = 0;
  cluster.setSubmissionFilter((job, xml) => {
    asked.push([job.id, job.tasks.length, xml.includes("CommandLine=\"work\"")]);
    job.project = `${job.project}+`;
    return answer;
  });
  const id = cluster.addJob({ ...four, project: "tides" });
  cluster.submitJob(id);
  assert.deepEqual([cluster.getJob(id).project, cluster.getJob(id).status], ["tides+", "Running"]);
  const [queued] = cluster.queueJobs([four], "LAB\\ann", "secret");
  assert.deepEqual([cluster.getJob(queued).project, cluster.getJob(queued).user, cluster.hasJobCredentials(queued)], ["+", "LAB\\ann", true]);
  cluster.modifyJobTerm(queued, "Name", "renamed");
  assert.deepEqual([cluster.getJob(queued).name, cluster.getJob(queued).project], ["renamed", "++"]);
  cluster.modifyJob(queued, { ...four, project: "new" });
  assert.equal(cluster.getJob(queued).project, "new+");
  cluster.modifyJobTerm(id, "Project", "running: nobody is asked");
  assert.deepEqual(asked, [[1, 1, true], [0, 1, true], [2, 0, true], [2, 1, true]]);
  const added = cluster.addJob(four);
  answer = 5;
  refuses(cluster, () => cluster.submitJob(added), "SubmissionFilterFailed", { jobId: added, index: undefined });
  refuses(cluster, () => cluster.submitJobs([added]), "SubmissionFilterFailed", { jobId: added, index: 0, completed: 0 });
  refuses(cluster, () => cluster.queueJob(four), "SubmissionFilterFailed", { jobId: undefined });
  refuses(cluster, () => cluster.modifyJobTerm(queued, "Name", "x"), "SubmissionFilterFailed");
  assert.equal(cluster.getJob(added).status, "NotSubmitted");
  answer = { exitCode: 0, duration: 15_001 };
  assert.match(refuses(cluster, () => cluster.submitJob(added), "SubmissionFilterFailed").message, /SubmissionFilterTimeout/);
  const before = asked.length;
  refuses(cluster, () => cluster.submitJob(99), "InvalidJobId");
  refuses(cluster, () => cluster.queueJob(four, null), "CredentialsNeeded");
  assert.equal(asked.length, before, "what is refused anyway is refused before");
  cluster.setSubmissionFilter(null);
  cluster.submitJob(added);
});

test("what a submission filter throws goes through unchanged, and nothing is done", () => {
  const cluster = clusterOf([4]);
  const id = cluster.addJob(four);
  const digest = cluster.stateDigest();
  const thrown = new Error("of the caller's");
  cluster.setSubmissionFilter(() => { throw thrown; });
  for (const call of [() => cluster.submitJob(id), () => cluster.queueJob(four), () => cluster.queueJobs([four])]) assert.equal(thrownBy(call), thrown);
  cluster.setSubmissionFilter(() => "yes");
  refuses(cluster, () => cluster.submitJob(id), "TypeMismatch");
  cluster.setSubmissionFilter((job) => ((job.maximumNumberOfProcessors = 0), 0));
  refuses(cluster, () => cluster.submitJob(id), "ArgumentOutOfRange");
  cluster.setSubmissionFilter((job) => ((job.unknown = 1), 0));
  refuses(cluster, () => cluster.queueJob(four), "UnknownProperty");
  assert.equal(cluster.stateDigest(), digest);
  // What it calls itself is not asked about.
  cluster.setSubmissionFilter(() => (cluster.queueJob({}), 0));
  cluster.submitJob(id);
  assert.equal(cluster.listAllJobs().length, 2);
});

// Every error code that JavaScript can meet, by the shortest way to it.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Cluster, ClusterEnumerable, ClusterError } from "../../dist/node.mjs";
import { MINUTE, clusterOf, endless, fails, lasting, refuses, thrownBy, withQueue } from "./helpers.mjs";

const work = { commandLine: "work" };
const needs = (minimum, maximum = minimum) => ({ minimumNumberOfProcessors: minimum, maximumNumberOfProcessors: maximum });

/** [code, what is refused, the call on a cluster with a running job 1, a waiting job 2 and a job 3 that was only added]. */
const REFUSALS = [
  ["InvalidJobId", "an unknown job", (c) => c.getJob(99)],
  ["InvalidJobId", "a negative id", (c) => c.cancelJob(-1)],
  ["InvalidTaskId", "an unknown task", (c) => c.getTask(1, 99)],
  ["InvalidCancelJobState", "a job cancelled twice", (c) => c.cancelJob(4)],
  ["InvalidCancelTaskState", "a task that has ended", (c) => c.cancelTask(4, 1)],
  ["InvalidSubmitJobState", "a job submitted twice", (c) => c.submitJob(2)],
  ["InvalidRequeueJobState", "requeueing what waits", (c) => c.requeueJob(2)],
  ["InvalidRequeueTaskState", "requeueing a task that waits", (c) => c.requeueTask(2, 1)],
  ["InvalidModifyJobState", "new terms for a running job", (c) => c.modifyJob(1, {})],
  ["InvalidModifyJobState", "a new priority for a running job", (c) => c.modifyJobTerm(1, "Priority", "Lowest")],
  ["InvalidAddTaskState", "a task for a cancelled job", (c) => c.addTask(4, work)],
  ["InvalidExplainJobState", "why a running job waits", (c) => c.explainJob(1)],
  ["InvalidNodeState", "approving a node that is Ready", (c) => c.approveNode("N1")],
  ["InvalidNodeState", "restoring a node that has not crashed", (c) => c.restoreNode("N1")],
  ["CancelMessageTooLong", "a message of 321 units", (c) => c.cancelJob(1, "x".repeat(321))],
  ["CancelMessageTooLong", "a message of two million", (c) => c.cancelJobs([1], "x".repeat(2_000_000))],
  ["TextTooLong", "a name of 81 units", (c) => c.addJob({ name: "x".repeat(81) })],
  ["TextTooLong", "a command line of 481", (c) => c.addJob({ tasks: [{ commandLine: "x".repeat(481) }] })],
  ["TextTooLong", "any text of two million", (c) => c.addTask(1, { ...work, stdin: "x".repeat(2_000_000) })],
  ["TypeMismatch", "an id that is text", (c) => c.getJob("1")],
  ["TypeMismatch", "ids in a string", (c) => c.cancelJobs("12")],
  ["TypeMismatch", "ids that are no collection", (c) => c.cancelJobs(12)],
  ["TypeMismatch", "a fraction of a millisecond", (c) => c.advance(0.5)],
  ["NullPointer", "no ids", (c) => c.cancelJobs(null)],
  ["NullPointer", "no ids at all", (c) => c.cancelJobs()],
  ["NullPointer", "no job", (c) => c.addJob(null)],
  ["UnknownProperty", "a misspelled property", (c) => c.addJob({ nmae: "x" })],
  ["UnknownProperty", "one deep inside", (c) => c.addJob({ tasks: [{ ...work, simulation: { duration: 1, exitcode: 3 } }] })],
  ["ArgumentOutOfRange", "a jump back in time", (c) => c.advanceTo(-1)],
  ["ArgumentOutOfRange", "a time that no number holds exactly", (c) => c.advanceTo(2 ** 53)],
  ["ArgumentOutOfRange", "no processors", (c) => c.addJob(needs(0))],
  ["ArgumentOutOfRange", "a priority that does not exist", (c) => c.addJob({ priority: "High" })],
  ["ArgumentOutOfRange", "a status that does not exist", (c) => c.listJobs(null, "Canceled")],
  ["ArgumentOutOfRange", "a run time in other words", (c) => c.addJob({ runtime: "90" })],
  ["ArgumentOutOfRange", "TTLCompletedJobs of 0", (c) => c.setClusterParameter("TTLCompletedJobs", "0")],
  ["MissingCommandLine", "a task without a command line", (c) => c.addTask(1, {})],
  ["MinimumGreaterThanMaximum", "a minimum of 4 and a maximum of 1", (c) => c.addJob({ minimumNumberOfProcessors: 4 })],
  ["ClusterSizeLessThanMinimum", "more processors than there are", (c) => c.queueJob(needs(9))],
  ["TaskMinimumGreaterThanJobMinimum", "a task that needs more than its job", (c) => c.addJob({ ...needs(1, 2), tasks: [{ ...work, ...needs(2) }] })],
  ["TaskMaximumGreaterThanJobMaximum", "a task that takes more than its job", (c) => c.addJob({ tasks: [{ ...work, ...needs(1, 2) }] })],
  ["RequiredNodeNotAsked", "a required node outside of the asked ones", (c) => c.addJob({ askedNodes: "N1", tasks: [{ ...work, requiredNodes: ["N2"] }] })],
  ["TaskRuntimeGreaterThanJob", "a task that may run longer than its job", (c) => c.addJob({ runtime: "00:00:01", tasks: [{ ...work, runtime: "00:00:02" }] })],
  ["UnknownNode", "an unknown node", (c) => c.pauseNode("N9")],
  ["UnknownNode", "an unknown asked node", (c) => c.addJob({ askedNodes: ["N1", "N9"] })],
  ["UnknownDependency", "a dependency on nobody", (c) => c.addJob({ tasks: [{ ...work, depend: "nobody" }] })],
  ["DependencyCycle", "a task that waits for itself", (c) => c.addJob({ tasks: [{ ...work, name: "a", depend: ["a"] }] })],
  ["TaskNotRerunnable", "requeueing what may run once", (c) => c.requeueJob(5)],
  ["UnknownCluster", "another head node", (c) => c.connect("ELSEWHERE")],
  ["CredentialsNeeded", "a user whose password nobody knows", (c) => c.queueJob({}, "LAB\\ann")],
  ["InvalidCommandId", "an id for a command that nobody has got", (c) => c.executeCommand(1, work)],
  ["InvalidXml", "a text that is no job file", (c) => c.createJobFromXml("<Job/>")],
  ["WrongLicenseFormat", "a licence without a count", (c) => c.addJob({ softwareLicense: "matlab" })],
  ["DuplicateLicenseFeature", "a licence twice", (c) => c.addJob({ softwareLicense: "matlab:1,matlab:2" })],
  ["TooManyItems", "2^24 + 1 ids", (c) => c.cancelJobs(new Array(2 ** 24 + 1))],
  ["TooManyItems", "ids without end", (c) => c.cancelJobs((function* () { for (;;) yield 1; })())],
  ["HostExecutionOnly", "ending a simulated task", (c) => c.completeTask(1, 1, 1, 0)],
];

function prepared() {
  const cluster = clusterOf([4, 4]);
  cluster.pauseNode("N2");
  cluster.queueJobs([{ tasks: [endless] }, { tasks: [endless] }]);
  cluster.addJobs([{ tasks: [endless] }, { tasks: [endless] }, { tasks: [{ ...endless, isRerunnable: false }] }]);
  cluster.cancelJobs([4, 5]);
  return cluster;
}

for (const [code, what, call] of REFUSALS) {
  test(`${code}: ${what}`, () => {
    const cluster = prepared();
    refuses(cluster, () => call(cluster), code);
    cluster.cancelJobs([1, 2, 3], "still usable");
  });
}

test("PermissionDenied: another user's job, a priority above Normal, a cluster parameter", () => {
  const cluster = prepared();
  cluster.actAs("HPC\\ada", false);
  for (const call of [
    () => cluster.cancelJob(1),
    () => cluster.requeueJobs([1]),
    () => cluster.submitJob(3),
    () => cluster.queueJob({ priority: "Highest" }),
    () => cluster.setClusterParameter("TTLCompletedJobs", "1"),
    () => cluster.pauseNode("N1"),
  ])
    refuses(cluster, call, "PermissionDenied");
});

test("BackfillRuntime: the limit of a job that runs by backfill", () => {
  const cluster = clusterOf([2]);
  const small = { isExclusive: false, tasks: [endless] };
  cluster.queueJobs([
    { ...small, runtime: "00:00:10" },
    { ...small, ...needs(2), tasks: [endless] },
    { ...small, runtime: "00:00:05" },
  ]);
  assert.equal(cluster.getJob(3).isBackfill, true);
  refuses(cluster, () => cluster.modifyJobTerm(3, "Runtime", "00:00:06"), "BackfillRuntime", { jobId: 3 });
});

test("InvalidSnapshot: bytes that are none, or were damaged on the way", () => {
  const whole = prepared().toSnapshot();
  for (const bytes of [new Uint8Array(), new Uint8Array(100), whole.slice(0, -1), whole.map((byte, at) => (at === 40 ? byte ^ 1 : byte))]) {
    assert.equal(thrownBy(() => Cluster.fromSnapshot(bytes)).code, "InvalidSnapshot");
  }
});

const read = (file) => readFileSync(new URL(`../../${file}`, import.meta.url), "utf8");
const documented = read("types/index.d.ts").match(/type ErrorCode =([^;]*);/)[1].match(/\w+/g);

test("the codes of the types are those of the core, in its order", () => {
  const core = [...read("src/error.rs").matchAll(/ErrorCode::(\w+) => "(\w+)"/g)];
  assert.deepEqual(core.map(([, , name]) => name), documented);
});

test("each documented code is among them, but for the one that no test can reach", () => {
  const here = new Set([...REFUSALS.map(([code]) => code), "PermissionDenied", "BackfillRuntime", "InvalidSnapshot"]);
  here.add("InvalidLog"); // replay.test.mjs
  here.add("TimedOut"); // client.test.mjs
  here.add("SubmissionFilterFailed").add("FilterPending"); // filters.test.mjs
  // Too many jobs for a test.
  const unreachable = ["JobIdsExhausted"];
  assert.deepEqual([...here, ...unreachable].sort(), documented.toSorted());
});

test("an error is a ClusterError and an Error, with a stack and a literal name", () => {
  const cluster = prepared();
  const error = fails(cluster, () => cluster.cancelJobs([2, 99]), "InvalidJobId");
  assert.ok(error instanceof ClusterError && error instanceof Error);
  assert.equal(error.name, "ClusterError");
  assert.equal(String(error), `ClusterError: ${error.message}`);
  assert.match(error.stack, /errors\.test\.mjs/);
  assert.equal(error.hresult, -2147220986);
  assert.deepEqual({ ...error }, { code: "InvalidJobId", hresult: -2147220986, jobId: 99, index: 1, completed: 1 });
});

test("fields that say nothing are absent", () => {
  const error = thrownBy(() => prepared().advance("1"));
  assert.deepEqual({ ...error }, { code: "TypeMismatch", hresult: -2147352571 });
});

test("a refusal in a specification says where it is", () => {
  const cluster = prepared();
  const at = (call) => thrownBy(call).message;
  assert.equal(at(() => cluster.addJob({ tasks: [work, { ...work, runtime: 5 }] })), "job.tasks[1].runtime must be a string, not 5.");
  assert.equal(at(() => cluster.addJob({ nmae: "x" })), "job.nmae does not exist in a job.");
  assert.equal(at(() => cluster.queueJobs([{}, { askedNodes: ["N1", 7] }])), "jobs[1].askedNodes[1] must be a string, not 7.");
  assert.equal(at(() => cluster.getJob("1")), "jobId must be a 32-bit integer, not a string.");
  assert.equal(at(() => cluster.advance(NaN)), "milliseconds must be a whole number of milliseconds, not NaN.");
  assert.equal(at(() => cluster.addTask(1)), "task is missing.");
  assert.equal(
    at(() => cluster.addJob({ priority: "High" })),
    "job.priority must be one of Lowest, BelowNormal, Normal, AboveNormal, Highest.",
  );
});

test("a refusal in a batch of jobs or tasks has the place of the item, and nothing was done", () => {
  const cluster = prepared();
  for (const call of [() => cluster.addJobs([{}, { name: 5 }]), () => cluster.queueJobs([{}, { name: 5 }]), () => cluster.addTasks(3, [work, { name: 5 }])])
    refuses(cluster, call, "TypeMismatch", { index: 1, completed: 0 });
  refuses(cluster, () => cluster.queueJobs([{}, {}, needs(99)]), "ClusterSizeLessThanMinimum", { index: 2, completed: 0 });
  refuses(cluster, () => cluster.submitJobs([3, 3.5]), "TypeMismatch", { index: 1, completed: 0 });
});

test("errorMessage is left alone by the constructor, ClusterEnumerable and the rows of tryCancelJobs", () => {
  const cluster = prepared();
  const { message } = refuses(cluster, () => cluster.getJob(99), "InvalidJobId");
  thrownBy(() => new Cluster({ nodes: 5 }));
  thrownBy(() => new ClusterEnumerable().add("1"));
  cluster.tryCancelJobs([77, "x"]);
  assert.equal(cluster.errorMessage, message);
  fails(cluster, () => cluster.tryCancelJobs(null), "NullPointer");
});

test("the constructor checks its options as the methods check their arguments", () => {
  const refused = (options) => thrownBy(() => new Cluster(options));
  assert.equal(refused(null).code, "NullPointer");
  assert.equal(refused(5).code, "TypeMismatch");
  assert.equal(refused({ node: [] }).code, "UnknownProperty");
  assert.equal(refused({ now: 1.5 }).code, "TypeMismatch");
  assert.equal(refused({ isAdmin: 1 }).code, "TypeMismatch");
  assert.equal(refused({ execution: "real" }).code, "ArgumentOutOfRange");
  assert.equal(refused({ nodes: [{ name: "N1", numberOfProcessors: 0 }] }).code, "ArgumentOutOfRange");
  assert.equal(refused({ nodes: [{ name: "N1" }] }).code, "ArgumentOutOfRange");
  assert.equal(refused({ nodes: [{ name: "N1", numberOfProcessors: "4" }] }).message, "options.nodes[0].numberOfProcessors must be a 32-bit integer, not a string.");
  assert.equal(refused({ parameters: { TTLCompletedJobs: 5 } }).code, "TypeMismatch");
  assert.equal(refused({ parameters: { TTLCompletedJobs: "never" } }).code, "ArgumentOutOfRange");
});

test("a job that reaches its limit is no error of a call", () => {
  const cluster = clusterOf();
  const id = cluster.queueJob({ runtime: "00:00:01", tasks: [lasting(5 * MINUTE)] });
  cluster.advance(MINUTE);
  assert.equal(cluster.getJob(id).status, "Cancelled");
  assert.equal(cluster.errorMessage, "");
  withQueue(cluster, 0);
});

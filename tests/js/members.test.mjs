// What the members give: shapes, names and round trips.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";
import { Cluster, ClusterEnumerable, ClusterError, init, initSync } from "../../dist/node.mjs";
import { DAY, MINUTE, clusterOf, endless, fails, lasting, refuses, statuses, thrownBy, withQueue } from "./helpers.mjs";

test("import and require give the same classes", () => {
  const required = createRequire(import.meta.url)("ccp-scheduler");
  assert.equal(required.Cluster, Cluster);
  assert.equal(required.ClusterError, ClusterError);
});

test("in Node init and initSync do nothing, and do no harm", async () => {
  const cluster = clusterOf();
  await Promise.all([init(), init()]);
  initSync(new Uint8Array());
  assert.equal(cluster.addJob({}), 1);
});

test("a cluster without options has the documented defaults", () => {
  const cluster = new Cluster();
  assert.deepEqual(
    [cluster.now, cluster.user, cluster.isAdmin, cluster.isAsynchronous, cluster.nextEventTime, cluster.errorMessage, cluster.eventCount],
    [0, "CLUSTER\\Administrator", true, false, null, "", 0],
  );
  assert.deepEqual(cluster.computeNodes, []);
  assert.deepEqual(cluster.listAllJobs(), []);
});

test("options are taken over", () => {
  const cluster = new Cluster({
    name: "HEAD",
    now: 1_000,
    user: "HPC\\ada",
    isAdmin: false,
    reuseJobIds: false,
    execution: undefined,
    parameters: { TTLCompletedJobs: "1", Colour: "red" },
    nodes: [{ name: "N1", numberOfProcessors: 2, memory: 4_096, status: "Paused" }],
  });
  assert.deepEqual([cluster.name, cluster.now, cluster.user, cluster.isAdmin], ["HEAD", 1_000, "HPC\\ada", false]);
  assert.deepEqual([cluster.parameters.TTLCompletedJobs, cluster.parameters.Colour], ["1", "red"]);
  const [node] = cluster.computeNodes;
  assert.deepEqual([node.name, node.numberOfProcessors, node.memory, node.status], ["N1", 2, 4_096, "Paused"]);
  cluster.cancelJob(cluster.addJob({}));
  cluster.advance(2 * DAY);
  assert.equal(cluster.addJob({}), 2);
});

const EVERYTHING = {
  name: "wind",
  priority: "BelowNormal",
  minimumNumberOfProcessors: 2,
  maximumNumberOfProcessors: 3,
  runtime: "00:01:30",
  runUntilCanceled: true,
  isExclusive: false,
  askedNodes: ["N1", "N2"],
  softwareLicense: "matlab:2,abaqus:1",
  project: "tunnel",
  user: "HPC\\cho",
  extendedJobTerms: { Colour: "red", Empty: "" },
};
const EVERY_TASK = {
  commandLine: "mesh.exe /fine",
  name: "mesh",
  depend: [],
  minimumNumberOfProcessors: 1,
  maximumNumberOfProcessors: 2,
  runtime: "00:00:01:30",
  isExclusive: true,
  isRerunnable: false,
  requiredNodes: ["N1"],
  workDirectory: "C:\\work",
  stdin: "in.txt",
  stdout: "out.txt",
  stderr: "err.txt",
  environmentVariables: { A: "1", B: "" },
  extendedTaskTerms: { Shape: "round" },
  simulation: { duration: 5_000, exitCode: 3 },
};
const plain = (value) => JSON.parse(JSON.stringify(value));

test("every writable property of a job and a task comes back as it was given", () => {
  const cluster = clusterOf([4, 4]);
  const id = cluster.addJob({ ...EVERYTHING, tasks: [EVERY_TASK, { ...EVERY_TASK, name: "solve", depend: "mesh , mesh,, " }] });
  const { tasks, ...job } = plain(cluster.getJob(id));
  const read = (given, from) => Object.fromEntries(Object.keys(given).map((key) => [key, from[key]]));
  assert.deepEqual(read(EVERYTHING, job), EVERYTHING);
  assert.deepEqual(read(EVERY_TASK, tasks[0]), EVERY_TASK);
  assert.deepEqual(tasks[1].depend, ["mesh", "mesh"]);
});

test("a job that was only added has the documented defaults and no times", () => {
  const cluster = clusterOf([4], { now: 1_000 });
  const id = cluster.addJob({ name: "x", tasks: [{ commandLine: "y" }] });
  assert.deepEqual(plain(cluster.getJob(id)), {
    id: 1,
    name: "x",
    priority: "Normal",
    minimumNumberOfProcessors: 1,
    maximumNumberOfProcessors: 1,
    runtime: "Infinite",
    runUntilCanceled: false,
    isExclusive: true,
    askedNodes: [],
    softwareLicense: "",
    project: "",
    user: "CLUSTER\\Administrator",
    extendedJobTerms: {},
    status: "NotSubmitted",
    errorMessage: "",
    submittedBy: "CLUSTER\\Administrator",
    isBackfill: false,
    attempt: 1,
    attempts: [],
    createTime: 1_000,
    submitTime: null,
    startTime: null,
    endTime: null,
    expiryTime: null,
    taskCount: 1,
    tasks: [
      {
        id: 1,
        parentJobId: 1,
        name: "",
        commandLine: "y",
        depend: [],
        minimumNumberOfProcessors: 1,
        maximumNumberOfProcessors: 1,
        runtime: "Infinite",
        isExclusive: false,
        isRerunnable: true,
        requiredNodes: [],
        workDirectory: "",
        stdin: "",
        stdout: "",
        stderr: "",
        environmentVariables: {},
        extendedTaskTerms: {},
        status: "NotSubmitted",
        endedBy: null,
        runs: 0,
        exitCode: 0,
        errorMessage: "",
        createTime: 1_000,
        submitTime: null,
        startTime: null,
        endTime: null,
      },
    ],
  });
});

test("a fetched job is a template: what only a job has is ignored", () => {
  const cluster = clusterOf([4, 4]);
  const id = cluster.addJob({ ...EVERYTHING, tasks: [EVERY_TASK, endless] });
  cluster.cancelJob(id, "enough");
  const copy = cluster.getJob(cluster.addJob(cluster.getJob(id)));
  const terms = ({ id, status, errorMessage, endTime, expiryTime, tasks, ...rest }) => plain(rest);
  assert.deepEqual(terms(copy), terms(cluster.getJob(id)));
  assert.deepEqual([copy.id, copy.status, copy.tasks.length], [id + 1, "NotSubmitted", 2]);
  assert.deepEqual(plain(copy.tasks[0].simulation), EVERY_TASK.simulation);
  assert.equal(cluster.addTask(copy.id, cluster.getTask(id, 2)), 3);
  assert.equal(cluster.getTask(copy.id, 3).simulation.duration, Infinity);
});

test("what only a job has is not even read", () => {
  const cluster = clusterOf();
  const job = { get status() { throw new Error("read"); }, get attempts() { throw new Error("read"); } };
  assert.equal(cluster.addJob(job), 1);
});

test("own properties count: undefined is left out, inherited ones are not seen", () => {
  const cluster = clusterOf();
  const job = Object.create({ name: "inherited", nonsense: 1 }, { project: { value: "own", enumerable: true } });
  const id = cluster.addJob(Object.assign(job, { priority: undefined, tasks: undefined }));
  const { project, priority, name } = cluster.getJob(id);
  assert.deepEqual([project, priority], ["own", "Normal"]);
  assert.notEqual(name, "inherited");
});

test("a task's environment may be a record or a list", () => {
  const cluster = clusterOf();
  const id = cluster.addJob({});
  for (const environmentVariables of [{ A: "1", B: "2" }, [{ name: "A", value: "1" }, { name: "B", value: "2" }]]) {
    const task = cluster.addTask(id, { ...endless, environmentVariables });
    const view = cluster.getTask(id, task).environmentVariables;
    assert.deepEqual(Object.entries(view), [["A", "1"], ["B", "2"]]);
    assert.equal(Object.getPrototypeOf(view), null);
  }
});

test("what was fetched does not change when the cluster does, nor the cluster when it is changed", () => {
  const cluster = clusterOf();
  const [id] = withQueue(cluster, 0);
  const job = cluster.getJob(id);
  const digest = cluster.stateDigest();
  job.status = "Finished";
  job.tasks.length = 0;
  job.askedNodes.push("N9");
  assert.equal(cluster.stateDigest(), digest);
  const before = cluster.getJob(id);
  cluster.cancelJob(id);
  assert.deepEqual([before.status, cluster.getJob(id).status], ["Running", "Cancelled"]);
});

test("lists are arrays of jobs and tasks, ascending by id", () => {
  const cluster = clusterOf([4, 4]);
  cluster.queueJob({ askedNodes: "N1", tasks: [endless] });
  cluster.actAs("HPC\\ada", false);
  cluster.queueJobs([{ askedNodes: "N2", tasks: [endless, endless] }, { askedNodes: "N2", tasks: [endless] }]);
  const ids = (list) => list.map(({ id }) => id);
  assert.deepEqual(ids(cluster.listAllJobs()), [1, 2, 3]);
  assert.deepEqual(ids(cluster.listJobs("HPC\\ada", "Running")), [2]);
  assert.deepEqual(ids(cluster.listJobs(null, "Running")), [1, 2]);
  assert.deepEqual(ids(cluster.listJobs("HPC\\ada", "Finished")), []);
  assert.deepEqual(ids(cluster.listJobsOnNode("N2")), [2]);
  assert.deepEqual(ids(cluster.listTasks(2)), [1, 2]);
  assert.deepEqual(cluster.listTasksOnNode("N1").map(({ parentJobId, id }) => [parentJobId, id]), [[1, 1]]);
  assert.deepEqual(plain(cluster.listTasks(2)), plain(cluster.getJob(2).tasks));
  assert.deepEqual(cluster.queuedJobs(), Int32Array.of(3));
  refuses(cluster, () => cluster.listJobsOnNode("N9"), "UnknownNode");
  refuses(cluster, () => cluster.listTasks(9), "InvalidJobId");
});

test("jobColumns says in typed arrays what listAllJobs says in objects", () => {
  const cluster = clusterOf([2, 2], { now: 7 });
  cluster.queueJobs([
    { name: "a", project: "p", tasks: [lasting(1_000)] },
    { name: "b", project: "p", priority: "Highest", minimumNumberOfProcessors: 2, maximumNumberOfProcessors: 4, tasks: [endless] },
    { name: "c", tasks: [endless] },
  ]);
  cluster.addJob({ name: "d" });
  cluster.advance(2_000);
  cluster.cancelJob(2, "enough");
  const columns = cluster.jobColumns();
  const kinds = Object.entries(columns).map(([name, column]) => [name, column.constructor.name]);
  assert.deepEqual(Object.fromEntries(kinds), {
    ids: "Int32Array",
    status: "Uint8Array",
    priority: "Uint8Array",
    processors: "Int32Array",
    name: "Uint32Array",
    owner: "Uint32Array",
    project: "Uint32Array",
    message: "Uint32Array",
    attempt: "Uint32Array",
    isBackfill: "Uint8Array",
    createTime: "Float64Array",
    submitTime: "Float64Array",
    startTime: "Float64Array",
    endTime: "Float64Array",
    strings: "Array",
  });
  const STATUS = ["NotSubmitted", "Queued", "Running", "Finished", "Failed", "Cancelled"];
  const PRIORITY = ["Lowest", "BelowNormal", "Normal", "AboveNormal", "Highest"];
  const jobs = cluster.listAllJobs();
  assert.equal(columns.ids.length, jobs.length);
  const time = (value) => value ?? NaN;
  jobs.forEach((job, row) => {
    const text = (column) => columns.strings[columns[column][row]];
    assert.deepEqual(
      [columns.ids[row], STATUS[columns.status[row]], PRIORITY[columns.priority[row]], columns.attempt[row], !!columns.isBackfill[row]],
      [job.id, job.status, job.priority, job.attempt, job.isBackfill],
    );
    assert.deepEqual(["name", "owner", "project", "message"].map(text), [job.name, job.submittedBy, job.project, job.errorMessage]);
    assert.deepEqual(
      ["createTime", "submitTime", "startTime", "endTime"].map((column) => columns[column][row]),
      [job.createTime, job.submitTime, job.startTime, job.endTime].map(time),
    );
  });
});

test("clusterCounter and getJobCounter have the documented names, and no prototype", () => {
  const cluster = clusterOf([4, 2]);
  cluster.queueJobs([{ tasks: [endless, lasting(1)] }, { minimumNumberOfProcessors: 6, maximumNumberOfProcessors: 6, tasks: [endless] }]);
  cluster.addJob({ tasks: [endless] });
  const counter = cluster.clusterCounter;
  assert.equal(Object.getPrototypeOf(counter), null);
  assert.deepEqual(
    { ...counter },
    {
      numberOfNotSubmittedJobs: 1,
      numberOfQueuedJobs: 1,
      numberOfRunningJobs: 1,
      numberOfFinishedJobs: 0,
      numberOfFailedJobs: 0,
      numberOfCancelledJobs: 0,
      totalNumberOfJobs: 3,
      numberOfNotSubmittedTasks: 1,
      numberOfQueuedTasks: 2,
      numberOfRunningTasks: 1,
      numberOfFinishedTasks: 0,
      numberOfFailedTasks: 0,
      numberOfCancelledTasks: 0,
      totalNumberOfTasks: 4,
      numberOfReadyNodes: 2,
      numberOfPausedNodes: 0,
      numberOfUnreachableNodes: 0,
      numberOfPendingNodes: 0,
      numberOfIdleNodes: 1,
      totalNumberOfNodes: 2,
      numberOfBusyProcessors: 1,
      numberOfIdleProcessors: 2,
      numberOfPendingProcessors: 0,
      numberOfUnreachableProcessors: 0,
      totalNumberOfProcessors: 6,
    },
  );
  const jobCounter = cluster.getJobCounter(1);
  assert.equal(Object.getPrototypeOf(jobCounter), null);
  assert.deepEqual(
    { ...jobCounter },
    {
      numberOfNotSubmittedTasks: 0,
      numberOfQueuedTasks: 1,
      numberOfRunningTasks: 1,
      numberOfFinishedTasks: 0,
      numberOfFailedTasks: 0,
      numberOfCancelledTasks: 0,
    },
  );
});

test("computeNodes shows what each processor does", () => {
  const cluster = clusterOf([4]);
  cluster.queueJob({ minimumNumberOfProcessors: 2, maximumNumberOfProcessors: 2, tasks: [endless] });
  const [node] = cluster.computeNodes;
  const { processors, ...rest } = node;
  assert.deepEqual(Object.keys(rest), [
    "name",
    "status",
    "numberOfProcessors",
    "numberOfIdleProcessors",
    "memory",
    "processorSpeed",
    "processorArchitecture",
    "missedHeartbeats",
  ]);
  assert.deepEqual([node.status, node.numberOfProcessors, node.numberOfIdleProcessors], ["Ready", 4, 0]);
  assert.deepEqual(processors, [
    { state: "working", jobId: 1, taskId: 1 },
    { state: "held", jobId: 1, taskId: null },
    { state: "closed", jobId: 1, taskId: null },
    { state: "closed", jobId: 1, taskId: null },
  ]);
  cluster.cancelJob(1);
  assert.deepEqual(cluster.computeNodes[0].processors[0], { state: "free", jobId: null, taskId: null });
});

test("attempts tell of a job's earlier runs", () => {
  const cluster = clusterOf();
  const [id] = withQueue(cluster, 0);
  cluster.advance(1_000);
  cluster.cancelJob(id, "wrong input");
  cluster.advance(1_000);
  cluster.requeueJob(id);
  const { attempt, attempts } = cluster.getJob(id);
  assert.equal(attempt, 2);
  assert.deepEqual(attempts, [
    { attempt: 1, startTime: 0, endTime: 1_000, status: "Cancelled", endedBy: "call", user: "CLUSTER\\Administrator", message: "wrong input" },
  ]);
});

test("tryCancelJobs carries on, and says what became of each item", () => {
  const cluster = clusterOf();
  withQueue(cluster, 2);
  const report = cluster.tryCancelJobs([3, 99, "2", 3, 1.5, 2], "x");
  assert.deepEqual(report.cancelled, Int32Array.of(3, 2));
  assert.deepEqual(
    report.failed.map(({ index, jobId, code }) => [index, jobId, code]),
    [
      [1, 99, "InvalidJobId"],
      [2, 0, "TypeMismatch"],
      [3, 3, "InvalidCancelJobState"],
      [4, 0, "TypeMismatch"],
    ],
  );
  assert.ok(report.failed.every(({ message }) => message.length > 0));
  assert.deepEqual(statuses(cluster, [1, 2, 3]), ["Running", "Cancelled", "Cancelled"]);
});

test("previewCancelJobs says what cancelJobs would do, and does nothing", () => {
  const cluster = clusterOf();
  withQueue(cluster, 2);
  cluster.advance(MINUTE);
  const [digest, events] = [cluster.stateDigest(), cluster.eventCount];
  const stops = cluster.previewCancelJobs([1, 99, "x", 2]);
  assert.deepEqual(stops, {
    cancelled: [1],
    refused: [{ index: 1, jobId: 99, code: "InvalidJobId", message: stops.refused[0].message }],
    starts: [2],
    placements: [{ jobId: 2, nodes: [{ name: "N1", processors: 1 }] }],
    processorsFreed: 1,
    processorTimeLost: MINUTE,
  });
  const onlyBad = cluster.previewCancelJobs([1, "x", 2]);
  assert.deepEqual([onlyBad.cancelled, onlyBad.refused.map(({ index, jobId, code }) => [index, jobId, code])], [[1], [[1, 0, "TypeMismatch"]]]);
  const goesOn = cluster.previewCancelJobs([1, 99, "x", 2], { carryOn: true });
  assert.deepEqual([goesOn.cancelled, goesOn.starts], [[1, 2], [3]]);
  assert.deepEqual(goesOn.refused.map(({ index, code }) => [index, code]), [[1, "InvalidJobId"], [2, "TypeMismatch"]]);
  assert.deepEqual([cluster.stateDigest(), cluster.eventCount], [digest, events]);
  refuses(cluster, () => cluster.previewCancelJobs([1], { carryon: true }), "UnknownProperty");
  refuses(cluster, () => cluster.previewCancelJobs([1], { carryOn: 1 }), "TypeMismatch");
});

test("previewRequeueJobs says what requeueJobs would do, and does nothing", () => {
  const cluster = clusterOf();
  withQueue(cluster, 2);
  cluster.advance(MINUTE);
  const [digest, events] = [cluster.stateDigest(), cluster.eventCount];
  const preview = cluster.previewRequeueJobs([1, 2, 3]);
  assert.deepEqual(preview, {
    requeued: [1],
    refused: [{ index: 1, jobId: 2, code: "InvalidRequeueJobState", message: preview.refused[0].message }],
    starts: [2],
    placements: [{ jobId: 2, nodes: [{ name: "N1", processors: 1 }] }],
    processorsFreed: 1,
    processorTimeLost: MINUTE,
  });
  assert.deepEqual(cluster.previewRequeueJobs(["x", 1]).refused.map(({ index, jobId, code }) => [index, jobId, code]), [[0, 0, "TypeMismatch"]]);
  assert.deepEqual([cluster.stateDigest(), cluster.eventCount], [digest, events]);
  cluster.requeueJob(1);
  assert.deepEqual(statuses(cluster, [1, 2, 3]), ["Queued", "Running", "Queued"]);
});

test("previewSubmitJobs says what submitJobs would do, and all that stands in the way", () => {
  const cluster = clusterOf([1, 1]);
  const ids = cluster.addJobs([{ tasks: [endless], isExclusive: false }, { tasks: [endless], isExclusive: false }]);
  const digest = cluster.stateDigest();
  assert.deepEqual(cluster.previewSubmitJobs(ids), {
    submitted: ids,
    refused: [],
    starts: ids,
    placements: ids.map((jobId, at) => ({ jobId, nodes: [{ name: `N${at + 1}`, processors: 1 }] })),
  });
  const refused = cluster.previewSubmitJobs([1, 99, 1, "x"]);
  assert.deepEqual([refused.submitted, refused.starts, refused.placements], [[], [], []]);
  assert.deepEqual(
    refused.refused.map(({ index, jobId, code }) => [index, jobId, code]),
    [[1, 99, "InvalidJobId"], [2, 1, "InvalidSubmitJobState"], [3, 0, "TypeMismatch"]],
  );
  assert.equal(cluster.stateDigest(), digest);
});

test("explainJob gives a sentence and what it is made of", () => {
  const cluster = clusterOf();
  cluster.queueJobs([{ runtime: "00:00:10", tasks: [endless] }, { tasks: [endless] }]);
  const { sentence, reason, blockedBy, startsBy } = cluster.explainJob(2);
  assert.match(sentence, /^[A-Z].*\.$/);
  assert.deepEqual([typeof reason, blockedBy, startsBy], ["string", [1], 10 * MINUTE]);
});

test("parameters and environment variables", () => {
  const cluster = clusterOf([1], { name: "HEAD" });
  cluster.setClusterParameter("ttlcompletedjobs", "7");
  cluster.setClusterParameter("Colour", "red");
  assert.deepEqual([cluster.parameters.TTLCompletedJobs, cluster.parameters.Colour], ["7", "red"]);
  cluster.setClusterParameter("COLOUR", null);
  assert.equal("Colour" in cluster.parameters, false);
  refuses(cluster, () => cluster.setClusterParameter("TTLCompletedJobs", null), "ArgumentOutOfRange");
  refuses(cluster, () => cluster.setClusterParameter("Colour"), "TypeMismatch");
  cluster.setEnvironmentVariable("A", "1");
  const [clusterName] = cluster.environmentVariables;
  assert.deepEqual(clusterName, { name: "CCP_CLUSTER_NAME", value: "HEAD" });
  assert.deepEqual(cluster.environmentVariables.at(-1), { name: "A", value: "1" });
  cluster.setEnvironmentVariable("CCP_CLUSTER_NAME", "other");
  assert.equal(cluster.environmentVariables.filter(({ name }) => name === "CCP_CLUSTER_NAME").length, 2);
});

test("actAs changes who calls", () => {
  const cluster = clusterOf();
  cluster.actAs("HPC\\ada", false);
  assert.deepEqual([cluster.user, cluster.isAdmin], ["HPC\\ada", false]);
  const id = cluster.addJob({});
  assert.deepEqual([cluster.getJob(id).submittedBy, cluster.getJob(id).user], ["HPC\\ada", "HPC\\ada"]);
  refuses(cluster, () => cluster.actAs("x"), "TypeMismatch");
  refuses(cluster, () => cluster.actAs(null, true), "TypeMismatch");
});

test("modifyJob and modifyJobTerm", () => {
  const cluster = clusterOf();
  const [, id] = withQueue(cluster, 1);
  cluster.modifyJob(id, { name: "new", project: "p", extendedJobTerms: { Colour: "red" } });
  cluster.modifyJobTerm(id, "Priority", "Highest");
  cluster.modifyJobTerm(id, "colour", "blue");
  cluster.modifyJobTerm(id, "priority", "an extended term");
  const { name, project, priority, extendedJobTerms } = cluster.getJob(id);
  assert.deepEqual([name, project, priority, { ...extendedJobTerms }], ["new", "p", "Highest", { Colour: "blue", priority: "an extended term" }]);
  refuses(cluster, () => cluster.modifyJobTerm(id, "Project", null), "TypeMismatch");
});

test("tasks by hand: cancelTask, cancelTasks, requeueTask, requeueTasks", () => {
  const cluster = clusterOf();
  const id = cluster.queueJob({ minimumNumberOfProcessors: 4, maximumNumberOfProcessors: 4, tasks: [endless, endless, endless] });
  cluster.cancelTask(id, 1, "one");
  fails(cluster, () => cluster.cancelTasks(id, [2, 2, 3], "two"), "InvalidCancelTaskState", { taskId: 2, index: 1, completed: 1 });
  assert.deepEqual(cluster.listTasks(id).map(({ status, errorMessage }) => [status, errorMessage]), [
    ["Cancelled", "one"],
    ["Cancelled", "two"],
    ["Running", ""],
  ]);
  cluster.requeueTask(id, 1);
  fails(cluster, () => cluster.requeueTasks(id, [2, "3", 3]), "TypeMismatch", { index: 1, completed: 1 });
  assert.deepEqual(cluster.listTasks(id).map(({ status, runs }) => [status, runs]), [["Running", 2], ["Running", 2], ["Running", 1]]);
});

test("requeueJobs stops at the first that fails, like cancelJobs", () => {
  const cluster = clusterOf();
  withQueue(cluster, 2);
  cluster.cancelJobs([1, 2, 3]);
  fails(cluster, () => cluster.requeueJobs([1, 99, 2]), "InvalidJobId", { jobId: 99, index: 1, completed: 1 });
  fails(cluster, () => cluster.requeueJobs([2, 2.5, 3]), "TypeMismatch", { index: 1, completed: 1 });
  assert.deepEqual(statuses(cluster, [1, 2, 3]), ["Running", "Queued", "Cancelled"]);
});

test("execution by the host: a task runs until completeTask, and a stale attempt is ignored", () => {
  const cluster = clusterOf([4], { execution: "host" });
  const id = cluster.queueJob({ tasks: [lasting(1)] });
  cluster.advance(DAY);
  assert.equal(cluster.getJob(id).status, "Running");
  cluster.requeueJob(id);
  cluster.completeTask(id, 1, 1, 0);
  assert.equal(cluster.getJob(id).status, "Running");
  refuses(cluster, () => cluster.completeTask(id, 1, -1, 0), "ArgumentOutOfRange");
  cluster.completeTask(id, 1, 2, 3);
  assert.deepEqual([cluster.getJob(id).status, cluster.getTask(id, 1).exitCode], ["Failed", 3]);
});

test("the clock: time moves only by advance, and stops at all that falls due", () => {
  const cluster = clusterOf([4], { now: -5_000 });
  const id = cluster.queueJob({ tasks: [lasting(1_000)] });
  assert.equal(cluster.nextEventTime, -4_000);
  cluster.advance(MINUTE);
  assert.deepEqual([cluster.now, cluster.getJob(id).endTime], [55_000, -4_000]);
  cluster.advanceTo(60_000);
  refuses(cluster, () => cluster.advanceTo(59_999), "ArgumentOutOfRange");
  refuses(cluster, () => cluster.advance(-1), "ArgumentOutOfRange");
  cluster.advanceTo(2 ** 53 - 1);
  refuses(cluster, () => cluster.advance(1), "ArgumentOutOfRange");
  assert.equal(cluster.now, 2 ** 53 - 1);
  assert.throws(() => (cluster.now = 5), TypeError);
});

test("a node fails, is noticed and comes back", () => {
  const cluster = clusterOf([4, 4]);
  const id = cluster.queueJob({ askedNodes: ["N1"], tasks: [endless] });
  cluster.failNode("N1");
  assert.equal(cluster.computeNodes[0].status, "Ready");
  cluster.advance(3 * MINUTE);
  assert.deepEqual([cluster.computeNodes[0].status, cluster.getJob(id).status], ["Unreachable", "Queued"]);
  cluster.restoreNode("N1");
  assert.deepEqual([cluster.computeNodes[0].status, cluster.getJob(id).status, cluster.getJob(id).attempt], ["Ready", "Running", 2]);
});

test("a snapshot continues as the original does", () => {
  const one = clusterOf([2, 2], { now: 100 });
  one.queueJobs([{ tasks: [lasting(1_000, 1)] }, { tasks: [endless], runtime: "00:00:02" }, { tasks: [lasting(5_000)] }]);
  one.advance(500);
  const two = Cluster.fromSnapshot(one.toSnapshot());
  assert.ok(one.toSnapshot() instanceof Uint8Array);
  for (let step = 0; step < 5; step++) {
    assert.equal(two.stateDigest(), one.stateDigest());
    for (const cluster of [one, two]) {
      cluster.tryCancelJobs([step], "step");
      cluster.advance(MINUTE);
      cluster.queueJob({ tasks: [lasting(step * 1_000)] });
    }
  }
  assert.deepEqual(plain(two.listAllJobs()), plain(one.listAllJobs()));
  assert.deepEqual(two.toSnapshot(), one.toSnapshot());
  assert.deepEqual([two.user, two.now, two.eventCount], [one.user, one.now, one.eventCount]);
});

test("a batch and a loop leave the same digest where nothing could start in between", () => {
  const [batch, loop] = [clusterOf(), clusterOf()];
  for (const cluster of [batch, loop]) withQueue(cluster, 100);
  const waiting = Array.from({ length: 100 }, (_, index) => index + 2);
  batch.cancelJobs(waiting, "all");
  for (const id of waiting) loop.cancelJob(id, "all");
  assert.equal(batch.stateDigest(), loop.stateDigest());
});

test("the digest is text, and depends on what happened only", () => {
  const [one, two] = [clusterOf(), clusterOf()];
  assert.match(one.stateDigest(), /^[0-9a-f]+$/);
  assert.equal(one.stateDigest(), two.stateDigest());
  one.addJob({});
  assert.notEqual(one.stateDigest(), two.stateDigest());
});

test("free gives the memory back, once or twice, and what comes after says so", () => {
  const cluster = clusterOf();
  cluster.free();
  cluster.free();
  cluster[Symbol.dispose]();
  for (const use of [() => cluster.now, () => cluster.addJob({}), () => cluster.cancelJobs([1]), () => cluster.errorMessage, () => (cluster.isAsynchronous = true)]) {
    assert.match(thrownBy(use).message, /freed/);
  }
});

test("a thousand clusters of a thousand jobs fit, since free gives the memory back", () => {
  const jobs = Array.from({ length: 1_000 }, () => ({ tasks: [endless] }));
  for (let round = 0; round < 1_000; round++) {
    const cluster = clusterOf();
    if (round % 10 === 0) cluster.queueJobs(jobs);
    cluster.free();
  }
});

test("a collection for ids: order, duplicates, the first occurrence, and iteration over a snapshot", () => {
  const ids = clusterOf().createClusterEnumerable();
  assert.ok(ids instanceof ClusterEnumerable);
  assert.equal(ids.isReadOnly, false);
  for (const id of [3, 1, 3, 2]) ids.add(id);
  ids.remove(3);
  ids.remove(99);
  assert.deepEqual([...ids], [1, 3, 2]);
  const seen = [];
  for (const id of ids) {
    seen.push(id);
    ids.add(id + 10);
    ids.remove(2);
  }
  assert.deepEqual([seen, [...ids]], [[1, 3, 2], [1, 3, 11, 13, 12]]);
  for (const item of ["1", 1.5, NaN, 2 ** 31, null, undefined, 1n, Symbol("1"), {}]) {
    const error = thrownBy(() => ids.add(item));
    assert.ok(error instanceof ClusterError);
    assert.deepEqual([error.code, error.hresult], ["TypeMismatch", -2147352571]);
  }
  assert.deepEqual([...new ClusterEnumerable()], []);
});

test("a getter throws away nothing: reads leave digest and events alone", () => {
  const cluster = clusterOf();
  withQueue(cluster, 3);
  const [digest, events] = [cluster.stateDigest(), cluster.eventCount];
  const descriptors = Object.getOwnPropertyDescriptors(Cluster.prototype);
  for (const [name, { get }] of Object.entries(descriptors)) if (get) cluster[name];
  for (const name of ["listAllJobs", "jobColumns", "queuedJobs", "toSnapshot"]) cluster[name]();
  cluster.explainJob(2);
  assert.deepEqual([cluster.stateDigest(), cluster.eventCount], [digest, events]);
});

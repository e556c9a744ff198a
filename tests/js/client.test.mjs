// What a client has of its own: connecting, building jobs, lists in pages, credentials, commands, switches. The rules
// are shown in Rust (tests/client.rs and its neighbours); here is what crosses, and how.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Cluster, ClusterError, NameValueCollection } from "../../dist/node.mjs";
import { MINUTE, clusterOf, endless, fails, lasting, refuses, statuses, thrownBy, withQueue } from "./helpers.mjs";

const restored = (cluster) => Cluster.fromSnapshot(cluster.toSnapshot());

test("the name is empty before connect", () => {
  const cluster = new Cluster({ name: "HEAD", connected: false });
  assert.equal(cluster.name, "");
  for (const name of ["", "TAIL", "TAIL.example.com"]) refuses(cluster, () => cluster.connect(name), "UnknownCluster");
  refuses(cluster, () => cluster.connect(null), "TypeMismatch");
  assert.equal(restored(cluster).name, "");
  cluster.connect("head.example.com");
  assert.equal(cluster.name, "HEAD");
  clusterOf().connect("localhost");
});

test("timeout and isAsynchronous are kept", () => {
  const cluster = clusterOf();
  assert.deepEqual([cluster.timeout, cluster.isAsynchronous], [0, false]);
  cluster.timeout = -1;
  cluster.isAsynchronous = true;
  assert.deepEqual([restored(cluster).timeout, restored(cluster).isAsynchronous], [-1, true]);
  refuses(cluster, () => (cluster.timeout = -2), "ArgumentOutOfRange");
  refuses(cluster, () => (cluster.timeout = "5"), "TypeMismatch");
  assert.equal(cluster.timeout, -1);
});

test("a created job is built by its own methods and then added", () => {
  const cluster = clusterOf();
  const job = cluster.createJob();
  assert.equal(thrownBy(() => job.getTask(0)).code, "InvalidTaskId");
  const task = cluster.createTask();
  assert.equal(task.commandLine, "");
  task.commandLine = "mesh.exe";
  task.setEnvironmentVariable("A", "1");
  task.setEnvironmentVariable("A", "2");
  task.setExtendedTaskTerm("Shape", "round");
  task.setExtendedTaskTerm("SHAPE", "square");
  job.addTask(task);
  job.addTask(lasting(5));
  job.setExtendedJobTerm("Colour", "red");
  job.setExtendedJobTerm("COLOUR", "blue");
  job.setExtendedJobTerm("__proto__", "kept");
  assert.deepEqual([job.getTask(0), [...job].length], [task, 2]);
  assert.ok(thrownBy(() => job.getTask(1)) instanceof ClusterError);
  const added = cluster.getJob(cluster.addJob(job));
  assert.deepEqual(Object.entries(added.extendedJobTerms), [["Colour", "blue"], ["__proto__", "kept"]]);
  assert.deepEqual({ ...added.tasks[0].environmentVariables }, { A: "2" });
  assert.deepEqual({ ...added.tasks[0].extendedTaskTerms }, { Shape: "square" });
  job.clear();
  assert.deepEqual([job.tasks, added.taskCount], [[], 2]);
  // What a job file gives is built on in the same way.
  const file = cluster.createJobFromXml(cluster.jobToXml(1));
  file.tasks[0].setEnvironmentVariable("B", "3");
  file.addTask(endless);
  assert.equal(cluster.getJob(cluster.addJob(file)).tasks.length, 3);
});

test("a collection of names and values", () => {
  const collection = new NameValueCollection();
  collection.add({ name: "A", value: "1" });
  collection.addNameValue("B", "2");
  collection.addNameValue("A", "3");
  const copy = collection.clone();
  collection.set("A", "4");
  collection.set("C", "5");
  collection.insert(0, { name: "Z", value: "0" });
  collection.insert(5, { name: "D", value: "6" });
  collection.remove("A");
  collection.remove("a");
  collection.removeAt(0);
  const pairs = [...collection].map(({ name, value }) => name + value);
  assert.deepEqual([pairs, collection.count, copy.count], [["B2", "A3", "C5", "D6"], 4, 3]);
  for (const call of [() => collection.insert(5, { name: "A", value: "" }), () => collection.removeAt(4), () => collection.removeAt(-1), () => collection.removeAt(0.5), () => collection.removeAt("0")]) {
    assert.equal(thrownBy(call).code, "ArgumentOutOfRange");
  }
  for (const call of [() => collection.addNameValue("A"), () => collection.add({ name: 1, value: "" }), () => collection.set("A", null)]) {
    assert.equal(thrownBy(call).code, "TypeMismatch");
  }
  const cluster = clusterOf();
  const id = cluster.addJob({ tasks: [{ commandLine: "x", environmentVariables: [...copy] }] });
  assert.deepEqual({ ...cluster.getTask(id, 1).environmentVariables }, { A: "3", B: "2" });
  copy.clear();
  assert.equal(copy.count, 0);
});

test("lists in pages, and what has changed since", () => {
  const cluster = clusterOf([1]);
  const ids = cluster.addJobs(Array.from({ length: 5 }, () => ({ tasks: [endless] })));
  const seen = [];
  let page = cluster.listAllJobsWithPaging(true, null, null, 2);
  while (page.jobs.length > 0) {
    seen.push(...page.jobs.map((job) => job.id));
    page = cluster.listAllJobsWithPaging(true, page.timestamp, page.version, 2);
  }
  assert.deepEqual(seen, ids);
  assert.ok(page.version instanceof Int32Array && page.timestamp.snapshot === page.version);
  assert.deepEqual(cluster.listAllJobsWithPaging(true, undefined, page.version, 0).jobs.length, 5);
  cluster.cancelJobs([2, 4]);
  const changes = cluster.listAllJobsWithPaging(false, page.timestamp, null, 9);
  assert.deepEqual(changes.jobs.map((job) => job.id), [2, 4]);
  assert.deepEqual(restored(cluster).listAllJobsWithPaging(false, changes.timestamp, null, 9).jobs, []);
  // A copy will do for the original.
  const copied = structuredClone(page);
  assert.equal(cluster.listAllJobsWithPaging(false, copied.timestamp, copied.version, 9).jobs.length, 0);
  assert.deepEqual(cluster.listJobsWithPaging(null, "Cancelled", false, null, null, 9).jobs.map((job) => job.id), [2, 4]);
  assert.deepEqual(cluster.listJobsWithPaging("LAB\\ann", "Cancelled", false, null, null, 9).jobs, []);
  const tasks = cluster.listTasksWithPaging(1, null, null, 1);
  assert.deepEqual([tasks.tasks.length, cluster.listTasksWithPaging(1, tasks.timestamp, tasks.version, 1).tasks.length], [1, 0]);
  refuses(cluster, () => cluster.listTasksWithPaging(9, null, null, 1), "InvalidJobId");
  refuses(cluster, () => cluster.listAllJobsWithPaging(false, page.timestamp, changes.version, 9), "ArgumentOutOfRange");
  refuses(cluster, () => cluster.listAllJobsWithPaging(false, null, new Int32Array([-1]), 9), "ArgumentOutOfRange");
  refuses(cluster, () => cluster.listAllJobsWithPaging(false, { given: 0 }, null, 9), "NullPointer");
  refuses(cluster, () => cluster.listAllJobsWithPaging(false, { given: -1, snapshot: page.version }, null, 9), "ArgumentOutOfRange");
});

test("checkAnyTask gives each end once", () => {
  const cluster = clusterOf([2]);
  const id = cluster.queueJob({ minimumNumberOfProcessors: 2, maximumNumberOfProcessors: 2, tasks: [lasting(2_000), lasting(1_000)] });
  let { task, timestamp } = cluster.checkAnyTask(id, null);
  assert.deepEqual([task, timestamp], [null, []]);
  cluster.advance(5_000);
  const ended = [];
  while ((({ task, timestamp } = cluster.checkAnyTask(id, timestamp)), task)) ended.push(task.id);
  assert.deepEqual(ended, [2, 1]);
  refuses(cluster, () => cluster.checkAnyTask(9, timestamp), "InvalidJobId");
});

test("resource usage", () => {
  const cluster = clusterOf([4]);
  const id = cluster.queueJob({ minimumNumberOfProcessors: 4, maximumNumberOfProcessors: 4, tasks: [{ ...endless, minimumNumberOfProcessors: 3, maximumNumberOfProcessors: 3 }] });
  cluster.advance(2_000);
  const usage = cluster.getTaskResourceUsage(id, 1);
  assert.match(usage.processes[0], /^N1, \d+ \d+$/);
  assert.deepEqual(usage, {
    allocatedNodes: [{ name: "N1", value: "4" }],
    kernelProcessorTime: 0,
    userProcessorTime: 6_000,
    workingSet: 0,
    numberOfProcesses: 1,
    processes: usage.processes,
  });
  assert.deepEqual(cluster.getJobResourceUsage(id), usage);
  refuses(cluster, () => cluster.getTaskResourceUsage(id, 2), "InvalidTaskId");
});

test("credentials: given, cached, or asked for; no password is anywhere", () => {
  const cluster = clusterOf([1]);
  const secret = "correct horse battery staple";
  const heard = [];
  cluster.subscribe((events) => heard.push(...events));
  const user = (id) => cluster.getJob(id).user;
  assert.equal(user(cluster.queueJob({ tasks: [endless] })), "CLUSTER\\Administrator");
  assert.equal(user(cluster.queueJob({}, "LAB\\ann", secret)), "LAB\\ann");
  assert.match(refuses(cluster, () => cluster.queueJob({}, "LAB\\ann"), "CredentialsNeeded").message, /LAB\\ann.*dialog/);
  assert.match(refuses(cluster, () => cluster.queueJobs([{}], null, null, true), "CredentialsNeeded").message, /console/);
  cluster.setCachedCredentials("LAB\\ann", secret);
  assert.deepEqual(cluster.cachedCredentials, ["LAB\\ann"]);
  const [id] = cluster.queueJobs([{ tasks: [endless] }], null, null);
  const other = cluster.addJob({ tasks: [endless] });
  cluster.submitJobs([other], "LAB\\ann", "");
  cluster.submitJob(cluster.addJob({}), "LAB\\bob", secret, true);
  assert.deepEqual([user(id), user(other), cluster.hasJobCredentials(id)], ["LAB\\ann", "LAB\\ann", true]);
  cluster.setJobCredentials(id, "LAB\\cho", secret);
  cluster.setJobCredentialsFromCache(other, null);
  assert.equal(user(id), "LAB\\cho");
  assert.equal(restored(cluster).hasJobCredentials(id), true);
  cluster.cancelJob(id);
  assert.equal(cluster.hasJobCredentials(id), false);
  const long = secret.repeat(5);
  const errors = [
    refuses(cluster, () => cluster.queueJob({}, "LAB\\ann", long), "TextTooLong"),
    refuses(cluster, () => cluster.setCachedCredentials("ann", secret), "ArgumentOutOfRange"),
    refuses(cluster, () => cluster.submitJob(99, "LAB\\ann", secret), "InvalidJobId"),
    refuses(cluster, () => cluster.setJobCredentials(other, "LAB\\ann", 20_061_124), "TypeMismatch"),
  ];
  cluster.deleteCachedCredentials(null);
  assert.deepEqual(cluster.cachedCredentials, []);
  const traces = [JSON.stringify(heard), errors.map(String).join(), cluster.errorMessage, cluster.jobToXml(other), Buffer.from(cluster.toSnapshot()).toString("latin1")];
  for (const trace of traces) assert.doesNotMatch(trace, /horse|20061124/);
});

test("commands on nodes, with and without waiting and pages", () => {
  const cluster = clusterOf([1, 1]);
  const id = cluster.getNewCommandId();
  assert.deepEqual(cluster.executeCommand(id, { commandLine: "hostname", requiredNodes: ["N2"] }), [{ commandId: 1, exitCode: 0, nodeName: "N2", output: "N2\r\n" }]);
  refuses(cluster, () => cluster.executeCommand(9, { commandLine: "dir" }), "InvalidCommandId");
  refuses(cluster, () => cluster.executeCommand(id, { commandLine: "dir" }, null), "CredentialsNeeded");
  cluster.setEnvironmentVariable("A", "x".repeat(1_500));
  const echo = { commandLine: `echo ${"%A%".repeat(3)}`, requiredNodes: "N1" };
  const [result] = cluster.executeCommandWithPaging(cluster.getNewCommandId(), echo, undefined, undefined, undefined, 2_048);
  const pages = [];
  for (let page; (page = cluster.readExecutionResult(result)) !== ""; ) pages.push(page.length);
  assert.deepEqual([result.output, pages], ["", [2_048, 2_048, 406]]);
  cluster.timeout = 1_000;
  fails(cluster, () => cluster.executeCommand(cluster.getNewCommandId(), { commandLine: "sleep 2" }), "TimedOut");
  cluster.isAsynchronous = true;
  const later = cluster.getNewCommandId();
  assert.deepEqual(cluster.executeCommand(later, { commandLine: "sleep 2" }, "LAB\\ann", "secret"), []);
  assert.deepEqual([cluster.nextEventTime, cluster.waitForCommand(later), cluster.commandIsRunning(later)], [2_000, [], true]);
  cluster.advance(2_000);
  assert.deepEqual([cluster.waitForCommandWithPaging(later, 2_048).length, cluster.commandIsRunning(later)], [2, false]);
  const ended = cluster.getNewCommandId();
  cluster.executeCommand(ended, endless);
  cluster.endCommand(ended);
  assert.deepEqual(cluster.waitForCommand(ended).map(({ exitCode }) => exitCode), [-1073741510, -1073741510]);
});

test("every switch can be set and shows", () => {
  const names = ["skipUnknownIds", "skipRepeatedIds", "coerceIds", "truncateMessages", "keepMessages", "failWaitingTasks", "anyoneMayCancel", "administratorsUsePausedNodes"];
  const off = Object.fromEntries(names.map((name) => [name, false]));
  assert.deepEqual({ ...clusterOf().choices }, off);
  for (const name of names) {
    const cluster = clusterOf([1], { choices: { [name]: true } });
    assert.deepEqual({ ...restored(cluster).choices }, { ...off, [name]: true });
    assert.notEqual(cluster.stateDigest(), clusterOf([1]).stateDigest());
  }
  assert.equal(thrownBy(() => clusterOf([1], { choices: { forceIds: true } })).code, "UnknownProperty");
  assert.equal(thrownBy(() => clusterOf([1], { choices: { coerceIds: 1 } })).code, "TypeMismatch");
});

test("ids are coerced where the switch says so", () => {
  const cluster = clusterOf([1], { choices: { coerceIds: true, skipUnknownIds: true } });
  withQueue(cluster, 8);
  cluster.cancelJobs(["1", " +2 ", 2.5 + 0.2, 3.5, 4.5 + 0.4, true, false, 6]);
  assert.deepEqual(statuses(cluster, [1, 2, 3, 4, 5, 6]), Array(6).fill("Cancelled"));
  assert.deepEqual([...restored(cluster).tryCancelJobs(new Set(["7"])).cancelled], [7]);
  fails(cluster, () => cluster.cancelJobs(["8", "x", 9]), "TypeMismatch", { index: 1 });
  for (const item of [null, undefined, "", "0x9", "9.0", {}, [9], NaN, Infinity, 2 ** 40, 9n, new Number(9)]) fails(cluster, () => cluster.cancelJobs([item]), "TypeMismatch", { index: 0 });
  assert.deepEqual(statuses(cluster, [7, 8, 9]), ["Running", "Cancelled", "Queued"]);
  // Only there.
  fails(cluster, () => cluster.requeueJobs(["8"]), "TypeMismatch");
});

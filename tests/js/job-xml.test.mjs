// Job files and task files: out of a text or bytes, and back. What they may say is shown in tests/job_xml.rs.
import assert from "node:assert/strict";
import { test } from "node:test";
import { MINUTE, clusterOf, lasting, refuses } from "./helpers.mjs";

const namespace = 'xmlns="http://www.microsoft.com/ComputeCluster/"';
const empty = `<Job ${namespace}><ExtendedTerms/><Tasks/></Job>`;

const nightly = `<?xml version="1.0" encoding="utf-8"?>
<Job ${namespace} Name="nightly" Priority="BelowNormal" MaximumNumberOfProcessors="2" Runtime="00:01:00" AskedNodes="N1, N2">
  <ExtendedTerms><Term><Name>__proto__</Name><Value>kept</Value></Term></ExtendedTerms>
  <Tasks>
    <Task Name="mesh" CommandLine="mesh.exe &lt;in&gt;" IsRerunnable="false">
      <EnvironmentVariables>
        <Variable><Name>A</Name><Value>1</Value></Variable>
        <Variable><Name>A</Name><Value>2</Value></Variable>
      </EnvironmentVariables>
      <ExtendedTerms><Term><Name>ccp-scheduler.Simulation</Name><Value>Duration=Infinite,ExitCode=0</Value></Term></ExtendedTerms>
    </Task>
    <Task CommandLine="solve.exe" Depend="mesh"><EnvironmentVariables/><ExtendedTerms/></Task>
  </Tasks>
</Job>`;

test("a job file is a job with its tasks, ready to be added", () => {
  const cluster = clusterOf([2, 2]);
  const job = cluster.createJobFromXml(nightly);
  assert.equal(job.priority, "BelowNormal");
  assert.deepEqual(job.askedNodes, ["N1", "N2"]);
  assert.deepEqual(Object.entries(job.extendedJobTerms), [["__proto__", "kept"]]);
  assert.deepEqual(job.tasks[0].simulation, { duration: Infinity, exitCode: 0 });
  assert.deepEqual(job.tasks[0].environmentVariables, [{ name: "A", value: "1" }, { name: "A", value: "2" }]);
  assert.equal("simulation" in job.tasks[1], false);
  const id = cluster.queueJob(job);
  const added = cluster.getJob(id);
  assert.deepEqual([added.name, added.runtime, added.status], ["nightly", "00:01:00", "Running"]);
  assert.deepEqual(added.tasks.map(({ commandLine, depend, isRerunnable }) => ({ commandLine, depend, isRerunnable })), [
    { commandLine: "mesh.exe <in>", depend: [], isRerunnable: false },
    { commandLine: "solve.exe", depend: ["mesh"], isRerunnable: true },
  ]);
});

test("what a file leaves out, the job leaves to the cluster", () => {
  const cluster = clusterOf();
  const job = cluster.createJobFromXml(empty);
  assert.equal("runtime" in job, false);
  assert.equal(job.isExclusive, true);
  cluster.setClusterParameter("JobRuntime", "00:02:00");
  assert.equal(cluster.getJob(cluster.queueJob(job)).runtime, "00:02:00");
});

test("a file's bytes will do, in UTF-8 and UTF-16", () => {
  const cluster = clusterOf();
  const task = `<Task ${namespace} CommandLine="grüße 🌍"><EnvironmentVariables/><ExtendedTerms/></Task>`;
  const utf16 = Uint8Array.from(Buffer.from(`\ufeff<?xml version="1.0" encoding="utf-16"?>${task}`, "utf16le"));
  for (const file of [task, new TextEncoder().encode(task), utf16]) {
    assert.equal(cluster.createTaskFromXml(file).commandLine, "grüße 🌍");
  }
  cluster.addTask(cluster.addJob({}), cluster.createTaskFromXml(utf16));
});

test("a job of the cluster comes back out of its file", () => {
  const cluster = clusterOf([2, 2]);
  const first = cluster.queueJob({ ...cluster.createJobFromXml(nightly), project: "tides \t\n & <more>" });
  const file = cluster.jobToXml(first);
  assert.match(file, /^<\?xml version="1\.0" encoding="utf-8"\?>\n<Job xmlns="[^"]+" Id="1" Status="Running" /);
  const second = cluster.queueJob(cluster.createJobFromXml(file));
  const terms = ({ id, status, createTime, submitTime, startTime, tasks, ...job }) => ({
    ...job,
    tasks: tasks.map(({ parentJobId, status, runs, createTime, submitTime, startTime, ...task }) => task),
  });
  assert.deepEqual(terms(cluster.getJob(second)), terms(cluster.getJob(first)));
});

test("reading and writing change nothing but the last error", () => {
  const cluster = clusterOf();
  const id = cluster.queueJob({ name: "bell \u0007", tasks: [lasting(MINUTE)] });
  const digest = cluster.stateDigest();
  cluster.createJobFromXml(nightly);
  assert.equal(cluster.stateDigest(), digest);
  const { message } = refuses(cluster, () => cluster.createJobFromXml("<Job>\n  <Tasks"), "InvalidXml");
  assert.match(message, /^Line 1, column 1: "Job" must be in the namespace /);
  assert.match(refuses(cluster, () => cluster.createJobFromXml(empty.replace("<Tasks/>", "\n  <Task/>")), "InvalidXml").message, /^Line 2, column 3: /);
  assert.match(refuses(cluster, () => cluster.createTaskFromXml(Uint8Array.of(60, 0xff)), "InvalidXml").message, /^Line 1, column 2: /);
  assert.match(refuses(cluster, () => cluster.jobToXml(id), "InvalidXml").message, /U\+0007/);
  refuses(cluster, () => cluster.jobToXml(99), "InvalidJobId");
  refuses(cluster, () => cluster.createJobFromXml(nightly.split("")), "TypeMismatch");
  refuses(cluster, () => cluster.createJobFromXml(), "NullPointer");
});

test("a large file is read, and one that is nothing but nesting is refused", () => {
  const cluster = clusterOf();
  const tasks = `<Task CommandLine="a"><EnvironmentVariables/><ExtendedTerms/></Task>`.repeat(50_000);
  assert.equal(cluster.createJobFromXml(empty.replace("<Tasks/>", `<Tasks>${tasks}</Tasks>`)).tasks.length, 50_000);
  refuses(cluster, () => cluster.createJobFromXml(empty.replace("<Tasks/>", "<a>".repeat(20_000_000))), "InvalidXml");
  refuses(cluster, () => cluster.createJobFromXml(" ".repeat(100_000_000)), "TextTooLong");
  assert.equal(cluster.createJobFromXml(empty).name, "", "and the cluster goes on");
});

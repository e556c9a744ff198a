// Console: CCP's command line in JavaScript.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Cluster, Console } from "../../dist/node.mjs";
import { MINUTE, clusterOf, endless, refuses, thrownBy } from "./helpers.mjs";

const typed = new Console();
const text = ({ lines }) => lines.map((line) => line.text).join("\n");
/** What it prints, of a line that must be done. */
const done = (cluster, line, files) => {
  const answer = typed.run(cluster, line, files);
  assert.equal(answer.status, 0, text(answer));
  return text(answer);
};

test("a line is carried out, and its answer is plain data", () => {
  const cluster = clusterOf([4]);
  assert.deepEqual({ ...typed.run(cluster, "job submit /numprocessors:4 sleep 90"), calls: [] }, {
    lines: [{ kind: "output", text: "Job has been submitted. ID: 1." }],
    calls: [],
    status: 0,
    moved: false,
    until: null,
  });
  assert.equal(cluster.getJob(1).status, "Running");
  assert.deepEqual(typed.run(cluster, ""), { lines: [], calls: [], status: 0, moved: false, until: null });
});

test("what is refused has status 1, what is not understood has 2, and both stand in the answer", () => {
  const cluster = clusterOf([4]);
  const refused = typed.run(cluster, "job cancel 99");
  assert.deepEqual([refused.status, refused.lines.map((line) => line.kind)], [1, ["error"]]);
  const digest = cluster.stateDigest();
  const unknown = typed.run(cluster, "jub cancel 1");
  assert.deepEqual([unknown.status, unknown.lines.length], [2, 1]);
  assert.match(text(unknown), /There is no command jub/);
  assert.equal(cluster.stateDigest(), digest);
});

test("an answer has the calls that the line has made: made again, they make the same cluster", () => {
  const nodes = [{ name: "N1", numberOfProcessors: 4 }];
  const [cluster, again] = [new Cluster({ nodes }), new Cluster({ nodes })];
  const files = { "t.xml": `<Task xmlns="http://www.microsoft.com/ComputeCluster/" CommandLine="sleep 60"><EnvironmentVariables/><ExtendedTerms/></Task>` };
  const lines = [
    "job new /jobname:sweep /numprocessors:1-4 /runtime:00:01:00 /exclusive:false",
    "job add 1 /name:mesh /env:A=1 /env:A=2 sleep 60",
    "job add 1 /taskfile:t.xml",
    "job modify 1 /priority:Highest",
    "for %i in (1 99) do job submit /id:%i",
    "job submit /numprocessors:4 sleep 600",
    "for /l %i in (1,1,3) do runas /user:HPC\\ada job submit /jobname:ada%i sleep 5 ^&^& exit 3",
    "job modify 1 /projectname:wind",
    "task cancel 1.1 /message:enough",
    "task requeue 1.1",
    "task cancel 1.1",
    "task requeue 1.1,2",
    "task cancel 1.1,2",
    "job cancel 2,1,3",
    "job requeue 2",
    "job requeue 2,99",
    "job new",
    "job new",
    "job submit /id:6,7",
    "runas /user:HPC\\ada job cancel 2",
    "node pause N1",
    "node resume N1",
    "node fail N1",
    "node restore N1",
    "cluscfg setparams TTLCompletedJobs=2 Mine=x",
    "cluscfg setparams Mine=",
    "cluscfg setenvs PATH=C:\\",
    "job cancel 1-3 /message:over",
    "scancel 3",
    "clusrun /nodes:N1 hostname",
    "runas /user:HPC\\ada clusrun hostname",
    "cluscfg setcreds /user:HPC\\ada /password:hunter2",
    "cluscfg setcreds /user:HPC\\ben",
    "cluscfg setcreds /password:hunter2",
    "cluscfg delcreds /user:HPC\\ada",
  ];
  const calls = lines.flatMap((line) => typed.run(cluster, line, files).calls);
  for (const { name, args, user, isAdmin, time, eventCount, error } of calls) {
    assert.deepEqual([time, eventCount], [again.now, again.eventCount]);
    again.actAs(user, isAdmin);
    if (error === null) again[name](...args);
    else assert.deepEqual({ ...thrownBy(() => again[name](...args)) }, { ...error });
  }
  assert.equal(again.stateDigest(), cluster.stateDigest());
  const names = new Set(calls.map((call) => call.name));
  const documented = readFileSync(new URL("../../types/index.d.ts", import.meta.url), "utf8").match(/interface ConsoleCall \{[^}]*?name: ([^;]*);/)[1];
  // A node that waits for its approval comes with the cluster.
  assert.deepEqual([...names, "approveNode"].sort(), documented.split(" | ").map((name) => JSON.parse(name)).sort());
  assert.deepEqual([...new Set(calls.map((call) => call.user))], [cluster.user, "HPC\\ada"]);
  assert.deepEqual(typed.run(cluster, "job list /all").calls, []);
});

test("clusrun tells of each node, and has failed where one of them has", () => {
  const cluster = new Cluster({ nodes: ["N1", "N2"].map((name) => ({ name, numberOfProcessors: 4 })) });
  assert.equal(done(cluster, "clusrun hostname"), "N1: exit code 0\nN1\nN2: exit code 0\nN2");
  const failed = typed.run(cluster, "clusrun /nodes:N2 exit 3");
  assert.deepEqual([failed.status, text(failed)], [1, "N2: exit code 3"]);
});

test("another scheduler's command answers with CCP's, which was run in its place", () => {
  const cluster = clusterOf([4]);
  done(cluster, "job submit sleep 90");
  assert.deepEqual(typed.run(cluster, "scancel 1").lines, [
    { kind: "command", text: "job cancel 1" },
    { kind: "output", text: "Job 1 has been cancelled." },
  ]);
});

test("wait moves the clock, unless the host keeps the time: then the answer says until when", () => {
  const cluster = clusterOf([4]);
  done(cluster, "job submit sleep 60");
  const mine = new Console({ keepsTime: true });
  assert.deepEqual(mine.run(cluster, "wait 90s"), { lines: [], calls: [], status: 0, moved: false, until: cluster.now + 90_000 });
  assert.equal(mine.run(cluster, "wait next").until, cluster.now + MINUTE);
  const nested = mine.run(cluster, "for %i in (1 2) do wait 5s");
  assert.deepEqual([nested.status, nested.moved, nested.until], [2, false, null]);
  const { moved, until, lines } = typed.run(cluster, "wait 90s");
  assert.deepEqual([moved, until, cluster.now], [true, null, 90_000]);
  assert.match(lines.at(-1).text, /Job 1 has finished\.$/);
});

test("files are those that are handed in; what is wrong in one is said with line and column", () => {
  const cluster = clusterOf([4]);
  const files = { "job.xml": `<Job xmlns="http://www.microsoft.com/ComputeCluster/" Name="nightly"><ExtendedTerms/><Tasks><Task CommandLine="sleep 60"><EnvironmentVariables/><ExtendedTerms/></Task></Tasks></Job>`, "broken.xml": "<Job>\n</Jop>" };
  const answer = typed.run(cluster, "job submit /jobfile:job.xml", files);
  assert.equal(answer.status, 0, text(answer));
  assert.equal(cluster.getJob(1).name, "nightly");
  assert.match(text(typed.run(cluster, "job new /jobfile:broken.xml", files)), /Line \d+, column \d+/);
  assert.match(text(typed.run(cluster, "job new /jobfile:none.xml", files)), /no such file/);
  // Own properties only: a path is no way to what all objects have.
  assert.match(text(typed.run(cluster, "job new /jobfile:toString", files)), /no such file/);
  assert.match(text(typed.run(cluster, "job new /jobfile:job.xml")), /no such file/);
});

test("listeners hear of a line before its answer is there", () => {
  const cluster = clusterOf([4]);
  const heard = [];
  cluster.subscribe((events) => heard.push(...events.map((event) => event.type)));
  done(cluster, "job new /jobname:draft");
  assert.deepEqual(heard, ["JobAdded"]);
});

test("no line of an answer holds a control character or turns the direction of writing", () => {
  const cluster = clusterOf([4]);
  cluster.addJob({ name: "a\u202eb" });
  const shown = done(cluster, "job view 1");
  assert.ok(shown.includes("a\ufffdb"), shown);
  assert.equal(typed.run(cluster, "job\nlist").lines.length, 1);
  // Each line of the core is one line here.
  assert.ok(done(cluster, "help").split("\n").length > 30);
});

test("a password is in no answer, no snapshot and no event", () => {
  const cluster = clusterOf([4]);
  const heard = [];
  cluster.subscribe((events) => heard.push(...events));
  const answers = ["job submit /user:HPC\\ada /password:hunter2 sleep 5", "cluscfg setcreds /user:HPC\\ada /password:hunter2", "job view 1 /password:hunter2"].map((line) => typed.run(cluster, line));
  assert.ok(!JSON.stringify([answers, heard, cluster.errorMessage]).includes("hunter2"));
  assert.ok(!new TextDecoder("latin1").decode(cluster.toSnapshot()).includes("hunter2"));
});

test("completion counts in UTF-16, before and behind what is no ASCII", () => {
  const cluster = clusterOf([4]);
  cluster.queueJob({ name: "😀 wind", tasks: [endless] });
  assert.deepEqual(typed.complete(cluster, "job can", 7), [{ start: 4, text: "cancel", about: "Cancels a job that is NotSubmitted, Queued or Running." }]);
  const line = 'job cancel /message:"😀ü" ';
  assert.deepEqual(typed.complete(cluster, line, line.length), [{ start: line.length, text: "1", about: "😀 wind, Running" }]);
  const flag = `${line}/sch`;
  assert.deepEqual(typed.complete(cluster, `${flag} 1`, flag.length).map((it) => [it.start, it.text]), [[line.length, "/scheduler:"]]);
  for (const cursor of [-5, 0, 22, 2 ** 31 - 1]) assert.ok(Array.isArray(typed.complete(cluster, line, cursor)));
  assert.equal(typed.complete(cluster, "", 0).some((it) => it.text === "job"), true);
});

test("what is offered has no line break, whatever jobs and nodes are called", () => {
  const cluster = new Cluster({ nodes: [{ name: "N1", numberOfProcessors: 1 }], parameters: { "a b": "x" } });
  cluster.queueJob({ name: "two\nlines", tasks: [endless] });
  const offered = typed.complete(cluster, "job view ", 9);
  assert.equal(offered.length, 1);
  assert.doesNotMatch(offered[0].about, /\n/);
});

test("what is no string is refused, and a freed cluster says so", () => {
  const cluster = clusterOf([4]);
  refuses(cluster, () => typed.run(cluster, 5), "TypeMismatch");
  refuses(cluster, () => typed.run(cluster, "job list", { a: 5 }), "TypeMismatch");
  refuses(cluster, () => typed.complete(cluster, "job", "3"), "TypeMismatch");
  assert.equal(thrownBy(() => new Console({ keepTime: true })).code, "UnknownProperty");
  cluster.free();
  assert.match(thrownBy(() => typed.run(cluster, "job list")).message, /freed/);
});

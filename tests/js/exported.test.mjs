// A session of the cluster simulator, call by call. The same calls at the same instants end in the same state.
// npm install ccp-scheduler; node --test
import assert from "node:assert/strict";
import { test } from "node:test";
import { Cluster } from "ccp-scheduler";

function part1(cluster) {
  cluster.actAs("CLUSTER\\ana", false);
  cluster.queueJob({ name: "weather-map", minimumNumberOfProcessors: 4, maximumNumberOfProcessors: 4, tasks: [{ commandLine: "weather-map", name: "weather-map", minimumNumberOfProcessors: 4, maximumNumberOfProcessors: 4, simulation: { duration: 1800000, exitCode: 0 } }] });
  cluster.advanceTo(1772440800000);
  cluster.actAs("CLUSTER\\ben", false);
  cluster.queueJob({ name: "wind-tunnel", minimumNumberOfProcessors: 4, maximumNumberOfProcessors: 4, runtime: "00:08:00", tasks: [{ commandLine: "wind-tunnel", name: "wind-tunnel", minimumNumberOfProcessors: 4, maximumNumberOfProcessors: 4, simulation: { duration: 21600000, exitCode: 0 } }] });
  cluster.advanceTo(1772441400000);
  cluster.actAs("CLUSTER\\cho", false);
  cluster.queueJob({ name: "thesis-run", minimumNumberOfProcessors: 4, maximumNumberOfProcessors: 4, runtime: "00:00:30", tasks: [{ commandLine: "thesis-run", name: "thesis-run", minimumNumberOfProcessors: 4, maximumNumberOfProcessors: 4, simulation: { duration: 1500000, exitCode: 0 } }] });
  cluster.advanceTo(1772442060000);
  cluster.actAs("CLUSTER\\dee", false);
  cluster.queueJob({ name: "render", minimumNumberOfProcessors: 4, maximumNumberOfProcessors: 4, runtime: "00:00:20", tasks: [{ commandLine: "render", name: "render", minimumNumberOfProcessors: 4, maximumNumberOfProcessors: 4, simulation: { duration: 900000, exitCode: 0 } }] });
  cluster.advanceTo(1772443325000);
  cluster.actAs("CLUSTER\\ana", false);
  cluster.queueJob({ name: "check-55", minimumNumberOfProcessors: 1, maximumNumberOfProcessors: 1, isExclusive: false, runtime: "00:00:03", tasks: [{ commandLine: "check", minimumNumberOfProcessors: 1, maximumNumberOfProcessors: 1, simulation: { duration: 124000, exitCode: 0 } }] });
  cluster.advanceTo(1772443367000);
  cluster.actAs("CLUSTER\\max", false);
  cluster.queueJob({ name: "tally-84", minimumNumberOfProcessors: 2, maximumNumberOfProcessors: 2, isExclusive: false, runtime: "00:00:01", tasks: [{ commandLine: "tally", minimumNumberOfProcessors: 2, maximumNumberOfProcessors: 2, simulation: { duration: 34000, exitCode: 0 } }] });
  cluster.advanceTo(1772443432000);
  cluster.actAs("CLUSTER\\dee", false);
  cluster.queueJob({ name: "convert-90", minimumNumberOfProcessors: 2, maximumNumberOfProcessors: 2, isExclusive: false, runtime: "00:00:04", tasks: [{ commandLine: "convert", minimumNumberOfProcessors: 2, maximumNumberOfProcessors: 2, simulation: { duration: 74000, exitCode: 0 } }] });
  cluster.advanceTo(1772443471000);
  cluster.actAs("CLUSTER\\ivo", false);
  cluster.queueJob({ name: "pipeline-90", minimumNumberOfProcessors: 3, maximumNumberOfProcessors: 3, isExclusive: false, runtime: "00:00:03", tasks: [{ commandLine: "mesh", minimumNumberOfProcessors: 1, maximumNumberOfProcessors: 1, simulation: { duration: 35000, exitCode: 0 }, name: "mesh" }, { commandLine: "solve 1", minimumNumberOfProcessors: 1, maximumNumberOfProcessors: 1, simulation: { duration: 52000, exitCode: 0 }, name: "solve-1", depend: ["mesh"] }, { commandLine: "solve 2", minimumNumberOfProcessors: 1, maximumNumberOfProcessors: 1, simulation: { duration: 52000, exitCode: 0 }, name: "solve-2", depend: ["mesh"] }, { commandLine: "solve 3", minimumNumberOfProcessors: 1, maximumNumberOfProcessors: 1, simulation: { duration: 52000, exitCode: 0 }, name: "solve-3", depend: ["mesh"] }, { commandLine: "plot", minimumNumberOfProcessors: 1, maximumNumberOfProcessors: 1, simulation: { duration: 10000, exitCode: 0 }, name: "plot", depend: ["solve-1", "solve-2", "solve-3"] }] });
  cluster.advanceTo(1772443800000);
  cluster.actAs("CLUSTER\\ben", false);
  cluster.queueJobs([{ name: "=1+1, \"quoted\"\n‮ back 😀 \ud800 \\ $", isExclusive: false, priority: "BelowNormal", runtime: "00:02:00", extendedJobTerms: { ["__proto__"]: "x", "a b": "y" }, tasks: [{ commandLine: "sleep 90 && exit 3", name: "one", environmentVariables: { A: "=1+1, \"quoted\"\n‮ back 😀 \ud800 \\ ${x}" }, workDirectory: "C:\\temp" }, { commandLine: "=1+1, \"quoted\"\n‮ back 😀 \ud800 \\ ${x}", name: "two", depend: "one", runtime: "00:00:10:30", simulation: { duration: Infinity }, environmentVariables: [{ name: "B", value: "1" }, { name: "B", value: "2" }] }] }, { project: "-project", askedNodes: ["N1", "N2"], minimumNumberOfProcessors: 2, maximumNumberOfProcessors: 4, tasks: [{ commandLine: "work", minimumNumberOfProcessors: 2, maximumNumberOfProcessors: 2, requiredNodes: "N1" }] }]);
  cluster.addJob({ runUntilCanceled: true });
  cluster.addTask(11, { commandLine: "work", simulation: null });
  cluster.addTasks(11, [{ commandLine: "exit 1", isExclusive: true, extendedTaskTerms: { t: "v" } }]);
  cluster.modifyJob(11, { name: "modified", softwareLicense: "fluent:2", user: "CLUSTER\\ivo" });
  cluster.modifyJobTerm(11, "Project", "=1+1, \"quoted\"\n‮ back 😀 \ud800 \\ ${x}");
  cluster.actAs("CLUSTER\\Administrator", true);
  cluster.submitJob(11);
  cluster.advanceTo(1772443861000);
  assert.throws(() => cluster.cancelJobs([9, 2000000000, 1], "=1+1, \"quoted\"\n‮ back 😀 \ud800 \\ ${x}"), { code: "InvalidJobId" });
  assert.throws(() => cluster.cancelJobs([10, null, 1], null), { code: "TypeMismatch" });
  cluster.tryCancelJobs([11, null, 99], "carried on");
  cluster.requeueJobs([9]);
  cluster.requeueJob(11);
  cluster.cancelTask(9, 2, "one task");
  assert.throws(() => cluster.cancelTasks(11, [2, 9], "=1+1, \"quoted\"\n‮ back 😀 \ud800 \\ ${x}"), { code: "InvalidTaskId" });
  cluster.requeueTask(9, 2);
  assert.throws(() => cluster.requeueTasks(11, [2, 9]), { code: "InvalidTaskId" });
  cluster.cancelJob(11);
  cluster.setClusterParameter("TTLCompletedJobs", "1");
  cluster.setClusterParameter("Mine", "=1+1, \"quoted\"\n‮ back 😀 \ud800 \\ ${x}");
  cluster.setClusterParameter("Mine", null);
  cluster.setEnvironmentVariable("E", "=1+1, \"quoted\"\n‮ back 😀 \ud800 \\ ${x}");
  cluster.setEnvironmentVariable("E", "");
  cluster.pauseNode("N1");
  cluster.resumeNode("N1");
  cluster.failNode("N2");
  cluster.advanceTo(1772454661000);
  cluster.restoreNode("N2");
  cluster.addJobs([{ name: "last" }]);
  cluster.submitJobs([12]);
  cluster.queueJob({ tasks: [{ commandLine: "work" }] });
}

test("the session ends in the same state", () => {
  const cluster = new Cluster({ name: "MORNING", nodes: [{ name: "N1", numberOfProcessors: 4 }, { name: "N2", numberOfProcessors: 4 }], now: 1772440200000 });
  part1(cluster);
  cluster.advanceTo(1772562661001);
  assert.equal(cluster.stateDigest(), "0a07fdc84ec09491");
});

// What one takes away: tables, pictures, a workload log, tests in two languages. Each is read by what it is meant for.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { Replay } from "ccp-scheduler";
import { ask, axe, button, onPage, openConsole, outcome, typeLine } from "./helpers.mjs";

async function saved(page, press) {
  const download = page.waitForEvent("download");
  await press();
  return readFileSync(await (await download).path());
}
const shared = (page, label) =>
  saved(page, async () => {
    await button(page, "Share").click();
    await page.getByRole("menuitem", { name: label, exact: true }).click();
  });
async function curious(page) {
  await button(page, "More").click();
  await page.getByRole("menuitem", { name: "For the curious…" }).click();
  return page.getByRole("dialog", { name: "For the curious" });
}
const forPrograms = (page, panel, label) => saved(page, () => panel.getByRole("button", { name: label, exact: true }).click());

/** What a spreadsheet reads. */
function table(bytes) {
  const text = bytes.toString("utf8");
  assert.equal(text[0], "\uFEFF");
  const rows = [[]];
  for (const [, quoted, plain, end] of text.slice(1).matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    rows[rows.length - 1].push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end !== ",") rows.push([]);
  }
  assert.deepEqual(rows.pop(), []);
  const [head, ...all] = rows;
  return all.map((row) => Object.fromEntries(head.map((name, at) => [name, row[at]])));
}

/** Every call there is, with texts that programs stumble over. It is what the exported tests in `tests/` were made from. */
const SESSION = `(cluster) => {
  const nasty = '=1+1, "quoted"\\n\\u202e back \\ud83d\\ude00 \\ud800 \\\\ \${x}';
  cluster.advance(5 * 60_000);
  cluster.actAs("CLUSTER\\\\ben", false);
  const [a, b] = cluster.queueJobs([
    { name: nasty.slice(0, 30), isExclusive: false, priority: "BelowNormal", runtime: "00:02:00", extendedJobTerms: JSON.parse('{"__proto__":"x","a b":"y"}'), tasks: [
      { commandLine: "sleep 90 && exit 3", name: "one", environmentVariables: { A: nasty }, workDirectory: "C:\\\\temp" },
      { commandLine: nasty, name: "two", depend: "one", runtime: "00:00:10:30", simulation: { duration: Infinity }, environmentVariables: [{ name: "B", value: "1" }, { name: "B", value: "2" }] },
    ] },
    { project: "-project", askedNodes: ["N1", "N2"], minimumNumberOfProcessors: 2, maximumNumberOfProcessors: 4, tasks: [{ commandLine: "work", minimumNumberOfProcessors: 2, maximumNumberOfProcessors: 2, requiredNodes: "N1" }] },
  ]);
  const c = cluster.addJob({ runUntilCanceled: true });
  cluster.addTask(c, { commandLine: "work", simulation: null });
  cluster.addTasks(c, [{ commandLine: "exit 1", isExclusive: true, extendedTaskTerms: { t: "v" } }]);
  cluster.modifyJob(c, { name: "modified", softwareLicense: "fluent:2", user: "CLUSTER\\\\ivo" });
  cluster.modifyJobTerm(c, "Project", nasty);
  cluster.actAs("CLUSTER\\\\Administrator", true);
  cluster.submitJob(c);
  cluster.advance(61_000);
  const stops = (call) => { try { call(); } catch {} };
  stops(() => cluster.cancelJobs([a, 2_000_000_000, 1], nasty));
  stops(() => cluster.cancelJobs([b, "no id", 1], null));
  cluster.tryCancelJobs([c, {}, 99], "carried on");
  cluster.requeueJobs([a]);
  cluster.requeueJob(c);
  cluster.cancelTask(a, 2, "one task");
  stops(() => cluster.cancelTasks(c, [2, 9], nasty));
  cluster.requeueTask(a, 2);
  stops(() => cluster.requeueTasks(c, [2, 9]));
  cluster.cancelJob(c);
  cluster.setClusterParameter("TTLCompletedJobs", "1");
  cluster.setClusterParameter("Mine", nasty);
  cluster.setClusterParameter("Mine", null);
  cluster.setEnvironmentVariable("E", nasty);
  cluster.setEnvironmentVariable("E", "");
  cluster.pauseNode("N1");
  cluster.resumeNode("N1");
  cluster.failNode("N2");
  cluster.advance(3 * 3_600_000);
  cluster.restoreNode("N2");
  cluster.submitJobs(cluster.addJobs([{ name: "last" }]));
  cluster.queueJob({ tasks: [{ commandLine: "work" }] });
  cluster.advance(30 * 3_600_000 + 1);
}`;

const LINES = [
  'job submit /jobname:"50^% \\"typed\\"" /numprocessors:2-4 /runtime:00:00:10 /env:A=1 /env:A=2 sleep 90 ^&^& exit 3',
  "job new /jobname:parts /exclusive:false /priority:Highest",
  "for %i in (one two) do job add 1 /name:%i /rerunnable:false sleep 60",
  "runas /user:CLUSTER\\ana for /l %i in (1,1,2) do job submit /jobname:loop%i sleep 600",
  "job list /all",
  "job cancel 99",
  "scancel 1,99,3",
  "wait 5m",
  "cluscfg setparams Typed=yes Typed=",
  "node pause N1",
  "clusrun /nodes:N2,N3 hostname",
];

test("the exported tests replay the session and check its digest, in Rust and in JavaScript", () =>
  onPage({}, async (page) => {
    const switchUsers = async () => {
      await button(page, "More").click();
      await page.getByRole("menuitemcheckbox", { name: "Generated users" }).click();
    };
    await ask(page, "(cluster) => cluster.advance(24 * 60_000)");
    await switchUsers();
    await ask(page, "(cluster) => cluster.advance(4 * 60_000)");
    await switchUsers();
    await ask(page, SESSION);
    await ask(page, "(cluster) => cluster.actAs('CLUSTER\\\\Administrator', true)");
    // Lines of the console are the calls that they made.
    await openConsole(page);
    for (const line of LINES) await typeLine(page, line);
    // One of them waits, and those behind it wait for it.
    await page.getByRole("log", { name: "Answers" }).getByText("requiredNodes names N3").waitFor();
    const panel = await curious(page);
    for (const [label, file] of [["Rust test", "tests/exported.rs"], ["JavaScript test", "tests/js/exported.test.mjs"]]) {
      const made = (await forPrograms(page, panel, label)).toString("utf8");
      // `cargo test` and `node --test` run what stands there.
      if (process.env.UPDATE) writeFileSync(file, made);
      assert.equal(made, readFileSync(file, "utf8").replaceAll("\r", ""), `${file}: UPDATE=1 writes it anew`);
    }
  }));

test("a workload log holds the runs that happened, and is replayed", () =>
  onPage({ scenario: "Busy week" }, async (page) => {
    await button(page, "Pause").click();
    await ask(page, "(cluster) => { cluster.advance(3 * 3_600_000); cluster.requeueJobs(cluster.listAllJobs().filter((it) => it.status === 'Running').map((it) => it.id).slice(0, 2)); cluster.advance(3_600_000); }");
    const ended = await ask(page, "(cluster) => cluster.listAllJobs().flatMap((it) => [...it.attempts, it]).filter((it) => it.endTime !== null && it.startTime !== null).length");
    const swf = await forPrograms(page, await curious(page), "SWF");
    const replay = new Replay(swf, { strict: true });
    assert.equal(replay.report.broken, 0);
    assert.equal(replay.report.jobs, ended);
    assert.equal(replay.report.processors, 64);
    assert.equal(replay.report.computer, "WEEK, simulated");
    const runs = swf.toString("utf8").split("\n").filter((line) => /^\d/.test(line)).map((line) => line.split(" ").map(Number));
    assert.equal(runs.length, ended);
    for (const run of runs) assert.equal(run.length, 18);
    assert.equal(runs.filter((run) => run[10] === 5).length >= 2, true, "what was requeued was stopped");
  }));

test("tables are quoted, and no text in them is a formula", () =>
  onPage({}, async (page) => {
    const name = '=HYPERLINK("http://x","y")';
    const id = await ask(page, "(cluster, name) => cluster.queueJob({ name, project: '-1', tasks: [{ commandLine: 'work' }] })", name);
    await ask(page, "(cluster, id) => { cluster.cancelJobs([id], '@me, \\n\"you\"'); cluster.requeueJobs([id]); }", id);
    const jobs = table(await shared(page, "Jobs and attempts as CSV")).filter((row) => row.job === String(id));
    assert.deepEqual(jobs.map((row) => [row.name, row.project, row.attempt, row["attempt status"], row["attempt message"], row["ended by"]]), [
      [`'${name}`, "'-1", "1", "Cancelled", "'@me, \n\"you\"", "call"],
      [`'${name}`, "'-1", "2", "Queued", "", ""],
    ]);
    const events = table(await shared(page, "Events as CSV"));
    assert.equal(events.length, await ask(page, "(cluster) => cluster.eventCount"));
    assert.deepEqual(events.map((row) => Number(row.number)), events.map((_, at) => at + 1));
    assert.equal(events[0].time, "2026-03-02 08:30:00");
    assert.equal(events.find((row) => row.job === String(id) && row.event === "JobAdded").name, `'${name}`);
  }));

test("pictures show the stage, and user text in them is text", () =>
  onPage({}, async (page) => {
    await ask(page, "(cluster) => cluster.queueJob({ name: '<script>alert(1)</script>&\"', tasks: [{ commandLine: 'work' }] })");
    const png = await shared(page, "Picture of the stage (PNG)");
    assert.equal(png.subarray(1, 4).toString(), "PNG");
    assert.equal(png.readUInt32BE(16), 2_400);
    const svg = (await forPrograms(page, await curious(page), "SVG")).toString("utf8");
    const found = await page.evaluate((text) => {
      const picture = new DOMParser().parseFromString(text, "image/svg+xml");
      return { bad: picture.querySelectorAll("parsererror, script").length, texts: [...picture.querySelectorAll("text")].map((it) => it.textContent) };
    }, svg);
    assert.equal(found.bad, 0);
    for (const text of ["N1", "4 of 4 busy", "1 weather-map", "3 thesis-run", "First morning · Mon 2 Mar 2026, 08:57:00"]) assert.ok(found.texts.includes(text), text);
    assert.ok(found.texts.some((text) => text.startsWith("4 <script>")));
  }));

test("for the curious: the digest, what holds, and the whole state", () =>
  onPage({}, async (page) => {
    await ask(page, "(cluster) => cluster.cancelJobs([2], 'wrong file')");
    await button(page, "Step").click();
    const panel = await curious(page);
    const digest = await ask(page, "(cluster) => cluster.stateDigest()");
    await panel.getByText(digest).waitFor();
    await panel.getByRole("button", { name: "Play all of it again and compare" }).click();
    await panel.getByText("Played again from its origin, the session ends in the same digest.").waitFor();
    assert.equal(await panel.getByRole("listitem").filter({ hasText: "holds" }).count(), 8);
    assert.equal(await panel.getByText("does not hold").count(), 0);
    assert.deepEqual(await axe(page), []);
    const { session, state } = JSON.parse(await forPrograms(page, panel, "JSON"));
    assert.equal(state.digest, digest);
    assert.equal(session.calls.length, 1);
    assert.equal(state.events.length, await ask(page, "(cluster) => cluster.eventCount"));
    await outcome(page).filter({ hasText: "first-morning.json was saved" }).waitFor();
  }));

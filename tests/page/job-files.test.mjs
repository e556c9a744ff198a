// Job files of CCP: dropped they are calls like any other, and every job can be saved as one.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { ask, button, onPage, outcome, select, shows } from "./helpers.mjs";

const namespace = 'xmlns="http://www.microsoft.com/ComputeCluster/"';
const term = (value) => `<Term><Name>ccp-scheduler.Simulation</Name><Value>${value}</Value></Term>`;
const JOB = `<?xml version="1.0" encoding="utf-8"?>
<Job ${namespace} Name="tides &lt;b&gt;" Priority="BelowNormal">
  <ExtendedTerms />
  <Tasks>
    <Task Name="first" CommandLine="tides.exe">
      <EnvironmentVariables />
      <ExtendedTerms>${term("Duration=60000,ExitCode=3")}</ExtendedTerms>
    </Task>
  </Tasks>
</Job>
`;
const TASK = `<Task ${namespace} CommandLine="sleep 5"><EnvironmentVariables/><ExtendedTerms/></Task>`;

async function open(page, name, content) {
  const chooser = page.waitForEvent("filechooser");
  await button(page, "More").click();
  await page.getByRole("menuitem", { name: /^Open a file/ }).click();
  await (await chooser).setFiles({ name, mimeType: "text/xml", buffer: Buffer.from(content) });
}
const said = (page, text) => outcome(page).getByText(text).waitFor();

test("a job file is queued, can be taken back, and comes out again as it went in", () =>
  onPage({}, async (page) => {
    const next = (await ask(page, "(cluster) => cluster.listAllJobs().at(-1).id")) + 1;
    await open(page, "tides.xml", JOB);
    await shows(page, next, "tides <b>");
    const [job] = await ask(page, "(cluster) => cluster.listAllJobs().slice(-1)");
    assert.deepEqual([job.id, job.name, job.priority], [next, "tides <b>", "BelowNormal"]);
    assert.deepEqual(job.tasks[0].simulation, { duration: 60_000, exitCode: 3 });

    await select(page, next);
    const download = page.waitForEvent("download");
    await button(page, "More actions").click();
    await page.getByRole("menuitem", { name: "Save job as XML" }).click();
    const file = await download;
    assert.equal(file.suggestedFilename(), `first-morning-job-${next}.xml`);
    const saved = readFileSync(await file.path(), "utf8");
    assert.match(saved, new RegExp(`^<\\?xml version="1.0" encoding="utf-8"\\?>\n<Job xmlns="[^"]+" Id="${next}" Status="Queued" `));

    await page.keyboard.press("Control+z");
    await page.waitForFunction((id) => globalThis.cluster.listAllJobs().every((job) => job.id !== id), next);
    // As Windows saves it.
    await open(page, "again.xml", Buffer.from(`\ufeff${saved.replace("utf-8", "utf-16")}`, "utf16le"));
    await shows(page, next, "tides <b>");
    const again = await ask(page, "(cluster) => cluster.listAllJobs().slice(-1)[0].tasks[0].simulation");
    assert.deepEqual(again, { duration: 60_000, exitCode: 3 });
  }));

test("a task file is for the job that is selected", () =>
  onPage({}, async (page) => {
    await open(page, "step.xml", TASK);
    await said(page, /^step\.xml is a task: select the one job that it is for/);
    await select(page, 3);
    const before = await ask(page, "(cluster) => cluster.getJob(3).taskCount");
    await open(page, "step.xml", TASK);
    await page.waitForFunction((count) => globalThis.cluster.getJob(3).taskCount === count + 1, before);
    assert.equal(await ask(page, "(cluster) => cluster.getJob(3).tasks.at(-1).commandLine"), "sleep 5");
  }));

test("what is no job file is refused with its place, and what the cluster refuses with its reason", () =>
  onPage({}, async (page) => {
    const digest = await ask(page, "(cluster) => cluster.stateDigest()");
    await open(page, "broken.xml", JOB.replace("Priority=\"BelowNormal\"", "Priority=\"Urgent\""));
    await said(page, /^broken\.xml cannot be opened: Line 2, column \d+: Priority must be one of Lowest, .*, not "Urgent"\. Nothing here has changed\.$/);
    await open(page, "page.html", "<html><body onload=\"x()\"></body></html>");
    await said(page, /^page\.html cannot be opened: Line 1, column 1: "html" must be in the namespace/);
    await open(page, "elsewhere.xml", JOB.replace("<Job ", "<Job AskedNodes=\"N77\" "));
    await said(page, /^elsewhere\.xml cannot be opened: askedNodes names N77, which is no node\. Nothing here has changed\.$/);
    assert.equal(await ask(page, "(cluster) => cluster.stateDigest()"), digest);
  }));

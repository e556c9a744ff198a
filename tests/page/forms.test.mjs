// Every legal operation has a control, which says before the click what comes of it, and why where it cannot act.
import assert from "node:assert/strict";
import { test } from "node:test";
import { PHONE, ask, axe, box, button, onPage, outcome, row, select, shows } from "./helpers.mjs";

const details = (page) => page.getByRole("complementary", { name: "Details" });
const form = (page, name) => page.getByRole("dialog", { name });
const statusOf = (page, id) => ask(page, "(cluster, id) => cluster.getJob(id).status", id);

async function more(page, item) {
  await button(page, "More actions").click();
  await page.getByRole("menuitem", { name: item }).click();
}
async function barMore(page, item) {
  await button(page, "More").click();
  await page.getByRole("menuitem", { name: item }).click();
}
/** Opens it and tells what stands under the item: what it does, or why it does nothing now. */
async function said(page, menu, item) {
  await button(page, menu).click();
  const it = page.getByRole("menuitem", { name: item });
  const found = { text: await it.textContent(), off: await it.getAttribute("aria-disabled") };
  await page.keyboard.press("Escape");
  return found;
}

test("a copy takes over terms and tasks, and says before it is added what will become of it", () =>
  onPage({ scenario: "Ended jobs and TTL" }, async (page) => {
    await select(page, 1);
    await more(page, "Copy as new job");
    const copy = form(page, "New job like job 1");
    assert.equal(await copy.getByRole("textbox", { name: "Command line" }).count(), 2);
    assert.equal(await copy.getByRole("checkbox", { name: /^Wants its nodes alone/ }).isChecked(), true);
    await copy.getByText("It starts at once on N2.").waitFor();
    await copy.getByRole("checkbox", { name: /^Wants its nodes alone/ }).uncheck();
    await copy.getByRole("spinbutton", { name: "At least" }).fill("99");
    await copy.getByRole("spinbutton", { name: "At most" }).fill("99");
    await copy.getByText(/^Refused: /).waitFor();
    await copy.getByRole("spinbutton", { name: "At least" }).fill("4");
    await copy.getByRole("spinbutton", { name: "At most" }).fill("8");
    await copy.getByRole("spinbutton", { name: "Limit, minutes" }).first().fill("200");
    await copy.getByRole("combobox", { name: "Priority" }).selectOption({ label: "Highest" });
    assert.deepEqual(await axe(page), []);
    await button(page, "Add job").click();
    await shows(page, 7, "Running");
    const made = await ask(page, "(cluster) => cluster.getJob(7)");
    assert.equal(made.isExclusive, false);
    assert.equal(made.priority, "Highest");
    assert.equal(made.runtime, "00:03:20");
    assert.deepEqual([made.minimumNumberOfProcessors, made.maximumNumberOfProcessors], [4, 8]);
    assert.deepEqual(
      made.tasks.map((task) => [task.name, task.depend, task.simulation.duration]),
      [
        ["align", [], 5_400_000],
        ["merge", ["align"], 3_600_000],
      ],
    );
  }));

test("a new job may have several tasks, or none and stay until it is cancelled", () =>
  onPage({ scenario: "Empty cluster" }, async (page) => {
    await barMore(page, "New job…");
    const job = form(page, "New job");
    await job.getByRole("spinbutton", { name: "At least" }).fill("2");
    await job.getByRole("spinbutton", { name: "At most" }).fill("2");
    await button(page, "Add a task").click();
    const second = job.getByRole("group", { name: "Task 2" });
    await second.getByRole("textbox", { name: "Command line" }).fill("second");
    await second.getByRole("spinbutton", { name: "Works, minutes" }).fill("7");
    await button(page, "Add job").click();
    await shows(page, 1, "Running");
    assert.deepEqual(
      await ask(page, "(cluster) => cluster.getJob(1).tasks.map((it) => [it.commandLine, it.simulation.duration])"),
      [
        ["work", 1_200_000],
        ["second", 420_000],
      ],
    );
    await barMore(page, "New job…");
    await button(page, "Remove task 1").click();
    await job.getByText("More terms").click();
    await job.getByRole("checkbox", { name: "Keeps its processors until it is cancelled" }).check();
    await job.getByRole("checkbox", { name: "Submit it at once" }).uncheck();
    await job.getByText("It waits to be submitted.").waitFor();
    await button(page, "Add job").click();
    await shows(page, 2, "Not submitted");
    const made = await ask(page, "(cluster) => cluster.getJob(2)");
    assert.deepEqual([made.taskCount, made.runUntilCanceled], [0, true]);
  }));

test("a run-time limit is changed, and what it leads to is said while it is typed", () =>
  onPage({ scenario: "A list that stops" }, async (page) => {
    await select(page, 2);
    await more(page, /^Change run-time limit/);
    const limit = form(page, "Change run-time limit");
    const minutes = limit.getByRole("spinbutton", { name: "Run-time limit, minutes" });
    await minutes.fill("3");
    await limit.getByText("It has run for longer already: it becomes Cancelled at once.").waitFor();
    await limit.getByText("Job 4 starts at once on N1.").waitFor();
    await minutes.fill("90");
    await button(page, "Change job 2").click();
    assert.match(await outcome(page).textContent(), /^Job 2 may run for 1 h 30 min now\./);
    assert.equal(await ask(page, "(cluster) => cluster.getJob(2).runtime"), "00:01:30");
  }));

test("priority and other terms of a waiting job are changed; what has ended says why not", () =>
  onPage({ scenario: "A list that stops" }, async (page) => {
    await select(page, 6);
    await more(page, /^Change priority/);
    await form(page, "Change priority").getByRole("combobox", { name: "Priority" }).selectOption({ label: "Highest" });
    await button(page, "Change job 6").click();
    assert.deepEqual(await ask(page, "(cluster) => [...cluster.queuedJobs()]"), [6, 4, 5]);
    await more(page, /^Change another term/);
    const other = form(page, "Change another term");
    await other.getByRole("combobox", { name: "Term" }).selectOption({ label: "Project" });
    await other.getByRole("textbox", { name: "Project" }).fill("dunes");
    await button(page, "Change job 6").click();
    assert.equal(await ask(page, "(cluster) => cluster.getJob(6).project"), "dunes");
    await box(page, 6).uncheck();
    await select(page, 3);
    const off = await said(page, "More actions", /^Change run-time limit/);
    assert.match(off.text, /Job 3 is Finished/);
    assert.equal(off.off, "true");
    await button(page, "More actions").click();
    await page.getByRole("menuitem", { name: /^Change run-time limit/ }).click({ force: true }); // It cannot act, and says why.
    assert.match(await outcome(page).textContent(), /Job 3 is Finished/);
    assert.equal(await page.getByRole("dialog").count(), 0);
    await select(page, 4);
    await button(page, "More actions").click();
    await page.getByRole("menuitem", { name: /^Copy as new job/ }).click({ force: true });
    assert.match(await outcome(page).textContent(), /^Copy as new job is for one job at a time; 2 are selected\./);
  }));

test("tasks are cancelled by hand with a message, requeued and added", () =>
  onPage({ scenario: "Ended jobs and TTL" }, async (page) => {
    await select(page, 1);
    await button(page, "Requeue tasks").click({ force: true }); // It cannot act yet, and says why.
    assert.match(await outcome(page).textContent(), /^Choose a task first/);
    await page.getByRole("checkbox", { name: "Select task 2" }).check();
    await button(page, "Requeue 1 task").click();
    assert.match(await outcome(page).textContent(), /^Task 2 of job 1 queued again\./);
    await page.getByRole("checkbox", { name: "Select task 2" }).check();
    await button(page, "Cancel 1 task").click();
    const cancel = form(page, "Cancel tasks");
    await cancel.getByText(/becomes Cancelled by hand\. Requeueing the job leaves it so/).waitFor();
    assert.deepEqual(await axe(page), []);
    await cancel.getByRole("textbox", { name: "Message", exact: true }).fill("bad sample");
    await cancel.getByRole("button", { name: "Cancel 1 task" }).click();
    assert.match(await outcome(page).textContent(), /^Task 2 of job 1 cancelled by hand\./);
    await details(page).getByText("Cancelled by hand: bad sample").waitFor();
    await page.getByRole("checkbox", { name: "Select task 1" }).check();
    await button(page, "Cancel 2 tasks").or(button(page, "Cancel 1 task")).click();
    await form(page, "Cancel tasks").getByText(/^Refused: /).waitFor();
    await page.keyboard.press("Escape");
    await box(page, 1).uncheck();
    await select(page, 6);
    await button(page, "Add task").click();
    await form(page, "New task in job 6").getByRole("textbox", { name: "Command line" }).fill("exit 3");
    await form(page, "New task in job 6").getByRole("button", { name: "Add task" }).click();
    assert.match(await outcome(page).textContent(), /^Job 6 has 1 new task\./);
    assert.equal(await ask(page, "(cluster) => cluster.getJob(6).taskCount"), 2);
  }));

test("what Requeue would do stands in the details while the pointer or the focus is at the button", () =>
  onPage({ scenario: "A list that stops" }, async (page) => {
    await select(page, 2);
    const before = page.getByRole("region", { name: "What would happen" });
    assert.equal(await before.count(), 0);
    await button(page, "Requeue selected jobs").hover();
    for (const line of ["Job 2 waits again.", "Job 4 starts at once on N1.", "20 min of processor time is lost"])
      await before.getByText(line).waitFor();
    await page.mouse.move(5, 5);
    await before.waitFor({ state: "detached" });
    await button(page, "Requeue selected jobs").focus();
    await before.waitFor();
    assert.equal(await button(page, "Requeue selected jobs").getAttribute("aria-describedby"), await before.getAttribute("id"));
    await page.keyboard.press("Enter");
    await shows(page, 2, "Queued");
    await shows(page, 4, "Running");
  }));

test("nodes say what each action does, and why it does nothing now", () =>
  onPage({ scenario: "Node trouble" }, async (page) => {
    assert.match((await said(page, "Node N1", /^Pause node/)).text, /nothing new starts/);
    assert.deepEqual((await said(page, "Node N1", /^Resume node/)).off, "true");
    assert.match((await said(page, "Node N1", /^Approve node/)).text, /Node N1 is Ready/);
    assert.match((await said(page, "Node N3", /^Pause node/)).text, /It is paused already/);
    const approve = await said(page, "Node N4", /^Approve node/);
    assert.equal(approve.off, null);
    await button(page, "Node N4").click();
    await page.getByRole("menuitem", { name: /^Approve node/ }).click();
    assert.match(await outcome(page).textContent(), /^N4 is approved/);
    await button(page, "Node N4").click();
    await page.getByRole("menuitem", { name: /^Resume node/ }).click();
    await shows(page, 4, "Running");
  }));

test("who acts as a user may touch this user's jobs only, and is told whose they are", () =>
  onPage({}, async (page) => {
    await barMore(page, /^Act as/);
    await form(page, "Act as").getByRole("radio", { name: /^cho/ }).check();
    await button(page, "Act as cho").click();
    assert.match(await outcome(page).textContent(), /^You act as cho now/);
    await button(page, "As cho").waitFor();
    await select(page, 2);
    await button(page, "Cancel selected jobs").click();
    await form(page, "Cancel jobs").getByText(/Job 2 belongs to CLUSTER\\ben/).waitFor();
    await page.keyboard.press("Escape");
    await button(page, "Requeue selected jobs").click();
    assert.match(await outcome(page).textContent(), /^Refused: Job 2 belongs to CLUSTER\\ben.*Nothing changed\.$/);
    await button(page, "Node N1").click();
    await page.getByRole("menuitem", { name: /^Pause node/ }).click({ force: true });
    assert.match(await outcome(page).textContent(), /^Refused: CLUSTER\\cho is no administrator/);
    await box(page, 2).uncheck();
    await select(page, 3);
    await button(page, "Cancel selected jobs").click();
    await page.keyboard.press("Enter");
    await shows(page, 3, "Cancelled");
    await button(page, "As cho").click();
    await form(page, "Act as").getByRole("textbox", { name: "Another user" }).fill("zoe");
    await button(page, "Act as zoe").click();
    await button(page, "As zoe").click();
    await form(page, "Act as").getByRole("radio", { name: /^Administrator/ }).check();
    await button(page, "Act as Administrator").click();
    assert.equal(await button(page, /^As /).count(), 0);
  }));

test("parameters are set with their ranges beside them; the TTL is not among them", () =>
  onPage({ scenario: "Node trouble" }, async (page) => {
    await barMore(page, /^Cluster parameters/);
    const all = form(page, "Cluster parameters");
    assert.equal(await all.getByRole("textbox", { name: "TTLCompletedJobs" }).count(), 0);
    await all.getByText("decimal digits from 1 to 1000").waitFor();
    await all.getByRole("textbox", { name: "InactivityCount" }).fill("0");
    await button(page, "Set 1 parameter").click();
    await all.getByRole("alert").filter({ hasText: "InactivityCount cannot be" }).waitFor();
    await all.getByRole("textbox", { name: "InactivityCount" }).fill("1");
    assert.deepEqual(await axe(page), []);
    await button(page, "Set 1 parameter").click();
    assert.match(await outcome(page).textContent(), /^InactivityCount is now 1\./);
    assert.equal(await ask(page, "(cluster) => cluster.parameters.InactivityCount"), "1");
  }));

test("on the phone the dialog stays above the keyboard, and other forms can be reached", () =>
  onPage({ viewport: PHONE }, async (page) => {
    await page.getByRole("tab", { name: "Jobs" }).click();
    await select(page, 2);
    await button(page, "Cancel selected jobs").click();
    const cancel = form(page, "Cancel jobs");
    await cancel.waitFor();
    // What a keyboard of 336 px leaves.
    await page.setViewportSize({ width: 390, height: 508 });
    const { y } = await cancel.boundingBox();
    assert.ok(y >= 0, `${y}`);
    const texts = await cancel.getByRole("textbox", { name: "Message", exact: true }).boundingBox();
    const act = await cancel.getByRole("button", { name: "Cancel 1 job" }).boundingBox();
    assert.ok(texts.y + texts.height <= act.y, "the buttons do not lie over the message");
    assert.ok(act.y + act.height <= 508, "the button is above the keyboard");
    await page.keyboard.press("Escape");
    await page.setViewportSize(PHONE);
    await more(page, "Copy as new job");
    await form(page, "New job like job 2").getByRole("button", { name: "Add job" }).click();
    await shows(page, 4, "wind-tunnel");
    assert.equal(await statusOf(page, 4), "Queued");
    assert.equal(await row(page, 4).count(), 1);
  }));

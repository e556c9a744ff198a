// The console: CCP's command line on the page, as part of its one history.
import assert from "node:assert/strict";
import { test } from "node:test";
import { PHONE, ask, axe, button, command, copied, inSight, onPage, openConsole as open, outcome, select, shows, typeLine as type } from "./helpers.mjs";
import { LESSONS, column, pattern, textsOf } from "./lessons.mjs";

const answers = (page) => page.getByRole("log", { name: "Answers", exact: true });
const offers = (page) => page.getByRole("listbox", { name: "What may stand here", exact: true });
const digest = (page) => ask(page, "(cluster) => cluster.stateDigest()");
const status = (page, id) => ask(page, "(cluster, id) => cluster.getJob(id).status", id);

const says = (page, text) => answers(page).getByText(text).last().waitFor();

test("a line is carried out, answered below it, and undone and made again like any other call", () =>
  onPage({}, async (page) => {
    await open(page);
    assert.equal(await command(page).evaluate((it) => it === document.activeElement), true);
    const before = await digest(page);
    await type(page, 'job cancel 2 /message:"wrong <b>input</b> file"');
    await says(page, "Job 2 has been cancelled.");
    await shows(page, 2, "Cancelled");
    const after = await digest(page);
    await button(page, /^Undo job cancel 2/).click();
    assert.equal(await digest(page), before);
    await button(page, /^Redo job cancel 2/).click();
    assert.equal(await digest(page), after);
    // What was typed is data.
    assert.equal(await answers(page).locator("b").count(), 0);
    assert.deepEqual(await axe(page), []);
  }));

test("a line that only asks, or is refused, is no call; errors are said and told apart", () =>
  onPage({}, async (page) => {
    await open(page);
    await type(page, "job list /all");
    await says(page, /^ID\s+Owner/);
    await type(page, "job cancel 99");
    await answers(page).locator(".error").waitFor();
    await type(page, "scancel 3");
    await says(page, "In CCP: job cancel 3");
    assert.equal(await status(page, 3), "Cancelled");
    await button(page, /^Undo scancel 3/).click();
    assert.equal(await page.getByRole("button", { name: /^Undo / }).count(), 0);
  }));

test("wait takes the clock on, with what happens on the way, and the next line waits for it", () =>
  onPage({}, async (page) => {
    await open(page);
    const start = await ask(page, "(cluster) => cluster.now");
    await type(page, "wait 30m");
    await type(page, "job new /jobname:afterwards");
    await says(page, /^Job queued, ID: \d+$/);
    assert.equal(await ask(page, "(cluster) => cluster.now"), start + 30 * 60_000);
    await says(page, /^It is Mon /);
    await type(page, "for %i in (1 2) do wait 5s");
    await says(page, /wait is a line of its own/);
    await type(page, "wait next");
    await answers(page).getByText(/^It is Mon /).nth(1).waitFor();
    assert.ok((await ask(page, "(cluster) => cluster.now")) > start + 30 * 60_000);
  }));

test("Tab completes and lists, arrows choose, and earlier lines come back", () =>
  onPage({}, async (page) => {
    await open(page);
    await command(page).pressSequentially("job canc");
    await page.keyboard.press("Tab");
    assert.equal(await command(page).inputValue(), "job cancel ");
    await page.keyboard.press("Tab");
    await offers(page).waitFor();
    assert.equal(await command(page).getAttribute("aria-expanded"), "true");
    await page.keyboard.press("ArrowDown");
    const first = offers(page).getByRole("option").first();
    assert.equal(await first.getAttribute("aria-selected"), "true");
    assert.equal(await command(page).getAttribute("aria-activedescendant"), await first.getAttribute("id"));
    assert.deepEqual(await axe(page), []);
    await page.keyboard.press("Enter");
    assert.match(await command(page).inputValue(), /^job cancel \d+ $/);
    await offers(page).waitFor({ state: "detached" });
    await type(page, "node list");
    await type(page, "job list");
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("ArrowUp");
    assert.equal(await command(page).inputValue(), "node list");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    assert.equal(await command(page).inputValue(), "");
    // No trap: an empty line, or Escape before, and Tab is Tab.
    await command(page).fill("job ");
    await page.keyboard.press("Escape");
    await page.keyboard.press("Tab");
    assert.equal(await command(page).evaluate((it) => it === document.activeElement), false);
  }));

test("what is done elsewhere stands in the open console as its command", () =>
  onPage({}, async (page) => {
    await ask(page, "(cluster) => cluster.pauseNode('N2')");
    await open(page);
    await ask(page, "(cluster) => cluster.cancelJobs([2, 3], 'wrong \"file\"')");
    await says(page, 'On the page: job cancel 2,3 /message:^"wrong \\^"file\\^"^"');
    await ask(page, "(cluster) => cluster.failNode('N1')");
    await says(page, "On the page: node fail N1");
    // What was done before it was opened stands above.
    assert.deepEqual((await answers(page).locator("p").allInnerTexts()).slice(2, 3), ["On the page: node pause N2"]);
  }));

test("a screen reader hears one short utterance for each line, and what completion did", () =>
  onPage({}, async (page) => {
    await open(page);
    const spoken = page.locator(".console [aria-live=polite]");
    const hears = async (text) => assert.equal((await spoken.filter({ hasText: text }).textContent()).trimEnd(), text);
    assert.equal(await answers(page).getAttribute("aria-live"), "off");
    await type(page, "job list /all");
    await spoken.filter({ hasText: /more lines?, in Answers\.$/ }).waitFor();
    assert.ok((await spoken.textContent()).startsWith("ID Owner Name"));
    await type(page, "scancel 2");
    await hears("In CCP: job cancel 2\nJob 2 has been cancelled.");
    await type(page, "job cancel 2");
    await spoken.filter({ hasText: /^Job 2 is Cancelled;/ }).waitFor();
    // The same words again are said again.
    const [first] = [await spoken.textContent(), await type(page, "job cancel 2")];
    assert.notEqual(await spoken.textContent(), first);
    await command(page).pressSequentially("job canc");
    await page.keyboard.press("Tab");
    await hears("cancel");
    await command(page).fill("job ");
    await page.keyboard.press("Tab");
    await spoken.filter({ hasText: /^\d+ may stand here/ }).waitFor();
  }));

test("? is help", () =>
  onPage({}, async (page) => {
    await open(page);
    await type(page, "?");
    await says(page, /^job cancel\s+: /);
  }));

test("what stands there for an action does the same when it is typed", () =>
  onPage({}, async (page) => {
    await open(page);
    await ask(page, "(cluster) => cluster.cancelJobs([2], '50% of \"it\" & more')");
    const line = (await answers(page).locator(".elsewhere").innerText()).replace("On the page: ", "");
    const after = await digest(page);
    await button(page, /^Undo cancel job 2/).click();
    await type(page, line);
    await shows(page, 2, "Cancelled");
    assert.equal(await digest(page), after);
  }));

test("Show as code hands its commands to the console, where they wait for Enter", () =>
  onPage({}, async (page) => {
    await select(page, 2);
    await button(page, /^Show as code/).click();
    await page.getByRole("tab", { name: "Commands", exact: true }).click();
    await button(page, "To the console: Cancel job 2").click();
    assert.equal(await command(page).inputValue(), "job cancel 2");
    assert.equal(await status(page, 2), "Running");
    await command(page).press("Enter");
    await shows(page, 2, "Cancelled");
  }));

test("a line with a password is not carried out, and nothing keeps it", () =>
  onPage({}, async (page) => {
    await open(page);
    for (const line of ["job submit /password:hunter2 sleep 5", 'job submit "/pass^word:hunter2" sleep 5', "cluscfg setcreds /PASSWORD:hunter2"]) {
      await type(page, line);
      await says(page, /Leave \/password out/);
      assert.equal(await command(page).inputValue(), "");
    }
    await page.keyboard.press("ArrowUp");
    assert.equal(await command(page).inputValue(), "");
    assert.ok(!(await page.content()).includes("hunter2"));
    assert.equal(await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]).includes("hunter2")), false);
  }));

test("runas changes who acts from then on", () =>
  onPage({}, async (page) => {
    await open(page);
    await type(page, "runas /user:CLUSTER\\ana");
    await says(page, "You are CLUSTER\\ana.");
    assert.deepEqual(await ask(page, "(cluster) => [cluster.user, cluster.isAdmin]"), ["CLUSTER\\ana", false]);
    await type(page, "runas /user:CLUSTER\\ben job submit /jobname:bens sleep 60");
    await says(page, /^Job has been submitted/);
    assert.equal(await ask(page, "(cluster) => cluster.user"), "CLUSTER\\ana");
  }));

test("a text with several lines comes line by line, each when the one before was entered", () =>
  onPage({}, async (page) => {
    await open(page);
    await command(page).evaluate((it) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData("text", "# a script\r\njob new /jobname:pasted\nwait 5s\n");
      it.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
    });
    assert.equal(await command(page).inputValue(), "# a script");
    await command(page).press("Enter");
    assert.equal(await command(page).inputValue(), "job new /jobname:pasted");
    await command(page).press("Enter");
    await says(page, /^Job queued/);
    assert.equal(await command(page).inputValue(), "wait 5s");
  }));

test("files of the visitor's are job files of the console, and the history has them", () =>
  onPage({}, async (page) => {
    await open(page);
    const xml = `<Job xmlns="http://www.microsoft.com/ComputeCluster/" Name="nightly"><ExtendedTerms/><Tasks><Task CommandLine="sleep 60"><EnvironmentVariables/><ExtendedTerms/></Task></Tasks></Job>`;
    await page.locator(".console input[type=file]").setInputFiles({ name: "nightly.xml", mimeType: "text/xml", buffer: Buffer.from(xml) });
    await says(page, /^nightly.xml is at hand/);
    await type(page, "job submit /jobfile:nightly.xml");
    await says(page, /^Job has been submitted/);
    const after = await digest(page);
    await button(page, /^Undo job submit/).click();
    await button(page, /^Redo job submit/).click();
    assert.equal(await digest(page), after);
  }));

test("a link has the lines that changed something, and opens the very same cluster", () =>
  onPage({ scenario: "Busy week" }, async (page) => {
    await button(page, "Pause").click();
    await open(page);
    await type(page, "for /l %i in (1,1,3) do job submit /jobname:loop%i sleep 600");
    await type(page, "wait 2h");
    await says(page, /^It is /);
    await type(page, "node fail N2");
    await says(page, /Node N2/);
    // No event tells of it, but an id for commands is gone.
    await type(page, "clusrun /nodes:N1 hostname");
    await says(page, "N1: exit code 0");
    const there = await digest(page);
    await button(page, "Share").click();
    const link = await copied(page, () => page.getByRole("menuitem", { name: /^Copy link with (no|\d)/ }).click());
    await onPage({ url: link }, async (other) => {
      await outcome(other).filter({ hasText: /^The link was opened/ }).waitFor();
      assert.equal(await digest(other), there);
      await button(other, /^Undo clusrun \/nodes:N1 hostname/).click();
      await button(other, /^Undo node fail N2/).click();
      await button(other, /^Undo for \/l/).click();
    });
  }));

test("a lesson sees the calls that a line has made: mistakes, actions, and the goal", () =>
  onPage({ search: "?lesson=it-stopped-at-the-third" }, async (page) => {
    const { mistakes } = textsOf(LESSONS.find(({ id }) => id === "it-stopped-at-the-third"));
    const said = (id) => column(page).getByText(pattern(mistakes[id])).waitFor();
    await column(page).getByText("you: 0").waitFor();
    await open(page);
    await type(page, "job list /all");
    await type(page, 'job cancel 1-6 /message:"wrong parameters"');
    await said("stopped");
    await type(page, 'scancel 1-6');
    await said("again");
    await column(page).getByText("you: 1").waitFor();
    // A loop is as many calls as it has rounds.
    await type(page, 'for %i in (4 5 6) do job cancel %i /message:"wrong parameters"');
    await column(page).getByText("Goal reached in 4 actions").waitFor();
    await button(page, /^Undo for/).click();
    await column(page).getByText("you: 1").waitFor();
  }));

test("a lesson is made of lines as of clicks", () =>
  onPage({}, async (page) => {
    await open(page);
    await type(page, "job submit /jobname:late /numprocessors:4 sleep 90");
    await type(page, "for %i in (2 3) do job cancel %i /message:wrong");
    await button(page, "More").click();
    await page.getByRole("menuitem", { name: /^Make a lesson of this…/ }).click();
    const editor = page.getByRole("dialog", { name: "A lesson as text" });
    await editor.getByText("It opens, its start is as it says, and its solutions reach the goal.").waitFor();
    const lesson = JSON.parse(await editor.getByRole("textbox", { name: "The lesson’s file" }).inputValue());
    assert.deepEqual(lesson.solutions, [[2, 3].map((id) => ({ call: "cancelJobs", ids: [id], message: "wrong" }))]);
    const { call, jobs } = lesson.before.at(-1);
    assert.deepEqual([call, jobs], ["queueJobs", [{ name: "late", processors: 4, tasks: [{ name: "sleep 90", more: { name: "" } }] }]]);
  }));

for (const theme of ["light", "dark"])
  test(`on the phone the console lies over the foot of the page (${theme})`, () =>
    onPage({ viewport: PHONE, theme }, async (page) => {
      await page.getByRole("tab", { name: "More", exact: true }).click();
      await button(page, /^Console/).click();
      await type(page, "job list /all");
      await says(page, /^ID\s+Owner/);
      // A sentence is read without scrolling.
      await type(page, "cancel 3");
      const error = answers(page).locator(".error");
      assert.ok((await error.evaluate((it) => it.getBoundingClientRect().right)) <= PHONE.width);
      for (const control of [command(page), button(page, "Enter"), button(page, "Close the console")]) assert.ok(await inSight(control));
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
      assert.deepEqual(await axe(page), []);
      await button(page, "Close the console").click();
      await command(page).waitFor({ state: "detached" });
    }));

test("exit closes it, and what was answered is there again", () =>
  onPage({}, async (page) => {
    await open(page);
    await type(page, "node list");
    await type(page, "exit");
    await command(page).waitFor({ state: "detached" });
    await open(page);
    await says(page, /^Name\s+Status/);
    await type(page, "cls");
    await answers(page).locator("p").first().waitFor({ state: "detached" });
    await type(page, "quit");
    await command(page).waitFor({ state: "detached" });
  }));

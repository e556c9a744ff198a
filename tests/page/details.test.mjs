// The details: three sentences of what is going on; of one job its tasks and attempts; what looks like a fault and is none.
import assert from "node:assert/strict";
import { test } from "node:test";
import { ask, button, onPage, outcome, select, shows } from "./helpers.mjs";

const details = (page) => page.getByRole("complementary", { name: "Details" });
const says = (page, text) => details(page).getByText(text).first().waitFor();

test("what is going on, in three sentences", () =>
  onPage({}, async (page) => {
    await says(page, "2 jobs run and use all 8 processors.");
    await says(page, "Job 3 waits: it needs 4 processors, 0 are free.");
    await says(page, "Next: at 09:00 job 1 ends and job 3 starts.");
    await button(page, "Step").click();
    await says(page, "Nobody waits.");
    await says(page, "Next: at 09:01 a user’s call comes in.");
  }));

test("what will never happen is said too", () =>
  onPage({ scenario: "Empty cluster" }, async (page) => {
    await says(page, "No job runs: all 16 processors are idle.");
    await says(page, "Nobody waits.");
  }));

test("what comes within the minute that the clock shows is said with its seconds", () =>
  onPage({ scenario: "Empty cluster" }, async (page) => {
    await ask(page, "(cluster) => cluster.queueJob({ name: 'short', tasks: [{ commandLine: 'sleep 20' }] })");
    await says(page, /^Next: at \d\d:\d\d:20 job 1 ends/);
  }));

test("a stopped job says that nothing is broken; its attempts say when, by whom and why", () =>
  onPage({}, async (page) => {
    await select(page, 2);
    await button(page, "Cancel selected jobs").click();
    await page.keyboard.type("wrong input file");
    await page.keyboard.press("Enter");
    await says(page, "Cancelled by you: “wrong input file”. You stopped it; nothing is broken");
    await says(page, "Failed – stopped with its job");
    const attempts = details(page).getByRole("region", { name: "Attempts" });
    await attempts.getByText("08:40–08:57 · 17 min").waitFor();
    await attempts.getByText("Cancelled by Administrator: “wrong input file”").waitFor();
    await button(page, "Requeue selected jobs").click();
    await attempts.getByText("has not started").waitFor();
    assert.equal(await attempts.getByRole("listitem").count(), 2);
    await attempts.getByText("Cancelled by Administrator: “wrong input file”").waitFor();
  }));

test("an exclusive job says what it closes, and a narrow one that its tasks take turns", () =>
  onPage({ scenario: "Empty cluster" }, async (page) => {
    await ask(
      page,
      "(cluster) => cluster.queueJob({ name: 'six', tasks: Array.from({ length: 6 }, () => ({ commandLine: 'sleep 60' })) })",
    );
    await select(page, 1);
    await says(page, "It reserves 1 processor, so its 6 tasks take turns.");
    await says(page, "It wants this node alone, the documented default: the other 3 processors are closed meanwhile.");
    await says(page, "0 of 6 Finished");
  }));

test("of several jobs the details count statuses and owners", () =>
  onPage({ scenario: "A list that stops" }, async (page) => {
    await select(page, 1, 2, 4, 7);
    await says(page, "4 jobs selected");
    await says(page, "The running ones hold 8 processors.");
    for (const [owner, n] of [
      ["ivo", 3],
      ["dee", 1],
    ])
      await details(page).getByRole("listitem").filter({ hasText: owner }).getByText(String(n), { exact: true }).waitFor();
  }));

test("the outcome is told in full where it stands, and stays short after long lists", () =>
  onPage({ scenario: "A list that stops" }, async (page) => {
    await select(page, 1, 2, 3, 4, 5, 6);
    await button(page, "Cancel selected jobs").click();
    await page.keyboard.type("x ".repeat(100));
    await page.keyboard.press("Enter");
    await shows(page, 1, "Cancelled");
    for (const size of [
      { width: 1440, height: 900 },
      { width: 1280, height: 720 },
    ]) {
      await page.setViewportSize(size);
      const { over, text } = await outcome(page).evaluate((it) => ({ over: it.scrollHeight - it.clientHeight, text: it.textContent }));
      assert.ok(over <= 0, `${over} px are cut off at ${size.width}: ${text}`);
      assert.match(text, /^Cancelled jobs 1 and 2.*Stopped at 3.*Not touched: 4–6\. Then jobs 4 and 5 started\.$/);
    }
  }));

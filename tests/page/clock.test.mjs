// Time: step, run by events and by the clock, skip; and that nothing jumps meanwhile.
import assert from "node:assert/strict";
import { test } from "node:test";
import { PHONE, ask, box, button, grid, onPage, outcome, select, shows, stopTime } from "./helpers.mjs";

const now = (page) => ask(page, "(cluster) => cluster.now");
const MORNING = Date.UTC(2026, 2, 2, 8, 57);
const slider = (page) => page.getByRole("slider", { name: "Speed", exact: true });

test("Step goes to the next event, in the cluster's own calendar", () =>
  onPage({}, async (page) => {
    assert.equal(await now(page), MORNING);
    await page.getByRole("timer").getByText("Mon 08:57").waitFor();
    await button(page, "Step").click();
    await page.getByRole("timer").getByText("Mon 09:00").waitFor();
    await shows(page, 1, "Finished");
    await shows(page, 3, "Running");
    await button(page, "Step").click();
    await shows(page, 4, "Queued");
    assert.equal(await now(page), Date.UTC(2026, 2, 2, 9, 1));
  }));

test("Run goes by events, Pause stops it", () =>
  onPage({}, async (page) => {
    await button(page, "Run").click();
    await shows(page, 4, "Queued");
    await button(page, "Pause").click();
    const stopped = await now(page);
    await page.waitForTimeout(400);
    assert.equal(await now(page), stopped);
    assert.equal(await button(page, "Run").count(), 1);
  }));

test("the slider chooses the pace by clock, and there is a way back", () =>
  onPage({}, async (page) => {
    const byEvents = button(page, "By events");
    assert.equal(await byEvents.count(), 0);
    await slider(page).focus();
    await page.keyboard.press("End");
    assert.equal(await slider(page).getAttribute("aria-valuetext"), "100,000 times");
    await button(page, "Run").click();
    await page.waitForFunction((start) => globalThis.cluster.now > start + 3_600_000, MORNING);
    await button(page, "Pause").click();
    await slider(page).focus();
    await page.keyboard.press("Home");
    assert.equal(await slider(page).getAttribute("aria-valuetext"), "1 times");
    await button(page, "Run").click();
    // A late frame makes up for no more than a tenth of a second.
    const { passed, real } = await page.evaluate(async () => {
      const [from, start] = [globalThis.cluster.now, performance.now()];
      while (globalThis.cluster.now < from + 500) await new Promise(requestAnimationFrame);
      return { passed: globalThis.cluster.now - from, real: performance.now() - start };
    });
    await button(page, "Pause").click();
    assert.ok(passed <= real + 150, `${passed} ms in ${real}`);
    await byEvents.click();
    assert.equal(await slider(page).getAttribute("aria-valuetext"), "by events");
    assert.equal(await byEvents.count(), 0);
    assert.ok(await slider(page).evaluate((it) => it === document.activeElement));
  }));

for (const motion of ["reduce", "no-preference"]) {
  test(`Skip to finds the next start, end and removal; where nothing is due it says so (motion: ${motion})`, () =>
    onPage({ scenario: "Ended jobs and TTL", motion }, async (page) => {
      const skip = async (item) => {
        await button(page, "Skip to").click();
        await page.getByRole("menuitem", { name: item }).click();
        await button(page, "Run").waitFor();
      };
      await skip("Next removal");
      await box(page, 1).waitFor({ state: "detached" });
      assert.equal(await now(page), Date.UTC(2026, 2, 7, 9, 0, 0, 1));
      await skip("Next end");
      await skip("Next start");
      await outcome(page).getByText("Nothing will happen until you act.").waitFor();
    }));
}

test("the clock stands while somebody decides, and goes on afterwards", () =>
  onPage({}, async (page) => {
    await select(page, 2);
    await button(page, "Run").click();
    await button(page, "Cancel selected jobs").click();
    await page.getByText("Paused while you decide.").waitFor();
    assert.equal(await button(page, "Run").count(), 1);
    await button(page, "Keep 1 job").click();
    assert.equal(await button(page, "Pause").count(), 1);
  }));

test("while it runs nothing jumps, and no row leaves the pointer", () =>
  onPage({ motion: "no-preference" }, async (page) => {
    await page.evaluate(() => {
      globalThis.shift = 0;
      globalThis.shifts = [];
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) {
          globalThis.shift += entry.value;
          globalThis.shifts.push(
            `${entry.value.toFixed(4)} ${entry.sources.map((it) => it.node?.className ?? it.node?.nodeName)}`,
          );
        }
      }).observe({ type: "layout-shift", buffered: false });
    });
    await button(page, "Run").click();
    await page.waitForTimeout(5_000);
    await slider(page).fill("56");
    await page.waitForTimeout(5_000);
    const place = await box(page, 3).boundingBox();
    await page.mouse.move(place.x + 200, place.y + 8);
    const under = () =>
      page.evaluate(
        ([x, y]) => document.elementFromPoint(x, y)?.closest("[data-job]")?.dataset.job,
        [place.x + 200, place.y + 8],
      );
    const first = await under();
    await page.waitForTimeout(1_000);
    assert.equal(await under(), first);
    const { shift, shifts } = await page.evaluate(() => ({ shift: globalThis.shift, shifts: globalThis.shifts }));
    assert.ok(shift <= 0.02, `${shift}: ${shifts.join("; ")}`);
  }));

test("generated users keep the cluster busy, the same every time", () =>
  onPage({ scenario: "Busy week" }, async (page) => {
    await button(page, "Pause").click();
    const busy = await ask(
      page,
      "(cluster) => cluster.clusterCounter.numberOfBusyProcessors / cluster.clusterCounter.totalNumberOfProcessors",
    );
    assert.ok(busy > 0.6, `${busy} busy`);
    const owners = await ask(page, "(cluster) => new Set(cluster.listAllJobs().map((job) => job.submittedBy)).size");
    assert.ok(owners >= 8, `${owners} owners`);
  }));

test("a hundred thousand jobs: only what is in sight is drawn", () =>
  onPage({ scenario: "100,000 jobs" }, async (page) => {
    assert.ok((await page.locator("[role=grid] [role=row]").count()) < 60);
    await grid(page).focus();
    await page.keyboard.press("Control+a");
    await page.getByText("100,000 selected").waitFor();
    await page.keyboard.press("End");
    await box(page, 100_000).waitFor();
    await button(page, "Cancel selected jobs").click();
    await page
      .getByRole("dialog")
      .getByRole("button", { name: /^Cancel 100,000 jobs/ })
      .click();
    await page.waitForFunction(() => globalThis.cluster.clusterCounter.numberOfCancelledJobs === 100_000);
    await shows(page, 100_000, "Cancelled");
  }));

test("rows stand still while one is at them; what would move is counted", () =>
  onPage({ scenario: "Ended jobs and TTL" }, async (page) => {
    const order = () =>
      page
        .locator("[role=grid] [data-job]")
        .evaluateAll((rows) =>
          rows.toSorted((a, b) => a.ariaRowIndex - b.ariaRowIndex).map((row) => Number(row.dataset.job)),
        );
    await grid(page).getByRole("button", { name: "Since" }).click();
    assert.deepEqual(await order(), [1, 2, 3, 4, 5, 6]);
    await select(page, 6);
    await ask(page, "(cluster) => cluster.requeueJobs([2])"); // Now it is the latest of all.
    await ask(page, "(cluster) => cluster.advance(300000)"); // Job 1 leaves.
    await page.getByText("has left the cluster").waitFor();
    assert.deepEqual(await order(), [1, 2, 3, 4, 5, 6]);
    assert.equal(await box(page, 1).count(), 0);
    await button(page, /^\d moved/).click();
    assert.deepEqual(await order(), [3, 4, 5, 6, 2]);
    assert.equal(await box(page, 6).isChecked(), true);
  }));

test("single keys run and step, not while one types, and they can be switched off", () =>
  onPage({}, async (page) => {
    await page.keyboard.press("l");
    assert.equal(await now(page), Date.UTC(2026, 2, 2, 9, 0));
    await page.keyboard.press("/");
    await page.keyboard.type("l");
    assert.equal(await page.getByRole("searchbox", { name: "Filter jobs" }).inputValue(), "l");
    assert.equal(await now(page), Date.UTC(2026, 2, 2, 9, 0));
    await button(page, "More").click();
    await page.getByRole("menuitemcheckbox", { name: /^Keys/ }).click();
    await page.keyboard.press("l");
    await page.keyboard.press("k");
    assert.equal(await now(page), Date.UTC(2026, 2, 2, 9, 0));
    assert.equal(await button(page, "Run").count(), 1);
  }));

/** Chooses a condition under Skip to → When…, and waits until the clock stands again. */
async function skipWhen(page, kind, fields = {}) {
  await button(page, "Skip to").click();
  await page.getByRole("menuitem", { name: /^When/ }).click();
  await page.getByRole("combobox", { name: "When", exact: true }).selectOption({ label: kind });
  for (const [label, value] of Object.entries(fields)) await page.getByRole("spinbutton", { name: label, exact: true }).fill(value);
  await button(page, "Skip").click();
}
const stands = (page) => button(page, "Run").waitFor();

for (const motion of ["reduce", "no-preference"]) {
  test(`Skip to 08:00 tomorrow, and when a job starts, ends or leaves (motion: ${motion})`, () =>
    onPage({ motion }, async (page) => {
      await skipWhen(page, "a job starts", { Job: "3" });
      await shows(page, 3, "Running");
      await stands(page);
      assert.equal(await now(page), Date.UTC(2026, 2, 2, 9, 0));
      await select(page, 3);
      // The selected job is offered.
      await skipWhen(page, "a job ends");
      await shows(page, 3, "Finished");
      await stands(page);
      assert.equal(await now(page), Date.UTC(2026, 2, 2, 9, 25));
      await button(page, "Skip to").click();
      await page.getByRole("menuitem", { name: /^08:00 tomorrow/ }).click();
      await page.getByRole("timer").getByText("Tue 08:00").waitFor();
      await stands(page);
      assert.equal(await now(page), Date.UTC(2026, 2, 3, 8, 0));
      await skipWhen(page, "TTLCompletedJobs removes a job", { Job: "3" });
      await box(page, 3).waitFor({ state: "detached" });
      assert.equal(await now(page), Date.UTC(2026, 2, 7, 9, 25, 0, 1));
      await stands(page);
    }));
}

test("Skip to when the queue is longer than n", () =>
  onPage({ scenario: "Busy week" }, async (page) => {
    await button(page, "Pause").click();
    await skipWhen(page, "the queue is longer than", { "Jobs in the queue": "12" });
    await page.waitForFunction(() => globalThis.cluster.clusterCounter.numberOfQueuedJobs === 13);
    await stands(page);
    assert.equal(await ask(page, "(cluster) => cluster.clusterCounter.numberOfQueuedJobs"), 13);
  }));

test("what cannot come true any more is said, in the form or when it becomes so", () =>
  onPage({ scenario: "Ended jobs and TTL" }, async (page) => {
    const start = await now(page);
    const refused = async (kind, fields, why) => {
      await skipWhen(page, kind, fields);
      await page.getByRole("alert").getByText(why).waitFor();
      await button(page, "Back").click();
    };
    await refused("a job ends", { Job: "1" }, "Job 1 has ended already.");
    await refused("a job starts", { Job: "77" }, "There is no job 77 in the cluster.");
    await refused("a job starts", { Job: "" + 1 }, "starts again only if somebody requeues it");
    assert.equal(await now(page), start);
    await skipWhen(page, "the queue is longer than", { "Jobs in the queue": "3" });
    await outcome(page).getByText("It has not come true, and nothing will happen until you act.").waitFor();
    await stands(page);
  }));

test("Pause stops skipping, and who acts meanwhile is heard", () =>
  onPage({ scenario: "Busy week" }, async (page) => {
    await button(page, "Pause").click();
    // Never: the generated users go away when forty wait.
    await skipWhen(page, "the queue is longer than", { "Jobs in the queue": "5000" });
    const start = await now(page);
    await page.waitForFunction((time) => globalThis.cluster.now > time + 3_600_000, start);
    const before = await ask(page, "(cluster) => { cluster.pauseNode('N1'); return cluster.now; }");
    await page.waitForFunction((time) => globalThis.cluster.now > time + 60_000, before);
    await button(page, "Pause").click();
    await stands(page);
    const stopped = await now(page);
    await page.waitForTimeout(300);
    assert.equal(await now(page), stopped);
    await button(page, /^Undo pause N1/).click();
    assert.equal(await now(page), before);
    assert.equal(await ask(page, "(cluster) => cluster.computeNodes[0].status"), "Ready");
  }));

test("Ctrl+Z and Ctrl+Shift+Z undo and redo, but not in a text field; ? shows the keys, and single ones can be switched off there", () =>
  onPage({}, async (page) => {
    await ask(page, "(cluster) => cluster.cancelJobs([2], 'why')");
    const field = page.getByRole("searchbox", { name: "Filter jobs" });
    await field.fill("x");
    await page.keyboard.press("Control+z");
    await field.fill("");
    await shows(page, 2, "Cancelled");
    await box(page, 2).focus();
    await page.keyboard.press("Control+z");
    await shows(page, 2, "Running");
    await outcome(page).getByText("Back to 08:57, just before: cancel job 2.").waitFor();
    await page.keyboard.press("Control+Shift+z");
    await outcome(page).getByText("Cancelled job 2: why.").waitFor();
    await page.keyboard.press("Shift+?");
    const keys = page.getByRole("dialog", { name: "Keys" });
    await keys.getByRole("checkbox", { name: "Keys without Ctrl are on" }).uncheck();
    await page.keyboard.press("Escape");
    await keys.waitFor({ state: "detached" });
    const before = await now(page);
    await page.keyboard.press("l");
    assert.equal(await now(page), before);
    await page.keyboard.press("Control+z");
    await shows(page, 2, "Running");
  }));

test("on the phone Undo is in the message after a call and in the menu", () =>
  onPage({ viewport: PHONE, clock: true }, async (page) => {
    await stopTime(page);
    await ask(page, "(cluster) => cluster.cancelJobs([2], 'why')");
    await page.clock.runFor(6_000);
    await button(page, "Undo").click();
    assert.equal(await ask(page, "(cluster) => cluster.getJob(2).status"), "Running");
    await button(page, "More actions").click();
    await page.getByRole("menuitem", { name: "Redo cancel job 2" }).click();
    assert.equal(await ask(page, "(cluster) => cluster.getJob(2).status"), "Cancelled");
    await button(page, "More actions").click();
    await page.getByRole("menuitem", { name: /^Undo cancel job 2/ }).click();
    assert.equal(await ask(page, "(cluster) => cluster.getJob(2).status"), "Running");
  }));

test("the last call can be watched again, and everything is then as it was", () =>
  onPage({ clock: true }, async (page) => {
    await button(page, "Step").click();
    await ask(page, "(cluster) => cluster.cancelJobs([2], 'why')");
    await button(page, "Step").click();
    const state = () => ask(page, "(cluster) => [cluster.now, cluster.stateDigest()]");
    const before = await state();
    await stopTime(page);
    const watch = async () => {
      await button(page, "More actions").click();
      await page.getByRole("menuitem", { name: /^Watch the last call again/ }).click();
      await outcome(page).getByText("Watch: cancel job 2, in a moment.").waitFor();
      await shows(page, 2, "Running");
    };
    await watch();
    await page.clock.runFor(1_600);
    await outcome(page).getByText("Cancelled job 2: why.").waitFor();
    await shows(page, 2, "Cancelled");
    await page.clock.runFor(2_000);
    await outcome(page).getByText("That was: cancel job 2.").waitFor();
    assert.deepEqual(await state(), before);
    await stands(page);
    // Whoever takes over is left where he is.
    await watch();
    await page.clock.runFor(1_000);
    await button(page, "Pause").click();
    await page.clock.runFor(10_000);
    await shows(page, 2, "Running");
  }));

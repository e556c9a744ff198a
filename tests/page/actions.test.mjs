// What a visitor does: select, cancel, requeue, submit, set the TTL; by hand, by keyboard and from DevTools.
import assert from "node:assert/strict";
import { test } from "node:test";
import { ask, axe, box, button, grid, onPage, outcome, row, select, shows } from "./helpers.mjs";

const message = (page) => page.getByRole("textbox", { name: "Message", exact: true });
const dialog = (page) => page.getByRole("dialog", { name: "Cancel jobs", exact: true });
const statusOf = (page, id) => ask(page, "(cluster, id) => cluster.getJob(id).status", id);

test("every name that others rely on is there once, and in sight", () =>
  onPage({}, async (page) => {
    const once = [
      grid(page),
      ...["Run", "Step", "Cancel selected jobs", "Requeue selected jobs"].map((name) => button(page, name)),
      page.getByRole("combobox", { name: "Scenario", exact: true }),
      page.getByRole("slider", { name: "Speed", exact: true }),
      page.getByRole("spinbutton", { name: "TTLCompletedJobs (days)", exact: true }),
      page.getByRole("log", { name: "Events", exact: true }),
      ...[1, 2, 3].map((id) => box(page, id)),
    ];
    for (const it of once) {
      assert.equal(await it.count(), 1, String(it));
      assert.ok(await it.isVisible(), String(it));
    }
    await button(page, "Run").click();
    assert.equal(await button(page, "Pause").count(), 1);
    assert.equal(await button(page, "Run").count(), 0);
    assert.equal(await dialog(page).count(), 0);
  }));

test("two jobs are cancelled with a message, which is shown with each", () =>
  onPage({}, async (page) => {
    await select(page, 1, 3);
    await button(page, "Cancel selected jobs").click();
    await dialog(page)
      .getByText("Its running task is stopped")
      .or(dialog(page).getByText("One running task is stopped"))
      .waitFor();
    assert.equal(await button(page, "Keep 2 jobs").count(), 1);
    await message(page).fill("wrong input file");
    await dialog(page)
      .getByRole("button", { name: /^Cancel 2 jobs/ })
      .click();
    await shows(page, 1, "Cancelled");
    await shows(page, 3, "wrong input file");
    await shows(page, 2, "Running");
    assert.equal(await dialog(page).count(), 0);
    assert.match(await outcome(page).textContent(), /^Cancelled jobs 1 and 3: wrong input file\./);
    assert.equal(await ask(page, "(cluster) => cluster.getJob(1).errorMessage"), "wrong input file");
    // Still selected: whoever cancels may want to requeue.
    await button(page, "Requeue selected jobs").click();
    await shows(page, 1, "Running");
    assert.match(await outcome(page).textContent(), /^Requeued jobs 1 and 3\./);
    assert.equal(await ask(page, "(cluster) => cluster.getJob(1).attempt"), 2);
  }));

/** "Jobs 3, 5 and 7–9" */
const idsIn = (text) =>
  [...text.matchAll(/(\d+)(?:–(\d+))?/g)].flatMap(([, from, to = from]) =>
    Array.from({ length: to - from + 1 }, (_, at) => Number(from) + at),
  );

test("what the panel foretells is what happens", () =>
  onPage({ scenario: "Busy week" }, async (page) => {
    await button(page, "Pause").click();
    let starts = 0;
    for (const seed of [1, 2, 3]) {
      // Some that run and some that wait, others each time.
      const ids = await ask(
        page,
        `(cluster, seed) => {
          globalThis.started = [];
          globalThis.stopListening?.();
          globalThis.stopListening = cluster.subscribe((events) => {
            for (const it of events) if (it.type === "JobStatus" && it.to === "Running") started.push(it.jobId);
          });
          const { ids, status } = cluster.jobColumns();
          return [...ids].filter((_, at) => status[at] === 1 || status[at] === 2).filter((_, at) => at % 4 === seed);
        }`,
        seed,
      );
      await page.getByRole("searchbox", { name: "Filter jobs" }).fill("");
      for (const id of ids) {
        await page.getByRole("searchbox", { name: "Filter jobs" }).fill(`#${id}`);
        await box(page, id).check();
      }
      await button(page, "Cancel selected jobs").click();
      const lines = await dialog(page).getByRole("listitem").allTextContents();
      await dialog(page)
        .getByRole("button", { name: /^Cancel \d+ jobs/ })
        .click();
      const started = await ask(page, "() => globalThis.started");
      const foretold = lines.filter((line) => line.includes("at once")).flatMap((line) => idsIn(line.split(" start")[0]));
      assert.deepEqual(foretold.sort(), started.sort(), lines.join("\n"));
      starts += started.length;
      for (const id of ids) assert.equal(await statusOf(page, id), "Cancelled");
      const stopped = lines.map((line) => /^(\d+) running tasks? (?:is|are) stopped/.exec(line)?.[1]).find(Boolean) ?? "0";
      const failed = await ask(
        page,
        "(cluster, ids) => ids.flatMap((id) => cluster.getJob(id).tasks).filter((it) => it.status === 'Failed' && it.endedBy === 'job').length",
        ids,
      );
      assert.equal(Number(stopped), failed, lines.join("\n"));
      await page.keyboard.press("Escape");
      await button(page, "More actions").click();
      await page.getByRole("menuitem", { name: /^Clear selection/ }).click();
    }
    assert.ok(starts > 0);
  }));

test("the way out keeps the jobs, and so does Escape", () =>
  onPage({}, async (page) => {
    await select(page, 2);
    await button(page, "Cancel selected jobs").click();
    assert.ok(await message(page).evaluate((field) => field === document.activeElement));
    await button(page, "Keep 1 job").click();
    assert.equal(await dialog(page).count(), 0);
    await button(page, "Cancel selected jobs").click();
    await message(page).press("Escape");
    assert.equal(await dialog(page).count(), 0);
    assert.ok(await button(page, "Cancel selected jobs").evaluate((it) => it === document.activeElement));
    assert.equal(await statusOf(page, 2), "Running");
  }));

test("a call that stops in the middle tells what happened and keeps the rest selected", () =>
  onPage({ scenario: "A list that stops" }, async (page) => {
    await select(page, 1, 2, 3, 4, 5, 6);
    await button(page, "Cancel selected jobs").click();
    assert.equal(
      await dialog(page)
        .getByRole("radio", { name: /Stop there, as CCP does/ })
        .isChecked(),
      true,
    );
    await message(page).fill("wrong parameters");
    assert.deepEqual(await axe(page), []);
    await dialog(page)
      .getByRole("button", { name: /^Cancel 6 jobs/ })
      .click();
    await shows(page, 1, "Cancelled");
    await shows(page, 2, "Cancelled");
    assert.match(
      await outcome(page).textContent(),
      /^Cancelled jobs 1 and 2.*Stopped at 3, the third of 6.*Not touched: 4–6\. Then jobs 4 and 5 started\.$/,
    );
    for (const [id, chosen] of [
      [1, false],
      [2, false],
      [3, true],
      [4, true],
      [5, true],
      [6, true],
    ])
      assert.equal(await box(page, id).isChecked(), chosen, `job ${id}`);
    await shows(page, 6, "Not touched: the call stopped at job 3.");
    assert.match(await row(page, 3).textContent(), /Finished/);
  }));

test("carrying on past what is refused is offered only then", () =>
  onPage({ scenario: "A list that stops" }, async (page) => {
    await select(page, 1, 2);
    await button(page, "Cancel selected jobs").click();
    assert.equal(await dialog(page).getByRole("radio").count(), 0);
    await message(page).press("Escape");
    await select(page, 3, 4);
    await button(page, "Cancel selected jobs").click();
    await dialog(page)
      .getByRole("radio", { name: /Carry on past them/ })
      .check();
    await dialog(page)
      .getByRole("button", { name: /^Cancel 4 jobs/ })
      .click();
    await shows(page, 4, "Cancelled");
    assert.match(await outcome(page).textContent(), /^Cancelled jobs 1, 2 and 4\..*Not cancelled: 3/);
    assert.equal(await box(page, 3).isChecked(), true);
    assert.equal(await box(page, 4).isChecked(), false);
  }));

test("a message that is too long is refused in place, and nothing is lost", () =>
  onPage({}, async (page) => {
    await select(page, 2);
    await button(page, "Cancel selected jobs").click();
    await message(page).fill("x".repeat(128));
    assert.equal(await dialog(page).getByText("stops at 128").count(), 0);
    await message(page).fill("x".repeat(129));
    await dialog(page).getByText("stops at 128").waitFor();
    await message(page).fill(`🔧${"x".repeat(319)}`);
    await dialog(page).getByText("321 of 320").waitFor();
    await dialog(page)
      .getByRole("button", { name: /^Cancel 1 job/ })
      .click();
    await dialog(page).getByRole("alert").waitFor();
    assert.equal((await message(page).inputValue()).length, 321);
    assert.equal(await statusOf(page, 2), "Running");
    await message(page).fill(`🔧${"x".repeat(318)}`);
    await dialog(page)
      .getByRole("button", { name: /^Cancel 1 job/ })
      .click();
    await shows(page, 2, "Cancelled");
  }));

test("what cannot be requeued says why", () =>
  onPage({}, async (page) => {
    await button(page, "Requeue selected jobs").click({ force: true }); // It says that it is disabled, and why when pressed.
    assert.match(await outcome(page).textContent(), /needs a selected job/);
    await select(page, 3);
    await button(page, "Requeue selected jobs").click();
    await outcome(page)
      .getByText(/^Refused: .*Nothing changed\.$/)
      .waitFor();
    assert.equal(await box(page, 3).isChecked(), true);
  }));

test("drafts are submitted together, or none of them", () =>
  onPage({ scenario: "A list that stops" }, async (page) => {
    await select(page, 6, 7, 8);
    await button(page, "More actions").click();
    await page.getByRole("menuitem", { name: /Submit selected jobs/ }).click();
    await outcome(page)
      .getByText(/^Refused: /)
      .waitFor();
    assert.equal(await statusOf(page, 7), "NotSubmitted");
    await box(page, 6).uncheck();
    await button(page, "More actions").click();
    await page.getByRole("menuitem", { name: /Submit selected jobs/ }).click();
    await shows(page, 7, "Queued");
    await shows(page, 8, "Queued");
  }));

test("a lower TTLCompletedJobs removes at once", () =>
  onPage({ scenario: "Ended jobs and TTL" }, async (page) => {
    assert.equal(await row(page, 1).count(), 1);
    const ttl = page.getByRole("spinbutton", { name: "TTLCompletedJobs (days)", exact: true });
    await ttl.fill("2");
    await ttl.press("Enter");
    await outcome(page)
      .getByText(/left the cluster at once/)
      .waitFor();
    assert.equal(await row(page, 1).count(), 0);
    assert.equal(await ask(page, "(cluster) => cluster.parameters.TTLCompletedJobs"), "2");
    await ttl.fill("0");
    await ttl.press("Enter");
    await outcome(page)
      .getByText(/^Refused: /)
      .waitFor();
    assert.equal(await ttl.getAttribute("aria-invalid"), "true");
    assert.equal(await ask(page, "(cluster) => cluster.parameters.TTLCompletedJobs"), "2");
  }));

test("the page follows what is called from DevTools", () =>
  onPage({}, async (page) => {
    await ask(page, "(cluster) => cluster.cancelJobs([2], 'from the console')");
    await shows(page, 2, "Cancelled");
    await shows(page, 2, "from the console");
    await page.getByRole("log").getByText("Job 2 Cancelled by Administrator: from the console").waitFor();
    await ask(page, "(cluster) => cluster.setClusterParameter('TTLCompletedJobs', '9')");
    await page.waitForFunction(() => document.querySelector("input[type=number]").value === "9");
    await ask(page, "(cluster) => cluster.advance(60000)");
    await page.getByRole("timer", { name: /^Clock: Mon .* 08:58:00$/ }).waitFor();
  }));

test("what users write stays text", () =>
  onPage({}, async (page) => {
    const name = "<img src=x onerror=alert(1)><b>bold</b>";
    const id = await ask(page, "(cluster, name) => cluster.queueJob({ name, tasks: [{ commandLine: name }] })", name);
    await shows(page, id, name);
    await select(page, id);
    await button(page, "Cancel selected jobs").click();
    await message(page).fill('<script>alert(2)</script> & "quotes"');
    await dialog(page)
      .getByRole("button", { name: /^Cancel 1 job/ })
      .click();
    await shows(page, id, '<script>alert(2)</script> & "quotes"');
    assert.equal(await page.locator("#app img, #app script").count(), 0);
    await page.getByRole("complementary", { name: "Details" }).getByText(name).first().waitFor();
  }));

test("the keyboard selects, a range and all", () =>
  onPage({ scenario: "A list that stops" }, async (page) => {
    await grid(page).focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Space");
    assert.equal(await box(page, 2).isChecked(), true);
    await page.keyboard.press("Shift+ArrowDown");
    await page.keyboard.press("Shift+ArrowDown");
    for (const id of [2, 3, 4]) assert.equal(await box(page, id).isChecked(), true, `job ${id}`);
    assert.equal(await box(page, 1).isChecked(), false);
    await page.keyboard.press("Control+a");
    await page.getByText("9 selected").waitFor();
    await page.keyboard.press("Escape");
    await page.getByText("0 selected").waitFor();
    await box(page, 1).click();
    await box(page, 4).click({ modifiers: ["Shift"] });
    await page.getByText("4 selected").waitFor();
  }));

test("all that match a filter are selected, and hidden ones are counted", () =>
  onPage({ scenario: "A list that stops" }, async (page) => {
    await page.getByRole("radio", { name: /^Queued/ }).click();
    await page.getByRole("checkbox", { name: "Select all jobs shown" }).click();
    await page.getByText("3 selected").waitFor();
    await page.getByRole("radio", { name: /^All/ }).click();
    await page.getByRole("searchbox", { name: "Filter jobs" }).fill("smoke");
    assert.equal(await grid(page).getAttribute("aria-rowcount"), "2");
    await page.getByText("3 hidden by the filter").waitFor();
    await page.getByRole("searchbox", { name: "Filter jobs" }).fill("nothing like this");
    await button(page, "Show all jobs").click();
    assert.equal(await grid(page).getAttribute("aria-rowcount"), "10");
    await page.getByRole("combobox", { name: "Owner", exact: true }).selectOption({ label: "dee" });
    assert.equal(await grid(page).getAttribute("aria-rowcount"), "4");
  }));

test("a node can be paused, lost and restored", () =>
  onPage({}, async (page) => {
    const choose = async (item) => {
      await button(page, "Node N1").click();
      await page.getByRole("menuitem", { name: item }).click();
    };
    await choose(/^Pause node/);
    await page.getByText("paused", { exact: true }).waitFor();
    await choose(/^Resume node/);
    await choose(/^Crash node/);
    assert.match(await outcome(page).textContent(), /N1 has crashed/);
    await button(page, "Node N1").click();
    const again = page.getByRole("menuitem", { name: /^Crash node/ });
    assert.match(await again.textContent(), /Node N1 is down already/);
    await again.click({ force: true }); // It says that it cannot act, and why when pressed.
    assert.match(await outcome(page).textContent(), /^Refused: Node N1 is down already/);
    await choose(/^Restore node/);
    assert.equal(await ask(page, "(cluster) => cluster.computeNodes[0].status"), "Ready");
  }));

test("an empty cluster offers a way on", () =>
  onPage({ scenario: "Empty cluster" }, async (page) => {
    await page.getByText(/No jobs yet/).waitFor();
    await button(page, "More").click();
    await page.getByRole("menuitem", { name: /New job/ }).click();
    const form = page.getByRole("dialog", { name: "New job" });
    await form.getByRole("textbox", { name: "Name" }).fill("mine");
    await form.getByRole("spinbutton", { name: "At least" }).fill("99");
    await form.getByRole("spinbutton", { name: "At most" }).fill("");
    await button(page, "Add job").click();
    await form.getByRole("alert").waitFor();
    await form.getByRole("spinbutton", { name: "At least" }).fill("2");
    await form.getByText("starts at once on N1").waitFor();
    await button(page, "Add job").click();
    await shows(page, 1, "Running");
    await shows(page, 1, "mine");
  }));

test("a mistake in a trainee's own script does not break the page", () =>
  onPage({ quiet: false }, async (page) => {
    await page.getByRole("button", { name: "Run", exact: true }).waitFor();
    const told = (event, mistake) =>
      page.evaluate(
        ([event, mistake]) =>
          new Promise((done) => {
            addEventListener(event, () => setTimeout(done), { once: true });
            setTimeout(mistake === "call" ? () => globalThis.cluster.cancelJobs([99], "no such job") : () => Promise.reject(new Error("mine")));
          }),
        [event, mistake],
      );
    await told("error", "call");
    await told("unhandledrejection", "promise");
    await ask(page, "(cluster) => cluster.cancelJobs([1])");
    await shows(page, 1, "Cancelled");
  }));

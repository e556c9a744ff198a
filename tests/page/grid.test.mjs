// The grid: sorted by every column, filtered, standing still under the hand; and a hundred thousand rows of it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { ask, box, button, grid, onPage, openScenario, select } from "./helpers.mjs";

/** The ids of the rows in sight, from above. */
const order = (page) =>
  page.evaluate(() =>
    [...document.querySelectorAll(".grid-body [data-job]")]
      .sort((a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top)
      .map((it) => Number(it.dataset.job)),
  );
const sortBy = (page, column) => grid(page).getByRole("columnheader", { name: column }).getByRole("button").click();
const rows = async (page) => Number(await grid(page).getAttribute("aria-rowcount")) - 1;

test("every column sorts, both ways", () =>
  onPage({ scenario: "A list that stops" }, async (page) => {
    const table = await ask(page, "(cluster) => cluster.listAllJobs().map(({ id, name, submittedBy, minimumNumberOfProcessors }) => ({ id, name, submittedBy, minimumNumberOfProcessors }))");
    const by = (key) => [...table].sort((a, b) => (a[key] < b[key] ? -1 : a[key] > b[key] ? 1 : a.id - b.id)).map((it) => it.id);
    const expected = {
      Name: by("name"),
      Owner: by("submittedBy"),
      Procs: by("minimumNumberOfProcessors"),
      Status: [7, 8, 9, 4, 5, 6, 1, 2, 3],
      Since: [1, 4, 5, 6, 2, 3, 7, 8, 9],
      Note: [4, 5, 6, 1, 2, 7, 8, 9, 3],
    };
    for (const [column, ids] of Object.entries(expected)) {
      await sortBy(page, column);
      assert.equal(await grid(page).getByRole("columnheader", { name: column }).getAttribute("aria-sort"), "ascending");
      assert.deepEqual(await order(page), ids, column);
    }
    await sortBy(page, "Name");
    await sortBy(page, "Name");
    assert.deepEqual(await order(page), [3, 6, 5, 4, 2, 1, 9, 8, 7]);
  }));

test("rows stand still while something is selected, and sort again when asked", () =>
  onPage({ scenario: "A list that stops" }, async (page) => {
    await sortBy(page, "Status");
    await page.mouse.move(5, 5);
    await select(page, 1);
    const before = await order(page);
    await ask(page, "(cluster) => cluster.cancelJobs([1, 4])");
    await button(page, /moved · sort again/).waitFor();
    assert.deepEqual(await order(page), before);
    await button(page, /moved · sort again/).click();
    assert.deepEqual(await order(page), [7, 8, 9, 6, 2, 5, 3, 1, 4]);
  }));

test("a range of one owner's jobs is selected in three steps", () =>
  onPage({ scenario: "A list that stops" }, async (page) => {
    await page.getByRole("combobox", { name: "Owner", exact: true }).selectOption({ label: "ivo" });
    assert.deepEqual(await order(page), [1, 2, 3, 4, 5, 6]);
    await box(page, 1).click();
    await box(page, 5).click({ modifiers: ["Shift"] });
    await page.getByText("5 selected").waitFor();
  }));

test("filters are found again as they were left, and do not reach into another cluster", () =>
  onPage({ scenario: "A list that stops" }, async (page) => {
    await ask(page, "(cluster) => cluster.modifyJobTerm(4, 'Project', 'dunes')");
    await page.getByRole("combobox", { name: "Project", exact: true }).selectOption({ label: "dunes" });
    assert.equal(await rows(page), 1);
    await page.getByRole("combobox", { name: "Project", exact: true }).selectOption({ label: "All projects" });
    await page.getByRole("radio", { name: /^Queued/ }).click();
    await page.getByRole("searchbox", { name: "Filter jobs" }).fill("param-5");
    await sortBy(page, "Owner");
    assert.equal(await rows(page), 1);
    await openScenario(page, "Ended jobs and TTL");
    assert.equal(await rows(page), 6);
    await openScenario(page, "A list that stops");
    assert.equal(await rows(page), 1);
    assert.equal(await page.getByRole("searchbox", { name: "Filter jobs" }).inputValue(), "param-5");
    assert.equal(await grid(page).getByRole("columnheader", { name: "Owner" }).getAttribute("aria-sort"), "ascending");
  }));

test("a number that was given out again says whose it was, in the details and in the events", () =>
  onPage({ scenario: "Empty cluster" }, async (page) => {
    await ask(
      page,
      `(cluster) => {
        cluster.actAs("CLUSTER\\\\ben", false);
        cluster.queueJob({ name: "ben-test", tasks: [{ commandLine: "sleep 60" }] });
        cluster.advance(6 * 86400000);
        cluster.actAs("CLUSTER\\\\cho", false);
        cluster.queueJob({ name: "phd-final", tasks: [{ commandLine: "sleep 600" }] });
        cluster.actAs("CLUSTER\\\\Administrator", true);
      }`,
    );
    await select(page, 1);
    await page.getByRole("complementary", { name: "Details" }).getByText("Number 1 was used before by ben’s ben-test.").waitFor();
    await button(page, "All events ▴").click();
    await page.getByRole("log").getByText("Job 1 phd-final added by cho; number 1 was used before by ben’s ben-test").waitFor();
  }));

test("a hundred thousand rows are sorted, filtered and selected", () =>
  onPage({ scenario: "100,000 jobs" }, async (page) => {
    assert.ok((await rows(page)) >= 100_000);
    await sortBy(page, "Note");
    const first = await ask(page, "(cluster) => cluster.queuedJobs()[0]");
    assert.equal((await order(page))[0], first);
    await page.getByRole("checkbox", { name: "Select all jobs shown" }).click();
    await page.getByText(/^10\d,\d{3} selected$/).waitFor();
    assert.ok((await page.locator(".grid-body [data-job]").count()) < 60);
  }));

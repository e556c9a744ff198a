// The final shift: the same for everybody with one number, always to be reached, counted when it is over, and kept.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { PHONE, ask, axe, button, copied, onPage, outcome } from "./helpers.mjs";
import { act, column, lessonModules } from "./lessons.mjs";
import { PATIENCE } from "./worked.mjs";

const { shiftOf, startOf, seenAt, Played, holds, isReached } = await lessonModules();
const SEEDS = 200;
const first = shiftOf("shift-1");

const instant = (text) => Date.parse(`${text}Z`);
const open = async (page, number) => {
  await column(page).getByRole("heading", { name: `Final shift ${number}`, exact: true }).waitFor();
};
const toTheEnd = async (page) => {
  const over = column(page).getByText(/^It is over: \d of 5 in /);
  for (let n = 0; n < 60 && !(await over.isVisible()); n += 1) await button(page, "Step").click();
  return over;
};

/** A shift in Node: solved as it says, and left alone; what is still open each time. */
function played(number) {
  const lesson = shiftOf(`shift-${number}`);
  const { cluster, past } = startOf(lesson);
  const start = seenAt(cluster, past);
  const snapshot = cluster.toSnapshot();
  const open = (seen) => lesson.goal.filter(({ is }) => !holds(is, seen)).map(({ id }) => lesson.texts.goals[id]);
  const on = (it, what) => {
    while (!what() && it.cluster.now < instant(lesson.ends) && it.next());
  };
  const solved = new Played(lesson, start, snapshot);
  for (const step of lesson.solutions[0]) solved.perform(step);
  on(solved, () => isReached(lesson, solved));
  const at = solved.cluster.now;
  const left = open(solved);
  solved.cluster.advanceTo(instant(lesson.ends));
  const leftAtEnd = open(solved);
  const idle = new Played(lesson, start, snapshot);
  let least = 5;
  on(idle, () => {
    least = Math.min(least, open(idle).length);
    return false;
  });
  for (const it of [solved.cluster, idle.cluster, cluster]) it.free();
  return { lesson, at, left, leftAtEnd, least };
}

test(`${SEEDS} shifts: the stored way serves all five in time, and none is served by waiting`, () => {
  const kinds = new Set();
  for (let number = 0; number < SEEDS; number += 1) {
    const { lesson, at, left, leftAtEnd, least } = played(number);
    assert.deepEqual(left, [], `shift ${number}`);
    assert.ok(at <= instant(lesson.ends), `shift ${number} is reached in time`);
    assert.deepEqual(leftAtEnd, [], `shift ${number}, when it is over`);
    assert.equal(least, 5, `shift ${number}: somebody was served by waiting`);
    assert.equal(lesson.par, lesson.solutions[0].length);
    assert.ok(lesson.nodes.length <= 11);
    for (const text of Object.values(lesson.texts.goals)) {
      assert.doesNotMatch(text, /[{}]|undefined|NaN/);
      kinds.add(text.replaceAll(/^\p{L}+|\d+|\p{Lu}\p{Ll}+’s|sample [CD]|in \p{L}+’s/gu, "").slice(0, 40));
    }
  }
  assert.ok(kinds.size >= 10, `ten requests turn up: ${[...kinds].join("\n")}`);
});

test("the same number is the same shift, another number another", () => {
  assert.deepEqual(shiftOf("shift-1"), first);
  assert.notDeepEqual(shiftOf("shift-2").before, first.before);
  for (const id of ["shift-", "shift-01", "shift--1", "shift-1.5", "shift-1000000", "shift-x"]) assert.equal(shiftOf(id), undefined, id);
});

describe("the final shift", { concurrency: 2 }, () => {
  test("is served by visible controls, without hints, and gives a receipt that is verified", () =>
    onPage({ search: "?shift=1" }, async (page) => {
      await open(page, 1);
      assert.equal(await column(page).getByRole("button", { name: /Hint|Show me/ }).count(), 0);
      assert.equal(await column(page).getByRole("list", { name: "Goal" }).getByRole("listitem").count(), 5);
      for (const step of first.solutions[0]) await act(page, step, first.texts);
      for (let n = 0; n < 60 && !(await column(page).getByText(/^Goal reached in/).isVisible()); n += 1) await button(page, "Step").click();
      await column(page).getByText(`Goal reached in ${first.par} actions`).waitFor();
      assert.deepEqual(await axe(page), []);
      await column(page).getByRole("button", { name: "Receipt…" }).click();
      const receipts = page.getByRole("dialog", { name: "Receipts" });
      const link = await copied(page, () => receipts.getByRole("button", { name: "Copy the receipt of Final shift 1" }).click());
      await outcome(page).filter({ hasText: "Receipt copied" }).waitFor();
      await button(page, "More").click();
      await page.getByRole("menuitem", { name: "Check receipts…" }).click();
      const check = page.getByRole("dialog", { name: "Check receipts" });
      await check.getByRole("textbox", { name: "Receipts, one per line" }).fill(link);
      await check.getByRole("button", { name: "Check", exact: true }).click();
      await check.getByText("1 verified, 0 without the goal, 0 refused.").waitFor();
      await check.getByRole("row").filter({ hasText: "Final shift 1" }).filter({ hasText: "Verified" }).waitFor();
    }));

  test("is over at 09:20: the clock stands, what was reached is counted and kept, and what comes later does not count", () =>
    onPage({ search: "?shift=1" }, async (page) => {
      await open(page, 1);
      const [step, ...later] = first.solutions[0];
      await act(page, step, first.texts);
      const over = await toTheEnd(page);
      const said = await over.textContent();
      assert.equal(await ask(page, "(cluster) => cluster.now"), instant(first.ends));
      assert.deepEqual(await axe(page), []);
      for (const next of later.filter(({ call }) => call === "cancelJobs")) await act(page, next, first.texts);
      assert.equal((await over.textContent()).replace(/ in .*/, ""), said.replace(/ in .*/, ""));
      await column(page).getByRole("button", { name: "Receipt…" }).click();
      const receipts = page.getByRole("dialog", { name: "Receipts" });
      await receipts.getByText(/^\d of 5 in 1 action$/).waitFor();
      const link = await copied(page, () => receipts.getByRole("button", { name: /^Copy the receipt/ }).click());
      await receipts.getByRole("button", { name: "Close" }).click();
      await column(page).getByRole("button", { name: "Restart" }).click();
      await over.waitFor({ state: "detached" });
      await column(page).getByText("you: 0").waitFor();
      await button(page, "More").click();
      await page.getByRole("menuitem", { name: "Check receipts…" }).click();
      const check = page.getByRole("dialog", { name: "Check receipts" });
      await check.getByRole("textbox", { name: "Receipts, one per line" }).fill(link);
      await check.getByRole("button", { name: "Check", exact: true }).click();
      await check.getByText("0 verified, 1 without the goal, 0 refused.").waitFor();
      await check.getByText(/^The goal is not reached in it: \d of 5 parts of it are\.$/).waitFor();
    }));

  test("runs by itself until it is over, and stands there", () =>
    onPage({ search: "?shift=2" }, async (page) => {
      await open(page, 2);
      await button(page, "Run").click();
      await column(page).getByText("It is over: 0 of 5 in 0 actions").waitFor({ timeout: 2 * PATIENCE });
      await button(page, "Run").waitFor();
      assert.equal(await ask(page, "(cluster) => cluster.now"), instant(first.ends));
    }));

  test("stands under Lessons; the next one is another; a number that is none is said", () =>
    onPage({ search: "?shift=abc" }, async (page) => {
      await outcome(page).filter({ hasText: "There is no shift abc: a shift has a number from 0 to 999,999." }).waitFor();
      await button(page, "Lessons").click();
      await page.getByRole("menuitem", { name: /^Final shift 1/ }).click();
      await open(page, 1);
      await (await toTheEnd(page)).waitFor();
      await column(page).getByRole("button", { name: "Receipt…" }).waitFor();
    }));

  test("a class has the shift that its teacher chose", () =>
    onPage({}, async (page) => {
      await button(page, "More").click();
      await page.getByRole("menuitem", { name: "Class link…" }).click();
      const panel = page.getByRole("dialog", { name: "Class link" });
      await panel.getByRole("checkbox", { name: "Final shift" }).check();
      await panel.getByRole("spinbutton", { name: /^Number of the final shift/ }).fill("77");
      assert.deepEqual(await axe(page), []);
      const link = await copied(page, () => panel.getByRole("button", { name: "Copy class link" }).click());
      await outcome(page).filter({ hasText: "Class link copied: 13 lessons." }).waitFor();
      await onPage({ url: link, first: true }, async (trainee) => {
        await button(trainee, "Lessons").click();
        await trainee.getByRole("menuitem", { name: /^13 Final shift 77/ }).click();
        await open(trainee, 77);
        await column(trainee).getByText("Lesson 13 of 13").waitFor();
      });
    }));

  for (const theme of ["light", "dark"])
    test(`axe finds nothing on the phone, ${theme}`, () =>
      onPage({ viewport: PHONE, theme, search: "?shift=3" }, async (page) => {
        await page.getByRole("tab", { name: "Lesson", exact: true }).click();
        await open(page, 3);
        assert.deepEqual(await axe(page), []);
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
      }));
});

// Lessons by visible controls: each is solved in par, each mistake is explained when it happens and can be taken back.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { DESKTOP, PHONE, axe, box, button, inSight, onPage, select, stopTime } from "./helpers.mjs";
import { heard, listens } from "./heard.mjs";
import { named } from "./named.mjs";
import { LESSONS, act, column, pattern, textsOf } from "./lessons.mjs";

const LOST = "The goal can’t be reached from here any more.";
/** More instants than any lesson has until its goal. */
const MOST = 30;

async function open(page, { id }) {
  const { title } = textsOf({ id });
  const name = new RegExp(`^\\d+ ${title}`);
  if (page.viewportSize().width === PHONE.width) {
    await page.getByRole("tab", { name: "Lesson", exact: true }).click();
    await button(page, name).click();
  } else {
    await button(page, "Lessons").click();
    await page.getByRole("menuitem", { name }).click();
  }
  await column(page).getByRole("heading", { name: title, exact: true }).waitFor();
}

/** A visitor who has finished the first lesson. */
const finished = (page) =>
  page.addInitScript((id) => localStorage.setItem("ccp-lessons", JSON.stringify({ [id]: { actions: 1 } })), LESSONS[0].id);

/** Time goes on, instant by instant, until it stands there. */
async function until(page, words) {
  for (let n = 0; n < MOST && (await words.count()) === 0; n += 1) await button(page, "Step").click();
  await words.waitFor();
}

async function solve(page, lesson) {
  const texts = textsOf(lesson);
  for (const step of lesson.solutions[0]) await act(page, step, texts);
  await until(page, column(page).getByText(`Goal reached in ${lesson.par} action`));
  await column(page).getByText(pattern(texts.reward)).waitFor();
}

async function err(page, lesson, { id, lost, example }) {
  const texts = textsOf(lesson);
  const said = column(page).getByText(pattern(texts.mistakes[id]));
  for (const step of example.steps) await act(page, step, texts);
  if (example.until) await until(page, said);
  else await said.waitFor();
  assert.equal(await column(page).getByText(LOST).count(), lost ? 1 : 0, `${id}: lost`);
  if (!lost) return;
  await column(page).getByRole("button", { name: /^(Undo|Back to)/ }).click();
  await column(page).getByText(LOST).waitFor({ state: "detached" });
}

describe("lessons", { concurrency: 2 }, () => {
  for (const lesson of LESSONS) {
    const { title } = textsOf(lesson);
    test(`"${title}" is solved in par, and its mistakes are explained`, () =>
      onPage({}, async (page) => {
        await open(page, lesson);
        await solve(page, lesson);
        for (const mistake of lesson.mistakes) {
          await button(page, "Restart").click();
          await column(page).getByText("you: 0").waitFor();
          await err(page, lesson, mistake);
        }
      }));
  }

  for (const at of [0, 4, 8])
    test(`"${textsOf(LESSONS[at]).title}" is solved in par on the phone`, () =>
      onPage({ viewport: PHONE }, async (page) => {
        await open(page, LESSONS[at]);
        await solve(page, LESSONS[at]);
      }));

  for (const theme of ["light", "dark"])
    for (const viewport of [DESKTOP, PHONE])
      test(`axe finds nothing in a lesson, ${theme}, ${viewport.width} px`, () =>
        onPage({ theme, viewport }, async (page) => {
          await open(page, LESSONS[4]);
          assert.deepEqual(await axe(page), []);
          await button(page, "Hint").click();
          if (viewport === PHONE) await page.getByRole("tab", { name: "Jobs" }).click();
          await act(page, LESSONS[4].mistakes.at(-1).example.steps[0], textsOf(LESSONS[4]));
          await column(page).getByText(LOST).waitFor();
          for (const way of [/^Undo/, "Hint", "Restart"])
            assert.equal(await inSight(column(page).getByRole("button", { name: way })), true, String(way));
          assert.deepEqual(await axe(page), []);
        }));

  test("the question comes first, and the answer stands beside what happened", () =>
    onPage({}, async (page) => {
      await open(page, LESSONS[0]);
      await column(page).getByRole("button", { name: "Go on waiting", exact: true }).click();
      await solve(page, LESSONS[0]);
      await column(page).getByText("You said “Go on waiting”.").waitFor();
      await column(page).getByText(pattern(textsOf(LESSONS[0]).predict.answers.waits.said)).waitFor();
    }));

  test("a goal that was met and is no more names the call that broke it; Undo leads back over several calls", () =>
    onPage({}, async (page) => {
      await open(page, LESSONS[0]);
      const goals = column(page).getByRole("list", { name: "Goal" });
      await goals.getByText("Met: Job 1 was left alone").waitFor();
      await act(page, { call: "cancelJobs", ids: [1], message: "why" });
      await goals.getByText("broken by: cancel job 1").waitFor();
      await act(page, { call: "cancelJobs", ids: [3], message: "why" });
      await column(page).getByRole("button", { name: /^Undo cancel job 1 / }).click();
      await column(page).getByText(LOST).waitFor({ state: "detached" });
      await goals.getByText("Met: Job 1 was left alone").waitFor();
    }));

  test("hints come one by one and point; Show me plays, and finishes no lesson", () =>
    onPage({}, async (page) => {
      await open(page, LESSONS[0]);
      await button(page, "Hint").click();
      await button(page, "Hint").click();
      assert.equal(await column(page).getByRole("list", { name: "Hints" }).getByRole("listitem").count(), 2);
      await page.locator("[data-pointed]").waitFor();
      assert.equal(await page.locator("[data-pointed]").getAttribute("aria-label"), "Select job 2");
      await listens(page, "[aria-label=Lesson]");
      await button(page, "Show me").click();
      await heard(page, "Watch: cancel job 2.");
      await column(page).getByText("That was one way.").waitFor();
      await button(page, "Lessons").click();
      await page.getByRole("menuitem", { name: /Stop it, say why 2 min/ }).waitFor();
    }));

  test("Show me ends where the lesson is started again while time goes by", () =>
    onPage({ motion: "no-preference", clock: true }, async (page) => {
      await open(page, LESSONS.find(({ solutions: [[step]] }) => step.at));
      await stopTime(page);
      await button(page, "Show me").click();
      await page.clock.runFor(300);
      await button(page, "Show me").waitFor({ state: "detached" });
      await button(page, "Restart").click();
      await page.clock.runFor(5_000);
      await button(page, "Show me").waitFor();
      await column(page).getByText("you: 0").waitFor();
    }));

  test("every bold word of a hint names one control", () =>
    onPage({}, async (page) => {
      for (const lesson of LESSONS) {
        await open(page, lesson);
        const hints = column(page).getByRole("list", { name: "Hints" });
        for (let n = 0; n < textsOf(lesson).hints.length; n += 1) {
          await button(page, "Hint").click();
          for (const word of await hints.getByRole("listitem").nth(n).locator("b").allTextContents()) {
            const control = await named(page, word, ["button", "checkbox", "textbox"]);
            if ((await control.getAttribute("type")) === "checkbox") await control.check();
            else await control.click();
          }
        }
      }
    }));

  test("what was learned can be looked up, and searched", () =>
    onPage({}, async (page) => {
      await open(page, LESSONS[0]);
      await solve(page, LESSONS[0]);
      await button(page, "Lessons").click();
      await page.getByRole("menuitem", { name: /Stop it, say why ✓ done/ }).waitFor();
      await page.getByRole("menuitem", { name: /^What you have learned/ }).click();
      const pages = page.getByRole("dialog", { name: "What you have learned" });
      await pages.getByText("at most 320 characters").waitFor();
      assert.deepEqual(await axe(page), []);
      await pages.getByRole("searchbox", { name: "Search" }).fill("backfill");
      await pages.getByText("No finished lesson speaks of it.").waitFor();
      await pages.getByRole("button", { name: "Close" }).click();
      await select(page, 1);
      assert.ok(await box(page, 1).isChecked());
    }));

  test("on the phone the next lesson tells its story; started again, it leaves the jobs in sight", () =>
    onPage({ viewport: PHONE }, async (page) => {
      await open(page, LESSONS[0]);
      await solve(page, LESSONS[0]);
      await column(page).getByRole("button", { name: "Next lesson" }).click();
      await column(page).getByRole("heading", { name: textsOf(LESSONS[1]).title }).waitFor();
      await column(page).getByRole("button", { name: "Restart" }).click();
      await column(page).waitFor({ state: "detached" });
    }));

  test("what was learned can be looked up on the phone too", () =>
    onPage({ viewport: PHONE, prepare: finished }, async (page) => {
      await page.getByRole("tab", { name: "Lesson", exact: true }).click();
      await button(page, /^What you have learned/).click();
      await page.getByRole("dialog", { name: "What you have learned" }).getByText("at most 320 characters").waitFor();
    }));
});

// Making a lesson of what is shown, writing it as text with checks, and opening it again; files that mean harm do none.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { DESKTOP, PHONE, ask, axe, button, onPage, outcome, shows } from "./helpers.mjs";
import { LESSONS, act, column, lessonModules, textsOf } from "./lessons.mjs";

const { findings, readLesson } = await lessonModules();
const editor = (page) => page.getByRole("dialog", { name: "A lesson as text" });
const file = (page) => editor(page).getByRole("textbox", { name: "The lesson’s file" });
const checks = (page) => editor(page).getByRole("region", { name: "Checks" });
const GOOD = "It opens, its start is as it says, and its solutions reach the goal.";

async function more(page, name) {
  if (page.viewportSize().width === PHONE.width) {
    await page.getByRole("tab", { name: "More", exact: true }).click();
    await button(page, name).click();
  } else {
    await button(page, "More").click();
    await page.getByRole("menuitem", { name }).click();
  }
}
const make = async (page) => {
  await more(page, /^Make a lesson of this…/);
  await checks(page).waitFor();
};
/** What stands in the field, as data. */
const written = async (page) => JSON.parse(await file(page).inputValue());
const drop = (page, name, text) =>
  page.evaluate(
    ([title, content]) => {
      const data = new DataTransfer();
      data.items.add(new File([content], title));
      window.dispatchEvent(new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer: data }));
    },
    [name, text],
  );

/** Ours as a file of one's own. */
const own = (lesson) => ({ ...lesson, texts: textsOf(lesson) });

test("our own lessons have nothing to be mended", () => {
  for (const lesson of LESSONS) assert.deepEqual(findings(readLesson(JSON.stringify(own(lesson)))), [], lesson.id);
});

test("what is not right is said with its place, and with what would do", () => {
  const [first] = LESSONS.map(own);
  const told = (change, more = first) => {
    const it = structuredClone(more);
    change(it);
    try {
      return findings(readLesson(JSON.stringify(it)));
    } catch (problem) {
      return [problem.message];
    }
  };
  const cases = [
    [(it) => delete it.par, "lesson.par is missing."],
    [(it) => (it.goals = []), /^lesson\.goals is not known: there can be format, id, /],
    [(it) => (it.goal[0].is.status = "Cancled"), "lesson.goal[0].is.status is none of NotSubmitted, Queued, Running, Finished, Failed, Cancelled."],
    [(it) => (it.goal[0].is.message.min = "1"), "lesson.goal[0].is.message.min is not a number."],
    [(it) => (it.goal[0].is.staus = "Queued"), /^lesson\.goal\[0\]\.is\.staus is not known: there can be job, /],
    [(it) => (it.before[1].at = "9 o’clock"), "lesson.before[1].at is no instant like 2026-03-02T09:10."],
    [(it) => (it.before[0].jobs[0].processors = 99), /^lesson\.before\[0\] is refused: /],
    [(it) => it.nodes.push({ name: "N1", processors: 4 }), /^lesson\.nodes or lesson\.parameters is refused: /],
    [(it) => (it.opens = "2026-03-02T08:00"), /^lesson\.opens is refused: /],
    [(it) => (it.start[2].status = "Running"), "lesson.start[2] does not hold when it opens."],
    [(it) => (it.solutions[0][0].ids = [1]), /^lesson\.solutions\[0\] does not reach the goal: “stopped”, “runs”, “alone” do not hold at its end\.$/],
    [(it) => (it.solutions[0][0].ids = [77]), /^lesson\.solutions\[0\]\[0\] is refused: /],
    [(it) => (it.solutions = []), "lesson.solutions is empty: nobody can see that it can be solved."],
    [(it) => (it.par = 2), "lesson.par is 2, but the shortest of lesson.solutions has 1 call."],
    [(it) => it.goal.splice(0, 2), "lesson.goal is reached before anybody acts: ask for something that is not so yet."],
    [(it) => delete it.texts.goals.stopped, "lesson.texts.goals has no text for “stopped”."],
    [(it) => (it.texts.hints[0] = "Look at {when}."), "lesson.texts.hints[0] names {when}, which is none of lesson.values."],
    [(it) => (it.lost[0].when = { job: 1, status: "Failed" }), "lesson.lost[0].when does not hold at the end of its example."],
    [(it) => (it.predict.truth = "maybe"), "lesson.predict.truth is “maybe”, which is none of its answers."],
    [(it) => delete it.texts, "lesson.texts is missing: without them nobody knows what to do."],
  ];
  for (const [change, expected] of cases) {
    const said = told(change);
    assert.ok(
      said.some((it) => (typeof expected === "string" ? it === expected : expected.test(it))),
      `${expected}: ${said.join(" | ")}`,
    );
  }
});

test("docs/lessons.md: its example opens, is good, and is what the page would play", () => {
  const [, example] = /```json\n(\{\n[\s\S]*?)```/.exec(readFileSync("docs/lessons.md", "utf8"));
  assert.deepEqual(findings(readLesson(example)), []);
});

test("docs/lessons.md names every key, condition, value and call of the format", () => {
  const text = readFileSync("docs/lessons.md", "utf8");
  const format = readFileSync("www/src/lessons/format.ts", "utf8").replaceAll(/\/\*[\s\S]*?\*\//g, "");
  const keys = new Set([...format.matchAll(/(?:^|[{;|(]|\n)\s*(\w+)\??:/g)].map(([, key]) => key));
  const missing = [...keys].filter((key) => !text.includes(`\`${key}\``) && !text.includes(`"${key}"`));
  assert.deepEqual(missing, []);
});

describe("making a lesson", { concurrency: 2 }, () => {
  test("of a cancel: its start, its goal and its solution are there; it is written, tried, solved, saved and opened again", () =>
    onPage({ scenario: "First morning" }, async (page) => {
      await button(page, "More").click();
      await page.getByRole("menuitem", { name: /^Make a lesson of this…/ }).and(page.locator("[aria-disabled]")).waitFor();
      await page.keyboard.press("Escape");
      await act(page, { call: "cancelJobs", ids: [2], message: "wrong mesh" });
      await make(page);
      await checks(page).getByText(GOOD).waitFor();
      assert.deepEqual(await axe(page), []);
      const lesson = await written(page);
      assert.deepEqual(lesson.solutions, [[{ call: "cancelJobs", ids: [2], message: "wrong mesh" }]]);
      assert.deepEqual(lesson.goal[0].is, { job: 2, status: "Cancelled", endedBy: "call", message: { min: 1 } });
      assert.ok(lesson.before.length >= 3);
      lesson.id = "wrong-mesh";
      lesson.texts.title = "The <b>wrong</b> mesh";
      lesson.texts.story = "Ben: job {2} has the wrong mesh.";
      await file(page).fill(JSON.stringify(lesson).replace('"par":1', '"par":1,"goals":[]'));
      await checks(page).getByText(/^lesson\.goals is not known/).waitFor();
      assert.equal(await editor(page).getByRole("button", { name: "Try it" }).getAttribute("aria-disabled"), "true");
      // What is written is not lost.
      await page.keyboard.press("Escape");
      await more(page, "Go on writing your lesson…");
      await checks(page).getByText(/^lesson\.goals is not known/).waitFor();
      await file(page).fill(JSON.stringify(lesson, null, 2));
      await checks(page).getByText(GOOD).waitFor();
      const saved = page.waitForEvent("download");
      await editor(page).getByRole("button", { name: "Save file" }).click();
      const download = await saved;
      assert.equal(download.suggestedFilename(), "wrong-mesh.json");
      const text = readFileSync(await download.path(), "utf8");
      await editor(page).getByRole("button", { name: "Try it" }).click();
      await column(page).getByRole("heading", { name: "The <b>wrong</b> mesh" }).waitFor();
      await column(page).getByText("Ben: job 2 has the wrong mesh.").waitFor();
      await act(page, { call: "cancelJobs", ids: [2], message: "so" });
      await column(page).getByText("Goal reached in 1 action").waitFor();
      await column(page).getByRole("button", { name: "Restart" }).click();
      await column(page).getByText("you: 0").waitFor();
      await page.getByRole("combobox", { name: "Scenario" }).selectOption({ label: "Empty cluster" });
      await column(page).waitFor({ state: "detached" });
      await drop(page, "again.json", text);
      await column(page).getByRole("heading", { name: "The <b>wrong</b> mesh" }).waitFor();
      await more(page, "Edit this lesson…");
      assert.equal(await file(page).inputValue(), text);
    }));

  test("of several calls with time between them; which of them solve it can be chosen", () =>
    onPage({ scenario: "A list that stops" }, async (page) => {
      await ask(page, "(cluster) => { try { cluster.cancelJobs([1, 3, 2], 'all'); } catch {} }");
      await button(page, "Step").click();
      await ask(page, "(cluster) => cluster.requeueJobs([1])");
      await make(page);
      await checks(page).getByText(GOOD).waitFor();
      const one = await written(page);
      assert.deepEqual(one.solutions, [[{ call: "requeueJobs", ids: [1] }]]);
      // What stopped at the second is what took effect.
      assert.deepEqual(one.before.at(-1).ids, [1]);
      await editor(page).getByRole("combobox", { name: "It opens before" }).selectOption("2");
      await file(page).and(page.locator("textarea")).waitFor();
      await page.waitForFunction(() => document.querySelector("#make-text").value.includes('"par": 2'));
      const two = await written(page);
      assert.deepEqual(two.solutions[0][0].ids, [1, 3, 2]);
      assert.ok(two.solutions[0][1].at > two.opens);
      await checks(page).getByText(/^lesson\.solutions\[0\]\[0\] is refused: /).waitFor();
    }));

  for (const [scenario, call] of [
    ["Ended jobs and TTL", "(cluster) => cluster.requeueJobs([...cluster.listAllJobs()].filter((job) => job.status === 'Cancelled').map((job) => job.id).slice(0, 1))"],
    ["Node trouble", "(cluster) => cluster.approveNode('N4')"],
    ["Busy week", "(cluster) => cluster.cancelJobs([cluster.listAllJobs().find((job) => job.status === 'Running').id], 'why')"],
    ["Empty cluster", "(cluster) => cluster.queueJob({ name: 'a', tasks: [{ commandLine: 'sleep 7', workDirectory: 'x' }, { commandLine: 'exit 3', name: 'b' }] })"],
  ])
    test(`of “${scenario}”`, () =>
      onPage({ scenario }, async (page) => {
        if (await button(page, "Pause").isVisible()) await button(page, "Pause").click();
        await ask(page, call);
        await more(page, /^Make a lesson of this…/);
        const refused = outcome(page).filter({ hasText: /^No lesson was made: \S.*\.$/ });
        await checks(page).or(refused).first().waitFor();
        if (scenario === "Busy week") return;
        await checks(page).getByText(GOOD).waitFor();
      }));

  test("one of ours, and a final shift, as a text to begin with", () =>
    onPage({ search: "?lesson=it-stopped-at-the-third" }, async (page) => {
      await more(page, "Edit this lesson…");
      await checks(page).getByText(GOOD).waitFor();
      assert.equal((await written(page)).id, "my-it-stopped-at-the-third");
      await editor(page).getByRole("button", { name: "Try it" }).click();
      await column(page).getByText("A lesson of your own").waitFor();
      await column(page).getByRole("button", { name: "Show me" }).click();
      await column(page).getByText("That was one way.").waitFor();
      await page.goto(`${page.url().replace(/[?#].*/, "")}?shift=5`);
      await column(page).getByText("Exam, no hints").waitFor();
      await more(page, "Edit this lesson…");
      await checks(page).getByText(GOOD).waitFor();
    }));

  for (const viewport of [DESKTOP, PHONE])
    for (const theme of ["light", "dark"])
      test(`axe finds nothing in the text and its checks, ${theme}, ${viewport.width} px`, () =>
        onPage({ viewport, theme, scenario: viewport === PHONE ? undefined : "First morning" }, async (page) => {
          await ask(page, "(cluster) => cluster.cancelJobs([2], 'why')");
          await make(page);
          await file(page).fill("{");
          await checks(page).getByText(/^It is no JSON: /).waitFor();
          assert.deepEqual(await axe(page), []);
          assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
        }));
});

test("a file that means harm is refused with a sentence, or opens and harms nothing", () =>
  onPage({}, async (page) => {
    const [first] = LESSONS.map(own);
    const odd = [null, -1, 1e308, "", "<img src=x onerror=alert(1)>", "__proto__", "constructor", [], {}, [null], { all: [] }, true, "9999-12-31T23:59"];
    const places = [];
    const walk = (it, path) => {
      if (typeof it !== "object" || it === null) return;
      for (const key of Object.keys(it)) {
        places.push([...path, key]);
        walk(it[key], [...path, key]);
      }
    };
    walk(first, []);
    // Each third place has one of them.
    const files = places.filter((_, at) => at % 3 === 0).map((path, at) => {
      const it = structuredClone(first);
      let inside = it;
      for (const key of path.slice(0, -1)) inside = inside[key];
      inside[path.at(-1)] = odd[at % odd.length];
      return JSON.stringify(it);
    });
    files.push('{"format":1,"__proto__":{"polluted":1}}', `{"format":1,"goal":${"[".repeat(50_000)}`, JSON.stringify({ ...first, texts: { ...first.texts, story: "x".repeat(2 << 20) } }));
    // A solution that cannot even be written as a call, and a text that asks what comes of it.
    files.push(JSON.stringify({ ...first, solutions: [[{ call: "copyJob", job: 99 }]], showMe: [{ call: "copyJob", job: 99 }], texts: { ...first.texts, story: "{started}" } }));
    for (const [at, text] of files.entries()) {
      await drop(page, `odd-${at}.json`, text);
      await outcome(page).filter({ hasText: new RegExp(`odd-${at}\\.json (was opened|cannot be opened|is JSON)`) }).waitFor();
    }
    await column(page).getByRole("button", { name: "Show me" }).click();
    assert.equal(await page.evaluate(() => ({}).polluted), undefined);
    assert.equal(await page.locator("img").count(), 0);
    await page.getByRole("combobox", { name: "Scenario" }).selectOption({ label: "First morning" });
    await shows(page, 2, "Running");
  }));

test("a call from the console with anything in it is refused, in a lesson too", () =>
  onPage({ search: "?lesson=an-honest-limit" }, async (page) => {
    const refused = await ask(page, "(cluster) => [[null], [{ runtime: 5, name: 'quick-check' }], 5].map((jobs) => { try { cluster.queueJobs(jobs); return ''; } catch (error) { return error.name; } })");
    assert.ok(refused.every((name) => name !== ""));
    await column(page).getByText("you: 0").waitFor();
    await button(page, "Run").waitFor();
  }));

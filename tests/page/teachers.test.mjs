// For teachers: a sheet for each lesson and the plans, on the screen and on paper.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { PHONE, ask, axe, button, onPage, shows } from "./helpers.mjs";

const { lessons } = JSON.parse(readFileSync("www/src/messages/en.json", "utf8"));
const ids = Object.keys(lessons);
const PLANS = ["plan-45", "plan-90"];
const sheet = (page) => page.getByRole("main", { name: "The sheet" }).getByRole("article");
const choice = (page) => page.getByRole("navigation", { name: "Sheets" });
const title = (page) => page.getByRole("heading", { name: "For teachers", level: 1 });
const sheets = (page, n) => page.waitForFunction((n) => document.querySelectorAll("article").length === n, n);
/** A text of the message file as a pattern: what is filled in may be anything. */
const filled = (text) => new RegExp(text.split(/\{[\w.]+\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("[^{}]+"));

/** Presses "Print all" or its neighbour, and prints what is there when the browser is asked to. */
async function paper(page, name, options) {
  await page.evaluate(() => {
    globalThis.asked = new Promise((done) => (window.print = done));
  });
  await button(page, name).click();
  await page.evaluate(() => globalThis.asked);
  const pdf = (await page.pdf(options)).toString("latin1");
  return pdf.match(/\/Type \/Page$/gm).length;
}

test("every lesson has a sheet with its questions, its mistakes and nothing left to fill in", () =>
  onPage({ search: "?teachers=stop-it-say-why" }, async (page) => {
    for (const [at, id] of ids.entries()) {
      const { title, teacher, mistakes, facts, onYourCluster } = lessons[id];
      await button(choice(page), `${at + 1} ${title}`).click();
      await page.getByRole("article", { name: title }).waitFor();
      const text = await sheet(page).innerText();
      // A dash between other signs than digits stands for a value that there is not.
      assert.doesNotMatch(text, /\{[\w.]+\}|(?<!\d)–|–(?!\d)|undefined|null|NaN|\*\*/, `${id} has all its values`);
      assert.equal(teacher.length, 3);
      const said = [...teacher.flatMap(({ ask, answer }) => [ask, answer]), ...Object.values(mistakes), ...Object.values(facts), onYourCluster];
      for (const one of said) assert.match(text, filled(one.replaceAll("**", "")));
    }
  }));

test("values of a sheet are those of somebody who did it", () =>
  onPage({ search: "?teachers=it-stopped-at-the-third" }, async (page) => {
    await sheet(page).getByText("Cancelled 1 and 2. Stopped at 3, smoke-test, no. 3 of 6").waitFor();
    await sheet(page).getByText('cluster.tryCancelJobs([1, 2, 3, 4, 5, 6], "wrong parameters")').waitFor();
    await sheet(page).getByRole("img", { name: "N1: 4 of 4 busy, job 2" }).waitFor();
    await button(choice(page), "7 One processor, a whole node").click();
    const code = sheet(page).getByText("cluster.queueJobs([{ ...cluster.getJob(2), isExclusive: false }])").first();
    const written = await code.innerText();
    await button(page, "Open this lesson").click();
    await title(page).waitFor({ state: "detached" });
    await page.evaluate(new Function(`const { cluster } = globalThis; ${written}`));
    assert.equal(await ask(page, "(cluster) => cluster.listAllJobs().at(-1).isExclusive"), false);
  }));

test("the plans are those of the documents", () =>
  onPage({ search: "?teachers" }, async (page) => {
    for (const plan of PLANS) {
      await button(choice(page), `Plan for ${plan.slice(5)} minutes`).click();
      const text = readFileSync(`docs/teaching/${plan}.md`, "utf8").replace(/\[([^\]]*)\]\([^)]*\)|[*]/g, "$1");
      const cells = text.split(/[|\n]/).map((cell) => cell.trim().replace(/^# /, "")).filter((cell) => cell !== "" && !/^-+$/.test(cell));
      await page.getByRole("article", { name: cells[0] }).waitFor();
      const shown = await sheet(page).textContent();
      for (const cell of cells) assert.ok(shown.includes(cell), cell);
    }
  }));

for (const format of ["A4", "Letter"]) {
  test(`on ${format} each sheet is one page`, () =>
    onPage({ search: `?teachers=${ids.at(-1)}`, theme: "dark" }, async (page) => {
      assert.equal(await paper(page, "Print this sheet", { format }), 1);
      assert.equal(await paper(page, "Print all", { format }), ids.length + PLANS.length);
      await sheets(page, 1);
    }));
}

test("it is reached and left by the keyboard, and the cluster behind it rests", () =>
  onPage({}, async (page) => {
    const now = () => ask(page, "(cluster) => cluster.now");
    await button(page, "Run").click();
    await button(page, "Lessons").press("Enter");
    // An open menu takes the focus itself.
    await page.waitForFunction(() => document.activeElement?.getAttribute("role") === "menuitem");
    await page.getByRole("menuitem", { name: "For teachers" }).press("Enter");
    await title(page).waitFor();
    assert.ok(await title(page).evaluate((it) => it === document.activeElement));
    const then = await now();
    for (const key of ["l", "k", "Control+z"]) await page.keyboard.press(key);
    assert.equal(await now(), then);
    const takesFocus = (it) => (it.focus(), it === document.activeElement);
    assert.equal(await button(page, "Step").evaluate(takesFocus), false, "what is behind it cannot be reached");
    await page.keyboard.press("Tab");
    assert.ok(await button(page, "Back to the cluster").evaluate((it) => it === document.activeElement));
    await page.keyboard.press("Escape");
    await title(page).waitFor({ state: "detached" });
    assert.ok(await button(page, "Lessons").evaluate((it) => it === document.activeElement));
    await button(page, "More").click();
    await page.getByRole("menuitem", { name: "For teachers" }).click();
    await title(page).waitFor();
  }));

test("it starts at the lesson that is open, and opens another", () =>
  onPage({ search: "?lesson=an-honest-limit" }, async (page) => {
    await button(page, "Lessons").click();
    await page.getByRole("menuitem", { name: "For teachers" }).click();
    await page.getByRole("article", { name: "An honest limit" }).waitFor();
    await button(choice(page), "12 A node dies").click();
    await button(page, "Open this lesson").click();
    await shows(page, 2, "flood-map");
  }));

for (const theme of ["light", "dark"]) {
  test(`axe finds nothing in ${theme}, and on the phone all of it is there`, () =>
    onPage({ search: "?teachers=a-node-dies", theme, viewport: theme === "dark" ? PHONE : undefined }, async (page) => {
      await sheet(page).waitFor();
      assert.deepEqual(await axe(page), []);
      if (theme === "light") return;
      await page.getByRole("combobox", { name: "Sheets" }).selectOption({ label: "Plan for 45 minutes" });
      await page.getByRole("article", { name: /^45 minutes/ }).waitFor();
      assert.deepEqual(await axe(page), []);
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
    }));
}

// For everyone: axe in both themes and sizes, the phone, a remembered theme, and honest words when it cannot start.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  DESKTOP,
  PHONE,
  ask,
  axe,
  box,
  button,
  command,
  grid,
  onPage,
  openConsole,
  openScenario,
  outcome,
  select,
  shows,
  stopTime,
  typeLine,
} from "./helpers.mjs";

for (const theme of ["light", "dark"]) {
  test(`axe finds nothing on the desktop, ${theme}`, () =>
    onPage({ theme, viewport: DESKTOP }, async (page) => {
      assert.deepEqual(await axe(page), []);
      await select(page, 2);
      await button(page, "Cancel selected jobs").click();
      assert.deepEqual(await axe(page), []);
      await page.keyboard.press("Escape");
      await button(page, "All events ▴").click();
      await openScenario(page, "Node trouble");
      await button(page, "Skip to").click();
      assert.deepEqual(await axe(page), []);
      await page.keyboard.press("Escape");
      await button(page, "Close the list ▾").click();
      await openScenario(page, "Ended jobs and TTL");
      await select(page, 1, 2, 3);
      assert.deepEqual(await axe(page), []);
      await openScenario(page, "Busy week");
      await button(page, "Pause").click();
      assert.deepEqual(await axe(page), []);
    }));

  test(`axe finds nothing on the phone, ${theme}`, () =>
    onPage({ theme, viewport: PHONE }, async (page) => {
      assert.deepEqual(await axe(page), []);
      await page.getByRole("tab", { name: "Jobs" }).click();
      await select(page, 2);
      assert.deepEqual(await axe(page), []);
      await button(page, "Cancel selected jobs").click();
      assert.deepEqual(await axe(page), []);
      await page.keyboard.press("Escape");
      await page.getByRole("tab", { name: "More" }).click();
      assert.deepEqual(await axe(page), []);
      await button(page, /^Timeline/).click();
      await button(page, /^Charts/).click();
      assert.deepEqual(await axe(page), []);
    }));
}

test("on the phone everything is reachable, large enough to touch, and nothing is cut off", () =>
  onPage({ viewport: PHONE }, async (page) => {
    for (const tab of ["Cluster", "Jobs", "More"]) {
      await page.getByRole("tab", { name: tab }).click();
      const { wide, small } = await page.evaluate(() => {
        const targets = [...document.querySelectorAll("button, select, input, [role=tab], [role=radio]")].filter(
          (it) => it.checkVisibility() && !it.closest(".node-head"),
        );
        return {
          wide: document.documentElement.scrollWidth,
          small: targets
            .filter((it) => it.type !== "checkbox" && it.getBoundingClientRect().height < 44)
            .map((it) => it.outerHTML.slice(0, 80)),
        };
      });
      assert.ok(wide <= PHONE.width, `${tab}: ${wide} px wide`);
      assert.deepEqual(small, [], tab);
    }
    await page.getByRole("combobox", { name: "Scenario", exact: true }).waitFor();
    await page.getByRole("slider", { name: "Speed", exact: true }).waitFor();
    await page.getByRole("log", { name: "Events", exact: true }).waitFor();
    await page.getByRole("tab", { name: "Jobs" }).click();
    await select(page, 2);
    await button(page, "Cancel selected jobs").click();
    await page.getByRole("textbox", { name: "Message", exact: true }).fill("wrong input file");
    await page.getByRole("button", { name: /^Cancel 1 job/ }).click();
    await shows(page, 2, "Cancelled");
    await button(page, "More actions").click();
    await page.getByRole("menuitem", { name: "Details" }).click();
    await page.getByRole("complementary", { name: "Details" }).getByText("Job 2 · wind-tunnel").waitFor();
  }));

test("what opens takes the keys at once, before anything is painted", () =>
  onPage({ clock: true }, async (page) => {
    await stopTime(page);
    const has = async (control) => assert.ok(await control.evaluate((it) => it === document.activeElement), String(control));
    await page.keyboard.press("l");
    assert.equal(await ask(page, "(cluster) => cluster.now"), Date.UTC(2026, 2, 2, 9, 0));
    await button(page, "Skip to").click();
    await has(page.getByRole("menuitem").nth(0));
    await page.keyboard.press("ArrowDown");
    await has(page.getByRole("menuitem").nth(1));
    await page.keyboard.press("Escape");
    await has(button(page, "Skip to"));
    await page.keyboard.press("?");
    assert.equal(await page.getByRole("dialog", { name: "Keys" }).evaluate((it) => it.matches(":modal")), true);
    await page.keyboard.press("Escape");
    await openConsole(page);
    await has(command(page));
    await typeLine(page, "exit");
    await button(page, "Lessons").click();
    await page.getByRole("menuitem", { name: "For teachers" }).click();
    await has(page.getByRole("heading", { name: "For teachers" }));
  }));

test("a theme that was chosen is remembered, before the first paint", () =>
  onPage({}, async (page) => {
    const theme = () =>
      page.evaluate(() => [document.documentElement.dataset.theme, getComputedStyle(document.body).backgroundColor]);
    const [, light] = await theme();
    await button(page, "More").click();
    await page.getByRole("menuitemcheckbox", { name: "Dark theme" }).click();
    const [, dark] = await theme();
    assert.notEqual(dark, light);
    await page.reload();
    await button(page, "Run").waitFor();
    assert.deepEqual(await theme(), ["dark", dark]);
    await button(page, "More").click();
    await page.getByRole("menuitemcheckbox", { name: "Theme as the system" }).click();
    assert.deepEqual(await theme(), [undefined, light]);
  }));

test("a scheduler that does not load is said in a sentence, with the reason", () =>
  onPage({ quiet: false, prepare: (page) => page.route("**/*.wasm", (route) => route.abort()) }, async (page) => {
    await page.getByRole("heading", { name: "The scheduler could not be loaded" }).waitFor();
    await page.getByRole("alert").filter({ hasText: /did not arrive/ }).waitFor();
    await button(page, "Load again").waitFor();
    assert.deepEqual(await axe(page), []);
  }));

test("in a narrower window the details are a drawer, and nothing is lost", () =>
  onPage({ viewport: { width: 1100, height: 720 } }, async (page) => {
    await select(page, 2);
    await button(page, "Details").click();
    await page.getByText("Job 2 · wind-tunnel").waitFor();
    assert.ok(await outcome(page).count());
    await button(page, "Close details").click();
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 1100);
    assert.ok(await grid(page).isVisible());
    assert.equal(await box(page, 2).isChecked(), true);
    assert.equal(await ask(page, "(cluster) => cluster.getJob(2).status"), "Running");
  }));

// One Chromium, and pages that remember what went wrong on them.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { after, before } from "node:test";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { openScenario } from "./scenario.mjs";
import { BUILT, serve } from "./server.mjs";
import { PATIENCE, SLOWER } from "./worked.mjs";

export { openScenario };
export const DESKTOP = { width: 1440, height: 900 };
export const PHONE = { width: 390, height: 844 };

let server;
let browser;

before(async () => {
  server = await serve();
  const args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"];
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args, timeout: 4 * PATIENCE });
});

after(async () => {
  await browser?.close();
  server?.close();
});

/** simulator.html, as a double click opens it. */
export const ONE_FILE = pathToFileURL(resolve(BUILT, "simulator.html")).href;

/**
 * Opens the page, or what stands at `url`, and gives it to `work`; afterwards nothing may stand on the console and no
 * request may have left the origin. `quiet: false` is for tests that provoke errors, `first: true` for those of a
 * visitor who was never here before: the others are not shown the tour. `clock: true`: its time can be stopped.
 */
export async function onPage(options, work) {
  const { viewport = DESKTOP, theme = "light", motion = "reduce", scenario, quiet = true, first = false, scripts = true, clock = false, prepare, search = "", url = server.page + search } = options;
  const profile = await lend({ viewport, colorScheme: theme, reducedMotion: motion, javaScriptEnabled: scripts, hasTouch: viewport === PHONE });
  const { context } = profile;
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE);
  if (SLOWER > 1) await (await context.newCDPSession(page)).send("Emulation.setCPUThrottlingRate", { rate: SLOWER });
  const wrong = [];
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && wrong.push(message.text()));
  page.on("pageerror", (error) => wrong.push(String(error)));
  page.on(
    "request",
    (request) =>
      request.url() !== url &&
      new URL(request.url()).origin !== new URL(url).origin &&
      wrong.push(`request to ${request.url()}`),
  );
  try {
    if (!first) await page.addInitScript(() => localStorage.setItem("ccp-tour", "seen"));
    if (clock) await page.clock.install({ time: 0 });
    await prepare?.(page);
    await page.goto(url);
    if (quiet) await page.getByRole("button", { name: "Run", exact: true }).waitFor();
    if (scenario) await openScenario(page, scenario);
    await work(page, context, server);
    if (quiet) assert.deepEqual(wrong, []);
  } catch (problem) {
    await context.close();
    throw problem;
  }
  // All pages of a profile have one clock.
  if (clock) await context.close();
  else await giveBack(profile, new URL(url).origin);
}

/** From here on time goes by only when it is told to: no frames, no timers, and what is shown for a second is there for as long as one looks. */
export const stopTime = (page) => page.clock.pauseAt(3_600_000);

/**
 * Profiles that nobody uses now, by what they are made with. A page in a profile that was there before costs half of
 * what it costs in a new one, which starts a process and knows no compiled code.
 */
const free = new Map();

async function lend(options) {
  const key = JSON.stringify(options);
  const there = free.get(key)?.pop();
  if (there) return there;
  const context = await browser.newContext({ ...options, timezoneId: "Pacific/Auckland", locale: "de-DE" });
  // While one page is open its process stays.
  const keeper = await context.newPage();
  return { key, context, keeper, storage: await context.newCDPSession(keeper) };
}

/** As if nobody had been here: no page, nothing kept, nothing allowed. What is kept for files cannot be taken away. */
async function giveBack({ key, context, keeper, storage }, origin) {
  for (const page of context.pages()) if (page !== keeper) await page.close();
  if (origin === "null") return context.close();
  await storage.send("Storage.clearDataForOrigin", { origin, storageTypes: "all" });
  await context.clearPermissions();
  free.set(key, [...(free.get(key) ?? []), { key, context, keeper, storage }]);
}

export const button = (page, name) => page.getByRole("button", { name, exact: typeof name === "string" });
export const row = (page, id) =>
  page.getByRole("row").filter({ has: page.getByRole("checkbox", { name: `Select job ${id}`, exact: true }) });
export const box = (page, id) => page.getByRole("checkbox", { name: `Select job ${id}`, exact: true });
export const grid = (page) => page.getByRole("grid", { name: "Jobs", exact: true });
/** The field of the console. */
export const command = (page) => page.getByRole("combobox", { name: "Command", exact: true });

export async function openConsole(page) {
  await button(page, "More").click();
  await page.getByRole("menuitem", { name: /^Console/ }).click();
  await command(page).waitFor();
}

export async function typeLine(page, line) {
  await command(page).fill(line);
  await command(page).press("Enter");
}

export const outcome = (page) => page.getByRole("status");

let clipboard = Promise.resolve();
/** What `copy` puts into the clipboard. All pages of a browser have one: they use it in turn. */
export async function copied(page, copy) {
  const mine = clipboard.then(async () => {
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.evaluate(() => navigator.clipboard.writeText(""));
    await copy();
    for (const until = performance.now() + PATIENCE; ; ) {
      const text = await page.evaluate(() => navigator.clipboard.readText());
      if (text !== "") return text;
      assert.ok(performance.now() < until, "nothing was copied");
    }
  });
  clipboard = mine.catch(() => {});
  return mine;
}

/** Whether it is whole on the screen, with nothing over it. */
export const inSight = (control) =>
  control.evaluate((it) => {
    const { left, right, top, bottom } = it.getBoundingClientRect();
    const whole = left >= 0 && right <= innerWidth && top >= 0 && bottom <= innerHeight;
    return whole && it.contains(document.elementFromPoint((left + right) / 2, (top + bottom) / 2));
  });

export async function select(page, ...ids) {
  for (const id of ids) await box(page, id).check();
}

/** Waits until the row of a job shows this text. */
export async function shows(page, id, text) {
  await row(page, id).filter({ hasText: text }).waitFor();
}

/** Asks the live cluster, as a trainee does from DevTools. */
export const ask = (page, question, value) =>
  page.evaluate(new Function("value", `return (${question})(globalThis.cluster, value)`), value);

const axeSource = readFileSync("node_modules/axe-core/axe.min.js", "utf8");
export async function axe(page) {
  // Half a megabyte, once for each page that was loaded.
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(axeSource);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  return violations.map(
    ({ id, help, nodes }) =>
      `${id}: ${help}: ${nodes.map((node) => `${node.target} ${node.any.map((it) => it.message)}`).join(" | ")}`,
  );
}

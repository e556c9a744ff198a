// One unpatched Firefox, driven by WebDriver BiDi, and pages that remember what went wrong on them.
import assert from "node:assert/strict";
import { resolve } from "node:path";
import { after, before } from "node:test";
import { pathToFileURL } from "node:url";
import puppeteer from "puppeteer-core";
import { BUILT, serve } from "./server.mjs";
import { PATIENCE } from "./worked.mjs";

/** The page on its server, and the page in one file. */
export const SERVED = Symbol("served");
export const ONE_FILE = pathToFileURL(resolve(BUILT, "simulator.html")).href;

let server;
let browser;

before(async () => {
  server = await serve();
  browser = await puppeteer.launch({
    browser: "firefox",
    timeout: 4 * PATIENCE,
    executablePath: process.env.FIREFOX ?? "/usr/bin/firefox-esr",
    // Puppeteer lets files read their neighbours; nobody's Firefox does.
    extraPrefsFirefox: { "security.fileuri.strict_origin_policy": true, "ui.prefersReducedMotion": 1 },
  });
});

after(async () => {
  await browser?.close();
  server?.close();
});

/**
 * Opens an address in a profile of its own and gives the page to `work`; afterwards nothing may stand on the console.
 * `after` is what follows the address of the served page: "?fresh", "#…"; `first: true` is for a visitor who was never
 * here before: others are not shown the tour.
 */
export async function onFirefox({ url = SERVED, after: rest = "", quiet = true, first = false }, work) {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  page.setDefaultTimeout(2 * PATIENCE);
  await page.setViewport({ width: 1440, height: 900 });
  const wrong = [];
  page.on("console", (message) => ["error", "warn"].includes(message.type()) && wrong.push(message.text()));
  page.on("pageerror", (error) => wrong.push(String(error)));
  try {
    if (!first)
      await page.evaluateOnNewDocument(() => {
        try {
          localStorage.setItem("ccp-tour", "seen");
        } catch {
          // Before a file is there its storage is refused: there the tour stands at its first sentence, in nobody's way.
        }
      });
    await page.goto((url === SERVED ? server.page : url) + rest);
    if (quiet) await named(page, "button", "Run").wait();
    await work(page, context);
    if (quiet) assert.deepEqual(wrong, []);
  } finally {
    await context.close();
  }
}

/** A visible element by its role and accessible name, as a user of a screen reader finds it. */
export const named = (page, role, name) => page.locator(`::-p-aria([name="${name}"][role="${role}"])`);

/** Waits until the row of a job shows this text. */
export const shows = (page, id, text) =>
  page.waitForFunction(
    (label, wanted) => document.querySelector(`[aria-label="${label}"]`)?.closest("[role=row]")?.textContent.includes(wanted),
    {},
    `Select job ${id}`,
    text,
  );

/** Asks the live cluster, as a trainee does from DevTools. */
export const ask = (page, question) => page.evaluate(new Function(`return (${question})(globalThis.cluster)`));

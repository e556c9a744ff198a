// M1 · The text is enough: who does only what the coach line says gets from nothing to "seen it all".
import { PATIENCE } from "../page/worked.mjs";
import { DESKTOP, PHONE, SMALL } from "./lib.mjs";

export const title = "The text is enough";
export const unit = "seconds for the slowest unthrottled visitor, at most 90";

const ROLES = ["button", "checkbox", "option", "menuitem", "row"];
const RUNS = [
  { name: "1440×900", viewport: DESKTOP },
  { name: "1280×720", viewport: SMALL },
  { name: "phone", viewport: PHONE },
  { name: "keyboard alone", viewport: DESKTOP, keyboard: true },
  { name: "reduced motion", viewport: DESKTOP, motion: "reduce" },
  { name: "a slow computer on a slow network", viewport: DESKTOP, slow: true },
];
/** A tap or a key, and a word read, in seconds. */
const AN_ACTION = 1;
const A_WORD = 0.3;

const SEEN = [
  [/Job 2 Cancelled/, "Cancelled"],
  [/Job 2, task 1 Failed/, "a task Failed"],
  [/Job 2 queued again/, "Queued again"],
  [/Job 2 started on/, "Running again"],
  [/Job \d+ left the cluster/, "a removal"],
];

async function named(page, word) {
  const name = new RegExp(`^${word.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")}(?= |$)`, "i");
  const found = [];
  // What a press changes is drawn with the next frame.
  const any = ROLES.map((role) => page.getByRole(role, { name, disabled: false })).reduce((one, other) => one.or(other));
  await any.first().waitFor().catch(() => {});
  for (const role of ROLES) found.push(...(await page.getByRole(role, { name, disabled: false }).all()));
  if (found.length !== 1) throw new Error(`“${word}” names ${found.length} controls`);
  const covered = await found[0].evaluate((it) => {
    it.scrollIntoView({ block: "nearest" });
    const { left, top, width, height } = it.getBoundingClientRect();
    return !it.contains(document.elementFromPoint(left + width / 2, top + height / 2));
  });
  if (covered) throw new Error(`“${word}” is covered`);
  return found[0];
}

async function byKeyboard(page, control) {
  const focused = () => control.evaluate((it) => it === document.activeElement);
  const role = await control.getAttribute("role");
  for (let n = 0; n < 80 && !(await focused()); n += 1) await page.keyboard.press(role === "menuitem" ? "ArrowDown" : "Tab");
  if (!(await focused())) throw new Error("the keyboard does not reach it");
  await page.keyboard.press(role === "option" ? "Space" : "Enter");
}

async function visit({ browser, server }, run, broken) {
  const context = await browser.newContext({
    viewport: run.viewport,
    hasTouch: run.viewport === PHONE,
    reducedMotion: run.motion ?? "no-preference",
  });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE);
  const fail = (what) => broken.push(`${run.name}: ${what}`);
  try {
    if (run.slow) {
      const cdp = await context.newCDPSession(page);
      await cdp.send("Emulation.setCPUThrottlingRate", { rate: 4 });
      await cdp.send("Network.enable");
      const bytes = (1.6 * 1_000_000) / 8;
      await cdp.send("Network.emulateNetworkConditions", { offline: false, latency: 150, downloadThroughput: bytes, uploadThroughput: bytes });
    }
    await page.goto(server.page, { waitUntil: "commit" });
    await page.waitForFunction(() => globalThis.cluster);
    const there = await page.evaluate(() => performance.now());
    const said = [];
    let reading = 0;
    let last = null;
    for (;;) {
      const text = await (
        await page.waitForFunction((before) => {
          const line = document.querySelector("[aria-label=Tour] p")?.textContent;
          return line && line !== before && !line.startsWith("A cluster") ? line : null;
        }, last)
      ).jsonValue();
      if (last === null) {
        const first = (await page.evaluate(() => performance.now())) - there;
        if (run.timed && first > 4_500 && !run.slow) fail(`the first change by itself came after ${(first / 1_000).toFixed(1)} s`);
      }
      last = text;
      said.push(text);
      reading += A_WORD * text.split(/\s+/).length;
      const words = await page.getByRole("region", { name: "Tour" }).locator("p b").allTextContents();
      if (words.length === 0) break;
      for (const word of words) {
        const control = await named(page, word);
        await (run.keyboard ? byKeyboard(page, control) : control.click());
        reading += AN_ACTION;
      }
      if (said.length > 12) throw new Error("it does not end");
    }
    // Among other tests the clock says nothing of the page.
    const seconds = (run.timed ? (await page.evaluate(() => performance.now())) / 1_000 : 0) + reading;
    const most = run.slow ? 110 : 90;
    if (seconds > most) fail(`it took ${seconds.toFixed(0)} s, at most ${most}`);
    const paint = await page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? Number.NaN);
    if (run.timed && !(paint <= (run.slow ? 2_500 : 1_000))) fail(`the first paint came after ${paint.toFixed(0)} ms`);
    if (run.viewport === PHONE) await page.getByRole("tab", { name: "More" }).click();
    else await page.getByRole("button", { name: "All events ▴" }).click();
    const log = await page.getByRole("log", { name: "Events" }).textContent();
    for (const [pattern, what] of SEEN) if (!pattern.test(log)) fail(`${what} was not seen`);
    return seconds;
  } catch (problem) {
    fail(problem.message.split("\n")[0]);
    return Number.NaN;
  } finally {
    await context.close();
  }
}

export async function measure(env, { full }) {
  const broken = [];
  let slowest = 0;
  for (const run of full ? RUNS : RUNS.slice(2, 3)) {
    const seconds = await visit(env, { ...run, timed: full }, broken);
    if (!run.slow && !(seconds <= slowest)) slowest = seconds;
  }
  return { number: slowest.toFixed(0), broken };
}

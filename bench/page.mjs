// The page with 100,000 jobs: `node bench/page.mjs` prints, as one line of JSON, the share of frames that came more than
// 20 ms after the one before while it runs at full speed and while the list is scrolled, and the milliseconds from a
// click to the picture of its answer. A page of 1440 × 900 in Chromium, which paints by the processor alone here.
import { chromium } from "playwright-core";
import { findChromium } from "../scripts/chromium.mjs";
import { serve } from "../tests/page/server.mjs";

const SECONDS = 5;

const server = await serve();
const browser = await chromium.launch({ executablePath: await findChromium(), args: ["--no-sandbox"] });
const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
page.setDefaultTimeout(120_000);
await page.addInitScript(() => localStorage.setItem("ccp-tour", "seen"));
await page.goto(server.page);
async function openLarge() {
  for (const label of ["Empty cluster", "100,000 jobs"])
    await page.getByRole("combobox", { name: "Scenario", exact: true }).selectOption({ label });
  await page.waitForFunction(() => globalThis.cluster.jobColumns().ids.length === 100_000);
  await page.getByRole("grid", { name: "Jobs", exact: true }).getByRole("row").nth(5).waitFor();
}

/** The share of late frames while something goes on; `each` is done in every frame. */
const late = (each = "") =>
  page.evaluate(
    ([seconds, each]) =>
      new Promise((resolve) => {
        const act = new Function("frame", each);
        const times = [];
        const frame = (time) => {
          times.push(time);
          if (time - times[0] > seconds * 1_000) {
            const gaps = times.slice(1).map((at, n) => at - times[n]);
            return resolve(gaps.filter((gap) => gap > 20).length / gaps.length);
          }
          act(times.length);
          requestAnimationFrame(frame);
        };
        requestAnimationFrame(frame);
      }),
    [SECONDS, each],
  );

/** From a click to the next picture. */
async function answer(control) {
  await page.evaluate(() => {
    globalThis.longest = 0;
    globalThis.watch = new PerformanceObserver((list) => {
      for (const { interactionId, duration } of list.getEntries()) if (interactionId) globalThis.longest = Math.max(globalThis.longest, duration);
    });
    globalThis.watch.observe({ type: "event", durationThreshold: 16 });
  });
  await control.click();
  await page.waitForTimeout(1_500);
  return page.evaluate(() => (globalThis.watch.disconnect(), globalThis.longest));
}

const found = {};
await openLarge();
await page.getByRole("slider", { name: "Speed", exact: true }).press("End");
await page.getByRole("button", { name: "Run", exact: true }).click();
found.running = await late();
await page.getByRole("button", { name: "Pause", exact: true }).click();
// The list is scrolled by a row and a half in each frame, down and up.
found.scrolling = await late("const list = document.querySelector('[role=grid]'); list.scrollBy(0, frame % 240 < 120 ? 48 : -48)");
await openLarge();
found.selectAll = await answer(page.getByRole("checkbox", { name: "Select all jobs shown" }));
found.panel = await answer(page.getByRole("button", { name: "Cancel selected jobs", exact: true }));
found.cancel = await answer(page.getByRole("dialog", { name: "Cancel jobs" }).getByRole("button", { name: /^Cancel / }));
const cancelled = await page.evaluate(() => globalThis.cluster.clusterCounter.numberOfCancelledJobs);
if (cancelled !== 100_000) throw new Error(`${cancelled} jobs were cancelled.`);
await browser.close();
server.close();
console.log(JSON.stringify(found));

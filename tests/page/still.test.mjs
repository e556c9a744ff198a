// Before the page runs, and where it cannot: a still of what it is about to show, the reason, the first lesson in pictures.
import assert from "node:assert/strict";
import { test } from "node:test";
import { DESKTOP, ONE_FILE, PHONE, axe, button, onPage } from "./helpers.mjs";
import { POLICY, serve } from "./server.mjs";

const INDEX = new URL("index.html", ONE_FILE).href;

/** In the page: keeps what the still shows and where, and the same of the page itself two frames after it took over. */
function watch() {
  const seen = (root) => {
    const found = [];
    for (const element of root.querySelectorAll("*")) {
      const text = [...element.childNodes].map((node) => (node.nodeType === 3 ? node.data : "")).join("").trim();
      const { x, y, width, height } = element.getBoundingClientRect();
      if (text && element.checkVisibility({ visibilityProperty: true }) && !element.closest("option"))
        found.push({ text, place: [x, y, width, height] });
    }
    return found;
  };
  const frame = () => new Promise(requestAnimationFrame);
  globalThis.seen = new Promise((done) => {
    document.addEventListener("DOMContentLoaded", () => {
      const app = document.getElementById("app");
      const still = [...app.querySelectorAll(".still")].find((it) => it.checkVisibility());
      const before = still ? seen(still) : [];
      const observer = new MutationObserver(async () => {
        if (!app.querySelector(":scope > .app")) return;
        observer.disconnect();
        await frame();
        await frame();
        done({ before, after: seen(app), inert: still?.inert });
      });
      observer.observe(app, { childList: true });
    });
  });
}

for (const [name, viewport] of Object.entries({ desktop: DESKTOP, laptop: { width: 1280, height: 720 }, phone: PHONE })) {
  for (const first of [true, false]) {
    test(`before any script has run the page shows what it then shows, in the same places: ${name}, ${first ? "first" : "later"} visit`, () =>
      onPage({ viewport, first, motion: "no-preference", quiet: false, prepare: (page) => page.addInitScript(watch) }, async (page) => {
        const { before, after, inert } = await page.evaluate(() => globalThis.seen);
        assert.ok(before.some(({ text }) => text === "Job 3 thesis-run added by cho" || text === "3 thesis-run"), "the jobs are there");
        // The tour's clock has begun to run.
        const said = (all) => all.map(({ text }) => text.replace(/^:\d\d$/, ":00"));
        assert.deepEqual(said(before), said(after));
        const moved = before.filter(({ place }, at) => place.some((px, side) => Math.abs(px - after[at].place[side]) > 1));
        assert.deepEqual(moved, []);
        assert.equal(inert, true);
      }));
  }
}

test("who follows a link is not shown another cluster first", () =>
  onPage({ prepare: (page) => page.addInitScript(watch), quiet: false }, async (page) => {
    await page.goto(`${page.url()}?fresh`);
    const { before } = await page.evaluate(() => globalThis.seen);
    assert.deepEqual(before.filter(({ text }) => /thesis-run|Mon/.test(text)), []);
  }));

/** The reason in a sentence, and under it the six pictures. */
async function told(page, reason) {
  await page.getByText(reason).waitFor();
  assert.equal(await page.getByRole("figure").filter({ visible: true }).count(), 6);
  const pictures = await page.getByRole("img").evaluateAll((all) => all.map((it) => it.getAttribute("aria-label")));
  assert.deepEqual(pictures.slice(0, 4).concat(pictures[5]), [
    "Job 1 climate-50y: Running on N1. Job 2 wind-tunnel: Running on N2. Job 3 thesis-run: Queued.",
    "Job 1 climate-50y: Running on N1. Job 2 wind-tunnel: Running on N2. Job 3 thesis-run: Queued.",
    "The panel “Cancel jobs” for job 2: what the call will do, the message “wrong input file”, and the buttons “Keep 1 job” and “Cancel 1 job”.",
    "Job 1 climate-50y: Running on N1. Job 2 wind-tunnel: Cancelled, with the message “wrong input file”. Job 3 thesis-run: Running on N2.",
    "Job 1 climate-50y: Finished. Job 2 wind-tunnel: Finished. Job 3 thesis-run: Finished.",
  ]);
  const { scrollWidth, clientWidth } = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return { scrollWidth, clientWidth };
  });
  assert.ok(scrollWidth <= clientWidth, `${scrollWidth} px wide`);
}

const withoutWasm = (page) => page.addInitScript(() => delete globalThis.WebAssembly);
for (const [viewport, theme] of [
  [DESKTOP, "light"],
  [PHONE, "dark"],
]) {
  test(`without WebAssembly a sentence says so, and the first lesson is there in pictures, ${theme}`, () =>
    onPage({ viewport, theme, quiet: false, prepare: withoutWasm }, async (page) => {
      await told(page, /needs WebAssembly, which this browser does not offer/);
      assert.deepEqual(await axe(page), []);
    }));
}

test("where a policy forbids WebAssembly the header to ask for is named", async () => {
  const server = await serve({ policy: POLICY.replace(" 'wasm-unsafe-eval'", "") });
  await onPage({ url: server.page, quiet: false }, async (page) => {
    await told(page, /Content-Security-Policy of this server forbids/);
    await page.getByText("Content-Security-Policy: script-src 'self' 'wasm-unsafe-eval'").waitFor();
  });
  server.close();
});

test("without scripts too", () =>
  onPage({ scripts: false, quiet: false }, (page) => told(page, /JavaScript is switched off here/)));

test("a script that does not arrive is said at once", () =>
  onPage({ quiet: false, prepare: (page) => page.route("**/assets/*.js", (route) => route.abort()) }, (page) =>
    told(page, /A part of the page did not arrive/),
  ));

test("from a file the page says what to open instead, and that works", () =>
  onPage({ url: INDEX, quiet: false }, async (page) => {
    await page.getByText(/Opened from a file/).waitFor();
    assert.equal(await button(page, "Run").count(), 0);
    assert.deepEqual(await axe(page), []);
    await page.getByRole("link", { name: "Open simulator.html" }).click();
    await button(page, "Run").waitFor();
  }));

// Before the page runs, and where it cannot: a still of what it is about to show, the reason, the first lesson in pictures.
import assert from "node:assert/strict";
import { test } from "node:test";
import { DESKTOP, ONE_FILE, PHONE, axe, button, onPage } from "./helpers.mjs";
import { POLICY, serve } from "./server.mjs";

const INDEX = new URL("index.html", ONE_FILE).href;

/** In the page: keeps what the still shows and where, and the same of the page itself as it takes over. */
function watch() {
  const seen = (root) => {
    const found = [];
    for (const element of root.querySelectorAll("*")) {
      const text = [...element.childNodes].map((node) => (node.nodeType === 3 ? node.data : "")).join("").trim();
      if (!text || !element.checkVisibility({ visibilityProperty: true }) || element.closest("option")) continue;
      const { x, y, width, height } = element.getBoundingClientRect();
      found.push({ text, place: [x, y, width, height] });
    }
    return found;
  };
  globalThis.seen = new Promise((done) => {
    document.addEventListener("DOMContentLoaded", () => {
      const app = document.getElementById("app");
      const still = [...app.querySelectorAll(".still")].find((it) => it.checkVisibility());
      const before = seen(still);
      const { inert } = still;
      const observer = new MutationObserver(async () => {
        if (!app.querySelector(":scope > .app")) return;
        observer.disconnect();
        // Signals that were set meanwhile are drawn before the next frame; the tour's clock goes on behind it.
        for (let turn = 0; turn < 20; turn += 1) await null;
        done({ before, after: seen(app), inert });
      });
      observer.observe(app, { childList: true });
    });
  });
}

const near = (one, other) => one.place.every((px, side) => Math.abs(px - other.place[side]) <= 1);

for (const [name, viewport] of Object.entries({ desktop: DESKTOP, laptop: { width: 1280, height: 720 }, phone: PHONE })) {
  const options = { viewport, motion: "no-preference", quiet: false, prepare: (page) => page.addInitScript(watch) };

  test(`before any script has run the page shows what it then shows, in the same places: ${name}`, () =>
    onPage({ ...options, first: true }, async (page) => {
      const { before, after, inert } = await page.evaluate(() => globalThis.seen);
      const words = (all) => all.map(({ text }) => text);
      assert.ok(words(before).includes("3 thesis-run"), "the jobs are there");
      assert.deepEqual(words(before), words(after));
      assert.deepEqual(before.filter((it, at) => !near(it, after[at])), []);
      assert.equal(inert, true);
    }));

  for (const [who, forget, address] of [
    ["again", false, ""],
    ["by a link", true, "?fresh"],
  ]) {
    test(`who comes ${who} sees the frame alone, and no other cluster first: ${name}`, () =>
      onPage({ ...options, first: true }, async (page) => {
        // Once the page stands there it has been here.
        await page.evaluate(() => globalThis.seen);
        if (forget) await page.evaluate(() => localStorage.clear());
        await page.goto(page.url() + address);
        const { before, after } = await page.evaluate(() => globalThis.seen);
        assert.ok(before.length > 2, "the frame is there");
        assert.deepEqual(before.filter((it) => !after.some((other) => other.text === it.text && near(it, other))), []);
        assert.deepEqual(before.filter(({ text }) => /thesis-run|ana|Mon/.test(text)), []);
      }));
  }
}

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

test("a browser that is too old is told so", () =>
  onPage({ quiet: false, prepare: (page) => page.addInitScript(() => delete globalThis.DecompressionStream) }, (page) =>
    told(page, /too old for the simulator/),
  ));

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

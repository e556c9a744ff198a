// For the classroom: presenter mode with a remote, and the page in a frame of a course's page.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, test } from "node:test";
import { ask, button, onPage, outcome, row, shows } from "./helpers.mjs";

const theme = (page) => page.evaluate(() => document.documentElement.dataset.theme);
const now = (page) => ask(page, "(cluster) => cluster.now");

test("presenter mode: a remote drives the clock, and a control keeps its keys", () =>
  onPage({ search: "?present" }, async (page) => {
    assert.equal(await theme(page), "projector");
    const start = await now(page);
    await page.keyboard.press("PageDown");
    await shows(page, 1, "Finished");
    await page.keyboard.press("PageUp");
    assert.equal(await now(page), start);
    await button(page, "Step").focus();
    await page.keyboard.press("PageDown");
    assert.equal(await now(page), start);
    await page.keyboard.press("p");
    assert.equal(await theme(page), undefined);
    await page.evaluate(() => document.activeElement.blur());
    await page.keyboard.press("PageDown");
    assert.equal(await now(page), start);
  }));

test("who has chosen the projector theme keeps it when presenter mode ends", () =>
  onPage({}, async (page) => {
    await button(page, "More").click();
    await page.getByRole("menuitemcheckbox", { name: "Projector theme" }).click();
    await page.evaluate(() => document.activeElement.blur());
    const presenter = page.getByRole("menuitemcheckbox", { name: /^Presenter mode/ });
    for (const on of [true, false]) {
      await page.keyboard.press("p");
      await button(page, "More").click();
      assert.equal(await presenter.getAttribute("aria-checked"), String(on));
      await page.keyboard.press("Escape");
      await page.evaluate(() => document.activeElement.blur());
      assert.equal(await theme(page), "projector");
    }
  }));

test("after an undo the remote makes the call again", () =>
  onPage({ search: "?present" }, async (page) => {
    await ask(page, "(cluster) => cluster.cancelJobs([2], 'shown to the class')");
    await button(page, /^Undo/).click();
    await shows(page, 2, "Running");
    await page.evaluate(() => document.activeElement.blur());
    await page.keyboard.press("Space");
    await shows(page, 2, "Cancelled");
  }));

test("a remote goes on to the next lesson, once it was named", () =>
  onPage({ search: "?present&lesson=stop-it-say-why" }, async (page) => {
    const forward = () => page.keyboard.press("PageDown");
    await ask(page, "(cluster) => cluster.cancelJobs([2], 'wrong input file')");
    const reachedAt = await now(page);
    await forward();
    await outcome(page).filter({ hasText: "Once more opens lesson 2, Three tasks, three endings." }).waitFor();
    assert.equal(await now(page), reachedAt);
    // Who takes it back wants to show it again.
    await button(page, /^Undo/).click();
    await shows(page, 2, "Running");
    await page.evaluate(() => document.activeElement.blur());
    await forward();
    await shows(page, 2, "Cancelled");
    await forward();
    await row(page, 2).waitFor({ state: "detached" });
    assert.equal(await ask(page, "(cluster) => cluster.listAllJobs().length"), 1);
    await forward();
    assert.ok((await now(page)) > reachedAt, "not reached yet: the next event");
  }));

test("a page around it drives it by messages; another origin is not heard", () =>
  onPage({ quiet: false }, async (page, _, { page: address, origin }) => {
    const host = (embed) => `<!doctype html><title>Course</title><iframe src="${address}?embed=${embed}" width="1000" height="700"></iframe>
      <script>globalThis.heard = []; addEventListener("message", ({ data }) => heard.push(data));
      globalThis.tell = (message) => frames[0].postMessage({ ccp: 1, ...message }, "${origin}");</script>`;
    const course = createServer((request, response) =>
      response.writeHead(200, { "content-type": "text/html" }).end(host(new URL(request.url, "http://x").searchParams.get("for"))),
    );
    await new Promise((listening) => course.listen(0, "127.0.0.1", listening));
    after(() => (course.closeAllConnections(), course.close()));
    const around = `http://127.0.0.1:${course.address().port}`;
    const heard = (page, test) => page.waitForFunction(new Function(`return heard.find(${test})`)).then((it) => it.jsonValue());

    await page.goto(`${around}/?for=${around}`);
    await heard(page, "(it) => it.event === 'ready'");
    await page.evaluate(() => tell({ id: 1, do: "open", scenario: "stopped-list" }));
    await heard(page, "(it) => it.re === 1 && it.ok");
    await page.evaluate(() => tell({ id: 2, do: "call", name: "cancelJobs", args: [[1, 2, 3], "from outside"] }));
    const { error } = await heard(page, "(it) => it.re === 2");
    assert.equal(error.code, "InvalidCancelJobState");
    await heard(page, "(it) => it.event === 'changed' && it.counter.numberOfCancelledJobs === 2");
    await page.evaluate(() => tell({ id: 3, do: "undo" }));
    await heard(page, "(it) => it.re === 3 && it.ok");
    await page.evaluate(() => tell({ id: 4, do: "constructor" }));
    assert.equal((await heard(page, "(it) => it.re === 4")).ok, false);
    await page.evaluate(() => tell({ id: 5, do: "open", lesson: "constructor" }));
    assert.equal((await heard(page, "(it) => it.re === 5")).error.message, "There is no lesson constructor.");
    for (const id of [6, 7]) {
      await page.evaluate((id) => tell({ id, do: "open", lesson: "it-stopped-at-the-third" }), id);
      await heard(page, `(it) => it.re === ${id} && it.ok`);
      await page.evaluate(() => tell({ do: "call", name: "cancelJobs", args: [[1, 2, 4, 5, 6], "wrong parameters"] }));
      await heard(page, `(_, at) => heard.filter((it) => it.event === 'reached').length === ${id - 5}`);
    }
    const reached = await page.evaluate(() => heard.filter((it) => it.event === "reached"));
    assert.deepEqual(reached[1], { ccp: 1, event: "reached", lesson: "it-stopped-at-the-third", actions: 1 });

    await page.goto(`${around}/?for=http://other.example`);
    const frame = page.frames()[1];
    await frame.getByRole("button", { name: "Run", exact: true }).waitFor();
    const then = await now(frame);
    await page.evaluate(() => tell({ id: 8, do: "step" }));
    // A message of its own comes after that one.
    await frame.evaluate(() => new Promise((done) => (addEventListener("message", ({ data }) => data === "after" && done()), postMessage("after", "*"))));
    assert.equal(await now(frame), then);
    assert.deepEqual(await page.evaluate(() => heard), []);
  }));

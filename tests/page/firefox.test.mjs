// Firefox: from a server and as one file by its file: address, a job is cancelled by the visible controls.
import assert from "node:assert/strict";
import { test } from "node:test";
import { ONE_FILE, SERVED, ask, named, onFirefox, shows } from "./firefox.mjs";

for (const [where, url] of Object.entries({ "from a server": SERVED, "as one file": ONE_FILE })) {
  test(`in Firefox, ${where}, a job is cancelled with a message`, () =>
    onFirefox({ url }, async (page) => {
      await named(page, "checkbox", "Select job 2").click();
      await named(page, "button", "Cancel selected jobs").click();
      await named(page, "textbox", "Message").fill("wrong input file");
      await named(page, "button", "Cancel 1 job").click();
      await shows(page, 2, "Cancelled");
      await page.waitForFunction(() => document.querySelector("[role=status]").textContent.startsWith("Cancelled job 2: wrong input file."));
      assert.equal(await ask(page, "(cluster) => cluster.getJob(2).errorMessage"), "wrong input file");
    }));
}

for (const [where, url] of Object.entries({ "from a server": SERVED, "as one file": ONE_FILE })) {
  test(`in Firefox, ${where}, a link and loading anew give the very same cluster`, () =>
    onFirefox({ url }, async (page) => {
      const digest = (it) => ask(it, "(cluster) => cluster.stateDigest()");
      await named(page, "button", "Step").click();
      await ask(page, "(cluster) => cluster.cancelJobs([2], 'wrong \ud800 file')");
      await ask(page, "(cluster) => cluster.queueJob({ tasks: [{ commandLine: 'work', simulation: { duration: Infinity } }] })");
      await ask(page, "(cluster) => cluster.advance(4 * 3_600_000)");
      const there = await digest(page);
      await page.evaluate(() => (navigator.clipboard.writeText = async (text) => void (globalThis.copied = text)));
      await named(page, "button", "Share").click();
      await page.locator("::-p-aria(Copy link with 2 calls)").click();
      await page.waitForFunction(() => globalThis.copied);
      await onFirefox({ url: await page.evaluate(() => globalThis.copied) }, async (other) => {
        await other.locator("::-p-text(The link was opened)").wait();
        assert.equal(await digest(other), there);
      });
      await named(page, "button", "More").click();
      await page.locator("::-p-aria(Recent sessions…)").click();
      await page.locator("::-p-text(2 calls)").wait();
      await page.reload();
      await named(page, "button", "Start fresh").wait();
      assert.equal(await digest(page), there);
    }));
}

test("in Firefox a lesson is solved, and remembered", () =>
  onFirefox({ after: "?lesson=stop-it-say-why" }, async (page) => {
    await named(page, "checkbox", "Select job 2").click();
    await named(page, "button", "Cancel selected jobs").click();
    await named(page, "textbox", "Message").fill("wrong input file");
    await named(page, "button", "Cancel 1 job").click();
    await page.waitForFunction(() => document.querySelector(".reward")?.textContent.startsWith("Goal reached in 1 action"));
    assert.deepEqual(await page.evaluate(() => JSON.parse(localStorage.getItem("ccp-lessons"))), { "stop-it-say-why": { actions: 1 } });
  }));

test("in Firefox, as one file, storage is there", () =>
  onFirefox({ url: ONE_FILE }, async (page) => {
    const opened = await page.evaluate(
      () =>
        new Promise((done, fail) => {
          const request = indexedDB.open("probe");
          request.onsuccess = () => done(request.result.name);
          request.onerror = () => fail(request.error);
        }),
    );
    assert.equal(opened, "probe");
  }));

test("in Firefox, a page of many files that was opened from a file says what to open instead", () =>
  onFirefox({ url: new URL("index.html", ONE_FILE).href, quiet: false }, async (page) => {
    await page.locator("::-p-text(Opened from a file)").wait();
    await named(page, "link", "Open simulator.html").click();
    await named(page, "button", "Run").wait();
  }));

// Shared and kept: a link, a file, a session that comes back. The same calls are the same cluster, digest for digest.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { deflateSync } from "node:zlib";
import { ask, axe, box, button, copied, onPage, openScenario, outcome, select, shows } from "./helpers.mjs";
import { keptAs } from "./kept.mjs";
import { scrub } from "./scrub.mjs";
import { worked } from "./worked.mjs";

const digest = (page) => ask(page, "(cluster) => cluster.stateDigest()");
const now = (page) => ask(page, "(cluster) => cluster.now");

async function share(page, label) {
  await button(page, "Share").click();
  await page.getByRole("menuitem", { name: label }).click();
}

/** What Share puts into the clipboard. */
async function linkOf(page, label = /^Copy link with (no|\d)/) {
  const link = await copied(page, () => share(page, label));
  await outcome(page).filter({ hasText: "Link copied" }).waitFor();
  return link;
}

/** A session with a bit of everything, in a scenario with generated users. */
async function play(page) {
  await ask(page, `(cluster) => {
    cluster.advance(5 * 60_000);
    cluster.actAs("CLUSTER\\\\ben", false);
    const [endless] = cluster.queueJobs(new Set([{ name: "endless \\ud83d\\ude00 \\ud800", isExclusive: false, tasks: [{ commandLine: "work", simulation: { duration: Infinity } }] }]));
    cluster.actAs("CLUSTER\\\\Administrator", true);
    cluster.advance(61_000);
    try { cluster.cancelJobs([endless, 2_000_000_000, 1], "wrong \\udfff file"); } catch {}
    cluster.setClusterParameter("TTLCompletedJobs", "1");
    cluster.failNode("N1");
    cluster.advance(3 * 3_600_000);
    cluster.restoreNode("N1");
    cluster.advance(26 * 3_600_000 + 1);
  }`);
}

test("a link opens the very same cluster in a fresh profile, and goes on as it would", () =>
  onPage({ scenario: "Busy week" }, async (page) => {
    await button(page, "Pause").click();
    await play(page);
    const [there, time] = [await digest(page), await now(page)];
    const link = await linkOf(page);
    assert.match(link, /^http:\/\/127\.0\.0\.1:\d+\/some\/path\/#open=[\w-]+$/);
    assert.ok(link.length < 1_000, `${link.length} characters`);
    await ask(page, "(cluster) => cluster.advance(3_600_000)");
    const later = await digest(page);
    await onPage({ url: link }, async (other) => {
      await outcome(other).filter({ hasText: /^The link was opened: Busy week/ }).waitFor();
      assert.equal(await digest(other), there);
      assert.equal(await now(other), time);
      assert.equal(new URL(other.url()).hash, "", "loading anew goes on with what one did");
      await ask(other, "(cluster) => cluster.advance(3_600_000)");
      assert.equal(await digest(other), later);
      await button(other, /^Undo restore N1/).click();
      await button(other, /^Undo crash N1/).click();
    });
  }));

test("a link to an earlier instant knows the calls that come", () =>
  onPage({}, async (page) => {
    await button(page, "Step").click();
    await ask(page, "(cluster) => cluster.cancelJobs([2], 'wrong file')");
    await button(page, "Step").click();
    const end = await digest(page);
    await button(page, "Step back").click();
    await button(page, "Step back").click();
    await shows(page, 2, "Running");
    const there = await digest(page);
    await onPage({ url: await linkOf(page) }, async (other) => {
      await shows(other, 2, "Running");
      assert.equal(await digest(other), there);
      await button(other, "Step").click();
      await button(other, "Step").click();
      await shows(other, 2, "Cancelled");
      assert.equal(await digest(other), end);
    });
  }));

test("a link without my calls opens the start", () =>
  onPage({}, async (page) => {
    const start = await digest(page);
    await button(page, "Step").click();
    await select(page, 2);
    await button(page, "Requeue selected jobs").click();
    await onPage({ url: await linkOf(page, /^Copy link without/) }, async (other) => {
      await outcome(other).filter({ hasText: "The link was opened" }).waitFor();
      assert.equal(await digest(other), start);
      assert.equal(await button(other, "Undo").getAttribute("aria-disabled"), "true");
    });
  }));

test("a session is saved as a file, and opened by what is in it", () =>
  onPage({}, async (page) => {
    await ask(page, "(cluster) => cluster.cancelJobs([2], 'wrong file')");
    const there = await digest(page);
    const saved = page.waitForEvent("download");
    await share(page, "Save session as file");
    const file = await saved;
    assert.equal(file.suggestedFilename(), "first-morning.ccp.json");
    await onPage({}, async (other) => {
      const chooser = other.waitForEvent("filechooser");
      await button(other, "More").click();
      await other.getByRole("menuitem", { name: /^Open a file/ }).click();
      await (await chooser).setFiles(await file.path());
      await shows(other, 2, "Cancelled");
      assert.equal(await digest(other), there);
    });
  }));

/** Packs data as a link does, so that a test can say what no visitor can. */
const packed = (value) => `#open=${deflateSync(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url")}`;
const START = Date.UTC(2026, 2, 2, 8, 57);
const session = (more = {}) => ({
  format: "ccp-session/1",
  page: "0.0.1",
  origin: { scenario: "first-morning" },
  calls: [],
  until: START,
  here: 0,
  now: START,
  digest: "0",
  ...more,
});
const withCall = (more, rest = {}) =>
  session({ calls: [{ at: START, call: "cancelJobs", args: [[2], "x"], ...more }], here: 1, ...rest });

/** Follows links in a page that is open; after each one its sentence stands there and the cluster is what it was. */
async function refuses(page, links) {
  const before = await digest(page);
  for (const [hash, sentence] of links) {
    await page.evaluate((to) => (location.hash = to), hash);
    await outcome(page).filter({ hasText: sentence }).waitFor();
    assert.equal(await digest(page), before);
    // So that the next sentence is its own.
    await ask(page, "(cluster) => { try { cluster.cancelJobs([99]) } catch {} }");
    await outcome(page).filter({ hasText: "Stopped at 99" }).waitFor();
  }
}

test("a damaged link shows a message and changes nothing", () =>
  onPage({}, async (page) => {
    await ask(page, "(cluster) => cluster.cancelJobs([2], 'wrong file')");
    const hash = new URL(await linkOf(page)).hash;
    const random = ((seed) => () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647)(7);
    const other = (letter) => (letter === "A" ? "B" : "A");
    const flipped = Array.from({ length: 24 }, (_, n) => {
      const at = n === 0 ? hash.length - 1 : 6 + Math.floor(random() * (hash.length - 6));
      return hash.slice(0, at) + other(hash[at]) + hash.slice(at + 1);
    });
    const cut = [0.2, 0.5, 0.9].map((part) => hash.slice(0, 6 + Math.floor(part * (hash.length - 6))));
    const junk = ["#open=", "#open=%F0%9F", "#open=AAAA", `#open=${"x".repeat(5_000)}`];
    const refusal = /^The link (is damaged or incomplete|cannot be opened): .*Nothing here has changed\.$/;
    await refuses(page, [...flipped, ...cut, ...junk].map((it) => [it, refusal]));
  }));

test("a link of a stranger can do nothing but open", () =>
  onPage({}, async (page) => {
    const year = 366 * 86_400_000;
    await refuses(page, [
      [packed("[".repeat(200_000)), "no text of this page"],
      [packed(" ".repeat(17 << 20)), "too large once it is unpacked"],
      [packed({ format: "ccp-session/7" }), "another version of this page"],
      [packed(session({ origin: { scenario: "no-such" } })), "no scenario “no-such”"],
      [packed(session({ origin: {} })), "what it begins with"],
      [packed(session({ extra: 1 })), "session.extra is not known"],
      [packed(session({ now: START + 1_001 * year })), "longer than a thousand years"],
      [packed(session({ now: "soon" })), "session.now is not a whole number"],
      [packed(session({ now: START - year })), "begins before the start"],
      [packed(withCall({ call: "free" })), "not among what this version knows"],
      [packed(withCall({ call: "constructor" })), "not among what this version knows"],
      [packed(withCall({ args: [[2], 7] })), "not a text"],
      [packed(withCall({ args: ["1-2147483647", "x"] })), "too many ids"],
      [packed(withCall({ args: [] })), "not as many arguments"],
      [packed(withCall({ args: [[2], "x", 1, 2] })), "not as many arguments"],
      [packed(withCall({ call: "addJob", args: [{ tasks: [{ run: "rm" }] }] })), "args[0].tasks[0].run is not known"],
      [packed(withCall({ call: "addJob", args: [JSON.parse('{"__proto__":{"x":1}}')] })), "__proto__ is not known"],
      [packed(withCall({ args: [[77], "x"] })), "does nothing here: "],
      [packed(withCall({ call: "console", args: ["job list /all", {}] })), "“job list /all”, does nothing here."],
      [packed(withCall({ call: "console", args: ["job list", { file: 7 }] })), "not a text"],
      [packed(withCall({ call: "console", args: ['^f"or" %i in (1) do '.repeat(50), {}] })), "too many loops"],
      [packed(withCall({ by: "CLUSTER\\ana", admin: false })), "does nothing here: "],
      [packed(withCall({}, { here: 2 })), "ends at a call that is not in it"],
      [packed(withCall({ after: 1 })), "follows a call that comes later"],
      [packed(withCall({ at: START - 1 })), "begins before the start"],
      [packed(withCall({}, { ahead: [1] })), "ahead is no chain"],
    ]);
    // Other calls than the digest was of: the calls are good, and what differs is said.
    await page.evaluate((to) => (location.hash = to), packed(withCall({})));
    await outcome(page).filter({ hasText: "not the same as when it was made: that was with version 0.0.1" }).waitFor();
    await shows(page, 2, "Cancelled");
  }));

test("a link that takes long is played in pieces, and can be stopped", () =>
  onPage({}, async (page) => {
    const before = await digest(page);
    const long = session({ origin: { scenario: "busy-week" }, now: START + 900 * 366 * 86_400_000 });
    await page.evaluate((to) => (location.hash = to), packed(long));
    await page.getByRole("progressbar", { name: /^The link is played again: 0 %/ }).waitFor();
    await button(page, "Stop").click();
    await outcome(page).filter({ hasText: "you stopped it" }).waitFor();
    assert.equal(await digest(page), before);
    // Who opens something else meanwhile wants that.
    const other = session({ origin: { scenario: "busy-week" }, now: START + 900 * 366 * 86_400_000 });
    await page.evaluate((to) => (location.hash = to), packed(other));
    await page.getByRole("progressbar", { name: /^The link is played again/ }).waitFor();
    await openScenario(page, "Empty cluster");
    await outcome(page).filter({ hasText: "The link was not opened" }).waitFor();
    await page.getByText(/No jobs yet/).waitFor();
  }));

test("where the browser does not let the page copy, the link stands in a field", () =>
  onPage({ prepare: (page) => page.addInitScript(() => Object.defineProperty(navigator, "clipboard", { value: undefined })) }, async (page) => {
    await share(page, /^Copy link with no calls/);
    const field = page.getByRole("dialog", { name: "Share" }).getByRole("textbox", { name: "Link", exact: true });
    assert.match(await field.inputValue(), /#open=[\w-]+$/);
    assert.deepEqual(await axe(page), []);
    await field.press("Escape");
    await field.waitFor({ state: "detached" });
  }));

test("a link that many programs would cut off says so, and many ids are few letters", () =>
  onPage({ scenario: "100,000 jobs" }, async (page) => {
    await ask(page, "(cluster) => cluster.cancelJobs(cluster.queuedJobs().slice(500).sort(), 'all of them')");
    const link = await linkOf(page);
    assert.ok(link.length < 1_500, `${link.length} characters`);
    await ask(page, "(cluster) => cluster.addJobs(Array.from({ length: 300 }, (_, n) => ({ name: `${Math.sin(n)} ${Math.cos(n)}` })))");
    await share(page, /^Copy link with 2 calls/);
    await page.getByRole("dialog", { name: "Share" }).getByText(/^The link would have [\d,]+ characters; many programs cut off/).waitFor();
  }));

// ── kept ──

const timer = (page, time) => page.getByRole("timer", { name: new RegExp(`^Clock: .* ${time}$`) });
const tour = (page) => page.addInitScript(() => localStorage.setItem("ccp-tour", "seen"));

test("loading anew goes on where one was: with Undo, Redo and the other branch; Start fresh is one click away", () =>
  onPage({}, async (page) => {
    await button(page, "Step").click();
    await ask(page, "(cluster) => cluster.cancelJobs([2], 'one way')");
    const oneWay = await digest(page);
    await button(page, /^Undo cancel job 2/).click();
    await ask(page, "(cluster) => cluster.cancelJobs([3], 'another way')");
    await button(page, "Step").click();
    await ask(page, "(cluster) => cluster.requeueJobs([3])");
    const end = await digest(page);
    await button(page, /^Undo requeue job 3/).click();
    const there = await digest(page);
    await keptAs(page, "First morning");
    await page.reload();
    await page.getByText(/^Restored from \d\d:\d\d\.$/).first().waitFor();
    assert.equal(await digest(page), there);
    assert.deepEqual(await axe(page), []);
    await button(page, /^Redo requeue job 3/).click();
    assert.equal(await digest(page), end);
    await button(page, /and 1 other branch/).click();
    await page.getByRole("menuitem", { name: /^Back to the other branch: cancel job 2/ }).click();
    assert.equal(await digest(page), oneWay);
    await keptAs(page, "First morning");
    await page.reload();
    await button(page, "Start fresh").click();
    await shows(page, 2, "Running");
    await page.reload();
    await shows(page, 2, "Running");
    await keptAs(page, "First morning");
    await button(page, /^Open First morning of/).click();
    await shows(page, 2, "Cancelled");
    assert.equal(await digest(page), oneWay);
  }));

test("a link beats what is kept, ?fresh too, and neither overwrites it", () =>
  onPage({ scenario: "Ended jobs and TTL" }, async (page, context) => {
    await button(page, "Step").click();
    const link = await linkOf(page);
    await ask(page, "(cluster) => cluster.requeueJobs([2])");
    await keptAs(page, "Ended jobs");
    const kept = await digest(page);
    const { origin, pathname } = new URL(page.url());
    const next = await context.newPage();
    await tour(next);
    await next.goto(`${origin}${pathname}?fresh`);
    await shows(next, 1, "weather-map");
    await next.goto(link);
    await outcome(next).filter({ hasText: "The link was opened: Ended jobs" }).waitFor();
    await ask(next, "(cluster) => cluster.cancelJobs([6], 'in the link')").catch(() => {});
    await keptAs(next, "Ended jobs");
    await next.getByRole("button", { name: /^Open Ended jobs and TTL of/ }).click();
    await outcome(next).filter({ hasText: "was opened" }).waitFor();
    assert.equal(await digest(next), kept);
  }));

test("two tabs with one session go on side by side", () =>
  onPage({}, async (page, context) => {
    await ask(page, "(cluster) => cluster.cancelJobs([2], 'both')");
    await keptAs(page, "1 call");
    const other = await context.newPage();
    await tour(other);
    await other.goto(page.url());
    await shows(other, 2, "Cancelled");
    await ask(other, "(cluster) => cluster.cancelJobs([3], 'the other tab')");
    await keptAs(other, "2 calls");
    await button(page, "Close").click();
    await ask(page, "(cluster) => cluster.requeueJobs([2])");
    await ask(page, "(cluster) => cluster.cancelJobs([1], 'this tab')");
    await keptAs(page, "3 calls");
    await page.getByRole("dialog", { name: "Recent sessions" }).getByRole("listitem").filter({ hasText: "2 calls" }).waitFor();
    for (const [it, ids] of [[page, "1"], [other, "2,3"]]) {
      await it.reload();
      await it.getByText(/^Restored from/).first().waitFor();
      const cancelled = "(cluster) => String(cluster.listAllJobs().filter((job) => job.status === 'Cancelled').map((job) => job.id))";
      assert.equal(await ask(it, cancelled), ids);
    }
  }));

test("where the browser keeps nothing the page says so, once, and works", () =>
  onPage({ prepare: (page) => page.addInitScript(() => Object.defineProperty(globalThis, "indexedDB", { value: { open: () => { throw new DOMException("no", "SecurityError"); } } })) }, async (page) => {
    await ask(page, "(cluster) => cluster.cancelJobs([2], 'kept nowhere')");
    await page.getByRole("region", { name: "Notices" }).filter({ hasText: "This browser keeps nothing for this page" }).waitFor();
    await shows(page, 2, "Cancelled");
    await page.getByRole("button", { name: "Close", exact: true }).click();
    await button(page, "Step").click();
    assert.equal(await page.getByText("This browser keeps nothing").count(), 0);
  }));

/** The storage answers only when `answer()` is called. */
const lateStorage = (page) =>
  page.addInitScript(() => {
    const late = new Promise((answer) => (globalThis.answer = answer));
    const open = IDBFactory.prototype.open;
    IDBFactory.prototype.open = function (...name) {
      const request = open.apply(this, name);
      const listen = request.addEventListener.bind(request);
      const then = (heard) => (event) => void late.then(() => heard(event)).then(() => (globalThis.answered = true));
      request.addEventListener = (type, heard, options) => listen(type, type === "success" ? then(heard) : heard, options);
      return request;
    };
  });
async function answer(page) {
  await page.evaluate(() => globalThis.answer());
  await page.waitForFunction(() => globalThis.answered);
  // What the page does with the answer is done when the storage has answered once more.
  await page.evaluate(() => new Promise((done) => (indexedDB.open("ccp-scheduler").onsuccess = done)));
}

test("a storage that answers late takes nothing from whoever has begun", () =>
  onPage({}, async (page) => {
    await ask(page, "(cluster) => cluster.cancelJobs([2], 'before')");
    await keptAs(page, "1 call");
    await lateStorage(page);
    await page.reload();
    await shows(page, 2, "Running");
    await ask(page, "(cluster) => cluster.cancelJobs([3], 'meanwhile')");
    await answer(page);
    await keptAs(page, "1 call");
    await shows(page, 3, "Cancelled");
    await shows(page, 2, "Running");
    await page.getByRole("dialog", { name: "Recent sessions" }).getByRole("listitem").nth(1).waitFor();
  }));

test("a storage that answers late leaves what was opened meanwhile", () =>
  onPage({}, async (page) => {
    await ask(page, "(cluster) => cluster.cancelJobs([2], 'before')");
    await keptAs(page, "1 call");
    await lateStorage(page);
    await page.reload();
    await openScenario(page, "Ended jobs and TTL");
    await answer(page);
    await keptAs(page, "1 call");
    assert.equal(await ask(page, "(cluster) => cluster.listAllJobs().length"), 6);
  }));

test("a storage that answers late with nothing changes nothing", () =>
  onPage({ first: true, prepare: lateStorage }, async (page) => {
    const said = page.getByRole("region", { name: "Tour" }).locator("p").getByText("Please stop it");
    await said.waitFor();
    await select(page, 3);
    await answer(page);
    assert.equal(await box(page, 3).isChecked(), true);
    assert.equal(await said.count(), 1);
  }));

test("a tab that is killed comes back as it was, and a log with it", () =>
  onPage({}, async (page, context) => {
    const log = "; MaxProcs: 4\n1 60 0 600 4 -1 -1 4 1200 -1 1 7 1 1 1 1 -1 -1\n2 90 0 300 2 -1 -1 2 600 -1 1 8 1 1 1 1 -1 -1\n";
    const chooser = page.waitForEvent("filechooser");
    await button(page, "More").click();
    await page.getByRole("menuitem", { name: /^Open a file/ }).click();
    await (await chooser).setFiles({ name: "small.swf", mimeType: "text/plain", buffer: Buffer.from(log) });
    await outcome(page).filter({ hasText: "small.swf: 2 jobs" }).waitFor();
    await ask(page, "(cluster) => cluster.cancelJobs([1], 'not this one')");
    await button(page, "Step").click();
    await button(page, "Step").click();
    const there = await digest(page);
    await keptAs(page, "small.swf");
    const url = page.url();
    const devtools = await context.newCDPSession(page);
    const killed = page.waitForEvent("crash");
    devtools.send("Page.crash").catch(() => {});
    await killed;
    const next = await context.newPage();
    await tour(next);
    await next.goto(url);
    await next.getByText(/^Restored from/).first().waitFor();
    assert.equal(await digest(next), there);
  }));

test("a jump within ten thousand events takes less than a second of work, and leads to what playing from the start leads to", () =>
  onPage({ scenario: "Busy week" }, async (page) => {
    await button(page, "Pause").click();
    await play(page);
    await ask(page, "(cluster) => { while (cluster.eventCount < 11_000) cluster.advance(3_600_000); }");
    const end = await digest(page);
    const head = page.getByRole("slider", { name: "Playhead" });
    const random = ((seed) => () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647)(11);
    const links = [];
    for (let n = 0; n < 20; n += 1) {
      const took = await worked(page, () => scrub(head, random()));
      assert.ok(took < 1_000, `a jump took ${Math.round(took)} ms`);
      if (n % 7 === 0) links.push(await linkOf(page));
    }
    await head.press("End");
    assert.equal(await digest(page), end);
    await onPage({}, async (other) => {
      for (const link of links) {
        await other.evaluate((to) => (location.hash = to), new URL(link).hash);
        await outcome(other).filter({ hasText: "Its cluster is the very same" }).waitFor();
        await ask(other, "(cluster) => { try { cluster.cancelJobs([99_999]) } catch {} }");
      }
    });
  }));

// ── lessons ──

const drop = (page, ...files) =>
  page.evaluate((given) => {
    const data = new DataTransfer();
    for (const [name, text] of given) data.items.add(new File([text], name));
    const target = document.querySelector(":modal") ?? document.querySelector(".stage");
    for (const type of ["dragover", "drop"]) target.dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
  }, files);
const texts = JSON.parse(readFileSync("www/src/messages/en.json", "utf8")).lessons;
const lessonFile = (name, more = {}) => {
  const file = JSON.parse(readFileSync(`www/src/lessons/${name}.json`, "utf8"));
  return JSON.stringify({ ...file, texts: texts[file.id], ...more });
};
const LESSONS = readdirSync("www/src/lessons").filter((name) => name.endsWith(".json")).map((name) => name.slice(0, -5));

test("every lesson is a file that can be opened by drag and drop, and comes back after loading anew", () =>
  onPage({}, async (page) => {
    assert.ok(LESSONS.length >= 12);
    for (const name of LESSONS) {
      await drop(page, [`${name}.json`, lessonFile(name)]);
      await outcome(page).filter({ hasText: `${name}.json was opened: the lesson “${texts[name].title}”` }).waitFor();
    }
    await drop(page, ["mine.json", lessonFile("stop-it-say-why")]);
    await outcome(page).filter({ hasText: "mine.json was opened" }).waitFor();
    await ask(page, "(cluster) => cluster.cancelJobs([2], 'wrong input file')");
    const there = await digest(page);
    await keptAs(page, texts["stop-it-say-why"].title);
    await page.reload();
    await page.getByText(/^Restored from/).first().waitFor();
    assert.equal(await digest(page), there);
  }));

test("a lesson file of a stranger is refused where it says what no lesson says", () =>
  onPage({}, async (page) => {
    const before = await digest(page);
    const deep = (n) => (n === 0 ? { absent: 1 } : { not: deep(n - 1) });
    for (const [text, why] of [
      [lessonFile("stop-it-say-why", { script: "alert(1)" }), "lesson.script is not known"],
      [lessonFile("stop-it-say-why", { goal: [{ id: "x", is: { eval: "1" } }] }), "lesson.goal[0].is is none of all, any, not"],
      [lessonFile("stop-it-say-why", { goal: [{ id: "x", is: deep(20) }] }), "lies too deep"],
      [lessonFile("stop-it-say-why", { before: [{ at: "2026-03-02T08:30", call: "free" }] }), "lesson.before[0].call is none of queueJobs, addJobs"],
      [lessonFile("stop-it-say-why", { opens: "soon" }), "lesson.opens is no instant"],
      [lessonFile("stop-it-say-why", { nodes: [{ name: "N1", processors: 1e9 }] }), "lesson.nodes[0].processors is not a whole number"],
      [lessonFile("stop-it-say-why", { before: [{ at: "2026-03-02T08:30", call: "requeueJobs", ids: [9] }] }), "Job 9 is not in the cluster"],
      ['{"format": 1, "id":', "It is no JSON"],
      ['{"some": "json"}', "is JSON, but neither a session nor a lesson"],
    ]) {
      await drop(page, ["bad.json", text]);
      await outcome(page).filter({ hasText: why }).waitFor();
      assert.equal(await digest(page), before);
    }
  }));

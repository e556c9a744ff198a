// The time strip and its twin, the list of events: the playhead, flags for calls, the scale, and that nothing moves under the pointer.
import assert from "node:assert/strict";
import { test } from "node:test";
import { PHONE, ask, axe, button, onPage, outcome, shows } from "./helpers.mjs";

const playhead = (page) => page.getByRole("slider", { name: "Playhead", exact: true });
const log = (page) => page.getByRole("log", { name: "Events", exact: true });
const now = (page) => ask(page, "(cluster) => cluster.now");
const at = (hour, minute) => Date.UTC(2026, 2, 2, hour, minute);
const text = (page) => playhead(page).getAttribute("aria-valuetext");

test("arrows lead from event to event, the Page keys ten at a time, Home and End to both ends", () =>
  onPage({ scenario: "Ended jobs and TTL" }, async (page) => {
    const start = await now(page);
    await ask(page, "(cluster) => cluster.advance(8 * 86_400_000)");
    const end = await now(page);
    assert.equal(await playhead(page).getAttribute("aria-valuemin"), String(start));
    assert.equal(await playhead(page).getAttribute("aria-valuemax"), String(end));
    await playhead(page).press("Home");
    assert.equal(await now(page), start);
    await playhead(page).press("ArrowRight");
    assert.equal(await text(page), "Sat 09:00:00");
    const first = await now(page);
    await playhead(page).press("ArrowRight");
    const second = await now(page);
    assert.ok(first < second);
    await playhead(page).press("ArrowLeft");
    assert.equal(await now(page), first);
    await playhead(page).press("PageUp");
    const ten = await now(page);
    assert.ok(ten > second);
    await playhead(page).press("PageDown");
    assert.equal(await now(page), start);
    await playhead(page).press("End");
    assert.equal(await now(page), end);
  }));

test("a flag for each call leads to right after it, and then to just before it", () =>
  onPage({}, async (page) => {
    await button(page, "Step").click();
    await ask(page, "(cluster) => cluster.cancelJobs([2], 'wrong file')");
    await button(page, "Step").click();
    const flag = button(page, "cancel job 2, Mon 09:00");
    await flag.click();
    assert.equal(await now(page), at(9, 0));
    await shows(page, 2, "Cancelled");
    await flag.press("Enter");
    assert.equal(await now(page), at(9, 0));
    await shows(page, 2, "Running");
    // It stands ahead now, and comes again, aloud.
    await button(page, "Step").click();
    await shows(page, 2, "Cancelled");
    await outcome(page).getByText("Cancelled job 2: wrong file.").waitFor();
  }));

test("calls that would lie on each other are one button with a list", () =>
  onPage({}, async (page) => {
    await ask(page, "(cluster) => { cluster.cancelJobs([3], 'one'); cluster.requeueJob(3); cluster.pauseNode('N2'); }");
    await button(page, "3 calls, Mon 08:57").click();
    await page.getByRole("menuitem", { name: /^cancel job 3/ }).click();
    await shows(page, 3, "Cancelled");
    assert.equal(await ask(page, "(cluster) => cluster.computeNodes[1].status"), "Ready");
  }));

test("five quiet days leave a busy hour legible; labels are those of the cluster's calendar", () =>
  onPage({ scenario: "Busy week" }, async (page) => {
    await button(page, "Pause").click();
    await ask(page, "(cluster) => cluster.advance(3_600_000)");
    const hour = await now(page);
    await page.getByRole("button", { name: "More", exact: true }).click();
    await page.getByRole("menuitemcheckbox", { name: "Generated users" }).click();
    await ask(page, "(cluster) => cluster.advance(4 * 86_400_000)");
    const x = () => playhead(page).evaluate((it) => it.querySelector("i").getBoundingClientRect().x - it.getBoundingClientRect().x);
    await playhead(page).press("End");
    const end = await x();
    const label = page.getByRole("region", { name: "Time" }).getByText("10:00", { exact: true });
    await label.waitFor();
    const { x: left } = await playhead(page).boundingBox();
    const { x: ten, width } = await label.boundingBox();
    assert.ok(hour <= at(10, 30));
    assert.ok((ten + width / 2 - left) / end > 0.4, `the hour until ten has ${ten - left} of ${end} pixels`);
  }));

test("while the pointer is on the strip, nothing that is drawn there moves but the playhead", () =>
  onPage({ scenario: "Busy week" }, async (page) => {
    await button(page, "Pause").click();
    await ask(page, "(cluster) => { cluster.advance(600_000); cluster.pauseNode('N1'); }");
    const place = async () => (await button(page, /^pause N1/).boundingBox()).x;
    const before = await place();
    await playhead(page).hover({ position: { x: 40, y: 20 } });
    await ask(page, "(cluster) => cluster.advance(6 * 3_600_000)");
    await page.getByRole("timer").getByText("Mon 15:10").waitFor();
    assert.equal(await place(), before);
    await page.mouse.move(300, 400);
    await page.waitForFunction((x) => document.querySelector(".strip-mark").getBoundingClientRect().x < x - 100, before);
  }));

test("a click on the track goes there, a drag follows the pointer, and a running clock stops", () =>
  onPage({ scenario: "Busy week" }, async (page) => {
    await ask(page, "(cluster) => cluster.advance(3_600_000)");
    const { x, y, width } = await playhead(page).boundingBox();
    await page.mouse.move(x + width / 4, y + 22);
    await page.mouse.down();
    const there = await now(page);
    assert.ok(there < at(10, 0) && there > at(9, 0));
    await page.mouse.move(x + 2, y + 22, { steps: 4 });
    await page.waitForFunction((time) => globalThis.cluster.now < time, there);
    await page.mouse.up();
    assert.equal(await button(page, "Pause").count(), 0);
    assert.equal(await button(page, "Run").count(), 1);
  }));

test("the list is the strip as text: lines lead to their instants, what is known to come stands below, and calls can be seen alone", () =>
  onPage({}, async (page) => {
    await button(page, "Step").click();
    await ask(page, "(cluster) => cluster.cancelJobs([2], 'wrong file')");
    for (let n = 0; n < 3; n += 1) await button(page, "Step").click();
    await button(page, "All events ▴").click();
    // What happened before the start is told, and cannot be gone to.
    assert.equal(await log(page).getByRole("button", { name: /weather-map added/ }).count(), 0);
    await log(page).getByText("Job 1 weather-map added by ana").waitFor();
    await log(page).getByRole("button", { name: /Job 4 submitted/ }).click();
    assert.equal(await now(page), at(9, 1));
    await log(page).getByText("Known to come, if nobody acts:").waitFor();
    await page.keyboard.press("Home");
    await page.keyboard.press("Enter");
    assert.equal(await now(page), at(9, 0));
    await button(page, "Your calls").click();
    assert.deepEqual(await log(page).getByRole("button").allInnerTexts(), ["Mon 09:00:00\nCancel job 2"]);
    await playhead(page).press("Home");
    await shows(page, 2, "Running");
    await log(page).getByRole("button", { name: /Cancel job 2/ }).click();
    await shows(page, 2, "Cancelled");
  }));

test("on the phone the strip is under More, large enough to touch", () =>
  onPage({ viewport: PHONE }, async (page) => {
    await ask(page, "(cluster) => { cluster.advance(180_000); cluster.cancelJobs([2], 'why'); cluster.advance(60_000); }");
    await page.getByRole("tab", { name: "More" }).click();
    const flag = button(page, "cancel job 2, Mon 09:00");
    const { width, height } = await flag.boundingBox();
    assert.ok(width >= 44 && height >= 44);
    await flag.click();
    assert.equal(await now(page), at(9, 0));
    await playhead(page).press("Home");
    assert.equal(await now(page), at(8, 57));
    assert.deepEqual(await axe(page), []);
  }));

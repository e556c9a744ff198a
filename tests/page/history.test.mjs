// One history: undo, redo, steps back, branches, and that a jump leads to the very same cluster.
import assert from "node:assert/strict";
import { test } from "node:test";
import { ask, box, button, onPage, select, shows } from "./helpers.mjs";

const now = (page) => ask(page, "(cluster) => cluster.now");
const digest = (page) => ask(page, "(cluster) => cluster.stateDigest()");
const at = (hour, minute) => Date.UTC(2026, 2, 2, hour, minute);

test("globalThis.cluster is one object, and a call on it is an action like any other", () =>
  onPage({}, async (page) => {
    await page.evaluate(() => (globalThis.held = globalThis.cluster));
    await ask(page, "(cluster) => cluster.cancelJobs(new Set([2]), 'typed by hand')");
    await shows(page, 2, "Cancelled");
    await page.getByRole("status").filter({ hasText: "typed by hand" }).waitFor();
    await button(page, /^Undo cancel job 2/).click();
    await shows(page, 2, "Running");
    assert.equal(await page.evaluate(() => globalThis.held === globalThis.cluster && globalThis.held.getJob(2).status), "Running");
    const code = await ask(page, "(cluster) => { try { cluster.cancelJobs([99]) } catch (e) { return e.code } }");
    assert.equal(code, "InvalidJobId");
  }));

test("Undo goes to just before the last call, Redo makes it again: both to the same digest as before", () =>
  onPage({}, async (page) => {
    const before = await digest(page);
    await ask(page, "(cluster) => cluster.cancelJobs([2], 'wrong file')");
    const after = await digest(page);
    await button(page, "Step").click();
    await button(page, /^Undo/).click();
    assert.equal(await digest(page), before);
    assert.equal(await now(page), at(8, 57));
    await button(page, /^Redo/).click();
    assert.equal(await digest(page), after);
    await shows(page, 2, "Cancelled");
  }));

test("Step back keeps the calls, which come again; who acts in the past starts a branch", () =>
  onPage({}, async (page) => {
    await button(page, "Step").click();
    await ask(page, "(cluster) => cluster.cancelJobs([2], 'first branch')");
    await button(page, "Step").click();
    assert.equal(await now(page), at(9, 1));
    const end = await digest(page);
    await button(page, "Step back").click();
    await button(page, "Step back").click();
    assert.equal(await now(page), at(8, 57));
    await shows(page, 2, "Running");
    await button(page, "Step").click();
    await shows(page, 2, "Cancelled");
    await button(page, "Step").click();
    assert.equal(await digest(page), end);
    await button(page, "Step back").click();
    await button(page, "Step back").click();
    await select(page, 3);
    await button(page, "Requeue selected jobs").click();
    assert.equal(await now(page), at(8, 57));
    await ask(page, "(cluster) => cluster.cancelJobs([3], 'second branch')");
    await shows(page, 3, "Cancelled");
    await button(page, "Step").click();
    await shows(page, 2, "Running");
    await box(page, 3).waitFor();
  }));

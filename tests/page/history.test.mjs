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

test("who acts while it listens acts behind what it heard, and the history says so", () =>
  onPage({}, async (page) => {
    await page.evaluate(() => {
      // A script of a trainee: what was cancelled runs again, whatever else falls due at that instant.
      globalThis.stop = globalThis.cluster.subscribe((events) => {
        for (const it of events) if (it.to === "Cancelled" && it.jobId) globalThis.cluster.requeueJob(it.jobId);
        if (events.some((it) => it.to === "Finished" && !it.taskId)) globalThis.cluster.setClusterParameter("TTLCompletedJobs", "3");
      });
    });
    await ask(page, "(cluster) => cluster.cancelJobs([2], 'again, please')");
    assert.equal(await ask(page, "(cluster) => cluster.getJob(2).attempt"), 2);
    await ask(page, "(cluster) => cluster.advance(10 * 60_000)");
    const [end, time] = [await digest(page), await now(page)];
    await page.evaluate(() => globalThis.stop());
    for (const label of [/^Undo set TTLCompletedJobs/, /^Undo requeue job 2/, /^Undo cancel job 2/]) await button(page, label).click();
    assert.equal(await now(page), at(8, 57));
    for (const label of [/^Redo cancel/, /^Redo requeue/, /^Redo set/]) await button(page, label).click();
    await ask(page, "(cluster, time) => cluster.advanceTo(time)", time);
    assert.equal(await digest(page), end);
  }));

test("what the caller hands in is read once, and the history can make the call again", () =>
  onPage({}, async (page) => {
    const [read, code] = await page.evaluate(() => {
      let read = 0;
      const spec = {
        get name() {
          read += 1;
          return `read-${read}`;
        },
        status: () => "ignored, as the core ignores it",
        tasks: new Set([new Proxy({ commandLine: "sleep 60", simulation: { duration: Infinity } }, {})]),
      };
      globalThis.cluster.queueJobs(new Set([spec]));
      try {
        globalThis.cluster.cancelJobs(new Set([2, {}, 1]).values(), "and more", () => {});
      } catch (error) {
        return [read, error.code];
      }
    });
    assert.deepEqual([read, code], [1, "TypeMismatch"]);
    assert.equal(await ask(page, "(cluster) => cluster.getJob(4).name"), "read-1");
    const end = await digest(page);
    await button(page, /^Undo cancel/).click();
    await button(page, /^Undo queue/).click();
    await button(page, /^Redo queue/).click();
    await button(page, /^Redo cancel/).click();
    assert.equal(await digest(page), end);
  }));

// One history: undo, redo, steps back, branches, and that a jump leads to the very same cluster.
import assert from "node:assert/strict";
import { test } from "node:test";
import { ask, box, button, onPage, select, shows } from "./helpers.mjs";
import { worked } from "./worked.mjs";

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
    // What the history cannot hold is not done past it.
    const before = await digest(page);
    const said = await ask(page, "(cluster) => { try { cluster.setCachedCredentials('LAB\\\\ann', 'secret') } catch (e) { return e.message } }");
    assert.match(said, /^setCachedCredentials is not for the page's cluster/);
    assert.equal(await digest(page), before);
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

/** Whole numbers below n, the same on every run. */
function seeded(seed) {
  let state = seed;
  return (n) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
}

const playhead = (page) => page.getByRole("slider", { name: "Playhead", exact: true });

/** Calls of all kinds, on jobs and nodes that may or may not be there. */
const CALLS = [
  "(cluster, k) => cluster.cancelJobs([1 + (k % 9), 1 + (k % 5)], 'walk')",
  "(cluster, k) => cluster.tryCancelJobs([1 + (k % 7), 2 + (k % 11), 3])",
  "(cluster, k) => cluster.requeueJob(1 + (k % 6))",
  "(cluster, k) => cluster.queueJob({ name: `walk-${k}`, isExclusive: false, tasks: [{ commandLine: `sleep ${60 + k}` }] })",
  "(cluster, k) => cluster.setClusterParameter('TTLCompletedJobs', String(1 + (k % 4)))",
  "(cluster, k) => (k % 2 ? cluster.pauseNode('N2') : cluster.resumeNode('N2'))",
];

/** A log of jobs that come, run, fail and are cancelled; it is dropped on the page. */
async function openLog(page) {
  const random = seeded(77);
  const lines = Array.from({ length: 150 }, (_, k) => {
    const status = [1, 1, 1, 0, 5][random(5)];
    const processors = 1 + random(4);
    const run = 30 + random(900);
    return `${k + 1} ${k * 40 + random(40)} 0 ${run} ${processors} -1 -1 ${processors} ${run + random(300)} -1 ${status} ${random(5)} 1 1 1 1 -1 -1`;
  });
  await page.evaluate((text) => {
    const data = new DataTransfer();
    data.items.add(new File([text], "walk.swf"));
    document.querySelector(".stage").dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
  }, `; MaxProcs: 8\n${lines.join("\n")}\n`);
  await page.getByText(/^walk\.swf: 150 jobs/).first().waitFor();
}

for (const [scenario, seed] of [
  ["First morning", 3],
  ["Node trouble", 8],
  ["Busy week", 21],
  ["a log", 5],
]) {
  test(`a random walk in ${scenario}: the same calls and the same instant are the same cluster, however one came there`, () =>
    onPage(scenario === "a log" ? {} : { scenario }, async (page) => {
      if (scenario === "a log") await openLog(page);
      if (await button(page, "Pause").count()) await button(page, "Pause").click();
      const random = seeded(seed);
      const recorded = new Map();
      let [done, ahead, undone] = [[], [], []];
      let made = 0;
      let revisits = 0;

      const state = () => ask(page, "(cluster) => ({ now: cluster.now, events: cluster.eventCount, digest: cluster.stateDigest() })");
      const check = (at, what) => {
        const key = `${done.map((call) => call.n)} at ${at.now}`;
        const before = recorded.get(key);
        if (before) revisits += 1;
        else recorded.set(key, at);
        assert.deepEqual(at, before ?? at, `${what}: ${key}`);
      };
      const moved = (to) => {
        const all = [...done, ...ahead];
        done = all.filter((call) => call.at <= to);
        ahead = all.filter((call) => call.at > to);
      };

      await playhead(page).press("Home");
      let at = await state();
      check(at, "start");
      for (let step = 0; step < 70; step += 1) {
        const which = random(scenario === "a log" ? 10 : 11);
        const from = at.now;
        if (which < 3) {
          const call = `(cluster, k) => { try { (${CALLS[random(CALLS.length)]})(cluster, k) } catch (refused) { if (refused.name !== "ClusterError") throw refused } }`;
          await ask(page, call, random(100));
          const events = at.events;
          at = await state();
          if (at.events !== events) {
            done.push({ at: at.now, n: (made += 1) });
            [ahead, undone] = [[], []];
          }
        } else if (which === 3 && done.length > 0) {
          await page.keyboard.press("Control+z");
          const last = done.pop();
          [undone, ahead] = [[last, ...ahead, ...undone], []];
          at = await state();
          assert.equal(at.now, last.at);
        } else if (which === 4 && ahead.length + undone.length > 0) {
          await page.keyboard.press("Control+Shift+z");
          const next = ahead.shift() ?? undone.shift();
          done.push(next);
          at = await state();
          assert.equal(at.now, next.at);
        } else if (which === 5) {
          // Wherever that is: on a mark of the strip too.
          const { x, y, width } = await playhead(page).boundingBox();
          await page.mouse.click(x + random(Math.floor(width)), y + 20);
          at = await state();
          if (at.now !== from) moved(at.now);
        } else if (which === 6) {
          const key = ["Home", "End", "PageUp", "PageDown"][random(4)];
          await playhead(page).press(key);
          at = await state();
          if (at.now !== from || key === "End" || key === "PageUp") moved(at.now);
        } else if (which === 10) {
          // No event tells of it, and it is a call all the same.
          await button(page, "More").click();
          await page.getByRole("menuitemcheckbox", { name: "Generated users" }).click();
          at = await state();
          done.push({ at: at.now, n: (made += 1) });
          [ahead, undone] = [[], []];
        } else if (which < 9) {
          await page.keyboard.press("l");
          at = await state();
          moved(at.now);
        } else {
          await page.keyboard.press("j");
          at = await state();
          if (at.now !== from) moved(at.now);
        }
        check(at, `step ${step}, ${which}`);
      }
      assert.ok(revisits > 10, `came back ${revisits} times`);
      for (; done.length > 0; done.pop()) await page.keyboard.press("Control+z");
      await playhead(page).press("Home");
      assert.deepEqual(await state(), [...recorded.values()][0]);
    }));
}

test("back to the other branch: its calls, its time and its events, and forth again", () =>
  onPage({}, async (page) => {
    const list = () => page.getByRole("log", { name: "Events", exact: true }).innerText();
    await button(page, "All events ▴").click();
    await button(page, "Step").click();
    await ask(page, "(cluster) => cluster.cancelJobs([2], 'first branch')");
    await button(page, "Step").click();
    await button(page, "Step").click();
    const first = { digest: await digest(page), now: await now(page), list: await list() };
    assert.equal(await button(page, /other branch/).count(), 0);
    await button(page, /^Undo/).click();
    await ask(page, "(cluster) => cluster.cancelJobs([3], 'second branch')");
    await button(page, "Step").click();
    await page.getByRole("log").getByText("second branch").waitFor();
    const second = { digest: await digest(page), now: await now(page), list: await list() };
    const back = async () => {
      await button(page, /1 call and 1 other branch/).click();
      await page.getByRole("menuitem", { name: /^Back to the other branch/ }).click();
    };
    await back();
    await page.getByRole("log").getByText("first branch").waitFor();
    assert.deepEqual({ digest: await digest(page), now: await now(page), list: await list() }, first);
    await back();
    await page.getByRole("log").getByText("second branch").waitFor();
    assert.deepEqual({ digest: await digest(page), now: await now(page), list: await list() }, second);
  }));

test("after many jobs at full speed the instants before take at most a second of work each", () =>
  onPage({ scenario: "100,000 jobs" }, async (page) => {
    await page.getByRole("slider", { name: "Speed", exact: true }).press("End");
    if (await button(page, "Run").count()) await button(page, "Run").click();
    const from = await ask(page, "(cluster) => cluster.eventCount");
    await page.waitForFunction((most) => globalThis.cluster.eventCount > most, from + 60_000);
    await button(page, "Pause").click();
    for (let back = 0; back < 4; back += 1) {
      const before = await now(page);
      const took = await worked(page, () => playhead(page).press("ArrowLeft"));
      assert.ok((await now(page)) < before);
      assert.ok(took <= 1_000, `${Math.round(took)} ms`);
    }
  }));

for (const scenario of ["Busy week", "100,000 jobs"]) {
  test(`any jump within ten thousand events takes at most a second of work: ${scenario}`, () =>
    onPage({ scenario }, async (page) => {
      if (await button(page, "Pause").count()) await button(page, "Pause").click();
      await ask(page, "(cluster) => { const from = cluster.eventCount; while (cluster.eventCount < from + 10_000) cluster.advance(60_000) }");
      const digests = new Map();
      for (const key of ["End", "Home", "End", "PageDown", "Home", "PageUp", "End"]) {
        let at;
        let digest;
        const took = await worked(page, async () => {
          ({ at, digest } = await playhead(page).evaluate((slider, key) => {
            slider.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
            return { at: globalThis.cluster.now, digest: globalThis.cluster.stateDigest() };
          }, key));
        });
        // PageUp and PageDown are ten jumps.
        assert.ok(took <= (key.startsWith("Page") ? 10_000 : 1_000), `${key}: ${Math.round(took)} ms`);
        assert.equal(digests.get(at) ?? digest, digest);
        digests.set(at, digest);
      }
    }));
}

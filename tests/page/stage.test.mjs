// The stage: now, over time, in figures; each drawing with a table that says the same, and one selection for all of them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { ask, axe, box, button, grid, onPage, select, shows } from "./helpers.mjs";
import { heard, listens } from "./heard.mjs";

const tab = (page, name) => page.getByRole("tab", { name, exact: true });
const timeline = (page) => page.getByRole("region", { name: "Timeline", exact: true });
const runs = (page) => timeline(page).getByRole("table");
/** A run's row in the table, by its job. */
const run = (page, name) => runs(page).getByRole("row").filter({ has: page.getByRole("button", { name: `Job ${name}` }) });

/** The canvas of the timeline, once it has been drawn and so has its size. */
async function drawn(page) {
  const canvas = timeline(page).locator("canvas");
  await page.waitForFunction((it) => it.style.width !== "", await canvas.elementHandle());
  return canvas;
}

/** A cluster in which everything has happened that a bar can show. */
async function everyEnding(page) {
  await ask(
    page,
    `(cluster) => {
      const job = (name, minutes, exitCode = 0) => ({
        name, minimumNumberOfProcessors: 4, maximumNumberOfProcessors: 4, runtime: "00:01:00",
        tasks: [{ commandLine: "work", minimumNumberOfProcessors: 4, maximumNumberOfProcessors: 4, simulation: { duration: minutes * 60000, exitCode } }],
      });
      cluster.cancelJobs([1, 2, 3], "room for others");
      cluster.queueJobs([job("good", 5), job("bad", 5, 3), job("stopped", 20), job("again", 20)]);
      cluster.advance(6 * 60000);
      cluster.cancelJobs([6], "wrong file");
      cluster.requeueJobs([7]);
      cluster.advance(60000);
    }`,
  );
}

/** A machine of 64 nodes: the log of a small one. */
async function openMany(page) {
  const lines = [
    "; MaxProcs: 64",
    ...Array.from({ length: 90 }, (_, n) => `${n + 1} ${n * 10} -1 ${3_000 + n} 2 -1 -1 2 6000 -1 1 ${1 + (n % 5)} 1 1 1 1 -1 -1`),
  ];
  const files = await page.evaluateHandle((text) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([text], "small.swf"));
    return transfer;
  }, lines.join("\n"));
  await page.dispatchEvent("body", "drop", { dataTransfer: files });
  await page.waitForFunction(() => globalThis.cluster.computeNodes.length === 64);
  await ask(page, "(cluster) => cluster.advance(100000)");
}

test("three pictures share one stage of one height; arrows turn from one to the next", () =>
  onPage({}, async (page) => {
    const top = () => grid(page).evaluate((it) => it.getBoundingClientRect().top);
    const before = await top();
    await tab(page, "Cluster").focus();
    await page.keyboard.press("ArrowRight");
    assert.equal(await tab(page, "Timeline").getAttribute("aria-selected"), "true");
    assert.ok(await tab(page, "Timeline").evaluate((it) => it === document.activeElement));
    await page.getByRole("tabpanel", { name: "Timeline" }).waitFor();
    assert.equal(await top(), before);
    await page.keyboard.press("Home");
    await page.getByRole("region", { name: "Nodes" }).waitFor();
    assert.equal(await top(), before);
  }));

test("the timeline's table says who ran where, when, and how it went", () =>
  onPage({}, async (page) => {
    await everyEnding(page);
    await tab(page, "Timeline").click();
    const rows = async () => runs(page).getByRole("row").allInnerTexts();
    const text = (await rows()).map((it) => it.replaceAll(/\s+/g, " "));
    assert.match(text[1], /1 weather-map ana 4 on N1 1 0 s 08:30 08:57 27 min Cancelled · room for others/);
    assert.match(text[2], /2 wind-tunnel ben 4 on N2 1 0 s 08:40 08:57 17 min Cancelled/);
    assert.match(text.join("\n"), /4 good .* 4 on N1 1 0 s 08:57 09:02 5 min Finished/);
    assert.match(text.join("\n"), /5 bad .* 08:57 09:02 5 min Failed/);
    assert.match(text.join("\n"), /6 stopped .* 4 on N1 1 5 min 09:02 09:03 1 min Cancelled · wrong file/);
    // Both runs of the one that was requeued.
    assert.match(text.join("\n"), /7 again .* 1 5 min 09:02 09:03 1 min Cancelled · requeued/);
    assert.match(text.join("\n"), /7 again .* 2 0 s 09:03 1 min Running/);
  }));

test("the table is what Tab reaches; arrows go through the runs, Enter selects, and the selection agrees everywhere", () =>
  onPage({}, async (page) => {
    await tab(page, "Timeline").click();
    await button(page, "Show as table").focus();
    await page.keyboard.press("Tab");
    const focusIsAt = (name) => page.waitForFunction((it) => document.activeElement?.textContent === it, name);
    await focusIsAt("Job 1 weather-map");
    await timeline(page).getByText("Job 1 weather-map · ana · 4 on N1 · since 08:30, 27 min · Running").waitFor();
    await page.keyboard.press("ArrowDown");
    await focusIsAt("Job 2 wind-tunnel");
    await page.keyboard.press("Enter");
    assert.equal(await box(page, 2).isChecked(), true);
    assert.equal(await box(page, 1).isChecked(), false);
    await box(page, 1).check();
    await run(page, "1 weather-map").getByRole("button", { pressed: true }).waitFor();
    // What Tab leaves is one stop, not one for each run.
    await run(page, "2 wind-tunnel").getByRole("button").focus();
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement?.closest("table")), null);
  }));

test("a click on a bar selects its job, the pointer tells what it is, and nothing moves for it", () =>
  onPage({}, async (page) => {
    await tab(page, "Timeline").click();
    const canvas = await drawn(page);
    const { x, y, width } = await canvas.boundingBox();
    // N2 is the second row; its job runs until now, at four fifths of the width.
    await page.mouse.move(x + 0.75 * width, y + 24 + 72 + 36);
    await timeline(page).getByText("Job 2 wind-tunnel · ben · 4 on N2 · since 08:40, 17 min · Running").waitFor();
    await page.mouse.down();
    await page.mouse.up();
    assert.equal(await box(page, 2).isChecked(), true);
    const after = await canvas.boundingBox();
    assert.deepEqual([after.x, after.y], [x, y]);
  }));

test("zoom and pan by buttons, keys, wheel and drag change what time is listed; Now comes back", () =>
  onPage({ scenario: "Busy week" }, async (page) => {
    await button(page, "Pause").click();
    await tab(page, "Timeline").click();
    const caption = () => runs(page).locator("caption").textContent();
    const changes = async (act) => {
      const before = await caption();
      await act();
      await page.waitForFunction((it) => document.querySelector("caption").textContent !== it, before);
    };
    const first = await caption();
    assert.match(first, /^\d+ runs between 0\d:\d\d and 09:\d\d$/);
    await changes(() => button(page, "Zoom in").click());
    await changes(() => button(page, "Zoom out").click());
    await changes(() => button(page, "Earlier").click());
    assert.equal(await button(page, "Follow now").getAttribute("aria-pressed"), "false");
    await changes(() => button(page, "Later").click());
    await changes(() => button(page, "Show all").click());
    await button(page, "Show as table").focus();
    await page.keyboard.press("Tab");
    await changes(() => page.keyboard.press("+"));
    await changes(() => page.keyboard.press("ArrowLeft"));
    const canvas = await drawn(page);
    const { x, y } = await canvas.boundingBox();
    await page.mouse.move(x + 300, y + 100);
    await changes(() => page.mouse.wheel(0, 200));
    await changes(async () => {
      await page.mouse.down();
      await page.mouse.move(x + 400, y + 100);
      await page.mouse.up();
    });
    await page.mouse.move(x + 300, y + 400);
    await changes(() => button(page, "Follow now").click());
    assert.equal(await button(page, "Follow now").getAttribute("aria-pressed"), "true");
  }));

test("a jump of the playhead tells the timeline anew; nothing of the future stays in it", () =>
  onPage({}, async (page) => {
    await tab(page, "Timeline").click();
    await button(page, "Step").click();
    await run(page, "3 thesis-run").waitFor();
    await button(page, "Step back").click();
    await run(page, "3 thesis-run").waitFor({ state: "detached" });
    await run(page, "1 weather-map").getByText("Running").waitFor();
  }));

test("told anew after a jump, the runs are those that were told event by event", () =>
  onPage({ scenario: "Busy week" }, async (page) => {
    await button(page, "Pause").click();
    await ask(page, "(cluster) => cluster.advance(20 * 60000)");
    await button(page, "Step").click();
    await tab(page, "Timeline").click();
    await button(page, "Show as table").click();
    await button(page, "Show all").click();
    // At either end, in one step: between two questions rows may come and go.
    const told = async () => {
      const texts = [];
      for (const key of ["Home", "End"]) {
        await runs(page).getByRole("button").first().focus();
        await page.keyboard.press(key);
        const rows = await page.waitForFunction((key) => {
          const table = document.activeElement?.closest("tr")?.closest("table");
          const shown = [...(table?.rows ?? [])].filter((it) => it.ariaRowIndex);
          const wanted = key === "Home" ? 2 : Number(table?.getAttribute("aria-rowcount"));
          if (!shown.some((it) => Number(it.ariaRowIndex) === wanted)) return null;
          return shown.map((it) => [...it.cells].map((cell) => cell.textContent).join("\t"));
        }, key);
        texts.push(...(await rows.jsonValue()));
      }
      return texts;
    };
    const before = await told();
    assert.match(before.at(-2), /\t/);
    await button(page, "Step back").click();
    await button(page, "Step").click();
    assert.deepEqual(await told(), before);
  }));

test("colours of users are an option with a legend of their own", () =>
  onPage({}, async (page) => {
    await tab(page, "Timeline").click();
    assert.equal(await button(page, "Colour by user").getAttribute("aria-pressed"), "false");
    await button(page, "Colour by user").click();
    const legend = timeline(page).getByLabel("Colours of users");
    for (const user of ["ana", "ben", "cho"]) await legend.getByText(user).waitFor();
  }));

test("the charts' tables end with what the cluster says now", () =>
  onPage({ scenario: "Busy week" }, async (page) => {
    await tab(page, "Charts").click();
    await page.waitForFunction(() => globalThis.cluster.now > Date.UTC(2026, 2, 2, 9, 1));
    await button(page, "Pause").click();
    await button(page, "Show as table").click();
    const table = page.getByRole("table", { name: "Processors and jobs over time" });
    const cells = await table.getByRole("row").last().getByRole("cell").allTextContents();
    const real = await ask(
      page,
      `(cluster) => {
        const sums = { working: 0, held: 0, closed: 0, free: 0 };
        for (const node of cluster.computeNodes) for (const { state } of node.processors) sums[state] += 1;
        const { numberOfRunningJobs, numberOfQueuedJobs } = cluster.clusterCounter;
        return [sums.working, sums.held, sums.closed, sums.free, numberOfRunningJobs, numberOfQueuedJobs].map(String);
      }`,
    );
    assert.deepEqual(cells, real);
    // And at 08:00 what the runs of that time add up to.
    const eight = await table.getByRole("row").filter({ has: page.getByRole("rowheader", { name: "08:00", exact: true }) }).getByRole("cell").first().textContent();
    const working = await ask(
      page,
      `(cluster, at) => cluster.listAllJobs().flatMap((job) => job.tasks).filter((task) => task.startTime !== null && task.startTime <= at && at < (task.endTime ?? Infinity)).reduce((sum, task) => sum + task.minimumNumberOfProcessors, 0)`,
      Date.UTC(2026, 2, 2, 8),
    );
    assert.equal(Number(eight), working);
    const waits = page.getByRole("table", { name: "How long jobs waited" });
    const [started, waiting] = await waits.getByRole("row").evaluateAll((rows) =>
      [1, 2].map((column) => rows.slice(1).reduce((sum, row) => sum + Number(row.cells[column].textContent.replace(",", "")), 0)),
    );
    assert.equal(waiting, Number(real[5]));
    assert.equal(started, await ask(page, "(cluster) => cluster.listAllJobs().filter((job) => job.startTime !== null).length"));
  }));

test("while one decides to cancel, those that would start are outlined where they would", () =>
  onPage({}, async (page) => {
    const outlined = page.getByTitle("Job 3 would start here.");
    await select(page, 2);
    assert.equal(await outlined.count(), 0);
    await button(page, "Cancel selected jobs").click();
    await outlined.waitFor();
    const leaves = await page.getByTitle("Job 2 wind-tunnel, ben").boundingBox();
    const comes = await outlined.boundingBox();
    assert.deepEqual([Math.round(comes.x), Math.round(comes.width)], [Math.round(leaves.x), Math.round(leaves.width)]);
    await button(page, "Keep 1 job").click();
    await outlined.waitFor({ state: "detached" });
  }));

test("nodes that take no work say why, in a drawing and a word", () =>
  onPage({ scenario: "Node trouble" }, async (page) => {
    const nodes = page.getByRole("region", { name: "Nodes" });
    await nodes.getByText("paused").waitFor();
    await nodes.getByText("pending").waitFor();
    await ask(page, "(cluster) => cluster.advance(61000)");
    await nodes.getByText("no heartbeat, 1 of 3").waitFor();
    await ask(page, "(cluster) => cluster.advance(180000)");
    await nodes.getByText("unreachable").waitFor();
  }));

test("what leaves the cluster leaves its number for a moment, and it is free", () =>
  onPage({ scenario: "Ended jobs and TTL" }, async (page) => {
    const done = page.getByRole("region", { name: "Done" });
    await done.getByText("leaves in").first().waitFor();
    await button(page, "Skip to").click();
    await listens(page, "[aria-label=Done]");
    await page.getByRole("menuitem", { name: "Next removal" }).click();
    await heard(page, "1 free");
    await done.getByText("1 free").waitFor({ state: "detached" });
  }));

test("at speed a node is one bar, without cells that would flicker; standing still it has them again", () =>
  onPage({ scenario: "Busy week", motion: "no-preference" }, async (page) => {
    const cells = page.getByRole("listbox", { name: "Jobs on N1", exact: true });
    await page.getByRole("slider", { name: "Speed", exact: true }).focus();
    await cells.waitFor();
    await page.keyboard.press("End");
    await cells.waitFor({ state: "detached" });
    // What is drawn changes twice a second at most.
    const changes = await page.evaluate(async () => {
      const bar = document.querySelector(".average");
      const times = [];
      const observer = new MutationObserver(() => times.push(performance.now()));
      observer.observe(bar, { attributes: true, childList: true, subtree: true, attributeFilter: ["style"] });
      await new Promise((go) => setTimeout(go, 2_000));
      return times;
    });
    for (let at = 1; at < changes.length; at += 1) assert.ok(changes[at] - changes[at - 1] > 400, `${changes}`);
    await button(page, "Pause").click();
    await cells.waitFor();
  }));

test("many nodes have a table: one tab stop, arrows, the menu of each, and who is there", () =>
  onPage({ scenario: "Empty cluster" }, async (page) => {
    await openMany(page);
    const [first, second] = await ask(page, "(cluster) => cluster.computeNodes.map((node) => node.name)");
    const nodes = page.getByRole("region", { name: "Nodes" });
    await button(nodes, "Show as table").focus();
    await page.keyboard.press("Tab");
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute("aria-label"));
    assert.equal(await focused(), `Node ${first}`);
    await page.keyboard.press("ArrowDown");
    assert.equal(await focused(), `Node ${second}`);
    await page.keyboard.press("Enter");
    await page.getByRole("menuitem", { name: "Pause node" }).click();
    await nodes.getByRole("row", { name: second }).getByText("paused").waitFor();
    assert.deepEqual(await axe(page), []);
    await button(nodes, "Show as table").click();
    await nodes.getByRole("button", { name: /^Select all here:/ }).first().click();
    await page.getByText(/^[1-9]\d* selected$/).waitFor();
    assert.deepEqual(await axe(page), []);
  }));

test("an empty cluster's pictures say that there is nothing yet", () =>
  onPage({ scenario: "Empty cluster" }, async (page) => {
    await tab(page, "Charts").click();
    await page.getByText("There is nothing to draw yet: no job has come.").waitFor();
    await tab(page, "Timeline").click();
    await page.getByText("No job has run yet. Each run becomes a bar as it starts.").waitFor();
  }));

for (const theme of ["light", "dark"]) {
  test(`axe finds nothing on the pictures, ${theme}`, () =>
    onPage({ theme }, async (page) => {
      await everyEnding(page);
      await select(page, 7);
      await tab(page, "Timeline").click();
      assert.deepEqual(await axe(page), []);
      await button(page, "Colour by user").click();
      await button(page, "By job").click();
      assert.deepEqual(await axe(page), []);
      await button(page, "Show as table").click();
      assert.deepEqual(await axe(page), []);
      await tab(page, "Charts").click();
      assert.deepEqual(await axe(page), []);
      await button(page, "Show as table").click();
      assert.deepEqual(await axe(page), []);
      await shows(page, 7, "Running");
    }));
}

// A class: its link, receipts that trainees send, and the page that plays each again and says who reached what.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { inflateSync, deflateSync } from "node:zlib";
import { ask, axe, button, copied, onPage, outcome } from "./helpers.mjs";

const texts = JSON.parse(readFileSync("www/src/messages/en.json", "utf8")).lessons;
const files = readdirSync("www/src/lessons").filter((name) => name.endsWith(".json")).map((name) => JSON.parse(readFileSync(`www/src/lessons/${name}`, "utf8")));
const digest = (page) => ask(page, "(cluster) => cluster.stateDigest()");

/** The stored solution, by calls from the console: as its steps say, and on to the goal. */
async function solve(page, lesson) {
  const notes = texts[lesson.id].notes ?? {};
  for (const step of lesson.solutions[0]) await page.evaluate(perform, { step, notes });
  for (let n = 0; n < 400 && !(await page.getByText(/^Goal reached in/).isVisible()); n += 1) await button(page, "Step").click();
  await page.getByText(/^Goal reached in/).waitFor();
}

/** Runs in the page. */
function perform({ step, notes }) {
  const cluster = globalThis.cluster;
  if (step.at) cluster.advanceTo(Math.max(cluster.now, Date.parse(`${step.at}${step.at.length > 16 ? "" : ":00"}Z`)));
  const message = typeof step.message === "object" ? notes[step.message.note].slice(0, step.message.units) : step.message;
  if (step.by) cluster.actAs(`CLUSTER\\${step.by}`, step.admin ?? false);
  else cluster.actAs("CLUSTER\\Administrator", true);
  const list = step.ids ?? step.tasks;
  if (step.call === "copyJob") {
    const { name, limit, shared, priority } = step.changes ?? {};
    const { id, status, attempts, tasks, ...job } = cluster.getJob(step.job);
    const minutes = String(limit ?? 0);
    const runtime = limit === undefined ? job.runtime : `00:${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
    cluster.queueJobs([{ ...job, runtime, ...(name ? { name } : {}), ...(priority ? { priority } : {}), isExclusive: shared === undefined ? job.isExclusive : !shared, tasks }]);
  } else if (step.call === "modifyJobTerm") cluster.modifyJobTerm(step.job, step.term, step.value);
  else if (step.call === "setClusterParameter") cluster.setClusterParameter(step.name, step.value);
  else if (step.node) cluster[step.call](step.node);
  else if (step.job) cluster[step.call](step.job, list, ...(message === undefined ? [] : [message]));
  else cluster[step.call](list, ...(message === undefined ? [] : [message]));
}

async function openLesson(page, id) {
  await button(page, "Lessons").click();
  await page.getByRole("menuitem").filter({ hasText: texts[id].title }).click();
  await page.getByRole("complementary", { name: "Lesson" }).getByRole("heading", { name: texts[id].title }).waitFor();
}

async function receiptsOf(page, name, count = 1) {
  await button(page, "Share").click();
  await page.getByRole("menuitem", { name: /^Receipts/ }).click();
  const panel = page.getByRole("dialog", { name: "Receipts" });
  // Each is packed a moment after its goal is reached.
  await panel.getByRole("listitem").nth(count - 1).waitFor();
  await panel.getByRole("textbox").fill(name);
  const links = await copied(page, () => panel.getByRole("button", { name: /^Copy/ }).last().click());
  await outcome(page).filter({ hasText: /[Rr]eceipts? copied/ }).waitFor();
  await panel.getByRole("button", { name: "Close" }).click();
  return links.split("\n");
}

async function classPage(page) {
  await button(page, "More").click();
  await page.getByRole("menuitem", { name: "Check receipts…" }).click();
  return page.getByRole("dialog", { name: "Check receipts" });
}

test("twelve lessons give twelve receipts, all verified; one with a changed byte is refused", () =>
  onPage({}, async (page) => {
    for (const lesson of files) {
      await openLesson(page, lesson.id);
      await solve(page, lesson);
    }
    const links = await receiptsOf(page, "Ann <b>", files.length);
    assert.equal(links.length, files.length);
    await onPage({}, async (teacher) => {
      const before = await digest(teacher);
      const panel = await classPage(teacher);
      const [first] = links;
      const changed = first.slice(0, -9) + (first.at(-9) === "A" ? "B" : "A") + first.slice(-8);
      await panel.getByRole("textbox", { name: "Receipts, one per line" }).fill([...links, changed, "no link at all"].join("\n"));
      await panel.getByRole("button", { name: "Check", exact: true }).click();
      await panel.getByText(`${files.length} verified, 0 without the goal, 2 refused.`).waitFor();
      const rows = await panel.getByRole("row").allTextContents();
      for (const [at, lesson] of files.entries()) {
        const row = rows.find((it) => it.includes(texts[lesson.id].title));
        assert.ok(row?.includes("Verified") && row.includes("Ann <b>"), `${lesson.id}: ${row ?? at}`);
      }
      assert.equal(await digest(teacher), before, "the world behind it is what it was");
      assert.deepEqual(await axe(teacher), []);
      const saved = teacher.waitForEvent("download");
      await panel.getByRole("button", { name: "Save as CSV" }).click();
      const table = readFileSync(await (await saved).path(), "utf8");
      assert.equal(table.split("\r\n").filter((line) => line.includes(",Verified,")).length, files.length);
    });
  }));

test("a receipt is worth what it does: without the goal, of another state, of no lesson", () =>
  onPage({}, async (page) => {
    await openLesson(page, "stop-it-say-why");
    await ask(page, "(cluster) => cluster.cancelJobs([2], 'wrong input file')");
    await page.getByText(/^Goal reached in 1 action/).waitFor();
    const [link] = await receiptsOf(page, "Bo");
    const unpacked = JSON.parse(inflateSync(Buffer.from(new URL(link).hash.slice(6), "base64url")).toString());
    const packed = (it) => `#open=${deflateSync(JSON.stringify(it)).toString("base64url")}`;
    const start = { ...unpacked, calls: [], here: 0, digest: "0" };
    const panel = await classPage(page);
    await panel.getByRole("textbox", { name: "Receipts, one per line" }).fill(
      [packed({ ...unpacked, digest: "0000000000000000" }), packed(start), packed({ ...unpacked, origin: { scenario: "empty" }, calls: [], here: 0 }), packed({ ...unpacked, origin: { lesson: "no-such" } })].join("\n"),
    );
    await panel.getByRole("button", { name: "Check", exact: true }).click();
    await panel.getByText("0 verified, 0 without the goal, 4 refused.").waitFor();
    for (const why of ["it ends in another state than it says", "belongs to no lesson"]) assert.ok((await panel.getByText(why).count()) >= 1, why);
    // A session that plays again, but stops short.
    await panel.getByRole("button", { name: "Close" }).click();
    await openLesson(page, "stop-it-say-why");
    await ask(page, "(cluster) => cluster.cancelJobs([3], 'not this one')");
    await button(page, "Share").click();
    const short = await copied(page, () => page.getByRole("menuitem", { name: /^Copy link with 1 call/ }).click());
    const again = await classPage(page);
    await again.getByRole("button", { name: "Clear" }).click();
    await again.getByRole("textbox", { name: "Receipts, one per line" }).fill(short);
    await again.getByRole("button", { name: "Check", exact: true }).click();
    await again.getByText("0 verified, 1 without the goal, 0 refused.").waitFor();
  }));

test("a class link leads into the class: its lessons in its order, its words, no hints, no tour", () =>
  onPage({}, async (page) => {
    await button(page, "More").click();
    await page.getByRole("menuitem", { name: "Class link…" }).click();
    const panel = page.getByRole("dialog", { name: "Class link" });
    for (const lesson of files) if (!["stop-it-say-why", "three-tasks-three-endings"].includes(lesson.id)) await panel.getByRole("checkbox", { name: texts[lesson.id].title }).uncheck();
    await panel.getByRole("button", { name: `${texts["stop-it-say-why"].title}: further down` }).click();
    await panel.getByRole("checkbox", { name: "Offer Hint and Show me" }).uncheck();
    await panel.getByRole("combobox", { name: "Words" }).selectOption("slurm");
    assert.deepEqual(await axe(page), []);
    const link = await copied(page, () => panel.getByRole("button", { name: "Copy class link" }).click());
    await outcome(page).filter({ hasText: "Class link copied: 2 lessons." }).waitFor();
    await onPage({ url: link, first: true }, async (trainee) => {
      const column = trainee.getByRole("complementary", { name: "Lesson" });
      await column.getByText("Lesson 1 of 2").waitFor();
      await column.getByRole("heading", { name: texts["three-tasks-three-endings"].title }).waitFor();
      assert.equal(await column.getByRole("button", { name: "Hint" }).count(), 0);
      assert.equal(await trainee.evaluate(() => document.documentElement.dataset.words), "slurm");
      assert.equal(await trainee.getByRole("button", { name: "Skip", exact: true }).and(trainee.locator(".coach button")).count(), 0);
      await button(trainee, "Lessons").click();
      assert.equal(await trainee.getByRole("menuitem").filter({ hasText: /^\d / }).count(), 2);
      await trainee.getByRole("menuitem", { name: /^Leave the class/ }).click();
      await button(trainee, "Lessons").click();
      assert.equal(await trainee.getByRole("menuitem").filter({ hasText: /^\d+ / }).count(), files.length);
    });
    await onPage({ url: `${link.slice(0, -4)}AAAA` }, async (trainee) => {
      await outcome(trainee).filter({ hasText: /^The class link is damaged or incomplete: / }).waitFor();
    });
  }));

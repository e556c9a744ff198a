// M5 · It is true, and it comes back: what the page says is what the cluster is, and every way back leads there.
import { spawnSync } from "node:child_process";
import { open, openScenario, random } from "./lib.mjs";
import { keptAs } from "../page/kept.mjs";
import { scrub } from "../page/scrub.mjs";
import { worked } from "../page/worked.mjs";

export const title = "It is true, and it comes back";
export const unit = "audits of everything that the page says";

const FIRST = "First morning";
const SCENARIOS = [FIRST, "Busy week", "A list that stops", "Ended jobs and TTL", "Node trouble"];
const STEPS = 60;
const AUDITS = 10;
const SESSIONS = 40;
/** Milliseconds of work. */
const JUMP_MOST = 1_000;

/** Reads what the page shows and what the cluster is, in one go: between the two nothing may happen. */
const audit = () => {
  const { cluster } = globalThis;
  const words = { NotSubmitted: "Not submitted" };
  const said = (status) => words[status] ?? status;
  const wrong = [];
  const check = (what, shown, is) => {
    if (shown !== is) wrong.push(`${what}: the page says “${shown}”, the cluster “${is}”`);
  };
  const span = (ms) => {
    const pair = (big, bigName, small, smallName) => {
      const b = Math.floor(ms / big);
      const s = Math.floor((ms - b * big) / small);
      return s > 0 ? `${b} ${bigName} ${s} ${smallName}` : `${b} ${bigName}`;
    };
    if (ms >= 86_400_000) return pair(86_400_000, "d", 3_600_000, "h");
    if (ms >= 3_600_000) return pair(3_600_000, "h", 60_000, "min");
    if (ms >= 600_000) return `${Math.floor(ms / 60_000)} min`;
    if (ms >= 60_000) return pair(60_000, "min", 1_000, "s");
    return ms >= 1_000 || ms === 0 ? `${Math.floor(ms / 1_000)} s` : `${ms} ms`;
  };
  const text = (element) => (element?.textContent ?? "").trim();
  const grid = document.querySelector('[role=grid][aria-label="Jobs"]');
  let rows = 0;
  for (const row of grid.querySelectorAll("[role=row][data-job]")) {
    const id = Number(row.dataset.job);
    const [, , name, , status, , , note] = [...row.querySelectorAll("[role=gridcell]")].map(text);
    let job;
    try {
      job = cluster.getJob(id);
    } catch {
      if (!note?.includes("left the cluster")) wrong.push(`job ${id} is shown and has left`);
      continue;
    }
    rows += 1;
    check(`name of job ${id}`, name, job.name);
    check(`status of job ${id}`, status, said(job.status));
    // In its place may stand why the last call left it out.
    if (job.expiryTime !== null && !row.querySelector(".denied") && !note.startsWith("Not touched")) {
      const leaves = `leaves in ${span(Math.max(0, job.expiryTime - cluster.now))}`;
      if (!note.includes(leaves)) wrong.push(`job ${id}: “${note}” does not say “${leaves}”`);
      if (job.status === "Cancelled" && job.errorMessage && !note.includes(job.errorMessage)) wrong.push(`job ${id}: “${note}” lacks its message “${job.errorMessage}”`);
    }
  }
  const jobs = cluster.listAllJobs();
  const count = (...statuses) => jobs.filter(({ status }) => statuses.includes(status)).length;
  const lane = (name) => text(document.querySelector(`section[aria-label="${name}"] > h2`)).replace(/[^\d]/g, "");
  check("jobs in Waiting", lane("Waiting"), String(count("Queued")));
  check("jobs in Done", lane("Done"), String(count("Finished", "Failed", "Cancelled")));
  const nodes = text(document.querySelector('section[aria-label="Nodes"]'));
  for (const node of cluster.computeNodes) {
    const busy = node.processors.filter(({ state }) => state === "working" || state === "held").length;
    const closed = node.processors.filter(({ state }) => state === "closed").length;
    if (node.status !== "Ready" || node.missedHeartbeats > 0) continue;
    const words = [`${busy} of ${node.numberOfProcessors} busy`, `${busy}/${node.numberOfProcessors}`];
    if (!words.some((said) => nodes.includes(said))) wrong.push(`${node.name}: “${words[0]}” is not said`);
    if (closed > 1 && !nodes.includes(`${closed} closed`)) wrong.push(`${node.name}: “${closed} closed” is not said`);
  }
  // Promises, on a copy: not later than it was said, and what a reason names sets the job going.
  const { constructor: Cluster } = Object.getPrototypeOf(cluster);
  let promises = 0;
  const copy = () => Cluster.fromSnapshot(cluster.toSnapshot());
  const order = [...cluster.queuedJobs()];
  for (const id of order.slice(0, 12)) {
    const { startsBy, blockedBy, sentence } = cluster.explainJob(id);
    const started = (it) => {
      try {
        return it.getJob(id).startTime !== null;
      } catch {
        return true;
      }
    };
    if (startsBy !== null) {
      const later = copy();
      later.advanceTo(startsBy);
      promises += 1;
      if (!started(later)) wrong.push(`job ${id} should start by ${startsBy} and does not: “${sentence}”`);
      later.free();
    }
    if (blockedBy.length > 0) {
      const freed = copy();
      freed.actAs("CLUSTER\\Administrator", true);
      // "Behind job 3", "could delay job 3": it, and whoever else stands before.
      const before = /^Behind|could delay/.test(sentence) ? order.slice(0, order.indexOf(id)) : [];
      for (const node of cluster.computeNodes) {
        if (!new RegExp(`\\b${node.name} is`).test(sentence)) continue;
        if (node.status === "Pending") freed.approveNode(node.name);
        if (node.status === "Unreachable") freed.restoreNode(node.name);
        else freed.resumeNode(node.name);
      }
      freed.tryCancelJobs([...before, ...blockedBy], "out of the way");
      promises += 1;
      if (!started(freed)) wrong.push(`job ${id} does not start when ${blockedBy} are gone: “${sentence}”`);
      freed.free();
    }
  }
  return { wrong, rows, promises };
};

/** Presses it, if it is there; one that cannot act says so. */
async function press(control, name) {
  if ((await control.count()) === 0) return `no ${name}`;
  await control.click({ force: true });
  return name;
}

/** One step of somebody who tries things out; gives what it did, for the report. */
async function step(page, chance) {
  const grid = page.getByRole("grid", { name: "Jobs", exact: true });
  const kind = chance.below(12);
  const button = (name) => page.getByRole("button", { name, exact: true });
  if (kind <= 1) {
    await button("Step").click();
    return "step";
  }
  if (kind === 2) {
    await button("Skip to").click();
    await page.getByRole("menuitem", { name: chance.pick(["Next event", "Next start", "Next end"]) }).click();
    await page.waitForFunction(() => document.querySelector(".run")?.textContent !== "Pause");
    return "skip";
  }
  if (kind === 3) {
    return press(page.getByRole("button", { name: /^Undo/ }), "undo");
  }
  if (kind === 4) {
    return press(page.getByRole("button", { name: /^Redo/ }), "redo");
  }
  if (kind === 5) {
    await button("Step back").click({ force: true });
    return "back";
  }
  if (kind <= 8) {
    const boxes = grid.getByRole("checkbox", { name: /^Select job/ });
    const n = await boxes.count();
    if (n === 0) return "nothing to select";
    await boxes.nth(chance.below(Math.min(n, 8))).click();
    return "select";
  }
  if (kind === 9) {
    await button("Requeue selected jobs").click({ force: true });
    return "requeue";
  }
  await button("Cancel selected jobs").click({ force: true });
  const dialog = page.getByRole("dialog", { name: "Cancel jobs", exact: true });
  if ((await dialog.count()) === 0) return "cancel nothing";
  const preview = await page.evaluate(() => {
    const { cluster } = globalThis;
    const ids = [...document.querySelectorAll('[role=grid][aria-label="Jobs"] [role=row][aria-selected=true]')]
      .map((row) => Number(row.dataset.job))
      .sort((a, b) => a - b);
    return { ids, ...cluster.previewCancelJobs(ids) };
  });
  await dialog.getByRole("textbox", { name: "Message", exact: true }).fill(chance.pick(["", "wrong input", "🔧 <b>not</b> needed"]));
  await dialog.getByRole("button", { name: /^Cancel/ }).click();
  const now = await page.evaluate(() => globalThis.cluster.listAllJobs().map(({ id, status }) => [id, status]));
  const status = new Map(now);
  const broken = [];
  const selectedAll = await page.evaluate(() => document.querySelectorAll(".hidden").length);
  if (selectedAll === 0) {
    for (const id of preview.cancelled) if (status.get(id) !== "Cancelled") broken.push(`job ${id} was promised to be Cancelled`);
    for (const id of preview.starts) if (status.get(id) === "Queued") broken.push(`job ${id} was promised to start`);
  }
  return broken.length > 0 ? broken.join("; ") : "cancel";
}

/** Until a cluster stands there there is nothing to ask. */
const comesTo = (page, digest) =>
  page.waitForFunction((wanted) => {
    try {
      return globalThis.cluster.stateDigest() === wanted;
    } catch {
      return false;
    }
  }, digest);
const digestOf = (page) => page.evaluate(() => globalThis.cluster.stateDigest());

/** To the start and to the end again, to other instants, by loading anew, by a link in a fresh profile: the same cluster. */
async function comesBack(env, page, scenario, chance, report) {
  const undo = page.getByRole("button", { name: /^Undo / });
  const redo = page.getByRole("button", { name: /^Redo / });
  while (await redo.count()) await redo.click();
  let undone = 0;
  for (; await undo.count(); undone += 1) await undo.click();
  for (let n = 0; n < undone; n += 1) await redo.click();
  // Undo leaves at the instant of a call: time that passed behind the last one is not redone.
  const last = await digestOf(page);
  for (let n = 0; n < undone; n += 1) await undo.click();
  for (let n = 0; n < undone; n += 1) await redo.click();
  if ((await digestOf(page)) !== last) report("undo to the start and redo to the end is another cluster");

  const playhead = page.getByRole("slider", { name: "Playhead", exact: true });
  await playhead.press("End");
  const end = await digestOf(page);
  for (let n = 0; n < 20; n += 1) {
    // Not on a mark, which may open a menu that leads to another branch.
    const ms = await worked(page, () => scrub(playhead, chance.below(1_000) / 1_000));
    if (ms > JUMP_MOST) report(`a jump took ${ms.toFixed(0)} ms`);
  }
  await playhead.press("End");
  if ((await digestOf(page)) !== end) report("20 other instants and back is another cluster");

  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.getByRole("button", { name: "Share", exact: true }).click();
  await page.getByRole("menuitem", { name: /^Copy link with/ }).first().click();
  await page.getByRole("status").getByText("Link copied").waitFor();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  const hash = new URL(link).hash;
  const opened = await open(env, { search: hash, motion: "reduce" });
  try {
    await comesTo(opened.page, end).catch(() => report("the link opens another cluster"));
    const torn = hash.slice(0, -4) + (hash.at(-4) === "A" ? "B" : "A") + hash.slice(-3);
    await opened.page.evaluate((it) => (location.hash = it), torn);
    await opened.page.getByText(/is damaged or incomplete/).first().waitFor().catch(() => report("a damaged link says nothing"));
    if ((await digestOf(opened.page)) !== end) report("a damaged link changed the cluster");
  } finally {
    await opened.close();
  }

  // The first world of a visit is kept from the first call on.
  if (undone === 0 && scenario === FIRST) return;
  await keptAs(page, scenario);
  await page.reload();
  await comesTo(page, end).catch(() => report("loading anew opens another cluster"));
}

/** What the tests of the page show in other browsers, without a network and on the teacher's page, counts here too. */
function tests(broken) {
  const files = ["class", "offline", "firefox"].map((name) => `tests/page/${name}.test.mjs`);
  const { status, stdout } = spawnSync(process.execPath, ["--test", "--test-reporter=tap", ...files], { encoding: "utf8" });
  if (status !== 0) broken.push(...stdout.split("\n").filter((line) => /^\s*not ok/.test(line)));
}

async function session(env, seed, steps, broken) {
  const chance = random(seed);
  const { page, wrong, close } = await open(env, { motion: "reduce" });
  let audits = 0;
  let promises = 0;
  const did = [];
  try {
    const name = chance.pick(SCENARIOS);
    await openScenario(page, name);
    const pause = page.getByRole("button", { name: "Pause", exact: true });
    if (await pause.count()) await pause.click();
    const report = (what) => broken.push(`session ${seed}, ${name}, after ${did.slice(-4).join(", ")}: ${what}`);
    for (let n = 1; n <= steps; n += 1) {
      const done = await step(page, chance);
      did.push(done);
      if (done.includes("promised")) report(done);
      if (n % (STEPS / AUDITS) !== 0) continue;
      // What was done is drawn with the next frame.
      await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
      const found = await page.evaluate(audit);
      for (const what of found.wrong) report(what);
      audits += 1;
      promises += found.promises;
    }
    for (const what of wrong) report(what);
    await comesBack(env, page, name, chance, report);
  } finally {
    await close();
  }
  return { audits, promises };
}

export async function measure(env, { full }) {
  const broken = [];
  let audits = 0;
  for (let seed = 1; seed <= (full ? SESSIONS : 2); seed += 1)
    audits += (await session(env, seed, full ? STEPS : STEPS / 3, broken)).audits;
  if (full) tests(broken);
  return { number: audits, broken };
}

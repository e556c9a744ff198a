// M2 · Lessons hold: solved by their solutions, lost by their mistakes, and never silent, whatever a newcomer does.
// That no other single call solves one, and that lost is lost wherever one goes, is proved natively: tests/lessons.rs.
import { readFileSync } from "node:fs";
import { open, random } from "./lib.mjs";

export const title = "Lessons hold";
export const unit = "steps of newcomers that were answered, in seeded walks";

const ORDER = [...readFileSync("www/src/lessons/index.ts", "utf8").matchAll(/from "\.\/([\w-]+)\.json"/g)].map(([, id]) => id);
const FILES = new Map(ORDER.map((id) => [id, JSON.parse(readFileSync(`www/src/lessons/${id}.json`, "utf8"))]));
const NOTES = JSON.parse(readFileSync("www/src/messages/en.json", "utf8")).lessons;
const WALKS = 300;
const STEPS = 12;

const instant = (text) => Date.parse(`${text.length <= 16 ? `${text}:00` : text}Z`);
const number = (test, value) =>
  typeof test === "number" ? test === value : value >= (test.min ?? -Infinity) && value <= (test.max ?? Infinity);
const time = ({ at, by, after }, value) =>
  (!at || value === instant(at)) && (!by || value <= instant(by)) && (!after || value > instant(after));
const text = ({ min = 0, max = Infinity, contains = "" }, value) =>
  value.length >= min && value.length <= max && value.includes(contains);
const one = (test, value) => (Array.isArray(test) ? test.includes(value) : test === value);

/** What a goal says, judged by itself from what `getJob` tells, in the words that goals use. */
function holds(it, { jobs, opening, ended }) {
  if (it.all) return it.all.every((each) => holds(each, { jobs, opening, ended }));
  const find = (id) => {
    const job = jobs.find((candidate) => candidate.id === id);
    const then = opening.find((candidate) => candidate.id === id);
    return job && (!then || then.createTime === job.createTime) ? job : undefined;
  };
  const how = (job) => (["Finished", "Failed", "Cancelled"].includes(job.status) ? ended[job.id] : undefined);
  const TESTS = {
    status: (test, job) => one(test, job.status),
    name: (test, job) => job.name === test,
    endedBy: (test, job) => how(job) === test,
    message: (test, job) => text(test, job.errorMessage),
    attempt: (test, job) => number(test, job.attempt),
    started: (test, job) =>
      typeof test === "boolean"
        ? (job.startTime !== null || job.attempts.some(({ startTime }) => startTime !== null)) === test
        : job.startTime !== null && time(test, job.startTime),
    ended: (test, job) => job.endTime !== null && time(test, job.endTime),
    ran: (test, job) => job.startTime !== null && job.endTime !== null && number(test, (job.endTime - job.startTime) / 60_000),
    interrupted: (test, job) => {
      const then = opening.find(({ id }) => id === job.id);
      return (job.attempt > (then?.attempt ?? 1) || job.status === "Cancelled" || job.status === "Failed") === test;
    },
    run: (test, job) =>
      [...job.attempts, ...(how(job) ? [{ status: job.status, endedBy: how(job), message: job.errorMessage }] : [])].some(
        (run) =>
          (!test.status || run.status === test.status) &&
          (!test.endedBy || run.endedBy === test.endedBy) &&
          (!test.message || text(test.message, run.message)),
      ),
  };
  const jobIs = (tests, job) =>
    job !== undefined &&
    Object.entries(tests).every(([key, test]) => {
      if (["job", "jobs", "among"].includes(key)) return true;
      if (!TESTS[key]) throw new Error(`the goal's ${key} is not known here`);
      return TESTS[key](test, job);
    });
  if (it.count) {
    const all = it.count.among ? it.count.among.map(find).filter(Boolean) : jobs;
    return number(it.is, all.filter((job) => jobIs(it.count, job)).length);
  }
  if (it.tasks) {
    const job = find(it.job);
    return it.tasks.every((id) => {
      const task = job?.tasks.find((candidate) => candidate.id === id);
      return task && (!it.status || one(it.status, task.status)) && (it.runs === undefined || number(it.runs, task.runs));
    });
  }
  return (it.jobs ?? [it.job]).every((id) => jobIs(it, find(id)));
}

/** Put into the page: calls of a lesson file on `globalThis.cluster`, what the column shows, and what is so. */
const tools = () => {
  const byName = (role, name) =>
    [...document.querySelectorAll(role)].find((it) => {
      const own = (it.getAttribute("aria-label") ?? it.textContent).trim();
      return name.endsWith(" ") ? own.startsWith(name) : own === name;
    });
  const column = () => document.querySelector("aside[aria-label=Lesson]");
  let opening = [];
  const ended = {};
  const drawn = () => new Promise((go) => requestAnimationFrame(() => setTimeout(go)));
  globalThis.measure = {
    drawn,
    begin() {
      opening = globalThis.cluster.listAllJobs();
      globalThis.cluster.subscribe((events) => {
        for (const { type, to, endedBy, jobId } of events) if (type === "JobStatus") ended[jobId] = endedBy ?? undefined;
      });
    },
    state: () => ({ jobs: globalThis.cluster.listAllJobs(), opening, ended }),
    call(step, notes) {
      const { cluster } = globalThis;
      const message = typeof step.message === "object" ? notes[step.message.note].slice(0, step.message.units) : (step.message ?? "");
      if (step.at) cluster.advanceTo(Math.max(cluster.now, Date.parse(`${step.at}:00Z`)));
      cluster.actAs(step.by ? `CLUSTER\\${step.by}` : "CLUSTER\\Administrator", step.by ? (step.admin ?? false) : true);
      const limit = (minutes) => `00:${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
      const copy = () => {
        const { id, status, errorMessage, attempts, tasks, ...job } = cluster.getJob(step.job);
        const { limit: minutes, shared, ...changes } = step.changes ?? {};
        return {
          ...job,
          tasks: tasks.map(({ id: _, status: __, errorMessage: ___, ...task }) => task),
          ...changes,
          ...(minutes === undefined ? {} : { runtime: limit(minutes) }),
          ...(shared === undefined ? {} : { isExclusive: !shared }),
        };
      };
      const CALLS = {
        cancelJobs: () => cluster.cancelJobs(step.ids, message),
        tryCancelJobs: () => cluster.tryCancelJobs(step.ids, message),
        requeueJobs: () => cluster.requeueJobs(step.ids),
        submitJobs: () => cluster.submitJobs(step.ids),
        cancelTasks: () => cluster.cancelTasks(step.job, step.tasks, message),
        requeueTasks: () => cluster.requeueTasks(step.job, step.tasks),
        modifyJobTerm: () => cluster.modifyJobTerm(step.job, step.term, step.value),
        setClusterParameter: () => cluster.setClusterParameter(step.name, step.value),
        copyJob: () => cluster.queueJobs([copy()]),
      };
      try {
        (CALLS[step.call] ?? (() => cluster[step.call](step.node)))();
      } catch (refused) {
        if (refused.name !== "ClusterError") throw refused;
      }
      cluster.actAs("CLUSTER\\Administrator", true);
    },
    step() {
      const { cluster } = globalThis;
      if (cluster.nextEventTime === null) return false;
      cluster.advanceTo(cluster.nextEventTime);
      return true;
    },
    seen() {
      const goals = [...column().querySelectorAll("ul[aria-label=Goal] li")].map((it) => it.textContent);
      return {
        text: column().textContent,
        goals,
        reached: column().querySelector(".reward") !== null,
        says: column().querySelector(".says")?.textContent ?? "",
        lost: column().querySelector(".says")?.textContent.includes("reached from here") ?? false,
      };
    },
    /** One random press, and what it was; null where nothing could be pressed. */
    async press(kind, choice, message) {
      const before = globalThis.measure.trace();
      const click = (it) => it && (it.click(), true);
      const boxes = [...document.querySelectorAll('[role=grid][aria-label="Jobs"] input[aria-label^="Select job"]')];
      let done = null;
      if (kind === "select" && boxes.length > 0) done = click(boxes[choice % boxes.length]) && `select ${boxes[choice % boxes.length].ariaLabel}`;
      if (kind === "step") done = click(byName("button", "Step")) && "step";
      if (kind === "back") done = click(byName("button", "Step back")) && "step back";
      if (kind === "undo") done = click(byName("button", "Undo ")) && "undo";
      if (kind === "requeue") done = click(byName("button", "Requeue selected jobs")) && "requeue";
      if (kind === "cancel") {
        click(byName("button", "Cancel selected jobs"));
        await drawn();
        const dialog = document.querySelector("dialog textarea")?.closest("dialog");
        if (dialog) {
          const field = dialog.querySelector("textarea");
          Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set.call(field, message);
          field.dispatchEvent(new Event("input", { bubbles: true }));
          await drawn();
          dialog.querySelector("button[type=submit]").click();
        }
        done = "cancel";
      }
      if (!done) return null;
      for (let waited = 0; waited < 10; waited += 1) {
        await drawn();
        if (globalThis.measure.trace() !== before) return { done, answered: true };
      }
      // What is refused twice is answered by the words that stood there before.
      const words = [".action-bar [role=status]", "dialog [role=alert]"].map((it) => document.querySelector(it)?.textContent);
      return { done, answered: words.some(Boolean) };
    },
    trace: () =>
      [document.querySelector(".action-bar"), column(), document.querySelector("[role=grid]"), document.querySelector("[role=timer]"), document.querySelector("aside[aria-label=Details]")]
        .map((it) => it?.textContent)
        .join("\n") + [...document.querySelectorAll("input[aria-label^='Select job']")].map((it) => it.checked),
  };
};

async function lesson(env, id) {
  const it = await open(env, { motion: "reduce", search: `?lesson=${id}` });
  await it.page.getByRole("complementary", { name: "Lesson" }).waitFor();
  await it.page.evaluate(tools);
  await it.page.evaluate(() => globalThis.measure.begin());
  return it;
}

const notesOf = (id) => NOTES[id].notes ?? {};

async function play(page, id, { steps, until }, isDone) {
  for (const step of steps) await page.evaluate(([it, notes]) => globalThis.measure.call(it, notes), [step, notesOf(id)]);
  for (let n = 0; n < 60; n += 1) {
    await page.evaluate(() => globalThis.measure.drawn());
    const seen = await page.evaluate(() => globalThis.measure.seen());
    if (isDone(seen)) return seen;
    if ((until || steps.length === 0 || isDone.goesOn) && (await page.evaluate(() => globalThis.measure.step()))) continue;
    return seen;
  }
  return page.evaluate(() => globalThis.measure.seen());
}

/** Each solution, and each mistake with its way back. */
async function ways(env, id, broken) {
  const file = FILES.get(id);
  const fail = (what) => broken.push(`${id}: ${what}`);
  for (const steps of file.solutions) {
    const { page, wrong, close } = await lesson(env, id);
    const isDone = Object.assign((seen) => seen.reached, { goesOn: true });
    const seen = await play(page, id, { steps }, isDone);
    if (!seen.reached) fail("a solution does not reach the goal");
    const par = new RegExp(`Possible in ${file.par} actions? · you: ${file.par}(?!\\d)`);
    if (!par.test(seen.text)) fail(`the column does not say that it took par: ${file.par}`);
    wrong.forEach(fail);
    await close();
  }
  for (const mistake of file.mistakes) {
    const { page, wrong, close } = await lesson(env, id);
    const seen = await play(page, id, mistake.example, (it) => it.says !== "");
    if (!/\d/.test(seen.says)) fail(`the mistake “${mistake.id}” is not explained: “${seen.says}”`);
    if (seen.lost !== mistake.lost) fail(`after “${mistake.id}” the goal is ${mistake.lost ? "" : "not "}lost, and the page says otherwise`);
    if (mistake.lost) {
      await page.getByRole("complementary", { name: "Lesson" }).getByRole("button", { name: /^(Undo|Back to)/ }).click();
      await page.evaluate(() => globalThis.measure.drawn());
      if ((await page.evaluate(() => globalThis.measure.seen())).lost) fail(`“${mistake.id}” cannot be undone by what is offered`);
    }
    wrong.forEach(fail);
    await close();
  }
}

/** Seeded newcomers: each step is answered, and the goal is shown just when it is reached. */
async function wander(env, id, walks, broken) {
  const file = FILES.get(id);
  const kinds = ["select", "select", "select", "cancel", "cancel", "step", "step", "undo", "back"];
  if (file.allow.includes("requeueJobs")) kinds.push("requeue", "requeue");
  const { page, wrong, close } = await lesson(env, id);
  let steps = 0;
  for (let seed = 1; seed <= walks; seed += 1) {
    const chance = random(1_000 * ORDER.indexOf(id) + seed);
    await page.getByRole("complementary", { name: "Lesson" }).getByRole("button", { name: "Restart" }).click();
    await page.evaluate(() => globalThis.measure.drawn());
    const did = [];
    let reached = false;
    for (let n = 0; n < STEPS; n += 1) {
      const how = [chance.pick(kinds), chance.below(100), chance.pick(["", "wrong input file", "🔧"])];
      const answer = await page.evaluate((args) => globalThis.measure.press(...args), how);
      if (!answer) continue;
      did.push(answer.done);
      steps += 1;
      const fail = (what) => broken.push(`${id}, walk ${seed}, ${did.join(", ")}: ${what}`);
      if (!answer.answered) fail("nothing visible answered");
      const { seen, state } = await page.evaluate(() => ({ seen: globalThis.measure.seen(), state: globalThis.measure.state() }));
      reached ||= file.goal.every((goal) => holds(goal.is, state));
      if (seen.reached !== reached) fail(`the goal is ${reached ? "" : "not "}reached, and the page says otherwise`);
      if (seen.reached && seen.lost) fail("reached, and lost");
    }
  }
  wrong.forEach((what) => broken.push(`${id}: ${what}`));
  await close();
  return steps;
}

export async function measure(env, { full }) {
  const broken = [];
  let steps = 0;
  for (const id of full ? ORDER : ORDER.slice(0, 1)) await ways(env, id, broken);
  for (const id of full ? ORDER : ORDER.slice(3, 5)) steps += await wander(env, id, full ? WALKS : 3, broken);
  return { number: steps, broken };
}

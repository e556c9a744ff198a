// Plays lesson files by visible controls: each of their steps as a visitor does it.
import { readFileSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { runnerImport } from "vite";
import { PHONE, ask, box, button, grid } from "./helpers.mjs";

const FILES = new URL("../../www/src/lessons/", import.meta.url);
const TEXTS = JSON.parse(readFileSync(new URL("../../www/src/messages/en.json", import.meta.url), "utf8")).lessons;
const index = readFileSync(new URL("index.ts", FILES), "utf8");

/** In their order. */
export const LESSONS = readdirSync(FILES)
  .filter((name) => name.endsWith(".json"))
  .sort((a, b) => index.indexOf(a) - index.indexOf(b))
  .map((name) => JSON.parse(readFileSync(new URL(name, FILES), "utf8")));
export const textsOf = ({ id }) => TEXTS[id];

/** A text as a pattern: whatever stands in its places. `{2}` is a job's number. */
export const pattern = (text) =>
  new RegExp(
    text
      .split(/(\{[^}]*\})/)
      .map((part) => (/^\{\d+\}$/.test(part) ? part.slice(1, -1) : part.startsWith("{") ? ".+?" : part.replaceAll(/[.*+?^$()|[\]\\]/g, "\\$&")))
      .join("")
      .replaceAll("**", ""),
  );

export const column = (page) => page.getByRole("complementary", { name: "Lesson", exact: true });
const instant = (text) => Date.parse(`${text}Z`);
const onPhone = (page) => page.viewportSize().width === PHONE.width;

/** What lies over the phone's page is put away, and the list of jobs is turned to. */
async function toJobs(page) {
  if (!onPhone(page)) return;
  const close = column(page).getByRole("button", { name: "Close", exact: true });
  if (await close.count()) await close.click();
  await page.getByRole("tab", { name: "Jobs", exact: true }).click();
}

async function choose(page, ids) {
  await toJobs(page);
  await grid(page).focus();
  await page.keyboard.press("Escape");
  for (const id of ids) {
    await bringIntoSight(page, id);
    await box(page, id).check();
  }
}

/** Rows out of sight are not there; those of either end come a moment after the key. */
async function bringIntoSight(page, id) {
  for (const key of ["End", "Home", "End", "Home"]) {
    if (await box(page, id).count()) return;
    await page.keyboard.press(key);
    await box(page, id).waitFor({ timeout: 2_000 }).catch(() => {});
  }
}

const form = (page) => page.getByRole("dialog");

async function fill(page, name, text) {
  await form(page).getByRole("textbox", { name, exact: true }).fill(text);
}

const messageOf = ({ message }, { notes } = {}) => {
  if (message === undefined || typeof message === "string") return message ?? "";
  return notes[message.note].slice(0, message.units);
};

async function cancel(page, step, texts) {
  await choose(page, step.ids);
  await button(page, "Cancel selected jobs").click();
  if (step.call === "tryCancelJobs") await form(page).getByRole("radio", { name: /^Carry on/ }).check();
  await fill(page, "Message", messageOf(step, texts));
  await form(page).getByRole("button", { name: /^Cancel \d+ jobs?$/ }).click();
}

async function ofTasks(page, { call, job, tasks }) {
  await choose(page, [job]);
  const details = page.getByRole("region", { name: "Tasks" });
  for (const id of tasks) await details.getByRole("checkbox", { name: `Select task ${id}`, exact: true }).check();
  await details.getByRole("button", { name: new RegExp(`^${call === "requeueTasks" ? "Requeue" : "Cancel"} \\d+ tasks?$`) }).click();
}

async function copy(page, { job, changes = {} }) {
  await choose(page, [job]);
  const own = button(page, "Copy as new job");
  if (await own.count()) await own.click();
  else {
    await button(page, "More actions").click();
    await page.getByRole("menuitem", { name: /^Copy as new job/ }).click();
  }
  if (changes.shared !== undefined) await form(page).getByRole("checkbox", { name: /wants its nodes/i }).setChecked(!changes.shared);
  if (changes.limit !== undefined) await form(page).getByRole("spinbutton", { name: /limit/i }).first().fill(String(changes.limit));
  await form(page).getByRole("button", { name: "Add job", exact: true }).click();
}

async function limit(page, { job, value }) {
  await choose(page, [job]);
  await button(page, "Change run-time limit").click();
  const [days, hours, minutes] = value.split(":").map(Number);
  await form(page).getByRole("spinbutton").fill(String((days * 24 + hours) * 60 + minutes));
  await form(page).locator("button[type=submit]").click();
}

async function ttl(page, { value }) {
  const field = page.getByRole("spinbutton", { name: "TTLCompletedJobs (days)", exact: true });
  await field.fill(value);
  await field.press("Enter");
}

async function actAs(page, user) {
  await button(page, "More").click();
  await page.getByRole("menuitem", { name: /^Act as/ }).click();
  await form(page).getByRole("radio", { name: new RegExp(`^${user}\\b`) }).check();
  await form(page).locator("button[type=submit]").click();
}

/** One step of a lesson file. */
export async function act(page, step, texts) {
  if (step.at) while ((await ask(page, "(cluster) => cluster.now")) < instant(step.at)) await button(page, "Step").click();
  if (step.by) await actAs(page, step.by);
  switch (step.call) {
    case "cancelJobs":
    case "tryCancelJobs":
      return cancel(page, step, texts);
    case "requeueJobs":
      await choose(page, step.ids);
      return button(page, "Requeue selected jobs").click();
    case "submitJobs":
      await choose(page, step.ids);
      return button(page, "Submit selected jobs").click();
    case "requeueTasks":
    case "cancelTasks":
      return ofTasks(page, step);
    case "copyJob":
      return copy(page, step);
    case "modifyJobTerm":
      return limit(page, step);
    case "setClusterParameter":
      return ttl(page, step);
    default:
      throw new Error(`No control is known for ${step.call}.`);
  }
}

const ENTRY = `
export { readLesson } from "/src/lessons/check";
export { findings } from "/src/lessons/proof";
export { shiftOf } from "/src/lessons/shift";
export { startOf } from "/src/lessons/start";
export { Played } from "/src/lessons/played";
export { holds, isReached } from "/src/lessons/judge";
export { seenAt } from "/src/lessons/memory";
`;

/** The page's own modules of lessons, in Node: nothing of them draws. */
export async function lessonModules() {
  const entry = { name: "entry", resolveId: (id) => (id === "entry" ? "\0entry" : null), load: (id) => (id === "\0entry" ? ENTRY : null) };
  const root = fileURLToPath(new URL("../../www", import.meta.url));
  const { module } = await runnerImport("entry", { root, configFile: false, logLevel: "error", resolve: { external: ["ccp-scheduler"] }, plugins: [entry] });
  return module;
}

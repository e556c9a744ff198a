// The first ninety seconds: whoever does only what the coach line says sees the whole life of a job.
import assert from "node:assert/strict";
import { test } from "node:test";
import { DESKTOP, PHONE, ask, axe, box, button, inSight, onPage, openScenario, select, shows } from "./helpers.mjs";
import { heard, listensFirst } from "./heard.mjs";
import { named } from "./named.mjs";

const line = (page) => page.getByRole("region", { name: "Tour" }).locator("p");
const now = (page) => ask(page, "(cluster) => cluster.now");
const at = (hour, minute) => Date.UTC(2026, 2, 2, hour, minute);

const press = (_, control) => control.click();
/** Tab, Enter and Space, and in menus the arrows. */
async function byKeyboard(page, control) {
  const focused = () => control.evaluate((it) => it === document.activeElement);
  const role = await control.getAttribute("role");
  const key = role === "menuitem" ? "ArrowDown" : "Tab";
  for (let n = 0; n < 80 && !(await focused()); n += 1) await page.keyboard.press(key);
  assert.ok(await focused(), "reached by the keyboard");
  await page.keyboard.press(role === "option" ? "Space" : "Enter");
}

/** Does what the coach line says until it says no more; gives what it said, and what a slow reader would have needed. */
async function follow(page, act) {
  const said = [];
  let seconds = 0;
  for (;;) {
    await page.waitForFunction(
      (last) => {
        const text = document.querySelector("[aria-label=Tour] p")?.textContent;
        return text && text !== last && !text.startsWith("A cluster");
      },
      said.at(-1) ?? null,
    );
    const text = await line(page).textContent();
    said.push(text);
    seconds += 0.3 * text.split(/\s+/).length;
    const words = await line(page).locator("b").allTextContents();
    if (words.length === 0) return { said, seconds };
    for (const word of words) {
      await act(page, await named(page, word));
      seconds += 1;
    }
  }
}

const SAID = [
  /^1\D+5\S* Ben: “Job 2 reads the wrong file\. Please stop it\.” Select job 2\.$/,
  /^2\D+5\S* Press Cancel selected jobs\.$/,
  /^2\D+5\S* Say why: take wrong input file, then press Cancel 1 job\.$/,
  /^3\D+5\S* The file is mended\. Press Requeue selected jobs\.$/,
  /^4\D+5\S* Skip to the next start\.$/,
  /^5\D+5\S* Ended jobs stay for 5 days\. Skip to the next removal\.$/,
  /^That was the life of a job\.$/,
];
const SEEN = [
  "Job 2 Cancelled",
  "Job 4 started on N2",
  "Job 2 queued again",
  "Job 2 started on N2",
  "Job 1 left the cluster",
];

for (const [how, viewport, act] of [
  ["on the desktop", DESKTOP, press],
  ["on the phone", PHONE, press],
  ["by the keyboard alone", DESKTOP, byKeyboard],
])
  test(`who does only what the coach line says sees the life of a job, ${how}`, () =>
    onPage({ viewport, first: true }, async (page) => {
      const { said, seconds } = await follow(page, act);
      for (const way of ["12 lessons", "Play on", "For teachers"])
        assert.equal(await inSight(button(page, new RegExp(`^${way}`))), true, way);
      assert.equal(said.length, SAID.length, said.join("\n"));
      SAID.forEach((pattern, n) => assert.match(said[n], pattern));
      assert.ok(seconds < 60, `${seconds} s of reading and acting`);
      if (viewport === PHONE) await page.getByRole("tab", { name: "More" }).click();
      else await button(page, "All events ▴").click();
      const log = await page.getByRole("log", { name: "Events" }).textContent();
      let place = 0;
      for (const words of SEEN) {
        place = log.indexOf(words, place);
        assert.ok(place >= 0, `${words}, in its order, in ${log}`);
      }
      assert.match(log, /Job 2, task 1 Failed: stopped with its job/);
    }));

test("it plays by itself to 09:02 and stands, and no control is in its way", () =>
  onPage({ first: true, motion: "no-preference", prepare: (page) => listensFirst(page, "#app > .app [aria-label=Tour] p") }, async (page) => {
    await heard(page, "A cluster: jobs wait, run, and end.");
    await shows(page, 1, "Finished");
    await line(page).getByText("Please stop it").waitFor();
    assert.equal(await now(page), at(9, 2));
    await shows(page, 4, "Queued");
    assert.equal(await button(page, "Run").count(), 1);
    assert.equal(await ask(page, "(cluster) => cluster.jobColumns().ids.length"), 4);
    assert.deepEqual(await axe(page), []);
  }));

test("whoever does something else is followed, back and forth", () =>
  onPage({ first: true }, async (page) => {
    await select(page, 3);
    await line(page).getByText("Select job 2").waitFor();
    await ask(page, "(cluster) => cluster.cancelJobs([2], 'by hand')");
    await line(page).getByText("Select job 2, press Requeue selected jobs.").waitFor();
    await button(page, /^Undo cancel job 2/).click();
    await line(page).getByText("Please stop it").waitFor();
    await ask(page, "(cluster) => cluster.requeueJobs([2])");
    await line(page).getByText("Skip to the next start").waitFor();
    await openScenario(page, "Ended jobs and TTL");
    await line(page).getByText("the tour is under Lessons").waitFor();
    await button(page, "Lessons").click();
    await page.getByRole("menuitem", { name: /^Tour/ }).click();
    await line(page).getByText("Please stop it").waitFor();
    assert.equal(await now(page), at(9, 2));
  }));

test("Skip and Escape end it for good; then generated users may come", () =>
  onPage({ first: true }, async (page) => {
    await box(page, 2).focus();
    await page.keyboard.press("Escape");
    await line(page).waitFor({ state: "detached" });
    await page.reload();
    await button(page, "Run").waitFor();
    assert.equal(await line(page).count(), 0);
    await button(page, "Lessons").click();
    await page.getByRole("menuitem", { name: /^Tour/ }).click();
    await button(page, "Skip").click();
    await page.getByText("Generated users submit jobs as time goes by.").waitFor();
    assert.equal(await button(page, /^Undo let users in/).count(), 1);
  }));

test("Play on goes back to where job 2 runs again, and others come", () =>
  onPage({ first: true }, async (page) => {
    await follow(page, press);
    assert.equal(await ask(page, "(cluster) => cluster.jobColumns().ids.length"), 3);
    await button(page, "Play on").click();
    await page.waitForFunction(() => globalThis.cluster.jobColumns().ids.length > 4);
    assert.ok((await now(page)) < at(12, 0));
    assert.equal(await line(page).count(), 0);
  }));

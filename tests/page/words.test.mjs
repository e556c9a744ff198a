// Words of other schedulers, and calls as code: they change what is said and nothing else, and quote whatever is in a message.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { DESKTOP, PHONE, ask, axe, button, copied, grid, onPage, row, select, shows } from "./helpers.mjs";
import { keptAs } from "./kept.mjs";

const words = async (page, title) => {
  await button(page, "Words").click();
  await page.getByRole("menuitemcheckbox", { name: new RegExp(`^${title}`) }).click();
};
const showCode = (page) => button(page, /^Show as code/).click();
const tab = (page, name) => page.getByRole("tab", { name, exact: true }).click();
/** The code that stands under this title. */
const code = (page, title) => page.getByLabel(title, { exact: typeof title === "string" }).innerText();
const digest = (page) => ask(page, "(cluster) => cluster.stateDigest()");

test("the switch changes statuses everywhere, no button and nothing in the cluster, and is remembered", () =>
  onPage({}, async (page) => {
    await ask(page, "(cluster) => { cluster.cancelJobs([2], 'why'); cluster.advance(180_000); }");
    const before = await digest(page);
    await words(page, "Slurm");
    await shows(page, 1, "COMPLETED (CD)");
    await shows(page, 2, "CANCELLED (CA)");
    await shows(page, 3, "RUNNING (R)");
    await page.getByRole("radio", { name: /^PENDING \(PD\)/ }).waitFor();
    assert.equal(await row(page, 2).getByText("Cancelled", { exact: true }).count(), 0);
    await select(page, 2);
    for (const name of ["Cancel selected jobs", "Requeue selected jobs"]) assert.equal(await button(page, name).count(), 1);
    await page.getByRole("complementary", { name: "Details" }).getByText("FAILED (F) – stopped with its job").waitFor();
    assert.equal(await digest(page), before);
    await keptAs(page, "First morning");
    await page.reload();
    await shows(page, 1, "COMPLETED (CD)");
    for (const [title, said] of [["OpenPBS", "F, deleted"], ["LSF", "EXIT (killed)"], ["HPC Pack", "Canceled"], ["CCP", "Cancelled"]]) {
      await words(page, title);
      await shows(page, 2, said);
    }
    // A job that is not submitted has no word of its own in most of them.
    await ask(page, "(cluster) => cluster.addJob({ tasks: [{ commandLine: 'exit' }] })");
    await words(page, "LSF");
    await grid(page).getByText("Not submitted").waitFor();
  }));

test("a link carries the words, for now only", () =>
  onPage({}, async (page) => {
    await words(page, "Slurm");
    await button(page, "Share").click();
    const link = await copied(page, () => page.getByRole("menuitem", { name: /^Copy link with/ }).first().click());
    await onPage({ url: link }, async (other) => {
      await shows(other, 1, "RUNNING (R)");
      assert.equal(await other.evaluate(() => localStorage.getItem("ccp-words")), null);
    });
  }));

test("the longest words for statuses fit into their column", () =>
  onPage({}, async (page) => {
    await ask(page, "(cluster) => cluster.cancelJobs([2], 'why')");
    for (const title of ["Slurm", "OpenPBS", "LSF"]) {
      await words(page, title);
      const cut = await page.locator("[role=grid] .c-status").evaluateAll((all) => all.filter((it) => it.scrollWidth > it.clientWidth).map((it) => it.textContent));
      assert.deepEqual(cut, [], title);
    }
  }));

test("code is closed at first, then stays as it was left", () =>
  onPage({}, async (page) => {
    await select(page, 2);
    assert.equal(await page.getByRole("tab", { name: "COM (C++)" }).count(), 0);
    await showCode(page);
    await tab(page, "Commands");
    await select(page, 3);
    assert.equal(await code(page, "Cancel jobs 2 and 3"), "job cancel 2\njob cancel 3");
    await page.reload();
    await select(page, 2);
    assert.equal(await code(page, "Requeue job 2"), "job requeue 2");
  }));

test("in JavaScript the last call can be made again as it stands, whatever its message holds", () =>
  onPage({}, async (page) => {
    const message = "\"quotes\" 'and' `ticks` ${x} \\ \u2028 \ud83d\ude00 \ud800 </script>\nnext line";
    await ask(page, "(cluster, message) => cluster.cancelJobs([2, 3], message)", message);
    await showCode(page);
    const said = await code(page, /^The last call/);
    const kept = await ask(page, "(cluster) => cluster.getJob(2).errorMessage");
    await page.keyboard.press("Control+z");
    await ask(page, `(cluster) => { ${said} }`);
    assert.equal(await ask(page, "(cluster) => cluster.getJob(3).errorMessage"), kept);
    assert.equal(await ask(page, "(cluster) => cluster.getJob(3).status"), "Cancelled");
  }));

test("a new job in JavaScript is the same job", () =>
  onPage({}, async (page) => {
    await ask(
      page,
      `(cluster) => cluster.queueJob({ name: "a\\"b", isExclusive: false, minimumNumberOfProcessors: 2, maximumNumberOfProcessors: 4, runtime: "00:01:30",
        tasks: [{ commandLine: "mesh", name: "mesh" }, { commandLine: "solve", depend: ["mesh"], simulation: { duration: Infinity } }] })`,
    );
    await showCode(page);
    const said = await code(page, /^The last call/);
    const after = await digest(page);
    await page.keyboard.press("Control+z");
    await ask(page, `(cluster) => { ${said} }`);
    assert.equal(await digest(page), after);
  }));

test("a shell gives the command exactly the message that was typed", () =>
  onPage({}, async (page) => {
    const message = "it's \"$HOME\" `id` \\ $(id) * ; & | > x\n#!? ü";
    await ask(page, "(cluster, message) => cluster.cancelJobs([1, 2, 3], message)", message);
    await words(page, "LSF");
    await showCode(page);
    await tab(page, "Commands");
    const line = await code(page, /^The last call/);
    const got = execFileSync("bash", ["-c", `bkill() { printf '%s\\0' "$@"; }\n${line}`], { encoding: "utf8" });
    assert.deepEqual(got.split("\0"), ["-C", message, "1", "2", "3", ""]);
    await words(page, "Slurm");
    assert.equal(await code(page, /^The last call/), "scancel {1..3}");
    await page.getByText("It takes no message: yours is left out.").waitFor();
    await words(page, "OpenPBS");
    assert.equal(await code(page, /^The last call/), "qdel {1..3}");
  }));

test("cmd, PowerShell and C++ have their own quotes", () =>
  onPage({}, async (page) => {
    const last = async (message, ids = "[2]") => {
      await ask(page, `(cluster, message) => cluster.tryCancelJobs(${ids}, message)`, message);
      const said = await code(page, /^The last call/);
      await page.keyboard.press("Control+z");
      return said;
    };
    await select(page, 1);
    await showCode(page);
    await tab(page, "Commands");
    assert.equal(await last("why"), "job cancel 2 /message:why");
    assert.equal(await last("a & b | c"), 'job cancel 2 /message:"a & b | c"');
    assert.equal(await last('say "no" & go\\'), 'job cancel 2 /message:^"say \\^"no\\^" ^& go\\\\^"');
    assert.equal(await last("50% of %PATH%"), 'job cancel 2 /message:^"50^% of ^%PATH^%^"');
    await words(page, "HPC Pack");
    assert.equal(await last("it's ’quoted’", "[1, 2, 3]"), "Stop-HpcJob -Id 1..3 -Message 'it''s ’’quoted’’'");
    await tab(page, "COM (C++)");
    await ask(page, "(cluster, message) => cluster.cancelJob(2, message)", 'q"\\ \n?? ü \u{1f600} \u0001' + "1");
    const cpp = await code(page, /^The last call/);
    assert.ok(cpp.includes('CancelJob(2, CComBSTR(L"q\\"\\\\ \\n?\\? \\u00fc \\U0001f600 \\0011"))'), cpp);
  }));

test("what is beyond CCP says so in C++, and nothing is invented for commands", () =>
  onPage({}, async (page) => {
    await ask(page, "(cluster) => cluster.tryCancelJobs([2, 99])");
    await showCode(page);
    await tab(page, "COM (C++)");
    await page.getByText("Beyond CCP: tryCancelJobs has no counterpart in its interface.").waitFor();
    await ask(page, "(cluster) => cluster.failNode('N1')");
    await tab(page, "Commands");
    await page.getByText("Nothing is known for this call.").waitFor();
  }));

test("ten thousand ids are a loop or a run, and all of it is copied", () =>
  onPage({ scenario: "100,000 jobs" }, async (page) => {
    await ask(page, "(cluster) => cluster.cancelJobs(Array.from({ length: 10_000 }, (_, k) => 50_001 + k), 'flood')");
    await showCode(page);
    assert.equal(await code(page, /^The last call/), 'cluster.cancelJobs(Array.from({ length: 10000 }, (_, k) => k + 50001), "flood");');
    await tab(page, "Commands");
    assert.equal(await code(page, /^The last call/), "for /l %i in (50001,1,60000) do job cancel %i /message:flood");
    await ask(page, "(cluster) => cluster.cancelJobs(Array.from({ length: 5_000 }, (_, k) => 60_001 + 2 * k))");
    await tab(page, "JavaScript");
    const ids = await copied(page, () => button(page, /^Copy: The last call/).click());
    await page.getByText("Copied").waitFor();
    assert.equal(ids.match(/\d+/g).length, 5_000);
  }));

for (const theme of ["light", "dark"])
  for (const [name, viewport] of [["desktop", DESKTOP], ["phone", PHONE]])
    test(`axe finds nothing with menus, dialogs and code open: ${name}, ${theme}`, () =>
      onPage({ theme, viewport }, async (page) => {
        const clean = async (what) => assert.deepEqual(await axe(page), [], what);
        await ask(page, "(cluster) => { cluster.cancelJobs([2], 'why'); cluster.requeueJob(2); }");
        await button(page, "Skip to").click();
        await clean("Skip to");
        await page.getByRole("menuitem", { name: /^When/ }).click();
        await clean("when");
        await page.getByRole("combobox", { name: "When" }).selectOption("queue");
        await clean("when the queue");
        await page.keyboard.press("Escape");
        if (viewport === DESKTOP) {
          await select(page, 2);
          await showCode(page);
          for (const it of ["JavaScript", "Commands", "COM (C++)"]) {
            await tab(page, it);
            await clean(it);
          }
          await button(page, "Words").click();
          await clean("Words");
          await page.keyboard.press("Escape");
          await button(page, /^2 calls/).click();
          await clean("calls on the strip");
          await page.keyboard.press("Escape");
          await button(page, "All events ▴").click();
          await clean("list");
          await button(page, "More").click();
          await clean("More");
          await page.getByRole("menuitem", { name: /^In the browser/ }).click();
        } else {
          await page.getByRole("tab", { name: "More" }).click();
          await button(page, "In the browser’s console…").click();
        }
        await page.getByRole("dialog", { name: "In the browser’s console" }).waitFor();
        await clean("console");
        await button(page, /^Close in/).click();
        await page.keyboard.press("?");
        await page.getByRole("dialog", { name: "Keys" }).waitFor();
        await clean("keys");
      }));

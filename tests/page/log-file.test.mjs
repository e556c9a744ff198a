// A log of the visitor's own: dropped or chosen, plain or gzipped, replayed; and refused with the reason.
import assert from "node:assert/strict";
import { test } from "node:test";
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { ask, axe, button, onPage, outcome, row, shows } from "./helpers.mjs";

// number, submit, wait, run, processors, –, –, requested, estimate, –, status, user, –, executable, –, –, –, –
const LOG = `; Computer: A small one
; MaxProcs: 4
; UnixStartTime: 1163199901
1 60 0 600 4 -1 -1 4 1200 -1 1 7 1 1 1 1 -1 -1
2 90 0 300 2 -1 -1 2 600 -1 1 8 1 1 1 1 -1 -1
3 95 0 50 2 -1 -1 2 600 -1 5 8 1 1 1 1 -1 -1
not a job at all
4 99 0 300 64 -1 -1 64 600 -1 1 8 1 1 1 1 -1 -1
`;

async function drop(page, name, content) {
  await page.evaluate(
    ([fileName, bytes]) => {
      const data = new DataTransfer();
      data.items.add(new File([new Uint8Array(bytes)], fileName));
      const target = document.querySelector(".stage");
      for (const type of ["dragover", "drop"])
        target.dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
    },
    [name, [...content]],
  );
}

test("a log that is dropped is replayed, and what it left out is said", () =>
  onPage({}, async (page) => {
    await drop(page, "small.swf", Buffer.from(LOG));
    await outcome(page)
      .getByText(
        /^small\.swf: 3 jobs on 4 processors\. Skipped: 1 wider than the machine\. 1 line could not be read; line 7: /,
      )
      .waitFor();
    assert.equal(await ask(page, "(cluster) => cluster.now"), 60_000);
    await shows(page, 1, "Running");
    await button(page, "Step").click();
    await shows(page, 2, "Queued");
    for (let steps = 0; steps < 4; steps += 1) await button(page, "Step").click();
    await shows(page, 2, "Finished");
    await shows(page, 3, "Cancelled");
    assert.equal(
      await page.getByRole("combobox", { name: "Scenario", exact: true }).locator("option:checked").textContent(),
      "Your log",
    );
    await page.getByRole("combobox", { name: "Scenario", exact: true }).selectOption({ label: "First morning" });
    await shows(page, 1, "weather-map");
  }));

test("a gzipped log can be chosen, and another file is refused with the reason", () =>
  onPage({}, async (page) => {
    const choose = async (file) => {
      const chooser = page.waitForEvent("filechooser");
      await button(page, "More").click();
      await page.getByRole("menuitem", { name: /^Open a file/ }).click();
      await (await chooser).setFiles(file);
    };
    await choose({
      name: "photo.png",
      mimeType: "image/png",
      buffer: Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 3]),
    });
    await outcome(page)
      .getByText(/^photo\.png cannot be replayed: /)
      .waitFor();
    assert.match(await row(page, 1).textContent(), /weather-map/);
    await choose({ name: "small.swf.gz", mimeType: "application/gzip", buffer: gzipSync(LOG) });
    await outcome(page)
      .getByText(/^small\.swf\.gz: 3 jobs on 4 processors\./)
      .waitFor();
    await shows(page, 1, "Running");
    await choose({ name: "torn.swf.gz", mimeType: "application/gzip", buffer: gzipSync(LOG).subarray(0, 40) });
    await outcome(page)
      .getByText(/^torn\.swf\.gz cannot be replayed: /)
      .waitFor();
  }));

const panel = (page) => page.getByRole("dialog", { name: "Your log" });

test("what sacct printed is opened, and what was not understood stays in sight until it is closed", () =>
  onPage({}, async (page) => {
    const printed = readFileSync("docs/example.sacct", "utf8");
    await drop(page, "week.txt", Buffer.from(`${printed}this is no line of sacct\n`));
    await outcome(page).getByText(/^week\.txt: \d+ jobs on \d+ processors\..*1 line could not be read; line \d+: /).waitFor();
    await panel(page).getByText(/week\.txt is in the format of sacct of Slurm: \d+ jobs/).waitFor();
    await panel(page).getByRole("cell").nth(1).waitFor();
    assert.deepEqual(await axe(page), []);
    await button(page, "Step").click();
    await panel(page).waitFor();
    await panel(page).getByRole("button", { name: "Close" }).click();
    await panel(page).waitFor({ state: "detached" });
    await button(page, "More").click();
    await page.getByRole("menuitem", { name: "Your log…" }).click();
    await panel(page).waitFor();
  }));

test("cancels of a log that came in a burst can be tried as one call, in a branch beside the log's", () =>
  onPage({}, async (page) => {
    const log = `; MaxProcs: 4
1 0 0 600 4 -1 -1 4 9000 -1 5 8 1 1 1 1 -1 -1
2 10 590 20 4 -1 -1 4 9000 -1 5 8 1 1 1 1 -1 -1
3 20 620 0 4 -1 -1 4 9000 -1 5 8 1 1 1 1 -1 -1
4 30 610 100 4 -1 -1 4 9000 -1 1 7 1 1 1 1 -1 -1
`;
    await drop(page, "burst.swf", Buffer.from(log));
    await button(page, "More").click();
    await page.getByRole("menuitem", { name: "Your log…" }).click();
    await panel(page).getByRole("button", { name: "Look for them" }).click();
    const burst = panel(page).getByRole("listitem").filter({ hasText: "3 jobs in 3 calls. 2 of them had started in between: 2 min 40 s of processor time" });
    await burst.getByRole("button", { name: "As one call" }).click();
    await outcome(page).getByText(/^Cancelled jobs 1–3: As in the log, but in one call\./).waitFor();
    assert.equal(await ask(page, "(cluster) => cluster.now"), 599_999);
    await shows(page, 4, "Running");
    await ask(page, "(cluster) => cluster.advanceTo(800_000)");
    assert.deepEqual(await ask(page, "(cluster) => [2, 3].map((id) => cluster.getJob(id).startTime)"), [null, null]);
    await button(page, /^Undo cancel jobs 1/).click();
    await ask(page, "(cluster) => cluster.advanceTo(800_000)");
    assert.deepEqual(await ask(page, "(cluster) => [2, 3].map((id) => cluster.getJob(id).startTime)"), [600_000, 620_000]);
  }));

test("a large log is read with its progress, and can be stopped", () =>
  onPage({ prepare: (page) => page.addInitScript(() => {
    // A slow disk.
    const { stream } = Blob.prototype;
    Blob.prototype.stream = function () {
      if (this.size < 1_000) return stream.call(this);
      let sent = 0;
      return new ReadableStream({
        pull: async (out) => {
          await new Promise((go) => setTimeout(go, 100));
          out.enqueue(new Uint8Array(await new Response(stream.call(this.slice(sent, sent + 100))).arrayBuffer()));
          sent += 100;
          if (sent >= this.size) out.close();
        },
      });
    };
  }) }, async (page) => {
    await drop(page, "large.swf", Buffer.from(LOG + "; a comment\n".repeat(2_000)));
    await page.getByRole("progressbar", { name: /^large\.swf is read: [1-9]/ }).waitFor();
    await button(page, "Stop").click();
    await outcome(page).getByText("large.swf was not opened: you stopped it. Nothing here has changed.").waitFor();
    await shows(page, 1, "weather-map");
  }));

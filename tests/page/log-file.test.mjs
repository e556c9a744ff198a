// A log of the visitor's own: dropped or chosen, plain or gzipped, replayed; and refused with the reason.
import assert from "node:assert/strict";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { ask, button, onPage, outcome, row, shows } from "./helpers.mjs";

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

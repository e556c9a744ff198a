// Offline after the first visit, below any path; a new version is there at the next visit, and nobody is asked.
import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { ask, box, button, onPage, select, shows } from "./helpers.mjs";
import { BUILT, serve } from "./server.mjs";

const kept = (page) => page.evaluate(() => navigator.serviceWorker.ready.then(({ scope }) => scope));

test("after the first visit the page works without its server, links too", async () => {
  const server = await serve();
  await onPage({ url: server.elsewhere }, async (page) => {
    assert.equal(await kept(page), server.elsewhere);
    server.close();
    for (const address of ["", "?fresh", "index.html"]) {
      await page.goto(server.elsewhere + address);
      await button(page, "Run").waitFor();
    }
    await page.reload();
    await select(page, 2);
    await button(page, "Requeue selected jobs").click();
    await shows(page, 2, "Queued");
    assert.equal(await ask(page, "(cluster) => cluster.getJob(2).status"), "Queued");
  });
});

test("a new version is taken at the next visit, without a word and not under one's hands", async () => {
  const folder = mkdtempSync(join(tmpdir(), "ccp-page-"));
  cpSync(BUILT, folder, { recursive: true });
  const server = await serve({ folder });
  const change = (file, ...replace) => {
    const before = readFileSync(join(folder, file), "utf8");
    const after = before.replace(...replace);
    assert.notEqual(after, before, file);
    writeFileSync(join(folder, file), after);
  };
  try {
    const prepare = (page) =>
      page.addInitScript(() => navigator.serviceWorker?.addEventListener("controllerchange", () => (globalThis.taken = true)));
    await onPage({ url: server.elsewhere, prepare }, async (page) => {
      await kept(page);
      change("index.html", "<title>", "<title>Newer ");
      change("sw.js", /(url:.index\.html.,revision:.)\w+/, "$1newer");
      await page.reload();
      await box(page, 2).check();
      await page.waitForFunction(() => globalThis.taken);
      assert.equal(await page.title(), "Cluster simulator");
      assert.equal(await box(page, 2).isChecked(), true);
      await page.reload();
      assert.equal(await page.title(), "Newer Cluster simulator");
    });
  } finally {
    server.close();
    rmSync(folder, { recursive: true });
  }
});

test("on one's own computer nothing is kept: another day another page has that address", () =>
  onPage({}, async (page) => {
    assert.equal(await page.evaluate(() => navigator.serviceWorker.getRegistration().then((it) => it === undefined)), true);
  }));

test("the manifest names icons that are there, of the size they claim", () =>
  onPage({}, async (page) => {
    const sizes = await page.evaluate(async () => {
      const { href } = document.querySelector('link[rel="manifest"]');
      const { icons } = await (await fetch(href)).json();
      return Promise.all(
        icons.map(async ({ src, sizes }) => {
          const image = new Image();
          image.src = new URL(src, href);
          await image.decode();
          return [sizes, sizes === "any" ? "any" : `${image.naturalWidth}x${image.naturalHeight}`];
        }),
      );
    });
    assert.ok(sizes.length >= 3);
    for (const [claimed, real] of sizes) assert.equal(real, claimed);
  }));

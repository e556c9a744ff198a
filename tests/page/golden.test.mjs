// The golden histories in Chromium, through the files that browsers get: another compiler of the same wasm file.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname } from "node:path";
import { after, before, test } from "node:test";
import { chromium } from "playwright-core";

const TYPES = { ".js": "text/javascript", ".mjs": "text/javascript", ".wasm": "application/wasm" };

let server;
let browser;

before(async () => {
  server = createServer((request, response) => {
    // A URL is without ".." once it is parsed.
    const path = new URL(request.url, "http://localhost").pathname.slice(1);
    if (path === "") return response.writeHead(200, { "content-type": "text/html" }).end("<!doctype html>");
    const type = TYPES[extname(path)];
    if (!type || !/^(dist|tests\/golden)\//.test(path)) return response.writeHead(404).end();
    response.writeHead(200, { "content-type": type }).end(readFileSync(path));
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  const args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"];
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args });
});

after(async () => {
  await browser?.close();
  server?.close();
});

test("golden histories end in their digests in Chromium", async (t) => {
  const files = readdirSync("tests/golden").filter((file) => file.endsWith(".txt"));
  assert.ok(files.length > 0);
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${server.address().port}/`);
  for (const file of files.sort()) {
    await t.test(file, async () => {
      const digests = await page.evaluate(async (text) => {
        const { init, Cluster, ClusterError } = await import("/dist/index.js");
        const { run } = await import("/tests/golden/run.mjs");
        await init();
        return run(text, { Cluster, ClusterError });
      }, readFileSync(`tests/golden/${file}`, "utf8"));
      assert.ok(digests.length > 0, "a history ends in a digest");
      for (const { line, expected, actual } of digests) assert.equal(actual, expected, `${file}, line ${line}`);
    });
  }
});

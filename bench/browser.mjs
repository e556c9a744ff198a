// Cold start in Chromium: `node bench/browser.mjs` prints, as one line of JSON, milliseconds from the import to the end
// of the first call, each in a browser of its own, from a server on this machine; `null` where it cannot be run here.
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { findChromium } from "../scripts/chromium.mjs";

const TYPES = { ".html": "text/html", ".js": "text/javascript", ".mjs": "text/javascript", ".wasm": "application/wasm" };
const PROGRAMS = {
  own: `const { init, Cluster } = await import("/dist/index.js");
    await init();
    const cluster = new Cluster({ nodes: [{ name: "N", numberOfProcessors: 4 }] });
    cluster.cancelJobs([cluster.queueJob({ tasks: [{ commandLine: "sleep 60" }] })]);`,
  treeSitter: `const { Parser } = await import("/bench/node_modules/web-tree-sitter/web-tree-sitter.js");
    await Parser.init();
    new Parser().reset();`,
  rapier: `const { default: rapier } = await import("/bench/node_modules/@dimforge/rapier2d-compat/dist/rapier.mjs");
    await rapier.init();
    new rapier.World({ x: 0, y: -9.81 }).step();`,
};

const server = createServer((request, response) => {
  const path = join(".", new URL(request.url, "http://localhost").pathname);
  const known = path === "bench/blank.html" ? "<!doctype html><title>bench</title>" : existsSync(path) ? readFileSync(path) : null;
  response.writeHead(known === null ? 404 : 200, { "content-type": TYPES[extname(path)] ?? "text/plain", "cache-control": "no-store" });
  response.end(known);
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const { chromium } = await import("playwright-core");
const found = {};
// The first time does not count: the server is not warm then. And a browser for each: in one for all, the first would
// pay for what a browser does once.
for (const name of [...Object.keys(PROGRAMS), ...Object.keys(PROGRAMS)]) {
  const browser = await chromium.launch({ executablePath: await findChromium(), args: ["--no-sandbox"] });
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${server.address().port}/bench/blank.html`);
  found[name] = await page.evaluate(`(async () => { const start = performance.now(); ${PROGRAMS[name]} return performance.now() - start; })()`).catch(() => null);
  await browser.close();
}
server.close();
console.log(JSON.stringify(found));

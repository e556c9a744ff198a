// Delivered: as files below any path, and as one file that opens by a double click.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { test } from "node:test";
import { ONE_FILE, ask, axe, button, onPage, outcome, select, shows } from "./helpers.mjs";

const INDEX = new URL("index.html", ONE_FILE).href;
const policyOf = (url) => readFileSync(fileURLToPath(url), "utf8").match(/"Content-Security-Policy" content="([^"]*)"/)[1];

test("simulator.html is a whole page: it opens from a file, asks for nothing else, and works", () =>
  onPage({ url: ONE_FILE }, async (page) => {
    await select(page, 2);
    await button(page, "Cancel selected jobs").click();
    await page.getByRole("textbox", { name: "Message", exact: true }).fill("wrong input file");
    await button(page, /^Cancel 1 job/).click();
    await shows(page, 2, "Cancelled");
    await outcome(page).getByText("Cancelled job 2: wrong input file.").waitFor();
    assert.equal(await ask(page, "(cluster) => cluster.getJob(2).errorMessage"), "wrong input file");
    const stored = await page.evaluate(
      () => new Promise((done) => (indexedDB.open("probe").onsuccess = ({ target }) => done(target.result.name))),
    );
    assert.equal(stored, "probe");
    assert.deepEqual(await axe(page), []);
  }));

test("the policies forbid all but what the page has, and nothing is unsafe but WebAssembly", () => {
  for (const [url, scripts] of [
    [ONE_FILE, /^('sha256-[\w+/=]+' )+'wasm-unsafe-eval'$/],
    [INDEX, /^'self' 'wasm-unsafe-eval'$/],
  ]) {
    const policy = Object.fromEntries(policyOf(url).split("; ").map((line) => line.split(/ (.*)/)));
    assert.equal(policy["default-src"], "'none'");
    assert.match(policy["script-src"], scripts);
    assert.doesNotMatch(JSON.stringify(policy).replace("'wasm-unsafe-eval'", ""), /unsafe|\*|https?:/);
  }
});

// The browsers' entry file. Node can load it too, each query string a fresh copy of the module, but not of its
// neighbours: so each test has a process of its own.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";

/** Runs the body as a module and gives back what it logs. `fetch` answers with the wasm file, as a web server does. */
const inFreshModule = (body) => {
  const source = `
    import { readFileSync } from "node:fs";
    import { Cluster, ClusterEnumerable, ClusterError, init, initSync } from "./dist/index.js";
    const bytes = readFileSync("dist/ccp_scheduler_bg.wasm");
    const headers = { "Content-Type": "application/wasm" };
    let fetched = 0;
    globalThis.fetch = async (url) => (fetched++, String(url).endsWith("_bg.wasm") ? new Response(bytes, { headers }) : new Response("", { status: 404 }));
    const said = [];
    for (const level of ["log", "warn", "error", "info", "debug"]) console[level] = (...words) => said.push(words.join(" "));
    const message = async (work) => { try { await work(); return "nothing thrown"; } catch (error) { return error.message; } };
    const answer = await (async () => { ${body} })();
    process.stdout.write(JSON.stringify({ answer, fetched, said }));`;
  return JSON.parse(execFileSync(process.execPath, ["--input-type=module", "--eval", source], { encoding: "utf8" }));
};

const notLoaded = "ccp-scheduler is not loaded yet: `await init()` first.";

test("init takes its own path, twice at once is harmless, and nothing is said on the console", () => {
  const result = inFreshModule(`
    await Promise.all([init(), init({})]);
    const cluster = new Cluster({ now: 5 });
    await init();
    initSync(bytes);
    return [cluster.now, cluster instanceof Cluster, cluster.constructor === Cluster];`);
  assert.deepEqual(result, { answer: [5, true, true], fetched: 1, said: [] });
});

test("before init a cluster says what to do", () => {
  const result = inFreshModule(`
    return [await message(() => new Cluster()), await message(() => Cluster.fromSnapshot(new Uint8Array()))];`);
  assert.deepEqual(result.answer, [notLoaded, notLoaded]);
});

test("init takes a path, a URL, a Response or a promise of it, bytes and a module", () => {
  for (const source of [`"https://a.example/x_bg.wasm"`, `new URL("https://a.example/x_bg.wasm")`, `fetch("x_bg.wasm")`, `await fetch("x_bg.wasm")`, `bytes`, `new WebAssembly.Module(bytes)`]) {
    const result = inFreshModule(`await init({ module_or_path: ${source} }); return new Cluster().now;`);
    assert.deepEqual([result.answer, result.said], [0, []], source);
  }
});

test("initSync takes bytes, a view, an ArrayBuffer and a module, again and again", () => {
  for (const source of [`bytes`, `new DataView(bytes.buffer, bytes.byteOffset, bytes.length)`, `new Uint8Array(bytes).buffer`, `new WebAssembly.Module(bytes)`]) {
    const result = inFreshModule(`initSync(${source}); const cluster = new Cluster(); initSync(${source}); return cluster.now;`);
    assert.deepEqual(result, { answer: 0, fetched: 0, said: [] }, source);
  }
});

test("after a failure init can be tried again", () => {
  const result = inFreshModule(`
    const first = await message(() => init({ module_or_path: "missing" }));
    const path = await message(() => init("a path of its own"));
    const meanwhile = init();
    const sync = await message(() => initSync(bytes));
    await meanwhile;
    return [/404/.test(first), path, sync, new Cluster().now];`);
  assert.deepEqual(result.answer, [true, "init takes an object: { module_or_path }.", "init() is already loading ccp-scheduler: await it.", 0]);
});

test("free is harmless the second time, and so is dispose", () => {
  const result = inFreshModule(`
    await init();
    const cluster = new Cluster();
    cluster.free(); cluster.free(); cluster[Symbol.dispose]?.();
    return "fine";`);
  assert.equal(result.answer, "fine");
});

// `npx ccp-scheduler`, as npm packs and installs it: the page on this computer's own address, and nothing but the page.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { createServer, request } from "node:http";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { installed, project } from "./installed.mjs";

const command = join(installed, "bin", "ccp-scheduler.mjs");

/** Runs the command without a screen and gives its address to `work`; Ctrl+C must end it. */
async function running(args, work) {
  const child = spawn(process.execPath, [command, ...args], { env: { PATH: "" }, stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(child, "exit");
  try {
    const [line] = await once(createInterface(child.stdout), "line");
    const [, address] = line.match(/^The page is at (http:\/\/127\.0\.0\.1:\d+\/) \(Ctrl\+C stops it\)\.$/);
    await work(address);
  } finally {
    child.kill("SIGINT");
    await ended;
  }
}

/** Asks for a path as it is written: `fetch` would tidy it. */
const ask = (address, path, method = "GET") =>
  new Promise((done, fail) => {
    const { hostname, port } = new URL(address);
    request({ hostname, port, path, method }, (response) => {
      let body = "";
      response.setEncoding("utf8").on("data", (text) => (body += text));
      response.on("end", () => done({ status: response.statusCode, headers: response.headers, body }));
    })
      .on("error", fail)
      .end();
  });

test("npx ccp-scheduler serves the page with its policy", () =>
  running([], async (address) => {
    assert.ok(existsSync(join(project, "node_modules", ".bin", "ccp-scheduler")), "npm links the command");
    const { status, headers, body } = await ask(address, "/?fresh");
    assert.equal(status, 200);
    assert.equal(headers["content-type"], "text/html; charset=utf-8");
    assert.match(headers["content-security-policy"], /^default-src 'none'; script-src 'sha256-.*'wasm-unsafe-eval';/);
    assert.match(body, /<title>Cluster simulator<\/title>.*<script type="application\/gzip" id="core">/s);
    assert.equal((await ask(address, "/", "HEAD")).headers["content-length"], headers["content-length"]);
    assert.equal((await ask(address, "/", "POST")).status, 405);
  }));

test("the command hands out nothing but the page", () =>
  running(["--no-open"], async (address) => {
    for (const path of ["/../package.json", "/%2e%2e/package.json", "/..%2fpackage.json", "//package.json", "/simulator.html/../../package.json", "*", "/\\..\\package.json"]) {
      const { status, body } = await ask(address, path);
      assert.deepEqual([status, body], [404, ""], path);
    }
  }));

test("a port that is taken is said, and without one another is found", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  await once(other, "listening");
  const { port } = other.address();
  const { status, stderr } = spawnSync(process.execPath, [command, "--port", String(port)], { encoding: "utf8" });
  assert.deepEqual([status, stderr], [1, `Port ${port} is in use: name another one, or none.\n`]);
  other.close();
  await running([], (first) => running([], (second) => assert.notEqual(first, second)));
  await running(["--port", String(port)], (address) => assert.equal(address, `http://127.0.0.1:${port}/`));
});

test("the command says how it is used", () => {
  const said = (...args) => spawnSync(process.execPath, [command, ...args], { encoding: "utf8" });
  assert.deepEqual([said("--help").status, said("--help").stderr], [0, ""]);
  assert.match(said("--help").stdout, /Usage: npx ccp-scheduler/);
  for (const [wrong, why] of [[["--port", "x"], /"x" is no port/], [["--port", "65536"], /is no port/], [["--what"], /--what/], [["now"], /now/]]) {
    const { status, stderr } = said(...wrong);
    assert.equal(status, 1);
    assert.match(stderr, why);
  }
});

#!/usr/bin/env node
// `npx ccp-scheduler`: serves the page that comes with the package, to this computer alone, and opens it.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { parseArgs } from "node:util";

const HELP = `ccp-scheduler: a compute cluster to play with, in your browser.

Usage: npx ccp-scheduler [--port NUMBER] [--no-open]

  --port NUMBER  the port on 127.0.0.1; without it 4717, or one that is free
  --no-open      print the address, do not open a browser
  --help         this text

Nothing leaves this computer. Ctrl+C stops it.`;

/** Browsers keep what they store by port: the same one finds the cluster of last time again. */
const USUAL_PORT = 4717;

function giveUp(message) {
  console.error(message);
  process.exit(1);
}

function options() {
  const text = { type: "string" };
  const flag = { type: "boolean" };
  try {
    const { values } = parseArgs({ options: { port: text, "no-open": flag, help: flag } });
    const { port, help, "no-open": quiet } = values;
    if (port !== undefined && !(/^\d{1,5}$/.test(port) && port > 0 && port < 65_536)) throw new Error(`"${port}" is no port.`);
    return { port, help, open: !quiet };
  } catch (error) {
    giveUp(`${error.message}\n\n${HELP}`);
  }
}

/** simulator.html is the whole page: no other file is ever read, whatever the path that is asked for. */
function page() {
  let body;
  try {
    body = readFileSync(new URL("../dist-www/simulator.html", import.meta.url));
  } catch {
    giveUp("The page is not built here: npm run build");
  }
  // The policy stands in the page itself; as a header it holds from the first byte on.
  const [, policy] = body.toString().match(/"Content-Security-Policy" content="([^"]*)"/);
  const headers = {
    "content-type": "text/html; charset=utf-8",
    "content-length": body.length,
    "content-security-policy": policy,
    "cache-control": "no-cache",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
  };
  return { body, headers };
}

/** Opens the address where there is a screen; who has none has the address. */
function openBrowser(address) {
  const [command, ...args] =
    process.platform === "darwin"
      ? ["open", address]
      : process.platform === "win32"
        ? ["cmd", "/c", "start", "", address]
        : ["xdg-open", address];
  if (command === "xdg-open" && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return;
  spawn(command, args, { stdio: "ignore", detached: true })
    .on("error", () => {})
    .unref();
}

const { port, open, help } = options();
if (help) {
  console.log(HELP);
} else {
  const { body, headers } = page();
  const server = createServer(({ method, url }, response) => {
    if (method !== "GET" && method !== "HEAD") return response.writeHead(405, { allow: "GET, HEAD" }).end();
    const [path] = url.split("?");
    if (path !== "/" && path !== "/simulator.html") return response.writeHead(404).end();
    response.writeHead(200, headers).end(method === "GET" ? body : undefined);
  });
  server.on("error", ({ code, message }) => {
    if (code !== "EADDRINUSE") giveUp(message);
    if (port) giveUp(`Port ${port} is in use: name another one, or none.`);
    server.listen(0, "127.0.0.1");
  });
  server.on("listening", () => {
    const address = `http://127.0.0.1:${server.address().port}/`;
    console.log(`The page is at ${address} (Ctrl+C stops it).`);
    if (open) openBrowser(address);
  });
  server.listen(port ?? USUAL_PORT, "127.0.0.1");
}

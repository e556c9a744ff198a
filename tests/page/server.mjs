// The built page on a web server of the strict kind: below a path, with a policy of its own in front of the page's.
import assert from "node:assert/strict";
import { createReadStream, existsSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";

export const BUILT = process.env.PAGE_DIST ?? "dist-www";
const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".wasm": "application/wasm",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".webmanifest": "application/manifest+json",
};

export const UNDER = "/some/path/";
export const POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'";

/**
 * Serves until it is closed. `page` is its address; `elsewhere` the same by a name that browsers trust and that is not
 * one's own computer's: only there the page keeps itself for visits without a network.
 */
export async function serve({ folder = BUILT, policy = POLICY } = {}) {
  assert.ok(existsSync(join(folder, "index.html")), `${folder} is not built: npm run build`);
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    const inside = pathname.startsWith(UNDER) ? normalize(pathname.slice(UNDER.length) || "index.html") : "..";
    const file = join(folder, inside);
    if (inside.startsWith("..") || !existsSync(file)) return response.writeHead(404).end();
    response.writeHead(200, {
      "content-type": TYPES[extname(file)] ?? "application/octet-stream",
      ...(policy && { "content-security-policy": policy }),
    });
    createReadStream(file).pipe(response);
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  const origin = `http://127.0.0.1:${server.address().port}`;
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { origin, page: origin + UNDER, elsewhere: origin.replace("127.0.0.1", "cluster.localhost") + UNDER, close };
}

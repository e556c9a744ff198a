// What is needed to come back without a network: a worker that keeps all files of the page.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { build } from "vite";

/** simulator.html is kept by whoever has it; the worker is kept by the browser. */
const NOT_KEPT = ["simulator.html", "sw.js"];

/** All files with what tells one version from the next; those in assets/ have that in their names. */
function filesOf(folder) {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files
    .map(({ name, parentPath, path }) => relative(folder, join(parentPath ?? path, name)).split(sep).join("/"))
    .filter((url) => !NOT_KEPT.includes(url))
    .sort()
    .map((url) => ({
      url,
      revision: url.startsWith("assets/") ? null : createHash("sha256").update(readFileSync(join(folder, url))).digest("hex").slice(0, 16),
    }));
}

export function offline() {
  let outDir;
  return {
    name: "offline",
    apply: "build",
    configResolved: ({ root, build }) => (outDir = join(root, build.outDir)),
    // When all is written, what is in public/ too.
    closeBundle: (failed) =>
      failed ||
      build({
        configFile: false,
        logLevel: "warn",
        publicDir: false,
        define: { FILES: JSON.stringify(filesOf(outDir)), "process.env.NODE_ENV": '"production"' },
        build: {
          outDir,
          emptyOutDir: false,
          target: "es2022",
          rolldownOptions: {
            input: join(import.meta.dirname, "worker.mjs"),
            output: { format: "iife", entryFileNames: "sw.js" },
          },
        },
      }),
  };
}

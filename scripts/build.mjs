// `npm run build`: the package into dist/ and the page into dist-www/; `-- package` or `-- page` makes only that.
import { cpSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { filesBelow, install, make, report, run, runBin, step } from "./tools.mjs";

const target = "wasm32-unknown-unknown";
const compiled = join("target", target, "wasm", "ccp_scheduler.wasm");

/** The core as wasm, the glue around it, the entry files and the types. */
export async function buildPackage() {
  // Cargo knows itself what has changed. Not crate-type in Cargo.toml: rlib and cdylib together switch LTO off.
  const options = "--package ccp-scheduler --lib --crate-type cdylib --features js --profile wasm --target";
  // Panics name their source file: without this, in the folder of whoever built the package.
  const cargoHome = process.env.CARGO_HOME ?? join(homedir(), ".cargo");
  const env = { CARGO_ENCODED_RUSTFLAGS: `--remap-path-prefix=${cargoHome}=cargo` };
  await run("cargo", ["rustc", ...options.split(" "), target], { env });
  await make("dist", [compiled, "js", "types", "xtask", "Cargo.lock", "package-lock.json", "scripts"], async () => {
    // Made aside, then moved: whoever uses dist/ meanwhile sees the old one or the new one.
    const made = join("target", `package-${process.pid}`);
    mkdirSync(made, { recursive: true });
    await run("cargo", ["run", "--package", "xtask", "--profile", "xtask", "--", compiled, made]);

    // Which features it may use is written in the wasm file itself, by rustc.
    const wasm = join(made, "ccp_scheduler_bg.wasm");
    await runBin("binaryen/bin/wasm-opt", ["-O3", "--strip-debug", "--strip-producers", wasm, "-o", wasm]);

    for (const file of filesBelow("js", "types")) cpSync(file, join(made, file.replace(/^\w+./, "")));
    cpSync(join("types", "index.d.ts"), join(made, "index.d.cts"));
    // Beside each other the modules would be fetched one after the other: a browser would wait five times.
    await bundle(made, "index.js", "es", "index.js");
    await bundle(made, "node.js", "es", "node.mjs");
    await bundle(made, "node.js", "cjs", "node.cjs");
    for (const file of readdirSync(made).filter((name) => name.endsWith(".js") && name !== "index.js")) rmSync(join(made, file));
    rmSync("dist", { recursive: true, force: true });
    renameSync(made, "dist");
  });
}

/** A module and all that it imports as one file. */
async function bundle(made, entry, format, name) {
  const { build } = await import("vite"); // Not at the top: install() may have to bring it.
  await build({
    configFile: false,
    logLevel: "warn",
    build: {
      ssr: join(made, entry), // Vite's word for "runs in Node"; for a browser too it leaves the wasm file's address alone.
      outDir: made,
      emptyOutDir: false,
      minify: false,
      rolldownOptions: { output: { format, entryFileNames: name } },
    },
  });
}

/** The page, static files for any web server, and simulator.html, the same page in one file. */
export async function buildPage() {
  await make("dist-www", ["www", "dist", "docs/teaching", "package-lock.json"], () => runBin("vite/bin/vite.js", ["build", "www"]));
  const kilobytes = (...paths) => Math.round(filesBelow(...paths).reduce((sum, file) => sum + statSync(file).size, 0) / 1000);
  const one = join("dist-www", "simulator.html");
  return `files of ${kilobytes("dist-www") - kilobytes(one)} kB, simulator.html of ${kilobytes(one)} kB`;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const what = process.argv[2];
  try {
    await install();
    if (what !== "page") await step("package", buildPackage);
    if (what !== "package") await step("page", buildPage);
  } catch (error) {
    report(error);
  }
}

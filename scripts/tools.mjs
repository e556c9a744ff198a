// What the other scripts share. It needs nothing that `npm ci` would have to bring first.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));

/** Ends the program with a line for people instead of a stack. */
export function giveUp(message) {
  console.error(message);
  process.exit(1);
}

/** Runs a program and resolves to what it wrote; with `show` it writes to our own terminal instead. */
export function run(command, args, { env, show = false } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: show ? "inherit" : ["ignore", "pipe", "pipe"], env: { ...process.env, ...env } });
    let output = "";
    child.stdout?.setEncoding("utf8").on("data", (text) => (output += text));
    child.stderr?.setEncoding("utf8").on("data", (text) => (output += text));
    const fail = (why) => reject(Object.assign(new Error(`${command} ${args.join(" ")}: ${why}`), { output }));
    child.on("error", (error) => fail(error.code));
    child.on("close", (code, signal) => (code === 0 ? resolve(output) : fail(signal ?? `exit code ${code}`)));
  });
}

/** Runs a command of an npm package by its file: the shims in node_modules/.bin differ between systems. */
export const runBin = (file, args, options) => run(process.execPath, [join("node_modules", file), ...args], options);

/** All files at or below these paths; a path that does not exist has none. */
export function filesBelow(...paths) {
  return paths.flatMap((path) => {
    if (!existsSync(path)) return [];
    if (statSync(path).isFile()) return [path];
    return filesBelow(...readdirSync(path).sort().map((name) => join(path, name)));
  });
}

function digest(paths) {
  const hash = createHash("sha256");
  for (const file of filesBelow(...paths)) {
    const content = readFileSync(file);
    hash.update(`${file}\0${content.length}\0`).update(content);
  }
  return hash.digest("hex");
}

/** Makes `output` from `inputs`, unless both are, byte for byte, what they were after the last time. */
export async function make(output, inputs, work) {
  const stamp = join("target", `${output}.stamp`);
  const before = digest(inputs);
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === before + digest([output])) return;
  await work();
  mkdirSync("target", { recursive: true });
  writeFileSync(stamp, before + digest([output]));
}

const lockedVersion = (path) => {
  const file = join(path, "package.json");
  return existsSync(file) && JSON.parse(readFileSync(file, "utf8")).version;
};

/** Brings the npm packages and the wasm target, if they are not here. */
export async function install() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major < 20 || (major === 20 && minor < 19) || major === 21 || (major === 22 && minor < 12)) {
    giveUp(`Node ${process.versions.node} is too old: install 20.19, 22.12 or newer (https://nodejs.org).`);
  }
  const locked = Object.entries(JSON.parse(readFileSync("package-lock.json", "utf8")).packages);
  // Optional ones are for one operating system each.
  if (locked.some(([path, { version, optional }]) => path && !optional && lockedVersion(path) !== version)) {
    console.log("Installing npm packages …");
    const npm = process.env.npm_execpath; // Set by npm itself; on Windows `npm` alone cannot be spawned.
    await (npm ? run(process.execPath, [npm, "ci"]) : run("npm", ["ci"]));
  }
  const target = "wasm32-unknown-unknown";
  const library = await run("rustc", ["--print", "target-libdir", "--target", target]).catch(() =>
    giveUp("Rust is missing: install it with rustup (https://rustup.rs)."),
  );
  if (!existsSync(library.trim())) {
    console.log(`Installing Rust's ${target} …`);
    await run("rustup", ["target", "add", target]);
  }
}

/** Says on one line what is being done and how long it took. */
export async function step(name, work) {
  const start = performance.now();
  process.stdout.write(`${name} … `);
  try {
    const result = await work();
    console.log(`${result ?? ""}${result ? ", " : ""}${((performance.now() - start) / 1000).toFixed(1)} s`);
  } catch (error) {
    console.log("failed");
    throw error;
  }
}

/** The end of a script on its own: what a tool said when it failed, and no stack of ours. */
export function report(error) {
  if (error.output === undefined) throw error;
  giveUp(`${error.output.trimEnd()}\n${error.message}`);
}

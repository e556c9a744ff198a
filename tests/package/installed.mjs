// The package as npm packs it, installed in an empty project, for the tests of one file.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before } from "node:test";

export const project = mkdtempSync(join(tmpdir(), "ccp-scheduler-"));
export const installed = join(project, "node_modules", "ccp-scheduler");
export let tarball;

/** `npm`, as the file that npm itself names: on Windows it cannot be spawned by name. */
const npm = (args, cwd) => {
  const file = process.env.npm_execpath;
  return execFileSync(file ? process.execPath : "npm", [...(file ? [file] : []), ...args], { cwd, encoding: "utf8", stdio: "pipe" });
};

before(() => {
  // Without scripts: what is tested has just been built.
  const [{ filename }] = JSON.parse(npm(["pack", "--json", "--ignore-scripts", "--pack-destination", project], process.cwd()));
  tarball = join(project, filename);
  writeFileSync(join(project, "package.json"), "{}");
  npm(["install", "--offline", "--no-audit", "--no-fund", tarball], project);
});
after(() => rmSync(project, { recursive: true, force: true }));

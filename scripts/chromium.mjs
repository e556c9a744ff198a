// Finds a Chromium for the tests of the page, or says what to install.
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { giveUp, run } from "./tools.mjs";

const { env, platform } = process;

function candidates() {
  if (platform === "darwin") {
    const names = ["Chromium", "Google Chrome", "Microsoft Edge"];
    return names.map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`);
  }
  if (platform === "win32") {
    const folders = [env.ProgramFiles, env["ProgramFiles(x86)"], env.LOCALAPPDATA].filter(Boolean);
    const programs = ["Chromium/Application/chrome.exe", "Google/Chrome/Application/chrome.exe", "Microsoft/Edge/Application/msedge.exe"];
    return programs.flatMap((program) => folders.map((folder) => join(folder, program)));
  }
  const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge"];
  return names.flatMap((name) => env.PATH.split(delimiter).map((folder) => join(folder, name)));
}

const find = () => [env.CHROMIUM, ...candidates()].find((path) => path && existsSync(path));

/** The path of a Chromium. On Debian, as root, it is installed if there is none. */
export async function findChromium() {
  if (env.CHROMIUM && !existsSync(env.CHROMIUM)) giveUp(`CHROMIUM names ${env.CHROMIUM}, which does not exist.`);
  if (!find() && existsSync("/etc/debian_version") && process.getuid() === 0) {
    const quietly = { env: { DEBIAN_FRONTEND: "noninteractive" } };
    await run("apt-get", ["update"], quietly);
    await run("apt-get", ["install", "--yes", "chromium"], quietly);
  }
  return find() ?? giveUp("The page's tests need Chromium, Chrome or Edge: install one, or name it in the variable CHROMIUM.");
}

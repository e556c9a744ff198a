// Finds a browser for the tests of the page, or says what to install.
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { giveUp, run } from "./tools.mjs";

const { env, platform } = process;

/** `mac`: names of applications and the program in each. `windows`: below the folders of programs. `linux`: names on the path. */
function candidates({ mac, windows, linux }) {
  if (platform === "darwin") return mac.map(([name, program]) => `/Applications/${name}.app/Contents/MacOS/${program}`);
  if (platform === "win32") {
    const folders = [env.ProgramFiles, env["ProgramFiles(x86)"], env.LOCALAPPDATA].filter(Boolean);
    return windows.flatMap((program) => folders.map((folder) => join(folder, program)));
  }
  return linux.flatMap((name) => env.PATH.split(delimiter).map((folder) => join(folder, name)));
}

/** The path of a browser. On Debian, as root, `debian` is installed if there is none. */
export async function findBrowser({ variable, names, debian, ...places }) {
  const find = () => [env[variable], ...candidates(places)].find((path) => path && existsSync(path));
  if (env[variable] && !existsSync(env[variable])) giveUp(`${variable} names ${env[variable]}, which does not exist.`);
  if (!find() && existsSync("/etc/debian_version") && process.getuid() === 0) {
    const quietly = { env: { DEBIAN_FRONTEND: "noninteractive" } };
    await run("apt-get", ["update"], quietly);
    await run("apt-get", ["install", "--yes", debian], quietly);
  }
  return find() ?? giveUp(`The page's tests need ${names}: install one, or name it in the variable ${variable}.`);
}

/** Files of the visitor's, chosen or dropped. What a file is, is seen from what is in it, whatever its name. */
import { report } from "../live/actions";
import { pause } from "../live/clock";
import { openLessonFile, openLog } from "../scenarios/open";
import { readFile } from "./file";
import { isLink, openLink } from "./link";
import { type Opened, openSession, unreadable } from "./open";
import * as say from "./words";

/** Of what is none of these, the reader of logs says why it is no log either. */
type What = "session" | "link" | "lesson" | "json" | "log";

/** So much of a file tells what it is. */
const HEAD = 4_096;

async function whatIs(file: File): Promise<What> {
  const head = (await file.slice(0, HEAD).text()).trimStart();
  if (!head.startsWith("{")) return isLink(head.slice(Math.max(0, head.indexOf("#")))) ? "link" : "log";
  if (/"format"\s*:\s*"ccp-session\//.test(head)) return "session";
  return /"format"\s*:\s*1\b/.test(head) ? "lesson" : "json";
}

async function openShared(file: File, what: "session" | "link"): Promise<Opened> {
  try {
    if (what === "link") return await openLink(await file.text());
    return await openSession(await readFile(file), file.name);
  } catch (problem) {
    return unreadable(file.name, problem);
  }
}

export async function openFile(file: File): Promise<void> {
  const what = await whatIs(file);
  if (what === "log") return openLog(file);
  if (what === "lesson") return openLessonFile(file.name, await file.text());
  if (what === "json") return report("refused", say.unknownFile(file.name));
  pause();
  const { tone, said } = await openShared(file, what);
  report(tone, said);
}

export function chooseFile(): void {
  const input = document.createElement("input");
  input.type = "file";
  input.addEventListener("change", () => {
    const file = input.files?.[0];
    if (file) void openFile(file);
  });
  input.click();
}

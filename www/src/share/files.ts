/** Files of the visitor's, chosen or dropped. What a file is, is seen from what is in it, whatever its name. */
import { report } from "../live/actions";
import { pause } from "../live/clock";
import { openLessonFile, openLog } from "../scenarios/open";
import { readFile } from "./file";
import { openJobFile } from "./jobFile";
import { isLink, openLink } from "./link";
import { type Opened, openSession, unreadable } from "./open";
import * as say from "./words";

/** Of what is none of these, the reader of logs says why it is no log either. */
type What = "session" | "link" | "lesson" | "json" | "xml" | "log";

/** So much of a file tells what it is. */
const HEAD = 4_096;

/** UTF-16 has its mark: Windows saves XML so. */
async function headOf(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.slice(0, HEAD).arrayBuffer());
  const mark = `${bytes[0]} ${bytes[1]}`;
  const encoding = mark === "255 254" ? "utf-16le" : mark === "254 255" ? "utf-16be" : "utf-8";
  return new TextDecoder(encoding).decode(bytes).trimStart();
}

function whatIs(head: string): What {
  if (head.startsWith("<")) return "xml";
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
  const head = await headOf(file);
  const what = whatIs(head);
  if (what === "log") return openLog(file);
  if (what === "xml") return openJobFile(file, head);
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

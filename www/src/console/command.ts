/** The lines of the console that do what a call did; null where no line does. A list of jobs is one line, as it was one call. */
import { commands } from "../code/commands";
import { cmd, isLine } from "../code/quote";
import { type Saying, textOf } from "../code/saying";

/** 1-4,9,7: in their order, as the console takes them. */
function listed(ids: readonly number[]): string {
  const pieces: string[] = [];
  for (let at = 0; at < ids.length; ) {
    const first = ids[at] as number;
    let length = 1;
    while (ids[at + length] === first + length) length += 1;
    if (length < 3) pieces.push(String(first));
    else pieces.push(`${first}-${first + length - 1}`);
    at += length < 3 ? 1 : length;
  }
  return pieces.join(",");
}

/** Of ids alone; what is none cannot be typed. */
function idsOf(value: unknown): number[] | null {
  const all: unknown[] = Array.isArray(value) ? value : [value];
  return all.length > 0 && all.every((id) => typeof id === "number") ? (all as number[]) : null;
}

function ofJobs(ids: unknown, front: string, behind = ""): string[] | null {
  const all = idsOf(ids);
  return all && [`${front}${listed(all)}${behind}`];
}

function ofTasks(job: unknown, tasks: unknown, verb: string, behind = ""): string[] | null {
  const all = idsOf(tasks);
  return all && [`task ${verb} ${Number(job)}.${listed(all)}${behind}`];
}

export function typedLines(saying: Saying): string[] | null {
  const [first, second, third] = saying.args;
  const message = (text: unknown): string => (textOf(text) === "" ? "" : ` ${cmd("/message:", textOf(text))}`);
  if (!saying.args.every((arg) => typeof arg !== "string" || isLine(arg))) return null;
  switch (saying.name) {
    case "cancelJob":
    case "cancelJobs":
      return ofJobs(first, "job cancel ", message(second));
    case "tryCancelJobs": {
      const ids = idsOf(first);
      if (!ids || ids.length < 2) return ofJobs(first, "job cancel ", message(second));
      // Whatever becomes of the others: a loop.
      return [`for %i in (${ids.join(" ")}) do job cancel %i${message(second)}`];
    }
    case "requeueJob":
    case "requeueJobs":
      return ofJobs(first, "job requeue ");
    case "submitJob":
    case "submitJobs":
      return ofJobs(first, "job submit /id:");
    case "cancelTask":
    case "cancelTasks":
      return ofTasks(first, second, "cancel", message(third));
    case "requeueTask":
    case "requeueTasks":
      return ofTasks(first, second, "requeue");
    case "failNode":
      return [`node fail ${cmd("", textOf(first))}`];
    case "restoreNode":
      return [`node restore ${cmd("", textOf(first))}`];
    default: {
      const code = commands(saying, "ccp")?.code ?? "";
      return code === "" ? null : code.split("\n");
    }
  }
}

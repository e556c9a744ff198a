/** Opens a world from where it came from: the same origin is the same world, whenever and wherever it is opened. */
import type { Opening, Origin } from "../live/world";
import { lessonOf } from "../lessons";
import { readLesson } from "../lessons/check";
import { textsOf } from "../lessons/messages";
import { startOf } from "../lessons/start";
import { type Create, created } from "./building";
import { scenario } from "./index";
import { replayed } from "./log-file";

/** Throws with a sentence where there is no such thing. */
export async function openOrigin(origin: Origin, create: Create = created): Promise<Opening> {
  switch (origin.kind) {
    case "scenario": {
      const it = scenario(origin.id);
      if (!it) throw new Error(`There is no scenario “${origin.id}” in this version of the page.`);
      return it.open(create);
    }
    case "log":
      return (await replayed(origin.file)).world;
    case "lesson": {
      const it = lessonOf(origin.id);
      if (!it) throw new Error(`There is no lesson “${origin.id}” in this version of the page.`);
      return startOf(it, create);
    }
    case "lessonFile":
      return startOf(readLesson(origin.text), create);
  }
}

/** What it is called, for lists. */
export function titleOf(origin: Origin): string {
  switch (origin.kind) {
    case "scenario":
      return scenario(origin.id)?.title ?? origin.id;
    case "log":
      return origin.file.name;
    case "lesson": {
      const it = lessonOf(origin.id);
      return (it && textsOf(it)?.title) ?? origin.id;
    }
    case "lessonFile":
      return lessonTitle(origin.text);
  }
}

function lessonTitle(json: string): string {
  try {
    return readLesson(json).texts?.title ?? "";
  } catch {
    return "";
  }
}

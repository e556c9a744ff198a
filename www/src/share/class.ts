/** Class links: which lessons, in which order, in which words, with or without hints. */
import { lessonOf } from "../lessons";
import { type Course, enter, ordered } from "../lessons/course";
import { progress } from "../lessons/run";
import { openLesson } from "../scenarios/open";
import { chooseDialect } from "../words/dialect";
import { DIALECTS, type Dialect } from "../words/dialects";
import { type Check, Invalid, flag, list, oneOf, record, text } from "./check";
import { address } from "./link";
import { type Opened, unreadable } from "./open";
import { pack, unpack } from "./pack";
import * as say from "./words";

const CLASS = "#class=";
const FORMAT = "ccp-class/1";

interface Written {
  format: string;
  lessons: string[];
  /** There is one so far. */
  language: "en";
  words: Dialect;
  hints: boolean;
}

const CLASS_TEXT: Check<Written> = record<Written>({
  format: oneOf([FORMAT]),
  lessons: list(text(80), 100),
  language: oneOf(["en"]),
  words: oneOf(DIALECTS),
  hints: flag,
});

export async function classLink({ lessons, hints }: Course, words: Dialect): Promise<string> {
  const written: Written = { format: FORMAT, lessons: [...lessons], language: "en", words, hints };
  return address() + CLASS + (await pack(JSON.stringify(written)));
}

export const isClass = (hash: string): boolean => hash.startsWith(CLASS);

async function read(hash: string): Promise<Written> {
  let value: unknown;
  try {
    value = JSON.parse(await unpack(hash.slice(CLASS.length)));
  } catch (problem) {
    throw problem instanceof Invalid ? problem : new Invalid("It is no text of this page.");
  }
  const it = CLASS_TEXT(value, "class");
  const unknown = it.lessons.find((id) => !lessonOf(id));
  if (unknown !== undefined) throw new Invalid(`This version of the page has no lesson “${unknown}”.`);
  if (it.lessons.length === 0) throw new Invalid("There is no lesson in it.");
  return it;
}

/** Enters the class of the address, and opens its first lesson that is not finished. */
export async function enterAddress(): Promise<Opened> {
  const { hash } = location;
  history.replaceState(null, "", location.href.replace(/#.*$/, ""));
  try {
    const { lessons, hints, words } = await read(hash);
    enter({ lessons: [...new Set(lessons)], hints });
    chooseDialect(words, false);
    const all = ordered.peek();
    const next = all.find(({ id }) => !progress.peek()[id]) ?? all[0];
    if (next) openLesson(next.id);
    const minutes = all.reduce((sum, lesson) => sum + lesson.minutes, 0);
    return { shown: true, tone: "done", said: say.classOpened(all.length, minutes) };
  } catch (problem) {
    return unreadable(say.CLASS, problem);
  }
}

/** The arguments of calls as JSON, and back: with the kinds of `live/shapes.ts`, and with runs of ids drawn together. */
import type { CallName } from "../live/calls";
import { type Kind, LISTS, PARAMETERS, RECORDS, isList, isRecord } from "../live/shapes";
import { type Check, Invalid, dictionary, flag, list, text, whole } from "./check";

/** Longer ones the core refuses in any case. */
const TEXT = 1 << 16;
const ITEMS = 1 << 20;
const ENTRIES = 1 << 12;
/** So many ids all lists of a session have together: a short text must not become a long list without end. */
export const IDS_MOST = 4_000_000;

const INT = 2 ** 31;

/** 1-4,9,7: runs that rise by one, in their order; null where there is no gain or an item is no id. */
function runs(ids: readonly unknown[]): string | null {
  if (ids.length < 8) return null;
  const pieces: string[] = [];
  for (let at = 0; at < ids.length; ) {
    const first = ids[at];
    if (typeof first !== "number" || first < 0) return null;
    let length = 1;
    while (ids[at + length] === first + length) length += 1;
    pieces.push(length < 3 ? `${first}` : `${first}-${first + length - 1}`);
    at += length < 3 ? 1 : length;
  }
  return pieces.join(",");
}

function written(kind: Kind, value: unknown): unknown {
  if (kind === "duration") return value === Number.POSITIVE_INFINITY ? "Infinity" : value;
  if (kind === "ids") return runs(value as unknown[]) ?? value;
  if (isList(kind) && Array.isArray(value)) return value.map((item) => written(LISTS[kind], item));
  if (isRecord(kind) && typeof value === "object" && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, written(RECORDS[kind][key] as Kind, item)]));
  return value;
}

export const writtenArguments = (name: CallName, args: readonly unknown[]): unknown[] =>
  args.map((value, place) => written(PARAMETERS[name][place] as Kind, value));

/** How many ids may still come. */
export interface Budget {
  ids: number;
}

function fromRuns(text: string, where: string, budget: Budget): number[] {
  const ids: number[] = [];
  for (const piece of text.split(",")) {
    const [, from, to = from] = /^(\d{1,10})(?:-(\d{1,10}))?$/.exec(piece) ?? [];
    const first = Number(from);
    const last = Number(to);
    if (from === undefined || last < first || last >= INT) throw new Invalid(`${where} is no list of ids.`);
    budget.ids -= last - first + 1;
    if (budget.ids < 0) throw new Invalid(`${where} has too many ids.`);
    for (let id = first; id <= last; id += 1) ids.push(id);
  }
  return ids;
}

const number = whole(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
const id = whole(-INT, INT - 1);
const word = text(TEXT);
const words = dictionary(word, ENTRIES);
const maybe: Check<string | null> = (value, where) => (value === null || value === undefined ? null : word(value, where));
/** Null stands for an item that is no id. */
const item: Check<number | null> = (value, where) => (value === null ? null : id(value, where));

function read(kind: Kind, value: unknown, where: string, budget: Budget): unknown {
  switch (kind) {
    case "id":
      return id(value, where);
    case "number":
      return number(value, where);
    case "duration":
      return value === "Infinity" ? Number.POSITIVE_INFINITY : number(value, where);
    case "flag":
      return flag(value, where);
    case "text":
      return word(value, where);
    case "maybeText":
      return maybe(value, where);
    case "terms":
      return words(value, where);
    case "ids": {
      if (typeof value === "string") return fromRuns(value, where, budget);
      const ids = list(item, ITEMS)(value, where);
      budget.ids -= ids.length;
      if (budget.ids < 0) throw new Invalid(`${where} has too many ids.`);
      return ids;
    }
  }
  if (kind === "names" && typeof value === "string") return word(value, where);
  if (kind === "variables" && !Array.isArray(value)) return words(value, where);
  if (isList(kind)) return list((it, at) => read(LISTS[kind], it, at, budget), ITEMS)(value, where);
  if (kind === "simulation" && value === null) return null;
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new Invalid(`${where} is not an object.`);
  const known = RECORDS[kind];
  return Object.fromEntries(
    Object.entries(value).map(([key, it]) => {
      const its = Object.hasOwn(known, key) ? known[key] : undefined;
      if (!its) throw new Invalid(`${where}.${key.slice(0, 40)} is not known.`);
      return [key, read(its, it, `${where}.${key}`, budget)];
    }),
  );
}

/** Each loop in a line may go round a hundred thousand times: they count like ids. What cmd.exe reads over hides none. */
function countLoops(line: string, where: string, budget: Budget): void {
  const loops = line.replaceAll(/[\^"]/g, "").match(/\bfor\b/gi)?.length ?? 0;
  budget.ids -= loops * 100_000;
  if (budget.ids < 0) throw new Invalid(`${where} has too many loops.`);
}

export function readArguments(name: CallName, args: readonly unknown[], where: string, budget: Budget): unknown[] {
  const kinds = PARAMETERS[name];
  const needed = kinds.filter((kind) => kind !== "maybeText").length;
  if (args.length < needed || args.length > kinds.length) throw new Invalid(`${where} has not as many arguments as ${name} takes.`);
  if (name === "console" && typeof args[0] === "string") countLoops(args[0], where, budget);
  return args.map((value, place) => read(kinds[place] as Kind, value, `${where}.args[${place}]`, budget));
}

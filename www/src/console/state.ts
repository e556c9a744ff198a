/**
 * The console: what was typed, what came of it, and what the page did meanwhile. A line is a call like any other: what
 * it changes stands in the page's one history. Lines are kept for as long as the page is open, and nowhere else; the
 * history and a link have those that changed something.
 */
import type { ConsoleAnswer } from "ccp-scheduler";
import { batch, effect, signal, untracked } from "@preact/signals";
import { exactTime } from "../format";
import { refresh, skipTo, skipping } from "../live/clock";
import { prompt } from "../live/calls";
import { actor, lastCall, nextInstant, perform } from "../live/history";
import { pastEvents } from "../live/past";
import { live, onNewWorld } from "../live/world";
import { callTitle, event as eventSentence } from "../words";
import { typedLines } from "./command";
import * as say from "./words";

export interface Entry {
  id: number;
  /** "typed": a line of the visitor's. "elsewhere": a line for what was done on the page. */
  kind: "typed" | "elsewhere" | "note" | "output" | "error" | "command";
  text: string;
}

/** As a session takes them (share/arguments.ts). */
const TEXT_MOST = 1 << 16;
/** So many are shown; older ones go. */
const ENTRIES_MOST = 2_000;
const EARLIER_MOST = 500;
const EVENTS_MOST = 100;

export const open = signal(false);
export const entries = signal<readonly Entry[]>([]);
export const input = signal("");
/** What a screen reader says: one sentence or two for each line, however many lines it prints. */
export const spoken = signal("");
/** Where the clock is on its way to, null if the console waits for nothing. */
export const waiting = signal<{ until: number; events: number } | null>(null);

let numbered = 0;
let greeted = false;
let files = new Map<string, string>();
/** Lines that wait for the clock. */
let due: string[] = [];
/** Further lines of a text with several: one after the other they come into the input. */
let offered: string[] = [];
let earlier: string[] = [];
let place = 0;
let opener: HTMLElement | null = null;

/** A line that was not carried out. */
function fail(sentence: string): void {
  add("error", sentence);
  speak(sentence);
}

function add(kind: Entry["kind"], ...texts: string[]): void {
  if (texts.length === 0) return;
  const more = texts.slice(-ENTRIES_MOST).map((text) => ({ id: (numbered += 1), kind, text }));
  entries.value = [...entries.peek(), ...more].slice(-ENTRIES_MOST);
}

/** The same words twice are said twice: a blank sign makes them others. */
export function speak(text: string): void {
  spoken.value = text === spoken.peek() ? `${text}\u00a0` : text;
}

// ── open and closed ──

/** Above what was done before it was opened. */
function greet(): void {
  if (greeted) return;
  greeted = true;
  const before = entries.peek();
  entries.value = [];
  add("note", say.GREETING, say.KEYS_HINT);
  entries.value = [...entries.peek(), ...before];
}

export function openConsole(): void {
  if (open.peek()) document.querySelector<HTMLElement>(".command-line input")?.focus();
  else opener = document.activeElement instanceof HTMLElement ? document.activeElement : null;
  greet();
  open.value = true;
}

export function closeConsole(): void {
  open.value = false;
  if (opener?.isConnected) opener.focus();
  opener = null;
}

/** Puts lines before the visitor, the first one in the input: nothing is done until he says so. */
export function offer(lines: readonly string[]): void {
  const [first = "", ...rest] = lines.map((line) => line.trim()).filter((line) => line !== "");
  offered = rest;
  input.value = first;
}

// ── files ──

export async function addFiles(chosen: Iterable<File>): Promise<void> {
  for (const file of chosen) {
    try {
      // Four bytes of a character are the most.
      const text = file.size > 4 * TEXT_MOST ? null : await file.text();
      if (text === null || text.length > TEXT_MOST) fail(say.fileTooLong(file.name));
      else {
        files.set(file.name, text);
        add("note", say.fileThere(file.name));
        speak(say.fileThere(file.name));
      }
    } catch {
      fail(say.notText(file.name));
    }
  }
}

// ── a line ──

/** Signs that cmd.exe reads over hide nothing. */
const holdsPassword = (line: string): boolean => /\/password/i.test(line.replaceAll(/[\^"]/g, ""));

/** Carries out what stands in the input. */
export function enter(): void {
  const line = input.peek().trim();
  input.value = offered.shift() ?? "";
  if (line === "") return;
  // Before anything keeps it.
  if (holdsPassword(line)) return fail(say.NO_PASSWORD);
  if (line.length > TEXT_MOST) return fail(say.TOO_LONG);
  if (earlier[earlier.length - 1] !== line) earlier = [...earlier, line].slice(-EARLIER_MOST);
  place = earlier.length;
  due.push(line);
  carryOn();
}

function carryOn(): void {
  while (waiting.peek() === null) {
    const line = due.shift();
    if (line === undefined) return;
    carryOut(line);
  }
}

function carryOut(line: string): void {
  add("typed", line);
  if (/^(exit|quit)$/i.test(line)) return closeConsole();
  if (/^(cls|clear)$/i.test(line)) {
    entries.value = [];
    return speak(say.CLEARED);
  }
  // What happens next may also be a call of somebody else.
  if (/^wait\s+next$/i.test(line)) {
    const next = nextInstant();
    if (next !== null) return wait(next);
    add("output", say.NOTHING_BY_ITSELF);
    return speak(say.NOTHING_BY_ITSELF);
  }
  const named = Object.fromEntries([...files].filter(([path]) => line.includes(path)));
  const { error, value } = perform("console", line, named);
  if (error) return fail(error.message);
  const answer = value as ConsoleAnswer;
  batch(() => {
    for (const it of answer.lines) add(it.kind, it.text);
    speak(say.inShort(answer.lines.map((it) => (it.kind === "command" ? say.IN_CCP + it.text : it.text))));
    // runas without a command: all that follows is that user's.
    const { user, isAdmin } = live();
    if (user !== actor.peek().user || isAdmin !== actor.peek().isAdmin) actor.value = { user, isAdmin };
    refresh();
  });
  if (answer.until !== null) wait(answer.until);
}

// ── wait ──

function wait(until: number): void {
  const events = live().eventCount;
  skipTo({ kind: "time", time: until });
  waiting.value = { until, events };
  if (skipping.peek() === null) arrived();
  else speak(say.WAITING);
}

function arrived(): void {
  const it = waiting.peek();
  if (!it) return;
  const { now } = live();
  const happened = pastEvents().filter(({ seq, type }) => seq > it.events && (type === "JobStatus" || type === "JobRemoved" || type === "NodeStatus"));
  const where = now < it.until ? say.stoppedAt(exactTime(now)) : say.itIs(exactTime(now));
  const lines = happened.slice(0, EVENTS_MOST).map((event) => `${exactTime(event.time)} ${eventSentence(event, null)}`);
  batch(() => {
    waiting.value = null;
    add("output", where, ...lines);
    speak(say.inShort([where, ...lines]));
    if (happened.length > EVENTS_MOST) add("output", say.more(happened.length - EVENTS_MOST));
  });
  carryOn();
}

effect(() => {
  if (skipping.value === null) untracked(arrived);
});

// ── earlier lines ──

/** One line back or forth; behind the last one stands an empty line. */
export function recallLine(step: 1 | -1): void {
  const to = place + step;
  if (to < 0 || to > earlier.length) return;
  place = to;
  input.value = earlier[to] ?? "";
}

// ── completion ──

export interface Offers {
  /** All from there to the cursor is replaced. */
  start: number;
  list: readonly { text: string; about: string }[];
}

export function offersAt(line: string, cursor: number): Offers {
  const list = prompt().complete(live(), line, cursor);
  // Those of one place belong together.
  const start = list[0]?.start ?? cursor;
  return { start, list: list.filter((it) => it.start === start) };
}

// ── what the page does meanwhile ──

effect(() => {
  const last = lastCall.value;
  if (!last || last.call.name === "console") return;
  untracked(() => {
    const { name, args } = last.call;
    const lines = typedLines({ name, args, value: last.effects.value });
    add("elsewhere", ...(lines?.every((line) => line.length <= TEXT_MOST) ? lines : [`# ${callTitle(last.call)}`]));
  });
});

onNewWorld(() => {
  batch(() => {
    entries.value = [];
    waiting.value = null;
    input.value = "";
    spoken.value = "";
  });
  greeted = false;
  files = new Map();
  due = [];
  offered = [];
  if (open.peek()) greet();
});

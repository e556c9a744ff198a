/** What the page says about sharing, keeping and coming back. */
import { count, dayTime, number } from "../format";
import { SHIFT_MOST } from "../lessons/shift";
import type { Session } from "./session";

const sentence = (text: string): string => (/[.!?…]$/.test(text) ? text : `${text}.`);
export const calls = (n: number): string => (n === 0 ? "no calls" : count(n, "call"));

// ── opening ──
export const LINK = "The link";
export const opened = (what: string, title: string, { here, ahead, now }: Session): string =>
  `${what} was opened: ${title} at ${dayTime(now)}, with ${calls(here + ahead.length)}. Its cluster is the very same.`;
export const differs = (what: string, version?: string): string =>
  `${what} was opened, but its cluster is not the same as when it was made${
    version === undefined || version === PAGE_VERSION ? "" : `: that was with version ${version}, this is ${PAGE_VERSION}`
  }. The calls are the same; what came of them differs.`;
export const cannotOpen = (what: string, why: string): string => `${what} cannot be opened: ${sentence(why)} Nothing here has changed.`;
export const damaged = (what: string, why: string): string =>
  `${what} is damaged or incomplete: ${sentence(why)} Nothing here has changed.`;
export const stopped = (what: string): string => `${what} was not opened: you stopped it. Nothing here has changed.`;
export const playing = (what: string): string => `${what} is played again`;
export const soFar = (what: string, part: number): string => `${what}: ${Math.floor(100 * part)} %`;

// ── links ──
export const copied = (letters: number, n: number): string =>
  `Link copied: ${number(letters)} characters, with ${calls(n)}. Nothing was sent anywhere: all of it is in the link.`;
export const copiedStart = "Link copied: it opens the start, without calls.";
export const cannotCopy = "The browser does not let the page copy: take the link from the field.";
export const tooLong = (letters: number): string =>
  `The link would have ${number(letters)} characters; many programs cut off behind 8,000. Save the session as a file instead: it holds the same.`;
export const logInLink =
  "A log of yours cannot be in a link: it stays on this computer. Save the session as a file, with the log in it.";
export const SHARE = "Share";
export const COPY_LINK = "Copy link";
export const COPY_START = "Copy link without my calls";
export const SAVE_SESSION = "Save session as file";
export const LINK_FIELD = "Link";
export const CLOSE = "Close";
export const withCalls = (n: number): string => `with ${calls(n)}`;
export const saved = (name: string): string => `${name} was saved: open it here again by drag and drop, or under ⋯ More → Open a file.`;
export const logTooLarge = "Your log is too large for a session file: pass the log itself on, and a list of what you did.";
export const STOP = "Stop";

// ── kept ──
const clockTime = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const dayAndTime = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
/** By the visitor's own clock: 16:42 today, else with the day. */
export const savedAt = (time: number): string =>
  (new Date(time).toDateString() === new Date().toDateString() ? clockTime : dayAndTime).format(time);

export const keptSince = (time: number): string => `kept ${savedAt(time)}`;
export const keptAt = (time: number): string => `Your session of ${savedAt(time)}`;
export const restored = (time: number): string => `Restored from ${savedAt(time)}.`;
export const NOTICES = "Notices";
export const START_FRESH = "Start fresh";
export const STAYS_RECENT = "It stays under ⋯ More → Recent sessions.";
export const NOT_KEPT = {
  none: "This browser keeps nothing for this page, perhaps because the window is private: what you do lasts as long as this tab. Share gives a link or a file of it.",
  full: "The browser’s storage is full: what you do from now on is not kept. Delete sessions under ⋯ More → Recent sessions, or save a file with Share.",
  large: "Your log is too large to be kept: after this tab is closed, open it again from its file.",
} as const;
export const RECENT = "Recent sessions";
export const RECENT_MENU = "Recent sessions…";
export const RECENT_ABOUT = "The last ten, kept in this browser and nowhere else.";
export const NO_RECENT = "Nothing is kept yet: a session is, as soon as you act in it.";
export const READING = "Reading …";
export const shownNow = "shown now";
export const recentLine = (now: number, n: number): string => `${dayTime(now)} · ${calls(n)}`;
export const OPEN = "Open";
export const openKept = (title: string, time: number): string => `Open ${title} of ${savedAt(time)}`;
export const DELETE = "Delete";
export const deleteKept = (title: string, time: number): string => `Delete ${title} of ${savedAt(time)}`;
export const DELETE_REALLY = "Delete for good";
export const GONE = "That session is not there any more.";

// ── files ──
export const THE_LESSON = "The lesson";
export const NO_TEXTS = "It has no texts of its own.";
export const lessonOpened = (name: string, title: string): string => `${name} was opened: the lesson “${title}”.`;
export const taskNeedsJob = (name: string): string =>
  `${name} is a task: select the one job that it is for, and open it again. Nothing here has changed.`;
export const unknownFile = (name: string): string =>
  `${name} is JSON, but neither a session nor a lesson of this page. Nothing here has changed.`;

// ── logs ──
export const readingLog = (name: string): string => `${name} is read`;
export const logStopped = (name: string): string => `${name} was not opened: you stopped it. Nothing here has changed.`;
export const notReplayed = (name: string, why: string): string => `${name} cannot be replayed: ${sentence(why)}`;
export const YOUR_LOG = "Your log";
export const YOUR_LOG_MENU = "Your log…";
export const NO_LOG = "What is shown is no log.";
export const FORMATS = { swf: "the Standard Workload Format", sacct: "sacct of Slurm" } as const;
export const logRead = (name: string, format: string, jobs: string, processors: string): string =>
  `${name} is in the format of ${format}: ${jobs} on ${processors}.`;
export const PROCESSORS_FROM_USE = "It does not say how large the machine is: these are the most that its jobs had at any instant.";
export const NOT_UNDERSTOOD = "Left out";
export const ALL_UNDERSTOOD = "Every line was understood, and no job is left out.";
export const brokenLines = (n: number, shown: number): string =>
  `${count(n, "line")} could not be read${shown < n ? `, here are the first ${shown}` : ""}:`;
export const LINE = "Line";
export const PROBLEM = "What is wrong";
export const BURSTS = "Cancels in bursts";
export const BURSTS_ABOUT =
  "One user cancelled several jobs within a minute, call by call. With one call for all, none of them could have started in between, only to be stopped.";
export const FIND_BURSTS = "Look for them";
export const NO_BURSTS = "There is none: nobody cancelled jobs in several calls within a minute.";
export const PLAYING_LOG = "The log is played";
export const burst = (user: string, from: string, to: string): string => `${user}, ${from} to ${to}`;
export const burstCalls = (jobs: string, calls: string): string => `${jobs} in ${calls} calls.`;
export const burstLost = (n: number, lost: string): string =>
  `${n === 1 ? "One of them" : `${number(n)} of them`} had started in between: ${lost} of processor time for nothing.`;
export const BURST_NOTHING_LOST = "None had started in between.";
export const GO_THERE = "Go there";
export const AS_ONE_CALL = "As one call";
export const ONE_CALL_MESSAGE = "As in the log, but in one call.";

export const noShift = (given: string): string =>
  `There is no shift ${given.slice(0, 40)}: a shift has a number from 0 to ${number(SHIFT_MOST)}.`;

// ── receipts ──
export const RECEIPTS = "Receipts";
export const RECEIPTS_MENU = "Receipts…";
export const RECEIPTS_ABOUT =
  "A receipt is a link that holds what you did in a finished lesson. Whoever gets it can play it again and see that it reaches the goal. Nothing is sent anywhere until you send it.";
export const NO_RECEIPTS = "Finish a lesson, and its receipt lies here.";
export const finished = (n: number): string => (n === 0 ? "none yet" : count(n, "lesson"));
export const YOUR_NAME = "Your name, if you like";
export const receiptLine = (actions: number, part: { met: number; of: number } | undefined): string =>
  part ? `${part.met} of ${part.of} in ${count(actions, "action")}` : count(actions, "action");
export const COPY = "Copy";
export const copyReceipt = (title: string): string => `Copy the receipt of ${title}`;
export const COPY_ALL = "Copy all";
export const receiptsCopied = (n: number): string =>
  n === 1 ? "Receipt copied: send it to your teacher." : `${number(n)} receipts copied, one per line: send them to your teacher.`;
export const NO_RECEIPT = "It is no receipt: it belongs to no lesson.";
export const OTHER_STATE = "Played again it ends in another state than it says: it was changed, or made by another version.";
export const goalOpen = (met: number, of: number): string => `The goal is not reached in it: ${met} of ${of} parts of it are.`;
export const NO_LINK = "There is no link in this line.";

// ── the class page ──
export const CHECK_RECEIPTS = "Check receipts";
export const CHECK_RECEIPTS_MENU = "Check receipts…";
export const CHECK_ABOUT =
  "Paste or drop what your trainees sent: links, one per line, or files. Each is played again here, in this browser, and judged by its lesson. A verified receipt shows that the goal was reached, but not by whom.";
export const CHECK_FIELD = "Receipts, one per line";
export const CHECK = "Check";
export const CHOOSE_FILES = "Choose files…";
export const DROP_HERE = "or drop them anywhere here";
export const CHECKING = "Receipts are checked";
export const CLEAR = "Clear";
export const SAVE_CSV = "Save as CSV";
export const RESULTS = "Results";
export const COLUMNS = ["", "Name", "Lesson", "Result", "Actions", "Fewest", "Goal reached at"] as const;
export const RESULT_WORDS = { reached: "Verified", open: "Goal not reached", refused: "Refused" } as const;
export const sum = (reached: number, open: number, refused: number): string =>
  `${number(reached)} verified, ${number(open)} without the goal, ${number(refused)} refused.`;
export const NOTHING_TO_CHECK = "There is nothing to check yet.";
export const NOT_ALL_CHECKED = "Stopped: not all were checked.";

// ── class links ──
export const CLASS_LINK = "Class link";
export const CLASS_LINK_MENU = "Class link…";
export const CLASS_ABOUT =
  "Whoever opens it has these lessons in this order, and starts with the first. The class lasts in that browser until it is left.";
export const CLASS_LESSONS = "Lessons";
export const CLASS_SHIFT = "Final shift";
export const CLASS_SHIFT_NUMBER = "Number of the final shift: the same for all";
export const CLASS_HINTS = "Offer Hint and Show me";
export const CLASS_WORDS = "Words";
export const up = (title: string): string => `${title}: further up`;
export const down = (title: string): string => `${title}: further down`;
export const COPY_CLASS = "Copy class link";
export const classCopied = (n: number): string => `Class link copied: ${count(n, "lesson")}.`;
export const CLASS_EMPTY = "Choose at least one lesson.";
export const CLASS = "The class link";
export const classOpened = (n: number, minutes: number): string => `This is a class of ${count(n, "lesson")}, about ${count(minutes, "minute")}.`;

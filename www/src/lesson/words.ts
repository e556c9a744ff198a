/** What the column of a lesson says besides the lesson's own texts. */
import { count } from "../format";

export const GOAL = "Goal";
export const STATES = { open: "Open", met: "Met", broken: "Broken" } as const;
export const brokenBy = (call: string | null): string => (call ? `broken by: ${call}` : "broken by time: it was met before");
export const BEFORE = "Before you act";
export const SKIP = "Skip";
export const youSaid = (answer: string): string => `You said “${answer}”.`;
export const LOST = "The goal can’t be reached from here any more.";
export const HINTS = "Hints";
export const HINT = "Hint";
export const SHOW_ME = "Show me";
export const WATCHING = "Watch.";
export const watch = (call: string): string => `Watch: ${call}.`;
export const SHOWN = "That was one way. Restart, and do it yourself.";
export const RESTART = "Restart";
export const CLOSE = "Close";
export const openLesson = (met: number, of: number): string => `${met}/${of}, all of the lesson`;
export const place = (at: number, of: number, minutes: number, shift: number | null): string =>
  `${at > 0 ? `Lesson ${at} of ${of}` : shift === null ? OWN : EXAM} · ${minutes} min`;
export const par = (least: number, made: number): string => `Possible in ${count(least, "action")} · you: ${made}`;
export const REACHED = "Goal reached";
export const reachedIn = (n: number): string => `${REACHED} in ${count(n, "action")}`;
export const SILENT = "The documentation is silent here.";
export const NEXT = "Next lesson";
export const RECEIPT = "Receipt…";
export const inMenu = (at: number, title: string): string => (at > 0 ? `Lesson ${at}: ${title}` : title);
export const listed = (at: number, title: string): string => `${at} ${title}`;
export const minutes = (n: number): string => `${n} min`;
export const DONE = "✓ done";
export const REFERENCE = "What you have learned";
export const finishedOf = (n: number, of: number): string => `${n} of ${of}`;
export const NOTHING_FINISHED = "Finish a lesson first: it then stands here, to be looked up.";
export const SEARCH = "Search";
export const NOTHING_FOUND = "No finished lesson speaks of it.";
export const AGAIN = "Play it again";
export const TWO_PAGES = "two pages disagree";
export const OUR_READING = "silent: our reading";
export const OWN = "A lesson of your own";

// ── the final shift ──
export const EXAM = "Exam, no hints";
export const shift = (n: number): string => `Final shift ${n}`;
export const ANOTHER = "Another shift";
export const over = (met: number, of: number, actions: number): string => `It is over: ${met} of ${of} in ${count(actions, "action")}`;
export const OVER_ABOUT = "What is done from now on does not count. Restart, or go back in time: it is the same again.";
export const ON_YOUR_CLUSTER = "On your cluster:";

// ── a class ──
export const LEAVE_CLASS = "Leave the class";
export const ofClass = (n: number): string => `it has ${count(n, "lesson")}`;

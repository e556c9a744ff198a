/** What is said to teachers. */
import { count } from "../format";

export const FOR_TEACHERS = "For teachers";
export const BACK = "Back to the cluster";
export const SHEET = "The sheet";
export const SHEETS = "Sheets";
export const PLANS = "Plans";
export const LESSONS = "Lessons";
export const PRINT_ONE = "Print this sheet";
export const PRINT_ALL = "Print all";
export const OPEN_LESSON = "Open this lesson";
export const planName = (minutes: number): string => `Plan for ${minutes} minutes`;
export const lessonName = (number: number, title: string): string => `${number} ${title}`;
export const place = (number: number, of: number): string => `Lesson ${number} of ${of}`;
export const minutes = (n: number): string => count(n, "minute");
export const fewest = (n: number): string => `reached with ${count(n, "call")}`;
export const brings = (what: string): string => `New: ${what}.`;

export const startAt = (time: string): string => `When it opens: ${time}`;
export const LEGEND = "A number is the job that works there; in a dashed frame the job holds it idle; crossed out: closed by a job that wants the node alone.";
export const JOB_COLUMNS = ["Job", "Owner", "Processors", "Status", "Note"] as const;
export const limit = (length: string): string => `Limit ${length}.`;

export const STORY = "Story";
export const GOAL = "Goal";
export const VOTE = "Vote before you press Run";
export const ASK = "Ask the room";
export const SOLUTION = "Solution";
export const OR = "or";
export const at = (time: string): string => `at ${time}`;
export const GO_ON = "Then let time run.";
export const MISTAKES = "Mistakes people make, and what the page says";
export const FACTS = "Facts";
export const CLUSTER = "On your cluster";
export const MARKS = "D: documented. D!: two pages disagree. U: the documentation is silent, and this is our reading.";
export const page = (name: string): string => `page “${name}”`;
export const contradiction = (n: number): string => `docs/conformance.md, contradiction ${n}`;
export const question = (n: number): string => `docs/conformance.md, question ${n}`;
export const choice = (name: string): string => `docs/choices.md, “${name}”`;
export const units = (start: string, n: number): string => `${start}… (${n} units)`;

/** What the console says by itself; what commands answer is the core's. */
import { count } from "../format";

export const CONSOLE = "Console";
export const CONSOLE_MENU = "Console…";
export const CONSOLE_HINT = "job, task, node";
export const CLOSE = "Close the console";
export const ANSWERS = "Answers";
export const COMMAND = "Command";
export const COMPLETIONS = "What may stand here";
export const RUN_LINE = "Enter";
export const ADD_FILES = "Files…";
export const ADD_FILES_NAME = "Files for the console";
export const TO_CONSOLE = "To the console";
export const toConsoleName = (what: string): string => `To the console: ${what}`;

export const GREETING = "CCP’s command line. help lists the commands, job cancel /? explains one, wait 90s moves the clock.";
export const KEYS_HINT = "Tab completes, ↑ and ↓ find earlier lines. Esc, then Tab leaves the line.";
export const PLACEHOLDER = "job list";
/** Before a line that stands for what was done elsewhere on the page. */
export const DONE_HERE = "On the page: ";
export const IN_CCP = "In CCP: ";

export const NO_PASSWORD =
  "Leave /password out: no job here needs one, and the page keeps its lines. cluscfg setcreds is for a terminal. This line was not carried out, and is forgotten.";
export const TOO_LONG = "This line is too long for the page: at most 65,536 characters.";
export const fileTooLong = (name: string): string => `${name} is too long for the page: at most 65,536 characters.`;
export const notText = (name: string): string => `${name} cannot be read.`;
export const fileThere = (name: string): string => `${name} is at hand, as /jobfile:${name} or /taskfile:${name}.`;
export const CLEARED = "Answers is empty.";
export const WAITING = "The clock goes on; further lines wait for it. Pause stops it.";
export const itIs = (time: string): string => `It is ${time}.`;
export const stoppedAt = (time: string): string => `Stopped: it is ${time}.`;
export const NOTHING_BY_ITSELF = "Nothing will happen by itself.";
const SPOKEN_MOST = 3;
/** The first lines, and how many there are besides: the list of answers has them all. */
export const inShort = (lines: readonly string[]): string =>
  (lines.length <= SPOKEN_MOST ? lines : [...lines.slice(0, SPOKEN_MOST), further(lines.length - SPOKEN_MOST)]).map((line) => line.replaceAll(/-{2,}|\s+/g, " ").trim()).join("\n");
const further = (lines: number): string => `And ${count(lines, "more line")}, in Answers.`;
export const offered = (n: number): string => `${n} may stand here. Arrow keys choose.`;
export const more = (events: number): string => `And ${count(events, "more event")}.`;

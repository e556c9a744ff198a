/** What the page says about exports. */

const sentence = (text: string): string => (/[.!?…]$/.test(text) ? text : `${text}.`);

export const EXPORT = "The session is played again";
export const NOT_THE_SAME = "Played again it does not end in the same state: that is a mistake in the simulator.";
export const NOT_OF_A_LOG = "The calls of a log are in its file; as a test there would be nothing of yours in it.";
export const making = (file: string): string => `Making ${file} …`;
export const made = (file: string): string => `${file} was saved.`;
export const notMade = (file: string, why: string): string => `${file} could not be made: ${sentence(why)}`;
export const stopped = (file: string): string => `${file} was not made: you stopped it.`;

export const JOBS_CSV = "Jobs and attempts as CSV";
export const JOB_XML = "Save job as XML";
export const EVENTS_CSV = "Events as CSV";
export const PNG = "Picture of the stage (PNG)";

export const CURIOUS = "For the curious";
export const CURIOUS_MENU = "For the curious…";
export const DIGEST = "Digest";
export const DIGEST_ABOUT =
  "Of all that decides what happens next. The same calls at the same instants give the same digest, on every computer.";
export const INVARIANTS = "What must hold";
export const HOLDS = "holds";
export const holdsNot = (what: string): string => `does not hold: ${what}`;
export const CHECK_ALL = "Play all of it again and compare";
export const CHECK_NEXT = "Nothing is due any more: the next event is later than now.";
export const CHECK_COUNTS = "The counters count what the list of jobs shows.";
export const CHECK_QUEUE = "Who waits is Queued, and in the order of priority.";
export const CHECK_HELD = "Running jobs hold no more processors than they reserved, others none.";
export const CHECK_IDS = "Numbers of jobs are unique and ascend.";
export const CHECK_SNAPSHOT = "A snapshot gives the same state again.";
export const CHECK_AGAIN = "Played again from its origin, the session ends in the same digest.";
export const CHECK_EVENTS = "Events are numbered without gaps, in the order of time.";

export const FILES = "For programs";
export const SVG_ABOUT = "The stage as a drawing";
export const SWF_ABOUT = "The runs that happened, as a workload log";
export const JSON_ABOUT = "The session, all jobs, nodes and events";
export const TEST_ABOUT = "Makes all calls again and checks the digest";

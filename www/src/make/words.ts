/** What the page says about lessons that one makes oneself. */
import { count, number } from "../format";

export const MAKE_MENU = "Make a lesson of this…";
export const EDIT_MENU = "Edit this lesson…";
export const GO_ON_MENU = "Go on writing your lesson…";
export const TITLE = "A lesson as text";
export const ABOUT =
  "What happened before, what is asked, what is said. Write the texts: what is not right is said below. docs/lessons.md explains every word.";
export const FIELD = "The lesson’s file";
export const OPENS = "It opens before";
export const lastOf = (n: number, first: string): string => (n === 1 ? `the last call: ${first}` : `the last ${n} calls, from: ${first}`);
export const WRITES_ANEW = "Choosing writes the file anew.";
export const CHECKS = "Checks";
export const GOOD = "It opens, its start is as it says, and its solutions reach the goal.";
export const USABLE = "It opens. What should be mended:";
export const BROKEN = "It does not open:";
export const TRY = "Try it";
export const SAVE = "Save file";
export const CLOSE = "Close";
export const saved = (name: string): string => `${name} was saved. Dropped on the page it opens again.`;
export const MAKING_IT = "Making a lesson of this …";
export const MADE_IT = "A lesson was made of this: write its texts.";

// ── why none can be made ──
export const NO_CALLS = "Make the calls first that solve it: they become its solution.";
export const NOT_OF_A_LOG = "A log cannot be written into a lesson: begin with a scenario.";
export const notMade = (why: string): string => `No lesson was made: ${why}`;
export const otherDomain = (user: string): string => `a lesson has no words for ${user}, who is of no CLUSTER account.`;
export const noSuchCall = (name: string): string => `a lesson has no words for ${name}.`;
export const tooMuch = (calls: number, most: number): string =>
  `${number(calls)} calls came before it, and a lesson holds ${most}. Begin with a smaller cluster.`;
export const tooLong = (calls: number, most: number): string => `its solution would have ${number(calls)} calls, and a lesson holds ${most}.`;
export const NOT_THE_SAME = "made again from its calls, its jobs stand otherwise. Please report it.";

// ── what is written for the teacher to begin with ──
export const NO_NAME = "unnamed";
export const texts = {
  title: (from: string): string => `A lesson from ${from}`,
  idea: "Say here in one sentence what it teaches.",
  story: "Say here who asks for what, and why.",
  reward: "Say here why it worked.",
  hint: "Say here where to look first.",
};
const some = (ids: readonly number[]): string => {
  const all = ids.map((id) => `{${id}}`);
  return all.length === 1 ? `Job ${all[0]}` : `Jobs ${all.slice(0, -1).join(", ")} and ${all[all.length - 1]}`;
};
const is = (n: number): string => (n === 1 ? "is" : "are");
export const goalText = {
  status: (ids: readonly number[], status: string, message: boolean): string =>
    `${some(ids)} ${is(ids.length)} ${status}${message ? ", with a message" : ""}`,
  again: (ids: readonly number[], status: string): string => `${some(ids)} ${is(ids.length)} ${status}, in another attempt`,
  gone: (ids: readonly number[]): string => `${some(ids)} left the cluster`,
  added: (name: string, status: string): string => `A job “${name}” is ${status}`,
  called: (title: string): string => `The last call was: ${title}`,
};

// ── what is not right ──
export const startFails = (at: number): string => `lesson.start[${at}] does not hold when it opens.`;
export const REACHED_AT_START = "lesson.goal is reached before anybody acts: ask for something that is not so yet.";
export const stepRefused = (where: string, why: string): string => `${where} is refused: ${why}`;
export const notReached = (where: string, open: readonly string[]): string =>
  `${where} does not reach the goal: ${open.map((id) => `“${id}”`).join(", ")} ${open.length === 1 ? "does" : "do"} not hold at its end.`;
export const parIs = (par: number, least: number): string => `lesson.par is ${par}, but the shortest of lesson.solutions has ${count(least, "call")}.`;
export const NO_SOLUTION = "lesson.solutions is empty: nobody can see that it can be solved.";
export const twice = (where: string, id: string): string => `${where} has “${id}” twice: give each its own id.`;
export const noText = (where: string, id: string): string => `${where} has no text for “${id}”.`;
export const unused = (where: string, id: string): string => `${where} has a text for “${id}”, which is none of the lesson’s.`;
export const unknownPlace = (where: string, place: string): string => `${where} names {${place}}, which is none of lesson.values.`;
export const NO_TEXTS = "lesson.texts is missing: without them nobody knows what to do.";
export const truthUnknown = (truth: string): string => `lesson.predict.truth is “${truth}”, which is none of its answers.`;
export const exampleFails = (where: string): string => `${where}.when does not hold at the end of its example.`;

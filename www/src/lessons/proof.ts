/**
 * What is not right in a lesson that opens: it is played, as far as a page can. The native test of our own lessons asks
 * more; this is for those who write one.
 */
import * as say from "../make/words";
import type { Lesson, LessonTexts, Path, Step } from "./format";
import { holds, isReached } from "./judge";
import { type Seen, seenAt } from "./memory";
import { Played } from "./played";
import { startOf } from "./start";

const PLACE = /\{(\w+)(?:\.name)?\}/g;
/** So many findings are enough to begin with. */
const MOST = 20;

function* inTexts(lesson: Lesson, texts: LessonTexts): Generator<string> {
  const pairs = [
    ["lesson.texts.goals", texts.goals, lesson.goal],
    ["lesson.texts.lost", texts.lost, lesson.lost],
    ["lesson.texts.mistakes", texts.mistakes, lesson.mistakes],
    ["lesson.texts.facts", texts.facts, lesson.facts],
  ] as const;
  for (const [where, said, items] of pairs) {
    const ids = items.map(({ id }) => id);
    for (const [at, id] of ids.entries()) {
      if (ids.indexOf(id) !== at) yield say.twice(where.replace(".texts", "").replace("goals", "goal"), id);
      if (!said[id]) yield say.noText(where, id);
    }
    for (const id of Object.keys(said)) if (!ids.includes(id)) yield say.unused(where, id);
  }
  const { predict } = lesson;
  if (predict) {
    if (!predict.answers.some(({ id }) => id === predict.truth)) yield say.truthUnknown(predict.truth);
    for (const { id } of predict.answers) if (!texts.predict?.answers[id]) yield say.noText("lesson.texts.predict.answers", id);
  }
  yield* inPlaces(lesson, texts, "lesson.texts");
}

/** `{name}` is a value; a number is a job's. */
function* inPlaces(lesson: Lesson, it: unknown, where: string): Generator<string> {
  if (typeof it === "string") {
    for (const [, name = ""] of it.matchAll(PLACE))
      if (!/^\d+$/.test(name) && !Object.hasOwn(lesson.values, name)) yield say.unknownPlace(where, name);
  } else if (typeof it === "object" && it !== null) {
    for (const [key, value] of Object.entries(it)) yield* inPlaces(lesson, value, Array.isArray(it) ? `${where}[${key}]` : `${where}.${key}`);
  }
}

function* inPlay(lesson: Lesson, start: Seen, snapshot: Uint8Array): Generator<string> {
  for (const [at, condition] of lesson.start.entries()) if (!holds(condition, start)) yield say.startFails(at);
  if (isReached(lesson, start)) yield say.REACHED_AT_START;
  const least = Math.min(...lesson.solutions.map(({ length }) => length));
  if (lesson.solutions.length === 0) yield say.NO_SOLUTION;
  else if (least !== lesson.par) yield say.parIs(lesson.par, least);

  const play = function* (steps: readonly Step[], where: string, then: (copy: Played) => Iterable<string>): Generator<string> {
    const copy = new Played(lesson, start, snapshot);
    try {
      for (const [at, step] of steps.entries()) {
        copy.perform(step);
        if (copy.refusal !== null) yield say.stepRefused(`${where}[${at}]`, copy.refusal);
      }
      yield* then(copy);
    } finally {
      copy.cluster.free();
    }
  };
  for (const [kind, ways] of [["solutions", lesson.solutions], ["detours", lesson.detours ?? []]] as const)
    for (const [at, steps] of ways.entries())
      yield* play(steps, `lesson.${kind}[${at}]`, (copy) => {
        copy.on(lesson);
        return isReached(lesson, copy) ? [] : [say.notReached(`lesson.${kind}[${at}]`, lesson.goal.filter(({ is }) => !holds(is, copy)).map(({ id }) => id))];
      });
  const example = ({ steps, until }: Path, when: Lesson["start"][number], where: string): Generator<string> =>
    play([], where, (copy) => {
      for (const step of steps) copy.perform(step);
      return copy.until(until) && holds(when, copy) ? [] : [say.exampleFails(where)];
    });
  for (const [at, rule] of lesson.lost.entries()) yield* example(rule.example, rule.when, `lesson.lost[${at}]`);
  for (const [at, rule] of lesson.mistakes.entries()) yield* example(rule.example, rule.when, `lesson.mistakes[${at}]`);
}

function* all(lesson: Lesson): Generator<string> {
  if (lesson.texts) yield* inTexts(lesson, lesson.texts);
  else yield say.NO_TEXTS;
  const { cluster, past } = startOf(lesson);
  try {
    yield* inPlay(lesson, seenAt(cluster, past, lesson.texts?.notes), cluster.toSnapshot());
  } finally {
    cluster.free();
  }
}

/** Sentences with their places in the file; none, if it is good. */
export function findings(lesson: Lesson): string[] {
  const found: string[] = [];
  for (const it of all(lesson)) if (found.push(it) >= MOST) break;
  return found;
}

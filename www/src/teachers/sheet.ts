/**
 * What a teacher's sheet of a lesson says. It is played for it, apart from the cluster that is shown: texts are filled
 * with the values of the start, each mistake with those after somebody has made it.
 */
import { javascript } from "../code/javascript";
import { js } from "../code/quote";
import { hourMinute } from "../format";
import { asCall, instant } from "../lessons/calls";
import type { Fact, Lesson, LessonTexts, Step } from "../lessons/format";
import { LESSONS, lessonOf } from "../lessons";
import type { Seen } from "../lessons/memory";
import { filler, textsOf } from "../lessons/messages";
import { Played } from "../lessons/played";
import { begin } from "../lessons/run";
import { type Start, startPicture } from "./start";
import * as say from "./words";

export interface Line {
  /** When, if not at once. */
  at: string | null;
  code: string;
}

export interface LessonSheet {
  id: string;
  number: number;
  of: number;
  minutes: number;
  par: number;
  title: string;
  idea: string;
  brings: string;
  story: string;
  goals: readonly string[];
  start: Start;
  vote: { ask: string; answers: readonly string[]; said: string } | null;
  questions: LessonTexts["teacher"];
  solutions: readonly (readonly Line[])[];
  mistakes: readonly string[];
  facts: readonly { text: string; mark: Fact["mark"]; source: string }[];
  silent: string;
  onYourCluster: string;
}

const sourceOf = (fact: Fact): string => {
  if ("page" in fact) return say.page(fact.page);
  if ("contradiction" in fact) return say.contradiction(fact.contradiction);
  return "question" in fact ? say.question(fact.question) : say.choice(fact.choice);
};

/** As much of a text as fits into a line of code. */
const LONG = 60;
const short = (it: unknown): unknown =>
  typeof it === "string" && it.length > LONG ? say.units(it.slice(0, LONG / 2), it.length) : it;

/** As it is typed in the console. */
function codeOf(step: Step, { cluster, notes }: Seen): string {
  if (step.call === "copyJob") {
    const { shared, limit } = step.changes ?? {};
    const [, [spec]] = asCall(step, cluster, notes) as [string, [{ runtime?: string }]];
    const changes = [
      ...(shared === undefined ? [] : [`isExclusive: ${!shared}`]),
      ...(limit === undefined ? [] : [`runtime: ${js(spec.runtime ?? "")}`]),
    ];
    return `cluster.queueJobs([{ ${[`...cluster.getJob(${step.job})`, ...changes].join(", ")} }]);`;
  }
  const [name, ...args] = asCall(step, cluster, notes);
  return javascript({ name, args: args.map(short) }) ?? "";
}

/** A lesson as played by somebody who does these things, while `look` reads it. */
function played<T>(lesson: Lesson, start: Seen, snapshot: Uint8Array, look: (it: Played) => T): T {
  const it = new Played(lesson, start, snapshot);
  try {
    return look(it);
  } finally {
    it.cluster.free();
  }
}

export function sheetOf(id: string): LessonSheet | null {
  const lesson = lessonOf(id);
  const texts = lesson && textsOf(lesson);
  if (!lesson || !texts) return null;
  const { start, startSnapshot } = begin(lesson, texts);
  try {
    const fill = filler(() => ({ lesson, start, startSnapshot, now: start }));
    const mistake = ({ id, example }: Lesson["mistakes"][number]): string =>
      played(lesson, start, startSnapshot, (it) => {
        for (const step of example.steps) it.perform(step);
        it.until(example.until);
        return filler(() => ({ lesson, start, startSnapshot, now: it }))(texts.mistakes[id] ?? "");
      });
    const solution = (steps: readonly Step[]): Line[] =>
      played(lesson, start, startSnapshot, (it) =>
        steps.map((step) => {
          const code = codeOf(step, it);
          it.perform(step);
          return { at: step.at === undefined ? null : hourMinute(instant(step.at)), code };
        }),
      );
    const { predict } = lesson;
    const asked = texts.predict;
    return {
      id,
      number: LESSONS.indexOf(lesson) + 1,
      of: LESSONS.length,
      minutes: lesson.minutes,
      par: lesson.par,
      title: fill(texts.title),
      idea: fill(texts.idea),
      brings: fill(texts.brings),
      story: fill(texts.story),
      goals: lesson.goal.map((goal) => fill(texts.goals[goal.id] ?? "")),
      start: startPicture(start.cluster),
      vote:
        predict && asked
          ? {
              ask: fill(asked.ask),
              answers: predict.answers.map((answer) => fill(asked.answers[answer.id]?.text ?? "")),
              said: `${fill(asked.answers[predict.truth]?.text ?? "")}. ${fill(asked.answers[predict.truth]?.said ?? "")}`,
            }
          : null,
      questions: texts.teacher.map(({ ask, answer }) => ({ ask: fill(ask), answer: fill(answer) })),
      solutions: lesson.solutions.map(solution),
      mistakes: lesson.mistakes.map(mistake),
      facts: lesson.facts.map((fact) => ({ text: fill(texts.facts[fact.id] ?? ""), mark: fact.mark, source: sourceOf(fact) })),
      silent: fill(texts.silent ?? ""),
      onYourCluster: fill(texts.onYourCluster ?? ""),
    };
  } finally {
    start.cluster.free();
  }
}

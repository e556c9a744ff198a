/** What a lesson taught, with its numbers, as it is looked up later: read from the lesson's own start. */
import { LESSONS } from "../lessons";
import type { Fact, Lesson } from "../lessons/format";
import { filler, textsOf } from "../lessons/messages";
import { begin } from "../lessons/run";
import * as say from "./words";

export interface Taught {
  id: string;
  number: number;
  title: string;
  idea: string;
  facts: { text: string; source: string }[];
  onYourCluster: string;
}

function sourceOf(fact: Fact): string {
  switch (fact.mark) {
    case "D":
      return fact.page;
    case "D!":
      return say.TWO_PAGES;
    case "U":
      return say.OUR_READING;
  }
}

export function taught(lesson: Lesson): Taught | null {
  const texts = textsOf(lesson);
  if (!texts) return null;
  const it = begin(lesson, texts);
  const fill = filler(() => ({ ...it, now: it.start }));
  const page = {
    id: lesson.id,
    number: LESSONS.indexOf(lesson) + 1,
    title: fill(texts.title),
    idea: fill(texts.idea),
    facts: lesson.facts.map((fact) => ({ text: fill(texts.facts[fact.id] ?? ""), source: sourceOf(fact) })),
    onYourCluster: fill(texts.onYourCluster ?? ""),
  };
  it.start.cluster.free();
  return page;
}

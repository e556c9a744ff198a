/**
 * The final shift: five requests on one cluster, twenty minutes, no hints. It is a lesson like others, made from a
 * number: the same number is the same shift for everybody. Chance only draws which requests, sizes and names; what
 * becomes of them is the scheduler's.
 */
import english from "../messages/en.json";
import { random } from "../scenarios/random";
import { USERS } from "../scenarios/users";
import type { Call, Instant, Lesson, LessonTexts } from "./format";
import { UNFORESEEN } from "./made";
import { type Clock, type Setting, KINDS } from "./requests";

const TEXTS = english.shift;
/** Monday 9 March 2026, 9:00. */
const OPENS = Date.UTC(2026, 2, 9, 9);
const MINUTE = 60_000;
const LASTS = 20;
/** The largest number of a shift. */
export const SHIFT_MOST = 999_999;

const clock: Clock = (minute, days = 0) => new Date(OPENS + (days * 1_440 + minute) * MINUTE).toISOString().slice(0, 16);
const END: Instant = clock(LASTS);

const filled = (text: string, words: Record<string, string | number>): string =>
  text.replaceAll(/\{(\w+)\}/g, (place, name: string) => String(words[name] ?? place));

function shuffled<T>(all: readonly T[], r: Setting["r"]): T[] {
  const rest = [...all];
  return all.map(() => rest.splice(r.whole(0, rest.length - 1), 1)[0] as T);
}

export const shiftId = (number: number | string): string => `shift-${number}`;

/** The number of a shift, if it is one. */
export function shiftNumber(id: string): number | null {
  const digits = /^shift-(0|[1-9]\d{0,5})$/.exec(id)?.[1];
  return digits === undefined ? null : Number(digits);
}

export function shiftOf(id: string): Lesson | undefined {
  const number = shiftNumber(id);
  return number === null ? undefined : shift(id, number);
}

function shift(id: string, number: number): Lesson {
  const r = random(number);
  const people: string[] = shuffled(USERS, r);
  const nodes: Lesson["nodes"] = [];
  const names = new Set<string>();
  const setting: Setting = {
    r,
    end: END,
    clock,
    nodes: (sizes) =>
      sizes.map((processors) => {
        const name = `N${nodes.length + 1}`;
        nodes.push({ name, processors });
        return name;
      }),
    person: () => {
      const next = people.shift() as string;
      people.push(next);
      return next;
    },
    name: (...of) => {
      const base = r.pick(of);
      let name = base;
      for (let n = 2; names.has(name); n += 1) name = `${base}-${n}`;
      names.add(name);
      return name;
    },
  };
  const requests = shuffled(KINDS, r).map((kind) => ({ ...r.pick(kind)(setting), ids: [] as number[] }));
  // Numbers are given in the order of time; of two at one instant, in the order of the requests.
  const earlier = requests.flatMap((request) => request.before.map((it) => ({ it, request }))).sort((a, b) => Date.parse(a.it.at) - Date.parse(b.it.at));
  let last = 0;
  const before = earlier.map(({ it, request }): Call & { at: Instant } => {
    if ("call" in it) return { ...it.call(request.ids), at: it.at };
    request.ids.push(...it.jobs.map(() => (last += 1)));
    // A priority above the usual is an administrator's to give.
    const admin = it.jobs.some(({ priority }) => priority);
    return { at: it.at, by: it.by, ...(admin ? { admin } : {}), call: "queueJobs", jobs: it.jobs };
  });
  const asked = requests.map(({ id: text, ids, ask }) => ({ text: text as keyof typeof TEXTS.requests, ...ask(ids) }));
  const steps = asked.flatMap((it) => it.steps).sort((a, b) => (a.at ?? "").localeCompare(b.at ?? ""));
  return {
    format: 1,
    id,
    minutes: LASTS,
    nodes,
    parameters: { TTLCompletedJobs: "5" },
    before,
    opens: clock(0),
    ends: END,
    start: [],
    allow: ["cancelJobs", "tryCancelJobs", "requeueJobs", "submitJobs", "copyJob", "requeueTasks", "cancelTasks", "modifyJobTerm", "setClusterParameter", "pauseNode", "resumeNode", "actAs"],
    controls: ["modifyJobTerm"],
    goal: asked.map(({ is }, at) => ({ id: String(at + 1), is })),
    par: steps.length,
    solutions: [steps],
    ...UNFORESEEN,
    texts: textsOf(number, asked.map(({ text, words }) => filled(TEXTS.requests[text], words))),
  };
}

const textsOf = (number: number, requests: readonly string[]): LessonTexts => ({
  title: filled(TEXTS.title, { number }),
  idea: TEXTS.idea,
  brings: TEXTS.brings,
  story: TEXTS.story,
  goals: Object.fromEntries(requests.map((text, at) => [String(at + 1), text])),
  mistakes: {},
  lost: {},
  hints: [],
  reward: TEXTS.reward,
  facts: {},
  teacher: [],
});

/**
 * A lesson of what is shown: its cluster as it was before the visitor's last calls, these as its solution, and as its
 * goal what they changed. Nobody guesses that: the lesson is played with and without them, and compared.
 */
import type { Cluster, Job } from "ccp-scheduler";
import { retellCalls } from "../exports/retell";
import type { Goal, Lesson, LessonTexts, Offer, Step } from "../lessons/format";
import { lessonOf } from "../lessons";
import { readLesson } from "../lessons/check";
import { UNFORESEEN } from "../lessons/made";
import { textsOf } from "../lessons/messages";
import { type Seen, seenAt } from "../lessons/memory";
import { Played } from "../lessons/played";
import { startOf } from "../lessons/start";
import { type Call, type Made, isSilent } from "../live/calls";
import { done } from "../live/history";
import { live, world } from "../live/world";
import { titleOf } from "../scenarios/origin";
import { Invalid } from "../share/check";
import { present } from "../share/present";
import { type Session, shownBranch } from "../share/session";
import { callTitle } from "../words";
import * as say from "./words";
import { instantText, stepOf } from "./written";

/** As the format has it. */
const BEFORE_MOST = 500;
/** As the format has it: of one solution. */
const STEPS_MOST = 100;
/** So many of the last calls are offered as a solution. */
export const LAST_MOST = 20;

/** Lessons are about jobs and nodes: what leaves nothing there is no step. */
const isStep = ({ name }: Made): boolean => !isSilent(name);

/** A call of the visitor's that changed something; a line of the console may be several of CCP's. */
interface Mine {
  call: Call;
  made: readonly Made[];
}
export const mine = (): Mine[] => done.peek().flatMap(({ call, made }) => (call && made.some(isStep) ? [{ call, made: made.filter(isStep) }] : []));

/** Lines of numbers are one line. */
export const asText = (lesson: Lesson): string =>
  `${JSON.stringify(lesson, null, 2).replaceAll(/\[\s+(-?\d+(?:,\s+-?\d+)*)\s+\]/g, (_, numbers: string) => `[${numbers.replaceAll(/\s+/g, " ")}]`)}\n`;

/** What is shown, as it was before the last calls. */
function before(last: number): { session: Session; solving: Mine[] } {
  const session = present();
  const solving = mine().slice(-last);
  const [first] = solving;
  if (!session || !first) throw new Invalid(say.NO_CALLS);
  if (session.origin.kind === "log") throw new Invalid(say.NOT_OF_A_LOG);
  const branch = shownBranch(session);
  const here = branch.calls.findIndex(({ call }) => call === first.call);
  return { session: { ...branch, here, now: first.call.at, ahead: [], digest: "" }, solving };
}

/** How its jobs stand, as far as a lesson can make them again. */
const standing = (cluster: Cluster): string =>
  JSON.stringify(cluster.listAllJobs().map((it) => [it.id, it.status, it.submittedBy, it.attempt, it.startTime, it.endTime, it.tasks.map((task) => [task.status, task.runs])]));

// ── what the calls changed ──

interface Stands {
  job: Job;
  endedBy: string | null;
}
const stands = (seen: Seen): Map<number, Stands> =>
  new Map(seen.cluster.listAllJobs().map((job) => [job.id, { job, endedBy: seen.ended.get(job.id) ?? null }]));
const alike = (a: Stands | undefined, b: Stands | undefined): boolean =>
  a?.job.status === b?.job.status && a?.job.attempt === b?.job.attempt && a?.job.createTime === b?.job.createTime && a?.endedBy === b?.endedBy;

/** What runs may have ended a moment later. */
const lasting = (status: Job["status"]): Job["status"] | Job["status"][] => (status === "Running" ? ["Running", "Finished"] : status);

interface Found {
  is: Goal["is"];
  text: string;
}

/** Jobs that stand otherwise than at the start, and otherwise than they would without the calls. */
function changed(start: Seen, without: Seen, after: Seen): Found[] {
  const [before, idle, now] = [stands(start), stands(without), stands(after)];
  const groups = new Map<string, Stands[]>();
  const found: Found[] = [];
  const added = new Map<string, Job>();
  for (const [id, it] of now) {
    if (alike(it, before.get(id)) || alike(it, idle.get(id))) continue;
    if (before.get(id)?.job.createTime !== it.job.createTime) added.set(`${it.job.name} ${it.job.status}`, it.job);
    else {
      const key = `${it.job.status} ${it.job.attempt > (before.get(id)?.job.attempt ?? 0)} ${it.endedBy} ${it.job.errorMessage !== ""}`;
      groups.set(key, [...(groups.get(key) ?? []), it]);
    }
  }
  for (const group of groups.values()) {
    const [{ job, endedBy }] = group as [Stands];
    const ids = group.map((it) => it.job.id);
    const again = job.attempt > (before.get(job.id)?.job.attempt ?? 0);
    const byCall = job.status === "Cancelled" && endedBy === "call";
    const said = byCall && job.errorMessage !== "";
    found.push({
      is: {
        ...(ids.length === 1 ? { job: ids[0] as number } : { jobs: ids }),
        status: lasting(job.status),
        ...(again ? { attempt: { min: job.attempt } } : {}),
        ...(byCall ? { endedBy: "call" } : {}),
        ...(said ? { message: { min: 1 } } : {}),
      },
      text: again ? say.goalText.again(ids, job.status) : say.goalText.status(ids, job.status, said),
    });
  }
  for (const { name, status } of added.values())
    found.push({ is: { count: { name, status: lasting(status) }, is: { min: 1 } }, text: say.goalText.added(name, status) });
  const gone = [...before.keys()].filter((id) => !now.has(id) && idle.has(id));
  if (gone.length > 0) found.push({ is: { all: gone.map((id) => ({ absent: id })) }, text: say.goalText.gone(gone) });
  return found;
}

/** Where no job tells: that the call was made. */
const made = ({ call }: Step, title: string): Found => ({
  is: { last: { call: call === "copyJob" ? "queueJobs" : call, result: "done" } },
  text: say.goalText.called(title),
});

/** Plays it with and without its solution, up to the same instant. */
function goalsOf(lesson: Lesson, steps: readonly Step[], end: number, title: string): Found[] {
  const { cluster, past } = startOf(lesson);
  const start = seenAt(cluster, past);
  const snapshot = cluster.toSnapshot();
  const played = new Played(lesson, start, snapshot);
  const idle = new Played(lesson, start, snapshot);
  try {
    for (const step of steps) played.perform(step);
    for (const it of [played, idle]) it.cluster.advanceTo(Math.max(end, played.cluster.now));
    const found = changed(start, idle, played);
    return found.length > 0 ? found : [made(steps[steps.length - 1] as Step, title)];
  } finally {
    for (const it of [played.cluster, idle.cluster, cluster]) it.free();
  }
}

// ── the file ──

/** Throws a sentence where there can be none. `last`: so many of the visitor's calls solve it. */
export async function lessonOfThis(last: number): Promise<Lesson> {
  const { session, solving } = before(last);
  const [first] = solving as [Mine];
  let stood = "";
  const { options, calls: earlier } = await retellCalls(session, (cluster) => (stood = standing(cluster)));
  if (earlier.length > BEFORE_MOST) throw new Invalid(say.tooMuch(earlier.length, BEFORE_MOST));
  const { nodes = [], parameters } = options;
  const calls = solving.flatMap(({ made }) => made);
  if (calls.length > STEPS_MOST) throw new Invalid(say.tooLong(calls.length, STEPS_MOST));
  const steps = calls.map((call) => {
    const { at, ...step } = stepOf(call);
    return call.at > first.call.at ? { at, ...step } : step;
  });
  const bare: Lesson = {
    format: 1,
    id: "my-lesson",
    minutes: 3,
    nodes: nodes.map(({ name, numberOfProcessors, status }) => ({ name, processors: numberOfProcessors, ...(status ? { status } : {}) })),
    ...(parameters ? { parameters } : {}),
    before: earlier.filter(({ name }) => !isSilent(name)).map(stepOf),
    opens: instantText(first.call.at),
    start: [],
    allow: [...new Set<Offer>(["cancelJobs", "requeueJobs", ...steps.map(({ call }) => call)])],
    goal: [],
    par: steps.length,
    solutions: [steps],
    ...UNFORESEEN,
  };
  const found = goalsOf(bare, steps, live().now, callTitle((solving[solving.length - 1] as Mine).call));
  const goal = found.map(({ is }, at) => ({ id: String(at + 1), is }));
  const [only] = steps;
  const texts: LessonTexts = {
    title: say.texts.title(titleOf(session.origin)),
    idea: say.texts.idea,
    brings: "",
    story: say.texts.story,
    goals: Object.fromEntries(found.map(({ text }, at) => [String(at + 1), text])),
    mistakes: {},
    lost: {},
    hints: [say.texts.hint],
    reward: say.texts.reward,
    facts: {},
    teacher: [],
  };
  const { format, id, minutes, ...others } = bare;
  const lesson: Lesson = {
    format,
    id,
    minutes,
    // First what a teacher writes.
    texts,
    ...others,
    goal,
    known: steps.length === 1 && only && only.call !== "copyJob" ? [{ call: only.call, ...("ids" in only ? { ids: only.ids } : {}) }] : [],
  };
  const { cluster } = startOf(readLesson(asText(lesson)));
  const stands = standing(cluster);
  cluster.free();
  if (stands !== stood) throw new Invalid(say.NOT_THE_SAME);
  return lesson;
}

/** The lesson that is open, with its texts, to be changed. */
export function textOfOpen(): string | null {
  const origin = world.peek()?.origin;
  if (origin?.kind === "lessonFile") return origin.text;
  const lesson = origin?.kind === "lesson" ? lessonOf(origin.id) : undefined;
  const texts = lesson && textsOf(lesson);
  if (!lesson || !texts) return null;
  const { format, id, minutes, ...others } = lesson;
  return asText({ format, id: `my-${id}`.slice(0, 80), minutes, texts, ...others });
}

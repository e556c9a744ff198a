/** A lesson file as a world: its nodes, what happened before it opens, and the clock where it opens. */
import type { Cluster } from "ccp-scheduler";
import { isRefusal } from "../live/calls";
import type { Opening as World } from "../live/world";
import { type Create, created, listen } from "../scenarios/building";
import { ADMINISTRATOR, asCall, caller, instant } from "./calls";
import { Invalid } from "../share/check";
import type { Lesson } from "./format";
import { textsOf } from "./messages";

/** What a file is refused for, with its place in the file. */
const refusedAt = (place: string, problem: unknown): unknown =>
  isRefusal(problem) ? new Invalid(`${place} is refused: ${problem.message}`) : problem;

function empty(lesson: Lesson, create: Create): Cluster {
  try {
    return create({
      name: "LESSON",
      nodes: lesson.nodes.map(({ name, processors, status }) => ({
        name,
        numberOfProcessors: processors,
        ...(status ? { status } : {}),
      })),
      now: instant(lesson.before[0]?.at ?? lesson.opens),
      ...(lesson.parameters ? { parameters: lesson.parameters } : {}),
    });
  } catch (problem) {
    throw refusedAt("lesson.nodes or lesson.parameters", problem);
  }
}

export function startOf(lesson: Lesson, create: Create = created): World {
  const texts = textsOf(lesson);
  const opens = instant(lesson.opens);
  const cluster = empty(lesson, create);
  const heard = listen(cluster);
  let place = "";
  try {
    for (const [at, step] of lesson.before.entries()) {
      place = `lesson.before[${at}]`;
      cluster.advanceTo(instant(step.at));
      const { user, isAdmin } = caller(step);
      cluster.actAs(user, isAdmin);
      const [name, ...args] = asCall(step, cluster, texts?.notes ?? {});
      (cluster[name] as (...given: unknown[]) => unknown).apply(cluster, args);
    }
    place = "lesson.opens";
    cluster.advanceTo(opens);
  } catch (problem) {
    cluster.free();
    throw refusedAt(place, problem);
  }
  cluster.actAs(ADMINISTRATOR.user, ADMINISTRATOR.isAdmin);
  return { cluster, feed: null, users: null, past: heard(), about: texts?.idea ?? "" };
}

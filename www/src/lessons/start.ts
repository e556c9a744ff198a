/** A lesson file as a world: its nodes, what happened before it opens, and the clock where it opens. */
import type { Opening as World } from "../live/world";
import { type Create, created, listen } from "../scenarios/building";
import { ADMINISTRATOR, asCall, caller, instant } from "./calls";
import type { Lesson } from "./format";
import { textsOf } from "./messages";

export function startOf(lesson: Lesson, create: Create = created): World {
  const texts = textsOf(lesson);
  const opens = instant(lesson.opens);
  const cluster = create({
    name: "LESSON",
    nodes: lesson.nodes.map(({ name, processors, status }) => ({
      name,
      numberOfProcessors: processors,
      ...(status ? { status } : {}),
    })),
    now: instant(lesson.before[0]?.at ?? lesson.opens),
    ...(lesson.parameters ? { parameters: lesson.parameters } : {}),
  });
  const heard = listen(cluster);
  for (const step of lesson.before) {
    cluster.advanceTo(instant(step.at));
    const { user, isAdmin } = caller(step);
    cluster.actAs(user, isAdmin);
    const [name, ...args] = asCall(step, cluster, texts?.notes ?? {});
    (cluster[name] as (...given: unknown[]) => unknown).apply(cluster, args);
  }
  cluster.advanceTo(opens);
  cluster.actAs(ADMINISTRATOR.user, ADMINISTRATOR.isAdmin);
  return { cluster, feed: null, users: null, past: heard(), about: texts?.idea ?? "" };
}

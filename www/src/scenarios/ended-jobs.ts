/** Saturday morning: last Monday's jobs are about to leave, one after the other. */
import type { Opening } from "../live/world";
import { type Create, at, listen, nodes, queue, work } from "./building";

export function endedJobs(create: Create): Opening {
  const cluster = create({ name: "ENDED", nodes: nodes(2, 4), now: at("Mon", 7) });
  const heard = listen(cluster);
  queue(cluster, at("Mon", 7), {
    name: "genome",
    user: "cho",
    processors: 4,
    minutes: 0,
    tasks: [work("align", 90, 4), { ...work("merge", 60, 4), depend: ["align"] }],
  });
  queue(cluster, at("Mon", 8), { name: "solver", user: "dee", processors: 4, minutes: 70, exitCode: 3 });
  cluster.advanceTo(at("Mon", 9));
  cluster.cancelJobs([1], "licence server down; run again when it is back");
  queue(cluster, at("Mon", 10), { name: "long-shot", user: "ivo", processors: 4, minutes: 120, limit: 60 });
  queue(cluster, at("Tue", 9), { name: "weather-map", user: "ana", processors: 4, minutes: 45 });
  queue(cluster, at("Thu", 9), { name: "wind-tunnel", user: "ben", processors: 4, minutes: 300 });
  queue(cluster, at("Fri", 16), { name: "weekend-run", user: "eva", processors: 4, minutes: 2_400 });
  cluster.advanceTo(at("Sat", 8, 58));
  return {
    cluster,
    feed: null,
    users: null,
    past: heard(),
    about: "Ended jobs stay for five days. Cho’s genome leaves at 09:00; requeueing it clears the deadline.",
  };
}

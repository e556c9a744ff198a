/** A list of six in which the third cannot be cancelled, and three drafts that were never submitted. */
import type { Opening } from "../live/world";
import { type Create, at, listen, nodes, spec } from "./building";
import { as } from "./users";

export function stoppedList(create: Create): Opening {
  const cluster = create({ name: "LIST", nodes: nodes(2, 4), now: at("Mon", 9) });
  const heard = listen(cluster);
  const names = ["param-1", "param-2", "smoke-test", "param-4", "param-5", "param-6"];
  // Only an administrator may put a job before the others.
  const { user } = cluster;
  cluster.actAs("CLUSTER\\ivo", true);
  cluster.queueJobs(
    names.map((name) =>
      spec({
        name,
        user: "ivo",
        processors: 4,
        minutes: name === "smoke-test" ? 5 : 60,
        ...(name === "smoke-test" ? { priority: "AboveNormal" as const } : {}),
      }),
    ),
  );
  cluster.actAs(user, true);
  cluster.advanceTo(at("Mon", 9, 8));
  as(cluster, "dee", () =>
    cluster.addJobs(
      ["final-1", "final-2", "final-3"].map((name) =>
        spec({ name, user: "dee", processors: 2, minutes: 30, limit: 60, shared: true }),
      ),
    ),
  );
  cluster.advanceTo(at("Mon", 9, 10));
  return {
    cluster,
    feed: null,
    users: null,
    past: heard(),
    about:
      "Ivo wants his jobs 1 to 6 cancelled in one call, but 3 has finished. Dee’s three drafts wait to be submitted.",
  };
}

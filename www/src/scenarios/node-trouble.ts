/** Four nodes: one just lost its power, one is paused, one was never approved. */
import type { Opening } from "../live/world";
import { type Create, at, listen, nodes, queue } from "./building";
import { GeneratedUsers } from "./users";

export function nodeTrouble(create: Create): Opening {
  const cluster = create({
    name: "TROUBLE",
    nodes: nodes(4, 4).map((node) => (node.name === "N4" ? { ...node, status: "Pending" as const } : node)),
    now: at("Mon", 9),
  });
  const heard = listen(cluster);
  queue(cluster, at("Mon", 9), { name: "demo-loop", user: "ben", processors: 4, minutes: 180 });
  queue(cluster, at("Mon", 9), { name: "flood-map", user: "eva", processors: 4, minutes: 30 });
  queue(cluster, at("Mon", 9, 2), { name: "night-shift", user: "kim", processors: 2, minutes: 40, shared: true });
  cluster.pauseNode("N3");
  queue(cluster, at("Mon", 9, 5), { name: "thesis-run", user: "cho", processors: 4, minutes: 25, limit: 30 });
  queue(cluster, at("Mon", 9, 6), { name: "big-picture", user: "lea", processors: 12, minutes: 20, limit: 30 });
  cluster.advanceTo(at("Mon", 9, 10));
  cluster.failNode("N2");
  const users = { on: false, from: at("Mon", 9, 30) };
  const feed = new GeneratedUsers(
    { seed: 7, processors: 12, perNode: 4, jobsPerMinute: 1, load: 0.8, queueMost: 8 },
    users,
  );
  return {
    cluster,
    feed,
    users,
    past: heard(),
    about: "N2 has just lost its power, and the head node does not know it yet. N3 is paused, N4 was never approved.",
  };
}

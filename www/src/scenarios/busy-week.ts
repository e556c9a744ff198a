/** Eight nodes and ten users, by day and by night. */
import type { Opening } from "../live/world";
import { type Create, at, listen, nodes } from "./building";
import { GeneratedUsers } from "./users";

export function busyWeek(create: Create): Opening {
  const cluster = create({ name: "WEEK", nodes: nodes(8, 8), now: at("Mon", 7) });
  const heard = listen(cluster);
  const users = { on: true, from: at("Mon", 7) };
  const feed = new GeneratedUsers(
    { seed: 11, processors: 64, perNode: 8, jobsPerMinute: 3, load: 0.9, queueMost: 40, rhythm: true },
    users,
  );
  feed.advanceTo(cluster, at("Mon", 9));
  return {
    cluster,
    feed,
    users,
    past: heard(),
    about: "Eight nodes of eight processors, ten users, busy by day and calmer at night.",
  };
}

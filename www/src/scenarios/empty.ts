/** Four nodes and nobody there. */
import type { Opening } from "../live/world";
import { type Create, at, nodes } from "./building";
import { GeneratedUsers } from "./users";

export function empty(create: Create): Opening {
  const cluster = create({ name: "EMPTY", nodes: nodes(4, 4), now: at("Mon", 9) });
  const users = { on: false, from: at("Mon", 9) };
  const feed = new GeneratedUsers(
    { seed: 5, processors: 16, perNode: 4, jobsPerMinute: 2, load: 0.9, queueMost: 12 },
    users,
  );
  return {
    cluster,
    feed,
    users,
    about: "Four nodes of four processors, and no job yet. Add one under ⋯ More, or by hand in the browser’s console.",
  };
}

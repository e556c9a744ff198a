/** Two nodes, four jobs, one request; then generated users, once Run was pressed. */
import type { Cluster } from "ccp-scheduler";
import type { Feed, FeedState, Opening } from "../live/world";
import { type Create, at, listen, nodes, queue } from "./building";
import { GeneratedUsers } from "./users";

/** Job 4 comes at 09:01 whether users are switched on or not. */
class Morning implements Feed {
  #rest: Feed;
  #arrived = false;
  constructor(rest: Feed) {
    this.#rest = rest;
  }
  nextTime(cluster: Cluster): number | null {
    // Always asked: what the users draw when they are switched on must not hang on who looked first.
    const next = this.#rest.nextTime(cluster);
    if (this.#arrived) return next;
    const arrival = Math.max(cluster.now, at("Mon", 9, 1));
    return next === null ? arrival : Math.min(next, arrival);
  }
  save(): FeedState {
    return [this.#arrived, ...this.#rest.save()];
  }
  load([arrived, ...rest]: FeedState): void {
    this.#arrived = arrived as boolean;
    this.#rest.load(rest);
  }
  advanceTo(cluster: Cluster, time: number): void {
    if (!this.#arrived && time >= at("Mon", 9, 1)) {
      this.#arrived = true;
      queue(cluster, Math.max(cluster.now, at("Mon", 9, 1)), {
        name: "render",
        user: "dee",
        processors: 4,
        minutes: 15,
        limit: 20,
      });
    }
    this.#rest.advanceTo(cluster, time);
  }
}

export function firstMorning(create: Create): Opening {
  const cluster = create({ name: "MORNING", nodes: nodes(2, 4), now: at("Mon", 8, 30) });
  const heard = listen(cluster);
  queue(cluster, at("Mon", 8, 30), { name: "weather-map", user: "ana", processors: 4, minutes: 30 });
  queue(cluster, at("Mon", 8, 40), { name: "wind-tunnel", user: "ben", processors: 4, minutes: 360, limit: 480 });
  queue(cluster, at("Mon", 8, 50), { name: "thesis-run", user: "cho", processors: 4, minutes: 25, limit: 30 });
  cluster.advanceTo(at("Mon", 8, 57));
  const users = { on: false, from: at("Mon", 9, 20) };
  const generated = new GeneratedUsers(
    { seed: 20_260_302, processors: 8, perNode: 4, jobsPerMinute: 1.5, load: 0.8, queueMost: 9 },
    users,
  );
  return {
    cluster,
    feed: new Morning(generated),
    users,
    past: heard(),
    about: "Two nodes of four processors, a quiet morning.",
  };
}

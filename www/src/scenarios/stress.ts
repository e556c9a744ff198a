/** A hundred thousand jobs: for us and for demonstrations. */
import type { JobSpec } from "ccp-scheduler";
import type { Opening } from "../live/world";
import { SECOND, runtimeText } from "../format";
import { type Create, at, nodes } from "./building";
import { random } from "./random";
import { USERS, account } from "./users";

const JOBS = 100_000;
const BATCH = 10_000;

export function stress(create: Create): Opening {
  const cluster = create({ name: "STRESS", nodes: nodes(64, 16), now: at("Mon", 6) });
  const r = random(99);
  const { user } = cluster;
  for (let from = 0; from < JOBS; from += BATCH) {
    const specs: JobSpec[] = [];
    for (let n = 0; n < BATCH; n += 1) {
      const processors = 2 ** r.whole(0, 5);
      const seconds = Math.round(600 * r.spread());
      specs.push({
        name: `sweep-${r.whole(1, 500)}`,
        minimumNumberOfProcessors: processors,
        maximumNumberOfProcessors: processors,
        isExclusive: false,
        runtime: runtimeText(2 * seconds * SECOND),
        tasks: [
          {
            commandLine: "work",
            minimumNumberOfProcessors: processors,
            maximumNumberOfProcessors: processors,
            simulation: { duration: seconds * SECOND, exitCode: r.percent(4) ? 1 : 0 },
          },
        ],
      });
    }
    cluster.actAs(account(USERS[(from / BATCH) % USERS.length] as string), false);
    cluster.queueJobs(specs);
  }
  cluster.actAs(user, true);
  return {
    cluster,
    feed: null,
    users: null,
    about: "64 nodes of 16 processors and a queue of a hundred thousand jobs.",
  };
}

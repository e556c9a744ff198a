/** One job: status, a sentence, its tasks, its attempts, its terms. */
import type { Job } from "ccp-scheduler";
import { leftOut } from "../live/actions";
import { usedBefore } from "../live/namesakes";
import { job, nodes, now, reason, version } from "../live/store";
import { nearTime } from "../format";
import { Status, StatusIcon } from "../parts/status";
import { leavesIn, usedBefore as usedBeforeWords } from "../words";
import { Attempts } from "./Attempts";
import { Tasks } from "./Tasks";
import { Terms } from "./Terms";
import { type Place, about } from "./about";
import * as say from "./words";

/** Where it runs, on how many processors; how many of them have no task, and how many others are kept from others. */
function places(id: number): Place[] {
  const found: Place[] = [];
  for (const node of nodes.value) {
    let own = 0;
    let held = 0;
    let closed = 0;
    for (const { jobId, state } of node.processors) {
      if (state === "closed") closed += 1;
      else if (jobId === id) own += 1;
      if (state === "held" && jobId === id) held += 1;
    }
    if (own > 0) found.push({ node: node.name, processors: own, held, closed });
  }
  return found;
}

const began = (it: Job): number | null => it.endTime ?? it.startTime ?? it.submitTime ?? it.createTime;

export function JobDetails({ id }: { id: number }) {
  version.value;
  const it = job(id);
  const time = now.value;
  if (!it) return null;
  const since = began(it);
  const refusal = leftOut.value.get(id);
  const before = usedBefore(id);
  return (
    <div class="pane">
      <p>
        <Status status={it.status} strong />{" "}
        {since !== null && <span class="quiet">since {nearTime(since, time)}</span>}
      </p>
      <h2>{say.jobNamed(id, it.name)}</h2>
      {refusal && (
        <p class={refusal.refused ? "refusal" : "left"}>
          <StatusIcon mark={refusal.refused ? "Failed" : "NotSubmitted"} />
          <span>{refusal.text}</span>
        </p>
      )}
      <p>{about(it, places(id), reason(id), time)}</p>
      {before && <p class="quiet">{say.capital(usedBeforeWords(id, before))}.</p>}
      {it.expiryTime !== null && (
        <p class="quiet">It {leavesIn(it.expiryTime, time)}: then its number can be given to another job.</p>
      )}
      <Tasks it={it} time={time} />
      <Attempts it={it} time={time} />
      <Terms it={it} />
    </div>
  );
}

/** What is going on, in three sentences from the core: the load, who waits and why the first, what happens next. */
import { useComputed } from "@preact/signals";
import { calledAhead, nextInstant } from "../live/history";
import { moving } from "../live/clock";
import { calm, counter, nodes, now, queue, reason, version } from "../live/store";
import { onCopy } from "../live/trial";
import { live, world } from "../live/world";
import { MINUTE, hourMinute, hourMinuteSecond, nearTime } from "../format";
import { guided } from "../tour/tour";
import { NOTHING_DUE, callTitle } from "../words";
import * as say from "./words";

function load(): string {
  const sum = counter.value;
  let closed = 0;
  const off: string[] = [];
  for (const node of nodes.value) {
    for (const { state } of node.processors) if (state === "closed") closed += 1;
    if (node.status !== "Ready" || node.missedHeartbeats > 0) off.push(node.name);
  }
  return say.load({
    jobs: sum.numberOfRunningJobs ?? 0,
    busy: sum.numberOfBusyProcessors ?? 0,
    all: sum.totalNumberOfProcessors ?? 0,
    closed,
    off,
  });
}

function waiting(): string {
  const [head] = queue.value;
  return say.waiting(queue.value.length, head, head === undefined ? null : (reason(head)?.sentence ?? null));
}

/** What the next instant brings: the copy is taken there, and its first events tell. */
function what(time: number): string {
  const own = live().nextEventTime;
  const again = calledAhead.value[0]?.call;
  if (again?.at === time) return say.madeAgain(callTitle(again));
  if (own !== time) return say.A_CALL;
  const events = onCopy((copy, heard) => {
    copy.advanceTo(time);
    return [...heard];
  });
  return events ? say.coming(events) : "";
}

function next(): string {
  version.value;
  const time = nextInstant();
  if (time === null) return NOTHING_DUE;
  // Within the minute that the clock shows, the seconds tell it from now.
  const soon = time - now.value < MINUTE && hourMinute(time) === hourMinute(now.value);
  const at = soon ? hourMinuteSecond(time) : nearTime(time, now.value);
  return say.next(at, calm.value ? "" : what(time));
}

export function Idle() {
  const third = useComputed(next);
  const it = world.value;
  version.value;
  const users = it?.users;
  return (
    <div class={`pane idle${moving.value ? " moving" : ""}`}>
      <h2>What is going on</h2>
      <p class="idle-load">{load()}</p>
      <p class="idle-waiting">{waiting()}</p>
      <p>{third}</p>
      <div class="idle-hint quiet">
        {it && !guided.value && <p>{it.about}</p>}
        {users && !guided.value && <p>{users.on ? say.USERS_COME : say.USERS_WOULD_COME}</p>}
        <p>{say.SELECT_HINT}</p>
      </div>
    </div>
  );
}

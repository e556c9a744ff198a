/** The log "Events": one line at the foot, a list over the grid when opened. It does not speak; the outcome line does. */
import type { ClusterEvent } from "ccp-scheduler";
import { signal } from "@preact/signals";
import { version } from "../live/store";
import { pastEvents } from "../live/past";
import { usedBefore } from "../live/namesakes";
import { hourMinuteSecond } from "../format";
import { phone } from "../parts/media";
import * as say from "../words";
import { List, callsOnly } from "./List";

const SHOWN_CLOSED = 20;
const open = signal(false);

/** Closed, it shows the last of these: what jobs and nodes do; what single tasks do is for the list. */
function newest(kept: readonly ClusterEvent[]): ClusterEvent[] {
  const some: ClusterEvent[] = [];
  for (let at = kept.length - 1; at >= 0 && some.length < SHOWN_CLOSED; at -= 1) {
    const it = kept[at] as ClusterEvent;
    if (it.type !== "TaskStatus") some.push(it);
  }
  return some.reverse();
}

function Closed() {
  version.value;
  const list = newest(pastEvents());
  return (
    <div class="log" role="log" aria-label={say.EVENTS} aria-live="off">
      {list.length === 0 && (
        <p>
          <span>{say.NO_EVENTS}</span>
        </p>
      )}
      {/* The line stays and its words change: nothing moves. */}
      {list.map((event, at) => (
        <p key={at - list.length}>
          <span>{hourMinuteSecond(event.time)}</span>
          <span>{say.event(event, event.idReused ? usedBefore(event.jobId as number, event.seq) : null)}</span>
        </p>
      ))}
    </div>
  );
}

export function Events() {
  const wide = open.value || phone.value;
  return (
    <div class="log-line">
      {wide ? <List onClose={() => (open.value = false)} /> : <Closed />}
      {wide && (
        <button
          type="button"
          class="ghost log-filter"
          aria-pressed={callsOnly.value}
          onClick={() => (callsOnly.value = !callsOnly.value)}
        >
          {say.YOUR_CALLS}
        </button>
      )}
      <button type="button" class="ghost log-open" aria-expanded={open.value} onClick={() => (open.value = !open.value)}>
        {open.value ? "Close the list ▾" : "All events ▴"}
      </button>
    </div>
  );
}

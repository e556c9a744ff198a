/** The log "Events": one line at the foot, a list over the grid when opened. It does not speak; the outcome line does. */
import type { ClusterEvent } from "ccp-scheduler";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { signal } from "@preact/signals";
import { version } from "../live/store";
import { pastEvents } from "../live/past";
import { dayTime, hourMinuteSecond } from "../format";
import { phone } from "../parts/media";
import { usedBefore } from "../live/namesakes";
import { event as inWords } from "../words";

const SHOWN = 200;
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

function Line({ event, full }: { event: ClusterEvent; full: boolean }) {
  const time = hourMinuteSecond(event.time);
  return (
    <p>
      <span>{full ? `${dayTime(event.time).slice(0, 4)}${time}` : time}</span>
      <span>{inWords(event, event.idReused ? usedBefore(event.jobId as number, event.seq) : null)}</span>
    </p>
  );
}

export function Events() {
  version.value;
  const box = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const wide = open.value || phone.value;
  const kept = pastEvents();
  const heard = kept[kept.length - 1]?.seq ?? 0;
  const list = wide ? kept.slice(-SHOWN) : newest(kept);
  useLayoutEffect(() => {
    const element = box.current;
    if (wide && element && atEnd.current) element.scrollTop = element.scrollHeight;
  });
  useEffect(() => {
    if (!wide) atEnd.current = true;
  }, [wide]);
  return (
    <div class="log-line">
      <div
        ref={box}
        class={`log${wide ? " open" : ""}`}
        role="log"
        aria-label="Events"
        aria-live="off"
        tabIndex={wide ? 0 : undefined}
        onScroll={(it) =>
          (atEnd.current =
            it.currentTarget.scrollTop + it.currentTarget.clientHeight >= it.currentTarget.scrollHeight - 24)
        }
        onKeyDown={(it) => it.key === "Escape" && (open.value = false)}
      >
        {heard > list.length && wide && (
          <p>
            <span />
            <span class="quiet">{`The last ${list.length} of ${heard} events.`}</span>
          </p>
        )}
        {list.length === 0 ? (
          <p>
            <span>No events yet.</span>
          </p>
        ) : (
          // Closed, the line stays and its words change: nothing moves.
          list.map((event, at) => <Line key={wide ? event.seq : at - list.length} event={event} full={wide} />)
        )}
      </div>
      <button type="button" class="ghost" aria-expanded={open.value} onClick={() => (open.value = !open.value)}>
        {open.value ? "Close the list ▾" : "All events ▴"}
      </button>
    </div>
  );
}

/**
 * The open list: the time strip as text. Each line leads to its instant; behind the playhead stands what is known to
 * come. It can be drawn together to one's own calls. Nothing moves while one is at it.
 */
import type { ClusterEvent } from "ccp-scheduler";
import { useLayoutEffect, useRef } from "preact/hooks";
import { signal, useSignal } from "@preact/signals";
import { pause } from "../live/clock";
import { type Moment, calledAhead, done, goAfter, scrub, startTime } from "../live/history";
import { usedBefore } from "../live/namesakes";
import { knownCount, knownEvents, pastEvents } from "../live/past";
import { version } from "../live/store";
import { dayTime, hourMinuteSecond } from "../format";
import * as say from "../words";

export const callsOnly = signal(false);

/** So many lines of the past, and as many more each time somebody asks. */
const SHOWN = 200;
const SHOWN_KNOWN = 50;

interface Line {
  key: string;
  time: number;
  text: string;
  /** It stands ahead of the playhead. */
  known: boolean;
  /** Null where nothing can be shown: before the start. */
  go: (() => void) | null;
}

function ofEvent(event: ClusterEvent, known: boolean): Line {
  const go = event.time < startTime.peek() ? null : () => scrub(event.time);
  const text = say.event(event, event.idReused ? usedBefore(event.jobId as number, event.seq) : null);
  return { key: `e${event.seq}`, time: event.time, text, known, go };
}

function ofCall(moment: Moment, known: boolean): Line[] {
  const { call, number, partial } = moment;
  if (!call) return [];
  return [{ key: `c${number}`, time: call.at, text: say.callLine(call, partial), known, go: () => goAfter(moment) }];
}

function lines(most: number): { past: Line[]; known: Line[]; earlier: number; later: number } {
  if (callsOnly.value) {
    const past = done.value.flatMap((it) => ofCall(it, false));
    return { past: past.slice(-most), known: calledAhead.value.flatMap((it) => ofCall(it, true)), earlier: Math.max(0, past.length - most), later: 0 };
  }
  const past = pastEvents();
  const known = knownEvents().slice(0, SHOWN_KNOWN);
  return {
    past: past.slice(-most).map((it) => ofEvent(it, false)),
    known: known.map((it) => ofEvent(it, true)),
    earlier: Math.max(0, past.length - most),
    later: knownCount() - known.length,
  };
}

const label = (time: number): string => `${dayTime(time).slice(0, 4)}${hourMinuteSecond(time)}`;

export function List({ onClose }: { onClose(): void }) {
  version.value;
  const box = useRef<HTMLDivElement>(null);
  /** The pointer or the focus is in it, or one has scrolled away from the playhead. */
  const attended = useRef(false);
  const away = useRef(false);
  const most = useSignal(SHOWN);
  const active = useSignal("");
  const { past, known, earlier, later } = lines(most.value);
  const last = past[past.length - 1];
  const current = (): HTMLElement | null => box.current?.querySelector("[aria-current]") ?? null;

  useLayoutEffect(() => {
    if (attended.current || away.current || !box.current) return;
    const line = current();
    if (line) box.current.scrollTop = line.offsetTop + line.offsetHeight - box.current.clientHeight + 8;
  });

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === "Escape") return onClose();
    const all = [...(box.current?.querySelectorAll<HTMLElement>("button[data-key]") ?? [])];
    const at = all.indexOf(document.activeElement as HTMLElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = all[Math.max(0, Math.min(to, all.length - 1))];
    next?.focus();
    active.value = next?.dataset.key ?? "";
  };
  const all = [...past, ...known];
  const reachable = all.filter((line) => line.go);
  const focusable = reachable.some((line) => line.key === active.value) ? active.value : (last?.go ? last.key : reachable[0]?.key);
  const row = (line: Line) => {
    const inside = (
      <>
        <span>{label(line.time)}</span>
        <span>{line.text}</span>
      </>
    );
    const now = line === last || undefined;
    if (!line.go)
      return (
        <p key={line.key} aria-current={now && "time"}>
          {inside}
        </p>
      );
    return (
      <button
        key={line.key}
        type="button"
        class={`log-row${line.known ? " known" : ""}`}
        data-key={line.key}
        tabIndex={line.key === focusable ? 0 : -1}
        aria-current={now && "time"}
        onClick={() => {
          active.value = line.key;
          pause();
          line.go?.();
        }}
      >
        {inside}
      </button>
    );
  };
  return (
    <div
      ref={box}
      class="log open"
      role="log"
      aria-label={say.EVENTS}
      aria-live="off"
      tabIndex={reachable.length > 0 ? undefined : 0}
      onPointerEnter={() => (attended.current = true)}
      onPointerLeave={() => (attended.current = false)}
      onFocusIn={() => (attended.current = true)}
      onFocusOut={() => (attended.current = false)}
      onScroll={(it) => {
        const line = current();
        const { scrollTop, clientHeight } = it.currentTarget;
        away.current = line !== null && (line.offsetTop < scrollTop || line.offsetTop > scrollTop + clientHeight);
      }}
      onKeyDown={onKeyDown}
    >
      {earlier > 0 && (
        <button type="button" class="ghost" onClick={() => (most.value += SHOWN)}>
          {say.earlier(Math.min(SHOWN, earlier), earlier)}
        </button>
      )}
      {all.length === 0 && <p>{callsOnly.value ? say.NO_CALLS : say.NO_EVENTS}</p>}
      {past.map(row)}
      {known.length > 0 && <p class="log-divide">{say.KNOWN_TO_COME}</p>}
      {known.map(row)}
      {later > 0 && <p class="quiet">{say.andMoreEvents(later)}</p>}
    </div>
  );
}

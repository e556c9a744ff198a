/** The playhead: a slider over the whole track. Arrows go from one instant at which something happens to the next. */
import { useRef } from "preact/hooks";
import { useSignal } from "@preact/signals";
import { pause } from "../live/clock";
import { goToTip, scrub, startTime, stepBack, stepOn, tip } from "../live/history";
import { clock, drawnClock } from "../live/store";
import { exactTime } from "../format";
import { drawnAnew, place, timeAt, width } from "./scale";
import { boxOf, pointerOf } from "../parts/zoom";

const PAGE = 10;
/** Within so many pixels a pointer means the event. */
const NEAR = 4;

const times =
  (n: number, move: () => void): (() => void) =>
  () => {
    for (let done = 0; done < n; done += 1) move();
  };

const KEYS: Record<string, () => void> = {
  ArrowLeft: stepBack,
  ArrowDown: stepBack,
  ArrowRight: stepOn,
  ArrowUp: stepOn,
  PageDown: times(PAGE, stepBack),
  PageUp: times(PAGE, stepOn),
  Home: () => scrub(startTime.peek()),
  End: goToTip,
};

export function Playhead() {
  drawnAnew.value;
  width.value;
  const root = useRef<HTMLDivElement>(null);
  /** Under the pointer, while it is there. */
  const pointed = useSignal<number | null>(null);
  const dragging = useRef(false);
  const frame = useRef(0);

  const xOf = (event: PointerEvent): number => pointerOf(event).x - (root.current ? boxOf(root.current).left : 0);
  const timeOf = (event: PointerEvent): number => Math.min(tip.peek(), timeAt(xOf(event), NEAR));
  // A jump may take longer than the pointer needs: only its latest place counts.
  const follow = (): void => {
    frame.current ||= requestAnimationFrame(() => {
      frame.current = 0;
      if (pointed.peek() !== null) scrub(pointed.peek() as number);
    });
  };
  const onDown = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    root.current?.setPointerCapture(event.pointerId);
    dragging.current = true;
    pause();
    pointed.value = timeOf(event);
    scrub(pointed.peek() as number);
  };
  const onMove = (event: PointerEvent): void => {
    pointed.value = timeOf(event);
    if (dragging.current) follow();
  };
  const onKey = (event: KeyboardEvent): void => {
    const go = KEYS[event.key];
    if (!go || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    pause();
    go();
  };
  const shown = dragging.current && pointed.value !== null ? pointed.value : drawnClock.value;
  return (
    <div
      class="playhead"
      ref={root}
      role="slider"
      tabIndex={0}
      aria-label="Playhead"
      aria-valuemin={startTime.value}
      aria-valuemax={tip.value}
      aria-valuenow={clock.value}
      aria-valuetext={exactTime(clock.value)}
      onPointerDown={onDown}
      onPointerMove={onMove}
      onPointerUp={() => (dragging.current = false)}
      onPointerCancel={() => (dragging.current = false)}
      onPointerLeave={() => (pointed.value = null)}
      onKeyDown={onKey}
    >
      <i style={{ transform: `translateX(${place(shown)}px)` }} />
      {pointed.value !== null && (
        <span class="pointed" style={{ transform: `translateX(calc(${place(pointed.value)}px - 50%))` }}>
          {exactTime(pointed.value)}
        </span>
      )}
    </div>
  );
}

/**
 * The time strip under the bar: what happened when on the shown branch, where the visitor called, where other branches
 * leave, and the playhead in it. Always of one height. The list of events is its twin as text.
 */
import { useLayoutEffect, useRef } from "preact/hooks";
import { startTime, tip } from "../live/history";
import { world } from "../live/world";
import { dayTime } from "../format";
import { Labels } from "./Labels";
import { Marks } from "./Marks";
import { Playhead } from "./Playhead";
import { Ticks } from "./Ticks";
import { attended, width } from "./scale";

export function TimeStrip() {
  const track = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = track.current;
    if (!element) return;
    const measure = (): void => void (width.value = element.clientWidth);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => {
      observer.disconnect();
      attended.value = false;
    };
  }, []);
  return (
    <section class="strip" aria-label="Time">
      <span class="strip-end">{world.value && dayTime(startTime.value)}</span>
      <div
        class="track"
        ref={track}
        onPointerEnter={() => (attended.value = true)}
        onPointerLeave={() => (attended.value = false)}
      >
        <Ticks />
        <Labels />
        <Playhead />
        <Marks />
      </div>
      <span class="strip-end">{world.value && dayTime(tip.value)}</span>
    </section>
  );
}

/** The time strip under the bar: where the playhead stands on the shown branch. Always of one height. */
import { pause } from "../live/clock";
import { scrub, startTime, tip } from "../live/history";
import { clock } from "../live/store";
import { dayTime } from "../format";

export function TimeStrip() {
  const from = startTime.value;
  const to = Math.max(tip.value, clock.value);
  return (
    <section class="strip" aria-label="Time">
      <span class="quiet">{dayTime(from)}</span>
      <input
        type="range"
        aria-label="Playhead"
        aria-valuetext={dayTime(clock.value)}
        min={from}
        max={Math.max(to, from + 1)}
        step="1"
        value={clock.value}
        onInput={(event) => {
          pause();
          scrub(Number(event.currentTarget.value));
        }}
      />
      <span class="quiet">{dayTime(to)}</span>
    </section>
  );
}

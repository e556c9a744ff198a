/** By events until the slider is touched; then so many simulated seconds a second, 1× to 100,000× on a log scale. */
import { useRef } from "preact/hooks";
import { byEvents, pace, ratio, reached, setRatio } from "../live/clock";
import { number } from "../format";

/** Slider steps for a factor of ten. */
const DECADE = 20;
const MOST = 5 * DECADE;

/** Two figures are enough: 63×, 1,300×. */
function toRatio(at: number): number {
  const exact = 10 ** (at / DECADE);
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(exact)) - 1);
  return Math.round(exact / unit) * unit;
}

export function Speed() {
  const clock = pace.value === "clock";
  const text = clock ? `${number(ratio.value)}×` : "by events";
  const real = reached.value;
  const slider = useRef<HTMLInputElement>(null);
  return (
    <div class="speed">
      <span class="word quiet" aria-hidden="true">
        Speed
      </span>
      {clock ? (
        <button
          type="button"
          class="by-events"
          title="Every event gets a moment, however far away it is."
          onClick={() => {
            byEvents();
            // The button goes, and the focus would go with it.
            slider.current?.focus();
          }}
        >
          By events
        </button>
      ) : (
        <span class="by-events">by events</span>
      )}
      <input
        ref={slider}
        type="range"
        aria-label="Speed"
        aria-valuetext={clock ? `${number(ratio.value)} times` : "by events"}
        min="0"
        max={MOST}
        step="1"
        value={Math.round(Math.log10(ratio.value) * DECADE)}
        onInput={(event) => setRatio(toRatio(Number(event.currentTarget.value)))}
      />
      <span class="ratio" title={real === null ? undefined : "The computer cannot keep up: this is what it reaches."}>
        {!clock ? "" : real === null ? text : `≈ ${number(Number(real.toPrecision(2)))}×`}
      </span>
    </div>
  );
}

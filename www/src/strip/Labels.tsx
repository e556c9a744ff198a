/** Times of the cluster's calendar under the track, where there is room: whole days first, then hours, then minutes. */
import { DAY, HOUR, MINUTE, day, hourMinute, midnight, roundUp } from "../format";
import { startTime, tip } from "../live/history";
import { drawnAnew, place, width } from "./scale";

const APART = 64;
const STEPS = [DAY, 6 * HOUR, HOUR, 10 * MINUTE, MINUTE];
/** More times than this are not tried: they would stand too close. */
const TRIED = 400;

interface Label {
  time: number;
  x: number;
}
let shown: Label[] = [];
let shownFor = "";
let upTo = 0;

/** A label that was given a place keeps it, whatever comes behind it. */
function labels(): Label[] {
  const key = `${drawnAnew.value} ${width.value} ${startTime.value}`;
  if (key !== shownFor) {
    shown = [];
    shownFor = key;
    upTo = startTime.value;
  }
  const end = tip.value;
  if (end < upTo) upTo = end;
  for (const step of STEPS) {
    if ((end - upTo) / step > TRIED) break;
    for (let time = roundUp(upTo, step); time <= end; time += step) {
      const x = place(time);
      if (x < APART / 2 || x > width.value - APART / 2) continue;
      if (shown.every((other) => Math.abs(other.x - x) >= APART)) shown.push({ time, x });
    }
  }
  upTo = Math.max(upTo, end);
  return shown.filter(({ time }) => time <= end);
}

export function Labels() {
  return (
    <div class="strip-labels" aria-hidden="true">
      {labels().map(({ time, x }) => (
        <span key={time} style={{ transform: `translateX(calc(${x}px - 50%))` }}>
          {midnight(time) === time ? day(time) : hourMinute(time)}
        </span>
      ))}
    </div>
  );
}

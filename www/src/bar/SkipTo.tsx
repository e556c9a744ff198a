/** One menu for "go until": the next event, start, end or removal, 08:00 tomorrow, and a condition of one's own. */
import { skipTo } from "../live/clock";
import { now } from "../live/store";
import { DAY, HOUR, midnight, nearTime } from "../format";
import { Menu, type MenuItem } from "../parts/menu";
import { openSkipWhen } from "../panel/panels";

const MORNING = 8 * HOUR;
const tomorrow = (time: number): number => midnight(time) + DAY + MORNING;

function sections(): MenuItem[][] {
  const morning = tomorrow(now.value);
  return [
    [
      { label: "Next event", run: () => skipTo({ kind: "event" }) },
      { label: "Next start", run: () => skipTo({ kind: "start", job: null }) },
      { label: "Next end", run: () => skipTo({ kind: "end", job: null }) },
      { label: "Next removal", run: () => skipTo({ kind: "removal", job: null }) },
    ],
    [{ label: "08:00 tomorrow", hint: nearTime(morning, now.value), run: () => skipTo({ kind: "time", time: morning }) }],
    [{ label: "When…", hint: "a condition of yours", run: openSkipWhen }],
  ];
}

export const SkipTo = () => <Menu label="Skip to ▾" name="Skip to" sections={sections()} />;

/** Who ran where and when: drawn, and as a table. */
import { now, version } from "../live/store";
import { nearTime } from "../format";
import { TIMELINE } from "../words";
import { Drawing } from "./Drawing";
import { Legend } from "./Legend";
import { RunsTable, inWords } from "./RunsTable";
import { told } from "./story";
import {
  type Rows,
  asTable,
  byUser,
  earlier,
  focused,
  followNow,
  following,
  later,
  pointed,
  rows,
  showAll,
  zoomIn,
  zoomOut,
} from "./view";

const ROWS: readonly [Rows, string][] = [
  ["nodes", "By node"],
  ["jobs", "By job"],
];

/** Zoom, place in time, what the rows are: beside the tabs, or on the phone above the table. */
export function TimelineTools() {
  return (
    <div class="tools" role="group" aria-label="Timeline view">
      <span class="tools-group tl-move">
        <button type="button" aria-label="Earlier" onClick={earlier}>
          ◂
        </button>
        <button type="button" aria-label="Later" onClick={later}>
          ▸
        </button>
      </span>
      <span class="tools-group">
        <button type="button" aria-label="Zoom out" onClick={zoomOut}>
          −
        </button>
        <button type="button" aria-label="Zoom in" onClick={zoomIn}>
          +
        </button>
      </span>
      <span class="tools-group">
        <button type="button" aria-label="Show all" onClick={showAll}>
          All
        </button>
        <button type="button" aria-label="Follow now" aria-pressed={following.value} onClick={followNow}>
          Now
        </button>
      </span>
      {!asTable.value && (
        <>
          <span class="tools-group" role="group" aria-label="Rows">
            {ROWS.map(([which, label]) => (
              <button
                key={which}
                type="button"
                aria-pressed={rows.value === which}
                onClick={() => (rows.value = which)}
              >
                {label}
              </button>
            ))}
          </span>
          <button type="button" class="tl-by-user" aria-pressed={byUser.value} onClick={() => (byUser.value = !byUser.value)}>
            Colour by user
          </button>
        </>
      )}
      <button type="button" aria-pressed={asTable.value} onClick={() => (asTable.value = !asTable.value)}>
        Show as table
      </button>
    </div>
  );
}

/** What is pointed at or has the focus, in words. The line is always there: nothing moves for it. */
function Readout() {
  version.value;
  const { runs, since } = told();
  const run = pointed.value >= 0 ? pointed.value : focused.value;
  if (run >= 0) return <p class="tl-readout cut">{inWords(runs, run, now.value)}</p>;
  const hint = asTable.value ? TIMELINE.tableHint : TIMELINE.hint;
  return (
    <p class="tl-readout cut quiet">
      {runs.run.life.length === 0 ? TIMELINE.nothingYet : hint}
      {since !== null && ` ${TIMELINE.dropped(nearTime(since, now.value))}`}
    </p>
  );
}

export function Timeline() {
  return (
    <section class="timeline" aria-label="Timeline">
      <div class="tl-picture">
        <RunsTable />
        {!asTable.value && <Drawing />}
      </div>
      <div class="tl-foot">
        <Readout />
        {!asTable.value && <Legend />}
      </div>
    </section>
  );
}

/** Three small charts: what the processors do, how many jobs wait and run, how long they waited. And the same as tables. */
import { signal } from "@preact/signals";
import type { JSX } from "preact";
import { nearTime } from "../format";
import { now, version } from "../live/store";
import { CHARTS } from "../words";
import { told } from "../timeline/story";
import { Chart, type Plot } from "./Chart";
import { BACKS, type Levels, back, levels, range, total, waits } from "./figures";
import { ChartTables } from "./ChartTables";

const asTable = signal(false);
/** Where the pointer is, as a part of the span: both charts of time show it. */
const pointedAt = signal<number | null>(null);

export function ChartsTools() {
  return (
    <div class="tools" role="group" aria-label="Charts view">
      <span class="tools-group" role="group" aria-label="How far back">
        {BACKS.map(([long, label]) => (
          <button key={label} type="button" aria-pressed={back.value === long} onClick={() => (back.value = long)}>
            {label}
          </button>
        ))}
      </span>
      <button type="button" aria-pressed={asTable.value} onClick={() => (asTable.value = !asTable.value)}>
        Show as table
      </button>
    </div>
  );
}

/** The levels of each pixel of the plot, from left to right. */
function sampled({ width, left }: Plot): Levels[] {
  const { from, to } = range.value;
  const n = Math.max(1, Math.floor(width - left));
  return Array.from({ length: n }, (_, at) => levels(from + ((to - from) * at) / n, from + ((to - from) * (at + 1)) / n));
}

/** A line in steps; closed down to `floor`, an area. */
function stepsPath({ left, y }: Plot, values: readonly number[], floor?: readonly number[]): string {
  let path = `M${left} ${y(values[0] ?? 0)}`;
  let last = values[0];
  values.forEach((value, at) => {
    if (value === last) return;
    path += `H${left + at}V${y(value).toFixed(1)}`;
    last = value;
  });
  path += `H${left + values.length}`;
  if (!floor) return path;
  let back = `V${y(floor[floor.length - 1] ?? 0).toFixed(1)}`;
  for (let at = floor.length - 1; at > 0; at -= 1) {
    if (floor[at] !== floor[at - 1]) back += `H${left + at}V${y(floor[at - 1] ?? 0).toFixed(1)}`;
  }
  return `${path}${back}H${left}Z`;
}

function Hair({ plot }: { plot: Plot }) {
  if (pointedAt.value === null) return null;
  const at = plot.left + pointedAt.value * (plot.width - plot.left);
  return <path class="chart-hair" d={`M${Math.round(at) + 0.5} 0V${plot.bottom}`} />;
}

/** What there is now, or was where the pointer is. */
function pointedLevels(): { when: string; at: Levels } {
  const { from, to } = range.value;
  const time = pointedAt.value === null ? to : from + pointedAt.value * (to - from);
  return { when: pointedAt.value === null ? "" : `${nearTime(time, to)}: `, at: levels(time) };
}

function Processors() {
  const { when, at } = pointedLevels();
  const all = total.value;
  return (
    <Chart
      title={CHARTS.processors}
      says={when + CHARTS.levels(at, all)}
      most={all}
      marks={all % 2 === 0 ? [0, all / 2, all] : [0, all]}
      span={range.value}
      onPoint={(part) => (pointedAt.value = part)}
      legend={
        <p class="legend">
          <span>
            <i class="l-working" /> working
          </span>
          <span>
            <i class="l-held" /> held
          </span>
          <span>
            <i class="l-closed" /> closed
          </span>
        </p>
      }
    >
      {(plot) => {
        const all = sampled(plot);
        const working = all.map((it) => it.working);
        const held = all.map((it) => it.working + it.held);
        const closed = all.map((it) => it.working + it.held + it.closed);
        return (
          <>
            <defs>
              <pattern id="closed" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
                <path class="chart-hatch" d="M0 1h8" />
              </pattern>
            </defs>
            <path class="chart-closed" d={stepsPath(plot, closed, held)} />
            <path class="chart-held" d={stepsPath(plot, held, working)} />
            <path class="chart-working" d={stepsPath(plot, working, working.map(() => 0))} />
            <path class="chart-all" d={`M${plot.left} ${plot.y(total.value)}H${plot.width}`} />
            <Hair plot={plot} />
          </>
        );
      }}
    </Chart>
  );
}

function JobCounts() {
  const { when, at } = pointedLevels();
  const { flows } = told();
  const { from } = range.value;
  return (
    <Chart
      title={CHARTS.jobs}
      says={when + CHARTS.counts(at)}
      most={Math.max(flows.most("waiting", from), flows.most("running", from))}
      span={range.value}
      onPoint={(part) => (pointedAt.value = part)}
      legend={
        <p class="legend">
          <span>
            <i class="l-line l-running" /> running
          </span>
          <span>
            <i class="l-line l-waiting" /> waiting
          </span>
        </p>
      }
    >
      {(plot) => {
        const all = sampled(plot);
        return (
          <>
            <path class="chart-running" d={stepsPath(plot, all.map((it) => it.running))} />
            <path class="chart-waiting" d={stepsPath(plot, all.map((it) => it.waiting))} />
            <Hair plot={plot} />
          </>
        );
      }}
    </Chart>
  );
}

/** Labels that have room beside each other when the bars are narrow. */
const NAMED_WHEN_NARROW: ReadonlySet<number> = new Set([0, 3, 5, 7]);

function WaitBars({ plot }: { plot: Plot }) {
  const { bins } = waits.value;
  const step = (plot.width - plot.left) / bins.length;
  // A label stands at the bound between two bars; the first names its own.
  const bars: JSX.Element[] = bins.map(({ label, started, waiting }, at) => {
    const left = plot.left + at * step + 3;
    const width = Math.max(4, step - 6);
    const [base, middle, top] = [plot.bottom, plot.y(started), plot.y(started + waiting)];
    return (
      <g key={at}>
        <rect class="chart-started" x={left} y={middle} width={width} height={Math.max(0, base - middle)} />
        {waiting > 0 && (
          <rect
            class="chart-still"
            x={left + 0.75}
            y={top + 0.75}
            width={width - 1.5}
            height={Math.max(1, middle - top - 1.5)}
          />
        )}
        {(step > 34 || NAMED_WHEN_NARROW.has(at)) && (
          <text x={at === 0 ? left + width / 2 : left - 3} y={plot.height - 5} text-anchor="middle">
            {label}
          </text>
        )}
      </g>
    );
  });
  return <>{bars}</>;
}

function WaitTimes() {
  const { bins, started, median, longest } = waits.value;
  return (
    <Chart
      title={CHARTS.waits}
      says={
        started === 0 || median === null || longest === null
          ? CHARTS.noStart
          : CHARTS.waited(started, median, longest)
      }
      most={bins.reduce((most, bin) => Math.max(most, bin.started + bin.waiting), 0)}
      legend={
        <p class="legend">
          <span>
            <i class="l-started" /> then started
          </span>
          <span>
            <i class="l-still" /> still waiting
          </span>
        </p>
      }
    >
      {(plot) => <WaitBars plot={plot} />}
    </Chart>
  );
}

export function Charts() {
  version.value;
  const { flows, runs, since } = told();
  const nothing = flows.time.length < 2 && runs.life.waits.length === 0;
  return (
    <section class="charts" aria-label="Charts">
      {nothing && <p class="quiet">{CHARTS.nothing}</p>}
      {since !== null && <p class="quiet small">{CHARTS.since(nearTime(since, now.value))}</p>}
      {!nothing && !asTable.value && (
        <div class="charts-row">
          <Processors />
          <JobCounts />
          <WaitTimes />
        </div>
      )}
      {!nothing && <ChartTables shown={asTable.value} />}
    </section>
  );
}

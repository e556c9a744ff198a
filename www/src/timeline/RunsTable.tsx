/**
 * The timeline as a table: the runs of the time that is shown, in the order of their starts. It is what Tab reaches,
 * also while the drawing lies over it. Arrows go through the rows, left and right through time; Enter and Space select.
 */
import { useLayoutEffect, useRef } from "preact/hooks";
import { clock, columns, now, version } from "../live/store";
import { choose, selected, toggle } from "../live/selection";
import { duration, nearTime, person } from "../format";
import { Status } from "../parts/status";
import { phone } from "../parts/media";
import { useSight } from "../parts/window";
import { TIMELINE, endedHow, placesInWords } from "../words";
import { reservation } from "./facts";
import type { Runs } from "./runs";
import { told } from "./story";
import { asTable, earlier, focused, held, later, span, turned, zoomIn, zoomOut } from "./view";

const HEAD = 28;
/** As in parts.css. */
const rowHeight = (): number => (phone.value ? 44 : 28);
/** No run is listed: the focus waits on the table itself. */
const NOBODY = -1;

function Row({ runs, run, at, first }: { runs: Runs; run: number; at: number; first: boolean }) {
  const id = runs.jobOf(run);
  const here = runs.isHere(run);
  const time = now.value;
  const start = runs.run.start.at(run);
  const end = runs.run.end.at(run);
  const open = end === Number.POSITIVE_INFINITY;
  const waited = runs.run.waited.at(run);
  const chosen = here && selected.value.has(id);
  return (
    <tr aria-rowindex={at + 2} class={chosen ? "chosen" : undefined}>
      <th scope="row">
        <button
          type="button"
          class="ghost"
          data-run={run}
          tabIndex={first ? 0 : -1}
          aria-pressed={chosen}
          aria-disabled={!here || undefined}
          title={here ? undefined : TIMELINE.hasLeft}
          onFocus={() => (focused.value = run)}
          onClick={(event) => here && choose(id, event, columns.peek().ids)}
        >
          <span class="unseen">{TIMELINE.job} </span>
          {id} {runs.nameOf(run)}
        </button>
      </th>
      <td>{person(runs.ownerOf(run))}</td>
      <td>
        {placesInWords(runs.placesOf(run), runs.run.processors.at(run))}
        {runs.run.backfill.at(run) === 1 && TIMELINE.backfilled}
      </td>
      <td class="right">{runs.run.attempt.at(run)}</td>
      <td class="right">{Number.isNaN(waited) ? "" : duration(waited)}</td>
      <td class="right">{nearTime(start, time)}</td>
      <td class="right">{open ? "" : nearTime(end, time)}</td>
      <td class="right">{duration((open ? time : end) - start)}</td>
      <td>
        <Status status={runs.statusOf(run)} />
        {endedHow(runs.endedBy(run), runs.text(runs.run.message.at(run)))}
      </td>
    </tr>
  );
}

export function RunsTable() {
  version.value;
  turned.value;
  const box = useRef<HTMLDivElement>(null);
  const high = rowHeight();
  /** The run that gets the focus as soon as its row is there. */
  const wish = useRef<number | null>(null);
  const { runs } = told();
  const { from, to } = span();
  const shown = runs.inSight(from, Math.min(to, clock.peek()));
  const sight = useSight(box, high, shown.length, HEAD);
  const next = reservation.value;
  const activeAt = Math.max(0, shown.indexOf(focused.value));

  // Who is in the table stays in it: where their run is not listed any more, at the next one that is.
  const active = document.activeElement as HTMLElement | null;
  const inside = active !== null && box.current?.contains(active) === true;
  if (inside && wish.current === null) {
    const at = active.dataset.run === undefined ? sight.first : shown.indexOf(Number(active.dataset.run));
    if (at < sight.first || at >= sight.end || active.dataset.run === undefined)
      wish.current = shown[Math.max(sight.first, Math.min(sight.end - 1, at))] ?? NOBODY;
  }
  useLayoutEffect(() => {
    if (wish.current === null || !box.current) return;
    const button = box.current.querySelector<HTMLElement>(`[data-run="${wish.current}"]`);
    if (button || wish.current === NOBODY) {
      wish.current = null;
      (button ?? box.current).focus({ preventScroll: true });
    }
  });

  const goTo = (at: number): void => {
    const to = Math.max(0, Math.min(shown.length - 1, at));
    const run = shown[to];
    const element = box.current;
    if (run === undefined || !element) return;
    const top = to * high;
    const space = element.clientHeight - HEAD;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top + high > element.scrollTop + space) element.scrollTop = top + high - space;
    const button = element.querySelector<HTMLElement>(`[data-run="${run}"]`);
    if (button) button.focus({ preventScroll: true });
    else {
      wish.current = run;
      focused.value = run;
    }
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const page = Math.max(1, Math.floor((box.current?.clientHeight ?? 0) / high) - 2);
    const to = {
      ArrowDown: activeAt + 1,
      ArrowUp: activeAt - 1,
      PageDown: activeAt + page,
      PageUp: activeAt - page,
      Home: 0,
      End: shown.length - 1,
    }[event.key];
    if (to !== undefined) goTo(to);
    else if (event.key === "ArrowLeft") earlier();
    else if (event.key === "ArrowRight") later();
    else if (event.key === "+" || event.key === "=") zoomIn();
    else if (event.key === "-") zoomOut();
    else if (event.key === " " && focused.peek() >= 0 && runs.isHere(focused.peek())) toggle(runs.jobOf(focused.peek()));
    else return;
    event.preventDefault();
  };

  const above = sight.first * high;
  const below = (shown.length - sight.end) * high;
  // Tab must find a row although the active one is scrolled away.
  const tabAt = activeAt >= sight.first && activeAt < sight.end ? activeAt : sight.first;
  return (
    <div
      ref={box}
      tabIndex={-1}
      class={`data-table tl-table${asTable.value ? "" : " beneath"}`}
      onKeyDown={onKeyDown}
      onFocusIn={() => (held.focus = true)}
      onFocusOut={() => {
        held.focus = false;
        focused.value = -1;
      }}
    >
      <table aria-rowcount={shown.length + 1 + (next ? 1 : 0)}>
        <caption class="unseen">{TIMELINE.caption(shown.length, nearTime(from, now.peek()), nearTime(to, now.peek()))}</caption>
        <thead>
          <tr aria-rowindex={1}>
            {TIMELINE.columns.map(([label, side]) => (
              <th key={label} scope="col" class={side}>
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {above > 0 && (
            <tr aria-hidden="true">
              <td colSpan={9} style={{ height: `${above}px`, padding: 0 }} />
            </tr>
          )}
          {Array.from({ length: sight.end - sight.first }, (_, n) => {
            const at = sight.first + n;
            const run = shown[at] as number;
            return <Row key={run} runs={runs} run={run} at={at} first={at === tabAt} />;
          })}
          {below > 0 && (
            <tr aria-hidden="true">
              <td colSpan={9} style={{ height: `${below}px`, padding: 0 }} />
            </tr>
          )}
          {next && (
            <tr aria-rowindex={shown.length + 2}>
              <th scope="row">
                {next.job} {next.name}
              </th>
              <td colSpan={8}>
                {next.by === null ? TIMELINE.noPromise : TIMELINE.promise(nearTime(next.by, now.value))}
              </td>
            </tr>
          )}
        </tbody>
      </table>
      {shown.length === 0 && <p class="tl-empty">{TIMELINE.nothing}</p>}
    </div>
  );
}

/** One run in one line. */
export function inWords(runs: Runs, run: number, time: number): string {
  const start = runs.run.start.at(run);
  const end = runs.run.end.at(run);
  const open = end === Number.POSITIVE_INFINITY;
  return TIMELINE.run({
    job: runs.jobOf(run),
    name: runs.nameOf(run),
    owner: person(runs.ownerOf(run)),
    processors: runs.run.processors.at(run),
    places: runs.placesOf(run),
    when: open ? `since ${nearTime(start, time)}` : `${nearTime(start, time)}–${nearTime(end, time)}`,
    long: duration((open ? time : end) - start),
    status: runs.statusOf(run),
    how: endedHow(runs.endedBy(run), runs.text(runs.run.message.at(run))),
    attempt: runs.run.attempt.at(run),
    backfill: runs.run.backfill.at(run) === 1,
    here: runs.isHere(run),
  });
}

/** Who has ended, latest first, with the time left until TTLCompletedJobs removes it. The setting lives here and nowhere else. */
import { useEffect, useRef, useState } from "preact/hooks";
import { setTtl } from "../live/actions";
import { columns, counts, job, now, parameters, rowOf, version } from "../live/store";
import { DAY, duration, number, person } from "../format";
import { STATUSES, StatusIcon } from "../parts/status";
import { useSight } from "../parts/window";
import { ending, inTheirWords, statusWord } from "../words";
import { dialect } from "../words/dialect";
import { leaving, seen } from "./leaving";
import { onLaneClick, onLaneKey, option } from "./options";

const CARD = 74;
/** Of a card that has shrunk to its number, with some room. */
const LEAVING = 40;
const FOLD = 60;
const SHOWN_WHEN_FOLDED = 8;
const PIPS = 10;
/** Typing 12 must not remove what 1 would: a lower value waits a little longer for the next figure. */
const WAIT_LOWER = 1_100;
const WAIT_HIGHER = 400;

/** The jobs that ended last, latest first, with their ends. */
function lastEnded(most: number): [end: number, id: number][] {
  const { ids, status, endTime } = columns.value;
  const finished = STATUSES.indexOf("Finished");
  let found: [number, number][] = [];
  let bar = Number.NEGATIVE_INFINITY;
  // From the highest id down: of those that ended with the last one found, none that is still to come is among the latest.
  for (let at = ids.length - 1; at >= 0; at -= 1) {
    if ((status[at] as number) < finished || (endTime[at] as number) <= bar) continue;
    found.push([endTime[at] as number, ids[at] as number]);
    if (found.length < 4 * most) continue;
    found = found.sort(latestFirst).slice(0, most);
    bar = found[most - 1]?.[0] ?? bar;
  }
  return found.sort(latestFirst).slice(0, most);
}
const latestFirst = (a: [number, number], b: [number, number]): number => b[0] - a[0] || b[1] - a[1];

/** One pip for each day of the TTL, those that are left filled. */
function Pips({ left, days }: { left: number; days: number }) {
  if (days > PIPS) return null;
  return (
    <span class="pips" aria-hidden="true">
      {Array.from({ length: days }, (_, at) => (
        <i key={at} class={at < Math.ceil(left / DAY) ? "on" : ""} />
      ))}
    </span>
  );
}

const AROUND = 2 * Math.PI * 6;

/** In the last 24 hours: how much of them is left. */
function Ring({ part }: { part: number }) {
  return (
    <svg class="icon ring" viewBox="0 0 16 16" aria-hidden="true">
      <circle cx="8" cy="8" r="6" />
      <circle cx="8" cy="8" r="6" class="ring-left" stroke-dasharray={`${part * AROUND} ${AROUND}`} />
    </svg>
  );
}

/** It has left: its number stays a moment, and can be given to another job. */
function Leaving({ id, at }: { id: number; at: number }) {
  return (
    <div class="card leaving" style={{ transform: `translateY(${at * CARD}px)` }} aria-hidden="true">
      <b>{id}</b> free
    </div>
  );
}

function Card({ id, at, first, days }: { id: number; at: number; first: boolean; days: number }) {
  version.value;
  const it = job(id);
  if (!it) return null;
  const how = ending(it);
  const left = it.expiryTime === null ? null : Math.max(0, it.expiryTime - now.value);
  return (
    <div
      class={`card card-${it.status}`}
      style={{ transform: `translateY(${at * CARD}px)` }}
      title={it.errorMessage || undefined}
      {...option(id, first)}
    >
      <span class="card-title">
        <StatusIcon mark={it.status} />
        <span class="unseen">job </span>
        <span class="cut">
          {id} {it.name}
        </span>
      </span>
      <small class="cut">
        {statusWord(it.status)}
        {how ? `: ${how}` : ` · ${person(it.submittedBy)}`}
      </small>
      <small class="cut">
        {left !== null && (left > DAY ? <Pips left={left} days={days} /> : <Ring part={left / DAY} />)}
        {left === null ? "stays" : `leaves in ${duration(left)}`}
      </small>
    </div>
  );
}

function Ttl({ days }: { days: string }) {
  const [typed, setTyped] = useState<string | null>(null);
  const [refused, setRefused] = useState<string | null>(null);
  const timer = useRef(0);
  useEffect(() => () => clearTimeout(timer.current), []);
  const apply = (value: string): void => {
    clearTimeout(timer.current);
    if (value === days) {
      setTyped(null);
      setRefused(null);
      return;
    }
    const problem = setTtl(value);
    setRefused(problem);
    if (problem === null) setTyped(null);
  };
  const onInput = (value: string): void => {
    setTyped(value);
    clearTimeout(timer.current);
    if (value !== "")
      timer.current = window.setTimeout(() => apply(value), Number(value) < Number(days) ? WAIT_LOWER : WAIT_HIGHER);
  };
  return (
    <>
      <label class="ttl" title={dialect.value === "ccp" ? undefined : inTheirWords()}>
        TTLCompletedJobs (days)
        <input
          type="number"
          min="1"
          max="36500"
          step="1"
          value={typed ?? days}
          aria-invalid={refused !== null || undefined}
          aria-describedby={refused === null ? undefined : "ttl-refused"}
          onInput={(event) => onInput(event.currentTarget.value)}
          onChange={(event) => apply(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === "Enter") apply(event.currentTarget.value);
            else if (event.key === "Escape") {
              clearTimeout(timer.current);
              setTyped(null);
              setRefused(null);
            }
          }}
        />
      </label>
      {refused !== null && (
        <p class="small text-Failed" id="ttl-refused">
          {refused}
        </p>
      )}
    </>
  );
}

export function Done() {
  const box = useRef<HTMLDivElement>(null);
  const sums = counts.value;
  const ended = (sums[3] ?? 0) + (sums[4] ?? 0) + (sums[5] ?? 0);
  const days = parameters.value.TTLCompletedJobs ?? "5";
  const here = lastEnded(ended > FOLD ? SHOWN_WHEN_FOLDED : FOLD);
  seen(new Map(here.map(([end, id]) => [id, end])));
  const gone = new Set([...leaving.value.keys()].filter((id) => rowOf(id) < 0));
  const all = [...here, ...[...gone].map((id): [number, number] => [leaving.value.get(id) as number, id])].sort(latestFirst);
  const first = all.findIndex(([, id]) => !gone.has(id));
  const sight = useSight(box, CARD, all.length);
  const turned = useRef(false);
  // Who leaves is the oldest and stands last: the lane shows it, unless somebody is there, and goes back to the latest.
  useEffect(() => {
    const lane = box.current;
    const at = all.findIndex(([, id]) => gone.has(id));
    if (!lane || lane.matches(":hover, :focus-within")) turned.current = false;
    else if (at >= 0) {
      const down = at * CARD + LEAVING - lane.clientHeight;
      turned.current ||= lane.scrollTop === 0 && down > 0;
      lane.scrollTop = Math.max(lane.scrollTop, down);
    } else if (turned.current) {
      turned.current = false;
      lane.scrollTop = 0;
    }
  }, [leaving.value]);
  return (
    <section class="lane done" aria-label="Done">
      <h2>
        Done <span class="quiet">{number(ended)}</span>
      </h2>
      <Ttl days={days} />
      {ended > FOLD && (
        <p class="lane-fold">
          {number(sums[3] ?? 0)} Finished, {number(sums[4] ?? 0)} Failed, {number(sums[5] ?? 0)} Cancelled. The last{" "}
          {SHOWN_WHEN_FOLDED}:
        </p>
      )}
      <div class="lane-scroll" ref={box}>
        {all.length === 0 ? (
          <p class="lane-empty">Nothing yet. Ended jobs stay here for {days === "1" ? "1 day" : `${days} days`}.</p>
        ) : (
          <div
            class="cards"
            style={{ height: `${all.length * CARD - 8}px` }}
            role="listbox"
            aria-label="Ended jobs"
            aria-multiselectable="true"
            onKeyDown={onLaneKey}
            onClick={onLaneClick}
          >
            {all.slice(sight.first, sight.end).map(([, id], n) => {
              const at = sight.first + n;
              if (gone.has(id)) return <Leaving key={`free${id}`} id={id} at={at} />;
              return <Card key={id} id={id} at={at} first={at === Math.max(first, sight.first)} days={Number(days)} />;
            })}
          </div>
        )}
      </div>
    </section>
  );
}

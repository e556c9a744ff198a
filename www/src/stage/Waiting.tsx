/** Who waits, in queue order, each with its reason. Above them those that were never submitted. */
import { useRef } from "preact/hooks";
import { columns, counts, job, queue, reason, version } from "../live/store";
import { count, number, person } from "../format";
import { STATUSES, StatusIcon } from "../parts/status";
import { useSight } from "../parts/window";
import { concerned } from "../panel/panels";
import { onLaneClick, onLaneKey, option } from "./options";

const CARD = 92;
/** More than so many are counted instead of drawn. */
const FOLD = 60;
const SHOWN_WHEN_FOLDED = 8;
const TRAY = 4;

function Card({ id, at, first }: { id: number; at: number; first: boolean }) {
  version.value;
  const it = job(id);
  if (!it) return null;
  const why = reason(id);
  return (
    <div
      class={`card card-Queued${concerned.value.has(id) ? " concerned" : ""}`}
      style={{ transform: `translateY(${at * CARD}px)` }}
      title={why?.sentence}
      {...option(id, first)}
    >
      <span class="card-title">
        <StatusIcon mark="Queued" />
        <span class="unseen">job </span>
        <span class="cut">
          {id} {it.name}
        </span>
      </span>
      <small class="cut">
        {count(it.minimumNumberOfProcessors, "processor")} · {person(it.submittedBy)}
      </small>
      <small class="two">{why?.sentence}</small>
    </div>
  );
}

function NotSubmitted() {
  const n = counts.value[0] ?? 0;
  if (n === 0) return null;
  const table = columns.value;
  const firsts: number[] = [];
  for (let at = 0; at < table.ids.length && firsts.length < TRAY; at += 1)
    if (table.status[at] === STATUSES.indexOf("NotSubmitted")) firsts.push(table.ids[at] as number);
  return (
    <div class="tray">
      <h3>
        Not submitted <span class="quiet">{number(n)}</span>
      </h3>
      <div
        class="tray-jobs"
        role="listbox"
        aria-label="Not submitted"
        aria-multiselectable="true"
        onKeyDown={onLaneKey}
        onClick={onLaneClick}
      >
        {firsts.map((id, at) => (
          <div key={id} class="card" {...option(id, at === 0)}>
            <span class="unseen">job </span>
            {id} {job(id)?.name}
          </div>
        ))}
        {n > TRAY && <span class="quiet small">and {number(n - TRAY)} more</span>}
      </div>
    </div>
  );
}

export function Waiting() {
  const box = useRef<HTMLDivElement>(null);
  const all = queue.value;
  const shown = all.length > FOLD ? SHOWN_WHEN_FOLDED : all.length;
  const sight = useSight(box, CARD, shown);
  const cards: preact.JSX.Element[] = [];
  for (let at = sight.first; at < sight.end; at += 1) {
    const id = all[at];
    if (id !== undefined) cards.push(<Card key={id} id={id} at={at} first={at === sight.first} />);
  }
  return (
    <section class="lane waiting" aria-label="Waiting">
      <h2>
        Waiting <span class="quiet">{number(all.length)}</span>
      </h2>
      <NotSubmitted />
      {all.length > FOLD && (
        <p class="lane-fold">
          The first {SHOWN_WHEN_FOLDED} of the queue, then {owners(all)}.
        </p>
      )}
      <div class="lane-scroll" ref={box}>
        {all.length === 0 ? (
          <p class="lane-empty">Nobody waits.</p>
        ) : (
          <div
            class="cards"
            style={{ height: `${shown * CARD - 8}px` }}
            role="listbox"
            aria-label="Waiting jobs"
            aria-multiselectable="true"
            onKeyDown={onLaneKey}
            onClick={onLaneClick}
          >
            {cards}
          </div>
        )}
      </div>
    </section>
  );
}

/** "3,204 of ana, 2,911 of ben and 40 of others" */
function owners(all: Int32Array): string {
  const table = columns.value;
  const queued = STATUSES.indexOf("Queued");
  const sums = new Int32Array(table.strings.length);
  for (let at = 0; at < table.ids.length; at += 1) {
    const owner = table.owner[at] as number;
    if (table.status[at] === queued) sums[owner] = (sums[owner] as number) + 1;
  }
  const ranked = [...sums.entries()].filter(([, n]) => n > 0).sort((a, b) => b[1] - a[1]);
  const named = ranked.slice(0, 3);
  const rest = all.length - named.reduce((sum, [, n]) => sum + n, 0);
  const parts = named.map(([owner, n]) => `${number(n)} of ${person(table.strings[owner] ?? "")}`);
  return rest > 0 ? `${parts.join(", ")} and ${number(rest)} of others` : parts.join(", ");
}

/** The grid "Jobs": where one selects, and the table twin of the picture above it. Only rows in sight are drawn. */
import { useEffect, useRef } from "preact/hooks";
import { useSignal } from "@preact/signals";
import { leftOut } from "../live/actions";
import { columns, job, now, reason, rowOf, version } from "../live/store";
import { anchor, clearSelection, choose, extendTo, select, selectOnly, selected, toggle } from "../live/selection";
import { nearTime, person, runtimeLength } from "../format";
import { phone } from "../parts/media";
import { STATUSES, Status } from "../parts/status";
import { useSight } from "../parts/window";
import { GONE, NOTE_ORDER, leaves, note } from "../words";
import { Filters } from "./Filters";
import { type SortKey, allMatching, attended, clearFilters, filtered, many, shown, since, sort, sortable } from "./rows";

const HEAD = 32;

const COLUMNS: readonly { key: SortKey; label: string; class: string; title?: string }[] = [
  { key: "job", label: "Job", class: "c-job right" },
  { key: "name", label: "Name", class: "c-name" },
  { key: "owner", label: "Owner", class: "c-owner" },
  { key: "status", label: "Status", class: "c-status" },
  { key: "processors", label: "Procs", class: "c-processors right" },
  { key: "since", label: "Since", class: "c-since right" },
  { key: "note", label: "Note", class: "c-note", title: NOTE_ORDER },
];

function Head({ all, some }: { all: boolean; some: boolean }) {
  const { key, down } = sort.value;
  return (
    <div role="rowgroup" class="grid-head">
      <div role="row" class="grid-row" aria-rowindex={1}>
        <span role="columnheader" class="c-check">
          {!many.value && <span class="unseen">Selected</span>}
          <input
            type="checkbox"
            class={many.value ? undefined : "none"}
            aria-label="Select all jobs shown"
            tabIndex={-1}
            checked={all}
            ref={(box) => {
              if (box) box.indeterminate = some && !all;
            }}
            onClick={() => (all ? clearSelection() : select(allMatching()))}
          />
        </span>
        {COLUMNS.map((column) => (
          <span
            key={column.key}
            role="columnheader"
            class={column.class}
            aria-sort={column.key === key ? (down ? "descending" : "ascending") : undefined}
          >
            {sortable.value ? (
              <button
                type="button"
                title={column.title}
                onClick={() => (sort.value = { key: column.key, down: column.key === key && !down })}
              >
                {column.label}
                {column.key === key && (down ? " ▾" : " ▴")}
              </button>
            ) : (
              column.label
            )}
          </span>
        ))}
      </div>
    </div>
  );
}

interface RowProps {
  id: number;
  at: number;
  height: number;
  active: boolean;
  onToggle(id: number): void;
}

function Row({ id, at, height, active, onToggle }: RowProps) {
  version.value;
  const table = columns.value;
  const place = rowOf(id, table);
  const chosen = selected.value.has(id);
  const style = { transform: `translateY(${at * height}px)` };
  const shared = { role: "row", id: `job-${id}`, "aria-rowindex": at + 2, "data-job": id, style } as const;
  if (place < 0) {
    return (
      <div {...shared} class={`grid-row gone${active ? " active" : ""}`}>
        <span role="gridcell" class="c-check" />
        <span role="gridcell" class="c-job right">
          {id}
        </span>
        <span role="gridcell" class="c-name" />
        <span role="gridcell" class="c-owner" />
        <span role="gridcell" class="c-status" />
        <span role="gridcell" class="c-processors" />
        <span role="gridcell" class="c-since" />
        <span role="gridcell" class="c-note note">
          {GONE}
        </span>
      </div>
    );
  }
  const status = STATUSES[table.status[place] as number] ?? "NotSubmitted";
  const it = job(id);
  const why = status === "Queued" ? (reason(id)?.sentence ?? null) : null;
  const refusal = leftOut.value.get(id);
  const words = refusal?.text ?? (it ? note(it, why, runtimeLength(it.runtime), now.value) : "");
  const end = refusal || !it ? "" : leaves(it, now.value);
  const began = since(table, place);
  const name = table.strings[table.name[place] as number] ?? "";
  return (
    <div {...shared} class={`grid-row${active ? " active" : ""}`} aria-selected={chosen}>
      <span role="gridcell" class="c-check">
        <input
          type="checkbox"
          aria-label={`Select job ${id}`}
          tabIndex={-1}
          checked={chosen}
          onClick={(event) => {
            event.stopPropagation();
            if (event.shiftKey) extendTo(id, shown.peek().ids);
            else toggle(id);
            // The keys are the grid's: arrows go on from here.
            onToggle(id);
          }}
        />
      </span>
      <span role="gridcell" class="c-job right">
        {id}
      </span>
      <span role="gridcell" class="c-name" title={name}>
        {name}
      </span>
      <span role="gridcell" class="c-owner">
        {person(table.strings[table.owner[place] as number] ?? "")}
      </span>
      <span role="gridcell" class="c-status">
        <Status status={status} />
      </span>
      <span role="gridcell" class="c-processors right">
        {table.processors[place]}
      </span>
      <span role="gridcell" class="c-since right">
        {Number.isNaN(began) ? "" : nearTime(began, now.value)}
      </span>
      <span
        role="gridcell"
        class={`c-note note${refusal?.refused ? " denied" : ""}`}
        title={[words, end].filter(Boolean).join(" · ")}
      >
        {words && <span class="cut">{words}</span>}
        {words && end && <span>&nbsp;·&nbsp;</span>}
        {end && <span>{end}</span>}
      </span>
    </div>
  );
}

function Empty() {
  const any = columns.value.ids.length > 0;
  return (
    <div class="grid-empty">
      {any && filtered.value ? (
        <>
          No job matches the filter.
          <button type="button" onClick={clearFilters}>
            Show all jobs
          </button>
        </>
      ) : (
        "No jobs yet. Add one under ⋯ More, drop a log here, or call cluster.queueJob(…) in the browser’s console."
      )}
    </div>
  );
}

export function Jobs() {
  const box = useRef<HTMLDivElement>(null);
  const active = useSignal<number | null>(null);
  const rows = shown.value.ids;
  const height = phone.value ? 64 : 32;
  const head = phone.value ? 0 : HEAD;
  const sight = useSight(box, height, rows.length, head);
  const chosen = selected.value;
  const inSight: number[] = [];
  for (let at = sight.first; at < sight.end; at += 1) inSight.push(at);
  const activeAt = active.value === null ? -1 : rows.indexOf(active.value);

  // Nothing moves under the pointer or the focus.
  const pointer = useRef(false);
  const focus = useRef(false);
  const attend = (): void => void (attended.value = pointer.current || focus.current);
  useEffect(() => () => void (attended.value = false), []);

  const moveTo = (at: number): void => {
    const to = Math.max(0, Math.min(rows.length - 1, at));
    const id = rows[to];
    if (id === undefined) return;
    active.value = id;
    const element = box.current as HTMLElement;
    const top = to * height;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top + height + head > element.scrollTop + element.clientHeight)
      element.scrollTop = top + height + head - element.clientHeight;
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.target !== box.current) return;
    const page = Math.max(1, Math.floor(((box.current as HTMLElement).clientHeight - head) / height) - 1);
    const to = {
      ArrowDown: activeAt + 1,
      ArrowUp: activeAt - 1,
      Home: 0,
      End: rows.length - 1,
      PageDown: activeAt + page,
      PageUp: activeAt - page,
    }[event.key];
    const id = active.value;
    if (to !== undefined) {
      if (event.shiftKey && id !== null && anchor.value === null) selectOnly(id);
      moveTo(to);
      if (event.shiftKey && active.value !== null) extendTo(active.value, rows);
    } else if (event.key === " " && id !== null) {
      if (event.shiftKey) extendTo(id, rows);
      else toggle(id);
    } else if (event.key === "Enter" && id !== null) selectOnly(id);
    else if (event.key.toLowerCase() === "a" && (event.ctrlKey || event.metaKey)) select(allMatching());
    else if (event.key === "Escape") clearSelection();
    else return;
    event.preventDefault();
  };

  const onClick = (event: MouseEvent): void => {
    const row = (event.target as HTMLElement).closest<HTMLElement>("[data-job]");
    if (!row) return;
    const id = Number(row.dataset.job);
    active.value = id;
    if (rowOf(id) >= 0) choose(id, event, rows);
  };

  const onToggle = (id: number): void => {
    active.value = id;
    box.current?.focus({ preventScroll: true });
  };

  const all = rows.length > 0 && rows.length <= chosen.size && rows.every((id) => chosen.has(id));
  return (
    <section class="jobs" aria-label="Jobs">
      <Filters />
      <div
        ref={box}
        class="grid"
        role="grid"
        aria-label="Jobs"
        aria-multiselectable="true"
        aria-rowcount={rows.length + 1}
        aria-colcount={8}
        aria-activedescendant={activeAt >= sight.first && activeAt < sight.end ? `job-${active.value}` : undefined}
        tabIndex={0}
        onKeyDown={onKeyDown}
        onMouseDown={(event) => event.shiftKey && event.preventDefault()}
        onClick={onClick}
        onPointerEnter={() => ((pointer.current = true), attend())}
        onPointerLeave={() => ((pointer.current = false), attend())}
        onFocusIn={() => {
          focus.current = true;
          if (active.value === null && rows.length > 0) active.value = rows[0] ?? null;
          attend();
        }}
        onFocusOut={() => ((focus.current = false), attend())}
      >
        <Head all={all} some={chosen.size > 0} />
        <div role="rowgroup" class="grid-body" style={{ height: `${rows.length * height}px` }}>
          {inSight.map((at) => {
            const id = rows[at] as number;
            return <Row key={id} id={id} at={at} height={height} active={id === active.value} onToggle={onToggle} />;
          })}
        </div>
        {rows.length === 0 && <Empty />}
      </div>
    </section>
  );
}

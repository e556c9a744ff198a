/** Several selected jobs: how many of each status and owner, and what the last batch left out. */
import { leftOut } from "../live/actions";
import { columns, rowOf } from "../live/store";
import { selected } from "../live/selection";
import { count, number, person } from "../format";
import { STATUSES, StatusIcon } from "../parts/status";
import { statusWord } from "../words";

const LISTED = 50;

export function Several() {
  const table = columns.value;
  const byStatus = [0, 0, 0, 0, 0, 0];
  const byOwner = new Map<number, number>();
  let processors = 0;
  for (const id of selected.value) {
    const at = rowOf(id, table);
    if (at < 0) continue;
    const status = table.status[at] as number;
    byStatus[status] = (byStatus[status] ?? 0) + 1;
    byOwner.set(table.owner[at] as number, (byOwner.get(table.owner[at] as number) ?? 0) + 1);
    if (STATUSES[status] === "Running") processors += table.processors[at] as number;
  }
  const left = [...leftOut.value].filter(([id]) => selected.value.has(id));
  return (
    <div class="pane">
      <h2>{count(selected.value.size, "job")} selected</h2>
      {left.length > 0 && (
        <section>
          <h3>Left out by the last call</h3>
          <ul class="lines">
            {left.slice(0, LISTED).map(([id, why]) => (
              <li key={id}>
                <StatusIcon mark={why.refused ? "Failed" : "NotSubmitted"} />
                <span>
                  Job {id}
                  <small>{why.text}</small>
                </span>
                <span />
              </li>
            ))}
            {left.length > LISTED && (
              <li>
                <span />
                <span class="quiet">and {number(left.length - LISTED)} more</span>
              </li>
            )}
          </ul>
        </section>
      )}
      <section>
        <h3>By status</h3>
        <ul class="lines">
          {STATUSES.map((status, at) => {
            const n = byStatus[at] ?? 0;
            if (n === 0) return null;
            return (
              <li key={status}>
                <StatusIcon mark={status} />
                <span class={`text-${status}`}>{statusWord(status)}</span>
                <span>{number(n)}</span>
              </li>
            );
          })}
        </ul>
      </section>
      <section>
        <h3>By owner</h3>
        <ul class="lines">
          {[...byOwner]
            .sort((a, b) => b[1] - a[1])
            .slice(0, 12)
            .map(([owner, n]) => (
              <li key={owner}>
                <span />
                <span>{person(table.strings[owner] ?? "")}</span>
                <span>{number(n)}</span>
              </li>
            ))}
        </ul>
      </section>
      {processors > 0 && <p>The running ones hold {count(processors, "processor")}.</p>}
    </div>
  );
}

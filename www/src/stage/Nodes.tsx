/** The nodes and what each processor does: a row each, rows in two columns, or, where they are many, a square each. */
import { useState } from "preact/hooks";
import { counter } from "../live/store";
import { phone } from "../parts/media";
import { NODES } from "../words";
import { Legend } from "./Legend";
import { ManyNodes, nodesAsTable } from "./ManyNodes";
import { NodeRow } from "./NodeRow";
import { averaged, shownNodes } from "./averaged";
import { sums } from "./node";

const ROWS = 4;
const MEDIUM = 16;

export function Nodes() {
  const [pointed, setPointed] = useState<string | null>(null);
  const all = shownNodes.value;
  const sum = counter.value;
  const closed = all.reduce((total, node) => total + sums(node).closed, 0);
  return (
    <section class="lane nodes" aria-label="Nodes">
      <h2>
        Nodes
        <span class="quiet cut">
          {pointed ?? NODES.busy(sum.numberOfBusyProcessors ?? 0, sum.totalNumberOfProcessors ?? 0, closed)}
        </span>
        {all.length > MEDIUM && (
          <button
            type="button"
            class="small nodes-table"
            aria-pressed={nodesAsTable.value}
            onClick={() => (nodesAsTable.value = !nodesAsTable.value)}
          >
            Show as table
          </button>
        )}
      </h2>
      {all.length > MEDIUM ? (
        <ManyNodes all={all} onPoint={setPointed} />
      ) : (
        <div class="lane-scroll">
          {all.length === 0 && <p class="lane-empty">This cluster has no nodes.</p>}
          <div class={`nodes-list${all.length > ROWS ? " medium" : ""}`}>
            {all.map((node) => (
              <NodeRow key={node.name} node={node} average={averaged.value} short={all.length > ROWS || phone.value} />
            ))}
          </div>
        </div>
      )}
      {phone.value && <Legend />}
    </section>
  );
}

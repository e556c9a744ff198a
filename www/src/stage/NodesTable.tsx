/** Many nodes as a table: state, what the processors do, who is there. One tab stop; arrows go through it. */
import type { ComputeNode } from "ccp-scheduler";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { parameters } from "../live/store";
import { select } from "../live/selection";
import { count } from "../format";
import { Menu } from "../parts/menu";
import { phone } from "../parts/media";
import { useSight } from "../parts/window";
import { NODES, nodeState } from "../words";
import { NodeMark } from "./NodeMark";
import { busy, jobsOn, sums } from "./node";
import { nodeActions } from "./nodeActions";

const HEAD = 28;
/** As in parts.css. */
const rowHeight = (): number => (phone.value ? 44 : 28);

function Row({ node, at, limit, tab }: { node: ComputeNode; at: number; limit: number; tab: "none" | "menu" | "jobs" }) {
  const sum = sums(node);
  const jobs = jobsOn(node);
  const word = nodeState(node, limit);
  return (
    <tr aria-rowindex={at + 2} data-row={at}>
      <th scope="row">
        <Menu
          label={node.name}
          name={`Node ${node.name}`}
          class="ghost"
          tabIndex={tab === "menu" ? 0 : -1}
          sections={() => nodeActions(node)}
        />
      </th>
      <td>
        <span class="node-state">
          <NodeMark node={node} />
          {word || NODES.ready}
        </span>
      </td>
      <td class="right">
        {busy(sum)} of {node.numberOfProcessors}
      </td>
      <td class="right">{sum.held}</td>
      <td class="right">{sum.closed}</td>
      <td>
        {jobs.length > 0 && (
          <button
            type="button"
            class="ghost"
            tabIndex={tab === "jobs" ? 0 : -1}
            onClick={() => select(jobs)}
          >
            <span class="unseen">{NODES.selectAll} </span>
            {jobs.length > 4 ? count(jobs.length, "job") : jobs.join(", ")}
          </button>
        )}
      </td>
    </tr>
  );
}

export function NodesTable({ all, shown }: { all: readonly ComputeNode[]; shown: boolean }) {
  const box = useRef<HTMLDivElement>(null);
  const high = rowHeight();
  const [active, setActive] = useState({ row: 0, column: 0 });
  const wanted = useRef(false);
  const sight = useSight(box, high, all.length, HEAD);
  const limit = Number(parameters.value.InactivityCount ?? 3);

  useLayoutEffect(() => {
    if (!wanted.current) return;
    const buttons = box.current?.querySelectorAll<HTMLElement>(`[data-row="${active.row}"] button`);
    const button = buttons?.[Math.min(active.column, buttons.length - 1)];
    if (!button) return;
    wanted.current = false;
    button.focus({ preventScroll: true });
  });

  const onKeyDown = (event: KeyboardEvent): void => {
    const element = box.current as HTMLElement;
    const page = Math.max(1, Math.floor(element.clientHeight / high) - 2);
    const { row, column } = active;
    const to = {
      ArrowDown: [row + 1, column],
      ArrowUp: [row - 1, column],
      PageDown: [row + page, column],
      PageUp: [row - page, column],
      ArrowRight: [row, 1],
      ArrowLeft: [row, 0],
      Home: [0, column],
      End: [all.length - 1, column],
    }[event.key];
    if (!to || (event.target as HTMLElement).closest("[role=menu]")) return;
    event.preventDefault();
    const next = { row: Math.max(0, Math.min(all.length - 1, to[0] as number)), column: to[1] as number };
    const top = next.row * high;
    const space = element.clientHeight - HEAD;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top + high > element.scrollTop + space) element.scrollTop = top + high - space;
    wanted.current = true;
    setActive(next);
  };
  // Tab must find a row although the active one is scrolled away.
  const tabRow = active.row >= sight.first && active.row < sight.end ? active.row : sight.first;
  const spacer = (rows: number) =>
    rows > 0 && (
      <tr aria-hidden="true">
        <td colSpan={6} style={{ height: `${rows * high}px`, padding: 0 }} />
      </tr>
    );
  return (
    <div ref={box} class={`data-table many-table${shown ? "" : " beneath"}`} onKeyDown={onKeyDown}>
      <table aria-rowcount={all.length + 1}>
        <caption class="unseen">{NODES.caption(all.length)}</caption>
        <thead>
          <tr aria-rowindex={1}>
            {NODES.columns.map(([label, side]) => (
              <th key={label} scope="col" class={side}>
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {spacer(sight.first)}
          {all.slice(sight.first, sight.end).map((node, n) => {
            const at = sight.first + n;
            const stop = active.column === 1 && jobsOn(node).length > 0 ? "jobs" : "menu";
            return <Row key={node.name} node={node} at={at} limit={limit} tab={at === tabRow ? stop : "none"} />;
          })}
          {spacer(all.length - sight.end)}
        </tbody>
      </table>
    </div>
  );
}

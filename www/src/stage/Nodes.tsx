/** The nodes and what each processor does: free, working, held by a job without a task in it, closed by an exclusive job. */
import type { ComputeNode } from "ccp-scheduler";
import { useEffect, useRef, useState } from "preact/hooks";
import { calm, columns, counter, job, nodes, now, version } from "../live/store";
import { choose, selected } from "../live/selection";
import { duration, number, person } from "../format";
import { concerned } from "../panel/panels";
import { phone } from "../parts/media";
import { Menu } from "../parts/menu";
import { nodeWord } from "../words";
import { Legend } from "./Legend";
import { type Block, blocks } from "./slots";
import { nodeActions } from "./nodeActions";
import { onLaneClick, onLaneKey, option } from "./options";

const ROWS = 4;
const MEDIUM = 16;

interface Sums {
  busy: number;
  closed: number;
}
function sums(node: ComputeNode): Sums {
  let busy = 0;
  let closed = 0;
  for (const { state } of node.processors) {
    if (state === "closed") closed += 1;
    else if (state !== "free") busy += 1;
  }
  return { busy, closed };
}

function state(node: ComputeNode): string {
  if (node.missedHeartbeats > 0 && node.status !== "Unreachable")
    return `no heartbeat, ${node.missedHeartbeats} missed`;
  return nodeWord(node.status);
}

/** `named`: the block to the left is the same job and bears the name already. */
function JobBlock({ block, first, named }: { block: Block; first: boolean; named: boolean }) {
  version.value;
  const id = block.jobId as number;
  const it = job(id);
  const since = it?.startTime ?? null;
  const kind = block.state === "held" ? " held" : block.second ? " second" : "";
  const mark = concerned.value.has(id) ? " concerned" : "";
  const idleOnes = block.state === "held" ? ", held without a task" : "";
  return (
    <div
      class={`block${kind}${mark}`}
      style={{ gridColumn: `${block.start + 1} / span ${block.length}` }}
      title={it ? `Job ${id} ${it.name}, ${person(it.submittedBy)}${idleOnes}` : undefined}
      {...option(id, first)}
    >
      {named ? (
        <>
          <span class="unseen">
            job {id} {it?.name}
          </span>
          <span class="cut block-held">{block.length} held</span>
        </>
      ) : (
        <>
          <span class="unseen">job </span>
          <span class={`cut digits-${String(id).length}`}>
            {id}
            <span class="block-name"> {it?.name}</span>
          </span>
        </>
      )}
      {it && since !== null && !named && (
        <small class="block-more">
          {duration(now.value - since)} · {person(it.submittedBy)}
        </small>
      )}
    </div>
  );
}

function Average({ busy, closed, all }: Sums & { all: number }) {
  return (
    <div class="average" style={{ gridColumn: "1 / -1" }}>
      {closed > 0 && <i class="shut" style={{ transform: `scaleX(${(busy + closed) / all})` }} />}
      <i style={{ transform: `scaleX(${busy / all})` }} />
    </div>
  );
}

function NodeRow({ node, average, small }: { node: ComputeNode; average: boolean; small: boolean }) {
  const sum = sums(node);
  const word = state(node);
  const parts = average ? [] : blocks(node);
  const firstJob = parts.findIndex((part) => part.jobId !== null && part.state !== "closed");
  const hasJobs = firstJob >= 0;
  return (
    <div class={`node${node.status === "Ready" ? "" : " off"}`}>
      <div class="node-head">
        <Menu
          label={<span class="cut">{node.name}</span>}
          name={`Node ${node.name}`}
          class="ghost"
          sections={() => nodeActions(node)}
        />
        <small>
          {word ? (
            <span class="node-state">{word}</span>
          ) : small ? (
            `${sum.busy}/${node.numberOfProcessors}`
          ) : (
            `${sum.busy} of ${node.numberOfProcessors} busy`
          )}
          {sum.closed > 0 && <span class="unseen">, {sum.closed} closed</span>}
        </small>
      </div>
      <div
        class="processors"
        {...(hasJobs
          ? {
              role: "listbox",
              "aria-label": `Jobs on ${node.name}`,
              "aria-multiselectable": true,
              onKeyDown: onLaneKey,
              onClick: onLaneClick,
            }
          : {})}
      >
        {average && <Average {...sum} all={node.numberOfProcessors} />}
        {parts.map((part, at) => {
          const place = { gridColumn: `${part.start + 1} / span ${part.length}` };
          if (part.state === "free")
            return (
              <span
                key={`free${part.start}`}
                class={node.status === "Ready" ? "free" : "free off"}
                style={place}
                aria-hidden="true"
              />
            );
          if (part.state === "closed")
            return (
              <span
                key={`closed${part.start}`}
                class="closed"
                style={place}
                aria-hidden="true"
                title={`${part.length} closed: an exclusive job wants this node alone`}
              >
                <b>{part.length} closed</b>
              </span>
            );
          // The key holds the place: a block never slides, it goes and comes.
          return (
            <JobBlock
              key={`${part.jobId}@${part.start}`}
              block={part}
              first={at === firstJob}
              named={at > 0 && parts[at - 1]?.jobId === part.jobId}
            />
          );
        })}
      </div>
    </div>
  );
}

/** Many nodes: one small cell each on a canvas. Its twin in words is the line above and the Running rows of the grid. */
function ManyNodes({ all }: { all: readonly ComputeNode[] }) {
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [size, setSize] = useState({ width: 0, height: 0 });
  useEffect(() => {
    const element = box.current as HTMLElement;
    const observer = new ResizeObserver(() =>
      setSize({ width: element.clientWidth, height: Math.max(120, element.clientHeight) }),
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  let cell = 44;
  while (cell > 3 && Math.floor(size.width / cell) * Math.floor(size.height / cell) < all.length) cell -= 1;
  const perRow = Math.max(1, Math.floor(size.width / cell));
  const gap = cell > 8 ? 3 : cell > 4 ? 1 : 0;

  useEffect(() => {
    const element = canvas.current;
    const pen = element?.getContext("2d");
    if (!element || !pen || size.width === 0) return;
    const scale = devicePixelRatio;
    element.width = size.width * scale;
    element.height = size.height * scale;
    pen.scale(scale, scale);
    const style = getComputedStyle(document.documentElement);
    const colour = (name: string): string => style.getPropertyValue(name);
    const [working, shut, edge, select] = [colour("--running"), colour("--hatch"), colour("--edge"), colour("--ink")];
    all.forEach((node, at) => {
      const x = (at % perRow) * cell;
      const y = Math.floor(at / perRow) * cell;
      const side = cell - gap;
      const { busy, closed } = sums(node);
      pen.fillStyle = shut;
      const shutHeight = (side * (busy + closed)) / node.numberOfProcessors;
      if (closed > 0) pen.fillRect(x, y + side - shutHeight, side, shutHeight);
      pen.fillStyle = working;
      const height = (side * busy) / node.numberOfProcessors;
      pen.fillRect(x, y + side - height, side, height);
      if (gap > 0) {
        const chosen = node.processors.some((p) => p.jobId !== null && selected.value.has(p.jobId));
        pen.strokeStyle = chosen ? select : edge;
        pen.lineWidth = chosen ? 2 : 1;
        pen.setLineDash(node.status === "Ready" ? [] : [2, 2]);
        pen.strokeRect(x + 0.5, y + 0.5, side - 1, side - 1);
      }
    });
  });

  const onClick = (event: MouseEvent): void => {
    const node = all[Math.floor(event.offsetY / cell) * perRow + Math.floor(event.offsetX / cell)];
    const id = node?.processors.find((p) => p.jobId !== null)?.jobId;
    if (id) choose(id, event, columns.peek().ids);
  };
  const busyNodes = all.filter((node) => sums(node).busy > 0).length;
  return (
    <div class="lane-scroll many" ref={box}>
      <canvas
        ref={canvas}
        role="img"
        aria-label={`${number(busyNodes)} of ${number(all.length)} nodes have work`}
        style={{ width: `${size.width}px`, height: `${size.height}px` }}
        onClick={onClick}
      />
    </div>
  );
}

export function Nodes() {
  const all = nodes.value;
  const sum = counter.value;
  const closed = all.reduce((total, node) => total + sums(node).closed, 0);
  return (
    <section class="lane nodes" aria-label="Nodes">
      <h2>
        Nodes
        <span class="quiet">
          {number(sum.numberOfBusyProcessors ?? 0)} of {number(sum.totalNumberOfProcessors ?? 0)} processors busy
          {closed > 0 && `, ${number(closed)} closed`}
        </span>
      </h2>
      {all.length > MEDIUM ? (
        <ManyNodes all={all} />
      ) : (
        <div class="lane-scroll">
          {all.length === 0 && <p class="lane-empty">This cluster has no nodes.</p>}
          <div class={`nodes-list${all.length > ROWS ? " medium" : ""}`}>
            {all.map((node) => (
              <NodeRow key={node.name} node={node} average={calm.value} small={all.length > ROWS} />
            ))}
          </div>
        </div>
      )}
      {phone.value && <Legend />}
    </section>
  );
}

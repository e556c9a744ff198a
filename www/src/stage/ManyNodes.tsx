/**
 * Many nodes: a square each on a canvas, with a smaller one for each processor where there is room. The table beneath it
 * says the same in words and has the node's menu; it comes up when the focus is in it, or when one asks for it.
 */
import type { ComputeNode } from "ccp-scheduler";
import { signal } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import { columns } from "../live/store";
import { choose, selected } from "../live/selection";
import { concerned, willStart } from "../panel/panels";
import { boxOf, pointerOf, zoom } from "../parts/zoom";
import { theme } from "../theme";
import { nodeInWords } from "../words";
import { palette } from "../timeline/palette";
import { NodesTable } from "./NodesTable";
import { averaged } from "./averaged";
import { busy, jobsOn, sums } from "./node";

const LARGEST = 44;
const SMALLEST = 12;
/** Smaller than this a processor's square says nothing: then the node is filled from below. */
const SQUARE = 5;

export const nodesAsTable = signal(false);

interface Layout {
  cell: number;
  perRow: number;
  height: number;
}

/** As large as all fit; with more than fit at the smallest size the box scrolls. */
function layout(n: number, width: number, height: number): Layout {
  let cell = LARGEST;
  while (cell > SMALLEST && Math.floor(width / cell) * Math.floor(height / cell) < n) cell -= 1;
  const perRow = Math.max(1, Math.floor(width / cell));
  return { cell, perRow, height: Math.ceil(n / perRow) * cell };
}

type Colours = ReturnType<typeof colours>;
function colours() {
  const style = getComputedStyle(document.documentElement);
  const of = (name: string): string => style.getPropertyValue(name).trim();
  return { ...palette(), soft: of("--running-soft") };
}

function filled(pen: CanvasRenderingContext2D, node: ComputeNode, x: number, y: number, side: number, c: Colours): void {
  const sum = sums(node);
  const level = (n: number): number => Math.round((side * n) / node.numberOfProcessors);
  const fill = (colour: string, from: number, to: number): void => {
    pen.fillStyle = colour;
    pen.fillRect(x, y + side - to, side, to - from);
  };
  const [working, held, closed] = [level(sum.working), level(busy(sum)), level(busy(sum) + sum.closed)];
  fill(c.hatch, held, closed);
  fill(c.soft, working, held);
  fill(c.status.Running, 0, working);
}

function squares(pen: CanvasRenderingContext2D, node: ComputeNode, x: number, y: number, side: number, c: Colours): boolean {
  const perRow = Math.ceil(Math.sqrt(node.numberOfProcessors));
  const each = Math.floor((side - 2) / perRow);
  if (each < SQUARE) return false;
  const free = Math.floor((side - perRow * each) / 2);
  node.processors.forEach(({ state }, at) => {
    const [left, top] = [x + free + (at % perRow) * each, y + free + Math.floor(at / perRow) * each];
    const [box, line] = [each - 1, each - 2];
    if (state === "working") {
      pen.fillStyle = c.status.Running;
      pen.fillRect(left, top, box, box);
    } else if (state === "held") {
      pen.fillStyle = c.soft;
      pen.fillRect(left, top, box, box);
      pen.strokeStyle = c.status.Running;
      pen.strokeRect(left + 0.5, top + 0.5, line, line);
    } else if (state === "closed") {
      pen.fillStyle = c.hatch;
      pen.fillRect(left, top, box, box);
    } else {
      pen.strokeStyle = c.line;
      pen.strokeRect(left + 0.5, top + 0.5, line, line);
    }
  });
  return true;
}

export function ManyNodes({ all, onPoint }: { all: readonly ComputeNode[]; onPoint(words: string | null): void }) {
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
  const { cell, perRow, height } = layout(all.length, size.width, size.height);
  theme.value;

  useEffect(() => {
    const element = canvas.current;
    const pen = element?.getContext("2d");
    if (!element || !pen || size.width === 0) return;
    const scale = devicePixelRatio * zoom.value;
    element.width = size.width * scale;
    element.height = height * scale;
    pen.scale(scale, scale);
    pen.lineWidth = 1;
    const c = colours();
    const side = cell - (cell > 20 ? 4 : 2);
    const coming = new Set(willStart.value.flatMap(({ nodes }) => nodes.map(({ name }) => name)));
    all.forEach((node, at) => {
      const x = (at % perRow) * cell + 1;
      const y = Math.floor(at / perRow) * cell + 1;
      if (averaged.value || !squares(pen, node, x, y, side, c)) filled(pen, node, x, y, side, c);
      const jobs = jobsOn(node);
      const chosen = jobs.some((id) => selected.value.has(id));
      const marked = coming.has(node.name) || jobs.some((id) => concerned.value.has(id));
      pen.strokeStyle = chosen || marked ? c.ink : c.edge;
      pen.lineWidth = chosen || marked ? 2 : 1;
      pen.setLineDash(marked ? [4, 2] : node.status === "Ready" && node.missedHeartbeats === 0 ? [] : [2, 2]);
      pen.strokeRect(x + 0.5, y + 0.5, side - 1, side - 1);
      pen.setLineDash([]);
      pen.lineWidth = 1;
    });
  });

  const nodeAt = (event: MouseEvent): ComputeNode | undefined => {
    const place = boxOf(canvas.current as HTMLCanvasElement);
    const { x, y } = pointerOf(event);
    const column = Math.floor((x - place.left) / cell);
    return column < perRow ? all[Math.floor((y - place.top) / cell) * perRow + column] : undefined;
  };
  const onClick = (event: MouseEvent): void => {
    const node = nodeAt(event);
    const [first] = node ? jobsOn(node) : [];
    if (first !== undefined) choose(first, event, columns.peek().ids);
  };
  return (
    <div class="many">
      <NodesTable all={all} shown={nodesAsTable.value} />
      {!nodesAsTable.value && (
        <div class="many-drawing" ref={box} aria-hidden="true">
          <canvas
            ref={canvas}
            style={{ width: `${size.width}px`, height: `${height}px` }}
            onClick={onClick}
            onPointerMove={(event) => {
              const node = nodeAt(event);
              onPoint(node ? nodeInWords(node, sums(node), jobsOn(node)) : null);
            }}
            onPointerLeave={() => onPoint(null)}
          />
        </div>
      )}
    </div>
  );
}

/** Where everything of the timeline lies, in pixels: the same for the pen and for the pointer. Only rows in sight are gone through. */
import type { NodeRuns, Runs } from "./runs";
import type { Rows, Span } from "./view";

export const AXIS = 24;
/** What the first in the queue was promised, below the nodes. */
export const NEXT = 28;
export const JOB_ROW = 24;
const NODE_ROW_MOST = 72;
const PAD = 2;

export interface Scene {
  runs: Runs;
  rows: Rows;
  width: number;
  height: number;
  /** How far the rows are scrolled. */
  scroll: number;
  span: Span;
  now: number;
  /** Width of the names on the left. */
  gutter: number;
  /** Waiting jobs that never ran, in queue order: the rows below those that did. */
  waiting: readonly number[];
}

export const plotTop = AXIS;
export const plotBottom = ({ rows, height }: Scene): number => (rows === "nodes" ? height - NEXT : height);
export const x = ({ span, gutter, width }: Scene, time: number): number =>
  gutter + ((time - span.from) / (span.to - span.from)) * (width - gutter);
export const timeAt = ({ span, gutter, width }: Scene, at: number): number =>
  span.from + ((at - gutter) / (width - gutter)) * (span.to - span.from);

export function rowCount({ runs, rows, waiting }: Scene): number {
  return rows === "nodes" ? runs.nodes.length : runs.started.length + waiting.length;
}

/** By job: whose row it is, −1 for nobody's any more. */
export function lifeInRow({ runs, waiting }: Scene, row: number): number {
  const begun = runs.started.length;
  return row < begun ? runs.started.at(row) : runs.lifeOf(waiting[row - begun] ?? 0);
}

export function rowHeight(scene: Scene): number {
  if (scene.rows === "jobs") return JOB_ROW;
  const { nodes } = scene.runs;
  const largest = nodes.reduce((most, node) => Math.max(most, node.slots.length), 1);
  const least = Math.max(16, Math.min(36, largest + 2 * PAD));
  const room = plotBottom(scene) - plotTop;
  return Math.max(least, Math.min(NODE_ROW_MOST, Math.floor(room / Math.max(1, nodes.length))));
}

/** How far the rows can be scrolled. */
export const overflow = (scene: Scene): number =>
  Math.max(0, rowCount(scene) * rowHeight(scene) - (plotBottom(scene) - plotTop));

export function rowsInSight(scene: Scene): { first: number; end: number } {
  const height = rowHeight(scene);
  return {
    first: Math.max(0, Math.floor(scene.scroll / height)),
    end: Math.min(rowCount(scene), Math.ceil((scene.scroll + plotBottom(scene) - plotTop) / height)),
  };
}

export const rowTop = (scene: Scene, row: number): number => plotTop + row * rowHeight(scene) - scene.scroll;

/** A bar: the run, and its box. `slot` tells bars of one row apart. */
export type Visit = (run: number, left: number, right: number, top: number, bottom: number, slot: number) => void;

/** Every bar that touches the row and the span, in the order of their starts. */
export function eachBar(scene: Scene, row: number, visit: Visit): void {
  const { runs, span, now } = scene;
  const height = rowHeight(scene);
  const top = rowTop(scene, row);
  const box = (run: number, slot: number, from: number, to: number): void => {
    // Earlier attempts are half as high.
    const middle = runs.run.superseded.at(run) === 1 ? (from + to) / 2 : from;
    visit(run, x(scene, runs.run.start.at(run)), x(scene, Math.min(now, runs.run.end.at(run))), middle, to, slot);
  };
  if (scene.rows === "nodes") {
    const node = runs.nodes[row] as NodeRuns;
    const each = (height - 2 * PAD) / node.slots.length;
    const gap = each >= 2.5 ? 1 : 0;
    runs.eachPiece(node, span.from, span.to, (piece, run) => {
      const slot = runs.piece.slot.at(piece);
      const from = top + PAD + slot * each;
      box(run, slot, from, from + runs.piece.size.at(piece) * each - gap);
    });
    return;
  }
  if (row >= runs.started.length) return;
  const life = runs.started.at(row);
  const own: number[] = [];
  for (let run = runs.life.last.at(life); run >= 0; run = runs.run.before.at(run)) {
    if (runs.run.start.at(run) <= span.to && runs.run.end.at(run) >= span.from) own.push(run);
  }
  for (const run of own.reverse()) box(run, 0, top + PAD, top + height - PAD - 1);
}

export interface Hit {
  /** −1: none. */
  run: number;
  /** The job of the run or the row, 0 for none. */
  job: number;
}

/** What lies there. Narrow bars are widened: two pixels to either side count. */
export function hit(scene: Scene, atX: number, atY: number): Hit {
  const none = { run: -1, job: 0 };
  if (atY < plotTop || atY >= plotBottom(scene)) return none;
  const row = Math.floor((atY - plotTop + scene.scroll) / rowHeight(scene));
  if (row >= rowCount(scene)) return none;
  let found = -1;
  if (atX >= scene.gutter) {
    eachBar(scene, row, (run, left, right, top, bottom) => {
      if (atX >= left - 2 && atX <= right + 2 && atY >= top && atY <= bottom) found = run;
    });
  }
  const { runs } = scene;
  if (found >= 0) return { run: found, job: runs.isHere(found) ? runs.jobOf(found) : 0 };
  if (scene.rows === "nodes") return none;
  const life = lifeInRow(scene, row);
  if (life < 0) return none;
  return {
    run: atX < scene.gutter ? runs.life.last.at(life) : -1,
    job: runs.life.gone.at(life) === 0 ? runs.life.job.at(life) : 0,
  };
}

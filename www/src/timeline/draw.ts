/**
 * Draws the timeline on a canvas. A bar's colour is how its run stands; its right edge says the same without colour:
 * open while it runs, straight, torn, or cut. What is narrower than a pixel is drawn once, not a thousand times.
 */
import { day, hourMinute, nearTime } from "../format";
import { STATUSES } from "../parts/status";
import { TIMELINE } from "../words";
import { ON_USER_COLOUR, type Palette, USER_COLOURS } from "./palette";
import type { NodeRuns } from "./runs";
import {
  AXIS,
  JOB_ROW,
  NEXT,
  type Scene,
  eachBar,
  lifeInRow,
  plotBottom,
  plotTop,
  rowHeight,
  rowTop,
  rowsInSight,
  timeAt,
  x,
} from "./scene";
import { ticks } from "./ticks";

/** Narrower bars have neither an edge nor a number. */
const WITH_EDGE = 8;
const WITH_LABEL = 22;
const LABEL_HEIGHT = 14;
const FONT = 13;

/** What the core promised to the first in the queue. */
export interface Reservation {
  job: number;
  name: string;
  /** Not later than this; null: nobody can know. */
  by: number | null;
  /** Null: without a limit. */
  length: number | null;
}

export interface Picture extends Scene {
  colours: Palette;
  selected: ReadonlySet<number>;
  pointed: number;
  focused: number;
  reservation: Reservation | null;
  /** The colour of a run's user; null: by status. */
  userColour: ((run: number) => number) | null;
  nodeWord(name: string): string;
}

interface Box {
  run: number;
  left: number;
  right: number;
  top: number;
  bottom: number;
}

const widths = new Map<string, number>();
function widthOf(pen: CanvasRenderingContext2D, text: string): number {
  const key = pen.font + text;
  let width = widths.get(key);
  if (width === undefined) {
    if (widths.size > 4_000) widths.clear();
    width = pen.measureText(text).width;
    widths.set(key, width);
  }
  return width;
}

/** As much of it as fits, with an ellipsis; "" if not even a part does. */
function fitted(pen: CanvasRenderingContext2D, text: string, room: number): string {
  if (widthOf(pen, text) <= room) return text;
  const most = Math.floor((room - widthOf(pen, "…")) / (widthOf(pen, text) / text.length));
  return most < 3 ? "" : `${text.slice(0, most)}…`;
}

function tear(pen: CanvasRenderingContext2D, { left, right, top, bottom }: Box): void {
  const teeth = Math.max(2, Math.round((bottom - top) / 6));
  const step = (bottom - top) / teeth;
  pen.beginPath();
  pen.moveTo(left, top);
  for (let tooth = 0; tooth < teeth; tooth += 1) {
    pen.lineTo(right, top + tooth * step);
    pen.lineTo(right - 4, top + (tooth + 0.5) * step);
  }
  pen.lineTo(right, bottom);
  pen.lineTo(left, bottom);
  pen.fill();
}

/** The fill of a bar that is wide enough to show how it ended. */
function shape(pen: CanvasRenderingContext2D, box: Box, how: number, ink: string): void {
  const { left, right, top, bottom } = box;
  const status = STATUSES[how];
  const height = bottom - top;
  if (status === "Failed") tear(pen, box);
  else if (status === "Cancelled") {
    pen.fillRect(left, top, right - left - 5, height);
    const { fillStyle } = pen;
    pen.fillStyle = ink;
    pen.fillRect(right - 2, top, 2, height);
    pen.fillStyle = fillStyle;
  } else if (status === "Running" && right - left >= 12) {
    const lip = Math.min(3, height / 3);
    pen.fillRect(left, top, right - left - 7, height);
    pen.fillRect(right - 7, top, 7, lip);
    pen.fillRect(right - 7, bottom - lip, 7, lip);
  } else pen.fillRect(left, top, right - left, height);
}

function arrow(pen: CanvasRenderingContext2D, at: number, middle: number): void {
  pen.beginPath();
  pen.moveTo(at, middle);
  pen.lineTo(at + 8, middle);
  pen.moveTo(at + 5, middle - 3);
  pen.lineTo(at + 8, middle);
  pen.lineTo(at + 5, middle + 3);
  pen.lineWidth = 1.5;
  pen.stroke();
}

function label(pen: CanvasRenderingContext2D, picture: Picture, box: Box, colour: string): void {
  const { runs } = picture;
  const from = Math.max(box.left, picture.gutter) + 5;
  let room = Math.min(box.right, picture.width) - from - 8;
  const middle = (box.top + box.bottom) / 2;
  pen.fillStyle = pen.strokeStyle = colour;
  let at = from;
  if (runs.run.backfill.at(box.run) === 1 && room > 30) {
    arrow(pen, at, middle);
    at += 12;
    room -= 12;
  }
  const number = String(runs.jobOf(box.run));
  const width = widthOf(pen, number);
  if (width > room) return;
  pen.fillText(number, at, middle);
  const name = fitted(pen, ` ${runs.nameOf(box.run)}`, room - width);
  if (name) pen.fillText(name, at + width, middle);
}

function outline(pen: CanvasRenderingContext2D, { left, right, top, bottom }: Box, by: number, width: number): void {
  pen.lineWidth = width;
  pen.strokeRect(left - by, top - by, Math.max(1, right - left) + 2 * by, bottom - top + 2 * by);
}

let hatching: { colour: string; pattern: CanvasPattern | null } = { colour: "", pattern: null };

/** Thin lines at 45 degrees, as on the nodes: nobody else could use these processors. */
function hatch(pen: CanvasRenderingContext2D, colour: string): CanvasPattern | string {
  if (hatching.colour !== colour) {
    const tile = document.createElement("canvas");
    tile.width = tile.height = 8;
    const line = tile.getContext("2d");
    if (line) {
      line.strokeStyle = colour;
      line.lineWidth = 1.5;
      line.beginPath();
      for (const from of [-8, 0, 8]) {
        line.moveTo(from, 8);
        line.lineTo(from + 8, 0);
      }
      line.stroke();
    }
    hatching = { colour, pattern: pen.createPattern(tile, "repeat") };
  }
  return hatching.pattern ?? colour;
}

function bars(pen: CanvasRenderingContext2D, picture: Picture): void {
  const { runs, colours, gutter, width, userColour } = picture;
  const { first, end } = rowsInSight(picture);
  const narrow = new Map<string, number[]>();
  const wide: Box[] = [];
  const closed: Box[] = [];
  const marked: [Box, "selected" | "pointed" | "focused"][] = [];
  const drawnTo = new Float64Array(runs.nodes.reduce((most, node) => Math.max(most, node.slots.length), 1));
  const colourOf = (run: number): string =>
    userColour
      ? (USER_COLOURS[userColour(run)] as string)
      : colours.status[STATUSES[runs.run.how.at(run)] ?? "Running"];

  for (let row = first; row < end; row += 1) {
    drawnTo.fill(Number.NEGATIVE_INFINITY);
    eachBar(picture, row, (run, from, to, top, bottom, slot) => {
      const left = Math.round(Math.max(from, gutter - 8));
      const right = Math.max(left + 1, Math.round(Math.min(to, width + 8)));
      const box = { run, left, right, top, bottom };
      if (picture.rows === "nodes" && runs.run.closed.at(run) > 0 && right - left > 2)
        closed.push({ ...box, top: rowTop(picture, row) + 2, bottom: rowTop(picture, row) + rowHeight(picture) - 3 });
      if (picture.selected.has(runs.jobOf(run)) && runs.isHere(run)) marked.push([box, "selected"]);
      if (run === picture.focused) marked.push([box, "focused"]);
      else if (run === picture.pointed) marked.push([box, "pointed"]);
      if (right - left >= WITH_EDGE && bottom - top >= 4) wide.push(box);
      else {
        if (right <= (drawnTo[slot] as number)) return;
        const colour = colourOf(run);
        let boxes = narrow.get(colour);
        if (!boxes) narrow.set(colour, (boxes = []));
        boxes.push(left, top, right - left, bottom - top);
      }
      drawnTo[slot] = right;
    });
  }
  for (const { left, right, top, bottom } of closed) {
    pen.fillStyle = hatch(pen, colours.hatch);
    pen.fillRect(left, top, right - left, bottom - top);
    pen.strokeStyle = colours.edge;
    outline(pen, { run: -1, left, right, top, bottom }, -0.5, 1);
  }
  for (const [colour, boxes] of narrow) {
    pen.fillStyle = colour;
    for (let at = 0; at < boxes.length; at += 4)
      pen.fillRect(boxes[at] as number, boxes[at + 1] as number, boxes[at + 2] as number, boxes[at + 3] as number);
  }
  for (const box of wide) {
    pen.fillStyle = colourOf(box.run);
    shape(pen, box, runs.run.how.at(box.run), colours.ink);
    if (userColour || (colours.outlined && box.bottom - box.top >= 8)) {
      pen.strokeStyle = colours.edge;
      outline(pen, box, -0.5, colours.outlined ? 2 : 1);
    } else {
      // A line of ground between a bar and the one before it.
      pen.fillStyle = colours.surface;
      pen.fillRect(box.left - 1, box.top, 1, box.bottom - box.top);
    }
  }
  for (const box of wide) {
    if (box.right - box.left < WITH_LABEL || box.bottom - box.top < LABEL_HEIGHT) continue;
    label(pen, picture, box, userColour ? ON_USER_COLOUR : colours.onBar);
  }
  pen.strokeStyle = colours.ink;
  for (const [box, mark] of marked) {
    if (mark === "pointed") outline(pen, box, 0.5, 1);
    else if (mark === "selected") outline(pen, box, 1, 2);
    else {
      pen.strokeStyle = colours.surface;
      outline(pen, box, 1, 2);
      pen.strokeStyle = colours.ink;
      outline(pen, box, 3, 2);
    }
  }
}

const isSelected = ({ runs, selected }: Picture, life: number): boolean =>
  life >= 0 && runs.life.gone.at(life) === 0 && selected.has(runs.life.job.at(life));

/** By job: the row of the one that is promised a place, −1 if there is none in the picture. */
function reservedRow({ rows, runs, reservation, waiting }: Picture): number {
  if (rows !== "jobs" || !reservation) return -1;
  const life = runs.lifeOf(reservation.job);
  if (life >= 0 && runs.life.row.at(life) >= 0) return runs.life.row.at(life);
  const at = waiting.indexOf(reservation.job);
  return at < 0 ? -1 : runs.started.length + at;
}

/** By job: how long each waited, as a thin line before its bar. */
function waits(pen: CanvasRenderingContext2D, picture: Picture): void {
  const { runs, now, colours } = picture;
  const { first, end } = rowsInSight(picture);
  pen.fillStyle = colours.queued;
  const line = (from: number, to: number, row: number): void => {
    const left = Math.max(picture.gutter, x(picture, from));
    const right = x(picture, to);
    if (right <= left) return;
    const middle = rowTop(picture, row) + JOB_ROW / 2;
    pen.fillRect(left, middle - 1, right - left, 2);
    pen.fillRect(left, middle - 5, 2, 10);
  };
  for (let row = first; row < end; row += 1) {
    const life = lifeInRow(picture, row);
    if (life < 0) continue;
    if (runs.life.waits.at(life) === 1) line(runs.life.queued.at(life), now, row);
    for (let run = runs.life.last.at(life); run >= 0; run = runs.run.before.at(run)) {
      const start = runs.run.start.at(run);
      line(start - runs.run.waited.at(run), start, row);
    }
  }
}

/** Words that end there, on plain ground, and not across the line of now. */
function before(pen: CanvasRenderingContext2D, picture: Picture, words: string, end: number, middle: number): void {
  const { colours } = picture;
  const size = widthOf(pen, words);
  const nowAt = x(picture, picture.now);
  const right = nowAt > end - size - 12 && nowAt < end ? nowAt : end;
  pen.fillStyle = colours.surface;
  pen.fillRect(right - size - 10, middle - 9, size + 8, 18);
  pen.fillStyle = colours.ink;
  pen.fillText(words, right - size - 6, middle);
}

/** Dashed, with a flag at its corner: a place that was promised, not taken. */
function promised(pen: CanvasRenderingContext2D, picture: Picture, top: number, bottom: number): void {
  const { reservation, colours, width, gutter, now } = picture;
  if (!reservation) return;
  pen.fillStyle = pen.strokeStyle = colours.ink;
  const middle = (top + bottom) / 2;
  const name = `${reservation.job} ${reservation.name}`;
  if (reservation.by === null) {
    const left = picture.rows === "nodes" ? gutter : Math.max(gutter, x(picture, now));
    const words = picture.rows === "nodes" ? `${name}: ${TIMELINE.unknown}` : TIMELINE.unknown;
    pen.fillText(fitted(pen, words, width - left - 16), left + 8, middle);
    return;
  }
  const left = x(picture, Math.max(now, reservation.by));
  // By job the row has the name already.
  const words = `${picture.rows === "nodes" ? `${name}, ` : ""}${TIMELINE.by(nearTime(reservation.by, now))}`;
  if (left > width - 24) return before(pen, picture, `${words} →`, width - 2, middle);
  const right = reservation.length === null ? width + 8 : Math.min(width + 8, x(picture, reservation.by + reservation.length));
  if (right < gutter) return;
  pen.lineWidth = 1.5;
  pen.setLineDash([4, 3]);
  pen.strokeRect(left, top + 0.75, Math.max(6, right - left), bottom - top - 1.5);
  pen.setLineDash([]);
  pen.beginPath();
  pen.moveTo(left, top);
  pen.lineTo(left + 8, top);
  pen.lineTo(left, top + 8);
  pen.fill();
  const room = Math.min(right, width) - left - 14;
  if (widthOf(pen, words) <= room) pen.fillText(words, left + 11, middle);
  else before(pen, picture, words, left, middle);
}

function gutter(pen: CanvasRenderingContext2D, picture: Picture): void {
  const { runs, colours, rows } = picture;
  const { first, end } = rowsInSight(picture);
  const height = rowHeight(picture);
  const room = picture.gutter - 14;
  for (let row = first; row < end; row += 1) {
    const middle = rowTop(picture, row) + height / 2;
    pen.fillStyle = colours.ink;
    if (rows === "nodes") {
      const { name } = runs.nodes[row] as NodeRuns;
      const word = picture.nodeWord(name);
      pen.font = `600 ${FONT}px ${colours.font}`;
      if (word === "" || height < 36) pen.fillText(fitted(pen, name, room), 8, middle);
      else {
        pen.fillText(fitted(pen, name, room), 8, middle - 8);
        pen.font = `${FONT}px ${colours.font}`;
        pen.fillText(fitted(pen, word, room), 8, middle + 9);
      }
      continue;
    }
    const life = lifeInRow(picture, row);
    if (life < 0) continue;
    pen.fillStyle = runs.life.gone.at(life) === 1 ? colours.second : colours.ink;
    pen.font = `${isSelected(picture, life) ? 600 : 400} ${FONT}px ${colours.font}`;
    pen.fillText(fitted(pen, `${runs.life.job.at(life)} ${runs.text(runs.life.name.at(life))}`, room), 8, middle);
  }
}

function clipped(pen: CanvasRenderingContext2D, box: [number, number, number, number], draw: () => void): void {
  pen.save();
  pen.beginPath();
  pen.rect(...box);
  pen.clip();
  draw();
  pen.restore();
}

export function draw(pen: CanvasRenderingContext2D, picture: Picture): void {
  const { width, height, colours, span, now, gutter: left } = picture;
  const bottom = plotBottom(picture);
  const bold = `600 ${FONT}px ${colours.font}`;
  const plain = `${FONT}px ${colours.font}`;
  pen.clearRect(0, 0, width, height);
  pen.textBaseline = "middle";

  const nowAt = Math.round(x(picture, now));
  // What is to come lies on the page's ground.
  pen.fillStyle = colours.ground;
  if (nowAt < width) pen.fillRect(Math.max(left, nowAt), plotTop, width - Math.max(left, nowAt), height - plotTop);

  const { first, end } = rowsInSight(picture);
  const rowSize = rowHeight(picture);
  clipped(pen, [0, plotTop, width, bottom - plotTop], () => {
    for (let row = first; row < end; row += 1) {
      const top = rowTop(picture, row);
      if (picture.rows === "jobs" && isSelected(picture, lifeInRow(picture, row))) {
        pen.fillStyle = colours.select;
        pen.fillRect(0, top, width, rowSize);
      }
      pen.fillStyle = colours.line;
      pen.fillRect(0, top + rowSize - 1, width, 1);
    }
  });

  pen.font = bold;
  const nowWords = hourMinute(now);
  const nowSize = Math.ceil(widthOf(pen, nowWords)) + 10;
  const nowLeft = Math.max(left, Math.min(width - nowSize, nowAt - nowSize / 2));
  const nowSeen = nowAt >= left && nowAt <= width;
  for (const { time, label: words, strong } of ticks(span, width - left)) {
    const at = Math.round(x(picture, time));
    if (at < left) continue;
    pen.fillStyle = strong ? colours.edge : colours.line;
    pen.fillRect(at, plotTop - 5, 1, height - plotTop + 5);
    pen.fillStyle = colours.second;
    pen.font = strong ? bold : plain;
    const end = at + 4 + widthOf(pen, words);
    if (end > width || (nowSeen && end > nowLeft - 4 && at < nowLeft + nowSize)) continue;
    pen.fillText(words, at + 4, AXIS / 2 - 2);
  }

  clipped(pen, [left, plotTop, width - left, bottom - plotTop], () => {
    pen.font = bold;
    if (picture.rows === "jobs") waits(pen, picture);
    bars(pen, picture);
    const row = reservedRow(picture);
    if (row >= 0) {
      pen.font = plain;
      promised(pen, picture, rowTop(picture, row) + 3, rowTop(picture, row) + rowSize - 4);
    }
  });
  clipped(pen, [0, plotTop, left, bottom - plotTop], () => gutter(pen, picture));

  if (picture.rows === "nodes") {
    pen.fillStyle = colours.edge;
    pen.fillRect(0, bottom, width, 1);
    pen.fillStyle = colours.second;
    pen.font = plain;
    pen.fillText(TIMELINE.next, 8, bottom + NEXT / 2);
    if (picture.reservation) {
      clipped(pen, [left, bottom, width - left, NEXT], () => promised(pen, picture, bottom + 4, bottom + NEXT - 4));
    } else {
      pen.fillText(TIMELINE.nobodyWaits, left + 8, bottom + NEXT / 2);
    }
  }

  // The day of the left edge, where the names are.
  pen.fillStyle = colours.ink;
  pen.font = bold;
  pen.clearRect(0, 0, left, AXIS - 4);
  pen.fillText(day(timeAt(picture, left)), 8, AXIS / 2 - 2);
  pen.fillStyle = colours.edge;
  pen.fillRect(0, plotTop - 1, width, 1);

  if (nowSeen) {
    pen.fillStyle = colours.ink;
    pen.fillRect(nowAt - 1, plotTop - 4, 2, height - plotTop + 4);
    pen.fillRect(nowLeft, 0, nowSize, AXIS - 4);
    pen.fillStyle = colours.surface;
    pen.fillText(nowWords, nowLeft + 5, AXIS / 2 - 2);
  }
}

/** The stage as a picture, drawn anew from what the cluster says: who waits, what each processor does, who has ended. */
import type { ComputeNode, JobColumns } from "ccp-scheduler";
import { fullTime, number, person } from "../format";
import { live, world } from "../live/world";
import { STATUSES } from "../parts/status";
import { titleOf } from "../scenarios/origin";
import { type Block, blocks } from "../stage/slots";
import { TITLE, statusWord } from "../words";

const WIDTH = 1_200;
const MARGIN = 24;
const HEAD = 72;
const LANE = { waiting: MARGIN, nodes: 288, done: 936 } as const;
const NODES_WIDTH = 624;
const CARD = 44;
/** So many cards a lane has, then it counts. */
const CARDS = 10;
const ROW = 48;
/** Above so many nodes their rows are lower, and above so many more they are squares. */
const LOW = 12;
const SQUARES = 48;

const escape = (text: string): string =>
  text
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu, "\uFFFD")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");

/** The colours of the theme that is shown. */
const colour = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

/** As attributes: the policy of the page forbids styles, in pictures too. */
const STYLES = {
  title: () => `font-size="16" font-weight="600" fill="${colour("ink")}"`,
  text: () => `fill="${colour("ink")}"`,
  small: () => `font-size="13" fill="${colour("ink-2")}"`,
  on: () => `font-weight="600" fill="${colour("on-running")}"`,
} as const;

function text(x: number, y: number, style: keyof typeof STYLES, content: string, width?: number): string {
  const cut = width === undefined ? content : shortened(content, Math.floor(width / (style === "on" ? 8.6 : 7.4)));
  return `<text x="${x}" y="${y}" ${STYLES[style]()}>${escape(cut)}</text>`;
}
const shortened = (content: string, most: number): string => {
  const signs = Array.from(content);
  return signs.length <= most ? content : `${signs.slice(0, Math.max(1, most - 1)).join("")}…`;
};
const box = (x: number, y: number, width: number, height: number, fill: string, more = ""): string =>
  `<rect x="${x.toFixed(1)}" y="${y}" width="${Math.max(1, width).toFixed(1)}" height="${height}" rx="4" fill="${fill}"${more}/>`;

function card(x: number, y: number, width: number, tone: string, name: string, below: string): string {
  return [
    box(x, y, width, CARD, colour("surface"), ` stroke="${colour("line")}"`),
    box(x, y, 4, CARD, colour(tone)),
    text(x + 14, y + 18, "text", name, width - 20),
    text(x + 14, y + 36, "small", below, width - 20),
  ].join("");
}

function lane(x: number, title: string, ids: readonly number[], table: JobColumns, below: (row: number) => string): string {
  const rowOf = new Map(Array.from(table.ids, (id, row) => [id, row]));
  const width = LANE.nodes - LANE.waiting - 24;
  const cards = ids.slice(0, CARDS).map((id, at) => {
    const row = rowOf.get(id) ?? 0;
    const status = STATUSES[table.status[row] as number] ?? "Queued";
    const name = `${id} ${table.strings[table.name[row] as number] ?? ""}`;
    return card(x, HEAD + 36 + at * (CARD + 8), width, status.toLowerCase(), name, below(row));
  });
  const more = ids.length - cards.length;
  return [
    text(x, HEAD + 20, "title", `${title} ${number(ids.length)}`),
    ...cards,
    more > 0 ? text(x, HEAD + 56 + CARDS * (CARD + 8), "small", `and ${number(more)} more`) : "",
  ].join("");
}

function block(x: number, y: number, width: number, height: number, it: Block, name: string): string {
  const inset = width > 8 ? 1 : 0.5;
  const at = [x + inset, y, width - 2 * inset, height] as const;
  if (it.state === "free") return box(...at, "none", ` stroke="${colour("edge")}" stroke-dasharray="3 3"`);
  if (it.state === "closed") return box(...at, "url(#closed)", ` stroke="${colour("hatch")}"`);
  const working = it.state === "working";
  const fill = working ? colour(it.second ? "running-2" : "running") : colour("running-soft");
  const label = width > 60 && height > 20 ? text(x + 10, y + height / 2 + 5, working ? "on" : "text", `${it.jobId} ${name}`, width - 18) : "";
  return box(...at, fill, working ? "" : ` stroke="${colour("running")}"`) + label;
}

function nodeRow(node: ComputeNode, y: number, height: number, nameOf: (id: number) => string): string {
  const busy = node.processors.filter((it) => it.state === "working" || it.state === "held").length;
  const state = node.status === "Ready" ? `${busy} of ${node.numberOfProcessors} busy` : node.status.toLowerCase();
  const each = (NODES_WIDTH - 104) / node.numberOfProcessors;
  const row = blocks(node).map((it) =>
    block(LANE.nodes + 104 + it.start * each, y, it.length * each, height, it, it.jobId === null ? "" : nameOf(it.jobId)),
  );
  const label = height > 20 ? text(LANE.nodes, y + 16, "text", node.name, 96) + text(LANE.nodes, y + 34, "small", state, 100) : text(LANE.nodes, y + 13, "small", node.name, 96);
  return label + row.join("");
}

function square(node: ComputeNode, at: number): string {
  const size = 20;
  const across = Math.floor(NODES_WIDTH / (size + 4));
  const x = LANE.nodes + (at % across) * (size + 4);
  const y = HEAD + 36 + Math.floor(at / across) * (size + 4);
  const busy = node.processors.filter((it) => it.state === "working" || it.state === "held").length / node.numberOfProcessors;
  const filled = Math.round(busy * size);
  return box(x, y, size, size, "none", ` stroke="${colour("edge")}"`) + (filled > 0 ? box(x, y + size - filled, size, filled, colour("running")) : "");
}

function nodesLane(nodes: readonly ComputeNode[], nameOf: (id: number) => string): { drawn: string; height: number } {
  const all = nodes.reduce((sum, node) => sum + node.numberOfProcessors, 0);
  const busy = nodes.reduce((sum, node) => sum + node.processors.filter((it) => it.state === "working" || it.state === "held").length, 0);
  const head = text(LANE.nodes, HEAD + 20, "title", `Nodes · ${number(busy)} of ${number(all)} processors busy`);
  if (nodes.length > SQUARES) {
    const rows = Math.ceil(nodes.length / Math.floor(NODES_WIDTH / 24));
    return { drawn: head + nodes.map(square).join(""), height: rows * 24 };
  }
  const height = nodes.length > LOW ? 16 : 40;
  const step = height + ROW - 40;
  const rows = nodes.map((node, at) => nodeRow(node, HEAD + 36 + at * step, height, nameOf));
  return { drawn: head + rows.join(""), height: nodes.length * step };
}

/** Jobs that have ended, the last one first. */
function ended(table: JobColumns): number[] {
  const rows = Array.from(table.ids, (_, row) => row).filter((row) => (table.status[row] as number) > STATUSES.indexOf("Running"));
  rows.sort((a, b) => (table.endTime[b] as number) - (table.endTime[a] as number));
  return rows.map((row) => table.ids[row] as number);
}

export interface Picture {
  svg: string;
  width: number;
  height: number;
}

export function stagePicture(): Picture {
  const cluster = live();
  const table = cluster.jobColumns();
  const string = (column: Uint32Array, row: number): string => table.strings[column[row] as number] ?? "";
  const names = new Map(Array.from(table.ids, (id, row) => [id, string(table.name, row)]));
  const waiting = Array.from(cluster.queuedJobs());
  const done = ended(table);
  const { drawn, height: nodesHeight } = nodesLane(cluster.computeNodes, (id) => names.get(id) ?? "");
  const cards = Math.max(Math.min(CARDS, waiting.length), Math.min(CARDS, done.length));
  const height = HEAD + 36 + Math.max(nodesHeight, (cards + 1) * (CARD + 8)) + MARGIN;
  const it = world.peek();
  const title = `${it ? titleOf(it.origin) : TITLE} · ${fullTime(cluster.now)}`;
  const family = "system-ui, 'Segoe UI', Roboto, 'Noto Sans', sans-serif";
  const font = `font-family="${family}" font-size="14"`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" ${font} role="img" aria-label="${escape(title)}">
<defs><pattern id="closed" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="4" height="8" fill="${colour("hatch")}"/></pattern></defs>
<rect width="${WIDTH}" height="${height}" fill="${colour("bg")}"/>
${text(MARGIN, 40, "title", title)}
${lane(LANE.waiting, "Waiting", waiting, table, (row) => `${table.processors[row]} processors · ${person(string(table.owner, row))}`)}
${drawn}
${lane(LANE.done, "Done", done, table, (row) => [statusWord(STATUSES[table.status[row] as number] ?? "Finished"), string(table.message, row)].filter((part) => part !== "").join(": "))}
</svg>
`;
  return { svg, width: WIDTH, height };
}

/** The same in pixels, two for one. */
export async function stagePng(): Promise<Blob> {
  const { svg, width, height } = stagePicture();
  const url = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  try {
    const image = new Image(width, height);
    image.src = url;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = 2 * width;
    canvas.height = 2 * height;
    const pen = canvas.getContext("2d");
    if (!pen) throw new Error("This browser gives the page no canvas.");
    pen.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((done, fail) =>
      canvas.toBlob((blob) => (blob ? done(blob) : fail(new Error("This browser does not let the page read its canvas."))), "image/png"),
    );
  } finally {
    URL.revokeObjectURL(url);
  }
}

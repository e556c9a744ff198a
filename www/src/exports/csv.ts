/** Tables as text with commas (RFC 4180). A text that a spreadsheet would take for a formula gets an apostrophe in front. */
import { inCalendar } from "../format";

export type Cell = string | number | null;

const FORMULA = /^[=+\-@\t\r]/;

function cell(value: Cell): string {
  if (value === null) return "";
  // Numbers are ours; a minus in front of one is no formula.
  if (typeof value === "number") return String(value);
  const text = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const line = (row: readonly Cell[]): string => `${row.map(cell).join(",")}\r\n`;

/** The mark in front tells spreadsheets that it is UTF-8. */
export const csv = (head: readonly string[], rows: Iterable<readonly Cell[]>): string =>
  `\uFEFF${line(head)}${Array.from(rows, line).join("")}`;

/** An instant of the cluster's calendar as spreadsheets read it. */
export function instant(time: number | null | undefined): Cell {
  if (time === null || time === undefined || Number.isNaN(time)) return null;
  const date = new Date(inCalendar(time));
  return Number.isNaN(date.getTime()) ? String(time) : date.toISOString().replace("T", " ").replace(/(\.000)?Z$/, "");
}

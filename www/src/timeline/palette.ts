/** The colours of the theme for the pen, and those for users: these mean nothing else on the page. */
import type { JobStatus } from "ccp-scheduler";

export interface Palette {
  surface: string;
  ground: string;
  ink: string;
  second: string;
  line: string;
  edge: string;
  hatch: string;
  select: string;
  queued: string;
  onBar: string;
  status: Record<JobStatus, string>;
  font: string;
  /** For projectors: an edge of ink around each bar. */
  outlined: boolean;
}

export function palette(): Palette {
  const style = getComputedStyle(document.documentElement);
  const of = (name: string): string => style.getPropertyValue(name).trim();
  return {
    surface: of("--surface"),
    ground: of("--bg"),
    ink: of("--ink"),
    second: of("--ink-2"),
    line: of("--line"),
    edge: of("--edge"),
    hatch: of("--hatch"),
    select: of("--select"),
    queued: of("--queued"),
    onBar: of("--on-running"),
    status: {
      NotSubmitted: of("--notsubmitted"),
      Queued: of("--queued"),
      Running: of("--running"),
      Finished: of("--finished"),
      Failed: of("--failed"),
      Cancelled: of("--cancelled"),
    },
    font: of("--sans"),
    outlined: document.documentElement.dataset.theme === "projector",
  };
}

/** Paul Tol's light scheme: told apart with every kind of colour vision, and dark text is read on each. The last is for all others. */
export const USER_COLOURS = [
  "#77aadd",
  "#ee8866",
  "#eedd88",
  "#ffaabb",
  "#99ddff",
  "#44bb99",
  "#bbcc33",
  "#aaaa00",
  "#dddddd",
] as const;
export const ON_USER_COLOUR = "#10161e";
export const OTHERS = USER_COLOURS.length - 1;

/**
 * What part of time the timeline shows. It follows the playhead, except while somebody points at it or works in it:
 * nothing moves under the pointer or the focus. Zooming and moving by hand end the following.
 */
import { batch, signal } from "@preact/signals";
import { clock } from "../live/store";
import { onMoved, onNewWorld } from "../live/world";
import { DAY, HOUR, MINUTE, SECOND } from "../format";
import { told } from "./story";

/** Left of the playhead lies this part of what is shown, right of it what is to come. */
const PAST_PART = 0.8;
/** What is chosen until somebody zooms: the shortest that holds all that has happened, or so many runs of the usual length. */
const FIRST_SPANS = [30, 45, 60, 90, 120, 180, 240, 360, 480, 720, 1_440].map((minutes) => minutes * MINUTE);
const RUNS = 12;
const SHORTEST = 10 * SECOND;
const LONGEST = 20 * 366 * DAY;
const STEP = 0.25;
const ZOOM = 1.5;

export type Rows = "nodes" | "jobs";
export const rows = signal<Rows>("nodes");
export const byUser = signal(false);
export const asTable = signal(false);
export const following = signal(true);
/** Null: the page chooses. */
let chosenSpan: number | null = null;
/** The left edge. */
let edge = 0;
/** Moves on with whatever somebody did to the view, not with the playhead. */
export const turned = signal(0);
/** A run that is pointed at, and one that has the keyboard's focus; −1 for none. */
export const pointed = signal(-1);
export const focused = signal(-1);
export const held = { pointer: false, focus: false };

const WIDTH = 1_000;
let longest: number | null = null;

export interface Span {
  from: number;
  to: number;
}

function length(now: number): number {
  if (chosenSpan !== null) return chosenSpan;
  const { flows, runs } = told();
  // Asked once: a scale that changes with every run would be motion for nothing.
  longest ??= RUNS * (runs.typicalLength() ?? HOUR / 4);
  const past = Math.min(longest, now - flows.start);
  return FIRST_SPANS.find((span) => past <= PAST_PART * span) ?? DAY;
}

/** What is shown now. A step of less than a pixel is not worth it. */
export function span(): Span {
  const now = clock.peek();
  const long = length(now);
  const wish = now - PAST_PART * long;
  if (following.peek() && !held.pointer && !held.focus && Math.abs(wish - edge) >= long / WIDTH) edge = wish;
  return { from: edge, to: edge + long };
}

function set(from: number, long: number, follow: boolean): void {
  const clipped = Math.max(SHORTEST, Math.min(LONGEST, long));
  const first = told().flows.start;
  batch(() => {
    chosenSpan = clipped;
    // Never so far away that nothing could be in sight.
    edge = Math.max(first - 0.9 * clipped, Math.min(clock.peek() + 30 * DAY, from));
    following.value = follow;
    turned.value += 1;
  });
}

/** `by` times as much time in the same width; the instant `about` stays where it is. */
export function zoom(by: number, about?: number): void {
  const { from, to } = span();
  const now = clock.peek();
  const stays = about ?? (following.peek() ? now : (from + to) / 2);
  const long = Math.max(SHORTEST, Math.min(LONGEST, by * (to - from)));
  set(stays - ((stays - from) / (to - from)) * long, long, following.peek() && about === undefined);
}
export const zoomIn = (): void => zoom(1 / ZOOM);
export const zoomOut = (): void => zoom(ZOOM);

/** By so much time. */
export function pan(by: number): void {
  const { from, to } = span();
  set(from + by, to - from, false);
}
/** By a part of what is shown; more than 0 is later. */
function move(part: number): void {
  const { from, to } = span();
  pan(part * (to - from));
}
export const earlier = (): void => move(-STEP);
export const later = (): void => move(STEP);

export function followNow(): void {
  batch(() => {
    following.value = true;
    edge = clock.peek() - PAST_PART * length(clock.peek());
    turned.value += 1;
  });
}

/** All that has happened, with a little room. */
export function showAll(): void {
  const first = told().flows.start;
  const long = Math.max(MINUTE, (clock.peek() - first) * 1.1);
  set(first - 0.03 * long, long, false);
}

/** Another story: a run is known by its place in it. */
function forgetRuns(): void {
  batch(() => {
    pointed.value = -1;
    focused.value = -1;
    turned.value += 1;
  });
}

onNewWorld(() => {
  batch(() => {
    chosenSpan = null;
    longest = null;
    following.value = true;
    forgetRuns();
  });
});
onMoved(forgetRuns);

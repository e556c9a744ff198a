/**
 * The first ninety seconds: one request, told in five sentences. What is said is what still makes sense in the cluster
 * that is shown, so a visitor who does something else, undoes or lets time run is followed and never blocked.
 *
 * It uses a start of its own, Skip to and single calls only: generated users come when it is left, or with Run.
 */
import { batch, computed, effect, signal } from "@preact/signals";
import { switchUsers } from "../live/actions";
import { pause, playing, playTo, run } from "../live/clock";
import { done, lastCall, scrub } from "../live/history";
import { lastRemoval } from "../live/past";
import { selected } from "../live/selection";
import { clock, columns, job, parameters, version } from "../live/store";
import { isLesson, onNewWorld, world } from "../live/world";
import { cancelIds } from "../panel/forecast";
import { offered } from "../lesson/offered";
import { open, progress } from "../lessons/run";
import { recall, remember } from "../parts/memory";
import { FIRST } from "../scenarios";
import { at } from "../scenarios/building";
import { openScenario } from "../scenarios/open";
import { openTeachers } from "../teachers/state";
import * as say from "../words";

const KEY = "ccp-tour";
const NAME = "wind-tunnel";
const SHOWN_AT = at("Mon", 9, 2);

export type Stop = "watch" | "select" | "cancel" | "confirm" | "requeue" | "start" | "removal" | "end" | "left";

/** It goes on; "left": the visitor went elsewhere, and one line says where to find it again. */
const state = signal<"off" | "on" | "left">("off");
export const touring = computed(() => state.value !== "off");

/** One thought at a time: what is not about the request is not said meanwhile. */
export const guided = computed(() => state.value === "on" || isLesson(world.value?.origin));

/** The job that the request is about, by its name: null where there is none. */
const wanted = computed(() => {
  version.value;
  const table = columns.value;
  for (let row = 0; row < table.ids.length; row += 1)
    if (table.strings[table.name[row] as number] === NAME) return job(table.ids[row] as number);
  return null;
});

export const stop = computed<Stop | null>(() => {
  if (state.value === "off") return null;
  if (state.value === "left") return "left";
  if (playing.value) return "watch";
  version.value;
  if (lastRemoval() !== null) return "end";
  const it = wanted.value;
  if (!it) return "removal";
  const alone = selected.value.size === 1 && selected.value.has(it.id);
  if (it.status === "Queued") return "start";
  if (it.status === "Cancelled") return "requeue";
  if (it.status !== "Running" || it.attempt > 1) return "removal";
  if (cancelIds.value.length === 1 && cancelIds.value[0] === it.id) return "confirm";
  return alone ? "cancel" : "select";
});

const ORDER: readonly Stop[] = ["select", "cancel", "requeue", "start", "removal"];
export const STOPS = ORDER.length;
/** The how manieth of five it is, null for what stands before and after them. */
export const step = computed(() => {
  const at = ORDER.indexOf(stop.value === "confirm" ? "cancel" : (stop.value ?? "end"));
  return at < 0 ? null : at + 1;
});

export const sentence = computed<string>(() => {
  const it = wanted.value;
  const id = it?.id ?? 0;
  switch (stop.value) {
    case null:
      return "";
    case "watch":
      return say.TOUR_WATCH;
    case "select":
      return say.tourSelect(id);
    case "cancel":
      return say.TOUR_CANCEL;
    case "confirm":
      return say.TOUR_CONFIRM;
    case "requeue":
      return say.tourRequeue(selected.value.has(id) ? null : id);
    case "start":
      return say.TOUR_START;
    case "removal":
      return say.tourRemoval(Number(parameters.value.TTLCompletedJobs));
    case "end":
      return say.TOUR_END;
    case "left":
      return say.TOUR_LEFT;
  }
});

let entering = false;

function begin(): void {
  batch(() => {
    state.value = "on";
    playTo(SHOWN_AT, { slowly: true });
  });
}

/** For somebody who comes for the first time, and to the first scenario as it opens. */
export function offer(): void {
  const it = world.peek();
  if (it?.origin.kind !== "scenario" || it.origin.id !== FIRST || done.peek().length > 0) return;
  if (recall(KEY) === null && clock.peek() < SHOWN_AT) begin();
}

/** Once more, from the Lessons menu. */
export async function again(): Promise<void> {
  entering = true;
  await openScenario(FIRST);
  entering = false;
  begin();
}

function end(next: "off" | "left" = "off"): void {
  remember(KEY, "seen");
  state.value = next;
}

/** Skip or Escape: for good. What was held back for the tour comes now. */
export function leave(): void {
  if (state.peek() === "on") {
    pause();
    const users = world.peek()?.users;
    if (users && !users.on) switchUsers(true);
  }
  end();
}

/** The first lesson that is not finished yet. */
export function toLessons(): void {
  const next = offered.peek().find(({ id }) => !progress.peek()[id]) ?? offered.peek()[0];
  end();
  if (next) open(next.id);
}

export function toTeachers(): void {
  end();
  openTeachers();
}

/** Back to where the job runs again, and on from there with everybody else. */
export function playOn(): void {
  const started = wanted.peek()?.startTime ?? null;
  end();
  pause();
  if (started !== null) scrub(started);
  run();
}

onNewWorld(() => {
  if (entering) return;
  // Who opened a lesson has just seen where the tour is.
  if (state.peek() === "on") end(isLesson(world.peek()?.origin) ? "off" : "left");
  else state.value = "off";
});

// Time stands still for whoever acts; and who has acted in the tour is no newcomer any more.
effect(() => {
  if (lastCall.value?.moment && state.peek() === "on") {
    if (playing.peek()) pause();
    remember(KEY, "seen");
  }
});

/**
 * The clock of the page. It decides only how far to advance; what happens is the core's.
 *
 * Pace "events": each instant at which something happens gets 0.4 to 1.5 seconds, by how far away it is.
 * Pace "clock": so many simulated seconds a second.
 * It is also the one place where `version` moves on: at most once per frame, and at most twice a second while
 * more changes than an eye can follow come in.
 */
import { batch, computed, signal } from "@preact/signals";
import { DAY, MINUTE, SECOND } from "../format";
import { lessMotion } from "../parts/media";
import * as say from "../words";
import { isRefusal } from "./calls";
import { brisk, calm, clock, now, readAhead, version } from "./store";
import { advanceTo, closes, nextInstant, perform, startTime, stepBack } from "./history";
import { type Until, hasEnded, hasStarted, isFound, isHopeless, moreWait, queued } from "./until";
import { live, onEvents, onMoved, onNewWorld, world } from "./world";

export type Pace = "events" | "clock";

export const running = signal(false);
export const pace = signal<Pace>("events");
/** Simulated seconds in a second, 1 to 100,000. */
export const ratio = signal(60);
/** What the ratio really is where the computer cannot keep up, else null. */
export const reached = signal<number | null>(null);
/** The clock stands, and nothing will happen until somebody acts. */
export const idle = signal(false);
export const skipping = signal<Until | null>(null);
/** The page plays something by itself, up to an instant: any control takes over. */
export const playing = signal(false);
/** The page shows something in several parts, and waits between them (watch.ts). */
export const showing = signal(false);
/** Something goes on that Pause ends. */
export const moving = computed(() => running.value || playing.value || showing.value || skipping.value !== null);

/** Work of one frame, in milliseconds: the rest is for drawing. */
const FRAME_WORK = 9;
/** The same where a look at all jobs is due. */
const LEAST_WORK = 2;
/** The same while there is nothing to be watched: a click is still answered at once. */
const LONG_FRAME_WORK = 30;
/** For so many milliseconds skipping is shown; then it goes as fast as it can. */
const SKIP_SHOWN = 1_600;
/** After so long it stops and says so, since it may never be found: in milliseconds, and simulated. */
const SKIP_MOST = 15_000;
const SKIP_FARTHEST = 60 * DAY;
/** How often ages and deadlines are counted anew, in milliseconds. */
const NOW_EVERY = 250;
const CALM_ABOVE = 12;
const CALM_BELOW = 7;
/** What goes up and down more than three times a second flickers: five pictures a second, and not more, once there is so much to show. */
const BRISK_ABOVE = 3;
const BRISK_EVERY = 200;

let dirty = false;
let lastFrame = 0;
let lastVersion = 0;
let lastNow = 0;
let cost = 0;
/** Milliseconds that reading took for the look that the next frame draws. */
let read: number | null = null;
let wanted = false;
let playEnd = 0;
let playFactor = 1;
let hop: { from: number; to: number; start: number; length: number } | null = null;
let carried = 0;
let changes = 0;
let rateSince = 0;
let speedSince = { real: 0, simulated: 0 };
let skip = { start: 0, from: 0, waiting: 0, found: false, ofJob: false };
let heard = { events: 0, ended: 0, started: 0 };

/** What happened while the clock ran, for one spoken sentence when it stops. */
export const onStop = new Set<(sum: { events: number; ended: number; started: number }) => void>();

/** The clock stopped because a call that time brought was refused: why. */
export const onRefused = new Set<(message: string) => void>();

/** The clock did not do what it was asked: why, in a sentence. */
export const onSkipEnd = new Set<(sentence: string) => void>();
const explain = (sentence: string): void => {
  for (const tell of onSkipEnd) tell(sentence);
};

export function run(): void {
  const it = world.peek();
  if (!it || running.peek()) return;
  if (it.users && !it.users.on) perform("users", true);
  heard = { events: 0, ended: 0, started: 0 };
  batch(() => {
    running.value = true;
    idle.value = false;
  });
  playing.value = false;
  showing.value = false;
  hop = null;
  carried = 0;
  lastFrame = performance.now();
  speedSince = { real: lastFrame, simulated: it.cluster.now };
  wake();
}

export function pause(): void {
  if (!moving.peek()) return;
  batch(() => {
    running.value = false;
    playing.value = false;
    showing.value = false;
    skipping.value = null;
    reached.value = null;
    calm.value = false;
    brisk.value = false;
  });
  hop = null;
  for (const tell of onStop) tell(heard);
  refresh();
}

/** To the next instant at which something happens, at once. */
export function step(): void {
  pause();
  const next = nextInstant();
  idle.value = next === null;
  if (next !== null) advanceTo(next);
  refresh();
}

/** To the instant before at which something happened. */
export function back(): void {
  pause();
  if (live().now === startTime.peek()) explain(say.AT_THE_START);
  else stepBack();
}

export function skipTo(until: Until): void {
  pause();
  const hopeless = isHopeless(until);
  if (hopeless !== null) return explain(hopeless);
  heard = { events: 0, ended: 0, started: 0 };
  lastFrame = performance.now();
  skip = { start: lastFrame, from: live().now, waiting: queued(), found: false, ofJob: false };
  batch(() => {
    idle.value = false;
    skipping.value = until;
  });
  wake();
}

/** By events up to an instant, then it stands; at once where nobody would see it move, or does not want to. */
export function playTo(time: number, { slowly = false } = {}): void {
  pause();
  if (lessMotion.peek() || document.hidden) {
    advanceTo(Math.max(time, live().now));
    return refresh();
  }
  heard = { events: 0, ended: 0, started: 0 };
  playEnd = time;
  playFactor = slowly ? 2 : 1;
  hop = null;
  playing.value = true;
  wake();
}
document.addEventListener("visibilitychange", () => {
  if (document.hidden && playing.peek()) playTo(playEnd);
});

export function setRatio(value: number): void {
  batch(() => {
    pace.value = "clock";
    ratio.value = value;
    reached.value = null;
  });
  hop = null;
  speedSince = { real: performance.now(), simulated: clock.peek() };
}

export function byEvents(): void {
  pace.value = "events";
  reached.value = null;
  hop = null;
}

/** Shows now what has happened: after a click nobody waits for the next frame. */
export function refresh(): void {
  const it = world.peek();
  dirty = false;
  read = null;
  lastVersion = performance.now();
  batch(() => {
    if (it) clock.value = now.value = it.cluster.now;
    version.value += 1;
  });
}

/** On to an instant; at the end of a shift the clock stands. */
function arrive(time: number): void {
  advanceTo(time);
  if (time === closes.peek()) pause();
}

function runByEvents(at: number): void {
  const played = playing.peek();
  const due = nextInstant();
  const next = played ? Math.min(due ?? playEnd, playEnd) : due;
  if (next === null) {
    idle.value = true;
    pause();
    return;
  }
  const cluster = live();
  if (!hop || hop.to !== next) {
    const seconds = Math.max(0, next - cluster.now) / SECOND;
    const length = (played ? playFactor : 1) * (400 + 260 * Math.log10(1 + seconds / 10));
    hop = { from: cluster.now, to: next, start: at, length: Math.min(1_500, length) };
  }
  const part = (at - hop.start) / hop.length;
  if (part >= 1) {
    const { to } = hop;
    hop = null;
    arrive(to);
    if (played && next >= playEnd) pause();
  } else {
    advanceTo(Math.max(cluster.now, Math.min(hop.to - 1, Math.floor(hop.from + (hop.to - hop.from) * part))));
  }
}

/** Goes on to `target`, instant by instant so that a frame stays short. False if the time was up before. */
function goOn(target: number, deadline: number, stop: () => boolean): boolean {
  for (;;) {
    const next = nextInstant();
    if (next === null || next > target) {
      if (Number.isFinite(target)) advanceTo(target);
      return true;
    }
    arrive(next);
    if (!moving.peek() || stop()) return true;
    if (performance.now() > deadline) return false;
  }
}

function runByClock(at: number, passed: number, work: number): void {
  const cluster = live();
  const wish = passed * ratio.peek() + carried;
  const whole = Math.floor(wish);
  carried = wish - whole;
  if (!goOn(cluster.now + whole, at + work, () => false)) carried = 0;
  const real = at - speedSince.real;
  if (real < 1_000) return;
  const got = (cluster.now - speedSince.simulated) / real;
  reached.value = got < 0.8 * ratio.peek() ? got : null;
  speedSince = { real: at, simulated: cluster.now };
}

/** Ends skipping without having found anything. */
function giveUp(sentence: string): void {
  pause();
  explain(sentence);
}

/** Faster and faster, so that five days take about a second and three minutes a blink. */
function runUntilFound(at: number, passed: number, until: Until): void {
  const shown = at - skip.start;
  const fast = lessMotion.peek() || shown > SKIP_SHOWN;
  const goal = until.kind === "time" ? until.time : Number.POSITIVE_INFINITY;
  if (until.kind !== "time" && nextInstant() === null) {
    if (!("job" in until && until.job !== null) && until.kind !== "queue") idle.value = true;
    return idle.peek() ? pause() : giveUp(say.NEVER);
  }
  const pace = fast ? Number.POSITIVE_INFINITY : live().now + Math.floor(passed * 600 * Math.exp(0.008 * shown));
  goOn(Math.min(goal, pace), at + (fast ? LONG_FRAME_WORK : FRAME_WORK), () => skip.found || skip.ofJob);
  if (!moving.peek()) return;
  if (skip.found || live().now >= goal) return pause();
  if (skip.ofJob) {
    skip.ofJob = false;
    const hopeless = isHopeless(until);
    if (hopeless !== null) return giveUp(hopeless);
  }
  if (until.kind !== "time" && (shown > SKIP_MOST || live().now - skip.from > SKIP_FARTHEST))
    giveUp(say.notFoundSoFar(live().now - skip.from));
}

function go(at: number, passed: number, work: number): void {
  const until = skipping.peek();
  try {
    if (until) runUntilFound(performance.now(), passed, until);
    else if (playing.peek()) runByEvents(at);
    else if (running.peek()) {
      if (pace.peek() === "events") runByEvents(at);
      else runByClock(performance.now(), passed, work);
    }
  } catch (problem) {
    // What a call of the log or of a generated user was refused for: the clock stands, everything else goes on.
    if (!isRefusal(problem)) throw problem;
    pause();
    for (const tell of onRefused) tell(problem.message);
  }
  clock.value = live().now;
  if (!calm.peek() && !brisk.peek() && at - lastNow >= NOW_EVERY) {
    lastNow = at;
    now.value = live().now;
  }
}

/** Of many jobs each look costs some: at speed no more than a few hundredths of the time go there. */
const pauseBetween = (): number => (calm.peek() ? Math.max(500, 25 * cost) : Math.max(brisk.peek() ? BRISK_EVERY : 0, 4 * cost));

function frame(at: number): void {
  wanted = false;
  if (halted) return;
  const it = world.peek();
  if (!it) return;
  const looks = at - lastVersion >= pauseBetween();
  // What the frame before has read is drawn as it was then; the time of this one goes to the next.
  const draws = looks && read !== null;
  if (!draws) {
    const passed = Math.min(100, Math.max(0, at - lastFrame));
    lastFrame = at;
    // A frame may pass many instants: what follows from them is derived once, behind the last.
    batch(() => go(at, passed, looks ? LEAST_WORK : FRAME_WORK));
  }

  const moves = running.peek() || playing.peek() || skipping.peek() !== null;
  if (!moves) changes = 0;
  else if (at - rateSince >= 1_000) {
    const rate = (changes * 1_000) / (at - rateSince);
    rateSince = at;
    changes = 0;
    calm.value = calm.peek() ? rate > CALM_BELOW : rate > CALM_ABOVE;
    brisk.value = rate > BRISK_ABOVE;
  } else if (changes > BRISK_ABOVE) {
    brisk.value = true;
    if (changes > 4 * CALM_ABOVE) calm.value = true;
  }

  if (dirty && at - lastVersion >= (moves ? pauseBetween() : 0)) {
    const start = performance.now();
    if (moves && calm.peek() && !draws) {
      readAhead();
      read = performance.now() - start;
    } else {
      const before = read ?? 0;
      refresh();
      cost = before + performance.now() - start;
    }
  }
  if (moves || dirty) wake();
}

function wake(): void {
  if (wanted) return;
  wanted = true;
  requestAnimationFrame(frame);
}

onEvents((events) => {
  dirty = true;
  heard.events += events.length;
  const until = skipping.peek();
  for (const event of events) {
    if (event.type === "JobRemoved" || event.type === "JobStatus") changes += 1;
    if (hasStarted(event)) heard.started += 1;
    else if (hasEnded(event)) heard.ended += 1;
    if (!until) continue;
    skip.waiting += moreWait(event);
    if (isFound(until, event, skip.waiting)) skip.found = true;
    if ("job" in until && until.job === event.jobId) skip.ofJob = true;
  }
  if (!running.peek()) idle.value = false;
  wake();
});

onNewWorld(() => {
  batch(() => {
    running.value = false;
    playing.value = false;
    showing.value = false;
    skipping.value = null;
    reached.value = null;
    idle.value = false;
    calm.value = false;
    brisk.value = false;
  });
  hop = null;
  changes = 0;
  refresh();
});

onMoved(() => {
  hop = null;
  idle.value = false;
  refresh();
});

let halted = false;
/** For good: the page has broken. */
export function halt(): void {
  halted = true;
  clearInterval(watch);
}

// The clock can be moved from DevTools without anything happening: look now and then.
const watch = setInterval(() => {
  const it = world.peek();
  if (it && it.cluster.now !== clock.peek()) refresh();
}, MINUTE / 120);

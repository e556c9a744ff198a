/**
 * The page in a frame of another page (`?embed=https://course.example`): a small message API, for that origin alone.
 * docs/embedding.md is its description.
 */
import { effect } from "@preact/signals";
import { type CallName, MUTATING } from "./live/calls";
import { lessonOf } from "./lessons";
import { actions, lesson, reached } from "./lessons/run";
import { back, pause, run, running, step } from "./live/clock";
import { perform, redo, undo } from "./live/history";
import { counter, version } from "./live/store";
import { live, world } from "./live/world";
import { parameter } from "./parts/address";
import { scenario } from "./scenarios";
import { openLesson, openScenario } from "./scenarios/open";

/** Between two reports of a running clock, in milliseconds. */
const EVERY = 500;

interface Asked {
  ccp: 1;
  id?: unknown;
  do: string;
  scenario?: unknown;
  lesson?: unknown;
  name?: unknown;
  args?: unknown;
}

const origin = parameter("embed");
export const embedded = origin !== null && origin !== "" && window.parent !== window;

function post(message: object): void {
  // A page from a file has no origin to name.
  window.parent.postMessage({ ccp: 1, ...message }, origin === "null" ? "*" : (origin as string));
}

const state = (): object => ({
  now: live().now,
  running: running.peek(),
  counter: { ...counter.peek() },
});

const DO: Record<string, (it: Asked) => unknown> = {
  run,
  pause,
  step,
  back,
  undo: () => (pause(), undo()),
  redo: () => (pause(), redo()),
  ask: state,
  async open({ scenario: id, lesson: other }) {
    if (other !== undefined) {
      if (typeof other !== "string" || !lessonOf(other)) throw new Error(`There is no lesson ${String(other)}.`);
      return openLesson(other);
    }
    if (typeof id !== "string" || !scenario(id)) throw new Error(`There is no scenario ${String(id)}.`);
    await openScenario(id);
  },
  call({ name, args }) {
    if (!(MUTATING as readonly unknown[]).includes(name)) throw new Error(`${String(name)} is no call that changes a cluster.`);
    const { error, value } = perform(name as CallName, ...(Array.isArray(args) ? args : []));
    if (error) throw error;
    return value;
  },
};

async function answer(it: Asked): Promise<void> {
  try {
    const act = Object.hasOwn(DO, it.do) ? DO[it.do] : undefined;
    if (!act) throw new Error(`${String(it.do)} is none of ${Object.keys(DO).join(", ")}.`);
    post({ re: it.id, ok: true, value: await act(it) });
  } catch (problem) {
    const { message, code } = problem as Error & { code?: string };
    post({ re: it.id, ok: false, error: { message, ...(code ? { code } : {}) } });
  }
}

export function listenToHost(): void {
  if (!embedded) return;
  addEventListener("message", (event) => {
    if (event.source !== window.parent || event.origin !== origin) return;
    const it: unknown = event.data;
    if (typeof it === "object" && it !== null && "ccp" in it && it.ccp === 1 && "do" in it) void answer(it as Asked);
  });
  let last = 0;
  let due = 0;
  effect(() => {
    version.value;
    if (!world.value || due) return;
    const wait = Math.max(0, last + EVERY - performance.now());
    due = window.setTimeout(() => {
      due = 0;
      last = performance.now();
      post({ event: "changed", ...state() });
    }, wait);
  });
  effect(() => {
    if (reached.value) post({ event: "reached", lesson: lesson.peek()?.id, actions: actions.peek() });
  });
  post({ event: "ready" });
}

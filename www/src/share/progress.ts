/** How far a long piece of work is, with a way to stop it. One at a time: a new one stops the one before. */
import { signal } from "@preact/signals";

export interface Progress {
  /** What is being done: "The link is played again". */
  what: string;
  /** 0 to 1. */
  part: number;
  stop(): void;
}

/** What is being done, once it takes longer than a moment. */
export const progress = signal<Progress | null>(null);
/** Longer than this, and it is said; in milliseconds. */
const SAID_AFTER = 250;

/** The visitor has stopped it. */
export class Stopped extends Error {}

let running: AbortController | null = null;

export interface Work {
  signal: AbortSignal;
  onProgress(part: number): void;
  stop(): void;
  end(): void;
}

export function begin(what: string): Work {
  running?.abort();
  const control = new AbortController();
  running = control;
  const began = performance.now();
  const stop = (): void => control.abort();
  return {
    signal: control.signal,
    stop,
    onProgress(part) {
      if (running === control && performance.now() - began > SAID_AFTER) progress.value = { what, part, stop };
    },
    end() {
      if (running !== control) return;
      running = null;
      progress.value = null;
    },
  };
}

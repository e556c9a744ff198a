/** The six statuses as shape and word. The shapes differ in outline, so that they are told apart without colour. */
import type { JobStatus } from "ccp-scheduler";
import type { JSX } from "preact";
import { statusWord } from "../words";

/** In the order of the numbers in `jobColumns().status`. */
export const STATUSES: readonly JobStatus[] = ["NotSubmitted", "Queued", "Running", "Finished", "Failed", "Cancelled"];

/** Two marks more for tasks: stopped with its job, cancelled by hand. */
export type Mark = JobStatus | "StoppedWithJob" | "CancelledByHand";

const SHAPES: Record<Mark, () => JSX.Element> = {
  NotSubmitted: () => (
    <circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" stroke-width="2" stroke-dasharray="2.4 2.4" />
  ),
  Queued: () => (
    <>
      <circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" stroke-width="2" />
      <path d="M8 4.5V8l2.5 2" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" />
    </>
  ),
  Running: () => <path d="M3 1.5v13l11.5-6.5z" fill="currentColor" />,
  Finished: () => (
    <>
      <circle cx="8" cy="8" r="7" fill="currentColor" />
      <path d="M4.5 8.2l2.4 2.4 4.6-5" fill="none" class="knock" stroke-width="2" />
    </>
  ),
  Failed: () => (
    <>
      <path d="M8 .5L15.5 8 8 15.5.5 8z" fill="currentColor" />
      <path d="M5.6 5.6l4.8 4.8m0-4.8l-4.8 4.8" class="knock" stroke-width="1.8" />
    </>
  ),
  Cancelled: () => (
    <>
      <rect x="1" y="1" width="14" height="14" rx="2" fill="currentColor" />
      <path d="M4 8h8" class="knock" stroke-width="2.4" />
    </>
  ),
  StoppedWithJob: () => (
    <>
      <path d="M8 1.5L14.5 8 8 14.5 1.5 8z" fill="none" stroke="currentColor" stroke-width="1.6" />
      <path d="M8 1.5v13L1.5 8z" fill="currentColor" />
    </>
  ),
  CancelledByHand: () => (
    <>
      <rect x="0" y="3" width="11" height="11" rx="2" fill="currentColor" />
      <path d="M2.5 8.5h6" class="knock" stroke-width="2.2" />
      <circle cx="14" cy="4" r="2" fill="currentColor" />
    </>
  ),
};

const colourOf = (mark: Mark): JobStatus =>
  mark === "StoppedWithJob" ? "Failed" : mark === "CancelledByHand" ? "Cancelled" : mark;

export function StatusIcon({ mark }: { mark: Mark }) {
  const Shape = SHAPES[mark];
  return (
    <svg class={`icon mark-${colourOf(mark)}`} viewBox="0 0 16 16" aria-hidden="true">
      <Shape />
    </svg>
  );
}

export function Status({ status, strong }: { status: JobStatus; strong?: boolean }) {
  return (
    <span class={`status text-${status}`}>
      <StatusIcon mark={status} />
      {strong ? <b>{statusWord(status)}</b> : statusWord(status)}
    </span>
  );
}

/** A call that is to be said in code: what was called with what, and by whom, if not by the administrator. */
import type { Call } from "../live/calls";

export interface Saying extends Pick<Call, "name" | "args"> {
  /** Given: another user than the one who usually calls. */
  by?: { user: string; isAdmin: boolean } | undefined;
  /** Given: what the call gave back, the number of a new job for one. */
  value?: unknown;
}

/** What is to be typed, and what must be known to read it. */
export interface Said {
  code: string;
  note?: string | undefined;
}

export const idsOf = (value: unknown): number[] => (Array.isArray(value) ? (value as number[]) : [Number(value)]);
export const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

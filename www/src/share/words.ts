/** What the page says about sharing, keeping and coming back. */
import { count, dayTime, number } from "../format";
import type { Session } from "./session";

const sentence = (text: string): string => (/[.!?…]$/.test(text) ? text : `${text}.`);
export const calls = (n: number): string => (n === 0 ? "no calls" : count(n, "call"));

// ── opening ──
export const LINK = "The link";
export const opened = (what: string, title: string, { here, ahead, now }: Session): string =>
  `${what} was opened: ${title} at ${dayTime(now)}, with ${calls(here + ahead.length)}. Its cluster is the very same.`;
export const differs = (what: string, version?: string): string =>
  `${what} was opened, but its cluster is not the same as when it was made${
    version === undefined || version === PAGE_VERSION ? "" : `: that was with version ${version}, this is ${PAGE_VERSION}`
  }. The calls are the same; what came of them differs.`;
export const cannotOpen = (what: string, why: string): string => `${what} cannot be opened: ${sentence(why)} Nothing here has changed.`;
export const damaged = (what: string, why: string): string =>
  `${what} is damaged or incomplete: ${sentence(why)} Nothing here has changed.`;
export const stopped = (what: string): string => `${what} was not opened: you stopped it. Nothing here has changed.`;
export const playing = (what: string, part: number): string => `${what} is played again: ${Math.floor(100 * part)} %`;

// ── links ──
export const copied = (letters: number, n: number): string =>
  `Link copied: ${number(letters)} characters, with ${calls(n)}. Nothing was sent anywhere: all of it is in the link.`;
export const copiedStart = "Link copied: it opens the start, without calls.";
export const cannotCopy = "The browser does not let the page copy: take the link from the field.";
export const tooLong = (letters: number): string =>
  `The link would have ${number(letters)} characters; many programs cut off behind 8,000. Save the session as a file instead: it holds the same.`;
export const logInLink =
  "A log of yours cannot be in a link: it stays on this computer. Save the session as a file, with the log in it.";
export const SHARE = "Share";
export const COPY_LINK = "Copy link";
export const COPY_START = "Copy link without my calls";
export const SAVE_SESSION = "Save session as file";
export const LINK_FIELD = "Link";
export const CLOSE = "Close";
export const withCalls = (n: number): string => `with ${calls(n)}`;
export const saved = (name: string): string => `${name} was saved: open it here again by drag and drop, or under ⋯ More → Open a file.`;
export const logTooLarge = "Your log is too large for a session file: pass the log itself on, and a list of what you did.";
export const STOP = "Stop";

// ── files ──
export const unknownFile = (name: string): string =>
  `${name} is JSON, but neither a session nor a lesson of this page. Nothing here has changed.`;

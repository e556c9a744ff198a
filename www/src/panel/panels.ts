/** Which panel is open on the right: the details, or in their place a form. The clock stands while one is open. */
import { batch, effect, signal } from "@preact/signals";
import { pause, run, running } from "../live/clock";
import { selected } from "../live/selection";
import { job, version } from "../live/store";
import { onMoved, onNewWorld } from "../live/world";

// What the stage draws of an open panel; asked for only when drawn, so that it does no harm that the two know each other.
export { concerned, willStart } from "./forecast";

export type Panel =
  | "details"
  | "cancel"
  | "cancelTasks"
  | "newJob"
  | "newTask"
  | "term"
  | "actAs"
  | "parameters"
  | "skipWhen"
  | "link"
  | "recent"
  | "curious"
  | "log"
  | "receipts"
  | "classLink";

/** What an open form is about. */
export interface Subject {
  job?: number;
  tasks?: readonly number[];
  /** The term that is to be changed, by its documented name. */
  term?: string;
}

export const panel = signal<Panel>("details");
export const subject = signal<Subject>({});
/** Where the details have no column of their own, they open only when asked. */
export const detailsOpen = signal(false);
/** The clock ran when the panel opened: it stands while somebody decides, and goes on afterwards. */
export const heldClock = signal(false);
/** A lesson or the tour offers a message: it lies beside the field, ready to be taken. */
export const suggestedMessage = signal<string | null>(null);

let opener: HTMLElement | null = null;

function open(which: Panel, about: Subject = {}): void {
  if (panel.peek() === "details") opener = document.activeElement instanceof HTMLElement ? document.activeElement : null;
  const ran = running.peek();
  pause();
  batch(() => {
    heldClock.value = heldClock.peek() || ran;
    subject.value = about;
    panel.value = which;
  });
}

export function openCancel(): void {
  if (panel.peek() === "cancel") document.getElementById("message")?.focus();
  else open("cancel");
}
export const openCancelTasks = (id: number, tasks: readonly number[]): void => open("cancelTasks", { job: id, tasks });
/** An empty form, or one with the terms and tasks of a job to begin with. */
export const openNewJob = (from?: number): void => open("newJob", from === undefined ? {} : { job: from });
export const openNewTask = (id: number): void => open("newTask", { job: id });
export const openTerm = (id: number, term: string): void => open("term", { job: id, term });
export const openActAs = (): void => open("actAs");
export const openParameters = (): void => open("parameters");
export const openSkipWhen = (): void => open("skipWhen");
/** Whoever closes the panel moves the clock himself. */
export function keepStanding(): void {
  heldClock.value = false;
}
export const openLink = (): void => open("link");
export const openRecent = (): void => open("recent");
export const openCurious = (): void => open("curious");
export const openLogPanel = (): void => open("log");
export const openReceipts = (): void => open("receipts");
export const openClassLink = (): void => open("classLink");

export function closePanel(): void {
  if (panel.peek() === "details") return;
  const goOn = heldClock.peek();
  batch(() => {
    panel.value = "details";
    heldClock.value = false;
  });
  if (opener?.isConnected) opener.focus();
  opener = null;
  if (goOn) run();
}

// What a form is about may go: by a call from the console, or because the playhead jumped.
effect(() => {
  version.value;
  const { job: id } = subject.value;
  const gone = panel.value === "cancel" ? selected.value.size === 0 : id !== undefined && job(id) === null;
  if (gone) closePanel();
});

onMoved(() => {
  heldClock.value = false;
});
onNewWorld(() => {
  heldClock.value = false;
  panel.value = "details";
});

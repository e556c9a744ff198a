/** Which panel is open on the right: the details, or in their place the dialog "Cancel jobs" or "New job". */
import type { CancelPreview } from "ccp-scheduler";
import { batch, computed, effect, signal } from "@preact/signals";
import { selectedIds } from "../live/actions";
import { pause, run, running } from "../live/clock";
import { selected } from "../live/selection";
import { version } from "../live/store";
import { live, onNewWorld } from "../live/world";

export type Panel = "details" | "cancel" | "newJob";
export const panel = signal<Panel>("details");
/** Where the details have no column of their own, they open only when asked. */
export const detailsOpen = signal(false);
/** Offered beside the field "Message", to be taken with one press. */
export const suggestedMessage = signal<string | null>(null);
export const carryOn = signal(false);
/** The clock ran when the panel opened: it stands while somebody decides, and goes on afterwards. */
export const heldClock = signal(false);

let opener: HTMLElement | null = null;

function open(which: Panel): void {
  opener = document.activeElement instanceof HTMLElement ? document.activeElement : null;
  const ran = running.peek();
  pause();
  batch(() => {
    heldClock.value = heldClock.peek() || ran;
    carryOn.value = false;
    panel.value = which;
  });
}

export function openCancel(): void {
  if (panel.peek() === "cancel") document.getElementById("cancel-message")?.focus();
  else open("cancel");
}
export const openNewJob = (): void => open("newJob");

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

/** The jobs that the dialog is about, in the order of the call. */
export const cancelIds = computed<number[]>(() => (panel.value === "cancel" ? selectedIds() : []));

function preview(how: boolean): CancelPreview | null {
  version.value;
  const ids = cancelIds.value;
  return ids.length === 0 ? null : live().previewCancelJobs(Int32Array.from(ids), { carryOn: how });
}
/** What would happen as CCP does it, and past what is refused. */
export const strictPreview = computed(() => preview(false));
export const fullPreview = computed(() =>
  (strictPreview.value?.refused.length ?? 0) > 0 ? preview(true) : strictPreview.value,
);
export const chosenPreview = computed(() => (carryOn.value ? fullPreview.value : strictPreview.value));

const NONE: ReadonlySet<number> = new Set();
/** Jobs with a dashed outline on the stage: they would be cancelled. */
export const concerned = computed<ReadonlySet<number>>(() =>
  panel.value === "cancel" ? new Set(chosenPreview.value?.cancelled ?? []) : NONE,
);

effect(() => {
  if (panel.value === "cancel" && selected.value.size === 0) closePanel();
});

onNewWorld(() => {
  heldClock.value = false;
  panel.value = "details";
});

/** What would come of it: asked of the core while a form is open, or while the pointer or the focus is at a button. */
import type {
  CancelPreview,
  Cluster,
  ClusterEvent,
  Explanation,
  JobSpec,
  Placement,
  RequeuePreview,
  SubmitPreview,
} from "ccp-scheduler";
import { type ReadonlySignal, computed, signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { selectedIds } from "../live/actions";
import { selected } from "../live/selection";
import { version } from "../live/store";
import { type Trial, asActor, trial } from "../live/trial";
import { onNewWorld } from "../live/world";
import { panel } from "./panels";

const startsIn = (events: readonly ClusterEvent[]): Placement[] =>
  events
    .filter((event) => event.type === "JobStatus" && event.to === "Running")
    .map((event) => ({ jobId: event.jobId as number, nodes: event.nodes ?? [] }));

// ── cancelling ──

/** Past what is refused, where something is. */
export const carryOn = signal(false);

/** The jobs that the dialog is about, in the order of the call. */
export const cancelIds = computed<number[]>(() => (panel.value === "cancel" ? selectedIds() : []));

function ofCancel(how: boolean): CancelPreview | null {
  version.value;
  const ids = cancelIds.value;
  return ids.length === 0 ? null : asActor().previewCancelJobs(Int32Array.from(ids), { carryOn: how });
}
/** As CCP does it, and past what is refused. */
export const strictForecast = computed(() => ofCancel(false));
export const fullForecast = computed(() =>
  (strictForecast.value?.refused.length ?? 0) > 0 ? ofCancel(true) : strictForecast.value,
);
export const chosenForecast = computed(() => (carryOn.value ? fullForecast.value : strictForecast.value));

const NONE: ReadonlySet<number> = new Set();
/** Jobs with a dashed outline on the stage: they would be cancelled. */
export const concerned = computed<ReadonlySet<number>>(() =>
  panel.value === "cancel" ? new Set(chosenForecast.value?.cancelled ?? []) : NONE,
);

// ── a call of one click ──

/** The pointer or the focus is at the button of this call. */
export const considering = signal<"requeue" | "submit" | null>(null);

/** More would take a moment, and nobody waits for it. */
const MOST = 5_000;

export type BatchForecast = { ids: readonly number[] } & (
  | ({ call: "requeue" } & RequeuePreview)
  | ({ call: "submit" } & SubmitPreview)
);
export const considered = computed<BatchForecast | null>(() => {
  version.value;
  const call = considering.value;
  const n = selected.value.size;
  if (!call || n === 0 || n > MOST || panel.value !== "details") return null;
  const ids = selectedIds();
  const asked = Int32Array.from(ids);
  return call === "requeue"
    ? { call, ids, ...asActor().previewRequeueJobs(asked) }
    : { call, ids, ...asActor().previewSubmitJobs(asked) };
});

/** For a button: its call is considered while the pointer or the focus is at it, until it is pressed. */
export const considers = (call: "requeue" | "submit", press: () => void) => {
  const begin = (): void => void (considering.value = call);
  const end = (): void => void (considering.value = null);
  return {
    onPointerEnter: begin,
    onPointerLeave: end,
    onFocus: begin,
    onBlur: end,
    onClick: (): void => {
      end();
      press();
    },
  };
};
onNewWorld(() => {
  considering.value = null;
});

// ── for the stage ──

/** What the open form would start. */
const inForm = signal<readonly Placement[]>([]);

/** A form says what would start, for as long as it is open. */
export function useForesight(starts: readonly Placement[]): void {
  useEffect(() => {
    inForm.value = starts;
    return () => void (inForm.value = []);
  }, [JSON.stringify(starts)]);
}

/** Jobs that would start, and in which places: outlines on the stage. */
export const willStart: ReadonlySignal<readonly Placement[]> = computed(() => {
  if (panel.value === "cancel") return chosenForecast.value?.placements ?? [];
  return panel.value === "details" ? (considered.value?.placements ?? []) : inForm.value;
});

// ── forms ──

export interface Tried {
  /** Why it would be refused. */
  error: string | null;
  events: readonly ClusterEvent[];
  starts: readonly Placement[];
  /** Why the job would wait. */
  why: Explanation | null;
}

const explain = (copy: Cluster, id: number): Explanation | null =>
  copy.getJob(id).status === "Queued" ? copy.explainJob(id) : null;

const asTried = (it: Trial<Explanation | null> | null): Tried | null =>
  it && { error: it.error?.message ?? null, events: it.events, starts: startsIn(it.events), why: it.seen };

export const tryJob = (spec: JobSpec, queueIt: boolean): Tried | null =>
  asTried(
    trial(queueIt ? "queueJob" : "addJob", [spec], (copy, { error, value }) =>
      error ? null : explain(copy, value as number),
    ),
  );

export const tryTerm = (id: number, term: string, value: string): Tried | null =>
  asTried(trial("modifyJobTerm", [id, term, value], (copy, { error }) => (error ? null : explain(copy, id))));

export const tryTasks = (call: "cancelTasks" | "requeueTasks", id: number, tasks: readonly number[]): Tried | null =>
  asTried(trial(call, [id, tasks], () => null));

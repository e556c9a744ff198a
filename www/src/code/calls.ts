/** The calls that are shown as code: what the buttons would call for the selected jobs, and what was called last. */
import { administrator, selectedIds } from "../live/actions";
import type { Call } from "../live/calls";
import { lastCall, undoable } from "../live/history";
import { columns, rowOf } from "../live/store";
import { callTitle } from "../words";
import type { Named } from "./CodeTwin";
import * as say from "./words";

/** A call that was made, exactly as it was. */
export function ofCall(call: Call, title = callTitle(call), value?: unknown): Named {
  const { name, args, user, isAdmin } = call;
  const by = isAdmin && user === administrator.value ? undefined : { user, isAdmin };
  return { title, saying: { name, args, by, value } };
}

/** The last one; after going back, the one before the playhead. */
export function lastCalls(): Named[] {
  const call = lastCall.value?.call ?? undoable.value?.call;
  if (!call) return [];
  return [ofCall(call, say.lastCall(callTitle(call)), lastCall.value?.effects.value)];
}

export function selectedCalls(): Named[] {
  const ids = selectedIds();
  if (ids.length === 0) return [];
  const table = columns.value;
  const would = (name: "cancelJobs" | "requeueJobs" | "submitJobs", args: unknown[]): Named => ({
    title: say.button(callTitle({ at: 0, user: "", isAdmin: true, name, args })),
    saying: { name, args },
  });
  const drafts = ids.some((id) => table.status[rowOf(id, table)] === 0);
  return [
    would("cancelJobs", [ids, ""]),
    would("requeueJobs", [ids]),
    ...(drafts ? [would("submitJobs", [ids])] : []),
  ];
}

/** What can be done with selected jobs besides cancelling and requeueing. What cannot be done now says why when pressed. */
import { signal } from "@preact/signals";
import { report, selectedIds, submit } from "../live/actions";
import { saveJobXml } from "../exports/exports";
import { JOB_XML } from "../exports/words";
import { undoable } from "../live/history";
import { select, clearSelection, selected } from "../live/selection";
import { columns, job, rowOf } from "../live/store";
import { trial } from "../live/trial";
import { watchAgain } from "../live/watch";
import { count, number } from "../format";
import { allMatching } from "../grid/rows";
import { openNewJob, openTerm } from "../panel/panels";
import type { MenuItem } from "../parts/menu";
import { WATCH_AGAIN, callTitle, nothingSelected } from "../words";

export type ActionName = "submit" | "copy" | "limit" | "priority";

/** A lesson that needs them shows them as buttons of their own, beside the two great ones. */
export const ownButtons = signal<ReadonlySet<ActionName>>(new Set());

export interface Action {
  name: ActionName;
  label: string;
  hint?: string;
  /** Why it cannot be done now. */
  blocked?: string | undefined;
  run(): void;
}

const orSay =
  (blocked: string | undefined, act: () => void): (() => void) =>
  () =>
    blocked === undefined ? act() : report("refused", blocked);

function drafts(): number {
  const table = columns.peek();
  let n = 0;
  for (const id of selected.value) if (table.status[rowOf(id, table)] === 0) n += 1;
  return n;
}

/** For what is done with one job. */
function needsOne(verb: string): string | undefined {
  const n = selected.value.size;
  if (n === 1) return undefined;
  return n === 0 ? nothingSelected(verb) : `${verb} is for one job at a time; ${number(n)} are selected.`;
}

/** Whether the core would take a new value: that of now is tried. */
function needsOpenTerm(id: number | undefined, term: string, value: string): string | undefined {
  if (id === undefined) return undefined;
  return trial("modifyJobTerm", [id, term, value])?.error?.message;
}

export function actions(): Action[] {
  const n = selected.value.size;
  const [id] = selected.value;
  const one = n === 1 ? id : undefined;
  const it = one === undefined ? null : job(one);
  const none = n === 0 ? nothingSelected("Submit") : undefined;
  const limit = needsOne("Change run-time limit") ?? needsOpenTerm(one, "Runtime", it?.runtime ?? "");
  const priority = needsOne("Change priority") ?? needsOpenTerm(one, "Priority", it?.priority ?? "");
  const copy = needsOne("Copy as new job");
  return [
    {
      name: "submit",
      label: "Submit selected jobs",
      hint: n === 0 ? "none selected" : `${number(drafts())} not submitted`,
      blocked: none,
      run: orSay(none, () => submit(selectedIds())),
    },
    { name: "copy", label: "Copy as new job", blocked: copy, run: orSay(copy, () => openNewJob(one)) },
    {
      name: "limit",
      label: "Change run-time limit",
      blocked: limit,
      run: orSay(limit, () => openTerm(one as number, "Runtime")),
    },
    {
      name: "priority",
      label: "Change priority",
      blocked: priority,
      run: orSay(priority, () => openTerm(one as number, "Priority")),
    },
  ];
}

/** The menu: those that have no button of their own, and the rest. */
export function moreActions(): MenuItem[][] {
  const n = selected.value.size;
  const [id] = selected.value;
  const own = ownButtons.value;
  // Whoever may change this one may change others.
  const another =
    needsOne("Change another term") ??
    (id === undefined ? undefined : needsOpenTerm(id, "Project", job(id)?.project ?? ""));
  const file = needsOne(JOB_XML);
  const matching = allMatching().length;
  const last = undoable.value?.call;
  return [
    [
      ...actions().filter((action) => !own.has(action.name)),
      {
        label: "Change another term",
        blocked: another,
        run: orSay(another, () => openTerm(id as number, "MinimumNumberOfProcessors")),
      },
      { label: JOB_XML, blocked: file, run: orSay(file, () => void saveJobXml(id as number)) },
    ],
    [
      { label: "Select all that match", hint: count(matching, "job"), run: () => select(allMatching()) },
      { label: "Clear selection", hint: `${number(n)} selected`, run: clearSelection },
    ],
    last ? [{ label: WATCH_AGAIN, hint: callTitle(last), run: watchAgain }] : [],
  ];
}

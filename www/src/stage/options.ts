/**
 * Jobs on the stage are options of a list box: one tab stop for a lane, arrows move in it, Space and Enter choose.
 * A click, a key and the grid's check boxes mean the same selection.
 */
import { columns } from "../live/store";
import { choose, selected, toggle } from "../live/selection";

/** Arrow keys within the list box that the event came from. */
export function onLaneKey(event: KeyboardEvent): void {
  const box = event.currentTarget as HTMLElement;
  const all = [...box.querySelectorAll<HTMLElement>("[role=option]")];
  const at = all.indexOf(document.activeElement as HTMLElement);
  if (at < 0) return;
  const to = {
    ArrowDown: at + 1,
    ArrowRight: at + 1,
    ArrowUp: at - 1,
    ArrowLeft: at - 1,
    Home: 0,
    End: all.length - 1,
  }[event.key];
  if (to !== undefined) all[Math.max(0, Math.min(all.length - 1, to))]?.focus();
  else if (event.key === "Enter" || event.key === " ") {
    const id = Number(all[at]?.dataset.job);
    if (event.key === " ") toggle(id);
    else choose(id, event, columns.peek().ids);
  } else return;
  event.preventDefault();
}

export function onLaneClick(event: MouseEvent): void {
  const option = (event.target as HTMLElement).closest<HTMLElement>("[role=option]");
  if (option) choose(Number(option.dataset.job), event, columns.peek().ids);
}

/** What every option carries. `first`: it is the one that Tab reaches. */
export function option(id: number, first: boolean) {
  return { role: "option", "aria-selected": selected.value.has(id), "data-job": id, tabIndex: first ? 0 : -1 } as const;
}

/** Above the rows: how many of each status (and only those), of whom, with which words. */
import { counts } from "../live/store";
import { number, person } from "../format";
import { statusWord } from "../words";
import { type Chip, byOwner, chip, owner, owners, project, projects, shown, sortAgain, text } from "./rows";

export function Filters() {
  const sums = counts.value;
  const sum = (from: number, to: number): number => sums.slice(from, to).reduce((a, b) => a + b, 0);
  const chips: [Chip, string, number][] = [
    ["all", "All", sum(0, 6)],
    ["Queued", statusWord("Queued"), sum(1, 2)],
    ["Running", statusWord("Running"), sum(2, 3)],
  ];
  // Not always there, and last: they come without moving the others.
  if (sum(3, 6) > 0 || chip.value === "done") chips.push(["done", "Done", sum(3, 6)]);
  if (sum(0, 1) > 0 || chip.value === "NotSubmitted") chips.push(["NotSubmitted", statusWord("NotSubmitted"), sum(0, 1)]);
  const moved = shown.value.moved;
  const onKey = (event: KeyboardEvent): void => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const at = chips.findIndex(([it]) => it === chip.value);
    const to = (at + step + chips.length) % chips.length;
    chip.value = (chips[to] as [Chip, string, number])[0];
    (event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>("[role=radio]")[to]?.focus();
  };
  return (
    <div class="filters">
      <h2>Jobs</h2>
      <div class="chips" role="radiogroup" aria-label="Show" onKeyDown={onKey}>
        {chips.map(([it, label, n]) => (
          <span
            key={it}
            class="chip"
            role="radio"
            aria-checked={chip.value === it}
            tabIndex={chip.value === it ? 0 : -1}
            onClick={() => (chip.value = it)}
            onKeyDown={(event) => event.key === " " && (event.preventDefault(), (chip.value = it))}
          >
            {label} <span class="chip-count">{number(n)}</span>
          </span>
        ))}
      </div>
      <button
        type="button"
        class={`moved${moved > 0 ? "" : " none"}`}
        aria-hidden={moved === 0}
        tabIndex={moved > 0 ? 0 : -1}
        title="The rows stand still while you are at them."
        onClick={sortAgain}
      >
        {number(moved)} moved · sort again
      </button>
      <span class="between" />
      {(projects.value.length > 0 || project.value !== "") && (
        <select
          class="project"
          aria-label="Project"
          value={project.value}
          onChange={(event) => (project.value = event.currentTarget.value)}
        >
          <option value="">All projects</option>
          {projects.value.map((it) => (
            <option key={it} value={it}>
              {it}
            </option>
          ))}
        </select>
      )}
      <select
        class={`owner${byOwner.value ? "" : " none"}`}
        aria-label="Owner"
        value={owner.value}
        onChange={(event) => (owner.value = event.currentTarget.value)}
      >
        <option value="">Everyone</option>
        {owners.value.map((it) => (
          <option key={it} value={it}>
            {person(it)}
          </option>
        ))}
      </select>
      <input
        class="words"
        type="search"
        aria-label="Filter jobs"
        placeholder="Filter"
        value={text.value}
        onInput={(event) => (text.value = event.currentTarget.value)}
      />
    </div>
  );
}

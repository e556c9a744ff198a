/** What would come of a call, line by line, each with the shape of the state that it leads to. */
import { type Mark, StatusIcon } from "../parts/status";

export interface Line {
  mark: Mark;
  /** The shape without its colour: what is said is no state. */
  plain?: boolean;
  /** Who or what it is about, in bold. */
  about?: string;
  text: string;
}

export function Lines({ lines, label }: { lines: readonly Line[]; label?: string }) {
  return (
    <ul class="preview" aria-label={label}>
      {lines.map((line) => (
        <li key={`${line.mark}${line.about}${line.text}`} class={line.plain ? "plain" : undefined}>
          <StatusIcon mark={line.mark} />
          <span>
            {line.about && <b>{line.about} </b>}
            {line.text}
          </span>
        </li>
      ))}
    </ul>
  );
}

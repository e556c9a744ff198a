/** The goal, one line for each condition with its live state; a broken one names what broke it. */
import { goals } from "../lessons/run";
import { Bold } from "../parts/Bold";
import { type Mark, StatusIcon } from "../parts/status";
import * as say from "./words";

const MARKS: Record<"open" | "met" | "broken", Mark> = { open: "NotSubmitted", met: "Finished", broken: "Failed" };

export function Goals() {
  return (
    <ul class="goals" aria-label={say.GOAL}>
      {goals.value.map(({ id, text, state, by }) => (
        <li key={id}>
          <StatusIcon mark={MARKS[state]} />
          <span>
            <span class="unseen">{say.STATES[state]}: </span>
            <Bold text={text} />
            {state === "broken" && <small>{say.brokenBy(by)}</small>}
          </span>
        </li>
      ))}
    </ul>
  );
}

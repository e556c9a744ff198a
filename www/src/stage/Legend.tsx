/**
 * What the drawings of a processor mean, as far as they are in the picture. The words stand with each node too, so it
 * is for the eye only.
 */
import type { ComputeNode } from "ccp-scheduler";
import { nodes } from "../live/store";

type State = ComputeNode["processors"][number]["state"];

const MEANING: readonly [State, string][] = [
  ["working", "working"],
  ["held", "held, no task in it"],
  ["free", "free"],
  ["closed", "closed by an exclusive job"],
];

export function Legend() {
  const seen = new Set(nodes.value.flatMap((node) => node.processors.map((it) => it.state)));
  return (
    <p class="legend" aria-hidden="true">
      {MEANING.filter(([state]) => seen.has(state)).map(([state, words]) => (
        <span key={state}>
          <i class={`l-${state}`} /> {words}
        </span>
      ))}
    </p>
  );
}

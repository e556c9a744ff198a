/**
 * What the drawings of a processor mean, as far as they are in the picture. The words stand with each node too, so it
 * is for the eye only.
 */
import type { ComputeNode } from "ccp-scheduler";
import { moving } from "../live/clock";
import { nodes } from "../live/store";
import { onNewWorld } from "../live/world";

type State = ComputeNode["processors"][number]["state"];

const MEANING: readonly [State, string][] = [
  ["working", "working"],
  ["held", "held, no task in it"],
  ["free", "free"],
  ["closed", "closed by an exclusive job"],
];

let seen = new Set<State>();
onNewWorld(() => void (seen = new Set()));

export function Legend() {
  const here = nodes.value.flatMap((node) => node.processors.map((it) => it.state));
  // While time runs words do not come and go with every job: what was seen stays until it stands.
  seen = new Set(moving.value ? [...seen, ...here] : here);
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

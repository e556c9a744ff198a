/** What can be done to a node, what each does, and why it cannot be done now: the core is asked on a copy. */
import type { ComputeNode } from "ccp-scheduler";
import { computed } from "@preact/signals";
import { lesson } from "../lessons/run";
import { type NodeAction, node as nodeCall } from "../live/actions";
import { trial } from "../live/trial";
import type { MenuItem } from "../parts/menu";
import { NODE_ACTIONS } from "../panel/words";

const SECTIONS: readonly (readonly NodeAction[])[] = [
  ["pauseNode", "resumeNode", "approveNode"],
  ["failNode", "restoreNode"],
];

/** In a lesson that does not speak of nodes a node has no menu: one thing at a time. */
export const nodesAct = computed(() => {
  const offers = lesson.value?.lesson.allow;
  return !offers || offers.some((call) => call.endsWith("Node"));
});

export const nodeActions = (node: ComputeNode): MenuItem[][] =>
  SECTIONS.map((section) =>
    section.map((action) => {
      const [label, about] = NODE_ACTIONS[action];
      const tried = trial(action, [node.name]);
      const blocked =
        tried === null
          ? undefined
          : (tried.error?.message ?? (tried.events.length === 0 ? NODE_ACTIONS[action][2] : undefined));
      return { label, about, blocked, run: () => nodeCall(action, node.name) };
    }),
  );

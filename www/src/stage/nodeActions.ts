/** What can be done to a node, what each does, and why it cannot be done now: the core is asked on a copy. */
import type { ComputeNode } from "ccp-scheduler";
import { type NodeAction, node as nodeCall } from "../live/actions";
import { trial } from "../live/trial";
import type { MenuItem } from "../parts/menu";
import { NODE_ACTIONS } from "../panel/words";

const SECTIONS: readonly (readonly NodeAction[])[] = [
  ["pauseNode", "resumeNode", "approveNode"],
  ["failNode", "restoreNode"],
];

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

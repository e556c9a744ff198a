/** Why a node takes no work, drawn: two bars, an open circle, a dashed edge. The word stands beside it. */
import type { ComputeNode } from "ccp-scheduler";

export function NodeMark({ node }: { node: ComputeNode }) {
  if (node.status === "Ready" && node.missedHeartbeats === 0) return null;
  return (
    <svg class="icon node-mark" viewBox="0 0 16 16" aria-hidden="true">
      {node.status === "Paused" ? (
        <path d="M4 2h3v12H4zM9 2h3v12H9z" fill="currentColor" />
      ) : node.status === "Pending" ? (
        <rect x="2" y="3" width="12" height="10" rx="2" fill="none" stroke="currentColor" stroke-width="1.5" stroke-dasharray="3 2" />
      ) : (
        <>
          <circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" stroke-width="1.5" />
          {node.status === "Unreachable" && <path d="M3.8 12.2l8.4-8.4" stroke="currentColor" stroke-width="1.5" />}
        </>
      )}
    </svg>
  );
}

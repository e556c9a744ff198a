/** Where jobs that would start are outlined on a node: on processors that are free, or would be. */
import type { Placement } from "ccp-scheduler";
import type { Block } from "./slots";

export interface Outline {
  jobId: number;
  start: number;
  length: number;
}

/** `leaving`: jobs that would go first. The core says how many processors of the node each newcomer gets; which, is a drawing. */
export function outlines(
  name: string,
  blocks: readonly Block[],
  placements: readonly Placement[],
  leaving: ReadonlySet<number>,
): Outline[] {
  const wanted = placements.flatMap(({ jobId, nodes }) =>
    nodes.filter((node) => node.name === name).map(({ processors }) => ({ jobId, processors })),
  );
  if (wanted.length === 0) return [];
  const open: number[] = [];
  for (const block of blocks) {
    const taken = block.state === "working" || block.state === "held";
    if (taken && !leaving.has(block.jobId as number)) continue;
    for (let slot = block.start; slot < block.start + block.length; slot += 1) open.push(slot);
  }
  const found: Outline[] = [];
  for (const { jobId, processors } of wanted) {
    for (const slot of open.splice(0, processors)) {
      const last = found[found.length - 1];
      if (last?.jobId === jobId && last.start + last.length === slot) last.length += 1;
      else found.push({ jobId, start: slot, length: 1 });
    }
  }
  return found;
}

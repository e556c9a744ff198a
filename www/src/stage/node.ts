/** What one can say of a node, however it is drawn. */
import type { ComputeNode } from "ccp-scheduler";

export interface Sums {
  working: number;
  held: number;
  closed: number;
}

export function sums(node: ComputeNode): Sums {
  const sum = { working: 0, held: 0, closed: 0, free: 0 };
  for (const { state } of node.processors) sum[state] += 1;
  return sum;
}

export const busy = ({ working, held }: Sums): number => working + held;

/** Each once, in the order of their processors. */
export function jobsOn(node: ComputeNode): number[] {
  const found = new Set<number>();
  for (const { state, jobId } of node.processors) if (jobId !== null && state !== "closed") found.add(jobId);
  return [...found];
}

/**
 * Where a job's processors are drawn on its node. The core lists them by job; drawn like that, every block would slide
 * when an earlier job ends. So a job keeps the places it was drawn at, and newcomers take the free ones.
 */
import type { ComputeNode } from "ccp-scheduler";
import { onNewWorld } from "../live/world";

export interface Block {
  state: "free" | "working" | "held" | "closed";
  jobId: number | null;
  start: number;
  length: number;
  /** The other tint of Running, to tell neighbours apart. */
  second: boolean;
}

interface Kept {
  jobs: (number | null)[];
  tints: Map<number, boolean>;
}
const kept = new Map<string, Kept>();
onNewWorld(() => kept.clear());

export function blocks(node: ComputeNode): Block[] {
  const size = node.processors.length;
  const before = kept.get(node.name) ?? { jobs: [], tints: new Map<number, boolean>() };
  const want = new Map<number, { working: number; held: number }>();
  let closed = 0;
  for (const { state, jobId } of node.processors) {
    if (state === "closed") closed += 1;
    if (jobId === null || state === "closed" || state === "free") continue;
    const sum = want.get(jobId) ?? { working: 0, held: 0 };
    sum[state] += 1;
    want.set(jobId, sum);
  }

  const left = new Map([...want].map(([id, sum]) => [id, sum.working + sum.held]));
  const jobs: (number | null)[] = Array.from({ length: size }, (_, at) => {
    const id = before.jobs[at] ?? null;
    const open = id === null ? 0 : (left.get(id) ?? 0);
    if (id === null || open === 0) return null;
    left.set(id, open - 1);
    return id;
  });
  let at = 0;
  for (const [id, open] of left) {
    for (let n = open; n > 0; at += 1) {
      if (at >= size) break;
      if (jobs[at] !== null) continue;
      jobs[at] = id;
      n -= 1;
    }
  }

  const tints = new Map<number, boolean>();
  const result: Block[] = [];
  for (let slot = 0; slot < size; slot += 1) {
    const jobId = jobs[slot] ?? null;
    let state: Block["state"];
    if (jobId === null) {
      state = closed > 0 ? "closed" : "free";
      if (closed > 0) closed -= 1;
    } else {
      const sum = want.get(jobId) as { working: number; held: number };
      state = sum.working > 0 ? "working" : "held";
      sum[state] -= 1;
      if (!tints.has(jobId)) {
        const neighbour = slot > 0 ? jobs[slot - 1] : null;
        const other = neighbour === null || neighbour === undefined ? undefined : tints.get(neighbour);
        tints.set(jobId, before.tints.get(jobId) ?? (other === undefined ? false : !other));
      }
    }
    const last = result[result.length - 1];
    if (last && last.state === state && last.jobId === jobId && state !== "free") last.length += 1;
    else result.push({ state, jobId, start: slot, length: 1, second: jobId !== null && (tints.get(jobId) ?? false) });
  }
  kept.set(node.name, { jobs, tints });
  return result;
}

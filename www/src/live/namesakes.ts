/** Numbers are given out again when their job has left: who had a number before, as far as the events tell. */
import { lastThat } from "./past";

export interface Namesake {
  name: string;
  owner: string;
}

/** Null: the number is used for the first time. Without a name: it was used before, by whom was not heard. */
export function usedBefore(id: number, before = Number.POSITIVE_INFINITY): Namesake | null {
  const own = lastThat((it) => it.seq < before && it.type === "JobAdded" && it.jobId === id);
  if (!own?.idReused) return null;
  const earlier = lastThat((it) => it.seq < own.seq && it.type === "JobAdded" && it.jobId === id);
  return { name: earlier?.name ?? "", owner: earlier?.owner ?? "" };
}

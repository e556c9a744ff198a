/** The plans for a class, as they stand in docs/teaching/. */
import plan45 from "../../../docs/teaching/plan-45.md";
import plan90 from "../../../docs/teaching/plan-90.md";

export type Inline = readonly { text: string; as?: "b" | "i" }[];

/** A plan of docs/teaching/, as www/build/plans.mjs reads it. */
export interface Plan {
  title: string;
  before: readonly Inline[];
  columns: readonly string[];
  rows: readonly (readonly Inline[])[];
  after: readonly Inline[];
}
import { planName } from "./words";

export const PLANS = [
  { id: "plan-45", name: planName(45), plan: plan45 },
  { id: "plan-90", name: planName(90), plan: plan90 },
];

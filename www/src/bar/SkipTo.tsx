import { type Until, skipTo } from "../live/clock";
import { Menu } from "../parts/menu";

export const SKIPS: readonly [Until, string][] = [
  ["event", "Next event"],
  ["start", "Next start"],
  ["end", "Next end"],
  ["removal", "Next removal"],
];

export function SkipTo() {
  return (
    <Menu
      label="Skip to ▾"
      name="Skip to"
      sections={[SKIPS.map(([until, label]) => ({ label, run: () => skipTo(until) }))]}
    />
  );
}

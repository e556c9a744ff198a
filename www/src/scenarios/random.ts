/** Chance with a seed: the same seed is the same cluster on every computer. (sfc32, exact in 32-bit integers.) */
export interface Random {
  /** 0 ≤ x < 1 */
  next(): number;
  /** A whole number, both ends included. */
  whole(from: number, to: number): number;
  pick<T>(all: readonly T[]): T;
  /** True so many times in a hundred. */
  percent(n: number): boolean;
  /** Around 1, sometimes much more: how long things take. */
  spread(): number;
  /** Where it stands; `load` goes back there. */
  save(): [number, number, number, number];
  load(state: readonly [number, number, number, number]): void;
}

export function random(seed: number): Random {
  let a = seed | 0;
  let b = 0x9e3779b9 | 0;
  let c = 0x243f6a88 | 0;
  let d = 1;
  const next = (): number => {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return (t >>> 0) / 4_294_967_296;
  };
  for (let warm = 0; warm < 12; warm += 1) next();
  return {
    next,
    whole: (from, to) => from + Math.floor(next() * (to - from + 1)),
    pick: (all) => all[Math.floor(next() * all.length)] as (typeof all)[number],
    percent: (n) => next() * 100 < n,
    spread: () => {
      const x = next() + next() + next() - 1.5;
      return 2 ** (2.2 * x);
    },
    save: () => [a, b, c, d],
    load: (state) => {
      [a, b, c, d] = state;
    },
  };
}

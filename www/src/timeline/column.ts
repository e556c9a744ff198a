/** A column of numbers that grows. A hundred thousand runs as objects would be slow to go through and heavy to keep. */
import { countWhile } from "../parts/search";

type Numbers = Float64Array | Int32Array | Uint8Array;

export class Column<A extends Numbers> {
  data: A;
  length = 0;
  readonly #make: (size: number) => A;

  constructor(make: (size: number) => A) {
    this.#make = make;
    this.data = make(256);
  }

  /** Where it stands now. */
  push(value: number): number {
    if (this.length === this.data.length) {
      const larger = this.#make(2 * this.length);
      larger.set(this.data);
      this.data = larger;
    }
    this.data[this.length] = value;
    return this.length++;
  }

  at(index: number): number {
    return this.data[index] as number;
  }

  /** The first place whose value is greater than `value`; the column ascends. */
  after(value: number): number {
    return countWhile(this.length, (at) => (this.data[at] as number) <= value);
  }
}

export const floats = (): Column<Float64Array> => new Column((size) => new Float64Array(size));
export const ints = (): Column<Int32Array> => new Column((size) => new Int32Array(size));
export const bytes = (): Column<Uint8Array> => new Column((size) => new Uint8Array(size));

import { ClusterError } from "./error.js";

/** IClusterEnumerable: job or task ids in the order in which they were added. `js/index.js` exports it. */
export class ClusterEnumerable {
  #items = [];

  get isReadOnly() {
    return false;
  }

  /** Appends at the end; duplicates are kept. */
  add(item) {
    this.#items.push(id(item));
  }

  /** Removes the first occurrence; one that is not there is no error. */
  remove(item) {
    const at = this.#items.indexOf(id(item));
    if (at >= 0) this.#items.splice(at, 1);
  }

  /** Goes through the items as they are now, whatever is added or removed meanwhile. */
  [Symbol.iterator]() {
    return [...this.#items].values();
  }
}

function id(item) {
  if (typeof item === "number" && (item | 0) === item) return item | 0;
  throw new ClusterError("An item must be a 32-bit integer.", "TypeMismatch", 0x80020005 | 0);
}

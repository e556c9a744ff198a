import { ClusterError } from "./error.js";

/** INameValueCollection: names and values in their order, duplicates allowed. `js/index.js` exports it. */
export class NameValueCollection {
  #items = [];

  /** From 0, up to `end`. */
  #place(index, end) {
    if (Number.isInteger(index) && index >= 0 && index < end) return index;
    throw new ClusterError(`The collection has no place ${String(index)}.`, "ArgumentOutOfRange", 0x80040205 | 0);
  }

  #find(name) {
    return this.#items.findIndex((item) => item.name === name);
  }

  get count() {
    return this.#items.length;
  }

  add({ name, value }) {
    this.addNameValue(name, value);
  }

  addNameValue(name, value) {
    this.#items.push(pair(name, value));
  }

  clear() {
    this.#items = [];
  }

  clone() {
    const copy = new NameValueCollection();
    for (const { name, value } of this.#items) copy.addNameValue(name, value);
    return copy;
  }

  insert(index, { name, value }) {
    this.#items.splice(this.#place(index, this.count + 1), 0, pair(name, value));
  }

  /** The first of that name; one that is not there is no error. */
  remove(name) {
    const at = this.#find(name);
    if (at >= 0) this.#items.splice(at, 1);
  }

  removeAt(index) {
    this.#items.splice(this.#place(index, this.count), 1);
  }

  /** Replaces the value of the first of that name, or appends. */
  set(name, value) {
    const item = pair(name, value);
    const at = this.#find(name);
    if (at >= 0) this.#items[at] = item;
    else this.#items.push(item);
  }

  /** Goes through the items as they are now, whatever is added or removed meanwhile. */
  [Symbol.iterator]() {
    return this.#items.map(({ name, value }) => ({ name, value })).values();
  }
}

function pair(name, value) {
  if (typeof name === "string" && typeof value === "string") return { name, value };
  throw new ClusterError("A name and a value must be strings.", "TypeMismatch", 0x80020005 | 0);
}

// The caller's own code runs here while its arguments are read: iterators, proxies, getters. All of it runs before
// the wasm file touches its state, and what it throws goes through unchanged. Afterwards only fresh arrays are left.

let depth = 0;

/** The caller's code may call the cluster again, but not for ever: no error could be given where the stack ends. */
const limited =
  (read) =>
  (value, more) => {
    if (depth === 32) throw new RangeError("The cluster was called too deeply from within its own arguments.");
    depth += 1;
    try {
      return read(value, more);
    } finally {
      depth -= 1;
    }
  };

/** The names of an object's own enumerable properties. */
export const keys = limited((object) => Object.keys(object));

export const get = limited((object, key) => Reflect.get(object, key));

const numbers = new Map();

/** The names that have numbers from now on, in their order. */
export const teach = (names) => names.split(",").forEach((name, number) => numbers.set(name, number));

/** The number of a name, or -1. */
export const numberOf = (name) => numbers.get(name) ?? -1;

/** A number, or NaN for anything else. */
export const plainNumber = (value) => (typeof value === "number" ? value : NaN);

/** An object, and no array. A revoked proxy throws. */
export const isRecord = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** A string of at most so many units, or undefined. */
export const textOf = (value, max) => (typeof value === "string" && value.length <= max ? value : undefined);

const typedArray = Object.getPrototypeOf(Int32Array.prototype);
const getter = (name) => Object.getOwnPropertyDescriptor(typedArray, name).get;
const [kindOf, bufferOf, offsetOf, lengthOf] = [Symbol.toStringTag, "buffer", "byteOffset", "length"].map(getter);

/**
 * The typed array as a view of our own, or undefined if it is of another kind. A `length` that the caller hung on it
 * cannot lie to us, arrays of other realms are recognised, and a detached buffer throws as it does everywhere.
 */
function view(Type, value) {
  if (kindOf.call(value) !== Type.name) return undefined;
  return new Type(bufferOf.call(value), offsetOf.call(value), lengthOf.call(value));
}

/** The bytes of a Uint8Array, or undefined. */
export const bytes = (value) => view(Uint8Array, value);

const isPlain = (value) => Array.isArray(value) && value[Symbol.iterator] === Array.prototype[Symbol.iterator];

/** All items of an iterable; undefined if it cannot be iterated, null if there are more than `max`. */
export const items = limited(readItems);

function readItems(iterable, max) {
  const iterate = iterable[Symbol.iterator];
  if (typeof iterate !== "function") return undefined;
  const list = [];
  if (isPlain(iterable)) {
    if (iterable.length > max) return null;
    for (let index = 0; index < iterable.length; index++) if (list.push(iterable[index]) > max) return null;
    return list;
  }
  for (const item of { [Symbol.iterator]: () => Reflect.apply(iterate, iterable, []) }) {
    if (list.push(item) > max) return null;
  }
  return list;
}

/** The same of ids: `ids` holds 0 at each place of `bad`, where an item is no 32-bit integer. */
export const ids = limited((iterable, max) => readIds(iterable, max, (item) => item));

/** The same after VariantChangeType, which rounds to the even neighbour and knows true as -1. */
export const coercedIds = limited((iterable, max) => readIds(iterable, max, coerced));

function coerced(item) {
  if (typeof item === "boolean") return item ? -1 : 0;
  const number = typeof item === "string" && /^\s*[+-]?\d+\s*$/.test(item) ? Number(item) : item;
  if (typeof number !== "number") return item;
  const down = Math.floor(number);
  const up = number - down > 0.5 || (number - down === 0.5 && down % 2 !== 0);
  return up ? down + 1 : down;
}

function readIds(iterable, max, made) {
  const whole = view(Int32Array, iterable);
  if (whole) return whole.length > max ? null : { ids: whole, bad: [] };
  // Arrays by index: twenty times as fast as through an iterator.
  const list = isPlain(iterable) ? iterable : readItems(iterable, max);
  if (!list) return list;
  if (list.length > max) return null;
  const ids = new Int32Array(list.length);
  const bad = [];
  for (let index = 0; index < ids.length; index++) {
    const item = made(list[index]);
    if (typeof item === "number" && (item | 0) === item) ids[index] = item;
    else bad.push(index);
  }
  return { ids, bad };
}

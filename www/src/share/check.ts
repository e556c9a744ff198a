/**
 * Checks of data that came from elsewhere: a link of a stranger, a file. Each gives the value back as what it is, or
 * throws a sentence that says where it is none. Nothing is coerced, and unknown keys are refused.
 */

export class Invalid extends Error {}

export type Check<T> = (value: unknown, where: string) => T;

const not = (where: string, expected: string): never => {
  throw new Invalid(`${where} is not ${expected}.`);
};

export const whole =
  (least: number, most: number): Check<number> =>
  (value, where) =>
    Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most
      ? (value as number)
      : not(where, least === most ? String(least) : "a whole number within its bounds");

export const flag: Check<boolean> = (value, where) => (typeof value === "boolean" ? value : not(where, "true or false"));

export const text =
  (most: number): Check<string> =>
  (value, where) =>
    typeof value === "string" && value.length <= most ? value : not(where, `a text of at most ${most} characters`);

export const oneOf =
  <T extends string>(all: readonly T[]): Check<T> =>
  (value, where) =>
    all.includes(value as T) ? (value as T) : not(where, "among what this version knows");

export const list =
  <T>(item: Check<T>, most: number): Check<T[]> =>
  (value, where) =>
    Array.isArray(value) && value.length <= most
      ? value.map((it, at) => item(it, `${where}[${at}]`))
      : not(where, `a list of at most ${most}`);

/** Left out: `none`. */
export const optional =
  <T, N>(check: Check<T>, none: N): Check<T | N> =>
  (value, where) =>
    value === undefined ? none : check(value, where);

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export function record<T extends object>(shape: { readonly [key in keyof T]-?: Check<T[key]> }): Check<T> {
  const keys = Object.keys(shape) as (keyof T & string)[];
  return (value, where) => {
    if (!isRecord(value)) return not(where, "an object");
    const unknown = Object.keys(value).find((key) => !Object.hasOwn(shape, key));
    if (unknown !== undefined) throw new Invalid(`${where}.${unknown.slice(0, 40)} is not known.`);
    return Object.fromEntries(
      keys.map((key) => [key, shape[key](Object.hasOwn(value, key) ? value[key] : undefined, `${where}.${key}`)]),
    ) as T;
  };
}

/** Any names, each with a value of one sort. */
export const dictionary =
  <T>(item: Check<T>, most: number): Check<Record<string, T>> =>
  (value, where) => {
    if (!isRecord(value) || Object.keys(value).length > most) return not(where, `an object of at most ${most} entries`);
    return Object.fromEntries(Object.keys(value).map((key) => [key, item(value[key], where)]));
  };

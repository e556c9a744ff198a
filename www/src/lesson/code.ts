/** The calls of the shown branch as one would write them, in JavaScript. */
import type { Moment } from "../live/history";

export const codeOf = (calls: readonly Moment[]): string =>
  calls
    .flatMap(({ call }) => (call && call.name !== "users" ? [call] : []))
    .map(({ name, args }) => `cluster.${name}(${args.map((it) => JSON.stringify(it)).join(", ")});`)
    .join("\n");

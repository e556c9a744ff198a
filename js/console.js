// The wasm file writes a console's lines as one text; the objects are made here. `src/wasm/console.rs` has the other half.

const KINDS = ["output", "error", "command"];

/** What a line has come to. Each line of the text ends with a line break. */
export function answer(kinds, text, calls, status, moved, until) {
  const texts = text.split("\n");
  const lines = Array.from(kinds, (kind, at) => ({ kind: KINDS[kind], text: texts[at] }));
  return { lines, calls, status, moved, until };
}

/** A call that a line has made. */
export const call = (name, args, user, isAdmin, time, eventCount, error) => ({ name, args, user, isAdmin, time, eventCount, error });

/** What may stand at the cursor. */
export function completions(starts, texts) {
  const all = texts.split("\n");
  return Array.from(starts, (start, at) => ({ start, text: all[2 * at], about: all[2 * at + 1] }));
}

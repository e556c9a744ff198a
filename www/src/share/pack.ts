/** Text in an address: deflated with a checksum, then in the letters that addresses may have. */
import { fromBase64, toBase64 } from "./base64";
import { Invalid } from "./check";

/** So long a text may become when it is unpacked. */
const UNPACKED_MOST = 16 << 20;
/** So long it may be before: browsers take no longer addresses. */
const PACKED_MOST = 2 << 20;

async function through(bytes: Uint8Array<ArrayBuffer>, by: ReadableWritablePair<Uint8Array, BufferSource>, most: number): Promise<Uint8Array> {
  const reader = new Blob([bytes]).stream().pipeThrough(by).getReader();
  const pieces: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > most) {
      void reader.cancel();
      throw new Invalid("It is too large once it is unpacked.");
    }
    pieces.push(value);
  }
  const all = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}

const toLetters = (bytes: Uint8Array): string =>
  toBase64(bytes).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");

function fromLetters(letters: string): Uint8Array<ArrayBuffer> {
  if (!/^[\w-]*$/.test(letters) || letters.length > PACKED_MOST) throw new Invalid("It has letters in it that no link of this page has.");
  return fromBase64(letters.replaceAll("-", "+").replaceAll("_", "/"));
}

export const pack = async (text: string): Promise<string> =>
  toLetters(await through(new TextEncoder().encode(text), new CompressionStream("deflate"), UNPACKED_MOST));

/** Throws `Invalid` where a single letter is another one. */
export async function unpack(letters: string): Promise<string> {
  const bytes = fromLetters(letters);
  // The last letter has bits that mean nothing: they must be as they were.
  if (toLetters(bytes) !== letters) throw new Invalid("Some of it is missing or changed.");
  let unpacked: Uint8Array;
  try {
    unpacked = await through(bytes, new DecompressionStream("deflate"), UNPACKED_MOST);
  } catch (problem) {
    if (problem instanceof Invalid) throw problem;
    throw new Invalid("Some of it is missing or changed.");
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(unpacked);
  } catch {
    throw new Invalid("It is no text.");
  }
}

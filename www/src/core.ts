/** Loads the core: from the wasm file beside the script, or out of simulator.html, which carries it packed. */
import { init } from "ccp-scheduler";

const asBytes = (base64: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));

export async function loadCore(): Promise<void> {
  const packed = document.getElementById("core")?.textContent;
  if (!packed) return init();
  const unpacked = new Blob([asBytes(packed)]).stream().pipeThrough(new DecompressionStream("gzip"));
  await init({ module_or_path: new Response(unpacked, { headers: { "content-type": "application/wasm" } }) });
}

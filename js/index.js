// The package's face. In Node, `node.js` calls `initSync` before anyone else can.
import * as generated from "./ccp_scheduler.js";

export { ClusterEnumerable } from "./enumerable.js";
export { ClusterError } from "./error.js";
export { NameValueCollection } from "./name-values.js";

let state = "new"; // "new" | "loading" | "ready"

const needReady = () => {
  if (state !== "ready") throw new Error("ccp-scheduler is not loaded yet: `await init()` first.");
};

/** Not every engine takes a DataView for bytes. */
const plain = (source) =>
  ArrayBuffer.isView(source) ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength) : source;

/** Loads the wasm file, by default the one beside this module. Again, or twice at once, is harmless. */
export async function init(options = {}) {
  if (Object(options) !== options) throw new TypeError("init takes an object: { module_or_path }.");
  if (state === "new") state = "loading";
  try {
    // Always the object form: the others print a deprecation warning.
    await generated.default({ module_or_path: plain(await options.module_or_path) });
    state = "ready";
  } catch (error) {
    if (state === "loading") state = "new";
    throw error;
  }
}

/** The same from bytes or a WebAssembly.Module. */
export function initSync(module) {
  // A second instance would leave the objects of the first without their memory.
  if (state === "loading") throw new Error("init() is already loading ccp-scheduler: await it.");
  generated.initSync({ module: plain(module) });
  state = "ready";
}

// Without this, `new` before `init` complains about a property of undefined.
const guarded = (generatedClass) => {
  const guard = new Proxy(generatedClass, {
    construct(target, args, newTarget) {
      needReady();
      return Reflect.construct(target, args, newTarget);
    },
  });
  generatedClass.prototype.constructor = guard;
  return guard;
};
// Under other names: a bundler would rename what is called like the classes themselves.
const GuardedCluster = guarded(generated.Cluster);
const GuardedReplay = guarded(generated.Replay);
const GuardedConsole = guarded(generated.Console);
export { GuardedCluster as Cluster, GuardedConsole as Console, GuardedReplay as Replay };
const { fromSnapshot } = generated.Cluster;
generated.Cluster.fromSnapshot = (bytes) => {
  needReady();
  return fromSnapshot(bytes);
};

// Becomes `node.mjs`, which `import` and `require` share in Node: one ClusterError, one Cluster. `node.cjs` is the same
// for tools that load modules by themselves and know no ES modules.
import { initSync as load } from "./index.js";

// `import` would make a module of all that `fs` exports, its promises too: a tenth of the way to the first call.
const { readFileSync } = process.getBuiltinModule("fs");
load(readFileSync(new URL("ccp_scheduler_bg.wasm", import.meta.url)));

export { Cluster, ClusterEnumerable, ClusterError, Console, NameValueCollection, Replay } from "./index.js";
export const init = async () => {};
export const initSync = () => {};

// Becomes `node.cjs`, the one instance that `import` and `require` share in Node: one ClusterError, one Cluster.
import { readFileSync } from "node:fs";
import { initSync as load } from "./index.js";

load(readFileSync(new URL("ccp_scheduler_bg.wasm", import.meta.url)));

export { Cluster, ClusterEnumerable, ClusterError, Console, NameValueCollection, Replay } from "./index.js";
export const init = async () => {};
export const initSync = () => {};

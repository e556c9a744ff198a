// Not `import api from "./node.cjs"`: Node would first read all of it for the names of its exports, which takes a third
// of the whole way to the first call.
import { createRequire } from "node:module";
export const { Cluster, ClusterEnumerable, ClusterError, Console, NameValueCollection, Replay, init, initSync } = createRequire(import.meta.url)("./node.cjs");

import api from "./node.cjs";
export const { Cluster, ClusterEnumerable, ClusterError, Console, NameValueCollection, Replay, init, initSync } = api;

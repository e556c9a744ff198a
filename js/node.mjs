import api from "./node.cjs";
export const { Cluster, ClusterEnumerable, ClusterError, Console, Replay, init, initSync } = api;

import api from "./node.cjs";
export const { Cluster, ClusterEnumerable, ClusterError, Replay, init, initSync } = api;

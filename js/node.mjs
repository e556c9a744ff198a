import api from "./node.cjs";
export const { Cluster, ClusterEnumerable, ClusterError, init, initSync } = api;

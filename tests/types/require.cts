// CommonJS sees the same package through index.d.cts.
import ccp = require("ccp-scheduler");

const cluster: ccp.Cluster = new ccp.Cluster({ nodes: [{ name: "N1", numberOfProcessors: 4 }] });
const id: number = cluster.queueJob({ tasks: [{ commandLine: "sleep 1" }] });
try {
  cluster.cancelJob(id, "enough");
} catch (error) {
  if (error instanceof ccp.ClusterError) error.code satisfies string;
}

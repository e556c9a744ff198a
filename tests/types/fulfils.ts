// What is built fulfils the contract, and what the contract allows is what is built.
import type * as built from "ccp-scheduler";
import type * as contract from "./contract.js";

interface Ours {
  init: typeof built.init;
  initSync: typeof built.initSync;
  newCluster: ConstructorParameters<typeof built.Cluster>;
  clusterStatics: Omit<typeof built.Cluster, "prototype">;
  JobStatus: built.JobStatus;
  TaskStatus: built.TaskStatus;
  JobPriority: built.JobPriority;
  NodeStatus: built.NodeStatus;
  NodeSpec: built.NodeSpec;
  ClusterOptions: built.ClusterOptions;
  Simulation: built.Simulation;
  TaskSpec: built.TaskSpec;
  JobSpec: built.JobSpec;
  EndedBy: built.EndedBy;
  Attempt: built.Attempt;
  Task: built.Task;
  Job: built.Job;
  ClusterError: built.ClusterError;
  ClusterEnumerable: built.ClusterEnumerable;
  CancelReport: built.CancelReport;
  Explanation: built.Explanation;
  CancelPreview: built.CancelPreview;
  ComputeNode: built.ComputeNode;
  Cluster: built.Cluster;
  WasmSource: built.WasmSource;
  WasmBytes: built.WasmBytes;
}

interface Theirs {
  init: typeof contract.init;
  initSync: typeof contract.initSync;
  newCluster: ConstructorParameters<typeof contract.Cluster>;
  clusterStatics: Omit<typeof contract.Cluster, "prototype">;
  JobStatus: contract.JobStatus;
  TaskStatus: contract.TaskStatus;
  JobPriority: contract.JobPriority;
  NodeStatus: contract.NodeStatus;
  NodeSpec: contract.NodeSpec;
  ClusterOptions: contract.ClusterOptions;
  Simulation: contract.Simulation;
  TaskSpec: contract.TaskSpec;
  JobSpec: contract.JobSpec;
  EndedBy: contract.EndedBy;
  Attempt: contract.Attempt;
  Task: contract.Task;
  Job: contract.Job;
  ClusterError: contract.ClusterError;
  ClusterEnumerable: contract.ClusterEnumerable;
  CancelReport: contract.CancelReport;
  Explanation: contract.Explanation;
  CancelPreview: contract.CancelPreview;
  ComputeNode: contract.ComputeNode;
  Cluster: contract.Cluster;
  WasmSource: contract.WasmSource;
  WasmBytes: contract.WasmBytes;
}

/**
 * Ours without what the contract lacks, since it may be added to: members, at any depth. Its functions are rebuilt:
 * TypeScript compares the parameters of methods in either direction, those of functions strictly.
 */
type Common<Ours, Theirs> = Ours extends (...args: infer Args) => infer A
  ? Theirs extends (...args: never) => infer B ? (...args: Args) => Common<A, B> : Ours
  : Ours extends readonly (infer A)[]
    ? Theirs extends readonly (infer B)[] ? Common<A, B>[] : Ours
    : Ours extends Int32Array | Uint8Array | Promise<unknown>
      ? Ours
      : Ours extends object
        ? { [Name in keyof Ours as Name & keyof Theirs]: Common<Ours[Name], Theirs[Name & keyof Theirs]> } & {
            [Name in Exclude<keyof Theirs, keyof Ours>]?: never;
          }
        : Ours;

declare const ours: Ours;
declare const theirs: Theirs;

ours satisfies { [Name in keyof Theirs]: Common<Theirs[Name], Theirs[Name]> };
theirs satisfies { [Name in keyof Theirs]: Common<Ours[Name], Theirs[Name]> };

// What the tests of the package share.
import assert from "node:assert/strict";
import { Cluster, ClusterError } from "../../dist/node.mjs";

export const MINUTE = 60_000;
export const DAY = 24 * 60 * MINUTE;

/** Work that ends only by a call. */
export const endless = { commandLine: "work", simulation: { duration: Infinity } };
/** Work of so many milliseconds. */
export const lasting = (duration, exitCode = 0) => ({ commandLine: "work", simulation: { duration, exitCode } });

/** A cluster of nodes N1, N2 … with so many processors each. */
export function clusterOf(processors = [4], options = {}) {
  const nodes = processors.map((numberOfProcessors, index) => ({ name: `N${index + 1}`, numberOfProcessors }));
  return new Cluster({ nodes, ...options });
}

/** A job that runs, and then so many that wait behind it. Gives all ids. */
export function withQueue(cluster, waiting) {
  return cluster.queueJobs(Array.from({ length: 1 + waiting }, () => ({ tasks: [endless] })));
}

export const statuses = (cluster, ids) => Array.from(ids, (id) => cluster.getJob(id).status);

/** What the call throws; it must throw. */
export function thrownBy(call) {
  try {
    call();
  } catch (error) {
    return error;
  }
  assert.fail("It should have thrown.");
}

/** The call fails with this code and these fields, and `errorMessage` says the same. Gives the error. */
export function fails(cluster, call, code, fields = {}) {
  const error = thrownBy(call);
  assert.ok(error instanceof ClusterError, `${error?.stack ?? String(error)}`);
  assert.equal(error.code, code, error.message);
  assert.ok(error.message.length > 0 && error.hresult < 0 && Number.isInteger(error.hresult));
  for (const [name, value] of Object.entries(fields)) assert.equal(error[name], value, `${name} of: ${error.message}`);
  assert.equal(cluster.errorMessage, error.message);
  return error;
}

/** The same, and nothing has changed. */
export function refuses(cluster, call, code, fields) {
  const [digest, events] = [cluster.stateDigest(), cluster.eventCount];
  const error = fails(cluster, call, code, fields);
  assert.equal(cluster.stateDigest(), digest, `The state changed: ${error.message}`);
  assert.equal(cluster.eventCount, events);
  return error;
}

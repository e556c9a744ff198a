/** What a call was refused with, or stopped at. The wasm file makes them; `instanceof` works because this is the only one. */
export class ClusterError extends Error {
  constructor(message, code, hresult, jobId, taskId, index, completed) {
    super(message);
    this.code = code;
    this.hresult = hresult;
    // Absent where there is nothing to say, so that `"jobId" in error` is an answer.
    if (jobId !== undefined) this.jobId = jobId;
    if (taskId !== undefined) this.taskId = taskId;
    if (index !== undefined) this.index = index;
    if (completed !== undefined) this.completed = completed;
  }
}

// Literally, since minifiers rename classes; on the prototype and hidden, as JavaScript's own errors have it.
Object.defineProperty(ClusterError.prototype, "name", { value: "ClusterError", writable: true, configurable: true });

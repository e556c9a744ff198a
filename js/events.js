// The wasm file writes events as rows of numbers; the objects are made here, since they cost far less from inside
// JavaScript. `src/wasm/event.rs` has the other half.

// By the numbers that they have in the wasm file.
const STATUSES = ["NotSubmitted", "Queued", "Running", "Finished", "Failed", "Cancelled"];
const PRIORITIES = ["Lowest", "BelowNormal", "Normal", "AboveNormal", "Highest"];
const NODE_STATUSES = ["Ready", "Paused", "Unreachable", "Pending"];
const WAYS = [null, "itself", "call", "job", "limit", "requeue", "system"];

/** The events of one call. */
export class Events {
  list = [];
  #texts = [""];

  /** The next ones: their first number, their times, their rows, and the texts that no row had before. */
  add(seq, times, numbers, newTexts) {
    const texts = this.#texts;
    for (const text of newTexts) texts.push(text);

    // A literal's fields are read in the order in which they are written, and so a row is read from left to right.
    let at = 0;
    const number = () => numbers[at++];
    const count = () => numbers[at++] >>> 0;
    const flag = () => numbers[at++] === 1;
    const text = () => texts[numbers[at++]];
    const status = () => STATUSES[numbers[at++]];
    const nodeStatus = () => NODE_STATUSES[numbers[at++]];
    const way = () => WAYS[numbers[at++]];
    const nodes = () => {
      const list = [];
      for (let left = number(); left > 0; left--) list.push({ name: text(), processors: number() });
      return list;
    };
    const read = (seq, time) => {
      switch (number()) {
        case 0:
          return { type: "JobAdded", jobId: number(), name: text(), owner: text(), priority: PRIORITIES[number()], processors: [number(), number()], tasks: count(), idReused: flag(), seq, time };
        case 1:
          return { type: "JobModified", jobId: number(), attempt: count(), seq, time };
        case 2:
          return { type: "JobStatus", jobId: number(), attempt: count(), from: status(), to: status(), endedBy: way(), user: text(), message: text(), nodes: nodes(), isBackfill: flag(), seq, time };
        case 3:
          return { type: "JobRemoved", jobId: number(), attempt: count(), seq, time };
        case 4:
          return { type: "TaskAdded", jobId: number(), attempt: count(), taskId: number(), status: status(), seq, time };
        case 5:
          return { type: "TaskStatus", jobId: number(), attempt: count(), taskId: number(), from: status(), to: status(), endedBy: way(), exitCode: number(), message: text(), nodes: nodes(), seq, time };
        case 6:
          return { type: "NodeStatus", node: text(), from: nodeStatus(), to: nodeStatus(), seq, time };
        case 7:
          return { type: "NodeFailed", node: text(), seq, time };
        case 8:
          return { type: "SettingChanged", name: text(), value: flag() ? text() : (number(), null), seq, time };
      }
    };
    for (let index = 0; index < times.length; index++) this.list.push(read(seq + index, times[index]));
  }
}

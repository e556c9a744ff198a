// What one would write without this package, and write well: a job is an object in a Map by its id, the queue is a Set
// for each priority, in which the order of insertion is the order of submission, counters are kept by hand, and a batch
// has one pass at its end. It knows jobs of one task and one processor, which is all that is measured here; it checks
// what cancelJobs has to check, and tells its listeners what happened.

export class PlainCluster {
  constructor(processors) {
    this.free = processors;
    this.jobs = new Map();
    this.queues = [new Set(), new Set(), new Set(), new Set(), new Set()];
    this.counts = { NotSubmitted: 0, Queued: 0, Running: 0, Finished: 0, Failed: 0, Cancelled: 0 };
    this.listeners = [];
    this.now = 0;
    this.user = "CLUSTER\\Administrator";
    this.isAdmin = true;
    this.nextId = 1;
  }

  queueJobs(specs) {
    const ids = specs.map((spec) => {
      const id = this.nextId++;
      const job = { id, name: spec.name, owner: this.user, priority: spec.priority ?? 2, status: "Queued", message: "", submitTime: this.now, startTime: null, endTime: null };
      this.jobs.set(id, job);
      this.queues[job.priority].add(job);
      this.counts.Queued++;
      return id;
    });
    this.pass();
    return ids;
  }

  /** Stops at the first that cannot be cancelled; those before it are. */
  cancelJobs(ids, message = "") {
    if (message.length > 320) throw new RangeError("The message is too long.");
    const events = [];
    let completed = 0;
    let failure;
    for (const id of ids) {
      const job = this.jobs.get(id);
      if (job === undefined) failure = `Job ${id} is not in the cluster.`;
      else if (!this.isAdmin && job.owner !== this.user) failure = `Job ${id} belongs to ${job.owner}.`;
      else if (job.status !== "NotSubmitted" && job.status !== "Queued" && job.status !== "Running") failure = `Job ${id} is ${job.status}.`;
      if (failure !== undefined) break;
      if (job.status === "Queued") this.queues[job.priority].delete(job);
      if (job.status === "Running") this.free++;
      this.counts[job.status]--;
      this.counts.Cancelled++;
      if (this.listeners.length > 0) events.push({ type: "JobStatus", jobId: id, from: job.status, to: "Cancelled", message });
      job.status = "Cancelled";
      job.message = message;
      job.endTime = this.now;
      completed++;
    }
    if (completed > 0) this.pass();
    for (const listener of this.listeners) listener(events);
    if (failure !== undefined) throw Object.assign(new Error(failure), { completed });
  }

  pass() {
    for (let priority = 4; priority >= 0 && this.free > 0; priority--) {
      for (const job of this.queues[priority]) {
        if (this.free === 0) return;
        this.queues[priority].delete(job);
        job.status = "Running";
        job.startTime = this.now;
        this.free--;
        this.counts.Queued--;
        this.counts.Running++;
      }
    }
  }
}

// A job or task that is not in the cluster yet: plain data with what IJob and ITask can do then. The methods are on
// the prototype, where no call that reads the data sees them.
import { ClusterError } from "./error.js";

/** Replaces the value of the name that is there, compared without case, or adds it. */
function setTerm(terms, name, value) {
  const same = Object.keys(terms).find((key) => key.toLowerCase() === String(name).toLowerCase());
  terms[same ?? name] = value;
}

class NewJob {
  addTask(task) {
    this.tasks.push(task);
  }

  clear() {
    this.tasks = [];
  }

  /** All ids are 0 until the job is added, and 0 gives the first. */
  getTask(id) {
    if (id === 0 && this.tasks.length > 0) return this.tasks[0];
    throw new ClusterError("Before a job is added its tasks have the id 0, which gives the first of them.", "InvalidTaskId", 0x80040207 | 0);
  }

  setExtendedJobTerm(name, value) {
    setTerm(this.extendedJobTerms, name, value);
  }

  [Symbol.iterator]() {
    return [...this.tasks].values();
  }
}

class NewTask {
  setEnvironmentVariable(name, value) {
    const known = this.environmentVariables.find((variable) => variable.name === name);
    if (known) known.value = value;
    else this.environmentVariables.push({ name, value });
  }

  setExtendedTaskTerm(name, value) {
    setTerm(this.extendedTaskTerms, name, value);
  }
}

export const newTask = (spec) => Object.assign(new NewTask(), spec);

export const newJob = (spec) => Object.assign(new NewJob(), spec, { tasks: spec.tasks.map(newTask) });

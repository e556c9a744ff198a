// Input that means harm: whatever is passed, the call gives an error or lets through what the caller's own code threw.
// It never traps, changes nothing that it refuses, and the cluster goes on.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Cluster, ClusterError, Console } from "../../dist/node.mjs";
import { clusterOf, endless, fails, refuses, statuses, thrownBy, withQueue } from "./helpers.mjs";

const thrown = new Error("thrown by the caller's own code");
const throws = () => {
  throw thrown;
};
const revoked = (target) => {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
};
const everyTrap = Object.fromEntries(Object.getOwnPropertyNames(Reflect).map((trap) => [trap, throws]));
const nestedArrays = (depth) => {
  let value = [];
  for (let level = 0; level < depth; level++) value = [value];
  return value;
};
const nestedJobs = (depth) => {
  let value = {};
  for (let level = 0; level < depth; level++) value = { tasks: [value] };
  return value;
};
const detached = (Type) => {
  const array = new Type([1, 2, 3]);
  structuredClone(array.buffer, { transfer: [array.buffer] });
  return array;
};
const wrapped = (depth, wrap) => {
  let value = {};
  for (let level = 0; level < depth; level++) value = wrap(value);
  return value;
};
const itself = {};
itself.tasks = [itself];
const lying = Object.defineProperty(new Int32Array([2]), "length", { value: 2 ** 31 });

const HOSTILE = {
  undefined: undefined,
  null: null,
  true: true,
  zero: 0,
  "minus zero": -0,
  "minus one": -1,
  "a fraction": 1.7,
  NaN: NaN,
  Infinity: Infinity,
  "minus Infinity": -Infinity,
  "2 ** 31": 2 ** 31,
  "-(2 ** 31)": -(2 ** 31),
  "2 ** 32 + 1": 2 ** 32 + 1,
  "2 ** 53": 2 ** 53,
  MAX_VALUE: Number.MAX_VALUE,
  MIN_VALUE: Number.MIN_VALUE,
  "a BigInt": 1n,
  "a huge BigInt": 2n ** 100n,
  "an empty string": "",
  "a number as text": "1",
  "a lone surrogate": "\ud800",
  "a NUL": "\0",
  "a long string": "x".repeat(3_000_000),
  "a symbol": Symbol("s"),
  "Symbol.iterator": Symbol.iterator,
  "an empty object": {},
  "an empty array": [],
  "a function": () => 1,
  "a class": class {},
  "a date": new Date(0),
  "a regular expression": /x/,
  "a map": new Map([[1, 2]]),
  "a weak map": new WeakMap(),
  "a promise": Promise.resolve(1),
  "a boxed number": new Number(1),
  "a boxed string": new String("12"),
  "a boxed boolean": new Boolean(true),
  "an object without a prototype": Object.create(null),
  "an object that converts itself": { valueOf: throws, toString: throws, [Symbol.toPrimitive]: throws },
  "a frozen array": Object.freeze([1.5]),
  "an array with holes": [, , 1],
  "an array-like": { length: 2 ** 31, 0: 1 },
  "an array that claims a length": Object.assign([], { length: 2 ** 32 - 1 }),
  "a hundred thousand arrays in each other": nestedArrays(100_000),
  "a hundred thousand jobs in each other": nestedJobs(100_000),
  "a hundred thousand proxies around each other": wrapped(100_000, (value) => new Proxy(value, {})),
  "a hundred thousand prototypes": wrapped(100_000, Object.create),
  "a getter that calls itself": { get name() { return this.name; }, get [Symbol.iterator]() { return this[Symbol.iterator]; } },
  "an object that contains itself": itself,
  "a key called __proto__": JSON.parse('{"__proto__": {"tasks": []}}'),
  "a symbol as key": { [Symbol("tasks")]: 1 },
  "a getter that throws": { get name() { return throws(); }, get [Symbol.iterator]() { return throws(); } },
  "a property that throws": { get tasks() { return throws(); } },
  "an element that throws": Object.defineProperty([1], 0, { get: throws, enumerable: true }),
  "an iterator that throws": { [Symbol.iterator]: throws },
  "a next that throws": { [Symbol.iterator]: () => ({ next: throws }) },
  "a next that gives no object": { [Symbol.iterator]: () => ({ next: () => 5 }) },
  "an iterator that is none": { [Symbol.iterator]: () => 5 },
  "an iterator of the wrong type": { [Symbol.iterator]: 5 },
  "a done that throws": { [Symbol.iterator]: () => ({ next: () => ({ get done() { return throws(); } }) }) },
  "a proxy": new Proxy({}, {}),
  "a proxy of an array": new Proxy([1.5], {}),
  "a proxy of a function": new Proxy(() => 1, {}),
  "a proxy of an Int32Array": new Proxy(new Int32Array(3), {}),
  "a proxy that always throws": new Proxy({}, everyTrap),
  "an array proxy that always throws": new Proxy([], everyTrap),
  "a function proxy that always throws": new Proxy(() => 1, everyTrap),
  "a revoked proxy": revoked({}),
  "a revoked array": revoked([]),
  "a revoked function": revoked(() => 1),
  "keys that do not exist": new Proxy({}, { ownKeys: () => ["tasks", "name"] }),
  "a detached Int32Array": detached(Int32Array),
  "a detached Uint8Array": detached(Uint8Array),
  "a length that lies": lying,
  "an overridden iterator": Object.assign(new Int32Array([99]), { [Symbol.iterator]: throws }),
  "a BigInt64Array": new BigInt64Array(2),
  "a Float64Array": new Float64Array([1.5]),
  "an ArrayBuffer": new ArrayBuffer(8),
  "a DataView": new DataView(new ArrayBuffer(8)),
  "shared memory": new Int32Array(new SharedArrayBuffer(8)).fill(99),
  "the global object": globalThis,
  "another cluster": clusterOf(),
  "a cluster's prototype": Object.create(Cluster.prototype),
  "an error": new ClusterError("not from here"),
};

const namespace = 'xmlns="http://www.microsoft.com/ComputeCluster/"';
const jobFile = `<Job ${namespace}><ExtendedTerms/><Tasks/></Job>`;
const taskFile = `<Task ${namespace} CommandLine="a"><EnvironmentVariables/><ExtendedTerms/></Task>`;

const page = clusterOf().listAllJobsWithPaging(false, null, null, 1);

/** For each method a call that would be fine. */
const METHODS = {
  actAs: ["CLUSTER\\Administrator", true],
  connect: ["HEADNODE"],
  advance: [0],
  advanceTo: [0],
  addJob: [{ tasks: [endless] }],
  addJobs: [[{}]],
  addTask: [1, endless],
  addTasks: [1, [endless]],
  submitJob: [3, "LAB\\ann", "secret", true],
  submitJobs: [[3], "LAB\\ann", "secret", true],
  queueJob: [{}, "LAB\\ann", "secret", true],
  queueJobs: [[{}], "LAB\\ann", "secret", true],
  modifyJob: [2, {}],
  modifyJobTerm: [2, "Project", "x"],
  createJobFromXml: [jobFile],
  createTaskFromXml: [new TextEncoder().encode(taskFile)],
  jobToXml: [1],
  getJob: [1],
  getTask: [1, 1],
  listJobs: [null, "Running"],
  listJobsOnNode: ["N1"],
  listTasks: [1],
  listTasksOnNode: ["N1"],
  listAllJobsWithPaging: [false, page.timestamp, page.version, 2],
  listJobsWithPaging: [null, "Queued", false, page.timestamp, page.version, 2],
  listTasksWithPaging: [1, page.timestamp, page.version, 2],
  checkAnyTask: [1, [0, 0, 1]],
  getJobResourceUsage: [1],
  getTaskResourceUsage: [1, 1],
  setCachedCredentials: ["LAB\\ann", "secret", true],
  deleteCachedCredentials: ["LAB\\ann"],
  setJobCredentials: [1, "LAB\\ann", "secret"],
  setJobCredentialsFromCache: [1, "LAB\\ann", true],
  hasJobCredentials: [1],
  executeCommand: [1, { commandLine: "hostname" }, "LAB\\ann", "secret", true],
  executeCommandWithPaging: [1, { commandLine: "hostname" }, "LAB\\ann", "secret", true, 2_048],
  waitForCommand: [1],
  waitForCommandWithPaging: [1, 2_048],
  commandIsRunning: [1],
  readExecutionResult: [{ commandId: 1, exitCode: 0, nodeName: "N1", output: "" }],
  endCommand: [1],
  setSubmissionFilter: [() => 0],
  setActivationFilter: [() => 0],
  answerActivation: [1, 0],
  cancelJob: [2, "x"],
  cancelJobs: [[2], "x"],
  tryCancelJobs: [[2], "x"],
  cancelTask: [1, 1, "x"],
  cancelTasks: [1, [1], "x"],
  requeueJob: [1],
  requeueJobs: [[1]],
  requeueTask: [1, 1],
  requeueTasks: [1, [1]],
  setClusterParameter: ["JobRetryCount", "2"],
  setEnvironmentVariable: ["A", "B"],
  getJobCounter: [1],
  completeTask: [1, 1, 1, 0],
  pauseNode: ["N1"],
  resumeNode: ["N1"],
  approveNode: ["N1"],
  failNode: ["N1"],
  restoreNode: ["N1"],
  explainJob: [2],
  previewCancelJobs: [[1, 2], { carryOn: true }],
  previewRequeueJobs: [[1, 2]],
  previewSubmitJobs: [[3, 2]],
  subscribe: [() => {}],
};

/** Running, waiting, only added. */
function prepared() {
  const cluster = clusterOf([4]);
  withQueue(cluster, 1);
  cluster.addJob({ tasks: [endless] });
  cluster.setCachedCredentials("LAB\\ann", "secret");
  cluster.getNewCommandId();
  return cluster;
}

/** An error of ours, of the caller's code, or JavaScript's own word for what the caller did. */
function isFair(error) {
  if (error instanceof ClusterError || error === thrown) return true;
  const ours = /unreachable|recursive|null pointer|out of bounds|memory access|unwrap|panicked|freed|broke/i;
  return (error instanceof TypeError || error instanceof RangeError) && !ours.test(error.message);
}

test("the methods tried here are all that take arguments", () => {
  const own = Object.getOwnPropertyNames(Cluster.prototype);
  const taking = own.filter((name) => !name.startsWith("_") && Object.getOwnPropertyDescriptor(Cluster.prototype, name).value?.length > 0);
  assert.deepEqual(Object.keys(METHODS).sort(), taking.filter((name) => name !== "constructor").sort());
});

for (const [method, good] of Object.entries(METHODS)) {
  test(`${method} survives every hostile value in every place`, (t) => {
    t.mock.method(console, "error", () => {}); // Where hostile listeners are reported.
    for (let place = 0; place < good.length; place++) {
      for (const [what, value] of Object.entries(HOSTILE)) {
        const cluster = prepared();
        const digest = cluster.stateDigest();
        const args = good.with(place, value);
        try {
          cluster[method](...args);
        } catch (error) {
          assert.ok(isFair(error), `${what} as argument ${place}: ${error?.stack}`);
          // What came before the failing item of a batch stays done.
          if (!error.completed) assert.equal(cluster.stateDigest(), digest, `${what} as argument ${place}`);
        }
        assert.deepEqual(statuses(cluster, [1]).length, 1);
        cluster.tryCancelJobs([1, 2, 3], `still usable after ${what}`.slice(0, 320));
        cluster.free();
      }
    }
  });
}

test("a console survives every hostile value in every place", () => {
  const typed = new Console();
  const calls = {
    run: ["job new /jobfile:job.xml", { "job.xml": "<Job/>" }],
    complete: ["job cancel ", 11],
  };
  for (const [method, good] of Object.entries(calls)) {
    for (let place = 0; place < good.length; place++) {
      for (const [what, value] of Object.entries(HOSTILE)) {
        const cluster = prepared();
        const digest = cluster.stateDigest();
        const args = good.with(place, value);
        try {
          const answer = typed[method](cluster, ...args);
          // The file may be left out, and then the job is not made.
          if (method === "run" && answer.status !== 0) assert.equal(cluster.stateDigest(), digest, what);
        } catch (error) {
          assert.ok(isFair(error), `${what} as argument ${place} of ${method}: ${error?.stack}`);
          assert.equal(cluster.stateDigest(), digest, `${what} as argument ${place} of ${method}`);
        }
        assert.equal(typed.run(cluster, "job cancel 1").status, 0, `still usable after ${what}`);
        cluster.free();
      }
    }
  }
  for (const [what, value] of Object.entries(HOSTILE)) {
    if (what !== "another cluster") {
      assert.throws(() => typed.run(value, "job list"), what);
      assert.throws(() => typed.complete(value, "job ", 4), what);
    }
    try {
      new Console(value).free();
    } catch (error) {
      assert.ok(isFair(error), error?.stack);
    }
  }
});

test("every property of a job and of a task survives every hostile value", () => {
  const job = clusterOf().getJob.call(prepared(), 1);
  const places = [
    ...[...Object.keys(job), "softwareLicense"].map((key) => (value) => ({ [key]: value })),
    ...[...Object.keys(job.tasks[0]), "simulation"].map((key) => (value) => ({ tasks: [{ ...endless, [key]: value }] })),
    (value) => ({ tasks: [{ ...endless, simulation: { duration: value } }] }),
    (value) => ({ tasks: [{ ...endless, simulation: { duration: 1, exitCode: value } }] }),
    (value) => ({ tasks: [value] }),
    (value) => ({ askedNodes: [value] }),
    (value) => ({ extendedJobTerms: { term: value } }),
    (value) => ({ tasks: [{ ...endless, environmentVariables: [{ name: value, value }] }] }),
  ];
  const cluster = prepared();
  for (const place of places) {
    for (const [what, value] of Object.entries(HOSTILE)) {
      const digest = cluster.stateDigest();
      try {
        cluster.cancelJob(cluster.addJob(place(value)));
      } catch (error) {
        assert.ok(isFair(error), `${what} in ${place}: ${error?.stack}`);
        assert.equal(cluster.stateDigest(), digest, `${what} in ${place}`);
      }
    }
  }
  cluster.cancelJobs([1, 2, 3]);
});

test("options and snapshots survive every hostile value", () => {
  const places = [
    (value) => value,
    ...["name", "nodes", "now", "user", "isAdmin", "reuseJobIds", "execution", "parameters", "connected", "choices"].map((key) => (value) => ({ [key]: value })),
    ...["name", "numberOfProcessors", "memory", "status"].map((key) => (value) => ({ nodes: [{ name: "N1", numberOfProcessors: 1, [key]: value }] })),
  ];
  for (const [what, value] of Object.entries(HOSTILE)) {
    for (const make of [...places.map((place) => () => new Cluster(place(value))), () => Cluster.fromSnapshot(value)]) {
      try {
        make().free();
      } catch (error) {
        assert.ok(isFair(error), `${what}: ${error?.stack}`);
      }
    }
  }
});

test("what an iterator or getter throws goes through unchanged, and nothing is done", () => {
  const cluster = prepared();
  const { message } = refuses(cluster, () => cluster.getJob(99), "InvalidJobId");
  const digest = cluster.stateDigest();
  const calls = [
    () => cluster.cancelJobs((function* () { yield 2; throws(); })()),
    () => cluster.cancelJobs(new Proxy([2], everyTrap)),
    () => cluster.cancelJobs(Object.defineProperty([2], 0, { get: throws })),
    () => cluster.addJob({ get name() { return throws(); } }),
    () => cluster.addJobs([{}, { get tasks() { return throws(); } }]),
    () => cluster.addJob(new Proxy({}, { ownKeys: throws })),
    () => cluster.addTask(1, { commandLine: "x", environmentVariables: { get A() { return throws(); } } }),
    () => cluster.previewCancelJobs([2], { get carryOn() { return throws(); } }),
    () => new Cluster({ get nodes() { return throws(); } }),
  ];
  for (const call of calls) assert.equal(thrownBy(call), thrown);
  for (const value of [null, undefined, 5, "text", Symbol.iterator]) {
    const throwsValue = { [Symbol.iterator]() { throw value; } };
    let caught = "nothing";
    try {
      cluster.cancelJobs(throwsValue);
    } catch (error) {
      caught = error;
    }
    assert.equal(caught, value);
  }
  assert.equal(cluster.stateDigest(), digest);
  assert.equal(cluster.errorMessage, message);
});

test("an iterator that the call leaves early is closed", () => {
  const cluster = prepared();
  let closed = 0;
  const endlessIds = { [Symbol.iterator]: () => ({ next: () => ({ done: false, value: 2 }), return: () => ((closed += 1), {}) }) };
  refuses(cluster, () => cluster.cancelJobs(endlessIds), "TooManyItems");
  assert.equal(closed, 1);
});

test("an iterator may call the cluster: its calls come first", () => {
  const cluster = prepared();
  cluster.cancelJobs((function* () {
    cluster.cancelJob(1, "from within");
    assert.deepEqual(statuses(cluster, [1, 2]), ["Cancelled", "Running"]);
    yield 2;
  })(), "from outside");
  assert.deepEqual([1, 2].map((id) => cluster.getJob(id).errorMessage), ["from within", "from outside"]);
});

test("so may a getter, even with the same job", () => {
  const cluster = prepared();
  const id = cluster.addJob({ get project() { return String(cluster.addJob({})); } });
  assert.deepEqual([id, cluster.getJob(id).project], [5, "4"]);
});

test("an iterator that calls the call that reads it, for ever, gets an error and the cluster goes on", () => {
  const cluster = prepared();
  const digest = cluster.stateDigest();
  const ids = { *[Symbol.iterator]() { cluster.cancelJobs(ids); yield 2; } };
  const job = { get name() { return cluster.addJob(job); } };
  for (let round = 0; round < 100; round++) {
    assert.ok(thrownBy(() => cluster.cancelJobs(ids)) instanceof RangeError);
    assert.ok(thrownBy(() => cluster.addJob(job)) instanceof RangeError);
  }
  assert.equal(cluster.stateDigest(), digest);
  cluster.cancelJobs([1, 2, 3]);
});

test("an iterator may free the cluster that reads it", () => {
  const cluster = prepared();
  const error = thrownBy(() => cluster.cancelJobs((function* () { cluster.free(); yield 2; })()));
  assert.match(error.message, /freed/);
});

test("a detached array is an error, not an empty one", () => {
  const cluster = prepared();
  for (const Type of [Int32Array, Float64Array, Uint8Array])
    assert.ok(thrownBy(() => cluster.cancelJobs(detached(Type))) instanceof TypeError);
  assert.ok(thrownBy(() => Cluster.fromSnapshot(detached(Uint8Array))) instanceof TypeError);
});

test("a typed array is read as it is, whatever was hung on it", () => {
  const cluster = prepared();
  cluster.cancelJobs(lying);
  assert.deepEqual(statuses(cluster, [1, 2, 3]), ["Running", "Cancelled", "NotSubmitted"]);
  cluster.cancelJobs(new Int32Array([9, 1, 3, 9]).subarray(1, 3));
  assert.deepEqual(statuses(cluster, [1, 3]), ["Cancelled", "Cancelled"]);
});

test("every kind of iterable of numbers will do", () => {
  const kinds = [
    (ids) => ids,
    (ids) => Int32Array.from(ids),
    (ids) => Float64Array.from(ids),
    (ids) => Uint8Array.from(ids),
    (ids) => new Set(ids),
    (ids) => new Map(ids.map((id) => [id, id])).keys(),
    (ids) => ids.values(),
    (ids) => new Proxy(ids, {}),
    (ids) => Object.freeze(ids),
    function* (ids) { yield* ids; },
    (ids) => class extends Array {}.from(ids),
    (ids) => {
      const enumerable = clusterOf().createClusterEnumerable();
      for (const id of ids) enumerable.add(id);
      return enumerable;
    },
    (ids) => (function () { return arguments; })(...ids),
  ];
  for (const kind of kinds) {
    const cluster = prepared();
    cluster.cancelJobs(kind([1, 3]), "x");
    assert.deepEqual(statuses(cluster, [1, 2, 3]), ["Cancelled", "Running", "Cancelled"], String(kind));
  }
});

test("2^22 jobs are too many for one call, and take no time to refuse", () => {
  const cluster = prepared();
  refuses(cluster, () => cluster.addJobs(new Array(2 ** 22 + 1).fill({})), "TooManyItems");
});

test("2^24 ids are read, in one copy or one by one", () => {
  const cluster = prepared();
  const many = new Int32Array(2 ** 24).fill(99);
  fails(cluster, () => cluster.cancelJobs(many), "InvalidJobId", { index: 0 });
  assert.equal(cluster.tryCancelJobs(many.subarray(0, 1_000)).failed.length, 1_000);
  refuses(cluster, () => cluster.cancelJobs(new Int32Array(2 ** 24 + 1)), "TooManyItems");
});

test("lone surrogates become U+FFFD, as in every web API", () => {
  const cluster = prepared();
  cluster.cancelJob(1, "a\ud800b\udc00");
  assert.equal(cluster.getJob(1).errorMessage, "a\ufffdb\ufffd");
  cluster.cancelJob(2, "\ud800".repeat(320));
  assert.equal(cluster.getJob(2).errorMessage, "\ufffd".repeat(320));
});

test("NULs, line breaks and blanks are kept as they are", () => {
  const cluster = prepared();
  cluster.cancelJob(1, " \0\r\n\t ");
  assert.equal(cluster.getJob(1).errorMessage, " \0\r\n\t ");
});

test("a message that is no string is refused before anything is cancelled, and nothing converts itself", () => {
  const cluster = prepared();
  for (const message of [5, true, {}, [], Symbol("x"), 1n, new String("x"), { toString: throws }, () => "x"]) {
    refuses(cluster, () => cluster.cancelJobs([1], message), "TypeMismatch");
    refuses(cluster, () => cluster.cancelJob(1, message), "TypeMismatch");
    refuses(cluster, () => cluster.cancelTasks(1, [1], message), "TypeMismatch");
    refuses(cluster, () => cluster.tryCancelJobs([1], message), "TypeMismatch");
  }
});

test("names like __proto__ and constructor are names like any other", () => {
  const cluster = prepared();
  const names = ["__proto__", "constructor", "toString", "hasOwnProperty"];
  const terms = Object.fromEntries(names.map((name) => [name, `${name}!`]));
  assert.ok(Object.hasOwn(terms, "__proto__"));
  const id = cluster.addJob({ extendedJobTerms: terms });
  assert.deepEqual(Object.entries(cluster.getJob(id).extendedJobTerms), Object.entries(terms));
  for (const name of names) cluster.setClusterParameter(name, "x");
  assert.equal(Object.getPrototypeOf(cluster.parameters), null);
  assert.ok(names.every((name) => cluster.parameters[name] === "x"));
  assert.equal({}.x, undefined);
});

test("calls on something else than a cluster fail without harm", () => {
  const cluster = prepared();
  for (const other of [{}, Cluster.prototype, Object.create(cluster.constructor.prototype)]) {
    assert.ok(thrownBy(() => Cluster.prototype.getJob.call(other, 1)) instanceof Error);
    assert.ok(thrownBy(() => Object.getOwnPropertyDescriptor(Cluster.prototype, "now").get.call(other)) instanceof Error);
  }
  cluster.cancelJobs([1, 2, 3]);
});

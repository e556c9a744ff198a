// Plays golden histories on the package. README.md has the format; tests/script/ does the same in Rust.
// Nothing is imported, so that Node and a browser run the same file.

/**
 * Plays one history with `api`, the package's `{ Cluster, ClusterError }`. Gives what each `digest` line says and what
 * the digest is: `{ line, expected, actual }`. Throws at the first line that does not hold, with its number.
 */
export function run(text, api) {
  const [first, ...commands] = blocks(text);
  const digests = [];
  let game;
  try {
    at(first, () => {
      check("the first command", first.words[0], "cluster");
      game = { ...api, cluster: new api.Cluster(readOptions(first)) };
    });
    commands.forEach((command, index) =>
      at(command, () => {
        const [verb, ...words] = command.words;
        if (Object.hasOwn(CALLS, verb)) {
          const next = commands[index + 1];
          const expected = next?.words[0] === "!" ? written(next.line.slice(1)) : "done";
          check("the call", outcome(game, () => CALLS[verb](game, words, command)), expected);
        } else if (verb === "expect") {
          expect(game, words, command.line);
        } else if (verb === "digest") {
          digests.push({ line: command.number, expected: words[0], actual: game.cluster.stateDigest() });
        } else if (verb !== "!" || !Object.hasOwn(CALLS, commands[index - 1]?.words[0])) {
          throw new Error("neither a call nor an expectation");
        }
      }),
    );
  } finally {
    game?.cluster.free();
  }
  return digests;
}

/** What goes wrong in `work` is told with the line. */
function at({ number, text }, work) {
  try {
    work();
  } catch (error) {
    throw new Error(`line ${number}, ${text.trim()}: ${error.message}`, { cause: error });
  }
}

function check(what, is, expected) {
  if (is !== expected) throw new Error(`${what} is ${JSON.stringify(is)}, not ${JSON.stringify(expected)}`);
}

/** "done", or the error with its fields as `!` lines have it. */
function outcome({ ClusterError }, call) {
  try {
    call();
    return "done";
  } catch (error) {
    if (!(error instanceof ClusterError)) throw error;
    const fields = { job: error.jobId, task: error.taskId, index: error.index, completed: error.completed };
    const there = Object.entries(fields).filter(([, value]) => value !== undefined);
    return written([["", error.code], ...there]);
  }
}

// ── calls ──

const CALLS = {
  as: ({ cluster }, [user, admin]) => cluster.actAs(user, admin === "admin"),
  advance: ({ cluster }, [time]) => cluster.advance(duration(time)),
  "advance-to": ({ cluster }, [time]) => cluster.advanceTo(number(time)),
  next: ({ cluster }) => cluster.nextEventTime !== null && cluster.advanceTo(cluster.nextEventTime),
  add: ({ cluster }, _, { line, items }) => cluster.addJob(readJob(line.slice(1), items)),
  "add-all": ({ cluster }, _, { items }) => cluster.addJobs(readJobs(items)),
  queue: ({ cluster }, _, { line, items }) => cluster.queueJob(readJob(line.slice(1), items)),
  "queue-all": ({ cluster }, _, { items }) => cluster.queueJobs(readJobs(items)),
  submit: ({ cluster }, [id]) => cluster.submitJob(number(id)),
  "submit-all": ({ cluster }, [ids]) => cluster.submitJobs(list(ids)),
  modify: ({ cluster }, [id], { line, items }) => cluster.modifyJob(number(id), readJob(line.slice(2), items)),
  term: ({ cluster }, [id, name, value]) => cluster.modifyJobTerm(number(id), name, value),
  "add-task": ({ cluster }, [id], { line }) => cluster.addTask(number(id), readTask(line.slice(2))),
  "add-tasks": ({ cluster }, [id], { items }) => cluster.addTasks(number(id), readTasks(items)),
  "cancel-one": ({ cluster }, [id, message]) => cluster.cancelJob(number(id), message),
  cancel: ({ cluster }, [ids, message]) => cluster.cancelJobs(list(ids), message),
  "try-cancel": ({ cluster }, [ids, message]) => cluster.tryCancelJobs(list(ids), message),
  "cancel-task": ({ cluster }, [id, task, message]) => cluster.cancelTask(number(id), number(task), message),
  "cancel-tasks": ({ cluster }, [id, tasks, message]) => cluster.cancelTasks(number(id), list(tasks), message),
  "requeue-one": ({ cluster }, [id]) => cluster.requeueJob(number(id)),
  requeue: ({ cluster }, [ids]) => cluster.requeueJobs(list(ids)),
  "requeue-task": ({ cluster }, [id, task]) => cluster.requeueTask(number(id), number(task)),
  "requeue-tasks": ({ cluster }, [id, tasks]) => cluster.requeueTasks(number(id), list(tasks)),
  complete: ({ cluster }, words) => cluster.completeTask(...words.map(number)),
  set: ({ cluster }, [name, value]) => cluster.setClusterParameter(name, value),
  unset: ({ cluster }, [name]) => cluster.setClusterParameter(name, null),
  env: ({ cluster }, [name, value]) => cluster.setEnvironmentVariable(name, value),
  unenv: ({ cluster }, [name]) => cluster.setEnvironmentVariable(name, null),
  pause: ({ cluster }, [node]) => cluster.pauseNode(node),
  resume: ({ cluster }, [node]) => cluster.resumeNode(node),
  approve: ({ cluster }, [node]) => cluster.approveNode(node),
  fail: ({ cluster }, [node]) => cluster.failNode(node),
  restore: ({ cluster }, [node]) => cluster.restoreNode(node),
  listen: (game, [on]) => listen(game, on === "on"),
  "round-trip": (game) => {
    const { cluster, Cluster, stop } = game;
    game.cluster = Cluster.fromSnapshot(cluster.toSnapshot());
    check("the digest after the round trip", game.cluster.stateDigest(), cluster.stateDigest());
    // Listeners are no part of a snapshot.
    listen(game, stop !== undefined);
    cluster.free();
  },
};

/** That somebody listens may make a difference inside; what is heard is for other tests. */
function listen(game, on) {
  game.stop?.();
  game.stop = on ? game.cluster.subscribe(() => {}) : undefined;
}

// ── expectations ──

function expect(game, [kind, ...words], line) {
  const { cluster } = game;
  const id = () => number(words[0]);
  if (kind === "queue") return check("the queue", Array.from(cluster.queuedJobs()).join() || "none", words[0]);
  if (kind === "now") return check("now", shown(cluster.now), words[0]);
  if (kind === "next") return check("next", shown(cluster.nextEventTime), words[0]);
  if (kind === "node") {
    const node = cluster.computeNodes.find(({ name }) => name === words[0]);
    if (!node) throw new Error("no such node");
    return holds(line.slice(3), { status: node.status, idle: node.numberOfIdleProcessors });
  }
  if (kind === "job" && words[1] === "gone") {
    return check("getJob", outcome(game, () => cluster.getJob(id())).split(" ")[0], "InvalidJobId");
  }
  if (kind === "job") {
    const { status, errorMessage: message, attempt, isBackfill, startTime, endTime } = cluster.getJob(id());
    const on = held(cluster, id());
    return holds(line.slice(3), { status, message, attempt, backfill: isBackfill, start: startTime, end: endTime, on });
  }
  if (kind === "task") {
    const task = cluster.getTask(id(), number(words[1]));
    const { status, errorMessage: message, exitCode: exit, endedBy: by, runs, startTime: start, endTime: end } = task;
    return holds(line.slice(4), { status, message, exit, by, runs, start, end });
  }
  throw new Error(`nothing to expect of: ${kind}`);
}

/** The first word is the status; the others have keys. */
function holds([status, ...others], is) {
  check("status", is.status, status?.[1]);
  for (const [key, expected] of others) {
    if (!Object.hasOwn(is, key)) throw new Error(`nothing to expect of: ${key}`);
    check(key, shown(is[key]), expected);
  }
}

const shown = (value) => String(value ?? "none");

/** Where a job's processors are: "N1:4,N2:1". */
function held(cluster, id) {
  const ours = ({ state, jobId }) => (state === "working" || state === "held") && jobId === id;
  const counts = cluster.computeNodes.map(({ name, processors }) => [name, processors.filter(ours).length]);
  const parts = counts.filter(([, count]) => count > 0).map(([name, count]) => `${name}:${count}`);
  return parts.join() || "none";
}

// ── reading ──

/** The commands, each with the indented lines below it. */
function blocks(text) {
  const blocks = [];
  text.split(/\r?\n/).forEach((text, index) =>
    at({ number: index + 1, text }, () => {
      const line = split(text);
      if (line.length === 0) return;
      if (/^\s/.test(text)) blocks.at(-1).items.push(line);
      else blocks.push({ number: index + 1, text, line, words: line.map(([, value]) => value), items: [] });
    }),
  );
  return blocks;
}

/** A line as [key, value] pairs; the key of a word without "=" is "". */
function split(line) {
  const words = [];
  let at = 0;
  for (;;) {
    while (at < line.length && /\s/.test(line[at])) at += 1;
    if (at === line.length || line[at] === "#") return words;
    let [key, value, quoted] = ["", "", false];
    for (; at < line.length && (quoted || !/\s/.test(line[at])); at++) {
      const letter = line[at];
      if (letter === '"') {
        quoted = !quoted;
      } else if (letter === "\\" && quoted) {
        at += 1;
        if (line[at] === "u") {
          value += String.fromCharCode(parseInt(line.slice(at + 1, at + 5), 16));
          at += 4;
        } else {
          value += line[at] === "n" ? "\n" : line[at];
        }
      } else if (letter === "=" && !quoted && key === "") {
        [key, value] = [value, ""];
      } else {
        value += letter;
      }
    }
    if (quoted) throw new Error("an open quote");
    words.push([key, value]);
  }
}

const written = (line) => line.map(([key, value]) => (key ? `${key}=${value}` : value)).join(" ");

function number(text) {
  if (!/^-?\d+$/.test(text)) throw new Error(`no whole number: ${text}`);
  return Number(text);
}

const list = (text) => (text === "none" ? [] : text.split(",").map(number));

const UNITS = { "": 1, ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

function duration(text) {
  const [, digits, unit] = /^(-?\d+)([a-z]*)$/.exec(text) ?? [];
  if (!Object.hasOwn(UNITS, unit ?? "?")) throw new Error(`no duration: ${text}`);
  return digits * UNITS[unit];
}

/** "NAME=VALUE" into a record without a prototype, so that no name is special. */
function into(record = Object.create(null), text) {
  const { name, value } = pair(text);
  record[name] = value;
  return record;
}

function pair(text) {
  const [name] = text.split("=", 1);
  return { name, value: text.slice(name.length + 1) };
}

function readOptions({ line, items }) {
  const options = {};
  for (const [key, value] of line.slice(1)) {
    switch (key ? `${key}=` : value) {
      case "name=": options.name = value; break;
      case "now=": options.now = number(value); break;
      case "user=": options.user = value; break;
      case "no-admin": options.isAdmin = false; break;
      case "no-reuse": options.reuseJobIds = false; break;
      case "host": options.execution = "host"; break;
      case "parameter=": options.parameters = into(options.parameters, value); break;
      default: throw new Error(`no word of a cluster: ${written([[key, value]])}`);
    }
  }
  return { ...options, nodes: items.map((item) => readNode(item.slice(1))) };
}

function readNode(line) {
  const node = { numberOfProcessors: 1 };
  for (const [key, value] of line) {
    switch (key) {
      case "name": node.name = value; break;
      case "procs": node.numberOfProcessors = number(value); break;
      case "memory": node.memory = number(value); break;
      case "status": node.status = value; break;
      default: throw new Error(`no word of a node: ${written([[key, value]])}`);
    }
  }
  return node;
}

function readJob(line, items) {
  const job = {};
  let short;
  for (const [key, value] of line) {
    switch (key ? `${key}=` : value) {
      case "name=": job.name = value; break;
      case "priority=": job.priority = value; break;
      case "procs=": job.minimumNumberOfProcessors = job.maximumNumberOfProcessors = number(value); break;
      case "min=": job.minimumNumberOfProcessors = number(value); break;
      case "max=": job.maximumNumberOfProcessors = number(value); break;
      case "shared": job.isExclusive = false; break;
      case "keep": job.runUntilCanceled = true; break;
      case "limit=": job.runtime = value; break;
      case "asked=": job.askedNodes = value.split(","); break;
      case "license=": job.softwareLicense = value; break;
      case "project=": job.project = value; break;
      case "user=": job.user = value; break;
      case "term=": job.extendedJobTerms = into(job.extendedJobTerms, value); break;
      case "task=": short = { commandLine: "work", simulation: { duration: duration(value) } }; break;
      default: throw new Error(`no word of a job: ${written([[key, value]])}`);
    }
  }
  const { minimumNumberOfProcessors, maximumNumberOfProcessors } = job;
  const first = short ? [{ ...short, minimumNumberOfProcessors, maximumNumberOfProcessors }] : [];
  return { ...job, tasks: [...first, ...readTasks(items)] };
}

function readJobs(items) {
  const jobs = [];
  for (const [[, word], ...line] of items) {
    if (word === "job") jobs.push(readJob(line, []));
    else if (word === "task") jobs.at(-1).tasks.push(readTask(line));
    else throw new Error(`neither job nor task: ${word}`);
  }
  return jobs;
}

const readTasks = (items) => items.map((item) => readTask(item.slice(1)));

function readTask(line) {
  const task = { commandLine: "work" };
  const simulated = (part) => (task.simulation = { duration: 0, ...task.simulation, ...part });
  for (const [key, value] of line) {
    switch (key ? `${key}=` : value) {
      case "name=": task.name = value; break;
      case "cmd=": task.commandLine = value; break;
      case "for=": simulated({ duration: value === "ever" ? Infinity : duration(value) }); break;
      case "exit=": simulated({ exitCode: number(value) }); break;
      case "procs=": task.minimumNumberOfProcessors = task.maximumNumberOfProcessors = number(value); break;
      case "min=": task.minimumNumberOfProcessors = number(value); break;
      case "max=": task.maximumNumberOfProcessors = number(value); break;
      case "exclusive": task.isExclusive = true; break;
      case "once": task.isRerunnable = false; break;
      case "limit=": task.runtime = value; break;
      case "after=": task.depend = value.split(","); break;
      case "needs=": task.requiredNodes = value.split(","); break;
      // A list, since CCP allows duplicates here.
      case "env=": (task.environmentVariables ??= []).push(pair(value)); break;
      case "term=": task.extendedTaskTerms = into(task.extendedTaskTerms, value); break;
      default: throw new Error(`no word of a task: ${written([[key, value]])}`);
    }
  }
  return task;
}

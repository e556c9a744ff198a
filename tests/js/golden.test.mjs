// The golden histories in Node: what Rust says of them (tests/golden.rs) holds of the package, to the digest.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { Cluster, ClusterError } from "../../dist/node.mjs";
import { run } from "../golden/run.mjs";

const play = (text) => run(text, { Cluster, ClusterError });

test("golden histories end in their digests", async (t) => {
  const files = readdirSync("tests/golden").filter((file) => file.endsWith(".txt"));
  assert.ok(files.length > 0);
  for (const file of files.sort()) {
    await t.test(file, () => {
      const digests = play(readFileSync(`tests/golden/${file}`, "utf8"));
      assert.ok(digests.length > 0, "a history ends in a digest");
      for (const { line, expected, actual } of digests) assert.equal(actual, expected, `${file}, line ${line}`);
    });
  }
});

// The lines 1 to 4; each test below adds what follows.
const BEGINNING = `cluster
  node name=N1 procs=2
queue name="a \\"b\\"" procs=2 task=10m   # runs
queue task=1m
`;

test("a wrong digest is seen", () => {
  const [{ line, expected, actual }, ...others] = play(`${BEGINNING}digest 0123456789abcdef`);
  assert.deepEqual([line, expected, others], [5, "0123456789abcdef", []]);
  assert.match(actual, /^[0-9a-f]{16}$/);
  assert.deepEqual(play(`${BEGINNING}digest ${actual}`), [{ line: 5, expected: actual, actual }]);
  const [later] = play(`${BEGINNING}advance 1\ndigest ${actual}`);
  assert.notEqual(later.actual, actual);
});

test("what does not hold is told with its line", () => {
  const right = ["expect job 1 Running attempt=1 on=N1:2 end=none", "expect queue 2", "expect node N1 Ready idle=0"];
  right.push("expect task 2 1 Queued by=none runs=0", "expect next 600000", "cancel 9 x\n! InvalidJobId job=9 index=0 completed=0");
  assert.deepEqual(play(BEGINNING + right.join("\n")), []);

  const wrong = {
    "expect job 1 Queued": 'status is "Running", not "Queued"',
    "expect job 1 Running attempt=2": 'attempt is "1", not "2"',
    "expect job 1 Running on=N1:1": 'on is "N1:2", not "N1:1"',
    "expect job 1 Running color=red": "nothing to expect of: color",
    "expect job 1 gone": 'getJob is "done", not "InvalidJobId"',
    "expect job 3 Queued": "Job 3 is not in the cluster.",
    "expect task 2 1 Queued runs=1": 'runs is "0", not "1"',
    "expect queue 2,1": 'the queue is "2", not "2,1"',
    "expect queue none": 'the queue is "2", not "none"',
    "expect node N1 Ready idle=1": 'idle is "0", not "1"',
    "expect node N2 Ready": "no such node",
    "expect now 1": 'now is "0", not "1"',
    "expect next none": 'next is "600000", not "none"',
    "cancel 9 x": 'the call is "InvalidJobId job=9 index=0 completed=0", not "done"',
    "cancel 9 x\n! InvalidJobId job=9 index=0": 'completed=0", not "InvalidJobId job=9 index=0"',
    "cancel 2 x\n! InvalidJobId": 'the call is "done", not "InvalidJobId"',
    "add color=red": "no word of a job: color=red",
    "wait 5": "neither a call nor an expectation",
    "! InvalidJobId": 'the call is "done"',
    'cancel 2 "x': "an open quote",
  };
  for (const [lines, difference] of Object.entries(wrong)) {
    // A refusal that nobody expects, or the reverse, is told of the call.
    const number = lines.startsWith("!") ? 4 : 5;
    assert.throws(
      () => play(BEGINNING + lines),
      ({ message }) => message.startsWith(`line ${number}, `) && message.includes(difference),
      `${lines}: ${difference}`,
    );
  }
});

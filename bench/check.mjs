// `npm run bench -- --check`: callgrind counts the instructions of the hot paths, which are the same every time on one
// machine and nearly so on others, and compares them with bench/instructions.json. `--update` writes that file anew.
import { readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { giveUp, run } from "../scripts/tools.mjs";

const FILE = join("bench", "instructions.json");
const JOBS = 20_000;
const MORE_MAX = 1.05;
const PATHS = ["cancel-queued", "cancel-queued-heard", "cancel-running-one-node", "cancel-running-many-nodes", "cancel-loop"];

async function count(program, what) {
  const counted = ["--tool=callgrind", `--callgrind-out-file=${join(tmpdir(), `callgrind.${process.pid}`)}`];
  const only = ["--collect-atstart=no", "--toggle-collect=*measured*"];
  const output = await run("valgrind", [...counted, ...only, program, what, String(JOBS)]).catch((error) => {
    if (/ENOENT/.test(error.message)) giveUp("valgrind is missing: install it with the system's package manager.");
    throw error;
  });
  return Number(/Collected : (\d+)/.exec(output)[1]) / JOBS;
}

/** Fails if a hot path takes 5 % more instructions for each job than it did when the file was written. */
export async function checkInstructions({ program, update }) {
  const known = update ? {} : JSON.parse(readFileSync(FILE, "utf8"));
  const found = {};
  let worse = 0;
  for (const what of PATHS) {
    found[what] = Math.round(await count(program, what));
    const ratio = found[what] / (known[what] ?? found[what]);
    if (ratio > MORE_MAX) worse++;
    console.log(`  ${what.padEnd(28)} ${String(found[what]).padStart(6)} instructions a job, ${((ratio - 1) * 100).toFixed(1)} % more than known${ratio > MORE_MAX ? ": TOO MANY" : ""}`);
  }
  if (update) writeFileSync(FILE, `${JSON.stringify(found, null, 1)}\n`);
  else if (worse > 0) giveUp(`${worse} hot paths take more instructions than they did. If that is meant: npm run bench -- --check --update.`);
}

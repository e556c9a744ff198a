// Peers that need a server or another language: `node bench/peers.mjs WHAT N` measures one and prints it as one line of
// JSON, nanoseconds for each job; `null` where it cannot be run here. Each is driven by its own batch call, and checked.
import { execFile, execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { promisify } from "node:util";

const [, , what, given] = process.argv;

const inPath = (program) => [...process.env.PATH.split(delimiter), "/usr/sbin"].some((folder) => existsSync(join(folder, program)));

/** A folder and a server in it, both gone afterwards. */
async function withServer(start, use) {
  const folder = mkdtempSync(join(tmpdir(), "bench-"));
  const server = start(folder);
  try {
    return await use(folder);
  } finally {
    const gone = new Promise((resolve) => server.once("exit", resolve));
    server.kill();
    await gone;
    rmSync(folder, { recursive: true, force: true });
  }
}

async function until(ready) {
  for (let tries = 0; tries < 300; tries++) {
    if (await ready()) return;
    await wait(100);
  }
  throw new Error("The server does not answer.");
}

const check = (cancelled, count) => {
  if (cancelled !== count) throw new Error(`${cancelled} of ${count} jobs are cancelled.`);
};

const MEASURED = {
  /** BullMQ: its own script removes a job; all of them in one pipeline to a Redis that writes nothing to disk. */
  async bullmq(count) {
    const { Queue } = await import("bullmq").catch(() => ({}));
    if (!Queue || !inPath("redis-server")) return null;
    const options = (folder) => ["--port", "0", "--unixsocket", join(folder, "redis"), "--save", "", "--appendonly", "no", "--dir", folder];
    return withServer(
      (folder) => spawn("redis-server", options(folder), { stdio: "ignore" }),
      async (folder) => {
        await until(() => existsSync(join(folder, "redis")));
        // Commands of one turn of the event loop become one pipeline.
        const queue = new Queue("jobs", { connection: { path: join(folder, "redis"), enableAutoPipelining: true } });
        let ids = [];
        for (let at = 0; at < count; at += 1_000) {
          ids.push(...(await queue.addBulk(Array.from({ length: Math.min(1_000, count - at) }, () => ({ name: "work", data: {} })))));
        }
        ids = ids.map((job) => job.id).sort((a, b) => (Number(a) % 97) - (Number(b) % 97));
        const start = performance.now();
        const removed = await Promise.all(ids.map((id) => queue.remove(id)));
        const time = ((performance.now() - start) * 1e6) / count;
        check(removed.filter((answer) => answer === 1).length, count);
        check(count - (await queue.getWaitingCount()), count);
        await queue.close();
        return time;
      },
    );
  },

  /** Slurm: one `scancel` with all ids, of jobs that are held, on a controller without authentication, accounting or nodes. */
  async slurm(count) {
    if (!inPath("slurmctld")) return null;
    const conf = (folder) => join(folder, "slurm.conf");
    const settings = (folder) => `ClusterName=bench
SlurmctldHost=${hostname().split(".")[0]}(127.0.0.1)
SlurmctldPort=26817
AuthType=auth/none
CredType=cred/none
SlurmUser=root
StateSaveLocation=${folder}
SlurmctldPidFile=${join(folder, "pid")}
SlurmctldDebug=quiet
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/none
MaxJobCount=100000
NodeName=n[1-10] CPUs=8 State=FUTURE
PartitionName=all Nodes=ALL Default=YES State=UP
`;
    return withServer(
      (folder) => {
        writeFileSync(conf(folder), settings(folder));
        return spawn("slurmctld", ["-D"], { stdio: "ignore", env: { ...process.env, PATH: `${process.env.PATH}${delimiter}/usr/sbin`, SLURM_CONF: conf(folder) } });
      },
      async (folder) => {
        const env = { ...process.env, SLURM_CONF: conf(folder) };
        const slurm = promisify(execFile);
        const said = async (...command) => (await slurm(command[0], command.slice(1), { env, maxBuffer: 1 << 26 })).stdout.trim();
        await until(() => said("scontrol", "ping").then((text) => text.includes("UP"), () => false));
        const ids = [];
        const submit = async () => {
          while (ids.length + pending < count) {
            pending++;
            ids.push(await said("sbatch", "--parsable", "--hold", "--output=/dev/null", "--wrap=sleep 60"));
            pending--;
          }
        };
        let pending = 0;
        await Promise.all([submit(), submit(), submit(), submit()]);
        ids.sort((a, b) => (Number(a) % 97) - (Number(b) % 97));
        const start = performance.now();
        execFileSync("scancel", ids, { env });
        const time = ((performance.now() - start) * 1e6) / count;
        check((await said("squeue", "--noheader", "--states=CANCELLED", "--format=%i")).split("\n").length, count);
        return time;
      },
    );
  },

  /** AccaSim, from PyPI into bench/.venv: jobs and seconds of a whole log. */
  async accasim(log) {
    const folder = join(import.meta.dirname, ".venv");
    const python = join(folder, "bin", "python");
    try {
      if (!existsSync(folder)) {
        execFileSync("python3", ["-m", "venv", folder], { stdio: "ignore" });
        execFileSync(python, ["-m", "pip", "install", "--quiet", "accasim"], { stdio: "ignore" });
      }
      execFileSync(python, ["-c", "import accasim"], { stdio: "ignore" });
    } catch {
      return null;
    }
    return JSON.parse(execFileSync(python, [join(import.meta.dirname, "replay_accasim.py"), log], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }));
  },
};

const measure = MEASURED[what];
if (!measure) throw new Error(`There is nothing called "${what}", only ${Object.keys(MEASURED).join(", ")}.`);
console.log(JSON.stringify(await measure(what === "accasim" ? given : Number(given))));

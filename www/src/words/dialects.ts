/**
 * The words of other schedulers for what this one does. Words only: how they behave differently, the lessons say.
 * What is not known here is null, and then the page says its own word or nothing.
 *
 * Sources: the Compute Cluster Pack SDK (CCP); HPC Pack's JobState enumeration and its reference of commands
 * (learn.microsoft.com: cc972887, cc947686, ff950203); Slurm's squeue, sacct and slurm.conf (slurm.schedmd.com);
 * OpenPBS 20 reference guide, job states; IBM Spectrum LSF 10.1 command reference (bjobs, bkill, lsb.params).
 */
import type { JobStatus } from "ccp-scheduler";

export const DIALECTS = ["ccp", "hpc", "slurm", "pbs", "lsf"] as const;
export type Dialect = (typeof DIALECTS)[number];

export interface Words {
  /** As the switch names it. */
  title: string;
  status: Record<JobStatus, string | null>;
  /** What TTLCompletedJobs is called there, and its unit. */
  ttl: string;
  /** How jobs are listed at a prompt. */
  list: string;
}

export const WORDS: Record<Dialect, Words> = {
  ccp: {
    title: "CCP",
    status: {
      NotSubmitted: "Not submitted",
      Queued: "Queued",
      Running: "Running",
      Finished: "Finished",
      Failed: "Failed",
      Cancelled: "Cancelled",
    },
    ttl: "TTLCompletedJobs, days",
    list: "job list /all",
  },
  hpc: {
    title: "HPC Pack",
    status: {
      NotSubmitted: "Configuring",
      Queued: "Queued",
      Running: "Running",
      Finished: "Finished",
      Failed: "Failed",
      Cancelled: "Canceled",
    },
    ttl: "TTLCompletedJobs, days",
    list: "job list /all",
  },
  slurm: {
    title: "Slurm",
    status: {
      NotSubmitted: null,
      Queued: "PENDING (PD)",
      Running: "RUNNING (R)",
      Finished: "COMPLETED (CD)",
      Failed: "FAILED (F)",
      Cancelled: "CANCELLED (CA)",
    },
    ttl: "MinJobAge, seconds",
    list: "squeue --states=all",
  },
  pbs: {
    title: "OpenPBS",
    status: {
      NotSubmitted: null,
      Queued: "Q",
      Running: "R",
      Finished: "F",
      Failed: "F, exit status ≠ 0",
      Cancelled: "F, deleted",
    },
    ttl: "job_history_duration",
    list: "qstat -x",
  },
  lsf: {
    title: "LSF",
    status: {
      NotSubmitted: null,
      Queued: "PEND",
      Running: "RUN",
      Finished: "DONE",
      Failed: "EXIT",
      Cancelled: "EXIT (killed)",
    },
    ttl: "CLEAN_PERIOD, seconds",
    list: "bjobs -a",
  },
};

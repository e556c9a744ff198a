//! What a replay has to tell: as text for people, as JSON for programs, as CSV for every job.

use ccp_scheduler::{Distribution, JobStatus, Policy, ProcessorsFrom, Replay, ReplayOptions, Skipped, Time};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::io;

/// How long it took.
pub(crate) struct Timing {
    /// Seconds of reading the log.
    pub(crate) parsing: f64,
    /// Seconds of replaying it.
    pub(crate) replaying: f64,
    /// The cluster's clock at the end.
    pub(crate) clock: Time,
}

/// Says on stderr which lines were skipped: the first few, and how many more.
pub(crate) fn broken_lines(file: &str, skipped: &Skipped) {
    for broken in &skipped.first_broken {
        eprintln!("{file}: line {} skipped: {}", broken.line, broken.problem);
    }
    match skipped.broken - skipped.first_broken.len() {
        0 => {}
        more => eprintln!("{file}: {} more broken lines skipped", grouped(more)),
    }
}

/// One line a job, in seconds of the log; empty where there is none.
pub(crate) fn schedule(replay: &Replay, out: &mut impl io::Write) -> io::Result<()> {
    writeln!(out, "job,submit,start,end,processors,status")?;
    for job in replay.schedule() {
        let start = job.start.map(seconds).unwrap_or_default();
        let end = job.end.map(seconds).unwrap_or_default();
        let status = job.status.map(JobStatus::name).unwrap_or_default();
        let (number, part, submit, processors) = (job.job, job.part, seconds(job.submit), job.processors);
        writeln!(out, "{number}{part},{submit},{start},{end},{processors},{status}")?;
    }
    Ok(())
}

/// Everything as one object.
pub(crate) fn json(replay: &Replay, options: &ReplayOptions, timing: &Timing) -> String {
    let summary = replay.summary();
    let skipped = replay.skipped();
    let calls = replay.cancel_calls();
    let by_status: serde_json::Map<String, Value> = JobStatus::ALL
        .into_iter()
        .filter(|status| status.is_completed())
        .map(|status| (status.name().to_owned(), json!(summary.jobs[status as usize])))
        .collect();
    let value = json!({
        "policy": match options.policy { Policy::Easy => "easy", Policy::Fcfs => "fcfs" },
        "cancellations": options.cancellations,
        "processors": replay.processors(),
        "processorsFrom": replay.processors_from().name(),
        "format": replay.format().name(),
        "processorsPerNode": options.processors_per_node,
        "jobs": replay.len(),
        "status": by_status,
        "neverStarted": replay.len() - summary.started,
        "skipped": {
            "brokenLines": skipped.broken,
            "tooWide": skipped.too_wide,
            "neverRan": skipped.never_ran,
            "noRunTime": skipped.no_run_time,
            "noProcessors": skipped.no_processors,
            "unfinished": skipped.unfinished,
        },
        "wait": distribution(&summary.wait),
        "boundedSlowdown": distribution(&summary.bounded_slowdown),
        "utilisation": summary.utilisation,
        "makespanSeconds": summary.makespan as f64 / 1_000.0,
        "simulatedSeconds": simulated(replay, timing),
        "cancelCalls": { "calls": calls.calls, "jobs": calls.jobs, "largest": calls.largest },
        "parseSeconds": timing.parsing,
        "wallSeconds": timing.replaying,
        "jobsPerSecond": jobs_a_second(replay, timing),
    });
    format!("{value:#}\n")
}

fn distribution(of: &Distribution) -> Value {
    json!({ "mean": of.mean, "p50": of.p50, "p90": of.p90, "p95": of.p95, "p99": of.p99, "max": of.max })
}

/// Everything as a page of text.
pub(crate) fn text(file: &str, replay: &Replay, options: &ReplayOptions, timing: &Timing) -> String {
    let mut out = String::new();
    // Writing to a String cannot fail.
    _ = write_text(&mut out, file, replay, options, timing);
    out
}

fn write_text(
    out: &mut String,
    file: &str,
    replay: &Replay,
    options: &ReplayOptions,
    timing: &Timing,
) -> std::fmt::Result {
    let summary = replay.summary();
    let policy = match options.policy {
        Policy::Easy => "EASY backfill",
        Policy::Fcfs => "first come, first served",
    };
    let cancellations = if options.cancellations { ", cancellations as in the log" } else { "" };
    let from = match replay.processors_from() {
        ProcessorsFrom::Use => " (the most in use at once)",
        ProcessorsFrom::Option | ProcessorsFrom::Header => "",
    };
    write!(out, "{file}")?;
    if !replay.computer().is_empty() {
        write!(out, " ({})", replay.computer())?;
    }
    writeln!(
        out,
        "\n{} jobs on {} processors{from}, {policy}{cancellations}\n",
        grouped(replay.len()),
        grouped(replay.processors())
    )?;

    for status in [JobStatus::Finished, JobStatus::Failed, JobStatus::Cancelled] {
        writeln!(out, "{:<18}{:>10}", status.name(), grouped(summary.jobs[status as usize]))?;
    }
    let never_started = replay.len() - summary.started;
    if never_started > 0 {
        writeln!(out, "{:<18}{:>10}", "Never started", grouped(never_started))?;
    }
    let skipped = replay.skipped();
    for (count, why) in [
        (skipped.broken, "broken lines"),
        (skipped.too_wide, "jobs wider than the cluster"),
        (skipped.never_ran, "jobs cancelled before they ran (--cancellations replays them)"),
        (skipped.no_run_time, "jobs without a run time"),
        (skipped.no_processors, "jobs without a number of processors"),
        (skipped.unfinished, "jobs that still waited or ran"),
    ] {
        if count > 0 {
            writeln!(out, "{:<18}{:>10}  {why}", "Skipped", grouped(count))?;
        }
    }
    for (job, processors) in skipped.first_too_wide.iter().take(3) {
        writeln!(out, "{:<30}job {job} needs {processors} processors", "")?;
    }
    let calls = replay.cancel_calls();
    if calls.calls > 0 {
        let (count, jobs, largest) = (grouped(calls.calls), grouped(calls.jobs), grouped(calls.largest));
        writeln!(
            out,
            "{:<18}{count:>10}  of {jobs} jobs together, the largest of {largest}",
            "cancelJobs calls"
        )?;
    }

    writeln!(
        out,
        "\n{:<18}{:>13}{:>13}{:>13}{:>13}{:>13}{:>13}",
        "", "mean", "50 %", "90 %", "95 %", "99 %", "max"
    )?;
    for (name, of) in [("Wait (s)", summary.wait), ("Bounded slowdown", summary.bounded_slowdown)] {
        write!(out, "{name:<18}")?;
        for value in [of.mean, of.p50, of.p90, of.p95, of.p99, of.max] {
            write!(out, "{value:>13.1}")?;
        }
        writeln!(out)?;
    }

    writeln!(out, "\n{:<18}{:>9.1} %", "Utilisation", summary.utilisation * 100.0)?;
    writeln!(out, "{:<18}{:>10} s", "Makespan", grouped(summary.makespan / 1_000))?;
    writeln!(out, "{:<18}{:>10.0} s", "Simulated", simulated(replay, timing))?;
    writeln!(
        out,
        "{:<18}{:>10.3} s, {} jobs a second; the log was read in {:.3} s",
        "Wall time",
        timing.replaying,
        grouped(jobs_a_second(replay, timing) as u64),
        timing.parsing
    )
}

/// Seconds from the first submission to where the clock stands now.
fn simulated(replay: &Replay, timing: &Timing) -> f64 {
    replay.schedule().next().map_or(0.0, |first| (timing.clock - first.submit) as f64 / 1_000.0)
}

fn jobs_a_second(replay: &Replay, timing: &Timing) -> f64 {
    replay.len() as f64 / timing.replaying.max(1e-9)
}

/// Whole seconds without a point: a log knows nothing finer.
fn seconds(time: Time) -> String {
    if time % 1_000 == 0 { (time / 1_000).to_string() } else { (time as f64 / 1_000.0).to_string() }
}

/// 1234567 as 1,234,567.
fn grouped(number: impl ToString) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

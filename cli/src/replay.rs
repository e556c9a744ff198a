//! `ccp-scheduler replay`: a workload log through the scheduler, as fast as it goes.

use crate::report::{self, Timing};
use ccp_scheduler::{Cluster, Policy, Replay, ReplayOptions};
use clap::ValueEnum;
use flate2::read::MultiGzDecoder;
use indicatif::{ProgressBar, ProgressStyle};
use std::io::{BufWriter, Read, Write};
use std::path::{Path, PathBuf};

/// Replay a log, in the Standard Workload Format or as `sacct --parsable2` prints it, and tell how its jobs fared.
///
/// Each job of the log is submitted when it was submitted and ends when it ended, or at its estimate; the scheduler
/// decides when it starts. Jobs share nodes and are fixed in size.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The log, plain or compressed with gzip; "-" reads standard input.
    file: PathBuf,

    /// Who may pass whom in the queue.
    #[arg(long, value_enum, default_value_t = PolicyName::Easy)]
    policy: PolicyName,

    /// Cancel the jobs that the log says were cancelled, when they were; otherwise those that ran run their time.
    #[arg(long)]
    cancellations: bool,

    /// Processors of the cluster [default: the log's header MaxProcs; of sacct the most in use at once].
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = clap::value_parser!(i32).range(1..))]
    processors: Option<i32>,

    /// Processors of one node; the last node has the rest.
    #[arg(long, value_name = "N", allow_negative_numbers = true, default_value_t = 1, value_parser = clap::value_parser!(i32).range(1..))]
    processors_per_node: i32,

    /// Print one JSON object instead of text.
    #[arg(long)]
    json: bool,

    /// Write job,submit,start,end,processors,status to this file, in seconds of the log.
    #[arg(long, value_name = "OUT.csv")]
    schedule: Option<PathBuf>,

    /// Refuse a log with broken lines, or with jobs wider than the cluster, instead of skipping them.
    #[arg(long)]
    strict: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum PolicyName {
    /// A later job may pass the first waiting one if it does not delay it (BackfillLookahead -1).
    Easy,
    /// First come, first served (BackfillLookahead 0).
    Fcfs,
}

/// Does it all. The error is a sentence for the user.
pub(crate) fn run(arguments: &Arguments) -> Result<(), String> {
    let file = arguments.file.display();
    let name = |error: &dyn std::fmt::Display| format!("{file}: {error}");
    let bytes = read(&arguments.file).map_err(|error| name(&error))?;
    let options = ReplayOptions {
        policy: match arguments.policy {
            PolicyName::Easy => Policy::Easy,
            PolicyName::Fcfs => Policy::Fcfs,
        },
        cancellations: arguments.cancellations,
        processors: arguments.processors,
        processors_per_node: arguments.processors_per_node,
        strict: arguments.strict,
    };

    let watch = Stopwatch::start();
    let mut replay = Replay::new(&bytes, &options).map_err(|error| name(&error))?;
    let parsing = watch.seconds();
    report::broken_lines(&file.to_string(), replay.skipped());

    let watch = Stopwatch::start();
    let cluster = play(&mut replay).map_err(|error| name(&error))?;
    let timing = Timing { parsing, replaying: watch.seconds(), clock: cluster.now() };

    if let Some(path) = &arguments.schedule {
        write_schedule(&replay, path).map_err(|error| format!("{}: {error}", path.display()))?;
    }
    let text = if arguments.json {
        report::json(&replay, &options, &timing)
    } else {
        report::text(&file.to_string(), &replay, &options, &timing)
    };
    // Whoever reads us may have read enough.
    match std::io::stdout().write_all(text.as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(format!("standard output: {error}"))
        }
        _ => Ok(()),
    }
}

/// Runs the log from its first submission to its last end.
fn play(replay: &mut Replay) -> ccp_scheduler::Result<Cluster> {
    let mut cluster = Cluster::new(replay.options_for_cluster())?;
    // indicatif draws on stderr, and only if that is a terminal.
    let bar = ProgressBar::new(replay.len() as u64).with_style(
        ProgressStyle::with_template("{bar:40} {human_pos} of {human_len} jobs, {elapsed} ({per_sec})")
            .unwrap_or_else(|_| ProgressStyle::default_bar()),
    );
    while !replay.is_done()
        && let Some(time) = replay.next_time(&cluster)
    {
        replay.advance_to(&mut cluster, time)?;
        bar.set_position(replay.submitted() as u64);
    }
    bar.finish_and_clear();
    Ok(cluster)
}

/// The whole file, unpacked if its content or its name says that it is compressed.
fn read(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    if path == Path::new("-") {
        std::io::stdin().read_to_end(&mut bytes)?;
    } else {
        bytes = std::fs::read(path)?;
    }
    let named = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("gz"));
    if !named && !bytes.starts_with(&[0x1f, 0x8b]) {
        return Ok(bytes);
    }
    let mut unpacked = Vec::new();
    MultiGzDecoder::new(bytes.as_slice())
        .read_to_end(&mut unpacked)
        .map_err(|error| std::io::Error::new(error.kind(), format!("cannot be unpacked as gzip: {error}")))?;
    Ok(unpacked)
}

fn write_schedule(replay: &Replay, path: &Path) -> std::io::Result<()> {
    let mut file = BufWriter::new(std::fs::File::create(path)?);
    report::schedule(replay, &mut file)?;
    file.flush()
}

/// The only clock of this project that shows real time: how long a replay took. It decides nothing.
#[expect(clippy::disallowed_types, reason = "measures our own speed")]
struct Stopwatch(std::time::Instant);

impl Stopwatch {
    #[expect(clippy::disallowed_types, clippy::disallowed_methods, reason = "measures our own speed")]
    fn start() -> Stopwatch {
        Stopwatch(std::time::Instant::now())
    }

    fn seconds(&self) -> f64 {
        self.0.elapsed().as_secs_f64()
    }
}

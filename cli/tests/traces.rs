//! Real logs, start by start against the naive oracle. They are not ours to pass on: the environment variable
//! SWF_TRACES names a directory that has them.

#[path = "../../tests/oracle/mod.rs"]
mod oracle;

use ccp_scheduler::{Cluster, Policy, Replay, ReplayOptions, TIME_MAX};
use oracle::Rules;
use std::io::Read;
use std::path::{Path, PathBuf};

#[test]
fn every_start_in_the_real_logs_is_the_oracles() {
    let Some(directory) = std::env::var_os("SWF_TRACES") else {
        eprintln!("skipped: SWF_TRACES names no directory with real logs");
        return;
    };
    for log in logs(Path::new(&directory)) {
        let text = read(&log);
        // These machines had room to spare; on a smaller one jobs wait, and pass each other.
        let machine = oracle::machine(&text);
        for machine in [machine, machine / 2] {
            for (easy, cancellations) in [(true, false), (true, true), (false, false), (false, true)] {
                compare(&log, &text, machine, Rules { easy, cancellations, collect: false });
            }
        }
    }
}

/// Snapshots and positions of a few moments, each continued to the next one by a replay of its own.
#[test]
fn real_logs_go_on_from_a_snapshot_and_a_position() {
    let Some(directory) = std::env::var_os("SWF_TRACES") else {
        eprintln!("skipped: SWF_TRACES names no directory with real logs");
        return;
    };
    for log in logs(Path::new(&directory)) {
        let text = read(&log);
        for cancellations in [false, true] {
            let options = ReplayOptions { cancellations, ..ReplayOptions::default() };
            let new = || Replay::new(text.as_bytes(), &options).unwrap();
            let mut replay = new();
            let mut cluster = Cluster::new(replay.options_for_cluster()).unwrap();
            let mut last: Option<(Vec<u8>, Vec<i64>)> = None;
            for quarter in 1..=4 {
                while replay.submitted() < replay.len() * quarter / 4 {
                    let time = replay.next_time(&cluster).unwrap();
                    replay.advance_to(&mut cluster, time).unwrap();
                }
                if let Some((snapshot, position)) = last.take() {
                    let (mut replay, mut copy) = (new(), Cluster::from_snapshot(&snapshot).unwrap());
                    replay.seek(&position).unwrap();
                    replay.advance_to(&mut copy, cluster.now()).unwrap();
                    assert_eq!(copy.state_digest(), cluster.state_digest(), "{} {quarter}", log.display());
                }
                last = Some((cluster.to_snapshot(), replay.position()));
            }
        }
    }
}

fn compare(log: &Path, text: &str, machine: i64, rules: Rules) {
    let jobs = oracle::read(text, machine, rules);
    let expected = oracle::schedule(machine, &jobs, rules);

    let policy = if rules.easy { Policy::Easy } else { Policy::Fcfs };
    let options = ReplayOptions {
        policy,
        cancellations: rules.cancellations,
        processors: i32::try_from(machine).ok(),
        ..ReplayOptions::default()
    };
    let mut replay = Replay::new(text.as_bytes(), &options).unwrap();
    let mut cluster = Cluster::new(replay.options_for_cluster()).unwrap();
    replay.advance_to(&mut cluster, TIME_MAX).unwrap();

    assert_eq!(replay.len(), jobs.len());
    let mut different = 0;
    for ((job, expected), scheduled) in jobs.iter().zip(expected).zip(replay.schedule()) {
        let start = scheduled.start.map(|time| time / 1_000);
        let found = (start, scheduled.end.unwrap() / 1_000, scheduled.status.unwrap().name());
        if (scheduled.job, found) != (job.number, expected) {
            different += 1;
            if different <= 5 {
                eprintln!("job {}: {found:?}, the oracle {expected:?}", job.number);
            }
        }
    }
    assert_eq!(different, 0, "of {} jobs of {} on {machine} with {rules:?}", jobs.len(), log.display());
}

fn read(path: &Path) -> String {
    let bytes = std::fs::read(path).unwrap();
    let mut unpacked = Vec::new();
    match bytes.starts_with(&[0x1f, 0x8b]) {
        true => _ = flate2::read::MultiGzDecoder::new(&bytes[..]).read_to_end(&mut unpacked).unwrap(),
        false => unpacked = bytes,
    }
    String::from_utf8_lossy(&unpacked).into_owned()
}

fn logs(directory: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(directory).unwrap_or_else(|error| panic!("{directory:?}: {error}"));
    let mut logs: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    logs.retain(|path| path.to_string_lossy().contains(".swf"));
    logs.sort();
    assert!(!logs.is_empty(), "{directory:?} has no logs");
    logs
}

//! The built command, from a file to its output.

#[path = "../../tests/oracle/mod.rs"]
mod oracle;

use flate2::{Compression, write::GzEncoder};
use oracle::{Rules, Workload};
use serde_json::Value;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Output};

const LOAD: Workload = Workload { seed: 11, jobs: 500, machine: 64, gap: 1_500, zero_runs: true };
const GOOD: &str = "1 0 0 1 2 -1 -1 1 1 -1 1 1 1 1 1 1 -1 -1\n";

/// A directory of its own for each test, removed with it.
struct Place(PathBuf);

impl Place {
    fn new(test: &str) -> Place {
        let path = std::env::temp_dir().join(format!("ccp-scheduler-{test}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Place(path)
    }

    fn file(&self, name: &str, content: &[u8]) -> String {
        std::fs::write(self.0.join(name), content).unwrap();
        self.path(name)
    }

    fn path(&self, name: &str) -> String {
        self.0.join(name).to_str().unwrap().to_owned()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        _ = std::fs::remove_dir_all(&self.0);
    }
}

fn replay(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_ccp-scheduler")).arg("replay").args(arguments).output().unwrap()
}

fn good(arguments: &[&str]) -> String {
    let output = replay(arguments);
    assert!(output.status.success(), "{}", stderr(&output));
    String::from_utf8(output.stdout).unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn gzip(text: &str) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn the_schedule_is_the_oracles_line_by_line() {
    let place = Place::new("schedule");
    let text = oracle::generate(LOAD);
    let log = place.file("log.swf.gz", &gzip(&text));
    let csv = place.path("out.csv");
    for (policy, cancellations) in [("easy", false), ("easy", true), ("fcfs", false), ("fcfs", true)] {
        let rules = Rules { easy: policy == "easy", cancellations, collect: false };
        let machine = oracle::machine(&text);
        let jobs = oracle::read(&text, machine, rules);
        let expected = oracle::schedule(machine, &jobs, rules);
        let mut arguments = vec!["--policy", policy, "--schedule", &csv, &log];
        arguments.extend(cancellations.then_some("--cancellations"));
        good(&arguments);

        let mut lines = vec!["job,submit,start,end,processors,status".to_owned()];
        lines.extend(jobs.iter().zip(expected).map(|(job, (start, end, status))| {
            let start = start.map(|time| time.to_string()).unwrap_or_default();
            format!("{},{},{start},{end},{},{status}", job.number, job.submit, job.processors)
        }));
        let written = std::fs::read_to_string(&csv).unwrap();
        assert_eq!(written.lines().collect::<Vec<_>>(), lines, "{policy} {cancellations}");
        assert!(written.ends_with('\n'));
    }
}

#[test]
fn json_is_json_and_text_says_the_same() {
    let place = Place::new("json");
    let text = oracle::generate(LOAD);
    let log = place.file("log.swf", text.as_bytes());
    let output = good(&[&log, "--json", "--cancellations", "--processors-per-node", "8"]);
    let value: Value = serde_json::from_str(&output).unwrap();
    let number = |path: &str| {
        value.pointer(path).and_then(Value::as_f64).unwrap_or_else(|| panic!("{path} in {value:#}"))
    };
    let jobs = number("/jobs");
    assert!(jobs > 450.0);
    assert_eq!(number("/status/Finished") + number("/status/Failed") + number("/status/Cancelled"), jobs);
    assert_eq!((value["policy"].as_str(), value["cancellations"].as_bool()), (Some("easy"), Some(true)));
    assert_eq!((number("/processors"), number("/processorsPerNode")), (64.0, 8.0));
    assert!(number("/wait/mean") > 0.0 && number("/wait/p50") <= number("/wait/p90"));
    assert!(number("/wait/p95") <= number("/wait/p99") && number("/wait/p99") <= number("/wait/max"));
    assert!(number("/boundedSlowdown/mean") >= 1.0);
    assert!((0.1..=1.0).contains(&number("/utilisation")));
    assert!(number("/simulatedSeconds") >= number("/makespanSeconds") && number("/makespanSeconds") > 0.0);
    assert!(number("/wallSeconds") > 0.0 && number("/jobsPerSecond") > 0.0);
    assert!(number("/cancelCalls/calls") > 10.0);

    let text = good(&[&log, "--cancellations"]);
    for expected in [
        "(made up)",
        "jobs on 64 processors, EASY backfill, cancellations as in the log",
        "Finished",
        "cancelJobs calls",
        "Wait (s)",
        "Bounded slowdown",
        "Utilisation",
        "Makespan",
        "Wall time",
    ] {
        assert!(text.contains(expected), "{expected} in\n{text}");
    }
}

#[test]
fn broken_lines_are_told_and_skipped_or_refused() {
    let place = Place::new("broken");
    let log = place.file(
        "log.swf",
        format!("; MaxProcs: 4\r\n{GOOD}hello\r\n1 2 3\r\n{GOOD}{}", "?\n".repeat(20)).as_bytes(),
    );
    let output = replay(&[&log, "--json"]);
    assert!(output.status.success());
    let value: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((value["jobs"].as_u64(), value["skipped"]["brokenLines"].as_u64()), (Some(2), Some(22)));
    let told = stderr(&output);
    assert!(told.contains("line 3 skipped: field 1 is not a number: \"hello\""), "{told}");
    assert!(told.contains("line 4 skipped: a job has 18 fields, this line 3"), "{told}");
    assert!(told.contains("12 more broken lines skipped"), "{told}");
    assert_eq!(told.lines().count(), 11);

    let output = replay(&[&log, "--strict"]);
    assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0));
    assert!(stderr(&output).contains("line 3: field 1 is not a number: \"hello\" (and 21 more like it)"));
}

#[test]
fn too_wide_jobs_are_skipped_or_refused() {
    let place = Place::new("wide");
    let log = place.file("log.swf", format!("{GOOD}{}", GOOD.replace(" 2 ", " 1 ")).as_bytes());
    let text = good(&[&log, "--processors", "1"]);
    assert!(
        text.contains("1  jobs wider than the cluster") && text.contains("job 1 needs 2 processors"),
        "{text}"
    );
    let output = replay(&[&log, "--processors", "1", "--strict"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("job 1 needs 2 processors of 1"));
    good(&[&log, "--processors", "2", "--strict"]);
}

#[test]
fn gzip_by_content_or_name() {
    let place = Place::new("gzip");
    let text = format!("; MaxProcs: 4\n{GOOD}");
    let packed = gzip(&text);
    let two_members = [gzip("; MaxProcs: 4\n"), gzip(GOOD)].concat();
    for (name, content) in
        [("a.swf", text.as_bytes()), ("b.swf.gz", &packed), ("c.swf", &packed), ("d.GZ", &two_members)]
    {
        let value: Value = serde_json::from_str(&good(&[&place.file(name, content), "--json"])).unwrap();
        assert_eq!(value["jobs"].as_u64(), Some(1), "{name}");
    }
    for (name, content) in [("e.gz", text.as_bytes()), ("f.gz", &packed[..packed.len() - 9]), ("g.gz", b"")] {
        let output = replay(&[&place.file(name, content)]);
        assert_eq!(output.status.code(), Some(1), "{name}");
        let told = stderr(&output);
        assert!(told.contains(name) && told.contains("cannot be unpacked as gzip"), "{told}");
    }
}

#[test]
fn what_cannot_be_done_is_said_in_a_sentence() {
    let place = Place::new("errors");
    let log = place.file("log.swf", GOOD.as_bytes());
    for (arguments, code, message) in [
        (&[&place.path("none.swf")[..]][..], 1, "none.swf: "),
        (&[&log], 1, "give the option \"processors\""),
        (&[&place.file("empty.swf", b"")], 1, "it is empty or has only comments"),
        (
            &[&log, "--processors", "4", "--schedule", &place.path("no/such/directory.csv")],
            1,
            "directory.csv: ",
        ),
        (&[&log, "--processors", "0"], 2, "--processors <N>"),
        (&[&log, "--processors-per-node", "-3"], 2, "--processors-per-node"),
        (&[&log, "--policy", "magic"], 2, "[possible values: easy, fcfs]"),
        (&[], 2, "<FILE>"),
    ] {
        let output = replay(arguments);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}");
        assert!(stderr(&output).contains(message), "{arguments:?}: {}", stderr(&output));
        assert!(output.stdout.is_empty());
    }
}

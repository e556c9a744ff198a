//! `ccp-scheduler console` with scripts.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

/// Runs a script from standard input.
fn script(arguments: &[&str], text: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ccp-scheduler"));
    command.arg("console").args(arguments);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // Whoever stops early does not read it all.
    _ = child.stdin.take().unwrap().write_all(text.as_bytes());
    child.wait_with_output().unwrap()
}

fn out(output: &Output) -> &str {
    std::str::from_utf8(&output.stdout).unwrap()
}

fn err(output: &Output) -> &str {
    std::str::from_utf8(&output.stderr).unwrap()
}

const SCENARIO: &str = "\u{FEFF}# Two jobs, one cancelled.\r\n\njob submit /numprocessors:4 sleep 60\r\n\
    job submit /numprocessors:4 /jobname:second sleep 600\nwait 5d\njob list /all\n";

#[test]
fn a_script_prints_the_same_every_time() {
    let first = script(&[], SCENARIO);
    assert_eq!(first.status.code(), Some(0), "{}", err(&first));
    assert_eq!(err(&first), "");
    assert!(out(&first).starts_with(
        "Job has been submitted. ID: 1.\nJob has been submitted. ID: 2.\nIt is 2026-03-07 09:00:00.\n"
    ));
    assert!(out(&first).contains("2026-03-02 09:01:00 Job 1 has finished.\n"));
    assert_eq!(script(&[], SCENARIO).stdout, first.stdout);

    let echoed = script(&["--echo", "-"], SCENARIO);
    assert!(out(&echoed).contains("\n> wait 5d\nIt is 2026-03-07"), "{}", out(&echoed));
}

#[test]
fn the_first_failure_ends_a_script_and_is_its_exit_status() {
    let text = "job submit sleep 60\n\njob cancel 7\njob cancel one\njob cancel 1\n";
    let stopped = script(&[], text);
    assert_eq!(stopped.status.code(), Some(1));
    assert_eq!(out(&stopped), "Job has been submitted. ID: 1.\n");
    assert_eq!(err(&stopped), "standard input:3: Job 7 is not in the cluster.\n");

    let whole = script(&["--keep-going"], text);
    assert_eq!(whole.status.code(), Some(1));
    assert!(out(&whole).ends_with("Job 1 has been cancelled.\n"));
    assert!(err(&whole).contains("standard input:4: \"one\" is no id of a job"), "{}", err(&whole));

    let misread = script(&["--keep-going"], "jobb\njob cancel 7\n");
    assert_eq!(misread.status.code(), Some(2));
}

#[test]
fn the_options_make_the_cluster() {
    let arguments = ["--nodes", "2", "--processors", "8", "--head-node", "HN", "--user", "CLUSTER\\ada"];
    let text = "node list\njob list /scheduler:hn\njob submit /priority:Highest sleep 1\n";
    let output = script(&arguments, text);
    assert!(out(&output).contains("N2    Ready   8           8"), "{}", out(&output));
    assert_eq!(output.status.code(), Some(1));
    assert!(err(&output).starts_with("standard input:3: Only an administrator"), "{}", err(&output));

    let none = script(&["--nodes", "0"], "");
    assert_eq!(none.status.code(), Some(2));
}

#[test]
fn scripts_and_what_they_name_are_files() {
    let folder = std::env::temp_dir().join(format!("ccp-scheduler-console-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = |name: &str, bytes: &[u8]| -> PathBuf {
        std::fs::write(folder.join(name), bytes).unwrap();
        folder.join(name)
    };
    let good = file("good.txt", b"job new\njob view 1 /detailed\nscancel 1");
    let output = script(&[good.to_str().unwrap()], "");
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    assert!(out(&output).ends_with("In CCP: job cancel 1\nJob 1 has been cancelled.\n"), "{}", out(&output));

    let missing = file("missing.txt", b"# first\njob new /jobfile:nowhere.xml\n");
    let output = script(&[missing.to_str().unwrap()], "");
    assert_eq!(output.status.code(), Some(2));
    assert!(err(&output).contains("missing.txt:2: nowhere.xml: "), "{}", err(&output));

    let binary = file("binary.txt", b"job new\n\xff\xfe\n");
    let output = script(&[binary.to_str().unwrap()], "");
    assert_eq!(output.status.code(), Some(1));
    assert!(err(&output).contains("binary.txt:2: this line is not UTF-8."), "{}", err(&output));

    let output = script(&[folder.join("none.txt").to_str().unwrap()], "");
    assert_eq!(output.status.code(), Some(1));
    std::fs::remove_dir_all(&folder).unwrap();
}

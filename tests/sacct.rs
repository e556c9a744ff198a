//! What sacct prints, read and replayed.

use ccp_scheduler::{
    Cluster, ErrorCode, Job, LogFormat, ProcessorsFrom, Replay, ReplayOptions, Runtime, TIME_MAX,
};

const HEADER: &str = "JobID|JobName|User|UID|Partition|Submit|Start|End|State|AllocCPUS|ReqCPUS|Timelimit";

/// "09:05:00" of one day, or a word.
fn line(job: &str, user: &str, times: [&str; 3], state: &str, processors: i64, limit: &str) -> String {
    let time = |time: &str| {
        if time.contains(':') { format!("2026-03-02T{time}") } else { time.to_owned() }
    };
    let [submit, start, end] = times.map(time);
    let uid = if user == "anna" { "1001" } else { "1002" };
    format!("{job}|solve|{user}|{uid}|short|{submit}|{start}|{end}|{state}|{processors}|{processors}|{limit}")
}

fn log(lines: &[String]) -> String {
    [&[HEADER.to_owned()], lines].concat().join("\n")
}

fn with_cancellations() -> ReplayOptions {
    ReplayOptions { cancellations: true, ..ReplayOptions::default() }
}

fn play(text: &str, options: &ReplayOptions) -> (Replay, Vec<Job>) {
    let mut replay = Replay::new(text.as_bytes(), options).unwrap();
    let mut cluster = Cluster::new(replay.options_for_cluster()).unwrap();
    // Before the first job leaves.
    replay.advance_to(&mut cluster, 4 * 86_400_000).unwrap();
    assert!(replay.is_done());
    (replay, cluster.list_all_jobs())
}

#[test]
fn a_line_is_a_job_with_its_names_and_times() {
    let text = log(&[
        line("7", "anna", ["09:00:00", "09:00:10", "09:10:10"], "COMPLETED", 4, "1-02:30:00"),
        line("7.batch", "", ["09:00:10", "09:00:10", "09:10:10"], "COMPLETED", 4, ""),
        line("8_3", "ben", ["09:00:05", "09:00:10", "09:00:20"], "FAILED", 2, "Partition_Limit"),
        line("9+1", "ben", ["09:00:06", "09:00:10", "09:00:20"], "OUT_OF_MEMORY", 2, "UNLIMITED"),
    ]);
    let (replay, jobs) = play(&text, &ReplayOptions::default());
    assert_eq!((replay.format(), replay.unix_start_time()), (LogFormat::Sacct, Some(1_772_442_000)));
    // 09:00:10 to 09:00:20: four and two and two.
    assert_eq!((replay.processors(), replay.processors_from()), (8, ProcessorsFrom::Use));
    let told: Vec<_> = jobs
        .iter()
        .map(|job| (&*job.name, &*job.submitted_by, &*job.project, job.status.name(), job.runtime))
        .collect();
    assert_eq!(
        told,
        [
            ("7 solve", "anna", "short", "Finished", Runtime::from_seconds(95_400)),
            ("8_3 solve", "ben", "short", "Failed", Runtime::from_seconds(10)),
            ("9+1 solve", "ben", "short", "Failed", Runtime::Infinite),
        ]
    );
    assert_eq!(jobs[0].end_time, Some(600_000));
    let labels: Vec<_> = replay.schedule().map(|job| (job.job, job.part)).collect();
    assert_eq!(labels, [(7, ""), (8, "_3"), (9, "+1")]);
}

#[test]
fn columns_come_in_any_order_and_a_trailing_bar_does_not_matter() {
    let text = "\u{FEFF}\r\n\
                end|STATE|ncpus|Start|Comment|Submit|jobid|\r\n\
                2026-03-02T09:01:00|COMPLETED|3|2026-03-02T09:00:00|a b, c|2026-03-02T09:00:00|12|\r\n\
                end|STATE|ncpus|Start|Comment|Submit|jobid|\r\n\
                1772442061|FAILED|1|1772442060||1772442001|13|\r\n";
    let (replay, jobs) = play(text, &ReplayOptions::default());
    assert_eq!((replay.skipped().broken, replay.processors()), (0, 3));
    let told: Vec<_> = jobs.iter().map(|job| (&*job.name, &*job.submitted_by, job.end_time)).collect();
    assert_eq!(told, [("12", "unknown user", Some(60_000)), ("13", "unknown user", Some(61_000))]);
}

#[test]
fn cancellations_are_calls_of_the_user_or_of_the_administrator() {
    let text = log(&[
        line("1", "anna", ["09:00:00", "09:00:00", "09:00:50"], "CANCELLED by 1001", 2, "01:00:00"),
        line("2", "ben", ["09:00:00", "09:00:00", "09:00:50"], "CANCELLED by 1001", 2, "01:00:00"),
        line("3", "ben", ["09:00:01", "None", "09:00:20"], "CANCELLED by 1002", 0, "01:00:00"),
        line("4", "ben", ["09:00:02", "Unknown", "09:00:20"], "CANCELLED by 1002", 0, "01:00:00"),
    ]);
    let (replay, _) = play(&text, &ReplayOptions::default());
    assert_eq!((replay.len(), replay.skipped().never_ran), (2, 2));

    let mut replay = Replay::new(text.as_bytes(), &with_cancellations()).unwrap();
    let mut cluster = Cluster::new(replay.options_for_cluster()).unwrap();
    cluster.listen(true);
    replay.advance_to(&mut cluster, 3_600_000).unwrap();
    let cancelled: Vec<String> = cluster
        .take_events()
        .into_iter()
        .filter_map(|event| match event.kind {
            ccp_scheduler::EventKind::JobStatus { job, ended_by: Some(_), user, .. } => {
                Some(format!("{} {job} {user}", event.time))
            }
            _ => None,
        })
        .collect();
    assert_eq!(cancelled, ["20000 3 ben", "20000 4 ben", "50000 2 CLUSTER\\Administrator", "50000 1 anna",]);
    let calls = replay.cancel_calls();
    assert_eq!((calls.calls, calls.jobs, calls.largest), (3, 4, 2));
}

#[test]
fn what_has_not_ended_is_skipped_and_counted() {
    let text = log(&[
        line("1", "anna", ["09:00:00", "09:00:00", "09:00:50"], "COMPLETED", 2, ""),
        line("2", "anna", ["09:00:00", "09:00:00", "Unknown"], "RUNNING", 2, ""),
        line("3_[1-9%2]", "anna", ["09:00:00", "Unknown", "Unknown"], "PENDING", 0, ""),
    ]);
    let (replay, jobs) = play(&text, &ReplayOptions::default());
    assert_eq!((jobs.len(), replay.skipped().unfinished, replay.skipped().jobs()), (1, 2, 2));
}

#[test]
fn what_is_not_understood_is_counted_with_line_and_problem() {
    let good = ["09:00:00", "09:00:00", "09:00:50"];
    let mut lines = vec![line("1", "anna", good, "COMPLETED", 2, "")];
    let broken = [
        ("1|2|3".to_owned(), "the header has 12 fields, this line 3"),
        (line("x7", "anna", good, "COMPLETED", 2, ""), "JobID is not understood: \"x7\""),
        (line("7-1", "anna", good, "COMPLETED", 2, ""), "JobID is not understood: \"7-1\""),
        (line("7", "anna", good, "GONE", 2, ""), "State is not understood: \"GONE\""),
        (
            line("7", "anna", ["09:00:61", "09:00:00", "09:00:50"], "COMPLETED", 2, ""),
            "Submit is not understood: \"2026-03-02T09:00:61\"",
        ),
        (
            line("7", "anna", ["09:00:00", "yesterday", "09:00:50"], "COMPLETED", 2, ""),
            "Start is not understood: \"yesterday\"",
        ),
        (
            line("7", "anna", ["09:00:00", "Unknown", "Unknown"], "COMPLETED", 2, ""),
            "Submit or End is unknown",
        ),
        (
            line("7", "anna", ["09:00:00", "09:01:00", "09:00:50"], "COMPLETED", 2, ""),
            "Submit, Start and End are not in this order",
        ),
        (line("7", "anna", good, "COMPLETED", -2, ""), "AllocCPUS is not understood: \"-2\""),
        (line("7", "anna", good, "COMPLETED", 2, "1:2:3:4"), "Timelimit is not understood: \"1:2:3:4\""),
        (line("7", "anna", good, "COMPLETED", 2, "soon"), "Timelimit is not understood: \"soon\""),
    ];
    lines.extend(broken.iter().map(|(line, _)| line.clone()));
    let replay = Replay::new(log(&lines).as_bytes(), &ReplayOptions::default()).unwrap();
    let skipped = replay.skipped();
    assert_eq!((replay.len(), skipped.broken, skipped.first_broken.len()), (1, broken.len(), 10));
    for (found, (at, (_, problem))) in skipped.first_broken.iter().zip((3..).zip(&broken)) {
        assert_eq!((found.line, &*found.problem), (at, *problem));
    }
    let strict = ReplayOptions { strict: true, ..ReplayOptions::default() };
    let error = Replay::new(log(&lines).as_bytes(), &strict).unwrap_err();
    assert_eq!(error.code, ErrorCode::InvalidLog);
    assert!(error.message.starts_with("line 3: the header has 12 fields"), "{error}");
}

#[test]
fn refusals_say_what_the_output_lacks() {
    for (text, message) in [
        ("JobID|JobName|Start\n", "this output of sacct lacks the columns Submit, End, State, AllocCPUS"),
        (HEADER, "nothing to replay in this output of sacct: of its jobs none has ended (0 wait or run)"),
    ] {
        let error = Replay::new(text.as_bytes(), &ReplayOptions::default()).unwrap_err();
        assert_eq!(error.code, ErrorCode::InvalidLog);
        assert!(error.message.contains(message), "{error}");
    }
    let never = log(&[line("3", "ben", ["09:00:01", "None", "09:00:20"], "CANCELLED by 1002", 0, "")]);
    let error = Replay::new(never.as_bytes(), &with_cancellations()).unwrap_err();
    assert!(error.message.contains("(none of its jobs ran): give the option \"processors\""), "{error}");
    let options = ReplayOptions { processors: Some(5), ..with_cancellations() };
    let replay = Replay::new(never.as_bytes(), &options).unwrap();
    assert_eq!((replay.processors(), replay.processors_from()), (5, ProcessorsFrom::Option));
}

/// What users wrote is a name and nothing else, and never too long for one.
#[test]
fn names_are_data() {
    let name = |text: &str| {
        let line = line("5", "anna", ["09:00:00", "09:00:00", "09:00:50"], "COMPLETED", 2, "");
        let (_, jobs) = play(&log(&[line.replace("solve", text)]), &ReplayOptions::default());
        jobs[0].name.clone()
    };
    assert_eq!(name("<b>&amp;</b> \u{1b}[31m"), "5 <b>&amp;</b> \u{FFFD}[31m");
    assert_eq!(name(""), "5");
    assert_eq!(name(&"n".repeat(500)), format!("5 {}", "n".repeat(78)));
    // Two units each: the cut falls between characters.
    assert_eq!(name(&"😀".repeat(90)), format!("5 {}", "😀".repeat(39)));
}

#[test]
fn any_bytes_are_read() {
    let mut state = 1_u32;
    let mut noise = Vec::from(format!("{HEADER}\n"));
    let words: [&[u8]; 12] = [
        b"|",
        b"|",
        b"|",
        b"\n",
        b"7",
        b"2026-03-02T09:00:00",
        b"COMPLETED",
        b"CANCELLED by 0",
        b"Unknown",
        b"9-",
        b"999999999999999999",
        b"\xFF",
    ];
    for _ in 0..200_000 {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        noise.extend(words[(state >> 16) as usize % words.len()]);
    }
    let good =
        line("5", "anna", ["09:00:00", "09:00:00", "09:00:50"], "COMPLETED", 2, "99999999999-99:99:99");
    noise.extend(format!("\n{good}\n").as_bytes());
    let mut replay = Replay::new(&noise, &with_cancellations()).unwrap();
    let mut cluster = Cluster::new(replay.options_for_cluster()).unwrap();
    replay.advance_to(&mut cluster, TIME_MAX).unwrap();
    assert!(replay.is_done() && replay.skipped().broken > 1_000);
}

#[test]
fn the_example_is_understood() {
    let text = include_str!("../docs/example.sacct");
    let (replay, jobs) = play(text, &with_cancellations());
    assert_eq!((replay.skipped().broken, replay.skipped().unfinished), (0, 2));
    assert_eq!((replay.processors(), jobs.len()), (32, 30));
}

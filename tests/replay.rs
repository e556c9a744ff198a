//! Replays of generated logs, start by start against a naive oracle, and what a host may do meanwhile.

mod oracle;

use ccp_scheduler::{
    Cluster, ErrorCode, JobStatus, Policy, Replay, ReplayOptions, ScheduledJob, TIME_MAX, Time,
};
use oracle::{Rules, Workload};

const LOADS: [Workload; 5] = [
    Workload { seed: 1, jobs: 3_000, machine: 9_216, gap: 700, zero_runs: true },
    Workload { seed: 2, jobs: 3_000, machine: 100, gap: 1_400, zero_runs: true },
    Workload { seed: 3, jobs: 2_000, machine: 7, gap: 3_500, zero_runs: true },
    Workload { seed: 4, jobs: 1_000, machine: 1, gap: 4_000, zero_runs: true },
    Workload { seed: 5, jobs: 3_000, machine: 512, gap: 900, zero_runs: false },
];

fn options(rules: Rules) -> ReplayOptions {
    let policy = if rules.easy { Policy::Easy } else { Policy::Fcfs };
    ReplayOptions { policy, cancellations: rules.cancellations, ..ReplayOptions::default() }
}

fn all_rules() -> impl Iterator<Item = Rules> {
    [(true, false), (true, true), (false, false), (false, true)]
        .into_iter()
        .map(|(easy, cancellations)| Rules { easy, cancellations, collect: false })
}

/// From the first submission to the last end, in steps of at most `step`.
fn run(text: &str, options: &ReplayOptions, step: Time) -> (Replay, Cluster) {
    let mut replay = Replay::new(text.as_bytes(), options).unwrap();
    let mut cluster = Cluster::new(replay.options_for_cluster()).unwrap();
    while !replay.is_done() {
        let next = replay.next_time(&cluster).expect("every job ends");
        let time = next.max(cluster.now().saturating_add(step).min(TIME_MAX));
        replay.advance_to(&mut cluster, time).unwrap();
    }
    (replay, cluster)
}

fn seconds(job: &ScheduledJob) -> oracle::Outcome {
    (job.start.map(|time| time / 1_000), job.end.unwrap() / 1_000, job.status.unwrap().name())
}

fn compare(text: &str, rules: Rules, options: &ReplayOptions, step: Time) {
    let machine = oracle::machine(text);
    let jobs = oracle::read(text, machine, rules);
    let expected = oracle::schedule(machine, &jobs, rules);
    let (replay, _) = run(text, options, step);
    assert_eq!(replay.len(), jobs.len());
    for ((job, expected), scheduled) in jobs.iter().zip(expected).zip(replay.schedule()) {
        assert_eq!((scheduled.job, scheduled.submit), (job.number, job.submit * 1_000));
        assert_eq!(i64::from(scheduled.processors), job.processors);
        assert_eq!(seconds(&scheduled), expected, "job {} with {rules:?}", job.number);
    }
}

#[test]
fn every_start_is_the_oracles() {
    for load in LOADS {
        let text = oracle::generate(load);
        for rules in all_rules() {
            compare(&text, rules, &options(rules), 0);
        }
    }
}

#[test]
fn nodes_of_several_processors_give_the_same_schedule() {
    let text = oracle::generate(LOADS[1]);
    for rules in all_rules() {
        for processors_per_node in [7, 100, 1_000] {
            compare(&text, rules, &ReplayOptions { processors_per_node, ..options(rules) }, 0);
        }
    }
}

/// The argument at the head of src/replay.rs, by experiment: without work of length zero and without cancellations
/// a simulator that collects an instant's ends and arrivals and then makes one pass starts every job when the replay
/// does.
#[test]
fn one_pass_an_instant_gives_the_same_schedule() {
    let load = LOADS[4];
    assert!(!load.zero_runs);
    let text = oracle::generate(load);
    for easy in [true, false] {
        let rules = Rules { easy, cancellations: false, collect: true };
        compare(&text, rules, &options(rules), 0);
    }
}

#[test]
fn the_size_of_the_steps_does_not_matter() {
    let text = oracle::generate(LOADS[2]);
    for rules in all_rules() {
        for step in [1, 3_600_000, 40 * 86_400_000, TIME_MAX] {
            compare(&text, rules, &options(rules), step);
        }
    }
}

#[test]
fn removed_jobs_and_reused_ids_keep_their_results() {
    let load = Workload { seed: 6, jobs: 1_000, machine: 16, gap: 9_000, zero_runs: true };
    let text = oracle::generate(load);
    let rules = Rules { easy: true, cancellations: true, collect: false };
    let machine = oracle::machine(&text);
    let jobs = oracle::read(&text, machine, rules);
    let expected = oracle::schedule(machine, &jobs, rules);
    let mut replay = Replay::new(text.as_bytes(), &options(rules)).unwrap();
    let mut cluster = Cluster::new(replay.options_for_cluster()).unwrap();
    cluster.set_cluster_parameter("TTLCompletedJobs", Some("1")).unwrap();
    replay.advance_to(&mut cluster, TIME_MAX).unwrap();
    assert!(replay.is_done());
    assert!(cluster.list_all_jobs().is_empty());
    assert_eq!(replay.schedule().map(|job| seconds(&job)).collect::<Vec<_>>(), expected);
}

#[test]
fn cancelled_jobs_of_one_user_and_second_are_one_call() {
    // Jobs 1 to 3 of user 5 and job 4 of user 6 start at 10 and are cancelled at 30; job 5 is cancelled while it
    // waits, job 6 as soon as it is submitted; job 7 has a limit below the time of its cancellation.
    let text = "\
; MaxProcs: 4
1 10 -1 20 1 -1 -1 -1 100 -1 5 5 -1 -1 -1 -1 -1 -1
2 10 -1 20 1 -1 -1 -1 100 -1 5 5 -1 -1 -1 -1 -1 -1
3 10 -1 20 1 -1 -1 -1  10 -1 5 5 -1 -1 -1 -1 -1 -1
4 10 -1 20 1 -1 -1 -1 100 -1 5 6 -1 -1 -1 -1 -1 -1
5 11 14 -1 -1 -1 -1 4 100 -1 5 6 -1 -1 -1 -1 -1 -1
6 12 -1  0 -1 -1 -1 -1 100 -1 5 5 -1 -1 -1 -1 -1 -1
7 40 60  0  1 -1 -1 -1  20 -1 5 5 -1 -1 -1 -1 -1 -1
";
    let rules = Rules { easy: true, cancellations: true, collect: false };
    let (replay, cluster) = run(text, &options(rules), 0);
    let schedule: Vec<_> = replay.schedule().map(|job| seconds(&job)).collect();
    assert_eq!(
        schedule,
        [
            (Some(10), 30, "Cancelled"),
            (Some(10), 30, "Cancelled"),
            (Some(10), 30, "Cancelled"),
            (Some(10), 30, "Cancelled"),
            (None, 25, "Cancelled"),
            (None, 12, "Cancelled"),
            (Some(40), 60, "Cancelled"),
        ]
    );
    let calls = replay.cancel_calls();
    assert_eq!((calls.calls, calls.jobs, calls.largest), (4, 6, 3));
    let job = cluster.get_job(1).unwrap();
    assert_eq!((job.submitted_by.as_str(), job.name.as_str()), ("user5", "1"));
    assert_eq!(job.error_message, "Cancelled, as in the log.");
    assert_eq!(
        cluster.get_job(7).unwrap().error_message,
        "The job reached its run-time limit of 00:00:00:20."
    );
}

#[test]
fn without_cancellations_what_ran_runs_and_what_did_not_is_skipped() {
    let text = "\
; MaxProcs: 4
1 10 -1 20 1 -1 -1 -1 100 -1 5 5 -1 -1 -1 -1 -1 -1
2 10 -1  0 1 -1 -1 -1 100 -1 5 5 -1 -1 -1 -1 -1 -1
3 10 -1 -1 1 -1 -1 -1 100 -1 1 5 -1 -1 -1 -1 -1 -1
4 10 -1 20 -1 -1 -1 -1 100 -1 1 5 -1 -1 -1 -1 -1 -1
5 10 -1 20 5 -1 -1 -1 100 -1 0 5 -1 -1 -1 -1 -1 -1
6 10 -1 20 4 -1 -1 -1 100 -1 0 5 -1 -1 -1 -1 -1 -1
";
    let (replay, _) = run(text, &ReplayOptions::default(), 0);
    let skipped = replay.skipped();
    assert_eq!(
        (skipped.never_ran, skipped.no_run_time, skipped.no_processors, skipped.too_wide, skipped.jobs()),
        (1, 1, 1, 1, 4)
    );
    assert_eq!(skipped.first_too_wide, [(5, 5)]);
    assert_eq!(
        replay.schedule().map(|job| (job.job, seconds(&job))).collect::<Vec<_>>(),
        [(1, (Some(10), 30, "Finished")), (6, (Some(30), 50, "Failed"))]
    );
    let summary = replay.summary();
    assert_eq!((summary.jobs, summary.makespan), ([0, 0, 0, 1, 1, 0], 40_000));
    assert_eq!((summary.wait.max, summary.utilisation), (20.0, 100.0 / 160.0));
}

#[test]
fn a_host_may_call_the_cluster_meanwhile() {
    let text = oracle::generate(LOADS[2]);
    let rules = Rules { easy: true, cancellations: true, collect: false };
    let mut replay = Replay::new(text.as_bytes(), &options(rules)).unwrap();
    let mut cluster = Cluster::new(replay.options_for_cluster()).unwrap();
    cluster.act_as("CLASS\\trainee", true);
    let mut random = oracle::Random(7);
    while !replay.is_done() {
        let Some(next) = replay.next_time(&cluster) else { break };
        // The host may also be late: what was due meanwhile is done then.
        if random.below(20) == 0 {
            let late =
                if random.below(2) == 0 { random.below(100_000) } else { 86_400_000 * random.below(8) };
            cluster.advance_to(next + late).unwrap();
        }
        let time = next.max(cluster.now());
        replay.advance_to(&mut cluster, time).unwrap();
        assert_eq!((cluster.user(), cluster.is_admin()), ("CLASS\\trainee", true));
        let ids: Vec<i32> = (0..4).map(|_| 1 + random.below(200) as i32).collect();
        match random.below(6) {
            0 => drop(cluster.try_cancel_jobs(&ids, "by hand")),
            1 => drop(cluster.requeue_jobs(&ids)),
            2 => drop(cluster.cancel_task(ids[0], 1, "by hand")),
            3 => {
                drop(cluster.set_cluster_parameter("TTLCompletedJobs", Some(["1", "3"][ids[0] as usize % 2])))
            }
            _ => {}
        }
    }
    assert!(replay.is_done());
    assert_eq!(replay.submitted(), replay.len());
}

#[test]
fn the_clusters_nodes() {
    let nodes = |processors, processors_per_node| {
        let text = "1 0 0 1 1 -1 -1 1 1 -1 1 1 1 1 1 1 -1 -1";
        let options =
            ReplayOptions { processors: Some(processors), processors_per_node, ..ReplayOptions::default() };
        let nodes = Replay::new(text.as_bytes(), &options).unwrap().options_for_cluster().nodes;
        nodes.into_iter().map(|node| (node.name, node.number_of_processors)).collect::<Vec<_>>()
    };
    assert_eq!(nodes(10, 4), [("N1".into(), 4), ("N2".into(), 4), ("N3".into(), 2)]);
    assert_eq!(nodes(3, 8), [("N1".into(), 3)]);
    let many = nodes(1_000, 1);
    assert!(many.is_sorted());
    assert_eq!((many[0].0.as_str(), many[999].0.as_str()), ("N0001", "N1000"));
    assert_eq!(nodes(i32::MAX, i32::MAX), [("N1".into(), i32::MAX)]);
}

#[test]
fn refusals_name_the_line_and_what_helps() {
    let good = "1 0 0 1 2 -1 -1 1 1 -1 1 1 1 1 1 1 -1 -1\n";
    let refusal = |text: &str, options: &ReplayOptions| {
        let error = Replay::new(text.as_bytes(), options).unwrap_err();
        (error.code, error.message)
    };
    let some = |processors| ReplayOptions { processors: Some(processors), ..ReplayOptions::default() };
    let strict = |processors| ReplayOptions { strict: true, ..some(processors) };
    use ErrorCode::{ArgumentOutOfRange, InvalidLog};
    for (text, options, code, message) in [
        (good, ReplayOptions::default(), InvalidLog, "(no header MaxProcs): give the option \"processors\""),
        ("", some(4), InvalidLog, "it is empty or has only comments"),
        ("; MaxProcs: 5\n;\n", some(4), InvalidLog, "it is empty or has only comments"),
        (
            "once\nupon\n",
            some(4),
            InvalidLog,
            "none of its 2 lines is a job; line 1: field 1 is not a number: \"once\"",
        ),
        (good, some(0), ArgumentOutOfRange, "1 to 2147483647 processors, not 0"),
        (good, some(i32::MAX), ArgumentOutOfRange, "give each node more processors"),
        (
            good,
            ReplayOptions { processors_per_node: 0, ..some(4) },
            ArgumentOutOfRange,
            "a node has at least one processor, not 0",
        ),
        (&format!("{good}1 2 3\n"), strict(4), InvalidLog, "line 2: a job has 18 fields, this line 3"),
        (
            &format!("{good}\n?\n?\n"),
            strict(4),
            InvalidLog,
            "line 3: field 1 is not a number: \"?\" (and 1 more like it)",
        ),
        (good, strict(1), InvalidLog, "job 1 needs 2 processors of 1"),
    ] {
        let (given_code, given) = refusal(text, &options);
        assert_eq!(given_code, code, "{given}");
        assert!(given.contains(message), "{given}");
    }
    assert!(Replay::new(good.as_bytes(), &strict(2)).is_ok());
    let empty = Replay::new(good.as_bytes(), &some(1)).unwrap();
    assert!(empty.is_empty() && empty.is_done());
    assert_eq!(empty.summary().jobs.iter().sum::<usize>(), 0);
}

#[test]
fn hostile_numbers_overflow_nothing() {
    let mut text = String::from("; MaxProcs: 16777216\n");
    let numbers =
        ["-1", "0", "1", "3153599998", "2147483647", "9223372036854775807", "1e30", "-9223372036854775808"];
    let mut random = oracle::Random(8);
    for _ in 0..2_000 {
        let fields: Vec<&str> = (0..18)
            .map(|field| match field {
                1 => numbers[1 + random.below(3) as usize],
                10 => ["-1", "0", "1", "5"][random.below(4) as usize],
                _ => numbers[random.below(8) as usize],
            })
            .collect();
        text += &fields.join(" ");
        text.push('\n');
    }
    for cancellations in [false, true] {
        let options =
            ReplayOptions { cancellations, processors_per_node: i32::MAX, ..ReplayOptions::default() };
        let mut replay = Replay::new(text.as_bytes(), &options).unwrap();
        assert!(replay.len() > 20, "{}", replay.len());
        let mut cluster = Cluster::new(replay.options_for_cluster()).unwrap();
        replay.advance_to(&mut cluster, TIME_MAX).unwrap();
        let summary = replay.summary();
        assert!(summary.jobs[JobStatus::Finished as usize] > 0 && summary.utilisation.is_finite());
    }
}

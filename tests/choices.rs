//! The switches for open questions: what each changes, and that all off is what the documents describe.

use ccp_scheduler::*;

fn cluster(choices: Choices) -> Cluster {
    Cluster::new(ClusterOptions { choices, ..ClusterOptions::with_nodes([("N1", 1)]) }).unwrap()
}

/// One runs, the others wait.
fn with_jobs(choices: Choices, count: usize) -> Cluster {
    let mut cluster = cluster(choices);
    let tasks = vec![TaskSpec::lasting(60_000, 1), TaskSpec::lasting(60_000, 1)];
    cluster.queue_jobs(&vec![JobSpec::new("job", 1, tasks); count]).unwrap();
    cluster
}

fn statuses(cluster: &Cluster) -> Vec<JobStatus> {
    cluster.list_all_jobs().into_iter().map(|job| job.status).collect()
}

use JobStatus::{Cancelled, Failed, Queued, Running};

#[test]
fn they_are_kept_and_are_part_of_the_digest() {
    let all = [
        Choices::default(),
        Choices { skip_unknown_ids: true, ..Choices::default() },
        Choices { skip_repeated_ids: true, ..Choices::default() },
        Choices { coerce_ids: true, ..Choices::default() },
        Choices { truncate_messages: true, ..Choices::default() },
        Choices { keep_messages: true, ..Choices::default() },
        Choices { fail_waiting_tasks: true, ..Choices::default() },
        Choices { anyone_may_cancel: true, ..Choices::default() },
        Choices { administrators_use_paused_nodes: true, ..Choices::default() },
    ];
    let mut digests = Vec::new();
    for choices in all {
        let cluster = cluster(choices);
        let copy = Cluster::from_snapshot(&cluster.to_snapshot()).unwrap();
        assert_eq!((copy.choices(), copy.state_digest()), (choices, cluster.state_digest()));
        digests.push(cluster.state_digest());
    }
    digests.sort();
    digests.dedup();
    assert_eq!(digests.len(), all.len());
}

/// Questions 3 and 4.
#[test]
fn cancel_jobs_passes_over_unknown_and_repeated_ids() {
    let ids = [1, 99, 2, 2, 99, 3];
    let run = |choices: Choices| {
        let mut cluster = with_jobs(choices, 3);
        let preview = cluster.preview_cancel_jobs(&ids, false);
        let error =
            cluster.cancel_jobs(&ids, "x").err().map(|error| (error.code, error.index, error.completed));
        let cancelled = statuses(&cluster).iter().filter(|status| **status == Cancelled).count();
        assert_eq!((preview.cancelled.len(), preview.refused.is_empty()), (cancelled, error.is_none()));
        cluster.check_invariants();
        error
    };
    let (unknown, repeated) = (ErrorCode::InvalidJobId, ErrorCode::InvalidCancelJobState);
    assert_eq!(run(Choices::default()), Some((unknown, Some(1), Some(1))));
    let skip_unknown = Choices { skip_unknown_ids: true, ..Choices::default() };
    assert_eq!(run(skip_unknown), Some((repeated, Some(3), Some(2))));
    let skip_repeated = Choices { skip_repeated_ids: true, ..Choices::default() };
    assert_eq!(run(skip_repeated), Some((unknown, Some(1), Some(1))));
    assert_eq!(run(Choices { skip_unknown_ids: true, ..skip_repeated }), None);
    // One that was cancelled before the call is no repetition, and CancelJob is no batch.
    let mut cluster = with_jobs(Choices { skip_unknown_ids: true, ..skip_repeated }, 1);
    cluster.cancel_job(1, "").unwrap();
    assert_eq!(cluster.cancel_jobs(&[1, 1], "").unwrap_err().index, Some(0));
    assert_eq!(cluster.cancel_job(99, "").unwrap_err().code, unknown);
}

/// Question 10.
#[test]
fn a_long_message_is_cut() {
    let long = "𝄞".repeat(170);
    let mut cluster = with_jobs(Choices { truncate_messages: true, ..Choices::default() }, 2);
    cluster.cancel_task(1, 2, &long).unwrap();
    cluster.cancel_jobs(&[1, 2], &long).unwrap();
    for message in [cluster.get_job(2).unwrap().error_message, cluster.get_task(1, 2).unwrap().error_message]
    {
        assert_eq!(message, "𝄞".repeat(160));
    }
    let mut cluster = with_jobs(Choices::default(), 1);
    assert_eq!(cluster.cancel_jobs(&[1], &long).unwrap_err().code, ErrorCode::CancelMessageTooLong);
}

/// Question 14.
#[test]
fn an_empty_message_leaves_the_last_one() {
    let run = |choices: Choices| {
        let mut cluster = with_jobs(choices, 2);
        cluster.cancel_job(2, "first reason").unwrap();
        cluster.requeue_job(2).unwrap();
        assert_eq!(cluster.get_job(2).unwrap().error_message, "", "question 24");
        cluster.listen(true);
        cluster.cancel_jobs(&[1, 2], "").unwrap();
        let told = cluster.take_events().into_iter().any(|event| {
            matches!(event.kind, EventKind::JobStatus { job: 2, message, .. } if message == "first reason")
        });
        let job = |id: JobId| cluster.get_job(id).unwrap();
        let messages = (job(1).error_message, job(2).error_message);
        cluster.check_invariants();
        (messages, told)
    };
    assert_eq!(run(Choices::default()), ((String::new(), String::new()), false));
    let keep = Choices { keep_messages: true, ..Choices::default() };
    assert_eq!(run(keep), ((String::new(), "first reason".to_owned()), true));
}

/// Question 16.
#[test]
fn waiting_tasks_of_a_cancelled_job_fail() {
    let run = |choices: Choices| {
        let mut cluster = with_jobs(choices, 2);
        let added = cluster.add_job(&JobSpec::new("added", 1, vec![TaskSpec::lasting(1, 1)])).unwrap();
        cluster.cancel_jobs(&[1, 2, added], "x").unwrap();
        cluster.check_invariants();
        let tasks = [1, 2, added].map(|id| {
            let job = cluster.get_job(id).unwrap();
            job.tasks.into_iter().map(|task| task.status).collect::<Vec<_>>()
        });
        assert_eq!(statuses(&cluster), [Cancelled; 3]);
        cluster.requeue_job(2).unwrap();
        assert_eq!(cluster.get_job(2).unwrap().tasks[1].status, Queued, "by the job: it runs again");
        tasks
    };
    assert_eq!(run(Choices::default()), [vec![Failed, Cancelled], vec![Cancelled; 2], vec![Cancelled]]);
    let fail = Choices { fail_waiting_tasks: true, ..Choices::default() };
    assert_eq!(run(fail), [vec![Failed; 2], vec![Failed; 2], vec![Failed]]);
}

/// Question 22.
#[test]
fn anyone_may_cancel() {
    let run = |choices: Choices| {
        let mut cluster = with_jobs(choices, 2);
        cluster.act_as("LAB\\eve", false);
        let codes = [
            cluster.cancel_task(1, 1, "").err().map(|error| error.code),
            cluster.cancel_jobs(&[1, 2], "").err().map(|error| error.code),
        ];
        assert_eq!(cluster.requeue_job(1).unwrap_err().code, ErrorCode::PermissionDenied);
        codes
    };
    assert_eq!(run(Choices::default()), [Some(ErrorCode::PermissionDenied); 2]);
    assert_eq!(run(Choices { anyone_may_cancel: true, ..Choices::default() }), [None; 2]);
    assert_eq!(statuses(&with_jobs(Choices::default(), 2)), [Running, Queued]);
}

/// Contradiction 7.
#[test]
fn jobs_of_administrators_start_on_paused_nodes() {
    let job = |processors: i32, nodes: &[&str]| JobSpec {
        is_exclusive: false,
        asked_nodes: nodes.iter().map(|name| (*name).to_owned()).collect(),
        ..JobSpec::new("job", processors, vec![TaskSpec::lasting(1_000, processors); 2])
    };
    let prepared = |choices: Choices| {
        let options = ClusterOptions { choices, ..ClusterOptions::with_nodes([("N1", 2), ("N2", 2)]) };
        let mut cluster = Cluster::new(options).unwrap();
        cluster.pause_node("N1").unwrap();
        cluster.pause_node("N2").unwrap();
        cluster.act_as("LAB\\ann", false);
        cluster.queue_jobs(&[job(1, &[]), job(1, &[])]).unwrap();
        cluster.act_as("LAB\\root", true);
        cluster.queue_jobs(&[job(3, &[]), job(2, &["N2"]), job(2, &["N1"])]).unwrap();
        cluster.check_invariants();
        cluster
    };
    assert_eq!(statuses(&prepared(Choices::default())), [Queued; 5]);
    let choices = Choices { administrators_use_paused_nodes: true, ..Choices::default() };
    let mut cluster = prepared(choices);
    assert_eq!(statuses(&cluster), [Queued, Queued, Running, Queued, Queued]);
    assert_eq!(cluster.compute_nodes()[0].status, NodeStatus::Paused);
    let mut copy = Cluster::from_snapshot(&cluster.to_snapshot()).unwrap();
    for cluster in [&mut cluster, &mut copy] {
        // Its second task starts there too; then the next ones do, each on its node.
        cluster.advance(1_000).unwrap();
        assert_eq!(cluster.get_task(3, 2).unwrap().status, Running);
        cluster.advance(1_000).unwrap();
        assert_eq!(statuses(cluster)[3..], [Running; 2]);
        cluster.check_invariants();
        cluster.cancel_jobs(&[4, 5], "").unwrap();
        assert_eq!(statuses(cluster)[..2], [Queued; 2], "the others wait for a node that is Ready");
        cluster.requeue_job(4).unwrap();
        assert_eq!(statuses(cluster)[3], Running);
        cluster.resume_node("N1").unwrap();
        assert_eq!(statuses(cluster)[..2], [Running; 2]);
        cluster.check_invariants();
    }
    assert_eq!(copy.state_digest(), cluster.state_digest());
}

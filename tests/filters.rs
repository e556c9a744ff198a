//! Submission and activation filters as closures: who is asked when, and what an answer does.

use ccp_scheduler::*;

const YES: FilterAnswer = FilterAnswer::exit(0);
const NO: FilterAnswer = FilterAnswer::exit(1);

fn cluster() -> Cluster {
    Cluster::new(ClusterOptions::with_nodes([("N1", 4)])).unwrap()
}

fn job(processors: i32) -> JobSpec {
    let tasks = vec![TaskSpec::lasting(60_000, processors)];
    JobSpec { is_exclusive: false, ..JobSpec::new("job", processors, tasks) }
}

fn statuses(cluster: &Cluster) -> Vec<JobStatus> {
    cluster.list_all_jobs().into_iter().map(|job| job.status).collect()
}

use JobStatus::{Cancelled, Finished, NotSubmitted, Queued, Running};

#[test]
fn a_job_starts_after_a_yes() {
    let mut cluster = cluster();
    cluster.ask_activation_filter(true);
    cluster.queue_jobs(&[job(2), job(2), job(2)]).unwrap();
    assert_eq!((statuses(&cluster), cluster.pending_activation()), (vec![Queued; 3], Some(1)));
    let mut asked = Vec::new();
    cluster.activate(&mut |cluster, id| {
        asked.push(id);
        assert!(cluster.job_to_xml(id).unwrap().contains("Status=\"Queued\""));
        YES
    });
    assert_eq!(asked, [1, 2], "of those that could start, each once");
    assert_eq!(statuses(&cluster), [Running, Running, Queued]);
    cluster.check_invariants();
    cluster.advance_asking(60_000, &mut |_, id| FilterAnswer::exit(i32::from(id != 3))).unwrap();
    assert_eq!(statuses(&cluster), [Finished, Finished, Running]);
}

#[test]
fn a_refused_job_keeps_its_place_and_is_asked_about_again() {
    let mut cluster = cluster();
    cluster.ask_activation_filter(true);
    cluster.queue_jobs(&[job(2), job(1), job(1)]).unwrap();
    let mut answers = vec![YES, NO, NO, FilterAnswer::exit(0)];
    let mut asked = Vec::new();
    let mut filter = |cluster: &mut Cluster, id: JobId| {
        asked.push((cluster.now(), id));
        answers.pop().unwrap_or(YES)
    };
    cluster.activate(&mut filter);
    assert_eq!(statuses(&cluster), [Running, Queued, Queued], "nobody behind it starts");
    assert_eq!(cluster.explain_job(2).unwrap().reason, Reason::ActivationFilter);
    let behind = cluster.explain_job(3).unwrap();
    assert_eq!((behind.reason, behind.blocked_by), (Reason::BehindJob, vec![2]));
    assert_eq!(cluster.next_event_time(), Some(60_000));
    cluster.advance_asking(30_000, &mut filter).unwrap();
    cluster.set_cluster_parameter("HeartbeatInterval", Some("10")).unwrap();
    cluster.advance_asking(45_000, &mut filter).unwrap();
    assert_eq!(asked, [(0, 1), (0, 2), (60_000, 2), (70_000, 2), (70_000, 3)]);
    assert_eq!(statuses(&cluster), [Finished, Running, Running]);
    cluster.check_invariants();
}

#[test]
fn the_clock_stands_while_a_question_does() {
    let mut cluster = cluster();
    cluster.queue_job(&job(4)).unwrap();
    cluster.queue_job(&job(4)).unwrap();
    cluster.ask_activation_filter(true);
    assert_eq!(cluster.pending_activation(), None, "what runs, runs");
    let error = cluster.advance(100_000).unwrap_err();
    assert_eq!((error.code, error.job_id, cluster.now()), (ErrorCode::FilterPending, Some(2), 60_000));
    assert_eq!(cluster.advance(0).unwrap_err().code, ErrorCode::FilterPending);
    assert_eq!(cluster.answer_activation(1, YES).unwrap_err().code, ErrorCode::InvalidJobId);
    let negative = FilterAnswer { exit_code: 0, duration: -1 };
    assert_eq!(cluster.answer_activation(2, negative).unwrap_err().code, ErrorCode::ArgumentOutOfRange);
    let mut copy = Cluster::from_snapshot(&cluster.to_snapshot()).unwrap();
    for cluster in [&mut cluster, &mut copy] {
        assert_eq!(cluster.pending_activation(), Some(2));
        cluster.answer_activation(2, NO).unwrap();
    }
    assert_eq!(copy.state_digest(), cluster.state_digest());
    let mut copy = Cluster::from_snapshot(&cluster.to_snapshot()).unwrap();
    for cluster in [&mut cluster, &mut copy] {
        assert_eq!((cluster.pending_activation(), cluster.next_event_time()), (None, Some(120_000)));
        cluster.advance_to(119_999).unwrap();
        // Off: nobody has to be asked any more.
        cluster.ask_activation_filter(false);
        assert_eq!(statuses(cluster), [Finished, Running]);
        cluster.check_invariants();
    }
    assert_eq!(copy.state_digest(), cluster.state_digest());
}

#[test]
fn a_filter_that_takes_too_long_says_no() {
    let took = |seconds: i64| {
        let mut cluster = cluster();
        cluster.ask_activation_filter(true);
        cluster.queue_job(&job(1)).unwrap();
        cluster.activate(&mut |_, _| FilterAnswer { exit_code: 0, duration: seconds * 1_000 });
        statuses(&cluster)[0]
    };
    assert_eq!((took(15), took(16)), (Running, Queued));
}

#[test]
fn an_activation_filter_may_change_the_cluster() {
    let mut cluster = cluster();
    cluster.ask_activation_filter(true);
    cluster.queue_jobs(&[job(4), job(4), job(4)]).unwrap();
    let mut asked = Vec::new();
    cluster.activate(&mut |cluster, id| {
        asked.push(id);
        match id {
            // It leaves before it is answered: the answer is nobody's.
            1 => cluster.cancel_job(1, "not you").unwrap(),
            // Another comes before it, and its answer still counts for it alone.
            2 => {
                let urgent = JobSpec { priority: JobPriority::Highest, ..job(4) };
                cluster.queue_job(&urgent).unwrap();
            }
            _ => (),
        }
        YES
    });
    assert_eq!(asked, [1, 2, 4]);
    assert_eq!(statuses(&cluster), [Cancelled, Queued, Queued, Running]);
    cluster.check_invariants();
}

#[test]
fn jobs_that_pass_the_head_are_asked_about_too() {
    let mut cluster = cluster();
    let limited = |processors: i32| JobSpec { runtime: Some(Runtime::from_seconds(60)), ..job(processors) };
    cluster.queue_job(&limited(2)).unwrap();
    cluster.ask_activation_filter(true);
    cluster.queue_jobs(&[limited(4), limited(1), limited(1)]).unwrap();
    let mut asked = Vec::new();
    cluster.activate(&mut |_, id| {
        asked.push(id);
        if id == 3 { NO } else { YES }
    });
    assert_eq!(asked, [3]);
    cluster.queue_job(&limited(1)).unwrap();
    assert_eq!(cluster.pending_activation(), None, "nor does a later one pass it");
    cluster.advance_asking(60_000, &mut |_, _| YES).unwrap();
    assert_eq!(statuses(&cluster), [Finished, Running, Queued, Queued, Queued]);
    cluster.check_invariants();
}

#[test]
fn a_submission_filter_accepts_changes_or_refuses() {
    let mut cluster = cluster();
    let ids = cluster.add_jobs(&[job(1), job(1)]).unwrap();
    let digest = cluster.state_digest();
    let mut asked = Vec::new();
    let error = cluster
        .submit_jobs_asking(&ids, &mut |cluster, id, spec| {
            asked.push(id);
            spec.project = "changed".to_owned();
            assert_eq!((spec.tasks.len(), cluster.get_job(id).unwrap().status), (1, NotSubmitted));
            if id == 2 { FilterAnswer::exit(7) } else { YES }
        })
        .unwrap_err();
    assert_eq!(asked, [1, 2]);
    assert_eq!(
        (error.code, error.job_id, error.index, error.completed),
        (ErrorCode::SubmissionFilterFailed, Some(2), Some(1), Some(0))
    );
    assert!(error.message.contains("exit code 7"), "{error}");
    assert_eq!(cluster.state_digest(), digest, "all stay NotSubmitted, and none has changed");
    cluster
        .submit_jobs_asking(&ids, &mut |_, _, spec| {
            spec.project = "accepted".to_owned();
            YES
        })
        .unwrap();
    assert!(cluster.list_all_jobs().iter().all(|job| job.project == "accepted" && job.status == Running));
    // Terms that no job may have refuse all.
    let ids = cluster.add_jobs(&[job(1), job(1)]).unwrap();
    let digest = cluster.state_digest();
    let error = cluster
        .submit_jobs_asking(&ids, &mut |_, id, spec| {
            spec.maximum_number_of_processors = if id == 4 { 0 } else { 2 };
            YES
        })
        .unwrap_err();
    assert_eq!((error.code, error.index), (ErrorCode::ArgumentOutOfRange, Some(1)));
    assert_eq!(cluster.state_digest(), digest);
    // What cannot be submitted anyway is refused before anybody is asked.
    let error = cluster.submit_jobs_asking(&[99], &mut |_, _, _| unreachable!()).unwrap_err();
    assert_eq!(error.code, ErrorCode::InvalidJobId);
}

#[test]
fn queueing_and_modifying_are_asked_about() {
    let mut cluster = cluster();
    let slow = FilterAnswer { exit_code: 0, duration: 15_001 };
    let error =
        cluster.queue_jobs_asking(&[job(4)], &mut |_, id, _| if id == 0 { slow } else { YES }).unwrap_err();
    assert_eq!((error.code, cluster.list_all_jobs().len()), (ErrorCode::SubmissionFilterFailed, 0));
    assert!(error.message.contains("SubmissionFilterTimeout"));
    let ids = cluster
        .queue_jobs_asking(&[job(4), job(4)], &mut |_, _, spec| {
            spec.tasks.push(TaskSpec::lasting(5, 1));
            assert!(spec.to_xml().unwrap().contains("<Task "));
            YES
        })
        .unwrap();
    assert_eq!(
        (statuses(&cluster), cluster.get_job(ids[0]).unwrap().tasks.len()),
        (vec![Running, Queued], 2)
    );
    let named = |name: &str| JobSpec { name: name.to_owned(), ..job(4) };
    let refuse = cluster.modify_job_asking(2, &named("refused"), &mut |_, _, _| NO).unwrap_err();
    assert_eq!((refuse.code, refuse.index), (ErrorCode::SubmissionFilterFailed, None));
    assert_eq!(cluster.get_job(2).unwrap().name, "job");
    cluster
        .modify_job_asking(2, &named("accepted"), &mut |_, _, spec| {
            spec.name.push('!');
            YES
        })
        .unwrap();
    assert_eq!(cluster.get_job(2).unwrap().name, "accepted!");
    // What is not in the queue is nobody's business yet.
    let id = cluster.add_job(&job(1)).unwrap();
    cluster.modify_job_asking(id, &named("later"), &mut |_, _, _| unreachable!()).unwrap();
}

#[test]
fn previews_stop_where_a_filter_would_be_asked() {
    let mut cluster = cluster();
    cluster.queue_jobs(&[job(4), job(4)]).unwrap();
    cluster.ask_activation_filter(true);
    let (digest, preview) = (cluster.state_digest(), cluster.preview_cancel_jobs(&[1], false));
    assert_eq!((preview.cancelled, preview.starts), (vec![1], vec![]));
    assert_eq!(cluster.state_digest(), digest);
}

//! The documentation of `ICluster::CancelJobs`, sentence by sentence, and the 18 cases of the conformance list.
//! `docs/conformance.md` says which test shows what. What is about values that are no numbers (wrong variant types,
//! null collections) has no meaning in Rust: the tests of the JavaScript face show it.

use ccp_scheduler::JobStatus::{Cancelled, Failed, Finished, NotSubmitted, Queued, Running};
use ccp_scheduler::*;

const DAY: Time = 86_400_000;

/// One node of one processor: the first submitted job runs, the others wait.
fn cluster() -> Cluster {
    Cluster::new(ClusterOptions::with_nodes([("N1", 1)])).unwrap()
}

fn job(minutes: Time) -> JobSpec {
    JobSpec::new("job", 1, vec![TaskSpec::lasting(minutes * 60_000, 1)])
}

fn status(cluster: &Cluster, id: JobId) -> JobStatus {
    cluster.get_job(id).unwrap().status
}

fn statuses(cluster: &Cluster) -> Vec<JobStatus> {
    cluster.list_all_jobs().iter().map(|job| job.status).collect()
}

fn task_statuses(cluster: &Cluster, id: JobId) -> Vec<TaskStatus> {
    cluster.list_tasks(id).unwrap().iter().map(|task| task.status).collect()
}

/// Jobs 1 NotSubmitted, 2 Queued, 3 Running.
fn one_of_each() -> Cluster {
    let mut cluster = cluster();
    let ids = cluster.add_jobs(&[job(9), job(9), job(9)]).unwrap();
    assert_eq!(ids, [1, 2, 3]);
    cluster.submit_job(3).unwrap();
    cluster.submit_job(2).unwrap();
    assert_eq!(statuses(&cluster), [NotSubmitted, Queued, Running]);
    cluster
}

/// Jobs 1 Queued, 2 Finished, 3 Queued, 4 Running.
fn finished_in_the_middle() -> Cluster {
    let mut cluster = cluster();
    cluster.add_job(&job(9)).unwrap();
    cluster.queue_job(&job(0)).unwrap();
    cluster.add_job(&job(9)).unwrap();
    cluster.queue_job(&job(9)).unwrap();
    cluster.submit_jobs(&[1, 3]).unwrap();
    assert_eq!(statuses(&cluster), [Queued, Finished, Queued, Running]);
    cluster
}

/// A job of three tasks that are Finished, Running and Queued.
fn job_in_the_middle_of_its_work() -> Cluster {
    let mut cluster = cluster();
    let tasks = vec![TaskSpec::lasting(1_000, 1), TaskSpec::lasting(5_000, 1), TaskSpec::lasting(5_000, 1)];
    cluster.queue_job(&JobSpec::new("three", 1, tasks)).unwrap();
    cluster.advance(2_000).unwrap();
    assert_eq!(task_statuses(&cluster, 1), [Finished, Running, Queued]);
    cluster
}

// ── the conformance list ──

#[test]
fn case_01_one_in_each_status_that_can_be_cancelled() {
    let mut cluster = one_of_each();
    cluster.advance(7).unwrap();
    cluster.cancel_jobs(&[1, 2, 3], "maintenance").unwrap();
    assert_eq!(statuses(&cluster), [Cancelled; 3]);
    for job in cluster.list_all_jobs() {
        assert_eq!((job.error_message.as_str(), job.end_time), ("maintenance", Some(7)));
    }
    assert!(cluster.queued_jobs().is_empty());
}

#[test]
fn case_02_tasks_of_a_cancelled_job() {
    let mut cluster = job_in_the_middle_of_its_work();
    cluster.cancel_jobs(&[1], "").unwrap();
    assert_eq!(task_statuses(&cluster, 1), [Finished, Failed, Cancelled]);
}

#[test]
fn case_03_queued_again_finished_tasks_stay_finished() {
    let mut cluster = job_in_the_middle_of_its_work();
    cluster.cancel_jobs(&[1], "").unwrap();
    cluster.pause_node("N1").unwrap();
    cluster.requeue_job(1).unwrap();
    assert_eq!(task_statuses(&cluster, 1), [Finished, Queued, Queued]);
    let job = cluster.get_job(1).unwrap();
    assert_eq!((job.status, job.end_time, job.tasks[1].end_time), (Queued, None, None));
}

#[test]
fn case_04_stops_at_a_finished_job() {
    let mut cluster = finished_in_the_middle();
    let error = cluster.cancel_jobs(&[1, 2, 3], "").unwrap_err();
    assert_eq!(error.code, ErrorCode::InvalidCancelJobState);
    assert_eq!((error.job_id, error.index, error.completed), (Some(2), Some(1), Some(1)));
    assert_eq!(statuses(&cluster), [Cancelled, Finished, Queued, Running]);
}

#[test]
fn case_05_stops_at_an_unknown_id() {
    let mut cluster = finished_in_the_middle();
    let error = cluster.cancel_jobs(&[1, 99, 3], "").unwrap_err();
    assert_eq!((error.code, error.job_id, error.completed), (ErrorCode::InvalidJobId, Some(99), Some(1)));
    assert_eq!((status(&cluster, 1), status(&cluster, 3)), (Cancelled, Queued));
}

#[test]
fn case_06_the_same_id_twice() {
    let mut cluster = one_of_each();
    let error = cluster.cancel_jobs(&[2, 2], "").unwrap_err();
    assert_eq!((error.code, error.index), (ErrorCode::InvalidCancelJobState, Some(1)));
    assert_eq!(status(&cluster, 2), Cancelled);
}

#[test]
fn case_07_nothing_to_cancel() {
    let mut cluster = one_of_each();
    let before = cluster.state_digest();
    cluster.cancel_jobs(&[], "maintenance").unwrap();
    assert_eq!(cluster.state_digest(), before);
}

#[test]
fn case_08_no_message() {
    let mut cluster = one_of_each();
    cluster.cancel_jobs(&[2], "").unwrap();
    assert_eq!(cluster.get_job(2).unwrap().error_message, "");
}

#[test]
fn case_09_exactly_320_units() {
    let mut cluster = one_of_each();
    let message = "m".repeat(320);
    cluster.cancel_jobs(&[2], &message).unwrap();
    assert_eq!(cluster.get_job(2).unwrap().error_message, message);
}

#[test]
fn case_10_one_unit_too_many() {
    let mut cluster = one_of_each();
    let before = cluster.state_digest();
    let error = cluster.cancel_jobs(&[2], &"m".repeat(321)).unwrap_err();
    assert_eq!(error.code, ErrorCode::CancelMessageTooLong);
    assert_eq!(cluster.state_digest(), before);
}

#[test]
fn case_11_units_are_those_of_utf_16() {
    let mut cluster = one_of_each();
    assert!(cluster.cancel_jobs(&[2], &"𝄞".repeat(161)).is_err());
    cluster.cancel_jobs(&[2], &"𝄞".repeat(160)).unwrap();
    // 320 letters of two bytes each are 320 units.
    cluster.cancel_jobs(&[3], &"é".repeat(320)).unwrap();
}

// Case 12, an item that is no VT_I4: the type of the parameter says it.

#[test]
fn case_13_resources_are_released() {
    let mut cluster = one_of_each();
    cluster.cancel_jobs(&[3], "").unwrap();
    assert_eq!(status(&cluster, 2), Running);
}

#[test]
fn case_14_a_reservation_without_tasks() {
    let mut cluster = cluster();
    let reservation = JobSpec { run_until_canceled: true, ..JobSpec::default() };
    let id = cluster.queue_job(&reservation).unwrap();
    cluster.advance(30 * DAY).unwrap();
    assert_eq!(status(&cluster, id), Running);
    cluster.cancel_jobs(&[id], "").unwrap();
    assert_eq!(status(&cluster, id), Cancelled);
}

#[test]
fn case_15_removed_when_the_time_to_live_is_exceeded() {
    let mut cluster = one_of_each();
    cluster.cancel_jobs(&[1], "").unwrap();
    cluster.advance(5 * DAY).unwrap();
    assert_eq!(status(&cluster, 1), Cancelled);
    cluster.advance(1).unwrap();
    assert_eq!(cluster.get_job(1).unwrap_err().code, ErrorCode::InvalidJobId);
    assert_eq!(cluster.add_job(&job(1)).unwrap(), 1, "the id is free");
}

#[test]
fn case_16_never_asynchronous() {
    let mut cluster = one_of_each();
    cluster.set_is_asynchronous(true);
    cluster.cancel_jobs(&[3], "").unwrap();
    assert_eq!(status(&cluster, 3), Cancelled);
}

#[test]
fn case_17_the_last_error_stays_the_last_error() {
    let mut cluster = finished_in_the_middle();
    assert_eq!(cluster.error_message(), "");
    let error = cluster.cancel_jobs(&[1, 2, 3], "").unwrap_err();
    assert_eq!(cluster.error_message(), error.message);
    cluster.cancel_jobs(&[3], "").unwrap();
    assert_eq!(cluster.error_message(), error.message);
}

#[test]
fn case_18_all_or_nothing_against_stop_at_the_first() {
    let mut cluster = finished_in_the_middle();
    let new = cluster.add_job(&job(1)).unwrap();
    let error = cluster.submit_jobs(&[new, 2]).unwrap_err();
    assert_eq!((error.job_id, error.completed), (Some(2), Some(0)));
    assert_eq!(status(&cluster, new), NotSubmitted);
    cluster.cancel_jobs(&[new, 2], "").unwrap_err();
    assert_eq!(status(&cluster, new), Cancelled);
}

// ── the page, sentence by sentence ──

/// "Cancels one or more specified jobs."
#[test]
fn cancels_one_or_more_and_no_others() {
    let mut cluster = cluster();
    cluster.add_jobs(&vec![job(1); 6]).unwrap();
    cluster.cancel_jobs(&[4], "").unwrap();
    cluster.cancel_jobs(&[6, 2], "").unwrap();
    use NotSubmitted as No;
    assert_eq!(statuses(&cluster), [No, Cancelled, No, Cancelled, No, Cancelled]);
}

/// "The AddJob method returns the job identifier. If you have an instance of the job …, you can call get_Id."
#[test]
fn the_identifier_is_what_add_job_returned_and_the_job_says() {
    let mut cluster = cluster();
    let id = cluster.add_job(&job(1)).unwrap();
    assert_eq!(cluster.list_all_jobs()[0].id, id);
    cluster.cancel_jobs(&[id], "").unwrap();
    assert_eq!(status(&cluster, id), Cancelled);
}

/// "The message is stored with each canceled job. To get the message, call get_ErrorMessage." Kept as it is: line
/// breaks, blanks, NULs; and it takes the place of an earlier one.
#[test]
fn the_message_is_stored_with_each() {
    let mut cluster = one_of_each();
    let message = " two\nlines\0, „quoted“ ";
    cluster.cancel_jobs(&[1, 3], message).unwrap();
    for id in [1, 3] {
        assert_eq!(cluster.get_job(id).unwrap().error_message, message);
    }
    assert_eq!(cluster.get_job(2).unwrap().error_message, "");
}

/// "If the method succeeds, the return value is S_OK. Otherwise, the return value is an error code. To get a
/// description of the error, call ICluster::get_ErrorMessage."
#[test]
fn errors_have_a_code_and_a_description() {
    let mut cluster = cluster();
    let error = cluster.cancel_jobs(&[12_345], "").unwrap_err();
    assert_eq!(error.code.hresult(), 0x8004_0206_u32 as i32);
    assert_eq!(cluster.error_message(), error.message);
    assert!(error.message.contains("12345") || error.message.contains("12,345"), "{}", error.message);
}

/// "… better performance than calling CancelJob in a loop": no pass runs within the batch. Where nothing could start
/// in between, batch and loop leave the same state.
#[test]
fn batch_and_loop() {
    let mut batch = cluster();
    batch.queue_job(&job(9)).unwrap();
    batch.queue_jobs(&vec![job(1); 50]).unwrap();
    let mut lone = batch.clone();
    let ids: Vec<JobId> = (10..40).collect();
    batch.cancel_jobs(&ids, "gone").unwrap();
    for id in &ids {
        lone.cancel_job(*id, "gone").unwrap();
    }
    assert_eq!(batch.state_digest(), lone.state_digest());
    // Where something could: the loop lets job 2 start before it is killed, the batch does not.
    batch.cancel_jobs(&[1, 2], "").unwrap();
    lone.cancel_job(1, "").unwrap();
    lone.cancel_job(2, "").unwrap();
    let start = |cluster: &Cluster| cluster.get_job(2).unwrap().start_time;
    assert_eq!((start(&batch), start(&lone)), (None, Some(0)));
}

/// "The jobs are removed from the queue but remain in the cluster until the value of the TTLCompletedJobs cluster
/// configuration parameter is exceeded."
#[test]
fn out_of_the_queue_but_in_the_cluster() {
    let mut cluster = one_of_each();
    cluster.queue_job(&job(1)).unwrap();
    assert_eq!(cluster.queued_jobs(), [2, 4]);
    cluster.set_cluster_parameter("TTLCompletedJobs", Some("2")).unwrap();
    cluster.cancel_jobs(&[2], "").unwrap();
    assert_eq!(cluster.queued_jobs(), [4]);
    assert_eq!(cluster.get_job(2).unwrap().expiry_time, Some(2 * DAY));
    cluster.advance_to(2 * DAY).unwrap();
    assert_eq!(status(&cluster, 2), Cancelled);
    assert_eq!(cluster.list_all_jobs().len(), 4);
    cluster.advance(1).unwrap();
    assert_eq!(cluster.list_all_jobs().iter().map(|job| job.id).collect::<Vec<_>>(), [1, 3, 4]);
}

/// "To cancel a job, the job's status must be: not submitted, queued, or running."
#[test]
fn only_from_three_statuses() {
    let mut cluster = one_of_each();
    cluster.cancel_jobs(&[1, 2], "").unwrap();
    cluster.queue_job(&JobSpec { tasks: vec![TaskSpec::new("exit 1", 1)], ..job(1) }).unwrap();
    cluster.advance(9 * 60_000).unwrap();
    assert_eq!(statuses(&cluster), [Cancelled, Cancelled, Finished, Failed]);
    for id in 1..=4 {
        let before = cluster.state_digest();
        let error = cluster.cancel_jobs(&[id], "").unwrap_err();
        assert_eq!(error.code, ErrorCode::InvalidCancelJobState);
        assert_eq!(cluster.state_digest(), before);
    }
}

/// "If a job is running tasks when the job is canceled, the tasks are terminated and marked as failed."
#[test]
fn running_tasks_are_terminated_and_failed() {
    let mut cluster = job_in_the_middle_of_its_work();
    cluster.cancel_jobs(&[1], "stop").unwrap();
    let task = cluster.get_task(1, 2).unwrap();
    assert_eq!((task.status, task.end_time, task.exit_code), (Failed, Some(2_000), -1_073_741_510));
    assert_eq!((task.ended_by, task.error_message.as_str()), (Some(EndedBy::Job), "The job was cancelled."));
    assert_eq!(cluster.cluster_counter().idle_processors, 1);
}

/// "If you queue the job again, the tasks that were finished when the job was canceled stay finished, but all other
/// tasks are queued (including those that failed)." A task cancelled by hand needs RequeueTask.
#[test]
fn queued_again_all_but_the_finished_ones() {
    let mut cluster = cluster();
    let lasting = |seconds: Time| TaskSpec::lasting(seconds * 1_000, 1);
    let failing = TaskSpec::new("exit 3", 1);
    let spec = JobSpec::new("five", 1, vec![lasting(1), failing, lasting(9), lasting(9), lasting(9)]);
    let id = cluster.queue_job(&spec).unwrap();
    cluster.cancel_task(id, 5, "not needed").unwrap();
    cluster.advance(2_000).unwrap();
    assert_eq!(task_statuses(&cluster, id), [Finished, Failed, Running, Queued, Cancelled]);
    cluster.cancel_jobs(&[id], "").unwrap();
    assert_eq!(task_statuses(&cluster, id), [Finished, Failed, Failed, Cancelled, Cancelled]);
    cluster.pause_node("N1").unwrap();
    cluster.requeue_jobs(&[id]).unwrap();
    assert_eq!(task_statuses(&cluster, id), [Finished, Queued, Queued, Queued, Cancelled]);
    cluster.resume_node("N1").unwrap();
    cluster.advance(60_000).unwrap();
    assert_eq!(task_statuses(&cluster, id), [Finished, Failed, Finished, Finished, Cancelled]);
    assert_eq!(
        cluster.list_tasks(id).unwrap().iter().map(|task| task.runs).collect::<Vec<_>>(),
        [1, 2, 2, 1, 0]
    );
}

/// "If this method fails, only those jobs canceled before the failure are canceled." And what they held is given to
/// others all the same.
#[test]
fn what_was_cancelled_before_the_failure_stays_cancelled() {
    let mut cluster = one_of_each();
    cluster.queue_job(&job(1)).unwrap();
    let error = cluster.cancel_jobs(&[3, 2, -5, 4], "").unwrap_err();
    assert_eq!((error.job_id, error.index, error.completed), (Some(-5), Some(2), Some(2)));
    assert_eq!(statuses(&cluster), [NotSubmitted, Cancelled, Cancelled, Running]);
}

/// Not on the page: who may, and carrying on past failures.
#[test]
fn owners_and_administrators() {
    let mut cluster = cluster();
    cluster.act_as("LAB\\ann", false);
    cluster.queue_jobs(&[job(1), job(1)]).unwrap();
    cluster.act_as("LAB\\bob", false);
    let bobs = cluster.queue_job(&job(1)).unwrap();
    let error = cluster.cancel_jobs(&[bobs, 1], "").unwrap_err();
    assert_eq!((error.code, error.completed), (ErrorCode::PermissionDenied, Some(1)));
    cluster.act_as("CLUSTER\\Administrator", true);
    let last_error = cluster.error_message();
    let report = cluster.try_cancel_jobs(&[1, bobs, 77, 2], "maintenance").unwrap();
    assert_eq!(report.cancelled, [1, 2]);
    let rows: Vec<_> = report.failed.iter().map(|row| (row.index, row.job_id, row.code)).collect();
    let expected = [(1, bobs, ErrorCode::InvalidCancelJobState), (2, 77, ErrorCode::InvalidJobId)];
    assert_eq!(rows, expected);
    assert_eq!(cluster.error_message(), last_error, "tryCancelJobs sets no error");
}

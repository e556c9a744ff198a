//! Every cell of the life-cycle tables in `src/lifecycle.rs`, through the public face: what each operation does to a
//! job or task in each status. The tables here are written out, so that a change of a cell needs two hands.

use ccp_scheduler::JobStatus::{Cancelled, Failed, Finished, NotSubmitted, Queued, Running};
use ccp_scheduler::*;

const DAY: Time = 86_400_000;

/// A cluster of one node, and a job in that status with one task; a Queued one waits for the paused node.
fn job_in(status: JobStatus) -> (Cluster, JobId) {
    let mut cluster = Cluster::new(ClusterOptions::with_nodes([("N1", 1)])).unwrap();
    let command = if status == Failed { "exit 1" } else { "sleep 60" };
    let id = cluster.add_job(&JobSpec::new("job", 1, vec![TaskSpec::new(command, 1)])).unwrap();
    if status == Queued {
        cluster.pause_node("N1").unwrap();
    }
    if !matches!(status, NotSubmitted) {
        cluster.submit_job(id).unwrap();
    }
    match status {
        Finished => cluster.advance(60_000).unwrap(),
        Cancelled => cluster.cancel_job(id, "").unwrap(),
        NotSubmitted | Queued | Running | Failed => {}
    }
    assert_eq!(cluster.get_job(id).unwrap().status, status);
    (cluster, id)
}

type Cell = std::result::Result<JobStatus, ErrorCode>;

fn act_on_job(operation: JobOperation, cluster: &mut Cluster, id: JobId) -> Result<()> {
    match operation {
        JobOperation::Cancel => cluster.cancel_job(id, ""),
        JobOperation::Submit => cluster.submit_job(id),
        JobOperation::Requeue => cluster.requeue_job(id),
        JobOperation::Modify => cluster.modify_job(id, &JobSpec::default()),
        JobOperation::ModifyTerm => cluster.modify_job_term(id, "Project", "p"),
        JobOperation::AddTask => cluster.add_task(id, &TaskSpec::new("sleep 60", 1)).map(|_| ()),
    }
}

/// The status after the operation, or the code of the refusal.
#[test]
fn jobs() {
    use ErrorCode::*;
    let table: [(JobOperation, [Cell; 6]); 6] = {
        let (cancel, submit, requeue) =
            (InvalidCancelJobState, InvalidSubmitJobState, InvalidRequeueJobState);
        let (modify, add) = (InvalidModifyJobState, InvalidAddTaskState);
        [
            (
                JobOperation::Cancel,
                [Ok(Cancelled), Ok(Cancelled), Ok(Cancelled), Err(cancel), Err(cancel), Err(cancel)],
            ),
            (
                JobOperation::Submit,
                [Ok(Running), Err(submit), Err(submit), Err(submit), Err(submit), Err(submit)],
            ),
            // Queued again, the job of `exit 1` runs again; the node is free in the three legal cells.
            (
                JobOperation::Requeue,
                [Err(requeue), Err(requeue), Ok(Running), Err(requeue), Ok(Running), Ok(Running)],
            ),
            (
                JobOperation::Modify,
                [Ok(NotSubmitted), Ok(Queued), Err(modify), Err(modify), Err(modify), Err(modify)],
            ),
            (
                JobOperation::ModifyTerm,
                [Ok(NotSubmitted), Ok(Queued), Ok(Running), Err(modify), Err(modify), Err(modify)],
            ),
            (
                JobOperation::AddTask,
                [Ok(NotSubmitted), Ok(Queued), Ok(Running), Err(add), Err(add), Err(add)],
            ),
        ]
    };
    for (operation, row) in table {
        for (from, expected) in JobStatus::ALL.into_iter().zip(row) {
            let (mut cluster, id) = job_in(from);
            let before = cluster.state_digest();
            let result = act_on_job(operation, &mut cluster, id);
            let after = result.map(|()| cluster.get_job(id).unwrap().status);
            // The job of `exit 1` fails again at once.
            let ran_again = operation == JobOperation::Requeue && from == Failed && after == Ok(Failed);
            let after = if ran_again { Ok(Running) } else { after.map_err(|error| error.code) };
            assert_eq!(after, expected, "{operation:?} of a job that is {from:?}");
            assert_eq!(operation.is_legal(from), expected.is_ok(), "{operation:?} of a job that is {from:?}");
            assert_eq!(cluster.state_digest() == before, expected.is_err(), "{operation:?} of {from:?}");
            cluster.check_invariants();
        }
    }
}

/// The forms for many, and unknown jobs.
#[test]
fn batches_and_unknown_jobs_are_refused_alike() {
    for status in JobStatus::ALL {
        let (cluster, id) = job_in(status);
        type Call = fn(&mut Cluster, JobId) -> Result<()>;
        let pairs: [(Call, Call); 4] = [
            (|cluster, id| cluster.cancel_job(id, ""), |cluster, id| cluster.cancel_jobs(&[id], "")),
            (|cluster, id| cluster.submit_job(id), |cluster, id| cluster.submit_jobs(&[id])),
            (|cluster, id| cluster.requeue_job(id), |cluster, id| cluster.requeue_jobs(&[id])),
            (
                |cluster, id| cluster.add_task(id, &TaskSpec::new("a", 1)).map(|_| ()),
                |cluster, id| cluster.add_tasks(id, &[TaskSpec::new("a", 1)]).map(|_| ()),
            ),
        ];
        for (single, batch) in pairs {
            for id in [id, 99] {
                let (mut one, mut many) = (cluster.clone(), cluster.clone());
                let codes = (single(&mut one, id), batch(&mut many, id));
                assert_eq!(codes.0.map_err(|error| error.code), codes.1.map_err(|error| error.code));
                assert_eq!(one.state_digest(), many.state_digest());
            }
        }
    }
}

/// While a job runs, three of its terms can be changed.
#[test]
fn terms_of_a_running_job() {
    for (term, value, legal) in [
        ("Runtime", "00:01:00", true),
        ("RunUntilCanceled", "True", true),
        ("Project", "p", true),
        ("Name", "n", false),
        ("Priority", "Lowest", false),
        ("AskedNodes", "N1", false),
        ("IsExclusive", "False", false),
        ("SoftwareLicense", "a:1", false),
        ("MinimumNumberOfProcessors", "1", false),
        ("MaximumNumberOfProcessors", "2", false),
        ("Extended", "x", false),
    ] {
        let (mut cluster, id) = job_in(Running);
        let result = cluster.modify_job_term(id, term, value).map_err(|error| error.code);
        assert_eq!(result, if legal { Ok(()) } else { Err(ErrorCode::InvalidModifyJobState) }, "{term}");
    }
}

/// What happens by itself.
#[test]
fn without_a_call() {
    // NotSubmitted, Queued and Running jobs never expire; completed ones do.
    for status in JobStatus::ALL {
        let (mut cluster, id) = job_in(status);
        if status == Running {
            cluster.modify_job_term(id, "RunUntilCanceled", "True").unwrap();
        }
        cluster.advance(100 * DAY).unwrap();
        assert_eq!(cluster.get_job(id).is_err(), status.is_completed(), "{status:?}");
    }
    // Running → Cancelled at the limit, its running task Failed.
    let (mut cluster, id) = job_in(Running);
    cluster.modify_job_term(id, "Runtime", "00:00:00:30").unwrap();
    cluster.advance(30_000).unwrap();
    let job = cluster.get_job(id).unwrap();
    assert_eq!((job.status, job.tasks[0].status), (Cancelled, Failed));
    // Running → Queued when its node is lost, then Failed.
    let (mut cluster, id) = job_in(Running);
    cluster.set_cluster_parameter("JobRetryCount", Some("1")).unwrap();
    for expected in [Queued, Failed] {
        cluster.fail_node("N1").unwrap();
        cluster.advance(180_000).unwrap();
        assert_eq!(cluster.get_job(id).unwrap().status, expected);
        cluster.restore_node("N1").unwrap();
    }
}

/// A job with a task in each status that tasks can have while their job runs, and what each is, by id.
fn job_with_all_tasks() -> (Cluster, JobId, [TaskStatus; 5]) {
    let mut cluster = Cluster::new(ClusterOptions::with_nodes([("N1", 1)])).unwrap();
    let tasks = ["sleep 1", "exit 1", "sleep 60", "sleep 60", "sleep 60"];
    let tasks = tasks.map(|command| TaskSpec::new(command, 1)).to_vec();
    let id = cluster.queue_job(&JobSpec::new("job", 1, tasks)).unwrap();
    cluster.cancel_task(id, 4, "by hand").unwrap();
    cluster.advance(1_000).unwrap();
    let statuses = [Finished, Failed, Running, Cancelled, Queued];
    assert_eq!(task_statuses(&cluster, id), statuses);
    (cluster, id, statuses)
}

fn task_statuses(cluster: &Cluster, id: JobId) -> Vec<TaskStatus> {
    cluster.list_tasks(id).unwrap().iter().map(|task| task.status).collect()
}

fn act_on_task(operation: TaskOperation, cluster: &mut Cluster, job: JobId, task: TaskId) -> Result<()> {
    match operation {
        TaskOperation::Cancel => cluster.cancel_task(job, task, "m"),
        TaskOperation::Requeue => cluster.requeue_task(job, task),
    }
}

#[test]
fn tasks() {
    let (cancel, requeue) = (ErrorCode::InvalidCancelTaskState, ErrorCode::InvalidRequeueTaskState);
    //                     Finished      Failed       Running        Cancelled    Queued
    let table: [(TaskOperation, [Cell; 5]); 2] = [
        (TaskOperation::Cancel, [Err(cancel), Err(cancel), Ok(Cancelled), Err(cancel), Ok(Cancelled)]),
        // A requeued task takes the free processor in the order of addition: only the running one's is free again.
        (TaskOperation::Requeue, [Err(requeue), Ok(Queued), Ok(Running), Ok(Queued), Err(requeue)]),
    ];
    for (operation, row) in table {
        for (at, expected) in row.into_iter().enumerate() {
            let (mut cluster, id, statuses) = job_with_all_tasks();
            let task = at as TaskId + 1;
            let runs = cluster.get_task(id, task).unwrap().runs;
            let result = act_on_task(operation, &mut cluster, id, task);
            let after = result.map(|()| cluster.get_task(id, task).unwrap());
            let status = after.as_ref().map(|task| task.status).map_err(|error| error.code);
            assert_eq!(status, expected, "{operation:?} of a task that is {:?}", statuses[at]);
            assert_eq!(operation.is_legal(statuses[at]), expected.is_ok());
            if expected == Ok(Running) {
                assert_eq!(after.unwrap().runs, runs + 1, "stopped and started again");
            }
            cluster.check_invariants();
        }
    }
    // The sixth status: the job was only added.
    for operation in TaskOperation::ALL {
        let (mut cluster, id) = job_in(NotSubmitted);
        let result = act_on_task(operation, &mut cluster, id, 1);
        assert_eq!(operation.is_legal(NotSubmitted), result.is_ok());
        let expected = if result.is_ok() { Cancelled } else { NotSubmitted };
        assert_eq!(cluster.get_task(id, 1).unwrap().status, expected);
    }
}

/// Tasks of jobs that do not run.
#[test]
fn tasks_of_waiting_and_ended_jobs() {
    // Queued job: its task can be cancelled, and queued again.
    let (mut cluster, id) = job_in(Queued);
    cluster.cancel_task(id, 1, "").unwrap();
    assert_eq!(task_statuses(&cluster, id), [Cancelled]);
    cluster.requeue_task(id, 1).unwrap();
    assert_eq!(task_statuses(&cluster, id), [Queued]);
    // Failed and Cancelled jobs: a task queued again waits for RequeueJob, and can be cancelled meanwhile.
    for status in [Failed, Cancelled] {
        let (mut cluster, id) = job_in(status);
        cluster.requeue_task(id, 1).unwrap();
        assert_eq!(
            (cluster.get_job(id).unwrap().status, task_statuses(&cluster, id)),
            (status, vec![Queued])
        );
        cluster.cancel_task(id, 1, "").unwrap();
        assert_eq!(
            (cluster.get_job(id).unwrap().status, task_statuses(&cluster, id)),
            (status, vec![Cancelled])
        );
    }
    // NotSubmitted job: a cancelled task cannot be queued.
    let (mut cluster, id) = job_in(NotSubmitted);
    cluster.cancel_task(id, 1, "").unwrap();
    assert_eq!(cluster.requeue_task(id, 1).unwrap_err().code, ErrorCode::InvalidRequeueTaskState);
}

#[test]
fn tasks_after_their_job_ended() {
    for by_limit in [false, true] {
        let (mut cluster, id, before) = job_with_all_tasks();
        match by_limit {
            true => cluster.modify_job_term(id, "Runtime", "00:00:00").unwrap(),
            false => cluster.cancel_job(id, "").unwrap(),
        }
        let expected = [Finished, Failed, Failed, Cancelled, Cancelled];
        assert_eq!(task_statuses(&cluster, id), expected);
        assert_eq!(before.map(task_after_job_ended), expected);
        let ended_by: Vec<_> =
            cluster.list_tasks(id).unwrap().iter().map(|task| task.ended_by.unwrap()).collect();
        let own = EndedBy::Itself;
        assert_eq!(ended_by, [own, own, EndedBy::Job, EndedBy::Call, EndedBy::Job]);
    }
    let (mut cluster, id) = job_in(NotSubmitted);
    cluster.cancel_job(id, "").unwrap();
    assert_eq!(task_statuses(&cluster, id), [Cancelled]);
    assert_eq!(task_after_job_ended(NotSubmitted), Cancelled);
}

#[test]
fn tasks_after_their_job_was_queued_again() {
    // From Running, and from Cancelled.
    for cancel_first in [false, true] {
        let (mut cluster, id, before) = job_with_all_tasks();
        cluster.pause_node("N1").unwrap();
        if cancel_first {
            cluster.cancel_job(id, "").unwrap();
        }
        cluster.requeue_job(id).unwrap();
        let expected = [Finished, Queued, Queued, Cancelled, Queued];
        assert_eq!(task_statuses(&cluster, id), expected);
        assert_eq!(before.map(|status| task_after_job_requeued(status, status == Cancelled)), expected);
        assert_eq!(task_after_job_requeued(Cancelled, false), Queued);
    }
}

#[test]
fn jobs_after_their_last_task() {
    for (failed, cancelled, expected) in [(0, 0, Finished), (1, 0, Failed), (0, 1, Failed), (2, 1, Failed)] {
        let mut cluster = Cluster::new(ClusterOptions::with_nodes([("N1", 1)])).unwrap();
        let mut tasks = vec![TaskSpec::new("sleep 1", 1)];
        tasks.extend((0..failed).map(|_| TaskSpec::new("exit 1", 1)));
        tasks.extend((0..cancelled).map(|_| TaskSpec::new("sleep 1", 1)));
        let id = cluster.add_job(&JobSpec::new("job", 1, tasks)).unwrap();
        for task in 0..cancelled {
            cluster.cancel_task(id, (failed + task) as TaskId + 2, "").unwrap();
        }
        cluster.submit_job(id).unwrap();
        cluster.advance(1_000).unwrap();
        assert_eq!(cluster.get_job(id).unwrap().status, expected);
        assert_eq!(job_after_last_task(failed, cancelled), expected);
    }
}

//! RequeueJob, RequeueJobs, RequeueTask, RequeueTasks.
//!
//! Source: `ICluster::RequeueJob`, `ICluster::RequeueTask`: tasks that were finished stay finished; those that a person
//! cancelled stay cancelled; all others are queued again. All tasks of a job must be rerunnable.

use crate::checks;
use crate::cluster::Cluster;
use crate::error::{ClusterError, ErrorCode, Result};
use crate::jobs::{ATTEMPTS_MAX, AttemptRecord, Flags};
use crate::lifecycle::{EndedBy, JobOperation, JobStatus, TaskOperation, task_after_job_requeued};
use crate::texts::Texts;
use crate::{JobId, TaskId};

impl Cluster {
    /// `ICluster::RequeueJob`: queues a Running, Failed or Cancelled job again, behind its equals.
    ///
    /// # Errors
    /// `InvalidJobId`, `PermissionDenied`, `InvalidRequeueJobState`, `TaskNotRerunnable`,
    /// `ClusterSizeLessThanMinimum`.
    pub fn requeue_job(&mut self, job: JobId) -> Result<()> {
        let done = self.requeue_all(&[job]);
        self.noted(done.map_err(ClusterError::single))
    }

    /// `ICluster::RequeueJobs`: in order, stops at the first that cannot be requeued; those before it are.
    ///
    /// # Errors
    /// As [`Cluster::requeue_job`], with index and completed.
    pub fn requeue_jobs(&mut self, jobs: &[JobId]) -> Result<()> {
        let done = self.requeue_all(jobs);
        self.noted(done)
    }

    fn requeue_all(&mut self, ids: &[JobId]) -> Result<()> {
        let mut result = Ok(());
        let mut completed = 0;
        for (at, &id) in ids.iter().enumerate() {
            if let Err(error) = self.check_requeue(id) {
                result = Err(error.at(at).after(completed));
                break;
            }
            self.requeue(id);
            completed += 1;
        }
        if completed > 0 {
            self.settle();
        }
        result
    }

    /// Whether a job may be requeued, by whoever calls.
    pub(crate) fn check_requeue(&self, id: JobId) -> Result<()> {
        self.check_own_job(id)?;
        let record = self.jobs.record(id);
        if !JobOperation::Requeue.is_legal(record.status) {
            let message = format!(
                "Job {id} is {}; only jobs that are Running, Failed or Cancelled can be requeued.",
                record.status.name()
            );
            return Err(ClusterError::new(ErrorCode::InvalidRequeueJobState, message).job(id));
        }
        let tasks = 0..record.tasks as usize;
        if let Some(task) = tasks.clone().find(|task| !self.jobs.terms_of(id, *task).spec.is_rerunnable) {
            return Err(not_rerunnable(id, task as TaskId + 1));
        }
        if self.jobs.details(id).submit == crate::jobs::NEVER {
            self.check_priority(record.priority).map_err(|error| error.job(id))?;
        }
        let to_run = tasks.filter(|task| self.jobs.task(id, *task).is_unfinished());
        let demands = checks::demands_of(to_run.map(|task| self.jobs.terms_of(id, task)));
        checks::check_demands(&demands, record.maximum as i32).map_err(|error| error.job(id))?;
        self.check_job_size(id, &demands)
    }

    /// Requeues a job that may be.
    fn requeue(&mut self, id: JobId) {
        let user = self.jobs.texts.insert(&self.user);
        let record = self.jobs.record(id);
        let stopped = record.status == JobStatus::Running;
        let run = AttemptRecord {
            attempt: record.attempt,
            start: record.start,
            end: if stopped { self.now } else { record.end },
            status: if stopped { JobStatus::Cancelled } else { record.status },
            ended_by: if stopped { EndedBy::Requeue } else { record.ended_by.unwrap_or(EndedBy::Itself) },
            user: if stopped { user } else { record.ended_user() },
            message: if stopped { Texts::EMPTY } else { record.message },
        };
        // A task that has never run goes on to have no history.
        let fresh = self.jobs.has_sole_task(id);
        if !fresh {
            self.jobs.materialize(id);
        }
        self.archive(id, run);
        let from = self.enter_queue(id);
        self.clear_run(id);
        self.jobs.details_mut(id).rare_mut().retries = 0;
        self.emit_job(id, from, stopped.then_some(EndedBy::Requeue), user);
        if fresh {
            self.emit_following(id, 0, from);
            return self.demands_changed(id);
        }
        for task in 0..self.jobs.record(id).tasks as usize {
            let state = &self.jobs.run(id).tasks[task];
            let (from, by_hand) = (state.status, state.is_cancelled_by_hand());
            let to = task_after_job_requeued(from, by_hand);
            if to == JobStatus::Queued {
                self.jobs.set_task_status(id, task, to);
                self.jobs.run_mut(id).tasks[task].reset(to);
            }
            if to != from {
                self.emit_task(id, task, from, (from == JobStatus::Running).then_some(EndedBy::Requeue));
            }
        }
        let follow = self.jobs.task_statuses(id)[JobStatus::Queued as usize] == self.jobs.record(id).tasks;
        self.jobs.record_mut(id).flags.set(Flags::FOLLOW, follow);
        self.demands_changed(id);
    }

    /// Puts a run of the job among its earlier ones; the next one begins.
    pub(crate) fn archive(&mut self, id: JobId, run: AttemptRecord) {
        let attempts = &mut self.jobs.details_mut(id).rare_mut().attempts;
        if attempts.len() >= ATTEMPTS_MAX {
            attempts.remove(0);
        }
        attempts.push(run);
        self.jobs.record_mut(id).attempt += 1;
    }

    /// `ICluster::RequeueTask`: queues a Running, Failed or Cancelled task again. In a job that has ended it waits
    /// for [`Cluster::requeue_job`].
    ///
    /// # Errors
    /// `InvalidJobId`, `PermissionDenied`, `InvalidTaskId`, `InvalidRequeueTaskState`, `TaskNotRerunnable`,
    /// `ClusterSizeLessThanMinimum`.
    pub fn requeue_task(&mut self, job: JobId, task: TaskId) -> Result<()> {
        let done = self.requeue_all_tasks(job, &[task]);
        self.noted(done.map_err(ClusterError::single))
    }

    /// `ICluster::RequeueTasks`: in order, stops at the first that cannot be requeued; those before it are.
    ///
    /// # Errors
    /// As [`Cluster::requeue_task`], with index and completed.
    pub fn requeue_tasks(&mut self, job: JobId, tasks: &[TaskId]) -> Result<()> {
        let done = self.requeue_all_tasks(job, tasks);
        self.noted(done)
    }

    fn requeue_all_tasks(&mut self, id: JobId, tasks: &[TaskId]) -> Result<()> {
        self.check_own_job(id)?;
        let mut result = Ok(());
        let mut completed = 0;
        for (at, &task) in tasks.iter().enumerate() {
            if let Err(error) = self.requeue_one_task(id, task) {
                result = Err(error.at(at).after(completed));
                break;
            }
            completed += 1;
        }
        if completed > 0 {
            let requires = |task: &TaskId| !self.jobs.terms_of(id, *task as usize - 1).required.is_empty();
            if tasks[..completed].iter().any(requires) {
                self.demands_changed(id);
            }
            if self.jobs.record(id).status == JobStatus::Running {
                self.arm_limit(id);
                self.wake.push(id);
            }
            self.settle();
        }
        result
    }

    fn requeue_one_task(&mut self, id: JobId, task: TaskId) -> Result<()> {
        let at = self.check_task(id, task)?;
        let from = self.jobs.task(id, at).status;
        let job_status = self.jobs.record(id).status;
        let about = |error: ClusterError| error.job(id).task(task);
        if !TaskOperation::Requeue.is_legal(from) || job_status == JobStatus::NotSubmitted {
            let message = format!(
                "Task {task} of job {id} is {}, the job {}; only tasks that are Running, Failed or Cancelled in a \
                 submitted job can be requeued.",
                from.name(),
                job_status.name()
            );
            return Err(about(ClusterError::new(ErrorCode::InvalidRequeueTaskState, message)));
        }
        if !self.jobs.terms_of(id, at).spec.is_rerunnable {
            return Err(not_rerunnable(id, task));
        }
        self.check_added_demands(id, std::slice::from_ref(self.jobs.terms_of(id, at))).map_err(about)?;
        if job_status == JobStatus::Running {
            self.spell_out_work(id);
        }
        self.jobs.materialize(id);
        self.jobs.set_task_status(id, at, JobStatus::Queued);
        let run = self.jobs.run_mut(id);
        run.tasks[at].reset(JobStatus::Queued);
        if let Some(work) = &mut run.work {
            work.requeue(at, from != JobStatus::Running);
        }
        self.emit_task(id, at, from, (from == JobStatus::Running).then_some(EndedBy::Requeue));
        Ok(())
    }
}

fn not_rerunnable(id: JobId, task: TaskId) -> ClusterError {
    let message = format!("Task {task} of job {id} has IsRerunnable false, which forbids requeueing.");
    ClusterError::new(ErrorCode::TaskNotRerunnable, message).job(id).task(task)
}

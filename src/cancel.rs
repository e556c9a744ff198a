//! CancelJob, **CancelJobs**, CancelTask, CancelTasks, and TryCancelJobs beyond CCP.
//!
//! Source: `ICluster::CancelJobs`. To cancel a job its status must be not submitted, queued or running; tasks that run
//! are terminated and Failed; if the call fails, only those jobs cancelled before the failure are cancelled.

use crate::cluster::{Cluster, no_such_job, not_the_owner};
use crate::ending::TERMINATED;
use crate::error::{ClusterError, ErrorCode, Result};
use crate::event_log::Cancellations;
use crate::expiry::Ended;
use crate::jobs::{Flags, STOPPED_TEXT};
use crate::lifecycle::{EndedBy, JobOperation, JobPriority, JobStatus, TaskOperation};
use crate::texts::{Handle, Texts};
use crate::time::Time;
use crate::view::{CancelReport, Refusal};
use crate::{JobId, TaskId};

/// So many records are fetched before the first of them is changed: their cache misses overlap then (measured: 66 → 20
/// ns a job at 10⁶ shuffled ids; fetching the next of these while one of the present is changed takes twice as long).
const AT_A_TIME: usize = 128;

impl Cluster {
    /// `ICluster::CancelJob`: cancels a job for a reason of at most 320 UTF-16 code units.
    ///
    /// # Errors
    /// `CancelMessageTooLong`, `InvalidJobId`, `PermissionDenied`, `InvalidCancelJobState`.
    pub fn cancel_job(&mut self, job: JobId, message: &str) -> Result<()> {
        let done = self.cancel_strictly(&[job], message, |_, _| false);
        self.noted(done.map_err(ClusterError::single))
    }

    /// `ICluster::CancelJobs`: works through the ids in their order and stops at the first that cannot be cancelled:
    /// the ones before it are cancelled, it and the ones behind it are untouched. No job starts before the last of
    /// them is done.
    ///
    /// ```
    /// # use ccp_scheduler::*;
    /// # let mut cluster = Cluster::new(ClusterOptions::with_nodes([("N1", 1)]))?;
    /// let ids = cluster.queue_jobs(&vec![JobSpec::new("sweep", 1, vec![TaskSpec::lasting(60_000, 1)]); 3])?;
    /// let error = cluster.cancel_jobs(&[ids[0], 99, ids[2]], "wrong parameters").unwrap_err();
    /// assert_eq!((error.code, error.index, error.completed), (ErrorCode::InvalidJobId, Some(1), Some(1)));
    /// assert_eq!(cluster.get_job(ids[0])?.status, JobStatus::Cancelled);
    /// assert_eq!(cluster.get_job(ids[1])?.status, JobStatus::Running); // it got the free processor
    /// # Ok::<(), ClusterError>(())
    /// ```
    ///
    /// # Errors
    /// `CancelMessageTooLong`: nothing is cancelled. At an item: `InvalidJobId`, `PermissionDenied`,
    /// `InvalidCancelJobState`, with its index and the number of those cancelled.
    pub fn cancel_jobs(&mut self, jobs: &[JobId], message: &str) -> Result<()> {
        let passes_over = self.choices.passes_over(jobs);
        let done = self.cancel_strictly(jobs, message, passes_over);
        self.noted(done)
    }

    fn cancel_strictly(
        &mut self,
        ids: &[JobId],
        message: &str,
        passes_over: impl Fn(usize, &ClusterError) -> bool,
    ) -> Result<()> {
        let message = self.fitting(message)?;
        let mut failure = None;
        let completed = self.cancel_batch(ids, message, &mut |index, error| {
            let goes_on = passes_over(index, &error);
            if !goes_on {
                failure = Some(error.at(index));
            }
            goes_on
        });
        match failure {
            Some(error) => Err(error.after(completed)),
            None => Ok(()),
        }
    }

    /// Carries on past what cannot be cancelled, and says what became of each. Does not set the last error.
    ///
    /// # Errors
    /// `CancelMessageTooLong`: nothing is cancelled.
    pub fn try_cancel_jobs(&mut self, jobs: &[JobId], message: &str) -> Result<CancelReport> {
        let message = self.noted(self.fitting(message))?;
        let mut failed: Vec<Refusal> = Vec::new();
        self.cancel_batch(jobs, message, &mut |index, error| {
            failed.push(refusal(index, jobs[index], error));
            true
        });
        let mut refused = failed.iter().map(|row| row.index).peekable();
        let cancelled = jobs.iter().enumerate().filter(|(at, _)| refused.next_if_eq(at).is_none());
        Ok(CancelReport { cancelled: cancelled.map(|(_, id)| *id).collect(), failed })
    }

    /// Cancels in order; asks `carry_on` at each item that is refused. Gives the number of those cancelled.
    fn cancel_batch(
        &mut self,
        ids: &[JobId],
        message: &str,
        carry_on: &mut dyn FnMut(usize, ClusterError) -> bool,
    ) -> usize {
        let user = self.jobs.texts.insert(&self.user);
        let of_anyone = self.is_admin || self.choices.anyone_may_cancel;
        let mut batch = Batch { user, of_anyone, ..Batch::default() };
        let is_slow = self.choices.slow_to_cancel();
        // For few jobs a look at every node would cost more than it saves.
        if ids.len() >= self.nodes.len() / 16 {
            batch.given_back = vec![0; self.nodes.len()];
        }
        'ids: for (chunk, first) in ids.chunks(AT_A_TIME).zip((0..).step_by(AT_A_TIME)) {
            self.jobs.fetch(chunk);
            let mut at = 0;
            loop {
                if !is_slow {
                    at += self.cancel_simply(&chunk[at..], &mut batch);
                }
                let Some(&id) = chunk.get(at) else { break };
                if !self.may_cancel(id, user) {
                    if !carry_on(first + at, self.cancel_error(id)) {
                        break 'ids;
                    }
                } else if batch.message.is_none() {
                    // The first that is cancelled.
                    self.begin_batch(ids.len() - first - at, message, &mut batch);
                    continue;
                } else {
                    self.cancel_thoroughly(id, &mut batch);
                }
                at += 1;
            }
        }
        let done = batch.done;
        if done > 0 {
            self.tell_cancelled(&mut batch);
            self.settle_batch(batch);
            self.settle();
        }
        done
    }

    /// So many jobs at most will be cancelled, with this message.
    fn begin_batch(&mut self, most: usize, message: &str, batch: &mut Batch) {
        batch.message = Some(self.jobs.texts.insert(message));
        let jobs = self.jobs.counts.iter().sum::<i64>() as usize;
        self.expiry.reserve(jobs.min(most));
        if self.events.is_listening() {
            let mut heard = Cancellations::new(&self.user, message);
            heard.reserve(jobs.min(most));
            batch.heard = Some(heard);
        }
    }

    /// Tells what was cancelled since the last time.
    fn tell_cancelled(&mut self, batch: &mut Batch) {
        let more = batch.events() - batch.told;
        if more > 0 {
            batch.told += more;
            self.events.cancelled(self.now, more, batch.heard.as_mut().map(Cancellations::take));
        }
    }

    fn may_cancel(&self, id: JobId, user: Handle) -> bool {
        self.jobs.find(id).is_some_and(|record| {
            JobOperation::Cancel.is_legal(record.status)
                && (self.is_admin || record.owner == user || self.choices.anyone_may_cancel)
        })
    }

    /// Cancels jobs, in order, up to the first that may not be or whose record does not tell all; gives how many. It
    /// tells all where the tasks follow, and where a running job shares one node, or one span of nodes, with others.
    /// What that means for the queue, the nodes and the counters is settled at the end of the batch.
    #[inline(never)]
    fn cancel_simply(&mut self, ids: &[JobId], batch: &mut Batch) -> usize {
        let Some(message) = batch.message else { return 0 };
        let now = self.now;
        let (records, runs) = self.jobs.slots_mut();
        let mut ended = [Ended { id: 0, generation: 0 }; AT_A_TIME];
        let mut done = 0;
        for (&id, ended) in ids.iter().zip(&mut ended) {
            let Some(record) = records.get_mut(id as u32 as usize) else { break };
            if !record.flags.has(Flags::PRESENT)
                || !record.flags.has(Flags::FOLLOW)
                || !JobOperation::Cancel.is_legal(record.status)
                || !(batch.of_anyone || record.owner == batch.user)
            {
                break;
            }
            match record.status {
                JobStatus::Queued => {
                    batch.left[record.priority as usize] += 1;
                    batch.tasks[1] += u64::from(record.tasks);
                }
                JobStatus::Running => {
                    if batch.given_back.is_empty() || record.flags.has(Flags::EXCLUSIVE) {
                        break;
                    }
                    if let Some(node) = record.sole_node() {
                        batch.given_back[node as usize] += record.minimum;
                    } else if let Some([span]) = runs.get(id as usize).map(|run| &run.spans[..]) {
                        for node in span.nodes() {
                            batch.given_back[node as usize] += span.count;
                        }
                    } else {
                        break;
                    }
                    if self.ends.is_some() {
                        batch.limits.extend(record.deadline().map(|limit| (limit, id)));
                    }
                    batch.stopped += 1;
                    batch.tasks[2] += u64::from(record.tasks);
                }
                _ => {
                    batch.unsubmitted += 1;
                    batch.tasks[0] += u64::from(record.tasks);
                }
            }
            if let Some(heard) = &mut batch.heard {
                heard.push(id, record.attempt, record.tasks, record.status);
            }
            record.status = JobStatus::Cancelled;
            record.generation = record.generation.wrapping_add(1);
            record.end = now;
            record.ended_by = Some(EndedBy::Call);
            record.set_ended_user(batch.user);
            record.message = message;
            *ended = Ended { id, generation: record.generation };
            done += 1;
        }
        self.expiry.push(now, &ended[..done]);
        if let Some(runs) = &mut self.runs {
            runs.ended.extend_from_slice(&ids[..done]);
        }
        batch.done += done;
        done
    }

    /// Cancels a job that may be, whatever it is made of.
    #[cold]
    fn cancel_thoroughly(&mut self, id: JobId, batch: &mut Batch) {
        self.tell_cancelled(batch);
        let message = self.message_kept(id, batch.message.unwrap_or(Texts::EMPTY));
        batch.done += 1;
        self.end_tasks_with_job(id, STOPPED_TEXT);
        self.end_job(id, JobStatus::Cancelled, EndedBy::Call, batch.user, message);
    }

    fn settle_batch(&mut self, batch: Batch) {
        let left = batch.left.iter().sum::<u64>() as i64;
        let jobs = &mut self.jobs.counts;
        jobs[JobStatus::Queued as usize] -= left;
        jobs[JobStatus::NotSubmitted as usize] -= batch.unsubmitted as i64;
        jobs[JobStatus::Running as usize] -= batch.stopped as i64;
        jobs[JobStatus::Cancelled as usize] += left + (batch.unsubmitted + batch.stopped) as i64;
        let [unsubmitted, queued, running] = batch.tasks.map(|count| count as i64);
        let tasks = &mut self.jobs.task_counts;
        tasks[JobStatus::NotSubmitted as usize] -= unsubmitted;
        tasks[JobStatus::Queued as usize] -= queued;
        tasks[JobStatus::Cancelled as usize] += unsubmitted + queued;
        tasks[JobStatus::Running as usize] -= running;
        tasks[JobStatus::Failed as usize] += running;
        if left > 0 {
            for (priority, count) in JobPriority::ALL.into_iter().zip(batch.left) {
                self.queue.left(priority, count as usize);
            }
            self.pass.left_queue(&self.jobs, &self.parameters);
        }
        if batch.stopped > 0 {
            self.nodes.give_back_sums(&batch.given_back);
            self.forget_ends(&batch.limits);
            self.pass.resources_changed();
        }
    }

    /// Running jobs have ended that were to end at these instants at the latest.
    fn forget_ends(&mut self, limits: &[(Time, JobId)]) {
        let running = self.jobs.counts[JobStatus::Running as usize];
        // Nothing that is pending means anything any more: need not be found out one by one.
        if running == 0 {
            self.pending.clear();
        }
        // Building the list anew costs about an eighth for each job.
        if limits.len() as i64 * 8 > running {
            self.ends = None;
        }
        if let Some(ends) = &mut self.ends {
            for &(limit, id) in limits {
                ends.remove(limit, id);
            }
        }
    }

    /// Why a job cannot be cancelled.
    #[cold]
    pub(crate) fn cancel_error(&self, id: JobId) -> ClusterError {
        let Some(record) = self.jobs.find(id) else { return no_such_job(id) };
        let owner = self.jobs.texts.get(record.owner);
        if !self.is_admin && owner != self.user && !self.choices.anyone_may_cancel {
            return not_the_owner(id, owner, &self.user);
        }
        let message = format!(
            "Job {id} is {}; only jobs that are NotSubmitted, Queued or Running can be cancelled.",
            record.status.name()
        );
        ClusterError::new(ErrorCode::InvalidCancelJobState, message).job(id)
    }

    /// `ICluster::CancelTask`: a running task is terminated, and Cancelled.
    ///
    /// # Errors
    /// `CancelMessageTooLong`, `InvalidJobId`, `PermissionDenied`, `InvalidTaskId`, `InvalidCancelTaskState`.
    pub fn cancel_task(&mut self, job: JobId, task: TaskId, message: &str) -> Result<()> {
        let done = self.cancel_all_tasks(job, &[task], message);
        self.noted(done.map_err(ClusterError::single))
    }

    /// `ICluster::CancelTasks`: in order, stops at the first that cannot be cancelled; those before it are. The job
    /// ends with its last open task.
    ///
    /// # Errors
    /// As [`Cluster::cancel_task`], with index and completed.
    pub fn cancel_tasks(&mut self, job: JobId, tasks: &[TaskId], message: &str) -> Result<()> {
        let done = self.cancel_all_tasks(job, tasks, message);
        self.noted(done)
    }

    fn cancel_all_tasks(&mut self, id: JobId, tasks: &[TaskId], message: &str) -> Result<()> {
        let message = self.fitting(message)?;
        self.check_cancels(id)?;
        let message = self.jobs.texts.insert(message);
        let mut result = Ok(());
        let mut completed = 0;
        for (at, &task) in tasks.iter().enumerate() {
            if let Err(error) = self.cancel_open_task(id, task, message) {
                result = Err(error.at(at).after(completed));
                break;
            }
            completed += 1;
        }
        if completed > 0 {
            if !self.jobs.details(id).demands().is_empty() {
                self.demands_changed(id);
            }
            if self.jobs.record(id).status == JobStatus::Running {
                self.after_task_ended(id);
            }
            self.settle();
        }
        result
    }

    fn cancel_open_task(&mut self, id: JobId, task: TaskId, message: Handle) -> Result<()> {
        let at = self.check_task(id, task)?;
        let status = self.jobs.task(id, at).status;
        if !TaskOperation::Cancel.is_legal(status) {
            let text = format!(
                "Task {task} of job {id} is {}; only tasks that are NotSubmitted, Queued or Running can be cancelled.",
                status.name()
            );
            return Err(ClusterError::new(ErrorCode::InvalidCancelTaskState, text).job(id).task(task));
        }
        self.jobs.materialize(id);
        let exit_code = if status == JobStatus::Running { TERMINATED } else { 0 };
        self.close_task(id, at, JobStatus::Cancelled, EndedBy::Call, exit_code, message);
        Ok(())
    }

    /// The index of a task, if it is there.
    pub(crate) fn check_task(&self, id: JobId, task: TaskId) -> Result<usize> {
        let tasks = self.jobs.record(id).tasks as usize;
        match usize::try_from(task) {
            Ok(number) if (1..=tasks).contains(&number) => Ok(number - 1),
            _ => {
                let message = format!("Job {id} has no task {task}; it has {tasks}.");
                Err(ClusterError::new(ErrorCode::InvalidTaskId, message).job(id).task(task))
            }
        }
    }
}

/// What is settled once at the end of a batch.
#[derive(Default)]
struct Batch {
    user: Handle,
    /// The caller may cancel everybody's jobs.
    of_anyone: bool,
    /// Stored with the first job.
    message: Option<Handle>,
    /// Jobs that left the queue, by priority.
    left: [u64; 5],
    /// Jobs that were NotSubmitted.
    unsubmitted: u64,
    /// Jobs that were Running.
    stopped: u64,
    /// Tasks that followed jobs NotSubmitted, Queued, and Running.
    tasks: [u64; 3],
    /// What running jobs gave back, by node; empty if each gives back by itself.
    given_back: Vec<u32>,
    /// The limits of running jobs, while there is a list of them.
    limits: Vec<(Time, JobId)>,
    /// So many were cancelled, in the short way or not.
    done: usize,
    /// What listeners are to be told, if there are any, and of how many events they have been.
    heard: Option<Cancellations>,
    told: u64,
}

impl Batch {
    /// So many are there of jobs that were cancelled in the short way, and of their tasks.
    fn events(&self) -> u64 {
        let counts = self.left.iter().chain(&self.tasks).chain([&self.unsubmitted, &self.stopped]);
        counts.sum()
    }
}

/// A row of a report.
pub(crate) fn refusal(index: usize, job_id: JobId, error: ClusterError) -> Refusal {
    Refusal { index, job_id, code: error.code, message: error.message }
}

//! Ends: of tasks by themselves or at a limit, of jobs with their last task, at a limit, or by a call.

use crate::cluster::Cluster;
use crate::error::{ClusterError, ErrorCode, Result};
use crate::event::EventKind;
use crate::expiry::Ended;
use crate::jobs::{Flags, NEVER};
use crate::lifecycle::{EndedBy, JobStatus, TaskStatus, job_after_last_task, task_after_job_ended};
use crate::sorting::sort;
use crate::spec::Execution;
use crate::texts::{Handle, Texts};
use crate::{JobId, TaskId};

/// The exit code of a terminated task: 0xC000013A.
pub(crate) const TERMINATED: i32 = -1_073_741_510;

impl Cluster {
    /// Only with [`Execution::Host`]: a running task has ended with this exit code. Ignored if `attempt` is not the
    /// job's present one or the task does not run. Anybody may report; a task that was requeued within one attempt
    /// of its job is not told apart from its earlier run.
    ///
    /// # Errors
    /// `HostExecutionOnly`, `InvalidJobId`, `InvalidTaskId`.
    pub fn complete_task(&mut self, job: JobId, task: TaskId, attempt: u32, exit_code: i32) -> Result<()> {
        let checked = match self.execution {
            Execution::Host => self.check_job(job).and_then(|()| self.check_task(job, task)),
            Execution::Simulated => {
                let message = "This cluster simulates its work; completeTask is for execution \"host\".";
                Err(ClusterError::new(ErrorCode::HostExecutionOnly, message))
            }
        };
        let at = self.noted(checked)?;
        let record = self.jobs.record(job);
        let state = self.jobs.task(job, at);
        if record.attempt == attempt && state.status == JobStatus::Running && !state.silent {
            self.end_task_itself(job, at, exit_code);
            self.settle();
        }
        Ok(())
    }

    /// Steps 1 and 2 of a round: what has come to its end, then what has reached its limit.
    pub(crate) fn end_due_work(&mut self) -> bool {
        self.pending.has_due() && self.end_what_is_due()
    }

    #[inline(never)]
    fn end_what_is_due(&mut self) -> bool {
        let mut due = std::mem::take(&mut self.due);
        self.pending.take_due(self.now, &mut due);
        sort(&mut due);
        let mut worked = false;
        let mut late_jobs = Vec::new();
        let mut late_tasks = Vec::new();
        for &item in &due {
            let (id, task) = (item.job, item.task as usize);
            if task == 0 {
                late_jobs.push(item);
            } else if self.jobs.is_due_valid(self.now, &item)
                || self.is_late(id, task - 1, item.generation, item.run)
            {
                if self.work_end(id, task - 1).is_some_and(|end| end <= self.now) {
                    self.end_task_itself(id, task - 1, self.jobs.terms_of(id, task - 1).work.exit_code);
                    worked = true;
                } else {
                    late_tasks.push(item);
                }
            }
        }
        for item in late_jobs {
            let record = self.jobs.record(item.job);
            if record.generation == item.generation && record.status == JobStatus::Running {
                self.jobs.record_mut(item.job).flags.set(Flags::LIMIT_PENDING, false);
                if self.jobs.record(item.job).deadline().is_some_and(|limit| limit <= self.now) {
                    self.end_job_at_limit(item.job);
                    worked = true;
                } else {
                    self.arm_limit(item.job);
                }
            }
        }
        for item in late_tasks {
            let (id, task) = (item.job, item.task as usize - 1);
            if self.is_late(id, task, item.generation, item.run) {
                self.end_task_at_limit(id, task);
                worked = true;
            }
        }
        due.clear();
        self.due = due;
        worked
    }

    /// Whether a task of that run still runs and has reached its own limit.
    fn is_late(&self, id: JobId, task: usize, generation: u32, run: u32) -> bool {
        let record = self.jobs.record(id);
        if record.generation != generation || record.status != JobStatus::Running {
            return false;
        }
        let state = &self.jobs.run(id).tasks[task];
        state.status == JobStatus::Running
            && state.runs == run
            && self.task_limit(id, task).is_some_and(|limit| limit <= self.now)
    }

    /// A running task's work has come to its end.
    pub(crate) fn end_task_itself(&mut self, id: JobId, task: usize, exit_code: i32) {
        let (status, message) = match exit_code {
            0 => (JobStatus::Finished, Texts::EMPTY),
            code => (JobStatus::Failed, self.jobs.texts.insert(&format!("Exit code {code}."))),
        };
        self.close_task(id, task, status, EndedBy::Itself, exit_code, message);
        self.after_task_ended(id);
    }

    fn end_task_at_limit(&mut self, id: JobId, task: usize) {
        let message = self.jobs.texts.insert("The task reached its run-time limit.");
        self.close_task(id, task, JobStatus::Failed, EndedBy::Limit, TERMINATED, message);
        self.after_task_ended(id);
    }

    fn end_job_at_limit(&mut self, id: JobId) {
        let limit = self.jobs.record(id).runtime();
        let message = self.jobs.texts.insert(&format!("The job reached its run-time limit of {limit}."));
        self.end_tasks_with_job(id, "The job reached its run-time limit.");
        self.end_job(id, JobStatus::Cancelled, EndedBy::Limit, Texts::EMPTY, message);
    }

    /// Ends a task, of a running or any other job: its place is given back, what waited for it comes nearer.
    pub(crate) fn close_task(
        &mut self,
        id: JobId,
        task: usize,
        status: TaskStatus,
        ended_by: EndedBy,
        exit_code: i32,
        message: Handle,
    ) {
        let now = self.now;
        let from = self.jobs.run(id).tasks[task].status;
        self.jobs.set_task_status(id, task, status);
        let run = self.jobs.run_mut(id);
        if let Some(work) = &mut run.work {
            work.vacate(task);
            work.close(&run.tasks, task);
        }
        let record = &mut run.tasks[task];
        record.end = now;
        record.ended_by = Some(ended_by);
        record.exit_code = exit_code;
        record.message = message;
        record.silent = false;
        self.emit_task(id, task, from, Some(ended_by));
    }

    /// Tells that a task's status has changed from `from`, other than to Running.
    pub(crate) fn emit_task(&mut self, id: JobId, task: usize, from: TaskStatus, ended_by: Option<EndedBy>) {
        let Cluster { events, jobs, now, .. } = self;
        let (attempt, record) = (jobs.record(id).attempt, &jobs.run(id).tasks[task]);
        events.emit(*now, || EventKind::TaskStatus {
            job: id,
            attempt,
            task: task as i32 + 1,
            from,
            to: record.status,
            ended_by,
            exit_code: record.exit_code,
            message: jobs.texts.get(record.message).to_owned(),
            nodes: Vec::new(),
        });
    }

    /// A task of a running job has ended: the job ends with its last one, or others may start.
    pub(crate) fn after_task_ended(&mut self, id: JobId) {
        if !self.end_job_if_done(id) {
            self.arm_limit(id);
            self.wake.push(id);
        }
    }

    /// Ends a running job that has nothing left to do and may end.
    pub(crate) fn end_job_if_done(&mut self, id: JobId) -> bool {
        let record = self.jobs.record(id);
        if record.status != JobStatus::Running || record.flags.has(Flags::RUN_UNTIL_CANCELED) {
            return false;
        }
        let counts = self.jobs.task_statuses(id);
        let count = |status: JobStatus| counts[status as usize];
        if count(JobStatus::Queued) + count(JobStatus::Running) + count(JobStatus::NotSubmitted) > 0 {
            return false;
        }
        let (failed, cancelled) = (count(JobStatus::Failed), count(JobStatus::Cancelled));
        let tasks = record.tasks;
        let message = match (failed, cancelled) {
            (0, 0) => Texts::EMPTY,
            (0, cancelled) => {
                self.jobs.texts.insert(&format!("{cancelled} of {tasks} tasks were cancelled."))
            }
            (failed, _) => self.jobs.texts.insert(&format!("{failed} of {tasks} tasks failed.")),
        };
        self.end_job(id, job_after_last_task(failed, cancelled), EndedBy::Itself, Texts::EMPTY, message);
        true
    }

    /// What is still open in a job that ends before its tasks: running ones are terminated and Failed, waiting ones
    /// Cancelled.
    pub(crate) fn end_tasks_with_job(&mut self, id: JobId, why: &str) {
        self.jobs.materialize(id);
        let why = self.jobs.texts.insert(why);
        for task in 0..self.jobs.record(id).tasks as usize {
            let status = self.jobs.run(id).tasks[task].status;
            let (exit_code, message) =
                if status == JobStatus::Running { (TERMINATED, why) } else { (0, Texts::EMPTY) };
            if !status.is_completed() {
                let fails = self.choices.fail_waiting_tasks;
                let to = if fails { JobStatus::Failed } else { task_after_job_ended(status) };
                self.close_task(id, task, to, EndedBy::Job, exit_code, message);
            }
        }
    }

    /// Ends a job whose tasks have all ended, or that keeps nothing open: its processors go back, its time to live
    /// begins.
    pub(crate) fn end_job(
        &mut self,
        id: JobId,
        status: JobStatus,
        ended_by: EndedBy,
        user: Handle,
        message: Handle,
    ) {
        let from = self.change_status(id, status);
        let now = self.now;
        let record = self.jobs.record_mut(id);
        record.end = now;
        record.ended_by = Some(ended_by);
        record.set_ended_user(user);
        record.message = message;
        self.expiry.push(now, &[Ended { id, generation: record.generation }]);
        if let Some(runs) = &mut self.runs {
            runs.ended.push(id);
        }
        self.emit_job(id, from, Some(ended_by), user);
    }

    /// Changes a job's status: takes it out of the queue or off its processors, and makes stale what is pending.
    /// Gives the status before.
    pub(crate) fn change_status(&mut self, id: JobId, to: JobStatus) -> JobStatus {
        let record = self.jobs.record_mut(id);
        record.generation = record.generation.wrapping_add(1);
        let from = record.status;
        let (priority, exclusive, limit) =
            (record.priority, record.flags.has(Flags::EXCLUSIVE), record.deadline());
        if from == JobStatus::Running {
            record.flags.set(Flags::FOLLOW, false);
        }
        self.jobs.set_status(id, to);
        match from {
            JobStatus::Running => {
                let run = self.jobs.run_mut(id);
                run.work = None;
                let spans = std::mem::take(&mut run.spans);
                self.nodes.give_back(&spans, exclusive);
                if let (Some(ends), Some(limit)) = (&mut self.ends, limit) {
                    ends.remove(limit, id);
                }
                self.pass.resources_changed();
            }
            JobStatus::Queued => {
                self.queue.left(priority, 1);
                self.pass.left_queue(&self.jobs, &self.parameters);
            }
            JobStatus::NotSubmitted | JobStatus::Finished | JobStatus::Failed | JobStatus::Cancelled => {}
        }
        from
    }

    /// Tells that a job's status has changed from `from`, other than to Running.
    pub(crate) fn emit_job(&mut self, id: JobId, from: JobStatus, ended_by: Option<EndedBy>, user: Handle) {
        let Cluster { events, jobs, now, .. } = self;
        let record = jobs.record(id);
        events.emit(*now, || EventKind::JobStatus {
            job: id,
            attempt: record.attempt,
            from,
            to: record.status,
            ended_by,
            user: jobs.texts.get(user).to_owned(),
            message: jobs.texts.get(record.message).to_owned(),
            nodes: Vec::new(),
            is_backfill: false,
        });
    }

    /// Clears what the last run of a job has left in its record.
    pub(crate) fn clear_run(&mut self, id: JobId) {
        let record = self.jobs.record_mut(id);
        record.start = NEVER;
        record.end = NEVER;
        record.message = Texts::EMPTY;
        record.ended_by = None;
        record.set_ended_user(Texts::EMPTY);
        record.flags.set(Flags::BACKFILL, false);
        record.flags.set(Flags::LIMIT_PENDING, false);
    }
}

//! Cancelling and requeueing.

use super::*;

pub(super) fn check_message(message: &str) -> Result<()> {
    if units(message) > 320 { Err(refuse(ErrorCode::CancelMessageTooLong)) } else { Ok(()) }
}

impl Model {
    pub fn cancel_job(&mut self, job: JobId, message: &str) -> Result<()> {
        check_message(message)?;
        let result = self.cancel(job, message);
        self.settle();
        result
    }

    pub fn cancel_jobs(&mut self, jobs: &[JobId], message: &str) -> Result<()> {
        check_message(message)?;
        self.each(jobs, |model, job| model.cancel(job, message))
    }

    pub fn try_cancel_jobs(&mut self, jobs: &[JobId], message: &str) -> Result<CancelReport> {
        check_message(message)?;
        let mut report = CancelReport::default();
        for (index, job) in jobs.iter().enumerate() {
            match self.cancel(*job, message) {
                Ok(()) => report.cancelled.push(*job),
                Err(error) => {
                    let message = String::new();
                    report.failed.push(Refusal { index, job_id: *job, code: error.code, message });
                }
            }
        }
        self.settle();
        Ok(report)
    }

    /// Works through a list, stops at the first failure, keeps what was done before it.
    pub(super) fn each(
        &mut self,
        ids: &[i32],
        mut act: impl FnMut(&mut Model, i32) -> Result<()>,
    ) -> Result<()> {
        let mut result = Ok(());
        for (index, id) in ids.iter().enumerate() {
            result = act(self, *id).map_err(|error| error.at(index).after(index));
            if result.is_err() {
                break;
            }
        }
        self.settle();
        result
    }

    pub(super) fn cancel(&mut self, id: JobId, message: &str) -> Result<()> {
        let at = self.acting_on(id)?;
        if is_ended(self.jobs[at].status) {
            return Err(refuse(ErrorCode::InvalidCancelJobState).job(id));
        }
        let user = self.user.clone();
        self.end_job_early(at, JobStatus::Cancelled, EndedBy::Call, &user, message, "The job was cancelled.");
        Ok(())
    }

    pub fn cancel_task(&mut self, job: JobId, task: TaskId, message: &str) -> Result<()> {
        check_message(message)?;
        let at = self.acting_on(job)?;
        let result = self.cancel_one_task(at, task, message);
        self.settle();
        result
    }

    pub fn cancel_tasks(&mut self, job: JobId, tasks: &[TaskId], message: &str) -> Result<()> {
        check_message(message)?;
        let at = self.acting_on(job)?;
        self.each(tasks, |model, task| model.cancel_one_task(at, task, message))
    }

    pub(super) fn find_task(&self, at: usize, task: TaskId) -> Result<usize> {
        let job = &self.jobs[at];
        let place = usize::try_from(task).ok().and_then(|task| task.checked_sub(1));
        let place = place.filter(|place| *place < job.tasks.len());
        place.ok_or(refuse(ErrorCode::InvalidTaskId).job(job.id).task(task))
    }

    pub(super) fn cancel_one_task(&mut self, at: usize, id: TaskId, message: &str) -> Result<()> {
        let task = self.find_task(at, id)?;
        if !self.jobs[at].tasks[task].is_open() {
            return Err(refuse(ErrorCode::InvalidCancelTaskState).job(self.jobs[at].id).task(id));
        }
        let code = if self.jobs[at].tasks[task].status == JobStatus::Running { TERMINATED } else { 0 };
        self.end_task(at, task, JobStatus::Cancelled, EndedBy::Call, code, message);
        self.end_job_if_done(at);
        Ok(())
    }

    pub fn requeue_job(&mut self, job: JobId) -> Result<()> {
        let result = self.requeue(job);
        self.settle();
        result
    }

    pub fn requeue_jobs(&mut self, jobs: &[JobId]) -> Result<()> {
        self.each(jobs, Model::requeue)
    }

    pub(super) fn requeue(&mut self, id: JobId) -> Result<()> {
        let at = self.acting_on(id)?;
        let job = &self.jobs[at];
        let from = job.status;
        if !matches!(from, JobStatus::Running | JobStatus::Failed | JobStatus::Cancelled) {
            return Err(refuse(ErrorCode::InvalidRequeueJobState).job(id));
        }
        if let Some(task) = job.tasks.iter().position(|task| !task.spec.is_rerunnable) {
            return Err(refuse(ErrorCode::TaskNotRerunnable).job(id).task(task as TaskId + 1));
        }
        if job.submit.is_none() {
            self.check_priority(job.terms.priority).map_err(|error| error.job(id))?;
        }
        let again: Vec<&TaskSpec> =
            job.tasks.iter().filter(|task| task.runs_again()).map(|task| &task.spec).collect();
        self.check_effective_minimum(&job.terms, &again).map_err(|error| error.job(id))?;
        self.check_cluster_size(&job.terms, &again).map_err(|error| error.job(id))?;
        let user = self.user.clone();
        let was_running = from == JobStatus::Running;
        if was_running {
            self.seen.push("requeue of a running job");
            self.archive(at, JobStatus::Cancelled, EndedBy::Requeue, &user, "");
        } else {
            let job = &self.jobs[at];
            let (ended_by, user, message) = (job.ended_by, job.ended_user.clone(), job.message.clone());
            self.archive(at, from, ended_by, &user, &message);
        }
        self.enter_queue(at);
        self.jobs[at].retries = 0;
        self.job_event(at, from, was_running.then_some(EndedBy::Requeue), &user);
        for task in 0..self.jobs[at].tasks.len() {
            let state = &self.jobs[at].tasks[task];
            if state.runs_again() && state.status != JobStatus::Queued {
                let stopped = (state.status == JobStatus::Running).then_some(EndedBy::Requeue);
                self.queue_task_again(at, task, stopped);
            }
            self.jobs[at].tasks[task].retries = 0;
        }
        Ok(())
    }

    /// A run is over and the job goes back to the queue: it becomes one of the earlier attempts.
    pub(super) fn archive(
        &mut self,
        at: usize,
        status: JobStatus,
        ended_by: EndedBy,
        user: &str,
        message: &str,
    ) {
        let job = &mut self.jobs[at];
        job.attempts.push(Attempt {
            attempt: job.attempt,
            start_time: job.start,
            end_time: job.end.unwrap_or(self.now),
            status,
            ended_by,
            user: user.to_owned(),
            message: message.to_owned(),
        });
        if job.attempts.len() > 16 {
            job.attempts.remove(0);
        }
        job.attempt += 1;
        job.status = JobStatus::Queued;
        job.message = String::new();
        job.start = None;
        job.end = None;
        job.is_backfill = false;
        job.held.clear();
    }

    pub fn requeue_task(&mut self, job: JobId, task: TaskId) -> Result<()> {
        let at = self.acting_on(job)?;
        let result = self.requeue_one_task(at, task);
        self.settle();
        result
    }

    pub fn requeue_tasks(&mut self, job: JobId, tasks: &[TaskId]) -> Result<()> {
        let at = self.acting_on(job)?;
        self.each(tasks, |model, task| model.requeue_one_task(at, task))
    }

    pub(super) fn requeue_one_task(&mut self, at: usize, id: TaskId) -> Result<()> {
        let task = self.find_task(at, id)?;
        let (job, state) = (&self.jobs[at], &self.jobs[at].tasks[task]);
        let legal = matches!(state.status, JobStatus::Running | JobStatus::Failed | JobStatus::Cancelled);
        if !legal || job.status == JobStatus::NotSubmitted {
            return Err(refuse(ErrorCode::InvalidRequeueTaskState).job(job.id).task(id));
        }
        if !state.spec.is_rerunnable {
            return Err(refuse(ErrorCode::TaskNotRerunnable).job(job.id).task(id));
        }
        let mut all = unfinished(job);
        all.push(&state.spec);
        let fits = match job.status {
            JobStatus::Queued => {
                let within_maximum = self.check_effective_minimum(&job.terms, &all);
                within_maximum.and_then(|()| self.check_cluster_size(&job.terms, &all))
            }
            JobStatus::Running => self.check_shares(job, &state.spec),
            _ => Ok(()),
        };
        fits.map_err(|error| error.job(job.id).task(id))?;
        let stopped = (state.status == JobStatus::Running).then_some(EndedBy::Requeue);
        self.queue_task_again(at, task, stopped);
        self.jobs[at].tasks[task].retries = 0;
        Ok(())
    }

    pub fn complete_task(&mut self, id: JobId, task: TaskId, attempt: u32, exit_code: i32) -> Result<()> {
        if !self.host {
            return Err(refuse(ErrorCode::HostExecutionOnly));
        }
        let at = self.find(id).ok_or(refuse(ErrorCode::InvalidJobId).job(id))?;
        let task = self.find_task(at, task)?;
        let (job, state) = (&self.jobs[at], &self.jobs[at].tasks[task]);
        let silent = state.placed.iter().any(|(node, _)| self.nodes[*node].crashed.is_some());
        if job.attempt == attempt && state.status == JobStatus::Running && !silent {
            self.end_task_with_code(at, task, exit_code);
            self.settle();
        }
        Ok(())
    }
}

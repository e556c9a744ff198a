//! The ends of tasks and jobs.

use super::*;

impl Model {
    pub(super) fn end_task(
        &mut self,
        at: usize,
        task: usize,
        to: TaskStatus,
        by: EndedBy,
        exit_code: i32,
        message: &str,
    ) {
        let state = &mut self.jobs[at].tasks[task];
        let from = state.status;
        state.status = to;
        state.ended_by = Some(by);
        state.exit_code = exit_code;
        state.message = message.to_owned();
        state.end = Some(self.now);
        state.placed.clear();
        self.task_event(at, task, from, Some(by));
    }

    pub(super) fn queue_task_again(&mut self, at: usize, task: usize, stopped: Option<EndedBy>) {
        let state = &mut self.jobs[at].tasks[task];
        let from = state.status;
        state.status = JobStatus::Queued;
        state.ended_by = None;
        state.exit_code = 0;
        state.message = String::new();
        state.start = None;
        state.end = None;
        state.placed.clear();
        self.task_event(at, task, from, stopped);
    }

    /// A job ends before its tasks: what runs is terminated and Failed, what waits is Cancelled.
    pub(super) fn end_job_early(
        &mut self,
        at: usize,
        to: JobStatus,
        by: EndedBy,
        user: &str,
        message: &str,
        of_tasks: &str,
    ) {
        for task in 0..self.jobs[at].tasks.len() {
            match self.jobs[at].tasks[task].status {
                JobStatus::Running => {
                    self.end_task(at, task, JobStatus::Failed, EndedBy::Job, TERMINATED, of_tasks);
                }
                JobStatus::NotSubmitted | JobStatus::Queued => {
                    self.end_task(at, task, JobStatus::Cancelled, EndedBy::Job, 0, "");
                }
                JobStatus::Finished | JobStatus::Failed | JobStatus::Cancelled => {}
            }
        }
        self.end_job(at, to, by, user, message);
    }

    pub(super) fn end_job(&mut self, at: usize, to: JobStatus, by: EndedBy, user: &str, message: &str) {
        let job = &mut self.jobs[at];
        let from = job.status;
        job.status = to;
        job.end = Some(self.now);
        job.message = message.to_owned();
        job.ended_by = by;
        job.ended_user = user.to_owned();
        job.held.clear();
        self.job_event(at, from, Some(by), user);
    }

    pub(super) fn has_nothing_to_run(&self, at: usize) -> bool {
        let job = &self.jobs[at];
        !job.terms.run_until_canceled && !job.tasks.iter().any(TaskEntry::is_open)
    }

    /// A running job ends with its last open task, unless it keeps its processors until cancelled.
    pub(super) fn end_job_if_done(&mut self, at: usize) {
        if self.jobs[at].status != JobStatus::Running || !self.has_nothing_to_run(at) {
            return;
        }
        let tasks = &self.jobs[at].tasks;
        let count = |status| tasks.iter().filter(|task| task.status == status).count();
        let (failed, cancelled, all) = (count(JobStatus::Failed), count(JobStatus::Cancelled), tasks.len());
        let (to, message) = match (failed, cancelled) {
            (0, 0) => (JobStatus::Finished, String::new()),
            (0, _) => (JobStatus::Failed, format!("{cancelled} of {all} tasks were cancelled.")),
            _ => (JobStatus::Failed, format!("{failed} of {all} tasks failed.")),
        };
        self.end_job(at, to, EndedBy::Itself, "", &message);
    }

    pub(super) fn named(&self, share: &[(usize, i64)]) -> Vec<(String, i32)> {
        share.iter().map(|(node, count)| (self.nodes[*node].name.clone(), *count as i32)).collect()
    }

    pub(super) fn job_event(&mut self, at: usize, from: JobStatus, ended_by: Option<EndedBy>, user: &str) {
        let job = &self.jobs[at];
        self.emit(EventKind::JobStatus {
            job: job.id,
            attempt: job.attempt,
            from,
            to: job.status,
            ended_by,
            user: user.to_owned(),
            message: job.message.clone(),
            nodes: self.named(&job.held),
            is_backfill: job.status == JobStatus::Running && job.is_backfill,
        });
    }

    pub(super) fn task_event(&mut self, at: usize, task: usize, from: TaskStatus, ended_by: Option<EndedBy>) {
        let job = &self.jobs[at];
        let state = &job.tasks[task];
        self.emit(EventKind::TaskStatus {
            job: job.id,
            attempt: job.attempt,
            task: task as TaskId + 1,
            from,
            to: state.status,
            ended_by,
            exit_code: state.exit_code,
            message: state.message.clone(),
            nodes: self.named(&state.placed),
        });
    }
}

//! What cancelJobs, requeueJobs and submitJobs would do, without doing it: each is played through on a copy.

use crate::JobId;
use crate::cancel::refusal;
use crate::cluster::Cluster;
use crate::error::{ClusterError, ErrorCode, Result};
use crate::event::EventKind;
use crate::lifecycle::JobStatus;
use crate::view::{CancelPreview, Placement, Refusal, RequeuePreview, SubmitPreview};

impl Cluster {
    /// Beyond CCP: what `cancel_jobs` (with `carry_on`: `try_cancel_jobs`) would do now.
    pub fn preview_cancel_jobs(&self, jobs: &[JobId], carry_on: bool) -> CancelPreview {
        let mut copy = self.copy_that_listens();
        let (cancelled, refused) = if carry_on {
            // Only a message can make the call as a whole fail.
            let report = copy.try_cancel_jobs(jobs, "").unwrap_or_default();
            (report.cancelled, report.failed)
        } else {
            let (mut cancelled, refused) = until_refused(jobs, copy.cancel_jobs(jobs, ""));
            self.drop_passed_over(&mut cancelled);
            (cancelled, refused)
        };
        let (processors_freed, processor_time_lost) = self.thrown_away(&cancelled);
        let placements = copy.take_placements();
        CancelPreview {
            cancelled,
            refused,
            starts: placements.iter().map(|placement| placement.job_id).collect(),
            placements,
            processors_freed,
            processor_time_lost,
        }
    }

    /// Beyond CCP: what `requeue_jobs` would do now.
    pub fn preview_requeue_jobs(&self, jobs: &[JobId]) -> RequeuePreview {
        let mut copy = self.copy_that_listens();
        let (requeued, refused) = until_refused(jobs, copy.requeue_jobs(jobs));
        let (processors_freed, processor_time_lost) = self.thrown_away(&requeued);
        let placements = copy.take_placements();
        RequeuePreview {
            requeued,
            refused,
            starts: placements.iter().map(|placement| placement.job_id).collect(),
            placements,
            processors_freed,
            processor_time_lost,
        }
    }

    /// Beyond CCP: what `submit_jobs` would do now.
    pub fn preview_submit_jobs(&self, jobs: &[JobId]) -> SubmitPreview {
        let refused: Vec<Refusal> =
            self.unsubmittable(jobs).map(|(at, error)| refusal(at, jobs[at], error)).collect();
        if !refused.is_empty() {
            return SubmitPreview { refused, ..SubmitPreview::default() };
        }
        let mut copy = self.copy_that_listens();
        let submitted = if copy.submit_jobs(jobs).is_ok() { jobs.to_vec() } else { Vec::new() };
        let placements = copy.take_placements();
        let starts = placements.iter().map(|placement| placement.job_id).collect();
        SubmitPreview { submitted, refused, starts, placements }
    }

    /// What the switches have CancelJobs pass over is not cancelled.
    fn drop_passed_over(&self, cancelled: &mut Vec<JobId>) {
        if self.choices.skip_unknown_ids {
            cancelled.retain(|id| self.jobs.find(*id).is_some());
        }
        if self.choices.skip_repeated_ids {
            let ids = cancelled.clone();
            let passes_over = self.choices.passes_over(&ids);
            let again = ClusterError::new(ErrorCode::InvalidCancelJobState, "");
            let mut places = 0..;
            cancelled.retain(|_| places.next().is_some_and(|at| !passes_over(at, &again)));
        }
    }

    fn copy_that_listens(&self) -> Cluster {
        let mut copy = self.clone();
        copy.listen(true);
        copy.take_news();
        copy
    }

    /// Which jobs have started since, and where.
    fn take_placements(&mut self) -> Vec<Placement> {
        let starts = self.take_news().besides_cancellations().filter_map(|event| match event {
            EventKind::JobStatus { job, to: JobStatus::Running, nodes, .. } => {
                Some(Placement { job_id: job, nodes })
            }
            _ => None,
        });
        starts.collect()
    }

    /// The processors that these jobs hold, and the processor time of their runs.
    fn thrown_away(&self, jobs: &[JobId]) -> (i64, i64) {
        let (mut processors, mut time) = (0, 0_i64);
        for &id in jobs {
            let record = self.jobs.record(id);
            if record.status == JobStatus::Running {
                let spans = &self.jobs.run(id).spans;
                let held: i64 = spans.iter().map(|span| i64::from(span.processors())).sum();
                processors += held;
                time = time.saturating_add(held.saturating_mul(self.now - record.start));
            }
        }
        (processors, time)
    }
}

/// Of a batch that stops at the first failure: what was done, and what was refused.
fn until_refused(jobs: &[JobId], outcome: Result<()>) -> (Vec<JobId>, Vec<Refusal>) {
    match outcome {
        Ok(()) => (jobs.to_vec(), Vec::new()),
        Err(error) => {
            let at = error.index.unwrap_or_default();
            (jobs[..at].to_vec(), vec![refusal(at, jobs[at], error)])
        }
    }
}

//! What cancelJobs would do, without doing it.

use crate::JobId;
use crate::cluster::Cluster;
use crate::event::EventKind;
use crate::lifecycle::{JobOperation, JobStatus};
use crate::view::CancelPreview;

impl Cluster {
    /// Beyond CCP: what `cancel_jobs` (with `carry_on`: `try_cancel_jobs`) would do now. It is played through on a
    /// copy; this cluster does not change.
    pub fn preview_cancel_jobs(&self, jobs: &[JobId], carry_on: bool) -> CancelPreview {
        let mut preview = CancelPreview::default();
        let mut seen = std::collections::BTreeSet::new();
        for (index, &id) in jobs.iter().enumerate() {
            let legal = self.check_own_job(id).is_ok()
                && JobOperation::Cancel.is_legal(self.jobs.record(id).status)
                && !seen.contains(&id);
            if legal {
                seen.insert(id);
                preview.cancelled.push(id);
                if self.jobs.record(id).status == JobStatus::Running {
                    let spans = &self.jobs.details(id).spans;
                    let held: i64 = spans.iter().map(|span| i64::from(span.processors())).sum();
                    preview.processors_freed += held;
                    let ran = self.now - self.jobs.record(id).start;
                    preview.processor_time_lost =
                        preview.processor_time_lost.saturating_add(held.saturating_mul(ran));
                }
            } else {
                let error = if seen.contains(&id) { self.twice(id) } else { self.cancel_error(id) };
                preview.refused.push(crate::cancel::refusal(index, id, error));
                if !carry_on {
                    break;
                }
            }
        }
        if preview.cancelled.is_empty() {
            return preview;
        }
        let mut copy = self.clone();
        copy.listen(true);
        copy.take_events();
        if copy.cancel_jobs(&preview.cancelled, "").is_ok() {
            let starts = copy.take_events().into_iter().filter_map(|event| match event.kind {
                EventKind::JobStatus { job, to: JobStatus::Running, .. } => Some(job),
                _ => None,
            });
            preview.starts = starts.collect();
        }
        preview
    }

    /// The error at the second mention of a job that could be cancelled once.
    fn twice(&self, id: JobId) -> crate::ClusterError {
        let message = format!("Job {id} is named twice; at the second time it is Cancelled already.");
        crate::ClusterError::new(crate::ErrorCode::InvalidCancelJobState, message).job(id)
    }
}

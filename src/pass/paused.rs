//! The other reading of what a paused node is, behind a switch: jobs of administrators still start there.
//!
//! What nobody else may use delays nobody. So behind the walk of the queue each of their jobs that still waits is tried
//! on paused nodes alone. While it is, and while tasks of such a job are, these nodes count as Ready.

use crate::JobId;
use crate::cluster::Cluster;
use crate::jobs::JobRecord;
use crate::lifecycle::{JobStatus, NodeStatus};
use crate::nodes::{Mask, Wish};

/// A job that is in the queue, or runs.
fn is_submitted(record: &JobRecord) -> bool {
    matches!(record.status, JobStatus::Queued | JobStatus::Running)
}

impl Cluster {
    /// Keeps in mind whether it was an administrator who has submitted a job.
    pub(crate) fn note_submitter(&mut self, id: JobId) {
        if !self.choices.administrators_use_paused_nodes {
            return;
        }
        match (self.administered.binary_search(&id), self.is_admin) {
            (Err(at), true) => self.administered.insert(at, id),
            (Ok(at), false) => drop(self.administered.remove(at)),
            (Ok(_), true) | (Err(_), false) => (),
        }
    }

    /// Of jobs that have ended it does not matter.
    pub(crate) fn forget_submitters(&mut self) {
        let jobs = &self.jobs;
        self.administered.retain(|id| jobs.find(*id).is_some_and(is_submitted));
    }

    /// Tries the administrators' jobs that wait, in the order of the queue, on paused nodes alone.
    pub(super) fn start_on_paused_nodes(&mut self, started: &mut Vec<JobId>) {
        if !self.administered.is_empty() {
            let paused = self.paused_nodes();
            if !paused.is_empty() {
                self.start_administered(&paused, started);
            }
        }
    }

    #[cold]
    fn start_administered(&mut self, paused: &[u32], started: &mut Vec<JobId>) {
        let before = started.len();
        self.open(paused, true);
        let queue = self.queue.ids(&self.jobs);
        for id in
            queue.into_iter().filter(|id| self.administered.binary_search(id).is_ok()).collect::<Vec<_>>()
        {
            let usable = |node: &u32| self.jobs.details(id).asked().is_none_or(|asked| asked.has(*node));
            let allowed = Mask::of(self.nodes.len(), paused.iter().copied().filter(usable));
            let wish = Wish { allowed: Some(&allowed), ..self.wish(id) };
            let Some(suitable) = self.startable(id, wish) else { continue };
            let wanted = suitable.min(i64::from(self.jobs.record(id).maximum));
            let spans = self.nodes.place(wanted, wish);
            if self.activation.stops(id) {
                break;
            }
            self.start_job(id, spans, false, started);
        }
        self.open(paused, false);
        if started.len() > before {
            // One of them may have been the head; and what they will free they free for themselves alone.
            self.ends = None;
            self.pass.resources_changed();
        }
    }

    /// Starts what is ready in a running job; an administrator's on paused nodes too.
    pub(super) fn start_ready_tasks_anywhere(&mut self, id: JobId) {
        let administered = self.administered.binary_search(&id).is_ok();
        let paused = if administered { self.paused_nodes() } else { Vec::new() };
        self.open(&paused, true);
        self.start_ready_tasks(id);
        self.open(&paused, false);
    }

    fn paused_nodes(&self) -> Vec<u32> {
        let paused = self.nodes.iter().filter(|(_, node)| node.visible_status() == NodeStatus::Paused);
        paused.map(|(at, _)| at).collect()
    }

    fn open(&mut self, paused: &[u32], open: bool) {
        let status = if open { NodeStatus::Ready } else { NodeStatus::Paused };
        for &node in paused {
            self.nodes.change(node, |node| node.status = status);
        }
    }
}

//! What must always hold, recomputed from scratch and compared with what is kept. For tests.

use crate::JobId;
use crate::cluster::Cluster;
use crate::jobs::{Flags, NEVER, TaskRecord};
use crate::lifecycle::JobStatus;

impl Cluster {
    /// Recomputes everything that is derived from the jobs and compares.
    ///
    /// # Panics
    /// Where something does not agree: a bug of this library.
    pub fn check_invariants(&self) {
        let mut jobs = [0i64; 6];
        let mut tasks = [0i64; 6];
        let mut taken = vec![0u32; self.nodes.len()];
        let mut closed = vec![0u32; self.nodes.len()];
        for id in self.jobs.ids() {
            self.check_job_invariants(id);
            let record = self.jobs.record(id);
            jobs[record.status as usize] += 1;
            for task in 0..record.tasks as usize {
                tasks[self.jobs.task(id, task).status as usize] += 1;
            }
            for span in self.jobs.spans(id) {
                for node in span.nodes() {
                    taken[node as usize] += span.count;
                    closed[node as usize] += u32::from(record.flags.has(Flags::EXCLUSIVE));
                    assert!(closed[node as usize] <= 1, "an exclusive job shares a node");
                }
            }
        }
        assert_eq!(jobs, self.jobs.counts, "jobs by status");
        assert_eq!(tasks, self.jobs.task_counts, "tasks by status");
        for (index, node) in self.nodes.iter() {
            let at = index as usize;
            let idle = if closed[at] > 0 { 0 } else { node.capacity - taken[at] };
            assert_eq!(idle, self.nodes.idle(index), "idle processors of {}", node.name);
        }
        let mut running: Vec<JobId> = self.jobs.running().collect();
        running.sort_unstable();
        let runs = |id: &JobId| self.jobs.record(*id).status == JobStatus::Running;
        assert_eq!(running, self.jobs.ids().filter(runs).collect::<Vec<_>>(), "running jobs");
        self.nodes.check_invariants();
        self.queue.check_invariants(&self.jobs);
        if let Some(ends) = &self.ends {
            let expected: Vec<_> = self.list_ends().iter().copied().collect();
            assert_eq!(ends.iter().copied().collect::<Vec<_>>(), expected, "ends of running jobs");
        }
        assert!(self.next_event_time().is_none_or(|next| next > self.now), "nothing is due");
        assert!(self.wake.is_empty(), "no task waits for a pass");
    }

    fn check_job_invariants(&self, id: JobId) {
        let (record, details, run) = (self.jobs.record(id), self.jobs.details(id), self.jobs.run(id));
        let written = if self.jobs.has_sole_task(id) { 0 } else { record.tasks };
        assert_eq!(run.tasks.len() as u32, written, "job {id}: tasks");
        assert_eq!(record.status.is_completed(), record.end != NEVER, "job {id}: an end where it has ended");
        let runs = record.status == JobStatus::Running;
        assert!(!runs || !run.spans.is_empty(), "job {id}: holds processors");
        assert!(!run.spans.spilled() || runs, "job {id}: keeps no memory for what it held");
        if let Some(node) = record.sole_node().filter(|_| record.flags.has(Flags::FOLLOW)) {
            assert_eq!(run.held(), [(node, record.minimum)], "job {id}: where it runs");
        }
        if record.flags.has(Flags::FOLLOW) {
            let _ = record.following_status();
            let running = |task: &TaskRecord| task.status == JobStatus::Running;
            assert!(!runs || run.work.is_none() && run.tasks.iter().all(running), "job {id}: whole");
        }
        let open: Vec<_> = (0..record.tasks as usize)
            .filter(|task| self.jobs.task(id, *task).is_open())
            .map(|task| self.jobs.terms_of(id, task))
            .collect();
        if matches!(record.status, JobStatus::NotSubmitted | JobStatus::Queued) {
            assert_eq!(details.demands(), crate::checks::demands_of(open.into_iter()), "job {id}: demands");
        }
        let Some(work) = &run.work else { return };
        assert_eq!(record.status, JobStatus::Running);
        let mut fresh = crate::jobs::Work::of(details, run);
        for (task, place) in work.running() {
            assert_eq!(run.tasks[task].status, JobStatus::Running);
            let exclusive = self.jobs.terms_of(id, task).spec.is_exclusive;
            fresh.occupy(task, place.to_vec(), exclusive);
        }
        assert_eq!(fresh.shares, work.shares, "job {id}: what it holds");
        assert_eq!((fresh.free, &fresh.counts), (work.free, &work.counts), "job {id}");
        assert!(fresh.ready.from(0).eq(work.ready.from(0)), "job {id}: ready tasks");
        assert_eq!(fresh.open_depends, work.open_depends, "job {id}: dependencies");
    }
}

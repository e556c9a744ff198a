//! CheckAnyTask: which task of a job has ended since the last time.

use crate::JobId;
use crate::cluster::Cluster;
use crate::error::Result;
use crate::jobs::NEVER;
use crate::sorting::sort;
use crate::time::Time;
use crate::view::Task;

/// The opaque *Timestamp* of [`Cluster::check_any_task`]: up to which instant the ended tasks were given, and which of
/// that instant. The default stands for the first call.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TaskTimestamp(Vec<i64>);

impl TaskTimestamp {
    /// As whole numbers, to keep or to hand on.
    pub fn to_numbers(&self) -> &[i64] {
        &self.0
    }

    /// Out of such numbers. Others are no error: they stand for some instant.
    pub fn from_numbers(numbers: Vec<i64>) -> TaskTimestamp {
        TaskTimestamp(numbers)
    }
}

impl Cluster {
    /// `ICluster::CheckAnyTask`: a task that has finished, failed or been cancelled since the last call with this
    /// timestamp, which moves on; the one that ended first, then the one with the lower id. `None` where there is
    /// none. One that ends again after a requeue is given again. [sdk:icluster-checkanytask]
    ///
    /// ```
    /// # use ccp_scheduler::*;
    /// # let mut cluster = Cluster::new(ClusterOptions::with_nodes([("N1", 2)]))?;
    /// # let tasks = vec![TaskSpec::lasting(2_000, 1), TaskSpec::lasting(1_000, 1)];
    /// let job = cluster.queue_job(&JobSpec::new("two tasks", 2, tasks))?;
    /// let mut timestamp = TaskTimestamp::default();
    /// assert_eq!(cluster.check_any_task(job, &mut timestamp)?, None);
    /// cluster.advance(5_000)?;
    /// let mut ended = Vec::new();
    /// while let Some(task) = cluster.check_any_task(job, &mut timestamp)? {
    ///     ended.push(task.id);
    /// }
    /// assert_eq!(ended, [2, 1]);
    /// # Ok::<(), ClusterError>(())
    /// ```
    ///
    /// # Errors
    /// `InvalidJobId`.
    pub fn check_any_task(&self, job: JobId, timestamp: &mut TaskTimestamp) -> Result<Option<Task>> {
        self.noted(self.check_job(job))?;
        let (instant, given) =
            timestamp.0.split_first().map_or((NEVER, &[][..]), |(first, rest)| (*first, rest));
        let mut ended: Vec<(Time, usize, u32)> = Vec::new();
        for at in 0..self.jobs.record(job).tasks as usize {
            let task = self.jobs.task(job, at);
            // A task that runs again is another one.
            let was_given = || given.chunks_exact(2).any(|name| *name == [at as i64, i64::from(task.runs)]);
            let is_new = task.end > instant || (task.end == instant && !was_given());
            if task.status.is_completed() && is_new {
                ended.push((task.end, at, task.runs));
            }
        }
        sort(&mut ended);
        let Some(&(end, at, runs)) = ended.first() else { return Ok(None) };
        if end != instant || timestamp.0.is_empty() {
            timestamp.0 = vec![end];
        }
        timestamp.0.extend([at as i64, i64::from(runs)]);
        Ok(Some(self.view_task(job, at)))
    }
}

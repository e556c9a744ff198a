//! Where a replay stands, as a few numbers that can be kept beside a snapshot of the cluster.
//!
//! That is: how many jobs have been submitted, the calls counted so far, the jobs whose end has not been seen with
//! their ids, and the cancellations to come. The log itself is not in it.

use super::{CancelCalls, Replay};
use crate::JobId;
use crate::error::{ClusterError, ErrorCode, Result};
use crate::time::{TIME_MAX, TIME_MIN, Time};

/// Submitted, calls, jobs cancelled by them, the largest call, open jobs.
const HEAD: usize = 5;
/// Row, id, when it was added.
const OPEN: usize = 3;
/// The same, and when to cancel it.
const CANCELLATION: usize = 4;

impl Replay {
    /// Where this replay stands: whole numbers that mean the same to every [`Replay`] of the same log and options.
    /// Three for each job that waits or runs, four for each cancellation to come, and a few more.
    pub fn position(&self) -> Vec<i64> {
        let CancelCalls { calls, jobs, largest } = self.calls;
        let counts = [self.next, calls, jobs, largest, self.open.len()];
        let mut numbers =
            Vec::with_capacity(HEAD + OPEN * self.open.len() + CANCELLATION * self.cancellations.len());
        numbers.extend(counts.map(|count| count as i64));
        for (&id, &row) in &self.open {
            numbers.extend([row as i64, i64::from(id), self.added[row]]);
        }
        for &(time, _, row) in &self.cancellations {
            numbers.extend([row as i64, i64::from(self.ids[row]), self.added[row], time]);
        }
        numbers
    }

    /// Goes to where a replay of the same log and options stood. With the cluster of that moment, out of a snapshot,
    /// it goes on as that one did. [`Replay::schedule`] forgets what ended before.
    ///
    /// # Errors
    /// `ArgumentOutOfRange`: no replay of this log stands there; nothing has changed.
    pub fn seek(&mut self, position: &[i64]) -> Result<()> {
        let place = self.read(position).ok_or_else(|| {
            ClusterError::new(ErrorCode::ArgumentOutOfRange, "This is no position of this replay.")
        })?;
        let rows = self.jobs.len();
        self.starts = vec![None; rows];
        self.ends = vec![None; rows];
        self.status = vec![None; rows];
        self.next = place.next;
        self.has_moved = true;
        self.calls = place.calls;
        self.open = place.open.iter().map(|(row, id, _)| (*id, *row)).collect();
        self.cancellations = place
            .cancellations
            .iter()
            .map(|((row, ..), when)| (*when, self.jobs[*row].canceller, *row))
            .collect();
        let cancelled = place.cancellations.into_iter().map(|(job, _)| job);
        for (row, id, added) in cancelled.chain(place.open) {
            (self.ids[row], self.added[row]) = (id, added);
        }
        Ok(())
    }

    fn read(&self, position: &[i64]) -> Option<Place> {
        let (&[next, calls, jobs, largest, open], rest) = position.split_first_chunk::<HEAD>()?;
        let count = |number: i64| usize::try_from(number).ok();
        let next = count(next).filter(|next| *next <= self.jobs.len())?;
        let calls = CancelCalls { calls: count(calls)?, jobs: count(jobs)?, largest: count(largest)? };
        let job = |&[row, id, added]: &[i64; OPEN]| {
            let row = count(row).filter(|row| *row < next)?;
            Some((row, JobId::try_from(id).ok()?, time(added)?))
        };
        let (open, cancellations) = rest.split_at_checked(count(open)?.checked_mul(OPEN)?)?;
        let (cancellations, []) = cancellations.as_chunks::<CANCELLATION>() else { return None };
        let open: Vec<LogJobInCluster> = open.as_chunks().0.iter().map(job).collect::<Option<_>>()?;
        let cancellation =
            |&[row, id, added, when]: &[i64; CANCELLATION]| Some((job(&[row, id, added])?, time(when)?));
        let cancellations = cancellations.iter().map(cancellation).collect::<Option<_>>()?;
        // By id, as they are written.
        let in_order = open.is_sorted_by(|a, b| a.1 < b.1);
        in_order.then_some(Place { next, calls, open, cancellations })
    }
}

fn time(time: i64) -> Option<Time> {
    (TIME_MIN..=TIME_MAX).contains(&time).then_some(time)
}

/// Row, id, when it was added.
type LogJobInCluster = (usize, JobId, Time);

/// A position that can be.
struct Place {
    next: usize,
    calls: CancelCalls,
    open: Vec<LogJobInCluster>,
    cancellations: Vec<(LogJobInCluster, Time)>,
}

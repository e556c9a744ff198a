//! Where a replay stands, as a few numbers that can be kept beside a snapshot of the cluster.
//!
//! That is: how many jobs have been submitted, the calls counted so far, the jobs whose end has not been seen with
//! their ids, and the cancellations to come. The log itself is not in it.

use super::{CancelCalls, OpenRows, Replay};
use crate::JobId;
use crate::error::{ClusterError, ErrorCode, Result};
use crate::jobs::SLOTS_MAX;
use crate::sorting::sort;
use crate::time::{TIME_MAX, TIME_MIN, Time};
use std::cmp::Reverse;

/// Submitted, calls, jobs cancelled by them, the largest call, open jobs.
const HEAD: usize = 5;
/// Row, id, when it was added.
const OPEN: usize = 3;
/// Row, when.
const CANCELLATION: usize = 2;

impl Replay {
    /// Where this replay stands: whole numbers that mean the same to every [`Replay`] of the same log and options.
    /// Three for each job that waits or runs, two for each cancellation to come, and a few more.
    pub fn position(&self) -> Vec<i64> {
        let CancelCalls { calls, jobs, largest } = self.calls;
        let open: Vec<(JobId, usize)> = self.open.iter().map(|row| (self.ids[row], row)).collect();
        let pending = self.cancellations.iter().map(|next| next.0);
        let mut cancellations: Vec<(Time, usize)> = pending.filter(|next| self.is_open(next.1)).collect();
        sort(&mut cancellations);
        let mut numbers = Vec::with_capacity(HEAD + OPEN * open.len() + CANCELLATION * cancellations.len());
        numbers.extend([self.next, calls, jobs, largest, open.len()].map(|count| count as i64));
        for (id, row) in open {
            numbers.extend([row as i64, i64::from(id), self.added[row]]);
        }
        for (time, row) in cancellations {
            numbers.extend([row as i64, time]);
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
        self.open = OpenRows::default();
        self.ids = vec![0; rows];
        for (row, id, added) in place.open {
            (self.ids[row], self.added[row]) = (id, added);
            self.open.open(id, row);
        }
        self.cancellations = place.cancellations.into();
        Ok(())
    }

    fn read(&self, position: &[i64]) -> Option<Place> {
        let (&[next, calls, jobs, largest, open], rest) = position.split_first_chunk::<HEAD>()?;
        let count = |number: i64| usize::try_from(number).ok();
        let next = count(next).filter(|next| *next <= self.jobs.len())?;
        let row = |number: i64| count(number).filter(|row| *row < next);
        let calls = CancelCalls { calls: count(calls)?, jobs: count(jobs)?, largest: count(largest)? };
        let (open, cancellations) = rest.split_at_checked(count(open)?.checked_mul(OPEN)?)?;
        let mut place = Place { next, calls, open: Vec::new(), cancellations: Vec::new() };
        for &[at, id, added] in open.as_chunks().0 {
            let id = JobId::try_from(id).ok().filter(|id| (1..SLOTS_MAX as JobId).contains(id))?;
            // By id, as they are written.
            if place.open.last().is_some_and(|last| last.1 >= id) {
                return None;
            }
            place.open.push((row(at)?, id, time(added)?));
        }
        let mut rows: Vec<usize> = place.open.iter().map(|open| open.0).collect();
        sort(&mut rows);
        if rows.windows(2).any(|pair| pair[0] == pair[1]) {
            return None;
        }
        let (cancellations, []) = cancellations.as_chunks() else { return None };
        for &[at, when] in cancellations {
            place.cancellations.push(Reverse((time(when)?, row(at)?)));
        }
        Some(place)
    }
}

fn time(time: i64) -> Option<Time> {
    (TIME_MIN..=TIME_MAX).contains(&time).then_some(time)
}

/// A position that can be.
struct Place {
    next: usize,
    calls: CancelCalls,
    /// Row, id, when it was added.
    open: Vec<(usize, JobId, Time)>,
    cancellations: Vec<Reverse<(Time, usize)>>,
}

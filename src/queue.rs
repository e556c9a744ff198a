//! The queue: a list of submissions for each priority, in the order of their numbers. A job that leaves the queue
//! is not unlinked: an entry counts only while the job's record says Queued with the same number and priority.
//! Each block of entries knows the smallest minimum of processors and the shortest limit among its entries, so that
//! a pass skips blocks in which nothing can start.

use crate::JobId;
use crate::growth;
use crate::jobs::{JobRecord, Jobs};
use crate::lifecycle::{JobPriority, JobStatus};

/// Entries a block.
const BLOCK: usize = 64;

/// Minimum and limit of an entry that a walk has met after its job had left: no walk asks for its record again.
const GONE: (u32, u32) = (u32::MAX, u32::MAX);

/// One submission.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry {
    pub(crate) seq: u64,
    pub(crate) id: JobId,
    /// The job's minimum of processors.
    pub(crate) minimum: u32,
    /// The job's limit in seconds; `u32::MAX` is Infinite.
    pub(crate) limit: u32,
}

/// The least that a block demands.
#[derive(Clone, Copy, Debug)]
struct Least {
    minimum: u32,
    limit: u32,
}

/// The submissions of one priority.
#[derive(Clone, Debug, Default)]
struct Lane {
    entries: Vec<Entry>,
    blocks: Vec<Least>,
    /// All entries before this one have left.
    first: usize,
    /// Entries that count, at least.
    live: usize,
}

impl Lane {
    fn push(&mut self, entry: Entry) {
        if self.entries.len().is_multiple_of(BLOCK) {
            self.blocks.push(Least { minimum: u32::MAX, limit: u32::MAX });
        }
        growth::push(&mut self.entries, entry);
        let least = self.blocks.last_mut().expect("just pushed");
        least.minimum = least.minimum.min(entry.minimum);
        least.limit = least.limit.min(entry.limit);
    }

    fn remember_least(&mut self, block: usize) {
        let entries = self.entries[block * BLOCK..].iter().take(BLOCK);
        let none = Least { minimum: u32::MAX, limit: u32::MAX };
        self.blocks[block] = entries.fold(none, |least, entry| Least {
            minimum: least.minimum.min(entry.minimum),
            limit: least.limit.min(entry.limit),
        });
    }

    /// Enters one that does not stand behind all others.
    #[cold]
    fn enter_between(&mut self, entry: Entry) {
        match self.entries.binary_search_by_key(&entry.seq, |entry| entry.seq) {
            Ok(at) => {
                self.entries[at] = entry;
                self.first = self.first.min(at);
                self.remember_least(at / BLOCK);
            }
            Err(at) => {
                self.entries.insert(at, entry);
                self.first = self.first.min(at);
                self.rebuild_from(at);
            }
        }
    }

    fn rebuild_from(&mut self, at: usize) {
        let block = at / BLOCK;
        let entries = self.entries.split_off(block * BLOCK);
        self.blocks.truncate(block);
        for entry in entries {
            self.push(entry);
        }
    }

    fn clear(&mut self) {
        self.entries.clear();
        self.blocks.clear();
        (self.first, self.live) = (0, 0);
    }

    /// Drops the entries that have left.
    fn compact(&mut self, jobs: &Jobs, priority: JobPriority) {
        let entries = std::mem::take(&mut self.entries);
        self.blocks.clear();
        self.first = 0;
        for entry in entries {
            if is_live(jobs, priority, &entry) {
                self.push(entry);
            }
        }
        self.live = self.entries.len();
    }
}

fn is_live(jobs: &Jobs, priority: JobPriority, entry: &Entry) -> bool {
    let record = jobs.record(entry.id);
    record.status == JobStatus::Queued && record.seq == entry.seq && record.priority == priority
}

/// The queue of all priorities.
#[derive(Clone, Debug, Default)]
pub(crate) struct Queue {
    lanes: [Lane; 5],
}

/// A place in the queue, to walk from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cursor {
    lane: usize,
    at: usize,
}

impl Queue {
    /// Enters a queued job at the place of its submission number; or, after its terms changed, anew.
    pub(crate) fn enter(&mut self, id: JobId, record: &JobRecord) {
        let lane = &mut self.lanes[record.priority as usize];
        let entry = Entry { seq: record.seq, id, minimum: record.minimum, limit: record.limit_seconds() };
        if lane.entries.last().is_none_or(|last| last.seq < entry.seq) {
            lane.push(entry);
        } else {
            lane.enter_between(entry);
        }
        lane.live += 1;
    }

    /// Says that jobs of this priority have left. Nothing is unlinked, so a walk may go on.
    pub(crate) fn left(&mut self, priority: JobPriority, count: usize) {
        let lane = &mut self.lanes[priority as usize];
        lane.live = lane.live.saturating_sub(count);
    }

    /// Drops the entries that have left where they are the most. Not during a walk.
    pub(crate) fn tidy(&mut self, jobs: &Jobs) {
        if jobs.counts[JobStatus::Queued as usize] == 0 {
            // None of them is asked.
            return self.lanes.iter_mut().for_each(Lane::clear);
        }
        for (lane, priority) in self.lanes.iter_mut().zip(PRIORITIES) {
            if lane.entries.len() > 2 * lane.live + BLOCK {
                lane.compact(jobs, priority);
            }
        }
    }

    /// Before the first entry.
    pub(crate) fn start(&self) -> Cursor {
        Cursor { lane: self.lanes.len(), at: usize::MAX }
    }

    /// The next job in queue order, behind `cursor`.
    pub(crate) fn next(&mut self, jobs: &Jobs, cursor: &mut Cursor) -> Option<JobId> {
        self.next_within(jobs, cursor, u32::MAX, |_, _| true)
    }

    /// The next one that may do: a minimum of at most `idle`, and `may_do(minimum, limit)`, asked first of the
    /// least of a whole block and then of each entry.
    pub(crate) fn next_within(
        &mut self,
        jobs: &Jobs,
        cursor: &mut Cursor,
        idle: u32,
        may_do: impl Fn(u32, u32) -> bool,
    ) -> Option<JobId> {
        loop {
            let lane = self.lanes.get(cursor.lane);
            if lane.is_none_or(|lane| cursor.at >= lane.entries.len()) {
                cursor.lane = cursor.lane.checked_sub(1)?;
                let lane = &mut self.lanes[cursor.lane];
                let priority = PRIORITIES[cursor.lane];
                while lane.entries.get(lane.first).is_some_and(|entry| !is_live(jobs, priority, entry)) {
                    lane.first += 1;
                }
                cursor.at = lane.first;
                continue;
            }
            let lane = &mut self.lanes[cursor.lane];
            let block = cursor.at / BLOCK;
            let least = lane.blocks[block];
            if cursor.at.is_multiple_of(BLOCK)
                && (least.minimum > idle || !may_do(least.minimum, least.limit))
            {
                cursor.at += BLOCK;
                continue;
            }
            // To the end of the block, or to the first that may do.
            let mut found = None;
            let mut has_gone = false;
            let end = lane.entries.len().min((block + 1) * BLOCK);
            while cursor.at < end && found.is_none() {
                let entry = &mut lane.entries[cursor.at];
                cursor.at += 1;
                if entry.minimum <= idle && may_do(entry.minimum, entry.limit) {
                    if is_live(jobs, PRIORITIES[cursor.lane], entry) {
                        found = Some(entry.id);
                    } else {
                        (entry.minimum, entry.limit) = GONE;
                        has_gone = true;
                    }
                }
            }
            if has_gone {
                lane.remember_least(block);
            }
            if found.is_some() {
                return found;
            }
        }
    }

    /// All queued jobs in queue order.
    pub(crate) fn ids(&self, jobs: &Jobs) -> Vec<JobId> {
        self.walk(jobs).collect()
    }

    /// The first queued job.
    pub(crate) fn first(&self, jobs: &Jobs) -> Option<JobId> {
        self.walk(jobs).next()
    }

    /// Whether a job is among the first `count` of the queue.
    pub(crate) fn is_within(&self, jobs: &Jobs, id: JobId, count: usize) -> bool {
        self.walk(jobs).take(count).any(|queued| queued == id)
    }

    fn walk(&self, jobs: &Jobs) -> impl Iterator<Item = JobId> {
        self.lanes.iter().zip(PRIORITIES).rev().flat_map(move |(lane, priority)| {
            let live = lane.entries[lane.first..].iter().filter(move |entry| is_live(jobs, priority, entry));
            live.map(|entry| entry.id)
        })
    }

    pub(crate) fn check_invariants(&self, jobs: &Jobs) {
        let mut queued: Vec<(std::cmp::Reverse<JobPriority>, u64, JobId)> = jobs
            .ids()
            .filter(|id| jobs.record(*id).status == JobStatus::Queued)
            .map(|id| (std::cmp::Reverse(jobs.record(id).priority), jobs.record(id).seq, id))
            .collect();
        queued.sort_unstable();
        let expected: Vec<JobId> = queued.into_iter().map(|entry| entry.2).collect();
        assert_eq!(self.ids(jobs), expected, "queue order");
        for lane in &self.lanes {
            assert!(lane.entries.is_sorted_by(|a, b| a.seq < b.seq), "submission numbers rise");
            for (entries, least) in lane.entries.chunks(BLOCK).zip(&lane.blocks) {
                assert!(
                    entries.iter().all(|entry| least.minimum <= entry.minimum && least.limit <= entry.limit)
                );
            }
        }
        for id in self.ids(jobs) {
            let record = jobs.record(id);
            let lane = &self.lanes[record.priority as usize];
            let at = lane.entries.binary_search_by_key(&record.seq, |entry| entry.seq).expect("is entered");
            assert_eq!(
                (lane.entries[at].minimum, lane.entries[at].limit),
                (record.minimum, record.limit_seconds())
            );
        }
    }
}

/// By number, as the lanes are.
const PRIORITIES: [JobPriority; 5] = JobPriority::ALL;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jobs::{JobDetails, Tasks};
    use crate::random::Random;
    use std::cmp::Reverse;

    /// What a walk finds must be what a sorted list of all queued jobs gives, whoever left, came back with its old
    /// number, or changed its priority or demands in between.
    #[test]
    fn walks_are_those_of_a_sorted_list() {
        for seed in 1..=12 {
            let mut random = Random::new(seed);
            let (mut jobs, mut queue) = (Jobs::new(), Queue::default());
            let mut seq = 0;
            for id in 1..=400 {
                let mut record = Jobs::blank_record();
                record.status = JobStatus::Cancelled;
                jobs.insert(id, record, JobDetails::new(0), Tasks::new());
            }
            for _ in 0..4_000 {
                let id = 1 + random.below(400) as JobId;
                let record = jobs.record_mut(id);
                let (status, old) = (record.status, record.priority);
                match (status, random.below(4)) {
                    (JobStatus::Queued, 0 | 1) => {
                        jobs.set_status(id, JobStatus::Running);
                        queue.left(old, 1);
                    }
                    (JobStatus::Queued, 2) => {
                        record.priority = PRIORITIES[random.below(5) as usize];
                        record.minimum = 1 + random.below(9) as u32;
                        queue.left(old, 1);
                        queue.enter(id, jobs.record(id));
                    }
                    (JobStatus::Running, 0) => {
                        // Back at its old place, as after a system error.
                        jobs.set_status(id, JobStatus::Queued);
                        queue.enter(id, jobs.record(id));
                    }
                    (JobStatus::Cancelled | JobStatus::Running, 1..) => {
                        seq += 1;
                        record.seq = seq;
                        record.minimum = 1 + random.below(9) as u32;
                        jobs.set_status(id, JobStatus::Queued);
                        queue.enter(id, jobs.record(id));
                    }
                    _ => {}
                }
                if random.below(500) == 0 {
                    // All leave at once.
                    for id in queue.ids(&jobs) {
                        jobs.set_status(id, JobStatus::Running);
                        queue.left(jobs.record(id).priority, 1);
                    }
                }
                if random.below(8) == 0 {
                    queue.tidy(&jobs);
                }
                if random.below(20) == 0 {
                    queue.check_invariants(&jobs);
                    let mut expected: Vec<(Reverse<JobPriority>, u64, JobId)> = jobs
                        .ids()
                        .filter(|id| {
                            jobs.record(*id).status == JobStatus::Queued && jobs.record(*id).minimum <= 4
                        })
                        .map(|id| (Reverse(jobs.record(id).priority), jobs.record(id).seq, id))
                        .collect();
                    expected.sort_unstable();
                    let mut cursor = queue.start();
                    let mut found = Vec::new();
                    while let Some(id) = queue.next_within(&jobs, &mut cursor, 4, |_, _| true) {
                        found.push(id);
                    }
                    assert_eq!(found, expected.into_iter().map(|entry| entry.2).collect::<Vec<_>>());
                }
            }
        }
    }
}

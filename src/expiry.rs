//! Completed jobs in the order of their ends, for taking those away whose time to live is over.

use crate::sorting::sort;
use crate::time::Time;
use std::collections::VecDeque;

#[derive(Clone, Copy, Debug)]
struct Entry {
    end: Time,
    id: i32,
    generation: u32,
}

/// Ends of jobs, the earliest first: a ring of 16 bytes a job, since jobs end in the order of time.
///
/// Nothing is looked up or taken out of the middle. An entry whose job left by another way stays until it comes to
/// the front or [`Expiry::compact`] runs; `valid` tells such entries by (id, generation). Every entry is pushed and
/// dropped once, so all of this is amortised constant time.
///
/// Measured, pushed and taken, with 64-byte records looked up at random: 8 ns a job at 10^3, 9 at 10^6, 20 at 10^7.
#[derive(Clone, Debug, Default)]
pub(crate) struct Expiry {
    /// Ends do not decrease.
    ring: VecDeque<Entry>,
}

impl Expiry {
    /// Nothing has ended yet.
    pub(crate) fn new() -> Expiry {
        Expiry::default()
    }

    /// So many jobs will end now.
    pub(crate) fn reserve(&mut self, more: usize) {
        self.ring.reserve(more);
    }

    /// A job has ended: not before the one that was pushed last.
    pub(crate) fn push(&mut self, end: Time, id: i32, generation: u32) {
        debug_assert!(self.ring.back().is_none_or(|last| last.end <= end), "ends must not decrease");
        self.ring.push_back(Entry { end, id, generation });
    }

    /// The earliest end of a valid entry; drops the stale ones before it.
    pub(crate) fn first_end(&mut self, mut valid: impl FnMut(i32, u32) -> bool) -> Option<Time> {
        while let Some(first) = self.ring.front() {
            if valid(first.id, first.generation) {
                return Some(first.end);
            }
            self.ring.pop_front();
        }
        None
    }

    /// Removes all entries with end ≤ `last` and appends the ids of the valid ones to `out` by (end, id).
    pub(crate) fn take_until(
        &mut self,
        last: Time,
        mut valid: impl FnMut(i32, u32) -> bool,
        out: &mut Vec<i32>,
    ) {
        while let Some(end) = self.ring.front().map(|first| first.end).filter(|end| *end <= last) {
            // All of one instant, in the order of their ids.
            let first = out.len();
            while let Some(&Entry { id, generation, .. }) = self.ring.front().filter(|first| first.end == end)
            {
                if valid(id, generation) {
                    out.push(id);
                }
                self.ring.pop_front();
            }
            sort(&mut out[first..]);
        }
    }

    /// How many entries there are, stale ones included.
    pub(crate) fn len(&self) -> usize {
        self.ring.len()
    }

    /// Drops all stale entries and what memory is no longer needed. Worth its walk over all entries when more than
    /// half of them are stale, which the owner knows.
    pub(crate) fn compact(&mut self, mut valid: impl FnMut(i32, u32) -> bool) {
        self.ring.retain(|entry| valid(entry.id, entry.generation));
        self.ring.shrink_to_fit();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;
    use std::collections::BTreeSet;

    #[test]
    fn random_operations_agree_with_a_sorted_set() {
        for seed in 1..=20 {
            let mut random = Random::new(seed);
            let mut expiry = Expiry::new();
            // The twin has live entries only: (end, id). The generations by id say which entry of an id is live.
            let mut live: BTreeSet<(Time, i32)> = BTreeSet::new();
            let mut generations = [0_u32; 40];
            let mut now: Time = -500;
            for _ in 0..5_000 {
                let id = random.below(40) as i32;
                let of_id = live.iter().copied().find(|entry| entry.1 == id);
                match random.below(12) {
                    0..6 if of_id.is_none() => {
                        expiry.push(now, id, generations[id as usize]);
                        live.insert((now, id));
                    }
                    0..8 => {
                        // Deleted, or queued again.
                        generations[id as usize] += 1;
                        of_id.map(|entry| live.remove(&entry));
                    }
                    8 => now += random.below(4) as Time,
                    9 => {
                        let last = now - random.below(9) as Time;
                        let mut out = vec![-7];
                        expiry.take_until(
                            last,
                            |id, generation| generations[id as usize] == generation,
                            &mut out,
                        );
                        let later = live.split_off(&(last + 1, i32::MIN));
                        let ended = std::mem::replace(&mut live, later);
                        assert!(
                            out.into_iter()
                                .eq([-7].into_iter().chain(ended.into_iter().map(|entry| entry.1)))
                        );
                    }
                    10 if random.below(20) == 0 => {
                        expiry.compact(|id, generation| generations[id as usize] == generation);
                        assert_eq!(expiry.len(), live.len());
                    }
                    _ => {}
                }
                let first = expiry.first_end(|id, generation| generations[id as usize] == generation);
                assert_eq!(first, live.first().map(|entry| entry.0));
                assert!(expiry.len() >= live.len());
            }
        }
    }

    #[test]
    fn an_entry_is_sixteen_bytes() {
        assert_eq!(size_of::<Entry>(), 16);
    }
}

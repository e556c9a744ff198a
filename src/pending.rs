//! What will happen when: the instants at which running jobs end, and everything else that time alone brings about.

use crate::time::{TIME_MAX, TIME_MIN, Time};
use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::fmt::Debug;

/// Instants with something to do at each, the earliest first: a radix heap around the present.
///
/// An entry lies in the bucket numbered by the highest binary digit in which its instant differs from the present
/// (none: bucket 0, due). The first bucket that is not empty has the earliest entry, and knows it. As the present
/// moves into a bucket, its entries move to lower ones: at most 54 times each, on average about half of log2 n (12
/// times at 10^6), and always in whole runs of memory, which is why this beats a binary heap.
///
/// Entries are never looked up; `valid` tells the stale ones, which are dropped when met. Where the earliest entry of
/// a bucket is stale, the bucket is swept once and becomes a binary heap until the present reaches it. So taking back
/// the earliest again and again costs a logarithm each, not a walk over the bucket.
///
/// Measured, pop and push with 10^3 / 10^6 / 10^7 entries: 52 / 75 / 120 ns; a binary heap alone 40 / 1,030 / 2,500.
/// The earliest of 10^6 in one bucket taken back again and again: 1 µs each; all of them at once: 2–50 ns each.
#[derive(Clone, Debug)]
pub(crate) struct Pending<T> {
    /// The present, as a key.
    now: u64,
    len: usize,
    /// Bit i: bucket i is not empty.
    filled: u64,
    buckets: Box<[Bucket<T>; BUCKETS]>,
}

/// Keys have 54 digits.
const BUCKETS: usize = 55;

/// Instants from [`TIME_MIN`] on as 0, 1, 2 …
fn key(at: Time) -> u64 {
    (at.clamp(TIME_MIN, TIME_MAX) - TIME_MIN) as u64
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Entry<T> {
    at: Time,
    item: T,
}

/// The earliest is the greatest, as [`BinaryHeap`] wants it.
impl<T: Ord> Ord for Entry<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        (other.at, &other.item).cmp(&(self.at, &self.item))
    }
}

impl<T: Ord> PartialOrd for Entry<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[derive(Clone, Debug)]
enum Bucket<T> {
    /// In any order; `first` is the position of an earliest entry, if there are entries.
    Loose {
        entries: Vec<Entry<T>>,
        first: usize,
    },
    Heap(BinaryHeap<Entry<T>>),
}

impl<T: Copy + Ord + Debug> Pending<T> {
    /// Nothing to do yet.
    pub(crate) fn new(now: Time) -> Pending<T> {
        let buckets = Box::new(std::array::from_fn(|_| Bucket::Loose { entries: Vec::new(), first: 0 }));
        Pending { now: key(now), len: 0, filled: 0, buckets }
    }

    /// Something to do at `at`, not before the present.
    pub(crate) fn push(&mut self, at: Time, item: T) {
        debug_assert!(key(at) >= self.now, "{item:?} at {at} lies in the past");
        self.len += 1;
        self.place(Entry { at, item });
    }

    /// The earliest instant of a valid entry. Drops the stale ones before it; without such it costs nothing.
    pub(crate) fn next(&mut self, mut valid: impl FnMut(Time, &T) -> bool) -> Option<Time> {
        while self.filled != 0 {
            let index = self.filled.trailing_zeros() as usize;
            let bucket = &mut self.buckets[index];
            let before = bucket.len();
            let first = bucket.first_valid(|entry| valid(entry.at, &entry.item));
            self.len -= before - bucket.len();
            if first.is_some() {
                return first;
            }
            self.filled &= !(1 << index);
        }
        None
    }

    /// Whether something, stale or not, is to be done now.
    pub(crate) fn has_due(&self) -> bool {
        self.filled & 1 != 0
    }

    /// Moves the present on. Nothing that is left may lie before it, except stale entries.
    pub(crate) fn advance(&mut self, now: Time) {
        let now = key(now);
        debug_assert!(now >= self.now, "time runs forward");
        if now <= self.now {
            return;
        }
        // What agrees with the present above the highest digit that changes has to be placed again; the rest stays.
        let changes = (now ^ self.now).ilog2() as usize + 1;
        self.now = now;
        let mut again = self.filled & ((1 << (changes + 1)) - 1);
        self.filled &= !again;
        // Bucket 0 receives what is due: its own entries stay there.
        if again & 1 != 0 {
            self.filled |= 1;
            again &= !1;
        }
        while again != 0 {
            let index = again.trailing_zeros() as usize;
            again &= again - 1;
            let mut entries = self.buckets[index].take_entries();
            for entry in entries.drain(..) {
                self.place(entry);
            }
            // Nothing was placed in here: what was in this bucket lies nearer now, if not behind us.
            self.buckets[index] = Bucket::Loose { entries, first: 0 };
        }
    }

    /// Moves the present on to `now` and removes all entries up to it, stale ones too, into `out` in no order.
    pub(crate) fn take_due(&mut self, now: Time, out: &mut Vec<T>) {
        self.advance(now);
        let mut entries = self.buckets[0].take_entries();
        self.len -= entries.len();
        self.filled &= !1;
        out.extend(entries.drain(..).map(|entry| entry.item));
        self.buckets[0] = Bucket::Loose { entries, first: 0 };
    }

    /// Drops everything.
    pub(crate) fn clear(&mut self) {
        self.compact(|_, _| false);
    }

    /// How many entries there are, stale ones included.
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// Drops all stale entries. Worth its walk over all entries when more than half of them are stale, which the
    /// owner knows: stale entries far ahead are not met otherwise.
    pub(crate) fn compact(&mut self, mut valid: impl FnMut(Time, &T) -> bool) {
        for (index, bucket) in self.buckets.iter_mut().enumerate() {
            bucket.sweep(|entry| valid(entry.at, &entry.item));
            if bucket.len() == 0 {
                *bucket = Bucket::Loose { entries: bucket.take_entries(), first: 0 };
                self.filled &= !(1 << index);
            }
        }
        self.len = self.buckets.iter().map(Bucket::len).sum();
    }

    /// Puts an entry into its bucket: into that of the due ones also when it is overdue.
    fn place(&mut self, entry: Entry<T>) {
        let key = key(entry.at);
        let index = if key <= self.now { 0 } else { (key ^ self.now).ilog2() as usize + 1 };
        self.buckets[index].push(entry);
        self.filled |= 1 << index;
    }
}

impl<T: Copy + Ord> Bucket<T> {
    fn len(&self) -> usize {
        match self {
            Bucket::Loose { entries, .. } => entries.len(),
            Bucket::Heap(heap) => heap.len(),
        }
    }

    fn push(&mut self, entry: Entry<T>) {
        match self {
            Bucket::Loose { entries, first } => {
                if entries.get(*first).is_none_or(|earliest| entry.at < earliest.at) {
                    *first = entries.len();
                }
                entries.push(entry);
            }
            Bucket::Heap(heap) => heap.push(entry),
        }
    }

    /// All entries, in no order; the bucket is empty then, and without memory.
    fn take_entries(&mut self) -> Vec<Entry<T>> {
        match std::mem::replace(self, Bucket::Loose { entries: Vec::new(), first: 0 }) {
            Bucket::Loose { entries, .. } => entries,
            Bucket::Heap(heap) => heap.into_vec(),
        }
    }

    /// The earliest instant of a valid entry; drops stale ones, at least those before it.
    fn first_valid(&mut self, mut valid: impl FnMut(&Entry<T>) -> bool) -> Option<Time> {
        if let Bucket::Loose { entries, first } = self {
            let earliest = entries.get(*first)?;
            if valid(earliest) {
                return Some(earliest.at);
            }
        }
        self.first_valid_behind(valid)
    }

    /// The same where the earliest is stale, or was once.
    #[inline(never)]
    fn first_valid_behind(&mut self, mut valid: impl FnMut(&Entry<T>) -> bool) -> Option<Time> {
        if let Bucket::Loose { .. } = self {
            self.sweep(&mut valid);
            *self = Bucket::Heap(BinaryHeap::from(self.take_entries()));
        }
        let Bucket::Heap(heap) = self else { unreachable!("just made a heap") };
        let mut dropped = 0;
        while let Some(earliest) = heap.peek() {
            if valid(earliest) {
                return Some(earliest.at);
            }
            heap.pop();
            dropped += 1;
            // Many at once: a walk over the rest costs less than taking them out one by one.
            if dropped * 16 > heap.len() {
                heap.retain(&mut valid);
            }
        }
        // Empty: loose entries are cheaper as long as nobody minds.
        *self = Bucket::Loose { entries: self.take_entries(), first: 0 };
        None
    }

    /// Drops all stale entries.
    fn sweep(&mut self, mut valid: impl FnMut(&Entry<T>) -> bool) {
        match self {
            Bucket::Loose { entries, first } => {
                entries.retain(&mut valid);
                *first = (0..entries.len()).min_by_key(|i| entries[*i].at).unwrap_or(0);
            }
            Bucket::Heap(heap) => heap.retain(valid),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;
    use std::collections::BTreeSet;

    #[test]
    fn random_operations_agree_with_a_sorted_set() {
        for seed in 1..=40 {
            let mut random = Random::new(seed);
            let digits = [4, 12, 30, 48][seed as usize % 4];
            let mut now = [TIME_MIN, -300, 0, 1_700_000_000_000][seed as usize / 4 % 4];
            let mut pending = Pending::new(now);
            // Valid is what the twin has. An item is never used twice.
            let mut live: BTreeSet<(Time, u32)> = BTreeSet::new();
            let mut due = Vec::new();
            for item in 0..6_000 {
                match random.below(16) {
                    0..7 => {
                        let at = (now + random.length(digits)).min(TIME_MAX);
                        pending.push(at, item);
                        live.insert((at, item));
                    }
                    7 => _ = live.pop_first(),
                    8 => _ = live.pop_last(),
                    9 => {
                        let from = (now + random.length(digits), 0);
                        let some = live.range(from..).next().copied();
                        some.map(|entry| live.remove(&entry));
                    }
                    10..13 => {
                        // On to the next instant, or not quite.
                        let until = live.first().map_or(TIME_MAX, |entry| entry.0);
                        let on = (now + random.length(digits)).min(TIME_MAX);
                        now =
                            if random.below(3) > 0 { until.min(on) } else { until.min(now + (1 << digits)) };
                        if random.below(2) == 0 {
                            pending.advance(now);
                        }
                        pending.take_due(now, &mut due);
                        due.retain(|item| live.contains(&(now, *item)));
                        due.sort_unstable();
                        let later = live.split_off(&(now + 1, 0));
                        let expected = std::mem::replace(&mut live, later);
                        assert!(due.drain(..).eq(expected.into_iter().map(|entry| entry.1)));
                    }
                    13 if random.below(30) == 0 => live.retain(|entry| entry.1 % 5 == 0),
                    13 if random.below(30) == 0 => {
                        pending.compact(|at, item| live.contains(&(at, *item)));
                        assert_eq!(pending.len(), live.len());
                    }
                    // Not every time, so that several stale entries wait in front.
                    _ => {
                        let next = pending.next(|at, item| live.contains(&(at, *item)));
                        assert_eq!(next, live.first().map(|entry| entry.0));
                        assert_eq!(
                            pending.clone().next(|_, _| true),
                            next,
                            "stale ones before it are dropped"
                        );
                    }
                }
                assert!(pending.len() >= live.len());
                assert_eq!(pending.len(), pending.buckets.iter().map(Bucket::len).sum());
            }
        }
    }

    #[test]
    fn the_ends_of_time_have_their_place() {
        let mut pending = Pending::new(TIME_MIN);
        pending.push(TIME_MAX, 1);
        pending.push(TIME_MIN, 2);
        pending.push(0, 3);
        let mut due = Vec::new();
        for (next, item) in [(TIME_MIN, 2), (0, 3), (TIME_MAX, 1)] {
            assert_eq!(pending.next(|_, _| true), Some(next));
            pending.take_due(next, &mut due);
            assert_eq!(std::mem::take(&mut due), [item]);
        }
        assert_eq!((pending.next(|_, _| true), pending.len()), (None, 0));
    }

    /// How often `valid` is asked stands for the cost.
    #[test]
    fn taking_back_the_earliest_again_and_again_is_cheap() {
        const COUNT: u32 = 50_000;
        let mut random = Random::new(11);
        let mut pending = Pending::new(0);
        let mut live = BTreeSet::new();
        for item in 0..COUNT {
            let at = (1 << 40) + random.below(1 << 39) as Time;
            pending.push(at, item);
            live.insert((at, item));
        }
        let mut asked = 0;
        for item in COUNT..2 * COUNT {
            // One goes, one comes (into the same bucket, and sometimes as the earliest).
            live.pop_first();
            let at = (1 << 40) + random.below(1 << 39) as Time;
            pending.push(at, item);
            live.insert((at, item));
            for _ in 0..2 {
                let next = pending.next(|at, item| {
                    asked += 1;
                    live.contains(&(at, *item))
                });
                assert_eq!(next, live.first().map(|entry| entry.0));
            }
        }
        assert!(asked < 6 * COUNT, "asked {asked} times");

        // All but the last at once: not one by one out of the heap, but asked once or twice each.
        live = live.into_iter().rev().take(1).collect();
        asked = 0;
        let next = pending.next(|at, item| {
            asked += 1;
            live.contains(&(at, *item))
        });
        assert_eq!((next, pending.len()), (live.first().map(|entry| entry.0), 1));
        assert!(asked < 2 * COUNT, "asked {asked} times");
    }

    #[test]
    fn an_entry_is_sixteen_bytes() {
        assert_eq!(size_of::<Entry<(i32, u32)>>(), 16);
    }
}

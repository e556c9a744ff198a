//! When the running jobs will have given their processors back: the shadow time of a blocked head.

use crate::sorting::sort;
use crate::time::Time;

/// A running job with a finite limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Entry {
    /// When its limit ends it at the latest.
    pub(crate) end: Time,
    /// The job. (end, id) is unique.
    pub(crate) id: i32,
    /// How many processors that frees; 0 or more.
    pub(crate) frees: i64,
}

impl Entry {
    fn key(&self) -> (Time, i32) {
        (self.end, self.id)
    }
}

/// A block is split in two when it is full, and joined with a neighbour when both together are less than half full.
const FULL: usize = 128;

#[derive(Clone, Debug)]
struct Block {
    /// Not empty.
    entries: Vec<Entry>,
    sum: i64,
}

impl Block {
    fn new(entries: Vec<Entry>) -> Block {
        let sum = entries.iter().map(|entry| entry.frees).sum();
        Block { entries, sum }
    }
}

/// Running jobs sorted by (end, id), in blocks of up to 128 with the sum of their processors each.
///
/// A tree of sums would ask for balancing. Here a change is a binary search and moving at most 3 KB (and, when a block
/// comes or goes, the list of blocks); a question about the sums reads one number for each block, of which there are
/// n / 32 at most.
///
/// Measured with 10^3 / 80,000 / 10^6 jobs: taking out and putting in together 0.2 / 0.7 / 2 µs, either question 0.05 /
/// 0.2 / 2 µs, building from unsorted jobs 0.02 / 3 / 60 ms. Sorting 80,000 jobs at each question instead: 2.5 ms.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ends {
    /// In order; no block is empty.
    blocks: Vec<Block>,
}

impl Ends {
    /// All of these, in any order.
    pub(crate) fn from_unsorted(mut entries: Vec<Entry>) -> Ends {
        sort(&mut entries);
        debug_assert!(entries.is_sorted_by(|a, b| a.key() < b.key()), "(end, id) must be unique");
        // Three quarters full: room for what comes, and nothing to split at once.
        let blocks = entries.chunks(FULL / 4 * 3).map(|chunk| Block::new(chunk.to_vec())).collect();
        Ends { blocks }
    }

    /// A job begins to run.
    pub(crate) fn insert(&mut self, end: Time, id: i32, frees: i64) {
        debug_assert!(frees >= 0);
        let entry = Entry { end, id, frees };
        let Some(index) = self.block_of(entry.key()) else {
            match self.blocks.first_mut() {
                // Before all others.
                Some(first) => Self::insert_at(first, 0, entry),
                None => self.blocks.push(Block::new(vec![entry])),
            }
            return self.split_if_full(0);
        };
        let block = &mut self.blocks[index];
        let at = block.entries.partition_point(|other| other.key() < entry.key());
        debug_assert!(block.entries.get(at).is_none_or(|other| other.key() != entry.key()), "job {id} twice");
        Self::insert_at(block, at, entry);
        self.split_if_full(index);
    }

    /// A job runs no longer. Whether it was there.
    pub(crate) fn remove(&mut self, end: Time, id: i32) -> bool {
        let Some(index) = self.block_of((end, id)) else { return false };
        let block = &mut self.blocks[index];
        let Ok(at) = block.entries.binary_search_by_key(&(end, id), Entry::key) else { return false };
        block.sum -= block.entries.remove(at).frees;
        if block.entries.is_empty() {
            self.blocks.remove(index);
        } else {
            self.join_if_small(index);
            self.join_if_small(index.saturating_sub(1));
        }
        true
    }

    /// All jobs by (end, id).
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Entry> {
        self.blocks.iter().flat_map(|block| &block.entries)
    }

    /// The first instant by which the jobs ended until then have freed `needed` processors, which is 1 or more.
    pub(crate) fn first_reaching(&self, needed: i64) -> Option<Time> {
        debug_assert!(needed > 0);
        let mut freed = 0;
        let block = self.blocks.iter().find(|block| {
            let reached = freed + block.sum >= needed;
            if !reached {
                freed += block.sum;
            }
            reached
        })?;
        // Nobody takes processors by ending: what else ends at that instant changes nothing about it.
        let entry = block.entries.iter().find(|entry| {
            freed += entry.frees;
            freed >= needed
        })?;
        Some(entry.end)
    }

    /// How many processors the jobs with end ≤ `at` free.
    pub(crate) fn sum_until(&self, at: Time) -> i64 {
        let Some(last) = self.block_of((at, i32::MAX)) else { return 0 };
        let whole: i64 = self.blocks[..last].iter().map(|block| block.sum).sum();
        let ended = self.blocks[last].entries.iter().take_while(|entry| entry.end <= at);
        whole + ended.map(|entry| entry.frees).sum::<i64>()
    }

    /// The last block that begins at or before the key: where it is, if anywhere.
    fn block_of(&self, key: (Time, i32)) -> Option<usize> {
        self.blocks.partition_point(|block| block.entries[0].key() <= key).checked_sub(1)
    }

    fn insert_at(block: &mut Block, at: usize, entry: Entry) {
        block.entries.insert(at, entry);
        block.sum += entry.frees;
    }

    fn split_if_full(&mut self, index: usize) {
        let block = &mut self.blocks[index];
        if block.entries.len() >= FULL {
            let upper = Block::new(block.entries.split_off(FULL / 2));
            block.sum -= upper.sum;
            self.blocks.insert(index + 1, upper);
        }
    }

    /// With the next block, if there is one.
    fn join_if_small(&mut self, index: usize) {
        if let [block, next, ..] = &mut self.blocks[index..]
            && block.entries.len() + next.entries.len() < FULL / 2
        {
            block.entries.append(&mut next.entries);
            block.sum += next.sum;
            self.blocks.remove(index + 1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;
    use std::collections::BTreeMap;

    type Plain = BTreeMap<(Time, i32), i64>;

    /// The rule itself: at each instant, all that ends at it.
    fn first_reaching(plain: &Plain, needed: i64) -> Option<Time> {
        let mut by_instant: BTreeMap<Time, i64> = BTreeMap::new();
        plain.iter().for_each(|((at, _), frees)| *by_instant.entry(*at).or_default() += frees);
        let mut freed = 0;
        let mut reached = by_instant.into_iter().filter(|(_, frees)| {
            freed += frees;
            freed >= needed
        });
        reached.next().map(|(at, _)| at)
    }

    fn sum_until(plain: &Plain, at: Time) -> i64 {
        plain.iter().filter(|(key, _)| key.0 <= at).map(|(_, frees)| frees).sum()
    }

    fn check(ends: &Ends) {
        for block in &ends.blocks {
            assert!(!block.entries.is_empty() && block.entries.len() < FULL);
            assert_eq!(block.sum, block.entries.iter().map(|entry| entry.frees).sum::<i64>());
        }
        // Two neighbours hold half a block at least.
        assert!(ends.blocks.windows(2).all(|pair| pair[0].entries.len() + pair[1].entries.len() >= FULL / 2));
    }

    #[test]
    fn random_operations_agree_with_a_sorted_map() {
        for seed in 1..=24 {
            let mut random = Random::new(seed);
            // Many jobs of one instant, or nearly none.
            let span = [3, 60, 5_000, 1 << 40][seed as usize % 4];
            let (mut ends, mut plain) = (Ends::from_unsorted(Vec::new()), Plain::new());
            for step in 0..6_000 {
                let growing = step % 3_000 < 2_000;
                let key = (random.below(span) as Time - 30, random.below(2_000) as i32);
                if random.below(8) < if growing { 6 } else { 1 } {
                    let frees = random.below(9) as i64;
                    if plain.insert(key, frees).is_none() {
                        ends.insert(key.0, key.1, frees);
                    } else {
                        // Held more than before.
                        assert!(ends.remove(key.0, key.1));
                        ends.insert(key.0, key.1, frees);
                    }
                } else {
                    let known = plain.range(key..).next().map_or(key, |(known, _)| *known);
                    assert_eq!(ends.remove(known.0, known.1), plain.remove(&known).is_some());
                    assert_eq!(ends.remove(key.0, key.1), plain.remove(&key).is_some());
                }
                assert_eq!(ends.iter().count(), plain.len());
                if step % 16 == 0 {
                    let at = random.below(span + 2) as Time - 31;
                    assert_eq!(ends.sum_until(at), sum_until(&plain, at));
                }
                if step % 250 == 0 {
                    let all = sum_until(&plain, Time::MAX);
                    for needed in [1, 1 + random.below(all as u64 + 1) as i64, all.max(1), all + 1] {
                        assert_eq!(ends.first_reaching(needed), first_reaching(&plain, needed), "{needed}");
                    }
                    let order =
                        |ends: &Ends| ends.iter().map(|e| ((e.end, e.id), e.frees)).collect::<Vec<_>>();
                    assert!(order(&ends).into_iter().eq(plain.clone()));
                    check(&ends);
                    // From now on as if filled only now.
                    if random.below(3) == 0 {
                        let mut entries: Vec<Entry> = ends.iter().copied().collect();
                        entries.reverse();
                        ends = Ends::from_unsorted(entries);
                        assert!(order(&ends).into_iter().eq(plain.clone()));
                        check(&ends);
                    }
                }
            }
            let mut none = Ends::from_unsorted(Vec::new());
            assert_eq!((none.iter().count(), none.sum_until(Time::MAX)), (0, 0));
            assert_eq!((none.first_reaching(1), none.remove(0, 0)), (None, false));
        }
    }

    #[test]
    fn jobs_of_one_instant_count_together() {
        let mut ends = Ends::from_unsorted(Vec::new());
        for (end, id, frees) in [(20, 3, 4), (10, 2, 1), (10, 9, 0), (10, 1, 2), (30, 4, 8)] {
            ends.insert(end, id, frees);
        }
        let reached = [1, 3, 4, 7, 8, 15, 16].map(|needed| ends.first_reaching(needed));
        assert_eq!(reached, [Some(10), Some(10), Some(20), Some(20), Some(30), Some(30), None]);
        assert_eq!([9, 10, 19, 20, 30, 31].map(|at| ends.sum_until(at)), [0, 3, 3, 7, 15, 15]);
    }

    #[test]
    fn leaving_one_job_of_each_block_leaves_few_blocks() {
        let entries = (0..20_000).map(|id| Entry { end: Time::from(id), id, frees: 1 }).collect();
        let mut ends = Ends::from_unsorted(entries);
        for id in (0..20_000).filter(|id| id % 100 != 0) {
            assert!(ends.remove(Time::from(id), id));
        }
        assert_eq!((ends.iter().count(), ends.first_reaching(150)), (200, Some(14_900)));
        assert!(ends.blocks.len() <= 7, "{}", ends.blocks.len());
    }
}

//! Equal texts stored once, and equal task specifications too: records hold a number in their place.

use crate::spec::{Simulation, TaskSpec};
use crate::{checks, command_line};
use hashbrown::HashTable;
use std::hash::{Hash, Hasher};

/// A number that stands for a value; equal values have equal numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Handle(pub(crate) u32);

/// Equal values stored once. Values that nobody uses any more are swept out when their number has doubled.
#[derive(Clone, Debug)]
pub(crate) struct Pool<T> {
    values: Vec<Option<T>>,
    index: HashTable<u32>,
    free: Vec<u32>,
    sweep_at: usize,
}

impl<T: Hash + Eq> Pool<T> {
    pub(crate) fn new() -> Pool<T> {
        Pool { values: Vec::new(), index: HashTable::new(), free: Vec::new(), sweep_at: SWEEP_LEAST }
    }

    /// The number of `value`, made by `own` if it is new.
    pub(crate) fn insert<Q: Hash + Eq + ?Sized>(&mut self, value: &Q, own: impl FnOnce(&Q) -> T) -> Handle
    where
        T: std::borrow::Borrow<Q>,
    {
        let hash = fixed_hash(value);
        let values = &self.values;
        if let Some(&at) = self.index.find(hash, |&at| entry(values, at).borrow() == value) {
            return Handle(at);
        }
        let owned = own(value);
        let at = match self.free.pop() {
            Some(at) => {
                self.values[at as usize] = Some(owned);
                at
            }
            None => {
                self.values.push(Some(owned));
                (self.values.len() - 1) as u32
            }
        };
        let values = &self.values;
        self.index.insert_unique(hash, at, |&at| fixed_hash(entry(values, at).borrow()));
        Handle(at)
    }

    pub(crate) fn get(&self, handle: Handle) -> &T {
        entry(&self.values, handle.0)
    }

    /// Number of slots: handles are below it.
    pub(crate) fn slots(&self) -> usize {
        self.values.len()
    }

    /// Whether a sweep would pay.
    pub(crate) fn wants_sweep(&self) -> bool {
        self.index.len() >= self.sweep_at
    }

    /// Drops all values that `used` does not mark. The next sweep pays when it meets a good part of `cost` new ones.
    pub(crate) fn sweep(&mut self, used: &[bool], cost: usize) {
        for (at, slot) in self.values.iter_mut().enumerate() {
            if slot.is_some() && !used[at] {
                *slot = None;
                self.free.push(at as u32);
            }
        }
        let values = &self.values;
        self.index.retain(|&mut at| values[at as usize].is_some());
        self.sweep_at = next_sweep(self.index.len(), cost);
    }
}

const SWEEP_LEAST: usize = 4_096;

fn next_sweep(live: usize, cost: usize) -> usize {
    (live * 2).max(live + cost / 8).max(SWEEP_LEAST)
}

fn entry<T>(values: &[Option<T>], at: u32) -> &T {
    values[at as usize].as_ref().expect("a handle in use is never swept")
}

/// The same each time, unlike the standard library's. It only finds equal values: nothing is ordered by it.
fn fixed_hash<Q: Hash + ?Sized>(value: &Q) -> u64 {
    let mut hasher = FixedHasher(0);
    value.hash(&mut hasher);
    hasher.finish()
}

/// Eight bytes at a time. A specification is many short pieces, for which xxHash takes four times as long.
struct FixedHasher(u64);

/// An odd number without pattern: 2^64 by the golden ratio.
const SPREAD: u64 = 0x9E37_79B9_7F4A_7C15;

impl Hasher for FixedHasher {
    fn write(&mut self, bytes: &[u8]) {
        self.0 ^= bytes.len() as u64;
        let (words, rest) = bytes.as_chunks();
        for word in words {
            self.write_u64(u64::from_le_bytes(*word));
        }
        // Two halves that may overlap: with a loop over the bytes a short text would take three times as long.
        match (rest.first_chunk(), rest.last_chunk()) {
            (Some(first), Some(last)) => {
                let (first, last) = (u32::from_le_bytes(*first), u32::from_le_bytes(*last));
                self.write_u64(u64::from(first) << 32 | u64::from(last));
            }
            _ if rest.is_empty() => {}
            _ => self.write_u64(rest.iter().fold(0, |word, byte| word << 8 | u64::from(*byte))),
        }
    }

    fn write_u64(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(23) ^ word).wrapping_mul(SPREAD);
    }

    fn write_u8(&mut self, value: u8) {
        self.write_u64(u64::from(value));
    }

    fn write_u32(&mut self, value: u32) {
        self.write_u64(u64::from(value));
    }

    fn write_usize(&mut self, value: usize) {
        self.write_u64(value as u64);
    }

    /// A multiplication carries upwards only; the table looks at both ends.
    fn finish(&self) -> u64 {
        let folded = (self.0 ^ self.0 >> 32).wrapping_mul(SPREAD);
        folded ^ folded >> 29
    }
}

/// All texts of a cluster, one behind the other in one run of memory; number 0 is the empty one. Like a [`Pool`], but
/// a text takes no allocation of its own: a million names are stored in a third of the time.
#[derive(Clone, Debug)]
pub(crate) struct Texts {
    all: String,
    places: Vec<Place>,
    /// Empty until a text is looked for, where they came from a snapshot.
    index: HashTable<u32>,
    free: Vec<u32>,
    sweep_at: usize,
}

/// Where a text lies.
#[derive(Clone, Copy, Debug)]
struct Place {
    start: usize,
    /// [`FREE`]: there is none of this number.
    length: u32,
}

const FREE: u32 = u32::MAX;

impl Texts {
    pub(crate) const EMPTY: Handle = Handle(0);

    pub(crate) fn new() -> Texts {
        let mut texts = Texts {
            all: String::new(),
            places: Vec::new(),
            index: HashTable::new(),
            free: Vec::new(),
            sweep_at: SWEEP_LEAST,
        };
        texts.push("");
        texts
    }

    /// The number of a text.
    pub(crate) fn insert(&mut self, text: &str) -> Handle {
        if text.is_empty() {
            return Texts::EMPTY;
        }
        if self.index.len() < self.live() {
            self.rebuild_index();
        }
        let hash = fixed_hash(text);
        let (all, places) = (&self.all, &self.places);
        if let Some(&at) = self.index.find(hash, |&at| read(all, places, at) == text) {
            return Handle(at);
        }
        let handle = self.push(text);
        let (all, places) = (&self.all, &self.places);
        self.index.insert_unique(hash, handle.0, |&at| fixed_hash(read(all, places, at)));
        handle
    }

    /// Stores a text that is known to be new. It is not looked for until the next [`Texts::insert`].
    pub(crate) fn push(&mut self, text: &str) -> Handle {
        let place = Place { start: self.all.len(), length: text.len() as u32 };
        self.all.push_str(text);
        if let Some(at) = self.free.pop() {
            self.places[at as usize] = place;
            return Handle(at);
        }
        self.places.push(place);
        Handle(self.places.len() as u32 - 1)
    }

    pub(crate) fn get(&self, handle: Handle) -> &str {
        read(&self.all, &self.places, handle.0)
    }

    /// All but the empty one, which is never looked for.
    fn live(&self) -> usize {
        self.places.len() - self.free.len() - 1
    }

    #[cold]
    fn rebuild_index(&mut self) {
        let (all, places) = (&self.all, &self.places);
        let hash = |at: u32| fixed_hash(read(all, places, at));
        let live = (1..places.len() as u32).filter(|at| places[*at as usize].length != FREE);
        self.index.clear();
        self.index.reserve(self.places.len(), |&at| hash(at));
        for at in live {
            self.index.insert_unique(hash(at), at, |&at| hash(at));
        }
    }

    /// Number of slots: handles are below it.
    pub(crate) fn slots(&self) -> usize {
        self.places.len()
    }

    /// See [`Pool::wants_sweep`].
    pub(crate) fn wants_sweep(&self) -> bool {
        self.live() >= self.sweep_at
    }

    /// See [`Pool::sweep`].
    pub(crate) fn sweep(&mut self, used: &[bool], cost: usize) {
        let mut all = String::new();
        for (at, place) in self.places.iter_mut().enumerate().filter(|(_, place)| place.length != FREE) {
            if used[at] || at == 0 {
                let start = all.len();
                all.push_str(&self.all[place.start..][..place.length as usize]);
                place.start = start;
            } else {
                place.length = FREE;
                self.free.push(at as u32);
            }
        }
        self.all = all;
        let places = &self.places;
        self.index.retain(|&mut at| places[at as usize].length != FREE);
        self.sweep_at = next_sweep(self.live(), cost);
    }
}

fn read<'a>(all: &'a str, places: &[Place], at: u32) -> &'a str {
    let Place { start, length } = places[at as usize];
    debug_assert!(length != FREE, "a handle in use is never swept");
    &all[start..][..length as usize]
}

/// A task's specification, and what follows from it.
#[derive(Clone, Debug)]
pub(crate) struct TaskTerms {
    pub(crate) spec: TaskSpec,
    /// What it does when simulated.
    pub(crate) work: Simulation,
    /// The nodes it requires, by index.
    pub(crate) required: Vec<u32>,
}

impl TaskTerms {
    pub(crate) fn new(spec: &TaskSpec, required: Vec<u32>) -> TaskTerms {
        let work = spec.simulation.unwrap_or_else(|| command_line::simulate(&spec.command_line));
        TaskTerms { spec: spec.clone(), work, required }
    }

    pub(crate) fn minimum(&self) -> u32 {
        self.spec.minimum_number_of_processors as u32
    }

    pub(crate) fn maximum(&self) -> u32 {
        self.spec.maximum_number_of_processors as u32
    }

    /// How many processors it must have on each of its required nodes.
    pub(crate) fn share(&self) -> u32 {
        checks::share(self.minimum(), self.required.len() as u32)
    }
}

impl PartialEq for TaskTerms {
    fn eq(&self, other: &TaskTerms) -> bool {
        self.spec == other.spec
    }
}
impl Eq for TaskTerms {}
impl Hash for TaskTerms {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.spec.hash(state);
    }
}
impl std::borrow::Borrow<TaskSpec> for TaskTerms {
    fn borrow(&self) -> &TaskSpec {
        &self.spec
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    /// A text's number is kept until a sweep takes it, and equal texts have one, however the table was built.
    #[test]
    fn random_operations_agree_with_a_list() {
        for seed in 1..=20 {
            let mut random = Random::new(seed);
            let mut texts = Texts::new();
            let mut live: Vec<(Handle, String)> = vec![(Texts::EMPTY, String::new())];
            for _ in 0..3_000 {
                let letters = "aé𝄞".chars().nth(random.below(3) as usize).unwrap().to_string();
                let text = letters.repeat(random.below(12) as usize) + &random.below(60).to_string();
                let known = live.iter().find(|known| known.1 == text).map(|known| known.0);
                match random.below(40) {
                    0 => {
                        let mut used = vec![false; texts.slots()];
                        live.retain(|known| known.0 == Texts::EMPTY || random.below(2) == 0);
                        live.iter().for_each(|known| used[known.0.0 as usize] = true);
                        texts.sweep(&used, 0);
                    }
                    // As a snapshot is read.
                    1 if known.is_none() => live.push((texts.push(&text), text)),
                    _ => {
                        let handle = texts.insert(&text);
                        match known {
                            Some(known) => assert_eq!(handle, known),
                            None => live.push((handle, text)),
                        }
                    }
                }
                assert_eq!(texts.live(), live.len() - 1);
            }
            assert!(live.iter().all(|(handle, text)| texts.get(*handle) == text));
        }
    }

    #[test]
    fn short_texts_have_hashes_of_their_own() {
        let texts: Vec<String> = (0..9).map(|length| "a".repeat(length)).collect();
        let mut hashes: Vec<u64> = texts.iter().map(|text| fixed_hash(&text[..])).collect();
        hashes.sort_unstable();
        hashes.dedup();
        assert_eq!(hashes.len(), texts.len());
    }
}

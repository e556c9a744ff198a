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
        Pool { values: Vec::new(), index: HashTable::new(), free: Vec::new(), sweep_at: 1_024 }
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
        self.sweep_at = (self.index.len() * 2).max(self.index.len() + cost / 8).max(1_024);
    }
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
        for chunk in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            self.write_u64(u64::from_le_bytes(word));
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

/// All texts of a cluster; number 0 is the empty one.
#[derive(Clone, Debug)]
pub(crate) struct Texts(pub(crate) Pool<Box<str>>);

impl Texts {
    pub(crate) const EMPTY: Handle = Handle(0);

    pub(crate) fn new() -> Texts {
        let mut pool = Pool::new();
        pool.insert("", |text| Box::from(text));
        Texts(pool)
    }

    pub(crate) fn insert(&mut self, text: &str) -> Handle {
        if text.is_empty() { Texts::EMPTY } else { self.0.insert(text, |text| Box::from(text)) }
    }

    pub(crate) fn get(&self, handle: Handle) -> &str {
        self.0.get(handle)
    }
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

//! Seeded random numbers for the tests of this crate.

use crate::time::Time;

/// xorshift64: the same on every machine.
pub(crate) struct Random(u64);

impl Random {
    /// Any seed, 0 too.
    pub(crate) fn new(seed: u64) -> Random {
        Random(0x9E37_79B9_7F4A_7C15 ^ seed)
    }

    /// A number from 0 to below `bound`.
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % bound
    }

    /// Near or far, evenly over the magnitudes up to 2^digits.
    pub(crate) fn length(&mut self, digits: u64) -> Time {
        let bound = 1 << self.below(digits + 1);
        self.below(bound) as Time
    }
}

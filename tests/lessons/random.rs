//! Chance with a seed, as the page draws it (sfc32): the same seed gives the same numbers here and there.

pub(crate) struct Random {
    a: u32,
    b: u32,
    c: u32,
    d: u32,
}

impl Random {
    pub(crate) fn new(seed: u32) -> Random {
        let mut random = Random { a: seed, b: 0x9e37_79b9, c: 0x243f_6a88, d: 1 };
        for _ in 0..12 {
            random.next();
        }
        random
    }

    fn next(&mut self) -> u32 {
        let t = self.a.wrapping_add(self.b).wrapping_add(self.d);
        self.d = self.d.wrapping_add(1);
        self.a = self.b ^ (self.b >> 9);
        self.b = self.c.wrapping_add(self.c << 3);
        self.c = self.c.rotate_left(21).wrapping_add(t);
        t
    }

    /// A whole number, both ends included.
    pub(crate) fn whole(&mut self, from: i64, to: i64) -> i64 {
        from + ((i64::from(self.next()) * (to - from + 1)) >> 32)
    }

    pub(crate) fn pick<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.whole(0, all.len() as i64 - 1) as usize]
    }
}

//! What memory allows: one random read-modify-write of a line of 64 bytes for each id. Nothing that cancels jobs by
//! their ids can do with less.

use crate::nanoseconds;
use crate::worlds::Shuffled;
use std::hint::black_box;

#[derive(Clone, Copy)]
#[repr(align(64))]
struct Line([u64; 8]);

pub(crate) fn random_lines(count: usize) -> f64 {
    let mut lines = vec![Line([1; 8]); count + 1];
    let ids = Shuffled(7).ids(count);
    let time = nanoseconds(|| {
        for &id in &ids {
            let line = &mut lines[id as usize];
            line.0[3] = line.0[0].wrapping_add(id as u64);
        }
    });
    assert_eq!(black_box(&lines)[count].0[3], 1 + count as u64);
    time / count as f64
}

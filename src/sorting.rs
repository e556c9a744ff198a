//! Sorting. All keys are total orders without equal elements that differ, so that stability does not matter.

/// Sorts ascending.
///
/// In the wasm file the instances of the standard library's quicksort would be a tenth of all bytes. One heap sort
/// that knows nothing of what it sorts is small, and fast enough for what is sorted here, which is mostly in order.
pub(crate) fn sort<T: Ord>(items: &mut [T]) {
    if cfg!(not(target_arch = "wasm32")) {
        items.sort_unstable();
    } else if !items.is_sorted() {
        heap_sort(items.len(), &mut |step| match step {
            Step::IsLess(a, b) => items[a] < items[b],
            Step::Swap(a, b) => {
                items.swap(a, b);
                true
            }
        });
    }
}

/// What the sort asks of the items, by their places.
#[derive(Clone, Copy)]
enum Step {
    IsLess(usize, usize),
    Swap(usize, usize),
}

fn heap_sort(length: usize, items: &mut dyn FnMut(Step) -> bool) {
    for root in (0..length / 2).rev() {
        sift_down(root, length, items);
    }
    for end in (1..length).rev() {
        items(Step::Swap(0, end));
        sift_down(0, end, items);
    }
}

/// Lets an item sink until none of the two below it is larger.
fn sift_down(mut at: usize, end: usize, items: &mut dyn FnMut(Step) -> bool) {
    loop {
        let mut child = 2 * at + 1;
        if child >= end {
            return;
        }
        if child + 1 < end && items(Step::IsLess(child, child + 1)) {
            child += 1;
        }
        if !items(Step::IsLess(at, child)) {
            return;
        }
        items(Step::Swap(at, child));
        at = child;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    #[test]
    fn the_heap_sorts_as_the_standard_library_does() {
        let mut random = Random::new(1);
        for length in (0..70).chain([1_000]) {
            let mut items: Vec<u64> = (0..length).map(|_| random.below(length)).collect();
            let mut expected = items.clone();
            expected.sort_unstable();
            heap_sort(items.len(), &mut |step| match step {
                Step::IsLess(a, b) => items[a] < items[b],
                Step::Swap(a, b) => {
                    items.swap(a, b);
                    true
                }
            });
            assert_eq!(items, expected);
        }
    }
}

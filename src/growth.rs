//! How the long tables grow: in WebAssembly by a quarter.
//!
//! A table of the standard library doubles, so half of it may be empty, and what it leaves behind is never large enough
//! to be used again. WebAssembly's memory never shrinks, and what was written there once counts: a million queued jobs
//! took 459 bytes each. Elsewhere the empty half is no memory before it is written to, and doubling copies less.

/// The share of a full table by which it grows.
const SHARE: usize = if cfg!(target_arch = "wasm32") { 4 } else { 1 };

/// Makes room for `more` items, if there is memory for them.
pub(crate) fn make_room<T>(table: &mut Vec<T>, more: usize) -> bool {
    let spare = table.capacity() - table.len();
    more <= spare || table.try_reserve_exact(more.max(table.len() / SHARE)).is_ok()
}

/// Adds an item.
pub(crate) fn push<T>(table: &mut Vec<T>, item: T) {
    if table.len() == table.capacity() {
        table.reserve_exact((table.len() / SHARE).max(64));
    }
    table.push(item);
}

//! The JavaScript face: convert in, call, convert out. No rule of scheduling is here.
//!
//! What the caller hands in may be anything: a getter that throws, an iterator that calls back into the cluster, a
//! proxy that was revoked. So each call has three steps that do not overlap:
//!
//! 1. `read`: the arguments become plain Rust data. Only here the caller's code runs; what it throws goes through
//!    unchanged.
//! 2. The core is borrowed, called and released.
//! 3. `write`: the answer becomes JavaScript values, the listeners are told, the call returns or throws.
//!
//! Nothing is coerced, and no input may make the wasm file trap: a trap is a bug.

mod client;
mod cluster;
mod commands;
mod console;
mod credentials;
mod error;
mod event;
mod filters;
mod job_xml;
mod paging;
mod read;
mod replay;
mod submit;
mod write;

use wasm_bindgen::prelude::wasm_bindgen;

/// A panic is a bug of ours: say where, before the wasm file stops with nothing but "unreachable".
#[wasm_bindgen(start)]
fn report_panics() {
    std::panic::set_hook(Box::new(|panic| web_sys::console::error_1(&panic.to_string().into())));
}

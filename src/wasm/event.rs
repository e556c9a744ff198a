//! Events as flat JavaScript objects, and those who listen to them.

use super::write::{self, to_js};
use crate::{EndedBy, Event, EventKind, JobPriority, JobStatus, NodeStatus};
use js_sys::{Array, Function, JsString, Reflect};
use serde::{Serialize, Serializer};
use wasm_bindgen::prelude::*;

#[wasm_bindgen(raw_module = "./listeners.js")]
extern "C" {
    /// One cluster's listeners. They run in JavaScript, where a queue and `try` are at home.
    pub(super) type Listeners;

    #[wasm_bindgen(constructor)]
    pub(super) fn new() -> Listeners;

    #[wasm_bindgen(method, getter)]
    pub(super) fn any(this: &Listeners) -> bool;

    #[wasm_bindgen(method)]
    pub(super) fn add(this: &Listeners, listener: &Function) -> Function;

    #[wasm_bindgen(method)]
    pub(super) fn clear(this: &Listeners);

    #[wasm_bindgen(method, catch)]
    pub(super) fn deliver(this: &Listeners, events: &Array) -> Result<(), JsValue>;
}

// rustfmt drops the initial values.
#[rustfmt::skip]
#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(thread_local_v2, static_string)]
    static SEQ: JsString = "seq";
    #[wasm_bindgen(thread_local_v2, static_string)]
    static TIME: JsString = "time";
}

pub(super) fn events(events: &[Event]) -> Array {
    events.iter().map(event).collect()
}

fn event(event: &Event) -> JsValue {
    let object = to_js(&EventKindRef(&event.kind));
    // A plain object takes every property.
    let _ = SEQ.with(|key| Reflect::set(&object, key, &(event.seq as f64).into()));
    let _ = TIME.with(|key| Reflect::set(&object, key, &(event.time as f64).into()));
    object
}

#[derive(Serialize)]
struct EventKindRef<'a>(#[serde(with = "EventKindTwin")] &'a EventKind);

/// See `write`: the twin that serde reads the core's events through.
#[derive(Serialize)]
#[serde(remote = "EventKind", tag = "type", rename_all_fields = "camelCase")]
enum EventKindTwin {
    JobAdded {
        #[serde(rename = "jobId")]
        job: i32,
        name: String,
        owner: String,
        #[serde(serialize_with = "write::priority")]
        priority: JobPriority,
        processors: (i32, i32),
        tasks: u32,
        id_reused: bool,
    },
    JobModified {
        #[serde(rename = "jobId")]
        job: i32,
        attempt: u32,
    },
    JobStatus {
        #[serde(rename = "jobId")]
        job: i32,
        attempt: u32,
        #[serde(serialize_with = "write::status")]
        from: JobStatus,
        #[serde(serialize_with = "write::status")]
        to: JobStatus,
        #[serde(serialize_with = "write::ended_by")]
        ended_by: Option<EndedBy>,
        user: String,
        message: String,
        #[serde(serialize_with = "shares")]
        nodes: Vec<(String, i32)>,
        is_backfill: bool,
    },
    JobRemoved {
        #[serde(rename = "jobId")]
        job: i32,
        attempt: u32,
    },
    TaskAdded {
        #[serde(rename = "jobId")]
        job: i32,
        attempt: u32,
        #[serde(rename = "taskId")]
        task: i32,
        #[serde(serialize_with = "write::status")]
        status: JobStatus,
    },
    TaskStatus {
        #[serde(rename = "jobId")]
        job: i32,
        attempt: u32,
        #[serde(rename = "taskId")]
        task: i32,
        #[serde(serialize_with = "write::status")]
        from: JobStatus,
        #[serde(serialize_with = "write::status")]
        to: JobStatus,
        #[serde(serialize_with = "write::ended_by")]
        ended_by: Option<EndedBy>,
        exit_code: i32,
        message: String,
        #[serde(serialize_with = "shares")]
        nodes: Vec<(String, i32)>,
    },
    NodeStatus {
        node: String,
        #[serde(serialize_with = "write::node_status")]
        from: NodeStatus,
        #[serde(serialize_with = "write::node_status")]
        to: NodeStatus,
    },
    NodeFailed {
        node: String,
    },
    SettingChanged {
        name: String,
        value: Option<String>,
    },
}

#[derive(Serialize)]
struct Share<'a> {
    name: &'a str,
    processors: i32,
}

fn shares<S: Serializer>(nodes: &[(String, i32)], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(nodes.iter().map(|(name, processors)| Share { name, processors: *processors }))
}

//! Events on their way to JavaScript, and those who listen to them.
//!
//! An object that is built from here costs a call for each of its fields. So events cross as rows of numbers, many at
//! a time, each text only once, and `js/events.js` makes the objects: that file and [`Rows::add`] belong together.

use crate::event_log::News;
use crate::texts::{Handle, Texts};
use crate::{EndedBy, Event, EventKind};
use js_sys::{Array, Function};
use wasm_bindgen::prelude::*;

#[wasm_bindgen(raw_module = "./events.js")]
extern "C" {
    /// The events of one call.
    pub(super) type Events;

    #[wasm_bindgen(catch, constructor)]
    fn new() -> Result<Events, JsValue>;

    /// `texts`: those that are new.
    #[wasm_bindgen(method, catch)]
    fn add(this: &Events, seq: f64, times: &[f64], numbers: &[i32], texts: Array) -> Result<(), JsValue>;
}

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
    pub(super) fn deliver(this: &Listeners, events: &Events) -> Result<(), JsValue>;
}

/// Rows are sent when they are so many: enough that a crossing costs nothing, few enough for any memory.
const ROWS: usize = 1_024;

/// Fails only where JavaScript has no stack or memory left.
pub(super) fn events(news: News) -> Result<Events, JsValue> {
    let events = Events::new()?;
    let mut rows = Rows { seq: 0, times: Vec::new(), numbers: Vec::new(), texts: Texts::new(), known: 1 };
    let mut sent = Ok(());
    news.for_each(&mut |event| {
        rows.add(&event);
        if rows.times.len() == ROWS && sent.is_ok() {
            sent = rows.send(&events);
        }
    });
    sent.and_then(|()| rows.send(&events)).map(|()| events)
}

/// A row for each event: its kind, then its fields in the order in which its object has them.
struct Rows {
    /// The number of the first of them.
    seq: u64,
    times: Vec<f64>,
    numbers: Vec<i32>,
    /// All texts of the call; a row has their numbers.
    texts: Texts,
    /// So many of them are known in JavaScript; the empty one is from the beginning.
    known: usize,
}

impl Rows {
    fn send(&mut self, events: &Events) -> Result<(), JsValue> {
        let texts = self.known..self.texts.slots();
        self.known = texts.end;
        let texts = texts.map(|at| JsValue::from_str(self.texts.get(Handle(at as u32)))).collect();
        let answer = events.add(self.seq as f64, &self.times, &self.numbers, texts);
        self.times.clear();
        self.numbers.clear();
        answer
    }

    fn add(&mut self, event: &Event) {
        if self.times.is_empty() {
            self.seq = event.seq;
        }
        self.times.push(event.time as f64);
        match &event.kind {
            EventKind::JobAdded { job, name, owner, priority, processors, tasks, id_reused } => {
                let (name, owner) = (self.text(name), self.text(owner));
                let (minimum, maximum) = *processors;
                let priority = *priority as i32;
                let id_reused = i32::from(*id_reused);
                self.put(&[0, *job, name, owner, priority, minimum, maximum, *tasks as i32, id_reused]);
            }
            EventKind::JobModified { job, attempt } => self.put(&[1, *job, *attempt as i32]),
            EventKind::JobStatus { job, attempt, from, to, ended_by, user, message, nodes, is_backfill } => {
                let (user, message) = (self.text(user), self.text(message));
                let (from, to) = (*from as i32, *to as i32);
                self.put(&[2, *job, *attempt as i32, from, to, way(*ended_by), user, message]);
                self.put_nodes(nodes);
                self.put(&[i32::from(*is_backfill)]);
            }
            EventKind::JobRemoved { job, attempt } => self.put(&[3, *job, *attempt as i32]),
            EventKind::TaskAdded { job, attempt, task, status } => {
                self.put(&[4, *job, *attempt as i32, *task, *status as i32]);
            }
            EventKind::TaskStatus { job, attempt, task, from, to, ended_by, exit_code, message, nodes } => {
                let message = self.text(message);
                let (from, to) = (*from as i32, *to as i32);
                self.put(&[5, *job, *attempt as i32, *task, from, to, way(*ended_by), *exit_code, message]);
                self.put_nodes(nodes);
            }
            EventKind::NodeStatus { node, from, to } => {
                let node = self.text(node);
                self.put(&[6, node, *from as i32, *to as i32]);
            }
            EventKind::NodeFailed { node } => {
                let node = self.text(node);
                self.put(&[7, node]);
            }
            EventKind::SettingChanged { name, value } => {
                let (name, is_set) = (self.text(name), i32::from(value.is_some()));
                let value = self.text(value.as_deref().unwrap_or_default());
                self.put(&[8, name, is_set, value]);
            }
        }
    }

    #[inline(never)]
    fn put(&mut self, numbers: &[i32]) {
        self.numbers.extend_from_slice(numbers);
    }

    /// How many, then each one's name and processors.
    fn put_nodes(&mut self, nodes: &[(String, i32)]) {
        self.put(&[nodes.len() as i32]);
        for (name, processors) in nodes {
            let name = self.text(name);
            self.put(&[name, *processors]);
        }
    }

    #[inline(never)]
    fn text(&mut self, text: &str) -> i32 {
        self.texts.insert(text).0 as i32
    }
}

/// 0: nothing has ended.
fn way(ended_by: Option<EndedBy>) -> i32 {
    ended_by.map_or(0, |by| by as i32 + 1)
}

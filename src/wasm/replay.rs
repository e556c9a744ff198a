//! `Replay` as JavaScript sees it: a workload log that is played into a cluster.

use super::cluster::{Answer, Cluster};
use super::error::Error;
use super::read::{self, argument};
use super::write;
use crate::Replay as Core;
use std::cell::RefCell;
use wasm_bindgen::prelude::*;

/// A log on its way through a cluster.
#[wasm_bindgen]
pub struct Replay {
    /// `None` once it was freed.
    core: RefCell<Option<Core>>,
}

#[wasm_bindgen]
impl Replay {
    #[wasm_bindgen(constructor)]
    pub fn new(bytes: JsValue, options: JsValue) -> Answer<Replay> {
        let bytes = argument("bytes", bytes, read::byte_array)?;
        let options = argument("options", options, read::replay_options)?;
        let core = Core::new(&bytes, &options).map_err(Error::from)?;
        Ok(Replay { core: RefCell::new(Some(core)) })
    }

    /// What was read and what was skipped.
    #[wasm_bindgen(getter)]
    pub fn report(&self) -> Answer<JsValue> {
        self.with(|core| {
            let skipped = core.skipped();
            let count = |count: usize| JsValue::from_f64(count as f64);
            let lines = write::array(&skipped.first_broken, |broken| {
                let line = ("line", JsValue::from_f64(broken.line as f64));
                write::record([line, ("problem", JsValue::from_str(&broken.problem))])
            });
            Ok(write::record([
                ("format", JsValue::from_str(core.format().name())),
                ("computer", JsValue::from_str(core.computer())),
                ("unixStartTime", write::time(core.unix_start_time())),
                ("processors", JsValue::from_f64(f64::from(core.processors()))),
                ("processorsFrom", JsValue::from_str(core.processors_from().name())),
                ("jobs", count(core.len())),
                ("broken", count(skipped.broken)),
                ("firstBroken", lines),
                ("tooWide", count(skipped.too_wide)),
                ("neverRan", count(skipped.never_ran)),
                ("noRunTime", count(skipped.no_run_time)),
                ("noProcessors", count(skipped.no_processors)),
                ("unfinished", count(skipped.unfinished)),
            ]))
        })
    }

    #[wasm_bindgen(js_name = createCluster)]
    pub fn create_cluster(&self) -> Answer<Cluster> {
        let options = self.with(|core| Ok(core.options_for_cluster()))?;
        Cluster::with_options(options)
    }

    #[wasm_bindgen(js_name = nextTime)]
    pub fn next_time(&self, cluster: &Cluster) -> Answer<JsValue> {
        self.with(|core| cluster.look(|cluster| write::time(core.next_time(cluster))))
    }

    #[wasm_bindgen(js_name = advanceTo)]
    pub fn advance_to(&self, cluster: &Cluster, time: JsValue) -> Answer<()> {
        // The listeners are told after both are released: they may call either.
        cluster.change(
            || argument_of_time(time),
            |cluster, time| match self.core.try_borrow_mut().as_deref_mut() {
                Ok(Some(core)) => core.advance_to(cluster, time),
                Ok(None) | Err(_) => Ok(()),
            },
        )
    }

    /// Whole numbers within ±2^53, so that a JavaScript number holds each.
    #[wasm_bindgen(getter)]
    pub fn position(&self) -> Answer<JsValue> {
        self.with(|core| Ok(write::numbers(&core.position())))
    }

    pub fn seek(&self, position: JsValue) -> Answer<()> {
        let position = argument("position", position, read::numbers)?;
        match self.core.try_borrow_mut().as_deref_mut() {
            Ok(Some(core)) => Ok(core.seek(&position).map_err(Error::from)?),
            Ok(None) | Err(_) => Err(freed()),
        }
    }

    #[wasm_bindgen(getter, js_name = isDone)]
    pub fn is_done(&self) -> Answer<bool> {
        self.with(|core| Ok(core.is_done()))
    }

    /// In place of the generated one, which throws the second time.
    pub fn free(&self) {
        if let Ok(mut core) = self.core.try_borrow_mut() {
            *core = None;
        }
    }
}

impl Replay {
    fn with<T>(&self, look: impl FnOnce(&Core) -> Answer<T>) -> Answer<T> {
        match self.core.try_borrow().as_deref() {
            Ok(Some(core)) => look(core),
            Ok(None) | Err(_) => Err(freed()),
        }
    }
}

fn freed() -> JsValue {
    js_sys::Error::new("This replay was freed.").into()
}

fn argument_of_time(time: JsValue) -> super::error::Read<crate::Time> {
    argument("time", time, read::time)
}

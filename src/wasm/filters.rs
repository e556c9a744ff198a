//! Filters that are functions of the caller's. They run while the core is free, and may call the cluster; what they
//! call is not asked about again.

use super::cluster::{Answer, Cluster};
use super::error::{Error, Read};
use super::job_xml::job_spec;
use super::read::{self, argument, is_missing, mismatch, properties, set};
use super::write;
use crate::{Cluster as Core, ClusterError, ErrorCode, FilterAnswer, JobId, JobSpec, Time};
use js_sys::{Function, Reflect};
use std::cell::{Cell, RefCell};
use wasm_bindgen::prelude::*;

#[wasm_bindgen(raw_module = "./listeners.js")]
extern "C" {
    /// As the platform reports it.
    fn report(error: &JsValue);
}

/// Who is asked about one cluster's jobs.
#[derive(Default)]
pub(super) struct Filters {
    submission: RefCell<Option<Function>>,
    activation: RefCell<Option<Function>>,
    /// One of them runs.
    asking: Cell<bool>,
}

impl Filters {
    pub(super) fn clear(&self) {
        *self.submission.borrow_mut() = None;
        *self.activation.borrow_mut() = None;
    }

    pub(super) fn asks_activation(&self) -> bool {
        !self.asking.get() && self.activation.borrow().is_some()
    }

    /// Who has to be asked about a submission.
    pub(super) fn submission(&self) -> Option<Function> {
        if self.asking.get() { None } else { self.submission.borrow().clone() }
    }

    fn ask(&self, filter: &Function, job: &JsValue, xml: &str) -> Read<FilterAnswer> {
        self.asking.set(true);
        let said = filter.call2(&JsValue::UNDEFINED, job, &JsValue::from_str(xml));
        self.asking.set(false);
        argument("The filter's answer", said?, answer)
    }
}

/// An exit code, or one with the time that it took.
fn answer(value: &JsValue) -> Read<FilterAnswer> {
    let (mut exit_code, mut duration): (Option<i32>, Time) = (None, 0);
    if value.is_object() {
        properties(value, "an answer", &[], &mut |name, value| match name {
            "exitCode" => set(&mut exit_code, value, |value| read::int(value).map(Some)),
            "duration" => set(&mut duration, value, read::time),
            _ => Ok(false),
        })?;
    } else {
        exit_code = Some(read::int(value)?);
    }
    match exit_code {
        Some(_) if duration < 0 => {
            Err(Error::refused(ErrorCode::ArgumentOutOfRange, ".duration must not be negative."))
        }
        Some(exit_code) => Ok(FilterAnswer { exit_code, duration }),
        None => Err(mismatch("an exit code or { exitCode, duration }", value)),
    }
}

/// A function, or none.
fn optional_filter(value: &JsValue) -> Read<Option<Function>> {
    if is_missing(value) { Ok(None) } else { read::function(value).map(Some) }
}

/// The same, or "ask": then answerActivation answers.
fn activation_filter(value: &JsValue) -> Read<(bool, Option<Function>)> {
    if value.is_string() && read::text(value)? == "ask" {
        return Ok((true, None));
    }
    optional_filter(value).map(|filter| (filter.is_some(), filter))
}

#[wasm_bindgen]
impl Cluster {
    #[wasm_bindgen(js_name = setSubmissionFilter)]
    pub fn set_submission_filter(&self, filter: JsValue) -> Answer<()> {
        let filter = self.call(|| argument("filter", filter, optional_filter), |_, filter| Ok(filter))?;
        *self.filters.submission.borrow_mut() = filter;
        Ok(())
    }

    #[wasm_bindgen(js_name = setActivationFilter)]
    pub fn set_activation_filter(&self, filter: JsValue) -> Answer<()> {
        self.change(
            || argument("filter", filter, activation_filter),
            |core, (on, filter)| {
                *self.filters.activation.borrow_mut() = filter;
                core.ask_activation_filter(on);
                Ok(())
            },
        )
    }

    #[wasm_bindgen(getter, js_name = pendingActivation)]
    pub fn pending_activation(&self) -> Answer<JsValue> {
        self.look(Core::pending_activation).map(|id| id.map_or(JsValue::NULL, JsValue::from))
    }

    #[wasm_bindgen(js_name = answerActivation)]
    pub fn answer_activation(&self, job_id: JsValue, answer: JsValue) -> Answer<()> {
        self.change(
            || Ok((argument("jobId", job_id, read::int)?, argument("answer", answer, self::answer)?)),
            |core, (job, answer)| core.answer_activation(job, answer),
        )
    }
}

impl Cluster {
    /// Asks about every job that could start. A filter that throws, or says what is no answer, says no.
    pub(super) fn activate(&self) {
        while self.filters.asks_activation() {
            let filter = self.filters.activation.borrow().clone();
            let Ok(core) = self.core() else { return };
            let (Some(filter), Some(job)) = (filter, core.pending_activation()) else { return };
            let (view, xml) = (core.view_job(job), core.job_file(job).unwrap_or_default());
            drop(core);
            let answer = self.filters.ask(&filter, &write::job(&view), &xml).unwrap_or_else(|error| {
                report(&error.into());
                FilterAnswer::exit(1)
            });
            let Ok(mut core) = self.core() else { return };
            if core.pending_activation() == Some(job) {
                // It was checked when it was read.
                let _ = core.answer_activation(job, answer);
            }
        }
    }

    /// Moves the clock on by a length of time, or to an instant; the activation filter is asked wherever a job could
    /// start on the way.
    pub(super) fn move_clock(&self, read: impl FnOnce() -> Read<Time>, is_length: bool) -> Answer<()> {
        let given = self.call(read, |_, given| Ok(given))?;
        let target = if is_length { self.look(Core::now)?.saturating_add(given) } else { given };
        let go =
            |core: &mut Core, ()| Ok(if is_length { core.advance(given) } else { core.advance_to(given) });
        let mut moved = self.change(|| Ok(()), go)?;
        while self.filters.asks_activation()
            && moved.as_ref().is_err_and(|error| error.code == ErrorCode::FilterPending)
        {
            moved = self.change(|| Ok(()), |core, ()| Ok(core.advance_to(target)))?;
        }
        moved.map_err(|error| self.thrown(error.into()))
    }

    /// Asks the submission filter about each of these, and gives them back as it has left them.
    pub(super) fn ask_submission(
        &self,
        filter: &Function,
        specs: Vec<JobSpec>,
        ids: Option<&[JobId]>,
        said: fn(ClusterError) -> ClusterError,
    ) -> Answer<Vec<JobSpec>> {
        let asked = |(at, spec): (usize, JobSpec)| {
            let id = ids.map(|ids| ids[at]);
            let file = self.look(|core| match id {
                Some(id) if core.get_job(id).is_ok() => core.job_file(id),
                _ => spec.to_xml(),
            })?;
            let job = job_spec(&spec);
            // An ordinary object takes every property.
            let _ = Reflect::set(&job, &"id".into(), &id.unwrap_or_default().into());
            let asked = self.filters.ask(filter, &job, &file.unwrap_or_default());
            let answer = asked.map_err(|error| self.thrown(error))?;
            self.call(
                || argument("job", job, read::job),
                |core, spec| match (core.judge_submission(answer, at), id) {
                    (Ok(()), _) => Ok(spec),
                    (Err(error), Some(id)) => Err(said(error.job(id))),
                    (Err(error), None) => Err(said(error)),
                },
            )
        };
        specs.into_iter().enumerate().map(asked).collect()
    }
}

//! `Cluster` as JavaScript sees it. The types and documentation for its users are in `types/index.d.ts`.

use super::error::{Error, Read};
use super::event::{Listeners, events};
use super::filters::Filters;
use super::read::{self, Ids, argument};
use super::write;
use crate::{Cluster as Core, ClusterError, ClusterOptions, ErrorCode, Refusal, Result};
use std::cell::{Cell, RefCell, RefMut};
use wasm_bindgen::prelude::*;

#[wasm_bindgen(raw_module = "./enumerable.js")]
extern "C" {
    /// It only holds numbers, so it lives in JavaScript.
    type ClusterEnumerable;

    #[wasm_bindgen(constructor)]
    fn new() -> ClusterEnumerable;
}

/// What an exported method gives: anything but an answer is thrown.
pub(super) type Answer<T> = std::result::Result<T, JsValue>;

/// A cluster: its nodes, queue, jobs and clock.
#[wasm_bindgen]
pub struct Cluster {
    /// `None` once it was freed. Borrowed only while no code of the caller can run.
    core: RefCell<Option<Core>>,
    listeners: Listeners,
    /// Whether the core keeps events for the listeners.
    listening: Cell<bool>,
    pub(super) filters: Filters,
    /// What is no id in a batch of cancellations is coerced: one of the cluster's switches.
    coerces: bool,
}

impl Cluster {
    fn of(core: Core) -> Cluster {
        Cluster {
            coerces: core.choices().coerce_ids,
            core: RefCell::new(Some(core)),
            listeners: Listeners::new(),
            listening: Cell::new(false),
            filters: Filters::default(),
        }
    }

    pub(super) fn with_options(options: ClusterOptions) -> Answer<Cluster> {
        Ok(Cluster::of(Core::new(options).map_err(Error::from)?))
    }

    /// Reads the arguments, then borrows the core for the call. What is refused is noted in `errorMessage`.
    pub(super) fn call<A, T>(
        &self,
        read: impl FnOnce() -> Read<A>,
        call: impl FnOnce(&mut Core, A) -> Result<T>,
    ) -> Answer<T> {
        let answer = || {
            let arguments = read()?;
            Ok(call(&mut *self.core()?, arguments)?)
        };
        answer().map_err(|error| self.thrown(error))
    }

    /// The same for what may change the cluster: the listeners hear of it before the call returns or throws.
    pub(super) fn change<A, T>(
        &self,
        read: impl FnOnce() -> Read<A>,
        change: impl FnOnce(&mut Core, A) -> Result<T>,
    ) -> Answer<T> {
        let answer = self.call(read, change);
        self.go_on();
        answer
    }

    /// The same for what needs no arguments and cannot fail.
    pub(super) fn look<T>(&self, look: impl FnOnce(&Core) -> T) -> Answer<T> {
        Ok(look(&*self.core()?))
    }

    // Sixty methods call these: inlined, they would be half of the wasm file.

    #[inline(never)]
    pub(super) fn core(&self) -> Read<RefMut<'_, Core>> {
        let unusable = |why: &str| Error::Thrown(js_sys::Error::new(why).into());
        let core =
            self.core.try_borrow_mut().map_err(|_| unusable("This cluster broke in an earlier call."))?;
        RefMut::filter_map(core, Option::as_mut).map_err(|_| unusable("This cluster was freed."))
    }

    #[inline(never)]
    #[cold]
    pub(super) fn thrown(&self, error: Error) -> JsValue {
        match (error, self.core()) {
            (Error::Refused(error), Ok(core)) => Error::from(core.record_error(*error)).into(),
            (error, _) => error.into(),
        }
    }

    /// After a call that may have changed something: who has to be asked is asked, who listens is told.
    #[inline(never)]
    fn go_on(&self) {
        if self.filters.asks_activation() {
            self.activate();
        }
        if self.listening.get() {
            self.tell();
        }
    }

    fn tell(&self) {
        let Ok(mut core) = self.core() else { return };
        let news = core.take_news();
        if !self.listeners.any() {
            core.listen(false);
            self.listening.set(false);
        }
        drop(core);
        if news.at_least() > 0 {
            // It reports by itself what a listener throws.
            let _ = events(news).and_then(|events| self.listeners.deliver(&events));
        }
    }
}

#[wasm_bindgen]
impl Cluster {
    #[wasm_bindgen(constructor)]
    pub fn new(options: JsValue) -> Answer<Cluster> {
        Cluster::with_options(argument("options", options, read::options)?)
    }

    #[wasm_bindgen(js_name = fromSnapshot)]
    pub fn from_snapshot(bytes: JsValue) -> Answer<Cluster> {
        let bytes = argument("bytes", bytes, read::byte_array)?;
        Ok(Cluster::of(Core::from_snapshot(&bytes).map_err(Error::from)?))
    }

    /// In place of the generated one, which throws the second time and while a listener runs.
    pub fn free(&self) {
        self.listeners.clear();
        self.filters.clear();
        if let Ok(mut core) = self.core.try_borrow_mut() {
            *core = None;
        }
    }

    // ── who calls ──

    #[wasm_bindgen(js_name = actAs)]
    pub fn act_as(&self, user: JsValue, is_admin: JsValue) -> Answer<()> {
        self.change(
            || Ok((argument("user", user, read::text)?, argument("isAdmin", is_admin, read::flag)?)),
            |core, (user, is_admin)| {
                core.act_as(&user, is_admin);
                Ok(())
            },
        )
    }

    #[wasm_bindgen(getter)]
    pub fn name(&self) -> Answer<String> {
        self.look(|core| core.name().to_owned())
    }

    #[wasm_bindgen(getter)]
    pub fn user(&self) -> Answer<String> {
        self.look(|core| core.user().to_owned())
    }

    #[wasm_bindgen(getter, js_name = isAdmin)]
    pub fn is_admin(&self) -> Answer<bool> {
        self.look(Core::is_admin)
    }

    #[wasm_bindgen(getter, js_name = isAsynchronous)]
    pub fn is_asynchronous(&self) -> Answer<bool> {
        self.look(Core::is_asynchronous)
    }

    #[wasm_bindgen(setter, js_name = isAsynchronous)]
    pub fn set_is_asynchronous(&self, on: JsValue) -> Answer<()> {
        self.change(
            || argument("isAsynchronous", on, read::flag),
            |core, on| {
                core.set_is_asynchronous(on);
                Ok(())
            },
        )
    }

    // ── the clock ──

    #[wasm_bindgen(getter)]
    pub fn now(&self) -> Answer<f64> {
        self.look(|core| core.now() as f64)
    }

    pub fn advance(&self, milliseconds: JsValue) -> Answer<()> {
        self.move_clock(|| argument("milliseconds", milliseconds, read::time), true)
    }

    #[wasm_bindgen(js_name = advanceTo)]
    pub fn advance_to(&self, time: JsValue) -> Answer<()> {
        self.move_clock(|| argument("time", time, read::time), false)
    }

    #[wasm_bindgen(getter, js_name = nextEventTime)]
    pub fn next_event_time(&self) -> Answer<JsValue> {
        self.look(Core::next_event_time).map(write::time)
    }

    // ── adding, submitting, modifying ──

    #[wasm_bindgen(js_name = addJob)]
    pub fn add_job(&self, job: JsValue) -> Answer<i32> {
        self.change(|| argument("job", job, read::job), |core, job| core.add_job(&job))
    }

    #[wasm_bindgen(js_name = addJobs)]
    pub fn add_jobs(&self, jobs: JsValue) -> Answer<JsValue> {
        self.change(|| argument("jobs", jobs, read::jobs), |core, jobs| core.add_jobs(&jobs))
            .map(|ids| write::ids(&ids))
    }

    #[wasm_bindgen(js_name = addTask)]
    pub fn add_task(&self, job_id: JsValue, task: JsValue) -> Answer<i32> {
        self.change(
            || Ok((argument("jobId", job_id, read::int)?, argument("task", task, read::task)?)),
            |core, (job, task)| core.add_task(job, &task),
        )
    }

    #[wasm_bindgen(js_name = addTasks)]
    pub fn add_tasks(&self, job_id: JsValue, tasks: JsValue) -> Answer<JsValue> {
        self.change(
            || Ok((argument("jobId", job_id, read::int)?, argument("tasks", tasks, read::tasks)?)),
            |core, (job, tasks)| core.add_tasks(job, &tasks),
        )
        .map(|ids| write::ids(&ids))
    }

    // ── cancelling and requeueing ──

    #[wasm_bindgen(js_name = cancelJob)]
    pub fn cancel_job(&self, job_id: JsValue, message: JsValue) -> Answer<()> {
        self.change(
            || Ok((argument("jobId", job_id, read::int)?, argument("message", message, read::message)?)),
            |core, (job, message)| core.cancel_job(job, &message),
        )
    }

    #[wasm_bindgen(js_name = cancelJobs)]
    pub fn cancel_jobs(&self, job_ids: JsValue, message: JsValue) -> Answer<()> {
        self.change(
            || self.batch("jobIds", job_ids, message),
            |core, (ids, message)| {
                let (ids, rest) = ids.until_bad();
                core.cancel_jobs(ids, &message).and(rest)
            },
        )
    }

    #[wasm_bindgen(js_name = tryCancelJobs)]
    pub fn try_cancel_jobs(&self, job_ids: JsValue, message: JsValue) -> Answer<JsValue> {
        self.change(
            || self.batch("jobIds", job_ids, message),
            |core, (ids, message)| {
                let mut report = core.try_cancel_jobs(ids.all(), &message)?;
                name_bad(&mut report.failed, &ids);
                Ok(report)
            },
        )
        .map(|report| write::cancel_report(&report))
    }

    #[wasm_bindgen(js_name = cancelTask)]
    pub fn cancel_task(&self, job_id: JsValue, task_id: JsValue, message: JsValue) -> Answer<()> {
        self.change(
            || Ok((job_and_task(job_id, task_id)?, argument("message", message, read::message)?)),
            |core, ((job, task), message)| core.cancel_task(job, task, &message),
        )
    }

    #[wasm_bindgen(js_name = cancelTasks)]
    pub fn cancel_tasks(&self, job_id: JsValue, task_ids: JsValue, message: JsValue) -> Answer<()> {
        self.change(
            || Ok((argument("jobId", job_id, read::int)?, self.batch("taskIds", task_ids, message)?)),
            |core, (job, (ids, message))| {
                let (ids, rest) = ids.until_bad();
                core.cancel_tasks(job, ids, &message).and(rest)
            },
        )
    }

    #[wasm_bindgen(js_name = requeueJob)]
    pub fn requeue_job(&self, job_id: JsValue) -> Answer<()> {
        self.change(|| argument("jobId", job_id, read::int), Core::requeue_job)
    }

    #[wasm_bindgen(js_name = requeueJobs)]
    pub fn requeue_jobs(&self, job_ids: JsValue) -> Answer<()> {
        self.change(
            || argument("jobIds", job_ids, read::id_list),
            |core, ids| {
                let (ids, rest) = ids.until_bad();
                core.requeue_jobs(ids).and(rest)
            },
        )
    }

    #[wasm_bindgen(js_name = requeueTask)]
    pub fn requeue_task(&self, job_id: JsValue, task_id: JsValue) -> Answer<()> {
        self.change(|| job_and_task(job_id, task_id), |core, (job, task)| core.requeue_task(job, task))
    }

    #[wasm_bindgen(js_name = requeueTasks)]
    pub fn requeue_tasks(&self, job_id: JsValue, task_ids: JsValue) -> Answer<()> {
        self.change(
            || Ok((argument("jobId", job_id, read::int)?, argument("taskIds", task_ids, read::id_list)?)),
            |core, (job, ids)| {
                let (ids, rest) = ids.until_bad();
                core.requeue_tasks(job, ids).and(rest)
            },
        )
    }

    #[wasm_bindgen(js_name = previewCancelJobs)]
    pub fn preview_cancel_jobs(&self, job_ids: JsValue, options: JsValue) -> Answer<JsValue> {
        self.call(
            || {
                let ids = argument("jobIds", job_ids, self.ids())?;
                Ok((ids, argument("options", options, read::carry_on)?))
            },
            |core, (ids, carry_on)| {
                if carry_on {
                    let mut preview = core.preview_cancel_jobs(ids.all(), true);
                    name_bad(&mut preview.refused, &ids);
                    return Ok(preview);
                }
                let (good, rest) = ids.until_bad();
                let mut preview = core.preview_cancel_jobs(good, false);
                refuse_rest(&mut preview.refused, good.len(), rest);
                Ok(preview)
            },
        )
        .map(|preview| write::cancel_preview(&preview))
    }

    #[wasm_bindgen(js_name = previewRequeueJobs)]
    pub fn preview_requeue_jobs(&self, job_ids: JsValue) -> Answer<JsValue> {
        self.call(
            || argument("jobIds", job_ids, read::id_list),
            |core, ids| {
                let (good, rest) = ids.until_bad();
                let mut preview = core.preview_requeue_jobs(good);
                refuse_rest(&mut preview.refused, good.len(), rest);
                Ok(preview)
            },
        )
        .map(|preview| write::requeue_preview(&preview))
    }

    #[wasm_bindgen(js_name = previewSubmitJobs)]
    pub fn preview_submit_jobs(&self, job_ids: JsValue) -> Answer<JsValue> {
        self.call(
            || argument("jobIds", job_ids, read::id_list),
            |core, ids| {
                let mut preview = core.preview_submit_jobs(ids.all());
                name_bad(&mut preview.refused, &ids);
                Ok(preview)
            },
        )
        .map(|preview| write::submit_preview(&preview))
    }

    #[wasm_bindgen(js_name = createClusterEnumerable)]
    pub fn create_cluster_enumerable(&self) -> JsValue {
        ClusterEnumerable::new().into()
    }

    // ── looking up ──

    #[wasm_bindgen(js_name = getJob)]
    pub fn get_job(&self, job_id: JsValue) -> Answer<JsValue> {
        self.call(|| argument("jobId", job_id, read::int), |core, job| core.get_job(job))
            .map(|job| write::job(&job))
    }

    #[wasm_bindgen(js_name = getTask)]
    pub fn get_task(&self, job_id: JsValue, task_id: JsValue) -> Answer<JsValue> {
        self.call(|| job_and_task(job_id, task_id), |core, (job, task)| core.get_task(job, task))
            .map(|task| write::task(&task))
    }

    #[wasm_bindgen(js_name = listAllJobs)]
    pub fn list_all_jobs(&self) -> Answer<JsValue> {
        self.look(Core::list_all_jobs).map(|jobs| write::jobs(&jobs))
    }

    #[wasm_bindgen(js_name = listJobs)]
    pub fn list_jobs(&self, submitted_by: JsValue, status: JsValue) -> Answer<JsValue> {
        self.call(
            || {
                let user = argument("submittedBy", submitted_by, read::optional_text)?;
                Ok((user, argument("status", status, read::job_status)?))
            },
            |core, (user, status)| Ok(core.list_jobs(user.as_deref(), status)),
        )
        .map(|jobs| write::jobs(&jobs))
    }

    #[wasm_bindgen(js_name = listJobsOnNode)]
    pub fn list_jobs_on_node(&self, node: JsValue) -> Answer<JsValue> {
        self.call(|| argument("node", node, read::text), |core, node| core.list_jobs_on_node(&node))
            .map(|jobs| write::jobs(&jobs))
    }

    #[wasm_bindgen(js_name = listTasks)]
    pub fn list_tasks(&self, job_id: JsValue) -> Answer<JsValue> {
        self.call(|| argument("jobId", job_id, read::int), |core, job| core.list_tasks(job))
            .map(|tasks| write::tasks(&tasks))
    }

    #[wasm_bindgen(js_name = listTasksOnNode)]
    pub fn list_tasks_on_node(&self, node: JsValue) -> Answer<JsValue> {
        self.call(|| argument("node", node, read::text), |core, node| core.list_tasks_on_node(&node))
            .map(|tasks| write::tasks(&tasks))
    }

    #[wasm_bindgen(js_name = jobColumns)]
    pub fn job_columns(&self) -> Answer<JsValue> {
        self.look(Core::job_columns).map(|columns| write::job_columns(&columns))
    }

    #[wasm_bindgen(js_name = queuedJobs)]
    pub fn queued_jobs(&self) -> Answer<Vec<i32>> {
        self.look(Core::queued_jobs)
    }

    #[wasm_bindgen(js_name = explainJob)]
    pub fn explain_job(&self, job_id: JsValue) -> Answer<JsValue> {
        self.call(|| argument("jobId", job_id, read::int), |core, job| core.explain_job(job))
            .map(|explanation| write::explanation(&explanation))
    }

    // ── the cluster ──

    #[wasm_bindgen(getter, js_name = errorMessage)]
    pub fn error_message(&self) -> Answer<String> {
        self.look(Core::error_message)
    }

    #[wasm_bindgen(js_name = setClusterParameter)]
    pub fn set_cluster_parameter(&self, name: JsValue, value: JsValue) -> Answer<()> {
        self.change(
            || Ok((argument("name", name, read::text)?, argument("value", value, read::optional_text)?)),
            |core, (name, value)| core.set_cluster_parameter(&name, value.as_deref()),
        )
    }

    #[wasm_bindgen(getter)]
    pub fn parameters(&self) -> Answer<JsValue> {
        self.look(Core::parameters).map(write::record)
    }

    #[wasm_bindgen(getter, js_name = clusterCounter)]
    pub fn cluster_counter(&self) -> Answer<JsValue> {
        self.look(Core::cluster_counter).map(|counter| write::cluster_counter(&counter))
    }

    #[wasm_bindgen(js_name = getJobCounter)]
    pub fn get_job_counter(&self, job_id: JsValue) -> Answer<JsValue> {
        self.call(|| argument("jobId", job_id, read::int), |core, job| core.get_job_counter(job))
            .map(|counter| write::job_counter(&counter))
    }

    #[wasm_bindgen(js_name = setEnvironmentVariable)]
    pub fn set_environment_variable(&self, name: JsValue, value: JsValue) -> Answer<()> {
        self.change(
            || Ok((argument("name", name, read::text)?, argument("value", value, read::optional_text)?)),
            |core, (name, value)| core.set_environment_variable(&name, value.as_deref()),
        )
    }

    #[wasm_bindgen(getter, js_name = environmentVariables)]
    pub fn environment_variables(&self) -> Answer<JsValue> {
        self.look(Core::environment_variables).map(|variables| write::name_values(&variables))
    }

    #[wasm_bindgen(js_name = completeTask)]
    pub fn complete_task(
        &self,
        job_id: JsValue,
        task_id: JsValue,
        attempt: JsValue,
        exit_code: JsValue,
    ) -> Answer<()> {
        self.change(
            || {
                let attempt = argument("attempt", attempt, read::count);
                Ok((job_and_task(job_id, task_id)?, attempt?, argument("exitCode", exit_code, read::int)?))
            },
            |core, ((job, task), attempt, exit_code)| core.complete_task(job, task, attempt, exit_code),
        )
    }

    // ── nodes ──

    #[wasm_bindgen(getter, js_name = computeNodes)]
    pub fn compute_nodes(&self) -> Answer<JsValue> {
        self.look(Core::compute_nodes).map(|nodes| write::compute_nodes(&nodes))
    }

    #[wasm_bindgen(js_name = pauseNode)]
    pub fn pause_node(&self, name: JsValue) -> Answer<()> {
        self.change(|| argument("name", name, read::text), |core, name| core.pause_node(&name))
    }

    #[wasm_bindgen(js_name = resumeNode)]
    pub fn resume_node(&self, name: JsValue) -> Answer<()> {
        self.change(|| argument("name", name, read::text), |core, name| core.resume_node(&name))
    }

    #[wasm_bindgen(js_name = approveNode)]
    pub fn approve_node(&self, name: JsValue) -> Answer<()> {
        self.change(|| argument("name", name, read::text), |core, name| core.approve_node(&name))
    }

    #[wasm_bindgen(js_name = failNode)]
    pub fn fail_node(&self, name: JsValue) -> Answer<()> {
        self.change(|| argument("name", name, read::text), |core, name| core.fail_node(&name))
    }

    #[wasm_bindgen(js_name = restoreNode)]
    pub fn restore_node(&self, name: JsValue) -> Answer<()> {
        self.change(|| argument("name", name, read::text), |core, name| core.restore_node(&name))
    }

    // ── events ──

    pub fn subscribe(&self, listener: JsValue) -> Answer<js_sys::Function> {
        let listener = self.call(
            || argument("listener", listener, read::function),
            |core, listener| {
                core.listen(true);
                Ok(listener)
            },
        )?;
        self.listening.set(true);
        Ok(self.listeners.add(&listener))
    }

    #[wasm_bindgen(getter, js_name = eventCount)]
    pub fn event_count(&self) -> Answer<f64> {
        self.look(|core| core.event_count() as f64)
    }

    // ── the state as a whole ──

    #[wasm_bindgen(js_name = toSnapshot)]
    pub fn to_snapshot(&self) -> Answer<Vec<u8>> {
        self.look(Core::to_snapshot)
    }

    #[wasm_bindgen(js_name = stateDigest)]
    pub fn state_digest(&self) -> Answer<String> {
        self.look(Core::state_digest)
    }
}

pub(super) fn job_and_task(job_id: JsValue, task_id: JsValue) -> Read<(i32, i32)> {
    Ok((argument("jobId", job_id, read::int)?, argument("taskId", task_id, read::int)?))
}

impl Cluster {
    /// The ids of a batch of cancellations and the message, which is judged first since it spoils the whole call.
    fn batch(&self, name: &str, ids: JsValue, message: JsValue) -> Read<(Ids, String)> {
        let message = argument("message", message, read::message)?;
        Ok((argument(name, ids, self.ids())?, message))
    }

    fn ids(&self) -> fn(&JsValue) -> Read<Ids> {
        if self.coerces { read::coerced_id_list } else { read::id_list }
    }
}

/// Says of the refused items that are no ids what is wrong with them; for the core they were the unknown id 0.
fn name_bad(refused: &mut [Refusal], ids: &Ids) {
    for row in refused.iter_mut().filter(|row| ids.is_bad(row.index)) {
        row.code = ErrorCode::TypeMismatch;
        row.message = Ids::refusal().message;
    }
}

/// Where nothing else has stopped the batch, its first item that is no id does.
fn refuse_rest(refused: &mut Vec<Refusal>, index: usize, rest: Result<()>) {
    if let (Err(ClusterError { code, message, .. }), true) = (rest, refused.is_empty()) {
        refused.push(Refusal { index, job_id: 0, code, message });
    }
}

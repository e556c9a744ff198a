//! What a client has of its own, and small reads, for JavaScript.

use super::cluster::{Answer, Cluster, job_and_task};
use super::job_xml::{job_spec, task_spec};
use super::read::{self, argument, is_missing};
use super::write;
use crate::{Cluster as Core, JobSpec, ResourceUsage, TaskSpec, TaskTimestamp};
use wasm_bindgen::prelude::*;

#[wasm_bindgen(raw_module = "./building.js")]
extern "C" {
    #[wasm_bindgen(js_name = newJob)]
    fn new_job(spec: &JsValue) -> JsValue;

    #[wasm_bindgen(js_name = newTask)]
    fn new_task(spec: &JsValue) -> JsValue;
}

/// A job that is not in the cluster yet, with what IJob can do then.
pub(super) fn job_to_build(job: &JobSpec) -> JsValue {
    new_job(&job_spec(job))
}

/// The same of a task and ITask.
pub(super) fn task_to_build(task: &TaskSpec) -> JsValue {
    new_task(&task_spec(task))
}

#[wasm_bindgen]
impl Cluster {
    pub fn connect(&self, cluster_name: JsValue) -> Answer<()> {
        self.change(|| argument("clusterName", cluster_name, read::text), |core, name| core.connect(&name))
    }

    #[wasm_bindgen(getter)]
    pub fn timeout(&self) -> Answer<i32> {
        self.look(Core::timeout)
    }

    #[wasm_bindgen(setter)]
    pub fn set_timeout(&self, milliseconds: JsValue) -> Answer<()> {
        self.change(|| argument("timeout", milliseconds, read::int), Core::set_timeout)
    }

    #[wasm_bindgen(getter)]
    pub fn choices(&self) -> Answer<JsValue> {
        self.look(|core| {
            let mut choices = core.choices();
            write::record(choices.switches().map(|(name, switch)| (name, *switch)))
        })
    }

    #[wasm_bindgen(js_name = createJob)]
    pub fn create_job(&self) -> Answer<JsValue> {
        self.look(|core| job_to_build(&core.create_job()))
    }

    #[wasm_bindgen(js_name = createTask)]
    pub fn create_task(&self) -> Answer<JsValue> {
        self.look(|core| task_to_build(&core.create_task()))
    }

    #[wasm_bindgen(js_name = checkAnyTask)]
    pub fn check_any_task(&self, job_id: JsValue, timestamp: JsValue) -> Answer<JsValue> {
        self.call(
            || {
                let job = argument("jobId", job_id, read::int)?;
                let timestamp = match is_missing(&timestamp) {
                    true => Vec::new(),
                    false => argument("timestamp", timestamp, read::numbers)?,
                };
                Ok((job, TaskTimestamp::from_numbers(timestamp)))
            },
            |core, (job, mut timestamp)| Ok((core.check_any_task(job, &mut timestamp)?, timestamp)),
        )
        .map(|(task, timestamp)| {
            let task = task.as_ref().map_or(JsValue::NULL, write::task);
            write::object(&[("task", task), ("timestamp", write::numbers(timestamp.to_numbers()))])
        })
    }

    #[wasm_bindgen(js_name = getJobResourceUsage)]
    pub fn get_job_resource_usage(&self, job_id: JsValue) -> Answer<JsValue> {
        self.call(|| argument("jobId", job_id, read::int), |core, job| core.get_job_resource_usage(job))
            .map(usage)
    }

    #[wasm_bindgen(js_name = getTaskResourceUsage)]
    pub fn get_task_resource_usage(&self, job_id: JsValue, task_id: JsValue) -> Answer<JsValue> {
        self.call(
            || job_and_task(job_id, task_id),
            |core, (job, task)| core.get_task_resource_usage(job, task),
        )
        .map(usage)
    }
}

#[inline(never)]
fn usage(usage: ResourceUsage) -> JsValue {
    write::object(&[
        ("allocatedNodes", write::name_values(&usage.allocated_nodes)),
        ("kernelProcessorTime", (usage.kernel_processor_time as f64).into()),
        ("userProcessorTime", (usage.user_processor_time as f64).into()),
        ("workingSet", (usage.working_set as f64).into()),
        ("numberOfProcesses", (usage.processes.len() as u32).into()),
        ("processes", write::array(&usage.processes, |process| JsValue::from_str(process))),
    ])
}

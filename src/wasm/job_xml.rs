//! Job files and task files for JavaScript.

use super::client;
use super::cluster::{Answer, Cluster};
use super::error::Read;
use super::read::{self, argument};
use super::write;
use crate::{Cluster as Core, JobPriority, JobSpec, Result, Simulation, TaskSpec, XmlError};
use wasm_bindgen::prelude::*;

/// A file as text, or as the bytes that it has on disk.
enum File {
    Text(String),
    Bytes(Vec<u8>),
}

fn file(value: &JsValue) -> Read<File> {
    match value.is_string() {
        true => read::long_text(value).map(File::Text),
        false => read::byte_array(value).map(File::Bytes),
    }
}

#[wasm_bindgen]
impl Cluster {
    #[wasm_bindgen(js_name = createJobFromXml)]
    pub fn create_job_from_xml(&self, xml: JsValue) -> Answer<JsValue> {
        self.read_file(xml, JobSpec::from_xml, JobSpec::from_xml_bytes).map(|job| client::job_to_build(&job))
    }

    #[wasm_bindgen(js_name = createTaskFromXml)]
    pub fn create_task_from_xml(&self, xml: JsValue) -> Answer<JsValue> {
        self.read_file(xml, TaskSpec::from_xml, TaskSpec::from_xml_bytes)
            .map(|task| client::task_to_build(&task))
    }

    #[wasm_bindgen(js_name = jobToXml)]
    pub fn job_to_xml(&self, job_id: JsValue) -> Answer<String> {
        self.call(|| argument("jobId", job_id, read::int), |core, job| core.job_to_xml(job))
    }
}

impl Cluster {
    fn read_file<T>(
        &self,
        xml: JsValue,
        of_text: fn(&str) -> std::result::Result<T, XmlError>,
        of_bytes: fn(&[u8]) -> std::result::Result<T, XmlError>,
    ) -> Answer<T> {
        let read = |_: &mut Core, file: File| -> Result<T> {
            Ok(match file {
                File::Text(text) => of_text(&text)?,
                File::Bytes(bytes) => of_bytes(&bytes)?,
            })
        };
        self.call(|| argument("xml", xml, file), read)
    }
}

/// A `JobSpec` as one would write it: all but what the file leaves to the cluster.
pub(super) fn job_spec(job: &JobSpec) -> JsValue {
    let runtime = job.runtime.map_or(JsValue::UNDEFINED, |runtime| runtime.to_string().into());
    write::object(&[
        ("name", text(&job.name)),
        ("priority", text(JobPriority::name(job.priority))),
        ("minimumNumberOfProcessors", job.minimum_number_of_processors.into()),
        ("maximumNumberOfProcessors", job.maximum_number_of_processors.into()),
        ("runtime", runtime),
        ("runUntilCanceled", job.run_until_canceled.into()),
        ("isExclusive", job.is_exclusive.into()),
        ("askedNodes", texts(&job.asked_nodes)),
        ("softwareLicense", text(&job.software_license)),
        ("project", text(&job.project)),
        ("user", text(&job.user)),
        ("extendedJobTerms", terms(&job.extended_job_terms)),
        ("tasks", write::array(&job.tasks, task_spec)),
    ])
}

pub(super) fn task_spec(task: &TaskSpec) -> JsValue {
    let simulation = task.simulation.map_or(JsValue::UNDEFINED, simulation_of);
    write::object(&[
        ("commandLine", text(&task.command_line)),
        ("name", text(&task.name)),
        ("depend", texts(&task.depend)),
        ("minimumNumberOfProcessors", task.minimum_number_of_processors.into()),
        ("maximumNumberOfProcessors", task.maximum_number_of_processors.into()),
        ("runtime", task.runtime.to_string().into()),
        ("isExclusive", task.is_exclusive.into()),
        ("isRerunnable", task.is_rerunnable.into()),
        ("requiredNodes", texts(&task.required_nodes)),
        ("simulation", simulation),
        ("workDirectory", text(&task.work_directory)),
        ("stdin", text(&task.stdin)),
        ("stdout", text(&task.stdout)),
        ("stderr", text(&task.stderr)),
        // A list and no record: there may be duplicates.
        ("environmentVariables", write::name_values(&task.environment_variables)),
        ("extendedTaskTerms", terms(&task.extended_task_terms)),
    ])
}

fn simulation_of(simulation: Simulation) -> JsValue {
    let duration = simulation.duration.map_or(f64::INFINITY, |duration| duration as f64);
    write::object(&[("duration", duration.into()), ("exitCode", simulation.exit_code.into())])
}

fn text(text: &str) -> JsValue {
    JsValue::from_str(text)
}

fn texts(texts: &[String]) -> JsValue {
    write::array(texts, |text| JsValue::from_str(text))
}

fn terms(pairs: &[(String, String)]) -> JsValue {
    write::record(pairs.iter().map(|(name, value)| (name, value)))
}

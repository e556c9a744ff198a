//! The core's views into JavaScript values: a twin for each, which names what crosses and how. serde reads the core's
//! own structures through them (`remote`), so there is nothing to copy and the core needs no serde.

use crate::{
    Attempt, CancelPreview, CancelReport, ClusterCounter, ComputeNode, EndedBy, ErrorCode, Explanation, Job,
    JobColumns, JobPriority, JobStatus, NodeStatus, Placement, Processor, Reason, Refusal, RequeuePreview,
    Runtime, Simulation, SubmitPreview, Task, Time,
};
use js_sys::{Array, Float64Array, Int32Array, Object, Reflect, Uint8Array, Uint32Array};
use serde::{Serialize, Serializer};
use serde_wasm_bindgen::preserve;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = Object, js_name = create)]
    fn object_of(prototype: &JsValue) -> Object;
}

/// What serde cannot refuse: plain data, `None` as null.
pub(super) fn to_js<T: Serialize + ?Sized>(value: &T) -> JsValue {
    let serializer = serde_wasm_bindgen::Serializer::new().serialize_missing_as_null(true);
    value.serialize(&serializer).expect("plain data has a JavaScript value")
}

pub(super) fn job(value: &Job) -> JsValue {
    to_js(&JobRef(value))
}

pub(super) fn jobs(values: &[Job]) -> JsValue {
    array(values, job)
}

pub(super) fn task(value: &Task) -> JsValue {
    to_js(&TaskRef(value))
}

pub(super) fn tasks(values: &[Task]) -> JsValue {
    array(values, task)
}

pub(super) fn compute_nodes(values: &[ComputeNode]) -> JsValue {
    array(values, |value| to_js(&ComputeNodeRef(value)))
}

pub(super) fn explanation(value: &Explanation) -> JsValue {
    to_js(&ExplanationRef(value))
}

pub(super) fn cancel_report(value: &CancelReport) -> JsValue {
    to_js(&CancelReportRef(value))
}

pub(super) fn cancel_preview(value: &CancelPreview) -> JsValue {
    to_js(&CancelPreviewRef(value))
}

pub(super) fn requeue_preview(value: &RequeuePreview) -> JsValue {
    to_js(&RequeuePreviewRef(value))
}

pub(super) fn submit_preview(value: &SubmitPreview) -> JsValue {
    to_js(&SubmitPreviewRef(value))
}

pub(super) fn job_columns(value: &JobColumns) -> JsValue {
    to_js(&JobColumnsRef(value))
}

pub(super) fn array<T>(values: &[T], write: fn(&T) -> JsValue) -> JsValue {
    values.iter().map(write).collect::<Array>().into()
}

/// Ids as number[].
pub(super) fn ids(values: &[i32]) -> JsValue {
    Array::from(&Int32Array::from(values)).into()
}

/// Numbers that JavaScript can hold, as number[].
pub(super) fn numbers(values: &[i64]) -> JsValue {
    values.iter().map(|value| JsValue::from_f64(*value as f64)).collect::<Array>().into()
}

/// An instant, or null.
pub(super) fn time(value: Option<Time>) -> JsValue {
    value.map_or(JsValue::NULL, |time| JsValue::from_f64(time as f64))
}

/// An object of ours; what is undefined is left out.
pub(super) fn object(properties: &[(&str, JsValue)]) -> JsValue {
    let object = Object::new();
    for (name, value) in properties.iter().filter(|(_, value)| !value.is_undefined()) {
        // An ordinary object takes every property.
        let _ = Reflect::set(&object, &JsValue::from_str(name), value);
    }
    object.into()
}

/// An object without a prototype: its own properties are all it has, whatever their names.
pub(super) fn record<K: AsRef<str>, V: Into<JsValue>>(pairs: impl IntoIterator<Item = (K, V)>) -> JsValue {
    let object = object_of(&JsValue::NULL);
    for (name, value) in pairs {
        // An ordinary object takes every property.
        let _ = Reflect::set(&object, &name.as_ref().into(), &value.into());
    }
    object.into()
}

/// IClusterCounter.
pub(super) fn cluster_counter(counter: &ClusterCounter) -> JsValue {
    let jobs = JobStatus::ALL
        .iter()
        .map(|status| (["numberOf", status.name(), "Jobs"].concat(), counter.jobs[*status as usize]));
    let nodes = NodeStatus::ALL
        .iter()
        .map(|status| (["numberOf", status.name(), "Nodes"].concat(), counter.nodes[*status as usize]));
    let others = [
        ("totalNumberOfJobs", counter.jobs.iter().sum()),
        ("totalNumberOfTasks", counter.tasks.iter().sum()),
        ("numberOfIdleNodes", counter.idle_nodes),
        ("totalNumberOfNodes", counter.nodes.iter().sum()),
        ("numberOfBusyProcessors", counter.busy_processors),
        ("numberOfIdleProcessors", counter.idle_processors),
        ("numberOfPendingProcessors", counter.pending_processors),
        ("numberOfUnreachableProcessors", counter.unreachable_processors),
        ("totalNumberOfProcessors", counter.total_processors),
    ];
    let others = others.map(|(name, number)| (name.to_owned(), number));
    counters(jobs.chain(task_counts(&counter.tasks)).chain(nodes).chain(others))
}

/// IJobCounter.
pub(super) fn job_counter(tasks: &[i64; 6]) -> JsValue {
    counters(task_counts(tasks))
}

fn task_counts(tasks: &[i64; 6]) -> impl Iterator<Item = (String, i64)> {
    JobStatus::ALL
        .iter()
        .map(|status| (["numberOf", status.name(), "Tasks"].concat(), tasks[*status as usize]))
}

fn counters(counters: impl Iterator<Item = (String, i64)>) -> JsValue {
    record(counters.map(|(name, number)| (name, number as f64)))
}

/// `{ name, value }` for each pair.
pub(super) fn name_values(pairs: &[(String, String)]) -> JsValue {
    array(pairs, |(name, value)| to_js(&NameValue { name, value }))
}

#[derive(Serialize)]
struct NameValue<'a> {
    name: &'a str,
    value: &'a str,
}

// ── the twins ──

/// For each twin a reference that serde writes through it.
macro_rules! references {
    ($($reference:ident = $twin:literal of $original:ty;)*) => {$(
        #[derive(Serialize)]
        struct $reference<'a>(#[serde(with = $twin)] &'a $original);
    )*};
}

references! {
    JobRef = "JobTwin" of Job;
    TaskRef = "TaskTwin" of Task;
    AttemptRef = "AttemptTwin" of Attempt;
    SimulationRef = "SimulationTwin" of Simulation;
    ComputeNodeRef = "ComputeNodeTwin" of ComputeNode;
    ExplanationRef = "ExplanationTwin" of Explanation;
    CancelReportRef = "CancelReportTwin" of CancelReport;
    CancelPreviewRef = "CancelPreviewTwin" of CancelPreview;
    RequeuePreviewRef = "RequeuePreviewTwin" of RequeuePreview;
    SubmitPreviewRef = "SubmitPreviewTwin" of SubmitPreview;
    PlacementRef = "PlacementTwin" of Placement;
    RefusalRef = "RefusalTwin" of Refusal;
    JobColumnsRef = "JobColumnsTwin" of JobColumns;
}

#[derive(Serialize)]
#[serde(remote = "Job", rename_all = "camelCase")]
struct JobTwin {
    id: i32,
    name: String,
    #[serde(serialize_with = "priority")]
    priority: JobPriority,
    minimum_number_of_processors: i32,
    maximum_number_of_processors: i32,
    #[serde(serialize_with = "runtime")]
    runtime: Runtime,
    run_until_canceled: bool,
    is_exclusive: bool,
    asked_nodes: Vec<String>,
    software_license: String,
    project: String,
    user: String,
    #[serde(serialize_with = "text_record")]
    extended_job_terms: Vec<(String, String)>,
    #[serde(serialize_with = "status")]
    status: JobStatus,
    error_message: String,
    submitted_by: String,
    is_backfill: bool,
    attempt: u32,
    #[serde(serialize_with = "attempts")]
    attempts: Vec<Attempt>,
    create_time: Time,
    submit_time: Option<Time>,
    start_time: Option<Time>,
    end_time: Option<Time>,
    expiry_time: Option<Time>,
    #[serde(getter = "task_count")]
    task_count: usize,
    #[serde(serialize_with = "task_list")]
    tasks: Vec<Task>,
}

fn task_count(job: &Job) -> usize {
    job.tasks.len()
}

#[derive(Serialize)]
#[serde(remote = "Task", rename_all = "camelCase")]
struct TaskTwin {
    id: i32,
    parent_job_id: i32,
    name: String,
    command_line: String,
    depend: Vec<String>,
    minimum_number_of_processors: i32,
    maximum_number_of_processors: i32,
    #[serde(serialize_with = "runtime")]
    runtime: Runtime,
    is_exclusive: bool,
    is_rerunnable: bool,
    required_nodes: Vec<String>,
    work_directory: String,
    stdin: String,
    stdout: String,
    stderr: String,
    #[serde(serialize_with = "text_record")]
    environment_variables: Vec<(String, String)>,
    #[serde(serialize_with = "text_record")]
    extended_task_terms: Vec<(String, String)>,
    #[serde(serialize_with = "simulation", skip_serializing_if = "Option::is_none")]
    simulation: Option<Simulation>,
    #[serde(serialize_with = "status")]
    status: JobStatus,
    #[serde(serialize_with = "ended_by")]
    ended_by: Option<EndedBy>,
    runs: u32,
    exit_code: i32,
    error_message: String,
    create_time: Time,
    submit_time: Option<Time>,
    start_time: Option<Time>,
    end_time: Option<Time>,
}

#[derive(Serialize)]
#[serde(remote = "Attempt", rename_all = "camelCase")]
struct AttemptTwin {
    attempt: u32,
    start_time: Option<Time>,
    end_time: Time,
    #[serde(serialize_with = "status")]
    status: JobStatus,
    #[serde(serialize_with = "how_ended")]
    ended_by: EndedBy,
    user: String,
    message: String,
}

#[derive(Serialize)]
#[serde(remote = "Simulation", rename_all = "camelCase")]
struct SimulationTwin {
    #[serde(serialize_with = "finite_or_endless")]
    duration: Option<Time>,
    exit_code: i32,
}

#[derive(Serialize)]
#[serde(remote = "ComputeNode", rename_all = "camelCase")]
struct ComputeNodeTwin {
    name: String,
    #[serde(serialize_with = "node_status")]
    status: NodeStatus,
    number_of_processors: i32,
    number_of_idle_processors: i32,
    memory: i32,
    processor_speed: i32,
    processor_architecture: String,
    missed_heartbeats: i32,
    #[serde(serialize_with = "processors")]
    processors: Vec<Processor>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ProcessorTwin {
    #[serde(serialize_with = "state")]
    state: &'static str,
    job_id: Option<i32>,
    task_id: Option<i32>,
}

impl From<&Processor> for ProcessorTwin {
    fn from(processor: &Processor) -> ProcessorTwin {
        let (state, job_id, task_id) = match *processor {
            Processor::Free => ("free", None, None),
            Processor::Working(job, task) => ("working", Some(job), Some(task)),
            Processor::Held(job) => ("held", Some(job), None),
            Processor::Closed(job) => ("closed", Some(job), None),
        };
        ProcessorTwin { state, job_id, task_id }
    }
}

#[derive(Serialize)]
#[serde(remote = "Explanation", rename_all = "camelCase")]
struct ExplanationTwin {
    sentence: String,
    #[serde(serialize_with = "reason")]
    reason: Reason,
    blocked_by: Vec<i32>,
    starts_by: Option<Time>,
}

#[derive(Serialize)]
#[serde(remote = "CancelReport", rename_all = "camelCase")]
struct CancelReportTwin {
    #[serde(serialize_with = "int32_array")]
    cancelled: Vec<i32>,
    #[serde(serialize_with = "refusals")]
    failed: Vec<Refusal>,
}

#[derive(Serialize)]
#[serde(remote = "CancelPreview", rename_all = "camelCase")]
struct CancelPreviewTwin {
    cancelled: Vec<i32>,
    #[serde(serialize_with = "refusals")]
    refused: Vec<Refusal>,
    starts: Vec<i32>,
    #[serde(serialize_with = "placements")]
    placements: Vec<Placement>,
    processors_freed: i64,
    processor_time_lost: i64,
}

#[derive(Serialize)]
#[serde(remote = "RequeuePreview", rename_all = "camelCase")]
struct RequeuePreviewTwin {
    requeued: Vec<i32>,
    #[serde(serialize_with = "refusals")]
    refused: Vec<Refusal>,
    starts: Vec<i32>,
    #[serde(serialize_with = "placements")]
    placements: Vec<Placement>,
    processors_freed: i64,
    processor_time_lost: i64,
}

#[derive(Serialize)]
#[serde(remote = "SubmitPreview", rename_all = "camelCase")]
struct SubmitPreviewTwin {
    submitted: Vec<i32>,
    #[serde(serialize_with = "refusals")]
    refused: Vec<Refusal>,
    starts: Vec<i32>,
    #[serde(serialize_with = "placements")]
    placements: Vec<Placement>,
}

#[derive(Serialize)]
#[serde(remote = "Placement", rename_all = "camelCase")]
struct PlacementTwin {
    job_id: i32,
    #[serde(serialize_with = "held")]
    nodes: Vec<(String, i32)>,
}

#[derive(Serialize)]
struct Held<'a> {
    name: &'a str,
    processors: i32,
}

#[derive(Serialize)]
#[serde(remote = "Refusal", rename_all = "camelCase")]
struct RefusalTwin {
    index: usize,
    job_id: i32,
    #[serde(serialize_with = "code")]
    code: ErrorCode,
    message: String,
}

#[derive(Serialize)]
#[serde(remote = "JobColumns", rename_all = "camelCase")]
struct JobColumnsTwin {
    #[serde(serialize_with = "int32_array")]
    ids: Vec<i32>,
    #[serde(serialize_with = "uint8_array")]
    status: Vec<u8>,
    #[serde(serialize_with = "uint8_array")]
    priority: Vec<u8>,
    #[serde(serialize_with = "int32_array")]
    processors: Vec<i32>,
    #[serde(serialize_with = "uint32_array")]
    name: Vec<u32>,
    #[serde(serialize_with = "uint32_array")]
    owner: Vec<u32>,
    #[serde(serialize_with = "uint32_array")]
    project: Vec<u32>,
    #[serde(serialize_with = "uint32_array")]
    message: Vec<u32>,
    #[serde(serialize_with = "uint32_array")]
    attempt: Vec<u32>,
    #[serde(serialize_with = "uint8_array")]
    is_backfill: Vec<u8>,
    #[serde(serialize_with = "float64_array")]
    create_time: Vec<f64>,
    #[serde(serialize_with = "float64_array")]
    submit_time: Vec<f64>,
    #[serde(serialize_with = "float64_array")]
    start_time: Vec<f64>,
    #[serde(serialize_with = "float64_array")]
    end_time: Vec<f64>,
    strings: Vec<String>,
}

// ── how single fields cross ──

type Written<S> = Result<<S as Serializer>::Ok, <S as Serializer>::Error>;

/// A word of an enumeration: as the name of a variant, of which the serializer makes the JavaScript string only once.
fn word<S: Serializer>(word: &'static str, serializer: S) -> Written<S> {
    serializer.serialize_unit_variant("", 0, word)
}

pub(super) fn status<S: Serializer>(value: &JobStatus, serializer: S) -> Written<S> {
    word(value.name(), serializer)
}

pub(super) fn priority<S: Serializer>(value: &JobPriority, serializer: S) -> Written<S> {
    word(value.name(), serializer)
}

pub(super) fn node_status<S: Serializer>(value: &NodeStatus, serializer: S) -> Written<S> {
    word(value.name(), serializer)
}

fn how_ended<S: Serializer>(value: &EndedBy, serializer: S) -> Written<S> {
    word(value.name(), serializer)
}

pub(super) fn ended_by<S: Serializer>(value: &Option<EndedBy>, serializer: S) -> Written<S> {
    match value {
        Some(value) => how_ended(value, serializer),
        None => serializer.serialize_none(),
    }
}

fn reason<S: Serializer>(value: &Reason, serializer: S) -> Written<S> {
    word(value.name(), serializer)
}

fn code<S: Serializer>(value: &ErrorCode, serializer: S) -> Written<S> {
    word(value.name(), serializer)
}

fn state<S: Serializer>(value: &&'static str, serializer: S) -> Written<S> {
    word(value, serializer)
}

fn runtime<S: Serializer>(value: &Runtime, serializer: S) -> Written<S> {
    serializer.serialize_str(&value.to_string())
}

fn finite_or_endless<S: Serializer>(value: &Option<Time>, serializer: S) -> Written<S> {
    serializer.serialize_f64(value.map_or(f64::INFINITY, |millis| millis as f64))
}

fn simulation<S: Serializer>(value: &Option<Simulation>, serializer: S) -> Written<S> {
    value.as_ref().map(SimulationRef).serialize(serializer)
}

fn attempts<S: Serializer>(values: &[Attempt], serializer: S) -> Written<S> {
    serializer.collect_seq(values.iter().map(AttemptRef))
}

fn task_list<S: Serializer>(values: &[Task], serializer: S) -> Written<S> {
    serializer.collect_seq(values.iter().map(TaskRef))
}

fn refusals<S: Serializer>(values: &[Refusal], serializer: S) -> Written<S> {
    serializer.collect_seq(values.iter().map(RefusalRef))
}

fn placements<S: Serializer>(values: &[Placement], serializer: S) -> Written<S> {
    serializer.collect_seq(values.iter().map(PlacementRef))
}

fn held<S: Serializer>(values: &[(String, i32)], serializer: S) -> Written<S> {
    serializer.collect_seq(values.iter().map(|(name, processors)| Held { name, processors: *processors }))
}

fn processors<S: Serializer>(values: &[Processor], serializer: S) -> Written<S> {
    serializer.collect_seq(values.iter().map(ProcessorTwin::from))
}

fn text_record<S: Serializer>(pairs: &[(String, String)], serializer: S) -> Written<S> {
    preserve::serialize(&record(pairs.iter().map(|(name, value)| (name, value))), serializer)
}

fn int32_array<S: Serializer>(values: &[i32], serializer: S) -> Written<S> {
    preserve::serialize(&Int32Array::from(values), serializer)
}

fn uint32_array<S: Serializer>(values: &[u32], serializer: S) -> Written<S> {
    preserve::serialize(&Uint32Array::from(values), serializer)
}

fn uint8_array<S: Serializer>(values: &[u8], serializer: S) -> Written<S> {
    preserve::serialize(&Uint8Array::from(values), serializer)
}

fn float64_array<S: Serializer>(values: &[f64], serializer: S) -> Written<S> {
    preserve::serialize(&Float64Array::from(values), serializer)
}

//! JavaScript values into the core's plain data.
//!
//! Each reader takes a value and says what is wrong with it as the end of a sentence; whoever knows the value's name
//! puts that in front, so that a refusal reads "jobs[3].tasks[0].runtime must be a string, not 5."

use super::error::{Error, Read};
use crate::{
    Choices, ClusterError, ClusterOptions, ErrorCode, Execution, JobPriority, JobSpec, JobStatus, NodeSpec,
    NodeStatus, Policy, ReplayOptions, Runtime, Simulation, TIME_MAX, TaskSpec, Time,
};
use js_sys::{Array, Function, Number};
use std::borrow::Cow;
use std::cell::Cell;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;

/// More than anyone types or generates, so that one text cannot fill the memory before the core has measured it.
const TEXT_UNITS_MAX: u32 = 1 << 20;
/// The same for a text that is a file.
const FILE_UNITS_MAX: u32 = 1 << 26;
/// So many ids one call takes.
const IDS_MAX: u32 = 1 << 24;
/// So many of anything else: a job or task is a hundred times as large as an id, and the memory ends at 4 GiB.
const ITEMS_MAX: u32 = 1 << 22;

#[wasm_bindgen(raw_module = "./input.js")]
extern "C" {
    #[wasm_bindgen(catch)]
    fn bytes(value: &JsValue) -> Result<Option<Vec<u8>>, JsValue>;

    #[wasm_bindgen(catch)]
    fn keys(object: &JsValue) -> Result<Array, JsValue>;

    #[wasm_bindgen(catch)]
    fn get(object: &JsValue, key: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_name = numberOf)]
    fn number_of(name: &JsValue) -> i32;

    fn teach(names: &str);

    #[wasm_bindgen(js_name = plainNumber)]
    fn plain_number(value: &JsValue) -> f64;

    #[wasm_bindgen(catch, js_name = isRecord)]
    fn is_record(value: &JsValue) -> Result<bool, JsValue>;

    #[wasm_bindgen(js_name = textOf)]
    fn text_of(value: &JsValue, max: u32) -> Option<String>;

    #[wasm_bindgen(catch)]
    fn items(iterable: &JsValue, max: u32) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(catch)]
    fn ids(iterable: &JsValue, max: u32) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(catch, js_name = coercedIds)]
    fn coerced_ids(iterable: &JsValue, max: u32) -> Result<JsValue, JsValue>;

    type JsIds;
    #[wasm_bindgen(method, getter)]
    fn ids(this: &JsIds) -> Vec<i32>;
    #[wasm_bindgen(method, getter)]
    fn bad(this: &JsIds) -> Vec<u32>;
}

#[wasm_bindgen]
extern "C" {
    // `js_sys` has it without `catch`; a revoked proxy throws.
    #[wasm_bindgen(catch, js_namespace = Array, js_name = isArray)]
    fn is_array(value: &JsValue) -> Result<bool, JsValue>;
}

/// An argument and its name. By value: borrowed ones lie on a stack of wasm-bindgen's, which is never unwound if the
/// caller's own recursion overflows JavaScript's stack while we are on it.
#[inline(never)]
pub(super) fn argument<T>(name: &str, value: JsValue, read: fn(&JsValue) -> Read<T>) -> Read<T> {
    read(&value).map_err(|error| error.about(&[name]))
}

// ── single values ──

#[cold]
pub(super) fn mismatch(expected: &str, value: &JsValue) -> Error {
    let found = if value.is_null() {
        "null".to_owned()
    } else if let Some(Ok(number)) = value.dyn_ref::<Number>().map(|number| number.to_string_with_radix(10)) {
        String::from(number)
    } else {
        match value.js_typeof().as_string().as_deref() {
            Some("undefined") | None => "undefined".to_owned(),
            Some("object") => "an object".to_owned(),
            Some(name) => ["a ", name].concat(),
        }
    };
    Error::refused(ErrorCode::TypeMismatch, &[" must be ", expected, ", not ", &found, "."].concat())
}

pub(super) fn is_missing(value: &JsValue) -> bool {
    value.is_null() || value.is_undefined()
}

fn missing() -> Error {
    Error::refused(ErrorCode::NullPointer, " is missing.")
}

fn whole(value: &JsValue) -> Option<f64> {
    Some(plain_number(value)).filter(|number| number.is_finite() && number.trunc() == *number)
}

/// An id, count or exit code.
pub(super) fn int(value: &JsValue) -> Read<i32> {
    match whole(value) {
        Some(number) if f64::from(number as i32) == number => Ok(number as i32),
        _ => Err(mismatch("a 32-bit integer", value)),
    }
}

/// A number of attempts, which has no sign.
pub(super) fn count(value: &JsValue) -> Read<u32> {
    int(value)?
        .try_into()
        .map_err(|_| Error::refused(ErrorCode::ArgumentOutOfRange, " must not be negative."))
}

/// An instant or a length of time.
pub(super) fn time(value: &JsValue) -> Read<Time> {
    let Some(number) = whole(value) else {
        return Err(mismatch("a whole number of milliseconds", value));
    };
    if number.abs() > TIME_MAX as f64 {
        return Err(Error::refused(
            ErrorCode::ArgumentOutOfRange,
            " must lie within ±(2^53 − 1) milliseconds.",
        ));
    }
    Ok(number as Time)
}

pub(super) fn flag(value: &JsValue) -> Read<bool> {
    value.as_bool().ok_or_else(|| mismatch("a boolean", value))
}

pub(super) fn function(value: &JsValue) -> Read<Function> {
    value.dyn_ref::<Function>().cloned().ok_or_else(|| mismatch("a function", value))
}

/// A string; lone surrogates become U+FFFD.
pub(super) fn text(value: &JsValue) -> Read<String> {
    limited_text(value, ErrorCode::TextTooLong)
}

/// A file's text.
pub(super) fn long_text(value: &JsValue) -> Read<String> {
    text_of_at_most(FILE_UNITS_MAX, value, ErrorCode::TextTooLong)
}

fn limited_text(value: &JsValue, too_long: ErrorCode) -> Read<String> {
    text_of_at_most(TEXT_UNITS_MAX, value, too_long)
}

fn text_of_at_most(max: u32, value: &JsValue, too_long: ErrorCode) -> Read<String> {
    match text_of(value, max) {
        Some(text) => Ok(text),
        None if value.is_string() => Err(Error::refused(too_long, " is too long.")),
        None => Err(mismatch("a string", value)),
    }
}

/// A string, or null for none.
pub(super) fn optional_text(value: &JsValue) -> Read<Option<String>> {
    if value.is_null() { Ok(None) } else { text(value).map(Some) }
}

/// Why something is cancelled; null and undefined are "".
pub(super) fn message(value: &JsValue) -> Read<String> {
    if is_missing(value) { Ok(String::new()) } else { limited_text(value, ErrorCode::CancelMessageTooLong) }
}

/// One of the documented names of an enumeration.
fn one_of<T: Copy>(value: &JsValue, all: &[T], name: fn(T) -> &'static str) -> Read<T> {
    let given = text(value)?;
    all.iter().copied().find(|item| name(*item) == given).ok_or_else(|| {
        let names: Vec<_> = all.iter().map(|item| name(*item)).collect();
        Error::refused(ErrorCode::ArgumentOutOfRange, &[" must be one of ", &names.join(", "), "."].concat())
    })
}

fn priority(value: &JsValue) -> Read<JobPriority> {
    one_of(value, &JobPriority::ALL, JobPriority::name)
}

pub(super) fn job_status(value: &JsValue) -> Read<JobStatus> {
    one_of(value, &JobStatus::ALL, JobStatus::name)
}

fn node_status(value: &JsValue) -> Read<NodeStatus> {
    one_of(value, &NodeStatus::ALL, NodeStatus::name)
}

fn execution(value: &JsValue) -> Read<Execution> {
    one_of(value, &[Execution::Simulated, Execution::Host], |execution| match execution {
        Execution::Simulated => "simulated",
        Execution::Host => "host",
    })
}

fn runtime(value: &JsValue) -> Read<Runtime> {
    text(value)?.parse().map_err(|()| {
        Error::refused(ErrorCode::ArgumentOutOfRange, r#" must be "Infinite", "dd:hh:mm" or "dd:hh:mm:ss"."#)
    })
}

/// The bytes of a Uint8Array.
pub(super) fn byte_array(value: &JsValue) -> Read<Vec<u8>> {
    if is_missing(value) {
        return Err(missing());
    }
    bytes(value)?.ok_or_else(|| mismatch("a Uint8Array", value))
}

// ── collections ──

/// The ids that a batch was given, and which items were none.
pub(super) struct Ids {
    all: Vec<i32>,
    bad: Vec<u32>,
}

impl Ids {
    /// All items, with 0, which is never an id, for those that are none.
    pub(super) fn all(&self) -> &[i32] {
        &self.all
    }

    pub(super) fn is_bad(&self, index: usize) -> bool {
        self.bad.binary_search(&(index as u32)).is_ok()
    }

    /// For batches that stop at the first failure: the ids before the first item that is none, and that refusal.
    pub(super) fn until_bad(&self) -> (&[i32], Result<(), ClusterError>) {
        match self.bad.first().map(|index| *index as usize) {
            None => (&self.all, Ok(())),
            Some(index) => (&self.all[..index], Err(Ids::refusal().at(index).after(index))),
        }
    }

    /// For batches that do all or nothing.
    pub(super) fn all_good(&self) -> Result<&[i32], ClusterError> {
        match self.bad.first() {
            None => Ok(&self.all),
            Some(index) => Err(Ids::refusal().at(*index as usize).after(0)),
        }
    }

    /// What is said about an item that is no id.
    pub(super) fn refusal() -> ClusterError {
        ClusterError::new(ErrorCode::TypeMismatch, "An id must be a 32-bit integer.")
    }
}

/// Any iterable of numbers, read to its end.
pub(super) fn id_list(value: &JsValue) -> Read<Ids> {
    ids_by(value, ids)
}

/// The same, with what COM would make a number of.
pub(super) fn coerced_id_list(value: &JsValue) -> Read<Ids> {
    ids_by(value, coerced_ids)
}

fn ids_by(value: &JsValue, read: fn(&JsValue, u32) -> Result<JsValue, JsValue>) -> Read<Ids> {
    let ids: JsIds = collection(value, read, IDS_MAX, "an iterable of ids")?.unchecked_into();
    Ok(Ids { all: ids.ids(), bad: ids.bad() })
}

/// Whole numbers of 32 bits.
pub(super) fn ints(value: &JsValue) -> Read<Vec<i32>> {
    let ids = id_list(value)?;
    if ids.bad.is_empty() { Ok(ids.all) } else { Err(mismatch("32-bit integers", value)) }
}

fn collection(
    value: &JsValue,
    read: fn(&JsValue, u32) -> Result<JsValue, JsValue>,
    max: u32,
    expected: &str,
) -> Read<JsValue> {
    if is_missing(value) {
        return Err(missing());
    }
    // It could be iterated, but "12" is not the ids 1 and 2.
    if value.is_string() {
        return Err(mismatch(expected, value));
    }
    let items = read(value, max)?;
    if items.is_undefined() {
        return Err(mismatch(expected, value));
    }
    if items.is_null() {
        let predicate = [" has more than ", &max.to_string(), " items."].concat();
        return Err(Error::refused(ErrorCode::TooManyItems, &predicate));
    }
    Ok(items)
}

fn list<T>(value: &JsValue, expected: &str, read: fn(&JsValue) -> Read<T>) -> Read<Vec<T>> {
    // A fresh array of ours: from here on none of the caller's iterators runs.
    let items: Array = collection(value, items, ITEMS_MAX, expected)?.unchecked_into();
    items.iter().enumerate().map(|(index, item)| read(&item).map_err(|error| at(error, index))).collect()
}

#[cold]
fn at(error: Error, index: usize) -> Error {
    error.about(&["[", &index.to_string(), "]"]).at(index)
}

/// Whole numbers.
pub(super) fn numbers(value: &JsValue) -> Read<Vec<i64>> {
    list(value, "an array of whole numbers", time)
}

/// Names of nodes or tasks: a comma-separated string as in COM, or one string for each.
fn names(value: &JsValue) -> Read<Vec<String>> {
    if value.is_string() {
        let all = text(value)?;
        Ok(all.split(',').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect())
    } else {
        list(value, "a string or an array of strings", text)
    }
}

// ── objects ──

/// The names of which most descriptions of jobs are made. JavaScript is taught them once and says their numbers then: a
/// text that crosses is looked at, measured and copied, which takes ten times as long.
const NAMES: &[&str] = &[
    "name",
    "tasks",
    "commandLine",
    "simulation",
    "duration",
    "exitCode",
    "isExclusive",
    "runtime",
    "minimumNumberOfProcessors",
    "maximumNumberOfProcessors",
    "priority",
    "project",
    "user",
    "askedNodes",
    "requiredNodes",
    "depend",
    "isRerunnable",
    "runUntilCanceled",
    "softwareLicense",
];

thread_local! {
    static TAUGHT: Cell<bool> = const { Cell::new(false) };
}

fn name_of(key: &JsValue) -> Read<Cow<'static, str>> {
    if !TAUGHT.replace(true) {
        teach(&NAMES.join(","));
    }
    match NAMES.get(number_of(key) as usize) {
        Some(name) => Ok(Cow::Borrowed(name)),
        None => text(key).map(Cow::Owned),
    }
}

/// Goes through an object's own properties that are not undefined and not read-only. `read` says whether it knows
/// the name.
pub(super) fn properties(
    value: &JsValue,
    noun: &str,
    read_only: &[&str],
    read: &mut dyn FnMut(&str, &JsValue) -> Read<bool>,
) -> Read<()> {
    if !is_record(value)? {
        return Err(if is_missing(value) { missing() } else { mismatch(noun, value) });
    }
    for key in keys(value)?.iter() {
        let name = name_of(&key)?;
        if read_only.contains(&&*name) {
            continue;
        }
        let value = get(value, &key)?;
        let known = read(&name, &value).map_err(|error| error.about(&[".", &name]))?;
        if !known {
            let predicate = [" does not exist in ", noun, "."].concat();
            return Err(Error::refused(ErrorCode::UnknownProperty, &predicate).about(&[".", &name]));
        }
    }
    Ok(())
}

/// A record of strings, as pairs in its order.
fn record(value: &JsValue) -> Read<Vec<(String, String)>> {
    let mut pairs = Vec::new();
    properties(value, "a record of strings", &[], &mut |name, value| {
        pairs.push((name.to_owned(), text(value)?));
        Ok(true)
    })?;
    Ok(pairs)
}

/// The same, or a list of `{ name, value }`.
fn variables(value: &JsValue) -> Read<Vec<(String, String)>> {
    if is_array(value)? { list(value, "an array", variable) } else { record(value) }
}

fn variable(value: &JsValue) -> Read<(String, String)> {
    let (mut name, mut setting) = (String::new(), String::new());
    properties(value, "a variable", &[], &mut |key, value| match key {
        "name" => set(&mut name, value, text),
        "value" => set(&mut setting, value, text),
        _ => Ok(false),
    })?;
    Ok((name, setting))
}

/// A `ClusterOptions`; undefined is the default.
pub(super) fn options(value: &JsValue) -> Read<ClusterOptions> {
    let mut options = ClusterOptions::default();
    if value.is_undefined() {
        return Ok(options);
    }
    properties(value, "the options", &[], &mut |name, value| match name {
        "name" => set(&mut options.name, value, text),
        "nodes" => set(&mut options.nodes, value, |value| list(value, "an array of nodes", node)),
        "now" => set(&mut options.now, value, time),
        "user" => set(&mut options.user, value, text),
        "isAdmin" => set(&mut options.is_admin, value, flag),
        "reuseJobIds" => set(&mut options.reuse_job_ids, value, flag),
        "execution" => set(&mut options.execution, value, execution),
        "parameters" => set(&mut options.parameters, value, record),
        "connected" => set(&mut options.connected, value, flag),
        "choices" => set(&mut options.choices, value, choices),
        _ => Ok(false),
    })?;
    Ok(options)
}

fn choices(value: &JsValue) -> Read<Choices> {
    let mut choices = Choices::default();
    properties(value, "the choices", &[], &mut |name, value| match choices
        .switches()
        .into_iter()
        .find(|switch| switch.0 == name)
    {
        Some((_, switch)) => set(switch, value, flag),
        None => Ok(false),
    })?;
    Ok(choices)
}

/// What to make of a log.
pub(super) fn replay_options(value: &JsValue) -> Read<ReplayOptions> {
    let mut options = ReplayOptions::default();
    if value.is_undefined() {
        return Ok(options);
    }
    properties(value, "the options", &[], &mut |name, value| match name {
        "policy" => set(&mut options.policy, value, policy),
        "cancellations" => set(&mut options.cancellations, value, flag),
        "processors" => set(&mut options.processors, value, |value| int(value).map(Some)),
        "processorsPerNode" => set(&mut options.processors_per_node, value, int),
        "strict" => set(&mut options.strict, value, flag),
        _ => Ok(false),
    })?;
    Ok(options)
}

fn policy(value: &JsValue) -> Read<Policy> {
    match text(value)?.as_str() {
        "easy" => Ok(Policy::Easy),
        "fcfs" => Ok(Policy::Fcfs),
        _ => Err(Error::refused(ErrorCode::ArgumentOutOfRange, " must be \"easy\" or \"fcfs\".")),
    }
}

/// A property that is known; undefined leaves the default.
pub(super) fn set<T>(target: &mut T, value: &JsValue, read: fn(&JsValue) -> Read<T>) -> Read<bool> {
    if !value.is_undefined() {
        *target = read(value)?;
    }
    Ok(true)
}

fn node(value: &JsValue) -> Read<NodeSpec> {
    // Without a name or processors the core refuses it.
    let mut node = NodeSpec::new("", 0);
    properties(value, "a node", &[], &mut |name, value| match name {
        "name" => set(&mut node.name, value, text),
        "numberOfProcessors" => set(&mut node.number_of_processors, value, int),
        "memory" => set(&mut node.memory, value, int),
        "status" => set(&mut node.status, value, node_status),
        _ => Ok(false),
    })?;
    Ok(node)
}

/// What a job has that a `JobSpec` has not: ignored, so that a fetched job serves as a template.
const JOB_READ_ONLY: &[&str] = &[
    "id",
    "status",
    "errorMessage",
    "submittedBy",
    "isBackfill",
    "attempt",
    "attempts",
    "taskCount",
    "createTime",
    "submitTime",
    "startTime",
    "endTime",
    "expiryTime",
];

pub(super) fn job(value: &JsValue) -> Read<JobSpec> {
    let mut job = JobSpec::default();
    properties(value, "a job", JOB_READ_ONLY, &mut |name, value| match name {
        "name" => set(&mut job.name, value, text),
        "priority" => set(&mut job.priority, value, priority),
        "minimumNumberOfProcessors" => set(&mut job.minimum_number_of_processors, value, int),
        "maximumNumberOfProcessors" => set(&mut job.maximum_number_of_processors, value, int),
        "runtime" => set(&mut job.runtime, value, |value| runtime(value).map(Some)),
        "runUntilCanceled" => set(&mut job.run_until_canceled, value, flag),
        "isExclusive" => set(&mut job.is_exclusive, value, flag),
        "askedNodes" => set(&mut job.asked_nodes, value, names),
        "softwareLicense" => set(&mut job.software_license, value, text),
        "project" => set(&mut job.project, value, text),
        "user" => set(&mut job.user, value, text),
        "extendedJobTerms" => set(&mut job.extended_job_terms, value, record),
        "tasks" => set(&mut job.tasks, value, tasks),
        _ => Ok(false),
    })?;
    Ok(job)
}

pub(super) fn jobs(value: &JsValue) -> Read<Vec<JobSpec>> {
    list(value, "an array of jobs", job)
}

/// As [`JOB_READ_ONLY`].
const TASK_READ_ONLY: &[&str] = &[
    "id",
    "parentJobId",
    "status",
    "endedBy",
    "runs",
    "exitCode",
    "errorMessage",
    "createTime",
    "submitTime",
    "startTime",
    "endTime",
];

pub(super) fn task(value: &JsValue) -> Read<TaskSpec> {
    let mut task = TaskSpec::default();
    properties(value, "a task", TASK_READ_ONLY, &mut |name, value| match name {
        "commandLine" => set(&mut task.command_line, value, text),
        "name" => set(&mut task.name, value, text),
        "depend" => set(&mut task.depend, value, names),
        "minimumNumberOfProcessors" => set(&mut task.minimum_number_of_processors, value, int),
        "maximumNumberOfProcessors" => set(&mut task.maximum_number_of_processors, value, int),
        "runtime" => set(&mut task.runtime, value, runtime),
        "isExclusive" => set(&mut task.is_exclusive, value, flag),
        "isRerunnable" => set(&mut task.is_rerunnable, value, flag),
        "requiredNodes" => set(&mut task.required_nodes, value, names),
        "workDirectory" => set(&mut task.work_directory, value, text),
        "stdin" => set(&mut task.stdin, value, text),
        "stdout" => set(&mut task.stdout, value, text),
        "stderr" => set(&mut task.stderr, value, text),
        "environmentVariables" => set(&mut task.environment_variables, value, variables),
        "extendedTaskTerms" => set(&mut task.extended_task_terms, value, record),
        "simulation" => set(&mut task.simulation, value, simulation),
        _ => Ok(false),
    })?;
    Ok(task)
}

pub(super) fn tasks(value: &JsValue) -> Read<Vec<TaskSpec>> {
    list(value, "an array of tasks", task)
}

/// Null, as JSON has it for what is absent, is none.
fn simulation(value: &JsValue) -> Read<Option<Simulation>> {
    if value.is_null() {
        return Ok(None);
    }
    let mut duration = None;
    let mut exit_code = 0;
    properties(value, "a simulation", &[], &mut |name, value| match name {
        "duration" => set(&mut duration, value, |value| finite_or_endless(value).map(Some)),
        "exitCode" => set(&mut exit_code, value, int),
        _ => Ok(false),
    })?;
    match duration {
        Some(duration) => Ok(Some(Simulation { duration, exit_code })),
        None => Err(missing().about(&[".duration"])),
    }
}

fn finite_or_endless(value: &JsValue) -> Read<Option<Time>> {
    if value.as_f64() == Some(f64::INFINITY) { Ok(None) } else { time(value).map(Some) }
}

/// The options of previewCancelJobs: whether to carry on.
pub(super) fn carry_on(value: &JsValue) -> Read<bool> {
    let mut carry_on = false;
    if !value.is_undefined() {
        properties(value, "the options", &[], &mut |name, value| match name {
            "carryOn" => set(&mut carry_on, value, flag),
            _ => Ok(false),
        })?;
    }
    Ok(carry_on)
}

/// The options of a console: whether the host keeps the time.
pub(super) fn keeps_time(value: &JsValue) -> Read<bool> {
    let mut keeps_time = false;
    if !value.is_undefined() {
        properties(value, "the options", &[], &mut |name, value| match name {
            "keepsTime" => set(&mut keeps_time, value, flag),
            _ => Ok(false),
        })?;
    }
    Ok(keeps_time)
}

/// Files by their paths; undefined for none.
pub(super) fn files(value: &JsValue) -> Read<Vec<(String, String)>> {
    if value.is_undefined() { Ok(Vec::new()) } else { record(value) }
}

//! What a specification must be before it is taken: a ladder of checks, the first that fails is the error.

use crate::cluster::Cluster;
use crate::error::{ClusterError, ErrorCode, Result};
use crate::nodes::Mask;
use crate::sorting::sort;
use crate::spec::{JobSpec, TaskSpec};
use crate::texts::TaskTerms;
use crate::time::{Runtime, TIME_MAX};
use std::sync::Arc;

/// Documented limits of texts, in UTF-16 code units.
pub(crate) const NAME_MAX: usize = 80;
pub(crate) const MESSAGE_MAX: usize = 320;
const COMMAND_LINE_MAX: usize = 480;
const TERM_VALUE_MAX: usize = 1_024;
pub(crate) const ENVIRONMENT_MAX: usize = 2_048;

/// Pairs of a task and one it depends on, in one call: a name may be shared by many.
const DEPENDENCIES_MAX: usize = 1 << 22;

/// The length of a text as Windows counts it.
pub(crate) fn utf16_len(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.encode_utf16().count() }
}

/// As much of a text as has at most `max` UTF-16 code units.
pub(crate) fn cut(text: &str, max: usize) -> &str {
    if text.len() <= max {
        return text;
    }
    let mut length = 0;
    let fits = |(_, char): &(usize, char)| {
        length += char.len_utf16();
        length <= max
    };
    let end = text.char_indices().take_while(fits).last();
    &text[..end.map_or(0, |(at, char)| at + char.len_utf8())]
}

fn error(code: ErrorCode, message: String) -> ClusterError {
    ClusterError::new(code, message)
}

pub(crate) fn check_text(what: &str, text: &str, max: usize) -> Result<()> {
    let length = if text.len() <= max { return Ok(()) } else { utf16_len(text) };
    if length <= max {
        return Ok(());
    }
    let message = format!("{what} has {length} UTF-16 code units; at most {max} are allowed.");
    Err(error(ErrorCode::TextTooLong, message))
}

/// The message of a cancellation.
pub(crate) fn check_message(message: &str) -> Result<()> {
    let length = if message.len() <= MESSAGE_MAX { return Ok(()) } else { utf16_len(message) };
    if length <= MESSAGE_MAX {
        return Ok(());
    }
    let over = length - MESSAGE_MAX;
    let text =
        format!("The message has {length} UTF-16 code units, {over} too many; at most 320 are allowed.");
    Err(error(ErrorCode::CancelMessageTooLong, text))
}

fn check_terms(terms: &[(String, String)]) -> Result<()> {
    for (at, (name, value)) in terms.iter().enumerate() {
        check_text("An extended term's name", name, NAME_MAX)?;
        check_text("An extended term's value", value, TERM_VALUE_MAX)?;
        if terms[..at].iter().any(|other| other.0.eq_ignore_ascii_case(name)) {
            let message = format!("The extended term {name} is given twice; case does not matter.");
            return Err(error(ErrorCode::ArgumentOutOfRange, message));
        }
    }
    Ok(())
}

pub(crate) fn check_processors(minimum: i32, maximum: i32) -> Result<()> {
    for (name, value) in [("minimum", minimum), ("maximum", maximum)] {
        if value < 1 {
            let message = format!("The {name} number of processors is {value}; it must be 1 or more.");
            return Err(error(ErrorCode::ArgumentOutOfRange, message));
        }
    }
    if minimum > maximum {
        let message = format!(
            "The minimum number of processors is {minimum}, the maximum {maximum} (1 unless given): give a maximum too."
        );
        return Err(error(ErrorCode::MinimumGreaterThanMaximum, message));
    }
    Ok(())
}

/// `feature:count{,feature:count}`.
pub(crate) fn check_license(license: &str) -> Result<()> {
    if license.is_empty() {
        return Ok(());
    }
    let mut features: Vec<&str> = Vec::new();
    for part in license.split(',') {
        let (feature, count) = part.split_once(':').unwrap_or(("", ""));
        let (feature, count) = (feature.trim(), count.trim());
        let digits = !count.is_empty() && count.bytes().all(|byte| byte.is_ascii_digit());
        if feature.is_empty() || !digits || count.parse::<i32>().is_err() {
            let message = format!("SoftwareLicense \"{license}\" is not feature:count, separated by commas.");
            return Err(error(ErrorCode::WrongLicenseFormat, message));
        }
        if features.contains(&feature) {
            let message = format!("SoftwareLicense names {feature} twice.");
            return Err(error(ErrorCode::DuplicateLicenseFeature, message));
        }
        features.push(feature);
    }
    Ok(())
}

/// A job's terms, checked: what has to be found out for it. Of most jobs that is nothing, and nothing is allocated.
#[derive(Clone, Debug, Default)]
pub(crate) struct CheckedJob {
    pub(crate) asked: Option<Arc<Mask>>,
    pub(crate) tasks: CheckedTasks,
    pub(crate) demands: Vec<(u32, u32)>,
}

/// Tasks, checked: the nodes that each requires, and what each depends on.
#[derive(Clone, Debug, Default)]
pub(crate) struct CheckedTasks {
    /// Empty where no task requires a node.
    pub(crate) required: Vec<Vec<u32>>,
    /// Empty where no task depends on another.
    pub(crate) depends: Vec<Vec<u32>>,
}

impl CheckedTasks {
    /// The nodes that a task requires, to be kept.
    pub(crate) fn take_required(&mut self, task: usize) -> Vec<u32> {
        self.required.get_mut(task).map(std::mem::take).unwrap_or_default()
    }
}

impl CheckedJob {
    /// Any nodes do, in any order of its tasks.
    pub(crate) fn is_plain(&self) -> bool {
        self.asked.is_none() && self.tasks.required.is_empty() && self.tasks.depends.is_empty()
    }
}

/// What a task has to fit into.
#[derive(Clone, Copy)]
pub(crate) struct JobFrame<'a> {
    pub(crate) minimum: i32,
    pub(crate) maximum: i32,
    pub(crate) runtime: Runtime,
    pub(crate) asked: Option<&'a Mask>,
}

impl Cluster {
    /// All checks of a job specification but those of its submission.
    pub(crate) fn check_job_spec(&self, spec: &JobSpec) -> Result<CheckedJob> {
        let asked = self.check_job_terms(spec)?;
        let frame = JobFrame {
            minimum: spec.minimum_number_of_processors,
            maximum: spec.maximum_number_of_processors,
            runtime: spec.runtime.unwrap_or_default(),
            asked: asked.as_deref(),
        };
        let tasks = self.check_tasks(&spec.tasks, &[], frame).map_err(|error| match error.index {
            // The items of such a call are jobs: the sentence says which task it is.
            Some(at) => ClusterError {
                message: format!("Task {} of the job: {}", at + 1, error.message),
                index: None,
                ..error
            },
            None => error,
        })?;
        let terms = spec.tasks.iter().zip(&tasks.required);
        let demands = demands(terms.map(|(task, required)| {
            (share(task.minimum_number_of_processors as u32, required.len() as u32), &required[..])
        }));
        check_demands(&demands, spec.maximum_number_of_processors)?;
        Ok(CheckedJob { asked, tasks, demands })
    }

    /// The terms of a job without its tasks. Gives the set of nodes that it asks for.
    pub(crate) fn check_job_terms(&self, spec: &JobSpec) -> Result<Option<Arc<Mask>>> {
        check_text("The job's name", &spec.name, NAME_MAX)?;
        check_text("The project's name", &spec.project, NAME_MAX)?;
        check_text("The user's name", &spec.user, NAME_MAX)?;
        check_terms(&spec.extended_job_terms)?;
        check_processors(spec.minimum_number_of_processors, spec.maximum_number_of_processors)?;
        let asked = self.check_nodes("askedNodes", &spec.asked_nodes)?;
        check_license(&spec.software_license)?;
        Ok((!asked.is_empty()).then(|| Arc::new(Mask::of(self.nodes.len(), asked))))
    }

    /// The indexes of named nodes.
    pub(crate) fn check_nodes(&self, what: &str, names: &[String]) -> Result<Vec<u32>> {
        if names.is_empty() {
            return Ok(Vec::new());
        }
        let mut nodes = Mask::new(self.nodes.len());
        for name in names {
            let Some(node) = self.nodes.find(name) else {
                return Err(error(ErrorCode::UnknownNode, format!("{what} names {name}, which is no node.")));
            };
            if nodes.has(node) {
                return Err(error(ErrorCode::ArgumentOutOfRange, format!("{what} names {name} twice.")));
            }
            nodes.insert(node);
        }
        Ok(nodes.iter().collect())
    }

    /// Tasks to be added behind those whose names are given.
    pub(crate) fn check_tasks(
        &self,
        tasks: &[TaskSpec],
        before: &[&str],
        frame: JobFrame<'_>,
    ) -> Result<CheckedTasks> {
        let mut required: Vec<Vec<u32>> = Vec::new();
        for (at, task) in tasks.iter().enumerate() {
            let nodes = self.check_task_spec(task, frame).map_err(|error| error.at(at))?;
            if !nodes.is_empty() {
                required.resize_with(tasks.len(), Vec::new);
                required[at] = nodes;
            }
        }
        let depends = resolve_depends(tasks, before)?;
        Ok(CheckedTasks { required, depends })
    }

    pub(crate) fn check_task_spec(&self, task: &TaskSpec, frame: JobFrame<'_>) -> Result<Vec<u32>> {
        if task.command_line.is_empty() {
            return Err(error(ErrorCode::MissingCommandLine, "A task needs a command line.".to_owned()));
        }
        check_text("The command line", &task.command_line, COMMAND_LINE_MAX)?;
        check_text("The task's name", &task.name, NAME_MAX)?;
        check_terms(&task.extended_task_terms)?;
        let variables = task.environment_variables.iter();
        let length: usize = variables.map(|(name, value)| utf16_len(name) + utf16_len(value)).sum();
        if length > ENVIRONMENT_MAX {
            let message =
                format!("The task's environment variables have {length} UTF-16 code units; at most 2,048.");
            return Err(error(ErrorCode::TextTooLong, message));
        }
        check_task_in_frame(task, frame)?;
        let required = self.check_nodes("requiredNodes", &task.required_nodes)?;
        check_required(&required, frame.asked, |node| &self.nodes.node(node).name)?;
        match task.simulation.and_then(|simulation| simulation.duration) {
            Some(duration) if !(0..=TIME_MAX).contains(&duration) => {
                let message = format!("A simulated duration of {duration} ms; it must be 0 or more.");
                Err(error(ErrorCode::ArgumentOutOfRange, message))
            }
            _ => Ok(required),
        }
    }
}

/// A task against its job's processors and limit.
pub(crate) fn check_task_in_frame(task: &TaskSpec, frame: JobFrame<'_>) -> Result<()> {
    let (minimum, maximum) = (task.minimum_number_of_processors, task.maximum_number_of_processors);
    check_processors(minimum, maximum)?;
    if minimum > frame.minimum {
        let message =
            format!("The task needs {minimum} processors; its job is sure of {} only.", frame.minimum);
        return Err(error(ErrorCode::TaskMinimumGreaterThanJobMinimum, message));
    }
    if maximum > frame.maximum {
        let message = format!("The task may take {maximum} processors; its job at most {}.", frame.maximum);
        return Err(error(ErrorCode::TaskMaximumGreaterThanJobMaximum, message));
    }
    // Infinite is above all limits, and the default: only a finite one conflicts.
    if task.runtime != Runtime::Infinite && task.runtime > frame.runtime {
        let message = format!("The task's limit of {} is above its job's {}.", task.runtime, frame.runtime);
        return Err(error(ErrorCode::TaskRuntimeGreaterThanJob, message));
    }
    Ok(())
}

pub(crate) fn check_required<'a>(
    required: &[u32],
    asked: Option<&Mask>,
    name: impl Fn(u32) -> &'a str,
) -> Result<()> {
    match required.iter().find(|node| asked.is_some_and(|asked| !asked.has(**node))) {
        Some(node) => {
            let message =
                format!("The task requires {}, which is not among its job's askedNodes.", name(*node));
            Err(error(ErrorCode::RequiredNodeNotAsked, message))
        }
        None => Ok(()),
    }
}

/// How many processors a task with this minimum must have on each of so many required nodes.
pub(crate) fn share(minimum: u32, nodes: u32) -> u32 {
    if nodes == 0 { 0 } else { minimum.max(nodes).div_ceil(nodes) }
}

/// What tasks demand of nodes: on each the largest share.
pub(crate) fn demands<'a>(tasks: impl Iterator<Item = (u32, &'a [u32])>) -> Vec<(u32, u32)> {
    let shares = |(share, required): (u32, &'a [u32])| required.iter().map(move |node| (*node, share));
    let mut largest: Vec<(u32, u32)> = tasks.flat_map(shares).collect();
    sort(&mut largest);
    // Of one node's the last is the largest.
    largest.dedup_by(|next, kept| {
        next.0 == kept.0 && {
            kept.1 = next.1;
            true
        }
    });
    largest
}

/// The demands of all tasks together must fit into the job.
pub(crate) fn check_demands(demands: &[(u32, u32)], maximum: i32) -> Result<()> {
    let sum: i64 = demands.iter().map(|demand| i64::from(demand.1)).sum();
    if sum <= i64::from(maximum) {
        return Ok(());
    }
    let message = format!("The nodes that tasks require need {sum} processors; the job may have {maximum}.");
    Err(error(ErrorCode::TaskMaximumGreaterThanJobMaximum, message))
}

/// For each new task the indexes of those it depends on. Empty where none depends on any.
fn resolve_depends(tasks: &[TaskSpec], before: &[&str]) -> Result<Vec<Vec<u32>>> {
    if tasks.iter().all(|task| task.depend.is_empty()) {
        return Ok(Vec::new());
    }
    let names = before.iter().copied().chain(tasks.iter().map(|task| task.name.as_str()));
    let mut bearers: Vec<(&str, u32)> = names.zip(0..).collect();
    sort(&mut bearers);
    let mut depends: Vec<Vec<u32>> = Vec::with_capacity(tasks.len());
    let mut pairs = 0;
    for (at, task) in tasks.iter().enumerate() {
        let mut on: Vec<u32> = Vec::new();
        for name in &task.depend {
            let first = bearers.partition_point(|bearer| bearer.0 < name.as_str());
            let bearers = bearers[first..].iter().take_while(|bearer| bearer.0 == name);
            let known = on.len();
            on.extend(bearers.map(|bearer| bearer.1));
            if name.is_empty() || on.len() == known {
                let message = format!("The task depends on \"{name}\", and no task of its job is called so.");
                return Err(error(ErrorCode::UnknownDependency, message).at(at));
            }
        }
        sort(&mut on);
        on.dedup();
        pairs += on.len();
        if pairs > DEPENDENCIES_MAX {
            let message = format!("More than {DEPENDENCIES_MAX} pairs of tasks that depend on each other.");
            return Err(error(ErrorCode::TooManyItems, message).at(at));
        }
        depends.push(on);
    }
    match find_cycle(&depends, before.len()) {
        Some(at) => {
            let message =
                format!("The task \"{}\" depends on itself, directly or through others.", tasks[at].name);
            Err(error(ErrorCode::DependencyCycle, message))
        }
        None => Ok(depends),
    }
}

/// The first new task that can never start. Those before depend on no new one.
pub(crate) fn find_cycle(depends: &[Vec<u32>], before: usize) -> Option<usize> {
    let new = |on: &&u32| **on as usize >= before;
    let mut open: Vec<usize> = depends.iter().map(|on| on.iter().filter(new).count()).collect();
    let mut dependents: Vec<Vec<usize>> = vec![Vec::new(); depends.len()];
    for (at, on) in depends.iter().enumerate() {
        for on in on.iter().filter(new) {
            dependents[*on as usize - before].push(at);
        }
    }
    let mut free: Vec<usize> = (0..depends.len()).filter(|at| open[*at] == 0).collect();
    while let Some(at) = free.pop() {
        for &waiting in &dependents[at] {
            open[waiting] -= 1;
            if open[waiting] == 0 {
                free.push(waiting);
            }
        }
    }
    open.iter().position(|open| *open > 0)
}

/// What the open tasks of a job demand.
pub(crate) fn demands_of<'a>(tasks: impl Iterator<Item = &'a TaskTerms>) -> Vec<(u32, u32)> {
    demands(
        tasks.filter(|terms| !terms.required.is_empty()).map(|terms| (terms.share(), &terms.required[..])),
    )
}

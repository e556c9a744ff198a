//! Jobs, tasks and nodes as lists of their properties, by the names of CCP's interfaces.

use super::print::{Out, fold, yes};
use crate::JobId;
use crate::calendar::date_and_time;
use crate::cluster::Cluster;
use crate::lifecycle::{JobPriority, JobStatus};
use crate::time::Time;
use crate::view::{ComputeNode, Job, Processor, Task};

/// Whether a user is meant: in full, or without the domain.
pub(super) fn is_user(full: &str, meant: &str) -> bool {
    let (full, meant) = (fold(full), fold(meant));
    full == meant || full.rsplit_once('\\').is_some_and(|(_, name)| name == meant)
}

pub(super) fn status(number: u8) -> &'static str {
    JobStatus::from_number(number).map_or("", JobStatus::name)
}

pub(super) fn priority(number: u8) -> &'static str {
    JobPriority::from_number(number).map_or("", JobPriority::name)
}

fn instant(time: Option<Time>) -> String {
    time.map(date_and_time).unwrap_or_default()
}

fn range(least: i32, most: i32) -> String {
    if least == most { least.to_string() } else { [&least.to_string(), "-", &most.to_string()].concat() }
}

pub(super) fn job(out: &mut Out, cluster: &Cluster, job: &Job, detailed: bool) {
    out.pair("Id", &job.id.to_string());
    out.pair("Name", &job.name);
    out.pair("Status", job.status.name());
    out.pair("Priority", job.priority.name());
    out.pair("SubmittedBy", &job.submitted_by);
    out.pair("Project", &job.project);
    out.pair(
        "NumberOfProcessors",
        &range(job.minimum_number_of_processors, job.maximum_number_of_processors),
    );
    out.pair("Runtime", &job.runtime.to_string());
    out.pair("AskedNodes", &job.asked_nodes.join(","));
    out.pair("AllocatedNodes", &allocated(cluster, job));
    out.pair("TaskCount", &job.tasks.len().to_string());
    out.pair("SubmitTime", &instant(job.submit_time));
    out.pair("StartTime", &instant(job.start_time));
    out.pair("EndTime", &instant(job.end_time));
    out.pair("ErrorMessage", &job.error_message);
    if detailed {
        details(out, cluster, job);
    }
}

fn details(out: &mut Out, cluster: &Cluster, job: &Job) {
    out.pair("User", &job.user);
    out.pair("CreateTime", &date_and_time(job.create_time));
    out.pair("IsExclusive", yes(job.is_exclusive));
    out.pair("RunUntilCanceled", yes(job.run_until_canceled));
    out.pair("IsBackfill", yes(job.is_backfill));
    out.pair("SoftwareLicense", &job.software_license);
    for (name, value) in &job.extended_job_terms {
        out.pair(name, value);
    }
    for status in JobStatus::ALL {
        let tasks = job.tasks.iter().filter(|task| task.status == status).count();
        if tasks > 0 {
            out.pair(&["Tasks", status.name()].concat(), &tasks.to_string());
        }
    }
    for run in &job.attempts {
        let message = if run.message.is_empty() { "" } else { ": " };
        let text = [run.status.name(), " ", &date_and_time(run.end_time), message, &run.message].concat();
        out.pair(&["Run", &run.attempt.to_string()].concat(), &text);
    }
    if job.status == JobStatus::Queued
        && let Ok(explanation) = cluster.explain_job(job.id)
    {
        out.pair("Waits", &explanation.sentence);
    }
}

/// Where a job holds processors, and how many.
fn allocated(cluster: &Cluster, job: &Job) -> String {
    if job.status != JobStatus::Running {
        return String::new();
    }
    let mut nodes: Vec<String> = Vec::new();
    for node in cluster.compute_nodes() {
        let held = node.processors.iter().filter(|processor| holder(processor) == Some(job.id)).count();
        if held > 0 {
            nodes.push([&node.name, ":", &held.to_string()].concat());
        }
    }
    nodes.join(",")
}

fn holder(processor: &Processor) -> Option<JobId> {
    match processor {
        Processor::Working(job, _) | Processor::Held(job) => Some(*job),
        Processor::Free | Processor::Closed(_) => None,
    }
}

pub(super) fn task(out: &mut Out, task: &Task) {
    out.pair("Id", &[&task.parent_job_id.to_string(), ".", &task.id.to_string()].concat());
    out.pair("Name", &task.name);
    out.pair("Status", task.status.name());
    out.pair("CommandLine", &task.command_line);
    out.pair(
        "NumberOfProcessors",
        &range(task.minimum_number_of_processors, task.maximum_number_of_processors),
    );
    out.pair("Runtime", &task.runtime.to_string());
    out.pair("Depend", &task.depend.join(","));
    out.pair("RequiredNodes", &task.required_nodes.join(","));
    out.pair("IsExclusive", yes(task.is_exclusive));
    out.pair("IsRerunnable", yes(task.is_rerunnable));
    for (name, value) in [
        ("WorkDirectory", &task.work_directory),
        ("Stdin", &task.stdin),
        ("Stdout", &task.stdout),
        ("Stderr", &task.stderr),
    ] {
        if !value.is_empty() {
            out.pair(name, value);
        }
    }
    for (name, value) in &task.environment_variables {
        out.pair("EnvironmentVariable", &[name, "=", value].concat());
    }
    for (name, value) in &task.extended_task_terms {
        out.pair(name, value);
    }
    out.pair("StartTime", &instant(task.start_time));
    out.pair("EndTime", &instant(task.end_time));
    out.pair("ExitCode", &task.exit_code.to_string());
    out.pair("ErrorMessage", &task.error_message);
}

pub(super) fn node(out: &mut Out, node: &ComputeNode) {
    out.pair("Name", &node.name);
    out.pair("Status", node.status.name());
    out.pair("NumberOfProcessors", &node.number_of_processors.to_string());
    out.pair("NumberOfIdleProcessors", &node.number_of_idle_processors.to_string());
    out.pair("Memory", &[&node.memory.to_string(), " MB"].concat());
    out.pair("ProcessorSpeed", &[&node.processor_speed.to_string(), " MHz"].concat());
    out.pair("ProcessorArchitecture", &node.processor_architecture);
}

/// The jobs on a node, each once.
pub(super) fn jobs_on(node: &ComputeNode) -> String {
    let mut jobs: Vec<String> = Vec::new();
    for id in node.processors.iter().filter_map(holder) {
        let id = id.to_string();
        if !jobs.contains(&id) {
            jobs.push(id);
        }
    }
    jobs.join(",")
}

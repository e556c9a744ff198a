//! Histories as text: a command a line, words and key=value pairs. `tests/golden/README.md` describes the format.
//! Operations print as they are read, so that a failing random history is a script at once; and they are carried out
//! on the core and on the model by the same code.
#![allow(
    dead_code,
    unreachable_pub,
    missing_docs,
    reason = "shared by several test programs, each uses a part"
)]

pub mod check;
mod listener;

use crate::model::Model;
use ccp_scheduler::*;
use listener::Listener;
use std::fmt::{self, Write as _};

/// One call, with everything that it is given.
#[derive(Clone, Debug, PartialEq)]
pub enum Op {
    As(String, bool),
    Advance(Time),
    AdvanceTo(Time),
    /// To the next event, if there is one.
    Next,
    Add(JobSpec),
    AddAll(Vec<JobSpec>),
    Queue(JobSpec),
    QueueAll(Vec<JobSpec>),
    AddTask(JobId, TaskSpec),
    AddTasks(JobId, Vec<TaskSpec>),
    Submit(JobId),
    SubmitAll(Vec<JobId>),
    Modify(JobId, JobSpec),
    Term(JobId, String, String),
    CancelOne(JobId, String),
    Cancel(Vec<JobId>, String),
    TryCancel(Vec<JobId>, String),
    CancelTask(JobId, TaskId, String),
    CancelTasks(JobId, Vec<TaskId>, String),
    RequeueOne(JobId),
    Requeue(Vec<JobId>),
    RequeueTask(JobId, TaskId),
    RequeueTasks(JobId, Vec<TaskId>),
    Complete(JobId, TaskId, u32, i32),
    Set(String, Option<String>),
    Env(String, Option<String>),
    Pause(String),
    Resume(String),
    Approve(String),
    Fail(String),
    Restore(String),
    Listen(bool),
    /// The core only: goes on with what a snapshot of itself holds.
    RoundTrip,
}

/// What a call gave back.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    Done,
    Ids(Vec<i32>),
    Report(Vec<JobId>, Vec<(usize, JobId, ErrorCode)>),
}

/// An error without its wording, as scripts write it.
#[derive(Clone, Debug, PartialEq)]
pub struct Refused(
    pub ErrorCode,
    pub Option<JobId>,
    pub Option<TaskId>,
    pub Option<usize>,
    pub Option<usize>,
);

impl From<&ClusterError> for Refused {
    fn from(error: &ClusterError) -> Refused {
        Refused(error.code, error.job_id, error.task_id, error.index, error.completed)
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Refused(code, job, task, index, completed) = self;
        write!(f, "{}", code.name())?;
        job.map_or(Ok(()), |job| write!(f, " job={job}"))?;
        task.map_or(Ok(()), |task| write!(f, " task={task}"))?;
        index.map_or(Ok(()), |index| write!(f, " index={index}"))?;
        completed.map_or(Ok(()), |completed| write!(f, " completed={completed}"))
    }
}

// ── the two that are compared ──

macro_rules! face {
    ($(fn $name:ident($($arg:ident: $ty:ty),*) -> $ret:ty;)*) => {
        /// The calls that the core and the model have in common.
        pub trait Face {
            $(fn $name(&mut self, $($arg: $ty),*) -> $ret;)*
        }
        impl Face for Cluster {
            $(fn $name(&mut self, $($arg: $ty),*) -> $ret { Cluster::$name(self, $($arg),*) })*
        }
        impl Face for Model {
            $(fn $name(&mut self, $($arg: $ty),*) -> $ret { Model::$name(self, $($arg),*) })*
        }
    };
}

face! {
    fn act_as(user: &str, is_admin: bool) -> ();
    fn advance(millis: Time) -> Result<()>;
    fn advance_to(time: Time) -> Result<()>;
    fn next_event_time() -> Option<Time>;
    fn add_job(job: &JobSpec) -> Result<JobId>;
    fn add_jobs(jobs: &[JobSpec]) -> Result<Vec<JobId>>;
    fn queue_job(job: &JobSpec) -> Result<JobId>;
    fn queue_jobs(jobs: &[JobSpec]) -> Result<Vec<JobId>>;
    fn add_task(job: JobId, task: &TaskSpec) -> Result<TaskId>;
    fn add_tasks(job: JobId, tasks: &[TaskSpec]) -> Result<Vec<TaskId>>;
    fn submit_job(job: JobId) -> Result<()>;
    fn submit_jobs(jobs: &[JobId]) -> Result<()>;
    fn modify_job(job: JobId, spec: &JobSpec) -> Result<()>;
    fn modify_job_term(job: JobId, term: &str, value: &str) -> Result<()>;
    fn cancel_job(job: JobId, message: &str) -> Result<()>;
    fn cancel_jobs(jobs: &[JobId], message: &str) -> Result<()>;
    fn try_cancel_jobs(jobs: &[JobId], message: &str) -> Result<CancelReport>;
    fn cancel_task(job: JobId, task: TaskId, message: &str) -> Result<()>;
    fn cancel_tasks(job: JobId, tasks: &[TaskId], message: &str) -> Result<()>;
    fn requeue_job(job: JobId) -> Result<()>;
    fn requeue_jobs(jobs: &[JobId]) -> Result<()>;
    fn requeue_task(job: JobId, task: TaskId) -> Result<()>;
    fn requeue_tasks(job: JobId, tasks: &[TaskId]) -> Result<()>;
    fn complete_task(job: JobId, task: TaskId, attempt: u32, exit_code: i32) -> Result<()>;
    fn set_cluster_parameter(name: &str, value: Option<&str>) -> Result<()>;
    fn set_environment_variable(name: &str, value: Option<&str>) -> Result<()>;
    fn pause_node(name: &str) -> Result<()>;
    fn resume_node(name: &str) -> Result<()>;
    fn approve_node(name: &str) -> Result<()>;
    fn fail_node(name: &str) -> Result<()>;
    fn restore_node(name: &str) -> Result<()>;
}

impl Op {
    /// Carries the call out.
    pub fn apply(&self, face: &mut impl Face) -> Result<Outcome> {
        let one = |id: i32| Outcome::Ids(vec![id]);
        let done = |()| Outcome::Done;
        match self {
            Op::As(user, is_admin) => {
                face.act_as(user, *is_admin);
                Ok(Outcome::Done)
            }
            Op::Advance(millis) => face.advance(*millis).map(done),
            Op::AdvanceTo(time) => face.advance_to(*time).map(done),
            Op::Next => face.next_event_time().map_or(Ok(()), |time| face.advance_to(time)).map(done),
            Op::Add(spec) => face.add_job(spec).map(one),
            Op::AddAll(specs) => face.add_jobs(specs).map(Outcome::Ids),
            Op::Queue(spec) => face.queue_job(spec).map(one),
            Op::QueueAll(specs) => face.queue_jobs(specs).map(Outcome::Ids),
            Op::AddTask(job, task) => face.add_task(*job, task).map(one),
            Op::AddTasks(job, tasks) => face.add_tasks(*job, tasks).map(Outcome::Ids),
            Op::Submit(job) => face.submit_job(*job).map(done),
            Op::SubmitAll(jobs) => face.submit_jobs(jobs).map(done),
            Op::Modify(job, spec) => face.modify_job(*job, spec).map(done),
            Op::Term(job, term, value) => face.modify_job_term(*job, term, value).map(done),
            Op::CancelOne(job, message) => face.cancel_job(*job, message).map(done),
            Op::Cancel(jobs, message) => face.cancel_jobs(jobs, message).map(done),
            Op::TryCancel(jobs, message) => face.try_cancel_jobs(jobs, message).map(|report| {
                let failed = report.failed.iter().map(|row| (row.index, row.job_id, row.code)).collect();
                Outcome::Report(report.cancelled, failed)
            }),
            Op::CancelTask(job, task, message) => face.cancel_task(*job, *task, message).map(done),
            Op::CancelTasks(job, tasks, message) => face.cancel_tasks(*job, tasks, message).map(done),
            Op::RequeueOne(job) => face.requeue_job(*job).map(done),
            Op::Requeue(jobs) => face.requeue_jobs(jobs).map(done),
            Op::RequeueTask(job, task) => face.requeue_task(*job, *task).map(done),
            Op::RequeueTasks(job, tasks) => face.requeue_tasks(*job, tasks).map(done),
            Op::Complete(job, task, attempt, code) => {
                face.complete_task(*job, *task, *attempt, *code).map(done)
            }
            Op::Set(name, value) => face.set_cluster_parameter(name, value.as_deref()).map(done),
            Op::Env(name, value) => face.set_environment_variable(name, value.as_deref()).map(done),
            Op::Pause(node) => face.pause_node(node).map(done),
            Op::Resume(node) => face.resume_node(node).map(done),
            Op::Approve(node) => face.approve_node(node).map(done),
            Op::Fail(node) => face.fail_node(node).map(done),
            Op::Restore(node) => face.restore_node(node).map(done),
            Op::Listen(_) | Op::RoundTrip => Ok(Outcome::Done),
        }
    }
}

// ── writing ──

/// A value as a word if it can be one, else in quotes as in JSON.
pub fn quoted(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_.:-+/,".contains(&byte);
    if !text.is_empty() && text.bytes().all(plain) {
        return text.to_owned();
    }
    let mut out = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' | '\\' => out.extend(['\\', letter]),
            '\n' => out.push_str("\\n"),
            letter if (letter as u32) < 0x20 => write!(out, "\\u{:04x}", letter as u32).unwrap(),
            letter => out.push(letter),
        }
    }
    out + "\""
}

fn list(ids: &[i32]) -> String {
    if ids.is_empty() {
        return "none".to_owned();
    }
    ids.iter().map(i32::to_string).collect::<Vec<_>>().join(",")
}

/// Milliseconds in the largest unit that leaves a whole number.
pub fn duration(millis: Time) -> String {
    let units = [(86_400_000, "d"), (3_600_000, "h"), (60_000, "m"), (1_000, "s")];
    let unit = units.into_iter().find(|(length, _)| millis != 0 && millis % length == 0);
    unit.map_or_else(|| millis.to_string(), |(length, name)| format!("{}{name}", millis / length))
}

/// Collects ` key=value` for what differs from the default.
struct Words(String);

impl Words {
    fn flag(&mut self, name: &str, on: bool) {
        if on {
            write!(self.0, " {name}").unwrap();
        }
    }
    fn text(&mut self, name: &str, text: &str) {
        if !text.is_empty() {
            write!(self.0, " {name}={}", quoted(text)).unwrap();
        }
    }
    fn processors(&mut self, minimum: i32, maximum: i32) {
        if minimum == maximum {
            self.flag(&format!("procs={minimum}"), minimum != 1);
        } else {
            self.flag(&format!("min={minimum}"), minimum != 1);
            self.flag(&format!("max={maximum}"), maximum != 1);
        }
    }
    fn pairs(&mut self, kind: &str, pairs: &[(String, String)]) {
        for (name, value) in pairs {
            write!(self.0, " {kind}={}", quoted(&format!("{name}={value}"))).unwrap();
        }
    }
}

fn job_words(spec: &JobSpec) -> String {
    let mut words = Words(String::new());
    words.text("name", &spec.name);
    words.flag(&format!("priority={}", spec.priority.name()), spec.priority != JobPriority::Normal);
    words.processors(spec.minimum_number_of_processors, spec.maximum_number_of_processors);
    words.flag("shared", !spec.is_exclusive);
    words.flag("keep", spec.run_until_canceled);
    words.text("limit", &spec.runtime.map_or_else(String::new, |runtime| runtime.to_string()));
    words.text("asked", &spec.asked_nodes.join(","));
    words.text("license", &spec.software_license);
    words.text("project", &spec.project);
    words.text("user", &spec.user);
    words.pairs("term", &spec.extended_job_terms);
    words.0
}

fn task_words(spec: &TaskSpec) -> String {
    let mut words = Words(String::new());
    words.text("name", &spec.name);
    words.flag(&format!("cmd={}", quoted(&spec.command_line)), spec.command_line != "work");
    if let Some(simulation) = spec.simulation {
        words.text("for", &simulation.duration.map_or_else(|| "ever".to_owned(), duration));
        words.flag(&format!("exit={}", simulation.exit_code), simulation.exit_code != 0);
    }
    words.processors(spec.minimum_number_of_processors, spec.maximum_number_of_processors);
    words.flag("exclusive", spec.is_exclusive);
    words.flag("once", !spec.is_rerunnable);
    words.flag(&format!("limit={}", spec.runtime), spec.runtime != Runtime::Infinite);
    words.text("after", &spec.depend.join(","));
    words.text("needs", &spec.required_nodes.join(","));
    words.pairs("env", &spec.environment_variables);
    words.pairs("term", &spec.extended_task_terms);
    words.0
}

fn task_lines(f: &mut fmt::Formatter<'_>, tasks: &[TaskSpec]) -> fmt::Result {
    tasks.iter().try_for_each(|task| write!(f, "\n  task{}", task_words(task)))
}

fn job_lines(f: &mut fmt::Formatter<'_>, jobs: &[JobSpec]) -> fmt::Result {
    jobs.iter().try_for_each(|job| {
        write!(f, "\n  job{}", job_words(job))?;
        task_lines(f, &job.tasks)
    })
}

fn one_job(f: &mut fmt::Formatter<'_>, verb: &str, job: &JobSpec) -> fmt::Result {
    write!(f, "{verb}{}", job_words(job))?;
    task_lines(f, &job.tasks)
}

impl fmt::Display for Op {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Op::As(user, is_admin) => {
                write!(f, "as {}{}", quoted(user), if *is_admin { " admin" } else { "" })
            }
            Op::Advance(millis) => write!(f, "advance {}", duration(*millis)),
            Op::AdvanceTo(time) => write!(f, "advance-to {time}"),
            Op::Next => write!(f, "next"),
            Op::Add(spec) => one_job(f, "add", spec),
            Op::AddAll(specs) => write!(f, "add-all").and_then(|()| job_lines(f, specs)),
            Op::Queue(spec) => one_job(f, "queue", spec),
            Op::QueueAll(specs) => write!(f, "queue-all").and_then(|()| job_lines(f, specs)),
            Op::AddTask(job, task) => write!(f, "add-task {job}{}", task_words(task)),
            Op::AddTasks(job, tasks) => write!(f, "add-tasks {job}").and_then(|()| task_lines(f, tasks)),
            Op::Submit(job) => write!(f, "submit {job}"),
            Op::SubmitAll(jobs) => write!(f, "submit-all {}", list(jobs)),
            Op::Modify(job, spec) => one_job(f, &format!("modify {job}"), spec),
            Op::Term(job, term, value) => write!(f, "term {job} {} {}", quoted(term), quoted(value)),
            Op::CancelOne(job, message) => write!(f, "cancel-one {job} {}", quoted(message)),
            Op::Cancel(jobs, message) => write!(f, "cancel {} {}", list(jobs), quoted(message)),
            Op::TryCancel(jobs, message) => write!(f, "try-cancel {} {}", list(jobs), quoted(message)),
            Op::CancelTask(job, task, message) => write!(f, "cancel-task {job} {task} {}", quoted(message)),
            Op::CancelTasks(job, tasks, message) => {
                write!(f, "cancel-tasks {job} {} {}", list(tasks), quoted(message))
            }
            Op::RequeueOne(job) => write!(f, "requeue-one {job}"),
            Op::Requeue(jobs) => write!(f, "requeue {}", list(jobs)),
            Op::RequeueTask(job, task) => write!(f, "requeue-task {job} {task}"),
            Op::RequeueTasks(job, tasks) => write!(f, "requeue-tasks {job} {}", list(tasks)),
            Op::Complete(job, task, attempt, code) => write!(f, "complete {job} {task} {attempt} {code}"),
            Op::Set(name, Some(value)) => write!(f, "set {} {}", quoted(name), quoted(value)),
            Op::Set(name, None) => write!(f, "unset {}", quoted(name)),
            Op::Env(name, Some(value)) => write!(f, "env {} {}", quoted(name), quoted(value)),
            Op::Env(name, None) => write!(f, "unenv {}", quoted(name)),
            Op::Pause(node) => write!(f, "pause {}", quoted(node)),
            Op::Resume(node) => write!(f, "resume {}", quoted(node)),
            Op::Approve(node) => write!(f, "approve {}", quoted(node)),
            Op::Fail(node) => write!(f, "fail {}", quoted(node)),
            Op::Restore(node) => write!(f, "restore {}", quoted(node)),
            Op::Listen(on) => write!(f, "listen {}", if *on { "on" } else { "off" }),
            Op::RoundTrip => write!(f, "round-trip"),
        }
    }
}

/// The first lines of a script: the cluster.
pub fn write_options(options: &ClusterOptions) -> String {
    let default = ClusterOptions::default();
    let mut words = Words(String::from("cluster"));
    words.flag(&format!("name={}", quoted(&options.name)), options.name != default.name);
    words.flag(&format!("now={}", options.now), options.now != 0);
    words.flag(&format!("user={}", quoted(&options.user)), options.user != default.user);
    words.flag("no-admin", !options.is_admin);
    words.flag("no-reuse", !options.reuse_job_ids);
    words.flag("host", options.execution == Execution::Host);
    words.pairs("parameter", &options.parameters);
    for node in &options.nodes {
        let (name, processors) = (&node.name, node.number_of_processors);
        write!(words.0, "\n  node name={} procs={processors}", quoted(name)).unwrap();
        words.flag(&format!("status={}", node.status.name()), node.status != NodeStatus::Ready);
        words.flag(&format!("memory={}", node.memory), node.memory != 1_024);
    }
    words.0
}

// ── reading ──

/// A line as words: (key, value), where a word without "=" has it as its value and no key.
pub type Line = Vec<(String, String)>;

/// Splits a line at blanks outside quotes. `#` begins a comment where a word could.
pub fn words(line: &str) -> Line {
    let mut words = Line::new();
    let mut letters = line.chars().peekable();
    loop {
        while letters.next_if(|letter| letter.is_whitespace()).is_some() {}
        if letters.peek().is_none_or(|letter| *letter == '#') {
            return words;
        }
        let (mut key, mut value) = (String::new(), String::new());
        let mut quoted = false;
        while let Some(letter) = letters.next_if(|letter| quoted || !letter.is_whitespace()) {
            match letter {
                '"' => quoted = !quoted,
                '\\' if quoted => value.push(match letters.next() {
                    Some('n') => '\n',
                    Some('u') => {
                        let digits: String = letters.by_ref().take(4).collect();
                        let code = u32::from_str_radix(&digits, 16).ok().and_then(char::from_u32);
                        code.expect("four hexadecimal digits that are a character")
                    }
                    other => other.expect("a letter after the backslash"),
                }),
                '=' if !quoted && key.is_empty() => key = std::mem::take(&mut value),
                letter => value.push(letter),
            }
        }
        assert!(!quoted, "an open quote: {line}");
        words.push((key, value));
    }
}

/// "10m", "90s", "5d", "2h" or milliseconds.
pub fn read_duration(text: &str) -> Time {
    let (digits, unit) =
        text.split_at(text.find(|letter: char| letter.is_ascii_alphabetic()).unwrap_or(text.len()));
    let unit = match unit {
        "d" => 86_400_000,
        "h" => 3_600_000,
        "m" => 60_000,
        "s" => 1_000,
        "" | "ms" => 1,
        _ => panic!("no unit of time: {text}"),
    };
    digits.parse::<Time>().unwrap_or_else(|_| panic!("no duration: {text}")) * unit
}

pub fn read_ids(text: &str) -> Vec<i32> {
    if text == "none" {
        return Vec::new();
    }
    text.split(',').map(|id| id.parse().unwrap_or_else(|_| panic!("no id: {text}"))).collect()
}

fn names(text: &str) -> Vec<String> {
    text.split(',').map(str::to_owned).collect()
}

fn pair(text: &str) -> (String, String) {
    let (name, value) = text.split_once('=').unwrap_or((text, ""));
    (name.to_owned(), value.to_owned())
}

fn read_job(line: &[(String, String)]) -> JobSpec {
    let mut spec = JobSpec::default();
    let mut short_task = None;
    for (key, value) in line {
        let number = || value.parse::<i32>().unwrap_or_else(|_| panic!("no number: {key}={value}"));
        match (key.as_str(), value.as_str()) {
            ("", "shared") => spec.is_exclusive = false,
            ("", "keep") => spec.run_until_canceled = true,
            ("name", _) => spec.name = value.clone(),
            ("priority", _) => spec.priority = JobPriority::from_name(value).expect("a priority"),
            ("procs", _) => {
                (spec.minimum_number_of_processors, spec.maximum_number_of_processors) = (number(), number());
            }
            ("min", _) => spec.minimum_number_of_processors = number(),
            ("max", _) => spec.maximum_number_of_processors = number(),
            ("limit", _) => spec.runtime = Some(value.parse().expect("a run time")),
            ("asked", _) => spec.asked_nodes = names(value),
            ("license", _) => spec.software_license = value.clone(),
            ("project", _) => spec.project = value.clone(),
            ("user", _) => spec.user = value.clone(),
            ("term", _) => spec.extended_job_terms.push(pair(value)),
            ("task", _) => short_task = Some(read_duration(value)),
            _ => panic!("no word of a job: {key}={value}"),
        }
    }
    if let Some(length) = short_task {
        let task = TaskSpec::lasting(length, spec.minimum_number_of_processors);
        let maximum_number_of_processors = spec.maximum_number_of_processors;
        spec.tasks.push(TaskSpec { maximum_number_of_processors, ..task });
    }
    spec
}

fn read_task(line: &[(String, String)]) -> TaskSpec {
    let mut spec = TaskSpec::new("work", 1);
    for (key, value) in line {
        let number = || value.parse::<i32>().unwrap_or_else(|_| panic!("no number: {key}={value}"));
        let simulation = spec.simulation.unwrap_or(Simulation { duration: Some(0), exit_code: 0 });
        match (key.as_str(), value.as_str()) {
            ("", "exclusive") => spec.is_exclusive = true,
            ("", "once") => spec.is_rerunnable = false,
            ("name", _) => spec.name = value.clone(),
            ("cmd", _) => spec.command_line = value.clone(),
            ("for", _) => {
                let duration = (value != "ever").then(|| read_duration(value));
                spec.simulation = Some(Simulation { duration, ..simulation });
            }
            ("exit", _) => spec.simulation = Some(Simulation { exit_code: number(), ..simulation }),
            ("procs", _) => {
                (spec.minimum_number_of_processors, spec.maximum_number_of_processors) = (number(), number());
            }
            ("min", _) => spec.minimum_number_of_processors = number(),
            ("max", _) => spec.maximum_number_of_processors = number(),
            ("limit", _) => spec.runtime = value.parse().expect("a run time"),
            ("after", _) => spec.depend = names(value),
            ("needs", _) => spec.required_nodes = names(value),
            ("env", _) => spec.environment_variables.push(pair(value)),
            ("term", _) => spec.extended_task_terms.push(pair(value)),
            _ => panic!("no word of a task: {key}={value}"),
        }
    }
    spec
}

/// The jobs, with their tasks, of the indented lines.
fn read_jobs(items: &[Line]) -> Vec<JobSpec> {
    let mut jobs: Vec<JobSpec> = Vec::new();
    for item in items {
        match item[0].1.as_str() {
            "job" => jobs.push(read_job(&item[1..])),
            "task" => jobs.last_mut().expect("a job before its tasks").tasks.push(read_task(&item[1..])),
            other => panic!("neither job nor task: {other}"),
        }
    }
    jobs
}

fn read_job_with_tasks(line: &[(String, String)], items: &[Line]) -> JobSpec {
    let mut spec = read_job(line);
    spec.tasks.extend(items.iter().map(|item| read_task(&item[1..])));
    spec
}

pub fn read_options(line: &Line, items: &[Line]) -> ClusterOptions {
    let mut options = ClusterOptions::default();
    for (key, value) in &line[1..] {
        match (key.as_str(), value.as_str()) {
            ("", "no-admin") => options.is_admin = false,
            ("", "no-reuse") => options.reuse_job_ids = false,
            ("", "host") => options.execution = Execution::Host,
            ("name", _) => options.name = value.clone(),
            ("now", _) => options.now = value.parse().expect("an instant"),
            ("user", _) => options.user = value.clone(),
            ("parameter", _) => options.parameters.push(pair(value)),
            _ => panic!("no word of a cluster: {key}={value}"),
        }
    }
    for item in items {
        let mut node = NodeSpec::new("", 1);
        for (key, value) in &item[1..] {
            match key.as_str() {
                "name" => node.name = value.clone(),
                "procs" => node.number_of_processors = value.parse().expect("a number"),
                "memory" => node.memory = value.parse().expect("a number"),
                "status" => node.status = NodeStatus::from_name(value).expect("a node's status"),
                _ => panic!("no word of a node: {key}={value}"),
            }
        }
        options.nodes.push(node);
    }
    options
}

impl Op {
    /// Reads a line and the indented ones that belong to it; None if the first word is none of these verbs.
    pub fn read(line: &Line, items: &[Line]) -> Option<Op> {
        let text = |at: usize| line.get(at).map_or(String::new(), |(_, word)| word.clone());
        let id = |at: usize| text(at).parse::<i32>().unwrap_or_else(|_| panic!("no id: {}", text(at)));
        let ids = |at: usize| read_ids(&text(at));
        let tasks = || items.iter().map(|item| read_task(&item[1..])).collect();
        Some(match text(0).as_str() {
            "as" => Op::As(text(1), text(2) == "admin"),
            "advance" => Op::Advance(read_duration(&text(1))),
            "advance-to" => Op::AdvanceTo(text(1).parse().expect("an instant")),
            "next" => Op::Next,
            "add" => Op::Add(read_job_with_tasks(&line[1..], items)),
            "add-all" => Op::AddAll(read_jobs(items)),
            "queue" => Op::Queue(read_job_with_tasks(&line[1..], items)),
            "queue-all" => Op::QueueAll(read_jobs(items)),
            "add-task" => Op::AddTask(id(1), read_task(&line[2..])),
            "add-tasks" => Op::AddTasks(id(1), tasks()),
            "submit" => Op::Submit(id(1)),
            "submit-all" => Op::SubmitAll(ids(1)),
            "modify" => Op::Modify(id(1), read_job_with_tasks(&line[2..], items)),
            "term" => Op::Term(id(1), text(2), text(3)),
            "cancel-one" => Op::CancelOne(id(1), text(2)),
            "cancel" => Op::Cancel(ids(1), text(2)),
            "try-cancel" => Op::TryCancel(ids(1), text(2)),
            "cancel-task" => Op::CancelTask(id(1), id(2), text(3)),
            "cancel-tasks" => Op::CancelTasks(id(1), ids(2), text(3)),
            "requeue-one" => Op::RequeueOne(id(1)),
            "requeue" => Op::Requeue(ids(1)),
            "requeue-task" => Op::RequeueTask(id(1), id(2)),
            "requeue-tasks" => Op::RequeueTasks(id(1), ids(2)),
            "complete" => Op::Complete(id(1), id(2), id(3) as u32, id(4)),
            "set" => Op::Set(text(1), Some(text(2))),
            "unset" => Op::Set(text(1), None),
            "env" => Op::Env(text(1), Some(text(2))),
            "unenv" => Op::Env(text(1), None),
            "pause" => Op::Pause(text(1)),
            "resume" => Op::Resume(text(1)),
            "approve" => Op::Approve(text(1)),
            "fail" => Op::Fail(text(1)),
            "restore" => Op::Restore(text(1)),
            "listen" => Op::Listen(text(1) == "on"),
            "round-trip" => Op::RoundTrip,
            _ => return None,
        })
    }
}

/// A script as (line number, words, indented lines below it).
pub fn blocks(script: &str) -> Vec<(usize, Line, Vec<Line>)> {
    let mut blocks: Vec<(usize, Line, Vec<Line>)> = Vec::new();
    for (at, text) in script.lines().enumerate() {
        let line = words(text);
        if line.is_empty() {
            continue;
        }
        match text.starts_with(char::is_whitespace) {
            true => blocks.last_mut().expect("a command above the indented line").2.push(line),
            false => blocks.push((at + 1, line, Vec::new())),
        }
    }
    blocks
}

// ── comparing ──

/// Err: what differs.
pub type Check<T = ()> = std::result::Result<T, String>;

/// The core and the model, side by side.
pub struct Pair {
    pub core: Cluster,
    pub model: Model,
    listening: bool,
    listener: Listener,
    last_error: String,
}

/// The first place where two debug renderings differ, with what stands before it.
fn difference(what: &str, core: &impl fmt::Debug, model: &impl fmt::Debug) -> String {
    let (core, model) = (format!("{core:#?}"), format!("{model:#?}"));
    let (a, b): (Vec<&str>, Vec<&str>) = (core.lines().collect(), model.lines().collect());
    let same = a.iter().zip(&b).take_while(|(a, b)| a == b).count();
    let from = same.saturating_sub(30);
    let show = |lines: &[&str]| lines[from..lines.len().min(same + 12)].join("\n    ");
    let (a, b) = (show(&a), show(&b));
    format!("{what} differ\n  core:\n    {a}\n  model:\n    {b}")
}

/// Compares; on a difference returns from the function with its description.
macro_rules! same {
    ($what:expr, $core:expr, $model:expr) => {
        let (core, model) = (&$core, &$model);
        if core != model {
            return Err(difference($what, core, model));
        }
    };
}

impl Pair {
    pub fn new(options: &ClusterOptions) -> Check<Pair> {
        let core = Cluster::new(options.clone()).map_err(|error| error.to_string())?;
        let model = Model::new(options.clone()).map_err(|error| error.code.name().to_owned())?;
        Ok(Pair {
            core,
            model,
            listening: false,
            listener: Listener::new(options),
            last_error: String::new(),
        })
    }

    /// One step on both sides, and everything observable compared.
    pub fn step(&mut self, op: &Op) -> Check<std::result::Result<Outcome, Refused>> {
        let count = self.core.event_count();
        let digest = self.core.state_digest();
        match op {
            Op::Listen(on) => {
                self.core.listen(*on);
                self.listening = *on;
            }
            Op::RoundTrip => {
                let copy =
                    Cluster::from_snapshot(&self.core.to_snapshot()).map_err(|error| error.to_string())?;
                same!("digest before and after the round trip", copy.state_digest(), digest);
                self.core = copy;
                self.core.listen(self.listening);
                // Listeners and the last error are no part of a snapshot.
                self.last_error = self.core.error_message();
            }
            _ => {}
        }
        let (core, model) = (op.apply(&mut self.core), op.apply(&mut self.model));
        if let Err(error) = &core {
            self.last_error.clone_from(&error.message);
        }
        let core = core.map_err(|error| Refused::from(&error));
        let model = model.map_err(|error| Refused::from(&error));
        same!("results", core, model);
        let kept = core.as_ref().is_err_and(|error| error.4.unwrap_or(0) == 0);
        if kept || matches!(op, Op::As(..) | Op::Listen(_)) {
            same!("digest before and after a call without effect", self.core.state_digest(), digest);
            same!("number of events before and after a call without effect", self.core.event_count(), count);
        }
        self.compare(false)?;
        Ok(core)
    }

    /// Everything that the public face shows. `thoroughly`: also what follows from the rest.
    pub fn compare(&mut self, thoroughly: bool) -> Check {
        let Pair { core, model, .. } = self;
        let digest = core.state_digest();
        same!("now", core.now(), model.now());
        let (events, expected) = (core.take_events(), model.take_events());
        expected.iter().for_each(|event| self.listener.hear(event));
        same!("events", events, if self.listening { expected } else { Vec::new() });
        same!("event counts", core.event_count(), model.event_count());
        same!("jobs", core.list_all_jobs(), model.list_all_jobs());
        same!("queues", core.queued_jobs(), model.queued_jobs());
        let mut nodes = core.compute_nodes();
        nodes.iter_mut().for_each(|node| node.processor_speed = 0);
        same!("nodes", nodes, model.compute_nodes());
        same!("counters", core.cluster_counter(), model.cluster_counter());
        same!("next event times", core.next_event_time(), model.next_event_time());
        if core.next_event_time().is_some_and(|next| next <= core.now()) {
            return Err("something is still due now".to_owned());
        }
        let sorted = |mut list: Vec<(String, String)>| {
            list.sort();
            list
        };
        same!("parameters", sorted(core.parameters()), sorted(model.parameters()));
        same!("environments", core.environment_variables(), model.environment_variables());
        same!("last errors", core.error_message(), self.last_error);
        core.check_invariants();
        self.listener.check(core)?;
        if thoroughly {
            self.compare_lookups()?;
            self.compare_columns()?;
            self.preview_tells_the_truth()?;
            self.other_previews_tell_the_truth()?;
            self.explanations_hold()?;
        }
        same!("digest before and after reading", self.core.state_digest(), digest);
        Ok(())
    }

    fn compare_lookups(&mut self) -> Check {
        let Pair { core, model, last_error, .. } = self;
        for id in -1..=core.list_all_jobs().iter().map(|job| job.id).max().unwrap_or(0) + 1 {
            let codes = |error: ClusterError| Refused::from(&error);
            same!("getJob", core.get_job(id).map_err(codes), model.get_job(id).map_err(codes));
            same!("listTasks", core.list_tasks(id).map_err(codes), model.list_tasks(id).map_err(codes));
            same!(
                "job counters",
                core.get_job_counter(id).map_err(codes),
                model.get_job_counter(id).map_err(codes)
            );
            for task in -1..4 {
                same!(
                    "getTask",
                    core.get_task(id, task).map_err(codes),
                    model.get_task(id, task).map_err(codes)
                );
            }
        }
        for status in JobStatus::ALL {
            let user = core.user().to_owned();
            for user in [None, Some("nobody"), Some(user.as_str())] {
                same!("listJobs", core.list_jobs(user, status), model.list_jobs(user, status));
            }
        }
        for node in core.compute_nodes().iter().map(|node| node.name.as_str()).chain(["nowhere"]) {
            let codes = |error: ClusterError| Refused::from(&error);
            let (jobs, tasks) = (core.list_jobs_on_node(node), core.list_tasks_on_node(node));
            same!("jobs on node", jobs.map_err(codes), model.list_jobs_on_node(node).map_err(codes));
            same!("tasks on node", tasks.map_err(codes), model.list_tasks_on_node(node).map_err(codes));
        }
        *last_error = core.error_message();
        Ok(())
    }

    fn compare_columns(&self) -> Check {
        let (columns, jobs) = (self.core.job_columns(), self.core.list_all_jobs());
        let float = |time: Option<Time>| time.map_or(u64::MAX, |time| (time as f64).to_bits());
        let bits = |value: f64| if value.is_nan() { u64::MAX } else { value.to_bits() };
        let text = |at: u32| columns.strings[at as usize].as_str();
        same!("lengths of columns", columns.ids.len(), jobs.len());
        for (at, job) in jobs.iter().enumerate() {
            let processors = match job.status {
                JobStatus::Running => self.model.held_by(job.id) as i32,
                _ => job.minimum_number_of_processors,
            };
            let small = (columns.ids[at], columns.status[at], columns.priority[at], columns.processors[at]);
            same!("columns", small, (job.id, job.status as u8, job.priority as u8, processors));
            let texts = (
                text(columns.name[at]),
                text(columns.owner[at]),
                text(columns.project[at]),
                text(columns.message[at]),
            );
            let expected = (&*job.name, &*job.submitted_by, &*job.project, &*job.error_message);
            same!("columns of texts", texts, expected);
            let rest = (columns.attempt[at], columns.is_backfill[at]);
            same!("columns of attempts", rest, (job.attempt, u8::from(job.is_backfill)));
            let times = [
                columns.create_time[at],
                columns.submit_time[at],
                columns.start_time[at],
                columns.end_time[at],
            ];
            let expected = [Some(job.create_time), job.submit_time, job.start_time, job.end_time];
            same!("columns of times", times.map(bits), expected.map(float));
        }
        Ok(())
    }

    /// previewCancelJobs against what a copy of the cluster does when it is really asked to.
    fn preview_tells_the_truth(&self) -> Check {
        let jobs = self.core.list_all_jobs();
        let mut ids: Vec<JobId> = jobs.iter().filter(|job| job.id % 3 != 0).map(|job| job.id).collect();
        ids.reverse();
        for carry_on in [false, true] {
            let preview = self.core.preview_cancel_jobs(&ids, carry_on);
            let mut copy = self.core.clone();
            copy.listen(true);
            copy.take_events();
            let refused = match carry_on {
                true => copy.try_cancel_jobs(&ids, "").map_err(|error| error.to_string())?.failed,
                false => match copy.cancel_jobs(&ids, "") {
                    Ok(()) => Vec::new(),
                    Err(error) => {
                        let (index, job_id) = (error.index.unwrap(), error.job_id.unwrap());
                        vec![Refusal { index, job_id, code: error.code, message: String::new() }]
                    }
                },
            };
            let rows = |refused: &[Refusal]| -> Vec<(usize, JobId, ErrorCode)> {
                refused.iter().map(|row| (row.index, row.job_id, row.code)).collect()
            };
            same!("refusals of the preview", rows(&preview.refused), rows(&refused));
            let (mut cancelled, mut starts) = (Vec::new(), Vec::new());
            for event in copy.take_events() {
                match event.kind {
                    EventKind::JobStatus {
                        job,
                        to: JobStatus::Cancelled,
                        ended_by: Some(EndedBy::Call),
                        ..
                    } => {
                        cancelled.push(job);
                    }
                    EventKind::JobStatus { job, to: JobStatus::Running, .. } => starts.push(job),
                    _ => {}
                }
            }
            same!("cancelled in the preview", preview.cancelled, cancelled);
            same!("starts in the preview", preview.starts, starts);
            let placed: Vec<JobId> = preview.placements.iter().map(|place| place.job_id).collect();
            same!("placements in the preview", placed, starts);
            let freed: i64 = cancelled.iter().map(|id| self.model.held_by(*id)).sum();
            same!("processors freed in the preview", preview.processors_freed, freed);
            let spent = |id: &JobId| {
                let start =
                    jobs.iter().find(|job| job.id == *id && job.status == JobStatus::Running)?.start_time?;
                Some((self.core.now() - start) * self.model.held_by(*id))
            };
            let lost: i64 = cancelled.iter().filter_map(spent).sum();
            same!("time lost in the preview", preview.processor_time_lost, lost);
        }
        Ok(())
    }

    /// previewRequeueJobs and previewSubmitJobs against what the model does when it is really asked to: with those for
    /// whom it is legal first, so that something is done, and with all.
    fn other_previews_tell_the_truth(&self) -> Check {
        let jobs = self.core.list_all_jobs();
        let those = |statuses: &[JobStatus]| -> Vec<JobId> {
            jobs.iter().filter(|job| statuses.contains(&job.status)).map(|job| job.id).rev().collect()
        };
        let all: Vec<JobId> = jobs.iter().map(|job| job.id).chain([0]).collect();

        for rest in [&[][..], &all] {
            let legal = those(&[JobStatus::Running, JobStatus::Failed, JobStatus::Cancelled]);
            let ids = [&legal, rest].concat();
            let preview = self.core.preview_requeue_jobs(&ids);
            let mut model = self.model.clone();
            model.take_events();
            let outcome = model.requeue_jobs(&ids);
            let done = outcome.as_ref().map_or_else(|error| error.completed.unwrap_or(0), |()| ids.len());
            same!("requeued in the preview", preview.requeued, ids[..done].to_vec());
            let refused: Vec<_> = preview.refused.iter().map(|row| (row.index, row.code)).collect();
            let expected: Vec<_> = outcome.err().map(|error| (done, error.code)).into_iter().collect();
            same!("refused requeues", refused, expected);
            same!("placements after requeueing", preview.placements, placements(&mut model));
            let starts: Vec<JobId> = preview.placements.iter().map(|place| place.job_id).collect();
            same!("starts after requeueing", preview.starts, starts);
            let held = |id: &JobId| self.model.held_by(*id);
            same!("freed by requeueing", preview.processors_freed, ids[..done].iter().map(held).sum::<i64>());
        }

        for rest in [&[][..], &all] {
            let ids = [&those(&[JobStatus::NotSubmitted]), rest].concat();
            let preview = self.core.preview_submit_jobs(&ids);
            let mut model = self.model.clone();
            model.take_events();
            let outcome = model.submit_jobs(&ids);
            same!(
                "submitted in the preview",
                preview.submitted.is_empty(),
                outcome.is_err() || ids.is_empty()
            );
            let refused = preview.refused.first().map(|row| (Some(row.index), row.code));
            same!("refused submissions", refused, outcome.err().map(|error| (error.index, error.code)));
            same!("placements after submitting", preview.placements, placements(&mut model));
        }
        Ok(())
    }

    /// A queued job has an explanation, others have none; and it starts by the instant that the explanation names.
    fn explanations_hold(&mut self) -> Check {
        let now = self.core.now();
        let jobs = self.core.list_all_jobs();
        for job in &jobs {
            let explanation = self.core.explain_job(job.id);
            if job.status != JobStatus::Queued {
                let code = explanation.map(|_| ()).map_err(|error| error.code);
                same!("explainJob of a job that does not wait", code, Err(ErrorCode::InvalidExplainJobState));
                continue;
            }
            let explanation = explanation.map_err(|error| error.to_string())?;
            if explanation.sentence.is_empty() {
                return Err(format!("job {} waits without a sentence", job.id));
            }
            let [fits, anywhere, sharing, alone] = self.model.would_fit(job.id);
            let plausible = match explanation.reason {
                Reason::BehindJob | Reason::Reservation => fits,
                Reason::Processors => !fits && alone,
                Reason::NodeClosed => !fits && sharing,
                Reason::AskedNodes => !fits && anywhere,
                Reason::NodesUnavailable => !alone,
                Reason::ActivationFilter => false,
            };
            let mut others = explanation.blocked_by.clone();
            others.sort_unstable();
            others.dedup();
            let waits_or_runs = |id: &JobId| {
                let other = jobs.iter().find(|other| other.id == *id);
                other.is_some_and(|other| matches!(other.status, JobStatus::Queued | JobStatus::Running))
            };
            let sensible = others == explanation.blocked_by && others.iter().all(waits_or_runs);
            if !plausible || !sensible || others.contains(&job.id) {
                return Err(format!("job {} does not wait because of {explanation:?}", job.id));
            }
            self.model.seen.push(explanation.reason.name());
            let Some(starts_by) = explanation.starts_by else { continue };
            self.model.seen.push("start foretold");
            if starts_by < now {
                return Err(format!("job {} should have started already", job.id));
            }
            let mut copy = self.core.clone();
            copy.advance_to(starts_by).map_err(|error| error.to_string())?;
            // A job that has run and left altogether has started too.
            let later = copy.get_job(job.id).ok();
            if later.is_some_and(|later| later.status == JobStatus::Queued && later.attempt == job.attempt) {
                return Err(format!("job {} has not started by {starts_by}: {explanation:?}", job.id));
            }
        }
        self.last_error = self.core.error_message();
        Ok(())
    }
}

/// Who has started in the model, and where.
fn placements(model: &mut Model) -> Vec<Placement> {
    let starts = model.take_events().into_iter().filter_map(|event| match event.kind {
        EventKind::JobStatus { job, to: JobStatus::Running, nodes, .. } => {
            Some(Placement { job_id: job, nodes })
        }
        _ => None,
    });
    starts.collect()
}

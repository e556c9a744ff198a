//! The documented semantics a second time, as plainly as they can be written: plain lists, linear scans, everything
//! derived computed from scratch whenever it is asked for. It is written from the documentation and
//! `docs/choices.md`, not from `src/`, so that the two can only agree where both say what the documents say.
//!
//! Error messages are left empty: their wording is free.
#![allow(
    dead_code,
    unreachable_pub,
    missing_docs,
    reason = "shared by several test programs, each uses a part"
)]

mod adding;
mod cancelling;
mod ending;
mod nodes;
mod scheduling;
mod views;

use adding::unfinished;
use ccp_scheduler::*;

/// Exit code of a task that was terminated: 0xC000013A.
const TERMINATED: i32 = -1_073_741_510;

/// So many processors on each of some nodes (by index), ordered by the nodes' names.
type Share = Vec<(usize, i64)>;

#[derive(Clone, Debug)]
struct Node {
    name: String,
    processors: i32,
    memory: i32,
    /// As the head node believes.
    status: NodeStatus,
    /// When it crashed, noticed or not.
    crashed: Option<Time>,
    /// What it becomes again when it is restored after the notice.
    former: NodeStatus,
}

#[derive(Clone, Debug)]
struct Entry {
    id: JobId,
    /// The terms; its tasks are not kept here. `runtime` is None as long as it is left out.
    terms: JobSpec,
    status: JobStatus,
    message: String,
    submitted_by: String,
    is_backfill: bool,
    attempt: u32,
    attempts: Vec<Attempt>,
    create: Time,
    submit: Option<Time>,
    start: Option<Time>,
    end: Option<Time>,
    /// How and through whom the last run ended.
    ended_by: EndedBy,
    ended_user: String,
    /// Submission number: orders jobs of one priority.
    number: u64,
    /// System errors survived since the last submission.
    retries: i64,
    /// The reservation.
    held: Share,
    tasks: Vec<TaskEntry>,
}

#[derive(Clone, Debug)]
struct TaskEntry {
    spec: TaskSpec,
    depends_on: Vec<TaskId>,
    status: TaskStatus,
    ended_by: Option<EndedBy>,
    runs: u32,
    exit_code: i32,
    message: String,
    create: Time,
    start: Option<Time>,
    end: Option<Time>,
    retries: i64,
    placed: Share,
}

impl TaskEntry {
    fn is_open(&self) -> bool {
        !is_ended(self.status)
    }

    /// Whether requeueing its job queues it again: not what finished, nor what a person cancelled by hand.
    fn runs_again(&self) -> bool {
        let by_hand = self.status == JobStatus::Cancelled && self.ended_by == Some(EndedBy::Call);
        self.status != JobStatus::Finished && !by_hand
    }
}

/// What a job asks of the nodes when it wants to start.
struct Wants {
    exclusive: bool,
    /// Nodes it may use.
    nodes: Vec<usize>,
    /// Processors needed on certain nodes, by name.
    demands: Share,
    /// Effective minimum.
    minimum: i64,
    maximum: i64,
}

/// A job on the nodes, now or in a thought about later.
#[derive(Clone)]
struct Occupation {
    exclusive: bool,
    ends: Option<Time>,
    held: Share,
}

#[derive(Clone, Debug)]
pub struct Model {
    name: String,
    nodes: Vec<Node>,
    jobs: Vec<Entry>,
    now: Time,
    user: String,
    is_admin: bool,
    is_asynchronous: bool,
    reuse_job_ids: bool,
    host: bool,
    /// Built-in ones first, then the user's.
    parameters: Vec<(String, String)>,
    environment: Vec<(String, String)>,
    /// The ids given out so far: the highest one.
    highest_id: JobId,
    next_number: u64,
    /// Something happened since the last scheduling pass.
    changed: bool,
    events: Vec<Event>,
    event_count: u64,
    /// What the run has seen, for "sometimes" checks: the histories must reach the interesting corners.
    pub seen: Vec<&'static str>,
}

const BUILT_IN: [(&str, &str); 13] = [
    ("ActivationFilterProgram", ""),
    ("ActivationFilterTimeout", "15"),
    ("BackfillLookahead", "-1"),
    ("EventLogLevel", "Information"),
    ("HeartbeatInterval", "60"),
    ("InactivityCount", "3"),
    ("JobRetryCount", "3"),
    ("JobRuntime", "Infinite"),
    ("SpoolDir", ""),
    ("SubmissionFilterProgram", ""),
    ("SubmissionFilterTimeout", "15"),
    ("TaskRetryCount", "3"),
    ("TTLCompletedJobs", "5"),
];

fn refuse(code: ErrorCode) -> ClusterError {
    ClusterError::new(code, "")
}

fn units(text: &str) -> usize {
    text.encode_utf16().count()
}

fn is_ended(status: JobStatus) -> bool {
    matches!(status, JobStatus::Finished | JobStatus::Failed | JobStatus::Cancelled)
}

/// `from` + `length`; a deadline out of range never comes.
fn after(from: Time, length: Time) -> Option<Time> {
    from.checked_add(length).filter(|time| *time <= TIME_MAX)
}

fn total(share: &[(usize, i64)]) -> i64 {
    share.iter().map(|(_, count)| count).sum()
}

fn on(share: &[(usize, i64)], node: usize) -> i64 {
    share.iter().filter(|(n, _)| *n == node).map(|(_, count)| count).sum()
}

/// The share of a task that requires nodes: so many on each of them.
fn share_of(task: &TaskSpec) -> i64 {
    let nodes = task.required_nodes.len() as i64;
    (i64::from(task.minimum_number_of_processors).max(nodes) + nodes - 1) / nodes
}

/// What a task does on a simulated node: (duration, exit code).
fn work_of(task: &TaskSpec) -> (Option<Time>, i32) {
    if let Some(simulation) = &task.simulation {
        return (simulation.duration, simulation.exit_code);
    }
    let mut duration = 0;
    for part in task.command_line.split("&&").map(str::trim) {
        match part.split_once(' ') {
            Some(("sleep", seconds)) if seconds.parse::<u32>().is_ok() => {
                duration += seconds.parse::<Time>().unwrap() * 1_000;
            }
            Some(("exit", code)) if code.parse::<i32>().is_ok() => match code.parse::<i32>().unwrap() {
                0 => {}
                code => return (Some(duration), code),
            },
            _ => duration += 60_000,
        }
    }
    (Some(duration), 0)
}

/// "YYYY-MM-DD hh:mm:ss".
fn date(time: Time) -> String {
    let (mut days, seconds) = (time.div_euclid(86_400_000), time.rem_euclid(86_400_000) / 1_000);
    let leap = |year: i64| (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    let mut year = 1970 + days.div_euclid(146_097) * 400;
    days = days.rem_euclid(146_097);
    while days >= 365 + i64::from(leap(year)) {
        days -= 365 + i64::from(leap(year));
        year += 1;
    }
    let mut month = 1;
    for length in [31, 28 + i64::from(leap(year)), 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] {
        if days < length {
            break;
        }
        days -= length;
        month += 1;
    }
    let (hours, minutes, seconds) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    format!("{year:04}-{month:02}-{:02} {hours:02}:{minutes:02}:{seconds:02}", days + 1)
}

// ── the cluster, its settings and its clock ──

impl Model {
    pub fn new(options: ClusterOptions) -> Result<Model> {
        for (at, node) in options.nodes.iter().enumerate() {
            let twice = options.nodes[..at].iter().any(|other| other.name == node.name);
            let bad_name = node.name.is_empty() || node.name.contains(',') || twice;
            if bad_name || node.number_of_processors < 1 || node.memory < 0 {
                return Err(refuse(ErrorCode::ArgumentOutOfRange));
            }
        }
        if !(TIME_MIN..=TIME_MAX).contains(&options.now) {
            return Err(refuse(ErrorCode::ArgumentOutOfRange));
        }
        let node = |spec: &NodeSpec| Node {
            name: spec.name.clone(),
            processors: spec.number_of_processors,
            memory: spec.memory,
            status: spec.status,
            // One that begins as Unreachable crashed before all time.
            crashed: (spec.status == NodeStatus::Unreachable).then_some(TIME_MIN),
            former: NodeStatus::Ready,
        };
        let text = |pair: &(&str, &str)| (pair.0.to_owned(), pair.1.to_owned());
        let mut model = Model {
            nodes: options.nodes.iter().map(node).collect(),
            jobs: Vec::new(),
            now: options.now,
            user: options.user,
            is_admin: true,
            is_asynchronous: false,
            reuse_job_ids: options.reuse_job_ids,
            host: options.execution == Execution::Host,
            parameters: BUILT_IN.iter().map(text).collect(),
            environment: vec![
                ("CCP_CLUSTER_NAME".to_owned(), options.name.clone()),
                ("CCP_MPI_NETMASK".to_owned(), String::new()),
            ],
            name: options.name,
            highest_id: 0,
            next_number: 0,
            changed: false,
            events: Vec::new(),
            event_count: 0,
            seen: Vec::new(),
        };
        for (name, value) in &options.parameters {
            model.set_cluster_parameter(name, Some(value))?;
        }
        model.is_admin = options.is_admin;
        model.events.clear();
        model.event_count = 0;
        Ok(model)
    }

    pub fn act_as(&mut self, user: &str, is_admin: bool) {
        self.user = user.to_owned();
        self.is_admin = is_admin;
    }

    pub fn now(&self) -> Time {
        self.now
    }

    pub fn advance(&mut self, millis: Time) -> Result<()> {
        if millis < 0 {
            return Err(refuse(ErrorCode::ArgumentOutOfRange));
        }
        self.advance_to(self.now.saturating_add(millis))
    }

    pub fn advance_to(&mut self, time: Time) -> Result<()> {
        if time < self.now || time > TIME_MAX {
            return Err(refuse(ErrorCode::ArgumentOutOfRange));
        }
        while let Some(next) = self.next_event_time().filter(|next| *next <= time) {
            self.now = next;
            self.settle();
        }
        self.now = time;
        Ok(())
    }

    /// Of all that will happen by itself, the first.
    pub fn next_event_time(&self) -> Option<Time> {
        let mut times = Vec::new();
        for job in &self.jobs {
            times.push(self.job_limit(job));
            times.push(self.expiry(job).and_then(|time| after(time, 1)));
            for task in &job.tasks {
                times.push(self.work_end(task));
                times.push(self.task_limit(task));
            }
        }
        for node in &self.nodes {
            times.push(self.notice(node));
        }
        times.into_iter().flatten().min()
    }

    /// When a running job is over its run-time limit.
    fn job_limit(&self, job: &Entry) -> Option<Time> {
        let runs = job.status == JobStatus::Running;
        runs.then(|| job.terms.runtime?.millis().and_then(|length| after(job.start?, length))).flatten()
    }

    /// When a running task is over its own.
    fn task_limit(&self, task: &TaskEntry) -> Option<Time> {
        let runs = task.status == JobStatus::Running;
        runs.then(|| task.spec.runtime.millis().and_then(|length| after(task.start?, length))).flatten()
    }

    /// When a running task's work ends. On a crashed node it never does; on the host only the host knows.
    fn work_end(&self, task: &TaskEntry) -> Option<Time> {
        let silent = task.placed.iter().any(|(node, _)| self.nodes[*node].crashed.is_some());
        let runs = task.status == JobStatus::Running && !silent && !self.host;
        runs.then(|| work_of(&task.spec).0.and_then(|length| after(task.start?, length))).flatten()
    }

    /// The last instant of a completed job in the cluster.
    fn expiry(&self, job: &Entry) -> Option<Time> {
        let ended = is_ended(job.status).then_some(job.end?)?;
        after(ended, self.number("TTLCompletedJobs") * 86_400_000)
    }

    /// When the head node notices that a crashed node does not answer.
    fn notice(&self, node: &Node) -> Option<Time> {
        let length = self.number("HeartbeatInterval") * self.number("InactivityCount") * 1_000;
        node.crashed.filter(|_| node.status != NodeStatus::Unreachable).and_then(|crash| after(crash, length))
    }

    fn is_due(&self, time: Option<Time>) -> bool {
        time.is_some_and(|time| time <= self.now)
    }

    /// The rounds of one instant, until nothing is due.
    fn settle(&mut self) {
        loop {
            self.end_tasks();
            self.enforce_limits();
            self.remove_expired();
            self.notice_lost_nodes();
            if !self.changed {
                return;
            }
            self.pass();
        }
    }

    fn end_tasks(&mut self) {
        for at in 0..self.jobs.len() {
            for task in 0..self.jobs[at].tasks.len() {
                if self.is_due(self.work_end(&self.jobs[at].tasks[task])) {
                    self.end_task_with_code(at, task, work_of(&self.jobs[at].tasks[task].spec).1);
                }
            }
        }
    }

    fn end_task_with_code(&mut self, at: usize, task: usize, code: i32) {
        if code == 0 {
            self.end_task(at, task, JobStatus::Finished, EndedBy::Itself, 0, "");
        } else {
            self.end_task(at, task, JobStatus::Failed, EndedBy::Itself, code, &format!("Exit code {code}."));
        }
        self.end_job_if_done(at);
    }

    fn enforce_limits(&mut self) {
        for at in 0..self.jobs.len() {
            if self.is_due(self.job_limit(&self.jobs[at])) {
                self.seen.push("job limit");
                let limit = self.jobs[at].terms.runtime.unwrap_or_default();
                let message = format!("The job reached its run-time limit of {limit}.");
                let of_tasks = "The job reached its run-time limit.";
                self.end_job_early(at, JobStatus::Cancelled, EndedBy::Limit, "", &message, of_tasks);
            }
        }
        for at in 0..self.jobs.len() {
            for task in 0..self.jobs[at].tasks.len() {
                if self.is_due(self.task_limit(&self.jobs[at].tasks[task])) {
                    self.seen.push("task limit");
                    let message = "The task reached its run-time limit.";
                    self.end_task(at, task, JobStatus::Failed, EndedBy::Limit, TERMINATED, message);
                    self.end_job_if_done(at);
                }
            }
        }
    }

    fn remove_expired(&mut self) {
        let mut expired: Vec<(Option<Time>, JobId)> = self
            .jobs
            .iter()
            .filter(|job| self.expiry(job).is_some_and(|last| last < self.now))
            .map(|job| (job.end, job.id))
            .collect();
        expired.sort();
        for (_, id) in expired {
            let at = self.find(id).unwrap();
            let attempt = self.jobs.remove(at).attempt;
            self.emit(EventKind::JobRemoved { job: id, attempt });
            self.seen.push("removal");
        }
    }

    fn notice_lost_nodes(&mut self) {
        for node in self.nodes_by_name() {
            if self.is_due(self.notice(&self.nodes[node])) {
                self.seen.push("notice");
                self.nodes[node].former = self.nodes[node].status;
                self.set_node_status(node, NodeStatus::Unreachable);
                self.lose_node(node);
            }
        }
    }

    fn emit(&mut self, kind: EventKind) {
        self.changed = true;
        self.event_count += 1;
        self.events.push(Event { seq: self.event_count, time: self.now, kind });
    }

    pub fn take_events(&mut self) -> Vec<Event> {
        std::mem::take(&mut self.events)
    }

    pub fn event_count(&self) -> u64 {
        self.event_count
    }

    fn parameter(&self, name: &str) -> &str {
        let found = self.parameters.iter().find(|(other, _)| other.eq_ignore_ascii_case(name));
        &found.unwrap().1
    }

    fn number(&self, name: &str) -> i64 {
        self.parameter(name).parse().unwrap()
    }

    pub fn parameters(&self) -> Vec<(String, String)> {
        self.parameters.clone()
    }

    pub fn set_cluster_parameter(&mut self, name: &str, value: Option<&str>) -> Result<()> {
        self.administrators_only()?;
        let built_in =
            BUILT_IN.iter().map(|(known, _)| *known).find(|known| known.eq_ignore_ascii_case(name));
        if let Some(known) = built_in {
            let value = value.ok_or(refuse(ErrorCode::ArgumentOutOfRange))?;
            let digits = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
            let within =
                |low: i64, high: i64| value.parse().is_ok_and(|number| (low..=high).contains(&number));
            const LEVELS: [&str; 8] =
                ["Off", "Critical", "Error", "Warning", "Information", "Verbose", "ActivityTracing", "All"];
            let allowed = match known {
                "TTLCompletedJobs" => digits && within(1, 36_500),
                "HeartbeatInterval" => digits && within(1, 86_400),
                "InactivityCount" => digits && within(1, 1_000),
                "JobRetryCount" | "TaskRetryCount" => digits && within(0, i64::from(i32::MAX)),
                "BackfillLookahead" => within(i64::from(i32::MIN), i64::from(i32::MAX)),
                "ActivationFilterTimeout" | "SubmissionFilterTimeout" => digits && within(1, 86_400),
                "EventLogLevel" => LEVELS.contains(&value),
                "JobRuntime" => value.parse::<Runtime>().is_ok(),
                _ => true,
            };
            if !allowed {
                return Err(refuse(ErrorCode::ArgumentOutOfRange));
            }
        }
        let value = value.filter(|value| !value.is_empty() || built_in.is_some());
        let place = self.parameters.iter().position(|(other, _)| other.eq_ignore_ascii_case(name));
        match (place, value) {
            (Some(place), Some(value)) => self.parameters[place].1 = value.to_owned(),
            (Some(place), None) => {
                let (name, _) = self.parameters.remove(place);
                self.emit(EventKind::SettingChanged { name, value: None });
                self.settle();
                return Ok(());
            }
            (None, Some(value)) => self.parameters.push((name.to_owned(), value.to_owned())),
            (None, None) => return Ok(()),
        }
        let place = place.unwrap_or(self.parameters.len() - 1);
        let (name, value) = self.parameters[place].clone();
        self.emit(EventKind::SettingChanged { name, value: Some(value) });
        self.settle();
        Ok(())
    }

    pub fn environment_variables(&self) -> Vec<(String, String)> {
        self.environment.clone()
    }

    pub fn set_environment_variable(&mut self, name: &str, value: Option<&str>) -> Result<()> {
        self.administrators_only()?;
        let own = name == "CCP_CLUSTER_NAME" || name == "CCP_MPI_NETMASK";
        let value = value.filter(|value| !value.is_empty());
        let place = self.environment.iter().position(|(other, _)| other == name);
        let mut changed = self.environment.clone();
        match (place, value) {
            (_, None) if own => return Err(refuse(ErrorCode::PermissionDenied)),
            (None, None) => return Ok(()),

            (Some(place), None) => drop(changed.remove(place)),
            (Some(place), Some(value)) if !own => changed[place].1 = value.to_owned(),
            (_, Some(value)) => changed.push((name.to_owned(), value.to_owned())),
        }
        if changed.iter().map(|(name, value)| units(name) + units(value)).sum::<usize>() > 2_048 {
            return Err(refuse(ErrorCode::TextTooLong));
        }
        self.environment = changed;
        self.emit(EventKind::SettingChanged { name: name.to_owned(), value: value.map(str::to_owned) });
        self.settle();
        Ok(())
    }
}

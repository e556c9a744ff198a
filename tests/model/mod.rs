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

// ── jobs and tasks come into the cluster and are changed ──

impl Model {
    fn find(&self, id: JobId) -> Option<usize> {
        self.jobs.iter().position(|job| job.id == id)
    }

    /// The job, if the caller may act on it.
    fn acting_on(&self, id: JobId) -> Result<usize> {
        let at = self.find(id).ok_or(refuse(ErrorCode::InvalidJobId).job(id))?;
        if self.is_admin || self.jobs[at].submitted_by == self.user {
            return Ok(at);
        }
        Err(refuse(ErrorCode::PermissionDenied).job(id))
    }

    fn administrators_only(&self) -> Result<()> {
        if self.is_admin { Ok(()) } else { Err(refuse(ErrorCode::PermissionDenied)) }
    }

    fn check_node_list(&self, names: &[String], among: &[String]) -> Result<()> {
        for (at, name) in names.iter().enumerate() {
            if !self.nodes.iter().any(|node| node.name == *name) {
                return Err(refuse(ErrorCode::UnknownNode));
            }
            if names[..at].contains(name) {
                return Err(refuse(ErrorCode::ArgumentOutOfRange));
            }
        }
        if !among.is_empty() && names.iter().any(|name| !among.contains(name)) {
            return Err(refuse(ErrorCode::RequiredNodeNotAsked));
        }
        Ok(())
    }

    /// The checks of a job's own terms.
    fn check_terms(&self, spec: &JobSpec) -> Result<()> {
        let terms = &spec.extended_job_terms;
        if units(&spec.name) > 80
            || units(&spec.project) > 80
            || units(&spec.user) > 80
            || terms.iter().any(|(name, value)| units(name) > 80 || units(value) > 1_024)
        {
            return Err(refuse(ErrorCode::TextTooLong));
        }
        if spec.minimum_number_of_processors < 1 || spec.maximum_number_of_processors < 1 {
            return Err(refuse(ErrorCode::ArgumentOutOfRange));
        }
        if spec.minimum_number_of_processors > spec.maximum_number_of_processors {
            return Err(refuse(ErrorCode::MinimumGreaterThanMaximum));
        }
        self.check_node_list(&spec.asked_nodes, &[])?;
        let mut features: Vec<&str> = Vec::new();
        for licence in spec.software_license.split(',').filter(|_| !spec.software_license.is_empty()) {
            let (feature, count) = licence.split_once(':').ok_or(refuse(ErrorCode::WrongLicenseFormat))?;
            if feature.is_empty() || count.parse::<u32>().is_err() {
                return Err(refuse(ErrorCode::WrongLicenseFormat));
            }
            if features.contains(&feature) {
                return Err(refuse(ErrorCode::DuplicateLicenseFeature));
            }
            features.push(feature);
        }
        Ok(())
    }

    /// The checks of one task against its job's terms.
    fn check_task(&self, job: &JobSpec, task: &TaskSpec) -> Result<()> {
        if task.command_line.is_empty() {
            return Err(refuse(ErrorCode::MissingCommandLine));
        }
        let environment: usize =
            task.environment_variables.iter().map(|(name, value)| units(name) + units(value)).sum();
        if units(&task.name) > 80
            || units(&task.command_line) > 480
            || environment > 2_048
            || task.extended_task_terms.iter().any(|(name, value)| units(name) > 80 || units(value) > 1_024)
        {
            return Err(refuse(ErrorCode::TextTooLong));
        }
        let (minimum, maximum) = (task.minimum_number_of_processors, task.maximum_number_of_processors);
        if minimum < 1 || maximum < 1 {
            return Err(refuse(ErrorCode::ArgumentOutOfRange));
        }
        if minimum > maximum {
            return Err(refuse(ErrorCode::MinimumGreaterThanMaximum));
        }
        self.check_task_processors(job, task)?;
        self.check_task_runtime(job, task)?;
        self.check_node_list(&task.required_nodes, &job.asked_nodes)?;
        if task.simulation.is_some_and(|simulation| simulation.duration.is_some_and(|length| length < 0)) {
            return Err(refuse(ErrorCode::ArgumentOutOfRange));
        }
        Ok(())
    }

    fn check_task_processors(&self, job: &JobSpec, task: &TaskSpec) -> Result<()> {
        if task.minimum_number_of_processors > job.minimum_number_of_processors {
            return Err(refuse(ErrorCode::TaskMinimumGreaterThanJobMinimum));
        }
        if task.maximum_number_of_processors > job.maximum_number_of_processors {
            return Err(refuse(ErrorCode::TaskMaximumGreaterThanJobMaximum));
        }
        Ok(())
    }

    fn check_task_runtime(&self, job: &JobSpec, task: &TaskSpec) -> Result<()> {
        match (task.runtime, job.runtime.unwrap_or_default()) {
            (Runtime::Seconds(task), Runtime::Seconds(job)) if task > job => {
                Err(refuse(ErrorCode::TaskRuntimeGreaterThanJob))
            }
            _ => Ok(()),
        }
    }

    /// What the names in `depend` mean: for each new task the ids of the tasks it waits for.
    fn resolve(&self, existing: &[TaskEntry], new: &[TaskSpec]) -> Result<Vec<Vec<TaskId>>> {
        let old_names = existing.iter().map(|task| &task.spec.name);
        let names: Vec<&String> = old_names.chain(new.iter().map(|task| &task.name)).collect();
        let mut all = Vec::new();
        for (at, task) in new.iter().enumerate() {
            let mut ids = Vec::new();
            for name in &task.depend {
                let bearers = (0..names.len()).filter(|task| !name.is_empty() && names[*task] == name);
                let before = ids.len();
                ids.extend(bearers.map(|task| task as TaskId + 1));
                if ids.len() == before {
                    return Err(refuse(ErrorCode::UnknownDependency).at(at));
                }
            }
            ids.sort_unstable();
            ids.dedup();
            all.push(ids);
        }
        // A task that reaches itself is on a circle. Existing tasks depend on existing ones only, without circles.
        for start in 0..new.len() {
            let first = existing.len() as TaskId + 1;
            let (mut reached, mut next) = (Vec::new(), all[start].clone());
            while let Some(id) = next.pop() {
                if id == first + start as TaskId {
                    return Err(refuse(ErrorCode::DependencyCycle));
                }
                if id >= first && !reached.contains(&id) {
                    reached.push(id);
                    next.extend(&all[(id - first) as usize]);
                }
            }
        }
        Ok(all)
    }

    fn check_effective_minimum(&self, terms: &JobSpec, tasks: &[&TaskSpec]) -> Result<()> {
        if self.wants(terms, tasks).minimum > i64::from(terms.maximum_number_of_processors) {
            return Err(refuse(ErrorCode::TaskMaximumGreaterThanJobMaximum));
        }
        Ok(())
    }

    fn check_job(&self, spec: &JobSpec) -> Result<()> {
        self.check_terms(spec)?;
        for task in &spec.tasks {
            self.check_task(spec, task)?;
        }
        self.resolve(&[], &spec.tasks).map_err(|error| refuse(error.code))?;
        self.check_effective_minimum(spec, &spec.tasks.iter().collect::<Vec<_>>())
    }

    /// Whether the cluster could ever give it, whatever the nodes' status.
    fn check_cluster_size(&self, terms: &JobSpec, tasks: &[&TaskSpec]) -> Result<()> {
        let wants = self.wants(terms, tasks);
        let processors: i64 = wants.nodes.iter().map(|node| i64::from(self.nodes[*node].processors)).sum();
        let too_much = |(node, demand): &(usize, i64)| *demand > i64::from(self.nodes[*node].processors);
        if processors < wants.minimum || wants.demands.iter().any(too_much) {
            return Err(refuse(ErrorCode::ClusterSizeLessThanMinimum));
        }
        Ok(())
    }

    fn check_priority(&self, priority: JobPriority) -> Result<()> {
        if priority > JobPriority::Normal && !self.is_admin {
            return Err(refuse(ErrorCode::PermissionDenied));
        }
        Ok(())
    }

    fn take_id(&mut self) -> JobId {
        let mut id = if self.reuse_job_ids { 1 } else { self.highest_id + 1 };
        while self.find(id).is_some() {
            id += 1;
        }
        id
    }

    fn insert(&mut self, spec: &JobSpec) -> JobId {
        let id = self.take_id();
        let id_reused = id <= self.highest_id;
        if id_reused {
            self.seen.push("id reuse");
        }
        self.highest_id = self.highest_id.max(id);
        let mut entry = Entry {
            id,
            terms: spec.clone(),
            status: JobStatus::NotSubmitted,
            message: String::new(),
            submitted_by: self.user.clone(),
            is_backfill: false,
            attempt: 1,
            attempts: Vec::new(),
            create: self.now,
            submit: None,
            start: None,
            end: None,
            ended_by: EndedBy::Itself,
            ended_user: String::new(),
            number: 0,
            retries: 0,
            held: Vec::new(),
            tasks: Vec::new(),
        };
        entry.terms.tasks.clear();
        fill_in(&mut entry);
        let depends = self.resolve(&[], &spec.tasks).unwrap();
        for (task, depends_on) in spec.tasks.iter().zip(depends) {
            entry.tasks.push(self.new_task(task, depends_on, JobStatus::NotSubmitted));
        }
        self.emit(EventKind::JobAdded {
            job: id,
            name: entry.terms.name.clone(),
            owner: entry.submitted_by.clone(),
            priority: entry.terms.priority,
            processors: (entry.terms.minimum_number_of_processors, entry.terms.maximum_number_of_processors),
            tasks: entry.tasks.len() as u32,
            id_reused,
        });
        self.jobs.push(entry);
        self.jobs.sort_by_key(|job| job.id);
        id
    }

    fn new_task(&self, spec: &TaskSpec, depends_on: Vec<TaskId>, status: TaskStatus) -> TaskEntry {
        TaskEntry {
            spec: spec.clone(),
            depends_on,
            status,
            ended_by: None,
            runs: 0,
            exit_code: 0,
            message: String::new(),
            create: self.now,
            start: None,
            end: None,
            retries: 0,
            placed: Vec::new(),
        }
    }

    pub fn add_job(&mut self, job: &JobSpec) -> Result<JobId> {
        self.check_job(job)?;
        let id = self.insert(job);
        self.settle();
        Ok(id)
    }

    pub fn add_jobs(&mut self, jobs: &[JobSpec]) -> Result<Vec<JobId>> {
        for (at, job) in jobs.iter().enumerate() {
            self.check_job(job).map_err(|error| error.at(at).after(0))?;
        }
        let ids = jobs.iter().map(|job| self.insert(job)).collect();
        self.settle();
        Ok(ids)
    }

    fn check_queue_job(&self, job: &JobSpec) -> Result<()> {
        self.check_job(job)?;
        self.check_priority(job.priority)?;
        self.check_cluster_size(job, &job.tasks.iter().collect::<Vec<_>>())
    }

    pub fn queue_job(&mut self, job: &JobSpec) -> Result<JobId> {
        self.check_queue_job(job)?;
        let id = self.insert(job);
        self.submit(id);
        self.settle();
        Ok(id)
    }

    pub fn queue_jobs(&mut self, jobs: &[JobSpec]) -> Result<Vec<JobId>> {
        for (at, job) in jobs.iter().enumerate() {
            self.check_queue_job(job).map_err(|error| error.at(at).after(0))?;
        }
        let ids: Vec<JobId> = jobs.iter().map(|job| self.insert(job)).collect();
        for id in &ids {
            self.submit(*id);
        }
        self.settle();
        Ok(ids)
    }

    fn check_submit(&self, id: JobId) -> Result<()> {
        let at = self.acting_on(id)?;
        let job = &self.jobs[at];
        if job.status != JobStatus::NotSubmitted {
            return Err(refuse(ErrorCode::InvalidSubmitJobState).job(id));
        }
        self.check_priority(job.terms.priority).map_err(|error| error.job(id))?;
        self.check_cluster_size(&job.terms, &unfinished(job)).map_err(|error| error.job(id))
    }

    pub fn submit_job(&mut self, job: JobId) -> Result<()> {
        self.check_submit(job)?;
        self.submit(job);
        self.settle();
        Ok(())
    }

    pub fn submit_jobs(&mut self, jobs: &[JobId]) -> Result<()> {
        for (at, job) in jobs.iter().enumerate() {
            self.check_submit(*job).map_err(|error| error.at(at).after(0))?;
            if jobs[..at].contains(job) {
                return Err(refuse(ErrorCode::InvalidSubmitJobState).job(*job).at(at).after(0));
            }
        }
        for job in jobs {
            self.submit(*job);
        }
        self.settle();
        Ok(())
    }

    fn submit(&mut self, id: JobId) {
        let at = self.find(id).unwrap();
        self.enter_queue(at);
        let user = self.user.clone();
        self.job_event(at, JobStatus::NotSubmitted, None, &user);
        for task in 0..self.jobs[at].tasks.len() {
            if self.jobs[at].tasks[task].status == JobStatus::NotSubmitted {
                self.jobs[at].tasks[task].status = JobStatus::Queued;
                self.task_event(at, task, JobStatus::NotSubmitted, None);
            }
        }
    }

    /// Submitted or queued again: a new place in the queue.
    fn enter_queue(&mut self, at: usize) {
        let default = self.parameter("JobRuntime").parse().unwrap();
        let job = &mut self.jobs[at];
        job.status = JobStatus::Queued;
        job.submit = Some(self.now);
        job.number = self.next_number;
        job.terms.runtime = job.terms.runtime.or(Some(default));
        self.next_number += 1;
    }

    pub fn add_task(&mut self, job: JobId, task: &TaskSpec) -> Result<TaskId> {
        let ids = self.add_tasks(job, std::slice::from_ref(task));
        ids.map(|ids| ids[0]).map_err(|mut error| {
            (error.index, error.completed) = (None, None);
            error
        })
    }

    pub fn add_tasks(&mut self, id: JobId, tasks: &[TaskSpec]) -> Result<Vec<TaskId>> {
        let at = self.acting_on(id)?;
        let job = &self.jobs[at];
        if is_ended(job.status) {
            return Err(refuse(ErrorCode::InvalidAddTaskState).job(id));
        }
        for (index, task) in tasks.iter().enumerate() {
            self.check_task(&job.terms, task).map_err(|error| error.job(id).at(index).after(0))?;
        }
        let depends = self.resolve(&job.tasks, tasks).map_err(|error| error.job(id).after(0))?;
        let mut all = unfinished(job);
        all.extend(tasks);
        self.check_effective_minimum(&job.terms, &all).map_err(|error| error.job(id).after(0))?;
        if job.status == JobStatus::Queued {
            self.check_cluster_size(&job.terms, &all).map_err(|error| error.job(id).after(0))?;
        }
        if job.status == JobStatus::Running {
            for (index, task) in tasks.iter().enumerate() {
                self.check_shares(job, task).map_err(|error| error.job(id).at(index).after(0))?;
            }
        }
        let waits =
            if job.status == JobStatus::NotSubmitted { JobStatus::NotSubmitted } else { JobStatus::Queued };
        let mut ids = Vec::new();
        for (task, depends_on) in tasks.iter().zip(depends) {
            let new = self.new_task(task, depends_on, waits);
            self.jobs[at].tasks.push(new);
            ids.push(self.jobs[at].tasks.len() as TaskId);
            let attempt = self.jobs[at].attempt;
            self.emit(EventKind::TaskAdded { job: id, attempt, task: *ids.last().unwrap(), status: waits });
        }
        self.settle();
        Ok(ids)
    }

    /// A running job's reservation is fixed: it must hold what a further task needs on its required nodes.
    fn check_shares(&self, job: &Entry, task: &TaskSpec) -> Result<()> {
        let held = |name: &String| on(&job.held, self.node(name).unwrap());
        if task.required_nodes.iter().any(|name| share_of(task) > held(name)) {
            return Err(refuse(ErrorCode::ClusterSizeLessThanMinimum));
        }
        Ok(())
    }

    pub fn modify_job(&mut self, id: JobId, spec: &JobSpec) -> Result<()> {
        let at = self.acting_on(id)?;
        let job = &self.jobs[at];
        if !matches!(job.status, JobStatus::NotSubmitted | JobStatus::Queued) {
            return Err(refuse(ErrorCode::InvalidModifyJobState).job(id));
        }
        let mut terms = JobSpec { tasks: Vec::new(), ..spec.clone() };
        // As at submission, nobody is refused for a JobRuntime below a task's limit.
        self.check_modified(at, &terms, [true; 3]).map_err(|error| error.job(id))?;
        if self.jobs[at].status == JobStatus::Queued {
            terms.runtime = terms.runtime.or(Some(self.parameter("JobRuntime").parse().unwrap()));
        }
        self.put_terms(at, terms);
        Ok(())
    }

    /// New terms against all checks, with those of the existing tasks that the change concerns.
    fn check_modified(
        &self,
        at: usize,
        terms: &JobSpec,
        [processors, runtime, size]: [bool; 3],
    ) -> Result<()> {
        let job = &self.jobs[at];
        self.check_terms(terms)?;
        for (at, task) in job.tasks.iter().enumerate() {
            let check = || {
                if processors {
                    self.check_task_processors(terms, &task.spec)?;
                }
                if runtime {
                    self.check_task_runtime(terms, &task.spec)?;
                }
                self.check_node_list(&task.spec.required_nodes, &terms.asked_nodes)
            };
            check().map_err(|error| error.task(at as TaskId + 1))?;
        }
        if processors {
            self.check_effective_minimum(terms, &unfinished(job))?;
        }
        if job.status == JobStatus::Queued {
            self.check_priority(terms.priority)?;
            if size {
                self.check_cluster_size(terms, &unfinished(job))?;
            }
        }
        Ok(())
    }

    fn put_terms(&mut self, at: usize, terms: JobSpec) {
        self.jobs[at].terms = terms;
        fill_in(&mut self.jobs[at]);
        let (job, attempt) = (self.jobs[at].id, self.jobs[at].attempt);
        self.emit(EventKind::JobModified { job, attempt });
        self.end_job_if_done(at);
        self.settle();
    }

    pub fn modify_job_term(&mut self, id: JobId, term: &str, value: &str) -> Result<()> {
        let at = self.acting_on(id)?;
        let job = &self.jobs[at];
        let no = |code| Err(refuse(code).job(id));
        let bad = refuse(ErrorCode::ArgumentOutOfRange).job(id);
        if is_ended(job.status) {
            return no(ErrorCode::InvalidModifyJobState);
        }
        if job.status == JobStatus::Running {
            if !matches!(term, "Runtime" | "RunUntilCanceled" | "Project") {
                return no(ErrorCode::InvalidModifyJobState);
            }
            if term == "Runtime" && job.is_backfill {
                return no(ErrorCode::BackfillRuntime);
            }
        }
        let truth = || match value.to_ascii_lowercase().as_str() {
            "true" => Ok(true),
            "false" => Ok(false),
            _ => Err(bad.clone()),
        };
        let digits = value.bytes().all(|byte| byte.is_ascii_digit());
        let number = || value.parse::<i32>().ok().filter(|_| digits).ok_or(bad.clone());
        let mut terms = job.terms.clone();
        match term {
            "AskedNodes" => {
                let names = value.split(',').map(|name| name.trim().to_owned());
                terms.asked_nodes = names.filter(|name| !name.is_empty()).collect();
            }
            "IsExclusive" => terms.is_exclusive = truth()?,
            "Name" => terms.name = value.to_owned(),
            "SoftwareLicense" => terms.software_license = value.to_owned(),
            "MaximumNumberOfProcessors" => terms.maximum_number_of_processors = number()?,
            "MinimumNumberOfProcessors" => terms.minimum_number_of_processors = number()?,
            "Priority" => terms.priority = JobPriority::from_name(value).ok_or(bad)?,
            "Project" => terms.project = value.to_owned(),
            "RunUntilCanceled" => terms.run_until_canceled = truth()?,
            "Runtime" => terms.runtime = Some(value.parse().map_err(|()| bad)?),
            _ => {
                let known =
                    terms.extended_job_terms.iter_mut().find(|(name, _)| name.eq_ignore_ascii_case(term));
                match known {
                    Some((_, old)) => *old = value.to_owned(),
                    None => terms.extended_job_terms.push((term.to_owned(), value.to_owned())),
                }
            }
        }
        let processors = term.ends_with("NumberOfProcessors");
        // An unchanged priority may be above what the caller could give.
        let checked = JobSpec {
            priority: if term == "Priority" { terms.priority } else { JobPriority::Normal },
            ..terms.clone()
        };
        let concerned = [processors, term == "Runtime", processors || term == "AskedNodes"];
        self.check_modified(at, &checked, concerned).map_err(|error| error.job(id))?;
        self.put_terms(at, terms);
        Ok(())
    }
}

/// The computed defaults of a job's terms.
fn fill_in(job: &mut Entry) {
    if job.terms.name.is_empty() {
        job.terms.name = format!("{}:{}", job.submitted_by, date(job.create));
    }
    if job.terms.user.is_empty() {
        job.terms.user = job.submitted_by.clone();
    }
}

/// The tasks that the job still has to provide for.
fn unfinished(job: &Entry) -> Vec<&TaskSpec> {
    job.tasks.iter().filter(|task| task.is_open()).map(|task| &task.spec).collect()
}

// ── cancelling and requeueing ──

fn check_message(message: &str) -> Result<()> {
    if units(message) > 320 { Err(refuse(ErrorCode::CancelMessageTooLong)) } else { Ok(()) }
}

impl Model {
    pub fn cancel_job(&mut self, job: JobId, message: &str) -> Result<()> {
        check_message(message)?;
        let result = self.cancel(job, message);
        self.settle();
        result
    }

    pub fn cancel_jobs(&mut self, jobs: &[JobId], message: &str) -> Result<()> {
        check_message(message)?;
        self.each(jobs, |model, job| model.cancel(job, message))
    }

    pub fn try_cancel_jobs(&mut self, jobs: &[JobId], message: &str) -> Result<CancelReport> {
        check_message(message)?;
        let mut report = CancelReport::default();
        for (index, job) in jobs.iter().enumerate() {
            match self.cancel(*job, message) {
                Ok(()) => report.cancelled.push(*job),
                Err(error) => {
                    let message = String::new();
                    report.failed.push(Refusal { index, job_id: *job, code: error.code, message });
                }
            }
        }
        self.settle();
        Ok(report)
    }

    /// Works through a list, stops at the first failure, keeps what was done before it.
    fn each(&mut self, ids: &[i32], mut act: impl FnMut(&mut Model, i32) -> Result<()>) -> Result<()> {
        let mut result = Ok(());
        for (index, id) in ids.iter().enumerate() {
            result = act(self, *id).map_err(|error| error.at(index).after(index));
            if result.is_err() {
                break;
            }
        }
        self.settle();
        result
    }

    fn cancel(&mut self, id: JobId, message: &str) -> Result<()> {
        let at = self.acting_on(id)?;
        if is_ended(self.jobs[at].status) {
            return Err(refuse(ErrorCode::InvalidCancelJobState).job(id));
        }
        let user = self.user.clone();
        self.end_job_early(at, JobStatus::Cancelled, EndedBy::Call, &user, message, "The job was cancelled.");
        Ok(())
    }

    pub fn cancel_task(&mut self, job: JobId, task: TaskId, message: &str) -> Result<()> {
        check_message(message)?;
        let at = self.acting_on(job)?;
        let result = self.cancel_one_task(at, task, message);
        self.settle();
        result
    }

    pub fn cancel_tasks(&mut self, job: JobId, tasks: &[TaskId], message: &str) -> Result<()> {
        check_message(message)?;
        let at = self.acting_on(job)?;
        self.each(tasks, |model, task| model.cancel_one_task(at, task, message))
    }

    fn find_task(&self, at: usize, task: TaskId) -> Result<usize> {
        let job = &self.jobs[at];
        let place = usize::try_from(task).ok().and_then(|task| task.checked_sub(1));
        let place = place.filter(|place| *place < job.tasks.len());
        place.ok_or(refuse(ErrorCode::InvalidTaskId).job(job.id).task(task))
    }

    fn cancel_one_task(&mut self, at: usize, id: TaskId, message: &str) -> Result<()> {
        let task = self.find_task(at, id)?;
        if !self.jobs[at].tasks[task].is_open() {
            return Err(refuse(ErrorCode::InvalidCancelTaskState).job(self.jobs[at].id).task(id));
        }
        let code = if self.jobs[at].tasks[task].status == JobStatus::Running { TERMINATED } else { 0 };
        self.end_task(at, task, JobStatus::Cancelled, EndedBy::Call, code, message);
        self.end_job_if_done(at);
        Ok(())
    }

    pub fn requeue_job(&mut self, job: JobId) -> Result<()> {
        let result = self.requeue(job);
        self.settle();
        result
    }

    pub fn requeue_jobs(&mut self, jobs: &[JobId]) -> Result<()> {
        self.each(jobs, Model::requeue)
    }

    fn requeue(&mut self, id: JobId) -> Result<()> {
        let at = self.acting_on(id)?;
        let job = &self.jobs[at];
        let from = job.status;
        if !matches!(from, JobStatus::Running | JobStatus::Failed | JobStatus::Cancelled) {
            return Err(refuse(ErrorCode::InvalidRequeueJobState).job(id));
        }
        if let Some(task) = job.tasks.iter().position(|task| !task.spec.is_rerunnable) {
            return Err(refuse(ErrorCode::TaskNotRerunnable).job(id).task(task as TaskId + 1));
        }
        if job.submit.is_none() {
            self.check_priority(job.terms.priority).map_err(|error| error.job(id))?;
        }
        let again: Vec<&TaskSpec> =
            job.tasks.iter().filter(|task| task.runs_again()).map(|task| &task.spec).collect();
        self.check_effective_minimum(&job.terms, &again).map_err(|error| error.job(id))?;
        self.check_cluster_size(&job.terms, &again).map_err(|error| error.job(id))?;
        let user = self.user.clone();
        let was_running = from == JobStatus::Running;
        if was_running {
            self.seen.push("requeue of a running job");
            self.archive(at, JobStatus::Cancelled, EndedBy::Requeue, &user, "");
        } else {
            let job = &self.jobs[at];
            let (ended_by, user, message) = (job.ended_by, job.ended_user.clone(), job.message.clone());
            self.archive(at, from, ended_by, &user, &message);
        }
        self.enter_queue(at);
        self.jobs[at].retries = 0;
        self.job_event(at, from, was_running.then_some(EndedBy::Requeue), &user);
        for task in 0..self.jobs[at].tasks.len() {
            let state = &self.jobs[at].tasks[task];
            if state.runs_again() && state.status != JobStatus::Queued {
                let stopped = (state.status == JobStatus::Running).then_some(EndedBy::Requeue);
                self.queue_task_again(at, task, stopped);
            }
            self.jobs[at].tasks[task].retries = 0;
        }
        Ok(())
    }

    /// A run is over and the job goes back to the queue: it becomes one of the earlier attempts.
    fn archive(&mut self, at: usize, status: JobStatus, ended_by: EndedBy, user: &str, message: &str) {
        let job = &mut self.jobs[at];
        job.attempts.push(Attempt {
            attempt: job.attempt,
            start_time: job.start,
            end_time: job.end.unwrap_or(self.now),
            status,
            ended_by,
            user: user.to_owned(),
            message: message.to_owned(),
        });
        if job.attempts.len() > 16 {
            job.attempts.remove(0);
        }
        job.attempt += 1;
        job.status = JobStatus::Queued;
        job.message = String::new();
        job.start = None;
        job.end = None;
        job.is_backfill = false;
        job.held.clear();
    }

    pub fn requeue_task(&mut self, job: JobId, task: TaskId) -> Result<()> {
        let at = self.acting_on(job)?;
        let result = self.requeue_one_task(at, task);
        self.settle();
        result
    }

    pub fn requeue_tasks(&mut self, job: JobId, tasks: &[TaskId]) -> Result<()> {
        let at = self.acting_on(job)?;
        self.each(tasks, |model, task| model.requeue_one_task(at, task))
    }

    fn requeue_one_task(&mut self, at: usize, id: TaskId) -> Result<()> {
        let task = self.find_task(at, id)?;
        let (job, state) = (&self.jobs[at], &self.jobs[at].tasks[task]);
        let legal = matches!(state.status, JobStatus::Running | JobStatus::Failed | JobStatus::Cancelled);
        if !legal || job.status == JobStatus::NotSubmitted {
            return Err(refuse(ErrorCode::InvalidRequeueTaskState).job(job.id).task(id));
        }
        if !state.spec.is_rerunnable {
            return Err(refuse(ErrorCode::TaskNotRerunnable).job(job.id).task(id));
        }
        let mut all = unfinished(job);
        all.push(&state.spec);
        let fits = match job.status {
            JobStatus::Queued => {
                let within_maximum = self.check_effective_minimum(&job.terms, &all);
                within_maximum.and_then(|()| self.check_cluster_size(&job.terms, &all))
            }
            JobStatus::Running => self.check_shares(job, &state.spec),
            _ => Ok(()),
        };
        fits.map_err(|error| error.job(job.id).task(id))?;
        let stopped = (state.status == JobStatus::Running).then_some(EndedBy::Requeue);
        self.queue_task_again(at, task, stopped);
        self.jobs[at].tasks[task].retries = 0;
        Ok(())
    }

    pub fn complete_task(&mut self, id: JobId, task: TaskId, attempt: u32, exit_code: i32) -> Result<()> {
        if !self.host {
            return Err(refuse(ErrorCode::HostExecutionOnly));
        }
        let at = self.find(id).ok_or(refuse(ErrorCode::InvalidJobId).job(id))?;
        let task = self.find_task(at, task)?;
        let (job, state) = (&self.jobs[at], &self.jobs[at].tasks[task]);
        let silent = state.placed.iter().any(|(node, _)| self.nodes[*node].crashed.is_some());
        if job.attempt == attempt && state.status == JobStatus::Running && !silent {
            self.end_task_with_code(at, task, exit_code);
            self.settle();
        }
        Ok(())
    }
}

// ── the ends of tasks and jobs ──

impl Model {
    fn end_task(
        &mut self,
        at: usize,
        task: usize,
        to: TaskStatus,
        by: EndedBy,
        exit_code: i32,
        message: &str,
    ) {
        let state = &mut self.jobs[at].tasks[task];
        let from = state.status;
        state.status = to;
        state.ended_by = Some(by);
        state.exit_code = exit_code;
        state.message = message.to_owned();
        state.end = Some(self.now);
        state.placed.clear();
        self.task_event(at, task, from, Some(by));
    }

    fn queue_task_again(&mut self, at: usize, task: usize, stopped: Option<EndedBy>) {
        let state = &mut self.jobs[at].tasks[task];
        let from = state.status;
        state.status = JobStatus::Queued;
        state.ended_by = None;
        state.exit_code = 0;
        state.message = String::new();
        state.start = None;
        state.end = None;
        state.placed.clear();
        self.task_event(at, task, from, stopped);
    }

    /// A job ends before its tasks: what runs is terminated and Failed, what waits is Cancelled.
    fn end_job_early(
        &mut self,
        at: usize,
        to: JobStatus,
        by: EndedBy,
        user: &str,
        message: &str,
        of_tasks: &str,
    ) {
        for task in 0..self.jobs[at].tasks.len() {
            match self.jobs[at].tasks[task].status {
                JobStatus::Running => {
                    self.end_task(at, task, JobStatus::Failed, EndedBy::Job, TERMINATED, of_tasks);
                }
                JobStatus::NotSubmitted | JobStatus::Queued => {
                    self.end_task(at, task, JobStatus::Cancelled, EndedBy::Job, 0, "");
                }
                JobStatus::Finished | JobStatus::Failed | JobStatus::Cancelled => {}
            }
        }
        self.end_job(at, to, by, user, message);
    }

    fn end_job(&mut self, at: usize, to: JobStatus, by: EndedBy, user: &str, message: &str) {
        let job = &mut self.jobs[at];
        let from = job.status;
        job.status = to;
        job.end = Some(self.now);
        job.message = message.to_owned();
        job.ended_by = by;
        job.ended_user = user.to_owned();
        job.held.clear();
        self.job_event(at, from, Some(by), user);
    }

    fn has_nothing_to_run(&self, at: usize) -> bool {
        let job = &self.jobs[at];
        !job.terms.run_until_canceled && !job.tasks.iter().any(TaskEntry::is_open)
    }

    /// A running job ends with its last open task, unless it keeps its processors until cancelled.
    fn end_job_if_done(&mut self, at: usize) {
        if self.jobs[at].status != JobStatus::Running || !self.has_nothing_to_run(at) {
            return;
        }
        let tasks = &self.jobs[at].tasks;
        let count = |status| tasks.iter().filter(|task| task.status == status).count();
        let (failed, cancelled, all) = (count(JobStatus::Failed), count(JobStatus::Cancelled), tasks.len());
        let (to, message) = match (failed, cancelled) {
            (0, 0) => (JobStatus::Finished, String::new()),
            (0, _) => (JobStatus::Failed, format!("{cancelled} of {all} tasks were cancelled.")),
            _ => (JobStatus::Failed, format!("{failed} of {all} tasks failed.")),
        };
        self.end_job(at, to, EndedBy::Itself, "", &message);
    }

    fn named(&self, share: &[(usize, i64)]) -> Vec<(String, i32)> {
        share.iter().map(|(node, count)| (self.nodes[*node].name.clone(), *count as i32)).collect()
    }

    fn job_event(&mut self, at: usize, from: JobStatus, ended_by: Option<EndedBy>, user: &str) {
        let job = &self.jobs[at];
        self.emit(EventKind::JobStatus {
            job: job.id,
            attempt: job.attempt,
            from,
            to: job.status,
            ended_by,
            user: user.to_owned(),
            message: job.message.clone(),
            nodes: self.named(&job.held),
            is_backfill: job.status == JobStatus::Running && job.is_backfill,
        });
    }

    fn task_event(&mut self, at: usize, task: usize, from: TaskStatus, ended_by: Option<EndedBy>) {
        let job = &self.jobs[at];
        let state = &job.tasks[task];
        self.emit(EventKind::TaskStatus {
            job: job.id,
            attempt: job.attempt,
            task: task as TaskId + 1,
            from,
            to: state.status,
            ended_by,
            exit_code: state.exit_code,
            message: state.message.clone(),
            nodes: self.named(&state.placed),
        });
    }
}

// ── scheduling ──

impl Model {
    pub fn queued_jobs(&self) -> Vec<JobId> {
        let mut queue: Vec<&Entry> = self.jobs.iter().filter(|job| job.status == JobStatus::Queued).collect();
        queue.sort_by_key(|job| (std::cmp::Reverse(job.terms.priority), job.number));
        queue.iter().map(|job| job.id).collect()
    }

    /// One scheduling pass: the only place where jobs and tasks start.
    fn pass(&mut self) {
        for at in 0..self.jobs.len() {
            if self.jobs[at].status == JobStatus::Running {
                self.start_tasks(at);
            }
        }
        let lookahead = self.number("BackfillLookahead");
        let mut started = Vec::new();
        let mut head: Option<(Wants, Option<Time>, Vec<String>)> = None;
        let mut examined = 0;
        for id in self.queued_jobs() {
            let at = self.find(id).unwrap();
            let wants = self.wants(&self.jobs[at].terms, &unfinished(&self.jobs[at]));
            let running = self.running();
            let Some((head, shadow, asked)) = &head else {
                match self.ordinary_place(&wants, &running) {
                    Some(place) => {
                        self.start(at, place, false);
                        started.push(id);
                    }
                    None => {
                        let shadow = self.shadow(&wants, &running);
                        head = Some((wants, shadow, self.jobs[at].terms.asked_nodes.clone()));
                    }
                }
                continue;
            };
            if lookahead >= 0 && examined == lookahead {
                self.seen.push("lookahead reached");
                break;
            }
            examined += 1;
            if let Some(place) = self.backfill_place(at, &wants, &running, head, *shadow, asked) {
                self.seen.push("backfill");
                self.start(at, place, true);
                started.push(id);
            }
        }
        // Only what happens from here on asks for another pass.
        self.changed = false;
        for id in started {
            let at = self.find(id).unwrap();
            self.end_job_if_done(at);
        }
    }

    /// Where a job that could start goes although an earlier one waits; None if it must wait too.
    fn backfill_place(
        &mut self,
        at: usize,
        wants: &Wants,
        running: &[Occupation],
        head: &Wants,
        shadow: Option<Time>,
        head_asked: &[String],
    ) -> Option<Share> {
        let ordinary = self.ordinary_place(wants, running)?;
        let limit = self.jobs[at].terms.runtime.and_then(Runtime::millis);
        let Some(shadow) = shadow else {
            self.seen.push("no shadow");
            if limit.is_some() {
                return Some(ordinary);
            }
            let outside: Vec<usize> = wants
                .nodes
                .iter()
                .copied()
                .filter(|node| !head_asked.is_empty() && !head_asked.contains(&self.nodes[*node].name))
                .collect();
            if outside.is_empty() {
                return None;
            }
            let elsewhere = Wants { nodes: outside, demands: wants.demands.clone(), ..*wants };
            let place = self.ordinary_place(&elsewhere, running);
            if place.is_some() {
                self.seen.push("no shadow, elsewhere");
            }
            return place;
        };
        if limit.and_then(|limit| after(self.now, limit)).is_some_and(|end| end <= shadow) {
            return Some(ordinary);
        }
        // It would still be there at the shadow time: the most that leaves the head its place.
        let then: Vec<Occupation> =
            running.iter().filter(|job| job.ends.is_none_or(|end| end > shadow)).cloned().collect();
        let suitable = self.suitable(wants, running);
        for count in (wants.minimum..=total(&ordinary)).rev() {
            let held = self.place(wants, &suitable, count);
            let mut with_it = then.clone();
            with_it.push(Occupation { exclusive: wants.exclusive, ends: None, held: held.clone() });
            if self.ordinary_place(head, &with_it).is_some() {
                self.seen.push("backfill beside the head");
                if count < total(&ordinary) {
                    self.seen.push("backfill with fewer");
                }
                return Some(held);
            }
        }
        self.seen.push("backfill refused");
        None
    }

    fn start(&mut self, at: usize, held: Share, is_backfill: bool) {
        let job = &mut self.jobs[at];
        job.status = JobStatus::Running;
        job.start = Some(self.now);
        job.held = held;
        job.is_backfill = is_backfill;
        self.job_event(at, JobStatus::Queued, None, "");
        if self.jobs[at].terms.is_exclusive
            && self.jobs[at].held.iter().any(|(node, held)| i64::from(self.nodes[*node].processors) > *held)
        {
            self.seen.push("exclusive job closes processors");
        }
        self.start_tasks(at);
    }

    fn wants(&self, terms: &JobSpec, tasks: &[&TaskSpec]) -> Wants {
        let usable = |node: &usize| {
            terms.asked_nodes.is_empty() || terms.asked_nodes.contains(&self.nodes[*node].name)
        };
        let nodes: Vec<usize> = self.nodes_by_name().into_iter().filter(usable).collect();
        let demand = |node: usize| {
            let requires = |task: &&&TaskSpec| task.required_nodes.contains(&self.nodes[node].name);
            tasks.iter().filter(requires).map(|task| share_of(task)).max()
        };
        let demands: Share = nodes.iter().filter_map(|node| Some((*node, demand(*node)?))).collect();
        Wants {
            exclusive: terms.is_exclusive,
            nodes,
            minimum: i64::from(terms.minimum_number_of_processors).max(total(&demands)),
            maximum: i64::from(terms.maximum_number_of_processors),
            demands,
        }
    }

    fn running(&self) -> Vec<Occupation> {
        let running = self.jobs.iter().filter(|job| job.status == JobStatus::Running);
        running
            .map(|job| Occupation {
                exclusive: job.terms.is_exclusive,
                ends: self.job_limit(job),
                held: job.held.clone(),
            })
            .collect()
    }

    /// The processors that a job could take, beside these others.
    fn suitable(&self, wants: &Wants, others: &[Occupation]) -> Share {
        let mut suitable = Vec::new();
        for &node in wants.nodes.iter().filter(|node| self.nodes[**node].status == NodeStatus::Ready) {
            let here: Vec<&Occupation> = others.iter().filter(|other| on(&other.held, node) > 0).collect();
            let taken: i64 = here.iter().map(|other| on(&other.held, node)).sum();
            let idle = i64::from(self.nodes[node].processors) - taken;
            let open =
                if wants.exclusive { here.is_empty() } else { here.iter().all(|other| !other.exclusive) };
            if open && idle > 0 {
                suitable.push((node, idle));
            }
        }
        suitable
    }

    /// Where a job starts by the ordinary rule, None if it cannot.
    fn ordinary_place(&self, wants: &Wants, others: &[Occupation]) -> Option<Share> {
        let suitable = self.suitable(wants, others);
        let demands_met = wants.demands.iter().all(|(node, demand)| on(&suitable, *node) >= *demand);
        let fits = demands_met && total(&suitable) >= wants.minimum;
        let most = wants.maximum.min(total(&suitable));
        fits.then(|| self.place(wants, &suitable, most))
    }

    /// So many processors: first the demands, then node by node, most suitable ones first, then by name.
    fn place(&self, wants: &Wants, suitable: &[(usize, i64)], count: i64) -> Share {
        let mut order = suitable.to_vec();
        order.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| self.nodes[a.0].name.cmp(&self.nodes[b.0].name)));
        let mut left = count - total(&wants.demands);
        let mut taken = wants.demands.clone();
        for (node, free) in order {
            let more = left.min(free - on(&wants.demands, node));
            taken.push((node, more));
            left -= more;
        }
        self.by_name(taken)
    }

    /// The same share with one entry a node, in the order of names.
    fn by_name(&self, parts: Vec<(usize, i64)>) -> Share {
        let whole = self.nodes_by_name().into_iter().map(|node| (node, on(&parts, node)));
        whole.filter(|(_, count)| *count > 0).collect()
    }

    fn nodes_by_name(&self) -> Vec<usize> {
        let mut nodes: Vec<usize> = (0..self.nodes.len()).collect();
        nodes.sort_by_key(|node| &self.nodes[*node].name);
        nodes
    }

    /// When the head could start if every running job used its whole Runtime.
    fn shadow(&self, head: &Wants, running: &[Occupation]) -> Option<Time> {
        let mut ends: Vec<Time> = running.iter().filter_map(|job| job.ends).collect();
        ends.sort_unstable();
        ends.into_iter().find(|instant| {
            let left: Vec<Occupation> =
                running.iter().filter(|job| job.ends.is_none_or(|end| end > *instant)).cloned().collect();
            self.ordinary_place(head, &left).is_some()
        })
    }

    /// The tasks of a running job, in order of addition.
    fn start_tasks(&mut self, at: usize) {
        for task in 0..self.jobs[at].tasks.len() {
            let job = &self.jobs[at];
            let state = &job.tasks[task];
            let ready = state.depends_on.iter().all(|id| !job.tasks[*id as usize - 1].is_open());
            if state.status != JobStatus::Queued || !ready {
                continue;
            }
            match self.task_place(job, &state.spec) {
                None => self.seen.push("task waits for processors"),
                Some(placed) => {
                    let state = &mut self.jobs[at].tasks[task];
                    state.status = JobStatus::Running;
                    state.start = Some(self.now);
                    state.runs += 1;
                    state.placed = placed;
                    self.task_event(at, task, JobStatus::Queued, None);
                }
            }
        }
    }

    fn task_place(&self, job: &Entry, task: &TaskSpec) -> Option<Share> {
        let mut suitable = Vec::new();
        for &(node, held) in job.held.iter().filter(|(node, _)| self.nodes[*node].status == NodeStatus::Ready)
        {
            let here: Vec<&TaskEntry> =
                job.tasks.iter().filter(|other| on(&other.placed, node) > 0).collect();
            let closed =
                here.iter().any(|other| other.spec.is_exclusive) || (task.is_exclusive && !here.is_empty());
            let free = held - here.iter().map(|other| on(&other.placed, node)).sum::<i64>();
            if !closed && free > 0 {
                suitable.push((node, free));
            }
        }
        suitable.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| self.nodes[a.0].name.cmp(&self.nodes[b.0].name)));
        let mut placed = Vec::new();
        let required = |node: usize| task.required_nodes.contains(&self.nodes[node].name);
        if !task.required_nodes.is_empty() {
            suitable.retain(|(node, free)| required(*node) && *free >= share_of(task));
            if suitable.len() < task.required_nodes.len() {
                return None;
            }
            placed.extend(suitable.iter().map(|(node, _)| (*node, share_of(task))));
        }
        if total(&suitable) < i64::from(task.minimum_number_of_processors) {
            return None;
        }
        for (node, free) in suitable {
            let left = i64::from(task.maximum_number_of_processors) - total(&placed);
            placed.push((node, (free - on(&placed, node)).min(left).max(0)));
        }
        Some(self.by_name(placed))
    }
}

// ── nodes ──

impl Model {
    fn node(&self, name: &str) -> Result<usize> {
        self.nodes.iter().position(|node| node.name == name).ok_or(refuse(ErrorCode::UnknownNode))
    }

    fn set_node_status(&mut self, node: usize, to: NodeStatus) {
        let from = std::mem::replace(&mut self.nodes[node].status, to);
        if from != to {
            self.emit(EventKind::NodeStatus { node: self.nodes[node].name.clone(), from, to });
        }
    }

    fn change_node(&mut self, name: &str, from: &[NodeStatus], to: NodeStatus) -> Result<()> {
        self.administrators_only()?;
        let node = self.node(name)?;
        if !from.contains(&self.nodes[node].status) {
            return Err(refuse(ErrorCode::InvalidNodeState));
        }
        self.set_node_status(node, to);
        self.settle();
        Ok(())
    }

    pub fn pause_node(&mut self, name: &str) -> Result<()> {
        self.change_node(name, &[NodeStatus::Ready, NodeStatus::Paused], NodeStatus::Paused)
    }

    pub fn resume_node(&mut self, name: &str) -> Result<()> {
        self.change_node(name, &[NodeStatus::Ready, NodeStatus::Paused], NodeStatus::Ready)
    }

    pub fn approve_node(&mut self, name: &str) -> Result<()> {
        self.change_node(name, &[NodeStatus::Pending], NodeStatus::Paused)
    }

    pub fn fail_node(&mut self, name: &str) -> Result<()> {
        let node = self.node(name)?;
        if self.nodes[node].crashed.is_some() {
            return Err(refuse(ErrorCode::InvalidNodeState));
        }
        self.nodes[node].crashed = Some(self.now);
        self.emit(EventKind::NodeFailed { node: name.to_owned() });
        self.settle();
        Ok(())
    }

    pub fn restore_node(&mut self, name: &str) -> Result<()> {
        let node = self.node(name)?;
        if self.nodes[node].crashed.take().is_none() {
            return Err(refuse(ErrorCode::InvalidNodeState));
        }
        self.changed = true;
        if self.nodes[node].status == NodeStatus::Unreachable {
            self.set_node_status(node, self.nodes[node].former);
        } else {
            self.seen.push("restore before the notice");
            let (node_name, status) = (self.nodes[node].name.clone(), self.nodes[node].status);
            self.lose_node(node);
            self.emit(EventKind::NodeStatus { node: node_name, from: status, to: status });
        }
        self.settle();
        Ok(())
    }

    /// What follows for the jobs once the head node knows that a node crashed.
    fn lose_node(&mut self, node: usize) {
        for at in 0..self.jobs.len() {
            if self.jobs[at].status == JobStatus::Running && on(&self.jobs[at].held, node) > 0 {
                self.lose_node_of(at, node);
            }
        }
    }

    fn lose_node_of(&mut self, at: usize, node: usize) {
        self.jobs[at].held.retain(|(held, _)| *held != node);
        let tries = self.number("TaskRetryCount");
        let lost = |task: &TaskEntry| on(&task.placed, node) > 0;
        let again = |task: &TaskEntry| task.spec.is_rerunnable && task.retries < tries;
        let job = &self.jobs[at];
        let left = job.tasks.iter().filter(|task| task.is_open() && (!lost(task) || again(task)));
        let wants = self.wants(&job.terms, &left.map(|task| &task.spec).collect::<Vec<_>>());
        let goes_on = total(&job.held) >= wants.minimum && on(&wants.demands, node) == 0;
        let message = format!("The node {} was lost.", self.nodes[node].name);
        if !goes_on && job.retries >= self.number("JobRetryCount") {
            self.seen.push("job lost");
            for task in 0..self.jobs[at].tasks.len() {
                if lost(&self.jobs[at].tasks[task]) {
                    self.lose_task(at, task, "The node was lost.");
                }
            }
            let of_tasks = "The job was ended by a system error.";
            self.end_job_early(at, JobStatus::Failed, EndedBy::System, "", &message, of_tasks);
            return;
        }
        for task in 0..self.jobs[at].tasks.len() {
            if !lost(&self.jobs[at].tasks[task]) {
                continue;
            }
            if again(&self.jobs[at].tasks[task]) {
                self.seen.push("task retry");
                self.jobs[at].tasks[task].retries += 1;
                self.queue_task_again(at, task, Some(EndedBy::System));
            } else {
                self.seen.push("task lost");
                self.lose_task(at, task, "The node was lost.");
            }
        }
        if goes_on {
            self.seen.push("job goes on without the node");
            self.end_job_if_done(at);
            return;
        }
        for task in 0..self.jobs[at].tasks.len() {
            let state = &self.jobs[at].tasks[task];
            match state.status {
                JobStatus::Running if state.spec.is_rerunnable => {
                    self.queue_task_again(at, task, Some(EndedBy::System));
                }
                JobStatus::Running => self.lose_task(at, task, "The job was ended by a system error."),
                _ => {}
            }
        }
        self.seen.push("job retry");
        self.jobs[at].retries += 1;
        self.archive(at, JobStatus::Failed, EndedBy::System, "", &message);
        self.job_event(at, JobStatus::Running, Some(EndedBy::System), "");
    }

    fn lose_task(&mut self, at: usize, task: usize, message: &str) {
        self.end_task(at, task, JobStatus::Failed, EndedBy::System, TERMINATED, message);
    }
}

// ── what a caller sees ──

impl Model {
    pub fn list_all_jobs(&self) -> Vec<Job> {
        self.jobs.iter().map(|job| self.view(job)).collect()
    }

    pub fn get_job(&self, id: JobId) -> Result<Job> {
        self.find(id).map(|at| self.view(&self.jobs[at])).ok_or(refuse(ErrorCode::InvalidJobId).job(id))
    }

    pub fn get_task(&self, id: JobId, task: TaskId) -> Result<Task> {
        let at = self.find(id).ok_or(refuse(ErrorCode::InvalidJobId).job(id))?;
        let place = self.find_task(at, task)?;
        Ok(self.view(&self.jobs[at]).tasks.swap_remove(place))
    }

    pub fn list_jobs(&self, submitted_by: Option<&str>, status: JobStatus) -> Vec<Job> {
        let mut jobs = self.list_all_jobs();
        jobs.retain(|job| job.status == status && submitted_by.is_none_or(|user| job.submitted_by == user));
        jobs
    }

    pub fn list_tasks(&self, job: JobId) -> Result<Vec<Task>> {
        self.get_job(job).map(|job| job.tasks)
    }

    pub fn list_jobs_on_node(&self, name: &str) -> Result<Vec<Job>> {
        let node = self.node(name)?;
        Ok(self.jobs.iter().filter(|job| on(&job.held, node) > 0).map(|job| self.view(job)).collect())
    }

    pub fn list_tasks_on_node(&self, name: &str) -> Result<Vec<Task>> {
        let node = self.node(name)?;
        let mut found = Vec::new();
        for job in &self.jobs {
            let tasks = self.view(job).tasks.into_iter().zip(&job.tasks);
            found.extend(tasks.filter(|(_, task)| on(&task.placed, node) > 0).map(|(view, _)| view));
        }
        Ok(found)
    }

    fn view(&self, job: &Entry) -> Job {
        let terms = job.terms.clone();
        Job {
            id: job.id,
            name: terms.name,
            priority: terms.priority,
            minimum_number_of_processors: terms.minimum_number_of_processors,
            maximum_number_of_processors: terms.maximum_number_of_processors,
            runtime: terms.runtime.unwrap_or_default(),
            run_until_canceled: terms.run_until_canceled,
            is_exclusive: terms.is_exclusive,
            asked_nodes: terms.asked_nodes,
            software_license: terms.software_license,
            project: terms.project,
            user: terms.user,
            extended_job_terms: terms.extended_job_terms,
            status: job.status,
            error_message: job.message.clone(),
            submitted_by: job.submitted_by.clone(),
            is_backfill: job.is_backfill,
            attempt: job.attempt,
            attempts: job.attempts.clone(),
            create_time: job.create,
            submit_time: job.submit,
            start_time: job.start,
            end_time: job.end,
            expiry_time: self.expiry(job),
            tasks: (0..job.tasks.len()).map(|task| self.task_view(job, task)).collect(),
        }
    }

    fn task_view(&self, job: &Entry, at: usize) -> Task {
        let task = &job.tasks[at];
        let spec = task.spec.clone();
        Task {
            id: at as TaskId + 1,
            parent_job_id: job.id,
            name: spec.name,
            command_line: spec.command_line,
            depend: spec.depend,
            minimum_number_of_processors: spec.minimum_number_of_processors,
            maximum_number_of_processors: spec.maximum_number_of_processors,
            runtime: spec.runtime,
            is_exclusive: spec.is_exclusive,
            is_rerunnable: spec.is_rerunnable,
            required_nodes: spec.required_nodes,
            work_directory: spec.work_directory,
            stdin: spec.stdin,
            stdout: spec.stdout,
            stderr: spec.stderr,
            environment_variables: spec.environment_variables,
            extended_task_terms: spec.extended_task_terms,
            simulation: spec.simulation,
            status: task.status,
            ended_by: task.ended_by,
            runs: task.runs,
            exit_code: task.exit_code,
            error_message: task.message.clone(),
            create_time: task.create,
            submit_time: job.submit,
            start_time: task.start,
            end_time: task.end,
        }
    }

    pub fn get_job_counter(&self, job: JobId) -> Result<[i64; 6]> {
        let mut counts = [0; 6];
        for task in self.list_tasks(job)? {
            counts[task.status as usize] += 1;
        }
        Ok(counts)
    }

    /// Who is on a node: (job, held processors), by id.
    fn tenants(&self, node: usize) -> Vec<(&Entry, i64)> {
        let held = self.jobs.iter().map(|job| (job, on(&job.held, node)));
        held.filter(|(_, count)| *count > 0).collect()
    }

    pub fn compute_nodes(&self) -> Vec<ComputeNode> {
        let mut views = Vec::new();
        for (node, state) in self.nodes.iter().enumerate() {
            let mut processors = Vec::new();
            for (job, held) in self.tenants(node) {
                let before = processors.len();
                for (at, task) in job.tasks.iter().enumerate() {
                    let working = Processor::Working(job.id, at as TaskId + 1);
                    processors.extend(std::iter::repeat_n(working, on(&task.placed, node) as usize));
                }
                processors.resize(before + held as usize, Processor::Held(job.id));
            }
            let closed_by = self.tenants(node).into_iter().find(|(job, _)| job.terms.is_exclusive);
            let rest = closed_by.map_or(Processor::Free, |(job, _)| Processor::Closed(job.id));
            processors.resize(state.processors as usize, rest);
            let idle = processors.iter().filter(|processor| **processor == Processor::Free).count();
            let interval = self.number("HeartbeatInterval") * 1_000;
            let missed = state.crashed.map_or(0, |crash| (self.now - crash) / interval);
            views.push(ComputeNode {
                name: state.name.clone(),
                status: state.status,
                number_of_processors: state.processors,
                number_of_idle_processors: idle as i32,
                memory: state.memory,
                processor_speed: 0,
                processor_architecture: "x64".to_owned(),
                missed_heartbeats: missed.min(self.number("InactivityCount")) as i32,
                processors,
            });
        }
        views
    }

    pub fn cluster_counter(&self) -> ClusterCounter {
        let mut counter = ClusterCounter::default();
        for job in &self.jobs {
            counter.jobs[job.status as usize] += 1;
            counter.busy_processors += total(&job.held);
            for task in &job.tasks {
                counter.tasks[task.status as usize] += 1;
            }
        }
        for node in self.compute_nodes() {
            let processors = i64::from(node.number_of_processors);
            counter.nodes[node.status as usize] += 1;
            counter.total_processors += processors;
            match node.status {
                NodeStatus::Ready => {
                    let empty = node.processors.iter().all(|processor| *processor == Processor::Free);
                    counter.idle_nodes += i64::from(empty);
                    counter.idle_processors += i64::from(node.number_of_idle_processors);
                }
                NodeStatus::Paused => {}
                NodeStatus::Unreachable => counter.unreachable_processors += processors,
                NodeStatus::Pending => counter.pending_processors += processors,
            }
        }
        counter
    }

    /// Whether a queued job would start by its suitable processors; or would, if it had not asked for nodes, if
    /// nobody were exclusive, if no job ran.
    pub fn would_fit(&self, id: JobId) -> [bool; 4] {
        let job = &self.jobs[self.find(id).unwrap()];
        let wants = |terms: &JobSpec| self.wants(terms, &unfinished(job));
        let anywhere = JobSpec { asked_nodes: Vec::new(), ..job.terms.clone() };
        let sharing = JobSpec { is_exclusive: false, ..job.terms.clone() };
        let running = self.running();
        let all_share: Vec<Occupation> =
            running.iter().map(|job| Occupation { exclusive: false, ..job.clone() }).collect();
        [
            self.ordinary_place(&wants(&job.terms), &running),
            self.ordinary_place(&wants(&anywhere), &running),
            self.ordinary_place(&wants(&sharing), &all_share),
            self.ordinary_place(&wants(&job.terms), &[]),
        ]
        .map(|place| place.is_some())
    }

    /// Processors that a running job holds.
    pub fn held_by(&self, id: JobId) -> i64 {
        self.find(id).map_or(0, |at| total(&self.jobs[at].held))
    }
}

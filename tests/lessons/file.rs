//! Reads a lesson file. Strict: what is not part of the format is a panic that says where.

use ccp_scheduler::{
    EndedBy, JobId, JobPriority, JobSpec, JobStatus, NodeSpec, NodeStatus, Runtime, Simulation, TaskId,
    TaskSpec, Time,
};
use serde_json::{Map, Value};
use std::cell::RefCell;
use std::collections::BTreeSet;

pub(crate) const SECOND: Time = 1_000;
pub(crate) const MINUTE: Time = 60 * SECOND;
pub(crate) const HOUR: Time = 60 * MINUTE;
pub(crate) const DAY: Time = 24 * HOUR;

pub(crate) struct Lesson {
    pub(crate) id: String,
    pub(crate) minutes: i64,
    pub(crate) nodes: Vec<NodeSpec>,
    pub(crate) parameters: Vec<(String, String)>,
    pub(crate) before: Vec<Step>,
    pub(crate) opens: Time,
    pub(crate) start: Vec<Condition>,
    pub(crate) allow: Vec<String>,
    pub(crate) predict: Option<Prediction>,
    pub(crate) goal: Vec<Goal>,
    pub(crate) par: usize,
    pub(crate) solutions: Vec<Vec<Step>>,
    pub(crate) detours: Vec<Vec<Step>>,
    pub(crate) known: Vec<CallPattern>,
    pub(crate) lost: Vec<Rule>,
    pub(crate) mistakes: Vec<Mistake>,
    pub(crate) values: Vec<(String, ValueSpec)>,
    pub(crate) facts: Vec<Fact>,
}

pub(crate) struct Goal {
    pub(crate) id: String,
    pub(crate) is: Condition,
}

pub(crate) struct Rule {
    pub(crate) id: String,
    pub(crate) when: Condition,
    pub(crate) example: Path,
}

pub(crate) struct Mistake {
    pub(crate) rule: Rule,
    pub(crate) lost: bool,
}

pub(crate) struct Path {
    pub(crate) steps: Vec<Step>,
    pub(crate) until: Option<Condition>,
}

pub(crate) struct Prediction {
    pub(crate) path: Path,
    pub(crate) answers: Vec<(String, Condition)>,
    pub(crate) truth: String,
}

pub(crate) struct Fact {
    pub(crate) id: String,
    pub(crate) rest: FactMark,
}

pub(crate) enum FactMark {
    Documented,
    Contradiction(i64),
    Question(i64),
    Choice(String),
}

#[derive(Clone, Debug)]
pub(crate) struct Step {
    pub(crate) at: Option<Time>,
    /// `None`: the administrator.
    pub(crate) by: Option<(String, bool)>,
    pub(crate) call: Call,
}

#[derive(Clone, Debug)]
pub(crate) enum Call {
    QueueJobs(Vec<JobSpec>),
    AddJobs(Vec<JobSpec>),
    CopyJob(JobId, Changes),
    SubmitJobs(Vec<JobId>),
    RequeueJobs(Vec<JobId>),
    CancelJobs(Vec<JobId>, Message),
    TryCancelJobs(Vec<JobId>, Message),
    RequeueTasks(JobId, Vec<TaskId>),
    CancelTasks(JobId, Vec<TaskId>, Message),
    ModifyJobTerm(JobId, String, String),
    SetClusterParameter(String, String),
    Node(NodeCall, String),
}

#[derive(Clone, Debug)]
pub(crate) enum Message {
    Text(String),
    Note { name: String, units: Option<usize> },
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Changes {
    pub(crate) name: Option<String>,
    pub(crate) limit: Option<Runtime>,
    pub(crate) exclusive: Option<bool>,
    pub(crate) priority: Option<JobPriority>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NodeCall {
    Pause,
    Resume,
    Approve,
    Fail,
    Restore,
}

impl NodeCall {
    pub(crate) const ALL: [(NodeCall, &'static str); 5] = [
        (NodeCall::Pause, "pauseNode"),
        (NodeCall::Resume, "resumeNode"),
        (NodeCall::Approve, "approveNode"),
        (NodeCall::Fail, "failNode"),
        (NodeCall::Restore, "restoreNode"),
    ];
}

#[derive(Clone, Debug)]
pub(crate) enum Condition {
    All(Vec<Condition>),
    Any(Vec<Condition>),
    Not(Box<Condition>),
    Jobs(Vec<JobId>, JobTest),
    Absent(JobId),
    Tasks(JobId, Vec<TaskId>, TaskTest),
    Count(JobsTest, NumberTest),
    Node(NodeTest),
    Now(TimeTest),
    Last(CallPattern),
}

#[derive(Clone, Debug)]
pub(crate) struct NodeTest {
    pub(crate) node: String,
    pub(crate) status: Option<NodeStatus>,
    pub(crate) free: Option<NumberTest>,
    pub(crate) busy: Option<NumberTest>,
    pub(crate) closed: Option<NumberTest>,
    pub(crate) missed: Option<NumberTest>,
}

#[derive(Clone, Debug)]
pub(crate) struct JobsTest {
    pub(crate) among: Option<Vec<JobId>>,
    pub(crate) test: JobTest,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct JobTest {
    pub(crate) name: Option<String>,
    pub(crate) owner: Option<String>,
    pub(crate) status: Option<Vec<JobStatus>>,
    pub(crate) ended_by: Option<EndedBy>,
    pub(crate) message: Option<TextTest>,
    pub(crate) attempt: Option<NumberTest>,
    pub(crate) interrupted: Option<bool>,
    pub(crate) started: Option<Started>,
    pub(crate) ended: Option<TimeTest>,
    pub(crate) ran: Option<NumberTest>,
    pub(crate) limit: Option<NumberTest>,
    pub(crate) exclusive: Option<bool>,
    pub(crate) on: Option<Vec<String>>,
    pub(crate) waits: Option<String>,
    pub(crate) run: Option<RunTest>,
}

#[derive(Clone, Debug)]
pub(crate) enum Started {
    Ever(bool),
    Now(TimeTest),
}

#[derive(Clone, Debug)]
pub(crate) struct RunTest {
    pub(crate) status: Option<JobStatus>,
    pub(crate) ended_by: Option<EndedBy>,
    pub(crate) message: Option<TextTest>,
}

#[derive(Clone, Debug)]
pub(crate) struct TaskTest {
    pub(crate) status: Option<Vec<JobStatus>>,
    pub(crate) ended_by: Option<EndedBy>,
    pub(crate) runs: Option<NumberTest>,
}

/// Both ends included; in hundredths, for numbers of minutes are not always whole.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NumberTest {
    pub(crate) min: i64,
    pub(crate) max: i64,
}

impl NumberTest {
    pub(crate) fn holds(self, value: i64) -> bool {
        (self.min..=self.max).contains(&value)
    }

    /// A length of time, in minutes; none is longer than any.
    pub(crate) fn holds_minutes(self, millis: Option<Time>) -> bool {
        match millis {
            None => self.max == i64::MAX,
            Some(millis) => {
                self.min.saturating_mul(MINUTE) <= millis && millis <= self.max.saturating_mul(MINUTE)
            }
        }
    }
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct TimeTest {
    pub(crate) at: Option<Time>,
    pub(crate) by: Option<Time>,
    pub(crate) after: Option<Time>,
}

impl TimeTest {
    pub(crate) fn holds(self, time: Time) -> bool {
        self.at.is_none_or(|at| time == at)
            && self.by.is_none_or(|by| time <= by)
            && self.after.is_none_or(|after| time > after)
    }
}

#[derive(Clone, Debug)]
pub(crate) struct TextTest {
    pub(crate) length: NumberTest,
    pub(crate) contains: String,
}

impl TextTest {
    pub(crate) fn holds(&self, text: &str) -> bool {
        self.length.holds(text.encode_utf16().count() as i64) && text.contains(&self.contains)
    }
}

#[derive(Clone, Debug, Default)]
pub(crate) struct CallPattern {
    pub(crate) call: Vec<String>,
    pub(crate) ids: Option<Vec<JobId>>,
    pub(crate) order: Option<Vec<JobId>>,
    pub(crate) includes: Option<Vec<JobId>>,
    pub(crate) excludes: Option<Vec<JobId>>,
    pub(crate) job: Option<JobId>,
    pub(crate) tasks: Option<Vec<TaskId>>,
    pub(crate) message: Option<TextTest>,
    pub(crate) term: Option<String>,
    pub(crate) limit: Option<NumberTest>,
    pub(crate) name: Option<String>,
    pub(crate) exclusive: Option<bool>,
    pub(crate) priority: Option<JobPriority>,
    pub(crate) by: Option<String>,
    pub(crate) value: Option<ValuePattern>,
    pub(crate) node: Option<String>,
    pub(crate) result: Option<String>,
    pub(crate) failed_at: Option<JobId>,
    pub(crate) code: Option<String>,
}

#[derive(Clone, Debug)]
pub(crate) enum ValuePattern {
    Text(String),
    Number(NumberTest),
}

#[expect(clippy::large_enum_variant, reason = "few of them, and read once")]
pub(crate) enum ValueSpec {
    Read { from: Where, reading: Reading },
    Minus(Box<ValueSpec>, Box<ValueSpec>),
    Plus(Box<ValueSpec>, Box<ValueSpec>),
    Units(String),
    Characters(String),
    Instant(Time),
    Given(i64),
}

#[expect(clippy::large_enum_variant, reason = "few of them, and read once")]
pub(crate) enum Where {
    Start,
    Now,
    Solution,
    Ahead { from_start: bool, until: Condition },
}

pub(crate) enum Reading {
    Job(JobId, String),
    Find(JobsTest, String),
    Task(JobId, TaskId, String),
    Count(JobsTest),
    Ids(JobsTest),
    Node(String, String),
    Processors(String),
    Parameter(String),
    Now,
    Removed(JobId),
    Last(String),
}

/// An object whose keys must all be taken.
struct Fields<'a> {
    at: String,
    map: &'a Map<String, Value>,
    taken: RefCell<BTreeSet<String>>,
}

impl<'a> Fields<'a> {
    fn of(at: &str, value: &'a Value) -> Fields<'a> {
        let map = value.as_object().unwrap_or_else(|| panic!("{at}: {value} is no object"));
        Fields { at: at.to_owned(), map, taken: RefCell::default() }
    }

    fn get(&self, key: &str) -> Option<&'a Value> {
        self.taken.borrow_mut().insert(key.to_owned());
        self.map.get(key)
    }

    fn need(&self, key: &str) -> &'a Value {
        self.get(key).unwrap_or_else(|| panic!("{}: no {key}", self.at))
    }

    fn place(&self, key: &str) -> String {
        format!("{}.{key}", self.at)
    }

    fn text(&self, key: &str) -> Option<String> {
        self.get(key).map(|value| text(&self.place(key), value))
    }

    fn need_text(&self, key: &str) -> String {
        text(&self.place(key), self.need(key))
    }

    fn whole(&self, key: &str) -> Option<i64> {
        self.get(key).map(|value| whole(&self.place(key), value))
    }

    fn flag(&self, key: &str) -> Option<bool> {
        self.get(key).map(|value| value.as_bool().unwrap_or_else(|| panic!("{}.{key}: {value}", self.at)))
    }

    fn time(&self, key: &str) -> Option<Time> {
        self.get(key).map(|value| instant(&self.place(key), value))
    }

    fn list<T>(&self, key: &str, read: impl Fn(&str, &'a Value) -> T) -> Option<Vec<T>> {
        self.get(key).map(|value| list(&self.place(key), value, read))
    }

    fn need_list<T>(&self, key: &str, read: impl Fn(&str, &'a Value) -> T) -> Vec<T> {
        self.list(key, read).unwrap_or_else(|| panic!("{}: no {key}", self.at))
    }

    fn ids(&self, key: &str) -> Option<Vec<i32>> {
        self.list(key, |at, value| whole(at, value) as i32)
    }

    fn number(&self, key: &str) -> Option<NumberTest> {
        self.get(key).map(|value| number_test(&self.place(key), value))
    }

    fn named<T>(&self, key: &str, from_name: impl Fn(&str) -> Option<T>) -> Option<T> {
        self.text(key).map(|name| from_name(&name).unwrap_or_else(|| panic!("{}.{key}: {name}", self.at)))
    }

    fn condition(&self, key: &str) -> Option<Condition> {
        self.get(key).map(|value| condition(&self.place(key), value))
    }

    fn done(self) {
        let taken = self.taken.borrow();
        let left: Vec<&String> = self.map.keys().filter(|key| !taken.contains(*key)).collect();
        assert!(left.is_empty(), "{}: {left:?} are not of the format", self.at);
    }
}

fn text(at: &str, value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("{at}: {value} is no text")).to_owned()
}

fn whole(at: &str, value: &Value) -> i64 {
    value.as_i64().unwrap_or_else(|| panic!("{at}: {value} is no whole number"))
}

fn list<'a, T>(at: &str, value: &'a Value, read: impl Fn(&str, &'a Value) -> T) -> Vec<T> {
    let items = value.as_array().unwrap_or_else(|| panic!("{at}: {value} is no list"));
    items.iter().enumerate().map(|(n, item)| read(&format!("{at}[{n}]"), item)).collect()
}

/// Days since the Unix epoch (Howard Hinnant's algorithm).
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year - era * 400;
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// "2026-03-02T09:10", with ":ss" and ".mmm" where they matter.
fn instant(at: &str, value: &Value) -> Time {
    let text = text(at, value);
    let fields: Vec<i64> = text
        .split(['-', 'T', ':', '.'])
        .map(|part| part.parse().unwrap_or_else(|_| panic!("{at}: {text} is no instant")))
        .collect();
    assert!((5..=7).contains(&fields.len()), "{at}: {text} is no instant");
    let part = |n: usize| fields.get(n).copied().unwrap_or(0);
    days(part(0), part(1), part(2)) * DAY + part(3) * HOUR + part(4) * MINUTE + part(5) * SECOND + part(6)
}

fn minutes(at: &str, value: &Value) -> Time {
    let minutes = value.as_f64().unwrap_or_else(|| panic!("{at}: {value} is no number"));
    (minutes * MINUTE as f64).round() as Time
}

fn limit(at: &str, value: &Value) -> Runtime {
    Runtime::from_seconds((minutes(at, value) / SECOND) as u32)
}

fn number_test(at: &str, value: &Value) -> NumberTest {
    if value.is_number() {
        let exact = whole(at, value);
        return NumberTest { min: exact, max: exact };
    }
    let fields = Fields::of(at, value);
    let test = NumberTest {
        min: fields.whole("min").unwrap_or(i64::MIN),
        max: fields.whole("max").unwrap_or(i64::MAX),
    };
    fields.done();
    test
}

fn time_test(at: &str, value: &Value) -> TimeTest {
    let fields = Fields::of(at, value);
    let test = TimeTest { at: fields.time("at"), by: fields.time("by"), after: fields.time("after") };
    fields.done();
    test
}

fn text_test(at: &str, value: &Value) -> TextTest {
    let fields = Fields::of(at, value);
    let test = TextTest {
        length: NumberTest {
            min: fields.whole("min").unwrap_or(0),
            max: fields.whole("max").unwrap_or(i64::MAX),
        },
        contains: fields.text("contains").unwrap_or_default(),
    };
    fields.done();
    test
}

fn ended_by(name: &str) -> Option<EndedBy> {
    EndedBy::ALL.into_iter().find(|it| it.name() == name)
}

fn statuses(fields: &Fields<'_>) -> Option<Vec<JobStatus>> {
    let one = |at: &str, value: &Value| {
        let name = text(at, value);
        JobStatus::from_name(&name).unwrap_or_else(|| panic!("{at}: {name}"))
    };
    fields.get("status").map(|value| match value.is_array() {
        true => list(&fields.at, value, one),
        false => vec![one(&fields.at, value)],
    })
}

/// Takes the keys of a test of a job from an object that may have others too.
fn job_test(fields: &Fields<'_>) -> JobTest {
    JobTest {
        name: fields.text("name"),
        owner: fields.text("owner"),
        status: statuses(fields),
        ended_by: fields.named("endedBy", ended_by),
        message: fields.get("message").map(|value| text_test(&fields.place("message"), value)),
        attempt: fields.number("attempt"),
        interrupted: fields.flag("interrupted"),
        started: fields.get("started").map(|value| match value.as_bool() {
            Some(ever) => Started::Ever(ever),
            None => Started::Now(time_test(&fields.place("started"), value)),
        }),
        ended: fields.get("ended").map(|value| time_test(&fields.place("ended"), value)),
        ran: fields.number("ran"),
        limit: fields.number("limit"),
        exclusive: fields.flag("exclusive"),
        on: fields.list("on", text),
        waits: fields.text("waits"),
        run: fields.get("run").map(|value| {
            let run = Fields::of(&fields.place("run"), value);
            let test = RunTest {
                status: run.named("status", JobStatus::from_name),
                ended_by: run.named("endedBy", ended_by),
                message: run.get("message").map(|value| text_test(&run.place("message"), value)),
            };
            run.done();
            test
        }),
    }
}

fn jobs_test(at: &str, value: &Value) -> JobsTest {
    let fields = Fields::of(at, value);
    let test = JobsTest { among: fields.ids("among"), test: job_test(&fields) };
    fields.done();
    test
}

fn condition(at: &str, value: &Value) -> Condition {
    let fields = Fields::of(at, value);
    let found = if let Some(all) = fields.list("all", condition) {
        Condition::All(all)
    } else if let Some(any) = fields.list("any", condition) {
        Condition::Any(any)
    } else if let Some(not) = fields.condition("not") {
        Condition::Not(Box::new(not))
    } else if let Some(job) = fields.whole("absent") {
        Condition::Absent(job as JobId)
    } else if let Some(tasks) = fields.ids("tasks") {
        Condition::Tasks(
            whole(at, fields.need("job")) as JobId,
            tasks,
            TaskTest {
                status: statuses(&fields),
                ended_by: fields.named("endedBy", ended_by),
                runs: fields.number("runs"),
            },
        )
    } else if let Some(jobs) = fields.ids("jobs") {
        Condition::Jobs(jobs, job_test(&fields))
    } else if let Some(job) = fields.whole("job") {
        Condition::Jobs(vec![job as JobId], job_test(&fields))
    } else if let Some(jobs) = fields.get("count") {
        Condition::Count(jobs_test(&fields.place("count"), jobs), number_test(at, fields.need("is")))
    } else if let Some(node) = fields.text("node") {
        Condition::Node(NodeTest {
            node,
            status: fields.named("status", NodeStatus::from_name),
            free: fields.number("free"),
            busy: fields.number("busy"),
            closed: fields.number("closed"),
            missed: fields.number("missed"),
        })
    } else if let Some(now) = fields.get("now") {
        Condition::Now(time_test(at, now))
    } else if let Some(last) = fields.get("last") {
        Condition::Last(call_pattern(at, last))
    } else {
        panic!("{at}: {value} is no condition");
    };
    fields.done();
    found
}

fn call_pattern(at: &str, value: &Value) -> CallPattern {
    let fields = Fields::of(at, value);
    let call = fields.need("call");
    let pattern = CallPattern {
        call: if call.is_array() { list(at, call, text) } else { vec![text(at, call)] },
        ids: fields.ids("ids"),
        order: fields.ids("order"),
        includes: fields.ids("includes"),
        excludes: fields.ids("excludes"),
        job: fields.whole("job").map(|id| id as JobId),
        tasks: fields.ids("tasks"),
        message: fields.get("message").map(|value| text_test(at, value)),
        term: fields.text("term"),
        limit: fields.number("limit"),
        name: fields.text("name"),
        exclusive: fields.flag("exclusive"),
        priority: fields.named("priority", JobPriority::from_name),
        by: fields.text("by"),
        value: fields.get("value").map(|value| match value.as_str() {
            Some(text) => ValuePattern::Text(text.to_owned()),
            None => ValuePattern::Number(number_test(at, value)),
        }),
        node: fields.text("node"),
        result: fields.text("result"),
        failed_at: fields.whole("failedAt").map(|id| id as JobId),
        code: fields.text("code"),
    };
    fields.done();
    pattern
}

/// Minimum and maximum: one number, two, or what is usual here.
fn processors(fields: &Fields<'_>, usual: i32) -> (i32, i32) {
    match fields.get("processors") {
        None => (usual, usual),
        Some(value) if value.is_array() => {
            let pair = list(&fields.at, value, whole);
            (pair[0] as i32, pair[1] as i32)
        }
        Some(value) => (whole(&fields.at, value) as i32, whole(&fields.at, value) as i32),
    }
}

fn task_spec(at: &str, value: &Value, of_job: i32) -> TaskSpec {
    let fields = Fields::of(at, value);
    let name = fields.need_text("name");
    let (min, max) = processors(&fields, of_job);
    let exit_code = fields.whole("exitCode").unwrap_or(0) as i32;
    let spec = TaskSpec {
        command_line: name.clone(),
        name,
        depend: fields.list("after", text).unwrap_or_default(),
        minimum_number_of_processors: min,
        maximum_number_of_processors: max,
        simulation: fields
            .get("minutes")
            .map(|value| Simulation { duration: Some(minutes(at, value)), exit_code }),
        ..TaskSpec::default()
    };
    fields.done();
    spec
}

fn job_spec(at: &str, value: &Value) -> JobSpec {
    let fields = Fields::of(at, value);
    let name = fields.need_text("name");
    let (min, max) = processors(&fields, 1);
    let exit_code = fields.whole("exitCode").unwrap_or(0) as i32;
    let own = fields.get("minutes").map(|value| TaskSpec {
        name: name.clone(),
        minimum_number_of_processors: min,
        maximum_number_of_processors: min,
        simulation: Some(Simulation { duration: Some(minutes(at, value)), exit_code }),
        ..TaskSpec::new(&name, min)
    });
    let listed = fields.list("tasks", |at, value| task_spec(at, value, min));
    assert!(own.is_none() || listed.is_none(), "{at}: minutes and tasks");
    let spec = JobSpec {
        name,
        minimum_number_of_processors: min,
        maximum_number_of_processors: max,
        runtime: fields.get("limit").map(|value| limit(at, value)),
        is_exclusive: !fields.flag("shared").unwrap_or(false),
        priority: fields.named("priority", JobPriority::from_name).unwrap_or_default(),
        asked_nodes: fields.list("nodes", text).unwrap_or_default(),
        run_until_canceled: fields.flag("untilCancelled").unwrap_or(false),
        tasks: listed.unwrap_or_else(|| own.into_iter().collect()),
        ..JobSpec::default()
    };
    fields.done();
    spec
}

fn message(fields: &Fields<'_>) -> Message {
    match fields.get("message") {
        None => Message::Text(String::new()),
        Some(Value::String(text)) => Message::Text(text.clone()),
        Some(value) => {
            let note = Fields::of(&fields.place("message"), value);
            let message = Message::Note {
                name: note.need_text("note"),
                units: note.whole("units").map(|n| n as usize),
            };
            note.done();
            message
        }
    }
}

fn step(at: &str, value: &Value) -> Step {
    let fields = Fields::of(at, value);
    let name = fields.need_text("call");
    let ids = |key: &str| fields.ids(key).unwrap_or_else(|| panic!("{at}: no {key}"));
    let job = || whole(at, fields.need("job")) as JobId;
    let specs = || fields.list("jobs", job_spec).unwrap_or_else(|| panic!("{at}: no jobs"));
    let call = match name.as_str() {
        "queueJobs" => Call::QueueJobs(specs()),
        "addJobs" => Call::AddJobs(specs()),
        "copyJob" => {
            let job = job();
            let changes = fields.get("changes").map(|value| {
                let changes = Fields::of(at, value);
                let read = Changes {
                    name: changes.text("name"),
                    limit: changes.get("limit").map(|value| limit(at, value)),
                    exclusive: changes.flag("shared").map(|shared| !shared),
                    priority: changes.named("priority", JobPriority::from_name),
                };
                changes.done();
                read
            });
            Call::CopyJob(job, changes.unwrap_or_default())
        }
        "submitJobs" => Call::SubmitJobs(ids("ids")),
        "requeueJobs" => Call::RequeueJobs(ids("ids")),
        "cancelJobs" => Call::CancelJobs(ids("ids"), message(&fields)),
        "tryCancelJobs" => Call::TryCancelJobs(ids("ids"), message(&fields)),
        "requeueTasks" => Call::RequeueTasks(job(), ids("tasks")),
        "cancelTasks" => Call::CancelTasks(job(), ids("tasks"), message(&fields)),
        "modifyJobTerm" => Call::ModifyJobTerm(job(), fields.need_text("term"), fields.need_text("value")),
        "setClusterParameter" => {
            Call::SetClusterParameter(fields.need_text("name"), fields.need_text("value"))
        }
        node => match NodeCall::ALL.into_iter().find(|(_, name)| *name == node) {
            Some((call, _)) => Call::Node(call, fields.need_text("node")),
            None => panic!("{at}: no call {node}"),
        },
    };
    let admin = fields.flag("admin").unwrap_or(false);
    let step = Step { at: fields.time("at"), by: fields.text("by").map(|by| (by, admin)), call };
    fields.done();
    step
}

fn path(fields: &Fields<'_>) -> Path {
    Path {
        steps: fields.list("steps", step).unwrap_or_else(|| panic!("{}: no steps", fields.at)),
        until: fields.condition("until"),
    }
}

fn rule(fields: &Fields<'_>) -> Rule {
    let example = Fields::of(&fields.place("example"), fields.need("example"));
    let read = path(&example);
    example.done();
    Rule {
        id: fields.need_text("id"),
        when: condition(&fields.place("when"), fields.need("when")),
        example: read,
    }
}

fn value_spec(at: &str, value: &Value) -> ValueSpec {
    let fields = Fields::of(at, value);
    let pair = |key: &str| {
        fields.list(key, value_spec).map(|mut two| {
            let second = two.pop().expect("two values");
            (Box::new(two.pop().expect("two values")), Box::new(second))
        })
    };
    let found = if let Some((a, b)) = pair("minus") {
        ValueSpec::Minus(a, b)
    } else if let Some((a, b)) = pair("plus") {
        ValueSpec::Plus(a, b)
    } else if let Some(note) = fields.text("units") {
        ValueSpec::Units(note)
    } else if let Some(note) = fields.text("characters") {
        ValueSpec::Characters(note)
    } else if let Some(time) = fields.time("instant") {
        ValueSpec::Instant(time)
    } else if let Some(number) = fields.whole("given") {
        assert!(!fields.need_text("source").is_empty(), "{at}: no source");
        ValueSpec::Given(number)
    } else {
        let from = match fields.text("in").as_deref().unwrap_or("start") {
            "start" => Where::Start,
            "now" => Where::Now,
            "solution" => Where::Solution,
            "ahead" => Where::Ahead {
                from_start: match fields.text("from").as_deref() {
                    None | Some("now") => false,
                    Some("start") => true,
                    Some(other) => panic!("{at}: from {other}"),
                },
                until: condition(at, fields.need("until")),
            },
            other => panic!("{at}: in {other}"),
        };
        ValueSpec::Read { from, reading: reading(&fields) }
    };
    fields.done();
    found
}

fn reading(fields: &Fields<'_>) -> Reading {
    let of = || fields.need_text("of");
    if let Some(job) = fields.whole("job") {
        match fields.whole("task") {
            Some(task) => Reading::Task(job as JobId, task as TaskId, of()),
            None => Reading::Job(job as JobId, of()),
        }
    } else if let Some(find) = fields.get("find") {
        Reading::Find(jobs_test(&fields.place("find"), find), of())
    } else if let Some(count) = fields.get("count") {
        Reading::Count(jobs_test(&fields.place("count"), count))
    } else if let Some(ids) = fields.get("ids") {
        Reading::Ids(jobs_test(&fields.place("ids"), ids))
    } else if let Some(node) = fields.text("node") {
        Reading::Node(node, of())
    } else if let Some(state) = fields.text("processors") {
        Reading::Processors(state)
    } else if let Some(name) = fields.text("parameter") {
        Reading::Parameter(name)
    } else if fields.flag("now").is_some() {
        Reading::Now
    } else if let Some(job) = fields.whole("removed") {
        Reading::Removed(job as JobId)
    } else if let Some(what) = fields.text("last") {
        Reading::Last(what)
    } else {
        panic!("{}: nothing to read", fields.at);
    }
}

fn fact(at: &str, value: &Value) -> Fact {
    let fields = Fields::of(at, value);
    let id = fields.need_text("id");
    let rest = match fields.need_text("mark").as_str() {
        "D" => {
            assert!(!fields.need_text("page").is_empty(), "{at}: no page");
            FactMark::Documented
        }
        "D!" => FactMark::Contradiction(whole(at, fields.need("contradiction"))),
        "U" => match fields.whole("question") {
            Some(number) => FactMark::Question(number),
            None => FactMark::Choice(fields.need_text("choice")),
        },
        other => panic!("{at}: mark {other}"),
    };
    fields.done();
    Fact { id, rest }
}

/// A lesson, from the value of its file.
pub(crate) fn lesson(value: &Value) -> Lesson {
    let id = text("lesson", &value["id"]);
    let fields = Fields::of(&id, value);
    assert_eq!(fields.whole("format"), Some(1), "{id}: format");
    let node = |at: &str, value: &Value| {
        let fields = Fields::of(at, value);
        let node = NodeSpec {
            status: fields.named("status", NodeStatus::from_name).unwrap_or_default(),
            ..NodeSpec::new(&fields.need_text("name"), whole(at, fields.need("processors")) as i32)
        };
        fields.done();
        node
    };
    let lesson = Lesson {
        id: fields.need_text("id"),
        minutes: whole(&id, fields.need("minutes")),
        nodes: fields.need_list("nodes", node),
        parameters: fields.get("parameters").map_or(Vec::new(), |value| {
            let map = value.as_object().expect("parameters");
            map.iter().map(|(name, value)| (name.clone(), text(name, value))).collect()
        }),
        before: fields.need_list("before", step),
        opens: instant(&id, fields.need("opens")),
        start: fields.need_list("start", condition),
        allow: fields.need_list("allow", text),
        predict: fields.get("predict").map(|value| {
            let fields = Fields::of(&format!("{id}.predict"), value);
            let answer = |at: &str, value: &Value| {
                let fields = Fields::of(at, value);
                let answer = (fields.need_text("id"), condition(at, fields.need("is")));
                fields.done();
                answer
            };
            let read = Prediction {
                path: path(&fields),
                answers: fields.list("answers", answer).expect("answers"),
                truth: fields.need_text("truth"),
            };
            fields.done();
            read
        }),
        goal: fields.need_list("goal", |at, value| {
            let fields = Fields::of(at, value);
            let goal = Goal { id: fields.need_text("id"), is: condition(at, fields.need("is")) };
            fields.done();
            goal
        }),
        par: whole(&id, fields.need("par")) as usize,
        solutions: fields.need_list("solutions", |at, value| list(at, value, step)),
        detours: fields.list("detours", |at, value| list(at, value, step)).unwrap_or_default(),
        known: fields.need_list("known", call_pattern),
        lost: fields.need_list("lost", |at, value| {
            let fields = Fields::of(at, value);
            let read = rule(&fields);
            fields.done();
            read
        }),
        mistakes: fields.need_list("mistakes", |at, value| {
            let fields = Fields::of(at, value);
            let read = Mistake { rule: rule(&fields), lost: fields.flag("lost").expect("lost") };
            fields.done();
            read
        }),
        values: {
            let map = fields.need("values").as_object().expect("values");
            map.iter()
                .map(|(name, value)| (name.clone(), value_spec(&format!("{id}.{name}"), value)))
                .collect()
        },
        facts: fields.need_list("facts", fact),
    };
    let controls = fields.list("controls", text).unwrap_or_default();
    assert!(controls.iter().all(|one| lesson.allow.contains(one)), "{id}: controls that are not allowed");
    assert!(fields.list("showMe", step).is_none_or(|steps| !steps.is_empty()), "{id}: showMe");
    fields.done();
    lesson
}

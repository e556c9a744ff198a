//! Reads what cannot be derived.
//!
//! What says by one of its keys which kind it is (a call, a condition, a value) is an [`Object`] first, from which the
//! keys are taken.

use crate::file::{
    Call, Condition, DAY, Fact, FactMark, HOUR, JobsTest, MINUTE, Message, Mistake, NodeCall, NumberTest,
    Prediction, Reading, SECOND, Step, ValueSpec, Where,
};
use ccp_scheduler::{
    EndedBy, JobPriority, JobSpec, JobStatus, NodeSpec, NodeStatus, Runtime, Simulation, TaskSpec, Time,
};
use serde::Deserialize;
use serde::de::{DeserializeOwned, Deserializer, Error as _};
use serde_json::{Error, Map, Value};

// ── small things ──

#[derive(Deserialize)]
#[serde(untagged, deny_unknown_fields)]
pub(crate) enum Bounds {
    Exact(i64),
    Between { min: Option<i64>, max: Option<i64> },
}

impl From<Bounds> for NumberTest {
    fn from(bounds: Bounds) -> NumberTest {
        match bounds {
            Bounds::Exact(number) => NumberTest { min: number, max: number },
            Bounds::Between { min, max } => {
                NumberTest { min: min.unwrap_or(i64::MIN), max: max.unwrap_or(i64::MAX) }
            }
        }
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany<T> {
    One(T),
    Many(Vec<T>),
}

pub(crate) fn one_or_many<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    from: D,
) -> Result<Vec<T>, D::Error> {
    Ok(match OneOrMany::deserialize(from)? {
        OneOrMany::One(one) => vec![one],
        OneOrMany::Many(many) => many,
    })
}

/// What the core has a name for.
pub(crate) trait Named: Sized {
    fn of(name: &str) -> Option<Self>;

    fn need<E: serde::de::Error>(name: &str) -> Result<Self, E> {
        Self::of(name).ok_or_else(|| E::custom(format!("no {name} among these names")))
    }
}

impl Named for JobStatus {
    fn of(name: &str) -> Option<JobStatus> {
        JobStatus::from_name(name)
    }
}

impl Named for JobPriority {
    fn of(name: &str) -> Option<JobPriority> {
        JobPriority::from_name(name)
    }
}

impl Named for NodeStatus {
    fn of(name: &str) -> Option<NodeStatus> {
        NodeStatus::from_name(name)
    }
}

impl Named for EndedBy {
    fn of(name: &str) -> Option<EndedBy> {
        EndedBy::ALL.into_iter().find(|it| it.name() == name)
    }
}

pub(crate) fn named<'de, D: Deserializer<'de>, T: Named>(from: D) -> Result<Option<T>, D::Error> {
    T::need(&String::deserialize(from)?).map(Some)
}

pub(crate) fn statuses<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Vec<JobStatus>>, D::Error> {
    let names: Vec<String> = one_or_many(from)?;
    names.iter().map(|name| JobStatus::need(name)).collect::<Result<_, _>>().map(Some)
}

pub(crate) fn not<'de, D: Deserializer<'de>>(from: D) -> Result<Option<bool>, D::Error> {
    bool::deserialize(from).map(|is| Some(!is))
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
pub(crate) fn instant<'de, D: Deserializer<'de>>(from: D) -> Result<Time, D::Error> {
    let text = String::deserialize(from)?;
    let numbers: Result<Vec<i64>, _> = text.split(['-', 'T', ':', '.']).map(str::parse).collect();
    let numbers = numbers.ok().filter(|numbers| (5..=7).contains(&numbers.len()));
    let numbers = numbers.ok_or_else(|| D::Error::custom(format!("{text} is no instant")))?;
    let part = |n: usize| numbers.get(n).copied().unwrap_or(0);
    Ok(days(part(0), part(1), part(2)) * DAY + part(3) * HOUR + part(4) * MINUTE + part(5) * SECOND + part(6))
}

#[derive(Deserialize)]
struct Instant(#[serde(deserialize_with = "instant")] Time);

pub(crate) fn some_instant<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Time>, D::Error> {
    instant(from).map(Some)
}

fn millis(minutes: f64) -> Time {
    (minutes * MINUTE as f64).round() as Time
}

fn runtime(minutes: f64) -> Runtime {
    Runtime::from_seconds((millis(minutes) / SECOND) as u32)
}

pub(crate) fn limit<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Runtime>, D::Error> {
    f64::deserialize(from).map(|minutes| Some(runtime(minutes)))
}

// ── nodes, jobs, tasks ──

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileNode {
    name: String,
    processors: i32,
    #[serde(default, deserialize_with = "named")]
    status: Option<NodeStatus>,
}

pub(crate) fn nodes<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<NodeSpec>, D::Error> {
    let node = |node: FileNode| NodeSpec {
        status: node.status.unwrap_or_default(),
        ..NodeSpec::new(&node.name, node.processors)
    };
    Ok(Vec::deserialize(from)?.into_iter().map(node).collect())
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Processors {
    Exact(i32),
    Between(i32, i32),
}

impl Processors {
    fn both(&self) -> (i32, i32) {
        match *self {
            Processors::Exact(number) => (number, number),
            Processors::Between(min, max) => (min, max),
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct FileJob {
    name: String,
    processors: Option<Processors>,
    minutes: Option<f64>,
    #[serde(default)]
    exit_code: i32,
    limit: Option<f64>,
    #[serde(default)]
    shared: bool,
    #[serde(default, deserialize_with = "named")]
    priority: Option<JobPriority>,
    #[serde(default)]
    nodes: Vec<String>,
    #[serde(default)]
    until_cancelled: bool,
    #[serde(default)]
    tasks: Vec<FileTask>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct FileTask {
    name: String,
    minutes: Option<f64>,
    processors: Option<Processors>,
    #[serde(default)]
    exit_code: i32,
    #[serde(default)]
    after: Vec<String>,
}

impl FileTask {
    fn spec(self, of_job: i32) -> TaskSpec {
        let (min, max) = self.processors.unwrap_or(Processors::Exact(of_job)).both();
        let duration = self.minutes.map(millis);
        TaskSpec {
            name: self.name.clone(),
            depend: self.after,
            maximum_number_of_processors: max,
            simulation: duration.map(|_| Simulation { duration, exit_code: self.exit_code }),
            ..TaskSpec::new(&self.name, min)
        }
    }
}

impl FileJob {
    fn spec(mut self) -> JobSpec {
        let (min, max) = self.processors.unwrap_or(Processors::Exact(1)).both();
        if self.minutes.is_some() {
            assert!(self.tasks.is_empty(), "{}: minutes and tasks", self.name);
            self.tasks.push(FileTask {
                name: self.name.clone(),
                minutes: self.minutes,
                processors: None,
                exit_code: self.exit_code,
                after: Vec::new(),
            });
        }
        JobSpec {
            name: self.name,
            minimum_number_of_processors: min,
            maximum_number_of_processors: max,
            runtime: self.limit.map(runtime),
            is_exclusive: !self.shared,
            priority: self.priority.unwrap_or_default(),
            asked_nodes: self.nodes,
            run_until_canceled: self.until_cancelled,
            tasks: self.tasks.into_iter().map(|task| task.spec(min)).collect(),
            ..JobSpec::default()
        }
    }
}

// ── objects ──

pub(crate) type Object = Map<String, Value>;

fn take<T: DeserializeOwned>(object: &mut Object, key: &str) -> Result<Option<T>, Error> {
    let value = object.remove(key).map(serde_json::from_value).transpose();
    value.map_err(|error| Error::custom(format!("{key}: {error}")))
}

fn need<T: DeserializeOwned>(object: &mut Object, key: &'static str) -> Result<T, Error> {
    take(object, key)?.ok_or_else(|| Error::missing_field(key))
}

/// All that was not taken.
fn rest<T: DeserializeOwned>(object: &mut Object) -> Result<T, Error> {
    serde_json::from_value(Value::Object(std::mem::take(object)))
}

/// Nothing may be left.
fn done<T>(object: &Object, read: T) -> Result<T, Error> {
    match object.keys().next() {
        None => Ok(read),
        Some(key) => Err(Error::custom(format!("{key} is not of the format"))),
    }
}

impl TryFrom<Object> for Mistake {
    type Error = Error;

    fn try_from(mut it: Object) -> Result<Mistake, Error> {
        Ok(Mistake { lost: need(&mut it, "lost")?, rule: rest(&mut it)? })
    }
}

impl TryFrom<Object> for Prediction {
    type Error = Error;

    fn try_from(mut it: Object) -> Result<Prediction, Error> {
        let (answers, truth) = (need(&mut it, "answers")?, need(&mut it, "truth")?);
        Ok(Prediction { answers, truth, path: rest(&mut it)? })
    }
}

impl TryFrom<Object> for Fact {
    type Error = Error;

    fn try_from(mut it: Object) -> Result<Fact, Error> {
        let id = need(&mut it, "id")?;
        let mark: String = need(&mut it, "mark")?;
        let mark = match (mark.as_str(), take(&mut it, "question")?) {
            ("D", None) => FactMark::Documented(need(&mut it, "page")?),
            ("D!", None) => FactMark::Contradiction(need(&mut it, "contradiction")?),
            ("U", Some(question)) => FactMark::Question(question),
            ("U", None) => FactMark::Choice(need(&mut it, "choice")?),
            (other, _) => return Err(Error::custom(format!("mark {other}"))),
        };
        done(&it, Fact { id, mark })
    }
}

impl TryFrom<Object> for JobsTest {
    type Error = Error;

    fn try_from(mut it: Object) -> Result<JobsTest, Error> {
        Ok(JobsTest { among: take(&mut it, "among")?, test: rest(&mut it)? })
    }
}

impl TryFrom<Object> for Step {
    type Error = Error;

    fn try_from(mut it: Object) -> Result<Step, Error> {
        let at = take(&mut it, "at")?.map(|Instant(time)| time);
        let admin = take(&mut it, "admin")?.unwrap_or(false);
        let by = take(&mut it, "by")?.map(|by| (by, admin));
        let name: String = need(&mut it, "call")?;
        let call = call(&name, &mut it)?;
        done(&it, Step { at, by, call })
    }
}

fn call(name: &str, it: &mut Object) -> Result<Call, Error> {
    let specs = |jobs: Vec<FileJob>| jobs.into_iter().map(FileJob::spec).collect();
    let message =
        |it: &mut Object| Ok::<_, Error>(take(it, "message")?.unwrap_or(Message::Text(String::new())));
    Ok(match name {
        "queueJobs" => Call::QueueJobs(specs(need(it, "jobs")?)),
        "addJobs" => Call::AddJobs(specs(need(it, "jobs")?)),
        "copyJob" => Call::CopyJob(need(it, "job")?, take(it, "changes")?.unwrap_or_default()),
        "submitJobs" => Call::SubmitJobs(need(it, "ids")?),
        "requeueJobs" => Call::RequeueJobs(need(it, "ids")?),
        "cancelJobs" => Call::CancelJobs(need(it, "ids")?, message(it)?),
        "tryCancelJobs" => Call::TryCancelJobs(need(it, "ids")?, message(it)?),
        "requeueTasks" => Call::RequeueTasks(need(it, "job")?, need(it, "tasks")?),
        "cancelTasks" => Call::CancelTasks(need(it, "job")?, need(it, "tasks")?, message(it)?),
        "modifyJobTerm" => Call::ModifyJobTerm(need(it, "job")?, need(it, "term")?, need(it, "value")?),
        "setClusterParameter" => Call::SetClusterParameter(need(it, "name")?, need(it, "value")?),
        other => {
            let node = NodeCall::ALL.into_iter().find(|(_, name)| *name == other);
            let (node, _) = node.ok_or_else(|| Error::custom(format!("no call {other}")))?;
            Call::Node(node, need(it, "node")?)
        }
    })
}

impl TryFrom<Object> for Condition {
    type Error = Error;

    fn try_from(mut object: Object) -> Result<Condition, Error> {
        let it = &mut object;
        let condition = if let Some(all) = take(it, "all")? {
            Condition::All(all)
        } else if let Some(any) = take(it, "any")? {
            Condition::Any(any)
        } else if let Some(not) = take(it, "not")? {
            Condition::Not(Box::new(not))
        } else if let Some(job) = take(it, "absent")? {
            Condition::Absent(job)
        } else if let Some(jobs) = take(it, "count")? {
            Condition::Count(jobs, need(it, "is")?)
        } else if let Some(tasks) = take(it, "tasks")? {
            Condition::Tasks(need(it, "job")?, tasks, rest(it)?)
        } else if let Some(jobs) = take(it, "jobs")? {
            Condition::Jobs(jobs, rest(it)?)
        } else if let Some(job) = take(it, "job")? {
            Condition::Jobs(vec![job], rest(it)?)
        } else if let Some(now) = take(it, "now")? {
            Condition::Now(now)
        } else if let Some(last) = take(it, "last")? {
            Condition::Last(last)
        } else {
            Condition::Node(rest(it)?)
        };
        done(it, condition)
    }
}

impl TryFrom<Object> for ValueSpec {
    type Error = Error;

    fn try_from(mut object: Object) -> Result<ValueSpec, Error> {
        let it = &mut object;
        let value = if let Some((a, b)) = take(it, "minus")? {
            ValueSpec::Minus(Box::new(a), Box::new(b))
        } else if let Some((a, b)) = take(it, "plus")? {
            ValueSpec::Plus(Box::new(a), Box::new(b))
        } else if let Some(note) = take(it, "units")? {
            ValueSpec::Units(note)
        } else if let Some(note) = take(it, "characters")? {
            ValueSpec::Characters(note)
        } else if let Some(Instant(time)) = take(it, "instant")? {
            ValueSpec::Instant(time)
        } else if let Some(number) = take(it, "given")? {
            let source: String = need(it, "source")?;
            assert!(!source.is_empty(), "a number without a source: {number}");
            ValueSpec::Given(number)
        } else {
            let from: Option<String> = take(it, "in")?;
            let from = match from.as_deref().unwrap_or("start") {
                "start" => Where::Start,
                "now" => Where::Now,
                "solution" => Where::Solution,
                "ahead" => {
                    let from: Option<String> = take(it, "from")?;
                    let from_start = match from.as_deref().unwrap_or("now") {
                        "start" => true,
                        "now" => false,
                        other => return Err(Error::custom(format!("from {other}"))),
                    };
                    Where::Ahead { from_start, until: need(it, "until")? }
                }
                other => return Err(Error::custom(format!("in {other}"))),
            };
            ValueSpec::Read { from, reading: rest(it)? }
        };
        done(it, value)
    }
}

impl TryFrom<Object> for Reading {
    type Error = Error;

    fn try_from(mut object: Object) -> Result<Reading, Error> {
        let it = &mut object;
        let reading = if let Some(job) = take(it, "job")? {
            match take(it, "task")? {
                Some(task) => Reading::Task(job, task, need(it, "of")?),
                None => Reading::Job(job, need(it, "of")?),
            }
        } else if let Some(find) = take(it, "find")? {
            Reading::Find(find, need(it, "of")?)
        } else if let Some(count) = take(it, "count")? {
            Reading::Count(count)
        } else if let Some(ids) = take(it, "ids")? {
            Reading::Ids(ids)
        } else if let Some(node) = take(it, "node")? {
            Reading::Node(node, need(it, "of")?)
        } else if let Some(state) = take(it, "processors")? {
            Reading::Processors(state)
        } else if let Some(name) = take(it, "parameter")? {
            Reading::Parameter(name)
        } else if let Some(true) = take(it, "now")? {
            Reading::Now
        } else if let Some(job) = take(it, "removed")? {
            Reading::Removed(job)
        } else {
            Reading::Last(need(it, "last")?)
        };
        done(it, reading)
    }
}

//! What a lesson file may say. Strict: what is not part of the format is an error.

use crate::read::{Bounds, Object, instant, limit, named, nodes, not, one_or_many, some_instant, statuses};
use ccp_scheduler::{
    EndedBy, JobId, JobPriority, JobSpec, JobStatus, NodeSpec, NodeStatus, Runtime, TaskId, Time,
};
use serde::Deserialize;
use std::collections::BTreeMap;

pub(crate) const SECOND: Time = 1_000;
pub(crate) const MINUTE: Time = 60 * SECOND;
pub(crate) const HOUR: Time = 60 * MINUTE;
pub(crate) const DAY: Time = 24 * HOUR;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Lesson {
    pub(crate) format: i64,
    pub(crate) id: String,
    pub(crate) minutes: i64,
    #[serde(deserialize_with = "nodes")]
    pub(crate) nodes: Vec<NodeSpec>,
    #[serde(default)]
    pub(crate) parameters: BTreeMap<String, String>,
    pub(crate) before: Vec<Step>,
    #[serde(deserialize_with = "instant")]
    pub(crate) opens: Time,
    pub(crate) start: Vec<Condition>,
    pub(crate) allow: Vec<String>,
    #[serde(default)]
    pub(crate) controls: Vec<String>,
    pub(crate) predict: Option<Prediction>,
    pub(crate) goal: Vec<Goal>,
    pub(crate) par: usize,
    pub(crate) solutions: Vec<Vec<Step>>,
    #[serde(default)]
    pub(crate) detours: Vec<Vec<Step>>,
    pub(crate) show_me: Option<Vec<Step>>,
    pub(crate) known: Vec<CallPattern>,
    pub(crate) lost: Vec<Rule>,
    pub(crate) mistakes: Vec<Mistake>,
    pub(crate) values: BTreeMap<String, ValueSpec>,
    pub(crate) facts: Vec<Fact>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Goal {
    pub(crate) id: String,
    pub(crate) is: Condition,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Rule {
    pub(crate) id: String,
    pub(crate) when: Condition,
    pub(crate) example: Path,
}

#[derive(Deserialize)]
#[serde(try_from = "Object")]
pub(crate) struct Mistake {
    pub(crate) rule: Rule,
    pub(crate) lost: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Path {
    pub(crate) steps: Vec<Step>,
    pub(crate) until: Option<Condition>,
}

#[derive(Deserialize)]
#[serde(try_from = "Object")]
pub(crate) struct Prediction {
    pub(crate) path: Path,
    pub(crate) answers: Vec<Answer>,
    pub(crate) truth: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Answer {
    pub(crate) id: String,
    pub(crate) is: Condition,
}

#[derive(Deserialize)]
#[serde(try_from = "Object")]
pub(crate) struct Fact {
    pub(crate) id: String,
    pub(crate) mark: FactMark,
}

pub(crate) enum FactMark {
    Documented(String),
    Contradiction(i64),
    Question(i64),
    Choice(String),
}

#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "Object")]
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

#[derive(Clone, Debug, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
pub(crate) enum Message {
    Text(String),
    Note {
        #[serde(rename = "note")]
        name: String,
        units: Option<usize>,
    },
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Changes {
    pub(crate) name: Option<String>,
    #[serde(deserialize_with = "limit")]
    pub(crate) limit: Option<Runtime>,
    #[serde(rename = "shared", deserialize_with = "not")]
    pub(crate) exclusive: Option<bool>,
    #[serde(deserialize_with = "named")]
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

#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "Object")]
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

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NodeTest {
    pub(crate) node: String,
    #[serde(default, deserialize_with = "named")]
    pub(crate) status: Option<NodeStatus>,
    pub(crate) free: Option<NumberTest>,
    pub(crate) busy: Option<NumberTest>,
    pub(crate) closed: Option<NumberTest>,
    pub(crate) missed: Option<NumberTest>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "Object")]
pub(crate) struct JobsTest {
    pub(crate) among: Option<Vec<JobId>>,
    pub(crate) test: JobTest,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct JobTest {
    pub(crate) name: Option<String>,
    pub(crate) owner: Option<String>,
    #[serde(deserialize_with = "statuses")]
    pub(crate) status: Option<Vec<JobStatus>>,
    #[serde(deserialize_with = "named")]
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

#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub(crate) enum Started {
    Ever(bool),
    Now(TimeTest),
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct RunTest {
    #[serde(deserialize_with = "named")]
    pub(crate) status: Option<JobStatus>,
    #[serde(deserialize_with = "named")]
    pub(crate) ended_by: Option<EndedBy>,
    pub(crate) message: Option<TextTest>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct TaskTest {
    #[serde(deserialize_with = "statuses")]
    pub(crate) status: Option<Vec<JobStatus>>,
    #[serde(deserialize_with = "named")]
    pub(crate) ended_by: Option<EndedBy>,
    pub(crate) runs: Option<NumberTest>,
}

/// Both ends included.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(from = "Bounds")]
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

#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct TimeTest {
    #[serde(deserialize_with = "some_instant")]
    pub(crate) at: Option<Time>,
    #[serde(deserialize_with = "some_instant")]
    pub(crate) by: Option<Time>,
    #[serde(deserialize_with = "some_instant")]
    pub(crate) after: Option<Time>,
}

impl TimeTest {
    pub(crate) fn holds(self, time: Time) -> bool {
        self.at.is_none_or(|at| time == at)
            && self.by.is_none_or(|by| time <= by)
            && self.after.is_none_or(|after| time > after)
    }
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct TextTest {
    pub(crate) min: Option<usize>,
    pub(crate) max: Option<usize>,
    pub(crate) contains: String,
}

impl TextTest {
    pub(crate) fn holds(&self, text: &str) -> bool {
        let length = text.encode_utf16().count();
        self.min.is_none_or(|min| length >= min)
            && self.max.is_none_or(|max| length <= max)
            && text.contains(&self.contains)
    }
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct CallPattern {
    #[serde(deserialize_with = "one_or_many")]
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
    #[serde(deserialize_with = "named")]
    pub(crate) priority: Option<JobPriority>,
    pub(crate) by: Option<String>,
    pub(crate) value: Option<ValuePattern>,
    pub(crate) node: Option<String>,
    pub(crate) result: Option<String>,
    pub(crate) failed_at: Option<JobId>,
    pub(crate) code: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub(crate) enum ValuePattern {
    Text(String),
    Number(NumberTest),
}

#[derive(Deserialize)]
#[serde(try_from = "Object")]
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

#[derive(Deserialize)]
#[serde(try_from = "Object")]
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

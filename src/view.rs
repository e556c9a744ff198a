//! What a caller gets back: snapshots of jobs, tasks and nodes as plain data. They do not change when the
//! cluster does.

use crate::lifecycle::{EndedBy, JobPriority, JobStatus, NodeStatus, TaskStatus};
use crate::spec::Simulation;
use crate::time::{Runtime, Time};
use crate::{JobId, TaskId};

/// IJob: a job as it was when it was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// From 1; given out again once the job has left, unless `reuse_job_ids` is off.
    pub id: JobId,
    /// As given, or the computed default.
    pub name: String,
    /// See [`JobPriority`].
    pub priority: JobPriority,
    /// At least so many are reserved.
    pub minimum_number_of_processors: i32,
    /// At most so many are reserved.
    pub maximum_number_of_processors: i32,
    /// The run-time limit; "Infinite" until submitted if it was left out.
    pub runtime: Runtime,
    /// Keeps its processors until cancelled.
    pub run_until_canceled: bool,
    /// Closes its nodes for other jobs.
    pub is_exclusive: bool,
    /// Where it may run; empty: everywhere.
    pub asked_nodes: Vec<String>,
    /// As given.
    pub software_license: String,
    /// As given.
    pub project: String,
    /// RunAs user.
    pub user: String,
    /// As given, later ones set by ModifyJobTerm included.
    pub extended_job_terms: Vec<(String, String)>,
    /// See [`JobStatus`].
    pub status: JobStatus,
    /// The last message: why it was cancelled or failed. Cleared by requeueing.
    pub error_message: String,
    /// Who added it.
    pub submitted_by: String,
    /// Started while an earlier one waited.
    pub is_backfill: bool,
    /// The run that is now or comes next, from 1.
    pub attempt: u32,
    /// Earlier runs, oldest first, the last 16.
    pub attempts: Vec<Attempt>,
    /// When it was added.
    pub create_time: Time,
    /// When it was last submitted or requeued.
    pub submit_time: Option<Time>,
    /// When the present run started.
    pub start_time: Option<Time>,
    /// When it ended; `None` again once requeued.
    pub end_time: Option<Time>,
    /// There at this instant, gone a millisecond later. `None` while not completed, or if it never comes.
    pub expiry_time: Option<Time>,
    /// By id.
    pub tasks: Vec<Task>,
}

/// ITask: a task as it was when it was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// From 1, in order of addition.
    pub id: TaskId,
    /// The job it belongs to.
    pub parent_job_id: JobId,
    /// As given.
    pub name: String,
    /// As given.
    pub command_line: String,
    /// As given.
    pub depend: Vec<String>,
    /// At least so many of the job's processors.
    pub minimum_number_of_processors: i32,
    /// At most so many.
    pub maximum_number_of_processors: i32,
    /// The task's own limit.
    pub runtime: Runtime,
    /// Alone among its job's tasks on its nodes.
    pub is_exclusive: bool,
    /// May be requeued.
    pub is_rerunnable: bool,
    /// Runs on exactly these; empty: anywhere in the job's reservation.
    pub required_nodes: Vec<String>,
    /// As given.
    pub work_directory: String,
    /// As given.
    pub stdin: String,
    /// As given.
    pub stdout: String,
    /// As given.
    pub stderr: String,
    /// As given.
    pub environment_variables: Vec<(String, String)>,
    /// As given.
    pub extended_task_terms: Vec<(String, String)>,
    /// As given.
    pub simulation: Option<Simulation>,
    /// See [`TaskStatus`].
    pub status: TaskStatus,
    /// How its last run (or wait) ended; `None` while it is open.
    pub ended_by: Option<EndedBy>,
    /// How often it was started.
    pub runs: u32,
    /// 0 until it ended; −1073741510 when it was terminated.
    pub exit_code: i32,
    /// The last message.
    pub error_message: String,
    /// When it was added.
    pub create_time: Time,
    /// When its job was last submitted or requeued.
    pub submit_time: Option<Time>,
    /// When its present or last run started.
    pub start_time: Option<Time>,
    /// When it ended.
    pub end_time: Option<Time>,
}

/// One earlier run of a job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// From 1.
    pub attempt: u32,
    /// `None` if it never started.
    pub start_time: Option<Time>,
    /// When it ended.
    pub end_time: Time,
    /// Failed or Cancelled. A run stopped by requeueing counts as Cancelled, one lost with its node as Failed.
    pub status: JobStatus,
    /// How it ended.
    pub ended_by: EndedBy,
    /// Who ended it, where someone did.
    pub user: String,
    /// The message it ended with.
    pub message: String,
}

/// INode, and what each processor does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComputeNode {
    /// Unique.
    pub name: String,
    /// As the head node believes.
    pub status: NodeStatus,
    /// All of them.
    pub number_of_processors: i32,
    /// Neither held nor closed.
    pub number_of_idle_processors: i32,
    /// Megabytes.
    pub memory: i32,
    /// MHz.
    pub processor_speed: i32,
    /// "x64".
    pub processor_architecture: String,
    /// Since it crashed, at most InactivityCount.
    pub missed_heartbeats: i32,
    /// One entry a processor: by job id, each job's working ones by task id and then its held ones, then closed,
    /// then free.
    pub processors: Vec<Processor>,
}

/// What one processor does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Processor {
    /// Nothing.
    Free,
    /// Works for a task.
    Working(JobId, TaskId),
    /// Reserved by a job, without a task in it.
    Held(JobId),
    /// Not reserved, but closed by an exclusive job on its node.
    Closed(JobId),
}

/// Why a queued job is not running.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// One sentence in English; the other fields are what it is made of.
    pub sentence: String,
    /// See [`Reason`].
    pub reason: Reason,
    /// The jobs that would have to go or end first, by id.
    pub blocked_by: Vec<JobId>,
    /// Not later than this, if no further call comes; `None` if nobody can know.
    pub starts_by: Option<Time>,
}

/// Why a job waits, in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Too few suitable processors are free.
    Processors,
    /// Processors are idle, but exclusivity (the job's own or another's) keeps it off their nodes.
    NodeClosed,
    /// It would fit, but an earlier job waits and this one may not pass it.
    BehindJob,
    /// It would fit, but would delay the first waiting job.
    Reservation,
    /// The nodes it asked for are taken; others would do if it had not asked.
    AskedNodes,
    /// A node that it must have, or the processors it would need, are paused, unreachable or pending.
    NodesUnavailable,
    /// The activation filter has refused it, or has not answered yet.
    ActivationFilter,
}

impl Reason {
    /// The stable word in the JavaScript face.
    pub const fn name(self) -> &'static str {
        match self {
            Reason::Processors => "Processors",
            Reason::NodeClosed => "NodeClosed",
            Reason::BehindJob => "BehindJob",
            Reason::Reservation => "Reservation",
            Reason::AskedNodes => "AskedNodes",
            Reason::NodesUnavailable => "NodesUnavailable",
            Reason::ActivationFilter => "ActivationFilter",
        }
    }
}

/// What became of each item of `try_cancel_jobs`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CancelReport {
    /// The ids that were cancelled, in the order given.
    pub cancelled: Vec<JobId>,
    /// One row for each item that was not.
    pub failed: Vec<Refusal>,
}

/// One item that could not be cancelled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Its place in what was passed, from 0.
    pub index: usize,
    /// The id, 0 where the item was no id.
    pub job_id: JobId,
    /// A stable code.
    pub code: crate::ErrorCode,
    /// A sentence.
    pub message: String,
}

/// What `cancel_jobs` would do now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CancelPreview {
    /// What would be cancelled, in the order given.
    pub cancelled: Vec<JobId>,
    /// What would be refused: the first one, or with `carry_on` all.
    pub refused: Vec<Refusal>,
    /// Jobs that start in the pass at the end, in that order.
    pub starts: Vec<JobId>,
    /// Where each of them starts.
    pub placements: Vec<Placement>,
    /// Processors given back by what is cancelled.
    pub processors_freed: i64,
    /// Processor-milliseconds of runs that are thrown away: reserved processors × time since the job's start.
    pub processor_time_lost: i64,
}

/// What `requeue_jobs` would do now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RequeuePreview {
    /// What would be queued again, in the order given.
    pub requeued: Vec<JobId>,
    /// The first that would be refused, where the call stops.
    pub refused: Vec<Refusal>,
    /// Jobs that start in the pass at the end, in that order; requeued ones may be among them.
    pub starts: Vec<JobId>,
    /// Where each of them starts.
    pub placements: Vec<Placement>,
    /// Processors given back by running jobs that are requeued.
    pub processors_freed: i64,
    /// Processor-milliseconds of their runs, which are thrown away.
    pub processor_time_lost: i64,
}

/// What `submit_jobs` would do now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SubmitPreview {
    /// All that were given, or none if one is refused.
    pub submitted: Vec<JobId>,
    /// Every item that stands in the way.
    pub refused: Vec<Refusal>,
    /// Jobs that start in the pass at the end, in that order.
    pub starts: Vec<JobId>,
    /// Where each of them starts.
    pub placements: Vec<Placement>,
}

/// Where a job would start.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Placement {
    /// The job.
    pub job_id: JobId,
    /// The nodes by name, and how many processors on each.
    pub nodes: Vec<(String, i32)>,
}

/// Which jobs have started and ended, for who needs no more than that: a fraction of the cost of events.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Runs {
    /// Jobs that started, in that order.
    pub started: Vec<JobId>,
    /// Jobs that ended, in that order; the same id twice if it ended, was requeued and ended again.
    pub ended: Vec<JobId>,
}

/// IClusterCounter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ClusterCounter {
    /// Jobs by status, by [`JobStatus`] number.
    pub jobs: [i64; 6],
    /// Tasks by status, by [`TaskStatus`] number.
    pub tasks: [i64; 6],
    /// Nodes by status, by [`NodeStatus`] number.
    pub nodes: [i64; 4],
    /// Ready nodes on which no job is.
    pub idle_nodes: i64,
    /// Reserved by a job, closed ones not counted.
    pub busy_processors: i64,
    /// Of Ready nodes: neither reserved nor closed.
    pub idle_processors: i64,
    /// On Pending nodes.
    pub pending_processors: i64,
    /// On Unreachable nodes.
    pub unreachable_processors: i64,
    /// Of all nodes.
    pub total_processors: i64,
}

/// The columns of all jobs, ascending by id: for tables and charts. `NONE` stands where CCP has no value yet.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct JobColumns {
    /// Job ids.
    pub ids: Vec<JobId>,
    /// [`JobStatus`] numbers.
    pub status: Vec<u8>,
    /// [`JobPriority`] numbers.
    pub priority: Vec<u8>,
    /// Reserved processors if Running, else the minimum.
    pub processors: Vec<i32>,
    /// Index into `strings`.
    pub name: Vec<u32>,
    /// Who added it: index into `strings`.
    pub owner: Vec<u32>,
    /// Index into `strings`.
    pub project: Vec<u32>,
    /// The last message: index into `strings`.
    pub message: Vec<u32>,
    /// The run that is now or comes next.
    pub attempt: Vec<u32>,
    /// 1 if started by backfill.
    pub is_backfill: Vec<u8>,
    /// Milliseconds; NaN where there is none.
    pub create_time: Vec<f64>,
    /// Milliseconds; NaN where there is none.
    pub submit_time: Vec<f64>,
    /// Milliseconds; NaN where there is none.
    pub start_time: Vec<f64>,
    /// Milliseconds; NaN where there is none.
    pub end_time: Vec<f64>,
    /// The texts that the columns point into.
    pub strings: Vec<String>,
}

//! The life cycles of jobs and tasks: which status each operation is legal in, and what becomes of it.
//!
//! ```text
//!            AddJob            SubmitJob           resources            all tasks ended well
//!   (none) ─────────▶ NotSubmitted ─────▶ Queued ───────────▶ Running ─────────────────────▶ Finished
//!                          │                │  ▲               │ │ ▲ │  a task failed
//!                          │                │  └───────────────┘ │ │ └──────────────────────▶ Failed
//!                          │                │     RequeueJob     │ │                            │
//!                          │   CancelJob    │     CancelJob,     │ └── node lost: Queued again  │
//!                          └────────────────┴───── time limit ───┴────▶ Cancelled               │
//!                                               RequeueJob: Cancelled, Failed ─▶ Queued ◀───────┘
//!   Finished, Failed, Cancelled ── TTLCompletedJobs exceeded ──▶ (none; the id may be given out again)
//! ```
//!
//! Source: `ICluster::CancelJobs` (which statuses may be cancelled, what its tasks become), the diagrams of
//! "Jobs and tasks", `ICluster::RequeueJob`, `ICluster::SubmitJob` of the Compute Cluster Pack SDK.

/// `JobStatus` of CCP; the numbers are the documented ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum JobStatus {
    /// In the cluster, but not in the queue.
    NotSubmitted = 0,
    /// In the queue.
    Queued = 1,
    /// Holds processors.
    Running = 2,
    /// All tasks finished successfully.
    Finished = 3,
    /// A task failed, or the system did.
    Failed = 4,
    /// Cancelled by a call or at its run-time limit.
    Cancelled = 5,
}

/// `TaskStatus` of CCP has the same values as [`JobStatus`].
pub type TaskStatus = JobStatus;

impl JobStatus {
    /// All of them, by number.
    pub const ALL: [JobStatus; 6] = [
        JobStatus::NotSubmitted,
        JobStatus::Queued,
        JobStatus::Running,
        JobStatus::Finished,
        JobStatus::Failed,
        JobStatus::Cancelled,
    ];

    /// The documented name ("Cancelled" with two l).
    pub const fn name(self) -> &'static str {
        match self {
            JobStatus::NotSubmitted => "NotSubmitted",
            JobStatus::Queued => "Queued",
            JobStatus::Running => "Running",
            JobStatus::Finished => "Finished",
            JobStatus::Failed => "Failed",
            JobStatus::Cancelled => "Cancelled",
        }
    }

    /// The status of that documented name.
    pub fn from_name(name: &str) -> Option<JobStatus> {
        JobStatus::ALL.into_iter().find(|status| status.name() == name)
    }

    /// The status of that documented number.
    pub fn from_number(number: u8) -> Option<JobStatus> {
        JobStatus::ALL.get(usize::from(number)).copied()
    }

    /// "Completed" as SetClusterParameter uses the word: finished, failed or cancelled.
    pub const fn is_completed(self) -> bool {
        matches!(self, JobStatus::Finished | JobStatus::Failed | JobStatus::Cancelled)
    }
}

/// `JobPriority` of CCP; the numbers are the documented ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum JobPriority {
    /// Behind all others.
    Lowest = 0,
    /// Behind Normal.
    BelowNormal = 1,
    /// The default.
    #[default]
    Normal = 2,
    /// Administrators only.
    AboveNormal = 3,
    /// Administrators only.
    Highest = 4,
}

impl JobPriority {
    /// All of them, by number.
    pub const ALL: [JobPriority; 5] = [
        JobPriority::Lowest,
        JobPriority::BelowNormal,
        JobPriority::Normal,
        JobPriority::AboveNormal,
        JobPriority::Highest,
    ];

    /// The documented name.
    pub const fn name(self) -> &'static str {
        match self {
            JobPriority::Lowest => "Lowest",
            JobPriority::BelowNormal => "BelowNormal",
            JobPriority::Normal => "Normal",
            JobPriority::AboveNormal => "AboveNormal",
            JobPriority::Highest => "Highest",
        }
    }

    /// The priority of that documented name.
    pub fn from_name(name: &str) -> Option<JobPriority> {
        JobPriority::ALL.into_iter().find(|priority| priority.name() == name)
    }

    /// The priority of that documented number.
    pub fn from_number(number: u8) -> Option<JobPriority> {
        JobPriority::ALL.get(usize::from(number)).copied()
    }
}

/// `NodeStatus` of CCP; the numbers are the documented ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum NodeStatus {
    /// Takes new jobs and tasks.
    #[default]
    Ready = 0,
    /// What runs there goes on; nothing new starts.
    Paused = 1,
    /// The head node has noticed that it does not answer.
    Unreachable = 2,
    /// Waits for ApproveNode.
    Pending = 3,
}

impl NodeStatus {
    /// All of them, by number.
    pub const ALL: [NodeStatus; 4] =
        [NodeStatus::Ready, NodeStatus::Paused, NodeStatus::Unreachable, NodeStatus::Pending];

    /// The documented name.
    pub const fn name(self) -> &'static str {
        match self {
            NodeStatus::Ready => "Ready",
            NodeStatus::Paused => "Paused",
            NodeStatus::Unreachable => "Unreachable",
            NodeStatus::Pending => "Pending",
        }
    }

    /// The status of that documented name.
    pub fn from_name(name: &str) -> Option<NodeStatus> {
        NodeStatus::ALL.into_iter().find(|status| status.name() == name)
    }

    /// The status of that documented number.
    pub fn from_number(number: u8) -> Option<NodeStatus> {
        NodeStatus::ALL.get(usize::from(number)).copied()
    }
}

/// How a run of a job or task ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum EndedBy {
    /// By itself: its work came to an end.
    Itself = 0,
    /// By a call on it: cancelJob(s) for a job, cancelTask(s) for a task.
    Call = 1,
    /// A task only: with its job.
    Job = 2,
    /// At a run-time limit.
    Limit = 3,
    /// By requeueing it while it ran.
    Requeue = 4,
    /// By a system error: a node was lost.
    System = 5,
}

impl EndedBy {
    /// All of them, by number.
    pub const ALL: [EndedBy; 6] =
        [EndedBy::Itself, EndedBy::Call, EndedBy::Job, EndedBy::Limit, EndedBy::Requeue, EndedBy::System];

    /// The name in the JavaScript face.
    pub const fn name(self) -> &'static str {
        match self {
            EndedBy::Itself => "itself",
            EndedBy::Call => "call",
            EndedBy::Job => "job",
            EndedBy::Limit => "limit",
            EndedBy::Requeue => "requeue",
            EndedBy::System => "system",
        }
    }

    /// The ending of that number.
    pub fn from_number(number: u8) -> Option<EndedBy> {
        EndedBy::ALL.get(usize::from(number)).copied()
    }
}

/// What can be asked of a job in a certain status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JobOperation {
    /// CancelJob, CancelJobs.
    Cancel,
    /// SubmitJob, SubmitJobs.
    Submit,
    /// RequeueJob, RequeueJobs.
    Requeue,
    /// ModifyJob.
    Modify,
    /// ModifyJobTerm with any term.
    ModifyTerm,
    /// AddTask, AddTasks.
    AddTask,
}

impl JobOperation {
    /// All of them.
    pub const ALL: [JobOperation; 6] = [
        JobOperation::Cancel,
        JobOperation::Submit,
        JobOperation::Requeue,
        JobOperation::Modify,
        JobOperation::ModifyTerm,
        JobOperation::AddTask,
    ];

    /// Whether the operation is legal for a job in that status. Row by row the table of the documentation;
    /// ModifyTerm of a Running job is legal for Runtime, RunUntilCanceled and Project only.
    #[rustfmt::skip]
    pub const fn is_legal(self, status: JobStatus) -> bool {
        use JobStatus::*;
        match (self, status) {
            //                          NotSubmitted    Queued       Running      Finished     Failed       Cancelled
            (JobOperation::Cancel,      NotSubmitted |  Queued |     Running)                                          => true,
            (JobOperation::Cancel,                                                Finished |   Failed |     Cancelled) => false,
            (JobOperation::Submit,      NotSubmitted)                                                                  => true,
            (JobOperation::Submit,                      Queued |     Running |    Finished |   Failed |     Cancelled) => false,
            (JobOperation::Requeue,                                  Running |                 Failed |     Cancelled) => true,
            (JobOperation::Requeue,     NotSubmitted |  Queued |                  Finished)                            => false,
            (JobOperation::Modify,      NotSubmitted |  Queued)                                                        => true,
            (JobOperation::Modify,                                   Running |    Finished |   Failed |     Cancelled) => false,
            (JobOperation::ModifyTerm,  NotSubmitted |  Queued |     Running)                                          => true,
            (JobOperation::ModifyTerm,                                            Finished |   Failed |     Cancelled) => false,
            (JobOperation::AddTask,     NotSubmitted |  Queued |     Running)                                          => true,
            (JobOperation::AddTask,                                               Finished |   Failed |     Cancelled) => false,
        }
    }
}

/// What can be asked of a task in a certain status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TaskOperation {
    /// CancelTask, CancelTasks.
    Cancel,
    /// RequeueTask, RequeueTasks.
    Requeue,
}

impl TaskOperation {
    /// All of them.
    pub const ALL: [TaskOperation; 2] = [TaskOperation::Cancel, TaskOperation::Requeue];

    /// Whether the operation is legal for a task in that status.
    #[rustfmt::skip]
    pub const fn is_legal(self, status: TaskStatus) -> bool {
        use JobStatus::*;
        match (self, status) {
            //                          NotSubmitted    Queued       Running      Finished     Failed       Cancelled
            (TaskOperation::Cancel,     NotSubmitted |  Queued |     Running)                                          => true,
            (TaskOperation::Cancel,                                               Finished |   Failed |     Cancelled) => false,
            (TaskOperation::Requeue,                                 Running |                 Failed |     Cancelled) => true,
            (TaskOperation::Requeue,    NotSubmitted |  Queued |                  Finished)                            => false,
        }
    }
}

/// What a task becomes when its job ends before it, by CancelJob(s), at the job's limit or by a system error.
/// Running tasks are terminated and Failed; those that still waited are Cancelled; what has ended stays.
pub const fn task_after_job_ended(status: TaskStatus) -> TaskStatus {
    match status {
        JobStatus::NotSubmitted | JobStatus::Queued => JobStatus::Cancelled,
        JobStatus::Running => JobStatus::Failed,
        JobStatus::Finished => JobStatus::Finished,
        JobStatus::Failed => JobStatus::Failed,
        JobStatus::Cancelled => JobStatus::Cancelled,
    }
}

/// What a task becomes when its job is requeued: what has finished stays finished, what a person cancelled
/// by hand stays Cancelled (RequeueTask is for those), all else is queued again.
pub const fn task_after_job_requeued(status: TaskStatus, by_hand: bool) -> TaskStatus {
    match status {
        JobStatus::Finished => JobStatus::Finished,
        JobStatus::Cancelled if by_hand => JobStatus::Cancelled,
        JobStatus::NotSubmitted
        | JobStatus::Queued
        | JobStatus::Running
        | JobStatus::Failed
        | JobStatus::Cancelled => JobStatus::Queued,
    }
}

/// What a job ends as once none of its tasks is open any more: any task Failed, the job is Failed; all Finished
/// (or no task at all), it is Finished; otherwise some were cancelled by hand, and it is Failed, since Finished
/// is reserved for "all finished" and Cancelled for CancelJob.
pub const fn job_after_last_task(failed: u32, cancelled: u32) -> JobStatus {
    if failed == 0 && cancelled == 0 { JobStatus::Finished } else { JobStatus::Failed }
}

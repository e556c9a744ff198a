//! Errors are values: a stable code, the item that failed, and a sentence that helps.

use crate::{JobId, TaskId};
use std::fmt;

/// `Result` with [`ClusterError`].
pub type Result<T> = std::result::Result<T, ClusterError>;

/// What a call was refused with, or stopped at.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ClusterError {
    /// Stable and documented.
    pub code: ErrorCode,
    /// A sentence that names the item and helps. Free wording.
    pub message: String,
    /// The job that failed, where one did.
    pub job_id: Option<JobId>,
    /// The task that failed, where one did.
    pub task_id: Option<TaskId>,
    /// Position of the failing item in what was passed, from 0.
    pub index: Option<usize>,
    /// How many items of the batch took effect before the failure.
    pub completed: Option<usize>,
}

impl ClusterError {
    /// An error that concerns no item.
    #[cold]
    pub fn new(code: ErrorCode, message: impl Into<String>) -> ClusterError {
        ClusterError {
            code,
            message: message.into(),
            job_id: None,
            task_id: None,
            index: None,
            completed: None,
        }
    }

    /// The same, of a call on one item: without a position in a list.
    pub(crate) fn single(self) -> ClusterError {
        ClusterError { index: None, completed: None, ..self }
    }

    /// The same, about a job.
    pub fn job(self, id: JobId) -> ClusterError {
        ClusterError { job_id: Some(id), ..self }
    }

    /// The same, about a task.
    pub fn task(self, id: TaskId) -> ClusterError {
        ClusterError { task_id: Some(id), ..self }
    }

    /// The same, at a place in what was passed.
    pub fn at(self, index: usize) -> ClusterError {
        ClusterError { index: Some(index), ..self }
    }

    /// The same, after so many items took effect.
    pub fn after(self, completed: usize) -> ClusterError {
        ClusterError { completed: Some(completed), ..self }
    }
}

impl fmt::Display for ClusterError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for ClusterError {}

/// The stable codes. CCP does not publish its HRESULTs; where its successor has one for the same refusal it is taken
/// over, the others are from the interface's private range (0x80040Fxx).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum ErrorCode {
    /// No job with this id is in the cluster.
    InvalidJobId,
    /// The job has no task with this id.
    InvalidTaskId,
    /// Only jobs that are NotSubmitted, Queued or Running can be cancelled.
    InvalidCancelJobState,
    /// Only tasks that are NotSubmitted, Queued or Running can be cancelled.
    InvalidCancelTaskState,
    /// Only jobs that are NotSubmitted can be submitted.
    InvalidSubmitJobState,
    /// Only jobs that are Running, Failed or Cancelled can be requeued.
    InvalidRequeueJobState,
    /// Only tasks that are Running, Failed or Cancelled can be requeued.
    InvalidRequeueTaskState,
    /// The job's status does not allow this change.
    InvalidModifyJobState,
    /// Tasks can be added only to jobs that are NotSubmitted, Queued or Running.
    InvalidAddTaskState,
    /// Only queued jobs wait for something.
    InvalidExplainJobState,
    /// The node's status does not allow this.
    InvalidNodeState,
    /// Only the job's owner or an administrator, or only an administrator, may do this.
    PermissionDenied,
    /// A message is limited to 320 UTF-16 code units.
    CancelMessageTooLong,
    /// A text is longer than its documented limit.
    TextTooLong,
    /// A value is not of the type it must be; nothing is coerced.
    TypeMismatch,
    /// A collection or object is missing.
    NullPointer,
    /// A specification has a key that does not exist.
    UnknownProperty,
    /// A number, name or text is not among the allowed ones.
    ArgumentOutOfRange,
    /// A task has no command line.
    MissingCommandLine,
    /// A minimum of processors above the maximum.
    MinimumGreaterThanMaximum,
    /// The cluster, or the nodes asked for, can never give what the job demands.
    ClusterSizeLessThanMinimum,
    /// A task's minimum of processors is above its job's.
    TaskMinimumGreaterThanJobMinimum,
    /// A task's maximum of processors, or what required nodes demand, is above its job's maximum.
    TaskMaximumGreaterThanJobMaximum,
    /// A task requires a node that is not among its job's asked nodes.
    RequiredNodeNotAsked,
    /// A task's run-time limit is above its job's.
    TaskRuntimeGreaterThanJob,
    /// No node has this name.
    UnknownNode,
    /// A task depends on a name that no task of the job has.
    UnknownDependency,
    /// Tasks depend on each other in a circle.
    DependencyCycle,
    /// A task with IsRerunnable false forbids requeueing.
    TaskNotRerunnable,
    /// The run-time limit of a job that runs by backfill cannot be changed.
    BackfillRuntime,
    /// SoftwareLicense is not feature:count{,feature:count}.
    WrongLicenseFormat,
    /// SoftwareLicense names a feature twice.
    DuplicateLicenseFeature,
    /// All 2,147,483,647 job ids are in use, or were, with reuseJobIds off.
    JobIdsExhausted,
    /// More items than one call takes (2^24).
    TooManyItems,
    /// completeTask belongs to clusters with execution "host".
    HostExecutionOnly,
    /// The bytes are no snapshot of this version, or damaged.
    InvalidSnapshot,
    /// A workload log cannot be read.
    InvalidLog,
    /// A text is no job file or task file, or XML cannot hold what should be written into one.
    InvalidXml,
    /// Connect was given another name than the head node's.
    UnknownCluster,
    /// The call would take longer than Timeout allows.
    TimedOut,
    /// A password has to be asked for: ask, and call again with it.
    CredentialsNeeded,
    /// GetNewCommandId has not given out this id, or it is in use.
    InvalidCommandId,
    /// The submission filter has refused the job, or took too long.
    SubmissionFilterFailed,
    /// The clock stands until the activation filter has answered.
    FilterPending,
}

impl ErrorCode {
    /// All of them, in the order of the documentation.
    pub const ALL: &'static [ErrorCode] = &[
        ErrorCode::InvalidJobId,
        ErrorCode::InvalidTaskId,
        ErrorCode::InvalidCancelJobState,
        ErrorCode::InvalidCancelTaskState,
        ErrorCode::InvalidSubmitJobState,
        ErrorCode::InvalidRequeueJobState,
        ErrorCode::InvalidRequeueTaskState,
        ErrorCode::InvalidModifyJobState,
        ErrorCode::InvalidAddTaskState,
        ErrorCode::InvalidExplainJobState,
        ErrorCode::InvalidNodeState,
        ErrorCode::PermissionDenied,
        ErrorCode::CancelMessageTooLong,
        ErrorCode::TextTooLong,
        ErrorCode::TypeMismatch,
        ErrorCode::NullPointer,
        ErrorCode::UnknownProperty,
        ErrorCode::ArgumentOutOfRange,
        ErrorCode::MissingCommandLine,
        ErrorCode::MinimumGreaterThanMaximum,
        ErrorCode::ClusterSizeLessThanMinimum,
        ErrorCode::TaskMinimumGreaterThanJobMinimum,
        ErrorCode::TaskMaximumGreaterThanJobMaximum,
        ErrorCode::RequiredNodeNotAsked,
        ErrorCode::TaskRuntimeGreaterThanJob,
        ErrorCode::UnknownNode,
        ErrorCode::UnknownDependency,
        ErrorCode::DependencyCycle,
        ErrorCode::TaskNotRerunnable,
        ErrorCode::BackfillRuntime,
        ErrorCode::WrongLicenseFormat,
        ErrorCode::DuplicateLicenseFeature,
        ErrorCode::JobIdsExhausted,
        ErrorCode::TooManyItems,
        ErrorCode::HostExecutionOnly,
        ErrorCode::InvalidSnapshot,
        ErrorCode::InvalidLog,
        ErrorCode::InvalidXml,
        ErrorCode::UnknownCluster,
        ErrorCode::TimedOut,
        ErrorCode::CredentialsNeeded,
        ErrorCode::InvalidCommandId,
        ErrorCode::SubmissionFilterFailed,
        ErrorCode::FilterPending,
    ];

    /// The code's name, as in the JavaScript face.
    pub const fn name(self) -> &'static str {
        match self {
            ErrorCode::InvalidJobId => "InvalidJobId",
            ErrorCode::InvalidTaskId => "InvalidTaskId",
            ErrorCode::InvalidCancelJobState => "InvalidCancelJobState",
            ErrorCode::InvalidCancelTaskState => "InvalidCancelTaskState",
            ErrorCode::InvalidSubmitJobState => "InvalidSubmitJobState",
            ErrorCode::InvalidRequeueJobState => "InvalidRequeueJobState",
            ErrorCode::InvalidRequeueTaskState => "InvalidRequeueTaskState",
            ErrorCode::InvalidModifyJobState => "InvalidModifyJobState",
            ErrorCode::InvalidAddTaskState => "InvalidAddTaskState",
            ErrorCode::InvalidExplainJobState => "InvalidExplainJobState",
            ErrorCode::InvalidNodeState => "InvalidNodeState",
            ErrorCode::PermissionDenied => "PermissionDenied",
            ErrorCode::CancelMessageTooLong => "CancelMessageTooLong",
            ErrorCode::TextTooLong => "TextTooLong",
            ErrorCode::TypeMismatch => "TypeMismatch",
            ErrorCode::NullPointer => "NullPointer",
            ErrorCode::UnknownProperty => "UnknownProperty",
            ErrorCode::ArgumentOutOfRange => "ArgumentOutOfRange",
            ErrorCode::MissingCommandLine => "MissingCommandLine",
            ErrorCode::MinimumGreaterThanMaximum => "MinimumGreaterThanMaximum",
            ErrorCode::ClusterSizeLessThanMinimum => "ClusterSizeLessThanMinimum",
            ErrorCode::TaskMinimumGreaterThanJobMinimum => "TaskMinimumGreaterThanJobMinimum",
            ErrorCode::TaskMaximumGreaterThanJobMaximum => "TaskMaximumGreaterThanJobMaximum",
            ErrorCode::RequiredNodeNotAsked => "RequiredNodeNotAsked",
            ErrorCode::TaskRuntimeGreaterThanJob => "TaskRuntimeGreaterThanJob",
            ErrorCode::UnknownNode => "UnknownNode",
            ErrorCode::UnknownDependency => "UnknownDependency",
            ErrorCode::DependencyCycle => "DependencyCycle",
            ErrorCode::TaskNotRerunnable => "TaskNotRerunnable",
            ErrorCode::BackfillRuntime => "BackfillRuntime",
            ErrorCode::WrongLicenseFormat => "WrongLicenseFormat",
            ErrorCode::DuplicateLicenseFeature => "DuplicateLicenseFeature",
            ErrorCode::JobIdsExhausted => "JobIdsExhausted",
            ErrorCode::TooManyItems => "TooManyItems",
            ErrorCode::HostExecutionOnly => "HostExecutionOnly",
            ErrorCode::InvalidSnapshot => "InvalidSnapshot",
            ErrorCode::InvalidLog => "InvalidLog",
            ErrorCode::InvalidXml => "InvalidXml",
            ErrorCode::UnknownCluster => "UnknownCluster",
            ErrorCode::TimedOut => "TimedOut",
            ErrorCode::CredentialsNeeded => "CredentialsNeeded",
            ErrorCode::InvalidCommandId => "InvalidCommandId",
            ErrorCode::SubmissionFilterFailed => "SubmissionFilterFailed",
            ErrorCode::FilterPending => "FilterPending",
        }
    }

    /// The HRESULT as COM has it: a negative number.
    #[rustfmt::skip]
    pub const fn hresult(self) -> i32 {
        let bits: u32 = match self {
            ErrorCode::InvalidJobId => 0x80040206,
            ErrorCode::InvalidTaskId => 0x80040207,
            ErrorCode::InvalidCancelJobState => 0x80040208,
            ErrorCode::InvalidCancelTaskState => 0x80040209,
            ErrorCode::InvalidSubmitJobState => 0x80040202,
            ErrorCode::InvalidRequeueJobState => 0x8004020A,
            ErrorCode::InvalidRequeueTaskState => 0x80040F01,
            ErrorCode::InvalidModifyJobState => 0x8004021F,
            ErrorCode::InvalidAddTaskState => 0x80040F02,
            ErrorCode::InvalidExplainJobState => 0x80040F03,
            ErrorCode::InvalidNodeState => 0x80040F04,
            ErrorCode::PermissionDenied => 0x8004020B,
            ErrorCode::CancelMessageTooLong => 0x800402D3,
            ErrorCode::TextTooLong => 0x80040F05,
            ErrorCode::TypeMismatch => 0x80020005,
            ErrorCode::NullPointer => 0x80004003,
            ErrorCode::UnknownProperty => 0x80040F06,
            ErrorCode::ArgumentOutOfRange => 0x80040205,
            ErrorCode::MissingCommandLine => 0x80040610,
            ErrorCode::MinimumGreaterThanMaximum => 0x8004060A,
            ErrorCode::ClusterSizeLessThanMinimum => 0x8004060C,
            ErrorCode::TaskMinimumGreaterThanJobMinimum => 0x80040616,
            ErrorCode::TaskMaximumGreaterThanJobMaximum => 0x80040617,
            ErrorCode::RequiredNodeNotAsked => 0x8004061A,
            ErrorCode::TaskRuntimeGreaterThanJob => 0x8004061B,
            ErrorCode::UnknownNode => 0x80040603,
            ErrorCode::UnknownDependency => 0x80040F07,
            ErrorCode::DependencyCycle => 0x80040625,
            ErrorCode::TaskNotRerunnable => 0x80040612,
            ErrorCode::BackfillRuntime => 0x8004021D,
            ErrorCode::WrongLicenseFormat => 0x8004022D,
            ErrorCode::DuplicateLicenseFeature => 0x8004022E,
            ErrorCode::JobIdsExhausted => 0x80040F08,
            ErrorCode::TooManyItems => 0x80040F09,
            ErrorCode::HostExecutionOnly => 0x80040F0A,
            ErrorCode::InvalidSnapshot => 0x80040F0B,
            ErrorCode::InvalidLog => 0x80040F0C,
            ErrorCode::InvalidXml => 0x80040F0D,
            ErrorCode::UnknownCluster => 0x80040F0E,
            ErrorCode::TimedOut => 0x80040F0F,
            ErrorCode::CredentialsNeeded => 0x80040F10,
            ErrorCode::InvalidCommandId => 0x80040F11,
            ErrorCode::SubmissionFilterFailed => 0x80040642,
            ErrorCode::FilterPending => 0x80040F12,
        };
        bits as i32
    }
}

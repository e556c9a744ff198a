//! The job scheduler of the Windows Compute Cluster Pack (CCP) as a deterministic core.
//!
//! > Commands and time go in, events and the next instant come out. Nothing happens between calls: the host says
//! > how far time has come (`advance`, `advance_to`), and `next_event_time` says when something will happen next.
//!
//! ```
//! use ccp_scheduler::{Cluster, ClusterOptions, JobSpec, JobStatus, TaskSpec};
//!
//! let mut cluster = Cluster::new(ClusterOptions::with_nodes([("N1", 4), ("N2", 4)]))?;
//! let id = cluster.queue_job(&JobSpec::new("wind-tunnel", 4, vec![TaskSpec::lasting(60_000, 4)]))?;
//! assert_eq!(cluster.get_job(id)?.status, JobStatus::Running);
//! cluster.cancel_jobs(&[id], "wrong input file")?;
//! assert_eq!(cluster.get_job(id)?.error_message, "wrong input file");
//! # Ok::<(), ccp_scheduler::ClusterError>(())
//! ```

mod adding;
mod building;
mod calendar;
mod cancel;
mod check_any_task;
mod checks;
mod choices;
mod cluster;
mod command_line;
mod commands;
pub mod console;
mod credentials;
mod ending;
mod ends;
mod error;
mod event;
mod event_log;
mod expiry;
mod explain;
mod filters;
mod free_ids;
mod growth;
mod invariants;
mod job_xml;
mod jobs;
mod lifecycle;
mod modify;
mod name_values;
mod node_calls;
mod nodes;
mod paging;
mod parameters;
mod pass;
mod pending;
mod preview;
mod queue;
#[cfg(test)]
mod random;
mod reads;
mod replay;
mod requeue;
mod sacct;
mod session;
mod settings;
mod snapshot;
mod sorting;
mod spec;
mod swf;
mod tasks;
mod texts;
mod time;
mod usage;
mod view;
#[cfg(feature = "js")]
mod wasm;

pub use check_any_task::TaskTimestamp;
pub use choices::Choices;
pub use cluster::Cluster;
pub use commands::ExecutionResult;
pub use credentials::Credentials;
pub use error::{ClusterError, ErrorCode, Result};
pub use event::{Event, EventKind};
pub use filters::{ActivationFilter, FilterAnswer, SubmissionFilter};
pub use job_xml::{SIMULATION_TERM, XmlError};
pub use lifecycle::{
    EndedBy, JobOperation, JobPriority, JobStatus, NodeStatus, TaskOperation, TaskStatus,
    job_after_last_task, task_after_job_ended, task_after_job_requeued,
};
pub use name_values::NameValueCollection;
pub use paging::{Page, PageTimestamp, PageVersion};
pub use replay::{
    CancelCalls, Distribution, LogFormat, Policy, ProcessorsFrom, Replay, ReplayOptions, ScheduledJob,
    Skipped, Summary,
};
pub use spec::{ClusterOptions, Execution, JobSpec, NodeSpec, Simulation, TaskSpec};
pub use swf::{BrokenLine, SwfLog, SwfRecord};
pub use time::{Runtime, TIME_MAX, TIME_MIN, Time};
pub use view::{
    Attempt, CancelPreview, CancelReport, ClusterCounter, ComputeNode, Explanation, Job, JobColumns,
    Placement, Processor, Reason, Refusal, RequeuePreview, Runs, SubmitPreview, Task,
};

pub use usage::ResourceUsage;

/// The README's Rust examples are tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

/// A job's id: positive while the job is in the cluster. Any number may be passed; unknown ones are an error value.
pub type JobId = i32;
/// A task's id inside its job: 1, 2, 3 … in order of addition.
pub type TaskId = i32;

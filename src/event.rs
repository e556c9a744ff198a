//! The stream of events: one for each change of a job, task, node, parameter or
//! environment variable, numbered, from which a listener
//! can rebuild all that it shows.

use crate::lifecycle::{EndedBy, JobPriority, JobStatus, NodeStatus, TaskStatus};
use crate::time::Time;
use crate::{JobId, TaskId};

/// One change. Numbers rise by one for each event, whether anybody listens or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// From 1.
    pub seq: u64,
    /// The cluster's clock when it happened.
    pub time: Time,
    /// What happened.
    pub kind: EventKind,
}

/// What happened. Job and task events carry the job's attempt at that moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EventKind {
    /// A job came into the cluster, NotSubmitted, with so many tasks (no event of their own).
    JobAdded {
        /// Its id.
        job: JobId,
        /// Its name.
        name: String,
        /// Who added it.
        owner: String,
        /// Its priority.
        priority: JobPriority,
        /// Minimum and maximum.
        processors: (i32, i32),
        /// Number of tasks.
        tasks: u32,
        /// The id belonged to an earlier job that has left.
        id_reused: bool,
    },
    /// Terms of a job changed.
    JobModified {
        /// The job.
        job: JobId,
        /// Its attempt.
        attempt: u32,
    },
    /// A job changed its status.
    JobStatus {
        /// The job.
        job: JobId,
        /// The attempt that the new status belongs to.
        attempt: u32,
        /// Before.
        from: JobStatus,
        /// Now.
        to: JobStatus,
        /// Where `to` is an end, or `from` a run that was stopped: how.
        ended_by: Option<EndedBy>,
        /// Who did it; empty where nobody did.
        user: String,
        /// The job's ErrorMessage now.
        message: String,
        /// Where `to` is Running: the nodes and how many processors on each are held.
        nodes: Vec<(String, i32)>,
        /// Where `to` is Running: started while an earlier job waited.
        is_backfill: bool,
    },
    /// TTLCompletedJobs is exceeded: the job has left the cluster and its id is free.
    JobRemoved {
        /// The job.
        job: JobId,
        /// Its last attempt.
        attempt: u32,
    },
    /// A task was added to a job that was in the cluster.
    TaskAdded {
        /// The job.
        job: JobId,
        /// Its attempt.
        attempt: u32,
        /// The task.
        task: TaskId,
        /// Its status.
        status: TaskStatus,
    },
    /// A task changed its status.
    TaskStatus {
        /// The job.
        job: JobId,
        /// The job's attempt.
        attempt: u32,
        /// The task.
        task: TaskId,
        /// Before.
        from: TaskStatus,
        /// Now.
        to: TaskStatus,
        /// Where it ended or was stopped: how.
        ended_by: Option<EndedBy>,
        /// Its exit code now.
        exit_code: i32,
        /// Its message now.
        message: String,
        /// Where `to` is Running: nodes and processors on each.
        nodes: Vec<(String, i32)>,
    },
    /// A node changed its status.
    NodeStatus {
        /// The node.
        node: String,
        /// Before.
        from: NodeStatus,
        /// Now.
        to: NodeStatus,
    },
    /// A node crashed; the head node has not noticed yet.
    NodeFailed {
        /// The node.
        node: String,
    },
    /// A cluster parameter or environment variable changed; `None`: it was deleted.
    SettingChanged {
        /// Its name.
        name: String,
        /// Its value now.
        value: Option<String>,
    },
}

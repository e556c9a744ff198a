//! Calls as data. A line changes a cluster by making them, so that what it is said to have done is what it did: a
//! history, a test or a lesson can tell `scancel 2` and a click apart from nothing else.

use super::Run;
use crate::cluster::Cluster;
use crate::commands::ExecutionResult;
use crate::credentials::Credentials;
use crate::error::{ClusterError, Result};
use crate::spec::{JobSpec, TaskSpec};
use crate::time::Time;
use crate::{JobId, TaskId};

/// A call of [`Cluster`] that changes it, with its arguments.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "Each is the method of Cluster with its name.")]
pub enum Call {
    AddJob(JobSpec),
    QueueJob(JobSpec),
    AddTask(JobId, TaskSpec),
    SubmitJob(JobId),
    SubmitJobs(Vec<JobId>),
    CancelJob(JobId, String),
    CancelJobs(Vec<JobId>, String),
    RequeueJob(JobId),
    RequeueJobs(Vec<JobId>),
    CancelTask(JobId, TaskId, String),
    CancelTasks(JobId, Vec<TaskId>, String),
    RequeueTask(JobId, TaskId),
    RequeueTasks(JobId, Vec<TaskId>),
    ModifyJob(JobId, JobSpec),
    ModifyJobTerm(JobId, String, String),
    SetClusterParameter(String, String),
    SetEnvironmentVariable(String, String),
    ApproveNode(String),
    PauseNode(String),
    ResumeNode(String),
    FailNode(String),
    RestoreNode(String),
    /// The user, "" for the caller himself, and whether a password was given: it is not kept.
    SetCachedCredentials(String, bool),
    /// The user; "" for all that the caller has cached.
    DeleteCachedCredentials(String),
    GetNewCommandId,
    ExecuteCommand(i32, TaskSpec),
}

/// In the place of every password that was given: a call needs no more of it than that there was one.
pub(crate) const PASSWORD: &str = "…";

/// A call that a line has made: by whom, when, and what it was refused for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// What was called.
    pub call: Call,
    /// Whose call it was.
    pub user: String,
    /// Whether that is an administrator.
    pub is_admin: bool,
    /// The cluster's clock when it was made.
    pub time: Time,
    /// How many events there had been before it.
    pub event_count: u64,
    /// Why it was refused, or where it stopped.
    pub error: Option<ClusterError>,
}

/// What a call has given: the id of what it has added or given out, otherwise 0, and what a command has done.
type Given = (i32, Vec<ExecutionResult>);

impl Call {
    fn make(&self, cluster: &mut Cluster) -> Result<Given> {
        let with_id = |id: Result<i32>| id.map(|id| (id, Vec::new()));
        let done = match self {
            Call::AddJob(job) => return with_id(cluster.add_job(job)),
            Call::QueueJob(job) => return with_id(cluster.queue_job(job)),
            Call::AddTask(job, task) => return with_id(cluster.add_task(*job, task)),
            Call::SubmitJob(job) => cluster.submit_job(*job),
            Call::SubmitJobs(jobs) => cluster.submit_jobs(jobs),
            Call::CancelJob(job, message) => cluster.cancel_job(*job, message),
            Call::CancelJobs(jobs, message) => cluster.cancel_jobs(jobs, message),
            Call::RequeueJob(job) => cluster.requeue_job(*job),
            Call::RequeueJobs(jobs) => cluster.requeue_jobs(jobs),
            Call::CancelTask(job, task, message) => cluster.cancel_task(*job, *task, message),
            Call::CancelTasks(job, tasks, message) => cluster.cancel_tasks(*job, tasks, message),
            Call::RequeueTask(job, task) => cluster.requeue_task(*job, *task),
            Call::RequeueTasks(job, tasks) => cluster.requeue_tasks(*job, tasks),
            Call::ModifyJob(job, spec) => cluster.modify_job(*job, spec),
            Call::ModifyJobTerm(job, term, value) => cluster.modify_job_term(*job, term, value),
            Call::SetClusterParameter(name, value) => cluster.set_cluster_parameter(name, Some(value)),
            Call::SetEnvironmentVariable(name, value) => cluster.set_environment_variable(name, Some(value)),
            Call::ApproveNode(name) => cluster.approve_node(name),
            Call::PauseNode(name) => cluster.pause_node(name),
            Call::ResumeNode(name) => cluster.resume_node(name),
            Call::FailNode(name) => cluster.fail_node(name),
            Call::RestoreNode(name) => cluster.restore_node(name),
            Call::SetCachedCredentials(user, is_given) => cluster.set_cached_credentials(Credentials {
                user: Some(user),
                password: is_given.then_some(PASSWORD),
                is_console: true,
            }),
            Call::DeleteCachedCredentials(user) => {
                cluster.delete_cached_credentials(Some(user));
                Ok(())
            }
            Call::GetNewCommandId => return with_id(cluster.get_new_command_id()),
            Call::ExecuteCommand(id, task) => {
                return cluster.execute_command(*id, task, None).map(|results| (0, results));
            }
        };
        done.map(|()| (0, Vec::new()))
    }
}

impl Run<'_> {
    /// Makes a call, and tells of it in the [`Answer`](super::Answer). Gives the id that it has given, otherwise 0.
    pub(super) fn call(&mut self, call: Call) -> Result<i32> {
        self.made(call).map(|given| given.0)
    }

    /// The same, of a command: what it did on each node.
    pub(super) fn execute(&mut self, id: i32, task: TaskSpec) -> Result<Vec<ExecutionResult>> {
        self.made(Call::ExecuteCommand(id, task)).map(|given| given.1)
    }

    fn made(&mut self, call: Call) -> Result<Given> {
        let cluster = &mut *self.cluster;
        let (user, is_admin) = (cluster.user().to_owned(), cluster.is_admin());
        let (time, event_count) = (cluster.now(), cluster.event_count());
        let given = call.make(cluster);
        let error = given.as_ref().err().cloned();
        self.out.calls.push(Made { call, user, is_admin, time, event_count, error });
        given
    }
}

//! CreateJob, CreateTask, and what IJob and ITask do before they are added: plain data that is changed in place.

use crate::TaskId;
use crate::cluster::Cluster;
use crate::error::{ClusterError, ErrorCode, Result};
use crate::spec::{JobSpec, TaskSpec};

impl Cluster {
    /// `ICluster::CreateJob`: a job with the documented defaults, not yet in the cluster. [sdk:icluster-createjob]
    pub fn create_job(&self) -> JobSpec {
        JobSpec::default()
    }

    /// `ICluster::CreateTask`: a task with the documented defaults; its command line is still missing.
    /// [sdk:icluster-createtask]
    pub fn create_task(&self) -> TaskSpec {
        TaskSpec::default()
    }
}

impl JobSpec {
    /// `IJob::AddTask`, before the job is added. [sdk:ijob-addtask]
    pub fn add_task(&mut self, task: TaskSpec) {
        self.tasks.push(task);
    }

    /// `IJob::Clear`: removes all tasks. [sdk:ijob-clear]
    pub fn clear(&mut self) {
        self.tasks.clear();
    }

    /// `IJob::GetTask`, before the job is added: all ids are 0, and 0 gives the first task. [sdk:ijob-gettask]
    ///
    /// # Errors
    /// `InvalidTaskId`: another id, or there is no task.
    pub fn get_task(&self, id: TaskId) -> Result<&TaskSpec> {
        let first = if id == 0 { self.tasks.first() } else { None };
        first.ok_or_else(|| {
            let message = "Before a job is added its tasks have the id 0, which gives the first of them.";
            ClusterError::new(ErrorCode::InvalidTaskId, message).task(id)
        })
    }

    /// `IJob::SetExtendedJobTerm`, before the job is added: adds or replaces a term, whose name is compared without
    /// case. Name and value (at most 80 and 1,024 UTF-16 code units) are checked when the job is added.
    /// [sdk:ijob-setextendedjobterm]
    pub fn set_extended_job_term(&mut self, name: &str, value: &str) {
        set(&mut self.extended_job_terms, name, value, str::eq_ignore_ascii_case);
    }
}

impl TaskSpec {
    /// `ITask::SetEnvironmentVariable`: adds or replaces a variable; all together at most 2,048 UTF-16 code units,
    /// checked when the task is added. [sdk:itask-setenvironmentvariable]
    pub fn set_environment_variable(&mut self, name: &str, value: &str) {
        set(&mut self.environment_variables, name, value, str::eq);
    }

    /// `ITask::SetExtendedTaskTerm`, see [`JobSpec::set_extended_job_term`]. [sdk:itask-setextendedtaskterm]
    pub fn set_extended_task_term(&mut self, name: &str, value: &str) {
        set(&mut self.extended_task_terms, name, value, str::eq_ignore_ascii_case);
    }
}

/// Replaces the value of the first that has the name, or appends.
pub(crate) fn set(pairs: &mut Vec<(String, String)>, name: &str, value: &str, same: fn(&str, &str) -> bool) {
    match pairs.iter_mut().find(|pair| same(&pair.0, name)) {
        Some(pair) => value.clone_into(&mut pair.1),
        None => pairs.push((name.to_owned(), value.to_owned())),
    }
}

//! GetJobResourceUsage, GetTaskResourceUsage: what the simulated work has used.

use crate::cluster::Cluster;
use crate::error::Result;
use crate::jobs::{NEVER, TaskRecord};
use crate::lifecycle::JobStatus;
use crate::{JobId, TaskId};

/// `IResourceUsage`. [sdk:iresourceusage]
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ResourceUsage {
    /// The name of each node, and the number of its processors. Of a job, as documented, its asked nodes or else all
    /// nodes; of a task its required nodes or else those on which it runs. [sdk:iresourceusage-get-allocatednodes]
    pub allocated_nodes: Vec<(String, String)>,
    /// Milliseconds in the kernel: 0, where simulated work never is. [sdk:iresourceusage-get-kernelprocessortime]
    pub kernel_processor_time: i64,
    /// Milliseconds of processor time of the present or last run: of a task its processors × the time since its
    /// start; of a job the sum over its tasks. Of a task that has ended its minimum of processors counts, since
    /// where it was is not kept. [sdk:iresourceusage-get-userprocessortime]
    pub user_processor_time: i64,
    /// Bytes of memory: 0, no memory is simulated. [sdk:iresourceusage-get-workingset]
    pub working_set: i64,
    /// One for each node and task that runs there: `N1, 8464 4288`, the node, the process of cmd.exe and that of the
    /// task. Invented numbers, always the same ones. Empty unless it runs. [sdk:iresourceusage-get-processes,
    /// iresourceusage-get-numberofprocesses]
    pub processes: Vec<String>,
}

impl Cluster {
    /// `ICluster::GetJobResourceUsage`. Before the job has started all is zero. [sdk:icluster-getjobresourceusage]
    ///
    /// # Errors
    /// `InvalidJobId`.
    pub fn get_job_resource_usage(&self, job: JobId) -> Result<ResourceUsage> {
        self.noted(self.check_job(job))?;
        let mut usage = ResourceUsage::default();
        for at in 0..self.jobs.record(job).tasks as usize {
            self.add_usage(job, at, &mut usage);
        }
        let asked = self.jobs.details(job).asked_nodes();
        usage.allocated_nodes = match asked {
            [] => self.nodes.listing().iter().map(|at| self.node_and_size(*at)).collect(),
            names => names
                .iter()
                .filter_map(|name| self.nodes.find(name))
                .map(|at| self.node_and_size(at))
                .collect(),
        };
        Ok(usage)
    }

    /// `ICluster::GetTaskResourceUsage`. Before the task has started all is zero. [sdk:icluster-gettaskresourceusage]
    ///
    /// # Errors
    /// `InvalidJobId`, `InvalidTaskId`.
    pub fn get_task_resource_usage(&self, job: JobId, task: TaskId) -> Result<ResourceUsage> {
        let at = self.noted(self.check_job(job).and_then(|()| self.check_task(job, task)))?;
        let mut usage = ResourceUsage::default();
        let place = self.add_usage(job, at, &mut usage);
        let required = &self.jobs.terms_of(job, at).required;
        usage.allocated_nodes = match &required[..] {
            [] => place.iter().map(|(node, _)| self.node_and_size(*node)).collect(),
            nodes => nodes.iter().map(|node| self.node_and_size(*node)).collect(),
        };
        Ok(usage)
    }

    /// Adds what a task uses or has used, and gives where it runs.
    fn add_usage(&self, job: JobId, at: usize, usage: &mut ResourceUsage) -> Vec<(u32, u32)> {
        let task = self.jobs.task(job, at);
        let place = self.place_of(job, at, &task);
        let processors = match task.status {
            JobStatus::Running => place.iter().map(|(_, count)| i64::from(*count)).sum(),
            _ => i64::from(self.jobs.terms_of(job, at).spec.minimum_number_of_processors),
        };
        if task.start != NEVER {
            let until = if task.end == NEVER { self.now } else { task.end };
            let used = processors.saturating_mul((until - task.start).max(0));
            usage.user_processor_time = usage.user_processor_time.saturating_add(used);
        }
        for (node, _) in &place {
            // Windows numbers its processes in steps of four.
            let shell = 1_024 + (i64::from(job) * 1_031 + at as i64 * 37) % 8_192 * 8;
            let numbers = [shell.to_string(), (shell + 4).to_string()].join(" ");
            usage.processes.push([&*self.nodes.node(*node).name, &numbers].join(", "));
        }
        place
    }

    /// Where a task runs: (node, processors), by node. Empty if it does not.
    pub(crate) fn place_of(&self, job: JobId, at: usize, task: &TaskRecord) -> Vec<(u32, u32)> {
        let run = self.jobs.run(job);
        match &run.work {
            _ if task.status != JobStatus::Running => Vec::new(),
            Some(work) => work.places.get(at).cloned().unwrap_or_default(),
            None => run.held(),
        }
    }

    fn node_and_size(&self, at: u32) -> (String, String) {
        let node = self.nodes.node(at);
        (node.name.clone(), node.capacity.to_string())
    }
}

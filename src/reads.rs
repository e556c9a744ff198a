//! GetJob, GetTask, the lists, counters and nodes: snapshots of what is there. They change nothing.

use crate::cluster::{Cluster, no_such_job};
use crate::error::Result;
use crate::jobs::{Flags, NEVER, instant};
use crate::lifecycle::{EndedBy, JobStatus, NodeStatus};
use crate::sorting::sort;
use crate::texts::Handle;
use crate::time::{Time, after};
use crate::view::{Attempt, ClusterCounter, ComputeNode, Job, JobColumns, Processor, Task};
use crate::{JobId, TaskId};

impl Cluster {
    /// `ICluster::GetJob`.
    ///
    /// # Errors
    /// `InvalidJobId`. (The real API is said to have given a null object.)
    pub fn get_job(&self, job: JobId) -> Result<Job> {
        self.noted(self.check_job(job))?;
        Ok(self.view_job(job))
    }

    /// `ICluster::GetTask`.
    ///
    /// # Errors
    /// `InvalidJobId`, `InvalidTaskId`.
    pub fn get_task(&self, job: JobId, task: TaskId) -> Result<Task> {
        let at = self.noted(self.check_job(job).and_then(|()| self.check_task(job, task)))?;
        Ok(self.view_task(job, at))
    }

    /// `ICluster::ListAllJobs`: by id.
    pub fn list_all_jobs(&self) -> Vec<Job> {
        self.jobs.ids().map(|id| self.view_job(id)).collect()
    }

    /// `ICluster::ListJobs`: of one status, and of one user (who added them) or all; by id.
    pub fn list_jobs(&self, submitted_by: Option<&str>, status: JobStatus) -> Vec<Job> {
        let wanted = |id: &JobId| {
            let record = self.jobs.record(*id);
            record.status == status
                && submitted_by.is_none_or(|user| self.jobs.texts.get(record.owner) == user)
        };
        self.jobs.ids().filter(wanted).map(|id| self.view_job(id)).collect()
    }

    /// `ICluster::ListJobsOnNode`: those that hold processors there, by id.
    ///
    /// # Errors
    /// `UnknownNode`.
    pub fn list_jobs_on_node(&self, node: &str) -> Result<Vec<Job>> {
        let node = self.noted(self.find_node(node))?;
        Ok(self.jobs_on(node).into_iter().map(|id| self.view_job(id)).collect())
    }

    /// `ICluster::ListTasks`: by id.
    ///
    /// # Errors
    /// `InvalidJobId`.
    pub fn list_tasks(&self, job: JobId) -> Result<Vec<Task>> {
        self.noted(self.check_job(job))?;
        Ok(self.view_tasks(job))
    }

    /// `ICluster::ListTasksOnNode`: those that run there, by job and task id.
    ///
    /// # Errors
    /// `UnknownNode`.
    pub fn list_tasks_on_node(&self, node: &str) -> Result<Vec<Task>> {
        let node = self.noted(self.find_node(node))?;
        let on = |id: JobId| self.tasks_on(id, node).into_iter().map(move |task| self.view_task(id, task));
        Ok(self.jobs_on(node).into_iter().flat_map(on).collect())
    }

    /// The ids of the queued jobs in queue order.
    pub fn queued_jobs(&self) -> Vec<JobId> {
        self.queue.ids(&self.jobs)
    }

    /// `ICluster::GetJobCounter`: the job's tasks by status, by [`JobStatus`] number.
    ///
    /// # Errors
    /// `InvalidJobId`.
    pub fn get_job_counter(&self, job: JobId) -> Result<[i64; 6]> {
        self.noted(self.jobs.find(job).map(|_| ()).ok_or_else(|| no_such_job(job)))?;
        Ok(self.jobs.task_statuses(job).map(i64::from))
    }

    /// `ICluster::get_ClusterCounter`.
    pub fn cluster_counter(&self) -> ClusterCounter {
        let mut counter = ClusterCounter {
            jobs: self.jobs.counts,
            tasks: self.jobs.task_counts,
            ..ClusterCounter::default()
        };
        let mut held = vec![0i64; self.nodes.len()];
        for id in self.jobs.running() {
            for span in &self.jobs.run(id).spans {
                for node in span.nodes() {
                    held[node as usize] += i64::from(span.count);
                }
            }
        }
        for (at, node) in self.nodes.iter() {
            let capacity = i64::from(node.capacity);
            let status = node.visible_status();
            counter.nodes[status as usize] += 1;
            counter.total_processors += capacity;
            counter.busy_processors += held[at as usize];
            match status {
                NodeStatus::Ready => {
                    counter.idle_processors += i64::from(self.nodes.idle(at));
                    counter.idle_nodes += i64::from(held[at as usize] == 0);
                }
                NodeStatus::Pending => counter.pending_processors += capacity,
                NodeStatus::Unreachable => counter.unreachable_processors += capacity,
                NodeStatus::Paused => (),
            }
        }
        counter
    }

    /// `ICluster::get_ComputeNodes`, in the order in which they were given.
    pub fn compute_nodes(&self) -> Vec<ComputeNode> {
        let mut running: Vec<JobId> = self.jobs.running().collect();
        sort(&mut running);
        let mut processors: Vec<Vec<Processor>> = vec![Vec::new(); self.nodes.len()];
        for id in running {
            self.list_processors(id, &mut processors);
        }
        let mut view = |at: u32| -> ComputeNode {
            let node = self.nodes.node(at);
            let mut processors = std::mem::take(&mut processors[at as usize]);
            processors.resize(node.capacity as usize, Processor::Free);
            ComputeNode {
                name: node.name.clone(),
                status: node.visible_status(),
                number_of_processors: node.capacity as i32,
                number_of_idle_processors: self.nodes.idle(at) as i32,
                memory: node.memory,
                processor_speed: 2_400,
                processor_architecture: "x64".to_owned(),
                missed_heartbeats: self.missed_heartbeats(at),
                processors,
            }
        };
        self.nodes.listing().iter().map(|at| view(*at)).collect()
    }

    /// Adds what a running job does with its processors.
    fn list_processors(&self, id: JobId, processors: &mut [Vec<Processor>]) {
        let (record, run) = (self.jobs.record(id), self.jobs.run(id));
        let held = run.held();
        let mut add = |node: u32, count: u32, processor: Processor| {
            let list = &mut processors[node as usize];
            list.resize(list.len() + count as usize, processor);
        };
        match &run.work {
            Some(work) => {
                for (task, place) in work.running() {
                    for &(node, count) in place {
                        add(node, count, Processor::Working(id, task as TaskId + 1));
                    }
                }
                for share in &work.shares {
                    add(share.node, share.free, Processor::Held(id));
                }
            }
            None => {
                let working = run.tasks.first().is_some_and(|task| task.status == JobStatus::Running);
                for &(node, count) in &held {
                    add(node, count, if working { Processor::Working(id, 1) } else { Processor::Held(id) });
                }
            }
        }
        if record.flags.has(Flags::EXCLUSIVE) {
            for &(node, count) in &held {
                add(node, self.nodes.node(node).capacity - count, Processor::Closed(id));
            }
        }
    }

    /// All jobs as columns, by id.
    pub fn job_columns(&self) -> JobColumns {
        let mut columns = JobColumns::default();
        let mut numbers: Vec<u32> = vec![u32::MAX; self.jobs.texts.slots()];
        let number = |time: Time| if time == NEVER { f64::NAN } else { time as f64 };
        for id in self.jobs.ids() {
            let (record, details) = (self.jobs.record(id), self.jobs.details(id));
            let strings = &mut columns.strings;
            let mut text = |handle: Handle| -> u32 {
                let slot = &mut numbers[handle.0 as usize];
                if *slot == u32::MAX {
                    *slot = strings.len() as u32;
                    strings.push(self.jobs.texts.get(handle).to_owned());
                }
                *slot
            };
            let name = (details.name != crate::texts::Texts::EMPTY).then(|| text(details.name));
            columns.owner.push(text(record.owner));
            columns.project.push(text(details.project));
            columns.message.push(text(record.message));
            columns.name.push(name.unwrap_or_else(|| {
                columns.strings.push(self.name_of(id));
                columns.strings.len() as u32 - 1
            }));
            let held: u32 = self.jobs.spans(id).iter().map(|span| span.processors()).sum();
            let running = record.status == JobStatus::Running;
            columns.ids.push(id);
            columns.status.push(record.status as u8);
            columns.priority.push(record.priority as u8);
            columns.processors.push(if running { held } else { record.minimum } as i32);
            columns.attempt.push(record.attempt);
            columns.is_backfill.push(u8::from(record.flags.has(Flags::BACKFILL)));
            columns.create_time.push(number(details.create));
            columns.submit_time.push(number(details.submit));
            columns.start_time.push(number(record.start));
            columns.end_time.push(number(record.end));
        }
        columns
    }

    /// The job's name, or the computed one: its owner, a colon and the time of its creation.
    pub(crate) fn name_of(&self, id: JobId) -> String {
        let details = self.jobs.details(id);
        match self.jobs.texts.get(details.name) {
            "" => format!(
                "{}:{}",
                self.jobs.texts.get(self.jobs.record(id).owner),
                crate::calendar::date_and_time(details.create)
            ),
            name => name.to_owned(),
        }
    }

    pub(crate) fn view_job(&self, id: JobId) -> Job {
        let (record, details) = (self.jobs.record(id), self.jobs.details(id));
        let text = |handle: Handle| self.jobs.texts.get(handle).to_owned();
        let rare = details.rare.as_deref();
        let user = if details.user == crate::texts::Texts::EMPTY { record.owner } else { details.user };
        let attempt = |run: &crate::jobs::AttemptRecord| Attempt {
            attempt: run.attempt,
            start_time: instant(run.start),
            end_time: run.end,
            status: run.status,
            ended_by: run.ended_by,
            user: text(run.user),
            message: text(run.message),
        };
        Job {
            id,
            name: self.name_of(id),
            priority: record.priority,
            minimum_number_of_processors: record.minimum as i32,
            maximum_number_of_processors: record.maximum as i32,
            runtime: record.runtime(),
            run_until_canceled: record.flags.has(Flags::RUN_UNTIL_CANCELED),
            is_exclusive: record.flags.has(Flags::EXCLUSIVE),
            asked_nodes: details.asked_nodes().to_vec(),
            software_license: text(details.license),
            project: text(details.project),
            user: text(user),
            extended_job_terms: rare.map_or_else(Vec::new, |rare| rare.extended_terms.clone()),
            status: record.status,
            error_message: text(record.message),
            submitted_by: text(record.owner),
            is_backfill: record.flags.has(Flags::BACKFILL),
            attempt: record.attempt,
            attempts: rare.map_or_else(Vec::new, |rare| rare.attempts.iter().map(attempt).collect()),
            create_time: details.create,
            submit_time: instant(details.submit),
            start_time: instant(record.start),
            end_time: instant(record.end),
            expiry_time: instant(record.end).and_then(|end| after(end, self.parameters.ttl)),
            tasks: self.view_tasks(id),
        }
    }

    fn view_tasks(&self, id: JobId) -> Vec<Task> {
        (0..self.jobs.record(id).tasks as usize).map(|task| self.view_task(id, task)).collect()
    }

    pub(crate) fn view_task(&self, id: JobId, at: usize) -> Task {
        let state = self.jobs.task(id, at);
        let spec = &self.jobs.terms.get(state.terms).spec;
        let ended_by: Option<EndedBy> = state.ended_by;
        Task {
            id: at as TaskId + 1,
            parent_job_id: id,
            name: spec.name.clone(),
            command_line: spec.command_line.clone(),
            depend: spec.depend.clone(),
            minimum_number_of_processors: spec.minimum_number_of_processors,
            maximum_number_of_processors: spec.maximum_number_of_processors,
            runtime: spec.runtime,
            is_exclusive: spec.is_exclusive,
            is_rerunnable: spec.is_rerunnable,
            required_nodes: spec.required_nodes.clone(),
            work_directory: spec.work_directory.clone(),
            stdin: spec.stdin.clone(),
            stdout: spec.stdout.clone(),
            stderr: spec.stderr.clone(),
            environment_variables: spec.environment_variables.clone(),
            extended_task_terms: spec.extended_task_terms.clone(),
            simulation: spec.simulation,
            status: state.status,
            ended_by,
            runs: state.runs,
            exit_code: state.exit_code,
            error_message: self.jobs.texts.get(state.message).to_owned(),
            create_time: state.create,
            submit_time: instant(self.jobs.details(id).submit),
            start_time: instant(state.start),
            end_time: instant(state.end),
        }
    }
}

//! What a caller sees.

use super::*;

impl Model {
    pub fn list_all_jobs(&self) -> Vec<Job> {
        self.jobs.iter().map(|job| self.view(job)).collect()
    }

    pub fn get_job(&self, id: JobId) -> Result<Job> {
        self.find(id).map(|at| self.view(&self.jobs[at])).ok_or(refuse(ErrorCode::InvalidJobId).job(id))
    }

    pub fn get_task(&self, id: JobId, task: TaskId) -> Result<Task> {
        let at = self.find(id).ok_or(refuse(ErrorCode::InvalidJobId).job(id))?;
        let place = self.find_task(at, task)?;
        Ok(self.view(&self.jobs[at]).tasks.swap_remove(place))
    }

    pub fn list_jobs(&self, submitted_by: Option<&str>, status: JobStatus) -> Vec<Job> {
        let mut jobs = self.list_all_jobs();
        jobs.retain(|job| job.status == status && submitted_by.is_none_or(|user| job.submitted_by == user));
        jobs
    }

    pub fn list_tasks(&self, job: JobId) -> Result<Vec<Task>> {
        self.get_job(job).map(|job| job.tasks)
    }

    pub fn list_jobs_on_node(&self, name: &str) -> Result<Vec<Job>> {
        let node = self.node(name)?;
        Ok(self.jobs.iter().filter(|job| on(&job.held, node) > 0).map(|job| self.view(job)).collect())
    }

    pub fn list_tasks_on_node(&self, name: &str) -> Result<Vec<Task>> {
        let node = self.node(name)?;
        let mut found = Vec::new();
        for job in &self.jobs {
            let tasks = self.view(job).tasks.into_iter().zip(&job.tasks);
            found.extend(tasks.filter(|(_, task)| on(&task.placed, node) > 0).map(|(view, _)| view));
        }
        Ok(found)
    }

    pub(super) fn view(&self, job: &Entry) -> Job {
        let terms = job.terms.clone();
        Job {
            id: job.id,
            name: terms.name,
            priority: terms.priority,
            minimum_number_of_processors: terms.minimum_number_of_processors,
            maximum_number_of_processors: terms.maximum_number_of_processors,
            runtime: terms.runtime.unwrap_or_default(),
            run_until_canceled: terms.run_until_canceled,
            is_exclusive: terms.is_exclusive,
            asked_nodes: terms.asked_nodes,
            software_license: terms.software_license,
            project: terms.project,
            user: terms.user,
            extended_job_terms: terms.extended_job_terms,
            status: job.status,
            error_message: job.message.clone(),
            submitted_by: job.submitted_by.clone(),
            is_backfill: job.is_backfill,
            attempt: job.attempt,
            attempts: job.attempts.clone(),
            create_time: job.create,
            submit_time: job.submit,
            start_time: job.start,
            end_time: job.end,
            expiry_time: self.expiry(job),
            tasks: (0..job.tasks.len()).map(|task| self.task_view(job, task)).collect(),
        }
    }

    pub(super) fn task_view(&self, job: &Entry, at: usize) -> Task {
        let task = &job.tasks[at];
        let spec = task.spec.clone();
        Task {
            id: at as TaskId + 1,
            parent_job_id: job.id,
            name: spec.name,
            command_line: spec.command_line,
            depend: spec.depend,
            minimum_number_of_processors: spec.minimum_number_of_processors,
            maximum_number_of_processors: spec.maximum_number_of_processors,
            runtime: spec.runtime,
            is_exclusive: spec.is_exclusive,
            is_rerunnable: spec.is_rerunnable,
            required_nodes: spec.required_nodes,
            work_directory: spec.work_directory,
            stdin: spec.stdin,
            stdout: spec.stdout,
            stderr: spec.stderr,
            environment_variables: spec.environment_variables,
            extended_task_terms: spec.extended_task_terms,
            simulation: spec.simulation,
            status: task.status,
            ended_by: task.ended_by,
            runs: task.runs,
            exit_code: task.exit_code,
            error_message: task.message.clone(),
            create_time: task.create,
            submit_time: job.submit,
            start_time: task.start,
            end_time: task.end,
        }
    }

    pub fn get_job_counter(&self, job: JobId) -> Result<[i64; 6]> {
        let mut counts = [0; 6];
        for task in self.list_tasks(job)? {
            counts[task.status as usize] += 1;
        }
        Ok(counts)
    }

    /// Who is on a node: (job, held processors), by id.
    pub(super) fn tenants(&self, node: usize) -> Vec<(&Entry, i64)> {
        let held = self.jobs.iter().map(|job| (job, on(&job.held, node)));
        held.filter(|(_, count)| *count > 0).collect()
    }

    pub fn compute_nodes(&self) -> Vec<ComputeNode> {
        let mut views = Vec::new();
        for (node, state) in self.nodes.iter().enumerate() {
            let mut processors = Vec::new();
            for (job, held) in self.tenants(node) {
                let before = processors.len();
                for (at, task) in job.tasks.iter().enumerate() {
                    let working = Processor::Working(job.id, at as TaskId + 1);
                    processors.extend(std::iter::repeat_n(working, on(&task.placed, node) as usize));
                }
                processors.resize(before + held as usize, Processor::Held(job.id));
            }
            let closed_by = self.tenants(node).into_iter().find(|(job, _)| job.terms.is_exclusive);
            let rest = closed_by.map_or(Processor::Free, |(job, _)| Processor::Closed(job.id));
            processors.resize(state.processors as usize, rest);
            let idle = processors.iter().filter(|processor| **processor == Processor::Free).count();
            let interval = self.number("HeartbeatInterval") * 1_000;
            let missed = state.crashed.map_or(0, |crash| (self.now - crash) / interval);
            views.push(ComputeNode {
                name: state.name.clone(),
                status: state.status,
                number_of_processors: state.processors,
                number_of_idle_processors: idle as i32,
                memory: state.memory,
                processor_speed: 0,
                processor_architecture: "x64".to_owned(),
                missed_heartbeats: missed.min(self.number("InactivityCount")) as i32,
                processors,
            });
        }
        views
    }

    pub fn cluster_counter(&self) -> ClusterCounter {
        let mut counter = ClusterCounter::default();
        for job in &self.jobs {
            counter.jobs[job.status as usize] += 1;
            counter.busy_processors += total(&job.held);
            for task in &job.tasks {
                counter.tasks[task.status as usize] += 1;
            }
        }
        for node in self.compute_nodes() {
            let processors = i64::from(node.number_of_processors);
            counter.nodes[node.status as usize] += 1;
            counter.total_processors += processors;
            match node.status {
                NodeStatus::Ready => {
                    let empty = node.processors.iter().all(|processor| *processor == Processor::Free);
                    counter.idle_nodes += i64::from(empty);
                    counter.idle_processors += i64::from(node.number_of_idle_processors);
                }
                NodeStatus::Paused => {}
                NodeStatus::Unreachable => counter.unreachable_processors += processors,
                NodeStatus::Pending => counter.pending_processors += processors,
            }
        }
        counter
    }

    /// Whether a queued job would start by its suitable processors; or would, if it had not asked for nodes, if
    /// nobody were exclusive, if no job ran.
    pub fn would_fit(&self, id: JobId) -> [bool; 4] {
        let job = &self.jobs[self.find(id).unwrap()];
        let wants = |terms: &JobSpec| self.wants(terms, &unfinished(job));
        let anywhere = JobSpec { asked_nodes: Vec::new(), ..job.terms.clone() };
        let sharing = JobSpec { is_exclusive: false, ..job.terms.clone() };
        let running = self.running();
        let all_share: Vec<Occupation> =
            running.iter().map(|job| Occupation { exclusive: false, ..job.clone() }).collect();
        [
            self.ordinary_place(&wants(&job.terms), &running),
            self.ordinary_place(&wants(&anywhere), &running),
            self.ordinary_place(&wants(&sharing), &all_share),
            self.ordinary_place(&wants(&job.terms), &[]),
        ]
        .map(|place| place.is_some())
    }

    /// Processors that a running job holds.
    pub fn held_by(&self, id: JobId) -> i64 {
        self.find(id).map_or(0, |at| total(&self.jobs[at].held))
    }
}

//! How jobs and tasks come into the cluster and are changed, and all the checks.

use super::*;

impl Model {
    pub(super) fn find(&self, id: JobId) -> Option<usize> {
        self.jobs.iter().position(|job| job.id == id)
    }

    /// The job, if the caller may act on it.
    pub(super) fn acting_on(&self, id: JobId) -> Result<usize> {
        let at = self.find(id).ok_or(refuse(ErrorCode::InvalidJobId).job(id))?;
        if self.is_admin || self.jobs[at].submitted_by == self.user {
            return Ok(at);
        }
        Err(refuse(ErrorCode::PermissionDenied).job(id))
    }

    pub(super) fn administrators_only(&self) -> Result<()> {
        if self.is_admin { Ok(()) } else { Err(refuse(ErrorCode::PermissionDenied)) }
    }

    pub(super) fn check_node_list(&self, names: &[String], among: &[String]) -> Result<()> {
        for (at, name) in names.iter().enumerate() {
            if !self.nodes.iter().any(|node| node.name == *name) {
                return Err(refuse(ErrorCode::UnknownNode));
            }
            if names[..at].contains(name) {
                return Err(refuse(ErrorCode::ArgumentOutOfRange));
            }
        }
        if !among.is_empty() && names.iter().any(|name| !among.contains(name)) {
            return Err(refuse(ErrorCode::RequiredNodeNotAsked));
        }
        Ok(())
    }

    /// The checks of a job's own terms.
    pub(super) fn check_terms(&self, spec: &JobSpec) -> Result<()> {
        let terms = &spec.extended_job_terms;
        if units(&spec.name) > 80
            || units(&spec.project) > 80
            || units(&spec.user) > 80
            || terms.iter().any(|(name, value)| units(name) > 80 || units(value) > 1_024)
        {
            return Err(refuse(ErrorCode::TextTooLong));
        }
        if spec.minimum_number_of_processors < 1 || spec.maximum_number_of_processors < 1 {
            return Err(refuse(ErrorCode::ArgumentOutOfRange));
        }
        if spec.minimum_number_of_processors > spec.maximum_number_of_processors {
            return Err(refuse(ErrorCode::MinimumGreaterThanMaximum));
        }
        self.check_node_list(&spec.asked_nodes, &[])?;
        let mut features: Vec<&str> = Vec::new();
        for licence in spec.software_license.split(',').filter(|_| !spec.software_license.is_empty()) {
            let (feature, count) = licence.split_once(':').ok_or(refuse(ErrorCode::WrongLicenseFormat))?;
            if feature.is_empty() || count.parse::<u32>().is_err() {
                return Err(refuse(ErrorCode::WrongLicenseFormat));
            }
            if features.contains(&feature) {
                return Err(refuse(ErrorCode::DuplicateLicenseFeature));
            }
            features.push(feature);
        }
        Ok(())
    }

    /// The checks of one task against its job's terms.
    pub(super) fn check_task(&self, job: &JobSpec, task: &TaskSpec) -> Result<()> {
        if task.command_line.is_empty() {
            return Err(refuse(ErrorCode::MissingCommandLine));
        }
        let environment: usize =
            task.environment_variables.iter().map(|(name, value)| units(name) + units(value)).sum();
        if units(&task.name) > 80
            || units(&task.command_line) > 480
            || environment > 2_048
            || task.extended_task_terms.iter().any(|(name, value)| units(name) > 80 || units(value) > 1_024)
        {
            return Err(refuse(ErrorCode::TextTooLong));
        }
        let (minimum, maximum) = (task.minimum_number_of_processors, task.maximum_number_of_processors);
        if minimum < 1 || maximum < 1 {
            return Err(refuse(ErrorCode::ArgumentOutOfRange));
        }
        if minimum > maximum {
            return Err(refuse(ErrorCode::MinimumGreaterThanMaximum));
        }
        self.check_task_processors(job, task)?;
        self.check_task_runtime(job, task)?;
        self.check_node_list(&task.required_nodes, &job.asked_nodes)?;
        if task.simulation.is_some_and(|simulation| simulation.duration.is_some_and(|length| length < 0)) {
            return Err(refuse(ErrorCode::ArgumentOutOfRange));
        }
        Ok(())
    }

    pub(super) fn check_task_processors(&self, job: &JobSpec, task: &TaskSpec) -> Result<()> {
        if task.minimum_number_of_processors > job.minimum_number_of_processors {
            return Err(refuse(ErrorCode::TaskMinimumGreaterThanJobMinimum));
        }
        if task.maximum_number_of_processors > job.maximum_number_of_processors {
            return Err(refuse(ErrorCode::TaskMaximumGreaterThanJobMaximum));
        }
        Ok(())
    }

    pub(super) fn check_task_runtime(&self, job: &JobSpec, task: &TaskSpec) -> Result<()> {
        match (task.runtime, job.runtime.unwrap_or_default()) {
            (Runtime::Seconds(task), Runtime::Seconds(job)) if task > job => {
                Err(refuse(ErrorCode::TaskRuntimeGreaterThanJob))
            }
            _ => Ok(()),
        }
    }

    /// What the names in `depend` mean: for each new task the ids of the tasks it waits for.
    pub(super) fn resolve(&self, existing: &[TaskEntry], new: &[TaskSpec]) -> Result<Vec<Vec<TaskId>>> {
        let old_names = existing.iter().map(|task| &task.spec.name);
        let names: Vec<&String> = old_names.chain(new.iter().map(|task| &task.name)).collect();
        let mut all = Vec::new();
        for (at, task) in new.iter().enumerate() {
            let mut ids = Vec::new();
            for name in &task.depend {
                let bearers = (0..names.len()).filter(|task| !name.is_empty() && names[*task] == name);
                let before = ids.len();
                ids.extend(bearers.map(|task| task as TaskId + 1));
                if ids.len() == before {
                    return Err(refuse(ErrorCode::UnknownDependency).at(at));
                }
            }
            ids.sort_unstable();
            ids.dedup();
            all.push(ids);
        }
        // A task that reaches itself is on a circle. Existing tasks depend on existing ones only, without circles.
        for start in 0..new.len() {
            let first = existing.len() as TaskId + 1;
            let (mut reached, mut next) = (Vec::new(), all[start].clone());
            while let Some(id) = next.pop() {
                if id == first + start as TaskId {
                    return Err(refuse(ErrorCode::DependencyCycle));
                }
                if id >= first && !reached.contains(&id) {
                    reached.push(id);
                    next.extend(&all[(id - first) as usize]);
                }
            }
        }
        Ok(all)
    }

    pub(super) fn check_effective_minimum(&self, terms: &JobSpec, tasks: &[&TaskSpec]) -> Result<()> {
        if self.wants(terms, tasks).minimum > i64::from(terms.maximum_number_of_processors) {
            return Err(refuse(ErrorCode::TaskMaximumGreaterThanJobMaximum));
        }
        Ok(())
    }

    pub(super) fn check_job(&self, spec: &JobSpec) -> Result<()> {
        self.check_terms(spec)?;
        for task in &spec.tasks {
            self.check_task(spec, task)?;
        }
        self.resolve(&[], &spec.tasks).map_err(|error| refuse(error.code))?;
        self.check_effective_minimum(spec, &spec.tasks.iter().collect::<Vec<_>>())
    }

    /// Whether the cluster could ever give it, whatever the nodes' status.
    pub(super) fn check_cluster_size(&self, terms: &JobSpec, tasks: &[&TaskSpec]) -> Result<()> {
        let wants = self.wants(terms, tasks);
        let processors: i64 = wants.nodes.iter().map(|node| i64::from(self.nodes[*node].processors)).sum();
        let too_much = |(node, demand): &(usize, i64)| *demand > i64::from(self.nodes[*node].processors);
        if processors < wants.minimum || wants.demands.iter().any(too_much) {
            return Err(refuse(ErrorCode::ClusterSizeLessThanMinimum));
        }
        Ok(())
    }

    pub(super) fn check_priority(&self, priority: JobPriority) -> Result<()> {
        if priority > JobPriority::Normal && !self.is_admin {
            return Err(refuse(ErrorCode::PermissionDenied));
        }
        Ok(())
    }

    pub(super) fn take_id(&mut self) -> JobId {
        let mut id = if self.reuse_job_ids { 1 } else { self.highest_id + 1 };
        while self.find(id).is_some() {
            id += 1;
        }
        id
    }

    pub(super) fn insert(&mut self, spec: &JobSpec) -> JobId {
        let id = self.take_id();
        let id_reused = id <= self.highest_id;
        if id_reused {
            self.seen.push("id reuse");
        }
        self.highest_id = self.highest_id.max(id);
        let mut entry = Entry {
            id,
            terms: spec.clone(),
            status: JobStatus::NotSubmitted,
            message: String::new(),
            submitted_by: self.user.clone(),
            is_backfill: false,
            attempt: 1,
            attempts: Vec::new(),
            create: self.now,
            submit: None,
            start: None,
            end: None,
            ended_by: EndedBy::Itself,
            ended_user: String::new(),
            number: 0,
            retries: 0,
            held: Vec::new(),
            tasks: Vec::new(),
        };
        entry.terms.tasks.clear();
        fill_in(&mut entry);
        let depends = self.resolve(&[], &spec.tasks).unwrap();
        for (task, depends_on) in spec.tasks.iter().zip(depends) {
            entry.tasks.push(self.new_task(task, depends_on, JobStatus::NotSubmitted));
        }
        self.emit(EventKind::JobAdded {
            job: id,
            name: entry.terms.name.clone(),
            owner: entry.submitted_by.clone(),
            priority: entry.terms.priority,
            processors: (entry.terms.minimum_number_of_processors, entry.terms.maximum_number_of_processors),
            tasks: entry.tasks.len() as u32,
            id_reused,
        });
        self.jobs.push(entry);
        self.jobs.sort_by_key(|job| job.id);
        id
    }

    pub(super) fn new_task(&self, spec: &TaskSpec, depends_on: Vec<TaskId>, status: TaskStatus) -> TaskEntry {
        TaskEntry {
            spec: spec.clone(),
            depends_on,
            status,
            ended_by: None,
            runs: 0,
            exit_code: 0,
            message: String::new(),
            create: self.now,
            start: None,
            end: None,
            retries: 0,
            placed: Vec::new(),
        }
    }

    pub fn add_job(&mut self, job: &JobSpec) -> Result<JobId> {
        self.check_job(job)?;
        let id = self.insert(job);
        self.settle();
        Ok(id)
    }

    pub fn add_jobs(&mut self, jobs: &[JobSpec]) -> Result<Vec<JobId>> {
        for (at, job) in jobs.iter().enumerate() {
            self.check_job(job).map_err(|error| error.at(at).after(0))?;
        }
        let ids = jobs.iter().map(|job| self.insert(job)).collect();
        self.settle();
        Ok(ids)
    }

    pub(super) fn check_queue_job(&self, job: &JobSpec) -> Result<()> {
        self.check_job(job)?;
        self.check_priority(job.priority)?;
        self.check_cluster_size(job, &job.tasks.iter().collect::<Vec<_>>())
    }

    pub fn queue_job(&mut self, job: &JobSpec) -> Result<JobId> {
        self.check_queue_job(job)?;
        let id = self.insert(job);
        self.submit(id);
        self.settle();
        Ok(id)
    }

    pub fn queue_jobs(&mut self, jobs: &[JobSpec]) -> Result<Vec<JobId>> {
        for (at, job) in jobs.iter().enumerate() {
            self.check_queue_job(job).map_err(|error| error.at(at).after(0))?;
        }
        let ids: Vec<JobId> = jobs.iter().map(|job| self.insert(job)).collect();
        for id in &ids {
            self.submit(*id);
        }
        self.settle();
        Ok(ids)
    }

    pub(super) fn check_submit(&self, id: JobId) -> Result<()> {
        let at = self.acting_on(id)?;
        let job = &self.jobs[at];
        if job.status != JobStatus::NotSubmitted {
            return Err(refuse(ErrorCode::InvalidSubmitJobState).job(id));
        }
        self.check_priority(job.terms.priority).map_err(|error| error.job(id))?;
        self.check_cluster_size(&job.terms, &unfinished(job)).map_err(|error| error.job(id))
    }

    pub fn submit_job(&mut self, job: JobId) -> Result<()> {
        self.check_submit(job)?;
        self.submit(job);
        self.settle();
        Ok(())
    }

    pub fn submit_jobs(&mut self, jobs: &[JobId]) -> Result<()> {
        for (at, job) in jobs.iter().enumerate() {
            self.check_submit(*job).map_err(|error| error.at(at).after(0))?;
            if jobs[..at].contains(job) {
                return Err(refuse(ErrorCode::InvalidSubmitJobState).job(*job).at(at).after(0));
            }
        }
        for job in jobs {
            self.submit(*job);
        }
        self.settle();
        Ok(())
    }

    pub(super) fn submit(&mut self, id: JobId) {
        let at = self.find(id).unwrap();
        self.enter_queue(at);
        let user = self.user.clone();
        self.job_event(at, JobStatus::NotSubmitted, None, &user);
        for task in 0..self.jobs[at].tasks.len() {
            if self.jobs[at].tasks[task].status == JobStatus::NotSubmitted {
                self.jobs[at].tasks[task].status = JobStatus::Queued;
                self.task_event(at, task, JobStatus::NotSubmitted, None);
            }
        }
    }

    /// Submitted or queued again: a new place in the queue.
    pub(super) fn enter_queue(&mut self, at: usize) {
        let default = self.parameter("JobRuntime").parse().unwrap();
        let job = &mut self.jobs[at];
        job.status = JobStatus::Queued;
        job.submit = Some(self.now);
        job.number = self.next_number;
        job.terms.runtime = job.terms.runtime.or(Some(default));
        self.next_number += 1;
    }

    pub fn add_task(&mut self, job: JobId, task: &TaskSpec) -> Result<TaskId> {
        let ids = self.add_tasks(job, std::slice::from_ref(task));
        ids.map(|ids| ids[0]).map_err(|mut error| {
            (error.index, error.completed) = (None, None);
            error
        })
    }

    pub fn add_tasks(&mut self, id: JobId, tasks: &[TaskSpec]) -> Result<Vec<TaskId>> {
        let at = self.acting_on(id)?;
        let job = &self.jobs[at];
        if is_ended(job.status) {
            return Err(refuse(ErrorCode::InvalidAddTaskState).job(id));
        }
        for (index, task) in tasks.iter().enumerate() {
            self.check_task(&job.terms, task).map_err(|error| error.job(id).at(index).after(0))?;
        }
        let depends = self.resolve(&job.tasks, tasks).map_err(|error| error.job(id).after(0))?;
        let mut all = unfinished(job);
        all.extend(tasks);
        self.check_effective_minimum(&job.terms, &all).map_err(|error| error.job(id).after(0))?;
        if job.status == JobStatus::Queued {
            self.check_cluster_size(&job.terms, &all).map_err(|error| error.job(id).after(0))?;
        }
        if job.status == JobStatus::Running {
            for (index, task) in tasks.iter().enumerate() {
                self.check_shares(job, task).map_err(|error| error.job(id).at(index).after(0))?;
            }
        }
        let waits =
            if job.status == JobStatus::NotSubmitted { JobStatus::NotSubmitted } else { JobStatus::Queued };
        let mut ids = Vec::new();
        for (task, depends_on) in tasks.iter().zip(depends) {
            let new = self.new_task(task, depends_on, waits);
            self.jobs[at].tasks.push(new);
            ids.push(self.jobs[at].tasks.len() as TaskId);
            let attempt = self.jobs[at].attempt;
            self.emit(EventKind::TaskAdded { job: id, attempt, task: *ids.last().unwrap(), status: waits });
        }
        self.settle();
        Ok(ids)
    }

    /// A running job's reservation is fixed: it must hold what a further task needs on its required nodes.
    pub(super) fn check_shares(&self, job: &Entry, task: &TaskSpec) -> Result<()> {
        let held = |name: &String| on(&job.held, self.node(name).unwrap());
        if task.required_nodes.iter().any(|name| share_of(task) > held(name)) {
            return Err(refuse(ErrorCode::ClusterSizeLessThanMinimum));
        }
        Ok(())
    }

    pub fn modify_job(&mut self, id: JobId, spec: &JobSpec) -> Result<()> {
        let at = self.acting_on(id)?;
        let job = &self.jobs[at];
        if !matches!(job.status, JobStatus::NotSubmitted | JobStatus::Queued) {
            return Err(refuse(ErrorCode::InvalidModifyJobState).job(id));
        }
        let mut terms = JobSpec { tasks: Vec::new(), ..spec.clone() };
        // As at submission, nobody is refused for a JobRuntime below a task's limit.
        self.check_modified(at, &terms, [true; 3]).map_err(|error| error.job(id))?;
        if self.jobs[at].status == JobStatus::Queued {
            terms.runtime = terms.runtime.or(Some(self.parameter("JobRuntime").parse().unwrap()));
        }
        self.put_terms(at, terms);
        Ok(())
    }

    /// New terms against all checks, with those of the existing tasks that the change concerns.
    pub(super) fn check_modified(
        &self,
        at: usize,
        terms: &JobSpec,
        [processors, runtime, size]: [bool; 3],
    ) -> Result<()> {
        let job = &self.jobs[at];
        self.check_terms(terms)?;
        for (at, task) in job.tasks.iter().enumerate() {
            let check = || {
                if processors {
                    self.check_task_processors(terms, &task.spec)?;
                }
                if runtime {
                    self.check_task_runtime(terms, &task.spec)?;
                }
                self.check_node_list(&task.spec.required_nodes, &terms.asked_nodes)
            };
            check().map_err(|error| error.task(at as TaskId + 1))?;
        }
        if processors {
            self.check_effective_minimum(terms, &unfinished(job))?;
        }
        if job.status == JobStatus::Queued {
            self.check_priority(terms.priority)?;
            if size {
                self.check_cluster_size(terms, &unfinished(job))?;
            }
        }
        Ok(())
    }

    pub(super) fn put_terms(&mut self, at: usize, terms: JobSpec) {
        self.jobs[at].terms = terms;
        fill_in(&mut self.jobs[at]);
        let (job, attempt) = (self.jobs[at].id, self.jobs[at].attempt);
        self.emit(EventKind::JobModified { job, attempt });
        self.end_job_if_done(at);
        self.settle();
    }

    pub fn modify_job_term(&mut self, id: JobId, term: &str, value: &str) -> Result<()> {
        let at = self.acting_on(id)?;
        let job = &self.jobs[at];
        let no = |code| Err(refuse(code).job(id));
        let bad = refuse(ErrorCode::ArgumentOutOfRange).job(id);
        if is_ended(job.status) {
            return no(ErrorCode::InvalidModifyJobState);
        }
        if job.status == JobStatus::Running {
            if !matches!(term, "Runtime" | "RunUntilCanceled" | "Project") {
                return no(ErrorCode::InvalidModifyJobState);
            }
            if term == "Runtime" && job.is_backfill {
                return no(ErrorCode::BackfillRuntime);
            }
        }
        let truth = || match value.to_ascii_lowercase().as_str() {
            "true" => Ok(true),
            "false" => Ok(false),
            _ => Err(bad.clone()),
        };
        let digits = value.bytes().all(|byte| byte.is_ascii_digit());
        let number = || value.parse::<i32>().ok().filter(|_| digits).ok_or(bad.clone());
        let mut terms = job.terms.clone();
        match term {
            "AskedNodes" => {
                let names = value.split(',').map(|name| name.trim().to_owned());
                terms.asked_nodes = names.filter(|name| !name.is_empty()).collect();
            }
            "IsExclusive" => terms.is_exclusive = truth()?,
            "Name" => terms.name = value.to_owned(),
            "SoftwareLicense" => terms.software_license = value.to_owned(),
            "MaximumNumberOfProcessors" => terms.maximum_number_of_processors = number()?,
            "MinimumNumberOfProcessors" => terms.minimum_number_of_processors = number()?,
            "Priority" => terms.priority = JobPriority::from_name(value).ok_or(bad)?,
            "Project" => terms.project = value.to_owned(),
            "RunUntilCanceled" => terms.run_until_canceled = truth()?,
            "Runtime" => terms.runtime = Some(value.parse().map_err(|()| bad)?),
            _ => {
                let known =
                    terms.extended_job_terms.iter_mut().find(|(name, _)| name.eq_ignore_ascii_case(term));
                match known {
                    Some((_, old)) => *old = value.to_owned(),
                    None => terms.extended_job_terms.push((term.to_owned(), value.to_owned())),
                }
            }
        }
        let processors = term.ends_with("NumberOfProcessors");
        // An unchanged priority may be above what the caller could give.
        let checked = JobSpec {
            priority: if term == "Priority" { terms.priority } else { JobPriority::Normal },
            ..terms.clone()
        };
        let concerned = [processors, term == "Runtime", processors || term == "AskedNodes"];
        self.check_modified(at, &checked, concerned).map_err(|error| error.job(id))?;
        self.put_terms(at, terms);
        Ok(())
    }
}

/// The computed defaults of a job's terms.
pub(super) fn fill_in(job: &mut Entry) {
    if job.terms.name.is_empty() {
        job.terms.name = format!("{}:{}", job.submitted_by, date(job.create));
    }
    if job.terms.user.is_empty() {
        job.terms.user = job.submitted_by.clone();
    }
}

/// The tasks that the job still has to provide for.
pub(super) fn unfinished(job: &Entry) -> Vec<&TaskSpec> {
    job.tasks.iter().filter(|task| task.is_open()).map(|task| &task.spec).collect()
}

//! ModifyJob and ModifyJobTerm.
//!
//! Source: `ICluster::ModifyJobTerm`: term names are case-sensitive; a name that is no standard term is taken for an
//! extended term, so that a misspelt one silently becomes one.

use crate::checks::{self, JobFrame};
use crate::cluster::Cluster;
use crate::error::{ClusterError, ErrorCode, Result};
use crate::jobs::Flags;
use crate::lifecycle::{JobOperation, JobPriority, JobStatus};
use crate::spec::JobSpec;
use crate::time::Runtime;
use crate::{JobId, TaskId};

/// Which of the terms that are checked against others are new: the rest was checked before, or came of itself.
#[derive(Clone, Copy)]
struct NewTerms {
    /// Checked against the limits of the job's tasks.
    runtime: bool,
    /// Checked against the caller's rights.
    priority: bool,
}

impl Cluster {
    /// `ICluster::ModifyJob`: overwrites every term of a NotSubmitted or Queued job with the specification's. Its
    /// tasks stay; `spec.tasks` is ignored.
    ///
    /// # Errors
    /// `InvalidJobId`, `PermissionDenied`, `InvalidModifyJobState`; what the specification lacks; what its tasks
    /// need; for a Queued job also what a submission checks.
    pub fn modify_job(&mut self, job: JobId, spec: &JobSpec) -> Result<()> {
        let done = self
            .check_modify(job, JobOperation::Modify)
            .and_then(|()| self.modify(job, spec, NewTerms { runtime: true, priority: true }));
        self.noted(done.map_err(|error| ClusterError { index: None, ..error.job(job) }))
    }

    /// `ICluster::ModifyJobTerm`: changes one term. Of a Running job only Runtime, RunUntilCanceled and Project.
    ///
    /// # Errors
    /// `InvalidJobId`, `PermissionDenied`, `InvalidModifyJobState`, `BackfillRuntime`; `ArgumentOutOfRange` for a
    /// value that the term cannot have; and as [`Cluster::modify_job`].
    pub fn modify_job_term(&mut self, job: JobId, term: &str, value: &str) -> Result<()> {
        let done = self
            .check_modify(job, JobOperation::ModifyTerm)
            .and_then(|()| self.modify_term(job, term, value))
            .map_err(|error| ClusterError { index: None, ..error.job(job) });
        self.noted(done)
    }

    fn check_modify(&self, id: JobId, operation: JobOperation) -> Result<()> {
        self.check_own_job(id)?;
        let status = self.jobs.record(id).status;
        if operation.is_legal(status) {
            return Ok(());
        }
        let hint = if status == JobStatus::Running { "use ModifyJobTerm" } else { "its terms are settled" };
        Err(not_modifiable(id, status, hint))
    }

    fn modify(&mut self, id: JobId, spec: &JobSpec, new: NewTerms) -> Result<()> {
        let asked = self.check_job_terms(spec)?;
        let frame = JobFrame {
            minimum: spec.minimum_number_of_processors,
            maximum: spec.maximum_number_of_processors,
            runtime: spec.runtime.filter(|_| new.runtime).unwrap_or_default(),
            asked: asked.as_deref(),
        };
        for task in 0..self.jobs.record(id).tasks as usize {
            let terms = self.jobs.terms_of(id, task);
            checks::check_task_in_frame(&terms.spec, frame)
                .and_then(|()| {
                    checks::check_required(&terms.required, frame.asked, |node| &self.nodes.node(node).name)
                })
                .map_err(|error| error.task(task as TaskId + 1))?;
        }
        let demands = self.jobs.details(id).demands().to_vec();
        checks::check_demands(&demands, spec.maximum_number_of_processors)?;
        let queued = self.jobs.record(id).status == JobStatus::Queued;
        if queued {
            if new.priority {
                self.check_priority(spec.priority)?;
            }
            let minimum = i64::from(spec.minimum_number_of_processors);
            self.check_capacity(minimum, &demands, asked.as_deref())?;
        }
        let before = self.terms_that_place(id);
        self.set_terms(id, spec, asked, demands);
        if queued {
            self.requeue_terms(id, before);
        }
        self.emit_modified(id);
        self.settle();
        Ok(())
    }

    /// The terms that decide where and when a queued job starts.
    fn terms_that_place(&self, id: JobId) -> (JobPriority, u32, u32, u32, bool, Vec<String>) {
        let record = self.jobs.record(id);
        let asked = self.jobs.details(id).asked_nodes().to_vec();
        let exclusive = record.flags.has(Flags::EXCLUSIVE);
        (record.priority, record.minimum, record.maximum, record.limit_seconds(), exclusive, asked)
    }

    /// A queued job's terms have changed: it keeps its number. If they matter, everyone is looked at again.
    fn requeue_terms(&mut self, id: JobId, before: (JobPriority, u32, u32, u32, bool, Vec<String>)) {
        let runtime = self.parameters.job_runtime;
        let record = self.jobs.record_mut(id);
        if !record.flags.has(Flags::RUNTIME_GIVEN) {
            record.set_runtime(runtime);
            record.flags.set(Flags::RUNTIME_GIVEN, true);
        }
        if self.terms_that_place(id) != before {
            self.queue.left(before.0, 1);
            self.queue.enter(id, self.jobs.record(id));
            self.pass.resources_changed();
        }
    }

    fn modify_term(&mut self, id: JobId, term: &str, value: &str) -> Result<()> {
        if self.jobs.record(id).status == JobStatus::Running {
            return self.modify_running(id, term, value);
        }
        let spec = self.spec_with_term(id, term, value)?;
        self.modify(id, &spec, NewTerms { runtime: term == "Runtime", priority: term == "Priority" })
    }

    /// The terms of a job that does not run with one of them changed.
    pub(crate) fn spec_with_term(&self, id: JobId, term: &str, value: &str) -> Result<JobSpec> {
        let mut spec = self.spec_of(id);
        match term {
            "AskedNodes" => spec.asked_nodes = split_names(value),
            "IsExclusive" => spec.is_exclusive = read_bool(term, value)?,
            "Name" => value.clone_into(&mut spec.name),
            "SoftwareLicense" => value.clone_into(&mut spec.software_license),
            "MaximumNumberOfProcessors" => spec.maximum_number_of_processors = read_number(term, value)?,
            "MinimumNumberOfProcessors" => spec.minimum_number_of_processors = read_number(term, value)?,
            "Priority" => {
                let priority = JobPriority::from_name(value);
                spec.priority = priority.ok_or_else(|| bad_value(term, value, "Lowest … Highest"))?;
            }
            "Project" => value.clone_into(&mut spec.project),
            "RunUntilCanceled" => spec.run_until_canceled = read_bool(term, value)?,
            "Runtime" => spec.runtime = Some(read_runtime(term, value)?),
            _ => {
                let known = spec.extended_job_terms.iter_mut().find(|own| own.0.eq_ignore_ascii_case(term));
                match known {
                    Some(own) => value.clone_into(&mut own.1),
                    None => spec.extended_job_terms.push((term.to_owned(), value.to_owned())),
                }
            }
        }
        Ok(spec)
    }

    fn modify_running(&mut self, id: JobId, term: &str, value: &str) -> Result<()> {
        match term {
            "Runtime" => {
                if self.jobs.record(id).flags.has(Flags::BACKFILL) {
                    let message = format!("Job {id} runs by backfill: its run-time limit was a promise.");
                    return Err(ClusterError::new(ErrorCode::BackfillRuntime, message));
                }
                let spec = JobSpec { runtime: Some(read_runtime(term, value)?), ..self.spec_of(id) };
                let frame = JobFrame {
                    minimum: spec.minimum_number_of_processors,
                    maximum: spec.maximum_number_of_processors,
                    runtime: spec.runtime.unwrap_or_default(),
                    asked: None,
                };
                for task in 0..self.jobs.record(id).tasks as usize {
                    checks::check_task_in_frame(&self.jobs.terms_of(id, task).spec, frame)
                        .map_err(|error| error.task(task as TaskId + 1))?;
                }
                let record = self.jobs.record_mut(id);
                if record.runtime() != frame.runtime {
                    record.set_runtime(frame.runtime);
                    record.flags.set(Flags::LIMIT_PENDING, false);
                    self.ends = None;
                    self.pass.resources_changed();
                }
                self.arm_limit(id);
            }
            "RunUntilCanceled" => {
                let on = read_bool(term, value)?;
                self.jobs.record_mut(id).flags.set(Flags::RUN_UNTIL_CANCELED, on);
                self.arm_limit(id);
            }
            "Project" => {
                let spec = JobSpec { project: value.to_owned(), ..self.spec_of(id) };
                self.check_job_terms(&spec)?;
                self.jobs.details_mut(id).project = self.jobs.texts.insert(value);
            }
            _ => {
                let hint = "only Runtime, RunUntilCanceled and Project can change";
                return Err(not_modifiable(id, JobStatus::Running, hint));
            }
        }
        self.emit_modified(id);
        self.end_job_if_done(id);
        self.settle();
        Ok(())
    }

    /// A job's terms as a specification, without its tasks.
    pub(crate) fn spec_of(&self, id: JobId) -> JobSpec {
        let (record, details) = (self.jobs.record(id), self.jobs.details(id));
        let text = |handle| self.jobs.texts.get(handle).to_owned();
        JobSpec {
            name: text(details.name),
            priority: record.priority,
            minimum_number_of_processors: record.minimum as i32,
            maximum_number_of_processors: record.maximum as i32,
            runtime: record.flags.has(Flags::RUNTIME_GIVEN).then(|| record.runtime()),
            run_until_canceled: record.flags.has(Flags::RUN_UNTIL_CANCELED),
            is_exclusive: record.flags.has(Flags::EXCLUSIVE),
            asked_nodes: details.asked_nodes().to_vec(),
            software_license: text(details.license),
            project: text(details.project),
            user: text(details.user),
            extended_job_terms: details
                .rare
                .as_ref()
                .map_or_else(Vec::new, |rare| rare.extended_terms.clone()),
            tasks: Vec::new(),
        }
    }
}

/// Names in a list as CCP writes it: split at commas, without the blanks around them.
pub(crate) fn split_names(list: &str) -> Vec<String> {
    list.split(',').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

fn not_modifiable(id: JobId, status: JobStatus, hint: &str) -> ClusterError {
    let message = format!("Job {id} is {}: {hint}.", status.name());
    ClusterError::new(ErrorCode::InvalidModifyJobState, message)
}

fn bad_value(term: &str, value: &str, must: &str) -> ClusterError {
    ClusterError::new(
        ErrorCode::ArgumentOutOfRange,
        format!("{term} cannot be \"{value}\"; it must be {must}."),
    )
}

fn read_bool(term: &str, value: &str) -> Result<bool> {
    if value.eq_ignore_ascii_case("true") {
        Ok(true)
    } else if value.eq_ignore_ascii_case("false") {
        Ok(false)
    } else {
        Err(bad_value(term, value, "True or False"))
    }
}

fn read_number(term: &str, value: &str) -> Result<i32> {
    let digits = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
    let number = if digits { value.parse().ok() } else { None };
    number.ok_or_else(|| bad_value(term, value, "a decimal number"))
}

fn read_runtime(term: &str, value: &str) -> Result<Runtime> {
    value.parse().map_err(|()| bad_value(term, value, "\"Infinite\" or dd:hh:mm"))
}

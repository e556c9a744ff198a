//! AddJob, AddTask, SubmitJob, QueueJob and their batches, which are all or nothing.

use crate::checks::{self, CheckedJob, JobFrame};
use crate::cluster::Cluster;
use crate::error::{ClusterError, ErrorCode, Result};
use crate::event::EventKind;
use crate::jobs::{Flags, JobDetails, JobRecord, Jobs, Rare, TaskRecord, Tasks};
use crate::lifecycle::{JobOperation, JobStatus};
use crate::nodes::Mask;
use crate::sorting::sort;
use crate::spec::{JobSpec, TaskSpec};
use crate::texts::{Handle, TaskTerms, Texts};
use crate::{JobId, TaskId};
use smallvec::SmallVec;
use std::sync::Arc;

/// Of one call: for one job no memory is allocated.
type Few<T> = SmallVec<[T; 1]>;

impl Cluster {
    /// `ICluster::AddJob`: puts a job into the cluster, NotSubmitted. Gives its id.
    ///
    /// # Errors
    /// What the specification lacks, see [`ErrorCode`]; `JobIdsExhausted`.
    pub fn add_job(&mut self, job: &JobSpec) -> Result<JobId> {
        let added = self.add_all(std::slice::from_ref(job), false).map_err(ClusterError::single);
        self.noted(added).map(|ids| ids[0])
    }

    /// `ICluster::AddJobs`: all or none. The ids are in the order of the jobs.
    ///
    /// # Errors
    /// As [`Cluster::add_job`], with the index of the first job that is refused.
    pub fn add_jobs(&mut self, jobs: &[JobSpec]) -> Result<Vec<JobId>> {
        let added = self.add_all(jobs, false).map(SmallVec::into_vec);
        self.noted(added)
    }

    /// `ICluster::QueueJob`: adds and submits.
    ///
    /// # Errors
    /// As [`Cluster::add_job`] and [`Cluster::submit_job`]; nothing is added then.
    pub fn queue_job(&mut self, job: &JobSpec) -> Result<JobId> {
        let added = self.add_all(std::slice::from_ref(job), true).map_err(ClusterError::single);
        self.noted(added).map(|ids| ids[0])
    }

    /// `ICluster::QueueJobs`: all or none.
    ///
    /// # Errors
    /// As [`Cluster::queue_job`], with the index of the first job that is refused.
    pub fn queue_jobs(&mut self, jobs: &[JobSpec]) -> Result<Vec<JobId>> {
        let added = self.add_all(jobs, true).map(SmallVec::into_vec);
        self.noted(added)
    }

    fn add_all(&mut self, specs: &[JobSpec], submit: bool) -> Result<Few<JobId>> {
        let mut checked: Few<Option<Box<CheckedJob>>> = Few::with_capacity(specs.len());
        for (at, spec) in specs.iter().enumerate() {
            let found = self.check_job_spec(spec).and_then(|found| {
                if submit {
                    self.check_priority(spec.priority)?;
                    self.check_size(i64::from(spec.minimum_number_of_processors), &found.demands, &found)?;
                }
                Ok(found)
            });
            let found = found.map_err(|error| error.at(at).after(0))?;
            checked.push((!found.is_plain()).then(|| Box::new(found)));
        }
        self.make_room(specs.len()).map_err(|error| error.after(0))?;
        let user = self.jobs.texts.insert(&self.user);
        let with_checked = specs.iter().zip(checked);
        let ids: Few<JobId> = with_checked
            .map(|(spec, checked)| {
                self.insert_job(spec, checked.map_or_else(Default::default, |found| *found), user)
            })
            .collect();
        if submit {
            for &id in &ids {
                self.submit(id);
            }
        }
        match submit {
            _ if ids.is_empty() => {}
            true => self.settle(),
            false => self.settle_unsubmitted(),
        }
        Ok(ids)
    }

    /// Adds a job that is known to pass all checks, as those of a log do: the same as [`Cluster::add_job`] in a third
    /// of the time.
    pub(crate) fn add_known(&mut self, spec: &JobSpec) -> Result<JobId> {
        debug_assert!(self.check_job_spec(spec).is_ok_and(|found| found.is_plain()), "was to be known");
        let room = self.make_room(1);
        self.noted(room)?;
        let user = self.jobs.texts.insert(&self.user);
        let id = self.insert_job(spec, CheckedJob::default(), user);
        self.settle_unsubmitted();
        Ok(id)
    }

    fn make_room(&mut self, more: usize) -> Result<()> {
        let last = i64::from(self.ids.highest()) + more as i64;
        let has_room = JobId::try_from(last).is_ok_and(|last| self.jobs.make_room(last));
        if self.ids.available() >= more as u64 && has_room {
            return Ok(());
        }
        let message = "There are not enough free job ids.".to_owned();
        Err(ClusterError::new(ErrorCode::JobIdsExhausted, message))
    }

    fn insert_job(&mut self, spec: &JobSpec, mut checked: CheckedJob, owner: Handle) -> JobId {
        let highest = self.ids.highest();
        let id = self.ids.take().expect("was counted");
        let mut record = Jobs::blank_record();
        record.owner = owner;
        record.flags.set(Flags::FOLLOW, true);
        let mut details = JobDetails::new(self.now);
        if !checked.tasks.depends.is_empty() {
            details.rare_mut().depends = std::mem::take(&mut checked.tasks.depends);
        }
        write_terms(&mut record, &mut details, &mut self.jobs.texts, spec, checked.asked, checked.demands);
        if let [only] = &spec.tasks[..] {
            let terms = self.jobs.terms_handle(only, checked.tasks.take_required(0));
            self.jobs.insert_with_one(id, record, details, terms);
        } else {
            let mut tasks = Tasks::new();
            for (at, task) in spec.tasks.iter().enumerate() {
                let terms = self.jobs.terms_handle(task, checked.tasks.take_required(at));
                tasks.push(TaskRecord::new(terms, JobStatus::NotSubmitted, self.now));
            }
            self.jobs.insert(id, record, details, tasks);
        }
        if self.events.is_listening() {
            // The name may have to be computed.
            let (name, owner) = (self.name_of(id), self.user.clone());
            self.events.emit(self.now, || EventKind::JobAdded {
                job: id,
                name,
                owner,
                priority: spec.priority,
                processors: (spec.minimum_number_of_processors, spec.maximum_number_of_processors),
                tasks: spec.tasks.len() as u32,
                id_reused: id <= highest,
            });
        } else {
            self.events.skip(1);
        }
        id
    }

    /// Writes all terms of a specification into a job.
    pub(crate) fn set_terms(
        &mut self,
        id: JobId,
        spec: &JobSpec,
        asked: Option<Arc<Mask>>,
        demands: Vec<(u32, u32)>,
    ) {
        let (record, details, texts) = self.jobs.terms_mut(id);
        write_terms(record, details, texts, spec, asked, demands);
    }

    /// `ICluster::AddTask`: adds a task to a job that is in the cluster. Gives its id.
    ///
    /// # Errors
    /// `InvalidJobId`, `PermissionDenied`, `InvalidAddTaskState`; what the task lacks; `ClusterSizeLessThanMinimum`.
    pub fn add_task(&mut self, job: JobId, task: &TaskSpec) -> Result<TaskId> {
        let added = self.add_all_tasks(job, std::slice::from_ref(task)).map_err(ClusterError::single);
        self.noted(added).map(|ids| ids[0])
    }

    /// `ICluster::AddTasks`: all or none.
    ///
    /// # Errors
    /// As [`Cluster::add_task`], with the index of the first task that is refused.
    pub fn add_tasks(&mut self, job: JobId, tasks: &[TaskSpec]) -> Result<Vec<TaskId>> {
        let added = self.add_all_tasks(job, tasks);
        self.noted(added)
    }

    fn add_all_tasks(&mut self, id: JobId, specs: &[TaskSpec]) -> Result<Vec<TaskId>> {
        self.check_own_job(id)?;
        let status = self.jobs.record(id).status;
        if !JobOperation::AddTask.is_legal(status) {
            let message = format!(
                "Job {id} is {}; tasks can be added while it is NotSubmitted, Queued or Running.",
                status.name()
            );
            return Err(ClusterError::new(ErrorCode::InvalidAddTaskState, message).job(id));
        }
        let about = |error: ClusterError| error.job(id).after(0);
        let record = self.jobs.record(id);
        let details = self.jobs.details(id);
        let frame = JobFrame {
            minimum: record.minimum as i32,
            maximum: record.maximum as i32,
            runtime: record.runtime(),
            asked: details.asked().map(|mask| &**mask),
        };
        let first = record.tasks as usize;
        // Who bears which name matters only to those who depend on one.
        let named = if specs.iter().any(|spec| !spec.depend.is_empty()) { first } else { 0 };
        let before: Vec<&str> =
            (0..named).map(|task| self.jobs.terms_of(id, task).spec.name.as_str()).collect();
        let mut checked = self.check_tasks(specs, &before, frame).map_err(about)?;
        let requires = !checked.required.is_empty();
        if requires {
            let terms = specs.iter().zip(&checked.required);
            let new: Vec<TaskTerms> =
                terms.map(|(spec, nodes)| TaskTerms::new(spec, nodes.clone())).collect();
            self.check_added_demands(id, &new).map_err(about)?;
        }
        if specs.is_empty() {
            return Ok(Vec::new());
        }
        self.jobs.materialize(id);
        let status = match status {
            JobStatus::Queued | JobStatus::Running => JobStatus::Queued,
            JobStatus::NotSubmitted | JobStatus::Finished | JobStatus::Failed | JobStatus::Cancelled => {
                JobStatus::NotSubmitted
            }
        };
        if self.jobs.record(id).status == JobStatus::Running {
            self.spell_out_work(id);
        }
        if !checked.depends.is_empty() {
            let depends = &mut self.jobs.details_mut(id).rare_mut().depends;
            depends.resize_with(first, Vec::new);
            depends.append(&mut checked.depends);
        }
        for (at, spec) in specs.iter().enumerate() {
            let terms = self.jobs.terms_handle(spec, checked.take_required(at));
            self.jobs.push_task(id, TaskRecord::new(terms, status, self.now));
            let attempt = self.jobs.record(id).attempt;
            let task = (first + at + 1) as TaskId;
            self.events.emit(self.now, || EventKind::TaskAdded { job: id, attempt, task, status });
        }
        for task in first..first + specs.len() {
            let (details, run) = self.jobs.parts_mut(id);
            if let Some(mut work) = run.work.take() {
                work.add_task(details, run, task);
                run.work = Some(work);
            }
        }
        if requires {
            self.demands_changed(id);
        }
        if self.jobs.record(id).status == JobStatus::Running {
            self.arm_limit(id);
            self.wake.push(id);
        }
        self.settle();
        Ok((0..specs.len()).map(|at| (first + at + 1) as TaskId).collect())
    }

    /// What tasks that are added or queued again demand must be there: in the job's maximum, in the cluster if it
    /// waits, in its reservation if it runs.
    pub(crate) fn check_added_demands(&self, id: JobId, new: &[TaskTerms]) -> Result<()> {
        if new.iter().all(|terms| terms.required.is_empty()) {
            return Ok(());
        }
        let record = self.jobs.record(id);
        let open = (0..record.tasks as usize)
            .filter(|task| self.jobs.task(id, *task).is_open())
            .map(|task| self.jobs.terms_of(id, task));
        let demands = checks::demands_of(open.chain(new));
        checks::check_demands(&demands, record.maximum as i32)?;
        match record.status {
            JobStatus::Queued => self.check_job_size(id, &demands),
            JobStatus::Running => self.check_held(id, new),
            JobStatus::NotSubmitted | JobStatus::Finished | JobStatus::Failed | JobStatus::Cancelled => {
                Ok(())
            }
        }
    }

    /// A running job must hold what the tasks require.
    fn check_held(&self, id: JobId, tasks: &[TaskTerms]) -> Result<()> {
        let held = |node: u32| -> u32 {
            let spans = &self.jobs.run(id).spans;
            spans.iter().filter(|span| span.nodes().any(|at| at == node)).map(|span| span.count).sum()
        };
        let lacks = |terms: &TaskTerms| terms.required.iter().any(|node| held(*node) < terms.share());
        match tasks.iter().position(lacks) {
            Some(at) => Err(ClusterError::new(
                ErrorCode::ClusterSizeLessThanMinimum,
                format!("Job {id} runs and holds too few processors on a node that the task requires."),
            )
            .at(at)),
            None => Ok(()),
        }
    }

    /// Recomputes what the open tasks of a job demand of nodes.
    pub(crate) fn demands_changed(&mut self, id: JobId) {
        let record = self.jobs.record(id);
        let open = (0..record.tasks as usize)
            .filter(|task| self.jobs.task(id, *task).is_open())
            .map(|task| self.jobs.terms_of(id, task));
        let demands = checks::demands_of(open);
        let details = self.jobs.details_mut(id);
        if !demands.is_empty() || !details.demands().is_empty() {
            details.rare_mut().demands = demands;
            self.pass.resources_changed();
        }
        let details = self.jobs.details(id);
        let constrained = details.asked().is_some() || !details.demands().is_empty();
        self.jobs.record_mut(id).flags.set(Flags::CONSTRAINED, constrained);
    }

    /// `ICluster::SubmitJob`: puts a job into the queue. On an idle cluster it runs when the call returns.
    ///
    /// # Errors
    /// `InvalidJobId`, `PermissionDenied`, `InvalidSubmitJobState`, `ClusterSizeLessThanMinimum`.
    pub fn submit_job(&mut self, job: JobId) -> Result<()> {
        let submitted = self.submit_all(&[job]).map_err(ClusterError::single);
        self.noted(submitted)
    }

    /// `ICluster::SubmitJobs`: all or none.
    ///
    /// # Errors
    /// As [`Cluster::submit_job`], with the index of the first id that is refused.
    pub fn submit_jobs(&mut self, jobs: &[JobId]) -> Result<()> {
        let submitted = self.submit_all(jobs);
        self.noted(submitted)
    }

    fn submit_all(&mut self, ids: &[JobId]) -> Result<()> {
        if let Some((at, error)) = self.unsubmittable(ids).next() {
            return Err(error.job(ids[at]).at(at).after(0));
        }
        for &id in ids {
            self.submit(id);
        }
        if !ids.is_empty() {
            self.settle();
        }
        Ok(())
    }

    /// The items that cannot be submitted, each with its place.
    pub(crate) fn unsubmittable(&self, ids: &[JobId]) -> impl Iterator<Item = (usize, ClusterError)> {
        let mut repeated = repeated(ids).into_iter().peekable();
        ids.iter().enumerate().filter_map(move |(at, &id)| {
            let again = repeated.next_if_eq(&at).is_some();
            let checked = if again { Err(not_submittable(id, "given twice")) } else { Ok(()) };
            self.check_submission(id).and(checked).err().map(|error| (at, error))
        })
    }

    fn check_submission(&self, id: JobId) -> Result<()> {
        self.check_own_job(id)?;
        let record = self.jobs.record(id);
        if !JobOperation::Submit.is_legal(record.status) {
            return Err(not_submittable(id, record.status.name()));
        }
        self.check_priority(record.priority)?;
        self.check_job_size(id, self.jobs.details(id).demands())
    }

    /// The cluster must be able to give a job what it demands, whatever the nodes' status.
    pub(crate) fn check_job_size(&self, id: JobId, demands: &[(u32, u32)]) -> Result<()> {
        let asked = self.jobs.details(id).asked().map(|mask| &**mask);
        self.check_capacity(i64::from(self.jobs.record(id).minimum), demands, asked)
            .map_err(|error| error.job(id))
    }

    fn check_size(&self, minimum: i64, demands: &[(u32, u32)], checked: &CheckedJob) -> Result<()> {
        self.check_capacity(minimum, demands, checked.asked.as_deref())
    }

    pub(crate) fn check_capacity(
        &self,
        minimum: i64,
        demands: &[(u32, u32)],
        asked: Option<&Mask>,
    ) -> Result<()> {
        let needed = minimum.max(demands.iter().map(|demand| i64::from(demand.1)).sum());
        let there: i64 = match asked {
            None => self.nodes.capacity_total,
            Some(asked) => asked.iter().map(|node| i64::from(self.nodes.node(node).capacity)).sum(),
        };
        let refuse = |message: String| Err(ClusterError::new(ErrorCode::ClusterSizeLessThanMinimum, message));
        if there < needed {
            return refuse(format!("The job needs {needed} processors; the nodes it may use have {there}."));
        }
        match demands.iter().find(|(node, demand)| self.nodes.node(*node).capacity < *demand) {
            Some((node, demand)) => {
                let node = self.nodes.node(*node);
                refuse(format!(
                    "A task needs {demand} processors on {}, which has {}.",
                    node.name, node.capacity
                ))
            }
            None => Ok(()),
        }
    }

    /// Puts a checked job into the queue.
    fn submit(&mut self, id: JobId) {
        self.enter_queue(id);
        let record = self.jobs.record(id);
        if record.flags.has(Flags::FOLLOW) && !self.events.is_listening() {
            return self.events.skip(1 + record.tasks);
        }
        let user = self.jobs.texts.insert(&self.user);
        self.emit_job(id, JobStatus::NotSubmitted, None, user);
        for task in 0..self.jobs.record(id).tasks as usize {
            let state = self.jobs.task(id, task);
            if self.jobs.record(id).flags.has(Flags::FOLLOW) {
                self.emit_following(id, task, JobStatus::NotSubmitted);
            } else if state.status == JobStatus::NotSubmitted {
                self.jobs.set_task_status(id, task, JobStatus::Queued);
                self.emit_task(id, task, JobStatus::NotSubmitted, None);
            }
        }
    }

    /// The status, number and time of a submission. Gives the status before.
    pub(crate) fn enter_queue(&mut self, id: JobId) -> JobStatus {
        let from = self.change_status(id, JobStatus::Queued);
        let record = self.jobs.record_mut(id);
        record.seq = self.next_seq;
        self.next_seq += 1;
        if !record.flags.has(Flags::RUNTIME_GIVEN) {
            record.set_runtime(self.parameters.job_runtime);
            record.flags.set(Flags::RUNTIME_GIVEN, true);
        }
        self.jobs.details_mut(id).submit = self.now;
        self.queue.enter(id, self.jobs.record(id));
        self.note_submitter(id);
        self.pass.arrived(id);
        from
    }

    /// Tells that a task has followed its job from `from`.
    pub(crate) fn emit_following(&mut self, id: JobId, task: usize, from: JobStatus) {
        let Cluster { events, jobs, now, .. } = self;
        events.emit(*now, || {
            let state = jobs.task(id, task);
            EventKind::TaskStatus {
                job: id,
                attempt: jobs.record(id).attempt,
                task: task as TaskId + 1,
                from,
                to: state.status,
                ended_by: state.ended_by,
                exit_code: 0,
                message: String::new(),
                nodes: Vec::new(),
            }
        });
    }
}

/// Writes all terms of a specification.
fn write_terms(
    record: &mut JobRecord,
    details: &mut JobDetails,
    texts: &mut Texts,
    spec: &JobSpec,
    asked: Option<Arc<Mask>>,
    demands: Vec<(u32, u32)>,
) {
    record.priority = spec.priority;
    record.minimum = spec.minimum_number_of_processors as u32;
    record.maximum = spec.maximum_number_of_processors as u32;
    record.set_runtime(spec.runtime.unwrap_or_default());
    record.flags.set(Flags::RUNTIME_GIVEN, spec.runtime.is_some());
    record.flags.set(Flags::EXCLUSIVE, spec.is_exclusive);
    record.flags.set(Flags::RUN_UNTIL_CANCELED, spec.run_until_canceled);
    record.flags.set(Flags::CONSTRAINED, asked.is_some() || !demands.is_empty());
    (details.name, details.project) = (texts.insert(&spec.name), texts.insert(&spec.project));
    (details.license, details.user) = (texts.insert(&spec.software_license), texts.insert(&spec.user));
    let is_rare = asked.is_some() || !demands.is_empty() || !spec.extended_job_terms.is_empty();
    if is_rare || details.rare.is_some() {
        let rare: &mut Rare = details.rare_mut();
        rare.asked_nodes = spec.asked_nodes.clone();
        rare.asked = asked;
        rare.demands = demands;
        rare.extended_terms = spec.extended_job_terms.clone();
    }
}

/// The places at which an id stands for the second time or later.
fn repeated(ids: &[JobId]) -> Vec<usize> {
    // As they are given mostly: by submission.
    if ids.is_sorted_by(|a, b| a < b) {
        return Vec::new();
    }
    let mut seen: Vec<(JobId, usize)> = ids.iter().copied().zip(0..).collect();
    sort(&mut seen);
    let mut repeated: Vec<usize> =
        seen.windows(2).filter(|pair| pair[0].0 == pair[1].0).map(|pair| pair[1].1).collect();
    sort(&mut repeated);
    repeated
}

#[cold]
fn not_submittable(id: JobId, status: &str) -> ClusterError {
    let message = format!("Job {id} is {status}; only jobs that are NotSubmitted can be submitted.");
    ClusterError::new(ErrorCode::InvalidSubmitJobState, message).job(id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lifecycle::JobPriority;
    use crate::spec::ClusterOptions;
    use crate::time::Runtime;

    /// What is added without checks is what is added with them.
    #[test]
    fn a_known_job_is_the_same_as_a_checked_one() {
        let options = || ClusterOptions::with_nodes([("N1", 4), ("N2", 4)]);
        let (mut plain, mut lean) = (Cluster::new(options()).unwrap(), Cluster::new(options()).unwrap());
        for number in 0..300 {
            let name = if number % 7 == 0 { String::new() } else { format!("{number}") };
            let spec = JobSpec {
                is_exclusive: number % 11 == 0,
                priority: JobPriority::ALL[number as usize % 3],
                runtime: (number % 5 > 0).then(|| Runtime::from_seconds(60 * (1 + number as u32 % 4))),
                project: format!("p{}", number % 3),
                ..JobSpec::new(
                    &name,
                    1 + number % 5,
                    vec![TaskSpec::lasting(7_000 * i64::from(number % 9), 1)],
                )
            };
            let user = ["LAB\\ann", "LAB\\bob"][number as usize % 2];
            for cluster in [&mut plain, &mut lean] {
                cluster.act_as(user, false);
                cluster.listen(number % 50 < 25);
            }
            let (one, other) = (plain.add_job(&spec).unwrap(), lean.add_known(&spec).unwrap());
            for (cluster, id) in [(&mut plain, one), (&mut lean, other)] {
                cluster.submit_job(id).unwrap();
                cluster.advance(3_000).unwrap();
                cluster.check_invariants();
            }
            assert_eq!((one, plain.event_count()), (other, lean.event_count()));
            assert_eq!(plain.take_events(), lean.take_events());
            assert_eq!(plain.state_digest(), lean.state_digest());
        }
    }
}

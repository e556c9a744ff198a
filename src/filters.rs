//! Submission and activation filters: programs of the administrator in CCP, functions of the host here.
//!
//! The core calls nobody. What it needs to be told about activation it asks as a *question*, which stands until it is
//! answered; the answer is a call like any other, so that a journal of calls has it. A submission is asked about before
//! the call that makes it.
//!
//! Source: "Job Scheduler Architecture", `ICluster::SetClusterParameter` (SubmissionFilterTimeout,
//! ActivationFilterTimeout), "Job schema".

use crate::JobId;
use crate::cluster::Cluster;
#[cfg(feature = "js")]
use crate::credentials::Credentials;
use crate::error::{ClusterError, ErrorCode, Result};
use crate::lifecycle::JobStatus;
use crate::spec::{JobSpec, TaskSpec};
use crate::time::{Time, after};
use crate::view::{Explanation, Reason};

/// What a filter says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FilterAnswer {
    /// 0: yes. Anything else: no.
    pub exit_code: i32,
    /// How long the filter took, in milliseconds; beyond SubmissionFilterTimeout or ActivationFilterTimeout (seconds)
    /// its answer is no. It takes no time of the cluster's clock.
    pub duration: Time,
}

impl FilterAnswer {
    /// An answer that took no time.
    pub const fn exit(exit_code: i32) -> FilterAnswer {
        FilterAnswer { exit_code, duration: 0 }
    }
}

/// A submission filter: the cluster, the job's id (0 if it is not in the cluster yet) and its terms, which it may
/// change. [`JobSpec::to_xml`] makes the job file of them that CCP hands to a filter.
pub type SubmissionFilter<'a> = dyn FnMut(&Cluster, JobId, &mut JobSpec) -> FilterAnswer + 'a;

/// An activation filter: the cluster, which it may change, and the job that could start.
/// [`Cluster::job_to_xml`] makes the job file that CCP hands to a filter.
pub type ActivationFilter<'a> = dyn FnMut(&mut Cluster, JobId) -> FilterAnswer + 'a;

/// What the cluster knows of activation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Activation {
    /// Jobs start only after a yes.
    pub(crate) on: bool,
    /// The job that is asked about.
    pub(crate) open: Option<JobId>,
    /// Jobs that were refused, and when they are asked about again.
    pub(crate) held: Vec<(JobId, Time)>,
    /// The job that the present pass may start.
    pub(crate) granted: Option<JobId>,
    /// The present pass goes no further.
    pub(crate) stopped: bool,
}

impl Activation {
    /// When a refused job is asked about again.
    pub(crate) fn next_question(&self) -> Option<Time> {
        self.held.iter().map(|held| held.1).min()
    }

    pub(crate) fn begin_pass(&mut self) {
        self.stopped = false;
    }

    pub(crate) fn has_stopped(&self) -> bool {
        self.stopped
    }

    /// Whether a job that could start has to wait for an answer, now or later. Then none behind it starts either: it
    /// keeps its place.
    pub(crate) fn stops(&mut self, id: JobId) -> bool {
        if !self.on || (!self.stopped && self.granted.take_if(|granted| *granted == id).is_some()) {
            return false;
        }
        if !self.stopped && self.open.is_none() && self.held.iter().all(|held| held.0 != id) {
            self.open = Some(id);
        }
        self.stopped = true;
        true
    }
}

impl Cluster {
    /// From now on each job is asked about before it starts ([`Cluster::pending_activation`]), or no longer. Off at
    /// first. The parameter ActivationFilterProgram is a text that is stored; this is what asks.
    /// [sdk:icluster-setclusterparameter, job-scheduler-architecture]
    ///
    /// A job that is refused stays in its place in the queue, with all behind it; it is asked about again after
    /// HeartbeatInterval, as often as it takes.
    pub fn ask_activation_filter(&mut self, on: bool) {
        if self.activation.on != on {
            self.activation = Activation { on, ..Activation::default() };
            self.pass.resources_changed();
            self.settle();
        }
    }

    /// The job that could start and waits for the activation filter's answer. While there is one the clock stands: what
    /// moves it is refused with `FilterPending`, at the instant of the question.
    pub fn pending_activation(&self) -> Option<JobId> {
        self.activation.open
    }

    /// The activation filter's answer about [`Cluster::pending_activation`].
    ///
    /// # Errors
    /// `InvalidJobId`: nobody asks about that job; `ArgumentOutOfRange`: a negative duration.
    pub fn answer_activation(&mut self, job: JobId, answer: FilterAnswer) -> Result<()> {
        if self.activation.open != Some(job) {
            let message = format!("No activation filter is asked about job {job}.");
            return self.noted(Err(ClusterError::new(ErrorCode::InvalidJobId, message).job(job)));
        }
        self.noted(check_duration(answer))?;
        self.activation.open = None;
        if is_yes(answer, self.parameters.activation_timeout) {
            self.activation.granted = Some(job);
        } else if let Some(again) = after(self.now, self.parameters.heartbeat_seconds * 1_000) {
            self.activation.held.push((job, again));
        }
        self.pass.resources_changed();
        self.settle();
        self.activation.granted = None;
        Ok(())
    }

    /// Asks a filter until no question is open: what a host does behind every call, and after `FilterPending`.
    ///
    /// ```
    /// # use ccp_scheduler::*;
    /// # let mut cluster = Cluster::new(ClusterOptions::with_nodes([("N1", 4)]))?;
    /// cluster.ask_activation_filter(true);
    /// let id = cluster.queue_job(&JobSpec::new("needs a licence", 4, vec![TaskSpec::new("sleep 60", 4)]))?;
    /// assert_eq!(cluster.pending_activation(), Some(id));
    /// cluster.activate(&mut |_, _| FilterAnswer::exit(1));
    /// assert_eq!(cluster.get_job(id)?.status, JobStatus::Queued); // asked about again in a minute
    /// cluster.advance_asking(60_000, &mut |_, _| FilterAnswer::exit(0))?;
    /// assert_eq!(cluster.get_job(id)?.start_time, Some(60_000));
    /// # Ok::<(), ClusterError>(())
    /// ```
    pub fn activate(&mut self, filter: &mut ActivationFilter<'_>) {
        while let Some(job) = self.activation.open {
            let answer = filter(self, job);
            // The filter may have changed the cluster so that the question no longer stands.
            if self.activation.open == Some(job) && self.answer_activation(job, answer).is_err() {
                let _ = self.answer_activation(job, FilterAnswer::exit(1));
            }
        }
    }

    /// [`Cluster::advance`] with the filter asked wherever a job could start on the way.
    ///
    /// # Errors
    /// As [`Cluster::advance`].
    pub fn advance_asking(&mut self, millis: Time, filter: &mut ActivationFilter<'_>) -> Result<()> {
        self.activate(filter);
        let target = self.now.saturating_add(millis);
        let mut moved = self.advance(millis);
        while moved.as_ref().is_err_and(|error| error.code == ErrorCode::FilterPending) {
            self.activate(filter);
            moved = self.advance_to(target);
        }
        moved
    }

    /// What refuses to move the clock while a question stands.
    pub(crate) fn check_no_question(&self) -> Result<()> {
        let Some(job) = self.activation.open else { return Ok(()) };
        let message = format!("The clock stands until the activation filter has answered about job {job}.");
        Err(ClusterError::new(ErrorCode::FilterPending, message).job(job))
    }

    /// Part of a round: questions and refusals of jobs that no longer wait are forgotten, and refused jobs are asked
    /// about again when their time has come.
    pub(crate) fn reconsider_activation(&mut self) {
        if self.activation.open.is_some() || !self.activation.held.is_empty() {
            self.reconsider_who_is_asked_about();
        }
    }

    #[cold]
    fn reconsider_who_is_asked_about(&mut self) {
        let Cluster { activation, jobs, now, pass, .. } = self;
        let waits = |id: JobId| jobs.find(id).is_some_and(|record| record.status == JobStatus::Queued);
        let before = (activation.open, activation.held.len());
        activation.open = activation.open.filter(|id| waits(*id));
        activation.held.retain(|held| waits(held.0) && held.1 > *now);
        if before != (activation.open, activation.held.len()) {
            pass.resources_changed();
        }
    }

    /// [`Cluster::submit_jobs`] with a filter that is asked about each job, in order; it may change their terms, not
    /// their tasks. [sdk:icluster-setclusterparameter, job-scheduler-architecture]
    ///
    /// # Errors
    /// `SubmissionFilterFailed`: it said no about one of them; none is submitted, all stay NotSubmitted. As
    /// [`Cluster::submit_jobs`] and, for changed terms, [`Cluster::modify_job`].
    pub fn submit_jobs_asking(&mut self, jobs: &[JobId], filter: &mut SubmissionFilter<'_>) -> Result<()> {
        let mut specs = self.submitted_specs(jobs)?;
        for (at, (spec, &id)) in specs.iter_mut().zip(jobs).enumerate() {
            let answer = filter(self, id, spec);
            self.judge_submission(answer, at).map_err(|error| error.job(id))?;
        }
        self.submit_changed(jobs, &specs)
    }

    /// [`Cluster::queue_jobs`] with such a filter. [sdk:icluster-queuejobs]
    ///
    /// # Errors
    /// `SubmissionFilterFailed`: nothing is added. As [`Cluster::queue_jobs`].
    pub fn queue_jobs_asking(
        &mut self,
        jobs: &[JobSpec],
        filter: &mut SubmissionFilter<'_>,
    ) -> Result<Vec<JobId>> {
        let mut specs = jobs.to_vec();
        for (at, spec) in specs.iter_mut().enumerate() {
            let answer = filter(self, 0, spec);
            self.judge_submission(answer, at)?;
        }
        self.queue_jobs(&specs)
    }

    /// [`Cluster::modify_job`] with such a filter, which is asked if the job is in the queue.
    ///
    /// # Errors
    /// `SubmissionFilterFailed`: nothing has changed. As [`Cluster::modify_job`].
    pub fn modify_job_asking(
        &mut self,
        job: JobId,
        spec: &JobSpec,
        filter: &mut SubmissionFilter<'_>,
    ) -> Result<()> {
        let mut spec = spec.clone();
        if self.is_queued(job) {
            let answer = filter(self, job, &mut spec);
            self.judge_submission(answer, 0).map_err(|error| error.single().job(job))?;
        }
        self.modify_job(job, &spec)
    }

    /// Why a queued job waits, where the activation filter is the reason for it or for one before it.
    pub(crate) fn explain_activation(&self, job: JobId) -> Option<Explanation> {
        let Activation { on, open, held, .. } = &self.activation;
        if !on {
            return None;
        }
        let is_kept = |id: &JobId| *open == Some(*id) || held.iter().any(|held| held.0 == *id);
        let stops = |id: &JobId| is_kept(id) && self.startable(*id, self.wish(*id)).is_some();
        let queue = self.queue.ids(&self.jobs);
        let first = queue.iter().copied().take_while(|id| *id != job).find(stops);
        let (reason, sentence, blocked_by) = match first {
            Some(first) => {
                let text =
                    format!("It is behind job {first}, which the activation filter has not let start.");
                (Reason::BehindJob, text, vec![first])
            }
            None if stops(&job) => {
                let again = held.iter().find(|held| held.0 == job).map(|held| held.1);
                let text = match again {
                    Some(again) => {
                        let seconds = (again - self.now + 999) / 1_000;
                        format!("The activation filter has refused it; it is asked again in {seconds} s.")
                    }
                    None => "The activation filter has not answered yet.".to_owned(),
                };
                (Reason::ActivationFilter, text, Vec::new())
            }
            None => return None,
        };
        Some(Explanation { sentence, reason, blocked_by, starts_by: None })
    }

    pub(crate) fn is_queued(&self, job: JobId) -> bool {
        self.jobs.find(job).is_some_and(|record| record.status == JobStatus::Queued)
    }

    /// Jobs that are about to be submitted, as a filter sees them, with their tasks. What refuses the submission anyway
    /// does so before anybody is asked.
    pub(crate) fn submitted_specs(&self, jobs: &[JobId]) -> Result<Vec<JobSpec>> {
        if let Some((at, error)) = self.unsubmittable(jobs).next() {
            return self.noted(Err(error.job(jobs[at]).at(at).after(0)));
        }
        let spec_of = |id: &JobId| {
            let terms = |task: usize| -> TaskSpec { self.jobs.terms_of(*id, task).spec.clone() };
            let tasks = (0..self.jobs.record(*id).tasks as usize).map(terms).collect();
            JobSpec { tasks, ..self.spec_of(*id) }
        };
        Ok(jobs.iter().map(spec_of).collect())
    }

    /// Submits jobs as they came from a filter, if one was asked, with credentials, if some were given.
    #[cfg(feature = "js")]
    pub(crate) fn submit_in_full(
        &mut self,
        jobs: &[JobId],
        specs: Option<Vec<JobSpec>>,
        credentials: Option<Credentials<'_>>,
    ) -> Result<()> {
        match (specs, credentials) {
            (None, None) => self.submit_jobs(jobs),
            (None, Some(credentials)) => self.submit_jobs_with(jobs, credentials),
            (Some(specs), None) => self.submit_changed(jobs, &specs),
            (Some(mut specs), Some(credentials)) => {
                let user = self.noted(self.run_as(credentials))?;
                specs.iter_mut().for_each(|spec| user.clone_into(&mut spec.user));
                self.submit_changed(jobs, &specs)?;
                self.keep_credentials(jobs);
                Ok(())
            }
        }
    }

    /// Whether a submission filter's answer about the item at that place is a yes.
    pub(crate) fn judge_submission(&self, answer: FilterAnswer, at: usize) -> Result<()> {
        let judged = check_duration(answer).and_then(|()| {
            match answer.exit_code {
                _ if is_yes(answer, self.parameters.submission_timeout) => Ok(()),
                0 => Err("The submission filter took longer than SubmissionFilterTimeout.".to_owned()),
                code => Err(format!("The submission filter has refused the job with exit code {code}.")),
            }
            .map_err(|message| ClusterError::new(ErrorCode::SubmissionFilterFailed, message))
        });
        self.noted(judged.map_err(|error| error.at(at).after(0)))
    }

    /// Submits jobs whose terms a filter may have changed: all or none, changes included.
    pub(crate) fn submit_changed(&mut self, jobs: &[JobId], specs: &[JobSpec]) -> Result<()> {
        let before = self.submitted_specs(jobs)?;
        let same = |(before, after): (&JobSpec, &JobSpec)| {
            *after == JobSpec { tasks: after.tasks.clone(), ..before.clone() }
        };
        if before.iter().zip(specs).all(same) {
            return self.submit_jobs(jobs);
        }
        let mut changed = self.clone();
        for (at, (id, (before, spec))) in jobs.iter().zip(before.iter().zip(specs)).enumerate() {
            if !same((before, spec)) {
                self.noted(changed.modify_job(*id, spec).map_err(|error| error.at(at).after(0)))?;
            }
        }
        self.noted(changed.submit_jobs(jobs))?;
        *self = changed;
        Ok(())
    }
}

fn is_yes(answer: FilterAnswer, timeout: Time) -> bool {
    answer.exit_code == 0 && answer.duration <= timeout
}

fn check_duration(answer: FilterAnswer) -> Result<()> {
    if answer.duration >= 0 {
        return Ok(());
    }
    Err(ClusterError::new(ErrorCode::ArgumentOutOfRange, "A filter's duration must not be negative."))
}

//! Credentials: who a job or command runs as, and whose password is known. No password is ever kept: it is looked at,
//! whether it is there and how long it is, and forgotten.
//!
//! Source: "Setting User Credentials", "Credential Handling", `ICluster::SetCachedCredentials` and its relatives.

use crate::JobId;
use crate::checks::{self, NAME_MAX, utf16_len};
use crate::cluster::Cluster;
use crate::error::{ClusterError, ErrorCode, Result};
use crate::lifecycle::JobStatus;
use crate::spec::JobSpec;

pub(crate) const PASSWORD_MAX: usize = 127;

/// What SubmitJob(s), QueueJob(s) and ExecuteCommand take. [sdk:setting-user-credentials]
///
/// - `user` (`domain\user`, at most 80 UTF-16 code units) and `password` (at most 127): these.
/// - `user` without a password: if the caller has cached that user's, that; otherwise somebody has to be asked.
/// - No user, an empty one, or none of the form `domain\user`: the only one that the caller has cached. With none or
///   several somebody has to be asked.
///
/// Nobody can be asked from in here, so the call is refused with `CredentialsNeeded`: ask, and call again.
#[derive(Clone, Copy, Default)]
pub struct Credentials<'a> {
    /// RunAs user.
    pub user: Option<&'a str>,
    /// Looked at and forgotten; never part of a snapshot, an event or a message.
    pub password: Option<&'a str>,
    /// Whom the refusal names: the console, or a dialog.
    pub is_console: bool,
}

/// A password is not for logs either.
impl std::fmt::Debug for Credentials<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let password = self.password.map(|_| "…");
        f.debug_struct("Credentials").field("user", &self.user).field("password", &password).finish()
    }
}

/// For whom passwords are known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Cache {
    /// (who cached it, whose it is), in order.
    pub(crate) users: Vec<(String, String)>,
    /// Jobs whose credentials are kept with them, by id.
    pub(crate) jobs: Vec<JobId>,
}

impl Cluster {
    /// `ICluster::SubmitJob` with credentials: the job's RunAs user becomes theirs. [sdk:icluster-submitjob]
    ///
    /// # Errors
    /// `CredentialsNeeded`, `TextTooLong`; as [`Cluster::submit_job`].
    pub fn submit_job_with(&mut self, job: JobId, credentials: Credentials<'_>) -> Result<()> {
        self.take_credentials(&[job], credentials)?;
        self.submit_job(job)
    }

    /// `ICluster::SubmitJobs` with credentials: all or none. [sdk:icluster-submitjobs]
    ///
    /// # Errors
    /// `CredentialsNeeded`, `TextTooLong`; as [`Cluster::submit_jobs`].
    pub fn submit_jobs_with(&mut self, jobs: &[JobId], credentials: Credentials<'_>) -> Result<()> {
        self.take_credentials(jobs, credentials)?;
        self.submit_jobs(jobs)
    }

    /// `ICluster::QueueJob` with credentials. [sdk:icluster-queuejob]
    ///
    /// # Errors
    /// `CredentialsNeeded`, `TextTooLong`; as [`Cluster::queue_job`].
    pub fn queue_job_with(&mut self, job: &JobSpec, credentials: Credentials<'_>) -> Result<JobId> {
        let user = self.noted(self.run_as(credentials))?;
        let id = self.queue_job(&JobSpec { user, ..job.clone() })?;
        self.keep_credentials(&[id]);
        Ok(id)
    }

    /// `ICluster::QueueJobs` with credentials: all or none. [sdk:icluster-queuejobs]
    ///
    /// # Errors
    /// `CredentialsNeeded`, `TextTooLong`; as [`Cluster::queue_jobs`].
    pub fn queue_jobs_with(&mut self, jobs: &[JobSpec], credentials: Credentials<'_>) -> Result<Vec<JobId>> {
        let user = self.noted(self.run_as(credentials))?;
        let mut jobs = jobs.to_vec();
        jobs.iter_mut().for_each(|job| user.clone_into(&mut job.user));
        let ids = self.queue_jobs(&jobs)?;
        self.keep_credentials(&ids);
        Ok(ids)
    }

    /// `ICluster::SetCachedCredentials`: the caller's password for this RunAs user (`None` or "": for himself) is known
    /// from now on. Each caller has a cache of his own. [sdk:icluster-setcachedcredentials]
    ///
    /// # Errors
    /// `CredentialsNeeded`: without a password; `TextTooLong`; `ArgumentOutOfRange`: a user not of the form
    /// `domain\user`.
    pub fn set_cached_credentials(&mut self, credentials: Credentials<'_>) -> Result<()> {
        let checked = self.check_credentials(credentials).and_then(|()| {
            let user = match credentials.user {
                None | Some("") => self.user.clone(),
                Some(user) => checked_user(user)?,
            };
            if is_given(credentials.password) { Ok(user) } else { Err(needed(&user, credentials)) }
        });
        let entry = (self.user.clone(), self.noted(checked)?);
        if let Err(at) = self.credentials.users.binary_search(&entry) {
            self.credentials.users.insert(at, entry);
        }
        Ok(())
    }

    /// `ICluster::DeleteCachedCredentials`: forgets what the caller has cached for this user, with `None` or "" all of
    /// the caller's. What is not there is no error; what others have cached stays.
    /// [sdk:icluster-deletecachedcredentials]
    pub fn delete_cached_credentials(&mut self, user: Option<&str>) {
        let user = user.filter(|user| !user.is_empty());
        let caller = &self.user;
        self.credentials.users.retain(|entry| entry.0 != *caller || user.is_some_and(|user| entry.1 != user));
    }

    /// `ICluster::SetJobCredentials`: changes the RunAs user of a job that is Queued or Running. The password may be
    /// empty. [sdk:icluster-setjobcredentials]
    ///
    /// # Errors
    /// `InvalidJobId`, `PermissionDenied`, `InvalidModifyJobState`, `TextTooLong`; `ArgumentOutOfRange`: no user of the
    /// form `domain\user`.
    pub fn set_job_credentials(&mut self, job: JobId, user: &str, password: &str) -> Result<()> {
        let given = Credentials { user: Some(user), password: Some(password), is_console: false };
        let checked = self
            .check_submitted(job)
            .and_then(|()| self.check_credentials(given))
            .and_then(|()| checked_user(user));
        let user = self.noted(checked)?;
        self.change_job_user(job, &user);
        Ok(())
    }

    /// `ICluster::SetJobCredentialsFromCache`: the same with what the caller has cached for that user, or with `None`
    /// or "" the only one that he has cached. [sdk:icluster-setjobcredentialsfromcache]
    ///
    /// # Errors
    /// `CredentialsNeeded`; as [`Cluster::set_job_credentials`].
    pub fn set_job_credentials_from_cache(
        &mut self,
        job: JobId,
        user: Option<&str>,
        is_console: bool,
    ) -> Result<()> {
        let wanted = Credentials { user, password: None, is_console };
        let checked = self.check_submitted(job).and_then(|()| self.run_as(wanted));
        let user = self.noted(checked)?;
        self.change_job_user(job, &user);
        Ok(())
    }

    /// Beyond CCP: for whom the caller has cached a password, in order.
    pub fn cached_credentials(&self) -> Vec<String> {
        let own = self.credentials.users.iter().filter(|entry| entry.0 == self.user);
        own.map(|entry| entry.1.clone()).collect()
    }

    /// Beyond CCP: whether credentials are kept with the job: from its submission with some until it has ended.
    /// [sdk:credential-handling]
    ///
    /// # Errors
    /// `InvalidJobId`.
    pub fn has_job_credentials(&self, job: JobId) -> Result<bool> {
        self.noted(self.check_job(job))?;
        Ok(self.credentials.jobs.binary_search(&job).is_ok())
    }

    /// The RunAs user that credentials mean.
    pub(crate) fn run_as(&self, credentials: Credentials<'_>) -> Result<String> {
        self.check_credentials(credentials)?;
        let user = credentials.user.filter(|user| is_valid(user));
        let cached = self.cached_credentials();
        match (user, &cached[..]) {
            (Some(user), _) if is_given(credentials.password) => Ok(user.to_owned()),
            (Some(user), cached) if cached.iter().any(|own| own == user) => Ok(user.to_owned()),
            (Some(user), _) => Err(needed(user, credentials)),
            (None, [only]) => Ok(only.clone()),
            (None, _) => Err(needed("a user", credentials)),
        }
    }

    fn check_credentials(&self, credentials: Credentials<'_>) -> Result<()> {
        checks::check_text("The user's name", credentials.user.unwrap_or_default(), NAME_MAX)?;
        // Not its length either.
        if utf16_len(credentials.password.unwrap_or_default()) > PASSWORD_MAX {
            let message = "The password is longer than 127 UTF-16 code units.";
            return Err(ClusterError::new(ErrorCode::TextTooLong, message));
        }
        Ok(())
    }

    fn check_submitted(&self, job: JobId) -> Result<()> {
        self.check_own_job(job)?;
        let status = self.jobs.record(job).status;
        if matches!(status, JobStatus::Queued | JobStatus::Running) {
            return Ok(());
        }
        let message =
            format!("Job {job} is {}; only a job that is Queued or Running has credentials.", status.name());
        Err(ClusterError::new(ErrorCode::InvalidModifyJobState, message).job(job))
    }

    /// Gives jobs that are about to be submitted their RunAs user. Where one of them cannot be, SubmitJobs will say so.
    fn take_credentials(&mut self, jobs: &[JobId], credentials: Credentials<'_>) -> Result<()> {
        let user = self.noted(self.run_as(credentials))?;
        if self.unsubmittable(jobs).next().is_none() {
            let user = self.jobs.texts.insert(&user);
            for &id in jobs {
                self.jobs.details_mut(id).user = user;
            }
            self.keep_credentials(jobs);
        }
        Ok(())
    }

    fn change_job_user(&mut self, job: JobId, user: &str) {
        self.jobs.details_mut(job).user = self.jobs.texts.insert(user);
        self.keep_credentials(&[job]);
        self.emit_modified(job);
        self.settle();
    }

    pub(crate) fn keep_credentials(&mut self, jobs: &[JobId]) {
        for id in jobs {
            if let Err(at) = self.credentials.jobs.binary_search(id) {
                self.credentials.jobs.insert(at, *id);
            }
        }
        self.erase_credentials();
    }

    /// Credentials are erased when their job has ended.
    pub(crate) fn erase_credentials(&mut self) {
        let Cluster { credentials, jobs, .. } = self;
        credentials.jobs.retain(|id| jobs.find(*id).is_some_and(|record| !record.status.is_completed()));
    }
}

fn is_given(password: Option<&str>) -> bool {
    password.is_some_and(|password| !password.is_empty())
}

/// `domain\user`.
pub(crate) fn is_valid(user: &str) -> bool {
    let mut parts = user.split('\\');
    let mut named = || parts.next().is_some_and(|part| !part.is_empty());
    named() && named() && parts.next().is_none()
}

fn checked_user(user: &str) -> Result<String> {
    if is_valid(user) {
        return Ok(user.to_owned());
    }
    Err(ClusterError::new(ErrorCode::ArgumentOutOfRange, r"A user's name is domain\user."))
}

fn needed(whose: &str, credentials: Credentials<'_>) -> ClusterError {
    let place = if credentials.is_console { "in the console" } else { "in a dialog" };
    let message = ["The password of ", whose, " has to be asked for ", place, "; then call again with it."];
    ClusterError::new(ErrorCode::CredentialsNeeded, message.concat())
}

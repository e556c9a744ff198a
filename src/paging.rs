//! ListAllJobsWithPaging, ListJobsWithPaging, ListTasksWithPaging: a list in pages, and what has changed since.
//!
//! CCP's two opaque values are in the caller's hands, and so is the snapshot of the list here: they hold it. The
//! cluster keeps nothing for those who page through it, however many there are and however early they leave.
//!
//! The snapshot decides which jobs are listed and in which order; each is shown as it is when its page is made, and
//! one that has left the cluster meanwhile is left out.

use crate::cluster::{Cluster, no_such_job};
use crate::error::{ClusterError, ErrorCode, Result};
use crate::lifecycle::JobStatus;
use crate::view::{Job, Task};
use crate::{JobId, TaskId};
use std::sync::Arc;
use xxhash_rust::xxh64::xxh64;

/// The most that one page has, and what a page has whose size is out of range.
const PAGE_MAX: usize = 10_000;

/// The opaque *Version*: a snapshot of a list. It stays valid, also for a cluster that was restored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageVersion(Arc<Snapshot>);

/// The opaque *Timestamp*: a snapshot of a list, and what of it was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageTimestamp {
    snapshot: Arc<Snapshot>,
    given: usize,
}

/// A page: empty where nothing is left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T> {
    /// At most as many as were asked for.
    pub items: Vec<T>,
    /// For the next call.
    pub timestamp: PageTimestamp,
    /// For the next call.
    pub version: PageVersion,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Snapshot {
    /// Id and state of everything that was there, by id.
    states: Vec<(i32, i32)>,
    /// The ids that are listed.
    listed: Vec<i32>,
}

/// What tells one state of a job or task from all others that it has had or will have under its id: the status in the
/// lowest three bits, above them a hash of the run and the instant of creation.
fn state(status: JobStatus, run: u32, create: i64) -> i32 {
    let mut bytes = [0; 12];
    bytes[..4].copy_from_slice(&run.to_le_bytes());
    bytes[4..].copy_from_slice(&create.to_le_bytes());
    (xxh64(&bytes, 0) as i32) << 3 | status as i32
}

impl PageVersion {
    /// As whole numbers, to keep or to hand on.
    pub fn to_numbers(&self) -> Vec<i32> {
        let Snapshot { states, listed } = &*self.0;
        let count = [states.len() as i32];
        let states = states.iter().flat_map(|(id, state)| [*id, *state]);
        count.into_iter().chain(states).chain(listed.iter().copied()).collect()
    }

    /// Out of such numbers; `None` where they are none.
    pub fn from_numbers(numbers: &[i32]) -> Option<PageVersion> {
        let (count, rest) = numbers.split_first()?;
        let (states, listed) = rest.split_at_checked(usize::try_from(*count).ok()?.checked_mul(2)?)?;
        let states = states.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect();
        Some(PageVersion(Arc::new(Snapshot { states, listed: listed.to_vec() })))
    }
}

impl PageTimestamp {
    /// The snapshot that it is of, and how much of it was given.
    pub fn parts(&self) -> (PageVersion, u32) {
        (PageVersion(self.snapshot.clone()), self.given as u32)
    }

    /// Out of these.
    pub fn from_parts(version: PageVersion, given: u32) -> PageTimestamp {
        PageTimestamp { snapshot: version.0, given: given as usize }
    }
}

impl Cluster {
    /// `ICluster::ListAllJobsWithPaging`: all jobs by id, so many in each page; `with_tasks`: only those that have
    /// tasks. [sdk:icluster-listalljobswithpaging]
    ///
    /// Neither `timestamp` nor `version`: takes a snapshot of the list, and gives its first page. Both: the next page.
    /// Only `version`: the first page again. Only `timestamp`: what was added or has changed its status since that
    /// snapshot was taken, of which a new one is taken. A `page_size` outside of 1 to 10,000 is taken as 10,000.
    ///
    /// ```
    /// # use ccp_scheduler::*;
    /// # let mut cluster = Cluster::new(ClusterOptions::with_nodes([("N1", 1)]))?;
    /// let ids = cluster.add_jobs(&vec![JobSpec::default(); 5])?;
    /// let mut page = cluster.list_all_jobs_with_paging(false, None, None, 2)?;
    /// let mut seen = Vec::new();
    /// while !page.items.is_empty() {
    ///     seen.extend(page.items.iter().map(|job| job.id));
    ///     page = cluster.list_all_jobs_with_paging(false, Some(&page.timestamp), Some(&page.version), 2)?;
    /// }
    /// assert_eq!(seen, ids);
    /// cluster.cancel_job(ids[3], "")?;
    /// let changes = cluster.list_all_jobs_with_paging(false, Some(&page.timestamp), None, 2)?;
    /// assert_eq!(changes.items.iter().map(|job| job.id).collect::<Vec<_>>(), [ids[3]]);
    /// # Ok::<(), ClusterError>(())
    /// ```
    ///
    /// # Errors
    /// `ArgumentOutOfRange`: the two values do not belong together.
    pub fn list_all_jobs_with_paging(
        &self,
        with_tasks: bool,
        timestamp: Option<&PageTimestamp>,
        version: Option<&PageVersion>,
        page_size: i32,
    ) -> Result<Page<Job>> {
        self.page_of_jobs(None, None, with_tasks, timestamp, version, page_size)
    }

    /// `ICluster::ListJobsWithPaging`: the same of the jobs of one status, and of one user (who added them) or, with
    /// `None` or "", all. What changed is listed if it has that status now. [sdk:icluster-listjobswithpaging]
    ///
    /// # Errors
    /// As [`Cluster::list_all_jobs_with_paging`].
    pub fn list_jobs_with_paging(
        &self,
        submitted_by: Option<&str>,
        status: JobStatus,
        with_tasks: bool,
        timestamp: Option<&PageTimestamp>,
        version: Option<&PageVersion>,
        page_size: i32,
    ) -> Result<Page<Job>> {
        let user = submitted_by.filter(|user| !user.is_empty());
        self.page_of_jobs(user, Some(status), with_tasks, timestamp, version, page_size)
    }

    fn page_of_jobs(
        &self,
        user: Option<&str>,
        status: Option<JobStatus>,
        with_tasks: bool,
        timestamp: Option<&PageTimestamp>,
        version: Option<&PageVersion>,
        page_size: i32,
    ) -> Result<Page<Job>> {
        let mut states = || {
            let state_of = |id: JobId| {
                let record = self.jobs.record(id);
                (id, state(record.status, record.attempt, self.jobs.details(id).create))
            };
            self.jobs.ids().map(state_of).collect()
        };
        let wanted = |id: JobId| {
            let record = self.jobs.record(id);
            status.is_none_or(|status| record.status == status)
                && user.is_none_or(|user| self.jobs.texts.get(record.owner) == user)
                && (record.tasks > 0 || !with_tasks)
        };
        let exists = |id: JobId| self.jobs.find(id).is_some();
        let (ids, timestamp) =
            self.noted(page_of(timestamp, version, page_size, &mut states, &wanted, &exists))?;
        let items = ids.into_iter().map(|id| self.view_job(id)).collect();
        Ok(Page { items, version: PageVersion(timestamp.snapshot.clone()), timestamp })
    }

    /// `ICluster::ListTasksWithPaging`: the same of a job's tasks, by id. [sdk:icluster-listtaskswithpaging]
    ///
    /// # Errors
    /// `InvalidJobId`; as [`Cluster::list_all_jobs_with_paging`].
    pub fn list_tasks_with_paging(
        &self,
        job: JobId,
        timestamp: Option<&PageTimestamp>,
        version: Option<&PageVersion>,
        page_size: i32,
    ) -> Result<Page<Task>> {
        let count =
            self.noted(self.jobs.find(job).map(|record| record.tasks).ok_or_else(|| no_such_job(job)))?;
        let mut states = || {
            let create = self.jobs.details(job).create;
            let state_of = |id: TaskId| {
                let task = self.jobs.task(job, id as usize - 1);
                (id, state(task.status, task.runs, create))
            };
            (1..=count as TaskId).map(state_of).collect()
        };
        let exists = |id: TaskId| (1..=count as TaskId).contains(&id);
        let (ids, timestamp) =
            self.noted(page_of(timestamp, version, page_size, &mut states, &|_| true, &exists))?;
        let items = ids.into_iter().map(|id| self.view_task(job, id as usize - 1)).collect();
        Ok(Page { items, version: PageVersion(timestamp.snapshot.clone()), timestamp })
    }
}

/// The ids of the page that is asked for, and what to ask with the next time.
fn page_of(
    timestamp: Option<&PageTimestamp>,
    version: Option<&PageVersion>,
    page_size: i32,
    states: &mut dyn FnMut() -> Vec<(i32, i32)>,
    wanted: &dyn Fn(i32) -> bool,
    exists: &dyn Fn(i32) -> bool,
) -> Result<(Vec<i32>, PageTimestamp)> {
    let (snapshot, mut given) = match (timestamp, version) {
        (Some(timestamp), Some(version)) if timestamp.snapshot == version.0 => {
            (version.0.clone(), timestamp.given)
        }
        (Some(_), Some(_)) => {
            let message = "Timestamp and Version are not of the same list: pass both back as they came.";
            return Err(ClusterError::new(ErrorCode::ArgumentOutOfRange, message));
        }
        (None, Some(version)) => (version.0.clone(), 0),
        (before, None) => {
            let states = states();
            let mut before = before.map_or(&[][..], |before| &before.snapshot.states).iter().peekable();
            let changed = |row: &&(i32, i32)| {
                while before.next_if(|old| old.0 < row.0).is_some() {}
                before.peek() != Some(row)
            };
            let listed = states.iter().filter(changed).map(|row| row.0).filter(|id| wanted(*id)).collect();
            (Arc::new(Snapshot { states, listed }), 0)
        }
    };
    let size =
        usize::try_from(page_size).ok().filter(|size| (1..=PAGE_MAX).contains(size)).unwrap_or(PAGE_MAX);
    let mut ids = Vec::new();
    while ids.len() < size
        && let Some(&id) = snapshot.listed.get(given)
    {
        given += 1;
        if exists(id) {
            ids.push(id);
        }
    }
    Ok((ids, PageTimestamp { snapshot, given }))
}

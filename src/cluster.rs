//! The cluster, its clock, and the rounds in which things happen.

use crate::checks;
use crate::choices::Choices;
use crate::commands::Commands;
use crate::credentials::Cache;
use crate::ends::Ends;
use crate::error::{ClusterError, ErrorCode, Result};
use crate::event::{Event, EventKind};
use crate::event_log::{EventLog, News};
use crate::expiry::Expiry;
use crate::filters::Activation;
use crate::free_ids::FreeIds;
use crate::jobs::{Due, Jobs};
use crate::nodes::Nodes;
use crate::parameters::Parameters;
use crate::pass::Pass;
use crate::pending::Pending;
use crate::queue::Queue;
use crate::session::Session;
use crate::sorting::sort;
use crate::spec::{ClusterOptions, Execution};
use crate::time::{TIME_MAX, TIME_MIN, Time, after, earliest};
use crate::view::Runs;
use crate::{JobId, JobPriority, JobStatus};
use std::cell::RefCell;

/// A cluster: nodes, queue, jobs and a clock that moves when it is told to.
///
/// Every call that changes something ends with all that is due at [`Cluster::now`] done. Each call is either done,
/// or refused with a [`ClusterError`] and nothing changed; only `cancel_jobs`, `cancel_tasks`, `requeue_jobs` and
/// `requeue_tasks` stop at the first item that fails and keep what was done before it, as documented.
#[derive(Clone, Debug)]
pub struct Cluster {
    pub(crate) name: String,
    pub(crate) user: String,
    pub(crate) is_admin: bool,
    pub(crate) is_asynchronous: bool,
    pub(crate) session: Session,
    pub(crate) choices: Choices,
    pub(crate) credentials: Cache,
    pub(crate) commands: Commands,
    pub(crate) activation: Activation,
    /// Jobs in the queue or running that an administrator has submitted, by id; kept for one of the switches.
    pub(crate) administered: Vec<JobId>,
    pub(crate) execution: Execution,
    pub(crate) reuse_job_ids: bool,
    pub(crate) now: Time,
    pub(crate) parameters: Parameters,
    pub(crate) environment: Vec<(String, String)>,
    pub(crate) nodes: Nodes,
    pub(crate) jobs: Jobs,
    pub(crate) ids: FreeIds,
    /// The number of the next submission.
    pub(crate) next_seq: u64,
    pub(crate) queue: Queue,
    pub(crate) pass: Pass,
    /// Running jobs whose tasks may start in the next pass.
    pub(crate) wake: Vec<JobId>,
    pub(crate) pending: Pending<Due>,
    /// Memory for what falls due at an instant, and for the jobs that start or leave: empty between rounds.
    pub(crate) due: Vec<Due>,
    pub(crate) some_jobs: Vec<JobId>,
    /// Running jobs with a limit, by end; kept only while a job waits at the head of the queue.
    pub(crate) ends: Option<Ends>,
    pub(crate) expiry: Expiry,
    /// Nodes that crashed and were not noticed yet.
    pub(crate) crashed: Vec<u32>,
    next_event: Option<Time>,
    /// At which length the pending events are looked through for stale ones.
    tidy_pending_at: usize,
    pub(crate) events: EventLog,
    /// Kept while somebody watches.
    pub(crate) runs: Option<Box<Runs>>,
    last_error: RefCell<String>,
}

const TIDY_LEAST: usize = 1_024;

impl Cluster {
    /// A cluster of these nodes, with an empty queue.
    ///
    /// # Errors
    /// `ArgumentOutOfRange`: a node without name or processors, a name twice, an instant out of range, a parameter's
    /// value.
    pub fn new(options: ClusterOptions) -> Result<Cluster> {
        check_options(&options)?;
        let mut parameters = Parameters::new();
        for (name, value) in &options.parameters {
            parameters.set(name, Some(value))?;
        }
        let environment = vec![
            ("CCP_CLUSTER_NAME".to_owned(), options.name.clone()),
            ("CCP_MPI_NETMASK".to_owned(), String::new()),
        ];
        Ok(Cluster {
            name: options.name,
            user: options.user,
            is_admin: options.is_admin,
            is_asynchronous: false,
            session: Session { connected: options.connected, ..Session::default() },
            choices: options.choices,
            credentials: Cache::default(),
            commands: Commands::default(),
            activation: Activation::default(),
            administered: Vec::new(),
            execution: options.execution,
            reuse_job_ids: options.reuse_job_ids,
            now: options.now,
            parameters,
            environment,
            nodes: Nodes::new(&options.nodes),
            jobs: Jobs::new(),
            ids: FreeIds::new(options.reuse_job_ids),
            next_seq: 1,
            queue: Queue::default(),
            pass: Pass::default(),
            wake: Vec::new(),
            pending: Pending::new(options.now),
            due: Vec::new(),
            some_jobs: Vec::new(),
            ends: None,
            expiry: Expiry::new(),
            crashed: Vec::new(),
            next_event: None,
            tidy_pending_at: TIDY_LEAST,
            events: EventLog::default(),
            runs: None,
            last_error: RefCell::default(),
        })
    }

    /// From now on the calls are this user's (`domain\user`).
    pub fn act_as(&mut self, user: &str, is_admin: bool) {
        user.clone_into(&mut self.user);
        self.is_admin = is_admin;
    }

    /// Who calls.
    pub fn user(&self) -> &str {
        &self.user
    }

    /// The cluster's clock: milliseconds since the Unix epoch.
    pub fn now(&self) -> Time {
        self.now
    }

    /// Moves the clock on by so many milliseconds, 0 or more, and lets happen all that falls due, in order.
    ///
    /// # Errors
    /// `ArgumentOutOfRange`: negative, or beyond [`TIME_MAX`].
    pub fn advance(&mut self, millis: Time) -> Result<()> {
        let target = if millis < 0 { None } else { after(self.now, millis) };
        self.noted(target.ok_or_else(|| {
            ClusterError::new(
                ErrorCode::ArgumentOutOfRange,
                format!("The clock cannot be advanced by {millis} ms: it only moves on, up to 2^53 - 1."),
            )
        }))
        .and_then(|target| self.advance_to(target))
    }

    /// The same, up to an instant.
    ///
    /// # Errors
    /// `ArgumentOutOfRange`: earlier than now, or beyond [`TIME_MAX`]. `FilterPending`: see
    /// [`Cluster::pending_activation`]; the clock stands at the instant of the question.
    pub fn advance_to(&mut self, time: Time) -> Result<()> {
        if time < self.now || time > TIME_MAX {
            return self.noted(Err(ClusterError::new(
                ErrorCode::ArgumentOutOfRange,
                format!("The clock stands at {} and cannot be set to {time}.", self.now),
            )));
        }
        self.noted(self.check_no_question())?;
        while let Some(next) = self.next_event.filter(|next| *next <= time) {
            self.now = next;
            self.pending.advance(next);
            self.settle();
            self.noted(self.check_no_question())?;
        }
        self.now = time;
        self.pending.advance(time);
        Ok(())
    }

    /// The instant of the next thing that will happen by itself: an end, a limit, a removal, a lost node noticed, a
    /// command's result, an activation filter asked again.
    pub fn next_event_time(&self) -> Option<Time> {
        self.next_event
    }

    /// The last error of this cluster's calls; a later success does not clear it.
    pub fn error_message(&self) -> String {
        self.last_error.borrow().clone()
    }

    /// For boundaries that refuse a call themselves: makes it the last error, and gives it back.
    pub fn record_error(&self, error: ClusterError) -> ClusterError {
        error.message.clone_into(&mut self.last_error.borrow_mut());
        error
    }

    /// Remembers the error of a call, if it has one.
    pub(crate) fn noted<T>(&self, result: Result<T>) -> Result<T> {
        result.map_err(|error| self.record_error(error))
    }

    /// Whether events are kept for [`Cluster::take_events`]. Off at first; turning it off drops what was kept.
    pub fn listen(&mut self, on: bool) {
        self.events.listen(on);
    }

    /// All events since they were last taken, in order.
    pub fn take_events(&mut self) -> Vec<Event> {
        let news = self.take_news();
        let mut events = Vec::with_capacity(news.at_least());
        news.for_each(&mut |event| events.push(event));
        events
    }

    /// The same before they are made: of a batch of cancellations they would need ten times the memory.
    pub(crate) fn take_news(&mut self) -> News {
        self.events.take()
    }

    /// Whether to note which jobs start and end, for [`Cluster::take_runs`]. Off at first, and in what a snapshot gives.
    pub fn watch_runs(&mut self, on: bool) {
        self.runs = on.then(Box::default);
    }

    /// Which jobs have started and ended since the last time; `None` if nobody watches.
    pub fn take_runs(&mut self) -> Option<Runs> {
        self.runs.as_deref_mut().map(std::mem::take)
    }

    /// The same into memory that is there already; `false` if nobody watches.
    pub(crate) fn take_runs_into(&mut self, into: &mut Runs) -> bool {
        into.started.clear();
        into.ended.clear();
        self.runs.as_deref_mut().map(|runs| std::mem::swap(runs, into)).is_some()
    }

    /// The number of the last event; it rises also while nobody listens.
    pub fn event_count(&self) -> u64 {
        self.events.count
    }

    /// Rounds at `now` until nothing is due: ends, limits, removals, node changes, one scheduling pass.
    ///
    /// What seldom has something to do is a function of its own behind its question: WebAssembly is compiled function by
    /// function, when one is first called, and this one is called by the first call of all.
    pub(crate) fn settle(&mut self) {
        // Whoever calls has changed something.
        let mut changed = true;
        loop {
            changed |= self.end_due_work();
            changed |= self.remove_expired();
            changed |= self.notice_crashes();
            self.reconsider_activation();
            if !changed && !self.has_to_schedule() {
                break;
            }
            changed = self.schedule(changed);
        }
        self.tidy();
        self.erase_credentials();
        self.forget_submitters();
        self.find_next_event();
    }

    /// The same after jobs were added that nobody has submitted: nothing can come of that, but where each change lets
    /// the whole queue be walked.
    pub(crate) fn settle_unsubmitted(&mut self) {
        if self.pass.walks_after_change(&self.parameters) { self.settle() } else { self.jobs.sweep() }
    }

    pub(crate) fn find_next_event(&mut self) {
        let Cluster { pending, jobs, expiry, .. } = self;
        let due = pending.next(|at, due| jobs.is_due_valid(at, due));
        let removal = expiry
            .first_end(|job| jobs.is_expiry_valid(job))
            .and_then(|end| after(end, self.parameters.ttl + 1));
        let notice = self.crashed.iter().filter_map(|node| self.notice_time(*node)).min();
        let command = self.commands.next_end(self.now);
        let question = self.activation.next_question();
        self.next_event = earliest(earliest(due, removal), earliest(notice, earliest(command, question)));
    }

    /// Step 3: completed jobs whose time is exceeded leave.
    fn remove_expired(&mut self) -> bool {
        let last = self.now - self.parameters.ttl - 1;
        self.expiry.has_until(last) && self.remove_until(last)
    }

    #[inline(never)]
    fn remove_until(&mut self, last: Time) -> bool {
        let mut gone = std::mem::take(&mut self.some_jobs);
        let Cluster { expiry, jobs, .. } = self;
        expiry.take_until(last, |job| jobs.is_expiry_valid(job), &mut gone);
        let worked = !gone.is_empty();
        for id in gone.drain(..) {
            let attempt = self.jobs.record(id).attempt;
            self.jobs.remove(id);
            self.ids.release(id);
            self.events.emit(self.now, || EventKind::JobRemoved { job: id, attempt });
        }
        self.some_jobs = gone;
        worked
    }

    /// Keeps short what is left lazily: entries that are stale, texts that nobody has. The pending events are looked
    /// through when they have doubled since the last time; of the others it is known how many are stale, and looking
    /// through them in vain would take as long as a batch of cancellations.
    fn tidy(&mut self) {
        self.queue.tidy(&self.jobs);
        if self.pending.len() > self.tidy_pending_at {
            self.compact_pending();
        }
        let completed = [JobStatus::Finished, JobStatus::Failed, JobStatus::Cancelled];
        let valid: i64 = completed.iter().map(|status| self.jobs.counts[*status as usize]).sum();
        if self.expiry.len() > 2 * valid as usize + TIDY_LEAST {
            self.compact_expiry();
        }
        self.jobs.sweep();
    }

    #[cold]
    fn compact_pending(&mut self) {
        let Cluster { pending, jobs, .. } = self;
        pending.compact(|at, due| jobs.is_due_valid(at, due));
        self.tidy_pending_at = 2 * pending.len() + TIDY_LEAST;
    }

    #[cold]
    fn compact_expiry(&mut self) {
        let Cluster { expiry, jobs, .. } = self;
        expiry.compact(|job| jobs.is_expiry_valid(job));
    }

    /// The job, if it is there.
    pub(crate) fn check_job(&self, id: JobId) -> Result<()> {
        match self.jobs.find(id) {
            Some(_) => Ok(()),
            None => Err(no_such_job(id)),
        }
    }

    /// The job, if it is there and the caller may change it: its owner or an administrator.
    pub(crate) fn check_own_job(&self, id: JobId) -> Result<()> {
        self.check_job(id)?;
        let owner = self.jobs.texts.get(self.jobs.record(id).owner);
        if self.is_admin || owner == self.user { Ok(()) } else { Err(not_the_owner(id, owner, &self.user)) }
    }

    /// The same for cancelling.
    pub(crate) fn check_cancels(&self, id: JobId) -> Result<()> {
        if self.choices.anyone_may_cancel { self.check_job(id) } else { self.check_own_job(id) }
    }

    /// Priorities above Normal are for administrators.
    pub(crate) fn check_priority(&self, priority: JobPriority) -> Result<()> {
        if priority <= JobPriority::Normal || self.is_admin {
            return Ok(());
        }
        Err(ClusterError::new(
            ErrorCode::PermissionDenied,
            format!("Only an administrator may submit with priority {}.", priority.name()),
        ))
    }

    pub(crate) fn check_admin(&self) -> Result<()> {
        if self.is_admin {
            return Ok(());
        }
        let message = format!("{} is no administrator of this cluster.", self.user);
        Err(ClusterError::new(ErrorCode::PermissionDenied, message))
    }

    /// Tells that terms of a job have changed.
    pub(crate) fn emit_modified(&mut self, id: JobId) {
        let attempt = self.jobs.record(id).attempt;
        self.events.emit(self.now, || EventKind::JobModified { job: id, attempt });
    }
}

/// All processors of a cluster: 2^24. `computeNodes` says of each what it does.
const PROCESSORS_MAX: i64 = 1 << 24;

#[cold]
pub(crate) fn no_such_job(id: JobId) -> ClusterError {
    ClusterError::new(ErrorCode::InvalidJobId, format!("Job {id} is not in the cluster.")).job(id)
}

#[cold]
pub(crate) fn not_the_owner(id: JobId, owner: &str, user: &str) -> ClusterError {
    let message = format!("Job {id} belongs to {owner}; {user} is neither its owner nor an administrator.");
    ClusterError::new(ErrorCode::PermissionDenied, message).job(id)
}

fn check_options(options: &ClusterOptions) -> Result<()> {
    let refuse = |message: String| Err(ClusterError::new(ErrorCode::ArgumentOutOfRange, message));
    if !(TIME_MIN..=TIME_MAX).contains(&options.now) {
        return refuse(format!("now is {}: out of range.", options.now));
    }
    let mut names: Vec<&str> = Vec::with_capacity(options.nodes.len());
    for (at, node) in options.nodes.iter().enumerate() {
        if node.name.is_empty() || node.name.trim() != node.name || node.name.contains(',') {
            return refuse(format!("nodes[{at}] needs a name without commas, and without blanks around it."))
                .map_err(|error| error.at(at));
        }
        if node.number_of_processors < 1 || node.memory < 0 {
            return refuse(format!(
                "Node {} needs at least one processor, and no less than 0 MB.",
                node.name
            ))
            .map_err(|error| error.at(at));
        }
        names.push(&node.name);
    }
    let processors: i64 = options.nodes.iter().map(|node| i64::from(node.number_of_processors)).sum();
    if processors > PROCESSORS_MAX {
        return refuse(format!("The nodes have {processors} processors together; at most {PROCESSORS_MAX}."));
    }
    checks::check_text("The cluster's name", &options.name, checks::NAME_MAX)?;
    sort(&mut names);
    match names.windows(2).find(|pair| pair[0] == pair[1]) {
        Some(pair) => refuse(format!("Two nodes are called {}.", pair[0])),
        None => Ok(()),
    }
}

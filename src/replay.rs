//! Replays a workload log, in the Standard Workload Format or as Slurm's sacct prints it: makes the calls that its users made, when they made them, through the public API. Only what became of a job is read from its record: a view of it would take as long as its run.
//!
//! Whoever owns the clock (the command line, the page) asks [`Replay::next_time`] and says
//! [`Replay::advance_to`]; the calls of the log are made in between, as the users of the log. Second s of the log
//! is the instant s × 1000 of the cluster.
//!
//! # One instant
//!
//! 1. What is due in the cluster: ends, limits, removals, and the scheduling pass that follows.
//! 2. The cancellations that are due, one `cancel_jobs` call for each user, by user number.
//! 3. The submissions: all jobs are added, each by its user, in the order of the log, then one `submit_jobs` call
//!    submits them all, so that one pass sees them together. An administrator makes it if they are of several users.
//! 4. The cancellations of users who take back what they submitted this very instant: all that they cancel now, so
//!    that it stays one call.
//!
//! # Why this is what a textbook simulator does
//!
//! It collects the ends and arrivals of an instant and then makes one pass; here a pass follows the ends and another
//! the arrivals. Both start the same jobs at the same instants, because a pass right behind another starts nothing
//! of what the first one left waiting: the head still does not fit, as nothing has ended in between; what was
//! backfilled ends by the shadow time or takes processors that the head does not need then, so the shadow time is
//! the same; and what is free now, or spare then, has only become less. New arrivals stand behind all that wait. So
//! walking the old queue, and then the old queue with the arrivals behind it, is the same as walking both once.
//!
//! Two things set processors free within an instant and so are outside of this argument. Work of length zero ends
//! before the next step, and what follows finds its processors free, where the simulator may have let an arrival
//! pass first; submitting all arrivals by one call keeps this to the rare case that an end of the same instant set
//! such work going. And a cancellation is a call: it comes after the pass for the ends of its instant, which may
//! have given their processors to a later job when together with those of the cancelled job they would have done
//! for the head.
//!
//! # Results
//!
//! They are kept as columns and read from the cluster at the instant at which a job ends, so that TTLCompletedJobs may
//! remove it afterwards. Only what a host lets expire by advancing the cluster without the replay has no result.

mod position;
mod summary;

use crate::checks::{NAME_MAX, cut};
use crate::jobs::{JobRecord, instant};
use crate::lifecycle::JobStatus;
use crate::sacct::{self, Label, SacctLog};
use crate::sorting::sort;
use crate::spec::{ClusterOptions, JobSpec, NodeSpec, Simulation, TaskSpec};
use crate::swf::{BrokenLine, SwfLog, SwfRecord};
use crate::texts::{Handle, Texts};
use crate::time::{Runtime, Time, earliest};
use crate::view::Runs;
use crate::{Cluster, ClusterError, ErrorCode, JobId, Result};
use std::cmp::Reverse;
use std::collections::BinaryHeap;
pub use summary::{Distribution, Summary};

/// More nodes than this are a slip of the pen.
const NODES_MAX: i64 = 1 << 20;
/// The submissions of an instant are one call, made by this administrator if they are of several users.
const HEAD: &str = "CLUSTER\\Administrator";
/// Who cancels for others: the same, by a number that no log has.
const ADMINISTRATOR: i64 = i64::MIN;
/// What the log's cancelled jobs are cancelled with.
const MESSAGE: &str = "Cancelled, as in the log.";

/// How waiting jobs may pass each other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Policy {
    /// EASY backfill: BackfillLookahead −1.
    #[default]
    Easy,
    /// First come, first served: BackfillLookahead 0.
    Fcfs,
}

/// What to make of a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReplayOptions {
    /// Default EASY.
    pub policy: Policy,
    /// Cancel the log's cancelled jobs when they were cancelled; otherwise those that ran run their logged time.
    pub cancellations: bool,
    /// Default: the log's header MaxProcs; of sacct, which tells nothing of the machine, the most processors that its
    /// jobs had at any instant.
    pub processors: Option<i32>,
    /// Default 1. The last node is smaller if the division leaves a rest.
    pub processors_per_node: i32,
    /// Refuse a log with broken lines, or with jobs wider than the cluster, instead of skipping them.
    pub strict: bool,
}

impl Default for ReplayOptions {
    fn default() -> ReplayOptions {
        ReplayOptions {
            policy: Policy::Easy,
            cancellations: false,
            processors: None,
            processors_per_node: 1,
            strict: false,
        }
    }
}

/// The formats of logs. Which one it is the bytes say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// The Standard Workload Format.
    Swf,
    /// What `sacct --parsable2` prints.
    Sacct,
}

impl LogFormat {
    /// A word for it.
    pub const fn name(self) -> &'static str {
        match self {
            LogFormat::Swf => "swf",
            LogFormat::Sacct => "sacct",
        }
    }
}

/// Where the number of the cluster's processors is from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProcessorsFrom {
    /// The option `processors`.
    Option,
    /// The log's header MaxProcs.
    Header,
    /// The most that the log's jobs had at any instant.
    Use,
}

impl ProcessorsFrom {
    /// A word for it.
    pub const fn name(self) -> &'static str {
        match self {
            ProcessorsFrom::Option => "option",
            ProcessorsFrom::Header => "header",
            ProcessorsFrom::Use => "use",
        }
    }
}

/// What of a log is not replayed, and why.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Skipped {
    /// Lines that are neither a job nor a comment.
    pub broken: usize,
    /// The first of them.
    pub first_broken: Vec<BrokenLine>,
    /// Jobs wider than the cluster.
    pub too_wide: usize,
    /// The first of them: the log's number and the processors.
    pub first_too_wide: Vec<(i64, i64)>,
    /// Cancelled before they ran, where cancellations are not replayed.
    pub never_ran: usize,
    /// The log does not know how long they ran.
    pub no_run_time: usize,
    /// The log does not know on how many processors they ran.
    pub no_processors: usize,
    /// They still waited or ran when the log was written (sacct).
    pub unfinished: usize,
}

impl Skipped {
    /// How many jobs, broken lines not among them.
    pub fn jobs(&self) -> usize {
        self.too_wide + self.never_ran + self.no_run_time + self.no_processors + self.unfinished
    }
}

/// The cancelJobs calls that were made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CancelCalls {
    /// So many calls,
    pub calls: usize,
    /// of so many jobs together,
    pub jobs: usize,
    /// the largest of so many.
    pub largest: usize,
}

/// One line of the resulting schedule, in the cluster's milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ScheduledJob<'a> {
    /// The log's own number.
    pub job: i64,
    /// What the log has behind it, such as "_4" for a job of an array; mostly "".
    pub part: &'a str,
    /// When it was submitted.
    pub submit: Time,
    /// `None` if it never started, or has not ended yet.
    pub start: Option<Time>,
    /// `None` if it has not ended yet.
    pub end: Option<Time>,
    /// Asked for and given.
    pub processors: i32,
    /// `None` if it has not ended yet.
    pub status: Option<JobStatus>,
}

/// A log on its way through a cluster.
#[derive(Clone, Debug)]
pub struct Replay {
    options: ReplayOptions,
    format: LogFormat,
    processors: i32,
    processors_from: ProcessorsFrom,
    skipped: Skipped,
    computer: String,
    unix_start_time: Option<i64>,
    /// Of sacct, whose users and partitions are names.
    texts: Texts,

    /// By submit time, then as in the log. The columns below are by place in this list, the row.
    jobs: Vec<LogJob>,
    ids: Vec<JobId>,
    /// When each was added: an id may come to mean another job, but not one of the same instant.
    added: Vec<Time>,
    starts: Vec<Option<Time>>,
    ends: Vec<Option<Time>>,
    status: Vec<Option<JobStatus>>,

    /// The first row that is not submitted yet.
    next: usize,
    open: OpenRows,
    /// Cancellations to come, the next one on top: when, row. Those of rows that are not open mean nothing any more.
    cancellations: BinaryHeap<Reverse<(Time, usize)>>,
    calls: CancelCalls,
    /// It comes from elsewhere: what the cluster has noted is not enough to follow it.
    has_moved: bool,

    /// Memory that each instant uses again: what has started and ended, a job's description, who called and who calls.
    runs: Runs,
    spec: JobSpec,
    caller: String,
    user: String,
}

/// What is needed of a record to submit it.
#[derive(Clone, Copy, Debug)]
struct LogJob {
    number: i64,
    submit: Time,
    part: Handle,
    title: Handle,
    user: i64,
    executable: i64,
    processors: i32,
    estimate: u32,
    ending: Ending,
    /// Whose call a cancellation is.
    canceller: i64,
}

/// How a job of the log ends.
#[derive(Clone, Copy, Debug)]
enum Ending {
    /// By itself, after so long, with this exit code.
    Itself(Time, i32),
    /// Cancelled so long after its start.
    CancelledAfter(Time),
    /// Cancelled at this instant, started or not.
    CancelledAt(Time),
}

/// A cancellation whose time has come. By user, then as they came up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct DueCancellation {
    user: i64,
    place: usize,
    row: usize,
}

/// The rows of jobs whose end has not been seen, by their ids. The cluster gives the lowest free ones, so the list is
/// hardly longer than so many jobs at a time.
#[derive(Clone, Debug, Default)]
struct OpenRows {
    /// [`CLOSED`] where there is none.
    by_id: Vec<u32>,
    count: usize,
}

const CLOSED: u32 = u32::MAX;

impl OpenRows {
    fn find(&self, id: JobId) -> Option<usize> {
        self.by_id.get(id as usize).filter(|row| **row != CLOSED).map(|row| *row as usize)
    }

    fn open(&mut self, id: JobId, row: usize) {
        let at = id as usize;
        if self.by_id.len() <= at {
            self.by_id.resize(at + 1, CLOSED);
        }
        self.count += usize::from(self.by_id[at] == CLOSED);
        self.by_id[at] = row as u32;
    }

    /// Without effect for a row that is not open.
    fn close(&mut self, id: JobId, row: usize) {
        if self.find(id) == Some(row) {
            self.by_id[id as usize] = CLOSED;
            self.count -= 1;
        }
    }

    /// By id.
    fn iter(&self) -> impl Iterator<Item = usize> {
        self.by_id.iter().filter(|row| **row != CLOSED).map(|row| *row as usize)
    }
}

impl Replay {
    /// Reads a log. What cannot be replayed is skipped and counted, or refused if the options are strict.
    pub fn new(bytes: &[u8], options: &ReplayOptions) -> Result<Replay> {
        let format = if sacct::is_sacct(bytes) { LogFormat::Sacct } else { LogFormat::Swf };
        let SacctLog { log, labels, texts, unfinished } = match format {
            LogFormat::Sacct => SacctLog::parse(bytes).map_err(invalid)?,
            LogFormat::Swf => SwfLog::parse(bytes).into(),
        };
        let mut skipped =
            Skipped { broken: log.broken, first_broken: log.first_broken, unfinished, ..Skipped::default() };
        if options.strict
            && let Some(BrokenLine { line, problem }) = skipped.first_broken.first()
        {
            let more = and_more(skipped.broken);
            return Err(invalid(format!("line {line}: {problem}{more}")));
        }
        if log.records.is_empty() {
            return Err(invalid(nothing_in_it(format, &skipped)));
        }
        let (processors, processors_from) = machine_size(options, format, log.max_procs)?;

        let mut jobs = Vec::with_capacity(log.records.len());
        for (row, record) in log.records.iter().enumerate() {
            let label = labels.get(row).copied().unwrap_or_default();
            jobs.extend(skipped.sift(record, label, processors, options));
        }
        if options.strict
            && let Some((job, needed)) = skipped.first_too_wide.first()
        {
            let more = and_more(skipped.too_wide);
            return Err(invalid(format!("job {job} needs {needed} processors of {processors}{more}")));
        }
        // At one second in the order of the log.
        let mut order: Vec<(Time, usize)> = jobs.iter().map(|job| job.submit).zip(0..).collect();
        sort(&mut order);
        let jobs: Vec<LogJob> = order.into_iter().map(|(_, at)| jobs[at]).collect();
        let rows = jobs.len();
        Ok(Replay {
            options: options.clone(),
            format,
            processors,
            processors_from,
            skipped,
            computer: log.computer,
            unix_start_time: log.unix_start_time,
            texts,
            jobs,
            ids: vec![0; rows],
            added: vec![0; rows],
            starts: vec![None; rows],
            ends: vec![None; rows],
            status: vec![None; rows],
            next: 0,
            open: OpenRows::default(),
            cancellations: BinaryHeap::new(),
            calls: CancelCalls::default(),
            has_moved: false,
            runs: Runs::default(),
            spec: JobSpec {
                is_exclusive: false,
                tasks: vec![TaskSpec::new("work", 1)],
                ..JobSpec::default()
            },
            caller: String::new(),
            user: String::new(),
        })
    }

    /// A cluster to replay the log on: its nodes, the clock at second 0 of the log, BackfillLookahead as the policy
    /// says. All else is as documented.
    pub fn options_for_cluster(&self) -> ClusterOptions {
        let per_node = self.options.processors_per_node;
        let count = (self.processors - 1) / per_node + 1;
        // Names of one length, so that their order byte by byte is that of their numbers.
        let width = count.to_string().len();
        let node = |index: i32| {
            let processors = per_node.min(self.processors - index * per_node);
            NodeSpec::new(&format!("N{:0width$}", index + 1), processors)
        };
        let lookahead = match self.options.policy {
            Policy::Easy => "-1",
            Policy::Fcfs => "0",
        };
        ClusterOptions {
            nodes: (0..count).map(node).collect(),
            parameters: vec![("BackfillLookahead".to_owned(), lookahead.to_owned())],
            ..ClusterOptions::default()
        }
    }

    /// When something happens next, by itself or by a call of the log. Never before the cluster's clock.
    pub fn next_time(&self, cluster: &Cluster) -> Option<Time> {
        let submission = self.jobs.get(self.next).map(|job| job.submit);
        let cancellation = self.cancellations.peek().map(|next| next.0.0);
        let next = earliest(cluster.next_event_time(), earliest(submission, cancellation))?;
        Some(next.max(cluster.now()))
    }

    /// Lets time pass until `time`, and makes the calls of the log that are due by then. Who calls is afterwards
    /// who it was before.
    pub fn advance_to(&mut self, cluster: &mut Cluster, time: Time) -> Result<()> {
        // Also what somebody else's call has started or ended since.
        self.follow(cluster);
        while !self.is_done()
            && let Some(stop) = self.next_time(cluster)
            && stop <= time
        {
            cluster.advance_to(stop)?;
            self.follow(cluster);
            if self.make_calls(cluster)? {
                self.follow(cluster);
            }
        }
        cluster.advance_to(time)
    }

    /// Whether all jobs of the log have been submitted and have ended.
    pub fn is_done(&self) -> bool {
        self.next == self.jobs.len() && self.open.count == 0
    }

    /// The jobs that are replayed.
    pub fn len(&self) -> usize {
        self.jobs.len()
    }

    /// Whether nothing of the log can be replayed.
    pub fn is_empty(&self) -> bool {
        self.jobs.is_empty()
    }

    /// How many of them have been submitted.
    pub fn submitted(&self) -> usize {
        self.next
    }

    /// What kind of log it is.
    pub fn format(&self) -> LogFormat {
        self.format
    }

    /// Where [`Replay::processors`] is from.
    pub fn processors_from(&self) -> ProcessorsFrom {
        self.processors_from
    }

    /// The processors of the cluster.
    pub fn processors(&self) -> i32 {
        self.processors
    }

    /// What of the log is not replayed.
    pub fn skipped(&self) -> &Skipped {
        &self.skipped
    }

    /// The log's header Computer, of sacct its Cluster; empty if it has none.
    pub fn computer(&self) -> &str {
        &self.computer
    }

    /// The log's header UnixStartTime, of sacct the first submission: what the cluster's instant 0 is in the calendar, in seconds.
    pub fn unix_start_time(&self) -> Option<i64> {
        self.unix_start_time
    }

    /// The cancelJobs calls made so far.
    pub fn cancel_calls(&self) -> CancelCalls {
        self.calls
    }

    /// What became of each job, by submit time. Complete once [`Replay::is_done`]; before that the latest ends are
    /// not in it.
    pub fn schedule(&self) -> impl Iterator<Item = ScheduledJob<'_>> {
        self.jobs.iter().enumerate().map(|(row, job)| ScheduledJob {
            job: job.number,
            part: self.texts.get(job.part),
            submit: job.submit,
            start: self.starts[row],
            end: self.ends[row],
            processors: job.processors,
            status: self.status[row],
        })
    }

    /// The schedule in figures.
    pub fn summary(&self) -> Summary {
        summary::of(self.schedule(), self.processors)
    }

    /// Takes over what has started and ended.
    fn follow(&mut self, cluster: &mut Cluster) {
        let mut runs = std::mem::take(&mut self.runs);
        if cluster.take_runs_into(&mut runs) && !self.has_moved {
            for &id in &runs.started {
                if let Some(row) = self.open.find(id) {
                    self.expect_cancellation(cluster, row);
                }
            }
            for &id in &runs.ended {
                if let Some(row) = self.open.find(id) {
                    self.collect(cluster, row);
                }
            }
        } else {
            // The first time, or one of the two came from elsewhere, the cluster out of a snapshot.
            self.has_moved = false;
            cluster.watch_runs(true);
            let mut kept = std::mem::take(&mut self.cancellations).into_vec();
            kept.retain(|next| matches!(self.jobs[next.0.1].ending, Ending::CancelledAt(_)));
            self.cancellations = kept.into();
            let rows: Vec<usize> = self.open.iter().collect();
            for row in rows {
                self.expect_cancellation(cluster, row);
                self.collect(cluster, row);
            }
        }
        self.runs = runs;
        while let Some(&Reverse((_, row))) = self.cancellations.peek()
            && !self.is_open(row)
        {
            self.cancellations.pop();
        }
    }

    fn is_open(&self, row: usize) -> bool {
        self.open.find(self.ids[row]) == Some(row)
    }

    /// A job has started: is it to be cancelled so long after?
    fn expect_cancellation(&mut self, cluster: &Cluster, row: usize) {
        if !matches!(self.jobs[row].ending, Ending::CancelledAfter(_)) {
            return;
        }
        let job = self.job(cluster, row).filter(|job| !job.status.is_completed());
        if let Some(time) = job.and_then(|job| self.jobs[row].cancellation(instant(job.start))) {
            self.cancellations.push(Reverse((time, row)));
        }
    }

    /// Takes over a job's result if it has ended; then its row is not open any more. A job that somebody else let the
    /// cluster forget has none.
    fn collect(&mut self, cluster: &Cluster, row: usize) {
        if let Some(job) = self.job(cluster, row) {
            if !job.status.is_completed() {
                return;
            }
            self.starts[row] = instant(job.start);
            self.ends[row] = instant(job.end);
            self.status[row] = Some(job.status);
        }
        self.open.close(self.ids[row], row);
    }

    /// The job of a row, while the cluster has it.
    fn job<'a>(&self, cluster: &'a Cluster, row: usize) -> Option<&'a JobRecord> {
        let id = self.ids[row];
        cluster.jobs.find(id).filter(|_| cluster.jobs.details(id).create == self.added[row])
    }

    /// Makes the calls that the log has for this instant, if it has some.
    fn make_calls(&mut self, cluster: &mut Cluster) -> Result<bool> {
        let now = cluster.now();
        let submits = self.jobs.get(self.next).is_some_and(|job| job.submit <= now);
        let cancels = self.cancellations.peek().is_some_and(|next| next.0.0 <= now);
        if !submits && !cancels {
            return Ok(false);
        }
        cluster.user().clone_into(&mut self.caller);
        let is_admin = cluster.is_admin();
        let made = self.make_calls_of(cluster, now);
        cluster.act_as(&self.caller, is_admin);
        made.map(|()| true)
    }

    /// Steps 2 to 4 of an instant.
    fn make_calls_of(&mut self, cluster: &mut Cluster, now: Time) -> Result<()> {
        // Users who cancel now what they submit now.
        let arrivals = self.jobs[self.next..].iter().take_while(|job| job.submit <= now);
        let taken_back =
            arrivals.filter(|job| matches!(job.ending, Ending::CancelledAt(time) if time <= now));
        let mut late: Vec<i64> = taken_back.map(|job| job.canceller).collect();
        sort(&mut late);

        let mut due = Vec::new();
        self.take_due(now, &mut due);
        self.cancel_by_user(
            cluster,
            due.extract_if(.., |due| late.binary_search(&due.user).is_err()).collect(),
        )?;
        self.submit_due(cluster)?;
        self.take_due(now, &mut due);
        self.cancel_by_user(cluster, due)
    }

    /// Adds the cancellations that are due, by time and row.
    fn take_due(&mut self, now: Time, due: &mut Vec<DueCancellation>) {
        while let Some(&Reverse((time, row))) = self.cancellations.peek()
            && time <= now
        {
            self.cancellations.pop();
            if self.is_open(row) {
                due.push(DueCancellation { user: self.jobs[row].canceller, place: due.len(), row });
            }
        }
    }

    /// One call for each user.
    fn cancel_by_user(&mut self, cluster: &mut Cluster, mut due: Vec<DueCancellation>) -> Result<()> {
        sort(&mut due);
        due.chunk_by(|a, b| a.user == b.user).try_for_each(|due| self.cancel(cluster, due))
    }

    /// A user cancels, in one call. What has ended already, at its limit or by somebody else's hand, is left out:
    /// `cancel_jobs` would stop there.
    fn cancel(&mut self, cluster: &mut Cluster, due: &[DueCancellation]) -> Result<()> {
        let mut ids = Vec::with_capacity(due.len());
        for &DueCancellation { row, .. } in due {
            let Some(job) = self.job(cluster, row) else { continue };
            match self.jobs[row].cancellation(instant(job.start)) {
                _ if job.status.is_completed() => {}
                Some(time) if time <= cluster.now() => ids.push(self.ids[row]),
                // Somebody has requeued it: its next start is another run, which takes as long.
                Some(_) | None => {}
            }
        }
        if ids.is_empty() {
            return Ok(());
        }
        let user = due[0].user;
        self.write_user(user);
        cluster.act_as(&self.user, user == ADMINISTRATOR);
        cluster.cancel_jobs(&ids, MESSAGE)?;
        self.calls.calls += 1;
        self.calls.jobs += ids.len();
        self.calls.largest = self.calls.largest.max(ids.len());
        Ok(())
    }

    /// Adds what is due, each job by its user, and submits it all in one call.
    fn submit_due(&mut self, cluster: &mut Cluster) -> Result<()> {
        let first = self.next;
        let mut user = None;
        while let Some(&job) = self.jobs.get(self.next)
            && job.submit <= cluster.now()
        {
            if user.replace(job.user) != Some(job.user) {
                self.write_user(job.user);
                cluster.act_as(&self.user, false);
            }
            let row = self.next;
            self.write_spec(&job);
            self.ids[row] = cluster.add_known(&self.spec)?;
            self.added[row] = cluster.now();
            self.next += 1;
            match job.ending {
                Ending::Itself(..) | Ending::CancelledAfter(_) => {}
                Ending::CancelledAt(time) => self.cancellations.push(Reverse((time, row))),
            }
            self.open.open(self.ids[row], row);
        }
        let arrivals = &self.jobs[first..self.next];
        if arrivals.iter().any(|job| Some(job.user) != user) {
            cluster.act_as(HEAD, true);
        }
        if !arrivals.is_empty() {
            cluster.submit_jobs(&self.ids[first..self.next])?;
        }
        Ok(())
    }

    /// Describes the job as its user would have: fixed in size, sharing nodes, one task over all its processors.
    fn write_spec(&mut self, job: &LogJob) {
        let mut digits = itoa::Buffer::new();
        let spec = &mut self.spec;
        spec.name.clear();
        spec.name.push_str(digits.format(job.number));
        spec.name.push_str(self.texts.get(job.part));
        if job.title != Texts::EMPTY {
            spec.name.push(' ');
            spec.name.push_str(self.texts.get(job.title));
        }
        let length = cut(&spec.name, NAME_MAX).len();
        spec.name.truncate(length);
        spec.project.clear();
        match (self.format, job.executable) {
            (_, ..0) => {}
            (LogFormat::Swf, number) => {
                spec.project.push_str("executable ");
                spec.project.push_str(digits.format(number));
            }
            (LogFormat::Sacct, number) => spec.project.push_str(self.texts.get(Handle(number as u32))),
        }
        spec.runtime = Some(Runtime::from_seconds(job.estimate));
        (spec.minimum_number_of_processors, spec.maximum_number_of_processors) =
            (job.processors, job.processors);
        let task = &mut spec.tasks[0];
        (task.minimum_number_of_processors, task.maximum_number_of_processors) =
            (job.processors, job.processors);
        task.simulation = Some(match job.ending {
            Ending::Itself(run, exit_code) => Simulation { duration: Some(run), exit_code },
            Ending::CancelledAfter(_) | Ending::CancelledAt(_) => Simulation { duration: None, exit_code: 0 },
        });
    }

    /// Who calls. The users of the Standard Workload Format are numbers.
    fn write_user(&mut self, user: i64) {
        self.user.clear();
        match (self.format, user) {
            (_, ADMINISTRATOR) => self.user.push_str(HEAD),
            (_, ..0) => self.user.push_str("unknown user"),
            (LogFormat::Swf, number) => {
                self.user.push_str("user");
                self.user.push_str(itoa::Buffer::new().format(number));
            }
            (LogFormat::Sacct, number) => self.user.push_str(self.texts.get(Handle(number as u32))),
        }
    }
}

impl LogJob {
    /// When to cancel the job if it started then; `None` if that is not known yet, or never.
    fn cancellation(&self, start: Option<Time>) -> Option<Time> {
        match self.ending {
            Ending::Itself(..) => None,
            Ending::CancelledAfter(run) => Some(start? + run),
            Ending::CancelledAt(time) => Some(time),
        }
    }
}

impl Skipped {
    /// The job that a record becomes, or a count of why it becomes none.
    fn sift(
        &mut self,
        record: &SwfRecord,
        label: Label,
        machine: i32,
        options: &ReplayOptions,
    ) -> Option<LogJob> {
        let SwfRecord { job, submit, wait, run, processors, estimate, status, user, executable } = *record;
        let was_cancelled = status == 5;
        let ending = match (was_cancelled, run > 0) {
            (true, false) if !options.cancellations => {
                self.never_ran += 1;
                return None;
            }
            (true, true) if options.cancellations => Ending::CancelledAfter(run * 1_000),
            (true, false) => Ending::CancelledAt((submit + wait.max(0)) * 1_000),
            _ if run < 0 => {
                self.no_run_time += 1;
                return None;
            }
            _ => Ending::Itself(run * 1_000, i32::from(status == 0)),
        };
        let processors = if was_cancelled && processors <= 0 { 1 } else { processors };
        if processors <= 0 {
            self.no_processors += 1;
            return None;
        }
        if processors > i64::from(machine) {
            self.too_wide += 1;
            if self.first_too_wide.len() < 10 {
                self.first_too_wide.push((job, processors));
            }
            return None;
        }
        // A job that is cancelled must not reach its limit in the same second.
        let at_least = match ending {
            Ending::Itself(..) => run,
            Ending::CancelledAfter(_) | Ending::CancelledAt(_) => run.max(0) + 1,
        };
        Some(LogJob {
            number: job,
            submit: submit * 1_000,
            part: label.part,
            title: label.title,
            user,
            executable,
            // Both fit: at most the machine's size, and the reader's bound on times.
            processors: i32::try_from(processors).ok()?,
            estimate: u32::try_from(estimate.max(at_least)).ok()?,
            ending,
            canceller: if label.cancelled_by_another { ADMINISTRATOR } else { user },
        })
    }
}

/// A log in the Standard Workload Format needs no labels.
impl From<SwfLog> for SacctLog {
    fn from(log: SwfLog) -> SacctLog {
        SacctLog { log, labels: Vec::new(), texts: Texts::new(), unfinished: 0 }
    }
}

/// Why a file has no job.
fn nothing_in_it(format: LogFormat, skipped: &Skipped) -> String {
    let first = skipped.first_broken.first();
    let why = match (format, first) {
        (_, Some(BrokenLine { line, problem })) => {
            format!("none of its {} lines is a job; line {line}: {problem}", skipped.broken)
        }
        (LogFormat::Swf, None) => "it is empty or has only comments".to_owned(),
        (LogFormat::Sacct, None) => {
            format!("of its jobs none has ended ({} wait or run)", skipped.unfinished)
        }
    };
    match format {
        LogFormat::Swf => {
            format!(
                "this is no log in the Standard Workload Format, nor what sacct --parsable2 prints: {why}"
            )
        }
        LogFormat::Sacct => format!("there is nothing to replay in this output of sacct: {why}"),
    }
}

/// The processors of the cluster: as asked for, else what the log says of its machine.
fn machine_size(
    options: &ReplayOptions,
    format: LogFormat,
    most: Option<i64>,
) -> Result<(i32, ProcessorsFrom)> {
    let (processors, from) = match (options.processors, most) {
        (Some(processors), _) => (i64::from(processors), ProcessorsFrom::Option),
        (None, Some(most)) if format == LogFormat::Sacct => (most, ProcessorsFrom::Use),
        (None, Some(most)) => (most, ProcessorsFrom::Header),
        (None, None) => {
            let why = match format {
                LogFormat::Swf => "(no header MaxProcs)",
                LogFormat::Sacct => "(none of its jobs ran)",
            };
            return Err(invalid(format!(
                "the log does not say how many processors its machine had {why}: give the option \"processors\""
            )));
        }
    };
    let out_of_range = |message: String| Err(ClusterError::new(ErrorCode::ArgumentOutOfRange, message));
    let per_node = i64::from(options.processors_per_node);
    if per_node < 1 {
        return out_of_range(format!("a node has at least one processor, not {per_node}"));
    }
    match i32::try_from(processors) {
        Ok(size) if size >= 1 && (processors - 1) / per_node < NODES_MAX => Ok((size, from)),
        Ok(size) if size >= 1 => out_of_range(format!(
            "{processors} processors, {per_node} a node, are more than {NODES_MAX} nodes: give each node more processors"
        )),
        _ => out_of_range(format!("a cluster has 1 to {} processors, not {processors}", i32::MAX)),
    }
}

/// What follows after the first of so many complaints.
fn and_more(count: usize) -> String {
    if count > 1 { format!(" (and {} more like it)", count - 1) } else { String::new() }
}

fn invalid(message: String) -> ClusterError {
    ClusterError::new(ErrorCode::InvalidLog, message)
}

//! The job table: one line of 64 bytes for each job, by id, and the rest of it beside.
//!
//! What every call touches stands in [`JobRecord`], one cache line; a batch of cancellations reads and writes
//! nothing else for jobs that never started. Names and times stand in [`JobDetails`]. What a job has only once it has
//! started, its reservation and its tasks' history, stands in [`Run`], in a table that is as long as the highest id
//! that has started: a job that waits with one task is 112 bytes here, with these 96 it would be 208.
//!
//! While no task of a job has a history of its own, its tasks *follow* the job ([`Flags::FOLLOW`]): their status
//! is what the job's status says, and nothing is stored for them. A job whose only task runs on the whole reservation
//! is followed too: cancelling it writes neither the task nor the reservation. [`Jobs::materialize`] ends that.

use crate::ending::TERMINATED;
use crate::expiry::Ended;
use crate::growth;
use crate::lifecycle::{EndedBy, JobPriority, JobStatus, TaskStatus};
use crate::nodes::Mask;
use crate::sorting::sort;
use crate::spec::TaskSpec;
use crate::texts::{Handle, Pool, TaskTerms, Texts};
use crate::time::{Runtime, Time, after};
use crate::{JobId, TaskId};
use smallvec::SmallVec;
use std::sync::Arc;

/// Stands for "no instant" in records.
pub(crate) const NEVER: Time = Time::MIN;

/// `None` for [`NEVER`].
pub(crate) fn instant(time: Time) -> Option<Time> {
    (time != NEVER).then_some(time)
}

/// The yes-or-no terms and states of a job.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Flags(u8);

impl Flags {
    /// The slot holds a job.
    pub(crate) const PRESENT: Flags = Flags(1);
    pub(crate) const EXCLUSIVE: Flags = Flags(2);
    pub(crate) const RUN_UNTIL_CANCELED: Flags = Flags(4);
    pub(crate) const BACKFILL: Flags = Flags(8);
    /// Its tasks have no history of their own, or there is one, which runs on the whole reservation.
    pub(crate) const FOLLOW: Flags = Flags(16);
    /// The specification said a runtime, or JobRuntime was taken.
    pub(crate) const RUNTIME_GIVEN: Flags = Flags(32);
    /// Asks for nodes, or has tasks that require some.
    pub(crate) const CONSTRAINED: Flags = Flags(64);
    /// The pending events have an entry for its run-time limit.
    pub(crate) const LIMIT_PENDING: Flags = Flags(128);

    pub(crate) fn has(self, flag: Flags) -> bool {
        self.0 & flag.0 != 0
    }

    pub(crate) fn set(&mut self, flag: Flags, on: bool) {
        if on { self.0 |= flag.0 } else { self.0 &= !flag.0 }
    }
}

/// What every call needs to know of a job: one cache line.
#[derive(Clone, Debug)]
#[repr(align(64))]
pub(crate) struct JobRecord {
    /// Submission number: the order within a priority.
    pub(crate) seq: u64,
    pub(crate) start: Time,
    pub(crate) end: Time,
    /// Changes whenever the job starts, ends, is requeued or leaves: what is pending for an older one is stale.
    pub(crate) generation: u32,
    pub(crate) minimum: u32,
    pub(crate) maximum: u32,
    /// Seconds; `u32::MAX` is Infinite.
    limit: u32,
    pub(crate) message: Handle,
    pub(crate) owner: Handle,
    /// Who ended the present run; while it lasts, where: see [`JobRecord::sole_node`].
    user_or_node: u32,
    /// Number of tasks.
    pub(crate) tasks: u32,
    pub(crate) attempt: u32,
    pub(crate) status: JobStatus,
    pub(crate) priority: JobPriority,
    pub(crate) ended_by: Option<EndedBy>,
    pub(crate) flags: Flags,
}

const _: () = assert!(size_of::<JobRecord>() == 64);

const NO_NODE: u32 = u32::MAX;

impl JobRecord {
    fn vacant(generation: u32) -> JobRecord {
        JobRecord {
            seq: 0,
            start: NEVER,
            end: NEVER,
            generation,
            minimum: 0,
            maximum: 0,
            limit: u32::MAX,
            message: Texts::EMPTY,
            owner: Texts::EMPTY,
            user_or_node: Texts::EMPTY.0,
            tasks: 0,
            attempt: 1,
            status: JobStatus::NotSubmitted,
            priority: JobPriority::Normal,
            ended_by: None,
            flags: Flags::default(),
        }
    }

    pub(crate) fn runtime(&self) -> Runtime {
        Runtime::from_seconds(self.limit)
    }

    pub(crate) fn set_runtime(&mut self, runtime: Runtime) {
        self.limit = match runtime {
            Runtime::Seconds(seconds) => seconds,
            Runtime::Infinite => u32::MAX,
        };
    }

    /// Seconds of the run-time limit; `u32::MAX` is Infinite.
    pub(crate) fn limit_seconds(&self) -> u32 {
        self.limit
    }

    /// Who ended the present run.
    pub(crate) fn ended_user(&self) -> Handle {
        if self.status == JobStatus::Running { Texts::EMPTY } else { Handle(self.user_or_node) }
    }

    /// Of a job that does not run.
    pub(crate) fn set_ended_user(&mut self, user: Handle) {
        self.user_or_node = user.0;
    }

    /// Where a running job has its minimum of processors and no others, if that is one node. So cancelling it need not
    /// read its reservation, a cache line of its own: 50 → 30 ns a job at 10⁶ shuffled ids.
    pub(crate) fn sole_node(&self) -> Option<u32> {
        (self.status == JobStatus::Running && self.user_or_node != NO_NODE).then_some(self.user_or_node)
    }

    /// The status of tasks that follow their job.
    pub(crate) fn following_status(&self) -> TaskStatus {
        match self.status {
            JobStatus::Cancelled if self.start != NEVER => JobStatus::Failed,
            JobStatus::NotSubmitted | JobStatus::Queued | JobStatus::Running | JobStatus::Cancelled => {
                self.status
            }
            JobStatus::Finished | JobStatus::Failed => unreachable!("a job ends so by what its tasks did"),
        }
    }

    /// When a running job reaches its run-time limit.
    pub(crate) fn deadline(&self) -> Option<Time> {
        after(self.start, self.runtime().millis()?)
    }
}

/// One task. While its job's tasks follow it, only `terms`, `create` and `runs` mean anything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TaskRecord {
    pub(crate) terms: Handle,
    pub(crate) status: TaskStatus,
    pub(crate) ended_by: Option<EndedBy>,
    /// Runs on a crashed node: its work never ends by itself.
    pub(crate) silent: bool,
    pub(crate) runs: u32,
    /// Reruns after system errors since it was last queued by a person.
    pub(crate) retries: u32,
    pub(crate) exit_code: i32,
    pub(crate) message: Handle,
    pub(crate) create: Time,
    pub(crate) start: Time,
    pub(crate) end: Time,
}

impl TaskRecord {
    pub(crate) fn new(terms: Handle, status: TaskStatus, create: Time) -> TaskRecord {
        TaskRecord {
            terms,
            status,
            ended_by: None,
            silent: false,
            runs: 0,
            retries: 0,
            exit_code: 0,
            message: Texts::EMPTY,
            create,
            start: NEVER,
            end: NEVER,
        }
    }

    /// As it was added with its job at that instant, but for its status.
    pub(crate) fn is_new(&self, create: Time) -> bool {
        TaskRecord { status: JobStatus::NotSubmitted, ..self.clone() }
            == TaskRecord::new(self.terms, JobStatus::NotSubmitted, create)
    }

    /// Neither ended nor given up.
    pub(crate) fn is_open(&self) -> bool {
        !self.status.is_completed()
    }

    pub(crate) fn is_cancelled_by_hand(&self) -> bool {
        self.status == JobStatus::Cancelled && self.ended_by == Some(EndedBy::Call)
    }

    /// Will still run, or ran into something that a requeue of the job repairs.
    pub(crate) fn is_unfinished(&self) -> bool {
        self.status != JobStatus::Finished && !self.is_cancelled_by_hand()
    }

    /// Back to the queue, without a trace of the last run but its number.
    pub(crate) fn reset(&mut self, status: TaskStatus) {
        *self = TaskRecord { runs: self.runs, ..TaskRecord::new(self.terms, status, self.create) };
    }
}

/// The same number of processors on each node of a mask within 64 nodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) mask: u64,
    pub(crate) word: u32,
    pub(crate) count: u32,
}

impl Span {
    /// The indexes of its nodes, ascending.
    pub(crate) fn nodes(self) -> impl Iterator<Item = u32> {
        bits(self.mask).map(move |bit| self.word * 64 + bit)
    }

    pub(crate) fn processors(self) -> u32 {
        self.count * self.mask.count_ones()
    }
}

/// The set bits of a word, ascending.
pub(crate) fn bits(mut mask: u64) -> impl Iterator<Item = u32> {
    std::iter::from_fn(move || {
        (mask != 0).then(|| {
            let bit = mask.trailing_zeros();
            mask &= mask - 1;
            bit
        })
    })
}

pub(crate) type Spans = SmallVec<[Span; 1]>;
pub(crate) type Tasks = SmallVec<[TaskRecord; 1]>;

/// One earlier run, as [`crate::Attempt`] shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AttemptRecord {
    pub(crate) attempt: u32,
    pub(crate) start: Time,
    pub(crate) end: Time,
    pub(crate) status: JobStatus,
    pub(crate) ended_by: EndedBy,
    pub(crate) user: Handle,
    pub(crate) message: Handle,
}

/// The table has a slot for each id up to the highest: 2^26 of them are 7.5 GB, and 14 once the
/// last has started.
pub(crate) const SLOTS_MAX: usize = 1 << 26;

/// How many earlier runs are kept.
pub(crate) const ATTEMPTS_MAX: usize = 16;

/// What few jobs have.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rare {
    pub(crate) asked_nodes: Vec<String>,
    /// The same as a set.
    pub(crate) asked: Option<Arc<Mask>>,
    /// What its open tasks require: (node, processors), by node.
    pub(crate) demands: Vec<(u32, u32)>,
    pub(crate) extended_terms: Vec<(String, String)>,
    pub(crate) attempts: Vec<AttemptRecord>,
    /// Reruns after system errors since it was last queued by a person.
    pub(crate) retries: u32,
    /// For each task the tasks (by index) it depends on; shorter than the tasks where the last have none.
    pub(crate) depends: Vec<Vec<u32>>,
}

/// What a running job does inside its reservation. A job without tasks, or whose only task has the whole
/// reservation, needs none.
#[derive(Clone, Debug)]
pub(crate) struct Work {
    /// What the job holds, by node.
    pub(crate) shares: Vec<Share>,
    /// Processors without a task.
    pub(crate) free: u32,
    /// No ready task needs fewer.
    pub(crate) least: u32,
    /// Queued tasks whose dependencies have ended, by index.
    pub(crate) ready: Ready,
    /// For each task, how many of those it depends on are open.
    pub(crate) open_depends: Vec<u32>,
    /// For each task, those that depend on it.
    pub(crate) dependents: Vec<Vec<u32>>,
    /// For each task where it runs: (node, processors), by node; nothing for those that do not run. Shorter than the
    /// tasks where the last have never run.
    pub(crate) places: Vec<Vec<(u32, u32)>>,
    /// Tasks by status.
    pub(crate) counts: [u32; 6],
}

impl Work {
    /// The running tasks, each with its place.
    pub(crate) fn running(&self) -> impl Iterator<Item = (usize, &[(u32, u32)])> {
        let places = self.places.iter().map(|place| &place[..]).enumerate();
        places.filter(|(_, place)| !place.is_empty())
    }
}

/// A set of tasks by index, one bit each.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ready {
    words: Vec<u64>,
}

impl Ready {
    pub(crate) fn insert(&mut self, task: u32) {
        let word = task as usize / 64;
        if self.words.len() <= word {
            self.words.resize(word + 1, 0);
        }
        self.words[word] |= 1 << (task % 64);
    }

    pub(crate) fn remove(&mut self, task: u32) {
        if let Some(word) = self.words.get_mut(task as usize / 64) {
            *word &= !(1 << (task % 64));
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.from(0).next().is_none()
    }

    /// Those from an index on, ascending.
    pub(crate) fn from(&self, first: u32) -> impl Iterator<Item = u32> {
        let start = first as usize / 64;
        let words = self.words.iter().enumerate().skip(start);
        words.flat_map(move |(at, word)| {
            let mask = if at == start { u64::MAX << (first % 64) } else { u64::MAX };
            bits(word & mask).map(move |bit| at as u32 * 64 + bit)
        })
    }
}

/// What a job holds on one node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Share {
    pub(crate) node: u32,
    pub(crate) held: u32,
    pub(crate) free: u32,
    /// Tasks that run there.
    pub(crate) tasks: u32,
    /// One of them is exclusive.
    pub(crate) closed: bool,
}

/// What is known of a job besides its record, and seldom asked.
#[derive(Clone, Debug)]
pub(crate) struct JobDetails {
    pub(crate) create: Time,
    pub(crate) submit: Time,
    pub(crate) name: Handle,
    pub(crate) project: Handle,
    pub(crate) license: Handle,
    pub(crate) user: Handle,
    pub(crate) rare: Option<Box<Rare>>,
    /// The terms of the job's only task, as long as it is as it was added: then it has no record in [`Run`].
    sole: Handle,
}

const _: () = assert!(size_of::<JobDetails>() <= 48);

/// Stands for "no such task".
const NO_TASK: Handle = Handle(u32::MAX);

impl JobDetails {
    pub(crate) fn new(create: Time) -> JobDetails {
        JobDetails {
            name: Texts::EMPTY,
            project: Texts::EMPTY,
            license: Texts::EMPTY,
            user: Texts::EMPTY,
            create,
            submit: NEVER,
            rare: None,
            sole: NO_TASK,
        }
    }

    /// The terms of its only task, while that is as it was added.
    pub(crate) fn sole_terms(&self) -> Option<Handle> {
        (self.sole != NO_TASK).then_some(self.sole)
    }

    /// Its only task, while that is as it was added.
    fn sole(&self) -> Option<TaskRecord> {
        (self.sole != NO_TASK).then(|| TaskRecord::new(self.sole, JobStatus::NotSubmitted, self.create))
    }

    pub(crate) fn rare_mut(&mut self) -> &mut Rare {
        self.rare.get_or_insert_default()
    }

    pub(crate) fn asked_nodes(&self) -> &[String] {
        self.rare.as_ref().map_or(&[], |rare| &rare.asked_nodes)
    }

    pub(crate) fn asked(&self) -> Option<&Arc<Mask>> {
        self.rare.as_ref()?.asked.as_ref()
    }

    pub(crate) fn demands(&self) -> &[(u32, u32)] {
        self.rare.as_ref().map_or(&[], |rare| &rare.demands)
    }

    pub(crate) fn depends_of(&self, task: usize) -> &[u32] {
        self.rare.as_ref().and_then(|rare| rare.depends.get(task)).map_or(&[], |list| list)
    }
}

/// What a job has once it has started, and before that if it has more tasks than one. Cancelling a running job reads
/// the first half of it, which never lies across two cache lines.
#[derive(Clone, Debug, Default)]
#[repr(C, align(32))]
pub(crate) struct Run {
    /// The reservation of a running job; of any other it means nothing: see [`Jobs::spans`].
    pub(crate) spans: Spans,
    pub(crate) work: Option<Box<Work>>,
    pub(crate) tasks: Tasks,
}

const _: () = assert!(size_of::<Run>() <= 96);

impl Run {
    /// What the job holds: (node, processors), by node.
    pub(crate) fn held(&self) -> Vec<(u32, u32)> {
        let mut held: Vec<(u32, u32)> = self.held_unsorted().collect();
        sort(&mut held);
        held
    }

    /// The same in the order of the reservation.
    pub(crate) fn held_unsorted(&self) -> impl Iterator<Item = (u32, u32)> {
        self.spans.iter().flat_map(|span| span.nodes().map(|node| (node, span.count)))
    }
}

/// What a pending event is about. One for each running task at the earlier of its end and its limit, and one for
/// the job's limit where that can come first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Due {
    pub(crate) job: JobId,
    /// 0 is the job itself.
    pub(crate) task: TaskId,
    pub(crate) generation: u32,
    /// The run of the task.
    pub(crate) run: u32,
}

/// What is said of a task that ran when its job was cancelled; its number is always the same.
pub(crate) const STOPPED_TEXT: &str = "The job was cancelled.";
pub(crate) const STOPPED: Handle = Handle(1);

/// All jobs, their tasks and their texts.
#[derive(Clone, Debug)]
pub(crate) struct Jobs {
    records: Vec<JobRecord>,
    details: Vec<JobDetails>,
    /// By id too, up to the highest that has one.
    runs: Vec<Run>,
    /// Of all others.
    no_run: Run,
    pub(crate) texts: Texts,
    pub(crate) terms: Pool<TaskTerms>,
    /// Jobs by status.
    pub(crate) counts: [i64; 6],
    /// Tasks by status.
    pub(crate) task_counts: [i64; 6],
    /// Jobs that were started, in that order, and the generation; stale entries are dropped now and then.
    running: Vec<(JobId, u32)>,
}

impl Jobs {
    pub(crate) fn new() -> Jobs {
        let mut texts = Texts::new();
        let stopped = texts.insert(STOPPED_TEXT);
        debug_assert_eq!(stopped, STOPPED);
        Jobs {
            records: Vec::new(),
            details: Vec::new(),
            runs: Vec::new(),
            no_run: Run::default(),
            texts,
            terms: Pool::new(),
            counts: [0; 6],
            task_counts: [0; 6],
            running: Vec::new(),
        }
    }

    pub(crate) fn find(&self, id: JobId) -> Option<&JobRecord> {
        let record = self.records.get(usize::try_from(id).ok()?)?;
        record.flags.has(Flags::PRESENT).then_some(record)
    }

    /// The record of a job that is in the cluster.
    pub(crate) fn record(&self, id: JobId) -> &JobRecord {
        &self.records[id as usize]
    }

    pub(crate) fn record_mut(&mut self, id: JobId) -> &mut JobRecord {
        &mut self.records[id as usize]
    }

    /// All slots, by id, those without a job among them, and their runs as far as they go.
    pub(crate) fn slots_mut(&mut self) -> (&mut [JobRecord], &[Run]) {
        (&mut self.records, &self.runs)
    }

    pub(crate) fn details(&self, id: JobId) -> &JobDetails {
        &self.details[id as usize]
    }

    pub(crate) fn details_mut(&mut self, id: JobId) -> &mut JobDetails {
        &mut self.details[id as usize]
    }

    /// Brings the records of these ids into the cache: so few instructions lie between two of them that a processor has
    /// as many on their way as it can (measured: 30 → 22 ns a job at 10⁶ shuffled ids).
    pub(crate) fn fetch(&self, ids: &[JobId]) {
        let read = |id: &JobId| self.records.get(*id as usize).map_or(0, |record| record.generation);
        std::hint::black_box(ids.iter().map(read).fold(0, |all, generation| all ^ generation));
    }

    /// So many places there are: ids are below.
    pub(crate) fn slots(&self) -> usize {
        self.records.len()
    }

    /// The ids of all jobs, ascending.
    pub(crate) fn ids(&self) -> impl Iterator<Item = JobId> {
        (0..self.records.len() as JobId).filter(|id| self.records[*id as usize].flags.has(Flags::PRESENT))
    }

    /// The record of a job, where there may be none.
    #[inline]
    pub(crate) fn find_mut(&mut self, id: JobId) -> Option<&mut JobRecord> {
        self.records.get_mut(usize::try_from(id).ok()?).filter(|record| record.flags.has(Flags::PRESENT))
    }

    /// All jobs by id, with what is known of each but its run.
    pub(crate) fn all(&self) -> impl Iterator<Item = (JobId, &JobRecord, &JobDetails)> {
        let slots = self.records.iter().zip(&self.details).zip(0..);
        slots
            .filter(|((record, _), _)| record.flags.has(Flags::PRESENT))
            .map(|((record, details), id)| (id, record, details))
    }

    /// What a running job has reserved; of any other nothing.
    pub(crate) fn spans(&self, id: JobId) -> &[Span] {
        if self.record(id).status == JobStatus::Running { &self.run(id).spans } else { &[] }
    }

    /// Its reservation and its tasks' history.
    pub(crate) fn run(&self, id: JobId) -> &Run {
        self.runs.get(id as usize).unwrap_or(&self.no_run)
    }

    /// The same to be written; there may be memory to be found for it.
    pub(crate) fn run_mut(&mut self, id: JobId) -> &mut Run {
        let at = id as usize;
        if self.runs.len() <= at {
            // Without room `resize_with` ends the program, as any list does that finds no memory.
            self.make_room_to_run(id);
            self.runs.resize_with(at + 1, Run::default);
        }
        &mut self.runs[at]
    }

    /// What a job's terms stand in.
    pub(crate) fn terms_mut(&mut self, id: JobId) -> (&mut JobRecord, &mut JobDetails, &mut Texts) {
        (&mut self.records[id as usize], &mut self.details[id as usize], &mut self.texts)
    }

    /// A job and what it has to run, to be written.
    pub(crate) fn parts_mut(&mut self, id: JobId) -> (&JobDetails, &mut Run) {
        self.run_mut(id);
        (&self.details[id as usize], &mut self.runs[id as usize])
    }

    pub(crate) fn terms_of(&self, id: JobId, task: usize) -> &TaskTerms {
        self.terms.get(self.task_terms(id, task))
    }

    /// Whether the job's only task stands in its details; it is as it was added then, and follows the job.
    pub(crate) fn has_sole_task(&self, id: JobId) -> bool {
        self.details(id).sole != NO_TASK
    }

    fn task_terms(&self, id: JobId, task: usize) -> Handle {
        match self.details(id).sole {
            NO_TASK => self.run(id).tasks[task].terms,
            sole => sole,
        }
    }

    pub(crate) fn terms_handle(&mut self, spec: &TaskSpec, required: Vec<u32>) -> Handle {
        self.terms.insert(spec, |spec| TaskTerms::new(spec, required))
    }

    /// Puts a job into its slot; its tasks are counted. What it has besides them is put into its [`Run`] behind it.
    pub(crate) fn insert(&mut self, id: JobId, mut record: JobRecord, mut details: JobDetails, tasks: Tasks) {
        let follows = record.flags.has(Flags::FOLLOW) && record.status != JobStatus::Running;
        record.tasks = tasks.len() as u32;
        match &tasks[..] {
            [] => {}
            [only] if follows && only.is_new(details.create) => details.sole = only.terms,
            _ => self.run_mut(id).tasks = tasks,
        }
        self.put(id, record, details);
    }

    /// The same for one that follows, with one task, as it was added.
    pub(crate) fn insert_with_one(
        &mut self,
        id: JobId,
        mut record: JobRecord,
        mut details: JobDetails,
        terms: Handle,
    ) {
        debug_assert!(record.flags.has(Flags::FOLLOW), "it goes where its job goes");
        (record.tasks, details.sole) = (1, terms);
        self.put(id, record, details);
    }

    fn put(&mut self, id: JobId, mut record: JobRecord, details: JobDetails) {
        let at = id as usize;
        record.flags.set(Flags::PRESENT, true);
        self.counts[record.status as usize] += 1;
        if at < self.records.len() {
            record.generation = self.records[at].generation;
            self.records[at] = record;
            self.details[at] = details;
        } else {
            self.records.resize_with(at, || JobRecord::vacant(0));
            self.details.resize_with(at, || JobDetails::new(0));
            self.records.push(record);
            self.details.push(details);
        }
        self.recount_tasks(id, 1);
    }

    /// Makes room for jobs up to that id, if there is memory for it.
    pub(crate) fn make_room(&mut self, id: JobId) -> bool {
        let more = (id as usize + 1).saturating_sub(self.records.len());
        more == 0
            || ((id as usize) < SLOTS_MAX
                && growth::make_room(&mut self.records, more)
                && growth::make_room(&mut self.details, more))
    }

    /// The same for what it has once it has started.
    pub(crate) fn make_room_to_run(&mut self, id: JobId) -> bool {
        let more = (id as usize + 1).saturating_sub(self.runs.len());
        growth::make_room(&mut self.runs, more)
    }

    /// Takes a completed job out.
    pub(crate) fn remove(&mut self, id: JobId) {
        self.recount_tasks(id, -1);
        let at = id as usize;
        self.counts[self.records[at].status as usize] -= 1;
        self.records[at] = JobRecord::vacant(self.records[at].generation.wrapping_add(1));
        self.details[at] = JobDetails::new(0);
        if let Some(run) = self.runs.get_mut(at) {
            *run = Run::default();
        }
    }

    /// The job's tasks come or go.
    fn recount_tasks(&mut self, id: JobId, sign: i64) {
        let record = &self.records[id as usize];
        if record.flags.has(Flags::FOLLOW) {
            self.task_counts[record.following_status() as usize] += sign * i64::from(record.tasks);
            return;
        }
        let tasks = self.task_statuses(id);
        for (count, tasks) in self.task_counts.iter_mut().zip(tasks) {
            *count += sign * i64::from(tasks);
        }
    }

    /// Changes the status of a job, and of tasks that follow it, and keeps count.
    pub(crate) fn set_status(&mut self, id: JobId, status: JobStatus) {
        let record = &mut self.records[id as usize];
        self.counts[record.status as usize] -= 1;
        self.counts[status as usize] += 1;
        if record.flags.has(Flags::FOLLOW) {
            self.task_counts[record.following_status() as usize] -= i64::from(record.tasks);
            record.status = status;
            self.task_counts[record.following_status() as usize] += i64::from(record.tasks);
        } else {
            record.status = status;
        }
    }

    /// How many tasks of the job are in each status.
    pub(crate) fn task_statuses(&self, id: JobId) -> [u32; 6] {
        let mut counts = [0; 6];
        let record = self.record(id);
        if record.flags.has(Flags::FOLLOW) {
            counts[record.following_status() as usize] = record.tasks;
            return counts;
        }
        let run = self.run(id);
        if let Some(work) = &run.work {
            counts = work.counts;
        } else {
            for task in &run.tasks {
                counts[task.status as usize] += 1;
            }
        }
        counts
    }

    /// The task's record as it stands, also where it follows its job.
    pub(crate) fn task(&self, id: JobId, task: usize) -> TaskRecord {
        let record = self.record(id);
        let mut view = self.details(id).sole().unwrap_or_else(|| self.run(id).tasks[task].clone());
        if record.flags.has(Flags::FOLLOW) {
            view.status = record.following_status();
            if record.status == JobStatus::Cancelled {
                (view.ended_by, view.end) = (Some(EndedBy::Job), record.end);
            }
            // It ran when its job was cancelled.
            if view.status == JobStatus::Failed {
                (view.exit_code, view.message, view.silent) = (TERMINATED, STOPPED, false);
            }
        }
        view
    }

    /// Writes down what the tasks of a following job are, so that each can go its own way.
    pub(crate) fn materialize(&mut self, id: JobId) {
        if !self.record(id).flags.has(Flags::FOLLOW) {
            return;
        }
        for task in 0..self.record(id).tasks as usize {
            let state = self.task(id, task);
            let run = self.run_mut(id);
            match run.tasks.get_mut(task) {
                Some(record) => *record = state,
                None => run.tasks.push(state),
            }
        }
        self.details_mut(id).sole = NO_TASK;
        self.record_mut(id).flags.set(Flags::FOLLOW, false);
    }

    /// Adds a task to a job whose tasks do not follow it, and counts it.
    pub(crate) fn push_task(&mut self, id: JobId, task: TaskRecord) {
        self.task_counts[task.status as usize] += 1;
        self.run_mut(id).tasks.push(task);
        self.records[id as usize].tasks += 1;
    }

    /// Changes the status of a task that is written down, and keeps count. From now on none follows.
    pub(crate) fn set_task_status(&mut self, id: JobId, task: usize, status: TaskStatus) {
        self.records[id as usize].flags.set(Flags::FOLLOW, false);
        let run = &mut self.runs[id as usize];
        let from = std::mem::replace(&mut run.tasks[task].status, status);
        if let Some(work) = &mut run.work {
            work.counts[from as usize] -= 1;
            work.counts[status as usize] += 1;
        }
        self.task_counts[from as usize] -= 1;
        self.task_counts[status as usize] += 1;
    }

    /// Notes that the job runs from now on, on what it has reserved.
    pub(crate) fn push_running(&mut self, id: JobId) {
        let record = &mut self.records[id as usize];
        record.user_or_node = match &self.runs[id as usize].spans[..] {
            [Span { mask, word, count }] if mask.is_power_of_two() && *count == record.minimum => {
                word * 64 + mask.trailing_zeros()
            }
            _ => NO_NODE,
        };
        if self.running.len() > 64 && self.running.len() as i64 > 2 * self.counts[JobStatus::Running as usize]
        {
            let records = &self.records;
            self.running.retain(|entry| is_running(records, *entry));
        }
        self.running.push((id, self.records[id as usize].generation));
    }

    /// All running jobs, in the order in which they started.
    pub(crate) fn running(&self) -> impl Iterator<Item = JobId> {
        self.running.iter().filter(|entry| is_running(&self.records, **entry)).map(|entry| entry.0)
    }

    /// Whether a pending event still means something.
    pub(crate) fn is_due_valid(&self, at: Time, due: &Due) -> bool {
        let record = &self.records[due.job as usize];
        if record.generation != due.generation || record.status != JobStatus::Running {
            return false;
        }
        if due.task == 0 {
            return record.deadline() == Some(at);
        }
        let task = &self.runs[due.job as usize].tasks[due.task as usize - 1];
        let limit =
            || self.terms.get(task.terms).spec.runtime.millis().and_then(|limit| after(task.start, limit));
        task.status == JobStatus::Running && task.runs == due.run && (!task.silent || limit() == Some(at))
    }

    /// Whether an entry of the expiry ring still means something.
    pub(crate) fn is_expiry_valid(&self, job: Ended) -> bool {
        let record = &self.records[job.id as usize];
        record.generation == job.generation
            && record.flags.has(Flags::PRESENT)
            && record.status.is_completed()
    }

    /// Drops texts and terms that no job uses any more.
    pub(crate) fn sweep(&mut self) {
        if self.texts.wants_sweep() || self.terms.wants_sweep() {
            self.sweep_now();
        }
    }

    #[cold]
    fn sweep_now(&mut self) {
        let mut texts = vec![false; self.texts.slots()];
        let mut terms = vec![false; self.terms.slots()];
        (texts[0], texts[STOPPED.0 as usize]) = (true, true);
        for id in self.ids() {
            let (record, details) = (self.record(id), self.details(id));
            let mut text = |handle: Handle| texts[handle.0 as usize] = true;
            for handle in [record.message, record.owner, record.ended_user()] {
                text(handle);
            }
            for handle in [details.name, details.project, details.license, details.user] {
                text(handle);
            }
            if details.sole != NO_TASK {
                terms[details.sole.0 as usize] = true;
            }
            for task in &self.run(id).tasks {
                text(task.message);
                terms[task.terms.0 as usize] = true;
            }
            for attempt in details.rare.iter().flat_map(|rare| &rare.attempts) {
                text(attempt.user);
                text(attempt.message);
            }
        }
        self.texts.sweep(&texts, self.records.len());
        self.terms.sweep(&terms, self.records.len());
    }

    /// A new job's record with the terms that stand in it.
    pub(crate) fn blank_record() -> JobRecord {
        JobRecord::vacant(0)
    }
}

fn is_running(records: &[JobRecord], (id, generation): (JobId, u32)) -> bool {
    let record = &records[id as usize];
    record.status == JobStatus::Running && record.generation == generation
}

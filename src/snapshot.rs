//! Snapshot and digest: the ground state as bytes, versioned and checksummed. What follows from it (queue, idle
//! processors, pending events, counters, free ids) is built anew when it is read.
//!
//! The bytes are canonical: jobs by id, texts in the order of their first use, reservations by node. So the digest,
//! which is of all that decides the future, does not know how memory is laid out.
//!
//! A snapshot is the cluster without its jobs, the jobs that wait as rows of 64 bytes ([`rows`]), all others field by
//! field, the order of submissions, and behind them the texts and the tasks' terms, which are read first. Texts go into
//! memory as they are; the table that finds equal ones is built when somebody first looks for one.
//!
//! Outside of rows most numbers are small and most instants are near, so they have as few bytes as they need: 7 bits in
//! each. The digest is of the same fields at their full width, a text where it is first used, and the same in all
//! versions.

mod members;
mod rows;

use crate::JobId;
use crate::checks;
use crate::cluster::Cluster;
use crate::error::{ClusterError, ErrorCode, Result};
use crate::event_log::EventLog;
use crate::expiry::Ended;
use crate::free_ids::FreeIds;
use crate::jobs::{
    AttemptRecord, Flags, JobDetails, Jobs, NEVER, Rare, Run, STOPPED, Span, TaskRecord, Work,
};
use crate::lifecycle::{EndedBy, JobPriority, JobStatus, NodeStatus};
use crate::nodes::Mask;
use crate::sorting::sort;
use crate::spec::{ClusterOptions, Execution, NodeSpec, Simulation, TaskSpec};
use crate::texts::{Handle, Texts};
use crate::time::{Runtime, TIME_MAX, TIME_MIN, Time};
use std::sync::Arc;
use xxhash_rust::xxh64::xxh64;

const MAGIC: &[u8; 4] = b"CCPS";
const VERSION: u32 = 3;
const HEADER: usize = 16;
/// How many texts every cluster has, under the same numbers.
const KNOWN_TEXTS: u32 = STOPPED.0 + 1;

impl Cluster {
    /// Everything but listeners, as bytes.
    pub fn to_snapshot(&self) -> Vec<u8> {
        let jobs = self.jobs.counts.iter().sum::<i64>() as usize;
        let mut out = Writer::new(&self.jobs, Width::Needed);
        // Room for all rows: growing would copy them.
        out.bytes.reserve((jobs + 16) * rows::ROW);
        out.bytes.extend(MAGIC);
        out.bytes.extend(VERSION.to_le_bytes());
        out.bytes.extend([0; 8]);
        out.text(&self.user);
        out.bool(self.is_admin);
        out.bool(self.is_asynchronous);
        out.text(&self.error_message());
        out.u64(self.events.count);
        self.write_cluster(&mut out);
        let length_at = out.later();
        let (others, by_id) = out.rows();
        out.u32(others.len() as u32);
        others.iter().for_each(|id| self.write_job(*id, &mut out));
        out.bool(by_id);
        if !by_id {
            let order = self.order();
            out.u32(order.len() as u32);
            order.iter().for_each(|id| out.bytes.extend((*id as u32).to_le_bytes()));
        }
        self.write_members(&mut out);
        out.fill_in(length_at, out.bytes.len() - length_at - 8);
        out.tables();
        let mut bytes = out.bytes;
        let checksum = xxh64(&bytes[HEADER..], 0);
        bytes[HEADER - 8..HEADER].copy_from_slice(&checksum.to_le_bytes());
        bytes
    }

    /// A digest of all that decides the future: equal on every machine for equal states. Reads and refused calls leave
    /// it alone.
    pub fn state_digest(&self) -> String {
        let mut out = Writer::new(&self.jobs, Width::Full);
        self.write_cluster(&mut out);
        let ids: Vec<JobId> = self.jobs.ids().collect();
        out.u32(ids.len() as u32);
        for &id in &ids {
            self.write_job(id, &mut out);
        }
        let order = self.order();
        out.u32(order.len() as u32);
        order.iter().for_each(|id| out.u32(*id as u32));
        self.write_rare_future(&mut out);
        format!("{:016x}", xxh64(&out.bytes, 0))
    }

    /// All but the jobs.
    fn write_cluster(&self, out: &mut Writer<'_>) {
        out.text(&self.name);
        out.bool(self.execution == Execution::Host);
        out.bool(self.reuse_job_ids);
        out.time(self.now);
        out.near = self.now;
        out.pairs(&self.parameters.list());
        out.pairs(&self.environment);
        out.u32(self.nodes.len() as u32);
        for &at in self.nodes.listing() {
            let node = self.nodes.node(at);
            out.text(&node.name);
            out.u32(node.capacity);
            out.u32(node.memory as u32);
            out.u8(node.status as u8);
            out.bool(node.lost);
            out.time(node.crashed.unwrap_or(NEVER));
        }
        out.u32(self.ids.highest() as u32);
    }

    /// The jobs that were submitted, in that order: it matters while they wait or may return to the queue.
    fn order(&self) -> Vec<JobId> {
        let waiting = waiting_or_running(&self.jobs);
        let mut order: Vec<(u64, JobId)> = waiting.map(|id| (self.jobs.record(id).seq, id)).collect();
        sort(&mut order);
        order.into_iter().map(|(_, id)| id).collect()
    }

    fn write_job(&self, id: JobId, out: &mut Writer<'_>) {
        let (record, details) = (self.jobs.record(id), self.jobs.details(id));
        out.u32(id as u32);
        out.u8(record.status as u8);
        out.u8(record.priority as u8);
        out.u8(record.ended_by.map_or(u8::MAX, |by| by as u8));
        for flag in KEPT_FLAGS {
            out.bool(record.flags.has(flag));
        }
        out.u32(record.minimum);
        out.u32(record.maximum);
        out.u32(record.limit_seconds());
        out.u32(record.attempt);
        for time in [details.create, details.submit, record.start, record.end] {
            out.time(time);
        }
        for text in [record.owner, details.name, details.project, details.license, details.user] {
            out.handle(text);
        }
        out.handle(record.message);
        out.handle(record.ended_user());
        let rare = rare_to_say(details);
        out.bool(rare.is_some());
        if let Some(rare) = rare {
            out.texts(&rare.asked_nodes);
            out.pairs(&rare.extended_terms);
            out.u32(rare.retries);
            out.u32(rare.attempts.len() as u32);
            for run in &rare.attempts {
                out.u32(run.attempt);
                out.time(run.start);
                out.time(run.end);
                out.u8(run.status as u8);
                out.u8(run.ended_by as u8);
                out.handle(run.user);
                out.handle(run.message);
            }
        }
        let runs = record.status == JobStatus::Running;
        let run = self.jobs.run(id);
        out.place(&if runs { run.held() } else { Vec::new() });
        out.u32(record.tasks);
        for at in 0..record.tasks as usize {
            let task = self.jobs.task(id, at);
            out.terms(task.terms);
            out.numbers(details.depends_of(at));
            out.u8(task.status as u8);
            out.u8(task.ended_by.map_or(u8::MAX, |by| by as u8));
            out.bool(task.silent);
            out.u32(task.runs);
            out.u32(task.retries);
            out.u32(task.exit_code as u32);
            out.handle(task.message);
            for time in [task.create, task.start, task.end] {
                out.time(time);
            }
            if task.status == JobStatus::Running {
                match &run.work {
                    Some(work) => out.place(&work.places[at]),
                    None => out.place(&run.held()),
                }
            }
        }
    }

    /// The cluster that a snapshot was taken of.
    ///
    /// # Errors
    /// `InvalidSnapshot`: other bytes, another version, or damaged.
    pub fn from_snapshot(bytes: &[u8]) -> Result<Cluster> {
        let invalid =
            |why: &str| ClusterError::new(ErrorCode::InvalidSnapshot, format!("No valid snapshot: {why}."));
        let (header, body) = bytes.split_at_checked(HEADER).ok_or_else(|| invalid("too short"))?;
        if &header[..4] != MAGIC {
            return Err(invalid("it does not begin like one"));
        }
        if header[4..8] != VERSION.to_le_bytes() {
            return Err(invalid("it is of another version"));
        }
        if header[8..] != xxh64(body, 0).to_le_bytes() {
            return Err(invalid("the checksum does not agree"));
        }
        read_cluster(body).ok_or_else(|| invalid("it contradicts itself"))
    }
}

const KEPT_FLAGS: [Flags; 4] =
    [Flags::EXCLUSIVE, Flags::RUN_UNTIL_CANCELED, Flags::BACKFILL, Flags::RUNTIME_GIVEN];

/// What is there to be said, not whether there is memory for it.
fn rare_to_say(details: &JobDetails) -> Option<&Rare> {
    details.rare.as_deref().filter(|rare| {
        let lists = [rare.asked_nodes.len(), rare.extended_terms.len(), rare.attempts.len()];
        rare.retries > 0 || lists.iter().any(|length| *length > 0)
    })
}

/// The jobs whose place in the order of submissions means something, by id.
fn waiting_or_running(jobs: &Jobs) -> impl Iterator<Item = JobId> {
    jobs.ids().filter(|id| matches!(jobs.record(*id).status, JobStatus::Queued | JobStatus::Running))
}

/// How numbers and instants are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Width {
    Full,
    Needed,
}

struct Writer<'a> {
    jobs: &'a Jobs,
    bytes: Vec<u8>,
    width: Width,
    /// Instants are written by their distance from this one.
    near: Time,
    /// The number of a text or of terms, by handle; `u32::MAX`: none yet.
    texts: Vec<u32>,
    terms: Vec<u32>,
    /// In the order of their numbers.
    used_texts: Vec<Handle>,
    used_terms: Vec<Handle>,
}

impl<'a> Writer<'a> {
    fn new(jobs: &'a Jobs, width: Width) -> Writer<'a> {
        let mut texts = vec![u32::MAX; jobs.texts.slots()];
        let terms = vec![u32::MAX; jobs.terms.slots()];
        let mut used_texts = Vec::new();
        if width == Width::Needed {
            for number in 0..KNOWN_TEXTS {
                texts[number as usize] = number;
                used_texts.push(Handle(number));
            }
        }
        Writer { jobs, bytes: Vec::new(), width, near: 0, texts, terms, used_texts, used_terms: Vec::new() }
    }

    fn u8(&mut self, value: u8) {
        self.bytes.push(value);
    }

    fn bool(&mut self, value: bool) {
        self.u8(u8::from(value));
    }

    /// Leaves room for a number that will be known later. Gives its place.
    fn later(&mut self) -> usize {
        self.bytes.extend([0; 8]);
        self.bytes.len() - 8
    }

    fn fill_in(&mut self, place: usize, number: usize) {
        self.bytes[place..][..8].copy_from_slice(&(number as u64).to_le_bytes());
    }

    /// 7 bits in each byte, the lowest first; the eighth says that more follow.
    fn needed(&mut self, mut value: u64) {
        while value >= 128 {
            self.bytes.push(value as u8 | 128);
            value >>= 7;
        }
        self.bytes.push(value as u8);
    }

    fn u32(&mut self, value: u32) {
        match self.width {
            Width::Full => self.bytes.extend(value.to_le_bytes()),
            Width::Needed => self.needed(value.into()),
        }
    }

    fn u64(&mut self, value: u64) {
        match self.width {
            Width::Full => self.bytes.extend(value.to_le_bytes()),
            Width::Needed => self.needed(value),
        }
    }

    fn time(&mut self, value: Time) {
        match self.width {
            Width::Full => self.bytes.extend(value.to_le_bytes()),
            Width::Needed if value == NEVER => self.u8(0),
            // Earlier and later ones in turn, so that near ones are small on both sides.
            Width::Needed => {
                let distance = value - self.near;
                self.needed(((distance << 1) ^ (distance >> 63)) as u64 + 1);
            }
        }
    }

    fn text(&mut self, text: &str) {
        self.u32(text.len() as u32);
        self.bytes.extend(text.as_bytes());
    }

    fn texts(&mut self, texts: &[String]) {
        self.u32(texts.len() as u32);
        texts.iter().for_each(|text| self.text(text));
    }

    fn pairs(&mut self, pairs: &[(String, String)]) {
        self.u32(pairs.len() as u32);
        for (name, value) in pairs {
            self.text(name);
            self.text(value);
        }
    }

    fn numbers(&mut self, numbers: &[u32]) {
        self.u32(numbers.len() as u32);
        numbers.iter().for_each(|number| self.u32(*number));
    }

    fn place(&mut self, place: &[(u32, u32)]) {
        self.u32(place.len() as u32);
        for &(node, count) in place {
            self.u32(node);
            self.u32(count);
        }
    }

    /// A text's number, by first use.
    fn text_number(&mut self, handle: Handle) -> u32 {
        number_of(handle, &mut self.texts, &mut self.used_texts)
    }

    fn terms_number(&mut self, handle: Handle) -> u32 {
        number_of(handle, &mut self.terms, &mut self.used_terms)
    }

    /// A text's number; in a digest, where it is used first, the text behind it.
    fn handle(&mut self, handle: Handle) {
        let before = self.used_texts.len();
        let number = self.text_number(handle);
        self.u32(number);
        if self.width == Width::Full && self.used_texts.len() > before {
            self.text(self.jobs.texts.get(handle));
        }
    }

    /// The same for a task's terms.
    fn terms(&mut self, handle: Handle) {
        let before = self.used_terms.len();
        let number = self.terms_number(handle);
        self.u32(number);
        if self.width == Width::Full && self.used_terms.len() > before {
            self.spec(&self.jobs.terms.get(handle).spec);
        }
    }

    /// All texts that were used, their lengths first, and all terms.
    fn tables(&mut self) {
        let jobs = self.jobs;
        let texts = std::mem::take(&mut self.used_texts);
        let texts = texts[KNOWN_TEXTS as usize..].iter().map(|handle| jobs.texts.get(*handle));
        self.u32(texts.len() as u32);
        texts.clone().for_each(|text| self.u32(text.len() as u32));
        texts.for_each(|text| self.bytes.extend(text.as_bytes()));
        let terms = std::mem::take(&mut self.used_terms);
        self.u32(terms.len() as u32);
        terms.iter().for_each(|handle| self.spec(&jobs.terms.get(*handle).spec));
    }

    fn spec(&mut self, spec: &TaskSpec) {
        for text in
            [&spec.command_line, &spec.name, &spec.work_directory, &spec.stdin, &spec.stdout, &spec.stderr]
        {
            self.text(text);
        }
        self.texts(&spec.depend);
        self.texts(&spec.required_nodes);
        self.u32(spec.minimum_number_of_processors as u32);
        self.u32(spec.maximum_number_of_processors as u32);
        self.u32(match spec.runtime {
            Runtime::Seconds(seconds) => seconds,
            Runtime::Infinite => u32::MAX,
        });
        self.bool(spec.is_exclusive);
        self.bool(spec.is_rerunnable);
        self.pairs(&spec.environment_variables);
        self.pairs(&spec.extended_task_terms);
        self.bool(spec.simulation.is_some());
        if let Some(simulation) = spec.simulation {
            self.time(simulation.duration.unwrap_or(NEVER));
            self.u32(simulation.exit_code as u32);
        }
    }
}

fn number_of(handle: Handle, numbers: &mut [u32], used: &mut Vec<Handle>) -> u32 {
    let slot = &mut numbers[handle.0 as usize];
    if *slot == u32::MAX {
        *slot = used.len() as u32;
        used.push(handle);
    }
    *slot
}

/// Reads what a [`Writer`] wrote; `None` where it cannot have.
struct Reader<'a> {
    rest: &'a [u8],
    near: Time,
    /// Terms by their numbers. A text's number is its handle.
    terms: Vec<Handle>,
    /// Who owns jobs, each at least once.
    owners: Vec<Handle>,
}

impl<'a> Reader<'a> {
    fn new(rest: &'a [u8]) -> Reader<'a> {
        Reader { rest, near: 0, terms: Vec::new(), owners: Vec::new() }
    }

    fn u8(&mut self) -> Option<u8> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*first)
    }

    fn bool(&mut self) -> Option<bool> {
        match self.u8()? {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        }
    }

    /// A number in as few bytes as it needs; overlong ones mean the same.
    fn u64(&mut self) -> Option<u64> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.u8()?;
            value |= u64::from(byte & 127) << shift;
            if byte < 128 {
                return Some(value);
            }
        }
        None
    }

    /// What [`Writer::fill_in`] wrote.
    fn number_of_eight(&mut self) -> Option<usize> {
        let (number, rest) = self.rest.split_first_chunk()?;
        self.rest = rest;
        usize::try_from(u64::from_le_bytes(*number)).ok()
    }

    fn u32(&mut self) -> Option<u32> {
        self.u64()?.try_into().ok()
    }

    /// A number that can be counted on.
    fn number(&mut self) -> Option<u32> {
        self.u32().filter(|number| *number <= i32::MAX as u32)
    }

    /// A positive number of processors.
    fn processors(&mut self) -> Option<u32> {
        self.u32().filter(|count| (1..=i32::MAX as u32).contains(count))
    }

    /// An instant, or [`NEVER`].
    fn time(&mut self) -> Option<Time> {
        let Some(distance) = self.u64()?.checked_sub(1) else { return Some(NEVER) };
        let distance = (distance >> 1) as Time ^ -((distance & 1) as Time);
        self.near.checked_add(distance).filter(|time| (TIME_MIN..=TIME_MAX).contains(time))
    }

    /// How many items follow; each takes at least a byte.
    fn count(&mut self) -> Option<usize> {
        self.u32().map(|count| count as usize).filter(|count| *count <= self.rest.len())
    }

    fn text(&mut self) -> Option<String> {
        let length = self.count()?;
        let (text, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        std::str::from_utf8(text).ok().map(str::to_owned)
    }

    fn list<T>(&mut self, mut item: impl FnMut(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let count = self.count()?;
        (0..count).map(|_| item(self)).collect()
    }

    /// The ids of submissions in their order.
    fn order(&mut self) -> Option<Vec<JobId>> {
        let length = self.count()?.checked_mul(4)?;
        let (order, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        Some(order.as_chunks().0.iter().map(|id| JobId::from_le_bytes(*id)).collect())
    }

    fn texts(&mut self) -> Option<Vec<String>> {
        self.list(Self::text)
    }

    fn pairs(&mut self) -> Option<Vec<(String, String)>> {
        self.list(|reader| Some((reader.text()?, reader.text()?)))
    }

    /// (node, processors), by node.
    fn place(&mut self, nodes: usize) -> Option<Vec<(u32, u32)>> {
        let place = self.list(|reader| Some((reader.u32()?, reader.processors()?)))?;
        let in_order = place.is_sorted_by(|a, b| a.0 < b.0);
        (in_order && place.last().is_none_or(|last| (last.0 as usize) < nodes)).then_some(place)
    }

    fn status(&mut self) -> Option<JobStatus> {
        JobStatus::from_number(self.u8()?)
    }

    fn ended_by(&mut self) -> Option<Option<EndedBy>> {
        match self.u8()? {
            u8::MAX => Some(None),
            number => EndedBy::from_number(number).map(Some),
        }
    }

    fn runtime(&mut self) -> Option<Runtime> {
        match self.u32()? {
            u32::MAX => Some(Runtime::Infinite),
            seconds => Some(Runtime::Seconds(seconds)).filter(|_| seconds <= Runtime::SECONDS_MAX),
        }
    }

    fn handle(&mut self, jobs: &Jobs) -> Option<Handle> {
        self.u32().filter(|number| (*number as usize) < jobs.texts.slots()).map(Handle)
    }

    /// Whose job it is.
    fn known_owner(&mut self, owner: Handle) -> Handle {
        if self.owners.last() != Some(&owner) {
            self.owners.push(owner);
        }
        owner
    }

    /// Texts and terms, into a cluster that has none yet.
    fn tables(&mut self, cluster: &mut Cluster) -> Option<()> {
        let lengths = self.list(Self::u32)?;
        for length in lengths {
            // The empty one has its number already.
            let (text, rest) = self.rest.split_at_checked(length as usize).filter(|_| length > 0)?;
            self.rest = rest;
            cluster.jobs.texts.push(std::str::from_utf8(text).ok()?);
        }
        for _ in 0..self.count()? {
            let spec = self.spec()?;
            let required = cluster.check_nodes("requiredNodes", &spec.required_nodes).ok()?;
            self.terms.push(cluster.jobs.terms_handle(&spec, required));
        }
        self.rest.is_empty().then_some(())
    }

    /// Who may do what with a job is told by the number of its owner: no two may mean the same.
    fn owners_differ(&mut self, texts: &Texts) -> bool {
        sort(&mut self.owners);
        self.owners.dedup();
        let mut names: Vec<&str> = self.owners.iter().map(|owner| texts.get(*owner)).collect();
        sort(&mut names);
        names.windows(2).all(|pair| pair[0] != pair[1])
    }

    fn spec(&mut self) -> Option<TaskSpec> {
        Some(TaskSpec {
            command_line: self.text()?,
            name: self.text()?,
            work_directory: self.text()?,
            stdin: self.text()?,
            stdout: self.text()?,
            stderr: self.text()?,
            depend: self.texts()?,
            required_nodes: self.texts()?,
            minimum_number_of_processors: self.processors()? as i32,
            maximum_number_of_processors: self.processors()? as i32,
            runtime: self.runtime()?,
            is_exclusive: self.bool()?,
            is_rerunnable: self.bool()?,
            environment_variables: self.pairs()?,
            extended_task_terms: self.pairs()?,
            simulation: match self.bool()? {
                false => None,
                true => Some(Simulation {
                    duration: Some(self.time()?).filter(|duration| *duration != NEVER),
                    exit_code: self.u32()? as i32,
                }),
            },
        })
    }
}

fn read_cluster(body: &[u8]) -> Option<Cluster> {
    let mut from = Reader::new(body);
    let (user, is_admin, is_asynchronous) = (from.text()?, from.bool()?, from.bool()?);
    let error = from.text()?;
    let event_count = from.u64().filter(|count| *count <= TIME_MAX as u64)?;
    let mut options = ClusterOptions { user, is_admin, name: from.text()?, ..ClusterOptions::default() };
    options.execution = if from.bool()? { Execution::Host } else { Execution::Simulated };
    options.reuse_job_ids = from.bool()?;
    options.now = from.time().filter(|now| *now != NEVER)?;
    from.near = options.now;
    options.parameters = from.pairs()?.into_iter().filter(|(_, value)| !value.is_empty()).collect();
    let environment = from.pairs()?;
    let mut crashes = Vec::new();
    options.nodes = from.list(|from| {
        let name = from.text()?;
        let (number_of_processors, memory) = (from.processors()? as i32, from.u32()? as i32);
        let (status, lost, crashed) = (NodeStatus::from_number(from.u8()?)?, from.bool()?, from.time()?);
        if crashed > options.now {
            return None;
        }
        crashes.push((name.clone(), lost, crashed));
        Some(NodeSpec { name, number_of_processors, memory, status })
    })?;
    let mut cluster = Cluster::new(options).ok()?;
    cluster.environment = environment;
    cluster.is_asynchronous = is_asynchronous;
    for (name, lost, crashed) in crashes {
        let node = cluster.nodes.find(&name)?;
        cluster.nodes.change(node, |node| {
            node.lost = lost;
            node.crashed = (crashed != NEVER).then_some(crashed);
        });
        if crashed != NEVER && !lost {
            cluster.crashed.push(node);
        }
    }
    sort(&mut cluster.crashed);
    let highest = from.u32().and_then(|highest| i32::try_from(highest).ok())?;
    let length = from.number_of_eight()?;
    let (jobs, tables) = from.rest.split_at_checked(length)?;
    from.rest = tables;
    from.tables(&mut cluster)?;
    from.rest = jobs;
    from.rows(&mut cluster, highest)?;
    let mut others: Vec<JobId> = Vec::new();
    for _ in 0..from.count()? {
        let last = others.last().copied().unwrap_or(0);
        others.push(read_job(&mut from, &mut cluster, last, highest)?);
    }
    if !from.owners_differ(&cluster.jobs.texts) {
        return None;
    }
    cluster.ids = FreeIds::restore(cluster.reuse_job_ids, highest, cluster.jobs.ids());
    let order = if from.bool()? { None } else { Some(from.order()?) };
    members::read_members(&mut from, &mut cluster)?;
    if !from.rest.is_empty() {
        return None;
    }
    restore_order(&mut cluster, order)?;
    restore_ends(&mut cluster, &others);
    cluster.events = EventLog::restore(event_count);
    cluster.pass.resources_changed();
    cluster.find_next_event();
    let overdue = |id: JobId| cluster.jobs.record(id).deadline().is_some_and(|limit| limit <= cluster.now);
    if cluster.next_event_time().is_some_and(|next| next <= cluster.now)
        || cluster.jobs.running().any(overdue)
    {
        return None;
    }
    cluster.record_error(ClusterError::new(ErrorCode::InvalidSnapshot, error));
    Some(cluster)
}

/// Reads one job into the cluster. Ids rise.
fn read_job(from: &mut Reader<'_>, cluster: &mut Cluster, last: JobId, highest: JobId) -> Option<JobId> {
    let id = from.u32().and_then(|id| JobId::try_from(id).ok()).filter(|id| *id > last && *id <= highest)?;
    if cluster.jobs.find(id).is_some() {
        return None;
    }
    let mut record = Jobs::blank_record();
    record.status = from.status()?;
    record.priority = JobPriority::from_number(from.u8()?)?;
    record.ended_by = from.ended_by()?;
    for flag in KEPT_FLAGS {
        record.flags.set(flag, from.bool()?);
    }
    (record.minimum, record.maximum) = (from.processors()?, from.processors()?);
    record.set_runtime(from.runtime()?);
    record.attempt = from.number()?;
    let mut details = JobDetails::new(from.time().filter(|create| *create != NEVER)?);
    (details.submit, record.start, record.end) = (from.time()?, from.time()?, from.time()?);
    let ended = record.status.is_completed();
    let running = record.status == JobStatus::Running;
    let timely = (record.end != NEVER) == ended
        && record.ended_by.is_some() == ended
        && (record.start != NEVER || !running)
        && (record.start == NEVER || running || ended)
        && record.start.max(record.end) <= cluster.now;
    if !timely || record.minimum > record.maximum {
        return None;
    }
    let jobs = &cluster.jobs;
    let owner = from.handle(jobs)?;
    record.owner = from.known_owner(owner);
    (details.name, details.project) = (from.handle(jobs)?, from.handle(jobs)?);
    (details.license, details.user) = (from.handle(jobs)?, from.handle(jobs)?);
    record.message = from.handle(jobs)?;
    record.set_ended_user(from.handle(jobs)?);
    if from.bool()? {
        let asked_nodes = from.texts()?;
        let rare = details.rare_mut();
        rare.extended_terms = from.pairs()?;
        rare.retries = from.number()?;
        rare.attempts = from.list(|from| {
            Some(AttemptRecord {
                attempt: from.number()?,
                start: from.time()?,
                end: from.time()?,
                status: from.status()?,
                ended_by: from.ended_by()??,
                user: from.handle(jobs)?,
                message: from.handle(jobs)?,
            })
        })?;
        if !asked_nodes.is_empty() {
            let nodes = cluster.check_nodes("askedNodes", &asked_nodes).ok()?;
            let rare = details.rare_mut();
            rare.asked = Some(Arc::new(Mask::of(cluster.nodes.len(), nodes)));
            rare.asked_nodes = asked_nodes;
        }
    }
    let held = from.place(cluster.nodes.len())?;
    let sum: u64 = held.iter().map(|held| u64::from(held.1)).sum();
    if held.is_empty() == running || sum > u64::from(record.maximum) {
        return None;
    }
    let mut places = Vec::new();
    let mut run = Run::default();
    for at in 0..from.count()? {
        run.tasks.push(read_task(from, cluster, &mut details, at, record.status, &mut places)?);
    }
    if !can_all_start(&details, run.tasks.len()) {
        return None;
    }
    let spans: Vec<Span> =
        held.iter().map(|&(node, count)| Span { mask: 1 << (node % 64), word: node / 64, count }).collect();
    run.spans = spans.into_iter().collect();
    let exclusive = record.flags.has(Flags::EXCLUSIVE);
    let fits = run.spans.iter().all(|span| {
        let index = span.nodes().next().unwrap_or(0);
        let (node, idle) = (cluster.nodes.node(index), cluster.nodes.idle(index));
        if exclusive { idle == node.capacity && span.count <= node.capacity } else { span.count <= idle }
    });
    if !fits || !cluster.jobs.make_room(id) {
        return None;
    }
    cluster.nodes.take(&run.spans, exclusive);
    let whole = match (&run.tasks[..], &places[..]) {
        ([_], [(0, place)]) => *place == held,
        ([task], []) => !task.is_open(),
        _ => false,
    };
    if running && !whole && !run.tasks.is_empty() {
        let mut work = Work::of(&details, &run);
        for (task, place) in places {
            let exclusive = cluster.jobs.terms.get(run.tasks[task].terms).spec.is_exclusive;
            if !work.can_occupy(&place) {
                return None;
            }
            work.occupy(task, place, exclusive);
        }
        run.work = Some(Box::new(work));
    }
    let waits = matches!(record.status, JobStatus::NotSubmitted | JobStatus::Queued);
    let pristine = |task: &TaskRecord| {
        let mut fresh = task.clone();
        fresh.reset(record.status);
        fresh == *task
    };
    let whole = running && run.work.is_none() && run.tasks.iter().all(TaskRecord::is_open);
    let follow = whole || waits && run.tasks.iter().all(pristine);
    record.flags.set(Flags::FOLLOW, follow);
    if !(follow && waits || cluster.jobs.make_room_to_run(id)) {
        return None;
    }
    let Run { spans, work, tasks } = run;
    cluster.jobs.insert(id, record, details, tasks);
    if running {
        let run = cluster.jobs.run_mut(id);
        (run.spans, run.work) = (spans, work);
    }
    cluster.demands_changed(id);
    Some(id)
}

/// Whether the tasks' dependencies are tasks, and none of them waits for itself.
fn can_all_start(details: &JobDetails, tasks: usize) -> bool {
    let all = details.rare.as_ref().map_or(&[][..], |rare| &rare.depends);
    if all.is_empty() {
        return true;
    }
    let known = |on: &u32| (*on as usize) < tasks;
    let mut depends = all.to_vec();
    depends.resize_with(tasks, Vec::new);
    all.iter().flatten().all(known) && checks::find_cycle(&depends, 0).is_none()
}

fn read_task(
    from: &mut Reader<'_>,
    cluster: &mut Cluster,
    details: &mut JobDetails,
    at: usize,
    job: JobStatus,
    places: &mut Vec<(usize, Vec<(u32, u32)>)>,
) -> Option<TaskRecord> {
    let number = from.u32()? as usize;
    let mut task = TaskRecord::new(*from.terms.get(number)?, JobStatus::NotSubmitted, NEVER);
    let depends = from.list(Reader::u32)?;
    if !depends.is_empty() {
        let all = &mut details.rare_mut().depends;
        all.resize_with(at, Vec::new);
        all.push(depends);
    }
    task.status = from.status()?;
    task.ended_by = from.ended_by()?;
    task.silent = from.bool()?;
    (task.runs, task.retries, task.exit_code) = (from.number()?, from.number()?, from.u32()? as i32);
    task.message = from.handle(&cluster.jobs)?;
    (task.create, task.start, task.end) = (from.time()?, from.time()?, from.time()?);
    let fits = match task.status {
        JobStatus::NotSubmitted => job == JobStatus::NotSubmitted,
        JobStatus::Queued => job != JobStatus::NotSubmitted && job != JobStatus::Finished,
        JobStatus::Running => job == JobStatus::Running && task.start != NEVER && task.start <= cluster.now,
        JobStatus::Finished | JobStatus::Failed | JobStatus::Cancelled => task.end != NEVER,
    };
    if !fits {
        return None;
    }
    if task.status == JobStatus::Running {
        places.push((at, from.place(cluster.nodes.len())?));
    }
    Some(task)
}

/// Numbers the submissions by their order, and fills the queue.
///
/// `None`: the order is that of the ids.
fn restore_order(cluster: &mut Cluster, order: Option<Vec<JobId>>) -> Option<()> {
    let Some(order) = order else {
        for id in 0..cluster.jobs.slots() as JobId {
            // Whoever was not submitted is passed over.
            restore_submission(cluster, id);
        }
        return Some(());
    };
    let counts = cluster.jobs.counts;
    if order.len() as i64 != counts[JobStatus::Queued as usize] + counts[JobStatus::Running as usize] {
        return None;
    }
    order.into_iter().try_for_each(|id| restore_submission(cluster, id))
}

fn restore_submission(cluster: &mut Cluster, id: JobId) -> Option<()> {
    let seq = cluster.next_seq;
    let record = cluster.jobs.find_mut(id).filter(|record| record.seq == 0)?;
    match record.status {
        JobStatus::Queued | JobStatus::Running => record.seq = seq,
        JobStatus::NotSubmitted | JobStatus::Finished | JobStatus::Failed | JobStatus::Cancelled => {
            return None;
        }
    }
    cluster.next_seq += 1;
    let record = cluster.jobs.record(id);
    if record.status == JobStatus::Queued {
        cluster.queue.enter(id, record);
    }
    Some(())
}

/// What is pending: ends, limits, removals. Those of whom a row says all only wait.
fn restore_ends(cluster: &mut Cluster, others: &[JobId]) {
    let mut ended: Vec<(Time, JobId)> = Vec::new();
    for &id in others {
        let record = cluster.jobs.record(id);
        if record.status.is_completed() {
            ended.push((record.end, id));
        } else if record.status == JobStatus::Running {
            cluster.jobs.push_running(id);
            for task in 0..cluster.jobs.record(id).tasks as usize {
                cluster.await_task(id, task);
            }
            if !cluster.ends_before_limit(id) {
                cluster.arm_limit(id);
            }
        }
    }
    sort(&mut ended);
    for (end, id) in ended {
        let generation = cluster.jobs.record(id).generation;
        cluster.expiry.push(end, &[Ended { id, generation }]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// At the ends of each length, at both sides of the clock, and never.
    #[test]
    fn numbers_and_instants_come_back() {
        let jobs = Jobs::new();
        let lengths = (0..64).flat_map(|bit| [(1_u64 << bit) - 1, 1 << bit]);
        let numbers: Vec<u64> = lengths.chain([u64::MAX]).collect();
        let near = 1_150_000_000_000;
        let times = [NEVER, TIME_MIN, -1, 0, near - 64, near - 1, near, near + 1, near + 63, TIME_MAX];
        let mut out = Writer::new(&jobs, Width::Needed);
        out.near = near;
        numbers.iter().for_each(|number| out.u64(*number));
        times.iter().for_each(|time| out.time(*time));
        let mut from = Reader { near, ..Reader::new(&out.bytes) };
        assert!(numbers.iter().all(|number| from.u64() == Some(*number)));
        assert!(times.iter().all(|time| from.time() == Some(*time)));
        assert!(from.rest.is_empty());
    }

    #[test]
    fn what_is_too_long_or_too_far_is_no_number() {
        let reader = |rest| Reader { near: TIME_MAX, ..Reader::new(rest) };
        assert_eq!(reader(&[128; 12]).u64(), None);
        assert_eq!(reader(&[128]).u64(), None);
        assert_eq!(reader(&[128, 128, 128, 128, 16]).u32(), None);
        assert_eq!(reader(&[3]).time(), None, "after the end of time");
    }
}

//! Random histories: the core against the naive model, everything observable compared after every step.
//!
//! `HISTORY_STEPS=1000000` runs longer, `HISTORY_SEED=17` runs that one history. A failing history is shrunk and
//! printed as a script of the golden format: paste it into `regressions` below.

mod model;
mod script;

use ccp_scheduler::*;
use script::{Check, Op, Pair, blocks, read_options, write_options};
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// Steps of one history.
const STEPS: u64 = 250;

// ── chance ──

/// SplitMix64: small, seeded, the same everywhere.
struct Rng(u64);

impl Rng {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
    fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound as u64) as usize
    }
    fn between(&mut self, low: i32, high: i32) -> i32 {
        low + self.below((high - low + 1) as usize) as i32
    }
    fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }
    fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }
}

// ── random clusters and calls ──

/// What a history draws from.
struct World {
    rng: Rng,
    nodes: Vec<String>,
    processors: i32,
    large: bool,
    host: bool,
    /// No node crashes or is paused in this history.
    calm: bool,
    /// Every job has a run-time limit, so that there are shadow times.
    limited: bool,
    /// Little but jobs that queue and end: backfill at its densest.
    packed: bool,
}

fn random_options(rng: &mut Rng, large: bool) -> ClusterOptions {
    let count = if large { rng.between(60, 140) } else { rng.between(1, 6) };
    let mut names: Vec<String> = (1..=count).map(|at| format!("N{at}")).collect();
    for at in (1..names.len()).rev() {
        names.swap(at, rng.below(at + 1));
    }
    let node = |name: &String| {
        let processors = if large { 1 + rng.below(3) as i32 } else { rng.between(1, 8) };
        let status = match rng.below(20) {
            0 => NodeStatus::Paused,
            1 => NodeStatus::Pending,
            2 => NodeStatus::Unreachable,
            _ => NodeStatus::Ready,
        };
        NodeSpec { status, memory: 512, ..NodeSpec::new(name, processors) }
    };
    let nodes = names.iter().map(node).collect();
    let mut options = ClusterOptions { nodes, ..ClusterOptions::default() };
    options.reuse_job_ids = rng.chance(85);
    if rng.chance(10) {
        options.execution = Execution::Host;
    }
    if rng.chance(30) {
        options.now = i64::from(rng.between(-1_000_000, 1_000_000)) * 1_234_567;
    }
    if rng.chance(15) {
        options.user = "LAB\\ann".to_owned();
        options.is_admin = rng.chance(50);
    }
    let mut sometimes = |percent: usize, name: &str, values: &[&str]| {
        if rng.chance(percent) {
            options.parameters.push((name.to_owned(), (*rng.pick(values)).to_owned()));
        }
    };
    sometimes(60, "TTLCompletedJobs", &["1"]);
    sometimes(30, "BackfillLookahead", &["0", "1", "2", "3", "-1", "-7"]);
    sometimes(40, "JobRetryCount", &["0", "1", "2"]);
    sometimes(40, "taskretrycount", &["0", "1", "2"]);
    sometimes(50, "HeartbeatInterval", &["1", "5", "20"]);
    sometimes(30, "JobRuntime", &["00:00:01", "00:00:00:30", "00:00:00:05", "00:00:00"]);
    options
}

const LONG: [usize; 4] = [80, 81, 320, 321];

impl World {
    fn new(mut rng: Rng, options: &ClusterOptions, large: bool) -> World {
        let packed = rng.chance(25);
        World {
            calm: packed || rng.chance(50),
            limited: packed || rng.chance(50),
            packed,
            rng,
            nodes: options.nodes.iter().map(|node| node.name.clone()).collect(),
            processors: options.nodes.iter().map(|node| node.number_of_processors).sum(),
            large,
            host: options.execution == Execution::Host,
        }
    }

    fn node(&mut self) -> String {
        if self.rng.chance(2) { "nowhere".to_owned() } else { self.rng.pick(&self.nodes).clone() }
    }

    /// Mostly one of those, if there are any.
    fn node_that(&mut self, core: &Cluster, wanted: impl Fn(&ComputeNode) -> bool) -> String {
        let nodes: Vec<ComputeNode> = core.compute_nodes().into_iter().filter(|node| wanted(node)).collect();
        if nodes.is_empty() || self.rng.chance(25) { self.node() } else { self.rng.pick(&nodes).name.clone() }
    }

    /// A few different nodes; rarely one twice, or one that does not exist.
    fn some_nodes(&mut self, at_most: usize) -> Vec<String> {
        let mut names = Vec::new();
        for _ in 0..=self.rng.below(at_most) {
            let name = self.node();
            if !names.contains(&name) || self.rng.chance(2) {
                names.push(name);
            }
        }
        names
    }

    fn runtime(&mut self) -> Runtime {
        match self.rng.below(9) {
            0 if !self.limited => Runtime::Infinite,
            1 if self.rng.chance(30) => Runtime::Seconds(0),
            3 | 4 => Runtime::Seconds(self.rng.between(90, 900) as u32),
            2 => Runtime::Seconds(86_400),
            _ => Runtime::Seconds(self.rng.between(1, 90) as u32),
        }
    }

    fn text(&mut self) -> String {
        let length = if self.rng.chance(3) { *self.rng.pick(&LONG) } else { self.rng.below(4) };
        let letter = *self.rng.pick(&["a", "b", "\"", "é", "\n", "𝄞"]);
        letter.repeat(length / letter.encode_utf16().count())
    }

    fn job(&mut self) -> JobSpec {
        let mut job = JobSpec::default();
        // Where nodes crash, jobs should be able to go on with fewer processors.
        let most = if self.large { 12 } else { self.processors.min(if self.calm { 9 } else { 4 }) };
        job.minimum_number_of_processors = self.rng.between(1, most);
        job.maximum_number_of_processors =
            job.minimum_number_of_processors + self.rng.between(0, if self.calm { 4 } else { 8 });
        if self.rng.chance(3) {
            job.maximum_number_of_processors = self.rng.between(-1, 500);
        }
        job.is_exclusive = self.rng.chance(30);
        job.run_until_canceled = self.rng.chance(if self.limited { 2 } else { 8 });
        if self.rng.chance(35) {
            job.priority = *self.rng.pick(&JobPriority::ALL);
        }
        if self.limited || self.rng.chance(65) {
            job.runtime = Some(self.runtime());
        }
        if self.rng.chance(25) {
            job.asked_nodes = self.some_nodes(if self.large { 20 } else { 4 });
        }
        if self.rng.chance(8) {
            job.name = self.text();
            job.project = self.text();
            job.user = self.text();
            job.software_license =
                (*self.rng.pick(&["", "", "a:1", "a:1,b:2", "a:1,a:2", "a", "a:", ":1", "a:x", "a:1,"]))
                    .to_owned();
            job.extended_job_terms = vec![("colour".to_owned(), self.text())];
        }
        if self.packed {
            job.is_exclusive = self.rng.chance(12);
            job.runtime = Some(Runtime::Seconds(10 * self.rng.between(1, 30) as u32));
            if self.rng.chance(30) {
                job.asked_nodes = self.some_nodes(if self.large { 40 } else { 4 });
            }
            let lasts = 1_000 * i64::from(self.rng.between(1, 200));
            job.tasks = vec![TaskSpec::lasting(lasts, 1)];
            return job;
        }
        let tasks = self.rng.below(4);
        for _ in 0..tasks {
            let task = self.task(&job);
            job.tasks.push(task);
        }
        job
    }

    fn task(&mut self, job: &JobSpec) -> TaskSpec {
        let minimum = self.rng.between(1, job.minimum_number_of_processors.clamp(1, 4));
        let room = (job.maximum_number_of_processors - minimum).clamp(0, 4);
        let mut task = TaskSpec::new("work", minimum);
        task.maximum_number_of_processors = minimum + self.rng.between(0, room);
        let duration = match self.rng.below(12) {
            0 => None,
            1 => Some(0),
            2 => Some(i64::from(self.rng.between(0, 5_000))),
            3 => Some(86_400_000),
            _ => Some(i64::from(self.rng.between(1, 60)) * 1_000),
        };
        let exit_code = if self.rng.chance(12) { self.rng.between(-2, 3) } else { 0 };
        task.simulation = Some(Simulation { duration, exit_code });
        if self.rng.chance(15) {
            task.simulation = None;
            let lines =
                ["work", "sleep 7", "sleep 3 && exit 2 && sleep 9", "exit 0 && sleep 1", "a && b", "exit -5"];
            task.command_line = (*self.rng.pick(&lines)).to_owned();
        }
        if self.rng.chance(40) {
            task.name = (*self.rng.pick(&["a", "b", "c"])).to_owned();
        }
        let names: Vec<&String> =
            job.tasks.iter().map(|task| &task.name).filter(|name| !name.is_empty()).collect();
        if self.rng.chance(3) {
            task.depend = vec![(*self.rng.pick(&["a", "b", "c", "A"])).to_owned()];
        } else if !names.is_empty() && self.rng.chance(50) {
            task.depend = (0..=self.rng.below(2)).map(|_| (*self.rng.pick(&names)).clone()).collect();
        }
        if self.rng.chance(if self.calm { 12 } else { 30 }) {
            task.required_nodes = match job.asked_nodes.first() {
                Some(asked) if self.rng.chance(80) => vec![asked.clone()],
                _ => self.some_nodes(2),
            };
        }
        if self.rng.chance(15) {
            task.runtime = self.runtime();
        }
        task.is_exclusive = self.rng.chance(12);
        task.is_rerunnable = self.rng.chance(88);
        match self.rng.below(90) {
            0 => task.command_line = String::new(),
            1 => task.simulation = Some(Simulation { duration: Some(-1), exit_code: 0 }),
            2 => task.minimum_number_of_processors = self.rng.between(-1, 9),
            3 => task.maximum_number_of_processors = self.rng.between(-1, 12),
            4 => task.name = self.text(),
            5 => {
                task.environment_variables =
                    vec![("PATH".to_owned(), "x".repeat(2_000 + self.rng.below(100)))]
            }
            6 => task.extended_task_terms = vec![("t".to_owned(), self.text())],
            _ => {}
        }
        task
    }

    /// An id of a job, mostly one that exists and mostly one in that status.
    fn id(&mut self, jobs: &[Job], wanted: &[JobStatus]) -> JobId {
        if jobs.is_empty() || self.rng.chance(4) {
            return *self.rng.pick(&[0, -1, 1, 7, 99, i32::MAX, i32::MIN]);
        }
        let fitting: Vec<JobId> =
            jobs.iter().filter(|job| wanted.contains(&job.status)).map(|job| job.id).collect();
        if fitting.is_empty() || self.rng.chance(12) {
            return self.rng.pick(jobs).id;
        }
        *self.rng.pick(&fitting)
    }

    fn ids(&mut self, jobs: &[Job], wanted: &[JobStatus]) -> Vec<JobId> {
        (0..self.rng.below(5)).map(|_| self.id(jobs, wanted)).collect()
    }

    fn task_of(&mut self, jobs: &[Job], wanted: &[JobStatus]) -> (JobId, TaskId) {
        let with_it: Vec<(JobId, TaskId)> = jobs
            .iter()
            .flat_map(|job| &job.tasks)
            .filter(|task| wanted.contains(&task.status))
            .map(|task| (task.parent_job_id, task.id))
            .collect();
        if with_it.is_empty() || self.rng.chance(8) {
            return (self.id(jobs, wanted), self.rng.between(-1, 3));
        }
        *self.rng.pick(&with_it)
    }

    fn term(&mut self) -> (String, String) {
        let (nodes, runtime) = (self.some_nodes(2).join(", "), self.runtime().to_string());
        let number = self.rng.between(-1, 9).to_string();
        let text = self.text();
        let (name, value) = match self.rng.below(14) {
            0 => ("AskedNodes", nodes),
            1 => ("IsExclusive", (*self.rng.pick(&["True", "false", "FALSE", "yes"])).to_owned()),
            2 => ("Name", format!("n{text}")),
            3 => ("SoftwareLicense", (*self.rng.pick(&["", "a:1", "a:1,a:1", "a"])).to_owned()),
            4 | 5 => ("MaximumNumberOfProcessors", number),
            6 => ("MinimumNumberOfProcessors", number),
            7 => ("Priority", (*self.rng.pick(&["Lowest", "Normal", "Highest", "normal", "7"])).to_owned()),
            8 => ("Project", text),
            9 => ("RunUntilCanceled", (*self.rng.pick(&["True", "False", "FALSE", "0"])).to_owned()),
            10 | 11 => ("Runtime", if self.rng.chance(90) { runtime } else { "1:2".to_owned() }),
            12 => ("runtime", runtime),
            _ => ("Colour", text),
        };
        (name.to_owned(), value)
    }

    fn parameter(&mut self) -> Op {
        let (name, values): (&str, &[&str]) = match self.rng.below(10) {
            0 | 1 => ("TTLCompletedJobs", &["1", "2", "5", "36500", "0", "36501", "-1", "x", ""]),
            2 => ("BackfillLookahead", &["0", "1", "2", "-1", "-2147483648", "2147483648", "1.5"]),
            3 => ("HEARTBEATINTERVAL", &["1", "10", "60", "0", "86401"]),
            4 => ("InactivityCount", &["1", "3", "0", "1001"]),
            5 => ("JobRetryCount", &["0", "1", "3", "-1"]),
            6 => ("TaskRetryCount", &["0", "1", "3", "2147483648"]),
            7 => ("JobRuntime", &["Infinite", "00:00:01", "00:00:00:20", "0:1"]),
            8 => ("EventLogLevel", &["All", "Off", "off", ""]),
            _ => (*self.rng.pick(&["mine", "Mine", "SpoolDir"]), &["x", "y", ""]),
        };
        let value = (*self.rng.pick(values)).to_owned();
        Op::Set(name.to_owned(), if self.rng.chance(6) { None } else { Some(value) })
    }

    fn op(&mut self, core: &Cluster) -> Op {
        use JobStatus::{Cancelled, Failed, NotSubmitted, Queued, Running};
        let jobs = core.list_all_jobs();
        // Without jobs that leave, the lists grow and nothing new happens.
        let crowded = if self.large { 200 } else { 24 };
        if jobs.len() > crowded && self.rng.chance(40) {
            return match self.rng.below(3) {
                0 => Op::Advance(86_400_000 * i64::from(self.rng.between(1, 6))),
                1 => Op::TryCancel(
                    jobs.iter().map(|job| job.id).filter(|id| id % 2 == 0).collect(),
                    String::new(),
                ),
                _ => Op::Cancel(vec![self.rng.pick(&jobs).id], "too many".to_owned()),
            };
        }
        if !core.is_admin() && self.rng.chance(8) {
            return Op::As("CLUSTER\\Administrator".to_owned(), true);
        }
        if self.packed && self.rng.chance(80) {
            return match self.rng.below(10) {
                0..=4 => Op::Queue(self.job()),
                5 | 6 => Op::Next,
                7 => Op::Advance(i64::from(self.rng.between(0, 90)) * 1_000),
                8 => Op::QueueAll((0..self.rng.below(4)).map(|_| self.job()).collect()),
                _ => Op::CancelOne(self.id(&jobs, &[Queued, Running]), String::new()),
            };
        }
        let text = self.text();
        match self.rng.below(100) {
            84..=95 if self.calm => match self.rng.below(3) {
                0 => Op::Next,
                _ => Op::Queue(self.job()),
            },
            0..=13 => Op::Next,
            14..=18 => Op::Advance(i64::from(self.rng.between(0, 5)) * 1_000),
            19 | 20 => Op::Advance(i64::from(self.rng.between(0, 70_000))),
            21 => match self.rng.below(4) {
                0 => Op::AdvanceTo(core.now() - i64::from(self.rng.between(0, 2))),
                1 => Op::Advance(i64::from(self.rng.between(-1, 0))),
                2 if core.now() > 0 => Op::Advance(TIME_MAX),
                _ => Op::AdvanceTo(core.now() + 1),
            },
            22 => Op::Advance(86_400_000 * i64::from(self.rng.between(1, 3))),
            23..=26 => Op::Add(self.job()),
            27 => Op::AddAll((0..self.rng.below(4)).map(|_| self.job()).collect()),
            28..=43 => Op::Queue(self.job()),
            44..=46 => Op::QueueAll(
                (0..self.rng.below(if self.large { 30 } else { 5 })).map(|_| self.job()).collect(),
            ),
            47..=49 => Op::Submit(self.id(&jobs, &[NotSubmitted])),
            50 => Op::SubmitAll(self.ids(&jobs, &[NotSubmitted])),
            51..=53 => {
                let id = self.id(&jobs, &[NotSubmitted, Queued, Running]);
                let like = self.like(&jobs, id);
                Op::AddTask(id, self.task(&like))
            }
            54 => {
                let id = self.id(&jobs, &[NotSubmitted, Queued, Running]);
                let like = self.like(&jobs, id);
                Op::AddTasks(id, (0..self.rng.below(4)).map(|_| self.task(&like)).collect())
            }
            55 | 56 => Op::Modify(self.id(&jobs, &[NotSubmitted, Queued]), self.job()),
            57..=60 => {
                let (term, value) = self.term();
                Op::Term(self.id(&jobs, &[NotSubmitted, Queued, Running]), term, value)
            }
            61 | 62 => Op::CancelOne(self.id(&jobs, &[Queued, Running]), text),
            63..=66 => Op::Cancel(self.ids(&jobs, &[NotSubmitted, Queued, Running]), text),
            67 => Op::TryCancel(self.ids(&jobs, &[Queued, Running]), text),
            68 | 69 => {
                let (job, task) = self.task_of(&jobs, &[NotSubmitted, Queued, Running]);
                Op::CancelTask(job, task, text)
            }
            70 => {
                let (job, _) = self.task_of(&jobs, &[Queued, Running]);
                Op::CancelTasks(job, (0..self.rng.below(4)).map(|_| self.rng.between(1, 3)).collect(), text)
            }
            71 | 72 => Op::RequeueOne(self.id(&jobs, &[Running, Failed, Cancelled])),
            73 | 74 => Op::Requeue(self.ids(&jobs, &[Running, Failed, Cancelled])),
            75 | 76 => {
                let (job, task) = self.task_of(&jobs, &[Running, Failed, Cancelled]);
                Op::RequeueTask(job, task)
            }
            77 => {
                let (job, _) = self.task_of(&jobs, &[Failed, Cancelled]);
                Op::RequeueTasks(job, (0..self.rng.below(4)).map(|_| self.rng.between(1, 3)).collect())
            }
            78..=82 if self.host && self.rng.chance(80) => {
                let (job, task) = self.task_of(&jobs, &[Running]);
                let attempt = jobs.iter().find(|entry| entry.id == job).map_or(1, |job| job.attempt);
                let stale = u32::from(self.rng.chance(15));
                Op::Complete(job, task, attempt - stale.min(attempt), self.rng.between(0, 1))
            }
            78 if self.rng.chance(20) => Op::Complete(1, 1, 1, 0),
            78..=82 => self.parameter(),
            83 => {
                let name = *self.rng.pick(&["PATH", "HOME", "CCP_CLUSTER_NAME", "CCP_MPI_NETMASK"]);
                let value = if self.rng.chance(10) { "v".repeat(2_000) } else { text };
                Op::Env(name.to_owned(), self.rng.chance(70).then_some(value))
            }
            84 => Op::Pause(self.node()),
            85..=88 => Op::Resume(self.node_that(core, |node| node.status == NodeStatus::Paused)),
            89 => Op::Approve(self.node_that(core, |node| node.status == NodeStatus::Pending)),
            90..=92 => Op::Fail(
                self.node_that(core, |node| node.number_of_idle_processors < node.number_of_processors),
            ),
            93..=95 => Op::Restore(self.node_that(core, |node| node.status == NodeStatus::Unreachable)),
            96 | 97 => match self.rng.below(3) {
                0 => Op::As("LAB\\bob".to_owned(), self.rng.chance(20)),
                1 => Op::As("LAB\\ann".to_owned(), self.rng.chance(30)),
                _ => Op::As("CLUSTER\\Administrator".to_owned(), true),
            },
            98 => Op::Listen(self.rng.chance(70)),
            _ => Op::RoundTrip,
        }
    }

    /// A specification with the terms of that job, for tasks that fit it.
    fn like(&mut self, jobs: &[Job], id: JobId) -> JobSpec {
        let mut spec = self.job();
        if let Some(job) = jobs.iter().find(|job| job.id == id) {
            spec.minimum_number_of_processors = job.minimum_number_of_processors;
            spec.maximum_number_of_processors = job.maximum_number_of_processors;
            spec.asked_nodes.clone_from(&job.asked_nodes);
            spec.tasks = job
                .tasks
                .iter()
                .map(|task| TaskSpec { name: task.name.clone(), ..TaskSpec::default() })
                .collect();
        }
        spec
    }
}

// ── running, failing, shrinking ──

/// How often each interesting thing happened.
type Seen = BTreeMap<String, u64>;

/// One step, where a panic counts as a difference.
fn guarded(step: impl FnOnce() -> Check) -> Check {
    catch_unwind(AssertUnwindSafe(step)).unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<String>().cloned();
        let text = text.or(panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
        Err(format!("panic: {}", text.unwrap_or_default()))
    })
}

fn replay(options: &ClusterOptions, ops: &[Op]) -> Check {
    let mut pair = Pair::new(options)?;
    for (at, op) in ops.iter().enumerate() {
        guarded(|| {
            let _ = pair.step(op)?;
            pair.compare(at % 8 == 7 || at + 1 == ops.len())
        })
        .map_err(|difference| format!("after step {} ({op}):\n{difference}", at + 1))?;
    }
    Ok(())
}

/// Drops steps, then nodes and parameters, as long as the history still fails.
fn shrink(mut options: ClusterOptions, mut ops: Vec<Op>) -> (ClusterOptions, Vec<Op>) {
    let mut chunk = ops.len() / 2;
    while chunk > 0 {
        let mut at = 0;
        let before = ops.len();
        while at < ops.len() {
            let mut fewer = ops.clone();
            fewer.drain(at..(at + chunk).min(ops.len()));
            if replay(&options, &fewer).is_err() {
                ops = fewer;
            } else {
                at += chunk;
            }
        }
        if chunk > 1 || ops.len() == before {
            chunk /= 2;
        }
    }
    for at in (0..options.nodes.len()).rev() {
        let mut fewer = options.clone();
        fewer.nodes.remove(at);
        if replay(&fewer, &ops).is_err() {
            options = fewer;
        }
    }
    for at in (0..options.parameters.len()).rev() {
        let mut fewer = options.clone();
        fewer.parameters.remove(at);
        if replay(&fewer, &ops).is_err() {
            options = fewer;
        }
    }
    (options, ops)
}

/// Runs one history; on a difference the report with the shrunk script.
fn history(seed: u64, steps: u64, large: bool, seen: &mut Seen) -> Check {
    let mut rng = Rng(seed);
    let options = random_options(&mut rng, large);
    let mut world = World::new(rng, &options, large);
    let mut pair = Pair::new(&options).map_err(|error| format!("seed {seed}: {error}"))?;
    let mut ops = vec![Op::Listen(true)];
    for at in 0..steps {
        let op = if at == 0 { ops.pop().unwrap() } else { world.op(&pair.core) };
        ops.push(op.clone());
        let result = guarded(|| {
            let result = pair.step(&op)?;
            let what = format!("{op}");
            let verb = what.split_whitespace().next().unwrap_or_default();
            let how = if result.is_ok() { "done" } else { "refused" };
            *seen.entry(format!("{verb} {how}")).or_default() += 1;
            if let Err(error) = result {
                *seen.entry(error.0.name().to_owned()).or_default() += 1;
            }
            if at % 16 == 15 { pair.compare(true) } else { Ok(()) }
        });
        if let Err(difference) = result {
            let (options, ops) = shrink(options, ops);
            let again = replay(&options, &ops).err().unwrap_or(difference);
            let script = ops.iter().map(|op| format!("{op}\n")).collect::<String>();
            return Err(format!("seed {seed}\n{}\n{script}\n{again}", write_options(&options)));
        }
    }
    for thing in pair.model.seen.drain(..) {
        *seen.entry(thing.to_owned()).or_default() += 1;
    }
    Ok(())
}

/// Runs many histories on all processors, and reports the first that fails.
fn run(seeds: std::ops::Range<u64>, steps: u64, large: bool) -> Seen {
    let (next, failed) = (AtomicU64::new(seeds.start), AtomicBool::new(false));
    let (all, failure) = (Mutex::new(Seen::new()), Mutex::new(None));
    // The panics that a failing history is shrunk through are not worth a line each.
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                let mut seen = Seen::new();
                while !failed.load(Ordering::Relaxed) {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= seeds.end {
                        break;
                    }
                    if let Err(report) = history(seed, steps, large, &mut seen) {
                        failed.store(true, Ordering::Relaxed);
                        *failure.lock().unwrap() = Some(report);
                    }
                }
                let mut all = all.lock().unwrap();
                seen.into_iter().for_each(|(thing, count)| *all.entry(thing).or_default() += count);
            });
        }
    });
    std::panic::set_hook(hook);
    if let Some(report) = failure.into_inner().unwrap() {
        panic!("{report}");
    }
    all.into_inner().unwrap()
}

fn setting(name: &str) -> Option<u64> {
    std::env::var(name).ok().and_then(|value| value.parse().ok())
}

/// What must have happened somewhere, or the histories do not reach what they are for.
const SOMETIMES: [&str; 24] = [
    "backfill",
    "backfill beside the head",
    "backfill refused",
    "backfill with fewer",
    "exclusive job closes processors",
    "id reuse",
    "job goes on without the node",
    "job limit",
    "job lost",
    "job retry",
    "lookahead reached",
    "no shadow",
    "no shadow, elsewhere",
    "notice",
    "removal",
    "requeue of a running job",
    "restore before the notice",
    "task limit",
    "task lost",
    "task retry",
    "task waits for processors",
    "complete done",
    "round-trip done",
    "BackfillRuntime",
];

/// Both tests take the panic hook, so they are one.
#[test]
fn core_and_model_agree() {
    if let Some(seed) = setting("HISTORY_SEED") {
        run(
            seed..seed + 1,
            setting("HISTORY_STEPS").unwrap_or(STEPS),
            std::env::var("HISTORY_LARGE").is_ok(),
        );
        return;
    }
    let steps = setting("HISTORY_STEPS").unwrap_or(100_000);
    let mut seen = run(0..steps.div_ceil(STEPS), STEPS, false);
    let large = run(0..(steps / 10_000).max(1), STEPS, true);
    large.into_iter().for_each(|(thing, count)| *seen.entry(thing).or_default() += count);
    if std::env::var("HISTORY_SEEN").is_ok() {
        eprintln!("{seen:#?}");
    }
    let missing: Vec<&str> = SOMETIMES.into_iter().filter(|thing| !seen.contains_key(*thing)).collect();
    assert!(missing.is_empty() || steps < 100_000, "never happened: {missing:?}\n{seen:#?}");
}

/// Histories that failed once.
#[test]
fn regressions() {
    let scripts: [&str; 0] = [];
    for script in scripts {
        let blocks = blocks(script);
        let options = read_options(&blocks[0].1, &blocks[0].2);
        let ops: Vec<Op> =
            blocks[1..].iter().map(|(_, line, items)| Op::read(line, items).expect("a command")).collect();
        replay(&options, &ops).unwrap_or_else(|report| panic!("{report}\n{script}"));
    }
}

/// Writes a random history as a golden one (whose digest `UPDATE=1` then fills in):
/// `HISTORY_FILE=tests/golden/x.txt HISTORY_SEED=7 cargo test -p ccp-scheduler --test histories -- --ignored`.
#[test]
#[ignore = "a tool"]
fn write_a_history() {
    let (seed, steps) = (setting("HISTORY_SEED").unwrap_or(0), setting("HISTORY_STEPS").unwrap_or(STEPS));
    let (mut rng, large) = (Rng(seed), std::env::var("HISTORY_LARGE").is_ok());
    let options = random_options(&mut rng, large);
    let mut world = World::new(rng, &options, large);
    let mut pair = Pair::new(&options).unwrap();
    let mut text =
        format!("# Random history {seed}, written by tests/histories.rs.\n{}\n", write_options(&options));
    for _ in 0..steps {
        let op = world.op(&pair.core);
        text += &format!("{op}\n");
        if let Err(refused) = pair.step(&op).unwrap() {
            text += &format!("! {refused}\n");
        }
    }
    text += "digest 0\n";
    std::fs::write(std::env::var("HISTORY_FILE").expect("a file's name"), text).unwrap();
}

/// What is printed reads back as the same.
#[test]
fn scripts_read_as_they_print() {
    let mut rng = Rng(1);
    for _ in 0..200 {
        let options = random_options(&mut rng, false);
        let text = write_options(&options);
        let block = &blocks(&text)[0];
        assert_eq!(read_options(&block.1, &block.2), options, "{text}");
        let mut world = World::new(Rng(rng.next()), &options, false);
        for op in [Op::Queue(world.job()), Op::AddAll(vec![world.job(), world.job()]), world.parameter()] {
            let text = op.to_string();
            let block = &blocks(&text)[0];
            assert_eq!(Op::read(&block.1, &block.2), Some(op), "{text}");
        }
    }
}

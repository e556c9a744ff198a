//! FCFS and EASY by brute force: one pool of processors, plain lists, everything recomputed each time. Written from
//! the rules of the queue (docs/choices.md) and of the format, not from `src/`, and sharing no code with it.
#![allow(dead_code, reason = "two test programs use it, each in part")]

use std::collections::BTreeMap;
use std::fmt::Write as _;

/// How the queue is worked through.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rules {
    pub(crate) easy: bool,
    pub(crate) cancellations: bool,
    /// Textbook: ends, cancellations and arrivals of an instant are collected, then one pass is made. Otherwise a
    /// pass follows each of these steps, as the replay documents it.
    pub(crate) collect: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct Job {
    pub(crate) number: i64,
    pub(crate) submit: i64,
    pub(crate) processors: i64,
    /// Until it ends if nobody cancels it; a job without an end of its own stops at its limit.
    lasts: i64,
    estimate: i64,
    user: i64,
    cancel: Cancel,
    good_end: &'static str,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Cancel {
    Never,
    After(i64),
    At(i64),
}

/// start, end, status of a job, as the columns of the CLI's schedule.
pub(crate) type Outcome = (Option<i64>, i64, &'static str);

/// What the header says of the log's machine.
pub(crate) fn machine(text: &str) -> i64 {
    let header = text.lines().find_map(|line| line.strip_prefix("; MaxProcs:"));
    header.and_then(|value| value.trim().parse().ok()).expect("a header MaxProcs")
}

/// The jobs of a log that fit the machine, by submit time.
pub(crate) fn read(text: &str, machine: i64, rules: Rules) -> Vec<Job> {
    let mut jobs: Vec<Job> = text.lines().filter_map(|line| job(line, rules)).collect();
    jobs.retain(|job| job.processors <= machine);
    jobs.sort_by_key(|job| job.submit);
    jobs
}

fn job(line: &str, rules: Rules) -> Option<Job> {
    let fields: Vec<i64> = line
        .split_whitespace()
        .map(|text| text.parse::<f64>().map(|value| value as i64))
        .collect::<Result<_, _>>()
        .ok()?;
    let [number, submit, wait, run, used, _, _, asked, estimate, _, status, user, ..] = fields[..] else {
        return None;
    };
    if fields.len() != 18 || submit < 0 || !(-1..=5).contains(&status) {
        return None;
    }
    let cancel = match (status, rules.cancellations, run > 0) {
        (5, true, true) => Cancel::After(run),
        (5, true, false) => Cancel::At(submit + wait.max(0)),
        (5, false, false) => return None,
        _ => Cancel::Never,
    };
    let mut processors = if used > 0 { used } else { asked };
    if processors <= 0 && status == 5 {
        processors = 1;
    }
    if processors <= 0 || (run < 0 && cancel == Cancel::Never) {
        return None;
    }
    let run = run.max(0);
    let (lasts, estimate) = match cancel {
        Cancel::Never => (run, estimate.max(run)),
        _ => (estimate.max(run + 1), estimate.max(run + 1)),
    };
    let good_end = match status {
        _ if cancel != Cancel::Never => "Cancelled",
        0 => "Failed",
        _ => "Finished",
    };
    Some(Job { number, submit, processors, lasts, estimate, user, cancel, good_end })
}

struct Pool<'a> {
    jobs: &'a [Job],
    rules: Rules,
    now: i64,
    free: i64,
    queue: Vec<usize>,
    running: Vec<usize>,
    starts: Vec<Option<i64>>,
    ends: Vec<Option<(i64, &'static str)>>,
}

/// What becomes of each job, in the order given.
pub(crate) fn schedule(machine: i64, jobs: &[Job], rules: Rules) -> Vec<Outcome> {
    let mut pool = Pool {
        jobs,
        rules,
        now: 0,
        free: machine,
        queue: Vec::new(),
        running: Vec::new(),
        starts: vec![None; jobs.len()],
        ends: vec![None; jobs.len()],
    };
    let mut arrived = 0;
    // Jobs of the log that are to be cancelled and have neither ended nor been cancelled, by row.
    let mut to_cancel: Vec<usize> = Vec::new();
    loop {
        let arrival = jobs.get(arrived).map(|job| job.submit);
        let end = pool.running.iter().map(|&row| pool.end_of(row)).min();
        let cancel = to_cancel.iter().filter_map(|&row| pool.cancelled_at(row)).min();
        let Some(next) = [arrival, end, cancel].into_iter().flatten().min() else { break };
        pool.now = next;

        if rules.collect {
            pool.end_due();
        } else {
            pool.settle();
        }
        // Who takes back at once what he submits now makes one call for all that he cancels now: after submitting.
        let arrivals = jobs[arrived..].iter().take_while(|job| job.submit == next);
        let taken_back = arrivals.filter(|job| job.cancel == Cancel::At(next));
        let late = if rules.collect { Vec::new() } else { taken_back.map(|job| job.user).collect() };
        pool.cancel(&mut to_cancel, &late);
        while arrived < jobs.len() && jobs[arrived].submit == next {
            pool.queue.push(arrived);
            if jobs[arrived].cancel != Cancel::Never {
                to_cancel.push(arrived);
            }
            arrived += 1;
        }
        pool.settle();
        pool.cancel(&mut to_cancel, &[]);
        pool.settle();
    }
    let outcome = |row: usize| {
        let (end, status) = pool.ends[row].expect("every job ends");
        (pool.starts[row], end, status)
    };
    (0..jobs.len()).map(outcome).collect()
}

impl Pool<'_> {
    fn end_of(&self, row: usize) -> i64 {
        self.starts[row].unwrap_or_default() + self.jobs[row].lasts
    }

    fn cancelled_at(&self, row: usize) -> Option<i64> {
        match self.jobs[row].cancel {
            Cancel::Never => None,
            Cancel::After(run) => self.starts[row].map(|start| start + run),
            Cancel::At(time) => Some(time),
        }
    }

    fn end_due(&mut self) {
        let due: Vec<usize> =
            self.running.iter().copied().filter(|&row| self.end_of(row) == self.now).collect();
        for row in due {
            self.leave(row, self.jobs[row].good_end);
        }
    }

    /// Ends what ends now, makes a pass, and again, until nothing more ends now.
    fn settle(&mut self) {
        loop {
            self.end_due();
            self.pass();
            if !self.running.iter().any(|&row| self.end_of(row) == self.now) {
                return;
            }
        }
    }

    /// One call for each user who has something to cancel now, but for those who are late.
    fn cancel(&mut self, to_cancel: &mut Vec<usize>, late: &[i64]) {
        let is_due =
            |row: usize| self.cancelled_at(row) == Some(self.now) && !late.contains(&self.jobs[row].user);
        let due: Vec<usize> = to_cancel.iter().copied().filter(|&row| is_due(row)).collect();
        let mut by_user: BTreeMap<i64, Vec<usize>> = BTreeMap::new();
        for row in due {
            by_user.entry(self.jobs[row].user).or_default().push(row);
        }
        for rows in by_user.into_values() {
            for row in rows {
                if self.ends[row].is_none() {
                    self.leave(row, "Cancelled");
                }
            }
            if !self.rules.collect {
                self.settle();
            }
        }
        to_cancel.retain(|&row| self.ends[row].is_none());
    }

    fn leave(&mut self, row: usize, status: &'static str) {
        if self.running.contains(&row) {
            self.free += self.jobs[row].processors;
        }
        self.running.retain(|&other| other != row);
        self.queue.retain(|&other| other != row);
        self.ends[row] = Some((self.now, status));
    }

    fn start(&mut self, row: usize) {
        self.free -= self.jobs[row].processors;
        self.starts[row] = Some(self.now);
        self.running.push(row);
    }

    /// Starts from the front what fits; behind the first that does not, by EASY, what does not delay it.
    fn pass(&mut self) {
        let queue = std::mem::take(&mut self.queue);
        let mut rest = queue.into_iter();
        let mut head = None;
        for row in rest.by_ref() {
            if self.jobs[row].processors > self.free {
                head = Some(row);
                break;
            }
            self.start(row);
        }
        let Some(head) = head else { return };
        self.queue.push(head);
        if !self.rules.easy {
            self.queue.extend(rest);
            return;
        }
        // When, by the estimates, are enough processors free for the head; and how many are left over then?
        let mut releases: BTreeMap<i64, i64> = BTreeMap::new();
        for &row in &self.running {
            let job = &self.jobs[row];
            *releases.entry(self.starts[row].unwrap_or_default() + job.estimate).or_default() +=
                job.processors;
        }
        let (mut spare, mut shadow) = (self.free - self.jobs[head].processors, None);
        for (time, processors) in releases {
            spare += processors;
            if spare >= 0 {
                shadow = Some(time);
                break;
            }
        }
        let shadow = shadow.expect("the head fits an empty machine");
        for row in rest {
            let job = &self.jobs[row];
            let ends_in_time = self.now + job.estimate <= shadow;
            if job.processors <= self.free && (ends_in_time || job.processors <= spare) {
                if !ends_in_time {
                    spare -= job.processors;
                }
                self.start(row);
            } else {
                self.queue.push(row);
            }
        }
    }
}

/// What a generated log is like.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Workload {
    pub(crate) seed: u64,
    pub(crate) jobs: i64,
    pub(crate) machine: i64,
    /// Mean seconds between submissions.
    pub(crate) gap: i64,
    /// Whether some jobs end at once.
    pub(crate) zero_runs: bool,
}

/// A log as text: bursts, wide and narrow jobs, honest and missing and too short estimates, all statuses.
pub(crate) fn generate(load: Workload) -> String {
    let mut random = Random(load.seed);
    let mut text = format!("; Computer: made up\n; MaxProcs: {}\n;\n", load.machine);
    let mut submit = 0;
    for number in 1..=load.jobs {
        if random.below(3) > 0 {
            submit += random.below(3 * load.gap);
        }
        let processors = match random.below(20) {
            0 => load.machine,
            1..8 => 1,
            8..14 => (1 << random.below(16)).min(load.machine),
            _ => 1 + random.below(load.machine.min(64)),
        };
        let mut run = match random.below(4) {
            0 => 1 + random.below(20),
            1 => 60 * (1 + random.below(20)),
            _ => 1 + random.below(10_000),
        };
        if load.zero_runs && random.below(5) == 0 {
            run = 0;
        }
        let estimate = match random.below(6) {
            0 => -1,
            1 => run / 2,
            2 => run,
            3 => 36_000,
            _ => run + random.below(2 * run + 10),
        };
        let status = match random.below(10) {
            0 => 0,
            1 | 2 => 5,
            3 => 2,
            4 => -1,
            _ => 1,
        };
        let (wait, run, used, asked) = match (status, random.below(4)) {
            (5, 0) => (-1, if random.below(2) == 0 { 0 } else { -1 }, -1, -1),
            (5, 1) => (random.below(2_000), 0, -1, processors),
            (_, 2) => (random.below(100), run, 0, processors),
            _ => (-1, run, processors, -1),
        };
        // A few lines out of order: a log is sorted by submission only by custom.
        let shown = if random.below(50) == 0 { (submit - random.below(100)).max(0) } else { submit };
        let (user, program) = (random.below(12), random.below(40));
        _ = writeln!(
            text,
            "{number:5} {shown:8} {wait:6} {run:6} {used:4} 358.25 -1 {asked:4} {estimate:6} -1 {status} {user} -1 {program} 1 1 -1 -1"
        );
    }
    text
}

/// SplitMix64.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    /// From 0 to bound − 1.
    pub(crate) fn below(&mut self, bound: i64) -> i64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ (mixed >> 31)) % bound.max(1) as u64) as i64
    }
}

//! Inside a running job: which task gets which of the reserved processors, and when.

use crate::JobId;
use crate::cluster::Cluster;
use crate::event::EventKind;
use crate::jobs::{Due, Flags, JobDetails, NEVER, Ready, Run, Share, TaskRecord, Work};
use crate::lifecycle::JobStatus;
use crate::nodes::Nodes;
use crate::sorting::sort;
use crate::spec::Execution;
use crate::texts::TaskTerms;
use crate::time::{Time, after};
use std::cmp::Reverse;

impl Work {
    /// What a job's details say, spelt out: nothing runs yet.
    pub(crate) fn of(details: &JobDetails, run: &Run) -> Work {
        let shares: Vec<Share> = run
            .held()
            .into_iter()
            .map(|(node, held)| Share { node, held, free: held, tasks: 0, closed: false })
            .collect();
        let mut work = Work {
            free: shares.iter().map(|share| share.held).sum(),
            least: 0,
            shares,
            ready: Ready::default(),
            open_depends: Vec::new(),
            dependents: Vec::new(),
            places: Vec::new(),
            counts: [0; 6],
        };
        for task in 0..run.tasks.len() {
            work.add_task(details, run, task);
        }
        work
    }

    /// Takes up the task with the next index.
    pub(crate) fn add_task(&mut self, details: &JobDetails, run: &Run, task: usize) {
        let depends = details.depends_of(task);
        let open = depends.iter().filter(|on| run.tasks[**on as usize].is_open()).count() as u32;
        self.open_depends.push(open);
        if !depends.is_empty() {
            self.dependents.resize_with(run.tasks.len(), Vec::new);
            for &on in depends {
                self.dependents[on as usize].push(task as u32);
            }
        }
        let status = run.tasks[task].status;
        self.counts[status as usize] += 1;
        if status == JobStatus::Queued && open == 0 {
            self.make_ready(task as u32);
        }
    }

    fn dependents_of(&self, task: usize) -> Vec<u32> {
        self.dependents.get(task).cloned().unwrap_or_default()
    }

    /// A task has ended: those that waited for it are a step nearer.
    pub(crate) fn close(&mut self, tasks: &[TaskRecord], task: usize) {
        self.ready.remove(task as u32);
        for waiting in self.dependents_of(task) {
            let open = &mut self.open_depends[waiting as usize];
            *open -= 1;
            if *open == 0 && tasks[waiting as usize].status == JobStatus::Queued {
                self.make_ready(waiting);
            }
        }
    }

    /// A task is Queued that was running, or (`had_ended`) that had ended: those that depend on it wait again.
    pub(crate) fn requeue(&mut self, task: usize, had_ended: bool) {
        self.vacate(task);
        if had_ended {
            for waiting in self.dependents_of(task) {
                self.open_depends[waiting as usize] += 1;
                self.ready.remove(waiting);
            }
        }
        if self.open_depends[task] == 0 {
            self.make_ready(task as u32);
        }
    }

    /// A queued task waits for nothing but processors; how many is not known here.
    fn make_ready(&mut self, task: u32) {
        self.ready.insert(task);
        self.least = 0;
    }

    fn share_mut(&mut self, node: u32) -> &mut Share {
        let at = self.shares.binary_search_by_key(&node, |share| share.node).expect("holds the node");
        &mut self.shares[at]
    }

    /// The reserved processors on a node that the task may use now.
    fn suitable(&self, share: &Share, nodes: &Nodes, exclusive: bool) -> u32 {
        let open = nodes.node(share.node).is_available() && !share.closed && (!exclusive || share.tasks == 0);
        if open { share.free } else { 0 }
    }

    /// Where the task would run now: (node, processors), by node; `None` if it does not fit.
    fn place(&self, terms: &TaskTerms, nodes: &Nodes) -> Option<Vec<(u32, u32)>> {
        let suitable = |share: &Share| self.suitable(share, nodes, terms.spec.is_exclusive);
        let mut place: Vec<(u32, u32)> = Vec::new();
        let mut candidates: Vec<(Reverse<u32>, u32)> = Vec::new();
        if terms.required.is_empty() {
            if self.free < terms.minimum() {
                return None;
            }
            let free = self.shares.iter().map(|share| (Reverse(suitable(share)), share.node));
            candidates.extend(free.filter(|candidate| candidate.0.0 > 0));
            if candidates.iter().map(|candidate| candidate.0.0).sum::<u32>() < terms.minimum() {
                return None;
            }
        } else {
            for &node in &terms.required {
                let at = self.shares.binary_search_by_key(&node, |share| share.node).ok()?;
                let free = suitable(&self.shares[at]);
                if free < terms.share() {
                    return None;
                }
                candidates.push((Reverse(free), node));
                place.push((node, terms.share()));
            }
        }
        sort(&mut candidates);
        let mut wanted = terms.maximum().saturating_sub(place.iter().map(|taken| taken.1).sum());
        for (Reverse(free), node) in candidates {
            if wanted == 0 {
                break;
            }
            match place.iter_mut().find(|taken| taken.0 == node) {
                Some(taken) => {
                    let more = (free - taken.1).min(wanted);
                    taken.1 += more;
                    wanted -= more;
                }
                None => {
                    place.push((node, free.min(wanted)));
                    wanted -= free.min(wanted);
                }
            }
        }
        sort(&mut place);
        Some(place)
    }

    /// Whether the job has these processors without a task.
    pub(crate) fn can_occupy(&self, place: &[(u32, u32)]) -> bool {
        place.iter().all(|&(node, count)| {
            let at = self.shares.binary_search_by_key(&node, |share| share.node);
            at.is_ok_and(|at| self.shares[at].free >= count)
        })
    }

    pub(crate) fn occupy(&mut self, task: usize, place: Vec<(u32, u32)>, exclusive: bool) {
        for &(node, count) in &place {
            let share = self.share_mut(node);
            share.free -= count;
            share.tasks += 1;
            share.closed |= exclusive;
            self.free -= count;
        }
        if self.places.len() <= task {
            self.places.resize_with(task + 1, Vec::new);
        }
        self.places[task] = place;
    }

    /// The task's processors are the job's to give again.
    pub(crate) fn vacate(&mut self, task: usize) {
        for (node, count) in self.places.get_mut(task).map(std::mem::take).unwrap_or_default() {
            let share = self.share_mut(node);
            share.free += count;
            share.tasks -= 1;
            share.closed = false;
            self.free += count;
        }
    }

    /// The reservation loses a node on which nothing runs any more.
    pub(crate) fn lose(&mut self, node: u32) {
        if let Ok(at) = self.shares.binary_search_by_key(&node, |share| share.node) {
            self.free -= self.shares[at].free;
            self.shares.remove(at);
        }
    }
}

impl Cluster {
    /// The tasks of a job that has just got its processors.
    pub(crate) fn begin_work(&mut self, id: JobId) {
        if self.is_whole(id) {
            self.start_task(id, 0, None);
            self.jobs.record_mut(id).flags.set(Flags::FOLLOW, true);
        } else if self.jobs.record(id).tasks > 0 {
            self.spell_out_work(id);
            self.start_ready_tasks(id);
        }
    }

    /// Whether the job's only task takes the whole reservation, so that there is nothing to keep book of.
    fn is_whole(&self, id: JobId) -> bool {
        let run = self.jobs.run(id);
        let [task] = &run.tasks[..] else { return false };
        let terms = self.jobs.terms.get(task.terms);
        let held: u32 = run.spans.iter().map(|span| span.processors()).sum();
        task.status == JobStatus::Queued && terms.required.is_empty() && terms.maximum() >= held
    }

    /// Gives a running job its [`Work`], if it goes without.
    pub(crate) fn spell_out_work(&mut self, id: JobId) {
        let (details, run) = (self.jobs.details(id), self.jobs.run(id));
        if run.work.is_some() {
            return;
        }
        let mut work = Work::of(details, run);
        if run.tasks.first().is_some_and(|task| task.status == JobStatus::Running) {
            let exclusive = self.jobs.terms_of(id, 0).spec.is_exclusive;
            let place = work.shares.iter().map(|share| (share.node, share.held)).collect();
            work.occupy(0, place, exclusive);
        }
        self.jobs.run_mut(id).work = Some(Box::new(work));
        self.jobs.record_mut(id).flags.set(Flags::FOLLOW, false);
    }

    /// Starts every ready task that fits, in order of addition.
    pub(crate) fn start_ready_tasks(&mut self, id: JobId) {
        let mut from = 0;
        let mut least = u32::MAX;
        loop {
            let run = self.jobs.run(id);
            let Some(work) = run.work.as_ref().filter(|work| work.free > 0 && work.free >= work.least) else {
                return;
            };
            let found = work.ready.from(from).find_map(|task| {
                let terms = self.jobs.terms.get(run.tasks[task as usize].terms);
                least = least.min(terms.minimum());
                work.place(terms, &self.nodes).map(|place| (task, place))
            });
            let Some((task, place)) = found else {
                // All were looked at from the first one on: as long as fewer are free, none needs another look.
                if let Some(work) = &mut self.jobs.run_mut(id).work {
                    work.least = least;
                }
                return;
            };
            from = task + 1;
            self.start_task(id, task as usize, Some(place));
        }
    }

    /// Starts a task on its place; `None`: on the whole reservation of a job without [`Work`].
    fn start_task(&mut self, id: JobId, task: usize, place: Option<Vec<(u32, u32)>>) {
        let now = self.now;
        let run = self.jobs.run(id);
        let terms = self.jobs.terms.get(run.tasks[task].terms);
        let exclusive = terms.spec.is_exclusive;
        let silent = !self.crashed.is_empty()
            && match &place {
                Some(place) => place.iter().any(|taken| self.crashed.contains(&taken.0)),
                None => {
                    run.spans.iter().flat_map(|span| span.nodes()).any(|node| self.crashed.contains(&node))
                }
            };
        let nodes = self.events.is_listening().then(|| match &place {
            Some(place) => self.named(place.iter().copied()),
            None => self.named_spans(id),
        });
        self.jobs.set_task_status(id, task, JobStatus::Running);
        let run = self.jobs.run_mut(id);
        let record = &mut run.tasks[task];
        record.start = now;
        record.end = NEVER;
        record.runs += 1;
        record.silent = silent;
        if let (Some(work), Some(place)) = (&mut run.work, place) {
            work.ready.remove(task as u32);
            work.occupy(task, place, exclusive);
        }
        self.await_task(id, task);
        let attempt = self.jobs.record(id).attempt;
        self.events.emit(now, || EventKind::TaskStatus {
            job: id,
            attempt,
            task: task as i32 + 1,
            from: JobStatus::Queued,
            to: JobStatus::Running,
            ended_by: None,
            exit_code: 0,
            message: String::new(),
            nodes: nodes.unwrap_or_default(),
        });
    }

    /// Enters what will happen to a running task by itself among the pending events.
    pub(crate) fn await_task(&mut self, id: JobId, task: usize) {
        let state = &self.jobs.run(id).tasks[task];
        if state.status == JobStatus::Running
            && let Some(at) = self.task_deadline(id, task)
        {
            let due = Due {
                job: id,
                task: task as i32 + 1,
                generation: self.jobs.record(id).generation,
                run: state.runs,
            };
            self.pending.push(at.max(self.now), due);
        }
    }

    /// When the work of a running task ends by itself, if it does.
    pub(crate) fn work_end(&self, id: JobId, task: usize) -> Option<Time> {
        let record = &self.jobs.run(id).tasks[task];
        if record.silent || self.execution == Execution::Host {
            return None;
        }
        after(record.start, self.jobs.terms.get(record.terms).work.duration?)
    }

    /// When a running task reaches its own limit, if it has one.
    pub(crate) fn task_limit(&self, id: JobId, task: usize) -> Option<Time> {
        let record = &self.jobs.run(id).tasks[task];
        after(record.start, self.jobs.terms.get(record.terms).spec.runtime.millis()?)
    }

    /// The earlier of the two.
    pub(crate) fn task_deadline(&self, id: JobId, task: usize) -> Option<Time> {
        match (self.work_end(id, task), self.task_limit(id, task)) {
            (Some(end), Some(limit)) => Some(end.min(limit)),
            (end, limit) => end.or(limit),
        }
    }

    /// Makes sure that the job's run-time limit is among the pending events.
    pub(crate) fn arm_limit(&mut self, id: JobId) {
        let record = self.jobs.record_mut(id);
        if record.status != JobStatus::Running || record.flags.has(Flags::LIMIT_PENDING) {
            return;
        }
        if let Some(at) = record.deadline() {
            record.flags.set(Flags::LIMIT_PENDING, true);
            let generation = record.generation;
            self.pending.push(at.max(self.now), Due { job: id, task: 0, generation, run: 0 });
        }
    }

    /// Whether the limit of a job that has just started needs no entry of its own: its only task ends by itself
    /// before, and the job with it.
    pub(crate) fn ends_before_limit(&self, id: JobId) -> bool {
        let record = self.jobs.record(id);
        let run = self.jobs.run(id);
        let Some(limit) = record.deadline() else { return true };
        run.tasks.len() == 1
            && run.work.is_none()
            && run.tasks[0].status == JobStatus::Running
            && !record.flags.has(Flags::RUN_UNTIL_CANCELED)
            && self.work_end(id, 0).is_some_and(|end| end <= limit)
    }

    pub(crate) fn named(&self, place: impl Iterator<Item = (u32, u32)>) -> Vec<(String, i32)> {
        place.map(|(node, count)| (self.nodes.node(node).name.clone(), count as i32)).collect()
    }

    /// The nodes of a running job and how many processors it holds on each, by name.
    pub(crate) fn named_spans(&self, id: JobId) -> Vec<(String, i32)> {
        self.named(self.jobs.run(id).held().into_iter())
    }
}

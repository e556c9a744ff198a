//! The scheduling pass: first come, first served by priority, with EASY backfill. The only place where jobs start.
//!
//! The first job that cannot start is the *head*. Running jobs end at StartTime + Runtime at the latest, so there is
//! an instant, the *shadow* time, at which the head can start; a later job may go ahead if it does not delay that.
//!
//! A pass is incremental: until something is released, only jobs that have come since the last one need a look.

mod paused;

use crate::JobId;
use crate::cluster::Cluster;
use crate::ends::{Ends, Entry};
use crate::event::EventKind;
use crate::jobs::{Flags, Jobs, Span, Spans};
use crate::lifecycle::{JobPriority, JobStatus};
use crate::nodes::{Mask, Nodes, Wish};
use crate::parameters::Parameters;
use crate::sorting::sort;
use crate::time::Time;
use std::cmp::Reverse;
use std::sync::Arc;

/// A place in the queue, by which jobs are ordered: priority, then submission number.
type Place = (Reverse<JobPriority>, u64);

/// What is known from the last pass.
#[derive(Clone, Debug, Default)]
pub(crate) struct Pass {
    /// Resources, terms or the order have changed: the whole queue has to be walked again.
    stale: bool,
    /// Jobs queued since the last pass, in their order.
    arrivals: Vec<JobId>,
    /// The head of the last pass, if a job waited then.
    head: Option<Head>,
    /// The place of the last job that was refused for the nodes that the node rule gave it: others may do, once
    /// something has started on these.
    refused: Option<Place>,
    /// Something has: then the round that follows the next change walks the whole queue again.
    uncertain: bool,
}

impl Pass {
    /// Processors were given back, or nodes or terms that matter have changed.
    pub(crate) fn resources_changed(&mut self) {
        self.stale = true;
    }

    /// Jobs have left the queue. That lets others start if the head was among them, or if only so many jobs behind
    /// the head are examined.
    pub(crate) fn left_queue(&mut self, jobs: &Jobs, parameters: &Parameters) {
        self.stale |=
            parameters.backfill_lookahead > 0 || self.head.as_ref().is_some_and(|head| !head.waits(jobs));
    }

    /// A job has come into the queue.
    pub(crate) fn arrived(&mut self, id: JobId) {
        self.arrivals.push(id);
    }

    /// Whether the round that follows any change walks the whole queue.
    pub(crate) fn walks_after_change(&self, parameters: &Parameters) -> bool {
        self.uncertain || parameters.backfill_lookahead > 0
    }

    fn is_idle(&self) -> bool {
        !self.stale && self.arrivals.is_empty()
    }
}

/// The first job in queue order that could not start.
#[derive(Clone, Debug)]
pub(crate) struct Head {
    pub(crate) id: JobId,
    pub(crate) seq: u64,
    /// When it can start at the latest, by what is known.
    pub(crate) shadow: Option<Time>,
    /// Suitable processors at the shadow time beyond what it needs.
    margin: i64,
    exclusive: bool,
    allowed: Option<Arc<Mask>>,
    demands: Vec<(u32, u32)>,
    /// Of an exclusive head or one with demands: idle processors of each node at the shadow time.
    idle_then: Vec<u32>,
}

impl Head {
    /// Whether it is still that submission and still in the queue.
    fn waits(&self, jobs: &Jobs) -> bool {
        let record = jobs.record(self.id);
        record.status == JobStatus::Queued && record.seq == self.seq
    }

    /// Any processor counts the same for it.
    fn is_plain(&self) -> bool {
        !self.exclusive && self.allowed.is_none() && self.demands.is_empty()
    }

    fn may_use(&self, node: u32) -> bool {
        self.allowed.as_ref().is_none_or(|allowed| allowed.has(node))
    }

    /// What the head loses at the shadow time when a job then still has processors on a node, and how many of
    /// `count` the margin lets it have there.
    fn cost(&self, nodes: &Nodes, node: u32, count: u32, exclusive: bool, margin: i64) -> (i64, u32) {
        if !self.may_use(node) {
            return (0, count);
        }
        let capacity = nodes.node(node).capacity;
        let demand = self.demands.iter().find(|demand| demand.0 == node).map_or(0, |demand| demand.1);
        if self.exclusive {
            let whole = self.idle_then[node as usize] == capacity;
            let loss = if whole { i64::from(capacity) } else { 0 };
            return if demand == 0 && loss <= margin { (loss, count) } else { (loss, 0) };
        }
        let idle_then = self.idle_then.get(node as usize).copied();
        if exclusive {
            let loss = i64::from(idle_then.unwrap_or(capacity));
            return if demand == 0 && loss <= margin { (loss, count) } else { (loss, 0) };
        }
        let spare = idle_then.map_or(count, |idle| idle.saturating_sub(demand)).min(count);
        let given = margin.clamp(0, i64::from(spare)) as u32;
        (i64::from(given), given)
    }
}

impl Cluster {
    /// The wish that a queued job's terms are.
    pub(crate) fn wish(&self, id: JobId) -> Wish<'_> {
        let record = self.jobs.record(id);
        let exclusive = record.flags.has(Flags::EXCLUSIVE);
        if !record.flags.has(Flags::CONSTRAINED) {
            return Wish { exclusive, allowed: None, demands: &[] };
        }
        let details = self.jobs.details(id);
        Wish { exclusive, allowed: details.asked().map(|mask| &**mask), demands: details.demands() }
    }

    /// The fewest processors the job can start with.
    pub(crate) fn effective_minimum(&self, id: JobId) -> i64 {
        let record = self.jobs.record(id);
        let minimum = i64::from(record.minimum);
        if !record.flags.has(Flags::CONSTRAINED) {
            return minimum;
        }
        let demands = self.jobs.details(id).demands();
        minimum.max(demands.iter().map(|demand| i64::from(demand.1)).sum())
    }

    /// The suitable processors of a job, or `None` if it cannot start with them.
    pub(crate) fn startable(&self, id: JobId, wish: Wish<'_>) -> Option<i64> {
        let minimum = self.effective_minimum(id);
        if minimum > self.nodes.idle_total {
            return None;
        }
        let demands_met =
            wish.demands.iter().all(|&(node, demand)| self.nodes.suitable_on(node, wish) >= demand);
        let suitable = self.nodes.suitable(wish);
        (demands_met && suitable >= minimum).then_some(suitable)
    }

    pub(crate) fn has_to_schedule(&self) -> bool {
        !self.wake.is_empty() || !self.pass.is_idle()
    }

    /// Step 5 of a round: tasks of running jobs, then the queue. Says whether a job has ended that had nothing to run.
    pub(crate) fn schedule(&mut self, changed: bool) -> bool {
        self.wake_tasks();
        self.pass.stale |= changed && self.pass.walks_after_change(&self.parameters);
        if self.pass.is_idle() {
            return false;
        }
        let mut started = std::mem::take(&mut self.some_jobs);
        self.walk(&mut started);
        self.start_on_paused_nodes(&mut started);
        let mut ended = false;
        for id in started.drain(..) {
            ended |= self.end_job_if_done(id);
        }
        self.some_jobs = started;
        ended
    }

    /// Starts tasks in running jobs in which one has ended, been added or queued again.
    fn wake_tasks(&mut self) {
        if self.wake.is_empty() {
            return;
        }
        let mut wake = std::mem::take(&mut self.wake);
        sort(&mut wake);
        wake.dedup();
        for &id in &wake {
            if self.jobs.find(id).is_some_and(|record| record.status == JobStatus::Running) {
                self.spell_out_work(id);
                self.start_ready_tasks_anywhere(id);
            }
        }
    }

    /// Walks what has to be walked of the queue, and starts what can start.
    fn walk(&mut self, started: &mut Vec<JobId>) {
        self.activation.begin_pass();
        if self.nodes.idle_total == 0 {
            // Nothing can start; who waits will be looked at when something is released.
            let mut arrivals = std::mem::take(&mut self.pass.arrivals);
            arrivals.clear();
            self.pass = Pass { arrivals, ..Pass::default() };
            return;
        }
        let mut arrivals = std::mem::take(&mut self.pass.arrivals);
        if arrivals.len() > 1 {
            let mut places: Vec<_> = arrivals.iter().map(|id| (self.place_in_queue(*id), *id)).collect();
            sort(&mut places);
            arrivals.clear();
            arrivals.extend(places.into_iter().map(|place| place.1));
        }
        let head = self.pass.head.take().filter(|head| !self.pass.stale && head.waits(&self.jobs));
        let lookahead = self.parameters.backfill_lookahead;
        match head {
            Some(mut head) if lookahead <= 0 && self.are_behind(&arrivals, head.id) => {
                if lookahead < 0 {
                    for &id in &arrivals {
                        if self.jobs.find(id).is_some_and(|record| record.status == JobStatus::Queued) {
                            self.try_backfill(id, &mut head, started);
                        }
                    }
                }
                self.pass.head = Some(head);
            }
            _ => self.walk_all(started),
        }
        arrivals.clear();
        self.pass.arrivals = arrivals;
        self.pass.stale = false;
        if self.activation.has_stopped() {
            // What was found out behind that job is worth nothing: the next pass begins anew.
            self.pass = Pass::default();
        }
    }

    /// Whether the first arrival stands behind the head and all that would have to be looked at again if it starts.
    fn are_behind(&self, arrivals: &[JobId], head: JobId) -> bool {
        let last = self.pass.refused.max(Some(self.place_in_queue(head)));
        arrivals.first().is_none_or(|first| Some(self.place_in_queue(*first)) > last)
    }

    fn place_in_queue(&self, id: JobId) -> Place {
        let record = self.jobs.record(id);
        (Reverse(record.priority), record.seq)
    }

    /// A pass over the whole queue.
    fn walk_all(&mut self, started: &mut Vec<JobId>) {
        self.pass.head = None;
        (self.pass.refused, self.pass.uncertain) = (None, false);
        if self.jobs.counts[JobStatus::Queued as usize] == 0 {
            self.ends = None;
            return;
        }
        let mut cursor = self.queue.start();
        let mut head = loop {
            let Some(id) = self.queue.next(&self.jobs, &mut cursor) else {
                // Nobody waits: who runs until when does not matter.
                self.ends = None;
                return;
            };
            let wish = self.wish(id);
            let Some(suitable) = self.startable(id, wish) else { break self.head(id) };
            if self.activation.stops(id) {
                return;
            }
            let wanted = suitable.min(i64::from(self.jobs.record(id).maximum));
            let spans = self.nodes.place(wanted, self.wish(id));
            self.start_job(id, spans, false, started);
        };
        let lookahead = self.parameters.backfill_lookahead;
        if lookahead > 0 {
            for _ in 0..lookahead {
                if self.nodes.idle_total == 0 {
                    break;
                }
                let Some(id) = self.queue.next(&self.jobs, &mut cursor) else { break };
                self.try_backfill(id, &mut head, started);
            }
        } else if lookahead < 0 {
            while self.nodes.idle_total > 0 {
                let idle = self.nodes.idle_total.min(i64::from(u32::MAX)) as u32;
                let (plain, margin, window) = (head.is_plain(), head.margin, self.window(&head));
                let has_others = head.allowed.is_some();
                let may_do = |minimum: u32, limit: u32| match window {
                    Some(window) => !plain || i64::from(limit) <= window || i64::from(minimum) <= margin,
                    None => has_others || limit != u32::MAX,
                };
                match self.queue.next_within(&self.jobs, &mut cursor, idle, may_do) {
                    Some(id) => self.try_backfill(id, &mut head, started),
                    None => break,
                }
            }
        }
        self.pass.head = Some(head);
    }

    /// Whole seconds until the head's shadow time.
    fn window(&self, head: &Head) -> Option<i64> {
        head.shadow.map(|shadow| (shadow - self.now).div_euclid(1_000))
    }

    /// Starts a job behind the head, if it can and may.
    fn try_backfill(&mut self, id: JobId, head: &mut Head, started: &mut Vec<JobId>) {
        if let Some((spans, loss)) = self.backfill_place(id, head) {
            if self.activation.stops(id) {
                return;
            }
            head.margin -= loss;
            if loss > 0 && !head.idle_then.is_empty() {
                let exclusive = self.jobs.record(id).flags.has(Flags::EXCLUSIVE);
                for (node, count) in spans.iter().flat_map(|span| span.nodes().map(|node| (node, span.count)))
                {
                    let idle = &mut head.idle_then[node as usize];
                    *idle = if exclusive { 0 } else { idle.saturating_sub(count) };
                }
            }
            self.start_job(id, spans, true, started);
        } else if !head.is_plain() || self.wish(id).exclusive {
            self.pass.refused = self.pass.refused.max(Some(self.place_in_queue(id)));
        }
    }

    /// Where a job behind the head may start now, and what the head loses by it at the shadow time.
    pub(crate) fn backfill_place(&self, id: JobId, head: &Head) -> Option<(Spans, i64)> {
        let wish = self.wish(id);
        let suitable = self.startable(id, wish)?;
        let record = self.jobs.record(id);
        let wanted = suitable.min(i64::from(record.maximum));
        let finite = record.runtime().millis();
        match (head.shadow, finite) {
            (Some(shadow), Some(millis)) if self.now + millis <= shadow => {
                Some((self.nodes.place(wanted, wish), 0))
            }
            (Some(_), _) => self.place_beside(id, wanted, wish, head),
            (None, Some(_)) => Some((self.nodes.place(wanted, wish), 0)),
            (None, None) => {
                // Only nodes that the head cannot use.
                let theirs = head.allowed.as_ref()?;
                let rest = theirs.0.iter().map(|word| !word);
                let allowed = match wish.allowed {
                    Some(own) => Mask(own.0.iter().zip(rest).map(|(own, rest)| own & rest).collect()),
                    None => Mask(rest.collect()),
                };
                let wish = Wish { allowed: Some(&allowed), ..wish };
                let suitable = self.startable(id, wish)?;
                Some((self.nodes.place(suitable.min(i64::from(record.maximum)), wish), 0))
            }
        }
    }

    /// Where a job that will run beyond the shadow time may start: with the most processors up to `most` that leave
    /// the head its place then.
    fn place_beside(&self, id: JobId, most: i64, wish: Wish<'_>, head: &Head) -> Option<(Spans, i64)> {
        let least = self.effective_minimum(id);
        let plain = head.is_plain() && !wish.exclusive;
        let most = if plain { most.min(head.margin) } else { most };
        if most < least {
            return None;
        }
        let cut = |wanted: i64| self.cut_to_margin(self.nodes.place(wanted, wish), wish.exclusive, head);
        let held = |spans: &Spans| spans.iter().map(|span| i64::from(span.processors())).sum::<i64>();
        let (spans, loss) = cut(most);
        if wish.demands.is_empty() || held(&spans) == most {
            return (held(&spans) >= least).then_some((spans, loss));
        }
        // With demands a smaller placement is no beginning of a larger one: search for the largest that is left whole.
        let (mut fits, mut too_many) = (None, most);
        let mut from = least;
        while from < too_many {
            let wanted = from + (too_many - from) / 2;
            let (spans, loss) = cut(wanted);
            if held(&spans) == wanted {
                (fits, from) = (Some((spans, loss)), wanted + 1);
            } else {
                too_many = wanted;
            }
        }
        fits
    }

    /// As much of a placement, from its beginning, as leaves the head its place; and what that costs the head.
    fn cut_to_margin(&self, spans: Spans, exclusive: bool, head: &Head) -> (Spans, i64) {
        if head.is_plain() && !exclusive {
            let loss = spans.iter().map(|span| i64::from(span.processors())).sum();
            return (spans, loss);
        }
        let mut kept = Spans::new();
        let mut loss = 0;
        for span in spans {
            for node in span.nodes() {
                let (cost, given) = head.cost(&self.nodes, node, span.count, exclusive, head.margin - loss);
                if given > 0 {
                    loss += cost;
                    kept.push(Span { mask: 1 << (node % 64), word: node / 64, count: given });
                }
                if given < span.count {
                    return (kept, loss);
                }
            }
        }
        (kept, loss)
    }

    /// The head, with its shadow time by the running jobs' limits.
    pub(crate) fn head(&mut self, id: JobId) -> Head {
        self.keep_ends();
        self.head_by(id, self.ends.as_ref().expect("just built"))
    }

    /// Builds the list of ends if it is not kept at the moment.
    fn keep_ends(&mut self) {
        if self.ends.is_none() {
            self.ends = Some(self.list_ends());
        }
    }

    /// The ends of all running jobs that have a limit.
    pub(crate) fn list_ends(&self) -> Ends {
        let entry = |id: JobId| -> Option<Entry> {
            let record = self.jobs.record(id);
            let exclusive = record.flags.has(Flags::EXCLUSIVE);
            let frees = self.nodes.frees(&self.jobs.run(id).spans, exclusive);
            Some(Entry { end: record.deadline()?, id, frees })
        };
        Ends::from_unsorted(self.jobs.running().filter_map(entry).collect())
    }

    /// See [`Cluster::head`].
    pub(crate) fn head_by(&self, id: JobId, ends: &Ends) -> Head {
        let record = self.jobs.record(id);
        let wish = self.wish(id);
        let needed = self.effective_minimum(id);
        let mut head = Head {
            id,
            seq: record.seq,
            shadow: None,
            margin: 0,
            exclusive: wish.exclusive,
            allowed: self.jobs.details(id).asked().cloned(),
            demands: wish.demands.to_vec(),
            idle_then: Vec::new(),
        };
        if head.is_plain() {
            head.shadow = ends.first_reaching(needed - self.nodes.idle_total);
            if let Some(shadow) = head.shadow {
                head.margin = self.nodes.idle_total + ends.sum_until(shadow) - needed;
            }
            return head;
        }
        let available = |node: u32| self.nodes.node(node).is_available();
        let usable = |node: u32| available(node) && wish.allowed.is_none_or(|allowed| allowed.has(node));
        let counts = |node: u32, idle: u32| -> i64 {
            let whole = idle == self.nodes.node(node).capacity;
            if usable(node) && (whole || !wish.exclusive) { i64::from(idle) } else { 0 }
        };
        let mut idle: Vec<u32> =
            self.nodes.iter().map(|(at, _)| if available(at) { self.nodes.idle(at) } else { 0 }).collect();
        let mut sum: i64 = idle.iter().enumerate().map(|(at, idle)| counts(at as u32, *idle)).sum();
        let mut coming = ends.iter().peekable();
        while let Some(entry) = coming.next() {
            let exclusive = self.jobs.record(entry.id).flags.has(Flags::EXCLUSIVE);
            for span in &self.jobs.run(entry.id).spans {
                for node in span.nodes().filter(|node| available(*node)) {
                    let slot = &mut idle[node as usize];
                    sum -= counts(node, *slot);
                    *slot = if exclusive { self.nodes.node(node).capacity } else { *slot + span.count };
                    sum += counts(node, *slot);
                }
            }
            if coming.peek().is_some_and(|next| next.end == entry.end) {
                continue;
            }
            let met = |&(node, demand): &(u32, u32)| counts(node, idle[node as usize]) >= i64::from(demand);
            if sum >= needed && wish.demands.iter().all(met) {
                head.shadow = Some(entry.end);
                head.margin = sum - needed;
                head.idle_then = idle;
                break;
            }
        }
        head
    }

    /// Gives a job its processors and starts its tasks.
    fn start_job(&mut self, id: JobId, spans: Spans, backfill: bool, started: &mut Vec<JobId>) {
        let now = self.now;
        self.pass.uncertain |= self.pass.refused.is_some();
        self.jobs.materialize(id);
        let record = self.jobs.record_mut(id);
        record.start = now;
        record.flags.set(Flags::BACKFILL, backfill);
        record.flags.set(Flags::LIMIT_PENDING, false);
        record.generation = record.generation.wrapping_add(1);
        let (priority, exclusive, deadline) =
            (record.priority, record.flags.has(Flags::EXCLUSIVE), record.deadline());
        self.jobs.set_status(id, JobStatus::Running);
        self.queue.left(priority, 1);
        self.nodes.take(&spans, exclusive);
        if let (Some(ends), Some(deadline)) = (&mut self.ends, deadline) {
            ends.insert(deadline, id, self.nodes.frees(&spans, exclusive));
        }
        self.jobs.run_mut(id).spans = spans;
        self.jobs.push_running(id);
        if let Some(runs) = &mut self.runs {
            runs.started.push(id);
        }
        let nodes = if self.events.is_listening() { self.named_spans(id) } else { Vec::new() };
        let attempt = self.jobs.record(id).attempt;
        self.events.emit(now, || EventKind::JobStatus {
            job: id,
            attempt,
            from: JobStatus::Queued,
            to: JobStatus::Running,
            ended_by: None,
            user: String::new(),
            message: String::new(),
            nodes,
            is_backfill: backfill,
        });
        self.begin_work(id);
        if !self.ends_before_limit(id) {
            self.arm_limit(id);
        }
        started.push(id);
    }
}

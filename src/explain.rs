//! Why a queued job waits: in data, and in a sentence made of it.

use crate::JobId;
use crate::cluster::Cluster;
use crate::error::{ClusterError, ErrorCode, Result};
use crate::jobs::Flags;
use crate::lifecycle::{JobStatus, NodeStatus};
use crate::nodes::Wish;
use crate::pass::Head;
use crate::sorting::sort;
use crate::time::{Time, after};
use crate::view::{Explanation, Reason};

/// In a longer queue only the first job is told when it starts at the latest: the others' bound takes a look at all.
const FORESEEN_MAX: i64 = 4_096;

impl Cluster {
    /// Beyond CCP: why a queued job waits.
    ///
    /// ```
    /// # use ccp_scheduler::*;
    /// # let mut cluster = Cluster::new(ClusterOptions::with_nodes([("N1", 4)]))?;
    /// cluster.queue_job(&JobSpec::new("first", 4, vec![TaskSpec::lasting(60_000, 4)]))?;
    /// let id = cluster.queue_job(&JobSpec::new("second", 4, vec![TaskSpec::lasting(60_000, 4)]))?;
    /// let why = cluster.explain_job(id)?;
    /// assert_eq!((why.reason, why.blocked_by), (Reason::Processors, vec![1]));
    /// assert_eq!(why.sentence, "First in the queue; needs 4 processors, 0 are free.");
    /// # Ok::<(), ClusterError>(())
    /// ```
    ///
    /// # Errors
    /// `InvalidJobId`; `InvalidExplainJobState`: the job is not Queued.
    pub fn explain_job(&self, job: JobId) -> Result<Explanation> {
        let checked = self.check_job(job).and_then(|()| match self.jobs.record(job).status {
            JobStatus::Queued => Ok(()),
            status => {
                let message = format!("Job {job} is {}; only Queued jobs wait.", status.name());
                Err(ClusterError::new(ErrorCode::InvalidExplainJobState, message).job(job))
            }
        });
        self.noted(checked)?;
        if let Some(explanation) = self.explain_activation(job) {
            return Ok(explanation);
        }
        let first = self.queue.first(&self.jobs).expect("a job is queued");
        let head = match &self.ends {
            Some(ends) => self.head_by(first, ends),
            None => self.head_by(first, &self.list_ends()),
        };
        let mut explanation = match self.startable(job, self.wish(job)) {
            Some(_) => self.explain_behind(job, &head),
            None => self.explain_resources(job, &head),
        };
        // What an activation filter will say nobody knows.
        explanation.starts_by = if self.activation.on { None } else { self.foresee(job, &head) };
        Ok(explanation)
    }

    /// It would fit, but an earlier job waits.
    fn explain_behind(&self, job: JobId, head: &Head) -> Explanation {
        let lookahead = self.parameters.backfill_lookahead;
        let first = head.id;
        let runtime = self.jobs.record(job).runtime().millis();
        let too_far = lookahead > 0 && !self.queue.is_within(&self.jobs, job, lookahead as usize + 1);
        let (reason, sentence) = if lookahead == 0 {
            (
                Reason::BehindJob,
                format!("It would fit, but job {first} is first, and BackfillLookahead is 0."),
            )
        } else if too_far {
            let text = format!(
                "It would fit, but is not among the {lookahead} behind job {first} that BackfillLookahead allows to pass."
            );
            (Reason::BehindJob, text)
        } else {
            match (head.shadow, runtime) {
                (Some(shadow), Some(runtime)) if self.now + runtime > shadow => {
                    let late = in_words(self.now + runtime - shadow);
                    let text =
                        format!("It would fit, but could delay job {first}, which is first, by {late}.");
                    (Reason::Reservation, text)
                }
                (Some(_), None) => {
                    let text = format!(
                        "It would fit, but has no run-time limit and could delay job {first}, which is first."
                    );
                    (Reason::Reservation, text)
                }
                (None, None) => {
                    let text = format!(
                        "It would fit, but job {first} is first, and only jobs with a run-time limit may pass it."
                    );
                    (Reason::BehindJob, text)
                }
                (_, Some(_)) => (
                    Reason::BehindJob,
                    format!("It would fit, but job {first} is first: the next pass decides."),
                ),
            }
        };
        Explanation { sentence, reason, blocked_by: vec![first], starts_by: None }
    }

    /// Too few suitable processors are free.
    fn explain_resources(&self, job: JobId, head: &Head) -> Explanation {
        let wish = self.wish(job);
        let needed = self.effective_minimum(job);
        let place = if head.id == job {
            "First in the queue;".to_owned()
        } else {
            format!("Behind job {};", head.id)
        };
        let blocked_by = self.blockers(job);
        let are = |count: i64| if count == 1 { "is" } else { "are" };
        // What it lacks: processors on one node that a task requires, or on all it may use together.
        let (lacks, free, list) = match self.unmet_demand(job) {
            Some((node, demand)) => {
                let free = self.nodes.suitable_on(node, wish);
                (i64::from(demand), i64::from(free), format!(" on {}", self.nodes.node(node).name))
            }
            None => (needed, self.nodes.suitable(wish), self.asked_in_short(job)),
        };
        let processors = if lacks == 1 { "processor" } else { "processors" };
        let needs = format!("{place} needs {lacks} {processors}{list}, {free} {} free", are(free));
        let (reason, sentence) = if !self.is_placeable(job) {
            let allowed = |node: u32| wish.allowed.is_none_or(|allowed| allowed.has(node));
            let down = self.nodes.iter().filter(|(at, node)| allowed(*at) && !node.is_available());
            let down: Vec<String> = down.take(4).map(|(_, node)| self.in_short(node)).collect();
            (Reason::NodesUnavailable, format!("{needs}: {}.", down.join(", ")))
        } else if wish.allowed.is_some() && self.would_fit(job, Wish { allowed: None, ..wish }) {
            (Reason::AskedNodes, format!("{needs}; other nodes would do."))
        } else if self.would_fit_shared(job) {
            let closer = blocked_by.iter().find(|id| self.jobs.record(**id).flags.has(Flags::EXCLUSIVE));
            let text = match closer {
                _ if wish.exclusive => format!("{needs} on nodes without other jobs."),
                Some(id) => format!("{needs}; others are closed by exclusive jobs, job {id} for one."),
                None => format!("{needs}; others are closed by exclusive jobs."),
            };
            (Reason::NodeClosed, text)
        } else {
            (Reason::Processors, format!("{needs}."))
        };
        Explanation { sentence, reason, blocked_by, starts_by: None }
    }

    fn asked_in_short(&self, job: JobId) -> String {
        match self.jobs.details(job).asked_nodes() {
            [] => String::new(),
            names if names.len() > 4 => format!(" on {} nodes", names.len()),
            names => format!(" on {}", names.join(", ")),
        }
    }

    /// Whether the job would fit now with another wish.
    fn would_fit(&self, job: JobId, wish: Wish<'_>) -> bool {
        let met = |&(node, demand): &(u32, u32)| self.nodes.suitable_on(node, wish) >= demand;
        self.nodes.suitable(wish) >= self.effective_minimum(job) && wish.demands.iter().all(met)
    }

    /// Whether the job would fit now if nobody were exclusive: it may use all that no job holds.
    fn would_fit_shared(&self, job: JobId) -> bool {
        let wish = self.wish(job);
        let mut unheld: Vec<i64> = self
            .nodes
            .iter()
            .map(|(at, node)| if self.is_usable(at, wish) { i64::from(node.capacity) } else { 0 })
            .collect();
        for (node, count) in self.jobs.running().flat_map(|id| self.jobs.run(id).held_unsorted()) {
            if self.is_usable(node, wish) {
                unheld[node as usize] -= i64::from(count);
            }
        }
        unheld.iter().sum::<i64>() >= self.effective_minimum(job)
            && wish.demands.iter().all(|&(node, demand)| unheld[node as usize] >= i64::from(demand))
    }

    /// Whether a node takes jobs, and this one may use it.
    fn is_usable(&self, node: u32, wish: Wish<'_>) -> bool {
        self.nodes.node(node).is_available() && wish.allowed.is_none_or(|allowed| allowed.has(node))
    }

    fn in_short(&self, node: &crate::nodes::Node) -> String {
        let status = match node.visible_status() {
            NodeStatus::Ready => "ready",
            NodeStatus::Paused => "paused",
            NodeStatus::Unreachable => "unreachable",
            NodeStatus::Pending => "not approved yet",
        };
        format!("{} is {status}", node.name)
    }

    /// Whether the nodes that are available now could hold the job if nothing else ran.
    fn is_placeable(&self, job: JobId) -> bool {
        let wish = self.wish(job);
        let usable = |node: u32| self.is_usable(node, wish);
        let all: i64 =
            self.nodes.iter().filter(|(at, _)| usable(*at)).map(|(_, node)| i64::from(node.capacity)).sum();
        let met = |&(node, demand): &(u32, u32)| usable(node) && self.nodes.node(node).capacity >= demand;
        all >= self.effective_minimum(job) && wish.demands.iter().all(met)
    }

    fn unmet_demand(&self, job: JobId) -> Option<(u32, u32)> {
        let wish = self.wish(job);
        wish.demands.iter().copied().find(|&(node, demand)| self.nodes.suitable_on(node, wish) < demand)
    }

    /// The running jobs that would have to end first, those that must end soonest taken first; by id.
    fn blockers(&self, job: JobId) -> Vec<JobId> {
        let wish = self.wish(job);
        let needed = self.effective_minimum(job);
        let usable = |node: u32| self.is_usable(node, wish);
        let mut idle: Vec<u32> = self.nodes.iter().map(|(at, _)| self.nodes.idle(at)).collect();
        let suitable = |node: u32, idle: u32| {
            let fits = usable(node) && (!wish.exclusive || idle == self.nodes.node(node).capacity);
            if fits { i64::from(idle) } else { 0 }
        };
        let mut sum: i64 = idle.iter().zip(0..).map(|(idle, node)| suitable(node, *idle)).sum();
        let mut running: Vec<(Time, JobId)> = self
            .jobs
            .running()
            .map(|id| (self.jobs.record(id).deadline().unwrap_or(Time::MAX), id))
            .collect();
        sort(&mut running);
        let mut blockers = Vec::new();
        for (_, id) in running {
            let met = |&(node, demand): &(u32, u32)| suitable(node, idle[node as usize]) >= i64::from(demand);
            if sum >= needed && wish.demands.iter().all(met) {
                break;
            }
            let exclusive = self.jobs.record(id).flags.has(Flags::EXCLUSIVE);
            let mut matters = false;
            for (node, count) in self.jobs.run(id).held_unsorted() {
                let slot = &mut idle[node as usize];
                sum -= suitable(node, *slot);
                *slot = if exclusive { self.nodes.node(node).capacity } else { *slot + count };
                sum += suitable(node, *slot);
                matters |= usable(node);
            }
            if matters {
                blockers.push(id);
            }
        }
        sort(&mut blockers);
        blockers
    }

    /// When a job starts at the latest if no further call comes.
    ///
    /// The first one starts at its shadow time at the latest. The next one is first from then on, and what runs then has
    /// ended once every job that can have started before has used up its limit; and so on down the queue.
    fn foresee(&self, job: JobId, head: &Head) -> Option<Time> {
        if !self.crashed.is_empty() {
            // What runs on a crashed node will come back into the queue.
            return None;
        }
        let mut bound = head.shadow?;
        if head.id == job {
            return Some(bound);
        }
        if self.jobs.counts[JobStatus::Queued as usize] > FORESEEN_MAX {
            return None;
        }
        let queue = self.queue.ids(&self.jobs);
        let runtime = |id: JobId| self.jobs.record(id).runtime().millis();
        let mut drained = bound;
        for id in self.jobs.running() {
            drained = drained.max(self.jobs.record(id).deadline()?);
        }
        for (at, &id) in queue.iter().enumerate() {
            if !self.is_placeable(id) {
                return None;
            }
            if at > 0 {
                let mut latest = drained;
                for &other in queue[at + 1..].iter() {
                    latest = latest.max(after(bound, runtime(other)?)?);
                }
                bound = latest;
            }
            if id == job {
                return Some(bound);
            }
            drained = drained.max(after(bound, runtime(id)?)?);
        }
        None
    }
}

/// A length of time for people: the two greatest units.
fn in_words(millis: Time) -> String {
    let seconds = millis / 1_000;
    let parts = [
        (seconds / 86_400, "d"),
        (seconds / 3_600 % 24, "h"),
        (seconds / 60 % 60, "min"),
        (seconds % 60, "s"),
    ];
    let first = parts.iter().position(|part| part.0 > 0);
    match first {
        Some(first) => {
            let said = parts[first..].iter().take(2).filter(|part| part.0 > 0);
            said.map(|(count, unit)| format!("{count} {unit}")).collect::<Vec<_>>().join(" ")
        }
        None => format!("{millis} ms"),
    }
}

//! The queue, the pass, and the places of jobs and tasks.

use super::*;

impl Model {
    pub fn queued_jobs(&self) -> Vec<JobId> {
        let mut queue: Vec<&Entry> = self.jobs.iter().filter(|job| job.status == JobStatus::Queued).collect();
        queue.sort_by_key(|job| (std::cmp::Reverse(job.terms.priority), job.number));
        queue.iter().map(|job| job.id).collect()
    }

    /// One scheduling pass: the only place where jobs and tasks start.
    pub(super) fn pass(&mut self) {
        for at in 0..self.jobs.len() {
            if self.jobs[at].status == JobStatus::Running {
                self.start_tasks(at);
            }
        }
        let lookahead = self.number("BackfillLookahead");
        let mut started = Vec::new();
        let mut head: Option<(Wants, Option<Time>, Vec<String>)> = None;
        let mut examined = 0;
        for id in self.queued_jobs() {
            let at = self.find(id).unwrap();
            let wants = self.wants(&self.jobs[at].terms, &unfinished(&self.jobs[at]));
            let running = self.running();
            let Some((head, shadow, asked)) = &head else {
                match self.ordinary_place(&wants, &running) {
                    Some(place) => {
                        self.start(at, place, false);
                        started.push(id);
                    }
                    None => {
                        let shadow = self.shadow(&wants, &running);
                        head = Some((wants, shadow, self.jobs[at].terms.asked_nodes.clone()));
                    }
                }
                continue;
            };
            if lookahead >= 0 && examined == lookahead {
                self.seen.push("lookahead reached");
                break;
            }
            examined += 1;
            if let Some(place) = self.backfill_place(at, &wants, &running, head, *shadow, asked) {
                self.seen.push("backfill");
                self.start(at, place, true);
                started.push(id);
            }
        }
        // Only what happens from here on asks for another pass.
        self.changed = false;
        for id in started {
            let at = self.find(id).unwrap();
            self.end_job_if_done(at);
        }
    }

    /// Where a job that could start goes although an earlier one waits; None if it must wait too.
    pub(super) fn backfill_place(
        &mut self,
        at: usize,
        wants: &Wants,
        running: &[Occupation],
        head: &Wants,
        shadow: Option<Time>,
        head_asked: &[String],
    ) -> Option<Share> {
        let ordinary = self.ordinary_place(wants, running)?;
        let limit = self.jobs[at].terms.runtime.and_then(Runtime::millis);
        let Some(shadow) = shadow else {
            self.seen.push("no shadow");
            if limit.is_some() {
                return Some(ordinary);
            }
            let outside: Vec<usize> = wants
                .nodes
                .iter()
                .copied()
                .filter(|node| !head_asked.is_empty() && !head_asked.contains(&self.nodes[*node].name))
                .collect();
            if outside.is_empty() {
                return None;
            }
            let elsewhere = Wants { nodes: outside, demands: wants.demands.clone(), ..*wants };
            let place = self.ordinary_place(&elsewhere, running);
            if place.is_some() {
                self.seen.push("no shadow, elsewhere");
            }
            return place;
        };
        if limit.and_then(|limit| after(self.now, limit)).is_some_and(|end| end <= shadow) {
            return Some(ordinary);
        }
        // It would still be there at the shadow time: the most that leaves the head its place.
        let then: Vec<Occupation> =
            running.iter().filter(|job| job.ends.is_none_or(|end| end > shadow)).cloned().collect();
        let suitable = self.suitable(wants, running);
        for count in (wants.minimum..=total(&ordinary)).rev() {
            let held = self.place(wants, &suitable, count);
            let mut with_it = then.clone();
            with_it.push(Occupation { exclusive: wants.exclusive, ends: None, held: held.clone() });
            if self.ordinary_place(head, &with_it).is_some() {
                self.seen.push("backfill beside the head");
                if count < total(&ordinary) {
                    self.seen.push("backfill with fewer");
                }
                return Some(held);
            }
        }
        self.seen.push("backfill refused");
        None
    }

    pub(super) fn start(&mut self, at: usize, held: Share, is_backfill: bool) {
        let job = &mut self.jobs[at];
        job.status = JobStatus::Running;
        job.start = Some(self.now);
        job.held = held;
        job.is_backfill = is_backfill;
        self.job_event(at, JobStatus::Queued, None, "");
        if self.jobs[at].terms.is_exclusive
            && self.jobs[at].held.iter().any(|(node, held)| i64::from(self.nodes[*node].processors) > *held)
        {
            self.seen.push("exclusive job closes processors");
        }
        self.start_tasks(at);
    }

    pub(super) fn wants(&self, terms: &JobSpec, tasks: &[&TaskSpec]) -> Wants {
        let usable = |node: &usize| {
            terms.asked_nodes.is_empty() || terms.asked_nodes.contains(&self.nodes[*node].name)
        };
        let nodes: Vec<usize> = self.nodes_by_name().into_iter().filter(usable).collect();
        let demand = |node: usize| {
            let requires = |task: &&&TaskSpec| task.required_nodes.contains(&self.nodes[node].name);
            tasks.iter().filter(requires).map(|task| share_of(task)).max()
        };
        let demands: Share = nodes.iter().filter_map(|node| Some((*node, demand(*node)?))).collect();
        Wants {
            exclusive: terms.is_exclusive,
            nodes,
            minimum: i64::from(terms.minimum_number_of_processors).max(total(&demands)),
            maximum: i64::from(terms.maximum_number_of_processors),
            demands,
        }
    }

    pub(super) fn running(&self) -> Vec<Occupation> {
        let running = self.jobs.iter().filter(|job| job.status == JobStatus::Running);
        running
            .map(|job| Occupation {
                exclusive: job.terms.is_exclusive,
                ends: self.job_limit(job),
                held: job.held.clone(),
            })
            .collect()
    }

    /// The processors that a job could take, beside these others.
    pub(super) fn suitable(&self, wants: &Wants, others: &[Occupation]) -> Share {
        let mut suitable = Vec::new();
        for &node in wants.nodes.iter().filter(|node| self.nodes[**node].status == NodeStatus::Ready) {
            let here: Vec<&Occupation> = others.iter().filter(|other| on(&other.held, node) > 0).collect();
            let taken: i64 = here.iter().map(|other| on(&other.held, node)).sum();
            let idle = i64::from(self.nodes[node].processors) - taken;
            let open =
                if wants.exclusive { here.is_empty() } else { here.iter().all(|other| !other.exclusive) };
            if open && idle > 0 {
                suitable.push((node, idle));
            }
        }
        suitable
    }

    /// Where a job starts by the ordinary rule, None if it cannot.
    pub(super) fn ordinary_place(&self, wants: &Wants, others: &[Occupation]) -> Option<Share> {
        let suitable = self.suitable(wants, others);
        let demands_met = wants.demands.iter().all(|(node, demand)| on(&suitable, *node) >= *demand);
        let fits = demands_met && total(&suitable) >= wants.minimum;
        let most = wants.maximum.min(total(&suitable));
        fits.then(|| self.place(wants, &suitable, most))
    }

    /// So many processors: first the demands, then node by node, most suitable ones first, then by name.
    pub(super) fn place(&self, wants: &Wants, suitable: &[(usize, i64)], count: i64) -> Share {
        let mut order = suitable.to_vec();
        order.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| self.nodes[a.0].name.cmp(&self.nodes[b.0].name)));
        let mut left = count - total(&wants.demands);
        let mut taken = wants.demands.clone();
        for (node, free) in order {
            let more = left.min(free - on(&wants.demands, node));
            taken.push((node, more));
            left -= more;
        }
        self.by_name(taken)
    }

    /// The same share with one entry a node, in the order of names.
    pub(super) fn by_name(&self, parts: Vec<(usize, i64)>) -> Share {
        let whole = self.nodes_by_name().into_iter().map(|node| (node, on(&parts, node)));
        whole.filter(|(_, count)| *count > 0).collect()
    }

    pub(super) fn nodes_by_name(&self) -> Vec<usize> {
        let mut nodes: Vec<usize> = (0..self.nodes.len()).collect();
        nodes.sort_by_key(|node| &self.nodes[*node].name);
        nodes
    }

    /// When the head could start if every running job used its whole Runtime.
    pub(super) fn shadow(&self, head: &Wants, running: &[Occupation]) -> Option<Time> {
        let mut ends: Vec<Time> = running.iter().filter_map(|job| job.ends).collect();
        ends.sort_unstable();
        ends.into_iter().find(|instant| {
            let left: Vec<Occupation> =
                running.iter().filter(|job| job.ends.is_none_or(|end| end > *instant)).cloned().collect();
            self.ordinary_place(head, &left).is_some()
        })
    }

    /// The tasks of a running job, in order of addition.
    pub(super) fn start_tasks(&mut self, at: usize) {
        for task in 0..self.jobs[at].tasks.len() {
            let job = &self.jobs[at];
            let state = &job.tasks[task];
            let ready = state.depends_on.iter().all(|id| !job.tasks[*id as usize - 1].is_open());
            if state.status != JobStatus::Queued || !ready {
                continue;
            }
            match self.task_place(job, &state.spec) {
                None => self.seen.push("task waits for processors"),
                Some(placed) => {
                    let state = &mut self.jobs[at].tasks[task];
                    state.status = JobStatus::Running;
                    state.start = Some(self.now);
                    state.runs += 1;
                    state.placed = placed;
                    self.task_event(at, task, JobStatus::Queued, None);
                }
            }
        }
    }

    pub(super) fn task_place(&self, job: &Entry, task: &TaskSpec) -> Option<Share> {
        let mut suitable = Vec::new();
        for &(node, held) in job.held.iter().filter(|(node, _)| self.nodes[*node].status == NodeStatus::Ready)
        {
            let here: Vec<&TaskEntry> =
                job.tasks.iter().filter(|other| on(&other.placed, node) > 0).collect();
            let closed =
                here.iter().any(|other| other.spec.is_exclusive) || (task.is_exclusive && !here.is_empty());
            let free = held - here.iter().map(|other| on(&other.placed, node)).sum::<i64>();
            if !closed && free > 0 {
                suitable.push((node, free));
            }
        }
        suitable.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| self.nodes[a.0].name.cmp(&self.nodes[b.0].name)));
        let mut placed = Vec::new();
        let required = |node: usize| task.required_nodes.contains(&self.nodes[node].name);
        if !task.required_nodes.is_empty() {
            suitable.retain(|(node, free)| required(*node) && *free >= share_of(task));
            if suitable.len() < task.required_nodes.len() {
                return None;
            }
            placed.extend(suitable.iter().map(|(node, _)| (*node, share_of(task))));
        }
        if total(&suitable) < i64::from(task.minimum_number_of_processors) {
            return None;
        }
        for (node, free) in suitable {
            let left = i64::from(task.maximum_number_of_processors) - total(&placed);
            placed.push((node, (free - on(&placed, node)).min(left).max(0)));
        }
        Some(self.by_name(placed))
    }
}

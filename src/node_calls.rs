//! Nodes: paused, resumed, approved by administrators; crashed and restored by nature.
//!
//! Source: `ICluster::PauseNode`, `ResumeNode`, `ApproveNode`; the parameters HeartbeatInterval, InactivityCount,
//! JobRetryCount and TaskRetryCount of `ICluster::SetClusterParameter`.

use crate::JobId;
use crate::checks;
use crate::cluster::Cluster;
use crate::ending::TERMINATED;
use crate::error::{ClusterError, ErrorCode, Result};
use crate::event::EventKind;
use crate::jobs::AttemptRecord;
use crate::lifecycle::{EndedBy, JobStatus, NodeStatus};
use crate::sorting::sort;
use crate::texts::Texts;
use crate::time::{Time, after};

impl Cluster {
    /// `ICluster::PauseNode`: nothing new starts there; what runs goes on.
    ///
    /// # Errors
    /// `PermissionDenied`, `UnknownNode`, `InvalidNodeState`.
    pub fn pause_node(&mut self, name: &str) -> Result<()> {
        self.administer(name, &[NodeStatus::Ready, NodeStatus::Paused], NodeStatus::Paused)
    }

    /// `ICluster::ResumeNode`: a paused node takes jobs and tasks again.
    ///
    /// # Errors
    /// `PermissionDenied`, `UnknownNode`, `InvalidNodeState`.
    pub fn resume_node(&mut self, name: &str) -> Result<()> {
        self.administer(name, &[NodeStatus::Paused, NodeStatus::Ready], NodeStatus::Ready)
    }

    /// `ICluster::ApproveNode`: a pending node becomes Paused; resume it then.
    ///
    /// # Errors
    /// `PermissionDenied`, `UnknownNode`, `InvalidNodeState`.
    pub fn approve_node(&mut self, name: &str) -> Result<()> {
        self.administer(name, &[NodeStatus::Pending], NodeStatus::Paused)
    }

    fn administer(&mut self, name: &str, legal: &[NodeStatus], to: NodeStatus) -> Result<()> {
        let checked = self.check_admin().and_then(|()| self.find_node(name)).and_then(|node| {
            let status = self.nodes.node(node).visible_status();
            if legal.contains(&status) { Ok((node, status)) } else { Err(wrong_state(name, status.name())) }
        });
        let (node, from) = self.noted(checked)?;
        if from != to {
            self.set_node_status(node, to);
            self.settle();
        }
        Ok(())
    }

    fn set_node_status(&mut self, node: u32, to: NodeStatus) {
        let from = self.nodes.node(node).visible_status();
        self.nodes.change(node, |node| {
            node.status = if to == NodeStatus::Unreachable { node.status } else { to };
            node.lost = to == NodeStatus::Unreachable;
        });
        self.node_changed(node, from);
    }

    /// Tells of a node's status, and has everything looked at again that may depend on it.
    fn node_changed(&mut self, node: u32, from: NodeStatus) {
        let Cluster { events, nodes, now, .. } = self;
        let to = nodes.node(node).visible_status();
        if from != to {
            events.emit(*now, || EventKind::NodeStatus { node: nodes.node(node).name.clone(), from, to });
        }
        self.ends = None;
        self.pass.resources_changed();
        if to == NodeStatus::Ready {
            // Tasks may have waited for the processors that their jobs hold there.
            let waits =
                |id: &JobId| self.jobs.run(*id).work.as_ref().is_some_and(|work| !work.ready.is_empty());
            self.wake.extend(self.jobs_on(node).into_iter().filter(waits));
        }
    }

    pub(crate) fn find_node(&self, name: &str) -> Result<u32> {
        let unknown = || ClusterError::new(ErrorCode::UnknownNode, format!("No node is called {name}."));
        self.nodes.find(name).ok_or_else(unknown)
    }

    /// Beyond CCP: the node crashes. Work there never reports; the head node notices after HeartbeatInterval ×
    /// InactivityCount.
    ///
    /// # Errors
    /// `UnknownNode`; `InvalidNodeState`: it has crashed already.
    pub fn fail_node(&mut self, name: &str) -> Result<()> {
        let checked = self.find_node(name).and_then(|at| {
            let node = self.nodes.node(at);
            let down = node.crashed.is_some() || node.lost;
            if down { Err(wrong_state(name, "down already")) } else { Ok(at) }
        });
        let node = self.noted(checked)?;
        let now = self.now;
        self.nodes.change(node, |node| node.crashed = Some(now));
        self.crashed.push(node);
        sort(&mut self.crashed);
        self.events.emit(now, || EventKind::NodeFailed { node: name.to_owned() });
        for id in self.jobs_on(node) {
            for task in self.tasks_on(id, node) {
                self.jobs.run_mut(id).tasks[task].silent = true;
                self.await_task(id, task);
            }
            self.arm_limit(id);
        }
        self.settle();
        Ok(())
    }

    /// Beyond CCP: a crashed node comes back, empty. What ran there is a system error now, if it was not before.
    ///
    /// # Errors
    /// `UnknownNode`; `InvalidNodeState`: it is not down.
    pub fn restore_node(&mut self, name: &str) -> Result<()> {
        let checked = self.find_node(name).and_then(|at| {
            let node = self.nodes.node(at);
            let down = node.crashed.is_some() || node.lost;
            if down { Ok(at) } else { Err(wrong_state(name, "not down")) }
        });
        let node = self.noted(checked)?;
        let from = self.nodes.node(node).visible_status();
        self.crashed.retain(|crashed| *crashed != node);
        if from != NodeStatus::Unreachable {
            self.lose_work(node);
        }
        self.nodes.change(node, |node| {
            node.crashed = None;
            node.lost = false;
        });
        if from == self.nodes.node(node).visible_status() {
            // It came back before anybody noticed; that is a change of the node all the same.
            self.events.emit(self.now, || EventKind::NodeStatus { node: name.to_owned(), from, to: from });
        }
        self.node_changed(node, from);
        self.settle();
        Ok(())
    }

    /// When the head node notices that a node has crashed.
    pub(crate) fn notice_time(&self, node: u32) -> Option<Time> {
        after(self.nodes.node(node).crashed?, self.parameters.notice_after())
    }

    /// Step 4 of a round: crashed nodes that are noticed now.
    pub(crate) fn notice_crashes(&mut self) -> bool {
        !self.crashed.is_empty() && self.notice_what_crashed()
    }

    #[cold]
    fn notice_what_crashed(&mut self) -> bool {
        let is_noticed = |node: &u32| self.notice_time(*node).is_some_and(|at| at <= self.now);
        let noticed: Vec<u32> = self.crashed.iter().copied().filter(is_noticed).collect();
        self.crashed.retain(|node| !noticed.contains(node));
        for &node in &noticed {
            self.set_node_status(node, NodeStatus::Unreachable);
            self.lose_work(node);
        }
        !noticed.is_empty()
    }

    /// The running jobs that hold processors of a node, by id.
    pub(crate) fn jobs_on(&self, node: u32) -> Vec<JobId> {
        let holds =
            |id: &JobId| self.jobs.run(*id).spans.iter().any(|span| span.nodes().any(|at| at == node));
        let mut ids: Vec<JobId> = self.jobs.running().filter(holds).collect();
        sort(&mut ids);
        ids
    }

    /// The running tasks of a job that have a processor of a node, by index.
    pub(crate) fn tasks_on(&self, id: JobId, node: u32) -> Vec<usize> {
        let run = self.jobs.run(id);
        match &run.work {
            Some(work) => {
                let on = |place: &[(u32, u32)]| place.iter().any(|taken| taken.0 == node);
                work.running().filter(|(_, place)| on(place)).map(|(task, _)| task).collect()
            }
            None => {
                (0..run.tasks.len()).filter(|task| run.tasks[*task].status == JobStatus::Running).collect()
            }
        }
    }

    /// What ran on a node is lost to a system error.
    fn lose_work(&mut self, node: u32) {
        let name = self.nodes.node(node).name.clone();
        for id in self.jobs_on(node) {
            self.lose_node_of(id, node, &name);
        }
        self.nodes.empty(node);
        self.ends = None;
        self.pass.resources_changed();
    }

    fn lose_node_of(&mut self, id: JobId, node: u32, name: &str) {
        self.spell_out_work(id);
        let tasks: Vec<(usize, bool)> = self
            .tasks_on(id, node)
            .into_iter()
            .map(|task| {
                let retries = self.jobs.run(id).tasks[task].retries;
                let rerunnable = self.jobs.terms_of(id, task).spec.is_rerunnable;
                (task, rerunnable && retries < self.parameters.task_retries)
            })
            .collect();
        let goes_on = self.can_do_without(id, node, &tasks);
        let retries = self.jobs.details(id).rare.as_ref().map_or(0, |rare| rare.retries);
        let is_over = !goes_on && retries >= self.parameters.job_retries;
        for (task, again) in tasks {
            self.lose_task(id, task, again && !is_over, 1, "The node was lost.");
        }
        let run = self.jobs.run_mut(id);
        for span in &mut run.spans {
            if span.word == node / 64 {
                span.mask &= !(1 << (node % 64));
            }
        }
        run.spans.retain(|span| span.mask != 0);
        if let Some(work) = &mut run.work {
            work.lose(node);
        }
        self.demands_changed(id);
        if goes_on {
            self.after_task_ended(id);
        } else if is_over {
            let message = self.jobs.texts.insert(&format!("The node {name} was lost."));
            self.end_tasks_with_job(id, "The job was ended by a system error.");
            self.end_job(id, JobStatus::Failed, EndedBy::System, Texts::EMPTY, message);
        } else {
            self.lose_job(id, name);
        }
    }

    /// Whether a job still has its minimum without a node, on which it loses these tasks (`true`: they run again).
    fn can_do_without(&self, id: JobId, node: u32, tasks: &[(usize, bool)]) -> bool {
        let run = self.jobs.run(id);
        let fails = |task: usize| tasks.iter().any(|lost| lost.0 == task && !lost.1);
        let open = (0..run.tasks.len()).filter(|task| run.tasks[*task].is_open() && !fails(*task));
        let demands = checks::demands_of(open.map(|task| self.jobs.terms_of(id, task)));
        let needed: u32 = demands.iter().map(|demand| demand.1).sum();
        let held: u32 = run.held_unsorted().filter(|held| held.0 != node).map(|held| held.1).sum();
        held >= needed.max(self.jobs.record(id).minimum) && demands.iter().all(|demand| demand.0 != node)
    }

    /// A running task is stopped by a system error: queued again, or Failed.
    fn lose_task(&mut self, id: JobId, task: usize, again: bool, retries: u32, why: &str) {
        if !again {
            let message = self.jobs.texts.insert(why);
            return self.close_task(id, task, JobStatus::Failed, EndedBy::System, TERMINATED, message);
        }
        self.jobs.set_task_status(id, task, JobStatus::Queued);
        let run = self.jobs.run_mut(id);
        let record = &mut run.tasks[task];
        let retries = record.retries + retries;
        record.reset(JobStatus::Queued);
        record.retries = retries;
        if let Some(work) = &mut run.work {
            work.requeue(task, false);
        }
        self.emit_task(id, task, JobStatus::Running, Some(EndedBy::System));
    }

    /// A job has lost more than it can do without, and returns to its place in the queue.
    fn lose_job(&mut self, id: JobId, node: &str) {
        for task in 0..self.jobs.record(id).tasks as usize {
            if self.jobs.run(id).tasks[task].status == JobStatus::Running {
                let again = self.jobs.terms_of(id, task).spec.is_rerunnable;
                self.lose_task(id, task, again, 0, "The job was ended by a system error.");
            }
        }
        let message = self.jobs.texts.insert(&format!("The node {node} was lost."));
        let record = self.jobs.record(id);
        let run = AttemptRecord {
            attempt: record.attempt,
            start: record.start,
            end: self.now,
            status: JobStatus::Failed,
            ended_by: EndedBy::System,
            user: Texts::EMPTY,
            message,
        };
        self.archive(id, run);
        self.change_status(id, JobStatus::Queued);
        self.clear_run(id);
        self.jobs.details_mut(id).rare_mut().retries += 1;
        self.queue.enter(id, self.jobs.record(id));
        self.pass.arrived(id);
        self.demands_changed(id);
        self.emit_job(id, JobStatus::Running, Some(EndedBy::System), Texts::EMPTY);
    }

    /// Heartbeats that a node has missed.
    pub(crate) fn missed_heartbeats(&self, node: u32) -> i32 {
        let node = self.nodes.node(node);
        let missed = match node.crashed {
            Some(since) => (self.now - since) / (self.parameters.heartbeat_seconds * 1_000),
            None if node.lost => self.parameters.inactivity_count,
            None => 0,
        };
        missed.min(self.parameters.inactivity_count) as i32
    }
}

#[cold]
fn wrong_state(name: &str, state: &str) -> ClusterError {
    ClusterError::new(
        ErrorCode::InvalidNodeState,
        format!("Node {name} is {state}: this cannot be done to it."),
    )
}

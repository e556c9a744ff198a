//! Nodes: paused, lost, and back again.

use super::*;

impl Model {
    pub(super) fn node(&self, name: &str) -> Result<usize> {
        self.nodes.iter().position(|node| node.name == name).ok_or(refuse(ErrorCode::UnknownNode))
    }

    pub(super) fn set_node_status(&mut self, node: usize, to: NodeStatus) {
        let from = std::mem::replace(&mut self.nodes[node].status, to);
        if from != to {
            self.emit(EventKind::NodeStatus { node: self.nodes[node].name.clone(), from, to });
        }
    }

    pub(super) fn change_node(&mut self, name: &str, from: &[NodeStatus], to: NodeStatus) -> Result<()> {
        self.administrators_only()?;
        let node = self.node(name)?;
        if !from.contains(&self.nodes[node].status) {
            return Err(refuse(ErrorCode::InvalidNodeState));
        }
        self.set_node_status(node, to);
        self.settle();
        Ok(())
    }

    pub fn pause_node(&mut self, name: &str) -> Result<()> {
        self.change_node(name, &[NodeStatus::Ready, NodeStatus::Paused], NodeStatus::Paused)
    }

    pub fn resume_node(&mut self, name: &str) -> Result<()> {
        self.change_node(name, &[NodeStatus::Ready, NodeStatus::Paused], NodeStatus::Ready)
    }

    pub fn approve_node(&mut self, name: &str) -> Result<()> {
        self.change_node(name, &[NodeStatus::Pending], NodeStatus::Paused)
    }

    pub fn fail_node(&mut self, name: &str) -> Result<()> {
        let node = self.node(name)?;
        if self.nodes[node].crashed.is_some() {
            return Err(refuse(ErrorCode::InvalidNodeState));
        }
        self.nodes[node].crashed = Some(self.now);
        self.emit(EventKind::NodeFailed { node: name.to_owned() });
        self.settle();
        Ok(())
    }

    pub fn restore_node(&mut self, name: &str) -> Result<()> {
        let node = self.node(name)?;
        if self.nodes[node].crashed.take().is_none() {
            return Err(refuse(ErrorCode::InvalidNodeState));
        }
        self.changed = true;
        if self.nodes[node].status == NodeStatus::Unreachable {
            self.set_node_status(node, self.nodes[node].former);
        } else {
            self.seen.push("restore before the notice");
            let (node_name, status) = (self.nodes[node].name.clone(), self.nodes[node].status);
            self.lose_node(node);
            self.emit(EventKind::NodeStatus { node: node_name, from: status, to: status });
        }
        self.settle();
        Ok(())
    }

    /// What follows for the jobs once the head node knows that a node crashed.
    pub(super) fn lose_node(&mut self, node: usize) {
        for at in 0..self.jobs.len() {
            if self.jobs[at].status == JobStatus::Running && on(&self.jobs[at].held, node) > 0 {
                self.lose_node_of(at, node);
            }
        }
    }

    pub(super) fn lose_node_of(&mut self, at: usize, node: usize) {
        self.jobs[at].held.retain(|(held, _)| *held != node);
        let tries = self.number("TaskRetryCount");
        let lost = |task: &TaskEntry| on(&task.placed, node) > 0;
        let again = |task: &TaskEntry| task.spec.is_rerunnable && task.retries < tries;
        let job = &self.jobs[at];
        let left = job.tasks.iter().filter(|task| task.is_open() && (!lost(task) || again(task)));
        let wants = self.wants(&job.terms, &left.map(|task| &task.spec).collect::<Vec<_>>());
        let goes_on = total(&job.held) >= wants.minimum && on(&wants.demands, node) == 0;
        let message = format!("The node {} was lost.", self.nodes[node].name);
        if !goes_on && job.retries >= self.number("JobRetryCount") {
            self.seen.push("job lost");
            for task in 0..self.jobs[at].tasks.len() {
                if lost(&self.jobs[at].tasks[task]) {
                    self.lose_task(at, task, "The node was lost.");
                }
            }
            let of_tasks = "The job was ended by a system error.";
            self.end_job_early(at, JobStatus::Failed, EndedBy::System, "", &message, of_tasks);
            return;
        }
        for task in 0..self.jobs[at].tasks.len() {
            if !lost(&self.jobs[at].tasks[task]) {
                continue;
            }
            if again(&self.jobs[at].tasks[task]) {
                self.seen.push("task retry");
                self.jobs[at].tasks[task].retries += 1;
                self.queue_task_again(at, task, Some(EndedBy::System));
            } else {
                self.seen.push("task lost");
                self.lose_task(at, task, "The node was lost.");
            }
        }
        if goes_on {
            self.seen.push("job goes on without the node");
            self.end_job_if_done(at);
            return;
        }
        for task in 0..self.jobs[at].tasks.len() {
            let state = &self.jobs[at].tasks[task];
            match state.status {
                JobStatus::Running if state.spec.is_rerunnable => {
                    self.queue_task_again(at, task, Some(EndedBy::System));
                }
                JobStatus::Running => self.lose_task(at, task, "The job was ended by a system error."),
                _ => {}
            }
        }
        self.seen.push("job retry");
        self.jobs[at].retries += 1;
        self.archive(at, JobStatus::Failed, EndedBy::System, "", &message);
        self.job_event(at, JobStatus::Running, Some(EndedBy::System), "");
    }

    pub(super) fn lose_task(&mut self, at: usize, task: usize, message: &str) {
        self.end_task(at, task, JobStatus::Failed, EndedBy::System, TERMINATED, message);
    }
}

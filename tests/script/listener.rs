//! A listener that only hears events, and what it believes: it must be what the cluster shows.

use super::{Check, difference};
use ccp_scheduler::*;
use std::collections::BTreeMap;

type Nodes = BTreeMap<String, i32>;

#[derive(Default)]
pub struct Listener {
    jobs: BTreeMap<JobId, Believed>,
    nodes: BTreeMap<String, NodeStatus>,
}

#[derive(Clone, Debug, PartialEq)]
struct Believed {
    status: JobStatus,
    attempt: u32,
    owner: String,
    message: String,
    is_backfill: bool,
    create: Time,
    submit: Option<Time>,
    start: Option<Time>,
    end: Option<Time>,
    held: Nodes,
    tasks: Vec<BelievedTask>,
}

#[derive(Clone, Debug, PartialEq)]
struct BelievedTask {
    status: TaskStatus,
    ended_by: Option<EndedBy>,
    exit_code: i32,
    message: String,
    runs: u32,
    start: Option<Time>,
    end: Option<Time>,
    placed: Nodes,
}

impl BelievedTask {
    fn new(status: TaskStatus) -> BelievedTask {
        let (message, placed) = (String::new(), Nodes::new());
        BelievedTask {
            status,
            ended_by: None,
            exit_code: 0,
            message,
            runs: 0,
            start: None,
            end: None,
            placed,
        }
    }
}

impl Listener {
    pub fn new(options: &ClusterOptions) -> Listener {
        let nodes = options.nodes.iter().map(|node| (node.name.clone(), node.status)).collect();
        Listener { jobs: BTreeMap::new(), nodes }
    }

    pub fn hear(&mut self, event: &Event) {
        let now = event.time;
        match &event.kind {
            EventKind::JobAdded { job, owner, tasks, .. } => {
                let believed = Believed {
                    status: JobStatus::NotSubmitted,
                    attempt: 1,
                    owner: owner.clone(),
                    message: String::new(),
                    is_backfill: false,
                    create: now,
                    submit: None,
                    start: None,
                    end: None,
                    held: Nodes::new(),
                    tasks: vec![BelievedTask::new(JobStatus::NotSubmitted); *tasks as usize],
                };
                assert!(self.jobs.insert(*job, believed).is_none(), "job {job} came before it had left");
            }
            EventKind::JobStatus {
                job, attempt, from, to, ended_by, message, nodes, is_backfill, ..
            } => {
                let job = self.jobs.get_mut(job).expect("a job that was added");
                assert_eq!(job.status, *from);
                job.status = *to;
                job.attempt = *attempt;
                job.message.clone_from(message);
                job.held = nodes.iter().cloned().collect();
                match to {
                    JobStatus::Queued => {
                        // One that comes back after a system error keeps its place.
                        if *ended_by != Some(EndedBy::System) {
                            job.submit = Some(now);
                        }
                        (job.start, job.end, job.is_backfill) = (None, None, false);
                    }
                    JobStatus::Running => (job.start, job.is_backfill) = (Some(now), *is_backfill),
                    _ => job.end = Some(now),
                }
            }
            EventKind::JobRemoved { job, .. } => {
                self.jobs.remove(job).expect("a job that was added");
            }
            EventKind::TaskAdded { job, task, status, .. } => {
                let tasks = &mut self.jobs.get_mut(job).expect("a job that was added").tasks;
                tasks.push(BelievedTask::new(*status));
                assert_eq!(tasks.len(), *task as usize);
            }
            EventKind::TaskStatus { job, task, from, to, ended_by, exit_code, message, nodes, .. } => {
                let task =
                    &mut self.jobs.get_mut(job).expect("a job that was added").tasks[*task as usize - 1];
                assert_eq!(task.status, *from);
                task.status = *to;
                task.ended_by = ended_by.filter(|_| to.is_completed());
                task.exit_code = *exit_code;
                task.message.clone_from(message);
                task.placed = nodes.iter().cloned().collect();
                match to {
                    JobStatus::Queued => (task.start, task.end) = (None, None),
                    JobStatus::Running => {
                        task.start = Some(now);
                        task.runs += 1;
                    }
                    _ => task.end = Some(now),
                }
            }
            EventKind::NodeStatus { node, from, to } => {
                assert_eq!(self.nodes.insert(node.clone(), *to), Some(*from));
                // Lost; or it came back before anybody had noticed. Nothing is on it.
                if *to == NodeStatus::Unreachable || from == to {
                    for job in self.jobs.values_mut() {
                        job.held.remove(node);
                    }
                }
            }
            EventKind::JobModified { .. }
            | EventKind::NodeFailed { .. }
            | EventKind::SettingChanged { .. } => {}
        }
    }

    /// What it believes against what the cluster shows.
    pub fn check(&self, core: &Cluster) -> Check {
        let (mut shown, mut nodes) = (BTreeMap::new(), BTreeMap::new());
        let views = core.compute_nodes();
        for job in core.list_all_jobs() {
            let held = |wanted: &dyn Fn(&Processor) -> bool| -> Nodes {
                let count =
                    |node: &ComputeNode| node.processors.iter().filter(|one| wanted(one)).count() as i32;
                let counts = views.iter().map(|node| (node.name.clone(), count(node)));
                counts.filter(|(_, count)| *count > 0).collect()
            };
            let task = |task: &Task| BelievedTask {
                status: task.status,
                ended_by: task.ended_by,
                exit_code: task.exit_code,
                message: task.error_message.clone(),
                runs: task.runs,
                start: task.start_time,
                end: task.end_time,
                placed: held(&|one| *one == Processor::Working(job.id, task.id)),
            };
            let ours = |one: &Processor| match one {
                Processor::Working(id, _) | Processor::Held(id) => *id == job.id,
                Processor::Free | Processor::Closed(_) => false,
            };
            let believed = Believed {
                status: job.status,
                attempt: job.attempt,
                owner: job.submitted_by.clone(),
                message: job.error_message.clone(),
                is_backfill: job.is_backfill,
                create: job.create_time,
                submit: job.submit_time,
                start: job.start_time,
                end: job.end_time,
                held: held(&ours),
                tasks: job.tasks.iter().map(task).collect(),
            };
            shown.insert(job.id, believed);
        }
        nodes.extend(views.iter().map(|node| (node.name.clone(), node.status)));
        if shown != self.jobs {
            let wrong = |id: &&JobId| shown.get(*id) != self.jobs.get(*id);
            let id = shown.keys().chain(self.jobs.keys()).find(wrong).expect("the one that differs");
            let what = format!("job {id} and what a listener believes of it");
            return Err(difference(&what, &shown.get(id), &self.jobs.get(id)));
        }
        if nodes != self.nodes {
            return Err(difference("nodes and what a listener believes", &nodes, &self.nodes));
        }
        Ok(())
    }
}

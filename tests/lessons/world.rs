//! A cluster on which a lesson is played: it makes the calls of the file, goes from event to event, and remembers what
//! the cluster itself does not: how each job ended, who left when, and what the last call was.

use crate::file::{Call, Changes, Lesson, Message, NodeCall, Path, Step};
use crate::judge;
use ccp_scheduler::{
    Cluster, ClusterError, ClusterOptions, EndedBy, EventKind, Job, JobId, JobSpec, JobStatus, Runtime,
    TaskId, TaskSpec, Time,
};
use std::collections::BTreeMap;
use std::rc::Rc;

const ADMINISTRATOR: &str = "CLUSTER\\Administrator";

/// The texts that can be pasted.
pub(crate) type Notes = BTreeMap<String, String>;

#[derive(Clone)]
pub(crate) struct World {
    pub(crate) cluster: Cluster,
    /// How those that have ended did so.
    pub(crate) ended: BTreeMap<JobId, EndedBy>,
    /// When the last job with this number left.
    pub(crate) removed: BTreeMap<JobId, Time>,
    pub(crate) last: Option<Rc<Last>>,
    /// When the jobs that were there when the lesson opened had been added, and their attempts.
    pub(crate) opening: Rc<BTreeMap<JobId, (Time, u32)>>,
    /// Instants other than events at which a condition may change.
    pub(crate) moments: Rc<Vec<Time>>,
    pub(crate) notes: Rc<Notes>,
}

/// A call and what became of it.
pub(crate) struct Last {
    /// The name of its batch.
    pub(crate) name: String,
    pub(crate) ids: Vec<JobId>,
    pub(crate) job: Option<JobId>,
    pub(crate) tasks: Vec<TaskId>,
    pub(crate) message: String,
    /// A term's or a parameter's, and its value.
    pub(crate) term: Option<(String, String)>,
    pub(crate) added: Vec<JobSpec>,
    pub(crate) node: Option<String>,
    pub(crate) by: Option<String>,
    pub(crate) error: Option<ClusterError>,
    /// Something happened.
    pub(crate) changed: bool,
    /// Jobs that started.
    pub(crate) started: Vec<JobId>,
}

impl Last {
    pub(crate) fn result(&self) -> &'static str {
        match (&self.error, self.changed) {
            (None, _) => "done",
            (Some(_), true) => "stopped",
            (Some(_), false) => "refused",
        }
    }
}

impl World {
    /// As the lesson opens.
    pub(crate) fn open(lesson: &Lesson, notes: &Notes) -> World {
        let begin = lesson.before.first().and_then(|step| step.at).unwrap_or(lesson.opens);
        let cluster = Cluster::new(ClusterOptions {
            nodes: lesson.nodes.clone(),
            now: begin,
            parameters: lesson.parameters.clone().into_iter().collect(),
            ..ClusterOptions::default()
        });
        let mut world = World {
            cluster: cluster.unwrap_or_else(|error| panic!("{}: {error}", lesson.id)),
            ended: BTreeMap::new(),
            removed: BTreeMap::new(),
            last: None,
            opening: Rc::default(),
            moments: Rc::new(judge::moments(lesson)),
            notes: Rc::new(notes.clone()),
        };
        world.cluster.listen(true);
        for step in &lesson.before {
            let last = world.perform(step);
            assert!(last.error.is_none(), "{}: {:?} was refused: {:?}", lesson.id, step.call, last.error);
        }
        world.advance_to(lesson.opens);
        let jobs = world.cluster.list_all_jobs();
        world.opening = Rc::new(jobs.iter().map(|job| (job.id, (job.create_time, job.attempt))).collect());
        world.last = None;
        world
    }

    /// The job that the number means: the one that had it when the lesson opened, if one did.
    pub(crate) fn job(&self, id: JobId) -> Option<Job> {
        let job = self.cluster.get_job(id).ok()?;
        self.opening.get(&id).is_none_or(|(created, _)| *created == job.create_time).then_some(job)
    }

    /// In a later attempt than when the lesson opened, or ended before its time.
    pub(crate) fn interrupted(&self, job: &Job) -> bool {
        let attempt = match self.opening.get(&job.id) {
            Some((created, attempt)) if *created == job.create_time => *attempt,
            _ => 1,
        };
        job.attempt > attempt || matches!(job.status, JobStatus::Cancelled | JobStatus::Failed)
    }

    fn hear(&mut self) -> Vec<JobId> {
        let mut started = Vec::new();
        for event in self.cluster.take_events() {
            match event.kind {
                EventKind::JobStatus { job, to, ended_by, .. } => {
                    match ended_by.filter(|_| to.is_completed()) {
                        Some(how) => self.ended.insert(job, how),
                        None => self.ended.remove(&job),
                    };
                    if to == JobStatus::Running {
                        started.push(job);
                    }
                }
                EventKind::JobRemoved { job, .. } => {
                    self.ended.remove(&job);
                    self.removed.insert(job, event.time);
                }
                _ => {}
            }
        }
        started
    }

    pub(crate) fn advance_to(&mut self, time: Time) {
        self.cluster.advance_to(time).expect("time only moves on");
        self.hear();
    }

    /// On to the next instant at which anything may change; false if there is none.
    pub(crate) fn next(&mut self) -> bool {
        let now = self.cluster.now();
        let moment = self.moments.iter().copied().find(|moment| *moment > now);
        let event = self.cluster.next_event_time();
        let Some(time) = moment.into_iter().chain(event).min() else { return false };
        self.advance_to(time);
        true
    }

    pub(crate) fn message(&self, message: &Message) -> String {
        match message {
            Message::Text(text) => text.clone(),
            Message::Note { name, units } => {
                let note = self.notes.get(name).unwrap_or_else(|| panic!("no note {name}"));
                let all: Vec<u16> = note.encode_utf16().collect();
                String::from_utf16(&all[..units.unwrap_or(all.len()).min(all.len())])
                    .expect("whole characters")
            }
        }
    }

    /// Waits for the instant of the step, if it has one, and makes its call.
    pub(crate) fn perform(&mut self, step: &Step) -> Rc<Last> {
        if let Some(at) = step.at {
            self.advance_to(at);
        }
        match &step.by {
            None => self.cluster.act_as(ADMINISTRATOR, true),
            Some((user, admin)) => self.cluster.act_as(&format!("CLUSTER\\{user}"), *admin),
        }
        let before = self.cluster.event_count();
        let mut last = self.call(&step.call);
        last.by = step.by.as_ref().filter(|(_, admin)| !admin).map(|(user, _)| user.clone());
        last.changed = self.cluster.event_count() != before;
        last.started = self.hear();
        let last = Rc::new(last);
        self.last = Some(Rc::clone(&last));
        last
    }

    fn call(&mut self, call: &Call) -> Last {
        let mut last = Last {
            name: call_name(call).to_owned(),
            ids: Vec::new(),
            job: None,
            tasks: Vec::new(),
            message: String::new(),
            term: None,
            added: Vec::new(),
            node: None,
            by: None,
            error: None,
            changed: false,
            started: Vec::new(),
        };
        let cluster = &mut self.cluster;
        let done = match call {
            Call::QueueJobs(specs) => {
                last.added.clone_from(specs);
                cluster.queue_jobs(specs).map(drop)
            }
            Call::AddJobs(specs) => {
                last.added.clone_from(specs);
                cluster.add_jobs(specs).map(drop)
            }
            Call::CopyJob(job, changes) => {
                let specs = [copy(&cluster.get_job(*job).expect("a job to copy"), changes)];
                last.added = specs.to_vec();
                cluster.queue_jobs(&specs).map(drop)
            }
            Call::SubmitJobs(ids) => {
                last.ids.clone_from(ids);
                cluster.submit_jobs(ids)
            }
            Call::RequeueJobs(ids) => {
                last.ids.clone_from(ids);
                cluster.requeue_jobs(ids)
            }
            Call::CancelJobs(ids, message) => {
                last.ids.clone_from(ids);
                last.message = self.message(message);
                self.cluster.cancel_jobs(ids, &last.message)
            }
            Call::TryCancelJobs(ids, message) => {
                last.ids.clone_from(ids);
                last.message = self.message(message);
                // What it passes over counts as its error: it is what the page tells.
                self.cluster.try_cancel_jobs(ids, &last.message).and_then(|report| {
                    report.failed.first().map_or(Ok(()), |first| {
                        let error = ClusterError::new(first.code, first.message.clone());
                        Err(error.job(first.job_id).at(first.index))
                    })
                })
            }
            Call::RequeueTasks(job, tasks) => {
                last.job = Some(*job);
                last.tasks.clone_from(tasks);
                cluster.requeue_tasks(*job, tasks)
            }
            Call::CancelTasks(job, tasks, message) => {
                last.job = Some(*job);
                last.tasks.clone_from(tasks);
                last.message = self.message(message);
                self.cluster.cancel_tasks(*job, tasks, &last.message)
            }
            Call::ModifyJobTerm(job, term, value) => {
                last.job = Some(*job);
                last.term = Some((term.clone(), value.clone()));
                cluster.modify_job_term(*job, term, value)
            }
            Call::SetClusterParameter(name, value) => {
                last.term = Some((name.clone(), value.clone()));
                cluster.set_cluster_parameter(name, Some(value))
            }
            Call::Node(call, name) => {
                last.node = Some(name.clone());
                match call {
                    NodeCall::Pause => cluster.pause_node(name),
                    NodeCall::Resume => cluster.resume_node(name),
                    NodeCall::Approve => cluster.approve_node(name),
                    NodeCall::Fail => cluster.fail_node(name),
                    NodeCall::Restore => cluster.restore_node(name),
                }
            }
        };
        last.error = done.err();
        last
    }

    /// Plays a path: its calls, and on until its condition holds.
    pub(crate) fn play(&mut self, path: &Path) {
        for step in &path.steps {
            self.perform(step);
        }
        let Some(until) = &path.until else { return };
        for _ in 0..1_000 {
            if judge::holds(until, self) {
                return;
            }
            assert!(self.next(), "nothing is due any more, and {until:?} does not hold");
        }
        panic!("{until:?} does not come");
    }
}

pub(crate) fn call_name(call: &Call) -> &'static str {
    match call {
        Call::QueueJobs(_) | Call::CopyJob(..) => "queueJobs",
        Call::AddJobs(_) => "addJobs",
        Call::SubmitJobs(_) => "submitJobs",
        Call::RequeueJobs(_) => "requeueJobs",
        Call::CancelJobs(..) => "cancelJobs",
        Call::TryCancelJobs(..) => "tryCancelJobs",
        Call::RequeueTasks(..) => "requeueTasks",
        Call::CancelTasks(..) => "cancelTasks",
        Call::ModifyJobTerm(..) => "modifyJobTerm",
        Call::SetClusterParameter(..) => "setClusterParameter",
        Call::Node(call, _) => NodeCall::ALL.into_iter().find(|(one, _)| one == call).expect("one of them").1,
    }
}

/// A new job with the terms of one that is there.
fn copy(job: &Job, changes: &Changes) -> JobSpec {
    let task = |task: &ccp_scheduler::Task| TaskSpec {
        command_line: task.command_line.clone(),
        name: task.name.clone(),
        depend: task.depend.clone(),
        minimum_number_of_processors: task.minimum_number_of_processors,
        maximum_number_of_processors: task.maximum_number_of_processors,
        runtime: task.runtime,
        is_exclusive: task.is_exclusive,
        is_rerunnable: task.is_rerunnable,
        required_nodes: task.required_nodes.clone(),
        simulation: task.simulation,
        ..TaskSpec::default()
    };
    let runtime = changes.limit.unwrap_or(job.runtime);
    JobSpec {
        name: changes.name.clone().unwrap_or_else(|| job.name.clone()),
        priority: changes.priority.unwrap_or(job.priority),
        minimum_number_of_processors: job.minimum_number_of_processors,
        maximum_number_of_processors: job.maximum_number_of_processors,
        runtime: Some(runtime).filter(|runtime| *runtime != Runtime::Infinite),
        run_until_canceled: job.run_until_canceled,
        is_exclusive: changes.exclusive.unwrap_or(job.is_exclusive),
        asked_nodes: job.asked_nodes.clone(),
        project: job.project.clone(),
        tasks: job.tasks.iter().map(task).collect(),
        ..JobSpec::default()
    }
}

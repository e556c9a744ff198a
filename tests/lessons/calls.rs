//! The finite sets of calls that are tried.
//!
//! `singles`: everything that one call can be, whether the lesson offers it or not, over
//! - cancelJobs and tryCancelJobs of every subset of the jobs, ascending and descending, with every message that the
//!   lesson knows of, a short one and none; requeueJobs and submitJobs of every subset, both ways;
//! - cancelTasks and requeueTasks of every subset of a job's tasks;
//! - modifyJobTerm of Runtime over a grid of minutes, of Priority, IsExclusive and RunUntilCanceled;
//! - copies of every job, exclusive or not, with limits over the same grid, and with every priority;
//! - TTLCompletedJobs of some values; every call on every node;
//! - the cancellations again as each user who owns a job, where the lesson offers to act as another user.
//!
//! `offered`: for searches of several calls: what the lesson offers, with ids that the call can take, and with values
//! that differ in what they do. Jobs that came after the lesson opened, the copies, go together by name. Of all lists of
//! ids those of one and two, all, and what can be taken of the lists in the lesson's own solutions.

use crate::file::{Call, Changes, Lesson, Message, NodeCall, Step};
use crate::judge::owner;
use crate::random::Random;
use crate::world::World;
use ccp_scheduler::{Job, JobId, JobOperation, JobPriority, JobStatus, Runtime, TaskId};
use std::collections::{BTreeMap, BTreeSet};

/// Subsets of up to so many ids are all tried.
const MOST_IDS: usize = 8;

fn subsets<T: Copy>(all: &[T]) -> Vec<Vec<T>> {
    let all = &all[..all.len().min(MOST_IDS)];
    let chosen = |bits: u32| (0..all.len()).filter(move |n| bits >> n & 1 == 1).map(|n| all[n]).collect();
    (1..1_u32 << all.len()).map(chosen).collect()
}

/// Ascending, and descending where that is another order.
fn both_ways(lists: Vec<Vec<JobId>>) -> Vec<Vec<JobId>> {
    let turned = lists.iter().filter(|list| list.len() > 1).map(|list| list.iter().rev().copied().collect());
    let turned: Vec<Vec<JobId>> = turned.collect();
    lists.into_iter().chain(turned).collect()
}

/// Every message that the lesson's own calls use, a short one, and none.
fn messages(lesson: &Lesson) -> Vec<Message> {
    let mut all = vec![Message::Text(String::new()), Message::Text("why".to_owned())];
    for step in lesson.solutions.iter().flatten() {
        if let Call::CancelJobs(_, message @ Message::Note { .. }) = &step.call {
            all.push(message.clone());
        }
    }
    all
}

fn limits() -> Vec<Runtime> {
    let minutes = (0..=60).chain([70, 80, 90, 120, 180, 240, 480, 1_440]);
    minutes.map(|minutes| Runtime::from_seconds(60 * minutes)).chain([Runtime::Infinite]).collect()
}

fn by_admin(call: Call) -> Step {
    Step { at: None, by: None, call }
}

pub(crate) fn singles(lesson: &Lesson, world: &World) -> Vec<Step> {
    let jobs = world.cluster.list_all_jobs();
    let ids: Vec<JobId> = jobs.iter().map(|job| job.id).collect();
    let mut calls = Vec::new();
    for list in both_ways(subsets(&ids)) {
        for message in messages(lesson) {
            calls.push(Call::CancelJobs(list.clone(), message.clone()));
            calls.push(Call::TryCancelJobs(list.clone(), message));
        }
        calls.push(Call::RequeueJobs(list.clone()));
        calls.push(Call::SubmitJobs(list));
    }
    for job in &jobs {
        let tasks: Vec<TaskId> = job.tasks.iter().map(|task| task.id).collect();
        for list in subsets(&tasks) {
            calls.push(Call::CancelTasks(job.id, list.clone(), Message::Text("why".to_owned())));
            calls.push(Call::RequeueTasks(job.id, list));
        }
        let term = |name: &str, value: String| Call::ModifyJobTerm(job.id, name.to_owned(), value);
        for limit in limits() {
            calls.push(term("Runtime", limit.to_string()));
            for exclusive in [false, true] {
                let changes =
                    Changes { limit: Some(limit), exclusive: Some(exclusive), ..Changes::default() };
                calls.push(Call::CopyJob(job.id, changes));
            }
        }
        for priority in JobPriority::ALL {
            calls.push(term("Priority", priority.name().to_owned()));
            calls.push(Call::CopyJob(job.id, Changes { priority: Some(priority), ..Changes::default() }));
        }
        for truth in ["True", "False"] {
            calls.push(term("IsExclusive", truth.to_owned()));
            calls.push(term("RunUntilCanceled", truth.to_owned()));
        }
    }
    for days in [1, 2, 3, 4, 5, 6, 7, 10, 30] {
        calls.push(Call::SetClusterParameter("TTLCompletedJobs".to_owned(), days.to_string()));
    }
    for node in &lesson.nodes {
        calls.extend(NodeCall::ALL.into_iter().map(|(call, _)| Call::Node(call, node.name.clone())));
    }
    let mut steps: Vec<Step> = calls.iter().cloned().map(by_admin).collect();
    if lesson.allow.iter().any(|offer| offer == "actAs") {
        let owners: BTreeSet<&str> = jobs.iter().map(owner).collect();
        let cancels =
            calls.iter().filter(|call| matches!(call, Call::CancelJobs(..) | Call::TryCancelJobs(..)));
        for call in cancels {
            let by = |owner: &&str| Some(((*owner).to_owned(), false));
            steps.extend(owners.iter().map(|owner| Step { at: None, by: by(owner), call: call.clone() }));
        }
    }
    steps
}

/// What differs in what it does here: limits around what is needed and what is left, and those that jobs came with.
fn telling_limits(lesson: &Lesson, world: &World) -> Vec<Runtime> {
    let now = world.cluster.now();
    let minutes = [5, 15, 20, 30, 50].into_iter().map(|minutes| Runtime::from_seconds(60 * minutes));
    let left = lesson.known.iter().filter_map(|pattern| pattern.limit).map(|limit| limit.max);
    let until = lesson.opens + left.max().unwrap_or(0).min(1_000) * 60_000;
    let rest = (until > now).then(|| Runtime::from_seconds(((until - now) / 1_000) as u32));
    let before = lesson.before.iter().flat_map(|step| match &step.call {
        Call::QueueJobs(jobs) => jobs.as_slice(),
        _ => &[],
    });
    let own = before.filter_map(|job| job.runtime);
    minutes.chain(rest).chain(own).collect::<BTreeSet<_>>().into_iter().collect()
}

fn ids(call: &Call) -> Option<&[JobId]> {
    match call {
        Call::SubmitJobs(ids)
        | Call::RequeueJobs(ids)
        | Call::CancelJobs(ids, _)
        | Call::TryCancelJobs(ids, _) => Some(ids),
        _ => None,
    }
}

pub(crate) fn offered(lesson: &Lesson, world: &World) -> Vec<Step> {
    let jobs = world.cluster.list_all_jobs();
    let can = |operation: JobOperation| -> Vec<Vec<JobId>> {
        let mut parts: Vec<Vec<JobId>> = Vec::new();
        let mut copies: BTreeMap<&str, Vec<JobId>> = BTreeMap::new();
        for job in jobs.iter().filter(|job| operation.is_legal(job.status)) {
            match world.opening.contains_key(&job.id) {
                true => parts.push(vec![job.id]),
                false => copies.entry(&job.name).or_default().push(job.id),
            }
        }
        parts.extend(copies.into_values());
        let mut lists = BTreeSet::from([parts.concat()]);
        for (n, one) in parts.iter().enumerate() {
            lists.insert(one.clone());
            lists.extend(parts[n + 1..].iter().map(|other| [one.as_slice(), other].concat()));
        }
        for ids in lesson.solutions.iter().flatten().filter_map(|step| ids(&step.call)) {
            lists.insert(parts.concat().into_iter().filter(|id| ids.contains(id)).collect());
        }
        lists.into_iter().filter(|list| !list.is_empty()).collect()
    };
    let message = messages(lesson).pop().expect("a message");
    let mut calls = Vec::new();
    for offer in &lesson.allow {
        match offer.as_str() {
            "cancelJobs" => {
                let lists = can(JobOperation::Cancel);
                calls.extend(lists.into_iter().map(|list| Call::CancelJobs(list, message.clone())));
            }
            "submitJobs" => {
                let lists = can(JobOperation::Submit);
                calls.extend(lists.into_iter().map(Call::SubmitJobs));
            }
            "requeueJobs" => {
                let lists = both_ways(can(JobOperation::Requeue));
                calls.extend(lists.into_iter().map(Call::RequeueJobs));
            }
            "requeueTasks" => {
                for job in &jobs {
                    let failed = |status| {
                        matches!(status, JobStatus::Failed | JobStatus::Cancelled | JobStatus::Running)
                    };
                    calls.extend(
                        task_lists(job, failed).into_iter().map(|list| Call::RequeueTasks(job.id, list)),
                    );
                }
            }
            "cancelTasks" => {
                for job in &jobs {
                    let open = |status| matches!(status, JobStatus::Queued | JobStatus::Running);
                    let lists = task_lists(job, open).into_iter();
                    calls.extend(lists.map(|list| Call::CancelTasks(job.id, list, message.clone())));
                }
            }
            "modifyJobTerm" => {
                let changeable = |job: &&Job| matches!(job.status, JobStatus::Queued | JobStatus::Running);
                for job in jobs.iter().filter(changeable) {
                    for limit in telling_limits(lesson, world) {
                        calls.push(Call::ModifyJobTerm(job.id, "Runtime".to_owned(), limit.to_string()));
                    }
                }
            }
            "copyJob" => {
                // Of each name one: copies of copies are the same.
                let mut names = BTreeSet::new();
                for job in jobs.iter().filter(|job| names.insert(job.name.clone())) {
                    if lesson.allow.iter().any(|offer| offer == "modifyJobTerm") {
                        for limit in telling_limits(lesson, world) {
                            calls.push(Call::CopyJob(
                                job.id,
                                Changes { limit: Some(limit), ..Changes::default() },
                            ));
                        }
                    } else {
                        for exclusive in [false, true] {
                            let changes = Changes { exclusive: Some(exclusive), ..Changes::default() };
                            calls.push(Call::CopyJob(job.id, changes));
                        }
                    }
                }
            }
            "setClusterParameter" => {
                let values = ["1", "4", "5", "10"].into_iter();
                let set =
                    |days: &str| Call::SetClusterParameter("TTLCompletedJobs".to_owned(), days.to_owned());
                calls.extend(values.map(set));
            }
            "pauseNode" | "resumeNode" => {
                let call = if offer == "pauseNode" { NodeCall::Pause } else { NodeCall::Resume };
                calls.extend(lesson.nodes.iter().map(|node| Call::Node(call, node.name.clone())));
            }
            // The same as cancelJobs of those that can be cancelled; and nobody may do more than the administrator.
            "tryCancelJobs" | "actAs" => {}
            other => panic!("{}: nothing is tried for {other}", lesson.id),
        }
    }
    calls.into_iter().map(by_admin).collect()
}

fn task_lists(job: &Job, fit: impl Fn(JobStatus) -> bool) -> Vec<Vec<TaskId>> {
    subsets(&job.tasks.iter().filter(|task| fit(task.status)).map(|task| task.id).collect::<Vec<_>>())
}

/// One of the calls that the lesson offers, whether the cluster will take it or not; `None` if it offers none.
pub(crate) fn any(lesson: &Lesson, world: &World, random: &mut Random) -> Option<Step> {
    let jobs = world.cluster.list_all_jobs();
    if jobs.is_empty() {
        return None;
    }
    let job = random.pick(&jobs).clone();
    let ids: Vec<JobId> = jobs.iter().map(|job| job.id).filter(|_| random.whole(0, 1) == 1).collect();
    let tasks: Vec<TaskId> =
        job.tasks.iter().map(|task| task.id).filter(|_| random.whole(0, 1) == 1).collect();
    let message = random.pick(&messages(lesson)).clone();
    let node = random.pick(&lesson.nodes).name.clone();
    let limit = *random.pick(&limits());
    let call = match random.pick(&lesson.allow).as_str() {
        "cancelJobs" => Call::CancelJobs(ids, message),
        "tryCancelJobs" => Call::TryCancelJobs(ids, message),
        "requeueJobs" => Call::RequeueJobs(ids),
        "submitJobs" => Call::SubmitJobs(ids),
        "requeueTasks" => Call::RequeueTasks(job.id, tasks),
        "cancelTasks" => Call::CancelTasks(job.id, tasks, message),
        "modifyJobTerm" => Call::ModifyJobTerm(job.id, "Runtime".to_owned(), limit.to_string()),
        "copyJob" => {
            let exclusive = Some(random.whole(0, 1) == 1);
            let limit = Some(limit).filter(|_| lesson.allow.iter().any(|offer| offer == "modifyJobTerm"));
            Call::CopyJob(job.id, Changes { limit, exclusive, ..Changes::default() })
        }
        "setClusterParameter" => {
            let days = random.whole(1, 12).to_string();
            Call::SetClusterParameter("TTLCompletedJobs".to_owned(), days)
        }
        "pauseNode" => Call::Node(NodeCall::Pause, node),
        "resumeNode" => Call::Node(NodeCall::Resume, node),
        "actAs" => {
            let by = Some((owner(&job).to_owned(), false));
            return Some(Step { at: None, by, call: Call::CancelJobs(ids, message) });
        }
        other => panic!("{}: nobody tries {other}", lesson.id),
    };
    Some(by_admin(call))
}

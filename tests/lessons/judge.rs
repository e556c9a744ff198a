//! What a condition says about a world, and what can never become true again.

use crate::file::{
    Call, CallPattern, Condition, JobTest, JobsTest, Lesson, MINUTE, NodeCall, NumberTest, Path, RunTest,
    Started, Step, TimeTest, ValuePattern, ValueSpec, Where,
};
use crate::world::{Last, World};
use ccp_scheduler::{ComputeNode, EndedBy, Job, JobId, JobStatus, NodeStatus, Processor, Runtime, Time};
use std::collections::BTreeSet;

pub(crate) fn holds(condition: &Condition, world: &World) -> bool {
    match condition {
        Condition::All(all) => all.iter().all(|one| holds(one, world)),
        Condition::Any(any) => any.iter().any(|one| holds(one, world)),
        Condition::Not(not) => !holds(not, world),
        Condition::Jobs(ids, test) => {
            ids.iter().all(|id| world.job(*id).is_some_and(|job| job_is(test, &job, world)))
        }
        Condition::Absent(id) => world.job(*id).is_none(),
        Condition::Tasks(id, tasks, test) => world.job(*id).is_some_and(|job| {
            tasks.iter().all(|id| {
                job.tasks.iter().find(|task| task.id == *id).is_some_and(|task| {
                    test.status.as_ref().is_none_or(|all| all.contains(&task.status))
                        && test.ended_by.is_none_or(|by| task.ended_by == Some(by))
                        && test.runs.is_none_or(|runs| runs.holds(i64::from(task.runs)))
                })
            })
        }),
        Condition::Count(test, number) => number.holds(jobs_like(test, world).len() as i64),
        Condition::Node(test) => {
            let nodes = world.cluster.compute_nodes();
            let node = nodes.iter().find(|node| node.name == test.node);
            let node = node.unwrap_or_else(|| panic!("no node {}", test.node));
            let is = |test: Option<NumberTest>, state: &str| {
                test.is_none_or(|test| test.holds(processors(&node.processors, state)))
            };
            test.status.is_none_or(|status| node.status == status)
                && is(test.free, "free")
                && is(test.busy, "busy")
                && is(test.closed, "closed")
                && test.missed.is_none_or(|missed| missed.holds(i64::from(node.missed_heartbeats)))
        }
        Condition::Now(test) => test.holds(world.cluster.now()),
        Condition::Last(pattern) => world.last.as_ref().is_some_and(|last| call_is(pattern, last)),
    }
}

/// How many of a node's processors are in this state.
pub(crate) fn processors(all: &[Processor], state: &str) -> i64 {
    let is = |one: &&Processor| match state {
        "free" => matches!(one, Processor::Free),
        "busy" => matches!(one, Processor::Working(..) | Processor::Held(_)),
        "closed" => matches!(one, Processor::Closed(_)),
        "all" | "processors" => true,
        other => panic!("no such processors: {other}"),
    };
    all.iter().filter(is).count() as i64
}

/// Jobs like this; where numbers are named, those that they mean.
pub(crate) fn jobs_like(test: &JobsTest, world: &World) -> Vec<Job> {
    let jobs = match &test.among {
        Some(ids) => ids.iter().filter_map(|id| world.job(*id)).collect(),
        None => world.cluster.list_all_jobs(),
    };
    jobs.into_iter().filter(|job| job_is(&test.test, job, world)).collect()
}

pub(crate) fn owner(job: &Job) -> &str {
    job.submitted_by.rsplit('\\').next().unwrap_or_default()
}

/// How the job's present run ended, if it has.
fn ended(job: &Job, world: &World) -> Option<EndedBy> {
    world.ended.get(&job.id).copied().filter(|_| job.status.is_completed())
}

pub(crate) fn ran(job: &Job) -> Option<Time> {
    Some(job.end_time? - job.start_time?)
}

pub(crate) fn was_started(job: &Job) -> bool {
    job.start_time.is_some() || job.attempts.iter().any(|attempt| attempt.start_time.is_some())
}

fn job_is(test: &JobTest, job: &Job, world: &World) -> bool {
    let run_is = |test: &RunTest| {
        let earlier = job.attempts.iter().any(|it| run_was(test, it.status, Some(it.ended_by), &it.message));
        earlier
            || job.status.is_completed() && run_was(test, job.status, ended(job, world), &job.error_message)
    };
    test.name.as_ref().is_none_or(|name| job.name == *name)
        && test.owner.as_ref().is_none_or(|name| owner(job) == name)
        && test.status.as_ref().is_none_or(|all| all.contains(&job.status))
        && test.ended_by.is_none_or(|by| ended(job, world) == Some(by))
        && test.message.as_ref().is_none_or(|message| message.holds(&job.error_message))
        && test.attempt.is_none_or(|attempt| attempt.holds(i64::from(job.attempt)))
        && test.interrupted.is_none_or(|is| world.interrupted(job) == is)
        && test.started.as_ref().is_none_or(|started| match started {
            Started::Ever(ever) => was_started(job) == *ever,
            Started::Now(time) => job.start_time.is_some_and(|start| time.holds(start)),
        })
        && test.ended.is_none_or(|time| job.end_time.is_some_and(|end| time.holds(end)))
        && test.ran.is_none_or(|minutes| ran(job).is_some_and(|ran| minutes.holds_minutes(Some(ran))))
        && test.limit.is_none_or(|minutes| minutes.holds_minutes(job.runtime.millis()))
        && test.exclusive.is_none_or(|is| job.is_exclusive == is)
        && test.on.as_ref().is_none_or(|nodes| nodes_of(job.id, world) == nodes.iter().cloned().collect())
        && test
            .waits
            .as_ref()
            .is_none_or(|word| world.cluster.explain_job(job.id).is_ok_and(|why| why.reason.name() == word))
        && test.run.as_ref().is_none_or(run_is)
}

fn run_was(test: &RunTest, status: JobStatus, by: Option<EndedBy>, message: &str) -> bool {
    test.status.is_none_or(|wanted| status == wanted)
        && test.ended_by.is_none_or(|wanted| by == Some(wanted))
        && test.message.as_ref().is_none_or(|wanted| wanted.holds(message))
}

fn nodes_of(id: JobId, world: &World) -> BTreeSet<String> {
    let mine = |one: &Processor| match one {
        Processor::Working(job, _) | Processor::Held(job) => *job == id,
        Processor::Free | Processor::Closed(_) => false,
    };
    let nodes = world.cluster.compute_nodes().into_iter();
    nodes.filter(|node| node.processors.iter().any(mine)).map(|node| node.name).collect()
}

fn same(a: &[i32], b: &[i32]) -> bool {
    a.len() == b.len() && a.iter().collect::<BTreeSet<_>>() == b.iter().collect::<BTreeSet<_>>()
}

pub(crate) fn call_is(pattern: &CallPattern, last: &Last) -> bool {
    let added = |test: &dyn Fn(&ccp_scheduler::JobSpec) -> bool| last.added.iter().any(test);
    let limit_is = |minutes: NumberTest| match &last.term {
        Some((term, value)) => {
            term == "Runtime"
                && value.parse::<Runtime>().is_ok_and(|runtime| minutes.holds_minutes(runtime.millis()))
        }
        None => added(&|spec| minutes.holds_minutes(spec.runtime.and_then(Runtime::millis))),
    };
    pattern.call.contains(&last.name)
        && pattern.ids.as_ref().is_none_or(|ids| same(ids, &last.ids))
        && pattern.order.as_ref().is_none_or(|ids| *ids == last.ids)
        && pattern.includes.as_ref().is_none_or(|ids| ids.iter().all(|id| last.ids.contains(id)))
        && pattern.excludes.as_ref().is_none_or(|ids| !ids.iter().any(|id| last.ids.contains(id)))
        && pattern.job.is_none_or(|job| last.job == Some(job))
        && pattern.tasks.as_ref().is_none_or(|tasks| same(tasks, &last.tasks))
        && pattern.message.as_ref().is_none_or(|message| message.holds(&last.message))
        && pattern.term.as_ref().is_none_or(|name| last.term.as_ref().is_some_and(|(term, _)| term == name))
        && pattern.limit.is_none_or(limit_is)
        && pattern.name.as_ref().is_none_or(|name| match &last.term {
            Some((term, _)) => term == name,
            None => added(&|spec| spec.name == *name),
        })
        && pattern.exclusive.is_none_or(|is| added(&|spec| spec.is_exclusive == is))
        && pattern.priority.is_none_or(|is| added(&|spec| spec.priority == is))
        && pattern.by.as_ref().is_none_or(|by| last.by.as_ref() == Some(by))
        && pattern.value.as_ref().is_none_or(|value| {
            last.term.as_ref().is_some_and(|(_, given)| match value {
                ValuePattern::Text(text) => text == given,
                ValuePattern::Number(number) => given.parse().is_ok_and(|given| number.holds(given)),
            })
        })
        && pattern.node.as_ref().is_none_or(|node| last.node.as_ref() == Some(node))
        && pattern.result.as_ref().is_none_or(|result| last.result() == result)
        && pattern
            .failed_at
            .is_none_or(|id| last.error.as_ref().is_some_and(|error| error.job_id == Some(id)))
        && pattern
            .code
            .as_ref()
            .is_none_or(|code| last.error.as_ref().is_some_and(|error| error.code.name() == code))
}

/// The goal: all its conditions at once.
pub(crate) fn reached(lesson: &Lesson, world: &World) -> bool {
    lesson.goal.iter().all(|goal| holds(&goal.is, world))
}

/// The first rule by which the goal is out of reach.
pub(crate) fn lost<'a>(lesson: &'a Lesson, world: &World) -> Option<&'a str> {
    lesson.lost.iter().find(|rule| holds(&rule.when, world)).map(|rule| rule.id.as_str())
}

/// The mistake that is shown.
pub(crate) fn mistake<'a>(lesson: &'a Lesson, world: &World) -> Option<&'a str> {
    lesson.mistakes.iter().find(|it| holds(&it.rule.when, world)).map(|it| it.rule.id.as_str())
}

// ── never again ──

/// What can bring jobs back to the queue.
#[derive(Clone, Copy)]
pub(crate) struct Ways {
    requeue: bool,
    losses: bool,
}

impl Ways {
    pub(crate) fn of(lesson: &Lesson, world: &World) -> Ways {
        let offers = |call: &str| lesson.allow.iter().any(|offer| offer == call);
        let crashed =
            |node: &ComputeNode| node.missed_heartbeats > 0 || node.status == NodeStatus::Unreachable;
        let fails = |step: &Step| matches!(step.call, Call::Node(NodeCall::Fail, _));
        let losses = offers("failNode") || lesson.before.iter().any(fails);
        Ways {
            requeue: offers("requeueJobs"),
            losses: losses || world.cluster.compute_nodes().iter().any(crashed),
        }
    }
}

/// Whether no call and no time can make it true, by the life cycle alone: attempts only rise, a Finished job stays so,
/// what has left does not come back, the past stays as it was.
pub(crate) fn hopeless(condition: &Condition, world: &World, ways: Ways) -> bool {
    let now = world.cluster.now();
    match condition {
        Condition::All(all) => all.iter().any(|one| hopeless(one, world, ways)),
        Condition::Any(any) => any.iter().all(|one| hopeless(one, world, ways)),
        Condition::Jobs(ids, test) => ids.iter().any(|id| match world.job(*id) {
            None => world.opening.contains_key(id),
            Some(job) => !job_is(test, &job, world) && never_will_be(test, &job, world, ways),
        }),
        Condition::Tasks(id, tasks, test) => match world.job(*id) {
            None => world.opening.contains_key(id),
            Some(job) => tasks.iter().any(|id| {
                let runs =
                    job.tasks.iter().find(|task| task.id == *id).map_or(0, |task| i64::from(task.runs));
                test.runs.is_some_and(|test| runs > test.max)
            }),
        },
        Condition::Count(jobs, number) => {
            // What has happened to a job stays with it.
            let monotone =
                jobs.test.interrupted == Some(true) || matches!(jobs.test.started, Some(Started::Ever(true)));
            let have = jobs_like(jobs, world).len() as i64;
            monotone && have > number.max || have < number.min && too_late(jobs, world)
        }
        Condition::Now(test) => test.by.is_some_and(|by| by < now),
        Condition::Not(_) | Condition::Absent(_) | Condition::Node(_) | Condition::Last(_) => false,
    }
}

/// No run can end any more as early as it has to: none that is under way, and none that starts now.
fn too_late(jobs: &JobsTest, world: &World) -> bool {
    let Some(by) = jobs.test.ended.and_then(|time| time.by) else { return false };
    let length = jobs.test.ran.map_or(0, |ran| ran.min.max(0) * MINUTE);
    let named = |job: &Job| jobs.test.name.as_ref().is_none_or(|name| job.name == *name);
    let in_time = |job: &Job| {
        named(job)
            && job.status == JobStatus::Running
            && job.start_time.is_some_and(|start| start + length <= by)
    };
    world.cluster.now() + length > by && !world.cluster.list_all_jobs().iter().any(in_time)
}

fn never_will_be(test: &JobTest, job: &Job, world: &World, ways: Ways) -> bool {
    let now = world.cluster.now();
    let ended = job.status.is_completed();
    let stays = job.status == JobStatus::Finished || ended && !ways.requeue;
    let back = job.status == JobStatus::Running && only_queued(test) && !ways.requeue && !ways.losses;
    let attempts_used = test.attempt.is_some_and(|attempt| i64::from(job.attempt) >= attempt.max);
    let past = |test: &Option<TimeTest>, is: Option<Time>| {
        test.is_some_and(|test| {
            test.by.or(test.at).is_some_and(|by| by < now) && !is.is_some_and(|is| test.holds(is))
        })
    };
    let started = match &test.started {
        Some(Started::Ever(false)) => was_started(job),
        // A start stays as it was until another attempt.
        Some(Started::Now(time)) => {
            past(&Some(*time), job.start_time)
                || attempts_used && job.start_time.is_some_and(|start| !time.holds(start))
        }
        Some(Started::Ever(true)) | None => false,
    };
    let wanted = |status: JobStatus| test.status.as_ref().is_none_or(|all| all.contains(&status));
    // A run that is over, or a job that started, changes only with another attempt.
    let another_attempt =
        !wanted(job.status) && (ended || job.status == JobStatus::Running && only_queued(test));
    stays
        || back
        || test.attempt.is_some_and(|attempt| i64::from(job.attempt) > attempt.max)
        || test.interrupted == Some(false) && world.interrupted(job)
        || attempts_used && (ended || another_attempt)
        || started
        || past(&test.ended, job.end_time)
}

fn only_queued(test: &JobTest) -> bool {
    test.status.as_ref().is_some_and(|all| *all == [JobStatus::Queued])
}

// ── moments ──

/// The instants that conditions name, and the millisecond after them.
pub(crate) fn moments(lesson: &Lesson) -> Vec<Time> {
    let mut found = BTreeSet::new();
    let goals = lesson.goal.iter().map(|goal| &goal.is);
    let rules = lesson.lost.iter().chain(lesson.mistakes.iter().map(|it| &it.rule));
    let paths = |path: &Path| path.until.clone();
    let predict = lesson.predict.iter();
    for condition in goals.cloned().chain(rules.clone().map(|rule| rule.when.clone())) {
        times(&condition, &mut found);
    }
    for until in rules.filter_map(|rule| paths(&rule.example)) {
        times(&until, &mut found);
    }
    for predict in predict {
        predict.path.until.iter().for_each(|until| times(until, &mut found));
        predict.answers.iter().for_each(|answer| times(&answer.is, &mut found));
    }
    for value in lesson.values.values() {
        if let ValueSpec::Read { from: Where::Ahead { until, .. }, .. } = value {
            times(until, &mut found);
        }
    }
    found.into_iter().collect()
}

fn times(condition: &Condition, found: &mut BTreeSet<Time>) {
    let mut add = |test: &TimeTest| {
        for time in [test.at, test.by, test.after].into_iter().flatten() {
            found.extend([time, time + 1]);
        }
    };
    let of_job = |test: &JobTest, add: &mut dyn FnMut(&TimeTest)| {
        if let Some(Started::Now(time)) = &test.started {
            add(time);
        }
        test.ended.iter().for_each(add);
    };
    match condition {
        Condition::All(all) | Condition::Any(all) => all.iter().for_each(|one| times(one, found)),
        Condition::Not(not) => times(not, found),
        Condition::Jobs(_, test) => of_job(test, &mut add),
        Condition::Count(jobs, _) => of_job(&jobs.test, &mut add),
        Condition::Now(test) => add(test),
        Condition::Absent(_) | Condition::Tasks(..) | Condition::Node(_) | Condition::Last(_) => {}
    }
}

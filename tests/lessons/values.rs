//! The values that the texts name.

use crate::file::{DAY, HOUR, Lesson, MINUTE, Reading, SECOND, ValueSpec, Where};
use crate::judge::{holds, jobs_like, owner, processors, ran, reached};
use crate::world::{Last, World};
use ccp_scheduler::{Job, Time};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Shown {
    Instant(Time),
    Length(Time),
    Number(i64),
    Text(String),
    Ids(Vec<i32>),
    /// There is none, like the end of a job that runs.
    None,
}

/// The states that values are read in.
pub(crate) struct States<'a> {
    pub(crate) lesson: &'a Lesson,
    pub(crate) start: &'a World,
    pub(crate) now: &'a World,
}

impl States<'_> {
    pub(crate) fn value(&self, spec: &ValueSpec) -> Shown {
        match spec {
            ValueSpec::Read { from: Where::Start, reading } => read(reading, self.start),
            ValueSpec::Read { from: Where::Now, reading } => read(reading, self.now),
            ValueSpec::Read { from: Where::Solution, reading } => {
                read(reading, &solved(self.lesson, self.start))
            }
            ValueSpec::Read { from: Where::Ahead { from_start, until }, reading } => {
                let mut world = if *from_start { self.start.clone() } else { self.now.clone() };
                while !holds(until, &world) {
                    if !world.next() {
                        return Shown::None;
                    }
                }
                read(reading, &world)
            }
            ValueSpec::Minus(a, b) => match (self.value(a), self.value(b)) {
                (Shown::Instant(a), Shown::Instant(b)) => Shown::Length(a - b),
                (Shown::Instant(a), Shown::Length(b)) => Shown::Instant(a - b),
                (Shown::Length(a), Shown::Length(b)) => Shown::Length(a - b),
                (Shown::Number(a), Shown::Number(b)) => Shown::Number(a - b),
                (a, b) => panic!("{a:?} minus {b:?}"),
            },
            ValueSpec::Plus(a, b) => match (self.value(a), self.value(b)) {
                (Shown::Instant(a), Shown::Length(b)) => Shown::Instant(a + b),
                (Shown::Length(a), Shown::Length(b)) => Shown::Length(a + b),
                (Shown::Number(a), Shown::Number(b)) => Shown::Number(a + b),
                (Shown::None, _) | (_, Shown::None) => Shown::None,
                (a, b) => panic!("{a:?} plus {b:?}"),
            },
            ValueSpec::Units(note) => Shown::Number(self.note(note).encode_utf16().count() as i64),
            ValueSpec::Characters(note) => Shown::Number(self.note(note).chars().count() as i64),
            ValueSpec::Instant(time) => Shown::Instant(*time),
            ValueSpec::Given(number) => Shown::Number(*number),
        }
    }

    fn note(&self, name: &str) -> &str {
        self.start.notes.get(name).unwrap_or_else(|| panic!("{}: no note {name}", self.lesson.id))
    }
}

/// Where the first solution has reached the goal.
pub(crate) fn solved(lesson: &Lesson, start: &World) -> World {
    let mut world = start.clone();
    for step in &lesson.solutions[0] {
        world.perform(step);
    }
    while !reached(lesson, &world) {
        assert!(world.next(), "{}: the solution reaches the goal", lesson.id);
    }
    world
}

fn read(reading: &Reading, world: &World) -> Shown {
    match reading {
        Reading::Job(id, of) => world.job(*id).map_or(Shown::None, |job| of_job(&job, of)),
        Reading::Find(test, of) => jobs_like(test, world).last().map_or(Shown::None, |job| of_job(job, of)),
        Reading::Task(job, task, of) => {
            let job = world.job(*job);
            let Some(task) = job.iter().flat_map(|job| &job.tasks).find(|it| it.id == *task) else {
                return Shown::None;
            };
            match of.as_str() {
                "startTime" => instant(task.start_time),
                "endTime" => instant(task.end_time),
                "length" => length(task.simulation.and_then(|it| it.duration)),
                "runs" => Shown::Number(i64::from(task.runs)),
                "status" => Shown::Text(task.status.name().to_owned()),
                "name" => Shown::Text(task.name.clone()),
                other => panic!("no {other} of a task"),
            }
        }
        Reading::Count(test) => Shown::Number(jobs_like(test, world).len() as i64),
        Reading::Ids(test) => Shown::Ids(jobs_like(test, world).iter().map(|job| job.id).collect()),
        Reading::Node(name, of) => {
            let nodes = world.cluster.compute_nodes();
            let node = nodes.iter().find(|node| node.name == *name).expect("a node");
            match of.as_str() {
                "missed" => Shown::Number(i64::from(node.missed_heartbeats)),
                state => Shown::Number(processors(&node.processors, state)),
            }
        }
        Reading::Processors(state) => {
            let nodes = world.cluster.compute_nodes();
            Shown::Number(nodes.iter().map(|node| processors(&node.processors, state)).sum())
        }
        Reading::Parameter(name) => {
            let all = world.cluster.parameters();
            let value = &all.iter().find(|(one, _)| one == name).expect("a parameter").1;
            value.parse().map_or_else(|_| Shown::Text(value.clone()), Shown::Number)
        }
        Reading::Now => Shown::Instant(world.cluster.now()),
        Reading::Removed(id) => instant(world.removed.get(id).copied()),
        Reading::Last(what) => world.last.as_ref().map_or(Shown::None, |last| of_last(last, what, world)),
    }
}

fn instant(time: Option<Time>) -> Shown {
    time.map_or(Shown::None, Shown::Instant)
}

fn length(time: Option<Time>) -> Shown {
    time.map_or(Shown::None, Shown::Length)
}

fn of_job(job: &Job, of: &str) -> Shown {
    match of {
        "id" => Shown::Number(i64::from(job.id)),
        "name" => Shown::Text(job.name.clone()),
        "owner" => Shown::Text(owner(job).to_owned()),
        "status" => Shown::Text(job.status.name().to_owned()),
        "message" => Shown::Text(job.error_message.clone()),
        "processors" => Shown::Number(i64::from(job.minimum_number_of_processors)),
        "attempt" => Shown::Number(i64::from(job.attempt)),
        "createTime" => Shown::Instant(job.create_time),
        "submitTime" => instant(job.submit_time),
        "startTime" => instant(job.start_time),
        "endTime" => instant(job.end_time),
        "expiryTime" => instant(job.expiry_time),
        "limit" => length(job.runtime.millis()),
        "ran" => length(ran(job)),
        other => panic!("no {other} of a job"),
    }
}

fn of_last(last: &Last, what: &str, world: &World) -> Shown {
    let error = last.error.as_ref();
    let failed = error.and_then(|error| error.job_id).and_then(|id| world.cluster.get_job(id).ok());
    let index = error.and_then(|error| error.index);
    match what {
        "failedAt" => {
            error.and_then(|error| error.job_id).map_or(Shown::None, |id| Shown::Number(i64::from(id)))
        }
        "name" => failed.map_or(Shown::None, |job| Shown::Text(job.name)),
        "status" => failed.map_or(Shown::None, |job| Shown::Text(job.status.name().to_owned())),
        "place" => index.map_or(Shown::None, |index| Shown::Number(index as i64 + 1)),
        "size" => Shown::Number(last.ids.len() as i64),
        "done" => Shown::Ids(last.ids[..index.filter(|_| last.changed).unwrap_or(0)].to_vec()),
        "left" => Shown::Ids(last.ids[index.map_or(last.ids.len(), |index| index + 1)..].to_vec()),
        "started" => Shown::Ids(last.started.clone()),
        "units" => Shown::Number(last.message.encode_utf16().count() as i64),
        other => panic!("no {other} of a call"),
    }
}

/// As the page shows it, seen from the day on which the lesson opens.
pub(crate) fn said(shown: &Shown, opens: Time) -> String {
    match shown {
        Shown::Instant(time) => {
            let minute = format!("{:02}:{:02}", time.rem_euclid(DAY) / HOUR, time.rem_euclid(HOUR) / MINUTE);
            if time.div_euclid(DAY) == opens.div_euclid(DAY) {
                return minute;
            }
            if (time - opens).abs() >= 6 * DAY {
                return date(time.div_euclid(DAY));
            }
            // 1 January 1970 was a Thursday.
            let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
            format!("{} {minute}", days[time.div_euclid(DAY).rem_euclid(7) as usize])
        }
        Shown::Length(time) => match *time {
            time if time < MINUTE => format!("{} s", time / SECOND),
            time if time <= 2 * HOUR => format!("{} min", time / MINUTE),
            time if time < 3 * DAY => match time % HOUR / MINUTE {
                0 => format!("{} h", time / HOUR),
                minutes => format!("{} h {minutes} min", time / HOUR),
            },
            time => format!("{} days", time / DAY),
        },
        Shown::Number(number) => number.to_string(),
        Shown::Text(text) => text.clone(),
        Shown::Ids(ids) => ids_said(ids),
        Shown::None => "–".to_owned(),
    }
}

/// 2 Mar, from days since the Unix epoch.
fn date(day: Time) -> String {
    let months = [("Jan", 31), ("Feb", 28), ("Mar", 31), ("Apr", 30), ("May", 31), ("Jun", 30)];
    // Lessons are in the first half of 2026.
    let mut left = day - 20_454;
    for (month, days) in months {
        if left < days {
            return format!("{} {month}", left + 1);
        }
        left -= days;
    }
    panic!("{day} is no day of the first half of 2026")
}

/// 1, 2 and 4–6; none.
fn ids_said(ids: &[i32]) -> String {
    let mut runs: Vec<(i32, i32)> = Vec::new();
    for id in ids {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == *id => *last = *id,
            _ => runs.push((*id, *id)),
        }
    }
    let pieces: Vec<String> = runs
        .into_iter()
        .flat_map(|(a, b)| match b - a {
            0 => vec![a.to_string()],
            1 => vec![a.to_string(), b.to_string()],
            _ => vec![format!("{a}–{b}")],
        })
        .collect();
    match pieces.split_last() {
        None => "none".to_owned(),
        Some((only, [])) => only.clone(),
        Some((last, before)) => format!("{} and {last}", before.join(", ")),
    }
}

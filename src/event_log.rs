//! The events since they were last taken. Numbers advance always, records are kept only while someone listens. A
//! batch of cancellations is recorded as one short row a job and expanded when read.

use crate::ending::TERMINATED;
use crate::event::{Event, EventKind};
use crate::jobs::STOPPED_TEXT;
use crate::lifecycle::{EndedBy, JobStatus};
use crate::time::Time;
use crate::{JobId, TaskId};
use std::mem;

#[derive(Clone, Debug)]
enum Record {
    One(Box<(Time, EventKind)>),
    Cancellations(Box<(Time, Cancellations)>),
}

/// Jobs that one call has cancelled, one after the other, each with tasks that followed it; of running ones the task
/// ran.
#[derive(Clone, Debug)]
pub(crate) struct Cancellations {
    user: String,
    message: String,
    jobs: Vec<Cancelled>,
    /// Attempt and tasks of those that say [`WIDE`], in their order.
    wide: Vec<(u32, u32)>,
}

#[derive(Clone, Copy, Debug)]
struct Cancelled {
    job: JobId,
    attempt: u16,
    tasks: u8,
    from: JobStatus,
}

/// So short that what a million of them need is found soon: memory that is touched for the first time is dear.
const _: () = assert!(size_of::<Cancelled>() == 8);

/// Stands for more tasks than a row has room for, or a higher attempt.
const WIDE: u8 = u8::MAX;

impl Cancellations {
    pub(crate) fn new(user: &str, message: &str) -> Cancellations {
        Cancellations {
            user: user.to_owned(),
            message: message.to_owned(),
            jobs: Vec::new(),
            wide: Vec::new(),
        }
    }

    /// So many jobs will be cancelled at most.
    pub(crate) fn reserve(&mut self, more: usize) {
        self.jobs.reserve(more);
    }

    /// What was cancelled since the last time.
    pub(crate) fn take(&mut self) -> Cancellations {
        let next = Cancellations::new(&self.user, &self.message);
        mem::replace(self, next)
    }

    #[inline]
    pub(crate) fn push(&mut self, job: JobId, attempt: u32, tasks: u32, from: JobStatus) {
        let narrow = if let (Ok(attempt), 0..255) = (u16::try_from(attempt), tasks) {
            Cancelled { job, attempt, tasks: tasks as u8, from }
        } else {
            self.wide.push((attempt, tasks));
            Cancelled { job, attempt: 0, tasks: WIDE, from }
        };
        self.jobs.push(narrow);
    }

    /// The events that they stand for.
    fn for_each(self, visit: &mut impl FnMut(EventKind)) {
        let mut wide = self.wide.into_iter();
        for Cancelled { job, attempt, tasks, from } in self.jobs {
            let (attempt, tasks) = match tasks {
                WIDE => wide.next().expect("one of each was put there"),
                _ => (u32::from(attempt), u32::from(tasks)),
            };
            let (to, exit_code, why) = match from {
                JobStatus::Running => (JobStatus::Failed, TERMINATED, STOPPED_TEXT),
                _ => (JobStatus::Cancelled, 0, ""),
            };
            for task in 1..=tasks as TaskId {
                visit(EventKind::TaskStatus {
                    job,
                    attempt,
                    task,
                    from,
                    to,
                    ended_by: Some(EndedBy::Job),
                    exit_code,
                    message: why.to_owned(),
                    nodes: Vec::new(),
                });
            }
            visit(EventKind::JobStatus {
                job,
                attempt,
                from,
                to: JobStatus::Cancelled,
                ended_by: Some(EndedBy::Call),
                user: self.user.clone(),
                message: self.message.clone(),
                nodes: Vec::new(),
                is_backfill: false,
            });
        }
    }
}

/// See the module.
#[derive(Clone, Debug, Default)]
pub(crate) struct EventLog {
    /// The number of the last event.
    pub(crate) count: u64,
    listening: bool,
    news: News,
}

/// Events that nobody has seen yet.
#[derive(Clone, Debug, Default)]
pub(crate) struct News {
    /// The number before the first record.
    before: u64,
    records: Vec<Record>,
}

impl EventLog {
    pub(crate) fn restore(count: u64) -> EventLog {
        EventLog { count, news: News::after(count), ..EventLog::default() }
    }

    pub(crate) fn is_listening(&self) -> bool {
        self.listening
    }

    /// From now on events are kept, or not; what was kept so far is dropped when it ends.
    pub(crate) fn listen(&mut self, on: bool) {
        if self.listening != on {
            *self = EventLog { listening: on, ..EventLog::restore(self.count) };
        }
    }

    pub(crate) fn emit(&mut self, time: Time, kind: impl FnOnce() -> EventKind) {
        self.count += 1;
        if self.listening {
            self.news.records.push(Record::One(Box::new((time, kind()))));
        }
    }

    /// Counts so many events that nobody listens to.
    pub(crate) fn skip(&mut self, count: u32) {
        self.count += u64::from(count);
    }

    /// Jobs were cancelled by one call, and their tasks with them: so many events in all. What they were is given
    /// where somebody listens.
    pub(crate) fn cancelled(&mut self, time: Time, count: u64, those: Option<Cancellations>) {
        self.count += count;
        if let Some(those) = those.filter(|_| self.listening) {
            self.news.records.push(Record::Cancellations(Box::new((time, those))));
        }
    }

    /// All events since the last time.
    pub(crate) fn take(&mut self) -> News {
        mem::replace(&mut self.news, News::after(self.count))
    }
}

impl News {
    fn after(count: u64) -> News {
        News { before: count, ..News::default() }
    }

    /// So many events there are at least; 0: none at all.
    pub(crate) fn at_least(&self) -> usize {
        let jobs = |record: &Record| match record {
            Record::One(_) => 1,
            Record::Cancellations(those) => those.1.jobs.len(),
        };
        self.records.iter().map(jobs).sum()
    }

    /// Only what is not the cancellation of a job, nor of a task with its job: of a batch that is nothing.
    pub(crate) fn besides_cancellations(self) -> impl Iterator<Item = EventKind> {
        self.records.into_iter().filter_map(|record| match record {
            Record::One(event) => Some(event.1),
            Record::Cancellations(_) => None,
        })
    }

    /// Hands out the events in order, each made only when its turn comes.
    pub(crate) fn for_each(self, visit: &mut dyn FnMut(Event)) {
        let mut seq = self.before;
        let mut visit = |time: Time, kind: EventKind| {
            seq += 1;
            visit(Event { seq, time, kind });
        };
        for record in self.records {
            match record {
                Record::One(event) => visit(event.0, event.1),
                Record::Cancellations(those) => {
                    let (time, those) = *those;
                    those.for_each(&mut |kind| visit(time, kind));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Jobs of which a row has no room for all are told as whole as the others, in their order.
    #[test]
    fn rows_of_any_size_become_their_events() {
        let jobs =
            [(1, 1, 1), (2, 1, 254), (3, 1, 255), (4, 65_535, 0), (5, 65_536, 2), (6, 7, 100_000), (7, 1, 1)];
        let mut those = Cancellations::new("LAB\\ann", "wrong file");
        for (job, attempt, tasks) in jobs {
            those.push(job, attempt, tasks, JobStatus::Queued);
        }
        let (mut told, mut tasks_told) = (Vec::new(), 0);
        those.for_each(&mut |kind| match kind {
            EventKind::TaskStatus { task, .. } => {
                tasks_told += 1;
                assert_eq!(task, tasks_told, "in their order");
            }
            EventKind::JobStatus { job, attempt, user, message, .. } => {
                assert_eq!((&user[..], &message[..]), ("LAB\\ann", "wrong file"));
                told.push((job, attempt, tasks_told as u32));
                tasks_told = 0;
            }
            other => panic!("{other:?}"),
        });
        assert_eq!(told, jobs);
    }
}

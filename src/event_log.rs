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
    /// A job was cancelled together with tasks that followed it; a running one with its running task.
    Cancelled {
        job: JobId,
        attempt: u32,
        tasks: u32,
        from: JobStatus,
        batch: u32,
    },
}

/// What all cancellations of a batch have in common.
#[derive(Clone, Debug)]
struct Batch {
    time: Time,
    user: String,
    message: String,
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
    batches: Vec<Batch>,
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

    /// Starts a batch of cancellations.
    pub(crate) fn begin_batch(&mut self, time: Time, user: &str, message: &str) {
        if self.listening {
            self.news.batches.push(Batch { time, user: user.to_owned(), message: message.to_owned() });
        }
    }

    /// A job of the present batch was cancelled, and with it its tasks, which followed it.
    #[inline]
    pub(crate) fn cancelled(&mut self, job: JobId, attempt: u32, tasks: u32, from: JobStatus) {
        self.count += u64::from(tasks) + 1;
        if self.listening {
            let batch = self.news.batches.len() as u32 - 1;
            self.news.records.push(Record::Cancelled { job, attempt, tasks, from, batch });
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
        self.records.len()
    }

    /// Only what is not the cancellation of a job, nor of a task with its job: of a batch that is nothing.
    pub(crate) fn besides_cancellations(self) -> impl Iterator<Item = EventKind> {
        self.records.into_iter().filter_map(|record| match record {
            Record::One(event) => Some(event.1),
            Record::Cancelled { .. } => None,
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
                Record::Cancelled { job, attempt, tasks, from, batch } => {
                    let Batch { time, user, message } = &self.batches[batch as usize];
                    let (to, exit_code, why) = match from {
                        JobStatus::Running => (JobStatus::Failed, TERMINATED, STOPPED_TEXT),
                        _ => (JobStatus::Cancelled, 0, ""),
                    };
                    for task in 1..=tasks as TaskId {
                        visit(
                            *time,
                            EventKind::TaskStatus {
                                job,
                                attempt,
                                task,
                                from,
                                to,
                                ended_by: Some(EndedBy::Job),
                                exit_code,
                                message: why.to_owned(),
                                nodes: Vec::new(),
                            },
                        );
                    }
                    visit(
                        *time,
                        EventKind::JobStatus {
                            job,
                            attempt,
                            from,
                            to: JobStatus::Cancelled,
                            ended_by: Some(EndedBy::Call),
                            user: user.clone(),
                            message: message.clone(),
                            nodes: Vec::new(),
                            is_backfill: false,
                        },
                    );
                }
            }
        }
    }
}

//! The events since they were last taken. Numbers advance always, records are kept only while someone listens. A
//! batch of cancellations is recorded as one short row a job and expanded when read.

use crate::event::{Event, EventKind};
use crate::lifecycle::{EndedBy, JobStatus};
use crate::time::Time;
use crate::{JobId, TaskId};

#[derive(Clone, Debug)]
enum Record {
    One(Box<(Time, EventKind)>),
    /// A job was cancelled together with tasks that followed it.
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
    /// The number before the first record.
    taken: u64,
    records: Vec<Record>,
    batches: Vec<Batch>,
}

impl EventLog {
    pub(crate) fn restore(count: u64) -> EventLog {
        EventLog { count, taken: count, ..EventLog::default() }
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
            self.records.push(Record::One(Box::new((time, kind()))));
        }
    }

    /// Counts an event that nobody listens to.
    pub(crate) fn skip(&mut self) {
        self.count += 1;
    }

    /// Starts a batch of cancellations.
    pub(crate) fn begin_batch(&mut self, time: Time, user: &str, message: &str) {
        if self.listening {
            self.batches.push(Batch { time, user: user.to_owned(), message: message.to_owned() });
        }
    }

    /// A job of the present batch was cancelled, and with it its tasks, which followed it.
    #[inline]
    pub(crate) fn cancelled(&mut self, job: JobId, attempt: u32, tasks: u32, from: JobStatus) {
        self.count += u64::from(tasks) + 1;
        if self.listening {
            let batch = self.batches.len() as u32 - 1;
            self.records.push(Record::Cancelled { job, attempt, tasks, from, batch });
        }
    }

    /// All events since the last time, in order.
    pub(crate) fn take(&mut self) -> Vec<Event> {
        let mut events = Vec::with_capacity(self.records.len());
        let mut seq = self.taken;
        let mut push = |time: Time, kind: EventKind| {
            seq += 1;
            events.push(Event { seq, time, kind });
        };
        for record in self.records.drain(..) {
            match record {
                Record::One(event) => push(event.0, event.1),
                Record::Cancelled { job, attempt, tasks, from, batch } => {
                    let Batch { time, user, message } = &self.batches[batch as usize];
                    for task in 1..=tasks as TaskId {
                        push(
                            *time,
                            EventKind::TaskStatus {
                                job,
                                attempt,
                                task,
                                from,
                                to: JobStatus::Cancelled,
                                ended_by: Some(EndedBy::Job),
                                exit_code: 0,
                                message: String::new(),
                                nodes: Vec::new(),
                            },
                        );
                    }
                    push(
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
        self.batches.clear();
        self.taken = self.count;
        events
    }
}

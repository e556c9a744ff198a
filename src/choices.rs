//! Where the documentation leaves something open and a teacher may want to show the other choice: a switch for each.

use crate::JobId;
use crate::checks::{self, MESSAGE_MAX};
use crate::cluster::Cluster;
use crate::error::{ClusterError, ErrorCode, Result};
use crate::sorting::sort;
use crate::texts::{Handle, Texts};

/// Switches of a cluster for open questions and a contradiction of the documentation; all off by default, which is what `docs/choices.md`
/// describes. The numbers are those of `docs/conformance.md`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Choices {
    /// Question 3: CancelJobs passes over ids that are not in the cluster. Off: it stops there.
    pub skip_unknown_ids: bool,
    /// Question 4: CancelJobs passes over an id that it was given before. Off: it stops there, since that job is
    /// Cancelled by then.
    pub skip_repeated_ids: bool,
    /// Question 8: of the JavaScript face, what is no 32-bit integer in a list of ids is coerced as COM's
    /// VariantChangeType would: text of decimal digits, numbers rounded to the even neighbour, true to −1 and false to
    /// 0. Off: TypeMismatch. (In Rust the type says it.)
    pub coerce_ids: bool,
    /// Question 10: a message of more than 320 UTF-16 code units is cut. Off: the call is refused.
    pub truncate_messages: bool,
    /// Question 14: cancelling without a message leaves the last message that the job had, in an earlier run. Off: it
    /// becomes empty.
    pub keep_messages: bool,
    /// Question 16: tasks that wait in a job that is cancelled are Failed, like those that run. Off: Cancelled.
    pub fail_waiting_tasks: bool,
    /// Question 22: anybody may cancel any job and task. Off: who submitted it, and administrators.
    pub anyone_may_cancel: bool,
    /// Contradiction 7: a job that an administrator has submitted also starts if paused nodes alone can hold it, and its
    /// tasks start on paused nodes. Off: nothing new starts there.
    pub administrators_use_paused_nodes: bool,
}

impl Choices {
    /// With their names in the JavaScript face, in the order of the fields, which is that of snapshots.
    pub(crate) fn switches(&mut self) -> [(&'static str, &mut bool); 8] {
        let Choices {
            skip_unknown_ids,
            skip_repeated_ids,
            coerce_ids,
            truncate_messages,
            keep_messages,
            fail_waiting_tasks,
            anyone_may_cancel,
            administrators_use_paused_nodes,
        } = self;
        [
            ("skipUnknownIds", skip_unknown_ids),
            ("skipRepeatedIds", skip_repeated_ids),
            ("coerceIds", coerce_ids),
            ("truncateMessages", truncate_messages),
            ("keepMessages", keep_messages),
            ("failWaitingTasks", fail_waiting_tasks),
            ("anyoneMayCancel", anyone_may_cancel),
            ("administratorsUsePausedNodes", administrators_use_paused_nodes),
        ]
    }

    /// Which refusals CancelJobs passes over.
    pub(crate) fn passes_over<'a>(self, ids: &'a [JobId]) -> impl Fn(usize, &ClusterError) -> bool + use<'a> {
        let Choices { skip_unknown_ids, skip_repeated_ids, .. } = self;
        // Where each id stands first. For a batch of a million this must not be looked for each time.
        let mut first: Vec<(JobId, usize)> = Vec::new();
        if skip_repeated_ids {
            first = ids.iter().copied().zip(0..).collect();
            sort(&mut first);
            first.dedup_by_key(|place| place.0);
        }
        move |index, error| {
            let again = || {
                first.binary_search_by_key(&ids[index], |place| place.0).is_ok_and(|at| first[at].1 < index)
            };
            match error.code {
                ErrorCode::InvalidJobId => skip_unknown_ids || again(),
                ErrorCode::InvalidCancelJobState => again(),
                _ => false,
            }
        }
    }

    /// Cancelling a job is not the same as cancelling each of a batch in the one short way.
    pub(crate) fn slow_to_cancel(self) -> bool {
        self.keep_messages || self.fail_waiting_tasks
    }
}

impl Cluster {
    /// Beyond CCP: the switches that this cluster was made with.
    pub fn choices(&self) -> Choices {
        self.choices
    }

    /// A cancellation's message, of the length that it may have.
    pub(crate) fn fitting<'a>(&self, message: &'a str) -> Result<&'a str> {
        if self.choices.truncate_messages {
            return Ok(checks::cut(message, MESSAGE_MAX));
        }
        checks::check_message(message).map(|()| message)
    }

    /// What a job's message becomes that is cancelled with this one.
    pub(crate) fn message_kept(&self, id: JobId, message: Handle) -> Handle {
        if !self.choices.keep_messages || message != Texts::EMPTY {
            return message;
        }
        let rare = self.jobs.details(id).rare.as_deref();
        rare.and_then(|rare| rare.attempts.last()).map_or(message, |run| run.message)
    }
}

//! The cluster's parameters, built-in and the user's own.
//!
//! Source: `ICluster::SetClusterParameter`.

use crate::error::{ClusterError, ErrorCode, Result};
use crate::time::{Runtime, Time};

/// The built-in parameters. Their ranges are not documented; these are ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Text,
    /// Decimal digits within a range.
    Number(i64, i64),
    /// The same, and a minus is allowed.
    Signed(i64, i64),
    Runtime,
    OneOf(&'static [&'static str]),
}

const LEVELS: &[&str] =
    &["Off", "Critical", "Error", "Warning", "Information", "Verbose", "ActivityTracing", "All"];

#[rustfmt::skip]
const BUILT_IN: [(&str, &str, Kind); 13] = [
    ("ActivationFilterProgram",  "",            Kind::Text),
    ("ActivationFilterTimeout",  "15",          Kind::Number(1, 86_400)),
    ("BackfillLookahead",        "-1",          Kind::Signed(i32::MIN as i64, i32::MAX as i64)),
    ("EventLogLevel",            "Information", Kind::OneOf(LEVELS)),
    ("HeartbeatInterval",        "60",          Kind::Number(1, 86_400)),
    ("InactivityCount",          "3",           Kind::Number(1, 1_000)),
    ("JobRetryCount",            "3",           Kind::Number(0, i32::MAX as i64)),
    ("JobRuntime",               "Infinite",    Kind::Runtime),
    ("SpoolDir",                 "",            Kind::Text),
    ("SubmissionFilterProgram",  "",            Kind::Text),
    ("SubmissionFilterTimeout",  "15",          Kind::Number(1, 86_400)),
    ("TaskRetryCount",           "3",           Kind::Number(0, i32::MAX as i64)),
    ("TTLCompletedJobs",         "5",           Kind::Number(1, 36_500)),
];

/// All parameters: the built-in ones as text, what the scheduler needs of them as numbers, and the user's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Parameters {
    built_in: [String; BUILT_IN.len()],
    own: Vec<(String, String)>,
    pub(crate) backfill_lookahead: i64,
    pub(crate) heartbeat_seconds: i64,
    pub(crate) inactivity_count: i64,
    pub(crate) job_retries: u32,
    pub(crate) task_retries: u32,
    pub(crate) job_runtime: Runtime,
    pub(crate) ttl: Time,
    /// Milliseconds that a submission filter may take.
    pub(crate) submission_timeout: Time,
    /// The same of an activation filter.
    pub(crate) activation_timeout: Time,
}

impl Parameters {
    pub(crate) fn new() -> Parameters {
        let mut parameters = Parameters {
            built_in: BUILT_IN.map(|(_, default, _)| default.to_owned()),
            own: Vec::new(),
            backfill_lookahead: 0,
            heartbeat_seconds: 0,
            inactivity_count: 0,
            job_retries: 0,
            task_retries: 0,
            job_runtime: Runtime::Infinite,
            ttl: 0,
            submission_timeout: 0,
            activation_timeout: 0,
        };
        parameters.read_numbers();
        parameters
    }

    /// Takes over what the texts say; they are valid.
    fn read_numbers(&mut self) {
        let number =
            |name: &str| -> i64 { self.built_in(name).parse().expect("was checked when it was set") };
        let (lookahead, heartbeat, count) =
            (number("BackfillLookahead"), number("HeartbeatInterval"), number("InactivityCount"));
        let (job_retries, task_retries) = (number("JobRetryCount") as u32, number("TaskRetryCount") as u32);
        let ttl = number("TTLCompletedJobs") * 86_400_000;
        let (submission, activation) = (number("SubmissionFilterTimeout"), number("ActivationFilterTimeout"));
        let job_runtime = self.built_in("JobRuntime").parse().expect("was checked when it was set");
        (self.backfill_lookahead, self.heartbeat_seconds, self.inactivity_count) =
            (lookahead, heartbeat, count);
        (self.job_retries, self.task_retries) = (job_retries, task_retries);
        (self.ttl, self.job_runtime) = (ttl, job_runtime);
        (self.submission_timeout, self.activation_timeout) = (submission * 1_000, activation * 1_000);
    }

    fn built_in(&self, name: &str) -> &str {
        let at = BUILT_IN.iter().position(|row| row.0 == name).expect("is in the table");
        &self.built_in[at]
    }

    /// How long a crashed node stays unnoticed.
    pub(crate) fn notice_after(&self) -> Time {
        self.heartbeat_seconds * 1_000 * self.inactivity_count
    }

    /// Name and value of each, the built-in ones first, then the user's in the order of setting.
    pub(crate) fn list(&self) -> Vec<(String, String)> {
        let built_in =
            BUILT_IN.iter().zip(&self.built_in).map(|(row, value)| (row.0.to_owned(), value.clone()));
        built_in.chain(self.own.iter().cloned()).collect()
    }

    /// Sets one, or deletes a user's own one by `None` or "". Gives its name as it is spelt and its value now; `None`
    /// if there was nothing to delete.
    pub(crate) fn set(
        &mut self,
        name: &str,
        value: Option<&str>,
    ) -> Result<Option<(String, Option<String>)>> {
        let Some(at) = BUILT_IN.iter().position(|row| row.0.eq_ignore_ascii_case(name)) else {
            return self.set_own(name, value.unwrap_or_default());
        };
        let (name, _, kind) = BUILT_IN[at];
        let Some(value) = value.and_then(|value| checked(kind, value)) else {
            let given = value.map_or("null".to_owned(), |value| format!("\"{value}\""));
            let message = format!("{name} cannot be {given}: it must be {}.", kind_in_words(kind));
            return Err(ClusterError::new(ErrorCode::ArgumentOutOfRange, message));
        };
        self.built_in[at] = value.clone();
        self.read_numbers();
        Ok(Some((name.to_owned(), Some(value))))
    }

    fn set_own(&mut self, name: &str, value: &str) -> Result<Option<(String, Option<String>)>> {
        if name.is_empty() {
            return Err(ClusterError::new(ErrorCode::ArgumentOutOfRange, "A parameter needs a name."));
        }
        let at = self.own.iter().position(|own| own.0.eq_ignore_ascii_case(name));
        match (at, value) {
            (Some(at), "") => Ok(Some((self.own.remove(at).0, None))),
            (None, "") => Ok(None),
            (Some(at), value) => {
                self.own[at].1 = value.to_owned();
                Ok(Some((self.own[at].0.clone(), Some(value.to_owned()))))
            }
            (None, value) => {
                self.own.push((name.to_owned(), value.to_owned()));
                Ok(Some((name.to_owned(), Some(value.to_owned()))))
            }
        }
    }
}

/// The value as it is stored, if it is valid.
fn checked(kind: Kind, value: &str) -> Option<String> {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let within = |text: &str, low: i64, high: i64| {
        text.parse()
            .ok()
            .filter(|number: &i64| (low..=high).contains(number))
            .map(|number| number.to_string())
    };
    match kind {
        Kind::Text => Some(value.to_owned()),
        Kind::Number(low, high) if digits(value) => within(value, low, high),
        Kind::Signed(low, high) if digits(value.strip_prefix('-').unwrap_or(value)) => {
            within(value, low, high)
        }
        Kind::Number(..) | Kind::Signed(..) => None,
        Kind::Runtime => value.parse::<Runtime>().ok().map(|runtime| runtime.to_string()),
        Kind::OneOf(names) => names.contains(&value).then(|| value.to_owned()),
    }
}

fn kind_in_words(kind: Kind) -> String {
    match kind {
        Kind::Text => "a text".to_owned(),
        Kind::Number(low, high) => format!("decimal digits from {low} to {high}"),
        Kind::Signed(low, high) => format!("a decimal number from {low} to {high}"),
        Kind::Runtime => "\"Infinite\" or dd:hh:mm".to_owned(),
        Kind::OneOf(names) => format!("one of {}", names.join(", ")),
    }
}

//! What a command was given: its operands, its flags, its command line, and the values in them.

use super::commands::{Command, Flag, Operands, Value, is_help};
use super::line::Words;
use super::print::fold;
use super::{Failure, usage};
use crate::cluster::Cluster;
use crate::lifecycle::{JobPriority, JobStatus, NodeStatus};
use crate::time::Runtime;
use crate::{JobId, TaskId};

#[derive(Default)]
pub(super) struct Arguments {
    pub(super) operands: Vec<String>,
    pub(super) command_line: Option<String>,
    /// Where that begins in the line as it was typed.
    pub(super) command_at: Option<usize>,
    flags: Vec<(&'static Flag, Option<String>)>,
    pub(super) wants_help: bool,
}

type Read<T> = Result<T, Failure>;

/// The most ids that one list may stand for, as of a call.
const IDS_MAX: usize = 1 << 24;

/// Flags of HPC Pack, and what they are here.
const LATER: &[(&str, &str)] = &[
    ("numcores", "/numprocessors"),
    ("requestednodes", "/askednodes"),
    ("state", "/status"),
    ("status", "/state"),
];

/// The arguments of a command, from a word on.
pub(super) fn read(command: &'static Command, words: &Words, from: usize) -> Read<Arguments> {
    let mut arguments = Arguments::default();
    for at in from..words.list.len() {
        let word = words.text(at);
        if is_help(word) {
            arguments.wants_help = true;
            return Ok(arguments);
        }
        if command.operands == Operands::Words {
            break;
        }
        if let Some(flag) = word.strip_prefix('/') {
            arguments.read_flag(command, flag)?;
        } else if command.operands.before_command() == Some(arguments.operands.len()) {
            arguments.command_line = Some(words.rest(at));
            arguments.command_at = Some(words.list[at].origin);
            break;
        } else {
            arguments.operands.push(word.to_owned());
        }
    }
    arguments.check_operands(command)?;
    Ok(arguments)
}

impl Arguments {
    fn read_flag(&mut self, command: &'static Command, text: &str) -> Read<()> {
        let (name, value) = match text.split_once(':') {
            Some((name, value)) => (fold(name), Some(value.to_owned())),
            None => (fold(text), None),
        };
        let Some(flag) = command.flag(&name) else { return no_such_flag(command, &name) };
        match (flag.value, &value) {
            (Value::None, Some(_)) => return usage(&["/", &name, " takes no value."]),
            (Value::None | Value::Bool, None) | (_, Some(_)) => {}
            (value, None) => return usage(&["/", &name, " needs a value: /", &name, value.syntax()]),
        }
        if flag.value != Value::Variable && self.has(flag.name) {
            return usage(&["/", &name, " is given twice."]);
        }
        self.flags.push((flag, value));
        Ok(())
    }

    fn check_operands(&self, command: &Command) -> Read<()> {
        let (least, most) = match command.operands {
            Operands::None | Operands::Command => (0, 0),
            Operands::Node if self.has("all") => (0, 0),
            Operands::Words => return Ok(()),
            Operands::Parameters | Operands::Variables => (1, usize::MAX),
            Operands::Job
            | Operands::Jobs(_)
            | Operands::JobAndCommand
            | Operands::Task(_)
            | Operands::Node
            | Operands::Time => (1, 1),
        };
        if (least..=most).contains(&self.operands.len()) {
            return Ok(());
        }
        let name = command.name();
        match self.operands.get(most) {
            Some(extra) => {
                usage(&[&name, " has no use for ", extra, ". It is: ", &name, command.operands.syntax()])
            }
            None => usage(&[&name, " needs more: ", &name, command.operands.syntax()]),
        }
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.flags.iter().any(|given| given.0.name == name)
    }

    /// The text of a flag; `None` where it was not given.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.flags.iter().find(|given| given.0.name == name)?.1.as_deref()
    }

    /// The one operand; where there is none (a node with `/all`), "".
    pub(super) fn operand(&self) -> &str {
        self.operands.first().map_or("", String::as_str)
    }

    /// Whether any flag was given but these.
    pub(super) fn others_than(&self, names: &[&str]) -> Option<&'static str> {
        self.flags.iter().map(|given| given.0.name).find(|name| !names.contains(name))
    }

    pub(super) fn bool(&self, name: &str) -> Read<Option<bool>> {
        if !self.has(name) {
            return Ok(None);
        }
        match self.text(name).map(fold).as_deref() {
            None | Some("true") => Ok(Some(true)),
            Some("false") => Ok(Some(false)),
            Some(_) => usage(&["/", name, " is true or false."]),
        }
    }

    /// Minimum and maximum.
    pub(super) fn processors(&self) -> Read<Option<(i32, i32)>> {
        let Some(text) = self.text("numprocessors") else { return Ok(None) };
        let (least, most) = text.split_once('-').unwrap_or((text, text));
        match (number(least), number(most)) {
            (Some(least), Some(most)) => Ok(Some((least, most))),
            _ => usage(&["/numprocessors is a number, or two of them as 2-4, not ", text, "."]),
        }
    }

    pub(super) fn runtime(&self) -> Read<Option<Runtime>> {
        let Some(text) = self.text("runtime") else { return Ok(None) };
        if text.eq_ignore_ascii_case("infinite") {
            return Ok(Some(Runtime::Infinite));
        }
        match text.parse() {
            Ok(runtime) => Ok(Some(runtime)),
            Err(()) => usage(&["/runtime is Infinite or dd:hh:mm (one hour is 00:01:00), not ", text, "."]),
        }
    }

    pub(super) fn priority(&self) -> Read<Option<JobPriority>> {
        let Some(text) = self.text("priority") else { return Ok(None) };
        let all = JobPriority::ALL.into_iter();
        match all.clone().find(|priority| priority.name().eq_ignore_ascii_case(text)) {
            Some(priority) => Ok(Some(priority)),
            None => {
                let names: Vec<&str> = all.map(JobPriority::name).collect();
                usage(&["/priority is one of ", &names.join(", "), ", not ", text, "."])
            }
        }
    }

    pub(super) fn statuses(&self) -> Read<Option<Vec<JobStatus>>> {
        let Some(text) = self.text("status") else { return Ok(None) };
        let read = |name: &str| {
            // As the samples of CCP's documentation spell them.
            let name = fold(name).replace('_', "").replace("canceled", "cancelled");
            JobStatus::ALL.into_iter().find(|status| fold(status.name()) == name)
        };
        match text.split(',').map(str::trim).map(read).collect() {
            Some(statuses) => Ok(Some(statuses)),
            None => {
                let names = JobStatus::ALL.map(JobStatus::name).join(", ");
                usage(&["/status is one or more of ", &names, ", not ", text, "."])
            }
        }
    }

    pub(super) fn node_states(&self) -> Read<Option<Vec<NodeStatus>>> {
        let Some(text) = self.text("state") else { return Ok(None) };
        let read =
            |name: &str| NodeStatus::ALL.into_iter().find(|status| status.name().eq_ignore_ascii_case(name));
        match text.split(',').map(str::trim).map(read).collect() {
            Some(states) => Ok(Some(states)),
            None => {
                let names = NodeStatus::ALL.map(NodeStatus::name).join(", ");
                usage(&["/state is one or more of ", &names, ", not ", text, "."])
            }
        }
    }

    /// Whether a list is wanted rather than a table.
    pub(super) fn as_list(&self, default: bool) -> Read<bool> {
        match self.text("format").map(fold).as_deref() {
            None => Ok(default),
            Some("list") => Ok(true),
            Some("table") => Ok(false),
            Some(_) => usage(&["/format is table or list."]),
        }
    }

    /// Names of nodes, as the cluster spells them.
    pub(super) fn nodes(&self, cluster: &Cluster, name: &str) -> Option<Vec<String>> {
        let nodes = cluster.compute_nodes();
        let spelt = |name: &str| {
            let known = nodes.iter().find(|node| node.name.eq_ignore_ascii_case(name));
            known.map_or_else(|| name.to_owned(), |node| node.name.clone())
        };
        Some(names(self.text(name)?).map(spelt).collect())
    }

    /// `Name=Value`, from all `/env`.
    pub(super) fn variables(&self) -> Read<Vec<(String, String)>> {
        let texts =
            self.flags.iter().filter(|given| given.0.name == "env").filter_map(|given| given.1.as_deref());
        texts.flat_map(|text| text.split(';')).map(assignment).collect()
    }

    /// The one job that was named.
    pub(super) fn job(&self) -> Read<JobId> {
        job_id(self.operand())
    }
}

fn no_such_flag<T>(command: &Command, name: &str) -> Read<T> {
    let here = LATER.iter().find(|later| later.0 == name && command.flag(&later.1[1..]).is_some());
    if let Some((_, here)) = here {
        return usage(&["/", name, " is ", here, " here."]);
    }
    let known: Vec<&str> = command.flags().map(|flag| flag.name).collect();
    let known = known.join(", /");
    usage(&[
        &command.name(),
        " has no flag /",
        name,
        ". It has /",
        &known,
        "; ",
        &command.name(),
        " /? explains them.",
    ])
}

/// Digits only, as an id or a number of processors is written.
fn number(text: &str) -> Option<i32> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if digits { text.parse().ok() } else { None }
}

pub(super) fn job_id(text: &str) -> Read<JobId> {
    match number(text) {
        Some(id) => Ok(id),
        None => usage(&["\"", text, "\" is no id of a job: a whole number is."]),
    }
}

/// Several ids, as 1,3-5. In the order given, and as often.
pub(super) fn ids(text: &str) -> Read<Vec<JobId>> {
    let mut ids = Vec::new();
    for part in text.split(',').map(str::trim) {
        let (first, last) = match part.split_once('-') {
            Some((first, last)) => (job_id(first)?, job_id(last)?),
            None => (job_id(part)?, job_id(part)?),
        };
        if first > last {
            return usage(&[part, " goes backwards."]);
        }
        if ids.len() + (last - first) as usize >= IDS_MAX {
            return usage(&["These are too many ids for one call: at most 16,777,216."]);
        }
        ids.extend(first..=last);
    }
    Ok(ids)
}

/// A job and tasks of it, as 3.1 or 3.1,4-6.
pub(super) fn tasks(text: &str) -> Read<(JobId, Vec<TaskId>)> {
    match text.split_once('.') {
        Some((job, tasks)) => Ok((job_id(job)?, ids(tasks)?)),
        None => usage(&["A task is written as JOB.TASK, for instance 3.1, not ", text, "."]),
    }
}

/// Whether a text is one id rather than a list.
pub(super) fn is_single(text: &str) -> bool {
    !text.contains([',', '-'])
}

/// `Name=Value`.
pub(super) fn assignment(text: &str) -> Read<(String, String)> {
    match text.split_once('=') {
        Some((name, value)) => Ok((name.to_owned(), value.to_owned())),
        None => usage(&["This must be NAME=VALUE: ", text]),
    }
}

/// What stands between commas.
pub(super) fn names(list: &str) -> impl Iterator<Item = &str> {
    list.split(',').map(str::trim).filter(|name| !name.is_empty())
}

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

/// The most ids that one list may stand for, as of a call, and all lists of a line.
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
        // Also where a task's command could stand: none is called so. A node or a parameter may be.
        let is_named =
            matches!(command.operands, Operands::Node | Operands::Parameters | Operands::Variables);
        if !is_named
            && word
                .strip_prefix('-')
                .is_some_and(|rest| rest.starts_with(|sign: char| sign == '-' || sign.is_ascii_alphabetic()))
        {
            return usage(&[
                "Flags begin with / here: ",
                &command.name(),
                " /? explains them. There is no ",
                word,
                ".",
            ]);
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
        let is_list = matches!(command.operands, Operands::Jobs(_));
        match self.operands.get(most) {
            Some(extra) => usage(&[
                &name,
                " has no use for ",
                extra,
                ". It is: ",
                &name,
                command.operands.syntax(),
                if is_list { " (several as 1,3-5)" } else { "" },
                ". A text with blanks stands in quotes.",
            ]),
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

    /// The message of a cancellation; "" where there is none.
    pub(super) fn message(&self) -> String {
        self.text("message").unwrap_or_default().to_owned()
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
        let names = JobPriority::ALL.map(JobPriority::name);
        match names.iter().position(|name| name.eq_ignore_ascii_case(text)) {
            Some(place) => Ok(Some(JobPriority::ALL[place])),
            None => usage(&["/priority is one of ", &names.join(", "), ", not ", text, "."]),
        }
    }

    pub(super) fn statuses(&self) -> Read<Option<Vec<JobStatus>>> {
        let Some(text) = self.text("status") else { return Ok(None) };
        let places = places("status", text, &JobStatus::ALL.map(JobStatus::name))?;
        Ok(Some(places.iter().map(|place| JobStatus::ALL[*place]).collect()))
    }

    pub(super) fn node_states(&self) -> Read<Option<Vec<NodeStatus>>> {
        let Some(text) = self.text("state") else { return Ok(None) };
        let places = places("state", text, &NodeStatus::ALL.map(NodeStatus::name))?;
        Ok(Some(places.iter().map(|place| NodeStatus::ALL[*place]).collect()))
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
        let mut variables = Vec::new();
        for (_, text) in self.flags.iter().filter(|given| given.0.name == "env") {
            for part in text.as_deref().unwrap_or_default().split(';') {
                variables.push(assignment(part)?);
            }
        }
        Ok(variables)
    }

    /// The one job that was named.
    pub(super) fn job(&self) -> Read<JobId> {
        job_id(self.operand())
    }
}

/// Which of these names a list between commas has.
fn places(flag: &str, text: &str, names: &[&str]) -> Read<Vec<usize>> {
    let mut places = Vec::new();
    for part in text.split(',') {
        // As the samples of CCP's documentation spell them.
        let mut part = fold(part.trim());
        part.retain(|sign| sign != '_');
        let part = if part == "canceled" { "cancelled" } else { &part };
        match names.iter().position(|name| fold(name) == part) {
            Some(place) => places.push(place),
            None => {
                return usage(&["/", flag, " is one or more of ", &names.join(", "), ", not ", text, "."]);
            }
        }
    }
    Ok(places)
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

/// Several ids, as 1,3-5. In the order given, and as often. `before`: those of the line's earlier lists.
pub(super) fn ids(text: &str, before: &mut usize) -> Read<Vec<JobId>> {
    let mut ids = Vec::new();
    for part in text.split(',').map(str::trim) {
        let (first, last) = match part.split_once('-') {
            Some((first, last)) => (job_id(first)?, job_id(last)?),
            None => (job_id(part)?, job_id(part)?),
        };
        if first > last {
            return usage(&[part, " goes backwards."]);
        }
        *before += (last - first) as usize + 1;
        if *before > IDS_MAX {
            return usage(&["These are too many ids for one line: at most 16,777,216."]);
        }
        ids.extend(first..=last);
    }
    Ok(ids)
}

/// A job and tasks of it, as 3.1 or 3.1,4-6.
pub(super) fn tasks(text: &str, before: &mut usize) -> Read<(JobId, Vec<TaskId>)> {
    match text.split_once('.') {
        Some((job, tasks)) => Ok((job_id(job)?, ids(tasks, before)?)),
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

//! What may stand at the cursor, from the table of commands and from the cluster.

use super::Completion;
use super::arguments::is_single;
use super::commands::{self, Command, For, Operands, Value};
use super::line::{self, quote};
use super::print::{fold, harmless};
use super::{dialects, show};
use crate::cluster::Cluster;
use crate::lifecycle::{JobOperation, JobPriority, JobStatus, NodeStatus, TaskOperation};

/// As many are offered at most.
const MOST: usize = 200;

/// Collects what goes on as what was typed so far does.
struct Offers {
    start: usize,
    /// In lower case.
    typed: String,
    list: Vec<Completion>,
}

impl Offers {
    fn add(&mut self, text: &str, about: &str) {
        if self.list.len() < MOST && fold(text).starts_with(&self.typed) {
            let (text, about) = (harmless(text), harmless(about));
            self.list.push(Completion { start: self.start, text, about });
        }
    }

    /// The same, behind what was typed up to there: an item of a list.
    fn skip(&mut self, bytes: usize) {
        self.start += bytes;
        self.typed = self.typed[bytes..].to_owned();
    }

    /// Items of a list are offered behind its last comma.
    fn skip_list(&mut self) {
        if let Some(comma) = self.typed.rfind(',') {
            self.skip(comma + 1);
        }
    }
}

pub(super) fn complete(cluster: &Cluster, line: &str, cursor: usize) -> Vec<Completion> {
    let mut cursor = cursor.min(line.len());
    while !line.is_char_boundary(cursor) {
        cursor -= 1;
    }
    let before = &line[..cursor];
    let start = word_start(before);
    let mut offers = Offers { start, typed: fold(&before[start..]), list: Vec::new() };
    let Ok(words) = line::split(&before[..start]) else { return offers.list };
    if words.text(0).starts_with('#') {
        return offers.list;
    }
    let program = commands::program_of(words.text(0));
    match (words.list.len(), program.as_str()) {
        (0, _) => of_programs(&mut offers, true),
        (1, "help") => of_programs(&mut offers, false),
        (2, "help") => of_verbs(&mut offers, &commands::program_of(words.text(1))),
        (1, _) => of_verbs(&mut offers, &program),
        _ => {}
    }
    if let Some(Ok((command, at))) = commands::find(&words) {
        let rest: Vec<&str> = words.list[at..].iter().map(|word| word.text.as_str()).collect();
        match rest.iter().position(|word| !word.starts_with('/')) {
            // Within a command line: its own where it is one of ours, nothing where it is a task's.
            Some(first)
                if command.operands.before_command().is_some_and(|least| rest[first..].len() > least) =>
            {
                if command.program == "runas" {
                    let origin = words.list[at + first].origin;
                    let inner = complete(cluster, &line[origin..], cursor - origin);
                    return inner
                        .into_iter()
                        .map(|it| Completion { start: it.start + origin, ..it })
                        .collect();
                }
            }
            _ if offers.typed.starts_with('/') => of_flags(&mut offers, cluster, command, &rest),
            first => of_operands(&mut offers, cluster, command, first.is_some()),
        }
        if command.program == "runas" && !offers.typed.starts_with('/') && offers.list.is_empty() {
            of_programs(&mut offers, true);
        }
    }
    offers.list
}

/// Behind the last blank that is not quoted.
fn word_start(text: &str) -> usize {
    let mut quoted = false;
    let mut start = 0;
    for (at, sign) in text.char_indices() {
        match sign {
            '"' => quoted = !quoted,
            ' ' | '\t' if !quoted => start = at + 1,
            _ => {}
        }
    }
    start
}

fn of_programs(offers: &mut Offers, foreign: bool) {
    for program in commands::programs() {
        let mut verbs = commands::of_program(program);
        let about = verbs.next().filter(|first| first.verb.is_empty()).map_or("", |first| first.about);
        offers.add(program, about);
    }
    // Only once something of it stands there: one who looks for CCP's commands is to see these.
    if foreign && !offers.typed.is_empty() {
        for name in dialects::names() {
            offers.add(name, dialects::about(name).unwrap_or_default());
        }
    }
}

fn of_verbs(offers: &mut Offers, program: &str) {
    for command in commands::of_program(program).filter(|command| !command.verb.is_empty()) {
        offers.add(command.verb, command.about);
    }
}

fn of_flags(offers: &mut Offers, cluster: &Cluster, command: &Command, given: &[&str]) {
    if let Some((name, _)) = offers.typed.split_once(':') {
        let (flag, skip) = (command.flag(&name[1..]), name.len() + 1);
        offers.skip(skip);
        if let Some(flag) = flag {
            of_values(offers, cluster, flag.value, flag.name, command);
        }
        return;
    }
    for flag in command.flags() {
        let is_given = |word: &&str| {
            let name = word[1..].split(':').next().unwrap_or_default();
            name.eq_ignore_ascii_case(flag.name)
        };
        let given = given.iter().filter(|word| word.starts_with('/')).any(is_given);
        if given && flag.value != Value::Variable {
            continue;
        }
        let colon = if matches!(flag.value, Value::None | Value::Bool) { "" } else { ":" };
        offers.add(&["/", flag.name, colon].concat(), flag.about);
    }
    offers.add("/?", "What this command does, and its flags.");
}

fn of_values(offers: &mut Offers, cluster: &Cluster, value: Value, flag: &str, command: &Command) {
    match value {
        Value::Bool => {
            offers.add("true", "");
            offers.add("false", "");
        }
        Value::Runtime => {
            offers.add("Infinite", "No limit.");
            offers.add("00:01:00", "One hour: days, hours, minutes.");
        }
        Value::Priority => JobPriority::ALL.iter().rev().for_each(|priority| offers.add(priority.name(), "")),
        Value::Statuses => {
            offers.skip_list();
            JobStatus::ALL.iter().for_each(|status| offers.add(status.name(), ""));
        }
        Value::NodeStates => {
            offers.skip_list();
            NodeStatus::ALL.iter().for_each(|status| offers.add(status.name(), ""));
        }
        Value::Format => {
            offers.add("table", "");
            offers.add("list", "");
        }
        Value::Nodes => {
            offers.skip_list();
            of_nodes(offers, cluster);
        }
        Value::User => {
            if command.verb == "list" {
                offers.add("*", "Everybody.");
            }
            match command.verb {
                "delcreds" => {
                    cluster.cached_credentials().iter().for_each(|user| offers.add(&quote(user), ""));
                }
                _ => of_users(offers, cluster),
            }
        }
        Value::Job => {
            offers.skip_list();
            of_jobs(offers, cluster, &|status| JobOperation::Submit.is_legal(status));
        }
        Value::Text(_) if flag == "scheduler" => offers.add(cluster.name(), "The head node."),
        Value::None | Value::Text(_) | Value::Processors | Value::File | Value::Variable => {}
    }
}

fn of_operands(offers: &mut Offers, cluster: &Cluster, command: &Command, has_first: bool) {
    match command.operands {
        Operands::Parameters => of_pairs(offers, cluster.parameters()),
        Operands::Variables => of_pairs(offers, cluster.environment_variables()),
        _ if has_first => {}
        Operands::Job => of_jobs(offers, cluster, &|_| true),
        Operands::JobAndCommand => {
            of_jobs(offers, cluster, &|status| JobOperation::AddTask.is_legal(status));
        }
        Operands::Jobs(what) => {
            offers.skip_list();
            of_jobs(offers, cluster, &|status| what.job_is_legal(status));
        }
        Operands::Task(what) => of_tasks(offers, cluster, what),
        Operands::Node => {
            of_nodes(offers, cluster);
            if command.flag("all").is_some() {
                offers.add("/all", "Every node to which this can be done.");
            }
        }
        Operands::Time => {
            offers.add("next", "To what happens next.");
            for (text, about) in [("90s", "Seconds."), ("5m", "Minutes."), ("1h", "Hours."), ("1d", "Days.")]
            {
                offers.add(text, about);
            }
        }
        Operands::None | Operands::Command | Operands::Words => {}
    }
}

impl For {
    fn job_is_legal(self, status: JobStatus) -> bool {
        match self {
            For::Looking => true,
            For::Cancelling => JobOperation::Cancel.is_legal(status),
            For::Requeueing => JobOperation::Requeue.is_legal(status),
        }
    }

    fn task_is_legal(self, status: JobStatus) -> bool {
        match self {
            For::Looking => true,
            For::Cancelling => TaskOperation::Cancel.is_legal(status),
            For::Requeueing => TaskOperation::Requeue.is_legal(status),
        }
    }
}

fn of_jobs(offers: &mut Offers, cluster: &Cluster, is_wanted: &dyn Fn(JobStatus) -> bool) {
    if !offers.typed.bytes().all(|byte| byte.is_ascii_digit()) {
        return;
    }
    let columns = cluster.job_columns();
    for at in 0..columns.ids.len() {
        let status = columns.status[at];
        if offers.list.len() < MOST && JobStatus::from_number(status).is_some_and(is_wanted) {
            let name = &columns.strings[columns.name[at] as usize];
            offers.add(&columns.ids[at].to_string(), &[name, ", ", show::status(status)].concat());
        }
    }
}

fn of_tasks(offers: &mut Offers, cluster: &Cluster, what: For) {
    let Some((job, tasks)) = offers.typed.split_once('.') else { return of_jobs(offers, cluster, &|_| true) };
    let (skip, single) = (job.len() + 1, is_single(tasks));
    let tasks = job.parse().ok().and_then(|job| cluster.list_tasks(job).ok()).unwrap_or_default();
    if single {
        // Offered in full, so that what is seen says which job's it is.
        let job = offers.typed[..skip].to_owned();
        for task in tasks.iter().filter(|task| what.task_is_legal(task.status)) {
            offers.add(
                &[job.as_str(), &task.id.to_string()].concat(),
                &[&task.name, " ", task.status.name()].concat(),
            );
        }
    } else {
        offers.skip(skip);
        offers.skip_list();
        for task in tasks.iter().filter(|task| what.task_is_legal(task.status)) {
            offers.add(&task.id.to_string(), &[&task.name, " ", task.status.name()].concat());
        }
    }
}

fn of_nodes(offers: &mut Offers, cluster: &Cluster) {
    for node in cluster.compute_nodes() {
        offers.add(&quote(&node.name), node.status.name());
    }
}

fn of_users(offers: &mut Offers, cluster: &Cluster) {
    let columns = cluster.job_columns();
    let mut users: Vec<&str> =
        columns.owner.iter().map(|at| columns.strings[*at as usize].as_str()).collect();
    users.push(cluster.user());
    crate::sorting::sort(&mut users);
    users.dedup();
    users.iter().for_each(|user| offers.add(&quote(user), ""));
}

fn of_pairs(offers: &mut Offers, pairs: Vec<(String, String)>) {
    for (name, value) in pairs {
        offers.add(&quote(&[&name, "="].concat()), &value);
    }
}

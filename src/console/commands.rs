//! The commands and their flags, as data: what is parsed, what the help says, and what completion offers.
//!
//! Sources: `docs/console.md` says of each how well it is known.

use super::line::Words;
use super::print::fold;
use super::{Failure, Outcome, Run, cluscfg, clusrun, help, job, node, own, task, usage};

/// One command.
pub(super) struct Command {
    /// "job", "task", "node", "cluscfg", or one of our own.
    pub(super) program: &'static str,
    /// "cancel"; "" for a program without such words.
    pub(super) verb: &'static str,
    /// What stands behind the verb.
    pub(super) operands: Operands,
    pub(super) about: &'static str,
    /// A further paragraph of the help; may be empty.
    pub(super) more: &'static str,
    pub(super) flags: &'static [&'static [Flag]],
    pub(super) run: fn(&mut Run<'_>) -> Outcome,
}

/// One flag: `/name:value`.
#[derive(Clone, Copy)]
pub(super) struct Flag {
    pub(super) name: &'static str,
    pub(super) value: Value,
    pub(super) about: &'static str,
}

/// What a flag's value is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Value {
    /// There is none.
    None,
    Text(&'static str),
    /// True, false, or left out for true.
    Bool,
    Processors,
    Runtime,
    Priority,
    Statuses,
    NodeStates,
    Format,
    Nodes,
    User,
    File,
    /// `Name=Value`; may come more than once.
    Variable,
    Job,
}

impl Value {
    /// How the help writes it, with what stands in front.
    pub(super) fn syntax(self) -> &'static str {
        match self {
            Value::None => "",
            Value::Text(what) => what,
            Value::Bool => "[:{true|false}]",
            Value::Processors => ":MIN[-MAX]",
            Value::Runtime => ":{DD:HH:MM|Infinite}",
            Value::Priority => ":PRIORITY",
            Value::Statuses => ":STATUS[,STATUS]",
            Value::NodeStates => ":STATE[,STATE]",
            Value::Format => ":{table|list}",
            Value::Nodes => ":NODE[,NODE]",
            Value::User => ":[DOMAIN\\]USER",
            Value::File => ":PATH",
            Value::Variable => ":NAME=VALUE",
            Value::Job => ":ID",
        }
    }
}

/// What stands behind a command besides flags.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Operands {
    None,
    /// One job that is there.
    Job,
    /// Jobs of which that may be done: one; a list of them is ours.
    Jobs(For),
    /// A job, flags, and a command line.
    JobAndCommand,
    /// Flags, and a command line.
    Command,
    /// `J.T`; a list of tasks is ours.
    Task(For),
    /// A node, or none with `/all`.
    Node,
    /// `Name=Value`, one or more.
    Parameters,
    Variables,
    /// A length of time.
    Time,
    /// Read by the command itself.
    Words,
}

/// What will be done to what is named: which of them completion offers.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum For {
    Looking,
    Cancelling,
    Requeueing,
}

impl Operands {
    pub(super) const fn syntax(self) -> &'static str {
        match self {
            Operands::None => "",
            Operands::Job | Operands::Jobs(_) => " ID",
            Operands::JobAndCommand => " ID [FLAGS] COMMAND [ARGUMENTS]",
            Operands::Command => " [FLAGS] COMMAND [ARGUMENTS]",
            Operands::Task(_) => " JOB.TASK",
            Operands::Node => " {NAME|/all}",
            Operands::Parameters | Operands::Variables => " NAME=VALUE [NAME=VALUE ...]",
            Operands::Time => " TIME, as 90s, 5m, 2h, 5d, 1h30m or next",
            Operands::Words => " [COMMAND]",
        }
    }

    /// How many words come before a command line, if one comes.
    pub(super) const fn before_command(self) -> Option<usize> {
        match self {
            Operands::Command => Some(0),
            Operands::JobAndCommand => Some(1),
            _ => None,
        }
    }
}

const fn flag(name: &'static str, value: Value, about: &'static str) -> Flag {
    Flag { name, value, about }
}

const SCHEDULER: &[Flag] =
    &[flag("scheduler", Value::Text(":HEADNODE"), "The head node: this cluster's, or localhost.")];

/// Terms that `job modify` changes too.
const JOB_TERMS: &[Flag] = &[
    flag("jobname", Value::Text(":NAME"), "At most 80 characters. Without it: the user's name and the time."),
    flag("projectname", Value::Text(":NAME"), "At most 80 characters, for accounting."),
    flag(
        "priority",
        Value::Priority,
        "Lowest, BelowNormal, Normal, AboveNormal or Highest; the last two are for administrators. HPC Pack also has numbers.",
    ),
    flag(
        "numprocessors",
        Value::Processors,
        "Processors; one number is minimum and maximum. HPC Pack: also /numcores, /numnodes, /numsockets.",
    ),
    flag("askednodes", Value::Nodes, "The nodes it may run on. HPC Pack: /requestednodes."),
    flag(
        "exclusive",
        Value::Bool,
        "No other job on its nodes. The default here is true; in HPC Pack it is false.",
    ),
    flag("runtime", Value::Runtime, "Its limit: days, hours, minutes. dd:hh:mm:ss is ours."),
    flag("rununtilcanceled", Value::Bool, "It keeps its processors until it is cancelled."),
    flag("license", Value::Text(":FEATURE:COUNT[,...]"), "Data for filters."),
];

const JOB_FILE: &[Flag] =
    &[flag("jobfile", Value::File, "A job as XML; flags beside it count more than what it says.")];

/// What a task has that a job has not.
const TASK_TERMS: &[Flag] = &[
    flag("name", Value::Text(":NAME"), "At most 80 characters; dependencies refer to it."),
    flag("requirednodes", Value::Nodes, "It runs on exactly these."),
    flag("rerunnable", Value::Bool, "False forbids requeueing, also of the job. Default true."),
    flag("stdin", Value::File, "Stored only: nothing is executed here."),
    flag("stdout", Value::File, "Stored only."),
    flag("stderr", Value::File, "Stored only."),
    flag("workdir", Value::Text(":FOLDER"), "Stored only."),
    flag(
        "env",
        Value::Variable,
        "An environment variable, or several between semicolons; may be given again.",
    ),
];

/// What a task alone has, beside the flags that a job has under the same name.
const TASK_ONLY: &[Flag] = &[
    flag(
        "depend",
        Value::Text(":NAME[,NAME]"),
        "It starts when the tasks of these names have ended, well or not.",
    ),
    flag("numprocessors", Value::Processors, "Processors of its job's; one number is minimum and maximum."),
    flag("exclusive", Value::Bool, "No other task of its job on its nodes. Default false."),
    flag("runtime", Value::Runtime, "Its limit; over it, it fails."),
    flag("taskfile", Value::File, "A task as XML; flags and a command beside it count more."),
];

const CREDENTIALS: &[Flag] = &[
    flag("user", Value::User, "The user that it runs as."),
    flag("password", Value::Text(":PASSWORD"), "Forgotten at once: no job here needs one."),
];

const CACHED: &[Flag] = &[
    flag("user", Value::User, "Whose, with the domain. Without it: your own."),
    flag(
        "password",
        Value::Text(":PASSWORD"),
        "Looked at and forgotten. Needed: nobody is asked here, also not with *.",
    ),
];

const FORGOTTEN: &[Flag] = &[flag("user", Value::User, "Whose. Without it: all that you have given.")];

const ON_NODES: &[Flag] = &[flag("nodes", Value::Nodes, "Ours: only on these. Without it: on every node.")];

const MESSAGE: &[Flag] = &[flag(
    "message",
    Value::Text(":\"TEXT\""),
    "The reason, at most 320 characters; HPC Pack's command stops at 128.",
)];

const FORMAT: &[Flag] = &[flag("format", Value::Format, "As a table, or one property on a line.")];

const STATUS: &[Flag] = &[flag(
    "status",
    Value::Statuses,
    "Only these: NotSubmitted, Queued, Running, Finished, Failed, Cancelled. HPC Pack: /state.",
)];

const LIST: &[Flag] = &[
    flag("all", Value::None, "Every status, and every user unless /user names one."),
    flag("user", Value::User, "Whose jobs; * is everybody's. Without it: your own."),
];

const DETAILED: &[Flag] =
    &[flag("detailed", Value::Bool, "All that is known, and (ours) earlier runs and why it waits.")];

const ALL_NODES: &[Flag] = &[flag("all", Value::None, "Every node to which this can be done.")];

const NODE_STATE: &[Flag] = &[flag(
    "state",
    Value::NodeStates,
    "Only these: Ready, Paused, Unreachable, Pending. HPC Pack has others.",
)];

const SUBMITTED: &[Flag] =
    &[flag("id", Value::Job, "A job that job new has made. Several, as 1,3-5, are ours: all or none.")];

const ADMIN: &[Flag] = &[
    flag("user", Value::User, "Who calls."),
    flag("admin", Value::None, "Ours: that user is an administrator of the cluster."),
];

const SEVERAL_CANCEL: &str = "Ours: several ids, as 1,3-5, are one call of CancelJobs, which stops at the first that it cannot cancel. CCP and HPC Pack take one id; HPC Pack also has /force and /graceful.";
const SEVERAL_REQUEUE: &str = "Ours: several ids, as 1,3-5, are one call of RequeueJobs, which stops at the first that it cannot requeue.";
const COMMAND_LINES: &str = "Nothing is executed: sleep S takes S seconds, exit C ends with code C, anything else takes one minute. Parts are joined by &&, which is written ^&^& here.";

#[rustfmt::skip]
pub(super) const COMMANDS: &[Command] = &[
    Command { program: "job", verb: "new", operands: Operands::None, run: job::new,
        about: "Makes a job. It waits for tasks and for job submit.",
        more: "Prints what scripts of CCP's time read, although nothing is queued yet; HPC Pack prints: Created job, ID: N.",
        flags: &[JOB_TERMS, JOB_FILE, SCHEDULER] },
    Command { program: "job", verb: "add", operands: Operands::JobAndCommand, run: job::add,
        about: "Adds a task to a job.", more: COMMAND_LINES,
        flags: &[TASK_TERMS, TASK_ONLY, SCHEDULER] },
    Command { program: "job", verb: "submit", operands: Operands::Command, run: job::submit,
        about: "Puts a job into the queue: one that is there (/id), one from a file (/jobfile), or one of a single task.",
        more: COMMAND_LINES,
        flags: &[SUBMITTED, JOB_TERMS, JOB_FILE, TASK_TERMS, CREDENTIALS, SCHEDULER] },
    Command { program: "job", verb: "view", operands: Operands::Job, run: job::view,
        about: "Shows a job.", more: "",
        flags: &[DETAILED, SCHEDULER] },
    Command { program: "job", verb: "cancel", operands: Operands::Jobs(For::Cancelling), run: job::cancel,
        about: "Cancels a job that is NotSubmitted, Queued or Running.", more: SEVERAL_CANCEL,
        flags: &[MESSAGE, SCHEDULER] },
    Command { program: "job", verb: "list", operands: Operands::None, run: job::list,
        about: "Lists your jobs that are queued or running.", more: "",
        flags: &[LIST, STATUS, FORMAT, SCHEDULER] },
    Command { program: "job", verb: "listtasks", operands: Operands::Job, run: job::list_tasks,
        about: "Lists the tasks of a job.", more: "",
        flags: &[STATUS, FORMAT, SCHEDULER] },
    Command { program: "job", verb: "modify", operands: Operands::Job, run: job::modify,
        about: "Changes a job. Of a running one only /runtime, /rununtilcanceled and /projectname.", more: "",
        flags: &[JOB_TERMS, SCHEDULER] },
    Command { program: "job", verb: "requeue", operands: Operands::Jobs(For::Requeueing), run: job::requeue,
        about: "Queues a running, failed or cancelled job again.", more: SEVERAL_REQUEUE,
        flags: &[SCHEDULER] },
    Command { program: "task", verb: "view", operands: Operands::Task(For::Looking), run: task::view,
        about: "Shows a task.", more: "",
        flags: &[SCHEDULER] },
    Command { program: "task", verb: "cancel", operands: Operands::Task(For::Cancelling), run: task::cancel,
        about: "Cancels a task that is NotSubmitted, Queued or Running.",
        more: "Ours: several tasks of a job, as 3.1,4-6, are one call of CancelTasks.",
        flags: &[MESSAGE, SCHEDULER] },
    Command { program: "task", verb: "requeue", operands: Operands::Task(For::Requeueing), run: task::requeue,
        about: "Queues a running, failed or cancelled task again.",
        more: "Ours: several tasks of a job, as 3.1,4-6, are one call of RequeueTasks. HPC Pack: only while the job runs.",
        flags: &[SCHEDULER] },
    Command { program: "node", verb: "list", operands: Operands::None, run: node::list,
        about: "Lists the nodes.", more: "",
        flags: &[NODE_STATE, FORMAT, SCHEDULER] },
    Command { program: "node", verb: "view", operands: Operands::Node, run: node::view,
        about: "Shows a node, and what runs there.", more: "",
        flags: &[ALL_NODES, SCHEDULER] },
    Command { program: "node", verb: "approve", operands: Operands::Node, run: node::approve,
        about: "Takes a pending node into the cluster; it is paused then.", more: "HPC Pack has this command no longer.",
        flags: &[ALL_NODES, SCHEDULER] },
    Command { program: "node", verb: "pause", operands: Operands::Node, run: node::pause,
        about: "Nothing new starts there; what runs goes on.", more: "HPC Pack: node offline.",
        flags: &[ALL_NODES, SCHEDULER] },
    Command { program: "node", verb: "resume", operands: Operands::Node, run: node::resume,
        about: "A paused node takes jobs again.", more: "HPC Pack: node online.",
        flags: &[ALL_NODES, SCHEDULER] },
    Command { program: "node", verb: "fail", operands: Operands::Node, run: node::fail,
        about: "Ours: the node crashes. The head node notices after HeartbeatInterval times InactivityCount.", more: "",
        flags: &[SCHEDULER] },
    Command { program: "node", verb: "restore", operands: Operands::Node, run: node::restore,
        about: "Ours: a crashed node comes back, empty.", more: "",
        flags: &[SCHEDULER] },
    Command { program: "cluscfg", verb: "setparams", operands: Operands::Parameters, run: cluscfg::set_parameters,
        about: "Sets parameters of the cluster, in order, up to the first that is refused.", more: "An empty value deletes a parameter of your own.",
        flags: &[SCHEDULER] },
    Command { program: "cluscfg", verb: "listparams", operands: Operands::None, run: cluscfg::list_parameters,
        about: "Lists the parameters of the cluster.", more: "",
        flags: &[SCHEDULER] },
    Command { program: "cluscfg", verb: "setenvs", operands: Operands::Variables, run: cluscfg::set_variables,
        about: "Sets environment variables for all tasks, in order, up to the first that is refused.", more: "An empty value deletes. Setting one of CCP's own adds a second entry of its name, as documented.",
        flags: &[SCHEDULER] },
    Command { program: "cluscfg", verb: "listenvs", operands: Operands::None, run: cluscfg::list_variables,
        about: "Lists the environment variables for all tasks.", more: "",
        flags: &[SCHEDULER] },
    Command { program: "cluscfg", verb: "setcreds", operands: Operands::None, run: cluscfg::set_credentials,
        about: "Makes a user's password known for later calls of yours.", more: "",
        flags: &[CACHED, SCHEDULER] },
    Command { program: "cluscfg", verb: "delcreds", operands: Operands::None, run: cluscfg::delete_credentials,
        about: "Forgets passwords that you have made known.", more: "",
        flags: &[FORGOTTEN, SCHEDULER] },
    Command { program: "cluscfg", verb: "view", operands: Operands::None, run: cluscfg::view,
        about: "Shows the cluster: its name, its clock, and how many of what there are.", more: "",
        flags: &[SCHEDULER] },
    Command { program: "clusrun", verb: "", operands: Operands::Command, run: clusrun::clusrun,
        about: "Runs a command on nodes at once, past the queue. For administrators.",
        more: "Nothing is executed: echo, hostname, set and cd print something, and the clock stands. Its output is ours.",
        flags: &[ON_NODES, SCHEDULER] },
    Command { program: "wait", verb: "", operands: Operands::Time, run: own::wait,
        about: "Ours: moves the clock on by 90s, 5m, 2h, 5d or 1h30m, or to what happens next (wait next), and tells what happened to jobs and nodes.",
        more: "", flags: &[] },
    Command { program: "runas", verb: "", operands: Operands::Command, run: own::run_as,
        about: "One command as another user; without a command, all that follow.", more: "Windows has a program of that name; /admin is ours.",
        flags: &[ADMIN] },
    Command { program: "for", verb: "", operands: Operands::Words, run: own::repeat,
        about: "The loop of cmd.exe: for %i in (1 3 5) do job cancel %i, or for /l %i in (1,1,5) do job cancel %i.",
        more: "It goes on when a command fails; its exit status is that of the first one that did.", flags: &[] },
    Command { program: "help", verb: "", operands: Operands::Words, run: help::of_itself,
        about: "Ours: lists the commands, or tells of one: help job cancel.", more: "", flags: &[] },
];

/// A program's name without ".exe". Who asks for help by itself is told of all of them.
pub(super) fn program_of(word: &str) -> String {
    let word = fold(word);
    if word == "?" || is_help(&word) {
        return "help".to_owned();
    }
    word.strip_suffix(".exe").unwrap_or(&word).to_owned()
}

/// The programs, each once, in their order.
pub(super) fn programs() -> impl Iterator<Item = &'static str> {
    let is_first = |at: &usize| *at == 0 || COMMANDS[*at - 1].program != COMMANDS[*at].program;
    (0..COMMANDS.len()).filter(is_first).map(|at| COMMANDS[at].program)
}

pub(super) fn of_program(program: &str) -> impl Iterator<Item = &'static Command> {
    COMMANDS.iter().filter(move |command| command.program == program)
}

pub(super) fn is_help(word: &str) -> bool {
    word == "/?" || word.eq_ignore_ascii_case("/help")
}

/// The command of a line, and where its arguments begin; nothing where help is asked for.
pub(super) fn find(words: &Words) -> Option<Result<(&'static Command, usize), Failure>> {
    let program = program_of(words.text(0));
    let Some(first) = of_program(&program).next() else {
        // Who types "cancel 3" has left out the program.
        let meant = COMMANDS.iter().filter(|command| command.verb == program && !program.is_empty());
        let mut known: Vec<String> = meant.map(Command::name).collect();
        if known.is_empty() {
            known = programs().map(str::to_owned).collect();
        }
        return Some(usage(&[
            "There is no command ",
            words.text(0),
            ". There is ",
            &known.join(", "),
            "; help tells more.",
        ]));
    };
    if first.verb.is_empty() {
        return Some(Ok((first, 1)));
    }
    let verb = fold(words.text(1));
    if verb.is_empty() || is_help(&verb) {
        return None;
    }
    match of_program(&program).find(|command| command.verb == verb) {
        Some(command) => Some(Ok((command, 2))),
        None => {
            let known: Vec<&str> = of_program(&program).map(|command| command.verb).collect();
            Some(usage(&[
                "There is no ",
                &program,
                " ",
                words.text(1),
                ". There is ",
                &known.join(", "),
                ".",
            ]))
        }
    }
}

impl Command {
    pub(super) fn flags(&self) -> impl Iterator<Item = &'static Flag> {
        self.flags.iter().flat_map(|group| group.iter())
    }

    pub(super) fn flag(&self, name: &str) -> Option<&'static Flag> {
        self.flags().find(|flag| flag.name == name)
    }

    /// "job cancel".
    pub(super) fn name(&self) -> String {
        if self.verb.is_empty() { self.program.to_owned() } else { [self.program, " ", self.verb].concat() }
    }
}

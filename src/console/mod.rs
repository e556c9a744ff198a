//! The command line of CCP, `job`, `task`, `node`, `cluscfg` and `clusrun`, as an interpreter on a [`Cluster`].
//!
//! A line goes in, an [`Answer`] comes out. There is no terminal here, no file and no clock: what stands in files is
//! asked of a [`Host`], and the cluster's clock moves by the command `wait` alone. The commands and their flags are
//! data (`commands`), so that parsing, help and completion say the same.
//!
//! ```
//! use ccp_scheduler::console::{Console, NoFiles};
//! use ccp_scheduler::{Cluster, ClusterOptions};
//!
//! let mut cluster = Cluster::new(ClusterOptions::with_nodes([("N1", 4), ("N2", 4)]))?;
//! let answer = Console.run(&mut cluster, "job submit /numprocessors:4 sleep 90", &mut NoFiles);
//! assert_eq!(answer.text(), "Job has been submitted. ID: 1.\n");
//! assert_eq!(answer.status, 0);
//! # Ok::<(), ccp_scheduler::ClusterError>(())
//! ```

mod arguments;
mod call;
mod cluscfg;
mod clusrun;
mod commands;
mod complete;
mod dialects;
mod help;
mod job;
mod job_flags;
mod line;
mod node;
mod own;
mod print;
mod show;
mod task;

use crate::cluster::Cluster;
use crate::error::ClusterError;
use crate::spec::{JobSpec, TaskSpec};
use crate::time::Time;
use arguments::Arguments;
#[cfg(feature = "js")]
pub(crate) use call::PASSWORD;
pub use call::{Call, Made};
use commands::Command;
use line::Words;
pub use line::quote;
use print::Out;
pub use print::{Line, LineKind};

/// The interpreter. It remembers nothing: what a line does depends on the cluster, the line and the host's files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Console;

/// What a line has come to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// What is printed, in order.
    pub lines: Vec<Line>,
    /// The calls that it has made, in order: refused ones too.
    pub calls: Vec<Made>,
    /// 0: done. 1: the cluster has refused something, or a command has failed on a node. 2: the line was not understood,
    /// and nothing was done.
    pub status: u8,
    /// Whether the cluster's clock has moved.
    pub moved: bool,
    /// To where the clock is to go, if the line was a `wait` and the host [keeps the time](Host::keeps_time).
    pub until: Option<Time>,
}

impl Answer {
    /// All lines as one text.
    pub fn text(&self) -> String {
        self.lines.iter().flat_map(|line| [line.text.as_str(), "\n"]).collect()
    }
}

/// What a console is run by: has the files that a line may name.
pub trait Host {
    /// The text of a file that the user has named.
    ///
    /// # Errors
    /// A sentence that says why there is none.
    fn read_file(&mut self, path: &str) -> Result<String, String>;

    /// Whether the host moves the clock itself, as one must whose cluster others call as time goes by. Then a `wait`
    /// moves nothing: where it leads stands in [`Answer::until`], and it is a line of its own.
    fn keeps_time(&self) -> bool {
        false
    }

    /// What a job file says.
    ///
    /// # Errors
    /// A sentence, with line and column where it is about the text.
    fn job_from_xml(&mut self, xml: &str) -> Result<JobSpec, String> {
        JobSpec::from_xml(xml).map_err(|error| error.to_string())
    }

    /// What a task file says.
    ///
    /// # Errors
    /// As of [`Host::job_from_xml`].
    fn task_from_xml(&mut self, xml: &str) -> Result<TaskSpec, String> {
        TaskSpec::from_xml(xml).map_err(|error| error.to_string())
    }
}

/// A host without files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NoFiles;

impl Host for NoFiles {
    fn read_file(&mut self, _: &str) -> Result<String, String> {
        Err("There are no files here.".to_owned())
    }
}

/// A host whose files are texts: path and content.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Files(pub Vec<(String, String)>);

impl Host for Files {
    fn read_file(&mut self, path: &str) -> Result<String, String> {
        let found = self.0.iter().find(|file| file.0 == path);
        found.map(|file| file.1.clone()).ok_or_else(|| "There is no such file.".to_owned())
    }
}

/// One thing that may stand at the cursor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    /// Where in the line it begins, in bytes; it takes the place of all from there to the cursor.
    pub start: usize,
    /// What is put there.
    pub text: String,
    /// What it is, in a few words; may be empty.
    pub about: String,
}

/// Why a line was not carried out, or not to its end: the exit status, and a sentence, which is empty if it has been
/// said already.
pub(crate) struct Failure(u8, String);

impl From<ClusterError> for Failure {
    fn from(error: ClusterError) -> Failure {
        Failure(1, error.message)
    }
}

impl From<String> for Failure {
    fn from(sentence: String) -> Failure {
        Failure(2, sentence)
    }
}

type Outcome = Result<(), Failure>;

/// The line makes no sense. Out of pieces: formatting machinery for each would be larger.
fn usage<T>(pieces: &[&str]) -> Result<T, Failure> {
    Err(misused(pieces))
}

/// Once in the wasm file, not once for each type that a call of `usage` would have given.
#[cold]
#[inline(never)]
fn misused(pieces: &[&str]) -> Failure {
    Failure(2, pieces.concat())
}

/// All has been said.
fn said(status: u8) -> Outcome {
    if status == 0 { Ok(()) } else { Err(Failure(status, String::new())) }
}

/// A command on its way: what it works on, what it was given, what it prints.
struct Run<'a> {
    cluster: &'a mut Cluster,
    host: &'a mut dyn Host,
    arguments: Arguments,
    out: &'a mut Out,
    words: &'a Words,
    /// As it was typed.
    line: &'a str,
    depth: u8,
}

impl Run<'_> {
    /// Carries out a command that stands in this one, and gives its exit status.
    fn again(&mut self, line: &str) -> u8 {
        run_line(self.cluster, line, self.host, self.out, self.depth + 1)
    }
}

/// How deep commands may stand in one another: `runas … for … do scancel …`, which is `job cancel …`.
const DEPTH: u8 = 3;

/// Longer lines are refused. The longest that make sense are loops over many ids.
const LINE_MAX: usize = 1 << 20;

impl Console {
    /// Carries out one line. Nothing in it makes this panic.
    pub fn run(&self, cluster: &mut Cluster, line: &str, host: &mut dyn Host) -> Answer {
        let before = cluster.now();
        let mut out = Out::default();
        let status = run_line(cluster, line, host, &mut out, 0);
        Answer {
            lines: out.lines,
            calls: out.calls,
            status,
            moved: cluster.now() != before,
            until: out.until,
        }
    }

    /// What may stand at the cursor, a place in bytes: commands, flags, and values that the cluster has.
    pub fn complete(&self, cluster: &Cluster, line: &str, cursor: usize) -> Vec<Completion> {
        complete::complete(cluster, line, cursor)
    }
}

/// One line, and its exit status.
fn run_line(cluster: &mut Cluster, line: &str, host: &mut dyn Host, out: &mut Out, depth: u8) -> u8 {
    let outcome = if line.len() > LINE_MAX {
        usage(&["This line is too long: more than a million characters."])
    } else {
        carry_out(cluster, line, host, out, depth)
    };
    match outcome {
        Ok(()) => 0,
        Err(Failure(status, sentence)) => {
            if !sentence.is_empty() {
                out.error(&[&sentence]);
            }
            status
        }
    }
}

fn carry_out(cluster: &mut Cluster, line: &str, host: &mut dyn Host, out: &mut Out, depth: u8) -> Outcome {
    let line = line.trim();
    if line.is_empty() || line.starts_with('#') {
        return Ok(());
    }
    if depth > DEPTH {
        return usage(&["Too many commands in one another."]);
    }
    if let Some(translated) = dialects::translate(line) {
        let ccp = translated?;
        out.command(&[&ccp]);
        return carry_out(cluster, &ccp, host, out, depth + 1);
    }
    let words = line::split(line).map_err(|broken| broken.sentence())?;
    match read(&words)? {
        (Some(command), arguments) if arguments.wants_help => help::of_command(command, out),
        (Some(command), arguments) => {
            check_scheduler(cluster, &arguments)?;
            (command.run)(&mut Run { cluster, host, arguments, out, words: &words, line, depth })?;
        }
        (None, _) => help::of_program(&commands::program_of(words.text(0)), out),
    }
    Ok(())
}

/// There is one head node.
fn check_scheduler(cluster: &Cluster, arguments: &Arguments) -> Outcome {
    match arguments.text("scheduler") {
        Some(name)
            if !name.eq_ignore_ascii_case(cluster.name()) && !name.eq_ignore_ascii_case("localhost") =>
        {
            usage(&["No head node is called ", name, "; this one is ", cluster.name(), "."])
        }
        _ => Ok(()),
    }
}

/// Which command it is, and what it is given; no command where help is asked for.
fn read(words: &Words) -> Result<(Option<&'static Command>, Arguments), Failure> {
    let Some(found) = commands::find(words) else { return Ok((None, Arguments::default())) };
    let (command, at) = found?;
    let arguments = arguments::read(command, words, at)?;
    Ok((Some(command), arguments))
}

//! `ccp-scheduler console`: the command line of CCP on a simulated cluster, at a terminal or as a script.

use ccp_scheduler::console::{Answer, Completion, Console, Host, LineKind};
use ccp_scheduler::{Cluster, ClusterOptions, NodeSpec, Time};
use rustyline::completion::{Completer, Pair};
use rustyline::error::ReadlineError;
use rustyline::history::MemHistory;
use rustyline::{CompletionType, Config, Context, Editor, Helper, Highlighter, Hinter, Validator};
use std::cell::RefCell;
use std::io::{BufRead, BufReader, IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::rc::Rc;

/// Type job, task, node and cluscfg commands of CCP on a simulated cluster.
///
/// At a terminal there are history and completion (Tab). With a file, or with input that is no terminal, it runs a
/// script: one command a line, # for comments, and the exit status of the first command that fails. Time passes only by
/// the command wait.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// A script; "-" or input that is no terminal: what is read from there.
    script: Option<PathBuf>,

    /// Nodes of the cluster: N1, N2, N3 ...
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    nodes: u32,

    /// Processors of each node.
    #[arg(long, value_name = "P", default_value_t = 4, value_parser = clap::value_parser!(i32).range(1..))]
    processors: i32,

    /// The head node's name, which /scheduler may give.
    #[arg(long, value_name = "NAME", default_value = "HEADNODE")]
    head_node: String,

    /// Who calls, no administrator [default: the administrator CLUSTER\Administrator].
    #[arg(long, value_name = "DOMAIN\\NAME")]
    user: Option<String>,

    /// Run the whole script whatever fails; the exit status is still that of the first failure.
    #[arg(long)]
    keep_going: bool,

    /// Print each command of a script in front of what it prints.
    #[arg(long)]
    echo: bool,
}

/// Where the clock begins: Monday, 2 March 2026, 09:00, a simulated one.
const START: Time = 1_772_442_000_000;

/// Runs the console. The error is a sentence for the user.
pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, String> {
    let node = |number: u32| NodeSpec::new(&format!("N{number}"), arguments.processors);
    let mut options = ClusterOptions {
        name: arguments.head_node.clone(),
        nodes: (1..=arguments.nodes).map(node).collect(),
        now: START,
        ..ClusterOptions::default()
    };
    if let Some(user) = &arguments.user {
        (options.user, options.is_admin) = (user.clone(), false);
    }
    let mut cluster = Cluster::new(options).map_err(|error| error.to_string())?;
    let stdin = std::io::stdin();
    let status = match &arguments.script {
        Some(path) if path.as_os_str() != "-" => {
            let name = path.display().to_string();
            let file = std::fs::File::open(path).map_err(|error| format!("{name}: {error}"))?;
            script(&mut cluster, &name, BufReader::new(file), arguments)?
        }
        None if stdin.is_terminal() => {
            talk(cluster)?;
            0
        }
        _ => script(&mut cluster, "standard input", stdin.lock(), arguments)?,
    };
    Ok(ExitCode::from(status))
}

/// Files as the user names them.
struct Disk;

impl Host for Disk {
    fn read_file(&mut self, path: &str) -> Result<String, String> {
        std::fs::read_to_string(path).map_err(|error| error.to_string())
    }
}

/// One command a line. Gives the exit status of the first that failed.
fn script(
    cluster: &mut Cluster,
    name: &str,
    mut lines: impl BufRead,
    arguments: &Arguments,
) -> Result<u8, String> {
    let mut first_failure = 0;
    let mut bytes = Vec::new();
    for number in 1.. {
        bytes.clear();
        let length = lines.read_until(b'\n', &mut bytes).map_err(|error| format!("{name}: {error}"))?;
        if length == 0 {
            break;
        }
        let place = format!("{name}:{number}");
        let line = std::str::from_utf8(&bytes).map_err(|_| format!("{place}: this line is not UTF-8."))?;
        let line = line.trim_start_matches('\u{FEFF}').trim();
        let front = if line.starts_with('#') { "" } else { "> " };
        if arguments.echo && !line.is_empty() && !print(&format!("{front}{}", printable(line)))? {
            return Ok(first_failure);
        }
        let answer = Console.run(cluster, line, &mut Disk);
        if !show(&answer, &place)? {
            return Ok(first_failure);
        }
        if first_failure == 0 {
            first_failure = answer.status;
        }
        if answer.status != 0 && !arguments.keep_going {
            break;
        }
    }
    Ok(first_failure)
}

/// What a script holds may not command the terminal either.
fn printable(line: &str) -> String {
    line.chars().map(|sign| if sign.is_control() { '\u{FFFD}' } else { sign }).collect()
}

/// Output to one side, errors with their place to the other. False when nobody reads any more.
fn show(answer: &Answer, place: &str) -> Result<bool, String> {
    for line in &answer.lines {
        let read = match line.kind {
            LineKind::Output => print(&line.text)?,
            LineKind::Command => print(&format!("In CCP: {}", line.text))?,
            LineKind::Error => {
                eprintln!("{}", [place, if place.is_empty() { "" } else { ": " }, &line.text].concat());
                true
            }
        };
        if !read {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Whoever reads us may have read enough: then it gives false.
fn print(text: &str) -> Result<bool, String> {
    match writeln!(std::io::stdout(), "{text}") {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(false),
        Err(error) => Err(format!("standard output: {error}")),
    }
}

/// Offers what the console knows; nothing else of a helper is needed.
#[derive(Helper, Highlighter, Hinter, Validator)]
struct Tab(Rc<RefCell<Cluster>>);

impl Completer for Tab {
    type Candidate = Pair;

    fn complete(&self, line: &str, at: usize, _: &Context<'_>) -> rustyline::Result<(usize, Vec<Pair>)> {
        let all = Console.complete(&self.0.borrow(), line, at);
        let start = all.first().map_or(at, |first| first.start);
        let tells = all.iter().all(|offer| offer.about.chars().count() <= SHORT);
        let only = all.len() == 1 && at == line.len();
        let pair = |Completion { text, about, .. }: Completion| {
            let display = if tells { format!("{text}  {about}") } else { text.clone() };
            // Where nothing else can stand there, one goes on with the next word.
            let blank = if only && !text.ends_with([':', '=']) { " " } else { "" };
            Pair { display: printable(display.trim_end()), replacement: printable(&(text + blank)) }
        };
        Ok((start, all.into_iter().map(pair).collect()))
    }
}

/// What an offer is, is shown where it fits beside each of them: the names of jobs do, what flags mean does not.
const SHORT: usize = 40;

/// At a terminal, until the end of input or `exit`.
fn talk(cluster: Cluster) -> Result<(), String> {
    let config = Config::builder().completion_type(CompletionType::List).history_ignore_space(true).build();
    let cluster = Rc::new(RefCell::new(cluster));
    let failed = |error: ReadlineError| error.to_string();
    let mut editor = Editor::<Tab, MemHistory>::with_history(config, MemHistory::new()).map_err(failed)?;
    editor.set_helper(Some(Tab(cluster.clone())));
    print("A simulated cluster. help lists the commands, wait 90s lets time pass, exit leaves.")?;
    loop {
        let line = match editor.readline("> ") {
            Ok(line) => line,
            // Ctrl+C drops the line, Ctrl+D leaves.
            Err(ReadlineError::Interrupted) => continue,
            Err(ReadlineError::Eof) => return Ok(()),
            Err(error) => return Err(failed(error)),
        };
        let word = line.trim();
        if word.eq_ignore_ascii_case("exit") || word.eq_ignore_ascii_case("quit") {
            return Ok(());
        }
        if word.eq_ignore_ascii_case("cls") || word.eq_ignore_ascii_case("clear") {
            editor.clear_screen().map_err(failed)?;
            continue;
        }
        // It stays in memory only; a password not even there.
        if !line.to_ascii_lowercase().contains("/password:") {
            editor.add_history_entry(line.as_str()).map_err(failed)?;
        }
        let answer = Console.run(&mut cluster.borrow_mut(), &line, &mut Disk);
        if !show(&answer, "")? {
            return Ok(());
        }
    }
}

//! `ccp-scheduler`: what the scheduler can do from a shell.

mod console;
mod replay;
mod report;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// The job scheduler of the Windows Compute Cluster Pack, deterministic and simulated.
#[derive(Parser)]
#[command(version, arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Console(console::Arguments),
    Replay(replay::Arguments),
}

/// Exit status 0: done; 1: the work could not be done, with a sentence on stderr; 2: the arguments, or a line of a script,
/// make no sense.
fn main() -> ExitCode {
    let done = match Arguments::parse().command {
        Command::Console(arguments) => console::run(&arguments),
        Command::Replay(arguments) => replay::run(&arguments).map(|()| ExitCode::SUCCESS),
    };
    done.unwrap_or_else(|message| {
        eprintln!("error: {message}");
        ExitCode::FAILURE
    })
}

//! `ccp-scheduler`: what the scheduler can do from a shell.

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
    Replay(replay::Arguments),
}

/// Exit status 0: done; 1: the work could not be done, with a sentence on stderr; 2: the arguments make no sense.
fn main() -> ExitCode {
    let Command::Replay(arguments) = Arguments::parse().command;
    match replay::run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::FAILURE
        }
    }
}

//! What the commands are, from their table.

use super::commands::{self, COMMANDS, Command};
use super::print::Out;
use super::{Outcome, Run, dialects, usage};

/// `help`, `help job`, `help job cancel`.
pub(super) fn of_itself(run: &mut Run<'_>) -> Outcome {
    let (program, verb) = (commands::program_of(run.words.text(1)), run.words.text(2));
    if program.is_empty() {
        overview(run.out);
        return Ok(());
    }
    let mut known = commands::of_program(&program);
    if verb.is_empty() && known.next().is_some() {
        of_program(&program, run.out);
        return Ok(());
    }
    match commands::of_program(&program).find(|command| command.verb.eq_ignore_ascii_case(verb)) {
        Some(command) => of_command(command, run.out),
        None => match dialects::about(&program) {
            Some(about) => run.out.say(&[about]),
            None => {
                let blank = if verb.is_empty() { "" } else { " " };
                return usage(&["There is no help on ", &program, blank, verb, ". help lists all there is."]);
            }
        },
    }
    Ok(())
}

fn overview(out: &mut Out) {
    for command in COMMANDS {
        out.pair(&command.name(), command.about);
    }
    out.say(&[]);
    out.say(&["COMMAND /? explains one. Lines that begin with # are comments."]);
    out.say(&["Commands of other schedulers run CCP's: ", &dialects::names().join(", "), "."]);
}

/// Its commands, or the help of the only one.
pub(super) fn of_program(program: &str, out: &mut Out) {
    for command in commands::of_program(program) {
        if command.verb.is_empty() {
            return of_command(command, out);
        }
        out.pair(&command.name(), command.about);
    }
    out.say(&[]);
    out.say(&[program, " COMMAND /? explains one."]);
}

pub(super) fn of_command(command: &Command, out: &mut Out) {
    let has_flags = command.flags().next().is_some();
    let flags = if has_flags && command.operands.before_command().is_none() { " [FLAGS]" } else { "" };
    out.say(&[&command.name(), command.operands.syntax(), flags]);
    out.say(&[command.about]);
    if !command.more.is_empty() {
        out.say(&[command.more]);
    }
    if has_flags {
        out.say(&[]);
    }
    for flag in command.flags() {
        out.pair(&["/", flag.name, flag.value.syntax()].concat(), flag.about);
    }
}

//! What a command line does on a simulated node.

use crate::spec::{Simulation, TaskSpec};
use crate::time::{TIME_MAX, Time};

/// How long a part takes that is neither `sleep` nor `exit`: one minute.
const ANY_OTHER: Time = 60_000;

/// How long the command line runs, and its exit code.
///
/// Parts are joined by `&&` and run one after the other: `sleep S` takes S whole seconds, `exit C` ends at once with
/// code C, any other part (also an empty one, and `sleep` or `exit` with something else behind it) runs one minute
/// with code 0. A non-zero code stops the rest. Quotes mean nothing; words are lower case.
pub(crate) fn simulate(command_line: &str) -> Simulation {
    let mut total: Time = 0;
    for part in command_line.split("&&") {
        let mut words = part.split_whitespace();
        let (takes, exit_code) = match (words.next(), words.next(), words.next()) {
            (Some("sleep"), Some(seconds), None) => (sleep_millis(seconds).unwrap_or(ANY_OTHER), 0),
            (Some("exit"), Some(code), None) => match exit_code(code) {
                Some(code) => (0, code),
                None => (ANY_OTHER, 0),
            },
            _ => (ANY_OTHER, 0),
        };
        total = total.saturating_add(takes).min(TIME_MAX);
        if exit_code != 0 {
            return Simulation { duration: Some(total), exit_code };
        }
    }
    Simulation { duration: Some(total), exit_code: 0 }
}

/// What it prints as a command on that node: `echo` its text, `hostname`, `set` (all variables), `cd`. All else prints
/// nothing, and nothing is printed behind a part with an exit code other than 0.
pub(crate) fn output(task: &TaskSpec, environment: &[(String, String)], node: &str) -> String {
    let mut variables: Vec<(&str, &str)> = Vec::new();
    for (name, value) in environment.iter().chain(&task.environment_variables) {
        match variables.iter_mut().find(|known| known.0.eq_ignore_ascii_case(name)) {
            Some(known) => known.1 = value,
            None => variables.push((name, value)),
        }
    }
    let mut printed = String::new();
    for part in task.command_line.split("&&").map(str::trim) {
        let (word, rest) = part.split_once(char::is_whitespace).unwrap_or((part, ""));
        match (word, rest.trim_start()) {
            ("echo", "") => printed.push_str("ECHO is on."),
            ("echo", text) => expand(text, &variables, &mut printed),
            ("hostname", "") => printed.push_str(node),
            ("cd", "") => printed.push_str(&task.work_directory),
            ("set", "") => {
                for (name, value) in &variables {
                    printed.push_str(&[name, "=", value, "\r\n"].concat());
                }
                continue;
            }
            ("exit", code) if exit_code(code).is_some_and(|code| code != 0) => break,
            _ => continue,
        }
        printed.push_str("\r\n");
    }
    printed
}

/// `%NAME%` becomes the variable's value, whatever its case; of a name that there is not it stays.
fn expand(mut text: &str, variables: &[(&str, &str)], printed: &mut String) {
    while let Some((before, (name, behind))) =
        text.split_once('%').and_then(|(before, rest)| Some((before, rest.split_once('%')?)))
    {
        printed.push_str(before);
        match variables.iter().find(|known| known.0.eq_ignore_ascii_case(name)) {
            Some((_, value)) => {
                printed.push_str(value);
                text = behind;
            }
            // The second sign may begin a name.
            None => {
                printed.push_str(&["%", name].concat());
                text = &text[before.len() + 1 + name.len()..];
            }
        }
    }
    printed.push_str(text);
}

/// Digits only, u32: `parse` alone would take a plus sign.
fn sleep_millis(digits: &str) -> Option<Time> {
    is_digits(digits).then(|| digits.parse::<u32>().ok()).flatten().map(|seconds| Time::from(seconds) * 1_000)
}

/// Digits, i32, with or without a minus sign.
fn exit_code(text: &str) -> Option<i32> {
    is_digits(text.strip_prefix('-').unwrap_or(text)).then(|| text.parse().ok()).flatten()
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn command_lines_do_what_the_table_says() {
        const MINUTE: Time = 60_000;
        for (command_line, duration, exit_code) in [
            ("sleep 5", 5_000, 0),
            ("  sleep   5  ", 5_000, 0),
            ("sleep 0", 0, 0),
            ("sleep 007", 7_000, 0),
            ("sleep 4294967295", 4_294_967_295_000, 0),
            ("exit 0", 0, 0),
            ("exit 3", 0, 3),
            ("exit -1", 0, -1),
            ("exit -0", 0, 0),
            ("exit 2147483647", 0, i32::MAX),
            ("exit -2147483648", 0, i32::MIN),
            ("dir", MINUTE, 0),
            ("mpiexec app.exe sleep 5", MINUTE, 0),
            // Parts, and what stops them.
            ("sleep 5 && exit 2", 5_000, 2),
            ("sleep 5&&exit 2&&sleep 9", 5_000, 2),
            ("exit 0 && sleep 9", 9_000, 0),
            ("exit 1 && dir", 0, 1),
            ("dir && dir && exit 4", 2 * MINUTE, 4),
            ("sleep 1 &&\tsleep 2", 3_000, 0),
            // Empty parts.
            ("", MINUTE, 0),
            ("   ", MINUTE, 0),
            ("&&", 2 * MINUTE, 0),
            ("sleep 5 &&", 5_000 + MINUTE, 0),
            ("sleep 1 &&&& sleep 1", 2_000 + MINUTE, 0),
            // Anything else than a whole number, once.
            ("sleep", MINUTE, 0),
            ("sleep -1", MINUTE, 0),
            ("sleep +1", MINUTE, 0),
            ("sleep 1.5", MINUTE, 0),
            ("sleep 5s", MINUTE, 0),
            ("sleep 5 6", MINUTE, 0),
            ("sleep 4294967296", MINUTE, 0),
            ("sleep ٣", MINUTE, 0),
            ("sleep5", MINUTE, 0),
            ("exit", MINUTE, 0),
            ("exit +1", MINUTE, 0),
            ("exit --1", MINUTE, 0),
            ("exit -", MINUTE, 0),
            ("exit 1 2", MINUTE, 0),
            ("exit 2147483648", MINUTE, 0),
            ("exit 0x1", MINUTE, 0),
            // Case, quotes and other operators.
            ("Sleep 5", MINUTE, 0),
            ("EXIT 1", MINUTE, 0),
            ("sleep 5 & exit 1", MINUTE, 0),
            ("sleep 5 || exit 1", MINUTE, 0),
            ("sleep 5; exit 1", MINUTE, 0),
            ("\"sleep 5\"", MINUTE, 0),
            ("\"a && exit 1\" && exit 2", 2 * MINUTE, 2),
            ("\"a && exit 1", MINUTE, 1),
        ] {
            assert_eq!(
                simulate(command_line),
                Simulation { duration: Some(duration), exit_code },
                "{command_line:?}"
            );
        }
    }

    #[test]
    fn the_sum_stays_in_range() {
        let hours = "sleep 4294967295&&".repeat(3_000) + "exit 1";
        assert_eq!(simulate(&hours), Simulation { duration: Some(TIME_MAX), exit_code: 1 });
    }
}

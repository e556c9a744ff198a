//! What the README shows of the command is what it prints, but for the time that it takes.

use std::path::Path;
use std::process::Command;

/// Runs the command that the README shows with these words; gives what it prints, and what the README says.
fn run(shown: &str) -> (String, String) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let readme = std::fs::read_to_string(root.join("README.md")).unwrap();
    let start = format!("$ cargo run --release -- {shown} ");
    let mut lines = readme.lines().skip_while(|line| !line.starts_with(&start));
    let arguments: Vec<&str> = lines.next().unwrap().split_whitespace().skip(5).collect();
    let promised = lines.take_while(|line| *line != "```").map(|line| [line, "\n"].concat()).collect();

    let mut command = Command::new(env!("CARGO_BIN_EXE_ccp-scheduler"));
    let output = command.args(arguments).current_dir(root).output().unwrap();
    (String::from_utf8(output.stdout).unwrap(), promised)
}

#[test]
fn the_replay_of_the_readme_prints_what_it_says() {
    let (printed, promised) = run("replay");
    let without_time = |text: &str| {
        text.lines().filter(|line| !line.starts_with("Wall time")).collect::<Vec<_>>().join("\n")
    };
    assert!(promised.lines().count() > 10, "the README shows what a replay prints");
    assert_eq!(without_time(&printed), without_time(&promised));
}

#[test]
fn the_console_of_the_readme_prints_what_it_says() {
    let (printed, promised) = run("console");
    assert!(promised.lines().count() > 10, "the README shows what a console prints");
    assert_eq!(printed, promised);
}

//! The replay of the README prints what the README says, but for the time that it takes.

use std::path::Path;
use std::process::Command;

#[test]
fn the_replay_of_the_readme_prints_what_it_says() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let readme = std::fs::read_to_string(root.join("README.md")).unwrap();
    let mut lines = readme.lines().skip_while(|line| !line.starts_with("$ cargo run --release -- replay "));
    let arguments: Vec<&str> = lines.next().unwrap().split_whitespace().skip(5).collect();
    let promised: Vec<&str> = lines.take_while(|line| *line != "```").collect();

    let mut command = Command::new(env!("CARGO_BIN_EXE_ccp-scheduler"));
    let output = command.args(arguments).current_dir(root).output().unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    let (printed, promised): (Vec<&str>, Vec<&str>) = (
        printed.lines().filter(|line| !line.starts_with("Wall time")).collect(),
        promised.into_iter().filter(|line| !line.starts_with("Wall time")).collect(),
    );
    assert!(promised.len() > 10, "the README shows what a replay prints");
    assert_eq!(printed, promised);
}

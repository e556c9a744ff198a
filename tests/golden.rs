//! The golden histories: the same scripts end in the same digests natively, in Node and in Chromium.
//! `UPDATE=1 cargo test -p ccp-scheduler --test golden` writes the digests anew.

mod model;
mod script;

use script::blocks;
use script::check::{digest_of, run};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> =
        entries.filter(|path| path.extension().is_some_and(|end| end == "txt")).collect();
    files.sort();
    files
}

#[test]
fn golden_histories_end_in_their_digests() {
    for path in files() {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&path).unwrap();
        let mut digests = run(&text).unwrap_or_else(|report| panic!("{name}: {report}")).into_iter();
        let right: String = text
            .lines()
            .map(|line| match line.starts_with("digest") {
                true => format!("digest {}\n", digests.next().expect("a digest for each line")),
                false => format!("{line}\n"),
            })
            .collect();
        if std::env::var("UPDATE").is_ok() {
            // Whole at once: the other test reads the files meanwhile.
            std::fs::write(path.with_extension("new"), &right).unwrap();
            std::fs::rename(path.with_extension("new"), &path).unwrap();
        } else {
            assert_eq!(text, right, "{name} ends otherwise; UPDATE=1 if that is right");
        }
    }
}

#[test]
fn golden_histories_touch_every_operation() {
    let mut verbs = BTreeSet::new();
    for path in files() {
        let text = std::fs::read_to_string(path).unwrap();
        let blocks = blocks(&text);
        assert!(digest_of(&blocks.last().unwrap().1).is_some(), "the last line is a digest");
        verbs.extend(blocks.into_iter().map(|(_, line, _)| line[0].1.clone()));
    }
    let all = "as advance advance-to next add add-all queue queue-all add-task add-tasks submit submit-all modify \
               term cancel-one cancel try-cancel cancel-task cancel-tasks requeue-one requeue requeue-task \
               requeue-tasks complete set unset env unenv pause resume approve fail restore listen round-trip";
    let missing: Vec<&str> = all.split_whitespace().filter(|verb| !verbs.contains(*verb)).collect();
    assert!(missing.is_empty(), "no golden history has {missing:?}");
}

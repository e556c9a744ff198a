//! The texts of a lesson in one language.
//!
//! `{name}` is a value of the lesson, `{2}` the number of a job and `{2.name}` its name. No other digit may stand in a
//! text, but in names of the lesson's own nodes, jobs and tasks. Notes are exempt: they are what people paste.

use crate::file::Lesson;
use crate::world::World;
use serde_json::Value;
use std::collections::BTreeSet;

/// The texts below a key, with the place where each stands.
pub(crate) fn texts(value: &Value) -> Vec<(String, String)> {
    fn collect(at: &str, value: &Value, found: &mut Vec<(String, String)>) {
        match value {
            Value::String(text) => found.push((at.to_owned(), text.clone())),
            Value::Array(items) => {
                items.iter().enumerate().for_each(|(n, item)| collect(&format!("{at}[{n}]"), item, found));
            }
            Value::Object(map) => {
                map.iter().for_each(|(key, item)| collect(&format!("{at}.{key}"), item, found));
            }
            other => panic!("{at}: {other} is no text"),
        }
    }
    let mut found = Vec::new();
    for (key, item) in value.as_object().expect("texts") {
        if key != "notes" {
            collect(key, item, &mut found);
        }
    }
    found
}

/// What stands in braces.
pub(crate) fn placeholders(text: &str) -> Vec<&str> {
    text.split('{').skip(1).map(|rest| rest.split('}').next().unwrap_or(rest)).collect()
}

pub(crate) fn words(text: &str) -> usize {
    text.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count()
}

/// What is wrong with a text.
pub(crate) fn wrong(text: &str, lesson: &Lesson, start: &World) -> Option<String> {
    for name in placeholders(text) {
        let job = name.strip_suffix(".name").unwrap_or(name);
        let of_job = job.parse().is_ok_and(|id| start.job(id).is_some());
        let value = lesson.values.contains_key(name);
        if !of_job && !value {
            return Some(format!("{{{name}}} is no value and no job"));
        }
    }
    let mut bare: String = text
        .split('{')
        .enumerate()
        .map(|(n, part)| if n == 0 { part } else { part.split_once('}').expect("}").1 })
        .collect();
    for name in names(start) {
        bare = bare.replace(&name, "");
    }
    let digits = bare.contains(|c: char| c.is_ascii_digit());
    let stars = text.matches("**").count() % 2 == 1;
    digits.then(|| "a number that no value gives".to_owned()).or(stars.then(|| "an odd **".to_owned()))
}

/// Longest first, so that none hides in another.
fn names(start: &World) -> Vec<String> {
    let jobs = start.cluster.list_all_jobs();
    let nodes = start.cluster.compute_nodes().into_iter().map(|node| node.name);
    let tasks = jobs.iter().flat_map(|job| &job.tasks).map(|task| task.name.clone());
    let all: BTreeSet<String> = nodes.chain(tasks).chain(jobs.iter().map(|job| job.name.clone())).collect();
    let mut all: Vec<String> =
        all.into_iter().filter(|name| name.contains(|c: char| c.is_ascii_digit())).collect();
    all.sort_by_key(|name| std::cmp::Reverse(name.len()));
    all
}

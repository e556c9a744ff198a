//! Runs a script with expectations on the core, the model beside it.

use super::{Check, Line, Op, Pair, Refused, blocks, read_ids, read_options};
use ccp_scheduler::*;
use std::fmt::Debug;

/// Runs the script; panics at the first line that does not hold.
pub fn check(script: &str) {
    run(script).unwrap_or_else(|report| panic!("{report}"));
}

/// Runs the script and gives back what its `digest` lines should say, in order. Wrong digests are no failure here.
pub fn run(script: &str) -> Check<Vec<String>> {
    let script = unindented(script);
    let blocks = blocks(&script);
    let (first, commands) = blocks.split_first().ok_or("an empty script")?;
    if first.1[0].1 != "cluster" {
        return Err("a script begins with its cluster".to_owned());
    }
    let mut pair = Pair::new(&read_options(&first.1, &first.2))?;
    let mut digests = Vec::new();
    for (at, (number, line, items)) in commands.iter().enumerate() {
        let here = |report: String| format!("line {number}, {}: {report}", written(line));
        if let Some(op) = Op::read(line, items) {
            let result =
                pair.step(&op).and_then(|result| pair.compare(true).map(|()| result)).map_err(here)?;
            let refused = result.err().map(|refused: Refused| refused.to_string());
            let expected = commands.get(at + 1).filter(|(_, line, _)| line[0].1 == "!");
            let expected = expected.map(|(_, line, _)| written(&line[1..]));
            equal(&refused, &expected).map_err(here)?;
            continue;
        }
        match line[0].1.as_str() {
            "!" => {}
            "expect" => expect(&pair, &line[1..]).map_err(here)?,
            "digest" => digests.push(pair.core.state_digest()),
            verb => return Err(here(format!("no command: {verb}"))),
        }
    }
    Ok(digests)
}

/// A line much as it was written.
pub fn written(line: &[(String, String)]) -> String {
    let word = |(key, value): &(String, String)| match key.as_str() {
        "" => value.clone(),
        _ => format!("{key}={value}"),
    };
    line.iter().map(word).collect::<Vec<_>>().join(" ")
}

fn equal<T: PartialEq + Debug>(is: &T, expected: &T) -> Check {
    if is == expected { Ok(()) } else { Err(format!("is {is:?}, not {expected:?}")) }
}

fn expect(pair: &Pair, line: &[(String, String)]) -> Check {
    // Looking must not be seen by what comes after: an error that is looked for would be the last error.
    let core = &pair.core.clone();
    let word = |at: usize| line.get(at).map_or("", |(_, value)| value.as_str());
    match word(0) {
        "queue" => equal(&core.queued_jobs(), &read_ids(word(1))),
        "now" => equal(&core.now().to_string().as_str(), &word(1)),
        "next" => {
            let next = core.next_event_time().map_or("none".to_owned(), |time| time.to_string());
            equal(&next.as_str(), &word(1))
        }
        "node" => {
            let nodes = core.compute_nodes();
            let node = nodes.iter().find(|node| node.name == word(1)).ok_or("no such node")?;
            equal(&node.status.name(), &word(2))?;
            pairs(&line[3..], |key| match key {
                "idle" => Some(node.number_of_idle_processors.to_string()),
                _ => None,
            })
        }
        "job" if word(2) == "gone" => equal(
            &core.get_job(id(word(1))).map_err(|error| error.code).err(),
            &Some(ErrorCode::InvalidJobId),
        ),
        "job" => {
            let job = core.get_job(id(word(1))).map_err(|error| error.message)?;
            equal(&job.status.name(), &word(2))?;
            pairs(&line[3..], |key| match key {
                "message" => Some(job.error_message.clone()),
                "attempt" => Some(job.attempt.to_string()),
                "backfill" => Some(job.is_backfill.to_string()),
                "start" => Some(time(job.start_time)),
                "end" => Some(time(job.end_time)),
                "on" => Some(on(core, job.id)),
                _ => None,
            })
        }
        "task" => {
            let task = core.get_task(id(word(1)), id(word(2))).map_err(|error| error.message)?;
            equal(&task.status.name(), &word(3))?;
            pairs(&line[4..], |key| match key {
                "message" => Some(task.error_message.clone()),
                "exit" => Some(task.exit_code.to_string()),
                "by" => Some(task.ended_by.map_or("none", EndedBy::name).to_owned()),
                "runs" => Some(task.runs.to_string()),
                "start" => Some(time(task.start_time)),
                "end" => Some(time(task.end_time)),
                _ => None,
            })
        }
        other => Err(format!("nothing to expect of: {other}")),
    }
}

fn pairs(line: &[(String, String)], value_of: impl Fn(&str) -> Option<String>) -> Check {
    line.iter().try_for_each(|(key, expected)| {
        let is = value_of(key).ok_or_else(|| format!("nothing to expect of: {key}"))?;
        equal(&(key, &is), &(key, expected))
    })
}

fn id(text: &str) -> i32 {
    text.parse().unwrap_or_else(|_| panic!("no id: {text}"))
}

fn time(time: Option<Time>) -> String {
    time.map_or("none".to_owned(), |time| time.to_string())
}

/// Where a job's processors are: "N1:4,N2:1", by the nodes' order.
fn on(core: &Cluster, job: JobId) -> String {
    let mut parts = Vec::new();
    for node in core.compute_nodes() {
        let ours = |processor: &&Processor| match **processor {
            Processor::Working(id, _) | Processor::Held(id) => id == job,
            Processor::Free | Processor::Closed(_) => false,
        };
        match node.processors.iter().filter(ours).count() {
            0 => {}
            count => parts.push(format!("{}:{count}", node.name)),
        }
    }
    if parts.is_empty() { "none".to_owned() } else { parts.join(",") }
}

/// Whether the line is a `digest` one, and what it says.
pub fn digest_of(line: &Line) -> Option<&str> {
    (line[0].1 == "digest").then(|| line.get(1).map_or("", |(_, value)| value))
}

/// The script without the indentation that all lines but the first have in a test.
fn unindented(script: &str) -> String {
    let margin = |line: &str| line.len() - line.trim_start().len();
    let least = script.lines().skip(1).filter(|line| !line.trim().is_empty()).map(margin).min().unwrap_or(0);
    let cut = |line: &str| line.get(least.min(margin(line))..).unwrap_or_default().to_owned() + "\n";
    script.lines().map(cut).collect()
}

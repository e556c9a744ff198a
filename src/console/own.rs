//! What is no program of CCP: `wait`, the loop of cmd.exe, and `runas`.

use super::print::{Out, count, fold};
use super::{Failure, Outcome, Run, said, usage};
use crate::cluster::Cluster;
use crate::lifecycle::{JobStatus, NodeStatus};
use crate::sorting::sort;
use crate::time::{TIME_MAX, Time};
use crate::view::JobColumns;
use crate::{JobId, calendar::date_and_time};

// ── wait ──

/// So many lines tell what happened; a scenario of a million jobs would have millions.
const TOLD: usize = 1_000;

pub(super) fn wait(run: &mut Run<'_>) -> Outcome {
    let text = fold(run.arguments.operand());
    let until = if text == "next" {
        match run.cluster.next_event_time() {
            Some(next) => next,
            None => {
                run.out.say(&["Nothing will happen by itself."]);
                return Ok(());
            }
        }
    } else {
        match length(&text) {
            Some(length) => run.cluster.now().saturating_add(length),
            None => {
                return usage(&[
                    "wait takes a time as 90s, 5m, 2h, 5d or 1h30m, or next, not ",
                    run.arguments.operand(),
                    ".",
                ]);
            }
        }
    };
    if run.host.keeps_time() {
        if run.depth > 0 {
            return usage(&["Here wait is a line of its own: it cannot stand in another command."]);
        }
        if until > TIME_MAX {
            return usage(&["The clock does not go as far as that."]);
        }
        run.out.until = Some(until);
        return Ok(());
    }
    let before = Before::of(run.cluster);
    run.cluster.advance_to(until)?;
    run.out.say(&["It is ", &date_and_time(run.cluster.now()), "."]);
    before.tell(run.cluster, run.out);
    Ok(())
}

/// "1h30m" in milliseconds.
fn length(text: &str) -> Option<Time> {
    let mut total: Time = 0;
    let mut rest = text;
    while !rest.is_empty() {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let number: Time = rest[..digits].parse().ok()?;
        rest = &rest[digits..];
        // "ms" before "m".
        let (unit, factor) = [("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000)]
            .into_iter()
            .find(|unit| rest.starts_with(unit.0))?;
        rest = &rest[unit.len()..];
        total = total.checked_add(number.checked_mul(factor)?)?;
    }
    (!text.is_empty()).then_some(total)
}

/// What becomes of a job.
const CHANGES: [&str; 6] = [
    "has finished",
    "has failed",
    "has been cancelled",
    "has started",
    "is back in the queue",
    "has left the cluster",
];
const STARTED: u8 = 3;
const QUEUED_AGAIN: u8 = 4;
const LEFT: u8 = 5;

/// What there was before the clock moved.
struct Before {
    now: Time,
    jobs: JobColumns,
    nodes: Vec<NodeStatus>,
}

impl Before {
    fn of(cluster: &Cluster) -> Before {
        let nodes = cluster.compute_nodes().iter().map(|node| node.status).collect();
        Before { now: cluster.now(), jobs: cluster.job_columns(), nodes }
    }

    /// Says which jobs have started, ended, returned to the queue or left, and which nodes have changed.
    fn tell(&self, cluster: &Cluster, out: &mut Out) {
        let after = cluster.job_columns();
        // By instant, ends before starts, as the scheduler has them; what has no instant comes last.
        let mut told: Vec<(Time, bool, JobId, u8)> = Vec::new();
        let since = |time: f64| time > self.now as f64;
        for at in 0..after.ids.len() {
            let id = after.ids[at];
            let status = JobStatus::from_number(after.status[at]);
            if since(after.start_time[at]) {
                told.push((after.start_time[at] as Time, true, id, STARTED));
            }
            if since(after.end_time[at]) {
                let how = match status {
                    Some(JobStatus::Finished) => 0,
                    Some(JobStatus::Failed) => 1,
                    _ => 2,
                };
                told.push((after.end_time[at] as Time, false, id, how));
            }
            let was = self.jobs.ids.binary_search(&id).ok();
            let again = was.is_some_and(|was| self.jobs.attempt[was] != after.attempt[at]);
            if again && status == Some(JobStatus::Queued) {
                told.push((Time::MAX, false, id, QUEUED_AGAIN));
            }
        }
        for id in &self.jobs.ids {
            if after.ids.binary_search(id).is_err() {
                told.push((Time::MAX, true, *id, LEFT));
            }
        }
        sort(&mut told);
        for (time, _, id, what) in told.iter().take(TOLD) {
            let (time, blank) =
                if *time == Time::MAX { (String::new(), "") } else { (date_and_time(*time), " ") };
            out.say(&[&time, blank, "Job ", &id.to_string(), " ", CHANGES[*what as usize], "."]);
        }
        if told.len() > TOLD {
            out.say(&["And ", &count(told.len() - TOLD, "more change"), "."]);
        }
        for (node, was) in cluster.compute_nodes().iter().zip(&self.nodes) {
            if node.status != *was {
                out.say(&["Node ", &node.name, " is ", node.status.name(), "."]);
            }
        }
    }
}

// ── for ──

/// So many rounds of loops at most, in one line.
const ROUNDS: usize = 100_000;

/// A loop that prints more than this is stopped.
const PRINTED: usize = 1_000_000;

/// `for %i in (1 3 5) do …` and `for /l %i in (1,1,5) do …`. Each command is carried out, whatever became of the others.
pub(super) fn repeat(run: &mut Run<'_>) -> Outcome {
    let words = run.words;
    let counts = words.text(1).eq_ignore_ascii_case("/l");
    let at = if counts { 2 } else { 1 };
    let (variable, go) = (words.text(at), (at..words.list.len()).find(|at| fold(words.text(*at)) == "do"));
    let name = variable.trim_start_matches('%').as_bytes();
    let is_variable = variable.starts_with('%') && matches!(name, [letter] if letter.is_ascii_alphabetic());
    let body = go.and_then(|go| words.list.get(go + 1));
    let (Some(go), Some(body), true, "in") = (go, body, is_variable, fold(words.text(at + 1)).as_str())
    else {
        return usage(&["A loop is: for %i in (1 3 5) do COMMAND, or: for /l %i in (1,1,5) do COMMAND"]);
    };
    let set: Vec<&str> = words.list[at + 2..go].iter().map(|word| word.text.as_str()).collect();
    let set = set.join(" ");
    let Some(set) = set.strip_prefix('(').and_then(|set| set.strip_suffix(')')) else {
        return usage(&["The set of a loop stands in parentheses: (1 3 5)"]);
    };
    let items = set.split([' ', ',', ';']).filter(|item| !item.is_empty());
    let items: Vec<String> = if counts { count_up(items)? } else { items.map(str::to_owned).collect() };
    let body = &run.line[body.origin..];
    let mut first_failure = 0;
    for item in items {
        run.out.rounds += 1;
        if run.out.rounds > ROUNDS || run.out.lines.len() > PRINTED {
            return Err(Failure(
                1,
                "The loop has been stopped: it has too many rounds, or prints too much.".to_owned(),
            ));
        }
        let status = run.again(&substituted(body, variable, &item));
        if first_failure == 0 {
            first_failure = status;
        }
    }
    said(first_failure)
}

/// First, step, last.
fn count_up<'a>(items: impl Iterator<Item = &'a str>) -> Result<Vec<String>, Failure> {
    let numbers: Option<Vec<i32>> = items.map(|item| item.parse().ok()).collect();
    let Some(&[first, step, last]) = numbers.as_deref() else {
        return usage(&["for /l needs three numbers: (FIRST,STEP,LAST)."]);
    };
    if step == 0 {
        return usage(&["With a step of 0 the loop would never end."]);
    }
    let (mut next, step, last) = (i64::from(first), i64::from(step), i64::from(last));
    let mut numbers = Vec::new();
    while if step > 0 { next <= last } else { next >= last } {
        if numbers.len() == ROUNDS {
            return usage(&["The loop has too many rounds: at most 100,000."]);
        }
        numbers.push(next.to_string());
        next += step;
    }
    Ok(numbers)
}

/// The body with an item in each place of the variable. `^%i` is a percent sign of the text.
fn substituted(body: &str, variable: &str, item: &str) -> String {
    let mut out = String::with_capacity(body.len() + item.len());
    let mut rest = body;
    while let Some(at) = rest.find('%') {
        let (before, from) = rest.split_at(at);
        let (put, length) = match from.starts_with(variable) {
            true if !before.ends_with('^') => (item, variable.len()),
            true => (variable, variable.len()),
            false => ("%", 1),
        };
        out.push_str(before);
        out.push_str(put);
        rest = &from[length..];
    }
    out.push_str(rest);
    out
}

// ── runas ──

/// `runas /user:NAME [/admin] COMMAND`: that command, or all that follow.
pub(super) fn run_as(run: &mut Run<'_>) -> Outcome {
    let Some(user) = run.arguments.text("user").filter(|user| !user.is_empty()) else {
        return usage(&["runas needs a user: runas /user:DOMAIN\\NAME"]);
    };
    let before = (run.cluster.user().to_owned(), run.cluster.is_admin());
    run.cluster.act_as(user, run.arguments.has("admin"));
    // As it was typed: this command has not yet been read by cmd.
    let Some(command) = run.arguments.command_at.map(|at| run.line[at..].to_owned()) else {
        let whose = if run.cluster.is_admin() { ", an administrator." } else { "." };
        run.out.say(&["You are ", run.cluster.user(), whose]);
        return Ok(());
    };
    let status = run.again(&command);
    run.cluster.act_as(&before.0, before.1);
    said(status)
}

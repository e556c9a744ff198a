//! What is no program of CCP: `wait`, the loop of cmd.exe, and `runas`; and `clusrun`, which is still missing.

use super::print::{Out, count, fold};
use super::{Failure, Outcome, Run, said, usage};
use crate::cluster::Cluster;
use crate::lifecycle::{JobStatus, NodeStatus};
use crate::sorting::sort;
use crate::time::Time;
use crate::view::JobColumns;
use crate::{JobId, calendar::date_and_time};

pub(super) fn clusrun(run: &mut Run<'_>) -> Outcome {
    run.out.error(&[
        "clusrun is not here yet: no command runs on nodes past the queue. job submit runs one in it.",
    ]);
    said(1)
}

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
        // By instant; what has none comes last. Ends before starts, as the scheduler has them.
        let mut told: Vec<(Time, u8, JobId, &str)> = Vec::new();
        let since = |time: f64| time > self.now as f64;
        for at in 0..after.ids.len() {
            let id = after.ids[at];
            let status = JobStatus::from_number(after.status[at]);
            if since(after.start_time[at]) {
                told.push((after.start_time[at] as Time, 1, id, "has started"));
            }
            if since(after.end_time[at]) {
                let how = match status {
                    Some(JobStatus::Finished) => "has finished",
                    Some(JobStatus::Failed) => "has failed",
                    _ => "has been cancelled",
                };
                told.push((after.end_time[at] as Time, 0, id, how));
            }
            let was = self.jobs.ids.binary_search(&id).ok();
            let again = was.is_some_and(|was| self.jobs.attempt[was] != after.attempt[at]);
            if again && status == Some(JobStatus::Queued) {
                told.push((Time::MAX, 2, id, "is back in the queue"));
            }
        }
        for id in &self.jobs.ids {
            if after.ids.binary_search(id).is_err() {
                told.push((Time::MAX, 3, *id, "has left the cluster"));
            }
        }
        sort(&mut told);
        for (time, _, id, what) in told.iter().take(TOLD) {
            let (time, blank) =
                if *time == Time::MAX { (String::new(), "") } else { (date_and_time(*time), " ") };
            out.say(&[&time, blank, "Job ", &id.to_string(), " ", what, "."]);
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

/// So many times at most.
const REPEATS: i64 = 100_000;

/// A loop, cut out of its line.
struct Loop<'a> {
    variable: &'a str,
    items: Vec<String>,
    body: &'a str,
}

/// `for %i in (1 3 5) do …` and `for /l %i in (1,1,5) do …`. Each command is carried out, whatever became of the others.
pub(super) fn repeat(run: &mut Run<'_>) -> Outcome {
    let rest = run.line.split_once(char::is_whitespace).unwrap_or_default().1;
    let Some(read) = read_loop(rest) else {
        return usage(&["A loop is: for %i in (1 3 5) do COMMAND, or: for /l %i in (1,1,5) do COMMAND"]);
    };
    let Loop { variable, items, body } = read?;
    let mut first_failure = 0;
    for item in items {
        let status = run.again(&substituted(body, variable, &item));
        if first_failure == 0 {
            first_failure = status;
        }
    }
    said(first_failure)
}

fn read_loop(rest: &str) -> Option<Result<Loop<'_>, Failure>> {
    let rest = rest.trim_start();
    let (counts, rest) = match rest.get(..2).is_some_and(|flag| flag.eq_ignore_ascii_case("/l")) {
        true => (true, rest[2..].trim_start()),
        false => (false, rest),
    };
    let (variable, rest) = rest.split_once(char::is_whitespace)?;
    let letter = variable.trim_start_matches('%');
    let is_variable =
        variable.starts_with('%') && letter.len() == 1 && letter.as_bytes()[0].is_ascii_alphabetic();
    let (word, rest) = rest.trim_start().split_once(|sign: char| sign.is_whitespace() || sign == '(')?;
    let set = rest.trim_start().trim_start_matches('(');
    let (set, rest) = set.split_once(')')?;
    let (go, body) = rest.trim_start().split_once(char::is_whitespace)?;
    if !is_variable || !word.eq_ignore_ascii_case("in") || !go.eq_ignore_ascii_case("do") {
        return None;
    }
    let items = set.split([' ', '\t', ',', ';', '=']).filter(|item| !item.is_empty());
    let items = if counts { count_up(items) } else { Ok(items.map(str::to_owned).collect()) };
    Some(items.map(|items| Loop { variable, items, body: body.trim_start() }))
}

/// First, step, last.
fn count_up<'a>(items: impl Iterator<Item = &'a str>) -> Result<Vec<String>, Failure> {
    let numbers: Option<Vec<i64>> = items.map(|item| item.parse::<i32>().ok().map(i64::from)).collect();
    let Some(&[first, step, last]) = numbers.as_deref() else {
        return usage(&["for /l needs three numbers: (FIRST,STEP,LAST)."]);
    };
    if step == 0 {
        return usage(&["With a step of 0 the loop would never end."]);
    }
    let times = ((last - first) / step + 1).max(0) * i64::from((last - first).signum() * step.signum() >= 0);
    if times > REPEATS {
        return usage(&["The loop has too many rounds: at most 100,000."]);
    }
    Ok((0..times).map(|time| (first + time * step).to_string()).collect())
}

/// The body with an item in each place of the variable. `^%i` is a percent sign of the text.
fn substituted(body: &str, variable: &str, item: &str) -> String {
    let mut out = String::with_capacity(body.len() + item.len());
    let mut rest = body;
    while let Some(at) = rest.find(variable) {
        out.push_str(&rest[..at]);
        out.push_str(if rest[..at].ends_with('^') { variable } else { item });
        rest = &rest[at + variable.len()..];
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

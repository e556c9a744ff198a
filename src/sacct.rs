//! What Slurm's `sacct --parsable2` prints: a header that names the columns, then a line for each job and each of its
//! steps, fields between `|`.
//!
//! It is put into the terms of the Standard Workload Format, so that one replay plays both; what that format has no
//! place for (names) lies beside it. Times carry no zone and are taken as UTC; second 0 is the first submission.
//! Nothing in a file can make this fail but a header that lacks what is needed.
//!
//! Columns by name, in any order: JobID, Submit, Start, End and State; of AllocCPUS or NCPUS and ReqCPUS at least one;
//! User, UID, JobName, Timelimit, Partition and Cluster if they are there. Source: the manual page of sacct.

use crate::calendar;
use crate::checks::{NAME_MAX, cut};
use crate::sorting::sort;
use crate::swf::{BrokenLine, KEPT, SECONDS_MAX, SwfLog, SwfRecord, excerpt};
use crate::texts::{Handle, Texts};
use crate::time::Time;

/// The output as it was read.
#[derive(Clone, Debug)]
pub(crate) struct SacctLog {
    /// Users and executables (here: partitions) are numbers of texts; MaxProcs is the most that was in use at once.
    pub(crate) log: SwfLog,
    /// For each record.
    pub(crate) labels: Vec<Label>,
    pub(crate) texts: Texts,
    /// Jobs that still wait or run.
    pub(crate) unfinished: usize,
}

/// What the Standard Workload Format has no place for.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Label {
    /// What follows the number in JobID: "_4" in an array, "+1" in a heterogeneous job.
    pub(crate) part: Handle,
    /// JobName.
    pub(crate) title: Handle,
    /// It was cancelled by somebody who is not its user.
    pub(crate) cancelled_by_another: bool,
}

const JOB_ID: usize = 0;
const SUBMIT: usize = 1;
const START: usize = 2;
const END: usize = 3;
const STATE: usize = 4;
const ALLOC_CPUS: usize = 5;
const N_CPUS: usize = 6;
const REQ_CPUS: usize = 7;
const USER: usize = 8;
const UID: usize = 9;
const JOB_NAME: usize = 10;
const TIMELIMIT: usize = 11;
const PARTITION: usize = 12;
const CLUSTER: usize = 13;

/// Their names, by these numbers.
const COLUMNS: [&str; 14] = [
    "JobID",
    "Submit",
    "Start",
    "End",
    "State",
    "AllocCPUS",
    "NCPUS",
    "ReqCPUS",
    "User",
    "UID",
    "JobName",
    "Timelimit",
    "Partition",
    "Cluster",
];

/// States of jobs that have not ended, or whose end is another line's.
const UNFINISHED: [&[u8]; 14] = [
    b"PENDING",
    b"RUNNING",
    b"SUSPENDED",
    b"REQUEUED",
    b"RESIZING",
    b"CONFIGURING",
    b"COMPLETING",
    b"SIGNALING",
    b"STAGE_OUT",
    b"STOPPED",
    b"SPECIAL_EXIT",
    b"REQUEUE_FED",
    b"REQUEUE_HOLD",
    b"RESV_DEL_HOLD",
];
const FAILED: [&[u8]; 10] = [
    b"FAILED",
    b"TIMEOUT",
    b"NODE_FAIL",
    b"OUT_OF_MEMORY",
    b"PREEMPTED",
    b"BOOT_FAIL",
    b"DEADLINE",
    b"REVOKED",
    b"LAUNCH_FAILED",
    b"RECONFIG_FAIL",
];

/// Whether it begins with a header of sacct's.
pub(crate) fn is_sacct(bytes: &[u8]) -> bool {
    lines(bytes).next().is_some_and(|(_, line)| is_header(line))
}

fn is_header(line: &[u8]) -> bool {
    line.contains(&b'|') && line.split(|byte| *byte == b'|').any(|name| is_named(name, JOB_ID))
}

fn is_named(name: &[u8], column: usize) -> bool {
    name.eq_ignore_ascii_case(COLUMNS[column].as_bytes())
}

/// The lines that are not blank, with their numbers from 1.
fn lines(bytes: &[u8]) -> impl Iterator<Item = (usize, &[u8])> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let lines = bytes.split(|byte| *byte == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line));
    (1..).zip(lines).filter(|(_, line)| !line.trim_ascii().is_empty())
}

/// Where the columns stand in a line.
struct Columns {
    at: [Option<usize>; COLUMNS.len()],
    count: usize,
}

impl Columns {
    /// Reads a header; the error says what it lacks.
    fn of(header: &[u8]) -> Result<Columns, String> {
        let mut columns = Columns { at: [None; COLUMNS.len()], count: 0 };
        for name in header.split(|byte| *byte == b'|') {
            if let Some(column) = (0..COLUMNS.len()).find(|column| is_named(name, *column)) {
                columns.at[column].get_or_insert(columns.count);
            }
            columns.count += 1;
        }
        let is_there = |column: &usize| columns.at[*column].is_some();
        let mut missing: Vec<&str> =
            (JOB_ID..=STATE).filter(|column| !is_there(column)).map(|column| COLUMNS[column]).collect();
        if !(ALLOC_CPUS..=REQ_CPUS).any(|column| is_there(&column)) {
            missing.push("AllocCPUS");
        }
        match missing[..] {
            [] => Ok(columns),
            _ => Err(["this output of sacct lacks the columns ", &missing.join(", ")].concat()),
        }
    }
}

/// A line that is not broken.
enum Line {
    /// Of a job that has a line of its own.
    Step,
    Unfinished,
    /// Times still count from 1970.
    Job(SwfRecord, Label),
}

impl SacctLog {
    /// Reads a whole output; the error says what its header lacks.
    pub(crate) fn parse(bytes: &[u8]) -> Result<SacctLog, String> {
        let mut lines = lines(bytes);
        let header = lines.next().map_or(&b""[..], |(_, line)| line);
        let columns = Columns::of(header)?;
        let mut read =
            SacctLog { log: SwfLog::default(), labels: Vec::new(), texts: Texts::new(), unfinished: 0 };
        let mut fields = Vec::new();
        for (number, line) in lines {
            // Outputs that were put together repeat it.
            if line == header {
                continue;
            }
            fields.clear();
            fields.extend(line.split(|byte| *byte == b'|'));
            match read.line(&columns, &fields) {
                Ok(Line::Step) => {}
                Ok(Line::Unfinished) => read.unfinished += 1,
                Ok(Line::Job(record, label)) => {
                    read.log.records.push(record);
                    read.labels.push(label);
                }
                Err(problem) => {
                    read.log.broken += 1;
                    if read.log.first_broken.len() < KEPT {
                        read.log.first_broken.push(BrokenLine { line: number, problem });
                    }
                }
            }
        }
        let log = &mut read.log;
        log.max_procs = most_in_use(&log.records);
        log.unix_start_time = log.records.iter().map(|record| record.submit).min();
        let first = log.unix_start_time.unwrap_or_default();
        log.records.iter_mut().for_each(|record| record.submit -= first);
        Ok(read)
    }

    fn line(&mut self, columns: &Columns, fields: &[&[u8]]) -> Result<Line, String> {
        if fields.len() != columns.count {
            return Err(format!("the header has {} fields, this line {}", columns.count, fields.len()));
        }
        let field = |column: usize| columns.at[column].map_or(&b""[..], |at| fields[at]);
        let id = field(JOB_ID);
        if id.contains(&b'.') {
            return Ok(Line::Step);
        }
        let (number, part) = id.split_at(id.iter().take_while(|byte| byte.is_ascii_digit()).count());
        let (Some(job), true) = (digits(number), matches!(part.first(), None | Some(b'_' | b'+'))) else {
            return Err(says(JOB_ID, id));
        };
        let mut words = field(STATE).split(|byte| matches!(byte, b' ' | b'+'));
        let state = words.next().unwrap_or_default();
        let status = match state {
            b"COMPLETED" => 1,
            b"CANCELLED" => 5,
            _ if FAILED.contains(&state) => 0,
            _ if UNFINISHED.contains(&state) => return Ok(Line::Unfinished),
            _ => return Err(says(STATE, field(STATE))),
        };
        let time = |column: usize| instant(field(column)).ok_or_else(|| says(column, field(column)));
        let (submit, start, end) = (time(SUBMIT)?, time(START)?, time(END)?);
        let (Some(submit), Some(end)) = (submit, end) else {
            return Err("Submit or End is unknown".to_owned());
        };
        let start = start.unwrap_or(end);
        if submit > start || start > end {
            return Err("Submit, Start and End are not in this order".to_owned());
        }
        let count = |column: usize| match field(column) {
            b"" => Ok(0),
            text => digits(text).ok_or_else(|| says(column, text)),
        };
        let used = count(ALLOC_CPUS)?.max(count(N_CPUS)?);
        let processors = if used > 0 { used } else { count(REQ_CPUS)? };
        let limit = field(TIMELIMIT);
        let estimate = time_limit(limit).ok_or_else(|| says(TIMELIMIT, limit))?;
        if self.log.computer.is_empty() {
            self.log.computer = excerpt(field(CLUSTER), NAME_MAX);
        }
        // "CANCELLED by 1001": a uid. Without the column UID only root's is known not to be the user's own.
        let by = words.nth(1).unwrap_or_default();
        let own = field(UID);
        let cancelled_by_another =
            status == 5 && !by.is_empty() && by != own && (by == b"0" || !own.is_empty());
        let mut text = |text: &[u8]| self.texts.insert(cut(&excerpt(text, NAME_MAX), NAME_MAX));
        let label = Label { part: text(part), title: text(field(JOB_NAME)), cancelled_by_another };
        // The format's way to say that there is none.
        let mut number_of = |column: usize| match text(field(column)) {
            Texts::EMPTY => -1,
            handle => i64::from(handle.0),
        };
        let record = SwfRecord {
            job,
            submit,
            wait: start - submit,
            run: end - start,
            processors,
            estimate,
            status,
            user: number_of(USER),
            executable: number_of(PARTITION),
        };
        Ok(Line::Job(record, label))
    }
}

fn says(column: usize, text: &[u8]) -> String {
    format!("{} is not understood: \"{}\"", COLUMNS[column], excerpt(text, 20))
}

fn digits(text: &[u8]) -> Option<i64> {
    if text.is_empty() || text.len() > 18 || !text.iter().all(u8::is_ascii_digit) {
        return None;
    }
    Some(text.iter().fold(0, |value, digit| value * 10 + i64::from(digit - b'0')))
}

/// Seconds since 1970 of "2026-03-02T09:00:00", or of such a number (SLURM_TIME_FORMAT=%s); `Some(None)` if it is not
/// known, `None` if it is no such thing. From 1970 on and no later than [`SECONDS_MAX`], so that differences are no
/// longer than that.
fn instant(text: &[u8]) -> Option<Option<i64>> {
    if matches!(text, b"" | b"Unknown" | b"None" | b"N/A") {
        return Some(None);
    }
    let seconds = match digits(text) {
        Some(seconds) => seconds,
        None => {
            let is_mark = [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':')];
            if text.len() != 19 || !is_mark.iter().all(|(at, mark)| text[*at] == *mark) {
                return None;
            }
            let field = |at: usize| digits(&text[at..at + 2]);
            let day = calendar::day_of(digits(&text[..4])?, field(5)?, field(8)?)?;
            let (hour, minute, second) = (field(11)?, field(14)?, field(17)?);
            if hour > 23 || minute > 59 || second > 60 {
                return None;
            }
            ((day * 24 + hour) * 60 + minute) * 60 + second
        }
    };
    (0..=SECONDS_MAX).contains(&seconds).then_some(Some(seconds))
}

/// Seconds of "[DD-[HH:]]MM:SS"; beyond all bounds for UNLIMITED, −1 if it is not known.
fn time_limit(text: &[u8]) -> Option<i64> {
    if text.is_empty() || text.eq_ignore_ascii_case(b"Partition_Limit") {
        return Some(-1);
    }
    if text == b"UNLIMITED" {
        return Some(i64::from(u32::MAX));
    }
    let (days, clock) = match text.iter().position(|byte| *byte == b'-') {
        Some(at) => (digits(&text[..at])?.min(SECONDS_MAX), &text[at + 1..]),
        None => (0, text),
    };
    let (mut parts, mut seconds) = (0, 0);
    for part in clock.split(|byte| *byte == b':') {
        parts += 1;
        seconds = seconds * 60 + digits(part)?.min(SECONDS_MAX);
        if parts > 3 {
            return None;
        }
    }
    (parts > 1).then_some((days * 86_400 + seconds).min(SECONDS_MAX))
}

/// The most processors that these jobs had at any instant.
fn most_in_use(records: &[SwfRecord]) -> Option<i64> {
    // Ends before starts, where they are of one instant.
    let mut changes: Vec<(Time, usize)> = Vec::with_capacity(2 * records.len());
    for (row, record) in records.iter().enumerate().filter(|(_, record)| record.run > 0) {
        let start = record.submit + record.wait;
        changes.push((start, records.len() + row));
        changes.push((start + record.run, row));
    }
    sort(&mut changes);
    let (mut used, mut most) = (0_i64, 0);
    for (_, change) in changes {
        used = match change.checked_sub(records.len()) {
            Some(row) => used.saturating_add(records[row].processors),
            None => used.saturating_sub(records[change].processors),
        };
        most = most.max(used);
    }
    (most > 0).then_some(most)
}

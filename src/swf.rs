//! The Standard Workload Format: one line of 18 numbers a job, comments and headers behind `;`.
//!
//! Nothing in a file can make this fail: a line that says no job is counted and set aside with its reason, and the
//! caller decides what that means. Numbers may be written as decimals (`358.00`); a fraction of a second or of a
//! processor is cut off.

use crate::time::Runtime;

/// So many broken lines are kept with their reason; the others are only counted.
pub(crate) const KEPT: usize = 10;

/// No time in a log may be longer than what a run-time limit can say, less a second (36,500 days): sums of a few
/// such times stay far inside the clock's range.
pub(crate) const SECONDS_MAX: i64 = Runtime::SECONDS_MAX as i64 - 1;

/// A log as it was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SwfLog {
    /// The jobs in the order of the file.
    pub records: Vec<SwfRecord>,
    /// How many lines are neither a job nor a comment.
    pub broken: usize,
    /// The first of them.
    pub first_broken: Vec<BrokenLine>,
    /// Header MaxProcs: the processors of the machine.
    pub max_procs: Option<i64>,
    /// Header UnixStartTime: second 0 of the log.
    pub unix_start_time: Option<i64>,
    /// Header Computer, for people.
    pub computer: String,
}

/// One job of a log. What the log does not know is negative, as in the format itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SwfRecord {
    /// Field 1: the log's own number.
    pub job: i64,
    /// Field 2: when it was submitted, in seconds; never negative.
    pub submit: i64,
    /// Field 3: how long it waited, in seconds.
    pub wait: i64,
    /// Field 4: how long it ran, in seconds.
    pub run: i64,
    /// Field 5, or field 8 where that is not positive: its processors.
    pub processors: i64,
    /// Field 9: the run-time estimate in seconds.
    pub estimate: i64,
    /// Field 11: 0 failed, 1 to 4 finished, 5 cancelled, −1 unknown.
    pub status: i64,
    /// Field 12.
    pub user: i64,
    /// Field 14.
    pub executable: i64,
}

/// A line that is neither a job nor a comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrokenLine {
    /// From 1.
    pub line: usize,
    /// What is wrong with it.
    pub problem: String,
}

impl SwfLog {
    /// Reads a whole file.
    pub fn parse(bytes: &[u8]) -> SwfLog {
        let mut log = SwfLog::default();
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        for (index, line) in bytes.split(|byte| *byte == b'\n').enumerate() {
            let line = line.trim_ascii();
            match line.first() {
                None => {}
                Some(b';') => log.read_header(&line[1..]),
                Some(_) => match record(line) {
                    Ok(record) => log.records.push(record),
                    Err(problem) => {
                        log.broken += 1;
                        if log.first_broken.len() < KEPT {
                            log.first_broken.push(BrokenLine { line: index + 1, problem });
                        }
                    }
                },
            }
        }
        log
    }

    /// `; Key: value`. The first header of a name counts; later ones are usually quotations inside notes.
    fn read_header(&mut self, comment: &[u8]) {
        let Some(colon) = comment.iter().position(|byte| *byte == b':') else { return };
        let (key, value) = (comment[..colon].trim_ascii(), comment[colon + 1..].trim_ascii());
        if key.eq_ignore_ascii_case(b"MaxProcs") {
            self.max_procs = self.max_procs.or(leading_number(value));
        } else if key.eq_ignore_ascii_case(b"UnixStartTime") {
            self.unix_start_time = self.unix_start_time.or(leading_number(value));
        } else if key.eq_ignore_ascii_case(b"Computer") && self.computer.is_empty() {
            self.computer = excerpt(value, 80);
        }
    }
}

/// The job that a line says.
fn record(line: &[u8]) -> Result<SwfRecord, String> {
    let mut fields = [0; 18];
    let mut count = 0;
    for text in line.split(u8::is_ascii_whitespace).filter(|text| !text.is_empty()) {
        if let Some(field) = fields.get_mut(count) {
            *field = number(text)
                .ok_or_else(|| format!("field {} is not a number: \"{}\"", count + 1, excerpt(text, 20)))?;
        }
        count += 1;
    }
    if count != fields.len() {
        return Err(format!("a job has {} fields, this line {count}", fields.len()));
    }
    let [job, submit, wait, run, used, _, _, requested, estimate, _, status, user, _, executable, ..] =
        fields;
    if submit < 0 {
        return Err(format!("field 2, the submit time, is negative: {submit}"));
    }
    for (field, time) in [(2, submit), (3, wait), (4, run)] {
        if time > SECONDS_MAX {
            return Err(format!("field {field}, a time, is above {SECONDS_MAX} seconds: {time}"));
        }
    }
    if !(-1..=5).contains(&status) {
        return Err(format!("field 11, the status, is none of -1 to 5: {status}"));
    }
    let processors = if used > 0 { used } else { requested };
    // An estimate beyond all bounds only says "long".
    let estimate = estimate.min(SECONDS_MAX);
    Ok(SwfRecord { job, submit, wait, run, processors, estimate, status, user, executable })
}

/// A whole number, or what stands before the point of a decimal one, also one with an exponent. `None` for anything
/// else. By hand: the standard library's reader of floats would be a tenth of the wasm file.
fn number(text: &[u8]) -> Option<i64> {
    let (negative, unsigned) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        rest => (false, rest),
    };
    let mut parts = unsigned.splitn(2, |byte| matches!(byte, b'e' | b'E'));
    let (mantissa, exponent) = (parts.next()?, parts.next());
    let exponent: i8 = match exponent {
        Some(text) => std::str::from_utf8(text).ok()?.parse().ok()?,
        None => 0,
    };
    let mut parts = mantissa.splitn(2, |byte| *byte == b'.');
    let (whole, fraction) = (parts.next()?, parts.next().unwrap_or_default());
    let digits = || whole.iter().chain(fraction);
    if digits().next().is_none() || !digits().all(u8::is_ascii_digit) {
        return None;
    }
    let before_the_point = (whole.len() as i64 + i64::from(exponent)).max(0) as usize;
    let value = digits()
        .chain(std::iter::repeat(&b'0'))
        .take(before_the_point)
        .fold(0i64, |value, digit| value.saturating_mul(10).saturating_add(i64::from(digit - b'0')));
    Some(if negative { -value } else { value })
}

/// The number that a header begins with: "1152", also "128 (112 in use)".
fn leading_number(text: &[u8]) -> Option<i64> {
    number(text.split(|byte| !byte.is_ascii_digit()).next()?)
}

/// The beginning of a text from outside, fit to be printed.
pub(crate) fn excerpt(text: &[u8], max: usize) -> String {
    let text = String::from_utf8_lossy(text);
    let shown = text.chars().take(max).map(|char| if char.is_control() { '\u{FFFD}' } else { char });
    shown.chain((text.chars().count() > max).then_some('…')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: &str = "7 100 5 60 4 1.5 -1 8 90 -1 1 12 3 14 1 2 -1 -1";

    fn only(text: &str) -> SwfRecord {
        let log = SwfLog::parse(text.as_bytes());
        assert_eq!((log.broken, log.records.len()), (0, 1), "{text:?}: {:?}", log.first_broken);
        log.records[0]
    }

    fn problem(text: &str) -> String {
        let log = SwfLog::parse(text.as_bytes());
        assert_eq!((log.broken, log.records.len()), (1, 0), "{text:?}");
        log.first_broken[0].problem.clone()
    }

    /// The line with one field (from 1) replaced.
    fn with(field: usize, value: &str) -> String {
        let mut fields: Vec<&str> = LINE.split(' ').collect();
        fields[field - 1] = value;
        fields.join(" ")
    }

    #[test]
    fn a_line_is_a_job() {
        let job = SwfRecord {
            job: 7,
            submit: 100,
            wait: 5,
            run: 60,
            processors: 4,
            estimate: 90,
            status: 1,
            user: 12,
            executable: 14,
        };
        assert_eq!(only(LINE), job);
        for text in [
            format!("{LINE}\n"),
            format!("{LINE}\r\n"),
            format!("\u{FEFF}{LINE}"),
            format!("\n\r\n  \t{}  \n\n", LINE.replace(' ', "   \t ")),
            format!("; a comment\n;\n{LINE}\n ; another\n"),
            with(4, "60.00"),
            with(4, "60.99"),
            with(4, "6e1"),
            with(2, "+100"),
            with(6, "-1.25"),
        ] {
            assert_eq!(only(&text), job, "{text:?}");
        }
    }

    #[test]
    fn unknown_values_stay_negative_and_processors_fall_back_to_the_request() {
        assert_eq!(only(&with(5, "-1")).processors, 8);
        assert_eq!(only(&with(5, "0")).processors, 8);
        assert_eq!(only(&with(8, "-1")).processors, 4);
        assert_eq!(only(&with(3, "-1")).wait, -1);
        assert_eq!(only(&with(4, "-1.00")).run, -1);
        assert_eq!(only(&with(9, "99999999999999999999")).estimate, SECONDS_MAX);
        assert_eq!(only(&with(1, "-99999999999999999999")).job, -i64::MAX);
    }

    #[test]
    fn what_is_no_job_is_broken() {
        for (text, expected) in [
            (with(4, ""), "a job has 18 fields, this line 17"),
            (format!("{LINE} 19"), "a job has 18 fields, this line 19"),
            ("1".to_owned(), "a job has 18 fields, this line 1"),
            (with(4, "sixty"), "field 4 is not a number: \"sixty\""),
            (with(18, "x"), "field 18 is not a number: \"x\""),
            (with(4, "-"), "field 4 is not a number: \"-\""),
            (with(4, "1-2"), "field 4 is not a number: \"1-2\""),
            (with(4, "1.2.3"), "field 4 is not a number: \"1.2.3\""),
            (with(4, "nan"), "field 4 is not a number: \"nan\""),
            (with(4, "inf"), "field 4 is not a number: \"inf\""),
            (with(4, "1e999"), "field 4 is not a number: \"1e999\""),
            (with(4, "0x10"), "field 4 is not a number: \"0x10\""),
            (with(4, "\u{1b}[31m"), "field 4 is not a number: \"\u{FFFD}[31m\""),
            (with(4, &"y".repeat(500)), "field 4 is not a number: \"yyyyyyyyyyyyyyyyyyyy…\""),
            (with(2, "-1"), "field 2, the submit time, is negative: -1"),
            (
                with(2, "9223372036854775807"),
                "field 2, a time, is above 3153599998 seconds: 9223372036854775807",
            ),
            (with(3, "3153599999"), "field 3, a time, is above 3153599998 seconds: 3153599999"),
            (with(4, "1e100"), "field 4, a time, is above 3153599998 seconds: 9223372036854775807"),
            (with(11, "6"), "field 11, the status, is none of -1 to 5: 6"),
        ] {
            assert_eq!(problem(&text), expected);
        }
    }

    #[test]
    fn broken_lines_are_counted_and_the_first_kept_with_their_number() {
        let log = SwfLog::parse(format!("; head\n{LINE}\nrubbish\n{LINE}\n{}", "?\n".repeat(30)).as_bytes());
        assert_eq!((log.records.len(), log.broken, log.first_broken.len()), (2, 31, KEPT));
        assert_eq!(log.first_broken[0].line, 3);
        assert_eq!(log.first_broken[1].line, 5);
    }

    #[test]
    fn any_bytes_are_read() {
        for bytes in [&b""[..], b"\n", b"\xEF\xBB\xBF", b";", b"\0\0\0", b"\xFF\xFE\n\xFF", b"\x1f\x8b\x08\0"]
        {
            assert!(SwfLog::parse(bytes).records.is_empty());
        }
        let mut state = 1_u32;
        let noise = std::iter::repeat_with(|| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            b"0123456789 .-+eE;\n:\r\xFFx"[(state >> 16) as usize % 22]
        });
        SwfLog::parse(&noise.take(100_000).collect::<Vec<u8>>());
    }

    #[test]
    fn headers() {
        let text = "; MaxProcs: 128 (112 in use)\r\n;UnixStartTime:1163199901\n;   maxprocs: 5\n; Computer:  A: B \n; MaxProcs\n";
        let log = SwfLog::parse(text.as_bytes());
        assert_eq!(log.max_procs, Some(128));
        assert_eq!(log.unix_start_time, Some(1_163_199_901));
        assert_eq!(log.computer, "A: B");
        assert_eq!(SwfLog::parse(b"; MaxProcs: many").max_procs, None);
    }
}

//! What is printed: lines, lists of `Name : Value` and tables. All of it goes through [`Out::line`], where what could
//! command a terminal, or write from right to left, becomes a replacement character: user text is data.

use super::Made;
use crate::time::Time;

/// One printed line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// What it is.
    pub kind: LineKind,
    /// Without a line break or any other control character.
    pub text: String,
}

/// What a printed line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineKind {
    /// What the command prints.
    Output,
    /// Why it was not done, or not to its end.
    Error,
    /// The command of CCP that was run in place of one of another scheduler.
    Command,
}

#[derive(Default)]
pub(super) struct Out {
    pub(super) lines: Vec<Line>,
    pub(super) calls: Vec<Made>,
    /// Of all loops of the line.
    pub(super) rounds: usize,
    /// In all lists of ids of the line, round after round: they have an end together.
    pub(super) ids: usize,
    /// To where the host is to take the clock.
    pub(super) until: Option<Time>,
}

impl Out {
    pub(super) fn say(&mut self, pieces: &[&str]) {
        self.line(LineKind::Output, pieces);
    }

    pub(super) fn error(&mut self, pieces: &[&str]) {
        self.line(LineKind::Error, pieces);
    }

    pub(super) fn command(&mut self, pieces: &[&str]) {
        self.line(LineKind::Command, pieces);
    }

    fn line(&mut self, kind: LineKind, pieces: &[&str]) {
        let text = harmless(&pieces.concat());
        self.lines.push(Line { kind, text: text.trim_end().to_owned() });
    }

    /// A line of a list.
    pub(super) fn pair(&mut self, name: &str, value: &str) {
        let fill = " ".repeat(30usize.saturating_sub(name.chars().count()));
        self.say(&[name, &fill, " : ", value]);
    }

    /// Rows below their heads, each column as wide as it must be.
    pub(super) fn table(&mut self, heads: &[&str], rows: &[Vec<String>]) {
        let mut widths: Vec<usize> = heads.iter().map(|head| head.len()).collect();
        for row in rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(cell.chars().count());
            }
        }
        let heads: Vec<String> = heads.iter().map(|head| (*head).to_owned()).collect();
        let rules: Vec<String> = widths.iter().map(|width| "-".repeat(*width)).collect();
        for row in [&heads, &rules].into_iter().chain(rows) {
            let mut text = String::new();
            for (cell, width) in row.iter().zip(&widths) {
                text.push_str(cell);
                text.extend(std::iter::repeat_n(' ', width - cell.chars().count() + 2));
            }
            self.say(&[&text]);
        }
    }
}

/// A text without what could command a terminal.
pub(super) fn harmless(text: &str) -> String {
    text.chars().map(|sign| if is_dangerous(sign) { '\u{FFFD}' } else { sign }).collect()
}

/// Control characters, line breaks of other systems, and what turns the direction of text.
fn is_dangerous(sign: char) -> bool {
    sign.is_control()
        || matches!(sign, '\u{2028}' | '\u{2029}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Lower case, as far as commands and flags go.
pub(super) fn fold(text: &str) -> String {
    text.to_ascii_lowercase()
}

/// "1 job", "2 jobs".
pub(super) fn count(number: usize, one: &str) -> String {
    [number.to_string().as_str(), " ", one, if number == 1 { "" } else { "s" }].concat()
}

pub(super) const fn yes(on: bool) -> &'static str {
    if on { "True" } else { "False" }
}

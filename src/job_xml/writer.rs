//! Writes XML: what was read can be written, and comes back as it was. The first thing that cannot be written is the
//! error, told at the end.

use super::parser::{code_point, is_allowed, quoted};
use crate::error::{ClusterError, ErrorCode, Result};

pub(super) struct Writer {
    text: String,
    depth: usize,
    /// Why it cannot be written.
    problem: Option<String>,
}

impl Writer {
    pub(super) fn new() -> Writer {
        Writer { text: "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n".to_owned(), depth: 0, problem: None }
    }

    pub(super) fn finish(self) -> Result<String> {
        match self.problem {
            Some(problem) => Err(ClusterError::new(ErrorCode::InvalidXml, problem)),
            None => Ok(self.text),
        }
    }

    #[cold]
    pub(super) fn refuse(&mut self, problem: &[&str]) {
        self.problem.get_or_insert_with(|| problem.concat());
    }

    /// `<name`: attributes may follow, then `content`.
    pub(super) fn begin(&mut self, name: &str) {
        self.indent();
        self.push(&["<", name]);
    }

    /// `>`: elements follow, then `end`.
    pub(super) fn content(&mut self) {
        self.push(&[">\n"]);
        self.depth += 1;
    }

    /// An element without attributes that has others in it, or `<name/>`; then `end_all`.
    pub(super) fn begin_all(&mut self, name: &str, is_empty: bool) {
        self.begin(name);
        if is_empty { self.push(&["/>\n"]) } else { self.content() }
    }

    pub(super) fn end_all(&mut self, name: &str, is_empty: bool) {
        if !is_empty {
            self.end(name);
        }
    }

    pub(super) fn end(&mut self, name: &str) {
        self.depth -= 1;
        self.indent();
        self.push(&["</", name, ">\n"]);
    }

    pub(super) fn attribute(&mut self, name: &str, value: &str) {
        self.push(&[" ", name, "=\""]);
        self.escape(name, value, |char| match char {
            '"' => Some("&quot;"),
            // A reader would make blanks of these.
            '\t' => Some("&#9;"),
            '\n' => Some("&#10;"),
            _ => None,
        });
        self.text.push('"');
    }

    /// The same for several; empty ones are left out.
    pub(super) fn texts(&mut self, attributes: &[(&str, &str)]) {
        for (name, value) in attributes.iter().filter(|(_, value)| !value.is_empty()) {
            self.attribute(name, value);
        }
    }

    /// Names with commas between them.
    pub(super) fn list(&mut self, name: &str, values: &[String]) {
        let is_bad = |value: &&String| value.is_empty() || value.contains(',') || value.trim() != **value;
        if let Some(bad) = values.iter().find(is_bad) {
            let problem = " in it: a list in a job file cannot hold an empty name, or one with a comma in it or blanks around it.";
            self.refuse(&[name, " has ", &quoted(bad), problem]);
        }
        self.texts(&[(name, &values.join(","))]);
    }

    /// `<name>value</name>`.
    pub(super) fn text_element(&mut self, name: &str, value: &str) {
        self.begin(name);
        self.text.push('>');
        self.escape(name, value, |_| None);
        self.push(&["</", name, ">\n"]);
    }

    fn escape(&mut self, name: &str, value: &str, also: fn(char) -> Option<&'static str>) {
        for char in value.chars() {
            let written = match char {
                '&' => Some("&amp;"),
                '<' => Some("&lt;"),
                '>' => Some("&gt;"),
                // A reader would make a line feed of it.
                '\r' => Some("&#13;"),
                _ => also(char),
            };
            match written {
                Some(reference) => self.text.push_str(reference),
                None if is_allowed(char) => self.text.push(char),
                None => self.refuse(&[name, " has ", &code_point(char), " in it, which XML cannot hold."]),
            }
        }
    }

    fn indent(&mut self) {
        for _ in 0..self.depth {
            self.text.push_str("  ");
        }
    }

    fn push(&mut self, parts: &[&str]) {
        for part in parts {
            self.text.push_str(part);
        }
    }
}

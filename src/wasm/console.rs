//! `Console` as JavaScript sees it: the command line of CCP.
//!
//! Lines cross as one text, which `js/console.js` cuts up: they are a thousand where a list is long, and objects cost
//! far less from inside JavaScript.

use super::cluster::{Answer, Cluster};
use super::read::{self, argument};
use super::write;
use crate::console::{Completion, Console as Core, Files, Host, LineKind};
use wasm_bindgen::prelude::*;

#[wasm_bindgen(raw_module = "./console.js")]
extern "C" {
    /// Of each line its kind, and all of them with a line break between.
    fn answer(kinds: &[u8], text: &str, status: u8, moved: bool, until: JsValue) -> JsValue;

    /// Of each its start, and of all in turn what it puts there and what that is, each behind a line break.
    fn completions(starts: &[u32], texts: &str) -> JsValue;
}

/// The interpreter, and whether its host moves the clock.
#[wasm_bindgen]
pub struct Console {
    keeps_time: bool,
}

/// What a line is run with: files that the caller has handed in.
struct Caller {
    files: Files,
    keeps_time: bool,
}

impl Host for Caller {
    fn read_file(&mut self, path: &str) -> Result<String, String> {
        self.files.read_file(path)
    }

    fn keeps_time(&self) -> bool {
        self.keeps_time
    }
}

#[wasm_bindgen]
impl Console {
    #[wasm_bindgen(constructor)]
    pub fn new(options: JsValue) -> Answer<Console> {
        Ok(Console { keeps_time: argument("options", options, read::keeps_time)? })
    }

    pub fn run(&self, cluster: &Cluster, line: JsValue, files: JsValue) -> Answer<JsValue> {
        let answered = cluster.change(
            || Ok((argument("line", line, read::text)?, argument("files", files, read::files)?)),
            |core, (line, files)| {
                let mut host = Caller { files: Files(files), keeps_time: self.keeps_time };
                Ok(Core.run(core, &line, &mut host))
            },
        )?;
        let kinds: Vec<u8> = answered.lines.iter().map(|line| kind(line.kind)).collect();
        let until = write::time(answered.until);
        // No line holds a line break.
        Ok(answer(&kinds, &answered.text(), answered.status, answered.moved, until))
    }

    pub fn complete(&self, cluster: &Cluster, line: JsValue, cursor: JsValue) -> Answer<JsValue> {
        let (line, found) = cluster.call(
            || Ok((argument("line", line, read::text)?, argument("cursor", cursor, read::int)?)),
            |core, (line, cursor)| {
                let found = Core.complete(core, &line, bytes_at(&line, cursor));
                Ok((line, found))
            },
        )?;
        let starts: Vec<u32> = found.iter().map(|it| units_at(&line, it.start)).collect();
        let all = |it: &Completion| [it.text.as_str(), "\n", &it.about, "\n"].concat();
        let texts: String = found.iter().map(all).collect();
        Ok(completions(&starts, &texts))
    }

    /// In place of the generated one, which throws the second time: there is nothing to give back.
    pub fn free(&self) {}
}

fn kind(kind: LineKind) -> u8 {
    match kind {
        LineKind::Output => 0,
        LineKind::Error => 1,
        LineKind::Command => 2,
    }
}

/// The place in bytes of a place in UTF-16; one behind the end, or within a pair, is the next one that there is.
fn bytes_at(line: &str, units: i32) -> usize {
    let mut left = units;
    for (at, sign) in line.char_indices() {
        if left <= 0 {
            return at;
        }
        left -= sign.len_utf16() as i32;
    }
    line.len()
}

/// The place in UTF-16 of a place in bytes.
fn units_at(line: &str, bytes: usize) -> u32 {
    line[..bytes].chars().map(|sign| sign.len_utf16() as u32).sum()
}

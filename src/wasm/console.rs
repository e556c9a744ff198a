//! `Console` as JavaScript sees it: the command line of CCP.
//!
//! Lines cross as one text, which `js/console.js` cuts up: they are a thousand where a list is long, and objects cost
//! far less from inside JavaScript.

use super::cluster::{Answer, Cluster};
use super::error::Error;
use super::job_xml::{job_spec, task_spec};
use super::read::{self, argument};
use super::write;
use crate::console::{Call, Completion, Console as Core, Files, Host, LineKind, Made, PASSWORD};
use js_sys::Array;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(raw_module = "./console.js")]
extern "C" {
    /// Of each line its kind, and all of them with a line break between.
    fn answer(kinds: &[u8], text: &str, calls: JsValue, status: u8, moved: bool, until: JsValue) -> JsValue;

    fn call(
        name: &str,
        args: Array,
        user: &str,
        is_admin: bool,
        time: f64,
        event_count: f64,
        error: JsValue,
    ) -> JsValue;

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
        let calls = write::array(&answered.calls, made);
        // No line holds a line break.
        Ok(answer(&kinds, &answered.text(), calls, answered.status, answered.moved, until))
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

/// A call that a line has made.
fn made(made: &Made) -> JsValue {
    let error = made.error.clone().map_or(JsValue::NULL, |error| Error::from(error).into());
    let (name, args) = written(&made.call);
    call(name, args, &made.user, made.is_admin, made.time as f64, made.event_count as f64, error)
}

/// Its name and its arguments.
fn written(call: &Call) -> (&'static str, Array) {
    let text = |text: &String| JsValue::from_str(text);
    let id = |id: &i32| JsValue::from(*id);
    let ids = |ids: &[i32]| write::ids(ids);
    match call {
        Call::AddJob(job) => ("addJob", Array::of1(&job_spec(job))),
        Call::QueueJob(job) => ("queueJob", Array::of1(&job_spec(job))),
        Call::AddTask(job, task) => ("addTask", Array::of2(&id(job), &task_spec(task))),
        Call::SubmitJob(job) => ("submitJob", Array::of1(&id(job))),
        Call::SubmitJobs(jobs) => ("submitJobs", Array::of1(&ids(jobs))),
        Call::CancelJob(job, message) => ("cancelJob", Array::of2(&id(job), &text(message))),
        Call::CancelJobs(jobs, message) => ("cancelJobs", Array::of2(&ids(jobs), &text(message))),
        Call::RequeueJob(job) => ("requeueJob", Array::of1(&id(job))),
        Call::RequeueJobs(jobs) => ("requeueJobs", Array::of1(&ids(jobs))),
        Call::CancelTask(job, task, message) => {
            ("cancelTask", Array::of3(&id(job), &id(task), &text(message)))
        }
        Call::CancelTasks(job, tasks, message) => {
            ("cancelTasks", Array::of3(&id(job), &ids(tasks), &text(message)))
        }
        Call::RequeueTask(job, task) => ("requeueTask", Array::of2(&id(job), &id(task))),
        Call::RequeueTasks(job, tasks) => ("requeueTasks", Array::of2(&id(job), &ids(tasks))),
        Call::ModifyJob(job, spec) => ("modifyJob", Array::of2(&id(job), &job_spec(spec))),
        Call::ModifyJobTerm(job, term, value) => {
            ("modifyJobTerm", Array::of3(&id(job), &text(term), &text(value)))
        }
        Call::SetClusterParameter(name, value) => {
            ("setClusterParameter", Array::of2(&text(name), &text(value)))
        }
        Call::SetEnvironmentVariable(name, value) => {
            ("setEnvironmentVariable", Array::of2(&text(name), &text(value)))
        }
        Call::ApproveNode(name) => ("approveNode", Array::of1(&text(name))),
        Call::PauseNode(name) => ("pauseNode", Array::of1(&text(name))),
        Call::ResumeNode(name) => ("resumeNode", Array::of1(&text(name))),
        Call::FailNode(name) => ("failNode", Array::of1(&text(name))),
        Call::RestoreNode(name) => ("restoreNode", Array::of1(&text(name))),
        Call::SetCachedCredentials(user, is_given) => {
            let password = JsValue::from_str(if *is_given { PASSWORD } else { "" });
            ("setCachedCredentials", Array::of3(&text(user), &password, &JsValue::TRUE))
        }
        Call::DeleteCachedCredentials(user) => ("deleteCachedCredentials", Array::of1(&text(user))),
        Call::GetNewCommandId => ("getNewCommandId", Array::new()),
        Call::ExecuteCommand(command, task) => ("executeCommand", Array::of2(&id(command), &task_spec(task))),
    }
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

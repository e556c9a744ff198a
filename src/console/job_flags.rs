//! Jobs and tasks out of flags and files.

use super::arguments::{Arguments, names};
use super::{Failure, Run, usage};
use crate::spec::{JobSpec, TaskSpec};

impl Run<'_> {
    /// The file that a flag names.
    fn file(&mut self, flag: &str) -> Result<Option<String>, Failure> {
        let Some(path) = self.arguments.text(flag) else { return Ok(None) };
        match self.host.read_file(path) {
            Ok(text) => Ok(Some(text)),
            Err(sentence) => usage(&[path, ": ", &sentence]),
        }
    }

    /// A job of the file, if one is named, and of the flags, which count more.
    pub(super) fn job_spec(&mut self) -> Result<JobSpec, Failure> {
        let mut spec = match self.file("jobfile")? {
            Some(xml) => self.host.job_from_xml(&xml)?,
            None => JobSpec::default(),
        };
        self.take_job_terms(&mut spec)?;
        Ok(spec)
    }

    /// Changes a job's terms to what the flags say.
    pub(super) fn take_job_terms(&self, spec: &mut JobSpec) -> Result<(), Failure> {
        let given = &self.arguments;
        take_text(given, "jobname", &mut spec.name);
        take_text(given, "projectname", &mut spec.project);
        take_text(given, "license", &mut spec.software_license);
        take(given.priority()?, &mut spec.priority);
        if let Some((least, most)) = given.processors()? {
            (spec.minimum_number_of_processors, spec.maximum_number_of_processors) = (least, most);
        }
        take(given.nodes(self.cluster, "askednodes"), &mut spec.asked_nodes);
        take(given.bool("exclusive")?, &mut spec.is_exclusive);
        take(given.runtime()?.map(Some), &mut spec.runtime);
        take(given.bool("rununtilcanceled")?, &mut spec.run_until_canceled);
        Ok(())
    }

    /// A task of the file, if one is named, of the flags that only tasks have, and of the command line.
    pub(super) fn task_spec(&mut self) -> Result<TaskSpec, Failure> {
        let mut spec = match self.file("taskfile")? {
            Some(xml) => self.host.task_from_xml(&xml)?,
            None => TaskSpec::default(),
        };
        let given = &self.arguments;
        if let Some(command_line) = &given.command_line {
            command_line.clone_into(&mut spec.command_line);
        }
        for (flag, into) in [
            ("name", &mut spec.name),
            ("workdir", &mut spec.work_directory),
            ("stdin", &mut spec.stdin),
            ("stdout", &mut spec.stdout),
            ("stderr", &mut spec.stderr),
        ] {
            take_text(given, flag, into);
        }
        take(given.bool("rerunnable")?, &mut spec.is_rerunnable);
        take(given.nodes(self.cluster, "requirednodes"), &mut spec.required_nodes);
        let depend = given.text("depend").map(|list| names(list).map(str::to_owned).collect());
        take(depend, &mut spec.depend);
        spec.environment_variables.extend(given.variables()?);
        Ok(spec)
    }

    /// The same, with the flags that jobs have under the same names.
    pub(super) fn task_of_job(&mut self) -> Result<TaskSpec, Failure> {
        let mut spec = self.task_spec()?;
        let given = &self.arguments;
        if let Some((least, most)) = given.processors()? {
            (spec.minimum_number_of_processors, spec.maximum_number_of_processors) = (least, most);
        }
        take(given.bool("exclusive")?, &mut spec.is_exclusive);
        take(given.runtime()?, &mut spec.runtime);
        Ok(spec)
    }
}

fn take<T>(given: Option<T>, into: &mut T) {
    if let Some(given) = given {
        *into = given;
    }
}

fn take_text(given: &Arguments, flag: &str, into: &mut String) {
    if let Some(text) = given.text(flag) {
        text.clone_into(into);
    }
}

//! Jobs and tasks as elements of a job file.

use super::parser::{NAMESPACE, quoted};
use super::writer::Writer;
use super::{SIMULATION_TERM, given_twice, is_simulation_term};
use crate::JobId;
use crate::cluster::Cluster;
use crate::jobs::Flags;
use crate::lifecycle::JobStatus;
use crate::spec::{JobSpec, Simulation, TaskSpec};
use crate::time::Runtime;

impl Cluster {
    /// With what only a job in a cluster has, and a task of it.
    pub(super) fn write_job_file(&self, id: JobId, writer: &mut Writer) {
        let (record, run) = (self.jobs.record(id), self.jobs.run(id));
        let text = |handle| self.jobs.texts.get(handle);
        let mut spec = self.spec_of(id);
        spec.name = self.name_of(id);
        if spec.user.is_empty() {
            text(record.owner).clone_into(&mut spec.user);
        }
        let held = if record.status == JobStatus::Running { run.held() } else { Vec::new() };
        writer.begin("Job");
        writer.texts(&[
            ("xmlns", NAMESPACE),
            ("Id", &id.to_string()),
            ("Status", record.status.name()),
            ("SubmittedBy", text(record.owner)),
            ("AllocatedNodes", &self.names(&held)),
            ("IsBackfill", truth(record.flags.has(Flags::BACKFILL))),
            ("ErrorMessage", text(record.message)),
        ]);
        writer.job_terms(&spec);
        writer.begin_all("Tasks", record.tasks == 0);
        for at in 0..record.tasks as usize {
            let task = self.jobs.task(id, at);
            let place = match &run.work {
                _ if task.status != JobStatus::Running => &[],
                Some(work) => work.places.get(at).map_or(&[][..], |place| &place[..]),
                None => &held[..],
            };
            writer.begin("Task");
            writer.texts(&[
                ("Id", &(at + 1).to_string()),
                ("ParentJobId", &id.to_string()),
                ("Status", task.status.name()),
                ("AllocatedNodes", &self.names(place)),
                ("ExitCode", &task.exit_code.to_string()),
                ("ErrorMessage", text(task.message)),
            ]);
            writer.task_terms(&self.jobs.terms.get(task.terms).spec);
        }
        writer.end_all("Tasks", record.tasks == 0);
        writer.end("Job");
    }

    /// Names of nodes have no commas in them.
    fn names(&self, place: &[(u32, u32)]) -> String {
        let names: Vec<&str> = place.iter().map(|(node, _)| &*self.nodes.node(*node).name).collect();
        names.join(",")
    }
}

impl Writer {
    /// A job's attributes, and its extended terms behind them. Defaults are left out, but not where the documentation
    /// contradicts itself or surprises.
    pub(super) fn job_terms(&mut self, job: &JobSpec) {
        self.texts(&[("Name", &job.name), ("Priority", job.priority.name())]);
        self.processors(job.minimum_number_of_processors, job.maximum_number_of_processors);
        if let Some(runtime) = job.runtime {
            self.attribute("Runtime", &runtime.to_string());
        }
        self.texts(&[
            ("RunUntilCanceled", truth(job.run_until_canceled)),
            ("IsExclusive", truth(job.is_exclusive)),
        ]);
        self.list("AskedNodes", &job.asked_nodes);
        self.texts(&[
            ("SoftwareLicense", &job.software_license),
            ("Project", &job.project),
            ("User", &job.user),
        ]);
        self.content();
        self.terms(&job.extended_job_terms);
    }

    /// The same for a task; it ends there.
    pub(super) fn task_terms(&mut self, task: &TaskSpec) {
        self.texts(&[("Name", &task.name)]);
        self.attribute("CommandLine", &task.command_line);
        self.list("Depend", &task.depend);
        self.processors(task.minimum_number_of_processors, task.maximum_number_of_processors);
        if task.runtime != Runtime::Infinite {
            self.attribute("Runtime", &task.runtime.to_string());
        }
        self.texts(&[("IsExclusive", truth(task.is_exclusive)), ("IsRerunnable", truth(task.is_rerunnable))]);
        self.list("RequiredNodes", &task.required_nodes);
        self.texts(&[
            ("WorkDirectory", &task.work_directory),
            ("Stdin", &task.stdin),
            ("Stdout", &task.stdout),
            ("Stderr", &task.stderr),
        ]);
        self.content();
        self.pairs("EnvironmentVariables", "Variable", &task.environment_variables);
        if task.extended_task_terms.iter().any(|(name, _)| is_simulation_term(name)) {
            let problem = " stands in a job file for the task's simulation: give that instead.";
            self.refuse(&["The extended term ", SIMULATION_TERM, problem]);
        }
        match task.simulation {
            None => self.terms(&task.extended_task_terms),
            Some(simulation) => {
                let mut terms = task.extended_task_terms.clone();
                terms.push((SIMULATION_TERM.to_owned(), simulation_text(simulation)));
                self.terms(&terms);
            }
        }
        self.end("Task");
    }

    fn processors(&mut self, minimum: i32, maximum: i32) {
        self.attribute("MinimumNumberOfProcessors", &minimum.to_string());
        self.attribute("MaximumNumberOfProcessors", &maximum.to_string());
    }

    /// Terms that are given twice could not be read again.
    fn terms(&mut self, terms: &[(String, String)]) {
        if let Some(at) = given_twice(terms) {
            self.refuse(&[
                "The extended term ",
                &quoted(&terms[at].0),
                " is given twice; case does not matter.",
            ]);
        }
        self.pairs("ExtendedTerms", "Term", terms);
    }

    fn pairs(&mut self, list: &str, item: &str, pairs: &[(String, String)]) {
        self.begin_all(list, pairs.is_empty());
        for (name, value) in pairs {
            self.begin(item);
            self.content();
            self.text_element("Name", name);
            self.text_element("Value", value);
            self.end(item);
        }
        self.end_all(list, pairs.is_empty());
    }
}

fn truth(value: bool) -> &'static str {
    if value { "true" } else { "false" }
}

fn simulation_text(simulation: Simulation) -> String {
    let duration = simulation.duration.map_or_else(|| "Infinite".to_owned(), |millis| millis.to_string());
    format!("Duration={duration},ExitCode={}", simulation.exit_code)
}

//! Job files and task files: CCP's job template in XML, read and written.
//!
//! The schema has no place for what a task does on a simulated node, and no wildcard that would allow attributes of
//! our own; so that stands in an extended term, [`SIMULATION_TERM`], and the file stays one that CCP takes.

mod bytes;
mod parser;
mod writer;

pub use parser::XmlError;

use crate::JobId;
use crate::cluster::Cluster;
use crate::error::{ClusterError, ErrorCode, Result};
use crate::jobs::Flags;
use crate::lifecycle::{JobPriority, JobStatus};
use crate::modify::split_names;
use crate::spec::{JobSpec, Simulation, TaskSpec};
use crate::time::Runtime;
use crate::view::{Job, Task};
use parser::{Attribute, Element, NAMESPACE, Parser, Read, boolean, int, quoted, unknown_attribute};
use writer::Writer;

/// The extended term of a task that says what it does on a simulated node: `Duration=90000,ExitCode=3` in
/// milliseconds, or `Duration=Infinite,ExitCode=0`.
pub const SIMULATION_TERM: &str = "ccp-scheduler.Simulation";

impl From<XmlError> for ClusterError {
    fn from(error: XmlError) -> ClusterError {
        ClusterError::new(ErrorCode::InvalidXml, error.to_string())
    }
}

impl JobSpec {
    /// `ICluster::CreateJobFromXml`: a job file's one job with its tasks. What only a job in a cluster has (`Id`,
    /// `Status` …) is ignored, as documented. The values are checked when the job is added.
    ///
    /// ```
    /// use ccp_scheduler::JobSpec;
    /// let job = JobSpec::from_xml(
    ///     r#"<Job xmlns="http://www.microsoft.com/ComputeCluster/" Name="nightly">
    ///          <ExtendedTerms />
    ///          <Tasks>
    ///            <Task CommandLine="sleep 90"><EnvironmentVariables /><ExtendedTerms /></Task>
    ///          </Tasks>
    ///        </Job>"#,
    /// )?;
    /// assert_eq!((&*job.name, job.tasks.len()), ("nightly", 1));
    /// assert_eq!(JobSpec::from_xml(&job.to_xml()?)?, job);
    /// let error = JobSpec::from_xml("<Job>\n</Jop>").unwrap_err();
    /// assert_eq!((error.line, error.column), (1, 1));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// Where the text stops being a job file, and what is wrong there.
    pub fn from_xml(text: &str) -> std::result::Result<JobSpec, XmlError> {
        document(text, None, "Job", read_job)
    }

    /// `ICluster::CreateJobFromXmlFile`: the same from a file's bytes, UTF-8 or UTF-16 with its byte order mark.
    ///
    /// # Errors
    /// As [`JobSpec::from_xml`].
    pub fn from_xml_bytes(bytes: &[u8]) -> std::result::Result<JobSpec, XmlError> {
        let (text, encoding) = bytes::text_of(bytes)?;
        document(&text, Some(encoding), "Job", read_job)
    }

    /// The job file from which [`JobSpec::from_xml`] makes this again.
    ///
    /// # Errors
    /// `InvalidXml`: something in it cannot be written, a control character or a name with a comma in it.
    pub fn to_xml(&self) -> Result<String> {
        let mut writer = Writer::new();
        write_job(&mut writer, self, None)?;
        Ok(writer.finish())
    }
}

impl TaskSpec {
    /// `ICluster::CreateTaskFromXml`: a task file's one task. See [`JobSpec::from_xml`].
    ///
    /// # Errors
    /// Where the text stops being a task file, and what is wrong there.
    pub fn from_xml(text: &str) -> std::result::Result<TaskSpec, XmlError> {
        document(text, None, "Task", read_task)
    }

    /// `ICluster::CreateTaskFromXmlFile`: the same from a file's bytes, UTF-8 or UTF-16 with its byte order mark.
    ///
    /// # Errors
    /// As [`TaskSpec::from_xml`].
    pub fn from_xml_bytes(bytes: &[u8]) -> std::result::Result<TaskSpec, XmlError> {
        let (text, encoding) = bytes::text_of(bytes)?;
        document(&text, Some(encoding), "Task", read_task)
    }

    /// The task file from which [`TaskSpec::from_xml`] makes this again.
    ///
    /// # Errors
    /// As [`JobSpec::to_xml`].
    pub fn to_xml(&self) -> Result<String> {
        let mut writer = Writer::new();
        write_task(&mut writer, self, None, Some(NAMESPACE))?;
        Ok(writer.finish())
    }
}

impl Cluster {
    /// A job of the cluster as a job file, with what only it has: its id, status, allocated nodes, submitter and
    /// messages, as CCP hands them to filters. [`JobSpec::from_xml`] ignores these, so it serves as a template too.
    ///
    /// # Errors
    /// `InvalidJobId`; `InvalidXml`, see [`JobSpec::to_xml`].
    pub fn job_to_xml(&self, job: JobId) -> Result<String> {
        let view = self.get_job(job)?;
        let given = self.jobs.record(job).flags.has(Flags::RUNTIME_GIVEN);
        let spec = JobSpec {
            runtime: (given || view.runtime != Runtime::Infinite).then_some(view.runtime),
            ..spec_of(&view)
        };
        let names = |place: &[(u32, u32)]| -> Vec<String> {
            place.iter().map(|(node, _)| self.nodes.node(*node).name.clone()).collect()
        };
        let details = self.jobs.details(job);
        let held = if view.status == JobStatus::Running { details.held() } else { Vec::new() };
        let place = |at: usize| match &details.work {
            _ if view.tasks[at].status != JobStatus::Running => &[],
            Some(work) => work.places.get(at).map_or(&[][..], |place| &place[..]),
            None => &held[..],
        };
        let tasks = view.tasks.iter().enumerate().map(|(at, task)| (task, names(place(at)))).collect();
        let state = State { job: &view, allocated: names(&held), tasks };
        let mut writer = Writer::new();
        self.noted(write_job(&mut writer, &spec, Some(&state)))?;
        Ok(writer.finish())
    }
}

// ── reading ──

fn document<T>(
    text: &str,
    encoding: Option<&str>,
    root: &str,
    read: impl for<'a> Fn(&mut Parser<'a>, &Element<'a>) -> Read<T>,
) -> Read<T> {
    let (mut parser, element) = Parser::new(text, encoding)?;
    if element.name != root {
        let other = if root == "Job" { "a job file" } else { "a task file" };
        return Err(element.place.error(&[
            "The first element of ",
            other,
            " is ",
            root,
            ", not ",
            &quoted(element.name),
            ".",
        ]));
    }
    not_nil(&element)?;
    let read = read(&mut parser, &element)?;
    parser.end()?;
    Ok(read)
}

fn read_job<'a>(parser: &mut Parser<'a>, element: &Element<'a>) -> Read<JobSpec> {
    let mut job = JobSpec::default();
    for attribute in &element.attributes {
        match attribute.name {
            "Name" => job.name = attribute.text(),
            "Priority" => job.priority = attribute.one_of(&JobPriority::ALL, JobPriority::name)?,
            "MinimumNumberOfProcessors" => job.minimum_number_of_processors = attribute.int()?,
            "MaximumNumberOfProcessors" => job.maximum_number_of_processors = attribute.int()?,
            "Runtime" => job.runtime = Some(attribute.runtime()?),
            "RunUntilCanceled" => job.run_until_canceled = attribute.boolean()?,
            "IsExclusive" => job.is_exclusive = attribute.boolean()?,
            "AskedNodes" => job.asked_nodes = split_names(&attribute.value),
            "SoftwareLicense" => job.software_license = attribute.text(),
            "Project" => job.project = attribute.text(),
            "User" => job.user = attribute.text(),
            // Only a job in a cluster has these: they must be what they are, and are ignored.
            "Id" => drop(attribute.int()?),
            "Status" => drop(attribute.one_of(&JobStatus::ALL, JobStatus::name)?),
            "IsBackfill" => drop(attribute.boolean()?),
            "AllocatedNodes" | "SubmittedBy" | "ErrorMessage" => (),
            name => return Err(unknown_attribute(attribute.place, name)),
        }
    }
    const ORDER: &str = "A Job has an ExtendedTerms and a Tasks in it, in this order";
    let terms = required(parser, "Job", "ExtendedTerms", ORDER)?;
    job.extended_job_terms = read_pairs(parser, &terms, "Term")?;
    let tasks = required(parser, "Job", "Tasks", ORDER)?;
    while let Some(task) = parser.child(tasks.name)? {
        expect(&task, "Task", "A Tasks has only Task elements in it")?;
        not_in_nil(&tasks, &task)?;
        not_nil(&task)?;
        job.tasks.push(read_task(parser, &task)?);
    }
    finished(parser, "Job", ORDER)?;
    Ok(job)
}

fn read_task<'a>(parser: &mut Parser<'a>, element: &Element<'a>) -> Read<TaskSpec> {
    let mut task = TaskSpec::default();
    let mut has_command = false;
    for attribute in &element.attributes {
        match attribute.name {
            "CommandLine" => {
                task.command_line = attribute.text();
                has_command = true;
            }
            "Name" => task.name = attribute.text(),
            "Depend" => task.depend = split_names(&attribute.value),
            "MinimumNumberOfProcessors" => task.minimum_number_of_processors = attribute.int()?,
            "MaximumNumberOfProcessors" => task.maximum_number_of_processors = attribute.int()?,
            "Runtime" => task.runtime = attribute.runtime()?,
            "IsExclusive" => task.is_exclusive = attribute.boolean()?,
            "IsRerunnable" => task.is_rerunnable = attribute.boolean()?,
            "RequiredNodes" => task.required_nodes = split_names(&attribute.value),
            "WorkDirectory" => task.work_directory = attribute.text(),
            "Stdin" => task.stdin = attribute.text(),
            "Stdout" => task.stdout = attribute.text(),
            "Stderr" => task.stderr = attribute.text(),
            // As for jobs.
            "Id" | "ParentJobId" | "ExitCode" => drop(attribute.int()?),
            "Status" => drop(attribute.one_of(&JobStatus::ALL, JobStatus::name)?),
            "AllocatedNodes" | "ErrorMessage" => (),
            name => return Err(unknown_attribute(attribute.place, name)),
        }
    }
    if !has_command {
        return Err(element.place.error(&["A Task needs a CommandLine."]));
    }
    const ORDER: &str = "A Task has an EnvironmentVariables and an ExtendedTerms in it, in this order";
    let variables = required(parser, "Task", "EnvironmentVariables", ORDER)?;
    task.environment_variables = read_pairs(parser, &variables, "Variable")?;
    let terms = required(parser, "Task", "ExtendedTerms", ORDER)?;
    let pairs = read_pairs(parser, &terms, "Term")?;
    finished(parser, "Task", ORDER)?;
    for (name, value) in pairs {
        if !is_simulation_term(&name) {
            task.extended_task_terms.push((name, value));
        } else if let (None, Some(simulation)) = (task.simulation, simulation_from(&value)) {
            task.simulation = Some(simulation);
        } else {
            let problem = " must be there once, and say Duration=MILLISECONDS,ExitCode=CODE; the duration may be Infinite.";
            return Err(terms.place.error(&["The term ", SIMULATION_TERM, problem]));
        }
    }
    Ok(task)
}

/// The pairs of `<Term><Name>…</Name><Value>…</Value></Term>`; what is left out is empty.
fn read_pairs<'a>(parser: &mut Parser<'a>, list: &Element<'a>, item: &str) -> Read<Vec<(String, String)>> {
    no_attributes(list)?;
    let mut pairs = Vec::new();
    while let Some(element) = parser.child(list.name)? {
        expect(&element, item, &[list.name, " has only ", item, " elements in it"].concat())?;
        not_in_nil(list, &element)?;
        no_attributes(&element)?;
        let (mut name, mut value) = (None, None);
        while let Some(part) = parser.child(item)? {
            let target = match part.name {
                "Name" if name.is_none() && value.is_none() => &mut name,
                "Value" if value.is_none() => &mut value,
                found => {
                    return Err(part.place.error(&[
                        "A ",
                        item,
                        " has a Name and then a Value in it; ",
                        &quoted(found),
                        " is out of place.",
                    ]));
                }
            };
            not_in_nil(&element, &part)?;
            not_nil(&part)?;
            no_attributes(&part)?;
            *target = Some(parser.text_of(&part)?);
        }
        if !element.nil {
            pairs.push((name.unwrap_or_default(), value.unwrap_or_default()));
        }
    }
    Ok(pairs)
}

/// The next element in `parent`, which must be this one.
fn required<'a>(parser: &mut Parser<'a>, parent: &str, name: &str, order: &str) -> Read<Element<'a>> {
    match parser.child(parent)? {
        Some(element) => {
            expect(&element, name, order)?;
            if name == "Tasks" {
                no_attributes(&element)?;
            }
            Ok(element)
        }
        None => Err(parser.place().error(&[order, ": here <", name, " /> is missing."])),
    }
}

fn expect(element: &Element<'_>, name: &str, order: &str) -> Read<()> {
    if element.name == name {
        return Ok(());
    }
    Err(element.place.error(&[order, ": here ", name, " is expected, not ", &quoted(element.name), "."]))
}

fn finished(parser: &mut Parser<'_>, parent: &str, order: &str) -> Read<()> {
    match parser.child(parent)? {
        Some(element) => {
            Err(element.place.error(&[order, ": here ", &quoted(element.name), " is too much."]))
        }
        None => Ok(()),
    }
}

fn no_attributes(element: &Element<'_>) -> Read<()> {
    match element.attributes.first() {
        Some(attribute) => Err(unknown_attribute(attribute.place, attribute.name)),
        None => Ok(()),
    }
}

fn not_nil(element: &Element<'_>) -> Read<()> {
    if element.nil { Err(element.place.error(&["A ", element.name, " cannot be nil."])) } else { Ok(()) }
}

fn not_in_nil(parent: &Element<'_>, child: &Element<'_>) -> Read<()> {
    if parent.nil {
        Err(child.place.error(&["A ", parent.name, " that is nil has nothing in it."]))
    } else {
        Ok(())
    }
}

impl Attribute<'_> {
    fn text(&self) -> String {
        self.value.clone()
    }

    #[cold]
    fn must_be(&self, what: &str) -> XmlError {
        self.place.error(&[self.name, " must be ", what, ", not ", &quoted(&self.value), "."])
    }

    fn int(&self) -> Read<i32> {
        int(&self.value).ok_or_else(|| self.must_be("a whole number of 32 bits"))
    }

    fn boolean(&self) -> Read<bool> {
        boolean(&self.value).ok_or_else(|| self.must_be("true or false"))
    }

    fn runtime(&self) -> Read<Runtime> {
        self.value.parse().map_err(|()| self.must_be("Infinite, dd:hh:mm or dd:hh:mm:ss"))
    }

    fn one_of<T: Copy>(&self, all: &[T], name: fn(T) -> &'static str) -> Read<T> {
        all.iter().copied().find(|item| name(*item) == self.value).ok_or_else(|| {
            let names: Vec<_> = all.iter().map(|item| name(*item)).collect();
            self.must_be(&["one of ", &names.join(", ")].concat())
        })
    }
}

// ── writing ──

/// What a job in a cluster has and a specification has not.
struct State<'a> {
    job: &'a Job,
    allocated: Vec<String>,
    /// Each task, and its nodes.
    tasks: Vec<(&'a Task, Vec<String>)>,
}

/// Defaults are left out, but not where the documentation contradicts itself or surprises.
fn write_job(writer: &mut Writer, job: &JobSpec, state: Option<&State<'_>>) -> Result<()> {
    writer.begin("Job");
    writer.attribute("xmlns", NAMESPACE)?;
    if let Some(State { job, allocated, .. }) = state {
        writer.attribute("Id", &job.id.to_string())?;
        writer.attribute("Status", job.status.name())?;
        writer.text_attribute("SubmittedBy", &job.submitted_by)?;
        writer.list_attribute("AllocatedNodes", allocated)?;
        writer.attribute("IsBackfill", truth(job.is_backfill))?;
        writer.text_attribute("ErrorMessage", &job.error_message)?;
    }
    writer.text_attribute("Name", &job.name)?;
    writer.attribute("Priority", job.priority.name())?;
    writer.attribute("MinimumNumberOfProcessors", &job.minimum_number_of_processors.to_string())?;
    writer.attribute("MaximumNumberOfProcessors", &job.maximum_number_of_processors.to_string())?;
    if let Some(runtime) = job.runtime {
        writer.attribute("Runtime", &runtime.to_string())?;
    }
    writer.attribute("RunUntilCanceled", truth(job.run_until_canceled))?;
    writer.attribute("IsExclusive", truth(job.is_exclusive))?;
    writer.list_attribute("AskedNodes", &job.asked_nodes)?;
    writer.text_attribute("SoftwareLicense", &job.software_license)?;
    writer.text_attribute("Project", &job.project)?;
    writer.text_attribute("User", &job.user)?;
    writer.content();
    write_pairs(writer, "ExtendedTerms", "Term", &job.extended_job_terms)?;
    writer.begin("Tasks");
    if job.tasks.is_empty() {
        writer.no_content();
    } else {
        writer.content();
        for (at, task) in job.tasks.iter().enumerate() {
            let state = state.map(|state| &state.tasks[at]);
            write_task(writer, task, state, None)?;
        }
        writer.end("Tasks");
    }
    writer.end("Job");
    Ok(())
}

fn write_task(
    writer: &mut Writer,
    task: &TaskSpec,
    state: Option<&(&Task, Vec<String>)>,
    namespace: Option<&str>,
) -> Result<()> {
    writer.begin("Task");
    if let Some(namespace) = namespace {
        writer.attribute("xmlns", namespace)?;
    }
    if let Some((task, allocated)) = state {
        writer.attribute("Id", &task.id.to_string())?;
        writer.attribute("ParentJobId", &task.parent_job_id.to_string())?;
        writer.attribute("Status", task.status.name())?;
        writer.list_attribute("AllocatedNodes", allocated)?;
        writer.attribute("ExitCode", &task.exit_code.to_string())?;
        writer.text_attribute("ErrorMessage", &task.error_message)?;
    }
    writer.text_attribute("Name", &task.name)?;
    writer.attribute("CommandLine", &task.command_line)?;
    writer.list_attribute("Depend", &task.depend)?;
    writer.attribute("MinimumNumberOfProcessors", &task.minimum_number_of_processors.to_string())?;
    writer.attribute("MaximumNumberOfProcessors", &task.maximum_number_of_processors.to_string())?;
    if task.runtime != Runtime::Infinite {
        writer.attribute("Runtime", &task.runtime.to_string())?;
    }
    writer.attribute("IsExclusive", truth(task.is_exclusive))?;
    writer.attribute("IsRerunnable", truth(task.is_rerunnable))?;
    writer.list_attribute("RequiredNodes", &task.required_nodes)?;
    writer.text_attribute("WorkDirectory", &task.work_directory)?;
    writer.text_attribute("Stdin", &task.stdin)?;
    writer.text_attribute("Stdout", &task.stdout)?;
    writer.text_attribute("Stderr", &task.stderr)?;
    writer.content();
    write_pairs(writer, "EnvironmentVariables", "Variable", &task.environment_variables)?;
    if task.extended_task_terms.iter().any(|(name, _)| is_simulation_term(name)) {
        let message = format!(
            "The extended term {SIMULATION_TERM} stands in a job file for the task's simulation: give that instead."
        );
        return Err(ClusterError::new(ErrorCode::InvalidXml, message));
    }
    match task.simulation {
        None => write_pairs(writer, "ExtendedTerms", "Term", &task.extended_task_terms)?,
        Some(simulation) => {
            let term = (SIMULATION_TERM.to_owned(), simulation_text(simulation));
            write_pairs(writer, "ExtendedTerms", "Term", &[&task.extended_task_terms[..], &[term]].concat())?;
        }
    }
    writer.end("Task");
    Ok(())
}

fn write_pairs(writer: &mut Writer, list: &str, item: &str, pairs: &[(String, String)]) -> Result<()> {
    writer.begin(list);
    if pairs.is_empty() {
        writer.no_content();
        return Ok(());
    }
    writer.content();
    for (name, value) in pairs {
        writer.begin(item);
        writer.content();
        writer.text_element("Name", name)?;
        writer.text_element("Value", value)?;
        writer.end(item);
    }
    writer.end(list);
    Ok(())
}

fn truth(value: bool) -> &'static str {
    if value { "true" } else { "false" }
}

/// Extended terms are compared without case.
fn is_simulation_term(name: &str) -> bool {
    name.eq_ignore_ascii_case(SIMULATION_TERM)
}

fn simulation_text(simulation: Simulation) -> String {
    let duration = simulation.duration.map_or_else(|| "Infinite".to_owned(), |millis| millis.to_string());
    format!("Duration={duration},ExitCode={}", simulation.exit_code)
}

fn simulation_from(text: &str) -> Option<Simulation> {
    let (duration, exit_code) = text.strip_prefix("Duration=")?.split_once(",ExitCode=")?;
    let duration = if duration == "Infinite" { None } else { Some(duration.parse().ok()?) };
    Some(Simulation { duration, exit_code: exit_code.parse().ok()? })
}

// ── a job of a cluster as a specification ──

fn spec_of(job: &Job) -> JobSpec {
    JobSpec {
        name: job.name.clone(),
        priority: job.priority,
        minimum_number_of_processors: job.minimum_number_of_processors,
        maximum_number_of_processors: job.maximum_number_of_processors,
        runtime: Some(job.runtime),
        run_until_canceled: job.run_until_canceled,
        is_exclusive: job.is_exclusive,
        asked_nodes: job.asked_nodes.clone(),
        software_license: job.software_license.clone(),
        project: job.project.clone(),
        user: job.user.clone(),
        extended_job_terms: job.extended_job_terms.clone(),
        tasks: job.tasks.iter().map(task_spec_of).collect(),
    }
}

fn task_spec_of(task: &Task) -> TaskSpec {
    TaskSpec {
        command_line: task.command_line.clone(),
        name: task.name.clone(),
        depend: task.depend.clone(),
        minimum_number_of_processors: task.minimum_number_of_processors,
        maximum_number_of_processors: task.maximum_number_of_processors,
        runtime: task.runtime,
        is_exclusive: task.is_exclusive,
        is_rerunnable: task.is_rerunnable,
        required_nodes: task.required_nodes.clone(),
        work_directory: task.work_directory.clone(),
        stdin: task.stdin.clone(),
        stdout: task.stdout.clone(),
        stderr: task.stderr.clone(),
        environment_variables: task.environment_variables.clone(),
        extended_task_terms: task.extended_task_terms.clone(),
        simulation: task.simulation,
    }
}

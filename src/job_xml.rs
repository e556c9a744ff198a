//! Job files and task files: CCP's job template in XML, read and written.
//!
//! The schema has no place for what a task does on a simulated node, and no wildcard that would allow attributes of
//! our own; so that stands in an extended term, [`SIMULATION_TERM`], and the file stays one that CCP takes.

mod bytes;
mod parser;
mod read;
mod write;
mod writer;

pub use parser::XmlError;

use crate::JobId;
use crate::cluster::Cluster;
use crate::error::{ClusterError, ErrorCode, Result};
use crate::sorting::sort;
use crate::spec::{JobSpec, TaskSpec};
use parser::NAMESPACE;
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
        read::job(text, None).map_err(|error| *error)
    }

    /// `ICluster::CreateJobFromXmlFile`: the same from a file's bytes, UTF-8 or UTF-16 with its byte order mark.
    ///
    /// # Errors
    /// As [`JobSpec::from_xml`].
    pub fn from_xml_bytes(bytes: &[u8]) -> std::result::Result<JobSpec, XmlError> {
        let read = bytes::text_of(bytes).and_then(|(text, encoding)| read::job(&text, Some(encoding)));
        read.map_err(|error| *error)
    }

    /// The job file from which [`JobSpec::from_xml`] makes this again.
    ///
    /// # Errors
    /// `InvalidXml`: something in it cannot be written, a control character or a name with a comma in it.
    pub fn to_xml(&self) -> Result<String> {
        let mut writer = Writer::new();
        writer.begin("Job");
        writer.attribute("xmlns", NAMESPACE);
        writer.job_terms(self);
        writer.begin_all("Tasks", self.tasks.is_empty());
        for task in &self.tasks {
            writer.begin("Task");
            writer.task_terms(task);
        }
        writer.end_all("Tasks", self.tasks.is_empty());
        writer.end("Job");
        writer.finish()
    }
}

impl TaskSpec {
    /// `ICluster::CreateTaskFromXml`: a task file's one task. See [`JobSpec::from_xml`].
    ///
    /// # Errors
    /// Where the text stops being a task file, and what is wrong there.
    pub fn from_xml(text: &str) -> std::result::Result<TaskSpec, XmlError> {
        read::task(text, None).map_err(|error| *error)
    }

    /// `ICluster::CreateTaskFromXmlFile`: the same from a file's bytes, UTF-8 or UTF-16 with its byte order mark.
    ///
    /// # Errors
    /// As [`TaskSpec::from_xml`].
    pub fn from_xml_bytes(bytes: &[u8]) -> std::result::Result<TaskSpec, XmlError> {
        let read = bytes::text_of(bytes).and_then(|(text, encoding)| read::task(&text, Some(encoding)));
        read.map_err(|error| *error)
    }

    /// The task file from which [`TaskSpec::from_xml`] makes this again.
    ///
    /// # Errors
    /// As [`JobSpec::to_xml`].
    pub fn to_xml(&self) -> Result<String> {
        let mut writer = Writer::new();
        writer.begin("Task");
        writer.attribute("xmlns", NAMESPACE);
        writer.task_terms(self);
        writer.finish()
    }
}

impl Cluster {
    /// A job of the cluster as a job file, with what only it has: its id, status, allocated nodes, submitter and
    /// messages, as CCP hands them to filters. [`JobSpec::from_xml`] ignores these, so it serves as a template too.
    ///
    /// # Errors
    /// `InvalidJobId`; `InvalidXml`, see [`JobSpec::to_xml`].
    pub fn job_to_xml(&self, job: JobId) -> Result<String> {
        self.noted(self.check_job(job).and_then(|()| self.job_file(job)))
    }

    /// The same of a job that is there, for a filter.
    pub(crate) fn job_file(&self, job: JobId) -> Result<String> {
        let mut writer = Writer::new();
        self.write_job_file(job, &mut writer);
        writer.finish()
    }
}

/// Extended terms are compared without case.
fn is_simulation_term(name: &str) -> bool {
    name.eq_ignore_ascii_case(SIMULATION_TERM)
}

/// The place of an extended term whose name an earlier one has.
fn given_twice(terms: &[(String, String)]) -> Option<usize> {
    let lower = |(at, term): (usize, &(String, String))| (term.0.to_ascii_lowercase(), at);
    let mut names: Vec<(String, usize)> = terms.iter().enumerate().map(lower).collect();
    sort(&mut names);
    names.windows(2).find(|two| two[0].0 == two[1].0).map(|two| two[1].1)
}

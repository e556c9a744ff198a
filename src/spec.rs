//! What a caller hands in: options, nodes, jobs and tasks, as plain data. They are checked when they are used.

use crate::choices::Choices;
use crate::lifecycle::{JobPriority, NodeStatus};
use crate::time::{Runtime, Time};
use std::hash::{Hash, Hasher};

/// What a cluster is made of. Start from `ClusterOptions::default()`.
#[derive(Clone, Debug, PartialEq)]
pub struct ClusterOptions {
    /// The head node's name.
    pub name: String,
    /// All nodes there are; there is no implicit head node. Names are unique and compared exactly.
    pub nodes: Vec<NodeSpec>,
    /// Where the clock starts. Default 0.
    pub now: Time,
    /// Who calls: `domain\user`. Default `CLUSTER\Administrator`.
    pub user: String,
    /// Default true.
    pub is_admin: bool,
    /// Default true: the lowest free id is given out again, as documented.
    pub reuse_job_ids: bool,
    /// Who ends tasks. Default: the cluster itself.
    pub execution: Execution,
    /// Initial values for `set_cluster_parameter`, in order.
    pub parameters: Vec<(String, String)>,
    /// Default true. False: the name is empty until `connect`.
    pub connected: bool,
    /// Switches for open questions of the documentation, all off.
    pub choices: Choices,
}

impl Default for ClusterOptions {
    fn default() -> ClusterOptions {
        ClusterOptions {
            name: "HEADNODE".to_owned(),
            nodes: Vec::new(),
            now: 0,
            user: "CLUSTER\\Administrator".to_owned(),
            is_admin: true,
            reuse_job_ids: true,
            execution: Execution::Simulated,
            parameters: Vec::new(),
            connected: true,
            choices: Choices::default(),
        }
    }
}

impl ClusterOptions {
    /// The default options with these nodes of (name, processors).
    pub fn with_nodes<'a>(nodes: impl IntoIterator<Item = (&'a str, i32)>) -> ClusterOptions {
        let nodes = nodes.into_iter().map(|(name, processors)| NodeSpec::new(name, processors)).collect();
        ClusterOptions { nodes, ..ClusterOptions::default() }
    }
}

/// Who says when a task ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Execution {
    /// The cluster itself, from [`Simulation`] or the command line.
    #[default]
    Simulated,
    /// The host, by `complete_task`.
    Host,
}

/// One compute node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NodeSpec {
    /// Not empty, unique, without a comma.
    pub name: String,
    /// 1 or more.
    pub number_of_processors: i32,
    /// Megabytes, 0 or more. Default 1024.
    pub memory: i32,
    /// Default Ready. A Pending node waits for `approve_node`.
    pub status: NodeStatus,
}

impl NodeSpec {
    /// A Ready node.
    pub fn new(name: &str, number_of_processors: i32) -> NodeSpec {
        NodeSpec { name: name.to_owned(), number_of_processors, memory: 1_024, status: NodeStatus::Ready }
    }
}

/// The writable properties of IJob. Start from `JobSpec::default()`, which has the documented defaults.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobSpec {
    /// At most 80 UTF-16 code units. Empty: the user's name, a colon and the time of creation.
    pub name: String,
    /// Default Normal. Above Normal only for administrators, checked when the job is submitted.
    pub priority: JobPriority,
    /// 1 or more. Default 1.
    pub minimum_number_of_processors: i32,
    /// At least the minimum. Default 1.
    pub maximum_number_of_processors: i32,
    /// `None`: left out, so that the cluster parameter JobRuntime is taken when the job is submitted.
    pub runtime: Option<Runtime>,
    /// Keep the processors until cancelled, also without tasks. Default false.
    pub run_until_canceled: bool,
    /// No other job on the job's nodes. Default **true**, as documented.
    pub is_exclusive: bool,
    /// The nodes that the job may run on; empty: all. Unknown names are refused.
    pub asked_nodes: Vec<String>,
    /// `feature:count{,feature:count}` or empty. Data for filters; nothing counts licences.
    pub software_license: String,
    /// At most 80 UTF-16 code units.
    pub project: String,
    /// RunAs user. Empty: the user who adds the job.
    pub user: String,
    /// Extended terms; names at most 80, values at most 1,024 UTF-16 code units, names compared without case.
    pub extended_job_terms: Vec<(String, String)>,
    /// Added with the job, with the ids 1, 2, 3 …
    pub tasks: Vec<TaskSpec>,
}

impl Default for JobSpec {
    fn default() -> JobSpec {
        JobSpec {
            name: String::new(),
            priority: JobPriority::Normal,
            minimum_number_of_processors: 1,
            maximum_number_of_processors: 1,
            runtime: None,
            run_until_canceled: false,
            is_exclusive: true,
            asked_nodes: Vec::new(),
            software_license: String::new(),
            project: String::new(),
            user: String::new(),
            extended_job_terms: Vec::new(),
            tasks: Vec::new(),
        }
    }
}

impl JobSpec {
    /// A job of `processors` processors, minimum and maximum, with these tasks.
    pub fn new(name: &str, processors: i32, tasks: Vec<TaskSpec>) -> JobSpec {
        JobSpec {
            name: name.to_owned(),
            minimum_number_of_processors: processors,
            maximum_number_of_processors: processors,
            tasks,
            ..JobSpec::default()
        }
    }
}

/// The writable properties of ITask. Start from `TaskSpec::default()`; only the command line is required.
#[derive(Clone, Debug)]
pub struct TaskSpec {
    /// Required, at most 480 UTF-16 code units. See [`Simulation`] for what it does here.
    pub command_line: String,
    /// At most 80 UTF-16 code units; dependencies refer to it.
    pub name: String,
    /// Names of tasks of the same job that must have ended, well or not, before this one starts.
    pub depend: Vec<String>,
    /// 1 up to the job's minimum. Default 1.
    pub minimum_number_of_processors: i32,
    /// At least the own minimum, up to the job's maximum. Default 1.
    pub maximum_number_of_processors: i32,
    /// Default Infinite. A task over its limit is Failed.
    pub runtime: Runtime,
    /// No other task of the job on the node meanwhile. Default false.
    pub is_exclusive: bool,
    /// Default true. False forbids requeueing, also of the job.
    pub is_rerunnable: bool,
    /// The nodes the task must run on, all of them; a subset of the job's asked nodes where it has some.
    pub required_nodes: Vec<String>,
    /// Absolute path, stored only.
    pub work_directory: String,
    /// Path, stored only.
    pub stdin: String,
    /// Path, stored only.
    pub stdout: String,
    /// Path, stored only.
    pub stderr: String,
    /// Names and values together at most 2,048 UTF-16 code units.
    pub environment_variables: Vec<(String, String)>,
    /// As the job's extended terms.
    pub extended_task_terms: Vec<(String, String)>,
    /// What the task does on a simulated node. `None`: the command line decides.
    pub simulation: Option<Simulation>,
}

impl Default for TaskSpec {
    fn default() -> TaskSpec {
        TaskSpec {
            command_line: String::new(),
            name: String::new(),
            depend: Vec::new(),
            minimum_number_of_processors: 1,
            maximum_number_of_processors: 1,
            runtime: Runtime::Infinite,
            is_exclusive: false,
            is_rerunnable: true,
            required_nodes: Vec::new(),
            work_directory: String::new(),
            stdin: String::new(),
            stdout: String::new(),
            stderr: String::new(),
            environment_variables: Vec::new(),
            extended_task_terms: Vec::new(),
            simulation: None,
        }
    }
}

/// As the derived one, but what is empty is not looked at: a C library may take 100 ns to compare nothing with nothing,
/// and here that was done six times for each job that is added (measured: 690 → 300 ns).
impl PartialEq for TaskSpec {
    fn eq(&self, other: &TaskSpec) -> bool {
        let TaskSpec {
            command_line,
            name,
            depend,
            minimum_number_of_processors,
            maximum_number_of_processors,
            runtime,
            is_exclusive,
            is_rerunnable,
            required_nodes,
            work_directory,
            stdin,
            stdout,
            stderr,
            environment_variables,
            extended_task_terms,
            simulation,
        } = self;
        let texts = [
            (command_line, &other.command_line),
            (name, &other.name),
            (work_directory, &other.work_directory),
            (stdin, &other.stdin),
            (stdout, &other.stdout),
            (stderr, &other.stderr),
        ];
        (*minimum_number_of_processors, *maximum_number_of_processors)
            == (other.minimum_number_of_processors, other.maximum_number_of_processors)
            && (*runtime, *is_exclusive, *is_rerunnable, *simulation)
                == (other.runtime, other.is_exclusive, other.is_rerunnable, other.simulation)
            && texts.iter().all(|(own, other)| own.len() == other.len() && (own.is_empty() || own == other))
            && (depend, required_nodes) == (&other.depend, &other.required_nodes)
            && (environment_variables, extended_task_terms)
                == (&other.environment_variables, &other.extended_task_terms)
    }
}

impl Eq for TaskSpec {}

/// Of most tasks most terms are empty, and count by being left out: a third of what the derived one takes.
impl Hash for TaskSpec {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let texts =
            [&self.command_line, &self.name, &self.work_directory, &self.stdin, &self.stdout, &self.stderr];
        for (place, text) in texts.into_iter().enumerate().filter(|(_, text)| !text.is_empty()) {
            state.write_usize(place);
            text.hash(state);
        }
        let lists = [&self.depend, &self.required_nodes];
        for (place, list) in lists.into_iter().enumerate().filter(|(_, list)| !list.is_empty()) {
            state.write_usize(place);
            list.hash(state);
        }
        let pairs = [&self.environment_variables, &self.extended_task_terms];
        for (place, pairs) in pairs.into_iter().enumerate().filter(|(_, pairs)| !pairs.is_empty()) {
            state.write_usize(place);
            pairs.hash(state);
        }
        let processors = [self.minimum_number_of_processors, self.maximum_number_of_processors];
        let [minimum, maximum] = processors.map(|number| u64::from(number as u32));
        state.write_u64(minimum << 32 | maximum);
        (self.runtime, self.is_exclusive, self.is_rerunnable).hash(state);
        let Simulation { duration, exit_code } =
            self.simulation.unwrap_or(Simulation { duration: None, exit_code: -1 });
        state.write_u64(duration.unwrap_or(-1) as u64);
        state.write_u32(exit_code as u32);
    }
}

impl TaskSpec {
    /// A task of `processors` processors, minimum and maximum.
    pub fn new(command_line: &str, processors: i32) -> TaskSpec {
        TaskSpec {
            command_line: command_line.to_owned(),
            minimum_number_of_processors: processors,
            maximum_number_of_processors: processors,
            ..TaskSpec::default()
        }
    }

    /// The same, simulated for so many milliseconds.
    pub fn lasting(millis: Time, processors: i32) -> TaskSpec {
        let simulation = Some(Simulation { duration: Some(millis), exit_code: 0 });
        TaskSpec { simulation, ..TaskSpec::new("work", processors) }
    }
}

/// What a task does on a simulated node. Without it the command line decides: parts joined by `&&`, `sleep S` takes
/// S whole seconds, `exit C` ends with code C, any other part runs one minute with code 0; a non-zero code stops
/// the rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Simulation {
    /// Milliseconds, 0 or more; `None` runs until something else ends it.
    pub duration: Option<Time>,
    /// 0 finishes the task, anything else fails it.
    pub exit_code: i32,
}

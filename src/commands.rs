//! Commands that run on nodes at once, past the queue: ExecuteCommand and its relatives, on simulated nodes.
//!
//! A command takes no processors, and no call moves the clock. So a call that is not asynchronous gives its results
//! when it returns, as if the time had passed; of an asynchronous one they come as time does.
//!
//! Source: `ICluster::ExecuteCommand`, `ExecuteCommandWithPaging`, `WaitForCommand`, `ReadExecutionResult`, "Executing
//! a Command".

use crate::checks::{self, JobFrame};
use crate::cluster::Cluster;
use crate::command_line::{output, simulate};
use crate::credentials::Credentials;
use crate::ending::TERMINATED;
use crate::error::{ClusterError, ErrorCode, Result};
use crate::jobs::NEVER;
use crate::lifecycle::NodeStatus;
use crate::spec::TaskSpec;
use crate::time::{Runtime, Time, after};

/// `IExecutionResult`: what a command did on one node. [sdk:iexecutionresult]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExecutionResult {
    /// As [`Cluster::get_new_command_id`] gave it.
    pub command_id: i32,
    /// 0 where it went well; −1073741510 where EndCommand ended it; 1722 where the node does not answer.
    pub exit_code: i32,
    /// Where it ran.
    pub node_name: String,
    /// What it printed. Empty with paging: [`Cluster::read_execution_result`] gives it then.
    pub output: String,
}

/// A command on one node whose result nobody has yet, or whose output nobody has read to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Instance {
    pub(crate) command: i32,
    pub(crate) node: u32,
    /// When it ends; [`NEVER`] where only EndCommand ends it.
    pub(crate) end: Time,
    pub(crate) exit_code: i32,
    pub(crate) output: String,
    /// 0 while the result is to come, then the size of a page.
    pub(crate) page: u32,
}

/// What the cluster knows of commands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Commands {
    /// The last id that was given out.
    pub(crate) last_id: i32,
    /// In the order in which they began, by node.
    pub(crate) instances: Vec<Instance>,
}

impl Commands {
    /// When the next one will end.
    pub(crate) fn next_end(&self, now: Time) -> Option<Time> {
        let ends = self.instances.iter().filter(|instance| instance.page == 0).map(|instance| instance.end);
        ends.filter(|end| *end > now).min()
    }
}

/// The exit code of a command on a node that cannot be reached: RPC_S_SERVER_UNAVAILABLE.
const UNAVAILABLE: i32 = 1_722;

/// UTF-16 code units of a page of output.
const PAGE_MIN: i32 = 2_048;
const PAGE_MAX: i32 = 20_480;

fn page_of(size: i32) -> u32 {
    if (PAGE_MIN..=PAGE_MAX).contains(&size) { size as u32 } else { PAGE_MAX as u32 }
}

impl Cluster {
    /// `ICluster::GetNewCommandId`: from 1, each once. [sdk:icluster-getnewcommandid]
    ///
    /// # Errors
    /// `JobIdsExhausted`: all 2,147,483,647 were given out.
    pub fn get_new_command_id(&mut self) -> Result<i32> {
        let next = self.commands.last_id.checked_add(1).ok_or_else(|| {
            ClusterError::new(ErrorCode::JobIdsExhausted, "There are no more ids for commands.")
        });
        self.commands.last_id = self.noted(next)?;
        Ok(self.commands.last_id)
    }

    /// `ICluster::ExecuteCommand`: runs the task's command line on its required nodes, or on every node, at once and
    /// without the queue; administrators only. Used of the task: command line, required nodes, environment variables,
    /// work directory, simulation; all else is ignored. Without `credentials` it runs as the caller.
    /// [sdk:icluster-executecommand, executing-a-command]
    ///
    /// Gives a result for each node, in the order of the nodes. If [`Cluster::is_asynchronous`] it gives none:
    /// [`Cluster::wait_for_command`] does, once they are there.
    ///
    /// What simulated nodes print: `echo` its text, `hostname` the node's name, `set` the environment variables, `cd`
    /// the work directory; anything else nothing. `%NAME%` is a variable's value. How long it takes and its exit code
    /// are those of a task's command line.
    ///
    /// # Errors
    /// `PermissionDenied`; `InvalidCommandId`: no id of [`Cluster::get_new_command_id`], or one in use;
    /// `CredentialsNeeded`; `MissingCommandLine`, `TextTooLong`, `UnknownNode`; `TimedOut`: it takes longer than
    /// [`Cluster::timeout`], or would never end.
    pub fn execute_command(
        &mut self,
        id: i32,
        task: &TaskSpec,
        credentials: Option<Credentials<'_>>,
    ) -> Result<Vec<ExecutionResult>> {
        self.execute(id, task, credentials, 0)
    }

    /// `ICluster::ExecuteCommandWithPaging`: the same, and the output is read in pages of 2,048 to 20,480 UTF-16 code
    /// units (a size out of range is 20,480) by [`Cluster::read_execution_result`].
    /// [sdk:icluster-executecommandwithpaging]
    ///
    /// # Errors
    /// As [`Cluster::execute_command`].
    pub fn execute_command_with_paging(
        &mut self,
        id: i32,
        task: &TaskSpec,
        credentials: Option<Credentials<'_>>,
        page_size: i32,
    ) -> Result<Vec<ExecutionResult>> {
        self.execute(id, task, credentials, page_of(page_size))
    }

    fn execute(
        &mut self,
        id: i32,
        task: &TaskSpec,
        credentials: Option<Credentials<'_>>,
        page: u32,
    ) -> Result<Vec<ExecutionResult>> {
        let checked = self.check_command(id, task, credentials);
        let nodes = self.noted(checked)?;
        let simulation = task.simulation.unwrap_or_else(|| simulate(&task.command_line));
        let instance = |node: u32| {
            let at = self.nodes.node(node);
            let reached = at.crashed.is_none() && !at.lost && at.status != NodeStatus::Pending;
            if !reached {
                let output = [&*at.name, " does not answer.\r\n"].concat();
                return Instance {
                    command: id,
                    node,
                    end: self.now,
                    exit_code: UNAVAILABLE,
                    output,
                    page: 0,
                };
            }
            let output = output(task, &self.environment, &at.name);
            // A command that would end after the end of time never ends.
            let end = simulation.duration.and_then(|duration| after(self.now, duration)).unwrap_or(NEVER);
            Instance { command: id, node, end, exit_code: simulation.exit_code, output, page: 0 }
        };
        let instances: Vec<Instance> = nodes.into_iter().map(instance).collect();
        if self.is_asynchronous {
            self.commands.instances.extend(instances);
            self.settle();
            return Ok(Vec::new());
        }
        let limit = self.session.limit().and_then(|limit| after(self.now, limit));
        let late =
            |instance: &Instance| instance.end == NEVER || limit.is_some_and(|limit| instance.end > limit);
        if instances.iter().any(late) {
            let message =
                format!("Command {id} takes longer than a call may wait; Timeout is {} ms.", self.timeout());
            return self.noted(Err(ClusterError::new(ErrorCode::TimedOut, message)));
        }
        Ok(self.hand_out(instances, page))
    }

    /// The nodes of a command that may run.
    fn check_command(
        &self,
        id: i32,
        task: &TaskSpec,
        credentials: Option<Credentials<'_>>,
    ) -> Result<Vec<u32>> {
        self.check_admin()?;
        self.check_command_id(id)?;
        if self.commands.instances.iter().any(|instance| instance.command == id) {
            let message = format!("Command {id} has results that nobody has taken yet: get a new id.");
            return Err(ClusterError::new(ErrorCode::InvalidCommandId, message));
        }
        if let Some(credentials) = credentials {
            self.run_as(credentials)?;
        }
        let used = TaskSpec {
            command_line: task.command_line.clone(),
            required_nodes: task.required_nodes.clone(),
            environment_variables: task.environment_variables.clone(),
            simulation: task.simulation,
            ..TaskSpec::default()
        };
        let frame = JobFrame { minimum: 1, maximum: 1, runtime: Runtime::Infinite, asked: None };
        let nodes = self.check_task_spec(&used, frame)?;
        Ok(if nodes.is_empty() { self.nodes.listing().to_vec() } else { nodes })
    }

    fn check_command_id(&self, id: i32) -> Result<()> {
        if (1..=self.commands.last_id).contains(&id) {
            return Ok(());
        }
        let message = format!("GetNewCommandId has not given out {id}.");
        Err(ClusterError::new(ErrorCode::InvalidCommandId, message))
    }

    /// Results for the caller; with a page size their outputs wait to be read.
    fn hand_out(&mut self, instances: Vec<Instance>, page: u32) -> Vec<ExecutionResult> {
        let mut results = Vec::with_capacity(instances.len());
        for mut instance in instances {
            let mut result = ExecutionResult {
                command_id: instance.command,
                exit_code: instance.exit_code,
                node_name: self.nodes.node(instance.node).name.clone(),
                output: String::new(),
            };
            if page == 0 {
                result.output = std::mem::take(&mut instance.output);
            } else if !instance.output.is_empty() {
                instance.page = page;
                self.commands.instances.push(instance);
            }
            results.push(result);
        }
        results
    }

    /// `ICluster::WaitForCommand`: the results of an asynchronous command that have come since the last time, in the
    /// order of the nodes. Nothing waits in a call, so there are none both before the next one has ended and after the
    /// last: [`Cluster::command_is_running`] tells which, [`Cluster::next_event_time`] when to look again.
    /// [sdk:icluster-waitforcommand]
    ///
    /// # Errors
    /// `InvalidCommandId`: no id of [`Cluster::get_new_command_id`].
    pub fn wait_for_command(&mut self, id: i32) -> Result<Vec<ExecutionResult>> {
        self.wait(id, 0)
    }

    /// `ICluster::WaitForCommandWithPaging`: the same, with the outputs in pages.
    /// [sdk:icluster-waitforcommandwithpaging]
    ///
    /// # Errors
    /// As [`Cluster::wait_for_command`].
    pub fn wait_for_command_with_paging(&mut self, id: i32, page_size: i32) -> Result<Vec<ExecutionResult>> {
        self.wait(id, page_of(page_size))
    }

    fn wait(&mut self, id: i32, page: u32) -> Result<Vec<ExecutionResult>> {
        self.noted(self.check_command_id(id))?;
        let now = self.now;
        let has_come = |instance: &mut Instance| {
            instance.command == id && instance.page == 0 && instance.end != NEVER && instance.end <= now
        };
        let came = self.commands.instances.extract_if(.., has_come).collect();
        Ok(self.hand_out(came, page))
    }

    /// Beyond CCP: whether an asynchronous command has results to come.
    pub fn command_is_running(&self, id: i32) -> bool {
        self.commands.instances.iter().any(|instance| instance.command == id && instance.page == 0)
    }

    /// `ICluster::ReadExecutionResult`: the next page of a result's output; "" behind its end. `result` says which by
    /// its command and node. [sdk:icluster-readexecutionresult]
    ///
    /// # Errors
    /// `InvalidCommandId`, `UnknownNode`.
    pub fn read_execution_result(&mut self, result: &ExecutionResult) -> Result<String> {
        let found = self.check_command_id(result.command_id).and_then(|()| self.find_node(&result.node_name));
        let node = self.noted(found)?;
        let unread = |instance: &Instance| {
            instance.command == result.command_id && instance.node == node && instance.page > 0
        };
        let Some(at) = self.commands.instances.iter().position(unread) else {
            // Without paging it is all there already.
            return Ok(result.output.clone());
        };
        let instance = &mut self.commands.instances[at];
        let page = checks::cut(&instance.output, instance.page as usize).to_owned();
        instance.output.drain(..page.len());
        if instance.output.is_empty() {
            self.commands.instances.remove(at);
        }
        Ok(page)
    }

    /// `ICluster::EndCommand`: ends an asynchronous command on all nodes on which it still runs, exit code −1073741510.
    /// Administrators only. One that has ended is no error. [sdk:icluster-endcommand]
    ///
    /// # Errors
    /// `PermissionDenied`, `InvalidCommandId`.
    pub fn end_command(&mut self, id: i32) -> Result<()> {
        let checked = self.check_admin().and_then(|()| self.check_command_id(id));
        self.noted(checked)?;
        let now = self.now;
        for instance in self.commands.instances.iter_mut().filter(|instance| instance.command == id) {
            if instance.page == 0 && (instance.end == NEVER || instance.end > now) {
                (instance.end, instance.exit_code) = (now, TERMINATED);
                instance.output.clear();
            }
        }
        self.settle();
        Ok(())
    }
}

//! `clusrun`: a command on nodes at once, past the queue. What it prints is ours.

use super::{Call, Outcome, Run, said, usage};
use crate::spec::TaskSpec;

pub(super) fn clusrun(run: &mut Run<'_>) -> Outcome {
    let Some(command_line) = run.arguments.command_line.clone() else {
        return usage(&["clusrun needs a command behind the flags."]);
    };
    let nodes = run.arguments.nodes(run.cluster, "nodes");
    // To ExecuteCommand no node is every node, which nobody means who lists them.
    if nodes.as_ref().is_some_and(Vec::is_empty) {
        return usage(&["/nodes needs the name of a node. Without it the command runs on all of them."]);
    }
    let required_nodes = nodes.unwrap_or_default();
    let task = TaskSpec { command_line, required_nodes, ..TaskSpec::default() };
    let id = run.call(Call::GetNewCommandId)?;
    let results = run.execute(id, task)?;
    if run.cluster.is_asynchronous() {
        run.out.say(&[
            "Command ",
            &id.to_string(),
            " has begun. This cluster is asynchronous: WaitForCommand gives its results.",
        ]);
    }
    for result in &results {
        run.out.say(&[&result.node_name, ": exit code ", &result.exit_code.to_string()]);
        result.output.lines().for_each(|line| run.out.say(&[line]));
    }
    // A status of 2 would say that nothing was done.
    said(u8::from(results.iter().any(|result| result.exit_code != 0)))
}

//! `node`: nodes listed, shown, approved, paused and resumed.

use super::{Call, Failure, Outcome, Run, show, usage};
use crate::error::{ClusterError, ErrorCode};
use crate::lifecycle::NodeStatus;
use crate::view::ComputeNode;

pub(super) fn list(run: &mut Run<'_>) -> Outcome {
    let states = run.arguments.node_states()?;
    let as_list = run.arguments.as_list(false)?;
    let wanted = |node: &ComputeNode| states.as_ref().is_none_or(|states| states.contains(&node.status));
    let nodes: Vec<ComputeNode> = run.cluster.compute_nodes().into_iter().filter(wanted).collect();
    if nodes.is_empty() {
        run.out.say(&["There are no such nodes."]);
    } else if as_list {
        for (at, node) in nodes.iter().enumerate() {
            if at > 0 {
                run.out.say(&[]);
            }
            show::node(run.out, node);
        }
    } else {
        let row = |node: &ComputeNode| -> Vec<String> {
            vec![
                node.name.clone(),
                node.status.name().to_owned(),
                node.number_of_processors.to_string(),
                node.number_of_idle_processors.to_string(),
                show::jobs_on(node),
            ]
        };
        let rows: Vec<Vec<String>> = nodes.iter().map(row).collect();
        run.out.table(&["Name", "Status", "Processors", "Idle", "Jobs"], &rows);
    }
    Ok(())
}

pub(super) fn view(run: &mut Run<'_>) -> Outcome {
    for (at, node) in chosen(run, &NodeStatus::ALL)?.iter().enumerate() {
        if at > 0 {
            run.out.say(&[]);
        }
        show::node(run.out, node);
        run.out.pair("Jobs", &show::jobs_on(node));
    }
    Ok(())
}

pub(super) fn approve(run: &mut Run<'_>) -> Outcome {
    administer(run, &[NodeStatus::Pending], Call::ApproveNode, "approved, and is paused")
}

pub(super) fn pause(run: &mut Run<'_>) -> Outcome {
    administer(run, &[NodeStatus::Ready], Call::PauseNode, "paused")
}

pub(super) fn resume(run: &mut Run<'_>) -> Outcome {
    administer(run, &[NodeStatus::Paused], Call::ResumeNode, "resumed")
}

pub(super) fn fail(run: &mut Run<'_>) -> Outcome {
    administer(run, &[], Call::FailNode, "stopped: it has crashed")
}

pub(super) fn restore(run: &mut Run<'_>) -> Outcome {
    administer(run, &[], Call::RestoreNode, "restored, empty")
}

fn administer(run: &mut Run<'_>, legal: &[NodeStatus], call: fn(String) -> Call, how: &str) -> Outcome {
    let nodes = chosen(run, legal)?;
    for node in &nodes {
        run.call(call(node.name.clone()))?;
        run.out.say(&["Node ", &node.name, " has been ", how, "."]);
    }
    if nodes.is_empty() {
        run.out.say(&["There is no node to which this can be done."]);
    }
    Ok(())
}

/// The node that is named, whatever its case, or with `/all` those of a status.
fn chosen(run: &Run<'_>, all: &[NodeStatus]) -> std::result::Result<Vec<ComputeNode>, Failure> {
    let mut nodes = run.cluster.compute_nodes();
    if run.arguments.has("all") {
        if !run.arguments.operand().is_empty() {
            return usage(&["Either a node's name or /all."]);
        }
        nodes.retain(|node| all.contains(&node.status));
        return Ok(nodes);
    }
    let name = run.arguments.operand();
    let at = nodes.iter().position(|node| node.name == name);
    let at = at.or_else(|| nodes.iter().position(|node| node.name.eq_ignore_ascii_case(name)));
    match at {
        Some(at) => Ok(vec![nodes.swap_remove(at)]),
        None => {
            let message = ["No node is called ", name, "."].concat();
            Err(ClusterError::new(ErrorCode::UnknownNode, message).into())
        }
    }
}

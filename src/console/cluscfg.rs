//! `cluscfg`: the cluster's parameters and environment variables.

use super::arguments::assignment;
use super::{Call, Outcome, Run, said};
use crate::calendar::date_and_time;
use crate::lifecycle::{JobStatus, NodeStatus};

pub(super) fn set_parameters(run: &mut Run<'_>) -> Outcome {
    set(run, Call::SetClusterParameter)
}

pub(super) fn set_variables(run: &mut Run<'_>) -> Outcome {
    set(run, Call::SetEnvironmentVariable)
}

/// One after the other; those before a refused one are set, and said to be.
fn set(run: &mut Run<'_>, call: fn(String, String) -> Call) -> Outcome {
    let mut all = Vec::new();
    for operand in &run.arguments.operands {
        all.push(assignment(operand)?);
    }
    for (name, value) in all {
        run.call(call(name.clone(), value.clone()))?;
        if value.is_empty() {
            run.out.say(&[&name, " has been deleted."]);
        } else {
            run.out.say(&[&name, " has been set to ", &value, "."]);
        }
    }
    Ok(())
}

pub(super) fn list_parameters(run: &mut Run<'_>) -> Outcome {
    for (name, value) in run.cluster.parameters() {
        run.out.pair(&name, &value);
    }
    Ok(())
}

pub(super) fn list_variables(run: &mut Run<'_>) -> Outcome {
    for (name, value) in run.cluster.environment_variables() {
        run.out.pair(&name, &value);
    }
    Ok(())
}

pub(super) fn credentials(run: &mut Run<'_>) -> Outcome {
    run.out.error(&["The console keeps no credentials: nothing typed here needs a password."]);
    said(1)
}

pub(super) fn view(run: &mut Run<'_>) -> Outcome {
    run.out.pair("Name", run.cluster.name());
    run.out.pair("Time", &date_and_time(run.cluster.now()));
    run.out.pair("User", run.cluster.user());
    let counter = run.cluster.cluster_counter();
    let mut pair = |name: &str, number: i64| run.out.pair(name, &number.to_string());
    pair("TotalNumberOfNodes", counter.nodes.iter().sum());
    for status in NodeStatus::ALL {
        pair(&["NumberOf", status.name(), "Nodes"].concat(), counter.nodes[status as usize]);
    }
    pair("TotalNumberOfProcessors", counter.total_processors);
    pair("NumberOfBusyProcessors", counter.busy_processors);
    pair("NumberOfIdleProcessors", counter.idle_processors);
    pair("TotalNumberOfJobs", counter.jobs.iter().sum());
    for status in JobStatus::ALL {
        pair(&["NumberOf", status.name(), "Jobs"].concat(), counter.jobs[status as usize]);
    }
    Ok(())
}

//! `cluscfg`: the cluster's parameters and environment variables, and whose passwords it knows.

use super::arguments::assignment;
use super::{Call, Outcome, Run, usage};
use crate::calendar::date_and_time;
use crate::checks::utf16_len;
use crate::credentials::PASSWORD_MAX;
use crate::error::ErrorCode;
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

/// The password goes no further than this: the call knows whether there was one.
pub(super) fn set_credentials(run: &mut Run<'_>) -> Outcome {
    // `*` asks that one be asked for.
    let password = run.arguments.text("password").filter(|text| !text.is_empty() && *text != "*");
    if password.is_some_and(|text| utf16_len(text) > PASSWORD_MAX) {
        return usage(&["A password has at most 127 characters."]);
    }
    let is_given = password.is_some();
    let user = user(run);
    if let Err(mut error) = run.call(Call::SetCachedCredentials(user.clone(), is_given)) {
        if error.code == ErrorCode::CredentialsNeeded {
            error.message.push_str(" Nobody is asked here: give it as /password:PASSWORD.");
        }
        return Err(error.into());
    }
    let whose = if user.is_empty() { run.cluster.user() } else { &user };
    run.out.say(&["A password of ", whose, " is known from now on. What was typed is forgotten."]);
    Ok(())
}

pub(super) fn delete_credentials(run: &mut Run<'_>) -> Outcome {
    let user = user(run);
    let known = run.cluster.cached_credentials().into_iter();
    let gone: Vec<String> = known.filter(|known| user.is_empty() || *known == user).collect();
    run.call(Call::DeleteCachedCredentials(user))?;
    match &gone[..] {
        [] => run.out.say(&["There was nothing to forget."]),
        gone => run.out.say(&["Forgotten: the password of ", &gone.join(", "), "."]),
    }
    Ok(())
}

fn user(run: &Run<'_>) -> String {
    run.arguments.text("user").unwrap_or_default().to_owned()
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

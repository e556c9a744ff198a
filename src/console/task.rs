//! `task`: tasks shown, cancelled and queued again.

use super::arguments::{is_single, tasks};
use super::job::tell;
use super::{Call, Outcome, Run, show, usage};

pub(super) fn view(run: &mut Run<'_>) -> Outcome {
    let (job, ids) = tasks(run.arguments.operand(), &mut run.out.ids)?;
    if ids.len() != 1 {
        return usage(&["task view shows one task; job listtasks lists them."]);
    }
    let task = run.cluster.get_task(job, ids[0])?;
    show::task(run.out, &task);
    Ok(())
}

pub(super) fn cancel(run: &mut Run<'_>) -> Outcome {
    let text = run.arguments.operand();
    let (job, ids) = tasks(text, &mut run.out.ids)?;
    let message = run.arguments.message();
    let call = match is_single(text) {
        true => Call::CancelTask(job, ids[0], message),
        false => Call::CancelTasks(job, ids.clone(), message),
    };
    tell(run, &ids, &what(job), call, "cancelled")
}

pub(super) fn requeue(run: &mut Run<'_>) -> Outcome {
    let text = run.arguments.operand();
    let (job, ids) = tasks(text, &mut run.out.ids)?;
    let call = match is_single(text) {
        true => Call::RequeueTask(job, ids[0]),
        false => Call::RequeueTasks(job, ids.clone()),
    };
    tell(run, &ids, &what(job), call, "requeued")
}

fn what(job: crate::JobId) -> String {
    ["Job ", &job.to_string(), ", task"].concat()
}

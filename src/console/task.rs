//! `task`: tasks shown, cancelled and queued again.

use super::arguments::{is_single, tasks};
use super::job::tell;
use super::{Outcome, Run, show, usage};

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
    let message = run.arguments.text("message").unwrap_or_default();
    let done = if is_single(text) {
        run.cluster.cancel_task(job, ids[0], message)
    } else {
        run.cluster.cancel_tasks(job, &ids, message)
    };
    tell(run, &ids, &what(job), done, "cancelled")
}

pub(super) fn requeue(run: &mut Run<'_>) -> Outcome {
    let text = run.arguments.operand();
    let (job, ids) = tasks(text, &mut run.out.ids)?;
    let done = if is_single(text) {
        run.cluster.requeue_task(job, ids[0])
    } else {
        run.cluster.requeue_tasks(job, &ids)
    };
    tell(run, &ids, &what(job), done, "requeued")
}

fn what(job: crate::JobId) -> String {
    ["Job ", &job.to_string(), ", task"].concat()
}

//! `job`: jobs made, queued, shown, changed and cancelled.

use super::arguments::{ids, is_single, job_id};
use super::{Call, Outcome, Run, said, show, usage};
use crate::JobId;
use crate::lifecycle::JobStatus;

pub(super) fn new(run: &mut Run<'_>) -> Outcome {
    let spec = run.job_spec()?;
    let id = run.call(Call::AddJob(spec))?.to_string();
    run.out.say(&["Job queued, ID: ", &id]);
    Ok(())
}

pub(super) fn add(run: &mut Run<'_>) -> Outcome {
    let job = run.arguments.job()?;
    if run.arguments.command_line.is_none() && !run.arguments.has("taskfile") {
        return usage(&["job add needs a command behind the flags, or /taskfile."]);
    }
    let spec = run.task_of_job()?;
    let task = run.call(Call::AddTask(job, spec))?;
    run.out.say(&["Task added, ID: ", &job.to_string(), ".", &task.to_string()]);
    Ok(())
}

pub(super) fn submit(run: &mut Run<'_>) -> Outcome {
    let given = &run.arguments;
    let ways = [given.has("id"), given.has("jobfile"), given.command_line.is_some()];
    if ways.iter().filter(|way| **way).count() != 1 {
        return usage(&[
            "job submit needs one of these: /id:ID, /jobfile:PATH, or a command behind the flags.",
        ]);
    }
    if let Some(list) = given.text("id") {
        if let Some(flag) = given.others_than(&["id", "user", "password", "scheduler"]) {
            return usage(&["/", flag, " cannot change a job that is there: job modify can."]);
        }
        let jobs = ids(list, &mut run.out.ids)?;
        let single = is_single(list);
        return submit_those(run, &jobs, single);
    }
    let mut spec = run.job_spec()?;
    if run.arguments.command_line.is_some() {
        let mut task = run.task_spec()?;
        task.minimum_number_of_processors = spec.minimum_number_of_processors;
        task.maximum_number_of_processors = spec.maximum_number_of_processors;
        spec.tasks = vec![task];
    } else if let Some(flag) = run.arguments.others_than(JOB_FILE_FLAGS) {
        return usage(&["/", flag, " is a task's, and the tasks come from the file."]);
    }
    if let Some(user) = run.arguments.text("user") {
        user.clone_into(&mut spec.user);
    }
    let id = run.call(Call::QueueJob(spec))?;
    submitted(run, &[id]);
    Ok(())
}

/// What may stand beside `/jobfile`.
const JOB_FILE_FLAGS: &[&str] = &[
    "jobfile",
    "jobname",
    "projectname",
    "priority",
    "numprocessors",
    "askednodes",
    "exclusive",
    "runtime",
    "rununtilcanceled",
    "license",
    "user",
    "password",
    "scheduler",
];

fn submit_those(run: &mut Run<'_>, jobs: &[JobId], single: bool) -> Outcome {
    if let Some(user) = run.arguments.text("user") {
        for job in jobs {
            let runs_as = run.cluster.get_job(*job)?.user;
            if !show::is_user(&runs_as, user) {
                let job = job.to_string();
                return usage(&[
                    "Job ",
                    &job,
                    " runs as ",
                    &runs_as,
                    ": a job that is there cannot get another user here yet.",
                ]);
            }
        }
    }
    run.call(if single { Call::SubmitJob(jobs[0]) } else { Call::SubmitJobs(jobs.to_vec()) })?;
    submitted(run, jobs);
    Ok(())
}

fn submitted(run: &mut Run<'_>, jobs: &[JobId]) {
    for job in jobs {
        run.out.say(&["Job has been submitted. ID: ", &job.to_string(), "."]);
    }
}

pub(super) fn view(run: &mut Run<'_>) -> Outcome {
    let job = run.cluster.get_job(run.arguments.job()?)?;
    let detailed = run.arguments.bool("detailed")?.unwrap_or(false);
    show::job(run.out, run.cluster, &job, detailed);
    Ok(())
}

pub(super) fn cancel(run: &mut Run<'_>) -> Outcome {
    let list = run.arguments.operand();
    let (jobs, message) = (ids(list, &mut run.out.ids)?, run.arguments.message());
    let call = match is_single(list) {
        true => Call::CancelJob(jobs[0], message),
        false => Call::CancelJobs(jobs.clone(), message),
    };
    tell(run, &jobs, "Job", call, "cancelled")
}

pub(super) fn requeue(run: &mut Run<'_>) -> Outcome {
    let list = run.arguments.operand();
    let jobs = ids(list, &mut run.out.ids)?;
    let call = if is_single(list) { Call::RequeueJob(jobs[0]) } else { Call::RequeueJobs(jobs.clone()) };
    tell(run, &jobs, "Job", call, "requeued")
}

/// Makes a call that stops at the first failure and keeps what was done before, and tells what became of it.
pub(super) fn tell(run: &mut Run<'_>, ids: &[JobId], what: &str, call: Call, how: &str) -> Outcome {
    let done = run.call(call);
    let completed = match &done {
        Ok(_) => ids.len(),
        Err(error) => error.completed.unwrap_or(0),
    };
    for id in &ids[..completed.min(ids.len())] {
        run.out.say(&[what, " ", &id.to_string(), " has been ", how, "."]);
    }
    let Err(error) = done else { return Ok(()) };
    run.out.error(&[&error.message]);
    if ids.len() > 1 {
        let (done, all) = (completed.to_string(), ids.len().to_string());
        run.out.error(&["It stopped there: ", &done, " of ", &all, " ", how, "."]);
    }
    said(1)
}

pub(super) fn modify(run: &mut Run<'_>) -> Outcome {
    let id = run.arguments.job()?;
    if run.arguments.others_than(&["scheduler"]).is_none() {
        return usage(&["job modify needs a flag that says what to change."]);
    }
    if run.cluster.get_job(id)?.status == JobStatus::Running {
        modify_running(run, id)?;
    } else {
        let mut spec = run.cluster.spec_of(id);
        run.take_job_terms(&mut spec)?;
        run.call(Call::ModifyJob(id, spec))?;
    }
    run.out.say(&["Job ", &id.to_string(), " has been modified."]);
    Ok(())
}

/// ModifyJobTerm for each term. What can be refused before anything has changed is.
fn modify_running(run: &mut Run<'_>, id: JobId) -> Outcome {
    if let Some(flag) =
        run.arguments.others_than(&["projectname", "runtime", "rununtilcanceled", "scheduler"])
    {
        let id = id.to_string();
        return usage(&[
            "Job ",
            &id,
            " is running: /",
            flag,
            " cannot change any more, only /runtime, /rununtilcanceled and /projectname.",
        ]);
    }
    let (runtime, keeps) = (run.arguments.runtime()?, run.arguments.bool("rununtilcanceled")?);
    let mut terms: Vec<(&str, String)> = Vec::new();
    if let Some(runtime) = runtime {
        terms.push(("Runtime", runtime.to_string()));
    }
    if let Some(project) = run.arguments.text("projectname") {
        terms.push(("Project", project.to_owned()));
    }
    if let Some(on) = keeps {
        terms.push(("RunUntilCanceled", super::print::yes(on).to_owned()));
    }
    for (at, (term, value)) in terms.iter().enumerate() {
        if let Err(error) = run.call(Call::ModifyJobTerm(id, (*term).to_owned(), value.clone())) {
            run.out.error(&[&error.message]);
            for (term, _) in &terms[..at] {
                run.out.error(&[term, " had been changed before that."]);
            }
            return said(1);
        }
    }
    Ok(())
}

const NONE_OF_YOURS: &str =
    "You have no jobs that are queued or running. /user:* lists everybody's, /all those that have ended too.";

pub(super) fn list(run: &mut Run<'_>) -> Outcome {
    let given = &run.arguments;
    let all = given.has("all");
    let statuses = match given.statuses()? {
        Some(statuses) => statuses,
        None if all => JobStatus::ALL.to_vec(),
        None => vec![JobStatus::Queued, JobStatus::Running],
    };
    let own = run.cluster.user().to_owned();
    let user = match given.text("user") {
        Some("*") => None,
        Some(user) => Some(user),
        None if all => None,
        None => Some(own.as_str()),
    };
    let as_list = given.as_list(false)?;
    let columns = run.cluster.job_columns();
    let text = |at: u32| columns.strings[at as usize].as_str();
    let wanted = |at: &usize| {
        let status = columns.status[*at];
        statuses.iter().any(|wanted| *wanted as u8 == status)
            && user.is_none_or(|user| show::is_user(text(columns.owner[*at]), user))
    };
    let rows: Vec<usize> = (0..columns.ids.len()).filter(wanted).collect();
    if rows.is_empty() {
        let asked = all || run.arguments.has("user") || run.arguments.has("status");
        run.out.say(&[if asked { "There are no such jobs." } else { NONE_OF_YOURS }]);
    } else if as_list {
        for (at, row) in rows.into_iter().enumerate() {
            if at > 0 {
                run.out.say(&[]);
            }
            let job = run.cluster.get_job(columns.ids[row])?;
            show::job(run.out, run.cluster, &job, false);
        }
    } else {
        let row = |at: &usize| -> Vec<String> {
            vec![
                columns.ids[*at].to_string(),
                text(columns.owner[*at]).to_owned(),
                text(columns.name[*at]).to_owned(),
                show::status(columns.status[*at]).to_owned(),
                show::priority(columns.priority[*at]).to_owned(),
                columns.processors[*at].to_string(),
            ]
        };
        let rows: Vec<Vec<String>> = rows.iter().map(row).collect();
        run.out.table(&["ID", "Owner", "Name", "Status", "Priority", "Processors"], &rows);
    }
    Ok(())
}

pub(super) fn list_tasks(run: &mut Run<'_>) -> Outcome {
    let tasks = run.cluster.list_tasks(job_id(run.arguments.operand())?)?;
    let statuses = run.arguments.statuses()?;
    let as_list = run.arguments.as_list(true)?;
    let wanted = |status: JobStatus| statuses.as_ref().is_none_or(|statuses| statuses.contains(&status));
    let tasks: Vec<_> = tasks.into_iter().filter(|task| wanted(task.status)).collect();
    if tasks.is_empty() {
        run.out.say(&["There are no such tasks."]);
    } else if as_list {
        for (at, task) in tasks.iter().enumerate() {
            if at > 0 {
                run.out.say(&[]);
            }
            show::task(run.out, task);
        }
    } else {
        let row = |task: &crate::Task| -> Vec<String> {
            vec![
                [&task.parent_job_id.to_string(), ".", &task.id.to_string()].concat(),
                task.name.clone(),
                task.status.name().to_owned(),
                task.exit_code.to_string(),
                task.command_line.clone(),
            ]
        };
        let rows: Vec<Vec<String>> = tasks.iter().map(row).collect();
        run.out.table(&["ID", "Name", "Status", "ExitCode", "CommandLine"], &rows);
    }
    Ok(())
}

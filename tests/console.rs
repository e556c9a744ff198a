//! The command line of CCP: commands and what they print, hostile lines, completion, and its document.

use ccp_scheduler::console::{Answer, Call, Console, Host, LineKind, NoFiles, quote};
use ccp_scheduler::{
    Cluster, ClusterOptions, ErrorCode, JobPriority, JobSpec, JobStatus, NodeSpec, NodeStatus, TaskSpec,
};
use std::path::Path;

/// What `ccp-scheduler console` has unless it is told otherwise.
fn cluster() -> Cluster {
    let nodes = (1..=4).map(|number| NodeSpec::new(&format!("N{number}"), 4)).collect();
    Cluster::new(ClusterOptions { nodes, now: 1_772_442_000_000, ..ClusterOptions::default() }).unwrap()
}

fn run(cluster: &mut Cluster, line: &str) -> Answer {
    Console.run(cluster, line, &mut NoFiles)
}

/// Of a line that must succeed, what it prints.
fn done(cluster: &mut Cluster, line: &str) -> String {
    let answer = run(cluster, line);
    assert_eq!(answer.status, 0, "{line}: {}", answer.text());
    answer.text()
}

/// Of a line that must not be understood: the cluster is as it was.
fn refused(cluster: &mut Cluster, line: &str) -> String {
    let before = cluster.state_digest();
    let answer = run(cluster, line);
    assert_eq!(answer.status, 2, "{line}: {}", answer.text());
    assert_eq!(cluster.state_digest(), before, "{line}");
    assert!(answer.lines.iter().any(|line| line.kind == LineKind::Error), "{line}");
    answer.text()
}

fn read(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    std::fs::read_to_string(path).unwrap().replace('\r', "")
}

#[test]
fn the_outputs_are_those_that_scripts_read() {
    let mut cluster = cluster();
    for (line, output) in [
        ("job new /jobname:sweep /numprocessors:2-4", "Job queued, ID: 1\n"),
        ("job add 1 /numprocessors:1 /stderr:err.txt /scheduler:HEADNODE sleep 60", "Task added, ID: 1.1\n"),
        ("JOB.EXE Add 1 /Name:second sleep 60", "Task added, ID: 1.2\n"),
        ("job submit /id:1 /user:Administrator /password:secret", "Job has been submitted. ID: 1.\n"),
        ("job submit /numprocessors:4 sleep 90", "Job has been submitted. ID: 2.\n"),
        ("job modify 1 /runtime:00:01:00 /projectname:p", "Job 1 has been modified.\n"),
        ("task cancel 1.1 /message:why", "Job 1, task 1 has been cancelled.\n"),
        ("task requeue 1.1", "Job 1, task 1 has been requeued.\n"),
        ("job cancel 2", "Job 2 has been cancelled.\n"),
        ("job requeue 2", "Job 2 has been requeued.\n"),
        ("node pause n4", "Node N4 has been paused.\n"),
        ("node resume /all", "Node N4 has been resumed.\n"),
        ("cluscfg setparams ttlcompletedjobs=3", "ttlcompletedjobs has been set to 3.\n"),
        ("", ""),
        ("  # a comment & more", ""),
    ] {
        assert_eq!(done(&mut cluster, line), output, "{line}");
    }
    assert!(done(&mut cluster, "job view 1").contains("\nStatus                         : Running\n"));
    assert!(!format!("{cluster:?}").contains("secret"), "a password is forgotten");
}

#[test]
fn flags_become_the_terms_of_the_job() {
    let mut cluster = cluster();
    done(
        &mut cluster,
        r#"job new /JOBNAME:"two words" /projectname:p /Priority:highest /numprocessors:2-8 /askednodes:n1,N3 /exclusive:false /runtime:01:02:03 /rununtilcanceled /license:solver:2"#,
    );
    let job = cluster.get_job(1).unwrap();
    assert_eq!((job.name.as_str(), job.project.as_str()), ("two words", "p"));
    assert_eq!((job.priority, job.is_exclusive, job.run_until_canceled), (JobPriority::Highest, false, true));
    assert_eq!((job.minimum_number_of_processors, job.maximum_number_of_processors), (2, 8));
    assert_eq!(
        (job.asked_nodes, job.software_license.as_str()),
        (vec!["N1".into(), "N3".into()], "solver:2")
    );
    assert_eq!(job.runtime.to_string(), "01:02:03");

    done(&mut cluster, "job add 1 /name:mesh dir");
    done(
        &mut cluster,
        r#"job add 1 /name:solve /depend:mesh /numprocessors:2 /requirednodes:n3 /exclusive /rerunnable:false /runtime:00:00:10 /stdin:i /stdout:o /stderr:e /workdir:"C:\my work" /env:A=1;B=2 /env:C= "C:\my bin\solve.exe" /fast "a b""#,
    );
    let task = cluster.get_task(1, 2).unwrap();
    assert_eq!(task.command_line, r#""C:\my bin\solve.exe" /fast "a b""#);
    assert_eq!((task.name.as_str(), &task.depend[..]), ("solve", &["mesh".to_owned()][..]));
    assert_eq!((task.minimum_number_of_processors, task.maximum_number_of_processors), (2, 2));
    assert_eq!(task.required_nodes, ["N3"]);
    assert_eq!((task.is_exclusive, task.is_rerunnable), (true, false));
    assert_eq!((&task.stdin[..], &task.stdout[..], &task.stderr[..]), ("i", "o", "e"));
    assert_eq!((task.runtime.to_string(), task.work_directory), ("00:00:10".into(), r"C:\my work".into()));
    let pairs = [("A", "1"), ("B", "2"), ("C", "")].map(|(name, value)| (name.into(), value.into()));
    assert_eq!(task.environment_variables, pairs);

    done(&mut cluster, "job submit /numprocessors:3 /priority:Lowest /exclusive:false sleep 5 ^&^& exit 3");
    let job = cluster.get_job(2).unwrap();
    assert_eq!((job.priority, job.tasks[0].minimum_number_of_processors), (JobPriority::Lowest, 3));
    assert_eq!(job.tasks[0].command_line, "sleep 5 && exit 3");
    done(&mut cluster, "wait 5s");
    assert_eq!(cluster.get_job(2).unwrap().status, JobStatus::Failed);
}

#[test]
fn terms_are_taken_by_every_command_that_has_them() {
    let terms = r"/jobname:n /projectname:p /priority:Lowest /numprocessors:2-4 /askednodes:N1 /exclusive:false /runtime:00:00:05 /rununtilcanceled /license:a:1";
    let mut cluster = cluster();
    done(&mut cluster, &format!("job new {terms}"));
    done(&mut cluster, "job new");
    done(&mut cluster, &format!("job modify 2 {terms}"));
    done(
        &mut cluster,
        &format!(
            r"job submit {terms} /name:t /requirednodes:N1 /rerunnable:false /stdin:i /stdout:o /stderr:e /workdir:w /env:A=1 /user:HPC\ada sleep 60"
        ),
    );
    let jobs: Vec<_> = (1..=3).map(|id| cluster.get_job(id).unwrap()).collect();
    for job in &jobs {
        assert_eq!((&job.name[..], &job.project[..], job.priority), ("n", "p", JobPriority::Lowest));
        assert_eq!((job.minimum_number_of_processors, job.maximum_number_of_processors), (2, 4));
        assert_eq!((job.asked_nodes.join(","), job.software_license.as_str()), ("N1".to_owned(), "a:1"));
        assert_eq!((job.is_exclusive, job.run_until_canceled), (false, true));
        assert_eq!(job.runtime.to_string(), "00:00:05");
    }
    let task = &jobs[2].tasks[0];
    assert_eq!(
        (&task.name[..], task.is_rerunnable, &task.required_nodes[..]),
        ("t", false, &["N1".into()][..])
    );
    assert_eq!([&task.stdin[..], &task.stdout, &task.stderr, &task.work_directory], ["i", "o", "e", "w"]);
    assert_eq!(task.environment_variables, [("A".to_owned(), "1".to_owned())]);
    assert_eq!(jobs[2].user, r"HPC\ada");
}

#[test]
fn the_cluster_is_set_and_shown() {
    let mut cluster = cluster();
    let says = |cluster: &mut Cluster, line: &str, parts: &[&str]| {
        let text = done(cluster, line);
        // However wide the names are.
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        for part in parts {
            assert!(text.contains(part), "{line}: {part} is not in {text}");
        }
    };
    done(&mut cluster, "cluscfg setenvs A=1 B=2");
    says(&mut cluster, "cluscfg listenvs", &["A : 1", "B : 2"]);
    done(&mut cluster, "cluscfg setenvs A=");
    assert!(!done(&mut cluster, "cluscfg listenvs").contains("A "));
    says(&mut cluster, "cluscfg listparams", &["TTLCompletedJobs : 5"]);
    says(
        &mut cluster,
        "cluscfg view",
        &["Name : HEADNODE", "TotalNumberOfNodes : 4", "NumberOfIdleProcessors : 16"],
    );
    done(&mut cluster, "job submit /numprocessors:16 sleep 60");
    done(&mut cluster, "job submit /numprocessors:16 sleep 60");
    says(&mut cluster, "job view 2 /detailed", &["Status : Queued", "Processors"]);
    assert!(done(&mut cluster, "job view 2 /detailed").len() > done(&mut cluster, "job view 2").len());
    says(&mut cluster, "job listtasks 1 /status:Running", &["Id : 1.1"]);
    assert_eq!(done(&mut cluster, "job listtasks 1 /status:Failed"), "There are no such tasks.\n");
    says(&mut cluster, "node list /format:list", &["Name : N1", "Name : N4"]);
    says(&mut cluster, "node view /all", &["Name : N1", "Name : N4"]);
    done(&mut cluster, "node pause /all");
    assert!(cluster.compute_nodes().iter().all(|node| node.status == NodeStatus::Paused));
    assert_eq!(run(&mut cluster, r"runas /user:CLUSTER\ada node resume N1").status, 1);
    done(&mut cluster, r"runas /user:CLUSTER\ada /admin node resume N1");
    for command in ["job cancel", "cluscfg view", "runas"] {
        let help = done(&mut cluster, &format!("{command} /?"));
        assert_eq!(done(&mut cluster, &format!("{command} /help")), help);
    }
}

#[test]
fn a_job_is_changed_as_a_whole_or_not_at_all() {
    let mut cluster = cluster();
    done(&mut cluster, "cluscfg setparams JobRuntime=00:02:00");
    done(&mut cluster, "job new");
    done(&mut cluster, "job modify 1 /numprocessors:8 /jobname:wide");
    assert_eq!(run(&mut cluster, "job modify 1 /jobname:other /askednodes:nowhere").status, 1);
    assert_eq!(cluster.get_job(1).unwrap().name, "wide");
    done(&mut cluster, "job add 1 /numprocessors:8 sleep 60");
    done(&mut cluster, "job submit /id:1");
    let job = cluster.get_job(1).unwrap();
    assert_eq!(job.runtime.to_string(), "00:02:00", "a limit that was left out stays left out");
    assert_eq!(job.maximum_number_of_processors, 8);
    assert!(refused(&mut cluster, "job modify 1 /priority:Lowest").contains("is running"));
    done(&mut cluster, "job modify 1 /projectname:later /rununtilcanceled:true /runtime:Infinite");
    assert_eq!(cluster.get_job(1).unwrap().project, "later");
}

#[test]
fn a_list_of_ids_is_one_batch_and_a_loop_is_a_loop() {
    let with_two_and_an_end = || {
        let mut cluster = cluster();
        for _ in 0..3 {
            done(&mut cluster, "job submit /numprocessors:4 sleep 90");
        }
        done(&mut cluster, "job cancel 2");
        cluster
    };
    let mut batch = with_two_and_an_end();
    let answer = run(&mut batch, "job cancel 1-3 /message:why");
    assert_eq!(answer.status, 1);
    assert!(answer.text().starts_with("Job 1 has been cancelled.\nJob 2 is Cancelled"), "{}", answer.text());
    assert!(answer.text().ends_with("It stopped there: 1 of 3 cancelled.\n"), "{}", answer.text());
    assert_eq!(batch.get_job(3).unwrap().status, JobStatus::Running);

    let mut each = with_two_and_an_end();
    let answer = run(&mut each, "for /l %i in (1,1,3) do job cancel %i /message:why");
    assert_eq!(answer.status, 1);
    assert_eq!(each.get_job(3).unwrap().error_message, "why");
    let mut each = with_two_and_an_end();
    assert_eq!(run(&mut each, "FOR %%J in (3 2 1) do job cancel %%J").status, 1);
    assert_eq!(each.get_job(1).unwrap().status, JobStatus::Cancelled);

    done(&mut batch, "job requeue 1,2");
    assert_eq!(batch.get_job(2).unwrap().status, JobStatus::Running);
}

#[test]
fn lines_are_the_calls_that_they_stand_for() {
    let (mut typed, mut called) = (cluster(), cluster());
    for line in [
        "job new /numprocessors:2-4 /exclusive:false /runtime:00:01:00",
        "job add 1 /numprocessors:2 sleep 60",
        "job submit /id:1",
        "job submit /numprocessors:16 sleep 60",
        "job submit /numprocessors:16 sleep 60",
        "wait 10s",
        "job requeue 1",
        "job cancel 1-3 /message:why",
        "cluscfg setparams TTLCompletedJobs=1",
        "node pause N1",
        "task requeue 2.1",
        "wait 1h",
    ] {
        done(&mut typed, line);
    }
    let call = |cluster: &mut Cluster| -> ccp_scheduler::Result<()> {
        let wide = JobSpec::new("", 16, vec![TaskSpec::new("sleep 60", 16)]);
        let narrow = JobSpec {
            maximum_number_of_processors: 4,
            is_exclusive: false,
            runtime: "00:01:00".parse().ok(),
            ..JobSpec::new("", 2, Vec::new())
        };
        let id = cluster.add_job(&narrow)?;
        cluster.add_task(id, &TaskSpec::new("sleep 60", 2))?;
        cluster.submit_job(id)?;
        cluster.queue_job(&wide)?;
        cluster.queue_job(&wide)?;
        cluster.advance(10_000)?;
        cluster.requeue_job(1)?;
        cluster.cancel_jobs(&[1, 2, 3], "why")?;
        cluster.set_cluster_parameter("TTLCompletedJobs", Some("1"))?;
        cluster.pause_node("N1")?;
        cluster.requeue_task(2, 1)?;
        cluster.advance(3_600_000)
    };
    call(&mut called).unwrap();
    assert_eq!(typed.state_digest(), called.state_digest());
}

#[test]
fn what_makes_no_sense_is_said_and_changes_nothing() {
    let mut cluster = cluster();
    done(&mut cluster, "job submit sleep 90");
    for (line, part) in [
        ("jobb list", "There is job, task"),
        ("cancel 1", "There is job cancel, task cancel; help"),
        ("job frobnicate 1", "There is new, add"),
        ("job cancel", "job cancel ID"),
        ("job cancel 1 2", "has no use for 2"),
        ("job cancel one", "no id of a job"),
        ("job cancel -1", "no id of a job"),
        ("job cancel +1", "no id of a job"),
        ("job cancel 1,", "no id of a job"),
        ("job cancel 5-3", "backwards"),
        ("job cancel 1-2147483647", "too many ids"),
        ("job cancel 99999999999", "no id of a job"),
        ("job cancel 1 /force", "no flag /force"),
        ("job cancel 1 /message", "/message needs a value"),
        ("job cancel 1 /message:a /MESSAGE:b", "twice"),
        ("job cancel 1 /scheduler:elsewhere", "No head node is called elsewhere"),
        ("job new /numprocessors:two", "/numprocessors is a number"),
        ("job new /numcores:2", "/numcores is /numprocessors here"),
        ("job new /runtime:1h", "dd:hh:mm"),
        ("job new /priority:urgent", "AboveNormal"),
        ("job new /exclusive:maybe", "true or false"),
        ("job new dir", "has no use for dir"),
        ("job cancel 1 2", "(several as 1,3-5)"),
        ("job cancel 1 /message:two words", "stands in quotes"),
        ("job submit -n 4 sleep 60", "Flags begin with /"),
        ("job cancel 1 --message=x", "Flags begin with /"),
        ("job add 1", "job add needs a command"),
        ("job submit", "needs one of these"),
        ("job submit /id:1 dir", "needs one of these"),
        ("job submit /id:1 /priority:Lowest", "job modify can"),
        ("job submit /id:1 /user:other", "runs as"),
        ("job modify 1", "a flag that says what"),
        ("job list /all:true", "takes no value"),
        ("job list /status:Lost", "/status is one"),
        ("job list /format:xml", "table or list"),
        ("task view 1", "JOB.TASK"),
        ("task view 1.1,2", "shows one task"),
        ("node pause", "node pause {NAME|/all}"),
        ("node pause N1 /all", "has no use for N1"),
        ("cluscfg setparams TTLCompletedJobs", "NAME=VALUE"),
        ("cluscfg setparams", "needs more"),
        ("wait", "wait TIME"),
        ("wait 5", "as 90s"),
        ("wait -5s", "as 90s"),
        ("wait 99999999999999999999d", "as 90s"),
        ("for %i in 1 2 do dir", "parentheses"),
        ("for %12 in (1) do dir", "A loop is"),
        ("for %i in (1) dir", "A loop is"),
        ("for", "A loop is"),
        ("for /l %i in (1,0,2) do dir", "never end"),
        ("for /l %i in (1,1,999999) do dir", "too many rounds"),
        ("for /l %i in (1,2) do dir", "three numbers"),
        ("runas job list", "needs a user"),
        ("job submit sleep 5 && exit 3", "cmd.exe would take &"),
        ("job list > file", "cmd.exe would take >"),
        ("job cancel 1\njob cancel 2", "control characters"),
        ("job new /jobfile:x.xml", "There are no files here"),
        ("scancel --user=ada", "no counterpart"),
        ("scancel 5_3", "no counterpart"),
        ("scancel", "Which jobs"),
        ("clusrun /nodes:N1", "needs a command"),
        ("clusrun /nodes:, hostname", "the name of a node"),
        ("clusrun /nodegroup:all hostname", "no flag /nodegroup"),
        ("clusrun /scheduler:elsewhere hostname", "No head node"),
        ("sbatch job.sh", "job submit"),
        ("qdel 'open", "not closed"),
        ("help nothing", "no help on nothing."),
        ("Submit-HpcJob", "job submit"),
    ] {
        let text = refused(&mut cluster, line);
        assert!(text.contains(part), "{line}: {text}");
    }
    for line in ["cluscfg setcreds /user:a", "job cancel 7", "node pause N9", "wait 999999999d"] {
        let before = cluster.state_digest();
        assert_eq!(run(&mut cluster, line).status, 1, "{line}");
        assert_eq!(cluster.state_digest(), before, "{line}");
    }
}

/// The texts between quotes of one kind on each line, as JavaScript reads them.
fn literals(source: &str, quote: char) -> Vec<String> {
    let mut all = Vec::new();
    for line in source.lines() {
        let mut signs = line.chars();
        while signs.by_ref().any(|sign| sign == quote) {
            let mut text = String::new();
            while let Some(sign) = signs.next().filter(|sign| *sign != quote) {
                match sign {
                    '\\' => text.extend(signs.next().map(|sign| if sign == 'n' { '\n' } else { sign })),
                    _ => text.push(sign),
                }
            }
            all.push(text);
        }
    }
    all
}

#[test]
fn what_the_page_shows_as_commands_is_understood() {
    let mut cluster = cluster();
    for _ in 0..3 {
        done(&mut cluster, "job submit /numprocessors:4 sleep 90");
    }
    // Literals of the page's test that are commands, as JavaScript writes them.
    let source = read("tests/page/words.test.mjs");
    let starts = ["job ", "for /l ", "Stop-HpcJob ", "scancel ", "qdel "];
    let literals: Vec<String> = ['"', '\''].iter().flat_map(|quote| literals(&source, *quote)).collect();
    let lines = literals.iter().flat_map(|literal| literal.split('\n'));
    let mut found = 0;
    for line in lines.filter(|line| starts.iter().any(|start| line.starts_with(start))) {
        let answer = run(&mut cluster.clone(), line);
        assert_ne!(answer.status, 2, "{line}: {}", answer.text());
        found += 1;
    }
    assert!(found >= 10, "the page's test has commands: {found}");

    for (line, message) in [
        (r#"job cancel 2 /message:"a & b | c""#, "a & b | c"),
        (r#"job cancel 2 /message:^"say \^"no\^" ^& go\\^""#, r#"say "no" & go\"#),
        (r#"job cancel 2 /message:^"50^% of ^%PATH^%^""#, "50% of %PATH%"),
        ("Stop-HpcJob -Id 2 -Message 'it''s ’’quoted’’'", "it's ’quoted’"),
        (r"bkill -C 'it'\''s' 2", "it's"),
    ] {
        let mut cluster = cluster.clone();
        done(&mut cluster, line);
        assert_eq!(cluster.get_job(2).unwrap().error_message, message, "{line}");
    }

    // As `www/src/code/commands.ts` writes new jobs, tasks and terms.
    for line in [
        r#"job new /jobname:^"a\^"b^" /projectname:p /priority:Normal /numprocessors:2-4 /exclusive:false /runtime:00:01:30 /rununtilcanceled:true /askednodes:N1,N2"#,
        "job add 4 /name:mesh /numprocessors:1 /exclusive:true /rerunnable:false /workdir:C:/work mesh",
        "job add 4 /depend:mesh /numprocessors:1 sleep 5 ^&^& exit ^%CODE^%",
        "job submit /id:4",
        "job modify 4 /projectname:other",
        "cluscfg setparams TTLCompletedJobs=3",
        r#"cluscfg setenvs "NAME=two words""#,
        "node pause N1",
        "task cancel 4.1 /message:why",
    ] {
        done(&mut cluster, line);
    }
    assert_eq!(cluster.get_job(4).unwrap().name, "a\"b");
    assert_eq!(cluster.get_task(4, 2).unwrap().command_line, "sleep 5 && exit %CODE%");
}

#[test]
fn an_answer_has_the_calls_that_were_made() {
    let mut cluster = cluster();
    assert!(run(&mut cluster, "job list").calls.is_empty());
    let made = run(&mut cluster, "for /l %i in (1,1,2) do job submit /numprocessors:4 sleep 90").calls;
    assert!(matches!(&made[..], [first, second] if first.call == second.call && first.error.is_none()));
    assert_eq!(cluster.event_count() - made[1].event_count, made[1].event_count - made[0].event_count);
    let made = run(&mut cluster, r"runas /user:CLUSTER\ada job cancel 1,2 /message:mine").calls;
    assert_eq!(made[0].call, Call::CancelJobs(vec![1, 2], "mine".to_owned()));
    assert_eq!((made[0].user.as_str(), made[0].is_admin), ("CLUSTER\\ada", false));
    assert_eq!(made[0].error.as_ref().map(|error| error.code), Some(ErrorCode::PermissionDenied));
    // What is run in the place of another scheduler's command, and what stopped half-way.
    let made = run(&mut cluster, "scancel 2,9,1").calls;
    assert_eq!(made[0].call, Call::CancelJobs(vec![2, 9, 1], String::new()));
    assert_eq!(made[0].error.as_ref().and_then(|error| error.completed), Some(1));
}

#[test]
fn clusrun_runs_a_command_on_nodes_past_the_queue() {
    let mut cluster = cluster();
    done(&mut cluster, "job submit /numprocessors:16 sleep 600");
    let everywhere = done(&mut cluster, "clusrun hostname");
    assert_eq!(
        everywhere,
        "N1: exit code 0\nN1\nN2: exit code 0\nN2\nN3: exit code 0\nN3\nN4: exit code 0\nN4\n"
    );
    let printed = done(&mut cluster, r#"clusrun /nodes:n2,N1 echo "two  words" ^&^& hostname"#);
    assert_eq!(printed, "N1: exit code 0\n\"two  words\"\nN1\nN2: exit code 0\n\"two  words\"\nN2\n");

    // Why it failed where it did, and that it has elsewhere not.
    done(&mut cluster, "node fail N1");
    let partly = run(&mut cluster, "clusrun /nodes:N1,N2 hostname");
    assert_eq!(
        (partly.status, &*partly.text()),
        (1, "N1: exit code 1722\nN1 does not answer.\nN2: exit code 0\nN2\n")
    );
    // Not 2: that would say that nothing was done.
    assert_eq!(run(&mut cluster, "clusrun /nodes:N2 exit 2").status, 1);

    // As data: an id, and the command with it.
    let made = run(&mut cluster, "clusrun /nodes:N2 hostname").calls;
    let calls: Vec<Call> = made.into_iter().map(|made| made.call).collect();
    let required_nodes = vec!["N2".to_owned()];
    let task = TaskSpec { command_line: "hostname".to_owned(), required_nodes, ..TaskSpec::default() };
    assert_eq!(calls, [Call::GetNewCommandId, Call::ExecuteCommand(5, task)]);

    let foreign = run(&mut cluster, r"runas /user:CLUSTER\ada clusrun hostname");
    let code = foreign.calls[1].error.as_ref().map(|error| error.code);
    assert_eq!((foreign.status, code), (1, Some(ErrorCode::PermissionDenied)));
    assert_eq!(run(&mut cluster, "clusrun /nodes:N9 hostname").status, 1);

    cluster.set_is_asynchronous(true);
    assert!(done(&mut cluster, "clusrun /nodes:N2 sleep 60").contains("WaitForCommand"));
    cluster.advance(60_000).unwrap();
    assert_eq!(cluster.wait_for_command(8).unwrap().len(), 1);
}

#[test]
fn a_password_is_known_and_nowhere() {
    let mut cluster = cluster();
    let set = run(&mut cluster, r"cluscfg setcreds /user:HPC\ada /password:hunter2");
    assert_eq!(set.status, 0, "{}", set.text());
    assert_eq!(set.calls[0].call, Call::SetCachedCredentials(r"HPC\ada".to_owned(), true));
    assert!(!format!("{set:?}").contains("hunter2"));
    done(&mut cluster, "cluscfg setcreds /password:hunter2");
    assert_eq!(cluster.cached_credentials(), [r"CLUSTER\Administrator", r"HPC\ada"]);
    assert!(!String::from_utf8_lossy(&cluster.to_snapshot()).contains("hunter2"));

    // Nobody can be asked.
    for line in ["", " /password:*", " /password:"] {
        let answer = run(&mut cluster, &[r"cluscfg setcreds /user:HPC\ben", line].concat());
        let code = answer.calls[0].error.as_ref().map(|error| error.code);
        assert_eq!((answer.status, code), (1, Some(ErrorCode::CredentialsNeeded)), "{line}");
        assert!(answer.text().contains("give it as /password:PASSWORD"), "{}", answer.text());
    }
    let long = refused(&mut cluster, &["cluscfg setcreds /password:", &"hunter2".repeat(19)].concat());
    assert!(long.contains("127") && !long.contains("hunter2"), "{long}");
    assert_eq!(run(&mut cluster, "cluscfg setcreds /user:ada /password:hunter2").status, 1);

    // Each caller has his own.
    let others = done(&mut cluster, r"runas /user:CLUSTER\ben cluscfg delcreds /user:HPC\ada");
    assert_eq!(others, "There was nothing to forget.\n");
    let offered = Console.complete(&cluster, "cluscfg delcreds /user:H", 24);
    assert_eq!(offered.iter().map(|offer| &*offer.text).collect::<Vec<_>>(), [r"HPC\ada"]);
    let forgotten = done(&mut cluster, r"cluscfg delcreds /user:HPC\ada");
    assert_eq!(forgotten, "Forgotten: the password of HPC\\ada.\n");
    assert_eq!(
        done(&mut cluster, "cluscfg delcreds"),
        "Forgotten: the password of CLUSTER\\Administrator.\n"
    );
    assert!(cluster.cached_credentials().is_empty());
}

#[test]
fn who_asks_for_help_by_itself_is_told_of_all_commands() {
    let mut cluster = cluster();
    let help = done(&mut cluster, "help");
    for line in ["?", "/?", "/help", "HELP"] {
        assert_eq!(done(&mut cluster, line), help, "{line}");
    }
}

#[test]
fn other_schedulers_commands_run_ccps() {
    let mut cluster = cluster();
    for _ in 0..6 {
        done(&mut cluster, "job submit /numprocessors:1 /exclusive:false sleep 90");
    }
    for (line, ccp) in [
        ("scancel 1", "job cancel 1"),
        ("scontrol requeue 1", "job requeue 1"),
        ("scancel {1..2}", "job cancel 1-2"),
        ("Stop-HpcJob -Id 3, 4 -Message 'no more'", "job cancel 3,4 /message:\"no more\""),
        ("qdel 5.server", "job cancel 5"),
        ("bkill -C done 6", "job cancel 6 /message:done"),
        ("brequeue 6", "job requeue 6"),
        ("qrerun 5 4", "job requeue 5,4"),
        ("squeue", "job list /user:*"),
        ("squeue -u ada", "job list /user:ada"),
        ("squeue --me", "job list"),
        ("qstat", "job list /user:*"),
        ("qstat 5", "job view 5"),
        ("bjobs", "job list"),
        ("bjobs -uall -a", "job list /user:* /all"),
        ("bjobs -a", "job list /status:NotSubmitted,Queued,Running,Finished,Failed,Cancelled"),
        ("bjobs -a -u all", "job list /user:* /all"),
        ("Get-HpcJob", "job list /all"),
        ("sinfo", "node list"),
        ("Get-HpcNode", "node list"),
        ("scontrol show job 5", "job view 5 /detailed"),
        ("scontrol update NodeName=N2 State=DRAIN Reason=paused", "node pause N2"),
        ("pbsnodes -r N2", "node resume N2"),
        ("badmin hclose N3", "node pause N3"),
        ("node online N3", "node resume N3"),
        ("scontrol update JobId=5 TimeLimit=2-01:30:00", "job modify 5 /runtime:02:01:30"),
    ] {
        let answer = run(&mut cluster, line);
        let commands: Vec<&str> = answer
            .lines
            .iter()
            .filter(|line| line.kind == LineKind::Command)
            .map(|line| line.text.as_str())
            .collect();
        assert_eq!(commands, [ccp], "{line}: {}", answer.text());
        assert!(answer.status == 0 || line == "scancel {1..2}", "{line}: {}", answer.text());
    }
}

#[test]
fn wait_moves_the_clock_and_tells_what_happened() {
    let mut cluster = cluster();
    done(&mut cluster, "job submit /numprocessors:16 sleep 60");
    done(&mut cluster, "job submit /numprocessors:16 /runtime:00:00:01 sleep 90");
    let answer = run(&mut cluster, "wait 1m");
    assert!(answer.moved);
    assert_eq!(
        answer.text(),
        "It is 2026-03-02 09:01:00.\n2026-03-02 09:01:00 Job 1 has finished.\n2026-03-02 09:01:00 Job 2 has started.\n"
    );
    assert!(done(&mut cluster, "wait next").ends_with("09:02:00 Job 2 has been cancelled.\n"));
    assert!(!run(&mut cluster, "job list").moved);
    done(&mut cluster, "node fail N2");
    assert!(done(&mut cluster, "wait 1h30m").contains("Node N2 is Unreachable."));
    assert!(
        done(&mut cluster, "wait 5d").ends_with("Job 1 has left the cluster.\nJob 2 has left the cluster.\n")
    );
    assert_eq!(done(&mut cluster, "wait next"), "Nothing will happen by itself.\n");
}

#[test]
fn runas_is_another_user_for_one_command() {
    let mut cluster = cluster();
    done(&mut cluster, "job submit /numprocessors:4 sleep 90");
    let answer = run(&mut cluster, r"runas /user:CLUSTER\ada job cancel 1");
    assert_eq!(answer.status, 1, "{}", answer.text());
    done(&mut cluster, r"runas /user:CLUSTER\ada job submit /jobname:hers sleep 5 ^&^& exit 0");
    assert_eq!(cluster.user(), "CLUSTER\\Administrator");
    assert_eq!(cluster.get_job(2).unwrap().tasks[0].command_line, "sleep 5 && exit 0");
    assert!(done(&mut cluster, "job list /user:ADA").contains("hers"));
    assert!(!done(&mut cluster, "job list").contains("hers"));
    done(&mut cluster, r"runas /user:CLUSTER\ada");
    assert!(!cluster.is_admin());
    assert!(done(&mut cluster, "job list").contains("hers"));
}

#[test]
fn lists_show_what_was_asked_for() {
    let mut cluster = cluster();
    done(&mut cluster, "job submit /jobname:first /numprocessors:4 sleep 60");
    done(&mut cluster, "job new /jobname:draft");
    done(&mut cluster, "wait 2m");
    done(&mut cluster, "job submit /jobname:third sleep 60");
    let lists = |cluster: &mut Cluster, line: &str| -> Vec<bool> {
        let text = done(cluster, line);
        ["first", "draft", "third"].iter().map(|name| text.contains(name)).collect()
    };
    assert_eq!(lists(&mut cluster, "job list"), [false, false, true]);
    assert_eq!(lists(&mut cluster, "job list /all"), [true, true, true]);
    assert_eq!(lists(&mut cluster, "job list /status:Finished,Not_Submitted"), [true, true, false]);
    assert_eq!(lists(&mut cluster, "job list /status:canceled"), [false, false, false]);
    assert_eq!(lists(&mut cluster, "job list /all /user:nobody"), [false, false, false]);
    assert!(
        done(&mut cluster, "job list /format:list").contains("\nName                           : third\n")
    );
    assert!(done(&mut cluster, "node list /state:Paused").contains("no such nodes"));
    assert!(done(&mut cluster, "node view n1").contains("\nJobs                           : 3\n"));
    assert!(done(&mut cluster, "job listtasks 3 /format:table").contains("3.1"));
    assert!(done(&mut cluster, "task view 3.1").contains("CommandLine                    : sleep 60"));
}

/// Files in memory, and a reader of them.
struct Files;

impl Host for Files {
    fn read_file(&mut self, path: &str) -> Result<String, String> {
        match path {
            "job.xml" => Ok("from the file".to_owned()),
            _ => Err("There is no such file.".to_owned()),
        }
    }

    fn job_from_xml(&mut self, xml: &str) -> Result<JobSpec, String> {
        let tasks = vec![TaskSpec::new("sleep 60", 1)];
        Ok(JobSpec { priority: JobPriority::Lowest, ..JobSpec::new(xml, 1, tasks) })
    }
}

#[test]
fn files_come_from_the_host_and_flags_count_more() {
    let mut cluster = cluster();
    let answer = Console.run(&mut cluster, "job submit /jobfile:job.xml /priority:Normal", &mut Files);
    assert_eq!(answer.text(), "Job has been submitted. ID: 1.\n");
    let job = cluster.get_job(1).unwrap();
    assert_eq!((job.name.as_str(), job.priority), ("from the file", JobPriority::Normal));
    let answer = Console.run(&mut cluster, "job new /jobfile:none.xml", &mut Files);
    assert_eq!((answer.status, answer.text().as_str()), (2, "none.xml: There is no such file.\n"));
    let answer = Console.run(&mut cluster, "job add 1 /taskfile:job.xml", &mut Files);
    // What a host does not read otherwise is XML.
    assert!(answer.text().starts_with("Line 1, column 1: "), "{}", answer.text());
}

#[test]
fn job_and_task_files_are_read_as_xml() {
    let job = JobSpec {
        name: "nightly".to_owned(),
        ..JobSpec::new("nightly", 2, vec![TaskSpec::new("sleep 60", 2)])
    };
    let task = TaskSpec { name: "after".to_owned(), ..TaskSpec::new("sleep 5", 1) };
    let mut files = ccp_scheduler::console::Files(vec![
        ("job.xml".to_owned(), job.to_xml().unwrap()),
        ("task.xml".to_owned(), task.to_xml().unwrap()),
    ]);
    let mut cluster = cluster();
    let answer = Console.run(&mut cluster, "job new /jobfile:job.xml /jobname:mine", &mut files);
    assert_eq!(answer.text(), "Job queued, ID: 1\n");
    let answer = Console.run(&mut cluster, "job add 1 /taskfile:task.xml", &mut files);
    assert_eq!(answer.text(), "Task added, ID: 1.2\n");
    let job = cluster.get_job(1).unwrap();
    assert_eq!((job.name.as_str(), job.tasks[1].command_line.as_str()), ("mine", "sleep 5"));
    let answer = Console.run(&mut cluster, "job new /jobfile:none.xml", &mut files);
    assert_eq!((answer.status, answer.text().as_str()), (2, "none.xml: There is no such file.\n"));
}

#[test]
fn lists_of_ids_in_a_loop_have_an_end_together() {
    let mut cluster = cluster();
    let answer = run(&mut cluster, "for /l %i in (1,1,9) do job cancel 1-16000000");
    let stopped = answer.lines.iter().filter(|line| line.text.contains("too many ids for one line")).count();
    assert_eq!((answer.status, stopped), (1, 8));
}

/// Its cluster is called by others as time goes by.
struct KeepsTime;

impl Host for KeepsTime {
    fn read_file(&mut self, _: &str) -> Result<String, String> {
        Err(String::new())
    }

    fn keeps_time(&self) -> bool {
        true
    }
}

#[test]
fn a_host_that_keeps_the_time_is_told_until_when() {
    let mut cluster = cluster();
    let start = cluster.now();
    done(&mut cluster, "job submit sleep 60");
    let answer = Console.run(&mut cluster, "wait 90s", &mut KeepsTime);
    assert_eq!((answer.until, answer.moved, answer.lines.len()), (Some(start + 90_000), false, 0));
    let answer = Console.run(&mut cluster, "wait next", &mut KeepsTime);
    assert_eq!(answer.until, Some(start + 60_000));
    for line in ["for %i in (1) do wait 5s", "runas /user:X wait 5s", "wait 99999999999d"] {
        let answer = Console.run(&mut cluster, line, &mut KeepsTime);
        assert_eq!((answer.status, answer.until, answer.lines.len()), (2, None, 1), "{line}");
    }
    assert_eq!(cluster.now(), start);
}

#[test]
fn what_is_printed_commands_no_terminal() {
    let mut cluster = cluster();
    let name = "a\x1b[2Jb\nc\u{202E}d\u{9b}e\u{2028}";
    cluster.queue_job(&JobSpec::new(name, 1, vec![TaskSpec::new("x\x07\r\n", 1)])).unwrap();
    for line in ["job list", "job view 1 /detailed", "job listtasks 1", "job listtasks 1 /format:table"] {
        let answer = run(&mut cluster, line);
        for line in &answer.lines {
            assert!(!line.text.chars().any(char::is_control), "{:?}", line.text);
            assert!(!line.text.contains(['\u{202E}', '\u{2028}']), "{:?}", line.text);
        }
    }
    assert!(done(&mut cluster, "job list").contains("a\u{FFFD}[2Jb\u{FFFD}c"));
}

#[test]
fn hostile_lines_never_panic_and_say_why() {
    let mut seed = 0x9E37_79B9_7F4A_7C15u64;
    let mut below = |bound: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        (seed >> 11) as usize % bound
    };
    let parts = [
        "job",
        "task",
        "node",
        "cluscfg",
        "new",
        "add",
        "submit",
        "view",
        "cancel",
        "list",
        "listtasks",
        "modify",
        "requeue",
        "pause",
        "setparams",
        "setenvs",
        "for",
        "/l",
        "%i",
        "in",
        "(1,1,3)",
        "do",
        "runas",
        "/user:a",
        "wait",
        "1d",
        "next",
        "help",
        "/?",
        "1",
        "1.1",
        "1-3",
        "1,2",
        "2147483648",
        "/numprocessors:1-2",
        "/id:1",
        "/message:",
        "/runtime:00:00:01",
        "/all",
        "/jobname:é😀",
        "A=B",
        "=",
        "\"",
        "^",
        "^\"",
        "\\\"",
        "%",
        "(",
        ")",
        "sleep",
        "exit",
        "^&^&",
        "&",
        "|",
        "scancel",
        "{1..3}",
        "Stop-HpcJob",
        "-Id",
        "'",
        "’",
        "bkill",
        "-C",
        "\u{0}",
        "\n",
        "\t",
        "\u{a0}",
        "ß",
        "scontrol",
        "update",
        "JobId=1",
        "TimeLimit=9999999-1",
        "/",
        ":",
        "//",
        "/:",
        ",",
        "-",
        ".",
        "1.",
        ".1",
        "#",
    ];
    let mut cluster = cluster();
    for round in 0..30_000 {
        let mut line = String::new();
        for _ in 0..below(12) {
            match below(12) {
                0 => line.push(char::from_u32(below(0x2000) as u32).unwrap_or('x')),
                1 => {}
                _ => line.push_str(parts[below(parts.len())]),
            }
            if below(5) > 0 {
                line.push(' ');
            }
        }
        let cursor = below(line.len() + 2);
        for offer in Console.complete(&cluster, &line, cursor) {
            assert!(offer.start <= cursor && line.is_char_boundary(offer.start), "{line:?}");
        }
        let before = cluster.state_digest();
        let answer = run(&mut cluster, &line);
        assert!(answer.status <= 2, "{line:?}");
        let has_error = answer.lines.iter().any(|line| line.kind == LineKind::Error);
        assert_eq!(answer.status > 0, has_error, "{line:?}: {}", answer.text());
        let nested = ["for", "runas"].iter().any(|word| line.to_ascii_lowercase().contains(word));
        if answer.status == 2 && !nested {
            assert_eq!(cluster.state_digest(), before, "{line:?}");
        }
        if round % 3_000 == 0 {
            cluster = self::cluster();
        }
    }
    let endless = "for /l %i in (1,1,100000) do for /l %j in (1,1,100000) do # nothing";
    let answer = run(&mut cluster, endless);
    assert!(answer.text().contains("The loop has been stopped"), "{}", answer.text());
    let deep = "runas /user:a ".repeat(50_000);
    assert!(run(&mut cluster, &deep).text().contains("Too many commands"));
    assert!(run(&mut cluster, &"x".repeat(2 << 20)).text().contains("too long"));
    assert_eq!(quote("plain-1.2"), "plain-1.2");
}

#[test]
fn completion_knows_commands_flags_and_what_the_cluster_has() {
    let mut cluster = cluster();
    done(&mut cluster, "job submit /jobname:running sleep 90");
    done(&mut cluster, "job new /jobname:draft");
    done(&mut cluster, "job submit /jobname:ended exit 0");
    done(&mut cluster, r"runas /user:CLUSTER\ada job new /jobname:hers");
    let offers = |line: &str| -> Vec<String> {
        let cursor = line.find('|').unwrap();
        let line = line.replacen('|', "", 1);
        let all = Console.complete(&cluster, &line, cursor);
        all.iter().map(|offer| [&line[..offer.start], &offer.text].concat()).collect()
    };
    for (line, expected) in [
        ("jo|", &["job"][..]),
        ("sca|", &["scancel"]),
        ("job ca|", &["job cancel"]),
        (
            "job |",
            &[
                "job new",
                "job add",
                "job submit",
                "job view",
                "job cancel",
                "job list",
                "job listtasks",
                "job modify",
                "job requeue",
            ],
        ),
        ("job cancel |", &["job cancel 1", "job cancel 2", "job cancel 4"]),
        ("job cancel 1,|", &["job cancel 1,1", "job cancel 1,2", "job cancel 1,4"]),
        ("job requeue |", &["job requeue 1"]),
        ("job submit /id:|", &["job submit /id:2", "job submit /id:4"]),
        ("job cancel 1 /m|", &["job cancel 1 /message:"]),
        (
            "job cancel 1 /message:x /|",
            &["job cancel 1 /message:x /scheduler:", "job cancel 1 /message:x /?"],
        ),
        ("job new /PRIO|", &["job new /priority:"]),
        ("job new /priority:b|", &["job new /priority:BelowNormal"]),
        ("job new /exclusive:|", &["job new /exclusive:true", "job new /exclusive:false"]),
        ("job new /askednodes:N1,n2|", &["job new /askednodes:N1,N2"]),
        ("job list /status:q|", &["job list /status:Queued"]),
        (
            "job list /user:|",
            &["job list /user:*", r"job list /user:CLUSTER\Administrator", r"job list /user:CLUSTER\ada"],
        ),
        ("task cancel 1.|", &["task cancel 1.1"]),
        ("task cancel 3.|", &[]),
        ("clusrun /nodes:N3,n1|", &["clusrun /nodes:N3,N1"]),
        ("node pause N3|", &["node pause N3"]),
        ("node pause /|", &["node pause /all", "node pause /scheduler:", "node pause /?"]),
        ("cluscfg setparams ttl|", &["cluscfg setparams TTLCompletedJobs="]),
        ("wait n|", &["wait next"]),
        ("help job li|", &["help job list", "help job listtasks"]),
        ("job submit dir |", &[]),
        ("job add 2 dir /|", &[]),
        (r"runas /user:x job canc|", &["runas /user:x job cancel"]),
        ("# job |", &[]),
        ("jobb |", &[]),
        ("job canc| 1", &["job cancel"]),
    ] {
        assert_eq!(offers(line), expected, "{line}");
    }
    let about: Vec<String> =
        Console.complete(&cluster, "job view ", 9).into_iter().map(|offer| offer.about).collect();
    assert_eq!(about[..2], ["running, Running", "draft, NotSubmitted"]);
}

#[test]
fn the_document_has_every_command_and_flag_and_its_examples_are_true() {
    let (document, conformance) = (read("docs/console.md"), read("docs/conformance.md"));
    let has_row = |what: &str| assert!(conformance.contains(&format!("\n| `{what}` |")), "{what}");
    let mut cluster = cluster();
    let overview = done(&mut cluster, "help");
    let mut commands = 0;
    for line in overview.lines().filter(|line| line.contains(" : ")) {
        let name = line.split(" : ").next().unwrap().trim();
        assert!(document.contains(&format!("| `{name}")), "docs/console.md has no row for {name}");
        has_row(name);
        commands += 1;
        for flag in done(&mut cluster, &format!("{name} /?")).lines().filter(|line| line.starts_with('/')) {
            let flag = flag.split([' ', ':', '[']).next().unwrap();
            assert!(document.contains(flag), "docs/console.md does not name {flag} of {name}");
            has_row(&format!("{name} {flag}"));
        }
    }
    assert!(commands > 25, "{commands}");

    let mut examples = 0;
    for block in document.split("```console\n").skip(1).map(|rest| rest.split("```").next().unwrap()) {
        let mut cluster = self::cluster();
        let mut printed = String::new();
        for line in block.lines().filter_map(|line| line.strip_prefix("> ")) {
            printed.push_str(&format!("> {line}\n"));
            for line in run(&mut cluster, line).lines {
                let front = if line.kind == LineKind::Command { "In CCP: " } else { "" };
                printed.push_str(&format!("{front}{}\n", line.text));
            }
            examples += 1;
        }
        assert_eq!(printed, block);
    }
    assert!(examples > 15, "{examples}");
}

#[test]
fn nodes_are_administered() {
    let nodes = [NodeStatus::Ready, NodeStatus::Pending]
        .iter()
        .enumerate()
        .map(|(at, status)| NodeSpec { status: *status, ..NodeSpec::new(&format!("Node {at}"), 2) })
        .collect();
    let mut cluster = Cluster::new(ClusterOptions { nodes, ..ClusterOptions::default() }).unwrap();
    assert_eq!(
        done(&mut cluster, "node approve \"node 1\""),
        "Node Node 1 has been approved, and is paused.\n"
    );
    assert_eq!(done(&mut cluster, "node approve /all"), "There is no node to which this can be done.\n");
    done(&mut cluster, "node resume /all");
    done(&mut cluster, "node fail \"Node 0\"");
    done(&mut cluster, "node restore \"Node 0\"");
    let statuses: Vec<NodeStatus> = cluster.compute_nodes().iter().map(|node| node.status).collect();
    assert_eq!(statuses, [NodeStatus::Ready; 2]);
}

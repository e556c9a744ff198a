//! A session of the cluster simulator, call by call. The same calls at the same instants end in the same state.
//! It belongs into `tests/` of a package that depends on `ccp-scheduler`.

#[rustfmt::skip]
use ccp_scheduler::{Cluster, ClusterOptions, JobPriority, JobSpec, NodeSpec, Simulation, TaskSpec};

#[rustfmt::skip]
fn part_1(cluster: &mut Cluster) {
    cluster.act_as("CLUSTER\\ana", false);
    cluster.queue_job(&JobSpec { name: "weather-map".to_owned(), minimum_number_of_processors: 4, maximum_number_of_processors: 4, tasks: vec![TaskSpec { command_line: "weather-map".to_owned(), name: "weather-map".to_owned(), minimum_number_of_processors: 4, maximum_number_of_processors: 4, simulation: Some(Simulation { duration: Some(1800000), exit_code: 0 }), ..TaskSpec::default() }], ..JobSpec::default() }).unwrap();
    cluster.advance_to(1772440800000).unwrap();
    cluster.act_as("CLUSTER\\ben", false);
    cluster.queue_job(&JobSpec { name: "wind-tunnel".to_owned(), minimum_number_of_processors: 4, maximum_number_of_processors: 4, runtime: Some("00:08:00".parse().unwrap()), tasks: vec![TaskSpec { command_line: "wind-tunnel".to_owned(), name: "wind-tunnel".to_owned(), minimum_number_of_processors: 4, maximum_number_of_processors: 4, simulation: Some(Simulation { duration: Some(21600000), exit_code: 0 }), ..TaskSpec::default() }], ..JobSpec::default() }).unwrap();
    cluster.advance_to(1772441400000).unwrap();
    cluster.act_as("CLUSTER\\cho", false);
    cluster.queue_job(&JobSpec { name: "thesis-run".to_owned(), minimum_number_of_processors: 4, maximum_number_of_processors: 4, runtime: Some("00:00:30".parse().unwrap()), tasks: vec![TaskSpec { command_line: "thesis-run".to_owned(), name: "thesis-run".to_owned(), minimum_number_of_processors: 4, maximum_number_of_processors: 4, simulation: Some(Simulation { duration: Some(1500000), exit_code: 0 }), ..TaskSpec::default() }], ..JobSpec::default() }).unwrap();
    cluster.advance_to(1772442060000).unwrap();
    cluster.act_as("CLUSTER\\dee", false);
    cluster.queue_job(&JobSpec { name: "render".to_owned(), minimum_number_of_processors: 4, maximum_number_of_processors: 4, runtime: Some("00:00:20".parse().unwrap()), tasks: vec![TaskSpec { command_line: "render".to_owned(), name: "render".to_owned(), minimum_number_of_processors: 4, maximum_number_of_processors: 4, simulation: Some(Simulation { duration: Some(900000), exit_code: 0 }), ..TaskSpec::default() }], ..JobSpec::default() }).unwrap();
    cluster.advance_to(1772443325000).unwrap();
    cluster.act_as("CLUSTER\\ana", false);
    cluster.queue_job(&JobSpec { name: "check-55".to_owned(), minimum_number_of_processors: 1, maximum_number_of_processors: 1, is_exclusive: false, runtime: Some("00:00:03".parse().unwrap()), tasks: vec![TaskSpec { command_line: "check".to_owned(), minimum_number_of_processors: 1, maximum_number_of_processors: 1, simulation: Some(Simulation { duration: Some(124000), exit_code: 0 }), ..TaskSpec::default() }], ..JobSpec::default() }).unwrap();
    cluster.advance_to(1772443367000).unwrap();
    cluster.act_as("CLUSTER\\max", false);
    cluster.queue_job(&JobSpec { name: "tally-84".to_owned(), minimum_number_of_processors: 2, maximum_number_of_processors: 2, is_exclusive: false, runtime: Some("00:00:01".parse().unwrap()), tasks: vec![TaskSpec { command_line: "tally".to_owned(), minimum_number_of_processors: 2, maximum_number_of_processors: 2, simulation: Some(Simulation { duration: Some(34000), exit_code: 0 }), ..TaskSpec::default() }], ..JobSpec::default() }).unwrap();
    cluster.advance_to(1772443432000).unwrap();
    cluster.act_as("CLUSTER\\dee", false);
    cluster.queue_job(&JobSpec { name: "convert-90".to_owned(), minimum_number_of_processors: 2, maximum_number_of_processors: 2, is_exclusive: false, runtime: Some("00:00:04".parse().unwrap()), tasks: vec![TaskSpec { command_line: "convert".to_owned(), minimum_number_of_processors: 2, maximum_number_of_processors: 2, simulation: Some(Simulation { duration: Some(74000), exit_code: 0 }), ..TaskSpec::default() }], ..JobSpec::default() }).unwrap();
    cluster.advance_to(1772443471000).unwrap();
    cluster.act_as("CLUSTER\\ivo", false);
    cluster.queue_job(&JobSpec { name: "pipeline-90".to_owned(), minimum_number_of_processors: 3, maximum_number_of_processors: 3, is_exclusive: false, runtime: Some("00:00:03".parse().unwrap()), tasks: vec![TaskSpec { command_line: "mesh".to_owned(), minimum_number_of_processors: 1, maximum_number_of_processors: 1, simulation: Some(Simulation { duration: Some(35000), exit_code: 0 }), name: "mesh".to_owned(), ..TaskSpec::default() }, TaskSpec { command_line: "solve 1".to_owned(), minimum_number_of_processors: 1, maximum_number_of_processors: 1, simulation: Some(Simulation { duration: Some(52000), exit_code: 0 }), name: "solve-1".to_owned(), depend: vec!["mesh".to_owned()], ..TaskSpec::default() }, TaskSpec { command_line: "solve 2".to_owned(), minimum_number_of_processors: 1, maximum_number_of_processors: 1, simulation: Some(Simulation { duration: Some(52000), exit_code: 0 }), name: "solve-2".to_owned(), depend: vec!["mesh".to_owned()], ..TaskSpec::default() }, TaskSpec { command_line: "solve 3".to_owned(), minimum_number_of_processors: 1, maximum_number_of_processors: 1, simulation: Some(Simulation { duration: Some(52000), exit_code: 0 }), name: "solve-3".to_owned(), depend: vec!["mesh".to_owned()], ..TaskSpec::default() }, TaskSpec { command_line: "plot".to_owned(), minimum_number_of_processors: 1, maximum_number_of_processors: 1, simulation: Some(Simulation { duration: Some(10000), exit_code: 0 }), name: "plot".to_owned(), depend: vec!["solve-1".to_owned(), "solve-2".to_owned(), "solve-3".to_owned()], ..TaskSpec::default() }], ..JobSpec::default() }).unwrap();
    cluster.advance_to(1772443800000).unwrap();
    cluster.act_as("CLUSTER\\ben", false);
    cluster.queue_jobs(&[JobSpec { name: "=1+1, \"quoted\"\u{a}\u{202e} back \u{1f600} \u{fffd} \\ $".to_owned(), is_exclusive: false, priority: JobPriority::BelowNormal, runtime: Some("00:02:00".parse().unwrap()), extended_job_terms: vec![("__proto__".to_owned(), "x".to_owned()), ("a b".to_owned(), "y".to_owned())], tasks: vec![TaskSpec { command_line: "sleep 90 && exit 3".to_owned(), name: "one".to_owned(), environment_variables: vec![("A".to_owned(), "=1+1, \"quoted\"\u{a}\u{202e} back \u{1f600} \u{fffd} \\ ${x}".to_owned())], work_directory: "C:\\temp".to_owned(), ..TaskSpec::default() }, TaskSpec { command_line: "=1+1, \"quoted\"\u{a}\u{202e} back \u{1f600} \u{fffd} \\ ${x}".to_owned(), name: "two".to_owned(), depend: vec!["one".to_owned()], runtime: "00:00:10:30".parse().unwrap(), simulation: Some(Simulation { duration: None, exit_code: 0 }), environment_variables: vec![("B".to_owned(), "1".to_owned()), ("B".to_owned(), "2".to_owned())], ..TaskSpec::default() }], ..JobSpec::default() }, JobSpec { project: "-project".to_owned(), asked_nodes: vec!["N1".to_owned(), "N2".to_owned()], minimum_number_of_processors: 2, maximum_number_of_processors: 4, tasks: vec![TaskSpec { command_line: "work".to_owned(), minimum_number_of_processors: 2, maximum_number_of_processors: 2, required_nodes: vec!["N1".to_owned()], ..TaskSpec::default() }], ..JobSpec::default() }]).unwrap();
    cluster.add_job(&JobSpec { run_until_canceled: true, ..JobSpec::default() }).unwrap();
    cluster.add_task(11, &TaskSpec { command_line: "work".to_owned(), simulation: None, ..TaskSpec::default() }).unwrap();
    cluster.add_tasks(11, &[TaskSpec { command_line: "exit 1".to_owned(), is_exclusive: true, extended_task_terms: vec![("t".to_owned(), "v".to_owned())], ..TaskSpec::default() }]).unwrap();
    cluster.modify_job(11, &JobSpec { name: "modified".to_owned(), software_license: "fluent:2".to_owned(), user: "CLUSTER\\ivo".to_owned(), ..JobSpec::default() }).unwrap();
    cluster.modify_job_term(11, "Project", "=1+1, \"quoted\"\u{a}\u{202e} back \u{1f600} \u{fffd} \\ ${x}").unwrap();
    cluster.act_as("CLUSTER\\Administrator", true);
    cluster.submit_job(11).unwrap();
    cluster.advance_to(1772443861000).unwrap();
    assert_eq!(cluster.cancel_jobs(&[9, 2000000000, 1], "=1+1, \"quoted\"\u{a}\u{202e} back \u{1f600} \u{fffd} \\ ${x}").unwrap_err().code.name(), "InvalidJobId");
    cluster.cancel_jobs(&[10], "").unwrap();
    cluster.try_cancel_jobs(&[11, 99], "carried on").unwrap();
    cluster.requeue_jobs(&[9]).unwrap();
    cluster.requeue_job(11).unwrap();
    cluster.cancel_task(9, 2, "one task").unwrap();
    assert_eq!(cluster.cancel_tasks(11, &[2, 9], "=1+1, \"quoted\"\u{a}\u{202e} back \u{1f600} \u{fffd} \\ ${x}").unwrap_err().code.name(), "InvalidTaskId");
    cluster.requeue_task(9, 2).unwrap();
    assert_eq!(cluster.requeue_tasks(11, &[2, 9]).unwrap_err().code.name(), "InvalidTaskId");
    cluster.cancel_job(11, "").unwrap();
    cluster.set_cluster_parameter("TTLCompletedJobs", Some("1")).unwrap();
    cluster.set_cluster_parameter("Mine", Some("=1+1, \"quoted\"\u{a}\u{202e} back \u{1f600} \u{fffd} \\ ${x}")).unwrap();
    cluster.set_cluster_parameter("Mine", None).unwrap();
    cluster.set_environment_variable("E", Some("=1+1, \"quoted\"\u{a}\u{202e} back \u{1f600} \u{fffd} \\ ${x}")).unwrap();
    cluster.set_environment_variable("E", Some("")).unwrap();
    cluster.pause_node("N1").unwrap();
    cluster.resume_node("N1").unwrap();
    cluster.fail_node("N2").unwrap();
    cluster.advance_to(1772454661000).unwrap();
    cluster.restore_node("N2").unwrap();
    cluster.add_jobs(&[JobSpec { name: "last".to_owned(), ..JobSpec::default() }]).unwrap();
    cluster.submit_jobs(&[12]).unwrap();
    cluster.queue_job(&JobSpec { tasks: vec![TaskSpec { command_line: "work".to_owned(), ..TaskSpec::default() }], ..JobSpec::default() }).unwrap();
    cluster.advance_to(1772562661001).unwrap();
    cluster.queue_job(&JobSpec { name: "50^% \"typed\"".to_owned(), minimum_number_of_processors: 2, maximum_number_of_processors: 4, runtime: Some("00:00:10".parse().unwrap()), tasks: vec![TaskSpec { command_line: "sleep 90 && exit 3".to_owned(), minimum_number_of_processors: 2, maximum_number_of_processors: 4, environment_variables: vec![("A".to_owned(), "1".to_owned()), ("A".to_owned(), "2".to_owned())], ..TaskSpec::default() }], ..JobSpec::default() }).unwrap();
    cluster.add_job(&JobSpec { name: "parts".to_owned(), priority: JobPriority::Highest, is_exclusive: false, ..JobSpec::default() }).unwrap();
    cluster.add_task(1, &TaskSpec { command_line: "sleep 60".to_owned(), name: "one".to_owned(), is_rerunnable: false, ..TaskSpec::default() }).unwrap();
    cluster.add_task(1, &TaskSpec { command_line: "sleep 60".to_owned(), name: "two".to_owned(), is_rerunnable: false, ..TaskSpec::default() }).unwrap();
    cluster.act_as("CLUSTER\\ana", false);
    cluster.queue_job(&JobSpec { name: "loop1".to_owned(), tasks: vec![TaskSpec { command_line: "sleep 600".to_owned(), ..TaskSpec::default() }], ..JobSpec::default() }).unwrap();
    cluster.queue_job(&JobSpec { name: "loop2".to_owned(), tasks: vec![TaskSpec { command_line: "sleep 600".to_owned(), ..TaskSpec::default() }], ..JobSpec::default() }).unwrap();
    cluster.act_as("CLUSTER\\Administrator", true);
    assert_eq!(cluster.cancel_jobs(&[1, 99, 3], "").unwrap_err().code.name(), "InvalidJobId");
    cluster.advance_to(1772562961001).unwrap();
    cluster.set_cluster_parameter("Typed", Some("yes")).unwrap();
    cluster.set_cluster_parameter("Typed", Some("")).unwrap();
    cluster.pause_node("N1").unwrap();
    cluster.get_new_command_id().unwrap();
}

#[test]
#[rustfmt::skip]
fn the_session_ends_in_the_same_state() {
    let mut cluster = Cluster::new(ClusterOptions { name: "MORNING".to_owned(), nodes: vec![NodeSpec::new("N1", 4), NodeSpec::new("N2", 4)], now: 1772440200000, ..ClusterOptions::default() }).unwrap();
    part_1(&mut cluster);
    cluster.advance_to(1772562961001).unwrap();
    assert_eq!(cluster.state_digest(), "ef819f14f9e2dd46");
}

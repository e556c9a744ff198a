//! Commands past the queue, on simulated nodes.

use ccp_scheduler::*;

fn cluster() -> Cluster {
    Cluster::new(ClusterOptions::with_nodes([("N2", 2), ("N1", 1)])).unwrap()
}

fn run(cluster: &mut Cluster, task: &TaskSpec) -> Result<Vec<ExecutionResult>> {
    let id = cluster.get_new_command_id().unwrap();
    cluster.execute_command(id, task, None)
}

fn line(command_line: &str) -> TaskSpec {
    TaskSpec { command_line: command_line.to_owned(), ..TaskSpec::default() }
}

#[track_caller]
fn code<T: std::fmt::Debug>(result: Result<T>) -> ErrorCode {
    result.unwrap_err().code
}

#[test]
fn one_result_for_each_node_at_once_and_past_the_queue() {
    let mut cluster = cluster();
    cluster.queue_job(&JobSpec::new("all", 3, vec![TaskSpec::lasting(60_000, 3)])).unwrap();
    let results = run(&mut cluster, &line("hostname")).unwrap();
    let row = |node: &str| ExecutionResult {
        command_id: 1,
        exit_code: 0,
        node_name: node.to_owned(),
        output: format!("{node}\r\n"),
    };
    assert_eq!(results, [row("N2"), row("N1")]);
    let required = TaskSpec { required_nodes: vec!["N1".to_owned()], ..line("exit 3") };
    let results = run(&mut cluster, &required).unwrap();
    assert_eq!((results.len(), results[0].exit_code, &*results[0].node_name), (1, 3, "N1"));
    assert_eq!((cluster.now(), cluster.cluster_counter().tasks.iter().sum::<i64>()), (0, 1));
}

#[test]
fn what_simulated_nodes_print() {
    let mut cluster = cluster();
    cluster.set_environment_variable("GREETING", Some("hello")).unwrap();
    let mut print = |command_line: &str| {
        let mut task = TaskSpec { required_nodes: vec!["N1".to_owned()], ..line(command_line) };
        task.work_directory = "C:\\work".to_owned();
        task.set_environment_variable("Own", "50%");
        run(&mut cluster, &task).unwrap().remove(0).output
    };
    for (command_line, output) in [
        (
            "echo %greeting%, %OWN% of %GREETING% 100% %unknown%own%!",
            "hello, 50% of hello 100% %unknown50%!\r\n",
        ),
        ("echo a && echo b", "a\r\nb\r\n"),
        ("echo a && exit 1 && echo b", "a\r\n"),
        ("echo a && exit 0 && echo b", "a\r\nb\r\n"),
        ("echo", "ECHO is on.\r\n"),
        ("echo %", "%\r\n"),
        ("echo %%", "%%\r\n"),
        ("cd", "C:\\work\r\n"),
        ("mesh.exe", ""),
        ("hostname x", ""),
    ] {
        assert_eq!(print(command_line), output, "{command_line}");
    }
    assert_eq!(
        print("set"),
        "CCP_CLUSTER_NAME=HEADNODE\r\nCCP_MPI_NETMASK=\r\nGREETING=hello\r\nOwn=50%\r\n"
    );
}

#[test]
fn who_may_and_with_which_id() {
    let mut cluster = cluster();
    assert_eq!(code(cluster.execute_command(1, &line("dir"), None)), ErrorCode::InvalidCommandId);
    let id = cluster.get_new_command_id().unwrap();
    let digest = cluster.state_digest();
    assert_eq!(code(cluster.execute_command(id, &line(""), None)), ErrorCode::MissingCommandLine);
    assert_eq!(code(cluster.execute_command(id, &line(&"x".repeat(481)), None)), ErrorCode::TextTooLong);
    let unknown = TaskSpec { required_nodes: vec!["N9".to_owned()], ..line("dir") };
    assert_eq!(code(cluster.execute_command(id, &unknown, None)), ErrorCode::UnknownNode);
    let ask = Some(Credentials::default());
    assert_eq!(code(cluster.execute_command(id, &line("dir"), ask)), ErrorCode::CredentialsNeeded);
    cluster.act_as("LAB\\ann", false);
    assert_eq!(code(cluster.execute_command(id, &line("dir"), None)), ErrorCode::PermissionDenied);
    assert_eq!(code(cluster.end_command(id)), ErrorCode::PermissionDenied);
    assert_eq!(cluster.state_digest(), digest);
    cluster.act_as("LAB\\root", true);
    // What does not matter is not looked at.
    let odd = TaskSpec { depend: vec!["nobody".to_owned()], maximum_number_of_processors: 0, ..line("dir") };
    assert_eq!(cluster.execute_command(id, &odd, None).unwrap().len(), 2);
}

#[test]
fn a_call_waits_no_longer_than_timeout() {
    let mut cluster = cluster();
    let endless = TaskSpec { simulation: Some(Simulation { duration: None, exit_code: 0 }), ..line("dir") };
    assert_eq!(code(run(&mut cluster, &endless)), ErrorCode::TimedOut);
    run(&mut cluster, &line("sleep 4294967295")).unwrap();
    cluster.set_timeout(2_000).unwrap();
    run(&mut cluster, &line("sleep 2")).unwrap();
    assert_eq!(code(run(&mut cluster, &line("sleep 3"))), ErrorCode::TimedOut);
    assert!(cluster.error_message().contains("2000 ms"));
    cluster.set_is_asynchronous(true);
    run(&mut cluster, &line("sleep 3")).unwrap();
}

#[test]
fn asynchronous_results_come_with_time() {
    let mut cluster = cluster();
    cluster.set_is_asynchronous(true);
    let id = cluster.get_new_command_id().unwrap();
    assert_eq!(cluster.execute_command(id, &line("echo x && sleep 5"), None).unwrap(), []);
    assert_eq!(code(cluster.execute_command(id, &line("dir"), None)), ErrorCode::InvalidCommandId);
    assert_eq!(cluster.next_event_time(), Some(65_000));
    cluster.advance(64_999).unwrap();
    assert_eq!((cluster.wait_for_command(id).unwrap(), cluster.command_is_running(id)), (vec![], true));
    let mut copy = Cluster::from_snapshot(&cluster.to_snapshot()).unwrap();
    assert_eq!(copy.state_digest(), cluster.state_digest());
    for cluster in [&mut cluster, &mut copy] {
        cluster.advance(1).unwrap();
        assert_eq!(cluster.next_event_time(), None);
        let results = cluster.wait_for_command(id).unwrap();
        assert_eq!(results.iter().map(|result| &*result.node_name).collect::<Vec<_>>(), ["N2", "N1"]);
        assert!(results.iter().all(|result| result.output == "x\r\n" && result.exit_code == 0));
        assert_eq!((cluster.wait_for_command(id).unwrap(), cluster.command_is_running(id)), (vec![], false));
    }
    assert_eq!(code(cluster.wait_for_command(2)), ErrorCode::InvalidCommandId);
}

#[test]
fn a_command_is_ended_where_it_still_runs() {
    let mut cluster = cluster();
    cluster.set_is_asynchronous(true);
    let endless =
        TaskSpec { simulation: Some(Simulation { duration: None, exit_code: 0 }), ..line("echo x") };
    run(&mut cluster, &endless).unwrap();
    assert_eq!(cluster.next_event_time(), None);
    cluster.end_command(1).unwrap();
    let results = cluster.wait_for_command(1).unwrap();
    assert_eq!(results.len(), 2);
    assert!(results.iter().all(|result| result.exit_code == -1_073_741_510 && result.output.is_empty()));
    cluster.end_command(1).unwrap();
    assert_eq!(code(cluster.end_command(9)), ErrorCode::InvalidCommandId);
}

#[test]
fn output_in_pages() {
    let mut cluster = cluster();
    cluster.set_environment_variable("A", Some(&"ä𝄞".repeat(600))).unwrap();
    let echo =
        TaskSpec { required_nodes: vec!["N1".to_owned()], ..line(&format!("echo {}", "%A%".repeat(50))) };
    let whole = run(&mut cluster, &echo).unwrap().remove(0);
    let units = |text: &str| text.encode_utf16().count();
    assert_eq!(units(&whole.output), 90_002);
    assert_eq!(cluster.read_execution_result(&whole).unwrap(), whole.output, "as get_Output");
    for (size, pages) in [(2_048, 44), (20_480, 5), (2_047, 5), (20_481, 5), (i32::MIN, 5)] {
        let id = cluster.get_new_command_id().unwrap();
        let result = cluster.execute_command_with_paging(id, &echo, None, size).unwrap().remove(0);
        assert_eq!(result.output, "");
        cluster = Cluster::from_snapshot(&cluster.to_snapshot()).unwrap();
        let mut read = Vec::new();
        loop {
            let page = cluster.read_execution_result(&result).unwrap();
            if page.is_empty() {
                break;
            }
            assert!(units(&page) <= if size == 2_048 { 2_048 } else { 20_480 });
            read.push(page);
        }
        assert_eq!((read.len(), read.concat() == whole.output), (pages, true), "{size}");
        assert_eq!(cluster.read_execution_result(&result).unwrap(), "");
    }
    cluster.set_is_asynchronous(true);
    let id = cluster.get_new_command_id().unwrap();
    cluster.execute_command_with_paging(id, &echo, None, 2_048).unwrap();
    cluster.advance(60_000).unwrap();
    let results = cluster.wait_for_command_with_paging(id, 4_096).unwrap();
    assert_eq!(units(&cluster.read_execution_result(&results[0]).unwrap()), 4_096);
    let nowhere = ExecutionResult { node_name: "N9".to_owned(), ..whole.clone() };
    assert_eq!(code(cluster.read_execution_result(&nowhere)), ErrorCode::UnknownNode);
    let never = ExecutionResult { command_id: 99, ..whole };
    assert_eq!(code(cluster.read_execution_result(&never)), ErrorCode::InvalidCommandId);
}

#[test]
fn nodes_that_do_not_answer_say_so() {
    let options = ClusterOptions::with_nodes([("N1", 1), ("N2", 1), ("N3", 1)]);
    let mut nodes = options.nodes.clone();
    nodes[2].status = NodeStatus::Pending;
    let mut cluster = Cluster::new(ClusterOptions { nodes, ..options }).unwrap();
    cluster.fail_node("N2").unwrap();
    cluster.pause_node("N1").unwrap();
    let results = run(&mut cluster, &line("hostname")).unwrap();
    assert_eq!(results.iter().map(|result| result.exit_code).collect::<Vec<_>>(), [0, 1_722, 1_722]);
    assert_eq!(results[1].output, "N2 does not answer.\r\n");
}

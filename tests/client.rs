//! What a client of the cluster has of its own, and what it builds before anything is added.

use ccp_scheduler::*;

fn cluster_of(processors: &[i32]) -> Cluster {
    let nodes = processors.iter().enumerate();
    let nodes = nodes.map(|(at, count)| NodeSpec::new(&format!("N{}", at + 1), *count)).collect();
    Cluster::new(ClusterOptions { nodes, ..ClusterOptions::default() }).unwrap()
}

fn restored(cluster: &Cluster) -> Cluster {
    Cluster::from_snapshot(&cluster.to_snapshot()).unwrap()
}

#[test]
fn the_name_is_empty_before_connect() {
    let options =
        || ClusterOptions { connected: false, name: "HEAD".to_owned(), ..ClusterOptions::default() };
    let mut cluster = Cluster::new(options()).unwrap();
    assert_eq!((cluster.name(), restored(&cluster).name()), ("", ""));
    for name in ["", "TAIL", "TAIL.example.com", ".HEAD", "HEAD "] {
        assert_eq!(cluster.connect(name).unwrap_err().code, ErrorCode::UnknownCluster, "{name:?}");
        assert_eq!(cluster.name(), "");
    }
    for name in ["HEAD", "head", "Head.example.com", "LOCALHOST"] {
        let mut cluster = Cluster::new(options()).unwrap();
        cluster.connect(name).unwrap();
        assert_eq!(cluster.name(), "HEAD", "{name:?}");
    }
    cluster.connect("localhost").unwrap();
    cluster.connect("TAIL").unwrap_err();
    assert_eq!((cluster.name(), restored(&cluster).name()), ("HEAD", "HEAD"));
    assert_eq!(Cluster::new(ClusterOptions::default()).unwrap().name(), "HEADNODE");
}

#[test]
fn timeout_has_two_ways_to_say_no_limit() {
    let mut cluster = cluster_of(&[1]);
    assert_eq!(cluster.timeout(), 0);
    let digest = cluster.state_digest();
    for millis in [-1, 0, 1, i32::MAX] {
        cluster.set_timeout(millis).unwrap();
        assert_eq!((cluster.timeout(), restored(&cluster).timeout()), (millis, millis));
    }
    for millis in [-2, i32::MIN] {
        assert_eq!(cluster.set_timeout(millis).unwrap_err().code, ErrorCode::ArgumentOutOfRange);
    }
    assert_eq!((cluster.timeout(), cluster.state_digest()), (i32::MAX, digest));
}

/// The seven calls that IsAsynchronous concerns, and CancelJobs, are done when they return.
#[test]
fn asynchronous_calls_are_done_when_they_return() {
    let run = |asynchronous: bool| {
        let mut cluster = cluster_of(&[4, 4]);
        cluster.set_is_asynchronous(asynchronous);
        let mut digests = Vec::new();
        let job = JobSpec::new("job", 4, vec![TaskSpec::lasting(60_000, 4)]);
        let id = cluster.add_job(&job).unwrap();
        digests.push(cluster.state_digest());
        cluster.add_task(id, &TaskSpec::lasting(1_000, 1)).unwrap();
        digests.push(cluster.state_digest());
        cluster.modify_job(id, &JobSpec { project: "tides".to_owned(), ..job.clone() }).unwrap();
        digests.push(cluster.state_digest());
        cluster.submit_job(id).unwrap();
        cluster.cancel_job(id, "").unwrap();
        digests.push(cluster.state_digest());
        cluster.requeue_job(id).unwrap();
        digests.push(cluster.state_digest());
        cluster.pause_node("N1").unwrap();
        digests.push(cluster.state_digest());
        cluster.resume_node("N1").unwrap();
        cluster.cancel_jobs(&[id], "").unwrap();
        digests.push(cluster.state_digest());
        digests
    };
    assert_eq!(run(true), run(false));
}

#[test]
fn a_created_job_has_the_documented_defaults() {
    let cluster = cluster_of(&[1]);
    let job = cluster.create_job();
    assert_eq!((job.minimum_number_of_processors, job.maximum_number_of_processors), (1, 1));
    assert_eq!((job.priority, job.is_exclusive, job.run_until_canceled), (JobPriority::Normal, true, false));
    assert_eq!((job.runtime, job.tasks.len()), (None, 0));
    let task = cluster.create_task();
    assert_eq!((task.minimum_number_of_processors, task.maximum_number_of_processors), (1, 1));
    assert_eq!((task.is_exclusive, task.is_rerunnable, task.runtime), (false, true, Runtime::Infinite));
    assert_eq!((&*task.command_line, task.required_nodes.len()), ("", 0));
}

#[test]
fn a_job_is_built_before_it_is_added() {
    let mut cluster = cluster_of(&[4]);
    let mut job = cluster.create_job();
    assert_eq!(job.get_task(0).unwrap_err().code, ErrorCode::InvalidTaskId);
    for line in ["first", "second"] {
        let mut task = cluster.create_task();
        task.command_line = line.to_owned();
        task.set_environment_variable("A", "1");
        task.set_environment_variable("a", "2");
        task.set_environment_variable("A", "3");
        task.set_extended_task_term("Shape", "round");
        task.set_extended_task_term("SHAPE", "square");
        job.add_task(task);
    }
    job.set_extended_job_term("Colour", "red");
    job.set_extended_job_term("COLOUR", "blue");
    assert_eq!(job.get_task(0).unwrap().command_line, "first");
    assert_eq!(job.get_task(1).unwrap_err().code, ErrorCode::InvalidTaskId);
    let id = cluster.add_job(&job).unwrap();
    let added = cluster.get_job(id).unwrap();
    let pairs = |list: &[(&str, &str)]| -> Vec<(String, String)> {
        list.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    };
    assert_eq!(added.extended_job_terms, pairs(&[("Colour", "blue")]));
    assert_eq!(added.tasks[1].environment_variables, pairs(&[("A", "3"), ("a", "2")]));
    assert_eq!(added.tasks[1].extended_task_terms, pairs(&[("Shape", "square")]));
    job.clear();
    assert_eq!((job.tasks.len(), cluster.get_job(id).unwrap().tasks.len()), (0, 2));
}

#[test]
fn a_collection_of_names_and_values() {
    let mut collection = NameValueCollection::new();
    collection.add("A", "1");
    collection.add("B", "2");
    collection.add("A", "3");
    let copy = collection.clone();
    collection.set("A", "4");
    collection.set("C", "5");
    assert_eq!(collection.iter().collect::<Vec<_>>(), [("A", "4"), ("B", "2"), ("A", "3"), ("C", "5")]);
    collection.insert(4, "D", "6").unwrap();
    collection.insert(0, "Z", "0").unwrap();
    assert_eq!(collection.insert(7, "E", "").unwrap_err().code, ErrorCode::ArgumentOutOfRange);
    collection.remove("A");
    collection.remove("a");
    collection.remove_at(0).unwrap();
    assert_eq!(collection.remove_at(4).unwrap_err().code, ErrorCode::ArgumentOutOfRange);
    assert_eq!(collection.iter().collect::<Vec<_>>(), [("B", "2"), ("A", "3"), ("C", "5"), ("D", "6")]);
    collection.clear();
    assert_eq!((collection.count(), copy.count()), (0, 3));
}

#[test]
fn counters_are_equal_if_their_numbers_are() {
    let mut cluster = cluster_of(&[2]);
    let before = cluster.cluster_counter();
    assert_eq!(before, cluster.cluster_counter());
    cluster.add_job(&JobSpec::default()).unwrap();
    assert_ne!(before, cluster.cluster_counter());
}

#[test]
fn usage_is_processors_times_the_time_they_worked() {
    let mut cluster = cluster_of(&[4, 2]);
    let tasks = vec![TaskSpec::lasting(10_000, 3), TaskSpec::lasting(60_000, 1), TaskSpec::lasting(1_000, 4)];
    let asked_nodes = vec!["N1".to_owned()];
    let job = JobSpec { asked_nodes, is_exclusive: false, ..JobSpec::new("job", 4, tasks) };
    let id = cluster.add_job(&job).unwrap();
    let unused = cluster.get_job_resource_usage(id).unwrap();
    assert_eq!((unused.user_processor_time, unused.processes.len()), (0, 0));
    cluster.submit_job(id).unwrap();
    cluster.advance(4_000).unwrap();
    let usage = cluster.get_job_resource_usage(id).unwrap();
    assert_eq!((usage.user_processor_time, usage.kernel_processor_time, usage.working_set), (16_000, 0, 0));
    assert_eq!(usage.allocated_nodes, [("N1".to_owned(), "4".to_owned())]);
    assert_eq!(usage.processes.len(), 2);
    assert!(usage.processes.iter().all(|process| process.starts_with("N1, ")), "{:?}", usage.processes);
    let first = cluster.get_task_resource_usage(id, 1).unwrap();
    assert_eq!((first.user_processor_time, first.processes.len()), (12_000, 1));
    assert_eq!(first.allocated_nodes, [("N1".to_owned(), "4".to_owned())]);
    assert_eq!(first, cluster.get_task_resource_usage(id, 1).unwrap(), "the same numbers each time");
    let waiting = cluster.get_task_resource_usage(id, 3).unwrap();
    assert_eq!((waiting.user_processor_time, waiting.allocated_nodes.len()), (0, 0));
    cluster.advance(16_000).unwrap();
    let ended = cluster.get_task_resource_usage(id, 1).unwrap();
    assert_eq!(
        (ended.user_processor_time, ended.processes.len(), ended.allocated_nodes.len()),
        (30_000, 0, 0)
    );
    assert_eq!(cluster.get_job_resource_usage(id).unwrap().user_processor_time, 50_000);
    assert_eq!(cluster.get_job_resource_usage(99).unwrap_err().code, ErrorCode::InvalidJobId);
    assert_eq!(cluster.get_task_resource_usage(id, 4).unwrap_err().code, ErrorCode::InvalidTaskId);
    // Without asked nodes a job's are all; a task's are those that it requires.
    let required = TaskSpec { required_nodes: vec!["N2".to_owned()], ..TaskSpec::lasting(5, 1) };
    let other = cluster.add_job(&JobSpec::new("other", 1, vec![required])).unwrap();
    let names =
        |usage: ResourceUsage| usage.allocated_nodes.into_iter().map(|node| node.0).collect::<Vec<_>>();
    assert_eq!(names(cluster.get_job_resource_usage(other).unwrap()), ["N1", "N2"]);
    assert_eq!(names(cluster.get_task_resource_usage(other, 1).unwrap()), ["N2"]);
}

#[test]
fn check_any_task_gives_each_end_once() {
    let mut cluster = cluster_of(&[4]);
    let tasks = vec![TaskSpec::lasting(3_000, 1), TaskSpec::lasting(1_000, 1), TaskSpec::lasting(3_000, 1)];
    let id =
        cluster.queue_job(&JobSpec { run_until_canceled: true, ..JobSpec::new("job", 4, tasks) }).unwrap();
    let mut timestamp = TaskTimestamp::default();
    let next = |cluster: &Cluster, timestamp: &mut TaskTimestamp| {
        cluster.check_any_task(id, timestamp).unwrap().map(|task| (task.id, task.status))
    };
    assert_eq!(next(&cluster, &mut timestamp), None);
    cluster.advance(2_000).unwrap();
    assert_eq!(next(&cluster, &mut timestamp), Some((2, JobStatus::Finished)));
    assert_eq!(next(&cluster, &mut timestamp), None);
    // At the same instant two end by themselves, and then one more, of a lower id, by a call.
    cluster.advance(1_000).unwrap();
    assert_eq!(next(&cluster, &mut timestamp), Some((1, JobStatus::Finished)));
    assert_eq!(next(&cluster, &mut timestamp), Some((3, JobStatus::Finished)));
    let added = cluster.add_task(id, &TaskSpec::lasting(9_000, 1)).unwrap();
    cluster.cancel_task(id, added, "").unwrap();
    let mut copy = TaskTimestamp::from_numbers(timestamp.to_numbers().to_vec());
    assert_eq!(next(&restored(&cluster), &mut copy), Some((added, JobStatus::Cancelled)));
    assert_eq!(next(&cluster, &mut timestamp), Some((added, JobStatus::Cancelled)));
    assert_eq!((next(&cluster, &mut timestamp), &timestamp), (None, &copy));
    // One that runs again ends again.
    cluster.requeue_task(id, added).unwrap();
    assert_eq!(next(&cluster, &mut timestamp), None);
    cluster.cancel_task(id, added, "").unwrap();
    assert_eq!(next(&cluster, &mut timestamp), Some((added, JobStatus::Cancelled)));
    assert_eq!(cluster.check_any_task(99, &mut timestamp).unwrap_err().code, ErrorCode::InvalidJobId);
    // Any numbers will do.
    for numbers in [vec![], vec![i64::MIN], vec![i64::MAX, 1], vec![0, 0, -1]] {
        let mut timestamp = TaskTimestamp::from_numbers(numbers);
        while next(&cluster, &mut timestamp).is_some() {}
    }
}

//! The digest tells apart what decides the future, and nothing else.

use ccp_scheduler::*;

/// Two nodes of two processors.
fn cluster() -> Cluster {
    Cluster::new(ClusterOptions::with_nodes([("N1", 2), ("N2", 2)])).unwrap()
}

fn job() -> JobSpec {
    JobSpec::new("job", 1, vec![TaskSpec::lasting(60_000, 1)])
}

fn digest_after(act: impl FnOnce(&mut Cluster)) -> String {
    let mut cluster = cluster();
    act(&mut cluster);
    let digest = cluster.state_digest();
    let copy = Cluster::from_snapshot(&cluster.to_snapshot()).unwrap();
    assert_eq!(copy.state_digest(), digest, "a snapshot keeps it");
    digest
}

#[track_caller]
fn same(one: impl FnOnce(&mut Cluster), other: impl FnOnce(&mut Cluster)) {
    assert_eq!(digest_after(one), digest_after(other));
}

#[track_caller]
fn different(one: impl FnOnce(&mut Cluster), other: impl FnOnce(&mut Cluster)) {
    assert_ne!(digest_after(one), digest_after(other));
}

/// 16 hexadecimal digits.
#[test]
fn looks_like_a_digest() {
    let digest = digest_after(|_| {});
    assert!(digest.len() == 16 && digest.bytes().all(|byte| byte.is_ascii_hexdigit()), "{digest}");
}

#[test]
fn who_calls_and_who_listens_does_not_matter() {
    same(
        |_| {},
        |cluster| {
            cluster.act_as("LAB\\ann", false);
            cluster.listen(true);
            cluster.get_job(1).unwrap_err();
            cluster.cancel_jobs(&[4], "").unwrap_err();
            cluster.set_is_asynchronous(true);
        },
    );
    // Event numbers: pausing and resuming leaves nothing but two events.
    same(
        |_| {},
        |cluster| {
            cluster.pause_node("N1").unwrap();
            cluster.resume_node("N1").unwrap();
            cluster.fail_node("N2").unwrap();
            cluster.restore_node("N2").unwrap();
        },
    );
}

#[test]
fn the_same_done_in_other_calls() {
    same(
        |cluster| {
            cluster.queue_job(&job()).unwrap();
        },
        |cluster| {
            let id = cluster.add_job(&job()).unwrap();
            cluster.submit_jobs(&[id]).unwrap();
        },
    );
    same(
        |cluster| drop(cluster.add_jobs(&[job(), job()]).unwrap()),
        |cluster| {
            cluster.add_job(&job()).unwrap();
            cluster.add_job(&job()).unwrap();
        },
    );
    same(
        |cluster| {
            let tasks = vec![job().tasks.remove(0); 2];
            cluster.add_job(&JobSpec { tasks, ..job() }).unwrap();
        },
        |cluster| {
            let id = cluster.add_job(&job()).unwrap();
            cluster.add_tasks(id, &job().tasks).unwrap();
        },
    );
    same(
        |cluster| {
            cluster.add_job(&JobSpec { priority: JobPriority::Lowest, ..job() }).unwrap();
        },
        |cluster| {
            let id = cluster.add_job(&job()).unwrap();
            cluster.modify_job_term(id, "Priority", "Lowest").unwrap();
        },
    );
    same(
        |cluster| cluster.advance(100).unwrap(),
        |cluster| {
            cluster.advance(60).unwrap();
            cluster.advance_to(100).unwrap();
        },
    );
    same(|_| {}, |cluster| cluster.set_cluster_parameter("ttlcompletedjobs", Some("5")).unwrap());
}

#[test]
fn everything_visible_matters() {
    type Act = fn(&mut Cluster);
    let acts: [Act; 14] = [
        |_| {},
        |cluster| cluster.advance(1).unwrap(),
        |cluster| cluster.pause_node("N1").unwrap(),
        |cluster| cluster.pause_node("N2").unwrap(),
        |cluster| cluster.set_cluster_parameter("TTLCompletedJobs", Some("6")).unwrap(),
        |cluster| cluster.set_cluster_parameter("Mine", Some("6")).unwrap(),
        |cluster| drop(cluster.add_job(&job())),
        |cluster| drop(cluster.queue_job(&job())),
        |cluster| drop(cluster.add_job(&JobSpec { project: "p".to_owned(), ..job() })),
        |cluster| drop(cluster.add_job(&JobSpec { run_until_canceled: true, ..job() })),
        |cluster| {
            drop(cluster.add_job(&JobSpec { extended_job_terms: vec![("a".into(), "b".into())], ..job() }))
        },
        |cluster| drop(cluster.add_job(&JobSpec { tasks: vec![TaskSpec::lasting(60_001, 1)], ..job() })),
        |cluster| drop(cluster.add_job(&JobSpec { tasks: Vec::new(), ..job() })),
        |cluster| drop(cluster.add_jobs(&[job(), job()])),
    ];
    let mut digests = acts.map(digest_after).to_vec();
    digests.sort();
    digests.dedup();
    assert_eq!(digests.len(), acts.len());
}

/// What no view shows, but what happens later depends on.
#[test]
fn what_only_the_future_shows() {
    // A runtime left out takes JobRuntime at submission, an explicit one does not.
    different(
        |cluster| drop(cluster.add_job(&job())),
        |cluster| drop(cluster.add_job(&JobSpec { runtime: Some(Runtime::Infinite), ..job() })),
    );
    // Who cancelled a job stands in its attempt once it is queued again.
    let cancelled_by = |user: &'static str| {
        move |cluster: &mut Cluster| {
            let id = cluster.add_job(&job()).unwrap();
            cluster.act_as(user, true);
            cluster.cancel_job(id, "").unwrap();
        }
    };
    different(cancelled_by("LAB\\ann"), cancelled_by("LAB\\bob"));
    // The order of submission.
    let submitted = |order: [JobId; 2]| {
        move |cluster: &mut Cluster| {
            cluster.pause_node("N1").unwrap();
            cluster.pause_node("N2").unwrap();
            cluster.add_jobs(&[job(), job()]).unwrap();
            cluster.submit_jobs(&order).unwrap();
        }
    };
    different(submitted([1, 2]), submitted([2, 1]));
    // A crash that nobody has noticed, and when it was.
    different(|_| {}, |cluster| cluster.fail_node("N1").unwrap());
    let crashed_at = |time: Time| {
        move |cluster: &mut Cluster| {
            cluster.advance_to(time).unwrap();
            cluster.fail_node("N1").unwrap();
            cluster.advance_to(10).unwrap();
        }
    };
    different(crashed_at(1), crashed_at(2));
    // Which ids were given out.
    different(
        |cluster| cluster.advance(6 * 86_400_000).unwrap(),
        |cluster| {
            let id = cluster.add_job(&job()).unwrap();
            cluster.cancel_job(id, "").unwrap();
            cluster.advance(6 * 86_400_000).unwrap();
        },
    );
    // A dependency means the tasks that bore the name when it was added.
    let named = |name: &str, depend: &[&str]| TaskSpec {
        name: name.to_owned(),
        depend: depend.iter().map(|name| (*name).to_owned()).collect(),
        ..TaskSpec::lasting(60_000, 1)
    };
    let tasks = [named("a", &[]), named("b", &["a"]), named("a", &[])];
    let (first, last) = (tasks[..2].to_vec(), tasks[2..].to_vec());
    different(
        |cluster| drop(cluster.add_job(&JobSpec { tasks: tasks.to_vec(), ..job() })),
        |cluster| {
            let id = cluster.add_job(&JobSpec { tasks: first, ..job() }).unwrap();
            cluster.add_tasks(id, &last).unwrap();
        },
    );
}

#[test]
fn options_matter() {
    let digest = |options: ClusterOptions| Cluster::new(options).unwrap().state_digest();
    let plain = || ClusterOptions::with_nodes([("N1", 2), ("N2", 2)]);
    let mut digests = vec![
        digest(plain()),
        digest(ClusterOptions { name: "OTHER".to_owned(), ..plain() }),
        digest(ClusterOptions { now: 1, ..plain() }),
        digest(ClusterOptions { reuse_job_ids: false, ..plain() }),
        digest(ClusterOptions { execution: Execution::Host, ..plain() }),
        digest(ClusterOptions::with_nodes([("N2", 2), ("N1", 2)])),
        digest(ClusterOptions::with_nodes([("N1", 2), ("N2", 3)])),
    ];
    digests.sort();
    digests.dedup();
    assert_eq!(digests.len(), 7);
    assert_eq!(
        digest(ClusterOptions { user: "LAB\\ann".to_owned(), is_admin: false, ..plain() }),
        digest(plain())
    );
}

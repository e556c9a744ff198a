//! Lists in pages: what a snapshot holds still, and what has changed since.

use ccp_scheduler::*;

fn cluster() -> Cluster {
    Cluster::new(ClusterOptions::with_nodes([("N1", 1)])).unwrap()
}

fn job() -> JobSpec {
    JobSpec::new("job", 1, vec![TaskSpec::lasting(60_000, 1)])
}

fn ids(page: &Page<Job>) -> Vec<JobId> {
    page.items.iter().map(|job| job.id).collect()
}

/// All pages from the first on.
fn all_pages(cluster: &Cluster, size: i32) -> Vec<Vec<JobId>> {
    let mut page = cluster.list_all_jobs_with_paging(false, None, None, size).unwrap();
    let mut pages = Vec::new();
    while !page.items.is_empty() {
        pages.push(ids(&page));
        let (timestamp, version) = (Some(&page.timestamp), Some(&page.version));
        page = cluster.list_all_jobs_with_paging(false, timestamp, version, size).unwrap();
    }
    pages
}

#[test]
fn pages_of_every_size_give_every_job_once() {
    let mut cluster = cluster();
    cluster.add_jobs(&vec![job(); 10_001]).unwrap();
    for size in [1, 7, 10_000] {
        let pages = all_pages(&cluster, size);
        assert_eq!(pages.concat(), (1..=10_001).collect::<Vec<_>>(), "{size}");
        assert_eq!(pages.len(), 10_001_usize.div_ceil(size as usize), "{size}");
    }
    for size in [0, -1, 10_001, i32::MIN, i32::MAX] {
        assert_eq!(all_pages(&cluster, size).iter().map(Vec::len).collect::<Vec<_>>(), [10_000, 1], "{size}");
    }
}

#[test]
fn the_snapshot_decides_which_jobs_are_listed() {
    let mut cluster = cluster();
    cluster.add_jobs(&vec![job(); 4]).unwrap();
    let first = cluster.list_all_jobs_with_paging(false, None, None, 2).unwrap();
    assert_eq!(ids(&first), [1, 2]);
    // A new one is not in it, one that has left is left out, and each is shown as it is now.
    cluster.cancel_job(3, "").unwrap();
    cluster.add_job(&job()).unwrap();
    cluster.cancel_job(4, "late").unwrap();
    cluster.set_cluster_parameter("TTLCompletedJobs", Some("1")).unwrap();
    let second =
        cluster.list_all_jobs_with_paging(false, Some(&first.timestamp), Some(&first.version), 2).unwrap();
    assert_eq!((ids(&second), &*second.items[1].error_message), (vec![3, 4], "late"));
    cluster.advance(86_400_001).unwrap();
    let again =
        cluster.list_all_jobs_with_paging(false, Some(&first.timestamp), Some(&first.version), 2).unwrap();
    assert_eq!(ids(&again), []);
    // Timestamp NULL: from the beginning.
    let rewound = cluster.list_all_jobs_with_paging(false, None, Some(&second.version), 9).unwrap();
    assert_eq!(ids(&rewound), [1, 2]);
}

#[test]
fn what_was_added_or_changed_its_status_since() {
    let mut cluster = cluster();
    cluster.queue_jobs(&vec![job(); 3]).unwrap();
    let page = cluster.list_all_jobs_with_paging(false, None, None, 100).unwrap();
    let changes = |cluster: &Cluster, since: &PageTimestamp| {
        cluster.list_all_jobs_with_paging(false, Some(since), None, 100).unwrap()
    };
    let none = changes(&cluster, &page.timestamp);
    assert_eq!(ids(&none), []);
    cluster.modify_job_term(2, "Project", "tides").unwrap();
    assert_eq!(ids(&changes(&cluster, &none.timestamp)), [], "a term is no status");
    cluster.add_job(&job()).unwrap();
    cluster.advance(60_000).unwrap();
    let some = changes(&cluster, &none.timestamp);
    assert_eq!(ids(&some), [1, 2, 4]);
    // Now that is known; in pages too.
    assert_eq!(ids(&changes(&cluster, &some.timestamp)), []);
    let one = cluster.list_all_jobs_with_paging(false, Some(&none.timestamp), None, 1).unwrap();
    let next = cluster.list_all_jobs_with_paging(false, Some(&one.timestamp), Some(&one.version), 1).unwrap();
    assert_eq!((ids(&one), ids(&next)), (vec![1], vec![2]));
    // Running again is a change, though the status is the same.
    cluster.requeue_job(2).unwrap();
    cluster.cancel_job(3, "").unwrap();
    cluster.advance(60_000).unwrap();
    assert_eq!(ids(&changes(&cluster, &some.timestamp)), [2, 3]);
    // A snapshot of the cluster knows the same; so does what was kept as numbers.
    let (version, given) = some.timestamp.parts();
    let kept = PageVersion::from_numbers(&version.to_numbers()).unwrap();
    let kept = PageTimestamp::from_parts(kept, given);
    let restored = Cluster::from_snapshot(&cluster.to_snapshot()).unwrap();
    assert_eq!(ids(&changes(&restored, &kept)), [2, 3]);
}

#[test]
fn an_id_that_was_given_out_again_is_a_change() {
    let mut cluster = cluster();
    let id = cluster.add_job(&job()).unwrap();
    cluster.cancel_job(id, "").unwrap();
    let page = cluster.list_all_jobs_with_paging(false, None, None, 100).unwrap();
    cluster.advance(6 * 86_400_000).unwrap();
    assert_eq!(cluster.add_job(&job()).unwrap(), id);
    cluster.cancel_job(id, "").unwrap();
    assert_eq!(
        ids(&cluster.list_all_jobs_with_paging(false, Some(&page.timestamp), None, 100).unwrap()),
        [id]
    );
}

#[test]
fn pages_of_one_status_and_user() {
    let mut cluster = cluster();
    cluster.queue_jobs(&vec![job(); 3]).unwrap();
    cluster.act_as("LAB\\ann", false);
    cluster.queue_job(&job()).unwrap();
    cluster.queue_job(&JobSpec { tasks: Vec::new(), ..job() }).unwrap();
    let list = |cluster: &Cluster, user: Option<&str>, with_tasks: bool, since: Option<&PageTimestamp>| {
        cluster.list_jobs_with_paging(user, JobStatus::Queued, with_tasks, since, None, 100).unwrap()
    };
    assert_eq!(ids(&list(&cluster, None, false, None)), [2, 3, 4, 5]);
    assert_eq!(ids(&list(&cluster, Some(""), true, None)), [2, 3, 4]);
    let page = list(&cluster, Some("LAB\\ann"), false, None);
    assert_eq!(ids(&page), [4, 5]);
    assert_eq!(ids(&list(&cluster, Some("LAB\\bob"), false, None)), []);
    assert_eq!(ids(&cluster.list_all_jobs_with_paging(true, None, None, 9).unwrap()), [1, 2, 3, 4]);
    // What has another status now is not among its changes.
    cluster.cancel_job(4, "").unwrap();
    cluster.queue_job(&job()).unwrap();
    assert_eq!(ids(&list(&cluster, Some("LAB\\ann"), false, Some(&page.timestamp))), [6]);
}

#[test]
fn tasks_in_pages() {
    let mut cluster = cluster();
    let tasks = (0..5).map(|at| TaskSpec::lasting(at * 1_000 + 1, 1)).collect();
    let id = cluster.queue_job(&JobSpec { tasks, ..job() }).unwrap();
    let numbers = |page: &Page<Task>| page.items.iter().map(|task| task.id).collect::<Vec<_>>();
    let first = cluster.list_tasks_with_paging(id, None, None, 3).unwrap();
    let second = cluster.list_tasks_with_paging(id, Some(&first.timestamp), Some(&first.version), 3).unwrap();
    let third =
        cluster.list_tasks_with_paging(id, Some(&second.timestamp), Some(&second.version), 3).unwrap();
    assert_eq!((numbers(&first), numbers(&second), numbers(&third)), (vec![1, 2, 3], vec![4, 5], vec![]));
    cluster.add_task(id, &TaskSpec::lasting(1, 1)).unwrap();
    cluster.advance(1).unwrap();
    let changed = cluster.list_tasks_with_paging(id, Some(&third.timestamp), None, 0).unwrap();
    assert_eq!(numbers(&changed), [1, 2, 6]);
    assert_eq!(numbers(&cluster.list_tasks_with_paging(id, None, Some(&third.version), 1).unwrap()), [1]);
    assert_eq!(cluster.list_tasks_with_paging(9, None, None, 3).unwrap_err().code, ErrorCode::InvalidJobId);
}

#[test]
fn what_does_not_belong_together_is_refused_and_no_numbers_do_harm() {
    let mut cluster = cluster();
    cluster.queue_jobs(&vec![job(); 3]).unwrap();
    let one = cluster.list_all_jobs_with_paging(false, None, None, 1).unwrap();
    cluster.add_job(&job()).unwrap();
    let other = cluster.list_all_jobs_with_paging(false, None, None, 1).unwrap();
    let (digest, mixed) = (cluster.state_digest(), (Some(&one.timestamp), Some(&other.version)));
    let error = cluster.list_all_jobs_with_paging(false, mixed.0, mixed.1, 1).unwrap_err();
    assert_eq!((error.code, cluster.state_digest()), (ErrorCode::ArgumentOutOfRange, digest));
    for numbers in [&[][..], &[-1], &[1], &[1, 2], &[i32::MAX], &[i32::MIN, 1]] {
        assert_eq!(PageVersion::from_numbers(numbers), None, "{numbers:?}");
    }
    for numbers in [&[0][..], &[0, -1, 0, i32::MAX, 2], &[2, 9, 0, -9, 0, 1, 1, 1], &[1, i32::MIN, i32::MAX]]
    {
        let version = PageVersion::from_numbers(numbers).unwrap();
        let timestamp = PageTimestamp::from_parts(version.clone(), u32::MAX);
        cluster.list_all_jobs_with_paging(false, None, Some(&version), 1).unwrap();
        cluster.list_all_jobs_with_paging(false, Some(&timestamp), None, 1).unwrap();
        cluster.list_all_jobs_with_paging(false, Some(&timestamp), Some(&version), 1).unwrap();
        cluster.list_tasks_with_paging(1, None, Some(&version), 1).unwrap();
    }
}

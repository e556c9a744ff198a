//! `bench WHAT [N]`: measures one thing natively and prints it as one line of JSON. `bench/run.mjs` asks for all of them
//! and puts them side by side.
//!
//! Times are nanoseconds for each job. What is measured checks that the work was done.

mod limit;
mod worlds;

use ccp_scheduler::{Cluster, JobId, JobStatus};
use serde_json::{Value, json};
use std::hint::black_box;
use worlds::{Shuffled, endless, one_node, queued, running};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let what = arguments.first().map_or("", String::as_str);
    let number = arguments.get(1).and_then(|text| text.parse().ok());
    let jobs = number.unwrap_or(1_000_000);
    let measured = match what {
        "limit" => json!(limit::random_lines(jobs)),
        "cancel-queued" => json!(cancel(queued(jobs), jobs, false)),
        "cancel-queued-heard" => json!(cancel(queued(jobs), jobs, true)),
        "cancel-running-one-node" => json!(cancel(running(jobs, 1), jobs, false)),
        "cancel-running-many-nodes" => json!(cancel(running(jobs, 100_000.min(jobs)), jobs, false)),
        "cancel-loop" => json!(cancel_loop(jobs)),
        "growth" => growth(jobs),
        "snapshot" => snapshot(jobs),
        "pass" => passes(jobs),
        "nothing-due" => json!(nothing_due(jobs)),
        _ => usage(),
    };
    print(&measured);
}

#[expect(clippy::print_stdout, reason = "this is what the program is for")]
fn print(measured: &Value) {
    println!("{measured}");
}

fn usage() -> Value {
    json!({ "error": "usage: bench WHAT [N]; see bench/native/src/main.rs" })
}

/// The only clock of the benchmark.
#[expect(clippy::disallowed_types, clippy::disallowed_methods, reason = "measures")]
pub(crate) fn nanoseconds(work: impl FnOnce()) -> f64 {
    let start = std::time::Instant::now();
    measured(work);
    start.elapsed().as_nanos() as f64
}

/// A function of its own, so that callgrind can be told to count what happens in it and nothing else.
#[inline(never)]
fn measured(work: impl FnOnce()) {
    work();
}

/// One `cancel_jobs` call for all jobs, shuffled.
fn cancel(mut cluster: Cluster, jobs: usize, heard: bool) -> f64 {
    let ids = Shuffled(7).ids(jobs);
    cluster.listen(heard);
    let time = nanoseconds(|| cluster.cancel_jobs(&ids, "wrong input file").unwrap());
    assert_eq!(cluster.cluster_counter().jobs[JobStatus::Cancelled as usize], jobs as i64);
    time / jobs as f64
}

/// The same, call by call.
fn cancel_loop(jobs: usize) -> f64 {
    let mut cluster = queued(jobs);
    let ids = Shuffled(7).ids(jobs);
    let time = nanoseconds(|| ids.iter().for_each(|id| cluster.cancel_job(*id, "wrong input file").unwrap()));
    assert_eq!(cluster.cluster_counter().jobs[JobStatus::Cancelled as usize], jobs as i64);
    time / jobs as f64
}

/// Each step of a job's life, for all jobs at once.
fn growth(jobs: usize) -> Value {
    let limit = limit::random_lines(jobs);
    let mut cluster = one_node(jobs as i32);
    let spec = worlds::lasting(60_000);
    let specs = vec![spec; jobs];
    let each = |time: f64| time / jobs as f64;
    let mut ids = Vec::new();
    let add = each(nanoseconds(|| ids = cluster.add_jobs(&specs).unwrap()));
    let start = each(nanoseconds(|| cluster.submit_jobs(&ids).unwrap()));
    let finish = each(nanoseconds(|| cluster.advance(60_000).unwrap()));
    assert_eq!(cluster.cluster_counter().jobs[JobStatus::Finished as usize], jobs as i64);
    let expire = each(nanoseconds(|| cluster.advance(40 * 86_400_000).unwrap()));
    assert!(cluster.list_jobs(None, JobStatus::Finished).is_empty());
    drop(cluster);
    let mut cluster = queued(jobs);
    let shuffled = Shuffled(7).ids(jobs);
    let cancel = each(nanoseconds(|| cluster.cancel_jobs(&shuffled, "").unwrap()));
    let requeue = each(nanoseconds(|| cluster.requeue_jobs(&shuffled).unwrap()));
    assert_eq!(cluster.cluster_counter().jobs[JobStatus::Queued as usize], jobs as i64);
    json!({
        "limit": limit, "add": add, "start": start, "finish": finish, "expire": expire,
        "cancel": cancel, "requeue": requeue,
    })
}

/// Against a copy of the same bytes.
fn snapshot(jobs: usize) -> Value {
    let cluster = queued(jobs);
    let mut bytes = Vec::new();
    let write = nanoseconds(|| bytes = cluster.to_snapshot());
    let read = nanoseconds(|| drop(black_box(Cluster::from_snapshot(&bytes).unwrap())));
    let copy = nanoseconds(|| drop(black_box(bytes.clone())));
    json!({ "write": write, "read": read, "copy": copy, "bytesAJob": bytes.len() as f64 / jobs as f64 })
}

/// 10^4 nodes of 8 full of one-processor jobs, and so many jobs waiting: a pass at one end, and until all have left.
fn passes(jobs: usize) -> Value {
    let mut cluster = worlds::full_machine(10_000, 8, jobs);
    let first = cluster.next_event_time().unwrap();
    let pass = nanoseconds(|| cluster.advance_to(first).unwrap());
    // Each job's end is an instant with a pass of its own; all is over before the first job leaves the cluster.
    let drain = nanoseconds(|| cluster.advance(4 * 86_400_000).unwrap());
    assert!(cluster.queued_jobs().is_empty());
    json!({ "oneEnd": pass, "drain": drain })
}

/// `advance` by a millisecond where nothing falls due.
fn nothing_due(jobs: usize) -> f64 {
    let mut cluster = one_node(1);
    cluster.queue_job(&endless()).unwrap();
    let specs = vec![endless(); jobs];
    let _: Vec<JobId> = cluster.queue_jobs(&specs).unwrap();
    let times = 100_000;
    nanoseconds(|| (0..times).for_each(|_| cluster.advance(1).unwrap())) / f64::from(times)
}

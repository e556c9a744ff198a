//! `bench WHAT [N]`: measures one thing natively and prints it as one line of JSON. `bench/run.mjs` asks for all of them
//! and puts them side by side.
//!
//! Times are nanoseconds for each job. What is measured checks that the work was done.

mod limit;
mod worlds;

use ccp_scheduler::{Cluster, JobId, JobStatus, Replay, ReplayOptions, TIME_MAX};
use serde_json::{Value, json};
use std::hint::black_box;
use worlds::{Shuffled, Waiting, endless, one_node, queued, running};

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
        "pass" => passes(jobs, Waiting::Mixed),
        "pass-hopeless" => passes(jobs, Waiting::Hopeless),
        "pass-choosy" => passes(jobs, Waiting::Choosy),
        "drain" => json!(drain(jobs)),
        "preview" => json!(preview(jobs)),
        "explain" => json!(explain(jobs)),
        "memory" => json!(memory(jobs)),
        "nothing-due" => json!(nothing_due(jobs)),
        "replay" => replay(arguments.get(1).map_or("", String::as_str), arguments.get(2).is_some()),
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

/// The only clock of the benchmark. Waiting for a processor does not count, where the system tells how long this thread
/// had one: on a machine that does other things as well the difference is large.
#[expect(clippy::disallowed_types, clippy::disallowed_methods, reason = "measures")]
pub(crate) fn nanoseconds(work: impl FnOnce()) -> f64 {
    let on_processor = time_on_processor();
    let start = std::time::Instant::now();
    measured(work);
    let wall = start.elapsed().as_nanos() as f64;
    let own = time_on_processor().zip(on_processor).map(|(end, start)| end - start);
    own.map_or(wall, |own| own.min(wall))
}

/// Linux brings the figure up to date when the thread yields.
fn time_on_processor() -> Option<f64> {
    std::thread::yield_now();
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    text.split(' ').next()?.parse().ok()
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

/// Each step of a job's life, for all jobs at once; nanoseconds for each. A job of a sweep is like the others, so its
/// specification is one.
fn growth(jobs: usize) -> Value {
    let limit = limit::random_lines(jobs);
    let each = |time: f64| time / jobs as f64;
    let mut cluster = one_node(jobs as i32);
    let mut ids = Vec::with_capacity(jobs);
    let specs = vec![worlds::lasting(60_000); jobs.min(1_000)];
    let add = each(nanoseconds(|| {
        (0..jobs / specs.len()).for_each(|_| ids.extend(cluster.add_jobs(&specs).unwrap()));
    }));
    let start = each(nanoseconds(|| cluster.submit_jobs(&ids).unwrap()));
    let finish = each(nanoseconds(|| cluster.advance(60_000).unwrap()));
    assert_eq!(cluster.cluster_counter().jobs[JobStatus::Finished as usize], jobs as i64);
    let expire = each(nanoseconds(|| cluster.advance(40 * 86_400_000).unwrap()));
    assert_eq!(cluster.cluster_counter().jobs, [0; 6]);
    drop(cluster);
    let mut cluster = one_node(1);
    cluster.pause_node("N").unwrap();
    let queue = each(nanoseconds(|| {
        (0..jobs / specs.len()).for_each(|_| drop(cluster.queue_jobs(&specs).unwrap()));
    }));
    let shuffled = Shuffled(7).ids(jobs);
    let cancel = each(nanoseconds(|| cluster.cancel_jobs(&shuffled, "").unwrap()));
    let requeue = each(nanoseconds(|| cluster.requeue_jobs(&shuffled).unwrap()));
    assert_eq!(cluster.cluster_counter().jobs[JobStatus::Queued as usize], jobs as i64);
    json!({
        "limit": limit, "add": add, "start": start, "finish": finish, "expire": expire, "queue": queue,
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

/// 10^4 nodes of 8 full of one-processor jobs, and so many jobs waiting: nanoseconds of the first end, which builds
/// the list of ends, and of each of the next hundred with the pass that follows it.
fn passes(jobs: usize, waiting: Waiting) -> Value {
    let mut cluster = worlds::full_machine(10_000, 8, jobs, waiting);
    let first = nanoseconds(|| one_end(&mut cluster));
    let ends = 100;
    let next = nanoseconds(|| (0..ends).for_each(|_| one_end(&mut cluster)));
    assert_eq!(cluster.cluster_counter().jobs[JobStatus::Finished as usize], ends + 1);
    json!({ "first": first, "next": next / ends as f64 })
}

fn one_end(cluster: &mut Cluster) {
    let next = cluster.next_event_time().unwrap();
    cluster.advance_to(next).unwrap();
}

/// Until all that ran and waited have ended: nearly each end is an instant with a pass of its own.
fn drain(jobs: usize) -> f64 {
    let mut cluster = worlds::full_machine(10_000, 8, jobs, Waiting::Mixed);
    // All is over before the first job leaves the cluster.
    let time = nanoseconds(|| cluster.advance(4 * 86_400_000).unwrap());
    assert_eq!(cluster.cluster_counter().jobs[JobStatus::Finished as usize], jobs as i64 + 80_000);
    time
}

/// What cancelling all of them would do, for each job.
fn preview(jobs: usize) -> f64 {
    let cluster = worlds::half_waiting(jobs);
    let ids = Shuffled(7).ids(jobs);
    let mut seen = 0;
    let time = nanoseconds(|| seen = cluster.preview_cancel_jobs(&ids, true).cancelled.len());
    assert_eq!(seen, jobs);
    time / jobs as f64
}

/// Why the last job waits.
fn explain(jobs: usize) -> f64 {
    let cluster = worlds::half_waiting(jobs);
    nanoseconds(|| drop(black_box(cluster.explain_job(jobs as JobId).unwrap())))
}

/// Bytes of memory that the process has more with so many queued one-task jobs, for each. `null` where the system
/// does not say.
fn memory(jobs: usize) -> Option<f64> {
    let resident = || {
        let text = std::fs::read_to_string("/proc/self/statm").ok()?;
        text.split(' ').nth(1)?.parse::<f64>().ok().map(|pages| pages * 4_096.0)
    };
    let mut cluster = one_node(1);
    cluster.pause_node("N").unwrap();
    let specs = vec![endless(); 1_000];
    let before = resident()?;
    for _ in 0..jobs / specs.len() {
        cluster.queue_jobs(&specs).unwrap();
    }
    let after = resident()?;
    assert_eq!(cluster.cluster_counter().jobs[JobStatus::Queued as usize], jobs as i64);
    Some((after - before) / jobs as f64)
}

/// A whole log, without reading the file: jobs a second. On one node that has all processors, or on one node for each.
fn replay(path: &str, with_nodes: bool) -> Value {
    let bytes = std::fs::read(path).unwrap();
    let options = |processors_per_node| ReplayOptions { processors_per_node, ..ReplayOptions::default() };
    let mut log = Replay::new(&bytes, &options(1)).unwrap();
    if !with_nodes {
        log = Replay::new(&bytes, &options(log.processors())).unwrap();
    }
    let mut cluster = Cluster::new(log.options_for_cluster()).unwrap();
    let time = nanoseconds(|| log.advance_to(&mut cluster, TIME_MAX).unwrap());
    assert!(log.schedule().all(|job| job.end.is_some()));
    json!({ "jobs": log.len(), "jobsASecond": log.len() as f64 / time * 1e9, "cancelled": log.cancel_calls().jobs })
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

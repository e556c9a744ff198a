//! The clusters that are measured.

use ccp_scheduler::{Cluster, ClusterOptions, JobId, JobSpec, NodeSpec, Runtime, Simulation, TaskSpec};

/// Ids 1 to n in an order without pattern, the same every time.
pub(crate) struct Shuffled(pub(crate) u64);

impl Shuffled {
    pub(crate) fn ids(mut self, count: usize) -> Vec<JobId> {
        let mut ids: Vec<JobId> = (1..=count as JobId).collect();
        for at in (1..count).rev() {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            ids.swap(at, (self.0 % (at as u64 + 1)) as usize);
        }
        ids
    }
}

fn job(duration: Option<i64>) -> JobSpec {
    let simulation = Some(Simulation { duration, exit_code: 0 });
    JobSpec {
        is_exclusive: false,
        ..JobSpec::new("sweep", 1, vec![TaskSpec { simulation, ..TaskSpec::new("work", 1) }])
    }
}

/// One processor until it is cancelled.
pub(crate) fn endless() -> JobSpec {
    job(None)
}

/// One processor for so long.
pub(crate) fn lasting(duration: i64) -> JobSpec {
    JobSpec { runtime: Some(Runtime::from_seconds(3_600)), ..job(Some(duration)) }
}

fn cluster_of(nodes: Vec<NodeSpec>) -> Cluster {
    Cluster::new(ClusterOptions { nodes, ..ClusterOptions::default() }).unwrap()
}

pub(crate) fn one_node(processors: i32) -> Cluster {
    cluster_of(vec![NodeSpec::new("N", processors)])
}

/// So many one-task jobs that wait: their node is paused.
pub(crate) fn queued(jobs: usize) -> Cluster {
    let mut cluster = one_node(1);
    cluster.pause_node("N").unwrap();
    cluster.queue_jobs(&vec![endless(); jobs]).unwrap();
    cluster
}

/// So many one-task jobs that run, on so many nodes.
pub(crate) fn running(jobs: usize, nodes: usize) -> Cluster {
    let each = jobs.div_ceil(nodes) as i32;
    let mut cluster = cluster_of((0..nodes).map(|at| NodeSpec::new(&format!("N{at:06}"), each)).collect());
    cluster.queue_jobs(&vec![endless(); jobs]).unwrap();
    cluster
}

/// What waits in front of a full machine.
#[derive(Clone, Copy)]
pub(crate) enum Waiting {
    /// Short jobs of one processor, one in ten of two nodes, the first among these.
    Mixed,
    /// Each block of the queue has something short and something narrow in it, and nothing may start.
    Hopeless,
    /// As the first, but half of the jobs ask for 100 nodes, one of ten such lists, or for a node of their own.
    Choosy,
}

/// A machine full of one-processor jobs that end one after the other, ten milliseconds apart, and so many that wait
/// behind a wide one.
pub(crate) fn full_machine(nodes: usize, processors: i32, jobs: usize, waiting: Waiting) -> Cluster {
    let names: Vec<String> = (0..nodes).map(|at| format!("N{at:06}")).collect();
    let mut cluster = cluster_of(names.iter().map(|name| NodeSpec::new(name, processors)).collect());
    let count = nodes * processors as usize;
    let running: Vec<JobSpec> = (0..count)
        .map(|at| {
            let millis = 60_000 + 10 * at as i64;
            JobSpec { runtime: Some(Runtime::from_seconds(60 + at as u32)), ..lasting(millis) }
        })
        .collect();
    cluster.queue_jobs(&running).unwrap();
    let wide = |spec: JobSpec, processors: i32| JobSpec {
        minimum_number_of_processors: processors,
        maximum_number_of_processors: processors,
        ..spec
    };
    let lists: Vec<Vec<String>> =
        (0..10).map(|list| names.iter().skip(list).step_by(nodes / 100).cloned().collect()).collect();
    let spec = |at: usize| {
        let short = lasting(30_000 + 7 * (at as i64 % 1_000));
        match waiting {
            _ if at == 0 => wide(short, 2 * processors),
            Waiting::Hopeless if at.is_multiple_of(2) => {
                wide(JobSpec { runtime: Some(Runtime::from_seconds(1)), ..short }, 2 * processors)
            }
            Waiting::Hopeless => JobSpec { runtime: Some(Runtime::from_seconds(1 << 20)), ..short },
            _ if at.is_multiple_of(10) => wide(short, 2 * processors),
            Waiting::Choosy if at % 4 == 1 => JobSpec { asked_nodes: lists[at % 10].clone(), ..short },
            Waiting::Choosy if at % 4 == 3 => JobSpec { is_exclusive: true, ..wide(short, processors) },
            _ => short,
        }
    };
    cluster.queue_jobs(&(0..jobs).map(spec).collect::<Vec<_>>()).unwrap();
    cluster
}

/// So many jobs that wait and a tenth as many that run, on nodes of 8.
pub(crate) fn half_waiting(jobs: usize) -> Cluster {
    let nodes = (0..jobs.div_ceil(80)).map(|at| NodeSpec::new(&format!("N{at:06}"), 8));
    let mut cluster = cluster_of(nodes.collect());
    cluster.queue_jobs(&vec![endless(); jobs]).unwrap();
    cluster
}

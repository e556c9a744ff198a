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

/// A machine full of one-processor jobs that end one after the other, and so many that wait behind a wide one.
pub(crate) fn full_machine(nodes: usize, processors: i32, waiting: usize) -> Cluster {
    let mut cluster =
        cluster_of((0..nodes).map(|at| NodeSpec::new(&format!("N{at:06}"), processors)).collect());
    let count = nodes * processors as usize;
    let running: Vec<JobSpec> = (0..count).map(|at| lasting(60_000 + 10 * at as i64)).collect();
    cluster.queue_jobs(&running).unwrap();
    let behind: Vec<JobSpec> = (0..waiting)
        .map(|at| {
            let wide = at % 10 == 0;
            let spec = lasting(30_000 + 7 * (at as i64 % 1_000));
            if wide {
                JobSpec {
                    tasks: spec.tasks.clone(),
                    minimum_number_of_processors: 16,
                    maximum_number_of_processors: 16,
                    ..spec
                }
            } else {
                spec
            }
        })
        .collect();
    cluster.queue_jobs(&behind).unwrap();
    cluster
}

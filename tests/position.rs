//! A replay comes back to where it stood.

mod oracle;

use ccp_scheduler::{Cluster, ErrorCode, Replay, ReplayOptions, TIME_MAX};
use oracle::Workload;

const LOADS: [Workload; 2] = [
    Workload { seed: 21, jobs: 1_500, machine: 100, gap: 1_400, zero_runs: true },
    Workload { seed: 22, jobs: 1_000, machine: 7, gap: 3_500, zero_runs: true },
];

/// A moment of a replay, and what the world looked like.
struct Moment {
    snapshot: Vec<u8>,
    position: Vec<i64>,
    digest: String,
    next: Option<i64>,
}

fn moment(replay: &Replay, cluster: &Cluster) -> Moment {
    Moment {
        snapshot: cluster.to_snapshot(),
        position: replay.position(),
        digest: cluster.state_digest(),
        next: replay.next_time(cluster),
    }
}

fn check(text: &[u8], options: &ReplayOptions, every: usize, meddle: bool) {
    let mut replay = Replay::new(text, options).unwrap();
    let mut cluster = Cluster::new(replay.options_for_cluster()).unwrap();
    cluster.set_cluster_parameter("TTLCompletedJobs", Some("1")).unwrap();
    let mut random = oracle::Random(3);
    let mut moments = Vec::new();
    for step in 0.. {
        if step % every == 0 {
            moments.push(moment(&replay, &cluster));
        }
        let Some(time) = replay.next_time(&cluster).filter(|_| !replay.is_done()) else { break };
        replay.advance_to(&mut cluster, time).unwrap();
        if meddle && random.below(10) == 0 {
            let ids: Vec<i32> = (0..3).map(|_| 1 + random.below(100) as i32).collect();
            match random.below(2) {
                0 => drop(cluster.try_cancel_jobs(&ids, "by hand")),
                _ => drop(cluster.requeue_jobs(&ids)),
            }
        }
    }
    moments.push(moment(&replay, &cluster));
    assert!(moments.len() > 4);
    let calls = replay.cancel_calls();

    // Backwards on the same replay, forwards on a new one, each time on to the next moment.
    let mut fresh = Replay::new(text, options).unwrap();
    let pairs: Vec<_> = moments.windows(2).collect();
    for (replay, pairs) in
        [(&mut replay, pairs.iter().rev().collect::<Vec<_>>()), (&mut fresh, pairs.iter().collect())]
    {
        for pair in pairs {
            let [from, to] = pair else { unreachable!() };
            replay.seek(&from.position).unwrap();
            assert_eq!(replay.position(), from.position);
            let mut cluster = Cluster::from_snapshot(&from.snapshot).unwrap();
            assert_eq!(replay.next_time(&cluster), from.next);
            if meddle {
                continue; // What was done by hand in between is not in the log.
            }
            for _ in 0..every {
                let Some(time) = replay.next_time(&cluster).filter(|_| !replay.is_done()) else { break };
                replay.advance_to(&mut cluster, time).unwrap();
            }
            assert_eq!(cluster.state_digest(), to.digest);
            assert_eq!((replay.position(), replay.next_time(&cluster)), (to.position.clone(), to.next));
        }
    }
    if meddle {
        return;
    }
    assert_eq!(fresh.cancel_calls(), calls);
    // And from one moment in the middle to the very end.
    let middle = &moments[moments.len() / 2];
    fresh.seek(&middle.position).unwrap();
    let mut cluster = Cluster::from_snapshot(&middle.snapshot).unwrap();
    while let Some(time) = fresh.next_time(&cluster).filter(|_| !fresh.is_done()) {
        fresh.advance_to(&mut cluster, time).unwrap();
    }
    assert_eq!(cluster.state_digest(), moments[moments.len() - 1].digest);
    assert_eq!(fresh.cancel_calls(), calls);
}

fn both_ways() -> impl Iterator<Item = ReplayOptions> {
    [false, true].into_iter().map(|cancellations| ReplayOptions { cancellations, ..ReplayOptions::default() })
}

#[test]
fn snapshot_and_position_go_on_as_the_original_did() {
    for load in LOADS {
        let text = oracle::generate(load);
        for options in both_ways() {
            check(text.as_bytes(), &options, 97, false);
        }
    }
    for text in [&include_bytes!("../docs/example.swf")[..], include_bytes!("../docs/example.sacct")] {
        for options in both_ways() {
            check(text, &options, 5, false);
        }
    }
}

#[test]
fn calls_of_the_host_in_between_do_no_harm() {
    let text = oracle::generate(LOADS[1]);
    for options in both_ways() {
        check(text.as_bytes(), &options, 29, true);
    }
}

#[test]
fn what_is_no_position_is_refused_and_changes_nothing() {
    let text = oracle::generate(LOADS[0]);
    let mut replay = Replay::new(text.as_bytes(), &both_ways().last().unwrap()).unwrap();
    let mut cluster = Cluster::new(replay.options_for_cluster()).unwrap();
    // Until two jobs wait or run and a cancellation is to come.
    let position = loop {
        let time = replay.next_time(&cluster).expect("such a moment comes");
        replay.advance_to(&mut cluster, time).unwrap();
        let position = replay.position();
        if position[4] > 1 && position.len() > 5 + 3 * position[4] as usize {
            break position;
        }
    };
    let (next, open) = (position[0], position[4]);
    let last = 5 + 3 * (open as usize - 1) + 1;
    let with = |at: usize, value: i64| {
        let mut other = position.clone();
        other[at] = value;
        other
    };
    for wrong in [
        Vec::new(),
        position[..4].to_vec(),
        position[..position.len() - 1].to_vec(),
        with(0, -1),
        with(0, 1 << 40),
        with(1, -1),
        with(4, open + 1),
        with(4, i64::MAX),
        with(5, next),
        with(8, position[5]),
        with(6, 1 << 31),
        with(6, -5),
        with(last, 1 << 30),
        with(9, 0),
        with(7, TIME_MAX + 1),
    ] {
        let error = replay.seek(&wrong).unwrap_err();
        assert_eq!(error.code, ErrorCode::ArgumentOutOfRange);
        assert_eq!(replay.position(), position);
    }
    // Ids that are somebody else's are as good as forgotten.
    replay.seek(&with(last, 1 << 20)).unwrap();
    replay.advance_to(&mut cluster, TIME_MAX).unwrap();
    assert!(replay.is_done());
}

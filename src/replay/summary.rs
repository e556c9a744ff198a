//! A schedule in figures. Floating point is for these figures only; nothing is decided by them.

use super::ScheduledJob;
use crate::lifecycle::JobStatus;
use crate::time::Time;

/// Runs shorter than this count as this long in the bounded slowdown: 10 seconds.
const TAU: Time = 10_000;

/// A schedule in figures. Jobs that never started count in `jobs`, not in the distributions.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Summary {
    /// Jobs by final status, by [`JobStatus`] number; not ended yet: as NotSubmitted.
    pub jobs: [usize; 6],
    /// How many of them started.
    pub started: usize,
    /// From submission to start, in seconds.
    pub wait: Distribution,
    /// (wait + run) / run, at least 1, where a run counts as at least 10 s.
    pub bounded_slowdown: Distribution,
    /// The share of the cluster's processor time between first submission and last end that was held by jobs.
    pub utilisation: f64,
    /// Milliseconds from the first submission to the last end.
    pub makespan: Time,
}

/// Mean, and percentiles by nearest rank.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Distribution {
    /// Of all values; 0 if there are none.
    pub mean: f64,
    /// The median.
    pub p50: f64,
    /// The 90th percentile.
    pub p90: f64,
    /// The 95th percentile.
    pub p95: f64,
    /// The 99th percentile.
    pub p99: f64,
    /// The largest.
    pub max: f64,
}

impl Distribution {
    fn of(mut values: Vec<f64>) -> Distribution {
        values.sort_by(f64::total_cmp);
        let at = |percent: usize| {
            let rank = (values.len() * percent).div_ceil(100).max(1);
            values.get(rank - 1).copied().unwrap_or_default()
        };
        let mean = values.iter().sum::<f64>() / values.len().max(1) as f64;
        Distribution { mean, p50: at(50), p90: at(90), p95: at(95), p99: at(99), max: at(100) }
    }
}

pub(super) fn of<'a>(schedule: impl Iterator<Item = ScheduledJob<'a>>, processors: i32) -> Summary {
    let mut summary = Summary::default();
    let (mut waits, mut slowdowns) = (Vec::new(), Vec::new());
    let (mut first, mut last, mut held) = (Time::MAX, Time::MIN, 0_i128);
    for job in schedule {
        summary.jobs[job.status.unwrap_or(JobStatus::NotSubmitted) as usize] += 1;
        first = first.min(job.submit);
        last = last.max(job.end.unwrap_or(job.submit));
        if let (Some(start), Some(end)) = (job.start, job.end) {
            let (wait, run) = (start - job.submit, end - start);
            waits.push(wait as f64 / 1_000.0);
            slowdowns.push(((wait + run) as f64 / run.max(TAU) as f64).max(1.0));
            held += i128::from(job.processors) * i128::from(run);
        }
    }
    summary.started = waits.len();
    summary.wait = Distribution::of(waits);
    summary.bounded_slowdown = Distribution::of(slowdowns);
    if first < last {
        summary.makespan = last - first;
        summary.utilisation = held as f64 / (f64::from(processors) * summary.makespan as f64);
    }
    summary
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_by_nearest_rank() {
        let of =
            |values: std::ops::RangeInclusive<u32>| Distribution::of(values.rev().map(f64::from).collect());
        let all = of(1..=100);
        assert_eq!(
            (all.mean, all.p50, all.p90, all.p95, all.p99, all.max),
            (50.5, 50.0, 90.0, 95.0, 99.0, 100.0)
        );
        assert_eq!(of(7..=7).p50, 7.0);
        assert_eq!(of(7..=7).max, 7.0);
        assert_eq!(Distribution::of(Vec::new()), Distribution::default());
    }

    #[test]
    fn a_schedule_in_figures() {
        let job = |submit, start, end, processors, status| ScheduledJob {
            job: 1,
            part: "",
            submit,
            start,
            end,
            processors,
            status: Some(status),
        };
        let schedule = [
            job(10_000, Some(10_000), Some(110_000), 2, JobStatus::Finished),
            job(20_000, Some(110_000), Some(115_000), 4, JobStatus::Failed),
            job(30_000, None, Some(30_000), 4, JobStatus::Cancelled),
        ];
        let summary = of(schedule.into_iter(), 4);
        assert_eq!(summary.jobs, [0, 0, 0, 1, 1, 1]);
        assert_eq!((summary.started, summary.makespan), (2, 105_000));
        assert_eq!((summary.wait.p50, summary.wait.max), (0.0, 90.0));
        assert_eq!((summary.bounded_slowdown.p50, summary.bounded_slowdown.max), (1.0, 9.5));
        assert_eq!(summary.utilisation, 220.0 / 420.0);
    }
}

//! A waiting job as a row of 64 bytes, as wide as its record in memory.
//!
//! Nearly all jobs of a long queue wait with one task that has no history. Of these a row says everything, each number
//! at its place, so that writing one is copying and reading one is looking at it. All others are written field by field.

use super::{KEPT_FLAGS, Reader, Writer, rare_to_say};
use crate::JobId;
use crate::cluster::Cluster;
use crate::jobs::{Flags, JobDetails, JobRecord, Jobs, NEVER, TaskRecord};
use crate::lifecycle::{JobPriority, JobStatus};
use crate::texts::{Handle, Texts};
use crate::time::{Runtime, TIME_MAX, TIME_MIN, Time};

pub(super) const ROW: usize = 64;

/// The terms of the only task of a job of which a row says all that there is to say.
fn terms_of_row(jobs: &Jobs, id: JobId, record: &JobRecord, details: &JobDetails) -> Option<Handle> {
    let is_plain = matches!(record.status, JobStatus::NotSubmitted | JobStatus::Queued)
        && record.tasks == 1
        && record.start == NEVER
        && record.ended_by.is_none()
        && (record.message, record.ended_user()) == (Texts::EMPTY, Texts::EMPTY)
        && rare_to_say(details).is_none();
    if !is_plain {
        return None;
    }
    // As it was added, however it came to be so.
    let terms = details.sole_terms().or_else(|| {
        let task = jobs.task(id, 0);
        (task == TaskRecord::new(task.terms, record.status, details.create)).then_some(task.terms)
    });
    terms.filter(|terms| jobs.terms.get(*terms).required.is_empty())
}

impl Writer<'_> {
    /// All jobs that fit. Gives the others, and whether the order of submissions is that of the ids.
    pub(super) fn rows(&mut self) -> (Vec<JobId>, bool) {
        let jobs = self.jobs;
        let (mut others, mut by_id, mut last) = (Vec::new(), true, 0);
        let (count_at, first) = (self.later(), self.bytes.len());
        for (id, record, details) in jobs.all() {
            if matches!(record.status, JobStatus::Queued | JobStatus::Running) {
                by_id &= record.seq >= last;
                last = record.seq;
            }
            match terms_of_row(jobs, id, record, details) {
                Some(terms) => self.row(id, record, details, terms),
                None => others.push(id),
            }
        }
        self.fill_in(count_at, (self.bytes.len() - first) / ROW);
        (others, by_id)
    }

    fn row(&mut self, id: JobId, record: &JobRecord, details: &JobDetails, terms: Handle) {
        let mut kinds = record.status as u32 | (record.priority as u32) << 8;
        for (bit, flag) in KEPT_FLAGS.into_iter().enumerate() {
            kinds |= u32::from(record.flags.has(flag)) << (16 + bit);
        }
        let [create, submit] = [details.create, details.submit].map(|time| time as u64);
        let words = [
            id as u32,
            kinds,
            record.minimum,
            record.maximum,
            record.limit_seconds(),
            record.attempt,
            self.text_number(record.owner),
            self.text_number(details.name),
            self.text_number(details.project),
            self.text_number(details.license),
            self.text_number(details.user),
            self.terms_number(terms),
            create as u32,
            (create >> 32) as u32,
            submit as u32,
            (submit >> 32) as u32,
        ];
        let mut row = [0; ROW];
        for (place, word) in row.as_chunks_mut().0.iter_mut().zip(words) {
            *place = word.to_le_bytes();
        }
        self.bytes.extend_from_slice(&row);
    }
}

impl Reader<'_> {
    /// All rows, into a cluster without jobs. Ids rise.
    pub(super) fn rows(&mut self, cluster: &mut Cluster, highest: JobId) -> Option<()> {
        let length = self.number_of_eight()?.checked_mul(ROW)?;
        let (rows, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        let mut last = 0;
        if let Some(row) = rows.last_chunk::<ROW>() {
            let most = JobId::try_from(words(row)[0]).ok()?;
            if most > highest || !cluster.jobs.make_room(most) {
                return None;
            }
        }
        for row in rows.as_chunks::<ROW>().0 {
            last = self.read_row(row, cluster, last, highest)?;
        }
        Some(())
    }

    fn read_row(
        &mut self,
        row: &[u8; ROW],
        cluster: &mut Cluster,
        last: JobId,
        highest: JobId,
    ) -> Option<JobId> {
        let [
            id,
            kinds,
            minimum,
            maximum,
            limit,
            attempt,
            owner,
            name,
            project,
            license,
            user,
            terms,
            times @ ..,
        ] = words(row);
        let id = JobId::try_from(id).ok().filter(|id| *id > last && *id <= highest)?;
        let [status, priority, flags, 0] = kinds.to_le_bytes() else { return None };
        let mut record = Jobs::blank_record();
        record.status = JobStatus::from_number(status)
            .filter(|status| matches!(status, JobStatus::NotSubmitted | JobStatus::Queued))?;
        record.priority = JobPriority::from_number(priority)?;
        if flags >> KEPT_FLAGS.len() != 0 {
            return None;
        }
        for (bit, flag) in KEPT_FLAGS.into_iter().enumerate() {
            record.flags.set(flag, flags >> bit & 1 == 1);
        }
        record.flags.set(Flags::FOLLOW, true);
        if minimum == 0 || minimum > maximum || maximum.max(attempt) > i32::MAX as u32 {
            return None;
        }
        if limit != u32::MAX && limit > Runtime::SECONDS_MAX {
            return None;
        }
        (record.minimum, record.maximum, record.attempt) = (minimum, maximum, attempt);
        record.set_runtime(Runtime::from_seconds(limit));
        let time = |low: u32, high: u32| (u64::from(high) << 32 | u64::from(low)) as Time;
        let possible = |time: &Time| (TIME_MIN..=TIME_MAX).contains(time);
        let [created, created_high, submitted, submitted_high] = times;
        let mut details = JobDetails::new(Some(time(created, created_high)).filter(possible)?);
        details.submit =
            Some(time(submitted, submitted_high)).filter(|time| *time == NEVER || possible(time))?;
        if [owner, name, project, license, user].into_iter().max()? as usize >= cluster.jobs.texts.slots() {
            return None;
        }
        record.owner = self.known_owner(Handle(owner));
        (details.name, details.project) = (Handle(name), Handle(project));
        (details.license, details.user) = (Handle(license), Handle(user));
        let terms = *self.terms.get(terms as usize)?;
        if !cluster.jobs.terms.get(terms).required.is_empty() {
            return None;
        }
        cluster.jobs.insert_with_one(id, record, details, terms);
        Some(id)
    }
}

fn words(row: &[u8; ROW]) -> [u32; ROW / 4] {
    let mut words = [0; ROW / 4];
    for (word, bytes) in words.iter_mut().zip(row.as_chunks().0) {
        *word = u32::from_le_bytes(*bytes);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;
    use crate::snapshot::HEADER;
    use crate::spec::{ClusterOptions, JobSpec, TaskSpec};
    use xxhash_rust::xxh64::xxh64;

    /// Jobs that wait, run, have ended, have no task, or several.
    fn cluster() -> Cluster {
        let mut cluster = Cluster::new(ClusterOptions::with_nodes([("N1", 2), ("N2", 2)])).unwrap();
        let job = |tasks: usize, processors: i32| JobSpec {
            is_exclusive: false,
            project: "p".to_owned(),
            ..JobSpec::new("job", processors, vec![TaskSpec::lasting(60_000, 1); tasks])
        };
        for number in 0..24 {
            cluster.act_as(["LAB\\ann", "LAB\\bob"][number % 2], true);
            cluster.queue_job(&job(1 + usize::from(number % 5 == 0), 1 + number as i32 % 3)).unwrap();
            cluster.advance(9_000).unwrap();
        }
        cluster.add_job(&job(0, 1)).unwrap();
        cluster.add_job(&job(1, 1)).unwrap();
        cluster.cancel_jobs(&[20, 22], "enough").unwrap();
        cluster.requeue_job(20).unwrap();
        cluster
    }

    fn with_checksum(mut bytes: Vec<u8>) -> Vec<u8> {
        let checksum = xxh64(&bytes[HEADER..], 0);
        bytes[HEADER - 8..HEADER].copy_from_slice(&checksum.to_le_bytes());
        bytes
    }

    #[test]
    fn what_is_written_comes_back() {
        let cluster = cluster();
        let copy = Cluster::from_snapshot(&cluster.to_snapshot()).unwrap();
        copy.check_invariants();
        assert_eq!(copy.to_snapshot(), cluster.to_snapshot());
        assert_eq!(copy.state_digest(), cluster.state_digest());
        let jobs = |cluster: &Cluster| -> Vec<_> {
            cluster.jobs.ids().map(|id| cluster.get_job(id).unwrap()).collect()
        };
        assert_eq!(jobs(&copy), jobs(&cluster));
        let as_row = cluster
            .jobs
            .all()
            .map(|(id, record, details)| terms_of_row(&cluster.jobs, id, record, details).is_some());
        let as_row: Vec<bool> = as_row.collect();
        assert!(as_row.contains(&true) && as_row.contains(&false));
    }

    /// Whatever stands in the bytes: refused, or a cluster that holds together and goes on.
    #[test]
    fn damaged_bytes_are_refused_or_make_sense() {
        let bytes = cluster().to_snapshot();
        let mut random = Random::new(5);
        let mut taken = 0;
        for at in HEADER..bytes.len() {
            let bits = [1, 0x80, random.below(256) as u8];
            for bits in bits {
                let mut damaged = bytes.clone();
                damaged[at] ^= bits;
                if let Ok(mut cluster) = Cluster::from_snapshot(&with_checksum(damaged)) {
                    cluster.check_invariants();
                    let _ = cluster.advance(100_000);
                    cluster.check_invariants();
                    taken += 1;
                }
            }
            let _ = Cluster::from_snapshot(&with_checksum(bytes[..at].to_vec())).unwrap_err();
        }
        assert!(taken > 0);
    }
}

//! What a client has set, and what only some clusters have: a section of its own behind all else, there only where
//! something in it differs from a new cluster's.

use super::{Reader, Writer};
use crate::JobId;
use crate::choices::Choices;
use crate::cluster::Cluster;
use crate::commands::{Commands, Instance};
use crate::credentials::Cache;
use crate::filters::Activation;
use crate::jobs::NEVER;
use crate::session::Session;

impl Cluster {
    /// The section for a snapshot.
    pub(super) fn write_members(&self, out: &mut Writer<'_>) {
        if self.session == Session::default() && !self.has_rare_future() {
            return;
        }
        out.bool(self.session.connected);
        out.u32(self.session.timeout as u32);
        self.write_all_future(out);
    }

    /// What of it decides the future, for the digest.
    pub(super) fn write_rare_future(&self, out: &mut Writer<'_>) {
        if self.has_rare_future() {
            self.write_all_future(out);
        }
    }

    fn has_rare_future(&self) -> bool {
        self.choices != Choices::default()
            || self.credentials != Cache::default()
            || self.commands != Commands::default()
            || self.activation != Activation::default()
    }

    fn write_all_future(&self, out: &mut Writer<'_>) {
        let mut choices = self.choices;
        for (_, switch) in choices.switches() {
            out.bool(*switch);
        }
        out.pairs(&self.credentials.users);
        for jobs in [&self.credentials.jobs, &self.administered] {
            out.u32(jobs.len() as u32);
            jobs.iter().for_each(|id| out.u32(*id as u32));
        }
        out.u32(self.commands.last_id as u32);
        out.u32(self.commands.instances.len() as u32);
        for instance in &self.commands.instances {
            out.u32(instance.command as u32);
            out.u32(instance.node);
            out.time(instance.end);
            out.u32(instance.exit_code as u32);
            out.text(&instance.output);
            out.u32(instance.page);
        }
        out.bool(self.activation.on);
        out.u32(self.activation.open.unwrap_or_default() as u32);
        out.u32(self.activation.held.len() as u32);
        for &(id, again) in &self.activation.held {
            out.u32(id as u32);
            out.time(again);
        }
    }
}

/// Reads the section, if it is there, into a cluster whose jobs are.
pub(super) fn read_members(from: &mut Reader<'_>, cluster: &mut Cluster) -> Option<()> {
    if from.rest.is_empty() {
        return Some(());
    }
    cluster.session = Session { connected: from.bool()?, timeout: from.u32()? as i32 };
    let mut choices = Choices::default();
    for (_, switch) in choices.switches() {
        *switch = from.bool()?;
    }
    cluster.choices = choices;
    cluster.credentials = Cache { users: from.pairs()?, jobs: from.list(id)? };
    cluster.administered = from.list(id)?;
    let last_id = from.number()? as i32;
    let instances = from.list(|from| {
        Some(Instance {
            command: id(from)?,
            node: from.u32()?,
            end: from.time()?,
            exit_code: from.u32()? as i32,
            output: from.text()?,
            page: from.u32()?,
        })
    })?;
    let fits =
        |instance: &Instance| instance.command <= last_id && (instance.node as usize) < cluster.nodes.len();
    if cluster.session.timeout < -1 || !instances.iter().all(fits) {
        return None;
    }
    cluster.commands = Commands { last_id, instances };
    let on = from.bool()?;
    let open = Some(from.number()? as JobId).filter(|id| *id > 0);
    let held = from.list(|from| Some((id(from)?, from.time()?)))?;
    let fits = |id: JobId| on && cluster.is_queued(id);
    let later = |again: i64| again != NEVER && again > cluster.now;
    if !open.is_none_or(fits) || !held.iter().all(|held| fits(held.0) && later(held.1)) {
        return None;
    }
    cluster.activation = Activation { on, open, held, ..Activation::default() };
    let Cluster { credentials: Cache { users, jobs }, administered, .. } = &*cluster;
    let is_list = |ids: &[JobId]| ids.is_sorted_by(|a, b| a < b);
    let in_order = users.is_sorted_by(|a, b| a < b) && is_list(jobs) && is_list(administered);
    let kept = (jobs.len(), administered.len());
    cluster.erase_credentials();
    cluster.forget_submitters();
    (in_order && (cluster.credentials.jobs.len(), cluster.administered.len()) == kept).then_some(())
}

/// A positive id.
fn id(from: &mut Reader<'_>) -> Option<i32> {
    from.number().map(|id| id as i32).filter(|id| *id > 0)
}

#[cfg(test)]
mod tests {
    use crate::snapshot::{HEADER, MAGIC, VERSION};
    use crate::{
        Choices, Cluster, ClusterOptions, Credentials, FilterAnswer, JobId, JobSpec, Simulation, TaskSpec,
    };
    use xxhash_rust::xxh64::xxh64;

    /// Something in every part of the section.
    fn rich() -> Cluster {
        let choices = Choices { administrators_use_paused_nodes: true, ..Choices::default() };
        let options = ClusterOptions { choices, ..ClusterOptions::with_nodes([("N1", 2), ("N2", 2)]) };
        let mut cluster = Cluster::new(options).unwrap();
        let given = Credentials { user: Some("LAB\\ann"), password: Some("secret"), is_console: false };
        cluster.set_cached_credentials(given).unwrap();
        let job = |processors: i32| JobSpec {
            is_exclusive: false,
            ..JobSpec::new("job", processors, vec![TaskSpec::lasting(60_000, processors)])
        };
        cluster.queue_job_with(&job(1), given).unwrap();
        cluster.ask_activation_filter(true);
        cluster.queue_jobs(&[job(1), job(1)]).unwrap();
        cluster.activate(&mut |_, _| FilterAnswer::exit(1));
        let urgent = JobSpec { priority: crate::JobPriority::Highest, ..job(1) };
        cluster.queue_job(&urgent).unwrap();
        let id = cluster.get_new_command_id().unwrap();
        let paged = TaskSpec::new("echo hello", 1);
        cluster.execute_command_with_paging(id, &paged, None, 2_048).unwrap();
        cluster.set_is_asynchronous(true);
        let id = cluster.get_new_command_id().unwrap();
        let simulation = Some(Simulation { duration: Some(5_000), exit_code: 3 });
        cluster.execute_command(id, &TaskSpec { simulation, ..paged }, None).unwrap();
        assert!(cluster.pending_activation().is_some() && !cluster.activation.held.is_empty());
        cluster
    }

    fn sealed(body: &[u8]) -> Vec<u8> {
        let (version, sum) = (VERSION.to_le_bytes(), xxh64(body, 0).to_le_bytes());
        [&MAGIC[..], &version, &sum, body].concat()
    }

    /// Whatever the bytes say, it is a cluster that works, or none.
    #[test]
    fn no_bytes_do_harm() {
        let cluster = rich();
        let whole = cluster.to_snapshot();
        let copy = Cluster::from_snapshot(&whole).unwrap();
        assert_eq!((copy.to_snapshot(), copy.state_digest()), (whole.clone(), cluster.state_digest()));
        let body = &whole[HEADER..];
        let mut taken = 0;
        for at in 0..body.len() {
            for value in [0, 1, 2, 127, 128, 255, body[at].wrapping_add(1), body[at] ^ 64] {
                let mut other = body.to_vec();
                other[at] = value;
                let Ok(mut cluster) = Cluster::from_snapshot(&sealed(&other)) else { continue };
                taken += 1;
                let ids: Vec<JobId> = cluster.list_all_jobs().iter().map(|job| job.id).collect();
                cluster.activate(&mut |_, _| FilterAnswer::exit(0));
                let _ = cluster.advance_asking(100_000, &mut |_, _| FilterAnswer::exit(0));
                for command in [1, 2] {
                    let _ = cluster.wait_for_command_with_paging(command, 2_048);
                }
                let _ = cluster.try_cancel_jobs(&ids, "");
                cluster.ask_activation_filter(false);
                cluster.check_invariants();
                Cluster::from_snapshot(&cluster.to_snapshot()).unwrap();
            }
        }
        let is_cut = |at: &usize| Cluster::from_snapshot(&sealed(&body[..*at])).is_ok();
        assert_eq!((0..body.len()).find(is_cut), None, "cut anywhere it is none");
        assert!(taken > 500, "{taken}");
    }
}

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
        for switch in choices.switches() {
            out.bool(*switch);
        }
        out.pairs(&self.credentials.users);
        out.u32(self.credentials.jobs.len() as u32);
        for id in &self.credentials.jobs {
            out.u32(*id as u32);
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
    for switch in choices.switches() {
        *switch = from.bool()?;
    }
    cluster.choices = choices;
    cluster.credentials = Cache { users: from.pairs()?, jobs: from.list(id)? };
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
    let Cache { users, jobs } = &cluster.credentials;
    let in_order = users.is_sorted_by(|a, b| a < b) && jobs.is_sorted_by(|a, b| a < b);
    let kept = jobs.len();
    cluster.erase_credentials();
    (in_order && cluster.credentials.jobs.len() == kept).then_some(())
}

/// A positive id.
fn id(from: &mut Reader<'_>) -> Option<i32> {
    from.number().map(|id| id as i32).filter(|id| *id > 0)
}

//! Connect, Name and Timeout: what a client of the cluster has of its own.
//!
//! A [`Cluster`] here is the cluster and its client in one. So there is nothing to be out of reach, and a call takes
//! no time of its clock; what can be observed of connecting and waiting is kept all the same.

use crate::cluster::Cluster;
use crate::error::{ClusterError, ErrorCode, Result};

/// What neither jobs nor nodes know of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Session {
    pub(crate) connected: bool,
    /// As it was given: 0 and −1 are no limit.
    pub(crate) timeout: i32,
}

impl Default for Session {
    fn default() -> Session {
        Session { connected: true, timeout: 0 }
    }
}

impl Session {
    /// The longest wait of a call, if there is a limit.
    pub(crate) fn limit(self) -> Option<i64> {
        (self.timeout > 0).then_some(i64::from(self.timeout))
    }
}

impl Cluster {
    /// `ICluster::Connect`: takes the head node's name, its fully qualified name, or `localhost`, in any case. Needed
    /// only with [`ClusterOptions::connected`](crate::ClusterOptions::connected) off, and only for the name: nothing
    /// else asks for it. Again is harmless. [sdk:icluster-connect, connecting-to-the-cluster]
    ///
    /// # Errors
    /// `UnknownCluster`: another name, or none; whoever was connected stays so.
    pub fn connect(&mut self, cluster_name: &str) -> Result<()> {
        let computer = cluster_name.split('.').next().unwrap_or_default();
        let is_ours = |name: &str| !name.is_empty() && name.eq_ignore_ascii_case(&self.name);
        if !is_ours(cluster_name) && !is_ours(computer) && !cluster_name.eq_ignore_ascii_case("localhost") {
            let message = match cluster_name {
                "" => "Connect needs the name of a head node.".to_owned(),
                name => ["No head node is called ", name, "; this one is ", &self.name, "."].concat(),
            };
            return self.noted(Err(ClusterError::new(ErrorCode::UnknownCluster, message)));
        }
        self.session.connected = true;
        Ok(())
    }

    /// `ICluster::get_Name`: the head node's name; "" before [`Cluster::connect`]. [sdk:icluster-get-name]
    pub fn name(&self) -> &str {
        if self.session.connected { &self.name } else { "" }
    }

    /// `ICluster::get_Timeout`: the longest wait of a call in milliseconds, as it was set; 0 (the default) and −1: no
    /// limit. [sdk:icluster-get-timeout]
    pub fn timeout(&self) -> i32 {
        self.session.timeout
    }

    /// `ICluster::put_Timeout`. Only what takes time of the cluster's clock can be waited for: a call of
    /// [`Cluster::execute_command`] that is not asynchronous fails (`TimedOut`) if its command takes longer. All other
    /// calls take none. [sdk:icluster-put-timeout]
    ///
    /// # Errors
    /// `ArgumentOutOfRange`: below −1.
    pub fn set_timeout(&mut self, millis: i32) -> Result<()> {
        if millis < -1 {
            let message = "Timeout must be a number of milliseconds, or 0 or -1 for no limit.";
            return self.noted(Err(ClusterError::new(ErrorCode::ArgumentOutOfRange, message)));
        }
        self.session.timeout = millis;
        Ok(())
    }

    /// `ICluster::IsAdmin`: whether the caller is an administrator. [sdk:icluster-isadmin]
    pub fn is_admin(&self) -> bool {
        self.is_admin
    }

    /// `ICluster::get_IsAsynchronous`, default false. [sdk:icluster-put-isasynchronous]
    ///
    /// Of the seven calls that it may make asynchronous (AddJob, AddTask, CancelJob, ModifyJob, PauseNode, RequeueJob,
    /// ResumeNode) each takes no time here: it is done when it returns, whichever is set. It decides whether
    /// [`Cluster::execute_command`] waits. CancelJobs is not among the seven.
    pub fn is_asynchronous(&self) -> bool {
        self.is_asynchronous
    }

    /// `ICluster::put_IsAsynchronous`, see [`Cluster::is_asynchronous`].
    pub fn set_is_asynchronous(&mut self, on: bool) {
        self.is_asynchronous = on;
    }
}

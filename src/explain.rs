//! Why a queued job waits.
use crate::JobId;
use crate::cluster::Cluster;
use crate::error::Result;
use crate::view::Explanation;
impl Cluster {
    /// x
    pub fn explain_job(&self, job: JobId) -> Result<Explanation> {
        let _ = job;
        todo!()
    }
}

//! SetClusterParameter, SetEnvironmentVariable, and what they give back.

use crate::checks::{ENVIRONMENT_MAX, utf16_len};
use crate::cluster::Cluster;
use crate::error::{ClusterError, ErrorCode, Result};
use crate::event::EventKind;

/// CCP's own environment variables: they can be neither changed nor deleted.
const OWN_VARIABLES: [&str; 2] = ["CCP_CLUSTER_NAME", "CCP_MPI_NETMASK"];

impl Cluster {
    /// `ICluster::get_Parameters`: name and value of each, the built-in ones first.
    pub fn parameters(&self) -> Vec<(String, String)> {
        self.parameters.list()
    }

    /// `ICluster::SetClusterParameter`. Names are compared without case; an unknown one is a parameter of the user's
    /// own, which `None` or "" deletes. A change counts at once; a lower TTLCompletedJobs (days) removes inside the
    /// call.
    ///
    /// # Errors
    /// `PermissionDenied`; `ArgumentOutOfRange`: not a value that the parameter may have.
    pub fn set_cluster_parameter(&mut self, name: &str, value: Option<&str>) -> Result<()> {
        let set = self.check_admin().and_then(|()| self.parameters.set(name, value));
        if let Some((name, value)) = self.noted(set)? {
            self.pass.resources_changed();
            self.events.emit(self.now, || EventKind::SettingChanged { name, value });
            self.settle();
        }
        Ok(())
    }

    /// `ICluster::get_EnvironmentVariables`: a list, since CCP allows duplicates.
    pub fn environment_variables(&self) -> Vec<(String, String)> {
        self.environment.clone()
    }

    /// `ICluster::SetEnvironmentVariable`: adds, updates, or (`None`, "") deletes. Setting one of CCP's own adds a
    /// second entry of that name, as documented.
    ///
    /// # Errors
    /// `PermissionDenied`: no administrator, or deleting one of CCP's own; `TextTooLong`: more than 2,048 UTF-16
    /// code units in all; `ArgumentOutOfRange`: no name.
    pub fn set_environment_variable(&mut self, name: &str, value: Option<&str>) -> Result<()> {
        let checked =
            self.check_admin().and_then(|()| self.changed_environment(name, value.unwrap_or_default()));
        let changed = self.noted(checked)?;
        if changed.len() == self.environment.len() && value.unwrap_or_default().is_empty() {
            // There was nothing to delete.
            return Ok(());
        }
        self.environment = changed;
        let value = value.filter(|value| !value.is_empty()).map(str::to_owned);
        self.events.emit(self.now, || EventKind::SettingChanged { name: name.to_owned(), value });
        self.settle();
        Ok(())
    }

    fn changed_environment(&self, name: &str, value: &str) -> Result<Vec<(String, String)>> {
        if name.is_empty() {
            return Err(ClusterError::new(
                ErrorCode::ArgumentOutOfRange,
                "An environment variable needs a name.",
            ));
        }
        let mut changed = self.environment.clone();
        let own = OWN_VARIABLES.contains(&name);
        match (value, own) {
            ("", true) => {
                let message = format!("{name} is CCP's own and cannot be deleted.");
                return Err(ClusterError::new(ErrorCode::PermissionDenied, message));
            }
            ("", false) => changed.retain(|variable| variable.0 != name),
            (value, true) => changed.push((name.to_owned(), value.to_owned())),
            (value, false) => match changed.iter_mut().find(|variable| variable.0 == name) {
                Some(variable) => value.clone_into(&mut variable.1),
                None => changed.push((name.to_owned(), value.to_owned())),
            },
        }
        let length: usize = changed.iter().map(|(name, value)| utf16_len(name) + utf16_len(value)).sum();
        if length > ENVIRONMENT_MAX {
            let message =
                format!("All variables together would have {length} UTF-16 code units; at most 2,048.");
            return Err(ClusterError::new(ErrorCode::TextTooLong, message));
        }
        Ok(changed)
    }
}

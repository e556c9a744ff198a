//! Submitting, queueing and modifying for JavaScript: with credentials, and past the submission filter.

use super::cluster::{Answer, Cluster};
use super::credentials::{Given, given};
use super::error::Read;
use super::read::{self, Ids, argument};
use super::write;
use crate::{ClusterError, JobId, JobSpec, Result};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
impl Cluster {
    #[wasm_bindgen(js_name = submitJob)]
    pub fn submit_job(
        &self,
        job_id: JsValue,
        user: JsValue,
        password: JsValue,
        is_console: JsValue,
    ) -> Answer<()> {
        let read =
            || -> Read<_> { Ok((argument("jobId", job_id, read::int)?, given(user, password, is_console)?)) };
        let (id, given) = self.call(read, |_, arguments| Ok(arguments))?;
        self.submit(&[id], given, ClusterError::single)
    }

    #[wasm_bindgen(js_name = submitJobs)]
    pub fn submit_jobs(
        &self,
        job_ids: JsValue,
        user: JsValue,
        password: JsValue,
        is_console: JsValue,
    ) -> Answer<()> {
        let read = || -> Read<_> {
            let ids = argument("jobIds", job_ids, read::id_list)?;
            Ok((ids, given(user, password, is_console)?))
        };
        let check = |ids: Ids| ids.all_good().map(<[JobId]>::to_vec);
        let (ids, given) = self.call(read, |_, (ids, given)| Ok((check(ids)?, given)))?;
        self.submit(&ids, given, |error| error)
    }

    #[wasm_bindgen(js_name = queueJob)]
    pub fn queue_job(
        &self,
        job: JsValue,
        user: JsValue,
        password: JsValue,
        is_console: JsValue,
    ) -> Answer<i32> {
        let read = || -> Read<_> {
            Ok((vec![argument("job", job, read::job)?], given(user, password, is_console)?))
        };
        self.queue(read, ClusterError::single).map(|ids| ids[0])
    }

    #[wasm_bindgen(js_name = queueJobs)]
    pub fn queue_jobs(
        &self,
        jobs: JsValue,
        user: JsValue,
        password: JsValue,
        is_console: JsValue,
    ) -> Answer<JsValue> {
        let read =
            || -> Read<_> { Ok((argument("jobs", jobs, read::jobs)?, given(user, password, is_console)?)) };
        self.queue(read, |error| error).map(|ids| write::ids(&ids))
    }

    #[wasm_bindgen(js_name = modifyJob)]
    pub fn modify_job(&self, job_id: JsValue, job: JsValue) -> Answer<()> {
        let read =
            || -> Read<_> { Ok((argument("jobId", job_id, read::int)?, argument("job", job, read::job)?)) };
        let (id, mut spec) = self.call(read, |_, arguments| Ok(arguments))?;
        if let Some(filter) = self.filters.submission()
            && self.look(|core| core.is_queued(id))?
        {
            let asked =
                self.ask_submission(&filter, vec![spec.clone()], Some(&[id]), ClusterError::single)?;
            spec = asked.into_iter().next().unwrap_or(spec);
        }
        self.change(|| Ok(()), |core, ()| core.modify_job(id, &spec))
    }

    #[wasm_bindgen(js_name = modifyJobTerm)]
    pub fn modify_job_term(&self, job_id: JsValue, term: JsValue, value: JsValue) -> Answer<()> {
        let read = || -> Read<_> {
            let job = argument("jobId", job_id, read::int)?;
            Ok((job, argument("term", term, read::text)?, argument("value", value, read::text)?))
        };
        let (id, term, value) = self.call(read, |_, arguments| Ok(arguments))?;
        let mut changed = None;
        if let Some(filter) = self.filters.submission()
            && self.look(|core| core.is_queued(id))?
        {
            let spec = self.call(|| Ok(()), |core, ()| core.spec_with_term(id, &term, &value))?;
            let asked =
                self.ask_submission(&filter, vec![spec.clone()], Some(&[id]), ClusterError::single)?;
            changed = asked.into_iter().next().filter(|asked| *asked != spec);
        }
        self.change(
            || Ok(()),
            |core, ()| match &changed {
                Some(spec) => core.modify_job(id, spec),
                None => core.modify_job_term(id, &term, &value),
            },
        )
    }
}

impl Cluster {
    fn submit(
        &self,
        ids: &[JobId],
        given: Option<Given>,
        said: fn(ClusterError) -> ClusterError,
    ) -> Answer<()> {
        let mut specs = None;
        if let Some(filter) = self.filters.submission() {
            let seen = self.call(
                || Ok(()),
                |core, ()| {
                    if let Some(given) = &given {
                        core.run_as(given.credentials())?;
                    }
                    core.submitted_specs(ids).map_err(said)
                },
            )?;
            specs = Some(self.ask_submission(&filter, seen, Some(ids), said)?);
        }
        self.change(
            || Ok(()),
            |core, ()| core.submit_in_full(ids, specs, given.as_ref().map(Given::credentials)).map_err(said),
        )
    }

    fn queue(
        &self,
        read: impl FnOnce() -> Read<(Vec<JobSpec>, Option<Given>)>,
        said: fn(ClusterError) -> ClusterError,
    ) -> Answer<Vec<JobId>> {
        let (mut specs, given) = self.call(read, |core, (specs, given)| -> Result<_> {
            if let Some(given) = &given {
                core.run_as(given.credentials())?;
            }
            Ok((specs, given))
        })?;
        if let Some(filter) = self.filters.submission() {
            specs = self.ask_submission(&filter, specs, None, said)?;
        }
        self.change(
            || Ok(()),
            |core, ()| {
                match &given {
                    Some(given) => core.queue_jobs_with(&specs, given.credentials()),
                    None => core.queue_jobs(&specs),
                }
                .map_err(said)
            },
        )
    }
}

//! Lists in pages for JavaScript. The opaque values are an Int32Array, and an object that holds one.

use super::cluster::{Answer, Cluster};
use super::error::{Error, Read};
use super::read::{self, argument, is_missing, properties, set};
use super::write;
use crate::{ErrorCode, Job, Page, PageTimestamp, PageVersion, Task};
use js_sys::{Int32Array, Object};
use wasm_bindgen::prelude::*;

/// What a call was given, and which value to give back as the version if it stays the same.
struct Place {
    timestamp: Option<PageTimestamp>,
    version: Option<PageVersion>,
    kept: JsValue,
}

#[wasm_bindgen]
impl Cluster {
    #[wasm_bindgen(js_name = listAllJobsWithPaging)]
    pub fn list_all_jobs_with_paging(
        &self,
        with_tasks: JsValue,
        timestamp: JsValue,
        version: JsValue,
        page_size: JsValue,
    ) -> Answer<JsValue> {
        self.call(
            || {
                Ok((
                    argument("withTasks", with_tasks, read::flag)?,
                    place(timestamp, version)?,
                    size(page_size)?,
                ))
            },
            |core, (with_tasks, place, size)| {
                let Place { timestamp, version, kept } = place;
                let (timestamp, version) = (timestamp.as_ref(), version.as_ref());
                Ok((core.list_all_jobs_with_paging(with_tasks, timestamp, version, size)?, kept))
            },
        )
        .map(jobs)
    }

    #[wasm_bindgen(js_name = listJobsWithPaging)]
    pub fn list_jobs_with_paging(
        &self,
        submitted_by: JsValue,
        status: JsValue,
        with_tasks: JsValue,
        timestamp: JsValue,
        version: JsValue,
        page_size: JsValue,
    ) -> Answer<JsValue> {
        self.call(
            || {
                let user = argument("submittedBy", submitted_by, read::optional_text)?;
                let status = argument("status", status, read::job_status)?;
                let with_tasks = argument("withTasks", with_tasks, read::flag)?;
                Ok(((user, status, with_tasks), place(timestamp, version)?, size(page_size)?))
            },
            |core, ((user, status, with_tasks), place, size)| {
                let Place { timestamp, version, kept } = place;
                let (timestamp, version) = (timestamp.as_ref(), version.as_ref());
                let page = core.list_jobs_with_paging(
                    user.as_deref(),
                    status,
                    with_tasks,
                    timestamp,
                    version,
                    size,
                )?;
                Ok((page, kept))
            },
        )
        .map(jobs)
    }

    #[wasm_bindgen(js_name = listTasksWithPaging)]
    pub fn list_tasks_with_paging(
        &self,
        job_id: JsValue,
        timestamp: JsValue,
        version: JsValue,
        page_size: JsValue,
    ) -> Answer<JsValue> {
        self.call(
            || Ok((argument("jobId", job_id, read::int)?, place(timestamp, version)?, size(page_size)?)),
            |core, (job, place, size)| {
                let Place { timestamp, version, kept } = place;
                let (timestamp, version) = (timestamp.as_ref(), version.as_ref());
                Ok((core.list_tasks_with_paging(job, timestamp, version, size)?, kept))
            },
        )
        .map(|(Page::<Task> { items, timestamp, .. }, kept)| {
            page("tasks", write::tasks(&items), &timestamp, kept)
        })
    }
}

#[inline(never)]
fn jobs((Page { items, timestamp, .. }, kept): (Page<Job>, JsValue)) -> JsValue {
    page("jobs", write::jobs(&items), &timestamp, kept)
}

fn size(page_size: JsValue) -> Read<i32> {
    argument("pageSize", page_size, read::int)
}

fn place(timestamp: JsValue, version: JsValue) -> Read<Place> {
    let (mut snapshot, mut given) = (JsValue::UNDEFINED, 0);
    if !is_missing(&timestamp) {
        let mut whole = |value: &JsValue| {
            properties(value, "a timestamp", &[], &mut |name, value| match name {
                "snapshot" => {
                    snapshot = value.clone();
                    Ok(true)
                }
                "given" => set(&mut given, value, read::count),
                _ => Ok(false),
            })
        };
        whole(&timestamp).map_err(|error| error.about(&["timestamp"]))?;
    }
    // Most often it is the very same array.
    let same = Object::is(&snapshot, &version) && !is_missing(&version);
    let version_read = match is_missing(&version) {
        true => None,
        false => Some(argument("version", version.clone(), snapshot_of)?),
    };
    let timestamp = match &version_read {
        _ if is_missing(&timestamp) => None,
        Some(version) if same => Some(PageTimestamp::from_parts(version.clone(), given)),
        _ => Some(PageTimestamp::from_parts(argument("timestamp.snapshot", snapshot, snapshot_of)?, given)),
    };
    Ok(Place { timestamp, version: version_read, kept: version })
}

fn snapshot_of(value: &JsValue) -> Read<PageVersion> {
    let version = PageVersion::from_numbers(&read::ints(value)?);
    version.ok_or_else(|| Error::refused(ErrorCode::ArgumentOutOfRange, " is no snapshot of a list."))
}

fn page(name: &str, items: JsValue, timestamp: &PageTimestamp, kept: JsValue) -> JsValue {
    let (version, given) = timestamp.parts();
    let version = if is_missing(&kept) { Int32Array::from(&version.to_numbers()[..]).into() } else { kept };
    let timestamp = write::object(&[("snapshot", version.clone()), ("given", given.into())]);
    write::object(&[(name, items), ("timestamp", timestamp), ("version", version)])
}

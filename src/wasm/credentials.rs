//! Credentials for JavaScript. Of a password only the length crosses.

use super::cluster::{Answer, Cluster};
use super::error::{Error, Read};
use super::read::{self, argument, is_missing};
use super::write;
use crate::{Cluster as Core, Credentials, ErrorCode};
use js_sys::JsString;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;

/// Credentials as they were given.
pub(super) struct Given {
    user: Option<String>,
    /// A text of its length.
    password: Option<String>,
    is_console: bool,
}

impl Given {
    pub(super) fn credentials(&self) -> Credentials<'_> {
        let (user, password) = (self.user.as_deref(), self.password.as_deref());
        Credentials { user, password, is_console: self.is_console }
    }
}

/// The last three parameters of many methods: none where all are left out, so that the caller runs as himself.
pub(super) fn given(user: JsValue, password: JsValue, is_console: JsValue) -> Read<Option<Given>> {
    if user.is_undefined() && password.is_undefined() && is_console.is_undefined() {
        return Ok(None);
    }
    let user = argument("user", user, optional)?;
    let password = argument("password", password, length_only)?;
    let is_console = !is_console.is_undefined() && argument("isConsole", is_console, read::flag)?;
    Ok(Some(Given { user, password, is_console }))
}

fn optional(value: &JsValue) -> Read<Option<String>> {
    if is_missing(value) { Ok(None) } else { read::text(value).map(Some) }
}

/// What is refused is not shown either.
fn length_only(value: &JsValue) -> Read<Option<String>> {
    if is_missing(value) {
        return Ok(None);
    }
    let text = value.dyn_ref::<JsString>();
    let text = text.ok_or_else(|| Error::refused(ErrorCode::TypeMismatch, " must be a string."))?;
    Ok(Some("*".repeat(text.length().min(1_024) as usize)))
}

#[wasm_bindgen]
impl Cluster {
    #[wasm_bindgen(js_name = setCachedCredentials)]
    pub fn set_cached_credentials(
        &self,
        user: JsValue,
        password: JsValue,
        is_console: JsValue,
    ) -> Answer<()> {
        self.change(
            || given(user, password, is_console),
            |core, given| {
                let credentials = given.as_ref().map(Given::credentials).unwrap_or_default();
                core.set_cached_credentials(credentials)
            },
        )
    }

    #[wasm_bindgen(js_name = deleteCachedCredentials)]
    pub fn delete_cached_credentials(&self, user: JsValue) -> Answer<()> {
        self.change(
            || argument("user", user, optional),
            |core, user| {
                core.delete_cached_credentials(user.as_deref());
                Ok(())
            },
        )
    }

    #[wasm_bindgen(getter, js_name = cachedCredentials)]
    pub fn cached_credentials(&self) -> Answer<JsValue> {
        self.look(Core::cached_credentials).map(|users| write::array(&users, |user| JsValue::from_str(user)))
    }

    #[wasm_bindgen(js_name = setJobCredentials)]
    pub fn set_job_credentials(&self, job_id: JsValue, user: JsValue, password: JsValue) -> Answer<()> {
        self.change(
            || {
                let job = argument("jobId", job_id, read::int)?;
                let user = argument("user", user, read::text)?;
                Ok((job, user, argument("password", password, length_only)?))
            },
            |core, (job, user, password)| {
                core.set_job_credentials(job, &user, password.as_deref().unwrap_or_default())
            },
        )
    }

    #[wasm_bindgen(js_name = setJobCredentialsFromCache)]
    pub fn set_job_credentials_from_cache(
        &self,
        job_id: JsValue,
        user: JsValue,
        is_console: JsValue,
    ) -> Answer<()> {
        self.change(
            || {
                let job = argument("jobId", job_id, read::int)?;
                let is_console = !is_console.is_undefined() && argument("isConsole", is_console, read::flag)?;
                Ok((job, argument("user", user, optional)?, is_console))
            },
            |core, (job, user, is_console)| {
                core.set_job_credentials_from_cache(job, user.as_deref(), is_console)
            },
        )
    }

    #[wasm_bindgen(js_name = hasJobCredentials)]
    pub fn has_job_credentials(&self, job_id: JsValue) -> Answer<bool> {
        self.call(|| argument("jobId", job_id, read::int), |core, job| core.has_job_credentials(job))
    }
}

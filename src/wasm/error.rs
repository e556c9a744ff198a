//! What a call can end with besides an answer.

use crate::{ClusterError, ErrorCode};
use wasm_bindgen::prelude::*;

#[wasm_bindgen(raw_module = "./error.js")]
extern "C" {
    #[wasm_bindgen(js_name = ClusterError)]
    type JsClusterError;

    #[wasm_bindgen(constructor, js_class = ClusterError)]
    fn new(
        message: &str,
        code: &str,
        hresult: i32,
        job_id: Option<i32>,
        task_id: Option<i32>,
        index: Option<u32>,
        completed: Option<u32>,
    ) -> JsClusterError;
}

/// Our refusal, or what the caller's own code threw while its arguments were read. Two words: it passes through
/// sixty methods.
pub(super) enum Error {
    Refused(Box<ClusterError>),
    Thrown(JsValue),
}

/// `Result` with [`Error`].
pub(super) type Read<T> = std::result::Result<T, Error>;

impl Error {
    /// A refusal whose sentence still lacks its beginning: what it is about. See [`Error::about`].
    #[cold]
    pub(super) fn refused(code: ErrorCode, predicate: &str) -> Error {
        ClusterError::new(code, predicate).into()
    }

    /// The same, about a part of something: "job" + ".tasks" + "[2]" + ".runtime" + " must be a string, not 5."
    #[cold]
    pub(super) fn about(mut self, part: &[&str]) -> Error {
        if let Error::Refused(error) = &mut self {
            error.message.insert_str(0, &part.concat());
        }
        self
    }

    /// The same, at a place of a batch of which nothing took effect.
    #[cold]
    pub(super) fn at(mut self, index: usize) -> Error {
        if let Error::Refused(error) = &mut self {
            error.index = Some(index);
            error.completed = Some(0);
        }
        self
    }
}

impl From<ClusterError> for Error {
    #[cold]
    #[inline(never)]
    fn from(error: ClusterError) -> Error {
        Error::Refused(Box::new(error))
    }
}

impl From<JsValue> for Error {
    fn from(value: JsValue) -> Error {
        Error::Thrown(value)
    }
}

impl From<Error> for JsValue {
    #[cold]
    #[inline(never)]
    fn from(error: Error) -> JsValue {
        let error = match error {
            Error::Refused(error) => error,
            Error::Thrown(value) => return value,
        };
        JsClusterError::new(
            &error.message,
            error.code.name(),
            error.code.hresult(),
            error.job_id,
            error.task_id,
            // At most 2^24 items.
            error.index.map(|index| index as u32),
            error.completed.map(|count| count as u32),
        )
        .into()
    }
}

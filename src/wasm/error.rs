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

/// Our refusal, or what the caller's own code threw while its arguments were read.
pub(super) enum Error {
    Refused(ClusterError),
    Thrown(JsValue),
}

/// `Result` with [`Error`].
pub(super) type Read<T> = std::result::Result<T, Error>;

impl Error {
    /// A refusal whose sentence still lacks its beginning: what it is about. See [`Error::about`].
    #[cold]
    pub(super) fn refused(code: ErrorCode, predicate: &str) -> Error {
        Error::Refused(ClusterError::new(code, predicate))
    }

    /// The same, about a part of something: "job" + ".tasks" + "[2]" + ".runtime" + " must be a string, not 5."
    #[cold]
    pub(super) fn about(self, part: &[&str]) -> Error {
        match self {
            Error::Refused(error) => {
                let message = [&part.concat(), error.message.as_str()].concat();
                Error::Refused(ClusterError { message, ..error })
            }
            Error::Thrown(value) => Error::Thrown(value),
        }
    }

    /// The same, at a place of a batch of which nothing took effect.
    #[cold]
    pub(super) fn at(self, index: usize) -> Error {
        match self {
            Error::Refused(error) => Error::Refused(error.at(index).after(0)),
            Error::Thrown(value) => Error::Thrown(value),
        }
    }
}

impl From<ClusterError> for Error {
    fn from(error: ClusterError) -> Error {
        Error::Refused(error)
    }
}

impl From<JsValue> for Error {
    fn from(value: JsValue) -> Error {
        Error::Thrown(value)
    }
}

impl From<Error> for JsValue {
    #[cold]
    fn from(error: Error) -> JsValue {
        match error {
            Error::Thrown(value) => value,
            Error::Refused(ClusterError { code, message, job_id, task_id, index, completed }) => {
                JsClusterError::new(
                    &message,
                    code.name(),
                    code.hresult(),
                    job_id,
                    task_id,
                    // At most 2^24 items.
                    index.map(|index| index as u32),
                    completed.map(|count| count as u32),
                )
                .into()
            }
        }
    }
}

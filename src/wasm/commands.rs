//! Commands on nodes for JavaScript.

use super::cluster::{Answer, Cluster};
use super::credentials::{Given, given};
use super::error::Read;
use super::read::{self, argument, properties, set};
use super::write;
use crate::{Cluster as Core, ExecutionResult, TaskSpec};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
impl Cluster {
    #[wasm_bindgen(js_name = getNewCommandId)]
    pub fn get_new_command_id(&self) -> Answer<i32> {
        self.change(|| Ok(()), |core, ()| core.get_new_command_id())
    }

    #[wasm_bindgen(js_name = executeCommand)]
    pub fn execute_command(
        &self,
        id: JsValue,
        task: JsValue,
        user: JsValue,
        password: JsValue,
        is_console: JsValue,
    ) -> Answer<JsValue> {
        self.change(
            || command(id, task, user, password, is_console),
            |core, (id, task, given)| core.execute_command(id, &task, given.as_ref().map(Given::credentials)),
        )
        .map(|list| results(&list))
    }

    #[wasm_bindgen(js_name = executeCommandWithPaging)]
    pub fn execute_command_with_paging(
        &self,
        id: JsValue,
        task: JsValue,
        user: JsValue,
        password: JsValue,
        is_console: JsValue,
        page_size: JsValue,
    ) -> Answer<JsValue> {
        self.change(
            || {
                let command = command(id, task, user, password, is_console)?;
                Ok((command, argument("pageSize", page_size, read::int)?))
            },
            |core, ((id, task, given), size)| {
                let credentials = given.as_ref().map(Given::credentials);
                core.execute_command_with_paging(id, &task, credentials, size)
            },
        )
        .map(|list| results(&list))
    }

    #[wasm_bindgen(js_name = waitForCommand)]
    pub fn wait_for_command(&self, id: JsValue) -> Answer<JsValue> {
        self.change(|| argument("id", id, read::int), Core::wait_for_command).map(|list| results(&list))
    }

    #[wasm_bindgen(js_name = waitForCommandWithPaging)]
    pub fn wait_for_command_with_paging(&self, id: JsValue, page_size: JsValue) -> Answer<JsValue> {
        self.change(
            || Ok((argument("id", id, read::int)?, argument("pageSize", page_size, read::int)?)),
            |core, (id, size)| core.wait_for_command_with_paging(id, size),
        )
        .map(|list| results(&list))
    }

    #[wasm_bindgen(js_name = commandIsRunning)]
    pub fn command_is_running(&self, id: JsValue) -> Answer<bool> {
        self.call(|| argument("id", id, read::int), |core, id| Ok(core.command_is_running(id)))
    }

    #[wasm_bindgen(js_name = readExecutionResult)]
    pub fn read_execution_result(&self, result: JsValue) -> Answer<String> {
        self.change(
            || argument("result", result, result_of),
            |core, result| core.read_execution_result(&result),
        )
    }

    #[wasm_bindgen(js_name = endCommand)]
    pub fn end_command(&self, id: JsValue) -> Answer<()> {
        self.change(|| argument("id", id, read::int), Core::end_command)
    }
}

/// What to run, as whom.
fn command(
    id: JsValue,
    task: JsValue,
    user: JsValue,
    password: JsValue,
    is_console: JsValue,
) -> Read<(i32, TaskSpec, Option<Given>)> {
    let (id, task) = (argument("id", id, read::int)?, argument("task", task, read::task)?);
    Ok((id, task, given(user, password, is_console)?))
}

#[inline(never)]
fn results(list: &[ExecutionResult]) -> JsValue {
    write::array(list, |result| {
        write::object(&[
            ("commandId", result.command_id.into()),
            ("exitCode", result.exit_code.into()),
            ("nodeName", JsValue::from_str(&result.node_name)),
            ("output", JsValue::from_str(&result.output)),
        ])
    })
}

fn result_of(value: &JsValue) -> Read<ExecutionResult> {
    let (command_id, exit_code) = (0, 0);
    let mut result =
        ExecutionResult { command_id, exit_code, node_name: String::new(), output: String::new() };
    properties(value, "a result", &[], &mut |name, value| match name {
        "commandId" => set(&mut result.command_id, value, read::int),
        "exitCode" => set(&mut result.exit_code, value, read::int),
        "nodeName" => set(&mut result.node_name, value, read::text),
        "output" => set(&mut result.output, value, read::text),
        _ => Ok(false),
    })?;
    Ok(result)
}

//! `xtask IN.wasm OUT_DIR`: what the `wasm-bindgen` command does, as a program whose version our own Cargo.lock pins.
//!
//! The command's npm wrappers download a binary when they are installed; behind a firewall that fails.
use wasm_bindgen_cli_support::Bindgen;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [input, out_dir] = arguments.as_slice() else {
        return Err("usage: xtask IN.wasm OUT_DIR".into());
    };
    // One "web" build serves browsers and Node: `js/node.cjs` gives it the bytes that `js/index.js` fetches.
    // The types are written by hand.
    Bindgen::new().input_path(input).web(true)?.omit_default_module_path(false).generate(out_dir)?;
    Ok(())
}

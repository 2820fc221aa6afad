//! What a request asks for.
//!
//! ```json
//! { "command": "fix" | "inspect", "name": "plugin.wasm", "verbose": false, "options": [["init", "start"], ["gc", null]] }
//! ```

use serde_json::Value;
use serde_json::json;
use wasm_initfix::Error;
use wasm_initfix::Options;
use wasm_initfix::Pieces;
use wasm_initfix::report::inspected;
use wasm_initfix::report::inspected::Inspected;
use wasm_initfix::report::inspected::Look;
use wasm_initfix::report::json as fixed_json;
use wasm_initfix::report::text;

/// The answer, and the module that comes out, which is empty if nothing changes.
pub fn run(wasm: &[u8], request: &[u8]) -> (Value, Vec<u8>) {
    match serde_json::from_slice(request).map_err(|_| None).and_then(|request| answer(wasm, &request).map_err(Some)) {
        Ok(done) => done,
        Err(error) => {
            let (kind, message) = match &error {
                Some(error) => (error.kind().keyword(), error.to_string()),
                None => ("bug", "the request is no JSON".to_owned()),
            };
            (json!({ "error": { "kind": kind, "message": message } }), Vec::new())
        }
    }
}

fn answer(wasm: &[u8], request: &Value) -> Result<(Value, Vec<u8>), Error> {
    let options = options(request)?;
    let name = request["name"].as_str().unwrap_or("the module");
    let verbose = request["verbose"].as_bool().unwrap_or_default();
    if request["command"] == "inspect" {
        let inspected = Inspected::of_bytes(wasm, name.to_owned(), &options)?;
        let text = inspected::text(&inspected, Look { all: verbose, ..Look::default() });
        return Ok((json!({ "text": text, "report": inspected::json(&inspected) }), Vec::new()));
    }
    let outcome = wasm_initfix::fix(wasm, &options)?;
    let text = text::report(name, &outcome, true, verbose);
    let report = fixed_json::report(&outcome);
    Ok((json!({ "text": text, "report": report }), outcome.wasm().map_or_else(Vec::new, Pieces::to_vec)))
}

/// `options` of a request.
fn options(request: &Value) -> Result<Options, Error> {
    let pairs = request["options"].as_array().map(Vec::as_slice).unwrap_or_default();
    Options::named(pairs.iter().filter_map(|pair| Some((pair[0].as_str()?, pair[1].as_str()))))
}

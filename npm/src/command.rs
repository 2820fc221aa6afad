//! What a request asks for.
//!
//! ```json
//! { "command": "fix" | "inspect" | "esm", "name": "plugin.wasm", "verbose": false, "graph": false, "options": [["init", "start"], ["gc", null]] }
//! ```

use serde_json::Value;
use serde_json::json;
use wasm_initfix::Error;
use wasm_initfix::Module;
use wasm_initfix::Options;
use wasm_initfix::Pieces;
use wasm_initfix::Spelling;
use wasm_initfix::report::brief;
use wasm_initfix::report::inspected;
use wasm_initfix::report::inspected::Inspected;
use wasm_initfix::report::inspected::Look;
use wasm_initfix::report::json as fixed_json;
use wasm_initfix::report::text;

#[cfg(feature = "full")]
use crate::esm;
#[cfg(feature = "full")]
use crate::graph;

/// The answer, and the module that comes out, which is empty if nothing changes.
pub fn run(wasm: &[u8], request: &[u8]) -> (Value, Vec<u8>) {
    match serde_json::from_slice(request).map_err(|_| None).and_then(|request| answer(wasm, &request).map_err(Some)) {
        Ok(done) => done,
        Err(error) => {
            let (kind, message) = match &error {
                Some(error) => (error.kind().keyword(), error.spelled(Spelling::JavaScript)),
                None => ("bug", "the request is no JSON".to_owned()),
            };
            (json!({ "error": { "kind": kind, "message": message } }), Vec::new())
        }
    }
}

fn answer(wasm: &[u8], request: &Value) -> Result<(Value, Vec<u8>), Error> {
    let name = request["name"].as_str().unwrap_or("the module");
    let options = || Options::named(pairs(request));
    match request["command"].as_str() {
        Some("inspect") => Ok((inspected(wasm, name, &options()?, request)?, Vec::new())),
        #[cfg(feature = "full")]
        Some("esm") => esm::written(wasm, name, pairs(request)),
        // The small engine is asked for nothing that it does not have.
        _ => fixed(wasm, name, &options()?, is_set(request, "verbose")),
    }
}

fn fixed(wasm: &[u8], name: &str, options: &Options, verbose: bool) -> Result<(Value, Vec<u8>), Error> {
    let outcome = wasm_initfix::fix(wasm, options)?;
    let text = text::report(name, &outcome, true, verbose);
    let report = fixed_json::report(&outcome);
    let brief = brief::brief(&outcome);
    Ok((json!({ "text": text, "report": report, "brief": brief }), outcome.wasm().map_or_else(Vec::new, Pieces::to_vec)))
}

fn inspected(wasm: &[u8], name: &str, options: &Options, request: &Value) -> Result<Value, Error> {
    let module = Module::parse_within(wasm, &options.bounds)?;
    let inspected = Inspected::of(&module, name.to_owned(), options)?;
    let text = inspected::text(&inspected, Look { all: is_set(request, "verbose"), ..Look::default() });
    let answer = json!({ "text": text, "report": inspected::json(&inspected) });
    #[cfg(feature = "full")]
    if is_set(request, "graph") {
        return graph::with_graph(answer, &module, &inspected, options);
    }
    Ok(answer)
}

fn is_set(request: &Value, name: &str) -> bool {
    request[name].as_bool().unwrap_or_default()
}

/// `options` of a request.
fn pairs(request: &Value) -> impl Iterator<Item = (&str, Option<&str>)> {
    let pairs = request["options"].as_array().map(Vec::as_slice).unwrap_or_default();
    pairs.iter().filter_map(|pair| Some((pair[0].as_str()?, pair[1].as_str())))
}

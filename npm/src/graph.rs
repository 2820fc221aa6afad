//! The picture of what constructors call.

use serde_json::Value;
use serde_json::json;
use wasm_initfix::Error;
use wasm_initfix::Module;
use wasm_initfix::Options;
use wasm_initfix::report::graph::Picture;
use wasm_initfix::report::inspected::Inspected;

/// An answer with the picture, which is null if the module has no initialiser.
pub fn with_graph(
    mut answer: Value,
    module: &Module,
    inspected: &Inspected,
    options: &Options,
) -> Result<Value, Error> {
    let picture = Picture::of(module, inspected, options)?;
    answer["graph"] = picture.map_or(Value::Null, |picture| {
        json!({ "svg": picture.svg(), "dot": picture.dot(), "mermaid": picture.mermaid(), "lines": picture.told() })
    });
    Ok(answer)
}

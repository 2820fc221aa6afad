//! JavaScript around a module.

use serde_json::Map;
use serde_json::Value;
use serde_json::json;
use wasm_initfix::Error;
use wasm_initfix::esm;
use wasm_initfix::esm::EsmBytes;
use wasm_initfix::esm::EsmOptions;

/// The answer, and the module that belongs to the files, if it is a file of its own.
pub fn written<'n>(
    wasm: &[u8],
    name: &str,
    given: impl IntoIterator<Item = (&'n str, Option<&'n str>)>,
) -> Result<(Value, Vec<u8>), Error> {
    let options = EsmOptions::named(name, given)?;
    let written = esm::esm(wasm, &options)?;
    let names: Vec<&String> = written.files.iter().map(|file| &file.name).collect();
    let report = json!({
        "found": written.facts.evidence.to_string(),
        "convention": written.facts.convention.keyword(),
        "files": names,
        "then": written.told,
        "warnings": written.said.warnings,
        "notes": written.said.notes,
    });
    // The module comes first, if it is there.
    let (module, scripts) = written.files.split_at(usize::from(options.bytes == EsmBytes::File));
    let texts: Map<String, Value> =
        scripts.iter().map(|file| (file.name.clone(), String::from_utf8_lossy(&file.content).into())).collect();
    let module = module.first().map_or_else(Vec::new, |file| file.content.clone());
    Ok((json!({ "report": report, "texts": texts, "skeleton": written.skeleton }), module))
}

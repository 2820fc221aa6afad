use std::env;
use std::error::Error;
use std::fs;
use std::path::Path;

use wasm_initfix::Options;
use wasm_initfix::hosts;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=plugin.wasm");
    let linked = fs::read("plugin.wasm")?;
    let options = Options::new().host(hosts::find("wasmtime-instantiate"));
    let outcome = wasm_initfix::fix(&linked, &options)?;
    for warning in outcome.warnings() {
        println!("cargo::warning=plugin.wasm: {warning}");
    }
    // Without pieces, there was nothing to change.
    let module = outcome.wasm().map_or_else(|| linked.clone(), |fixed| fixed.to_vec());
    fs::write(Path::new(&env::var("OUT_DIR")?).join("plugin.wasm"), module)?;
    Ok(())
}

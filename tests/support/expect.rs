//! What every case must come to.

use wasm_initfix::Error;
use wasm_initfix::Options;
use wasm_initfix::Outcome;
use wasm_initfix::Pieces;
use wasm_initfix::Spelling;

/// The outcome is the one that the case expects.
pub fn verdict(expect: &str, outcome: &Result<Outcome, Error>) -> Result<(), String> {
    let found = match outcome {
        Err(error) => format!("error {}", error.spelled(Spelling::CommandLine)),
        Ok(outcome) => {
            let word = if outcome.wasm().is_some() { "fixed" } else { "unchanged" };
            format!("{word} {} {}", outcome.init_after(), outcome.memory_after().keyword())
        }
    };
    same("the outcome", expect, &found)
}

/// The output is valid, comes out the same twice, and needs no further fixing.
pub fn sound(input: &[u8], options: &Options, outcome: &Outcome) -> Result<(), String> {
    let Some(output) = outcome.wasm().map(Pieces::to_vec) else {
        return Ok(());
    };
    wasmparser::Validator::new_with_features(wasmparser::WasmFeatures::all())
        .validate_all(&output)
        .map_err(|error| format!("the output is not valid: {error}"))?;
    let again = wasm_initfix::fix(input, options).map_err(|error| error.to_string())?;
    if again.wasm().map(Pieces::to_vec).as_ref() != Some(&output) {
        return Err("the same input gives other bytes the second time".to_owned());
    }
    // Under the names that options speak of.
    let output = wasm_initfix::with_old_names(input, &output, options).map_err(|error| error.to_string())?;
    let mut options = options.clone();
    options.rename_imports.clear();
    options.rename_exports.clear();
    match wasm_initfix::fix(&output, &options) {
        Ok(Outcome::Unchanged { .. }) => Ok(()),
        Ok(Outcome::Fixed(fixed)) => Err(format!("the output needs fixing again: {}", fixed.plan)),
        // A memory that has another name, or another number, is no longer the one that the options mean.
        Err(_) if options.which_memory.is_some() => Ok(()),
        Err(error) => Err(format!("the output is refused: {error}")),
    }
}

fn same(what: &str, expected: &str, found: &str) -> Result<(), String> {
    if expected == found {
        return Ok(());
    }
    Err(format!("{what} is not the one expected\n  expected: {expected}\n  found:    {found}"))
}

//! Linkers that call this program, which calls a linker: a script that is called `wasm-ld`, and comes first in `PATH`.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::path::PathBuf;

use super::program::PROGRAM;

/// The environment variable with the linkers that run around this one, which this program called.
pub(super) const VARIABLE: &str = "WASM_INITFIX_AROUND";

/// What to tell the linker in [`VARIABLE`], unless it is around this program already: both would call each other for ever.
pub(super) fn check(linker: &Path) -> Result<OsString, String> {
    let around = env::var_os(VARIABLE).unwrap_or_default();
    let own = fs::canonicalize(linker).unwrap_or_else(|_| linker.to_owned());
    let mut all: Vec<PathBuf> = env::split_paths(&around).collect();
    if all.contains(&own) {
        return Err(format!(
            "{}: this linker calls {PROGRAM}, which would call it for its linker again, and so on for ever; have it name the real one with \
             --linker=PATH",
            linker.display()
        ));
    }
    all.push(own);
    // A path that cannot stand in a list is not recognised.
    Ok(env::join_paths(all).unwrap_or(around))
}

//! Linkers that call this program, which calls a linker: a script that is called `wasm-ld`, and comes first in `PATH`.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::Path;

use super::program::PROGRAM;

/// The environment variable with the linkers that run around this one, which this program called.
pub(super) const VARIABLE: &str = "WASM_INITFIX_AROUND";

/// What to tell the linker in [`VARIABLE`], unless it is around this program already: paths, a line each. The two would most likely call
/// each other for ever.
pub(super) fn check(linker: &Path) -> Result<OsString, String> {
    let mut around = env::var_os(VARIABLE).unwrap_or_default();
    let own = fs::canonicalize(linker).unwrap_or_else(|_| linker.to_owned());
    let own = own.to_string_lossy().replace('\n', " ");
    if around.to_string_lossy().lines().any(|path| path == own) {
        return Err(format!(
            "{}: this linker calls {PROGRAM}, which calls it for its linker again; have it name the real one with --linker=PATH",
            linker.display()
        ));
    }
    around.push(own);
    around.push("\n");
    Ok(around)
}

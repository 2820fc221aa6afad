//! `wasm-component-ld`, which links components, and calls a linker for the module in them.

use std::path::Path;
use std::process::Command;
use std::process::ExitCode;

use super::arguments::LinkerLine;
use super::find::in_path;
use super::program::PROGRAM;
use super::program::code;
use crate::cli::io::explain;

const LINKER: &str = "wasm-component-ld";

/// Whether we are called by a name that ends like its own.
pub(super) fn is_meant(called: &Path) -> bool {
    called.file_stem().and_then(|name| name.to_str()).is_some_and(|name| name.ends_with(LINKER))
}

/// Calls it, with us in the place of wasm-ld: by the other name, beside this one.
pub(super) fn link(called: &Path, named: Option<&Path>, line: &LinkerLine) -> Result<ExitCode, String> {
    let linker = in_path(named.unwrap_or(Path::new(LINKER)));
    let linker = linker.ok_or_else(|| format!("no {LINKER} in PATH; name it with --initfix-linker=PATH"))?;
    let inner = called.with_file_name(PROGRAM).with_extension(std::env::consts::EXE_EXTENSION);
    let mut command = Command::new(&linker);
    let file = line.put(&mut command, None, &["--wasm-ld-path".into(), inner.into()])?;
    let status = command.status().map_err(|error| format!("{}: cannot run: {}", linker.display(), explain(&error)))?;
    drop(file);
    Ok(code(status))
}

//! `wasm-component-ld`, which links components, and calls a linker for the module in them.

use std::ffi::OsString;
use std::path::Path;
use std::process::Command;
use std::process::ExitCode;

use super::arguments::LinkerLine;
use super::arguments::OWN;
use super::find::in_path;
use super::program::PROGRAM;
use super::program::code;
use crate::cli::io::call;
use crate::cli::io::explain;
use crate::cli::response;

const LINKER: &str = "wasm-component-ld";

/// The environment variable with our own options for the linker of the module: wasm-component-ld knows none of them.
pub(super) const OPTIONS: &str = "WASM_INITFIX_OPTIONS";

/// Whether we are called by a name that ends like its own.
pub(super) fn is_meant(called: &Path) -> bool {
    called.file_stem().and_then(|name| name.to_str()).is_some_and(|name| name.ends_with(LINKER))
}

/// Calls it, with us in the place of wasm-ld: by the other name, beside this one.
pub(super) fn link(called: &Path, named: Option<&Path>, mut line: LinkerLine) -> Result<ExitCode, String> {
    let linker = in_path(named.unwrap_or(Path::new(LINKER)));
    let linker = linker.ok_or_else(|| format!("no {LINKER} in PATH; name it with --linker=PATH"))?;
    let inner = called.with_file_name(PROGRAM).with_extension(std::env::consts::EXE_EXTENSION);
    let mut command = Command::new(&linker);
    command.env(OPTIONS, options(&mut line));
    let file = line.put(&mut command, None, &["--wasm-ld-path".into(), inner.into()])?;
    let status =
        call(&mut command).map_err(|error| format!("{}: cannot run: {}", linker.display(), explain(&error)))?;
    drop(file);
    Ok(code(status))
}

/// Our options but for the linker, which is wasm-component-ld here. For the module, clang or the user may name another.
fn options(line: &mut LinkerLine) -> OsString {
    let named = format!("{OWN}linker=");
    let is_linker = |word: &OsString| word.as_encoded_bytes().starts_with(named.as_bytes());
    let mut options: Vec<OsString> = line.own_as_written().filter(|word| !is_linker(word)).collect();
    if let Some(linker) = line.take_value("--wasm-ld-path") {
        let mut option = OsString::from(named);
        option.push(linker);
        options.push(option);
    }
    response::joined(&options)
}

//! Where the linker is.

use std::cmp::Reverse;
use std::env;
use std::fs;
use std::path::Path;
use std::path::PathBuf;

use crate::cli::io::explain;

/// The linker that is named, or that of the compiler that calls, or the best in `PATH`. rustc's own comes first for rustc, which has it
/// in `PATH` then: another may be older than what compiled.
pub(super) fn linker(
    named: Option<&Path>,
    callers: Option<PathBuf>,
    for_rustc: bool,
    own: &Path,
) -> Result<PathBuf, String> {
    if let Some(named) = named {
        return match in_path(named) {
            Some(path) if is_self(&path, own) => Err(format!("{}: that is this program", named.display())),
            Some(path) => Ok(path),
            None => Err(format!("{}: no such linker", named.display())),
        };
    }
    if let Some(linker) = callers {
        return Ok(linker);
    }
    let known = if for_rustc { ["rust-lld", "wasm-ld"] } else { ["wasm-ld", "rust-lld"] };
    let [first, last] = known.map(|name| in_path(Path::new(name)).filter(|path| !is_self(path, own)));
    first
        .or_else(|| versioned(own).map_err(|error| error.to_string()).ok().flatten())
        .or(last)
        .ok_or_else(|| "no wasm-ld and no rust-lld in PATH; name the linker with --linker=PATH".to_owned())
}

/// Whether it links anything, and has to be told what.
pub(super) fn is_generic(linker: &Path) -> bool {
    linker.file_stem().is_some_and(|name| name == "rust-lld" || name == "lld")
}

/// A program: the path itself, or where `PATH` has a bare name.
pub(in crate::cli) fn in_path(program: &Path) -> Option<PathBuf> {
    if program.components().count() > 1 {
        return is_program(program).then(|| program.to_owned());
    }
    folders().into_iter().map(|folder| folder.join(program)).flat_map(with_suffix).find(|path| is_program(path))
}

fn with_suffix(path: PathBuf) -> impl Iterator<Item = PathBuf> {
    let mut named = path.clone().into_os_string();
    named.push(env::consts::EXE_SUFFIX);
    [path, named.into()].into_iter()
}

#[cfg(unix)]
fn is_program(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(path).is_ok_and(|metadata| metadata.is_file() && metadata.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_program(path: &Path) -> bool {
    path.is_file()
}

/// The `wasm-ld-N` of the greatest N, as Debian names them.
fn versioned(own: &Path) -> Result<Option<PathBuf>, String> {
    let version = |path: &PathBuf| path.file_name()?.to_str()?.strip_prefix("wasm-ld-")?.parse::<u32>().ok();
    let mut found = Vec::new();
    for (place, folder) in folders().into_iter().enumerate() {
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        for entry in entries {
            let path = entry.map_err(|error| format!("{}: {}", folder.display(), explain(&error)))?.path();
            found.extend(version(&path).map(|version| (version, Reverse(place), path)));
        }
    }
    found.retain(|(.., path)| is_program(path) && !is_self(path, own));
    Ok(found.into_iter().max().map(|(.., path)| path))
}

/// An empty entry is most often left by a variable that is not set. It does not mean the current folder here, which may hold programs
/// of others.
fn folders() -> Vec<PathBuf> {
    let is_named = |folder: &PathBuf| !folder.as_os_str().is_empty();
    env::var_os("PATH").map(|path| env::split_paths(&path).filter(is_named).collect()).unwrap_or_default()
}

/// Whether it is this program, or a link to it; `own`: what was started, and has started us.
pub(super) fn is_self(path: &Path, own: &Path) -> bool {
    let Ok(path) = fs::canonicalize(path) else { return false };
    path == own || env::current_exe().and_then(fs::canonicalize).is_ok_and(|main| main == path)
}

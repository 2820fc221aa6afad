//! clang, where rustc has it link: it calls us for its linker.

use std::ffi::OsStr;
use std::ffi::OsString;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::ExitCode;

use super::arguments::OWN;
use super::find::in_path;
use super::find::is_self;
use super::program::COMPONENT;
use super::program::DRIVER;
use super::program::PROGRAM;
use super::program::code;
use crate::cli::io::TemporaryFolder;
use crate::cli::io::call;
use crate::cli::io::explain;
use crate::cli::response;
use crate::cli::response::Quoting;

/// Whether we are called by the name that stands for clang.
pub(super) fn is_meant(called: &Path) -> bool {
    called.file_stem().is_some_and(|name| name == DRIVER)
}

/// Calls clang with one of our other names, which lie beside this one, in the place of its linker.
pub(super) fn link(
    called: &Path,
    named: Option<&Path>,
    words: &[OsString],
    program: &Path,
) -> Result<ExitCode, String> {
    let named = named.ok_or_else(|| format!("{DRIVER}: name clang with {OWN}linker=PATH beside it"))?;
    let clang = in_path(named).ok_or_else(|| format!("{}: no such linker", named.display()))?;
    let expanded = response::expand(words.iter().cloned(), Quoting::NATIVE)?;
    let is_own = |word: &OsString| word.as_encoded_bytes().starts_with(OWN.as_bytes());
    // clang reads files of words itself, but a pipe only once of the two times that it is called. Nor does it know our options in a file, where
    // rustc puts all words if they are many.
    let in_file = expanded.from_pipes || (expanded.from_files && expanded.arguments.iter().any(is_own));
    let words = if in_file { &expanded.arguments } else { words };
    // The user may have named us.
    let linker = linker_of(&clang, words).filter(|linker| !is_self(linker, program));
    let makes_components = linker.as_deref().and_then(Path::file_stem).is_some_and(|name| name == "wasm-component-ld");
    let own = called.with_file_name(if makes_components { COMPONENT } else { PROGRAM });
    let mut command = Command::new(&clang);
    // rustc's `-C link-arg` gives our options to clang, which knows none of them.
    let words = words.iter().flat_map(|word| is_own(word).then(|| "-Xlinker".into()).into_iter().chain([word.clone()]));
    let file = put(&mut command, words.collect(), in_file)?;
    command.arg(joined("-fuse-ld=", own.with_extension(std::env::consts::EXE_EXTENSION).as_os_str()));
    if let Some(linker) = linker {
        command.arg("-Xlinker").arg(joined(&format!("{OWN}linker="), linker.as_os_str()));
    }
    let status = call(&mut command).map_err(|error| format!("{}: cannot run: {}", clang.display(), explain(&error)))?;
    drop(file);
    Ok(code(status))
}

/// Gives clang its words: in a response file if they came from one, and may be longer than a command line. The caller keeps its folder while
/// the command runs.
fn put(command: &mut Command, words: Vec<OsString>, in_file: bool) -> Result<Option<TemporaryFolder>, String> {
    if !in_file {
        command.args(words);
        return Ok(None);
    }
    let written = response::write(&words);
    let (folder, file) = written.map_err(|error| format!("cannot write a response file: {}", explain(&error)))?;
    command.arg("--rsp-quoting=posix").arg(joined("@", file.as_os_str()));
    Ok(Some(folder))
}

/// The linker that clang would call: its last command under `-###`. Without one, clang says what is wrong when it runs.
fn linker_of(clang: &Path, words: &[OsString]) -> Option<PathBuf> {
    let is_own = |word: &&OsString| word.as_encoded_bytes().starts_with(OWN.as_bytes());
    let words = words.iter().filter(|word| !is_own(word));
    let output = Command::new(clang).args(words).arg("-###").output().ok()?;
    let said = output.stderr.split(|byte| *byte == b'\n').rfind(|line| line.starts_with(b" \""))?;
    response::first_word(said).map(PathBuf::from)
}

fn joined(option: &str, value: &OsStr) -> OsString {
    let mut word = OsString::from(option);
    word.push(value);
    word
}

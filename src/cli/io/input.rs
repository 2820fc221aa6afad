//! Modules that are read.

use std::fs;
use std::fs::File;
use std::fs::Metadata;
use std::fs::Permissions;
use std::io;
use std::io::Read;
use std::path::Path;

use super::describe::explain;
use super::describe::is_dash;
#[cfg(unix)]
use super::map;
use crate::bounds::Bound;
use crate::bounds::Bounds;
use crate::foreign;

/// What was read.
pub(in crate::cli) struct Input {
    bytes: Bytes,
    /// Whether it was translated from text.
    pub is_text: bool,
    /// The file that it lies in as it is, if it is large enough to be copied from there.
    pub(super) source: Option<FileRead>,
    /// The file's mode, which the output gets; standard input has none, and that of a pipe or a device means nothing.
    pub(super) permissions: Option<Permissions>,
}

/// What the file holds, which may be no module.
enum Bytes {
    Read(Vec<u8>),
    #[cfg(unix)]
    Mapped(map::Map),
}

/// A file that is read, and how it was before that.
pub(super) struct FileRead {
    file: File,
    before: Metadata,
}

impl Input {
    pub(in crate::cli) fn wasm(&self) -> &[u8] {
        match &self.bytes {
            Bytes::Read(bytes) => bytes,
            #[cfg(unix)]
            Bytes::Mapped(map) => map,
        }
    }
}

/// Reads the one file that the process works on, or standard input for `-`. Text is translated.
///
/// A large file is mapped. If it becomes shorter meanwhile, the process ends.
pub(in crate::cli) fn read(path: &Path, bounds: &Bounds) -> Result<Input, String> {
    read_as(path, bounds, contents)
}

/// The same for a file that is one of several: it is read into memory, so that it can end no more than what is done to itself. That
/// takes as much memory as it is long, and the time to copy it there.
pub(in crate::cli) fn read_whole(path: &Path, bounds: &Bounds) -> Result<Input, String> {
    read_as(path, bounds, |file, _, bounds| Ok((Bytes::Read(all(file, bounds)?), None)))
}

/// Reads what is no module, like settings, if it has no more than so many MiB.
pub(in crate::cli) fn read_other(path: &Path, mebibytes: u64) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let most = mebibytes << 20;
    let read = File::open(path).and_then(|file| file.take(most + 1).read_to_end(&mut bytes));
    read.map_err(|error| explain(&error))?;
    if bytes.len() as u64 > most {
        return Err(format!("more than {mebibytes} MiB"));
    }
    Ok(bytes)
}

/// What a file holds, and where it can be copied from.
type Held = (Bytes, Option<FileRead>);

fn read_as(
    path: &Path,
    bounds: &Bounds,
    contents: impl Fn(File, &Path, &Bounds) -> Result<Held, String>,
) -> Result<Input, String> {
    if is_dash(path) {
        return translated(Bytes::Read(stream(io::stdin().lock(), bounds)?), None, None);
    }
    let metadata = fs::metadata(path).map_err(|error| explain(&error))?;
    if metadata.is_dir() {
        return Err("a folder; give a linked module".to_owned());
    }
    let file = File::open(path).map_err(|error| explain(&error))?;
    if !metadata.is_file() {
        return translated(Bytes::Read(stream(file, bounds)?), None, None);
    }
    let permissions = Some(metadata.permissions());
    let (bytes, source) = contents(file, path, bounds)?;
    translated(bytes, source, permissions)
}

/// Maps a file that is worth it, and reads others.
#[cfg(unix)]
fn contents(file: File, path: &Path, bounds: &Bounds) -> Result<Held, String> {
    /// In bytes. Reading less than this takes no longer.
    const LARGE: u64 = 256 * 1024;
    let before = file.metadata().map_err(|error| explain(&error))?;
    if before.len() < LARGE || before.len() > bounds.get(Bound::InputBytes) {
        return Ok((Bytes::Read(all(file, bounds)?), None));
    }
    match map::map(&file, path) {
        Ok(map) => Ok((Bytes::Mapped(map), Some(FileRead { file, before }))),
        // Not every file system has it.
        Err(_) => Ok((Bytes::Read(all(file, bounds)?), None)),
    }
}

/// Where a file that is mapped cannot be replaced, nothing is mapped.
#[cfg(not(unix))]
fn contents(file: File, _: &Path, bounds: &Bounds) -> Result<Held, String> {
    Ok((Bytes::Read(all(file, bounds)?), None))
}

/// All of a regular file, as it was at one time.
fn all(file: File, bounds: &Bounds) -> Result<Vec<u8>, String> {
    let before = file.metadata().map_err(|error| explain(&error))?;
    let most = bounds.get(Bound::InputBytes);
    let mut bytes = Vec::new();
    if before.len() <= most {
        up_to(most.saturating_add(1), &file, &mut bytes)?;
    }
    if before.len().max(bytes.len() as u64) > most {
        return Err(too_large(bounds));
    }
    let read = FileRead { file, before };
    if read.has_changed() { Err("the file changed while it was read".to_owned()) } else { Ok(bytes) }
}

/// All of a pipe or a device, if it begins as a module does. Of anything else, as much as it takes to say what it is: it may have no end. Nor
/// may the white space that a text can begin with.
fn stream(mut from: impl Read, bounds: &Bounds) -> Result<Vec<u8>, String> {
    /// In bytes: what most kinds of files are known by.
    const BEGINNING: u64 = 8 << 10;
    /// What an archive is not longer than if its members are counted, and white space before a text.
    const OTHER: u64 = OTHER_MEBIBYTES << 20;
    const OTHER_MEBIBYTES: u64 = 16;
    let most = bounds.get(Bound::InputBytes).saturating_add(1);
    let mut bytes = Vec::new();
    up_to(BEGINNING.min(most), &mut from, &mut bytes)?;
    if is_white(&bytes) {
        up_to(OTHER.min(most), &mut from, &mut bytes)?;
        if bytes.len() as u64 == OTHER && is_white(&bytes) {
            return Err(format!("not a WebAssembly module: the first {OTHER_MEBIBYTES} MiB are white space"));
        }
    }
    if may_be_module(&bytes) {
        up_to(most, &mut from, &mut bytes)?;
    } else if foreign::needs_more(&bytes) {
        up_to(OTHER.min(most), &mut from, &mut bytes)?;
    }
    if bytes.len() as u64 == most { Err(too_large(bounds)) } else { Ok(bytes) }
}

/// Reads on until there are so many bytes, or no more.
fn up_to(total: u64, from: impl Read, bytes: &mut Vec<u8>) -> Result<(), String> {
    let more = total.saturating_sub(bytes.len() as u64);
    from.take(more).read_to_end(bytes).map(drop).map_err(|error| explain(&error))
}

fn too_large(bounds: &Bounds) -> String {
    format!("too many bytes to read: {}", bounds.advice(Bound::InputBytes))
}

/// Whether a module may begin like this: in binary, or as text.
fn may_be_module(beginning: &[u8]) -> bool {
    beginning.starts_with(b"\0asm") || is_text(beginning)
}

/// Whether a text may follow.
fn is_white(beginning: &[u8]) -> bool {
    without_bom(beginning).trim_ascii_start().is_empty()
}

fn translated(bytes: Bytes, source: Option<FileRead>, permissions: Option<Permissions>) -> Result<Input, String> {
    let input = Input { bytes, is_text: false, source, permissions };
    if !is_text(input.wasm()) {
        return Ok(input);
    }
    // What is text must not change while it is taken for UTF-8.
    let text = input.wasm().to_vec();
    let wasm = translate(without_bom(&text))?;
    Ok(Input { bytes: Bytes::Read(wasm), is_text: true, source: None, permissions: input.permissions })
}

/// Whether this is WAT: every text module begins with a parenthesis, if not with a comment.
fn is_text(bytes: &[u8]) -> bool {
    let text = without_bom(bytes).trim_ascii_start();
    text.starts_with(b"(") || text.starts_with(b";;")
}

/// Some editors begin UTF-8 files with a byte order mark, which wat does not know.
fn without_bom(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)
}

fn translate(bytes: &[u8]) -> Result<Vec<u8>, String> {
    match wat::parse_bytes(bytes) {
        Ok(wasm) => Ok(wasm.into_owned()),
        Err(error) => Err(on_one_line(&error.to_string())),
    }
}

/// wat shows the fault under its message, with ` --> FILE:LINE:COLUMN` between them.
fn on_one_line(shown: &str) -> String {
    let mut lines = shown.lines();
    let message = lines.next().unwrap_or_default();
    let place = lines.find_map(|line| line.trim().strip_prefix("--> "));
    let mut numbers = place.unwrap_or_default().rsplit(':');
    match (numbers.next(), numbers.next()) {
        (Some(column), Some(line)) => format!("invalid text module: line {line}, column {column}: {message}"),
        _ => format!("invalid text module: {message}"),
    }
}

impl FileRead {
    /// Whether the file was written to since then.
    pub(super) fn has_changed(&self) -> bool {
        let Ok(now) = self.file.metadata() else {
            return true;
        };
        now.len() != self.before.len() || now.modified().ok() != self.before.modified().ok()
    }

    /// Reads what lies at an offset.
    #[cfg(unix)]
    pub(super) fn read_at(&self, bytes: &mut [u8], offset: usize) -> io::Result<()> {
        use std::os::unix::fs::FileExt;

        self.file.read_exact_at(bytes, offset as u64).map_err(|error| match error.kind() {
            io::ErrorKind::UnexpectedEof => changed(),
            _ => error,
        })
    }

    /// There is no source where nothing is mapped.
    #[cfg(not(unix))]
    pub(super) fn read_at(&self, _: &mut [u8], _: usize) -> io::Result<()> {
        Err(changed())
    }
}

pub(super) fn changed() -> io::Error {
    io::Error::other("the input changed while it was read")
}

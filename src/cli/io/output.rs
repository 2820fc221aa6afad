//! Modules that are written.

use std::fs;
use std::fs::File;
use std::fs::OpenOptions;
use std::fs::Permissions;
use std::io;
use std::io::IsTerminal;
use std::io::Write;
use std::ops::Range;
use std::path::Path;
use std::path::PathBuf;

use super::Input;
use super::explain;
use super::input::Source;
use super::input::changed;
use super::is_dash;
use super::temporary::Temporary;
use crate::pieces::Piece;
use crate::pieces::Pieces;

/// Where the output goes.
pub(in crate::cli) enum Output {
    Stdout,
    File(PathBuf),
}

impl Output {
    /// Checks what can be checked before any work is done.
    pub(in crate::cli) fn open(path: &Path, json: bool) -> Result<Self, String> {
        if !is_dash(path) {
            return Ok(Self::File(path.to_owned()));
        }
        if json {
            return Err("-o - and --report=json both want standard output; give the module a file".to_owned());
        }
        if io::stdout().is_terminal() {
            return Err("-o -: a module is not for a terminal; give it a file or a pipe".to_owned());
        }
        Ok(Self::Stdout)
    }

    /// Whether this is the input file.
    pub(in crate::cli) fn is(&self, input: &Path) -> bool {
        let Self::File(path) = self else {
            return false;
        };
        match (fs::canonicalize(path), fs::canonicalize(input)) {
            (Ok(output), Ok(input)) => output == input,
            _ => false,
        }
    }

    /// Writes a module that is made of pieces of the input.
    pub(in crate::cli) fn write(&self, wasm: &Pieces, input: &Input) -> Result<(), String> {
        let (written, name) = match self {
            Self::Stdout => (write_stdout(wasm), "standard output".into()),
            Self::File(path) => (write_file(path, wasm, input), path.display().to_string()),
        };
        written.map_err(|error| cannot_write(&name, &error))
    }
}

/// What to say of a file that cannot be written.
pub(in crate::cli) fn cannot_write(name: &str, error: &io::Error) -> String {
    match error.kind() {
        // The file itself need not be there.
        io::ErrorKind::NotFound => format!("{name}: cannot write: no such folder"),
        _ => format!("{name}: cannot write: {}", explain(error)),
    }
}

fn write_stdout(wasm: &Pieces) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    for slice in wasm.slices() {
        stdout.write_all(slice)?;
    }
    stdout.flush()
}

/// The file appears by rename in its own folder, so that it is there whole or not at all, and may be the input. A link is
/// followed; what is no regular file (`/dev/null`, a pipe) is written to and never replaced.
fn write_file(path: &Path, wasm: &Pieces, input: &Input) -> io::Result<()> {
    let written = Written::at(path, input.permissions.as_ref(), |file| write_pieces(file, wasm, input))?;
    if input.source.as_ref().is_some_and(|source| source.has_changed()) {
        return Err(changed());
    }
    written.persist()
}

/// A file that is written, and has yet to be given its place.
pub(in crate::cli) enum Written {
    Regular(Temporary, PathBuf),
    /// What is no regular file cannot wait.
    Special,
}

impl Written {
    pub(in crate::cli) fn at(
        path: &Path,
        permissions: Option<&Permissions>,
        write: impl FnOnce(&File) -> io::Result<()>,
    ) -> io::Result<Self> {
        let target = fs::canonicalize(path).or_else(|_| new_target(path)).unwrap_or_else(|_| path.to_owned());
        if fs::metadata(&target).is_ok_and(|metadata| !metadata.is_file() && !metadata.is_dir()) {
            write(&OpenOptions::new().write(true).open(&target)?)?;
            return Ok(Self::Special);
        }
        let temporary = Temporary::create(folder(&target))?;
        write(temporary.file())?;
        if let Some(permissions) = permissions {
            temporary.file().set_permissions(permissions.clone())?;
        }
        Ok(Self::Regular(temporary, target))
    }

    pub(in crate::cli) fn persist(self) -> io::Result<()> {
        match self {
            Self::Regular(temporary, target) => temporary.persist(&target),
            Self::Special => Ok(()),
        }
    }
}

/// Where a link leads whose target is not there yet.
fn new_target(link: &Path) -> io::Result<PathBuf> {
    fs::read_link(link).map(|target| folder(link).join(target))
}

fn folder(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    }
}

/// What is kept is read again and not taken from the map: writing memory that was not looked at before would bring it in
/// page by page, which takes longer, and as would `copy_file_range` between places that are not aligned alike.
fn write_pieces(file: &File, wasm: &Pieces, input: &Input) -> io::Result<()> {
    let mut memory = vec![0; BLOCK + PAGE];
    let block = block_in(&mut memory, wasm.len());
    let mut out = Blocks { file, block, filled: 0 };
    for (piece, slice) in wasm.pieces().iter().zip(wasm.slices()) {
        match (piece, &input.source) {
            (Piece::Kept(range), Some(source)) => out.copy(source, range)?,
            _ => out.write(slice)?,
        }
    }
    out.flush()
}

/// In bytes. As much as `cp` of GNU coreutils 9 reads and writes at once (its `ioblksize.h`).
const BLOCK: usize = 256 * 1024;

const PAGE: usize = 4096;

/// The place in memory for a block, in the middle of a page. What is kept has mostly moved by a few bytes, and a processor
/// copies three times slower to an address that is a few bytes off the one that it comes from, but for whole pages: it takes
/// what it is to read for what it has just written (Intel's optimisation manual calls that 4K aliasing).
fn block_in(memory: &mut [u8], most: usize) -> &mut [u8] {
    let middle = (PAGE / 2).wrapping_sub(memory.as_ptr().addr()) % PAGE;
    &mut memory[middle..][..BLOCK.min(most)]
}

/// Writes whole blocks, each of which begins at a multiple of its size.
struct Blocks<'a> {
    file: &'a File,
    block: &'a mut [u8],
    filled: usize,
}

impl Blocks<'_> {
    fn write(&mut self, mut bytes: &[u8]) -> io::Result<()> {
        while !bytes.is_empty() {
            let free = &mut self.block[self.filled..];
            let (now, later) = bytes.split_at(free.len().min(bytes.len()));
            free[..now.len()].copy_from_slice(now);
            bytes = later;
            self.fill(now.len())?;
        }
        Ok(())
    }

    fn copy(&mut self, source: &Source, range: &Range<usize>) -> io::Result<()> {
        let mut at = range.start;
        while at < range.end {
            let free = &mut self.block[self.filled..];
            let length = free.len().min(range.end - at);
            source.read_at(&mut free[..length], at)?;
            at += length;
            self.fill(length)?;
        }
        Ok(())
    }

    fn fill(&mut self, bytes: usize) -> io::Result<()> {
        self.filled += bytes;
        if self.filled < self.block.len() { Ok(()) } else { self.flush() }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.write_all(&self.block[..self.filled])?;
        self.filled = 0;
        Ok(())
    }
}

//! Modules that are written.

use std::fs::File;
use std::fs::Metadata;
use std::fs::OpenOptions;
use std::fs::Permissions;
use std::io;
use std::io::IsTerminal;
use std::io::Write;
use std::ops::Range;
use std::path::Path;
use std::path::PathBuf;

use super::describe::explain;
use super::describe::is_dash;
use super::describe::shown;
use super::input::FileRead;
use super::input::Input;
use super::input::changed;
use super::place::Destination;
use super::place::folder;
use super::place::is_same;
use super::place::is_standard_output;
use super::standard::standard_output;
use super::temporary;
use super::temporary::Temporary;
use crate::cli::words::READER_IS_GONE;
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
        let output = if is_dash(path) { Self::Stdout } else { Self::at(path)? };
        if json && is_standard_output(path) {
            let path = path.display();
            return Err(format!("-o {path} and --report=json both want standard output; give the module a file"));
        }
        if matches!(output, Self::File(_)) {
            return Ok(output);
        }
        let stdout = standard_output().map_err(|error| cannot_write("standard output", &error))?;
        if stdout.is_terminal() {
            return Err("-o -: a module is not for a terminal; give it a file or a pipe".to_owned());
        }
        Ok(output)
    }

    /// Where a linker's output goes. It may be a terminal for `--version`, which writes none.
    pub(in crate::cli) fn of_linker(path: &Path) -> Result<Self, String> {
        if is_dash(path) { Ok(Self::Stdout) } else { Self::at(path) }
    }

    fn at(path: &Path) -> Result<Self, String> {
        match Destination::of(path) {
            Ok(_) => Ok(Self::File(path.to_owned())),
            Err(error) => Err(cannot_write(&shown(path), &error)),
        }
    }

    /// The folder of a regular file, or of what will be one; links are followed.
    pub(in crate::cli) fn folder(&self) -> Option<PathBuf> {
        match self {
            Self::File(path) => match Destination::of(path) {
                Ok(Destination::File(target, _)) => Some(folder(&target).to_owned()),
                _ => None,
            },
            Self::Stdout => None,
        }
    }

    /// The file as it is named.
    pub(in crate::cli) fn path(&self) -> Option<&Path> {
        match self {
            Self::Stdout => None,
            Self::File(path) => Some(path),
        }
    }

    /// Whether this is the input file.
    pub(in crate::cli) fn is(&self, input: &Path) -> bool {
        let Self::File(path) = self else {
            return false;
        };
        is_same(path, input)
    }

    /// Writes a module that is made of pieces of the input.
    pub(in crate::cli) fn write(&self, wasm: &Pieces, input: &Input) -> Result<Written, String> {
        let (written, name) = match self {
            Self::Stdout => (write_stdout(wasm, input), "standard output".into()),
            Self::File(path) => (write_file(path, wasm, input), path.display().to_string()),
        };
        written.map_err(|error| match (self, error.kind()) {
            (Self::Stdout, io::ErrorKind::BrokenPipe) => READER_IS_GONE.to_owned(),
            _ => cannot_write(&name, &error),
        })
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

fn write_stdout(wasm: &Pieces, input: &Input) -> io::Result<Written> {
    let mut stdout = standard_output()?;
    write_pieces(&mut stdout, wasm, input)?;
    stdout.flush()?;
    Ok(Written::Special)
}

/// The file appears by rename in its own folder, so that it is there whole or not at all, and may be the input. A link is
/// followed; what is no regular file (`/dev/null`, a pipe) is written to and never replaced.
fn write_file(path: &Path, wasm: &Pieces, input: &Input) -> io::Result<Written> {
    Written::at(path, input.permissions.as_ref(), |file| write_pieces(file, wasm, input))
}

/// A file that is written, but not in its place yet.
pub(in crate::cli) enum Written {
    Regular(Temporary, PathBuf),
    /// A pipe or a device, which takes what is written at once.
    Special,
}

impl Written {
    /// `for_new` is the mode of a file that is not there yet; one that is there keeps its own.
    pub(in crate::cli) fn at(
        path: &Path,
        for_new: Option<&Permissions>,
        write: impl FnOnce(&File) -> io::Result<()>,
    ) -> io::Result<Self> {
        let Destination::File(target, old) = Destination::of(path)? else {
            write(&OpenOptions::new().write(true).open(path)?)?;
            return Ok(Self::Special);
        };
        let temporary = Temporary::create(folder(&target))?;
        write(temporary.file())?;
        if let Some(mode) = mode(temporary.file(), old.as_ref(), for_new)? {
            temporary.file().set_permissions(mode)?;
        }
        Ok(Self::Regular(temporary, target))
    }
}

/// The mode of a file that takes the place of an old one. The bits by which a program runs as its owner or group mean the old
/// file's owner and group, and are for no other.
#[cfg(unix)]
fn mode(file: &File, old: Option<&Metadata>, for_new: Option<&Permissions>) -> io::Result<Option<Permissions>> {
    use std::os::unix::fs::MetadataExt;
    use std::os::unix::fs::PermissionsExt;

    const WITHOUT_THESE: u32 = 0o777;
    let plain = |permissions: &Permissions| Permissions::from_mode(permissions.mode() & WITHOUT_THESE);
    let Some(old) = old else {
        return Ok(for_new.map(plain));
    };
    let new = file.metadata()?;
    let is_by_the_same = (new.uid(), new.gid()) == (old.uid(), old.gid());
    Ok(Some(if is_by_the_same { old.permissions() } else { plain(&old.permissions()) }))
}

/// WASI has no modes.
#[cfg(target_os = "wasi")]
fn mode(_: &File, _: Option<&Metadata>, _: Option<&Permissions>) -> io::Result<Option<Permissions>> {
    Ok(None)
}

#[cfg(not(any(unix, target_os = "wasi")))]
fn mode(_: &File, old: Option<&Metadata>, for_new: Option<&Permissions>) -> io::Result<Option<Permissions>> {
    Ok(old.map(Metadata::permissions).or(for_new.cloned()))
}

/// Gives what was written its places, all at once.
pub(in crate::cli) fn persist(written: impl IntoIterator<Item = Written>) -> Result<(), String> {
    let files = written.into_iter().filter_map(|written| match written {
        Written::Regular(temporary, target) => Some((temporary, target)),
        Written::Special => None,
    });
    temporary::persist(files.collect()).map_err(|failed| {
        let astray = failed.astray.iter().map(|(target, kept)| match kept {
            Some(kept) => format!("; {} could not be put back, and what it held is in {}", shown(target), shown(kept)),
            None => format!("; {}, which is new, could not be removed again", shown(target)),
        });
        cannot_write(&shown(&failed.target), &failed.error) + &astray.collect::<String>()
    })
}

/// What is kept is read again and not taken from the map: writing memory that was not looked at before would bring it in
/// page by page, which takes longer. So would `copy_file_range` between places that are not aligned alike.
fn write_pieces(file: impl Write, wasm: &Pieces, input: &Input) -> io::Result<()> {
    let mut memory = vec![0; BLOCK + PAGE];
    let block = block_in(&mut memory, wasm.len());
    let mut out = Blocks { file, block, filled: 0 };
    // Pieces of another module, which was made of this one, do not lie in its file.
    let is_there = |range: &Range<usize>, slice: &[u8]| {
        input.wasm().get(range.clone()).is_some_and(|there| std::ptr::eq(there, slice))
    };
    for (piece, slice) in wasm.pieces().iter().zip(wasm.slices()) {
        match (piece, &input.source) {
            (Piece::Kept(range), Some(source)) if is_there(range, slice) => out.copy(source, range)?,
            _ => out.write(slice)?,
        }
    }
    out.flush()?;
    match &input.source {
        Some(source) if source.has_changed() => Err(changed()),
        _ => Ok(()),
    }
}

/// In bytes. As much as `cp` of GNU coreutils 9 reads and writes at once (its `ioblksize.h`).
const BLOCK: usize = 256 * 1024;

const PAGE: usize = 4096;

/// The place in memory for a block, in the middle of a page. What is kept has mostly moved by a few bytes, and a processor
/// copies three times slower to an address that is a few bytes off the one that it comes from, but for whole pages: it
/// confuses what it reads with what it has just written (Intel's optimisation manual calls that 4K aliasing).
fn block_in(memory: &mut [u8], most: usize) -> &mut [u8] {
    let middle = (PAGE / 2).wrapping_sub(memory.as_ptr().addr()) % PAGE;
    &mut memory[middle..][..BLOCK.min(most)]
}

/// Writes whole blocks. Each begins at a multiple of its size.
struct Blocks<'a, W> {
    file: W,
    block: &'a mut [u8],
    filled: usize,
}

impl<W: Write> Blocks<'_, W> {
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

    fn copy(&mut self, source: &FileRead, range: &Range<usize>) -> io::Result<()> {
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

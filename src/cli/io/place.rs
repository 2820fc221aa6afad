//! Where a path leads.

use std::fs;
use std::fs::Metadata;
use std::io;
use std::path::Component;
use std::path::Path;
use std::path::PathBuf;
use std::path::is_separator;

use super::describe::is_dash;
use super::standard::OUTPUT;
use super::standard::closed;
use super::standard::is_closed;

/// What can be written to under a path.
pub(super) enum Destination {
    /// A regular file, behind all links, and how it is now if it is there.
    File(PathBuf, Option<Metadata>),
    /// A pipe or a device.
    Special,
}

impl Destination {
    /// Finds it. Folders, circles of links, and names like `file/` are errors.
    pub(super) fn of(path: &Path) -> io::Result<Self> {
        if names(path).any(|name| descriptor(&name).is_some_and(is_closed)) {
            return Err(closed());
        }
        match fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() => Err(io::ErrorKind::IsADirectory.into()),
            Ok(metadata) if !metadata.is_file() => Ok(Self::Special),
            Ok(metadata) => Ok(Self::File(target(path), Some(metadata))),
            Err(error) if error.kind() == io::ErrorKind::NotFound && !means_folder(&followed(path)) => {
                Ok(Self::File(new_file(&followed(path)), None))
            }
            Err(error) => Err(error),
        }
    }
}

/// Where the system makes a file that is not there yet. In a folder that is not there it makes none, whatever the next part of the path is:
/// `no/../file` is no name for `file`.
fn new_file(path: &Path) -> PathBuf {
    match (fs::canonicalize(folder(path)), path.file_name()) {
        (Ok(folder), Some(name)) => folder.join(name),
        _ => path.to_owned(),
    }
}

/// Whether a path can only be that of a folder, because of what it ends with.
fn means_folder(path: &Path) -> bool {
    let shown = path.to_string_lossy();
    path.file_name().is_none() || shown.strip_suffix('.').unwrap_or(&shown).ends_with(is_separator)
}

/// Whether two paths mean one file. What is no regular file, like `/dev/null`, may be written to twice.
pub(in crate::cli) fn is_same(one: &Path, other: &Path) -> bool {
    let special = fs::metadata(one).is_ok_and(|metadata| !metadata.is_file());
    !special && target(one) == target(other)
}

/// Whether it is a pipe or a device, which may be written to more than once.
pub(in crate::cli) fn is_special(path: &Path) -> bool {
    matches!(Destination::of(path), Ok(Destination::Special))
}

/// What the system calls a regular file that is there, no matter under which of its names.
#[cfg(unix)]
pub(in crate::cli) fn file(path: &Path) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    let metadata = fs::metadata(path).ok().filter(Metadata::is_file)?;
    Some((metadata.dev(), metadata.ino()))
}

/// Not known.
#[cfg(not(unix))]
pub(in crate::cli) fn file(_: &Path) -> Option<(u64, u64)> {
    None
}

/// The file that a path means, even if it or its folder does not exist yet: links are followed. It is for comparing: what is
/// written goes where the system puts it.
pub(in crate::cli) fn target(path: &Path) -> PathBuf {
    let target = followed(path);
    let name = target.file_name().map(ToOwned::to_owned);
    match (fs::canonicalize(&target), name) {
        (Ok(there), _) => there,
        (Err(_), Some(name)) => whole(folder(&target)).join(name),
        _ => target,
    }
}

/// The path at the end of a chain of links, whether or not there is anything.
fn followed(path: &Path) -> PathBuf {
    names(path).last().unwrap_or_else(|| path.to_owned())
}

/// A path, and those that a chain of links leads to.
fn names(path: &Path) -> impl Iterator<Item = PathBuf> {
    /// As Linux has it (`MAXSYMLINKS`).
    const MOST_LINKS: usize = 40;
    let next = |name: &PathBuf| fs::read_link(name).ok().map(|link| folder(name).join(link));
    std::iter::successors(Some(path.to_owned()), next).take(MOST_LINKS + 1)
}

/// Whether what is written there comes out at standard output: `-`, or a name of the system's, like `/dev/stdout`.
pub(in crate::cli) fn is_standard_output(path: &Path) -> bool {
    is_dash(path) || names(path).any(|name| descriptor(&name) == Some(OUTPUT))
}

/// The number of the descriptor that a path names, if it is one of this process: in a folder that the system makes, like `/proc/self/fd`.
fn descriptor(path: &Path) -> Option<i32> {
    let number = path.file_name()?.to_str()?.parse().ok()?;
    let folder = fs::canonicalize(folder(path)).ok()?;
    let is_own = || fs::canonicalize("/proc/self").is_ok_and(|own| folder.starts_with(own) && folder.ends_with("fd"));
    (folder == Path::new("/dev/fd") || is_own()).then_some(number)
}

/// A folder's path from the root, as it will be once the folder is made.
fn whole(folder: &Path) -> PathBuf {
    if let Ok(there) = fs::canonicalize(folder) {
        return there;
    }
    let above = || whole(self::folder(folder));
    match folder.components().next_back() {
        Some(Component::Normal(name)) => above().join(name),
        Some(Component::ParentDir) => above().parent().map_or_else(|| folder.to_owned(), Path::to_owned),
        _ => folder.to_owned(),
    }
}

/// The folder in which a file lies, or the next one around it that is there.
pub(super) fn folder_that_is_there(path: &Path) -> &Path {
    path.ancestors().skip(1).find(|above| above.is_dir()).unwrap_or(Path::new("."))
}

/// The folder in which a file lies.
pub(super) fn folder(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    }
}

//! Temporary files, which do not stay behind.

use std::fs;
use std::fs::File;
use std::io;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;

use tempfile::NamedTempFile;
use tempfile::TempDir;

#[cfg(unix)]
use super::children;
#[cfg(unix)]
use super::interrupt;
use super::place::folder;
use super::place::folder_that_is_there;

/// A file that is removed unless it is given its place, even if a signal ends the process.
pub(in crate::cli) struct Temporary(NamedTempFile);

/// A folder that is removed with all that is in it, even if a signal ends the process.
pub(in crate::cli) struct TemporaryFolder(Option<TempDir>);

impl TemporaryFolder {
    pub(in crate::cli) fn create(folder: &Path) -> io::Result<Self> {
        #[cfg(unix)]
        interrupt::watch(remove_for_good)?;
        let mut current = current();
        let folder = tempfile::Builder::new().prefix(PREFIX).tempdir_in(folder)?;
        current.push(folder.path().to_owned());
        Ok(Self(Some(folder)))
    }

    pub(in crate::cli) fn path(&self) -> &Path {
        self.0.as_ref().map(TempDir::path).unwrap_or(Path::new(""))
    }
}

impl Drop for TemporaryFolder {
    fn drop(&mut self) {
        let mut current = current();
        if let Some(folder) = self.0.take() {
            current.retain(|other| other != folder.path());
            let path = folder.path().to_owned();
            if folder.close().is_err() {
                // It may have been removed already, or something else may still have written into it.
                let _ = fs::remove_dir_all(path);
            }
        }
    }
}

const PREFIX: &str = ".wasm-initfix-";

/// The files and folders that there are.
static CURRENT: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// Nothing is created, renamed or removed as long as this is held.
fn current() -> MutexGuard<'static, Vec<PathBuf>> {
    CURRENT.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Temporary {
    pub(super) fn create(folder: &Path) -> io::Result<Self> {
        #[cfg(unix)]
        interrupt::watch(remove_for_good)?;
        let mut builder = tempfile::Builder::new();
        builder.prefix(PREFIX);
        // The umask makes of this the mode that new files of other tools have; tempfile's own would be 0600.
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let mut current = current();
        let file = builder.tempfile_in(folder)?;
        current.push(file.path().to_owned());
        Ok(Self(file))
    }

    pub(super) fn file(&self) -> &File {
        self.0.as_file()
    }

    fn persist(self, target: &Path, current: &mut Vec<PathBuf>) -> io::Result<()> {
        let path = self.0.path().to_owned();
        renamed(self.0, target)?;
        current.retain(|other| *other != path);
        Ok(())
    }
}

/// Gives a temporary file another name, and lets it stay.
#[cfg(not(target_os = "wasi"))]
fn renamed(file: NamedTempFile, target: &Path) -> io::Result<()> {
    file.persist(target).map(drop).map_err(io::Error::from)
}

/// The same: tempfile knows no way there.
#[cfg(target_os = "wasi")]
fn renamed(file: NamedTempFile, target: &Path) -> io::Result<()> {
    let mut path = file.into_temp_path();
    fs::rename(&path, target)?;
    path.disable_cleanup(true);
    Ok(())
}

/// Whether a file system takes names that differ by case for one, where a file is or would be: it is asked with a temporary file.
pub(in crate::cli) fn ignores_case(file: &Path) -> bool {
    let temporary = Temporary::create(folder_that_is_there(file));
    temporary.is_ok_and(|temporary| {
        let path = temporary.0.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().to_uppercase();
        path.with_file_name(name).exists()
    })
}

/// A file that could not be given its place.
pub(super) struct Failed {
    pub(super) target: PathBuf,
    pub(super) error: io::Error,
    /// The places that could not be made what they were, and where the files are instead that were there.
    pub(super) astray: Vec<(PathBuf, Option<PathBuf>)>,
}

/// Gives files their places, in which they replace what was there: all of them, or none. No signal comes between.
pub(super) fn persist(files: Vec<(Temporary, PathBuf)>) -> Result<(), Failed> {
    let mut current = current();
    // If the last one fails, nothing has happened to its place.
    let before_last = files.len().saturating_sub(1);
    let mut old = Vec::new();
    for (_, target) in &files[..before_last] {
        let kept =
            Replaced::keep(target).map_err(|error| Failed { target: target.clone(), error, astray: Vec::new() })?;
        old.push(kept);
    }
    for (place, (file, target)) in files.into_iter().enumerate() {
        if let Err(error) = file.persist(&target, &mut current) {
            old.truncate(place);
            return Err(Failed { target, error, astray: old.into_iter().filter_map(Replaced::put_back).collect() });
        }
    }
    Ok(())
}

/// What a place held, or that it held nothing.
struct Replaced {
    target: PathBuf,
    /// Another name of the file, which goes when this is dropped.
    kept: Option<NamedTempFile<()>>,
}

impl Replaced {
    fn keep(target: &Path) -> io::Result<Self> {
        // Not every file system has two names for one file.
        let twice = |path: &Path| fs::hard_link(target, path).or_else(|_| fs::copy(target, path).map(drop));
        let kept = match target.try_exists()? {
            true => Some(tempfile::Builder::new().prefix(PREFIX).make_in(folder(target), twice)?),
            false => None,
        };
        Ok(Self { target: target.to_owned(), kept })
    }

    /// Makes the place what it was. If that fails, what it held stays under the other name.
    fn put_back(self) -> Option<(PathBuf, Option<PathBuf>)> {
        let Self { target, kept } = self;
        match kept {
            Some(kept) => {
                let failed = kept.persist(&target).err()?;
                let (_, kept) = failed.file.keep().ok()?;
                Some((target, Some(kept)))
            }
            None => fs::remove_file(&target).err().map(|_| (target, None)),
        }
    }
}

/// Ends all programs that were called, which may write to the temporary folders, and removes these and all temporary files. No other
/// program, file or folder comes into being while the result is held.
#[cfg(unix)]
pub(super) fn remove_for_good(signal: i32) -> impl Sized {
    let ended = children::end(signal);
    let mut current = current();
    for path in current.drain(..) {
        // The process ends: an error would change nothing.
        let _ = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
    }
    (ended, current)
}

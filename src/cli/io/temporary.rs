//! Temporary files, which do not stay behind.

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
use super::interrupt;

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
            // It may have been removed already.
            let _ = folder.close();
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
        self.0.persist(target)?;
        current.retain(|other| *other != path);
        Ok(())
    }
}

/// Gives files their places, in which they replace what was there. No signal comes between.
pub(super) fn persist(files: impl IntoIterator<Item = (Temporary, PathBuf)>) -> Result<(), (PathBuf, io::Error)> {
    let mut current = current();
    files.into_iter().try_for_each(|(file, target)| match file.persist(&target, &mut current) {
        Ok(()) => Ok(()),
        Err(error) => Err((target, error)),
    })
}

/// Removes all temporary files and folders. No other comes into being while the result is held.
#[cfg(unix)]
pub(super) fn remove_for_good() -> impl Sized {
    let mut current = current();
    for path in current.drain(..) {
        // The process ends: an error would change nothing.
        let _ = if path.is_dir() { std::fs::remove_dir_all(path) } else { std::fs::remove_file(path) };
    }
    current
}

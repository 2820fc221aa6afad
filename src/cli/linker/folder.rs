//! Where the linker writes.

use std::env;
use std::fs;
use std::io;
use std::path::Path;

use crate::cli::io::Output;
use crate::cli::io::TemporaryFolder;
use crate::cli::io::cannot_write;
use crate::cli::io::shown;

/// A folder that goes when it is dropped, or the user interrupts.
pub(super) struct Folder(TemporaryFolder);

impl Folder {
    /// Beside the output, so that both are on one file system. Beside a pipe or a device there is no folder.
    pub(super) fn beside(output: &Output) -> io::Result<Self> {
        match output.folder() {
            Some(folder) => TemporaryFolder::create(&folder).map(Self),
            None => TemporaryFolder::create(&env::temp_dir()).map(Self),
        }
    }

    pub(super) fn path(&self) -> &Path {
        self.0.path()
    }

    /// What the linker wrote beside its output (`--save-temps`) goes to where it would have been.
    pub(super) fn give_back(&self, linked: &Path, output: &Output) -> Result<(), String> {
        let Some(folder) = output.folder() else {
            return Ok(());
        };
        let read = |error| cannot_write(&shown(&folder), &error);
        for entry in fs::read_dir(self.path()).map_err(read)? {
            let entry = entry.map_err(read)?;
            if entry.path() != linked {
                fs::rename(entry.path(), folder.join(entry.file_name())).map_err(read)?;
            }
        }
        Ok(())
    }
}

//! Files as memory: a part that is not needed is not even read.

use std::fs::File;
use std::io;
use std::io::Write;
use std::mem::ManuallyDrop;
use std::ops::Deref;
use std::os::fd::FromRawFd;
use std::path::Path;
use std::sync::OnceLock;

use memmap2::Mmap;
use signal_hook::consts::SIGBUS;
use signal_hook::low_level;

use super::describe::shown;
use crate::cli::words::ERROR;
use crate::shown::on_one_line;

/// A file's bytes.
pub(super) struct Map(Mmap);

impl Deref for Map {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

/// What is said if a mapped file becomes shorter, which is no error that a function could return.
static SHORTER: OnceLock<String> = OnceLock::new();

/// Maps a file. After reading it, ask [`FileRead::has_changed`](super::input::FileRead::has_changed).
pub(super) fn map(file: &File, path: &Path) -> io::Result<Map> {
    SHORTER.get_or_init(|| {
        format!(
            "wasm-initfix: error: {}: the file changed while it was read; nothing was written\n",
            on_one_line(&shown(path))
        )
    });
    // SAFETY: the action makes two system calls, and allocates and locks nothing.
    unsafe { low_level::register(SIGBUS, end_with_message) }?;
    // SAFETY: the bytes may change if another program writes to the file meanwhile. They are read as bytes and by code that
    // expects anything; `FileRead::has_changed` finds it out before the output appears.
    Ok(Map(unsafe { Mmap::map(file) }?))
}

/// A page of a file that is not there any more was read.
fn end_with_message() {
    // SAFETY: standard error is open as long as the process runs, and is not closed here.
    let mut stderr = ManuallyDrop::new(unsafe { File::from_raw_fd(2) });
    let message = SHORTER.get().map(String::as_bytes).unwrap_or_default();
    // An error that cannot be shown still is one.
    let _ = stderr.write_all(message);
    low_level::exit(i32::from(ERROR));
}

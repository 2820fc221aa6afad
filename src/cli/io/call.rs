//! Programs that are called.

use std::io;
use std::process::Command;
use std::process::ExitStatus;

#[cfg(unix)]
use super::children;
#[cfg(unix)]
use super::interrupt;
#[cfg(unix)]
use super::temporary;

/// Runs a program to its end. If this process is ended meanwhile, so is the program.
pub(in crate::cli) fn call(command: &mut Command) -> io::Result<ExitStatus> {
    #[cfg(unix)]
    {
        interrupt::watch(temporary::remove_for_good)?;
        children::status(command)
    }
    #[cfg(not(unix))]
    command.status()
}

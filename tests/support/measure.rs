//! What a process took: its processor time and its peak memory. `std` knows only how it ended.

use std::fs::File;
use std::io;
use std::path::Path;
use std::process::Child;
use std::process::Command;
use std::process::Stdio;
use std::time::Duration;

/// What a process took, and what it said.
pub struct Measured {
    /// The code that it ended with, if it ended itself.
    pub code: Option<i32>,
    /// What it said on standard error.
    pub said: String,
    /// User and system time, of all threads.
    pub cpu: Duration,
    /// Peak resident memory, in bytes.
    pub peak: u64,
}

/// Runs a program in a folder, where it leaves `said` with what it says.
pub fn measure(program: &Path, args: &[&str], folder: &Path) -> io::Result<Measured> {
    let said = folder.join("said");
    let mut command = Command::new(program);
    command.args(args).current_dir(folder).stdin(Stdio::null()).stdout(Stdio::null()).stderr(File::create(&said)?);
    let (status, usage) = wait(&command.spawn()?)?;
    let time =
        |time: libc::timeval| Duration::new(time.tv_sec.unsigned_abs(), time.tv_usec.unsigned_abs() as u32 * 1000);
    Ok(Measured {
        code: libc::WIFEXITED(status).then(|| libc::WEXITSTATUS(status)),
        said: String::from_utf8_lossy(&std::fs::read(said)?).into_owned(),
        cpu: time(usage.ru_utime) + time(usage.ru_stime),
        // Linux counts in KiB.
        peak: usage.ru_maxrss.unsigned_abs() * 1024,
    })
}

fn wait(child: &Child) -> io::Result<(i32, libc::rusage)> {
    let mut status = 0;
    // SAFETY: all-zero is a value of a struct of numbers.
    let mut usage: libc::rusage = unsafe { std::mem::zeroed() };
    // SAFETY: both are written and live until it returns; nothing else waits for the child.
    let waited = unsafe { libc::wait4(child.id().cast_signed(), &raw mut status, 0, &raw mut usage) };
    if waited < 0 { Err(io::Error::last_os_error()) } else { Ok((status, usage)) }
}

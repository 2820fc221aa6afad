//! Standard output, which the caller may have closed. The standard library says nothing of that: it has `/dev/null` opened in the place of
//! what is closed before `main` (`library/std/src/sys/pal/unix/mod.rs`, `sanitize_standard_fds`), and takes a write that fails with
//! `EBADF` for one that went well (`library/std/src/io/stdio.rs`, `handle_ebadf`).

use std::io;
use std::io::StdoutLock;
use std::path::Path;

/// Standard output, if what is written to it goes anywhere.
pub(in crate::cli) fn standard_output() -> io::Result<StdoutLock<'static>> {
    if is_writable() { Ok(io::stdout().lock()) } else { Err(closed()) }
}

/// What is wrong with what is closed.
pub(super) fn closed() -> io::Error {
    io::Error::other("it is closed")
}

/// Whether a path means standard output, which is closed. Under that name, `/dev/null` would be opened now.
pub(super) fn is_closed_output(path: &Path) -> bool {
    const NAMES: [&str; 3] = ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"];
    NAMES.iter().any(|name| path == Path::new(name)) && !is_writable()
}

#[cfg(unix)]
fn is_writable() -> bool {
    // SAFETY: it only asks how the file is open, if it is.
    let flags = unsafe { libc::fcntl(libc::STDOUT_FILENO, libc::F_GETFL) };
    let is_open = flags >= 0 && flags & libc::O_ACCMODE != libc::O_RDONLY;
    is_open && !at_start::IS_CLOSED.load(std::sync::atomic::Ordering::Relaxed)
}

/// A process without a console may have none.
#[cfg(windows)]
fn is_writable() -> bool {
    use std::os::windows::io::AsRawHandle;
    !io::stdout().as_raw_handle().is_null()
}

#[cfg(not(any(unix, windows)))]
fn is_writable() -> bool {
    true
}

/// What the process was started with.
#[cfg(unix)]
mod at_start {
    use std::sync::atomic::AtomicBool;
    use std::sync::atomic::Ordering;

    pub(super) static IS_CLOSED: AtomicBool = AtomicBool::new(false);

    /// The system calls what stands in this section before `main`, and before the standard library opens anything.
    // SAFETY: the section holds addresses of functions that take what this one can leave unread, and return nothing.
    #[used]
    #[cfg_attr(target_vendor = "apple", unsafe(link_section = "__DATA,__mod_init_func"))]
    #[cfg_attr(not(target_vendor = "apple"), unsafe(link_section = ".init_array"))]
    static LOOK: extern "C" fn() = look;

    extern "C" fn look() {
        // SAFETY: it only asks whether the file is open.
        let is_closed = unsafe { libc::fcntl(libc::STDOUT_FILENO, libc::F_GETFD) } < 0;
        IS_CLOSED.store(is_closed, Ordering::Relaxed);
    }
}

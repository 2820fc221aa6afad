//! Standard output and error, which the caller may have closed. The standard library says nothing of that: it has `/dev/null` opened in the place of
//! what is closed before `main` (`library/std/src/sys/pal/unix/mod.rs`, `sanitize_standard_fds`), and takes a write that fails with
//! `EBADF` for one that went well (`library/std/src/io/stdio.rs`, `handle_ebadf`).

use std::io;
use std::io::StdoutLock;

/// Standard output, if what is written to it goes anywhere.
pub(in crate::cli) fn standard_output() -> io::Result<StdoutLock<'static>> {
    if is_writable(OUTPUT) { Ok(io::stdout().lock()) } else { Err(closed()) }
}

pub(super) const OUTPUT: i32 = 1;

/// What is wrong with what is closed.
pub(super) fn closed() -> io::Error {
    io::Error::other("it is closed")
}

/// Whether the descriptor of this number is that of standard output or error, and takes nothing. By a name of it, `/dev/null` would be opened
/// now.
pub(super) fn is_closed(descriptor: i32) -> bool {
    matches!(descriptor, OUTPUT | 2) && !is_writable(descriptor)
}

#[cfg(unix)]
fn is_writable(descriptor: i32) -> bool {
    // SAFETY: it only asks how the file is open, if it is.
    let flags = unsafe { libc::fcntl(descriptor, libc::F_GETFL) };
    let is_open = flags >= 0 && flags & libc::O_ACCMODE != libc::O_RDONLY;
    is_open && !at_start::is_closed(descriptor)
}

/// A process without a console may have none.
#[cfg(windows)]
fn is_writable(descriptor: i32) -> bool {
    use std::os::windows::io::AsRawHandle;
    descriptor != OUTPUT || !io::stdout().as_raw_handle().is_null()
}

#[cfg(not(any(unix, windows)))]
fn is_writable(_: i32) -> bool {
    true
}

/// What the process was started with.
#[cfg(unix)]
mod at_start {
    use std::sync::atomic::AtomicBool;
    use std::sync::atomic::Ordering;

    static OUTPUT: AtomicBool = AtomicBool::new(false);
    static ERROR: AtomicBool = AtomicBool::new(false);

    /// Those that were closed.
    static CLOSED: [(i32, &AtomicBool); 2] = [(libc::STDOUT_FILENO, &OUTPUT), (libc::STDERR_FILENO, &ERROR)];

    pub(super) fn is_closed(descriptor: i32) -> bool {
        CLOSED.iter().any(|(number, is_closed)| *number == descriptor && is_closed.load(Ordering::Relaxed))
    }

    /// The system calls what stands in this section before `main`, and before the standard library opens anything.
    // SAFETY: the section holds addresses of functions that take what this one can leave unread, and return nothing.
    #[used]
    #[cfg_attr(target_vendor = "apple", unsafe(link_section = "__DATA,__mod_init_func"))]
    #[cfg_attr(not(target_vendor = "apple"), unsafe(link_section = ".init_array"))]
    static LOOK: extern "C" fn() = look;

    extern "C" fn look() {
        for (number, is_closed) in CLOSED {
            // SAFETY: it only asks whether the file is open.
            is_closed.store(unsafe { libc::fcntl(number, libc::F_GETFD) } < 0, Ordering::Relaxed);
        }
    }
}

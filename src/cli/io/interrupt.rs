//! Signals that end the process: it cleans up first.

use std::io;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::mpsc;
use std::thread;

use libc::c_int;
use signal_hook::iterator::Signals;

/// From now on, signals that end the process have it clean up first. `clean_up` gets the signal, and returns what must be held until the
/// process has ended.
pub(super) fn watch<Held: 'static>(clean_up: fn(i32) -> Held) -> io::Result<()> {
    static IS_WATCHED: Mutex<bool> = Mutex::new(false);
    // A signal that one thread already watches is not the default for another, which would leave it out. So one does it all.
    let mut is_watched = IS_WATCHED.lock().unwrap_or_else(PoisonError::into_inner);
    if *is_watched {
        return Ok(());
    }
    let (sender, receiver) = mpsc::channel::<Signals>();
    let wait = move || {
        let Ok(mut signals) = receiver.recv() else {
            return;
        };
        if let Some(signal) = signals.forever().next() {
            let _held = clean_up(signal);
            end_by(signal);
        }
    };
    // Without a thread to clean up, signals end the process as they do elsewhere.
    if thread::Builder::new().spawn(wait).is_err() {
        return Ok(());
    }
    let signals = Signals::new(ending().filter(|signal| is_default(*signal)))?;
    *is_watched = sender.send(signals).is_ok();
    Ok(())
}

/// A file that may not become so large is an error of writing it, which can say more than a signal that ends the process. The signal is
/// caught and not ignored, because a program that is called would inherit that.
pub(in crate::cli) fn outlive_large_files() {
    extern "C" fn nothing(_: c_int) {}
    if is_default(libc::SIGXFSZ) {
        let action = nothing as extern "C" fn(c_int) as libc::sighandler_t;
        // SAFETY: the action does nothing.
        unsafe { libc::signal(libc::SIGXFSZ, action) };
    }
}

/// All signals that end a process which does nothing about them, but for those that nothing can be done about, and for faults of the code
/// itself: wasmtime has its own answer to these, and `map.rs` to `SIGBUS`.
fn ending() -> impl Iterator<Item = c_int> {
    /// The last of those that each system has under these numbers.
    const LAST: c_int = 31;
    const FAULTS: [c_int; 4] = [libc::SIGILL, libc::SIGFPE, libc::SIGSEGV, libc::SIGBUS];
    const NEVER_SEEN: [c_int; 2] = [libc::SIGKILL, libc::SIGSTOP];
    const NOT_ENDING: [c_int; 7] =
        [libc::SIGCHLD, libc::SIGCONT, libc::SIGTSTP, libc::SIGTTIN, libc::SIGTTOU, libc::SIGURG, libc::SIGWINCH];
    // POSIX has these end a process, and BSD does not.
    #[cfg(any(target_vendor = "apple", target_os = "freebsd", target_os = "netbsd", target_os = "openbsd"))]
    const NOT_ENDING_HERE: &[c_int] = &[libc::SIGIO, libc::SIGINFO];
    #[cfg(not(any(target_vendor = "apple", target_os = "freebsd", target_os = "netbsd", target_os = "openbsd")))]
    const NOT_ENDING_HERE: &[c_int] = &[];
    let others = [&FAULTS[..], &NEVER_SEEN, &NOT_ENDING, NOT_ENDING_HERE].concat();
    (1..=LAST).filter(move |signal| !others.contains(signal)).chain(real_time())
}

/// Those that mean what programs agree on.
#[cfg(any(target_os = "linux", target_os = "android"))]
fn real_time() -> impl Iterator<Item = c_int> {
    libc::SIGRTMIN()..=libc::SIGRTMAX()
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn real_time() -> impl Iterator<Item = c_int> {
    std::iter::empty()
}

/// Whether nothing is done about a signal. The parent process may have it ignored, as `nohup` does, and a profiler that is loaded into this one
/// has its own use for some.
fn is_default(signal: c_int) -> bool {
    let mut action = std::mem::MaybeUninit::<libc::sigaction>::uninit();
    // SAFETY: with no new action, this only writes the present one, which has its size.
    let known = unsafe { libc::sigaction(signal, std::ptr::null(), action.as_mut_ptr()) } == 0;
    // SAFETY: it was written.
    known && unsafe { action.assume_init() }.sa_sigaction == libc::SIG_DFL
}

/// Ends the process by a signal, so that its parent sees which it was.
fn end_by(signal: c_int) {
    // SAFETY: an empty set is written before it is read, and the calls lock nothing.
    unsafe {
        let mut this = std::mem::MaybeUninit::<libc::sigset_t>::uninit();
        libc::sigemptyset(this.as_mut_ptr());
        libc::sigaddset(this.as_mut_ptr(), signal);
        libc::signal(signal, libc::SIG_DFL);
        libc::pthread_sigmask(libc::SIG_UNBLOCK, this.as_ptr(), std::ptr::null_mut());
        libc::raise(signal);
    }
    // Something else was made of the signal meanwhile. Shells say it like this.
    std::process::exit(128 + signal);
}

#[cfg(test)]
mod tests {
    use std::os::unix::process::ExitStatusExt;
    use std::process::Command;
    use std::sync::Barrier;
    use std::time::Duration;

    use super::*;

    const NAME: &str = "cli::io::interrupt::tests::threads_that_begin_together_watch_all_signals";
    const SIGNAL: &str = "WASM_INITFIX_TEST_SIGNAL";
    /// The signal is not for us to watch.
    const IGNORED: i32 = 100;
    /// Nothing came of the signal.
    const LOST: i32 = 101;

    /// Each process ends itself by another signal, once many threads have begun to watch at the same time.
    #[test]
    fn threads_that_begin_together_watch_all_signals() {
        if let Some(signal) = std::env::var(SIGNAL).ok().and_then(|it| it.parse().ok()) {
            end_while_watched(signal);
        }
        let this = std::env::current_exe().expect("a path");
        let mut watched = 0;
        for signal in ending() {
            let mut command = Command::new(&this);
            let output = command.args(["--exact", NAME]).env(SIGNAL, signal.to_string()).output().expect("it starts");
            if output.status.code() != Some(IGNORED) {
                assert_eq!((output.status.signal(), output.status.code()), (Some(signal), None));
                watched += 1;
            }
        }
        assert!(watched > 10, "{watched}");
    }

    fn end_while_watched(signal: c_int) -> ! {
        const THREADS: usize = 32;
        if !is_default(signal) {
            std::process::exit(IGNORED);
        }
        let together = Barrier::new(THREADS);
        thread::scope(|scope| {
            for _ in 0..THREADS {
                scope.spawn(|| {
                    together.wait();
                    watch(|_| ()).expect("signals can be watched");
                });
            }
        });
        // SAFETY: it only sends a signal.
        unsafe { libc::kill(libc::getpid(), signal) };
        thread::sleep(Duration::from_secs(10));
        std::process::exit(LOST);
    }
}

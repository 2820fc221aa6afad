//! Signals that end the process: it cleans up first.

use std::io;
use std::sync::Once;
use std::thread;

use signal_hook::consts::SIGHUP;
use signal_hook::consts::SIGINT;
use signal_hook::consts::SIGQUIT;
use signal_hook::consts::SIGTERM;
use signal_hook::consts::SIGXCPU;
use signal_hook::consts::SIGXFSZ;
use signal_hook::iterator::Signals;
use signal_hook::low_level;

/// From now on, signals that end the process have it clean up first. `clean_up` gets the signal, and returns what must be held until the
/// process has ended.
pub(super) fn watch<Held: 'static>(clean_up: fn(i32) -> Held) -> io::Result<()> {
    static WATCHED: Once = Once::new();
    if WATCHED.is_completed() {
        return Ok(());
    }
    // Without a thread to clean up, signals end the process as they do elsewhere.
    if thread::Builder::new().spawn(|| {}).is_err() {
        return Ok(());
    }
    let ending = [SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGXCPU, SIGXFSZ].into_iter().filter(|signal| !is_ignored(*signal));
    let mut signals = Signals::new(ending)?;
    WATCHED.call_once(|| {
        thread::spawn(move || {
            // A file that may not become so large is an error of writing it, too, which can say more.
            if let Some(signal) = signals.forever().find(|signal| *signal != SIGXFSZ) {
                let _held = clean_up(signal);
                // So the parent process sees which signal it was.
                let _ = low_level::emulate_default_handler(signal);
            }
        });
    });
    Ok(())
}

/// Whether the parent process has the signal ignored, as `nohup` does.
fn is_ignored(signal: i32) -> bool {
    let mut action = std::mem::MaybeUninit::<libc::sigaction>::uninit();
    // SAFETY: with no new action, this only writes the present one, which has its size.
    let known = unsafe { libc::sigaction(signal, std::ptr::null(), action.as_mut_ptr()) } == 0;
    // SAFETY: it was written.
    known && unsafe { action.assume_init() }.sa_sigaction == libc::SIG_IGN
}

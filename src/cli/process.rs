//! What a program of ours does around its work: panics become errors, and threads are started.

use std::panic;
use std::panic::AssertUnwindSafe;
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::PoisonError;

#[cfg(unix)]
use super::io::outlive_large_files;
use super::say::say_error;
use super::say::say_note;
use crate::error;

/// Where the last panic was, and in which crate.
static PLACE: Mutex<Option<String>> = Mutex::new(None);

/// Runs a program; the error is the line that follows `NAME: error: `, and ends it with this status. A panic is an error, too.
pub(super) fn run(name: &str, status: u8, work: impl FnOnce() -> Result<ExitCode, String>) -> ExitCode {
    #[cfg(unix)]
    {
        wait_for_children();
        outlive_large_files();
    }
    // Who asks for the way to a panic gets the standard library's words as well.
    if std::env::var_os("RUST_BACKTRACE").is_none_or(|it| it == "0") {
        panic::set_hook(Box::new(|info| {
            let place = info.location().map(|it| format!("{}:{}", within_crates(it.file()), it.line()));
            *PLACE.lock().unwrap_or_else(PoisonError::into_inner) = place;
        }));
    }
    let result = panic::catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| {
        let place = PLACE.lock().unwrap_or_else(PoisonError::into_inner).take();
        let place = place.map(|it| format!(" at {it}")).unwrap_or_default();
        let what = error::panic_message(panic.as_ref());
        Err(format!("panicked{place} ({what}); this is a bug; please report it, with the module"))
    });
    result.unwrap_or_else(|message| {
        say_error(name, &message);
        ExitCode::from(status)
    })
}

/// Has the system keep the ends of programs that are called until they are asked for. A parent that ignores `SIGCHLD` has left it ignored
/// here, too, and then nothing can be waited for (POSIX, `waitpid`, `ECHILD`).
#[cfg(unix)]
fn wait_for_children() {
    // SAFETY: no other action was set yet, and the default one calls nothing.
    unsafe { libc::signal(libc::SIGCHLD, libc::SIG_DFL) };
}

/// A source file as `CRATE-VERSION/src/FILE`, where it comes from a registry.
fn within_crates(file: &str) -> &str {
    let in_registry = file.split_once("/registry/src/").and_then(|(_, rest)| rest.split_once('/'));
    in_registry.map_or(file, |(_, file)| file)
}

/// Starts the threads that share the work: so many, or as many as the processor runs. Where none can be had, the work goes on
/// without.
pub(super) fn start_threads(threads: Option<usize>) {
    // As WebAssembly it has none, which rayon knows by itself.
    if cfg!(target_family = "wasm") {
        return;
    }
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads.unwrap_or_default());
    let Err(error) = pool.build_global() else {
        return;
    };
    say_note(&format!("cannot start threads ({error}): the work goes on with one"));
    // It is there until the process ends.
    if let Ok(pool) = rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread().build() {
        std::mem::forget(pool);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_names_the_crate() {
        let file = "/root/.cargo/registry/src/index.crates.io-1949cf8c6b5b557f/walrus-0.28.0/src/emit.rs";
        assert_eq!(within_crates(file), "walrus-0.28.0/src/emit.rs");
        assert_eq!(within_crates("src/verify.rs"), "src/verify.rs");
    }
}

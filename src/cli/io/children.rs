//! Programs that are called, and do not outlive this one.

use std::io;
use std::process::Command;
use std::process::ExitStatus;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;
use std::thread;
use std::time::Duration;
use std::time::Instant;

use libc::pid_t;

/// The programs that run. A program's number means no other one as long as it is in here.
static RUNNING: Mutex<Vec<pid_t>> = Mutex::new(Vec::new());

fn running() -> MutexGuard<'static, Vec<pid_t>> {
    RUNNING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Runs a program to its end.
pub(super) fn status(command: &mut Command) -> io::Result<ExitStatus> {
    end_with_this_process(command);
    let mut now = running();
    let mut child = command.spawn()?;
    let id = child.id().cast_signed();
    now.push(id);
    drop(now);
    // It is not waited for yet, so its number stays its own. An error is one of the wait below as well.
    let _ = wait(id, libc::WEXITED | libc::WNOWAIT);
    let mut now = running();
    now.retain(|other| *other != id);
    child.wait()
}

/// Passes a signal that ends this process on to all programs, and waits for their ends. None starts or returns as long as the result is
/// held.
pub(super) fn end(signal: i32) -> impl Sized {
    /// For programs that clean up. One that takes longer, or ignores the signal, is killed.
    const PATIENCE: Duration = Duration::from_secs(2);
    const PAUSE: Duration = Duration::from_millis(5);
    let now = running();
    for id in now.iter() {
        send(*id, signal);
    }
    let begin = Instant::now();
    for id in now.iter() {
        while matches!(wait(*id, libc::WEXITED | libc::WNOHANG), Ok(false)) {
            if begin.elapsed() < PATIENCE {
                thread::sleep(PAUSE);
                continue;
            }
            send(*id, libc::SIGKILL);
            let _ = wait(*id, libc::WEXITED);
            break;
        }
    }
    now
}

fn send(id: pid_t, signal: i32) {
    // SAFETY: it only sends a signal. The number is that of a child that was not waited for.
    unsafe { libc::kill(id, signal) };
}

/// Waits for a child. Whether it has ended.
fn wait(id: pid_t, how: i32) -> io::Result<bool> {
    loop {
        let mut info = std::mem::MaybeUninit::<libc::siginfo_t>::zeroed();
        // SAFETY: the system writes to `info`, which has the right size, or leaves the zeros.
        let waited = unsafe { libc::waitid(libc::P_PID, id.cast_unsigned(), info.as_mut_ptr(), how) };
        if waited == 0 {
            // SAFETY: zeros are a valid value, and so is what the system wrote. Without a child that has ended, there is no number.
            return Ok(unsafe { info.assume_init().si_pid() } != 0);
        }
        let error = io::Error::last_os_error();
        if error.kind() != io::ErrorKind::Interrupted {
            return Err(error);
        }
    }
}

/// Has the system kill the program if this process is killed, which can pass nothing on then.
#[cfg(target_os = "linux")]
fn end_with_this_process(command: &mut Command) {
    use std::os::unix::process::CommandExt;

    let own = std::process::id().cast_signed();
    let prepare = move || {
        // SAFETY: these are system calls alone, which are allowed between fork and exec.
        unsafe {
            libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL);
            // This process may have ended before that.
            if libc::getppid() != own {
                libc::raise(libc::SIGKILL);
            }
        }
        Ok(())
    };
    // SAFETY: it allocates and locks nothing.
    unsafe { command.pre_exec(prepare) };
}

/// Other systems have nothing like that.
#[cfg(not(target_os = "linux"))]
fn end_with_this_process(_: &mut Command) {}

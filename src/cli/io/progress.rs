//! What is going on, for people who wait.

use std::io;
use std::io::IsTerminal;
use std::io::Write;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// Says on a terminal that something takes long, if it does, until it is dropped.
pub(in crate::cli) struct Progress {
    stop: Option<mpsc::Sender<()>>,
    speaker: Option<thread::JoinHandle<()>>,
}

/// Says what is going on, on standard error, once it has taken a second; only to a terminal.
pub(in crate::cli) fn progress(doing: &'static str) -> Progress {
    if !io::stderr().is_terminal() {
        return Progress { stop: None, speaker: None };
    }
    let (stop, stopped) = mpsc::channel();
    let speaker = thread::Builder::new().spawn(move || {
        let mut seconds = 0;
        while stopped.recv_timeout(Duration::from_secs(1)) == Err(mpsc::RecvTimeoutError::Timeout) {
            seconds += 1;
            let _ = write!(io::stderr(), "\r{doing}: {seconds} s ");
        }
        if seconds > 0 {
            let _ = write!(io::stderr(), "\r\x1b[K");
        }
    });
    // Without a thread to be had, the work goes on in silence.
    Progress { stop: Some(stop), speaker: speaker.ok() }
}

impl Drop for Progress {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(speaker) = self.speaker.take() {
            // What it could not say does not matter.
            let _ = speaker.join();
        }
    }
}

//! Commands that run for some time at most, and tests that are ignored where a program is missing.

use std::env;
use std::io::Read;
use std::process::Command;
use std::process::Stdio;
use std::thread;
use std::time::Duration;
use std::time::Instant;

use libtest_mimic::Completion;
use libtest_mimic::Failed;

/// How long a command may take: a page says after 30 seconds that nothing happens.
const PATIENCE: Duration = Duration::from_secs(60);

/// Standard output of a command that must succeed.
pub fn output(command: &mut Command) -> Result<String, Failed> {
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| format!("{command:?}: {error}"))?;
    let stdout = reader(child.stdout.take().ok_or("a pipe")?);
    let stderr = reader(child.stderr.take().ok_or("a pipe")?);
    let start = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        if start.elapsed() > PATIENCE {
            child.kill()?;
            child.wait()?;
            return Err(format!("{command:?} does not end").into());
        }
        thread::sleep(Duration::from_millis(5));
    };
    let stdout = stdout.join().map_err(|_| "the reader ends")??;
    let stderr = stderr.join().map_err(|_| "the reader ends")??;
    if status.success() { Ok(stdout) } else { Err(format!("{command:?}: {status}\n{stdout}{stderr}").into()) }
}

fn reader(mut pipe: impl Read + Send + 'static) -> thread::JoinHandle<std::io::Result<String>> {
    thread::spawn(move || {
        let mut printed = Vec::new();
        pipe.read_to_end(&mut printed)?;
        Ok(String::from_utf8_lossy(&printed).into_owned())
    })
}

/// What stands for a test whose program is not there: it is ignored, but fails under CI, which installs it.
pub fn without(reason: String) -> Result<Completion, Failed> {
    match env::var_os("CI").is_none_or(|ci| ci.is_empty()) {
        true => Ok(Completion::ignored_with(reason)),
        false => Err(format!("{reason}, and under CI this test may not be ignored").into()),
    }
}

pub fn expect<S: AsRef<str>>(printed: &[String], lines: &[S]) -> Result<(), Failed> {
    let lines: Vec<&str> = lines.iter().map(AsRef::as_ref).collect();
    if printed != lines {
        return Err(format!("expected:\n{}\nprinted:\n{}", lines.join("\n"), printed.join("\n")).into());
    }
    Ok(())
}

/// Whether something failed, and said this.
pub fn fails_with(result: Result<Vec<String>, Failed>, why: &str) -> Result<(), Failed> {
    match result {
        Ok(lines) => Err(format!("it did not fail, and printed:\n{}", lines.join("\n")).into()),
        Err(failed) if failed.message().is_some_and(|message| message.contains(why)) => Ok(()),
        Err(failed) => Err(format!("expected: {why}\nbut: {}", failed.message().unwrap_or_default()).into()),
    }
}

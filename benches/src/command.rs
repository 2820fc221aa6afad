//! What is measured.

use std::fs;
use std::io;
use std::path::Path;
use std::path::PathBuf;
use std::process;
use std::process::Stdio;
use std::time::Duration;
use std::time::Instant;

use super::Args;
use super::Error;

/// Commands, one after the other, that come to one output.
pub struct Command {
    pub name: &'static str,
    /// Whether those that follow are compared with this one.
    pub is_copy: bool,
    lines: Vec<Vec<String>>,
    output: PathBuf,
    /// Whether there is an output already, and what it is a copy of.
    replaces: Option<PathBuf>,
}

/// What it took.
pub struct Run {
    pub wall: Duration,
    /// Of the process that had most, in bytes.
    pub peak: u64,
}

/// In the order in which they are measured: a copy, then what is compared with it.
pub fn all(file: &Path, folder: &Path, args: &Args) -> Result<Vec<Command>, Error> {
    let output = folder.join("out.wasm");
    let (input, out, temporary) = (shown(file), shown(&output), shown(&folder.join("temporary.wasm")));
    let line = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    let tool = shown(&args.tool);
    let fix = [&tool, &input, "-q", "--import-memory=bench,memory", "-o", &out];
    let this = shown(&std::env::current_exe()?);
    let new = |name, lines| Command { name, is_copy: false, lines, output: output.clone(), replaces: None };
    let replacing = |command: Command| Command { replaces: Some(file.to_owned()), ..command };
    let copy = line(&["cp", "--reflink=never", &input, &out]);
    let aside = line(&["cp", "--reflink=never", &input, &temporary]);
    let mut commands = vec![
        Command { is_copy: true, ..new("`cp`", vec![copy]) },
        new("wasm-initfix", vec![line(&fix)]),
        new("wasm-initfix --validate=full", vec![line(&[&fix[..], &["--validate=full"]].concat())]),
    ];
    if !args.quick {
        commands.push(new("wasm-initfix --rewriter=walrus", vec![line(&[&fix[..], &["--rewriter=walrus"]].concat())]));
        commands.push(new("walrus, parsing and emitting", vec![line(&[&this, "--round-trip", &input, &out])]));
        if process::Command::new("wasm-opt").arg("--version").output().is_ok() {
            commands.push(new("wasm-opt, no passes", vec![line(&["wasm-opt", "--all-features", &input, "-o", &out])]));
        }
    }
    let moved = vec![aside, line(&["mv", &temporary, &out])];
    commands.push(replacing(Command { is_copy: true, ..new("replacing: `cp` and `mv`", moved) }));
    commands.push(replacing(new("replacing: wasm-initfix", vec![line(&fix)])));
    Ok(commands)
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

impl Command {
    /// Runs it in a folder in which the output is not there, or, if it is to be replaced, was written a moment ago.
    pub fn run(&self) -> Result<Run, Error> {
        let _ = fs::remove_file(&self.output);
        if let Some(input) = &self.replaces {
            fs::copy(input, &self.output)?;
        }
        let mut run = Run { wall: Duration::ZERO, peak: 0 };
        for line in &self.lines {
            let Run { wall, peak } = run_line(line)?;
            run.wall += wall;
            run.peak = run.peak.max(peak);
        }
        Ok(run)
    }
}

fn run_line(line: &[String]) -> Result<Run, Error> {
    let start = Instant::now();
    let mut command = process::Command::new(&line[0]);
    let child = command.args(&line[1..]).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
    let (status, peak) = wait(&child)?;
    let wall = start.elapsed();
    if status != 0 {
        return Err(format!("{} ends with {status}", line.join(" ")).into());
    }
    Ok(Run { wall, peak })
}

/// Waits for a process, and says what its peak resident memory was. `std` knows only how it ended.
fn wait(child: &process::Child) -> io::Result<(i32, u64)> {
    let mut status = 0;
    // SAFETY: all-zero is a value of a struct of numbers.
    let mut usage: libc::rusage = unsafe { std::mem::zeroed() };
    // SAFETY: both are written and live until it returns; nobody else waits for the child.
    let waited = unsafe { libc::wait4(child.id().try_into().unwrap_or(-1), &raw mut status, 0, &raw mut usage) };
    if waited < 0 {
        return Err(io::Error::last_os_error());
    }
    // Linux counts in KiB.
    Ok((status, u64::try_from(usage.ru_maxrss).unwrap_or_default() * 1024))
}

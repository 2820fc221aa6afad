//! Whole commands side by side, as a user waits for them.
//!
//! `cargo run --release --manifest-path benches/Cargo.toml -- --tool target/release/wasm-initfix FILE… [--synthetic 100]`
//!
//! All commands run in turn, round by round, so that a machine that slows down slows all of them; what counts is the ratio
//! of the medians. The memory becomes imported under a name of its own, so that every module with one memory has something
//! to be done.

mod command;
mod synthetic;

use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::process;
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;

use command::Run;

/// Compares wasm-initfix with copying, with walrus, and with wasm-opt where there is one.
#[derive(Parser)]
struct Args {
    /// Linked modules
    files: Vec<PathBuf>,
    /// The wasm-initfix that is measured
    #[arg(long, default_value = "target/release/wasm-initfix")]
    tool: PathBuf,
    /// Measure on a module of so many MB, too, which is made for that
    #[arg(long, value_name = "MB")]
    synthetic: Option<usize>,
    /// How often each command runs
    #[arg(long, default_value_t = 15)]
    rounds: usize,
    /// Leave out what takes seconds
    #[arg(long)]
    quick: bool,
    /// Read a module with walrus, and write it (what is measured as `walrus`)
    #[arg(long, hide = true)]
    round_trip: bool,
    /// Write the module of so many MB, and nothing else
    #[arg(long, hide = true)]
    make: Option<usize>,
}

type Error = Box<dyn std::error::Error>;

fn main() -> ExitCode {
    let args = Args::parse();
    let result = match args.make {
        Some(megabytes) => make(megabytes, &args.files),
        None if args.round_trip => round_trip(&args.files),
        None => measure(&args),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn round_trip(files: &[PathBuf]) -> Result<(), Error> {
    let [input, output] = files else {
        return Err("give an input and an output".into());
    };
    fs::write(output, walrus::Module::from_file(input)?.emit_wasm())?;
    Ok(())
}

fn make(megabytes: usize, files: &[PathBuf]) -> Result<(), Error> {
    for file in files {
        fs::write(file, synthetic::module(megabytes * 1_000_000))?;
    }
    Ok(())
}

fn measure(args: &Args) -> Result<(), Error> {
    let folder = tempfile::tempdir_in(".")?;
    println!("| MB | command | wall, ms | to the copy | peak, MB |");
    println!("|---:|---|---:|---:|---:|");
    let synthetic = folder.path().join("synthetic.wasm");
    if let Some(megabytes) = args.synthetic {
        // By another process: the peak of those that are measured begins with what this one has.
        let mut make = process::Command::new(std::env::current_exe()?);
        make.args(["--make", &megabytes.to_string()]);
        if !make.arg(&synthetic).status()?.success() {
            return Err("the synthetic module cannot be made".into());
        }
    }
    for file in args.files.iter().chain(args.synthetic.map(|_| &synthetic)) {
        compare(file, folder.path(), args).map_err(|error| format!("{}: {error}", file.display()))?;
    }
    Ok(())
}

fn compare(file: &Path, folder: &Path, args: &Args) -> Result<(), Error> {
    let commands = command::all(file, folder, args)?;
    let mut runs: Vec<Vec<Run>> = commands.iter().map(|_| Vec::new()).collect();
    for _ in 0..args.rounds {
        for (command, runs) in commands.iter().zip(&mut runs) {
            runs.push(command.run()?);
        }
    }
    let mut copy = Duration::ZERO;
    for (command, runs) in commands.iter().zip(&runs) {
        let wall = median(runs.iter().map(|run| run.wall).collect());
        if command.is_copy {
            copy = wall;
        }
        let peak = runs.iter().map(|run| run.peak).max().unwrap_or_default();
        println!(
            "| {:.1} | {} | {:.1} | {:.2} | {:.1} |",
            fs::metadata(file)?.len() as f64 / 1e6,
            command.name,
            wall.as_secs_f64() * 1e3,
            wall.as_secs_f64() / copy.as_secs_f64(),
            peak as f64 / 1e6,
        );
    }
    Ok(())
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

//! What large and hostile modules take, beside the bounds that hold for a release build.

#[path = "../../tests/support/grown.rs"]
mod grown;
#[path = "../../tests/support/measure.rs"]
mod measure;

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use grown::FAMILIES;
use measure::measure;

/// Measures what modules take that have many of one thing, and compares that with its bounds.
#[derive(Parser)]
struct Args {
    /// The program, a release build.
    #[arg(long, default_value = "target/release/wasm-initfix")]
    tool: PathBuf,
    /// Only those whose names contain this.
    #[arg(default_value = "")]
    only: String,
    /// Measure so much of each, in percent.
    #[arg(long, default_value_t = 100)]
    part: u32,
}

type Error = Box<dyn std::error::Error>;

fn main() -> Result<ExitCode, Error> {
    if grown::is_writer()? {
        return Ok(ExitCode::SUCCESS);
    }
    let args = Args::parse();
    let tool = fs::canonicalize(&args.tool).map_err(|error| format!("{}: {error}", args.tool.display()))?;
    let folder = tempfile::tempdir()?;
    let mut exceeded = 0;
    println!(
        "| many | count | kB | CPU, s | bound | peak, MB | bound | ends with |\n|---|---:|---:|---:|---:|---:|---:|---|"
    );
    for family in FAMILIES.iter().filter(|family| family.name.contains(&args.only)) {
        let count = (u64::from(family.many) * u64::from(args.part) / 100) as u32;
        let file = folder.path().join(grown::FILE);
        grown::write(family, count, &file)?;
        let run = measure(&tool, family.args, folder.path())?;
        let (seconds, megabytes) = (run.cpu.as_secs_f64(), run.peak / 1_000_000);
        let is_over = seconds > family.seconds || megabytes > family.megabytes;
        exceeded += u32::from(is_over);
        let end = match run.code {
            Some(code) => code.to_string(),
            None => "a signal".to_owned(),
        };
        let first = if run.code == Some(0) { "" } else { run.said.lines().next().unwrap_or_default() };
        println!(
            "| {} | {count} | {} | {seconds:.2} | {} | {megabytes} | {} | {end}{} {first} |",
            family.name,
            fs::metadata(&file)?.len() / 1000,
            family.seconds,
            family.megabytes,
            if is_over { ": **over**" } else { "" },
        );
    }
    Ok(if exceeded == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
